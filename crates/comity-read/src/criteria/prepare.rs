//! What is settled before the numbers of a paragraph are read: whether it is one of many that its parent lists, what in it is
//! only remark or example, what its semicolons part.

use super::token::{Kind, Token, tokens};
use super::{Dialect, comparator};

/// `SEE ... FOR` a substance: the paragraph controls nothing itself.
pub(crate) fn points_elsewhere(tokens: &[Token]) -> bool {
    matches!(tokens, [see, next, ..] if see.is("see") && next.raw.chars().all(|c| c.is_ascii_uppercase())) && tokens.iter().any(|t| t.is("for"))
}

/// Whether a paragraph lets those below it name what the item has or is made of, not what it is.
pub(crate) fn names_parts(parent: &str) -> bool {
    let words = super::word::normal(parent);
    let parent: Vec<&str> = words.iter().map(String::as_str).collect();
    let listed = parent.last() == Some(&"following") && !parent.ends_with(&["as", "following"]);
    const HAS: [&str; 17] = [
        "having",
        "with",
        "incorporating",
        "containing",
        "contain",
        "using",
        "made",
        "manufactured",
        "comprised",
        "perform",
        "performing",
        "employing",
        "from",
        "utilizing",
        "equipped",
        "function",
        "feature",
    ];
    listed && parent.iter().any(|w| HAS.contains(w))
}

/// Puts the comparator with which the paragraph above ends (`exceeding any of the following:`) before the only number of a
/// paragraph that has none of its own.
pub(crate) fn from_above(mut read: Vec<Token>, parent: Option<&str>, dialect: &Dialect) -> Vec<Token> {
    let mut quantities = (0..read.len()).filter(|i| read.get(*i).is_some_and(|t| matches!(t.kind, Kind::Quantity(_))));
    let (Some(at), None) = (quantities.next(), quantities.next()) else { return read };
    let Some(words) = parent.and_then(|text| comparator::left_open(&tokens(text, dialect))) else { return read };
    // "A total dose of 5 Gy", "31 GHz for ground stations": the number begins the paragraph, or `of` stands before it.
    let begins = read.iter().take(at).all(Token::is_mark);
    let of = at.checked_sub(1).and_then(|i| read.get(i)).is_some_and(|t| t.is("of"));
    let own = comparator::behind(&read, at + 1).is_some();
    if own || !(begins || of) {
        return read;
    }
    read.splice(at..at, words.iter().map(|w| Token { kind: Kind::Word, raw: (*w).to_owned() }));
    read
}

/// Whether a paragraph ends in words that make exceptions of what stands below it, or goes on to a second provision.
pub(crate) fn excepts_below(tokens: &[Token]) -> Option<&'static str> {
    let last = tokens.iter().rev().find(|t| !t.is_mark());
    if tokens.last().is_some_and(|t| t.kind == Kind::Colon) && last.is_some_and(|t| t.is_one_of(&["except", "excepting", "excluding"])) {
        return Some("what stands below is excepted");
    }
    let goes_on = |w: &[Token]| matches!(w, [a, b, c] if a.kind == Kind::Semicolon && b.is("and") && c.is("to"));
    tokens.windows(3).any(goes_on).then_some("a second provision in one sentence")
}

/// Takes away a remark in brackets that hands the paragraph to another authority: `(These items are "subject to the ITAR."
/// See 22 CFR parts ...)`. It says nothing of what the item is.
pub(crate) fn without_hand_off(tokens: Vec<Token>) -> Vec<Token> {
    let Some(at) = tokens
        .windows(4)
        .position(|w| matches!(w, [open, this, _, are] if open.kind == Kind::Open && this.is_one_of(&["this", "these"]) && are.is_one_of(&["is", "are"])))
    else {
        return tokens;
    };
    let Some(len) = tokens.get(at..).and_then(|t| t.iter().position(|t| t.kind == Kind::Close)) else { return tokens };
    let inside = tokens.get(at..at + len).unwrap_or_default();
    let hands_off = inside.windows(2).any(|w| matches!(w, [a, b] if a.is("subject") && b.is("to")));
    if !hands_off {
        return tokens;
    }
    tokens.iter().take(at).chain(tokens.iter().skip(at + len + 1)).cloned().collect()
}

/// Takes away examples in brackets: `(e.g., steel)`.
pub(crate) fn without_examples(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut skip = 0_usize;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.kind {
            Kind::Open if skip > 0 => skip += 1,
            Kind::Close if skip > 0 => skip -= 1,
            _ if skip > 0 => {}
            Kind::Open if tokens.get(at).is_some_and(|t| t.is_one_of(&["e.g.", "e.g"])) => skip = 1,
            _ => out.push(token.clone()),
        }
    }
    out
}

/// Whether a paragraph holds conditions under letters of which all are asked for: `a. ...; b. ...; and c. ...`.
pub(crate) fn lettered(tokens: &[Token]) -> bool {
    let all = tokens.windows(3).any(|w| matches!(w, [mark, and, letter] if mark.kind == Kind::Semicolon && and.is("and") && is_letter(letter)));
    let any = tokens.windows(3).any(|w| matches!(w, [mark, or, _] if mark.kind == Kind::Semicolon && or.is("or")));
    tokens.first().is_some_and(|t| t.is("a")) && all && !any
}

/// Takes the letters away.
pub(crate) fn without_letters(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let begins = match out.as_slice() {
            [] => true,
            [.., mark] if matches!(mark.kind, Kind::Semicolon) => true,
            [.., mark, and] => mark.kind == Kind::Semicolon && and.is("and"),
            _ => false,
        };
        let stop = token.kind == Kind::Stop && out.last().is_none_or(|t| t.kind == Kind::Semicolon || t.is("and"));
        if !(begins && is_letter(&token) || stop) {
            out.push(token);
        }
    }
    out
}

pub(crate) fn is_letter(token: &Token) -> bool {
    token.kind == Kind::Word && token.raw.len() == 1 && token.raw.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether a semicolon begins another kind of item; behind it `or with`, `and a` go on with the same, and so does what was
/// lettered.
pub(crate) fn begins_another(between: &[Token], lettered: bool) -> bool {
    const GOES_ON: [&str; 7] = ["a", "an", "the", "with", "having", "that", "which"];
    let link = |t: &Token| t.is_one_of(&["and", "or", "but"]);
    let goes_on = |after: &[Token]| match after {
        [first, second, ..] if link(first) => second.is_one_of(&GOES_ON),
        [only] => link(only),
        _ => false,
    };
    let semicolon = |i: &usize| between.get(*i).is_some_and(|t| t.kind == Kind::Semicolon);
    !lettered && (0..between.len()).filter(semicolon).any(|i| !goes_on(between.get(i + 1..).unwrap_or_default()))
}
