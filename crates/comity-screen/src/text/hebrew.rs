//! Hebrew letters, which leave most vowels out.

use super::Word;
use super::clean::Letter;
use super::lexicon::lexicon;

/// Reads a word; the article ה and the prefixes stay where they are, since names are listed with them.
pub(super) fn read(token: &[Letter], words: &mut Vec<Word>) {
    let Some(span) = super::cut::span(token) else { return };
    let key: String = token.iter().map(|letter| letter.c).collect();
    if let Some(entry) = lexicon().hebrew.get(&key) {
        words.extend(super::han::word(entry, span));
        return;
    }
    let letters: Vec<char> = token.iter().map(|letter| letter.c).collect();
    let latin = write(&letters, true);
    if latin.is_empty() {
        return;
    }
    let mut word = Word { vowelless: true, ..Word::plain(latin, span) };
    word.or(write(&letters, false));
    words.push(word);
}

/// The letters with ו read as a vowel inside the word, or as v.
fn write(word: &[char], vav_is_vowel: bool) -> String {
    let mut out = String::with_capacity(word.len() * 2);
    let last = word.len().saturating_sub(1);
    for (at, c) in word.iter().enumerate() {
        out.push_str(match c {
            'א' => "a",
            'ב' => {
                if at == 0 {
                    "b"
                } else {
                    "v"
                }
            }
            'ג' => "g",
            'ד' => "d",
            'ה' => {
                if at == last && at > 0 {
                    "a"
                } else {
                    "h"
                }
            }
            'ו' => {
                if vav_is_vowel && at > 0 {
                    "o"
                } else {
                    "v"
                }
            }
            'ז' => "z",
            'ח' => "ch",
            'ט' | 'ת' => "t",
            'י' => {
                if at == 0 {
                    "y"
                } else {
                    "i"
                }
            }
            'כ' | 'ך' => {
                if at == 0 {
                    "k"
                } else {
                    "ch"
                }
            }
            'ל' => "l",
            'מ' | 'ם' => "m",
            'נ' | 'ן' => "n",
            'ס' => "s",
            'ע' => "a",
            'פ' | 'ף' => {
                if at == 0 {
                    "p"
                } else {
                    "f"
                }
            }
            'צ' | 'ץ' => "tz",
            'ק' => "k",
            'ר' => "r",
            'ש' => "sh",
            'װ' => "v",
            'ױ' => "oy",
            'ײ' => "ey",
            _ => "",
        });
    }
    out
}
