//! From letters to words: where a word begins and ends, which script it is written in, and who reads it.

use std::ops::Range;

use super::clean::{Kind, Letter};
use super::confusable::{self, Script};
use super::cyrillic::{self, Tongue};
use super::{Class, Word, arabic, concepts, han, hangul, hebrew, latin};

/// A run of letters in `letters`, and whether exactly one dot stands before it or right after it.
#[derive(Clone, Copy)]
struct Token<'a> {
    letters: &'a [Letter],
    dot_before: bool,
    dot_after: bool,
}

/// Reads every word.
pub(super) fn cut(letters: &[Letter]) -> Vec<Word> {
    let joined;
    let letters = if letters.iter().any(|letter| letter.kind == Kind::Apostrophe) {
        joined = without_inner_apostrophes(letters);
        &joined
    } else {
        letters
    };
    let tokens = tokens(letters);
    let latin_name = is_latin(letters);
    let tongue = Tongue::of(letters);
    let alone = tokens.len() == 1;
    let mut words = Vec::with_capacity(tokens.len() + 2);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let initials = tokens.get(at..).map_or(0, dotted_run);
        if initials >= 2 {
            if let Some(run) = tokens.get(at..at + initials) {
                abbreviation(run, at + initials == tokens.len(), latin_name, tongue, &mut words);
            }
            at += initials;
            continue;
        }
        // Words in Arabic script are read together: some are written in two parts.
        let together = tokens.get(at..).map_or(1, |rest| rest.iter().take_while(|next| kind_of(next.letters) == Kind::Arabic).count());
        if together > 0 {
            let run: Vec<&[Letter]> = tokens.iter().skip(at).take(together).map(|token| token.letters).collect();
            arabic::read(&run, &mut words);
            at += together;
            continue;
        }
        read(token.letters, latin_name, tongue, alone, &mut words);
        at += 1;
    }
    words
}

/// Bytes that a word comes from.
pub(super) fn span(word: &[Letter]) -> Option<Range<usize>> {
    let first = word.first()?;
    let last = word.last()?;
    Some(first.start..last.end.max(first.end))
}

fn kind_of(token: &[Letter]) -> Kind {
    token.first().map_or(Kind::Break, |letter| letter.kind)
}

fn read(token: &[Letter], latin_name: bool, tongue: Tongue, alone: bool, words: &mut Vec<Word>) {
    match kind_of(token) {
        Kind::Han | Kind::Kana => han::read(token, alone, words),
        Kind::Hangul => hangul::read(token, alone, words),
        Kind::Hebrew => hebrew::read(token, words),
        Kind::Thai => han::read_whole(token, words),
        Kind::Arabic | Kind::Apostrophe | Kind::Dot | Kind::Break => {}
        Kind::Latin | Kind::Cyrillic | Kind::Greek | Kind::Armenian | Kind::Digit | Kind::Other => words.extend(alphabetic(token, latin_name, tongue)),
    }
}

/// A word in an alphabet, whose look-alikes are read as the alphabet it is written in.
fn alphabetic(token: &[Letter], latin_name: bool, tongue: Tongue) -> Option<Word> {
    let has = |kind| token.iter().any(|letter| letter.kind == kind);
    let foreign = has(Kind::Cyrillic) || has(Kind::Greek) || has(Kind::Armenian);
    if !foreign {
        return latin::read(token);
    }
    let plain = || if has(Kind::Cyrillic) { cyrillic::read(token, tongue) } else { latin::read(token) };
    if !has(Kind::Latin) {
        // All of another alphabet: folded only where every letter looks Latin and the name is Latin.
        let mut read = plain()?;
        if latin_name
            && !has(Kind::Digit)
            && let Some(folded) = token.iter().map(confusable::latin).collect::<Option<String>>()
        {
            let original = std::mem::replace(&mut read.latin, folded);
            read.or(original);
        }
        return Some(read);
    }
    match confusable::script(token, latin_name) {
        Script::Latin => {
            let folded: Vec<Letter> = token.iter().map(|letter| fold(letter, Kind::Latin, confusable::latin(letter))).collect();
            latin::read(&folded)
        }
        Script::Cyrillic => {
            let folded: Vec<Letter> = token.iter().map(|letter| fold(letter, Kind::Cyrillic, confusable::cyrillic(letter))).collect();
            let tongue = if tongue == Tongue::Russian { Tongue::of(&folded) } else { tongue };
            cyrillic::read(&folded, tongue)
        }
        Script::Mixed => plain(),
    }
}

