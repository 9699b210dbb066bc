//! Letters of other alphabets that look like Latin ones, and digits that are read for letters.
//!
//! The table holds letters whose shapes coincide in common typefaces, by case, since в and B do not but В and B do.

use super::clean::{Kind, Letter};

/// The Latin letter that a Cyrillic, Greek or Armenian letter looks like.
pub(super) fn latin(letter: &Letter) -> Option<char> {
    if letter.upper { latin_upper(letter.c) } else { latin_lower(letter.c) }
}

fn latin_upper(lower: char) -> Option<char> {
    Some(match lower {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'ԍ' => 'g',
        'н' | 'η' | 'һ' => 'h',
        'і' | 'ι' | 'ӏ' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'լ' => 'l',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' | 'տ' => 's',
        'т' | 'τ' => 't',
        'ս' => 'u',
        'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'υ' | 'ү' => 'y',
        'ζ' => 'z',
        _ => return None,
    })
}

fn latin_lower(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'ց' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ι' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'ո' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'т' => 't',
        'ս' | 'υ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' => 'y',
        _ => return None,
    })
}

/// The Cyrillic letter that a Latin letter looks like.
pub(super) fn cyrillic(letter: &Letter) -> Option<char> {
    Some(match (letter.c, letter.upper) {
        ('a', _) => 'а',
        ('b', true) => 'в',
        ('c', _) => 'с',
        ('e', _) => 'е',
        ('h', true) => 'н',
        ('i', _) => 'і',
        ('j', _) => 'ј',
        ('k', _) => 'к',
        ('m', true) => 'м',
        ('o', _) => 'о',
        ('p', _) => 'р',
        ('s', _) => 'ѕ',
        ('t', true) => 'т',
        ('x', _) => 'х',
        ('y', _) => 'у',
        _ => return None,
    })
}

/// Which alphabet a word of several is written in, where the letters that belong to one alphabet only agree.
pub(super) enum Script {
    /// All are Latin letters or look like one.
    Latin,
    /// All are Cyrillic letters or look like one.
    Cyrillic,
    /// No reading in one alphabet: each letter for itself.
    Mixed,
}

/// Decides the script of a word that mixes alphabets; `latin_name` says whether the rest of the name is Latin.
pub(super) fn script(word: &[Letter], latin_name: bool) -> Script {
    let all_latin = word.iter().all(|letter| matches!(letter.kind, Kind::Latin | Kind::Digit) || latin(letter).is_some());
    let all_cyrillic = word.iter().all(|letter| matches!(letter.kind, Kind::Cyrillic | Kind::Digit) || cyrillic(letter).is_some());
    match (all_latin, all_cyrillic) {
        (true, true) if latin_name => Script::Latin,
        (_, true) => Script::Cyrillic,
        (true, false) => Script::Latin,
        (false, false) => Script::Mixed,
    }
}

/// The letters that digits inside a word stand for when a machine or a forger wrote it, in two readings (`1` is l or i); none where the
/// digits outweigh the letters.
pub(super) fn digits_as_letters(word: &str) -> Option<[String; 2]> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || word.len() < 3 || digits * 2 > word.len() {
        return None;
    }
    let with = |one: char| -> String {
        let letter = |c| match c {
            '0' => 'o',
            '1' => one,
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '8' => 'b',
            other => other,
        };
        word.chars().map(letter).collect()
    };
    Some([with('l'), with('i')])
}
