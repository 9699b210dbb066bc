//! The letters of a text that matter, each with the bytes it comes from.
//!
//! Compatibility forms are resolved (NFKD), invisible characters and marks dropped. Letters whose mark makes another letter of the
//! alphabet (й, ї, ガ, Hangul syllables) are put together again, so that composed and decomposed text give the same letters.

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

use super::LONGEST;

/// What a letter is to the cutter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Digit,
    Arabic,
    Hebrew,
    Han,
    Kana,
    Hangul,
    Thai,
    /// Alphabets that are left to the general library.
    Other,
    /// Joins two letters that it stands between: an apostrophe.
    Apostrophe,
    Dot,
    /// Anything else: words end here.
    Break,
}

/// One letter, digit or separator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    /// Lower case.
    pub(super) c: char,
    pub(super) upper: bool,
    pub(super) kind: Kind,
    /// A mark over it that some languages spell out: `e` after a vowel with diaeresis, `a` after a ring.
    pub(super) spelt: Option<char>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Letter {
    /// Belongs to a word in one of the alphabets that are mixed with Latin, or is a digit.
    pub(super) fn alphabetic(&self) -> bool {
        matches!(self.kind, Kind::Latin | Kind::Cyrillic | Kind::Greek | Kind::Armenian | Kind::Digit)
    }

    pub(super) fn separates(&self) -> bool {
        matches!(self.kind, Kind::Apostrophe | Kind::Dot | Kind::Break)
    }
}

/// Letters and separators of a text, bounded by [`LONGEST`].
pub(super) fn letters(text: &str) -> Vec<Letter> {
    bounded(text).0
}

/// The same, and whether the text is read to its end.
pub(super) fn bounded(text: &str) -> (Vec<Letter>, bool) {
    let mut out: Vec<Letter> = Vec::with_capacity(text.len().min(LONGEST));
    let mut is_whole = true;
    let mut counted = 0;
    let mut looked = 0;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        if c.is_ascii() {
            looked += 1;
            push(&mut out, &mut counted, c, start, end);
        } else if let Some(c) = spacing_accent(c) {
            looked += 1;
            push(&mut out, &mut counted, c, start, end);
        } else {
            decompose_compatible(c, |part| {
                looked += 1;
                if counted <= LONGEST {
                    push(&mut out, &mut counted, part, start, end);
                }
            });
        }
        if counted > LONGEST || looked >= 8 * LONGEST {
            is_whole = counted <= LONGEST && end == text.len();
            break;
        }
    }
    if counted > LONGEST {
        out.pop();
    }
    (out, is_whole)
}

fn push(out: &mut Vec<Letter>, counted: &mut usize, c: char, start: usize, end: usize) {
    if invisible(c) {
        return;
    }
    if let Some(last) = out.last_mut() {
        if matches!(last.kind, Kind::Cyrillic | Kind::Kana | Kind::Hangul)
            && let Some(whole) = compose(last.c, c)
        {
            last.c = whole;
            last.end = end;
            return;
        }
        if is_mark(c) {
            match (c, last.kind) {
                ('\u{308}', Kind::Latin) => last.spelt = Some('e'),
                ('\u{30a}', Kind::Latin) => last.spelt = Some('a'),
                _ => {}
            }
            if !last.separates() {
                last.end = end;
            }
            return;
        }
    } else if is_mark(c) {
        return;
    }
    let upper = c.is_uppercase();
    let c = if upper { c.to_lowercase().next().unwrap_or(c) } else { c };
    let kind = kind(c);
    if kind == Kind::Break && out.last().is_none_or(|last| last.kind == Kind::Break) {
        return;
    }
    let spelt = (c == 'ø').then_some('e');
    if kind != Kind::Break {
        *counted += 1;
    }
    out.push(Letter { c: digit(c), upper, kind, spelt, start, end });
}

/// Accents and half rings that stand by themselves and are written for an apostrophe; their compatibility form begins with a space.
fn spacing_accent(c: char) -> Option<char> {
    matches!(c, '\u{b4}' | '\u{2018}'..='\u{201b}' | '\u{1fbd}'..='\u{1fbf}' | '\u{1fef}' | '\u{1ffd}' | '\u{1ffe}' | '\u{2032}' | '\u{2035}' | '\u{2b9}'..='\u{2c1}' | '\u{2c8}' | '\u{2ca}' | '\u{2cb}'
        | '\u{5f3}' | '\u{5f4}' | '\u{55a}' | '\u{a78b}' | '\u{a78c}' | '\u{ff07}')
    .then_some('\'')
}

/// Characters without a shape: they join what they stand between. White space among the controls separates.
fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Marks that carry no letter. The vowel signs of Indic and south-east Asian scripts are marks too, but are read.
fn is_mark(c: char) -> bool {
    match c {
        '\u{0}'..='\u{2ff}' => false,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6ed}' => is_combining_mark(c),
        '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}' | '\u{e47}'..='\u{e4e}' | '\u{3099}' | '\u{309a}' => true,
        '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => false,
        _ => is_combining_mark(c),
    }
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' => Kind::Latin,
        '0'..='9' => Kind::Digit,
        '.' => Kind::Dot,
        '\'' | '`' => Kind::Apostrophe,
        '\0'..='\u{7f}' => Kind::Break,
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' => Kind::Digit,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' if c.is_alphabetic() => Kind::Greek,
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' if c.is_alphabetic() => Kind::Cyrillic,
        '\u{531}'..='\u{58f}' if c.is_alphabetic() => Kind::Armenian,
        '\u{5d0}'..='\u{5f2}' => Kind::Hebrew,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' if c.is_alphabetic() => Kind::Arabic,
        '\u{e00}'..='\u{e7f}' if c.is_alphabetic() || is_combining_mark(c) => Kind::Thai,
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' => Kind::Hangul,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{31f0}'..='\u{31ff}' => Kind::Kana,
        '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Kind::Han,
        '\u{80}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1d00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}' if c.is_alphabetic() => {
            Kind::Latin
        }
        _ if c.is_alphanumeric() || is_combining_mark(c) => Kind::Other,
        _ => Kind::Break,
    }
}

/// Digits of other scripts as ASCII digits.
fn digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}
