//! References to paragraphs in running text: `3A001.b.2, b.3 and .c`, `a.2 to a.14`.

use crate::label::Label;

/// A paragraph of some entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The entry's code.
    pub entry: String,
    /// The path below it; the root for the entry itself.
    pub label: Label,
}

impl Reference {
    /// The whole code.
    pub fn code(&self) -> String {
        if self.label.is_root() { self.entry.clone() } else { format!("{}.{}", self.entry, self.label) }
    }
}

/// A word of a scope text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A whole code.
    Code(Reference),
    /// A path without its entry; `dotted` when it begins with a stop.
    Path {
        /// The path.
        label: Label,
        /// Whether it was written `.b`.
        dotted: bool,
    },
    /// `and`, `or`, `and/or`, a comma.
    Separator(String),
    /// `to`, `through`.
    Range,
    /// A semicolon, or a stop that ends a sentence.
    Break,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// Any other word, in lower case.
    Word(String),
}

/// Whether five characters make the code of an entry: digit, group letter, three digits.
pub fn is_entry_code(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c, d, e] if a.is_ascii_digit() && (b'A'..=b'E').contains(b) && c.is_ascii_digit() && d.is_ascii_digit() && e.is_ascii_digit())
}

/// The entry code at the start of a text, when a boundary follows it.
pub fn leading_code(text: &str) -> Option<&str> {
    let code = text.get(..5).filter(|c| is_entry_code(c))?;
    let bounded = text.get(5..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
    bounded.then_some(code)
}

/// Cuts a text into tokens.
pub fn tokens(text: &str) -> Vec<Token> {
    let text = mend(text);
    let mut out = Vec::new();
    for word in text.split_whitespace() {
        word_tokens(word, &mut out);
    }
    join_split_codes(out)
}

/// Closes gaps that the source leaves inside codes (`3A001.z. 1.b`, `9A004 .g`), and takes out a full stop where none belongs (`6.A006`).
fn mend(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (i, &c) in chars.iter().enumerate() {
        let before: String = out.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        let in_code = before.ends_with('.') && before.len() == 3 && before.starts_with('.') && next.is_ascii_digit();
        if c == ' ' && in_code && out.rsplit(' ').next().is_some_and(|w| leading_code(w).is_some()) {
            continue;
        }
        out.push(c);
    }
    closed_after_category(&out)
}

/// Takes out the full stop between a code's category and its product group: a digit, a group's letter and three digits are a code.
fn closed_after_category(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_code = |at: usize| match bytes.get(at.wrapping_sub(1)..at + 5) {
        Some([category, b'.', group, number @ ..]) => {
            let begins = at < 2 || bytes.get(at - 2).is_some_and(|before| !before.is_ascii_alphanumeric() && *before != b'.');
            begins && category.is_ascii_digit() && group.is_ascii_uppercase() && number.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    text.char_indices().filter(|(at, _)| !is_code(*at)).map(|(_, c)| c).collect()
}

fn word_tokens(word: &str, out: &mut Vec<Token>) {
    let mut core = word;
    while let Some(rest) = core.strip_prefix('(') {
        out.push(Token::Open);
        core = rest;
    }
    if let Some(at) = core.find('(').filter(|at| *at > 0) {
        let (head, tail) = core.split_at(at);
        word_tokens(head, out);
        word_tokens(tail, out);
        return;
    }
    let mut tail = Vec::new();
    while let Some(last) = core.chars().last() {
        let token = match last {
            ')' => Some(Token::Close),
            ',' => Some(Token::Separator(",".into())),
            ';' | ':' => Some(Token::Break),
            '.' => Some(Token::Break),
            _ => break,
        };
        tail.extend(token);
        core = core.get(..core.len() - last.len_utf8()).unwrap_or_default();
    }
    tail.reverse();
    // "b.9.," ends in a comma: the stop belongs to the label.
    if tail.len() > 1 && tail.first() == Some(&Token::Break) {
        tail.remove(0);
    }
    if !core.is_empty() {
        out.push(core_token(core));
    }
    // A stop after a code or path belongs to the label; whether it ends the sentence shows in what follows.
    out.append(&mut tail);
}

fn core_token(core: &str) -> Token {
    if let Some(code) = leading_code(core) {
        let rest = core.get(5..).unwrap_or_default();
        if rest.is_empty() {
            return Token::Code(Reference { entry: code.into(), label: Label::root() });
        }
        if let Some(label) = rest.strip_prefix('.').and_then(|r| Label::parse(r.trim_end_matches('.'))) {
            return Token::Code(Reference { entry: code.into(), label });
        }
    }
    let bare = core.trim_start_matches('.');
    match bare.to_ascii_lowercase().as_str() {
        word @ ("and" | "or" | "and/or" | "&") => return Token::Separator(word.to_owned()),
        "to" | "through" => return Token::Range,
        _ => {}
    }
    let dotted = core.starts_with('.');
    match Label::parse(bare) {
        // "e.g." and "i.e." look like labels.
        _ if ["e.g", "i.e", "n.e.s"].contains(&bare) => Token::Word(bare.to_owned()),
        Some(label) if bare.starts_with(|c: char| c.is_ascii_lowercase()) && (dotted || bare.len() == 1 || bare.contains('.')) => Token::Path { label, dotted },
        // ".16" behind "1C351.d.15": a sibling.
        Some(label) if dotted => Token::Path { label, dotted },
        _ => Token::Word(bare.to_ascii_lowercase()),
    }
}

/// `9A004 .g` and `8A620. b`: a whole entry directly followed by a path is one code.
fn join_split_codes(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if let Token::Path { label, dotted } = &token {
            let stop = out.last() == Some(&Token::Break);
            let at = out.len().checked_sub(if stop { 2 } else { 1 });
            if (*dotted || stop)
                && let Some(Token::Code(code)) = at.and_then(|at| out.get(at))
                && code.label.is_root()
            {
                let joined = Reference { entry: code.entry.clone(), label: label.clone() };
                out.truncate(at.unwrap_or(0));
                out.push(Token::Code(joined));
                continue;
            }
        }
        out.push(token);
    }
    out
}

/// Reads a list of references at the start of `tokens`; gives them with how many tokens it took.
/// A path without an entry belongs to the entry named last, or to `own`.
pub fn list(tokens: &[Token], own: &str) -> (Vec<Reference>, usize) {
    let mut out: Vec<Reference> = Vec::new();
    let mut base = own.to_owned();
    let mut at = 0;
    let mut taken = 0;
    while let Some(reference) = item(tokens, at, &base, out.last()) {
        base.clone_from(&reference.entry);
        at += 1;
        // A stop directly after a path, with more of the list behind it, belongs to the label ("b.9.,").
        if tokens.get(at) == Some(&Token::Range)
            && let Some(last) = item(tokens, at + 1, &base, Some(&reference))
        {
            match expand(&reference, &last) {
                Some(mut range) => out.append(&mut range),
                None => break,
            }
            base.clone_from(&last.entry);
            at += 2;
        } else {
            out.push(reference);
        }
        taken = at;
        let mut next = at;
        while matches!(tokens.get(next), Some(Token::Separator(_))) {
            next += 1;
        }
        if next == at {
            break;
        }
        at = next;
    }
    (out, taken)
}

fn item(tokens: &[Token], at: usize, base: &str, before: Option<&Reference>) -> Option<Reference> {
    match tokens.get(at)? {
        Token::Code(reference) => Some(reference.clone()),
        Token::Path { label, dotted } => {
            let followed = match tokens.get(at + 1) {
                None | Some(Token::Separator(_) | Token::Range | Token::Break | Token::Open | Token::Close) => true,
                Some(Token::Word(word)) => {
                    matches!(word.as_str(), "of" | "when" | "for" | "if" | "that" | "only" | "except" | "entry" | "in" | "with" | "which")
                }
                _ => false,
            };
            let plain_letter = !dotted && label.parts().len() == 1;
            if plain_letter && (!followed || (before.is_none() && at == 0 && label.last() == "a")) {
                return None;
            }
            // "(e)" is a paragraph of another law or the number of a clause.
            let bracketed = at > 0 && tokens.get(at - 1) == Some(&Token::Open) && tokens.get(at + 1) == Some(&Token::Close);
            if plain_letter && bracketed {
                return None;
            }
            if label.last().starts_with(|c: char| c.is_ascii_digit()) && label.parts().len() == 1 {
                let before = before.filter(|b| !b.label.is_root())?;
                return Some(Reference { entry: before.entry.clone(), label: before.label.parent().child(label.last()) });
            }
            Some(Reference { entry: base.to_owned(), label: label.clone() })
        }
        _ => None,
    }
}

/// The references from `first` to `last`: siblings of one entry, or entries of one group.
fn expand(first: &Reference, last: &Reference) -> Option<Vec<Reference>> {
    if first.label.is_root() && last.label.is_root() {
        let (a, b) = (first.entry.get(2..)?.parse::<u32>().ok()?, last.entry.get(2..)?.parse::<u32>().ok()?);
        let group = first.entry.get(..2)?;
        if last.entry.get(..2)? != group || a > b {
            return None;
        }
        return Some((a..=b).map(|n| Reference { entry: format!("{group}{n:03}"), label: Label::root() }).collect());
    }
    if first.entry != last.entry {
        return None;
    }
    let range = first.label.range_to(&last.label)?;
    Some(range.into_iter().map(|label| Reference { entry: first.entry.clone(), label }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let tokens = tokens(text);
        let (refs, taken) = list(&tokens, "9A999");
        let codes = refs.iter().map(Reference::code).collect::<Vec<_>>().join(" ");
        assert_eq!(format!("{codes} | {}", tokens.len() - taken), want, "reading {text:?}: {tokens:?}");
    }

    #[test]
    fn lists_of_references() {
        check("3A001.b.2, b.3 and .c", "3A001.b.2 3A001.b.3 3A001.c | 0");
        check("a.2 to a.4, b.9., c", "9A999.a.2 9A999.a.3 9A999.a.4 9A999.b.9 9A999.c | 0");
        check("3A001.z. 1.b, z.2.b", "3A001.z.1.b 3A001.z.2.b | 0");
        check("9A004 .g, .r and .w", "9A004.g 9A004.r 9A004.w | 0");
        check("8A620. b and .y", "8A620.b 8A620.y | 0");
        check("6A001 to 6A003", "6A001 6A002 6A003 | 0");
        check("6A002.c and a camera", "6A002.c | 3");
        check("6A002.c when used", "6A002.c | 2");
        check(".c to .e", "9A999.c 9A999.d 9A999.e | 0");
        check("b (carbon) and", "9A999.b | 4");
        check("1C351.d.15 and .16", "1C351.d.15 1C351.d.16 | 0");
        check("1C351.d.15 e.g., that", "1C351.d.15 | 3");
    }

    #[test]
    fn a_full_stop_after_the_category_is_a_misprint() {
        check("6.A006, 3.B001.c and 9A004", "6A006 3B001.c 9A004 | 0");
        check("(6.A006)", " | 3");
        assert_eq!(closed_after_category("16.A006 6.a006 6.A06 z.6.A006 6.A006"), "16.A006 6.a006 6.A06 z.6.A006 6A006");
    }
}
