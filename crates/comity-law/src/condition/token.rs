//! Words of a condition text.

use std::ops::Range;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Letters, digits, `_`, `-`, `.`: a keyword, fact path, choice word, country or region.
    Word(&'a str),
    /// `jurisdiction/name`.
    Id(&'a str),
    /// A number, with its unit if one follows.
    Number(&'a str),
    /// `'text'`.
    Text(&'a str),
    /// A comparison sign.
    Sign(&'a str),
    /// One of `( ) { } , ; : + -`.
    Mark(char),
    /// Something that no token starts with.
    Strange(char),
}

/// A token and its bytes.
pub(super) type Spanned<'a> = (Token<'a>, Range<usize>);

/// Splits a text. Total: strange characters become tokens for the parser to point at.
pub(super) fn tokens(text: &str) -> Vec<Spanned<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let start = at;
        let rest = text.get(at..).unwrap_or_default();
        let token = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '\'' => match rest.get(1..).and_then(|inner| inner.find('\'')) {
                Some(length) => {
                    at += length + 2;
                    Token::Text(rest.get(1..=length).unwrap_or_default())
                }
                None => {
                    at += 1;
                    Token::Strange(c)
                }
            },
            '<' | '>' | '=' | '!' => {
                let length = if rest.as_bytes().get(1) == Some(&b'=') { 2 } else { 1 };
                at += length;
                match rest.get(..length).unwrap_or_default() {
                    "!" => Token::Strange('!'),
                    sign => Token::Sign(sign),
                }
            }
            '(' | ')' | '{' | '}' | ',' | ';' | ':' | '+' | '-' => {
                at += 1;
                Token::Mark(c)
            }
            c if c.is_ascii_digit() => {
                let length = number_length(rest);
                at += length;
                Token::Number(rest.get(..length).unwrap_or_default())
            }
            c if c.is_ascii_alphabetic() => {
                let length = word_length(rest);
                at += length;
                let word = rest.get(..length).unwrap_or_default();
                if word.contains('/') { Token::Id(word) } else { Token::Word(word) }
            }
            c => {
                at += c.len_utf8();
                Token::Strange(c)
            }
        };
        out.push((token, start..at));
    }
    out
}

/// A word runs over letters, digits and `_ - . /`; after a `/` also over `:` and balanced parentheses that touch it, as in `us/D:1`, `us/746.8(a)(1)`.
/// A `:` before `{` ends the word: it opens a code set.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut i, mut id) = (0, false);
    while let Some(&b) = bytes.get(i) {
        let next = bytes.get(i + 1).copied().unwrap_or(b' ');
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => {}
            b'-' | b'.' if next.is_ascii_alphanumeric() => {}
            b'/' if next.is_ascii_alphanumeric() && !id => id = true,
            b':' if id && next.is_ascii_alphanumeric() => {}
            b'(' if id && closes(bytes, i) => {
                while bytes.get(i).is_some_and(|b| *b != b')') {
                    i += 1;
                }
            }
            _ => break,
        }
        i += 1;
    }
    i
}

/// Whether a parenthesis at `open` holds one short word and closes: part of a citation-like id.
fn closes(bytes: &[u8], open: usize) -> bool {
    let inner = bytes.get(open + 1..).unwrap_or_default();
    match inner.iter().position(|b| !b.is_ascii_alphanumeric()) {
        Some(end) => (1..=5).contains(&end) && inner.get(end) == Some(&b')'),
        None => false,
    }
}

/// Digits, then one unit word: `5000 USD`, `25 %`, `1.5 GHz`. The words `and`, `or`, `of` are no units.
fn number_length(text: &str) -> usize {
    let digits = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_')).unwrap_or(text.len());
    let head = text.get(..digits).unwrap_or_default();
    if head.chars().any(|c| c.is_ascii_alphabetic()) {
        return word_length(text); // a code such as 3A001.b
    }
    let rest = text.get(digits..).unwrap_or_default();
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    let unit = rest.get(gap..).unwrap_or_default();
    let length = unit.find(|c: char| !(c.is_alphanumeric() || matches!(c, '%' | '/' | '°' | 'µ' | '^'))).unwrap_or(unit.len());
    match unit.get(..length).unwrap_or_default() {
        "" | "and" | "or" | "of" | "in" => digits,
        _ => digits + gap + length,
    }
}
