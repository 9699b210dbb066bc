//! Words in Latin letters, and in the alphabets that the general library reads well enough.

use super::Word;
use super::clean::{Kind, Letter};
use super::confusable;
use super::lexicon::lexicon;

/// Reads a word of Latin letters and digits.
pub(super) fn read(word: &[Letter]) -> Option<Word> {
    let span = super::cut::span(word)?;
    let latin: String = if word.iter().all(|letter| letter.c.is_ascii_alphanumeric()) { word.iter().map(|letter| letter.c).collect() } else { spell(word) };
    if latin.is_empty() {
        return None;
    }
    let mut read = Word::plain(latin, span);
    if word.iter().any(|letter| letter.spelt.is_some()) {
        let mut spelt = String::with_capacity(word.len() + 4);
        for letter in word {
            // å is written aa, ä ae, ø oe.
            push_ascii(&mut spelt, letter.c);
            spelt.extend(letter.spelt);
        }
        read.or(spelt);
    }
    if word.iter().any(|letter| letter.kind == Kind::Digit)
        && let Some(readings) = confusable::digits_as_letters(&read.latin)
    {
        readings.into_iter().for_each(|reading| read.or(reading));
    }
    equivalents(&mut read);
    Some(read)
}

/// Adds the head of the group of given names that the word or one of its spellings belongs to.
pub(super) fn equivalents(word: &mut Word) {
    let lexicon = lexicon();
    let head = lexicon.given_name(&word.latin).or_else(|| word.also.iter().find_map(|other| lexicon.given_name(other)));
    if let Some(head) = head {
        word.or(head);
    }
}

fn spell(word: &[Letter]) -> String {
    let mut out = String::with_capacity(word.len() + 4);
    for (at, letter) in word.iter().enumerate() {
        // The general library writes Devanagari consonants without the vowel that they carry unless another sign follows.
        let follows = word.get(at + 1).is_some_and(|next| is_devanagari_consonant(next.c));
        push_ascii(&mut out, letter.c);
        if follows && is_devanagari_consonant(letter.c) {
            out.push('a');
        }
    }
    out
}

fn is_devanagari_consonant(c: char) -> bool {
    matches!(c, '\u{915}'..='\u{939}')
}

fn push_ascii(out: &mut String, c: char) {
    match c {
        _ if c.is_ascii_alphanumeric() => out.push(c),
        'ə' | 'ǝ' => out.push('a'),
        'ŋ' => out.push_str("ng"),
        'ı' => out.push('i'),
        'β' => out.push('v'),
        'η' | 'υ' => out.push('i'),
        'χ' => out.push_str("ch"),
        'φ' => out.push('f'),
        'ψ' => out.push_str("ps"),
        'ξ' => out.push('x'),
        'θ' => out.push_str("th"),
        _ => {
            let general = deunicode::deunicode_char(c).unwrap_or("");
            out.extend(general.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        }
    }
}
