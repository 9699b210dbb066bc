//! Hangul by rule: the Revised Romanisation, and what lists write of northern and of older names.

use std::ops::Range;

use super::Word;
use super::clean::Letter;
use super::han::word;
use super::lexicon::lexicon;

/// Reads a run: known terms first, then syllables; a whole name of two to four syllables that begins with a surname is a person's.
pub(super) fn read(token: &[Letter], alone: bool, words: &mut Vec<Word>) {
    let run: Vec<char> = token.iter().map(|letter| letter.c).collect();
    let term = |at: usize| run.get(at..).and_then(|rest| lexicon().east.at_start(rest));
    let mut known = 0;
    if alone
        && (2..=4).contains(&run.len())
        && (0..run.len()).all(|at| term(at).is_none_or(|(_, length)| length == 1))
        && let Some((entry, length)) = lexicon().surnames.at_start(&run).filter(|(_, length)| *length < run.len())
    {
        words.extend(token.get(..length).and_then(super::cut::span).and_then(|span| word(entry, span)));
        known = length;
    }
    if known > 0 {
        rest(&run, token, known..run.len(), words);
        return;
    }
    let mut at = 0;
    while at < run.len() {
        let Some((entry, length)) = term(at) else {
            at += 1;
            continue;
        };
        rest(&run, token, known..at, words);
        if let Some(span) = token.get(at..at + length).and_then(super::cut::span) {
            let spelt = run.get(at..at + length).and_then(|chars| spelt(chars, span.clone()));
            words.extend(match word(entry, span) {
                Some(mut read) => {
                    spelt.into_iter().for_each(|spelt| read.or(spelt.latin));
                    Some(read)
                }
                None => spelt.map(|mut read| {
                    entry.meanings.iter().for_each(|meaning| read.or(*meaning));
                    read.meaning = entry.meanings.first().map(|meaning| (*meaning).to_owned());
                    read
                }),
            });
        }
        at += length;
        known = at;
    }
    rest(&run, token, known..run.len(), words);
}

fn rest(run: &[char], token: &[Letter], range: Range<usize>, words: &mut Vec<Word>) {
    let (Some(chars), Some(letters)) = (run.get(range.clone()), token.get(range)) else { return };
    words.extend(super::cut::span(letters).and_then(|span| spelt(chars, span)));
}

/// Ways to write a syllable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum System {
    Revised,
    /// Of northern names in English: pak, chol, jong; k, t, p where no vowel or nasal goes before.
    Northern,
    /// McCune-Reischauer without its signs: as the northern one, with ch for j at the beginning.
    McCune,
    /// What southern bearers choose: jung, young, hyun, soo.
    Personal,
}

fn spelt(chars: &[char], span: Range<usize>) -> Option<Word> {
    let syllables = write(chars, System::Revised);
    let latin = syllables.concat();
    if latin.is_empty() {
        return None;
    }
    let mut word = Word { syllables, ..Word::plain(latin, span) };
    for system in [System::Northern, System::McCune, System::Personal] {
        word.or(write(chars, system).concat());
    }
    Some(word)
}

fn write(chars: &[char], system: System) -> Vec<String> {
    let mut out = Vec::with_capacity(chars.len());
    let mut voiced = false;
    for c in chars {
        let Some((initial, vowel, last)) = parts(*c) else {
            voiced = false;
            continue;
        };
        out.push([self::initial(initial, system, voiced), self::vowel(vowel, system), self::last(last)].concat());
        voiced = matches!(last, 0 | 4 | 8 | 16 | 21);
    }
    out
}

/// Initial consonant, vowel and final consonant of a syllable, by the order of the standard (Unicode 3.12).
fn parts(c: char) -> Option<(u32, u32, u32)> {
    let index = u32::from(c).checked_sub(0xac00).filter(|index| *index < 11_172)?;
    Some((index / 588, index % 588 / 28, index % 28))
}

fn initial(index: u32, system: System, voiced: bool) -> &'static str {
    const PLAIN: [&str; 19] = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
    match (index, system, voiced) {
        (0, System::Northern | System::McCune, false) | (0, System::Personal, _) => "k",
        (3, System::Northern | System::McCune, false) => "t",
        (7, System::Northern | System::McCune, false) => "p",
        (12, System::McCune, false) => "ch",
        (index, ..) => usize::try_from(index).ok().and_then(|index| PLAIN.get(index)).copied().unwrap_or(""),
    }
}

fn vowel(index: u32, system: System) -> &'static str {
    const PLAIN: [&str; 21] = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"];
    match (index, system) {
        (4, System::Northern | System::McCune) => "o",
        (4, System::Personal) => "u",
        (6, System::Northern | System::McCune) => "yo",
        (6, System::Personal) => "yu",
        (13, System::Personal) => "oo",
        (18, System::Northern | System::McCune | System::Personal) => "u",
        (19, System::Personal) => "ee",
        (index, _) => usize::try_from(index).ok().and_then(|index| PLAIN.get(index)).copied().unwrap_or(""),
    }
}

fn last(index: u32) -> &'static str {
    const PLAIN: [&str; 28] =
        ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"];
    usize::try_from(index).ok().and_then(|index| PLAIN.get(index)).copied().unwrap_or("")
}
