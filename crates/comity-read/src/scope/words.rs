//! Cutting the words of a scope into sentences, exceptions and brackets.

use crate::reference::{Reference, Token};
use crate::text::{find_ci, starts_with_ci};

/// What a sentence of a scope does.
pub(super) enum Kind {
    /// What it covers.
    Covers,
    /// What it leaves out.
    LeavesOut,
    /// A note beside it.
    Note,
}

/// Cuts at `. MT also applies to`, `. MT does not apply to` and `. Note:`.
pub(super) fn sentences(words: &str) -> Vec<(String, Kind)> {
    let mut out = Vec::new();
    let mut rest = words.to_owned();
    let mut kind = Kind::Covers;
    loop {
        let cut = [(". Note:", Kind::Note), ("also applies to", Kind::Covers), ("does not apply to", Kind::LeavesOut), ("does apply to", Kind::Covers)]
            .into_iter()
            .filter_map(|(mark, kind)| find_ci(&rest, mark).map(|at| (at, mark, kind)))
            .min_by_key(|(at, ..)| *at);
        let Some((at, mark, next_kind)) = cut else {
            out.push((rest, kind));
            return out;
        };
        let head = rest.get(..at).unwrap_or_default();
        // The reason before the mark ("MT also applies to") goes with the mark.
        let head = if mark.starts_with('.') { head } else { head.rsplit_once(". ").map_or("", |(h, _)| h) };
        out.push((head.to_owned(), kind));
        rest = rest.get(at + mark.len()..).unwrap_or_default().to_owned();
        kind = next_kind;
    }
}

/// Cuts at `except`, `other than` outside brackets.
pub(super) fn split_except(words: &str) -> (String, Option<String>) {
    let mut depth = 0_i32;
    for (at, c) in words.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 && (at == 0 || words.get(..at).is_some_and(|h| h.ends_with([' ', ',']))) {
            let rest = words.get(at..).unwrap_or_default();
            for mark in ["except for ", "except ", "except: ", "other than "] {
                if starts_with_ci(rest, mark) {
                    let head = words.get(..at).unwrap_or_default().trim().trim_end_matches(',');
                    return (head.to_owned(), rest.get(mark.len()..).map(str::to_owned));
                }
            }
        }
    }
    (words.to_owned(), None)
}

pub(super) fn is_word(token: Option<&Token>, word: &str) -> bool {
    matches!(token, Some(Token::Word(w)) if w == word)
}

/// The reason at the end of `... controlled for MT`.
pub(super) fn controlled_for(tokens: &[Token]) -> Option<String> {
    let [.., Token::Word(controlled), Token::Word(for_), Token::Word(reason)] = tokens else {
        return None;
    };
    (controlled == "controlled" && for_ == "for" && reason.len() == 2).then(|| reason.to_uppercase())
}

/// The bracket that closes the one at `open`; none when the source forgot it.
pub(super) fn matching(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Open => depth += 1,
            Token::Close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

pub(super) fn short(refs: &[Reference]) -> String {
    match refs {
        [] => "the entry".to_owned(),
        [one] => one.code(),
        [first, ..] => format!("{} and others", first.code()),
    }
}