fn fold(letter: &Letter, kind: Kind, like: Option<char>) -> Letter {
    match like {
        Some(c) if letter.kind != kind && letter.kind != Kind::Digit => Letter { c, kind, ..*letter },
        _ => *letter,
    }
}

/// An apostrophe between two letters joins them.
fn without_inner_apostrophes(letters: &[Letter]) -> Vec<Letter> {
    let joins = |at: usize| {
        let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| !letter.separates());
        beside(at.checked_sub(1)) && beside(at.checked_add(1))
    };
    letters.iter().enumerate().filter(|(at, letter)| letter.kind != Kind::Apostrophe || !joins(*at)).map(|(_, letter)| *letter).collect()
}

fn tokens(letters: &[Letter]) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(8);
    let mut start = 0;
    let is_dot = |at: usize| letters.get(at).is_some_and(|letter| letter.kind == Kind::Dot);
    let is_letter = |at: usize| letters.get(at).is_some_and(|letter| !letter.separates());
    while let Some(first) = letters.get(start) {
        if first.separates() {
            start += 1;
            continue;
        }
        let length = letters.get(start..).map_or(1, |rest| rest.iter().take_while(|letter| same_word(first, letter)).count()).max(1);
        let end = start + length;
        let dot_before = start >= 2 && is_dot(start - 1) && is_letter(start - 2);
        if let Some(word) = letters.get(start..end) {
            tokens.push(Token { letters: word, dot_before, dot_after: is_dot(end) });
        }
        start = end;
    }
    tokens
}

fn same_word(first: &Letter, next: &Letter) -> bool {
    if first.alphabetic() {
        return next.alphabetic();
    }
    match first.kind {
        Kind::Han | Kind::Kana => matches!(next.kind, Kind::Han | Kind::Kana),
        kind => next.kind == kind,
    }
}

/// A name is Latin when more of its letters can only be Latin than can only be of the alphabets that look like it.
fn is_latin(letters: &[Letter]) -> bool {
    let mut balance = 0_isize;
    for letter in letters {
        match letter.kind {
            Kind::Latin if confusable::cyrillic(letter).is_none() => balance += 1,
            Kind::Cyrillic | Kind::Greek | Kind::Armenian if confusable::latin(letter).is_none() => balance -= 1,
            _ => {}
        }
    }
    balance > 0
}

/// How many tokens from here are single letters strung together with dots, as in `S.A.L.`
fn dotted_run(tokens: &[Token<'_>]) -> usize {
    let single = |token: &&Token<'_>| token.letters.len() == 1 && token.letters.iter().all(|letter| letter.kind != Kind::Digit);
    match tokens.first() {
        Some(first) if single(&first) && first.dot_after => 1 + tokens.iter().skip(1).take_while(|token| token.dot_before && single(token)).count(),
        _ => 0,
    }
}

/// Three letters and more are an abbreviation; two are one where they make a legal form at the end of the name, and initials elsewhere.
fn abbreviation(run: &[Token<'_>], last: bool, latin_name: bool, tongue: Tongue, words: &mut Vec<Word>) {
    let before = words.len();
    let letters: Vec<Letter> = run.iter().flat_map(|token| token.letters).copied().collect();
    if run.iter().all(|token| token.letters.iter().all(Letter::alphabetic))
        && let Some(mut word) = alphabetic(&letters, latin_name, tongue)
    {
        let form = || concepts().find(&[&word.latin]).iter().any(|(_, _, class)| *class == Class::Form);
        if run.len() > 2 || (last && form()) {
            let spaced: Vec<String> = word.latin.chars().map(String::from).collect();
            word.or(spaced.join(" "));
            words.push(word);
            return;
        }
    }
    for token in run {
        if kind_of(token.letters) == Kind::Arabic {
            continue;
        }
        read(token.letters, latin_name, tongue, false, words);
    }
    if words.len() == before && kind_of(&letters) == Kind::Arabic {
        // Latin abbreviations are dotted in Arabic script too: read as one word.
        arabic::read(&[&letters], words);
    }
}
