//! From a name in any script to words in Latin letters.
//!
//! [`words`] cleans the text (invisible and look-alike characters), cuts it into words and writes each in lower-case Latin letters and
//! digits, with the other spellings that the script leaves open. Nothing is thrown away but marks and punctuation: particles, legal forms and
//! titles stay, and are weighed later.

use std::ops::Range;

/// One word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// In lower-case ASCII letters and digits; never empty.
    pub latin: String,
    /// Other ways to write it in Latin letters, or its translation where it is a common noun; several words are separated by spaces.
    pub also: Vec<String>,
    /// The script leaves vowels out (Arabic, Hebrew): `latin` holds what is written, to be compared by its consonants.
    pub vowelless: bool,
    /// The syllables of a run in a script that does not separate words (Han, Hangul, kana), whose concatenation is `latin`; empty elsewhere.
    pub syllables: Vec<String>,
    /// Bytes of the given text from which the word comes.
    pub span: Range<usize>,
}

/// Characters read of a name; the rest is ignored, so that a hostile name costs no more than a long one.
pub const LONGEST: usize = 512;

/// The words of a name, in its order.
///
/// ```
/// let words = comity_screen::text::words("AL-ASSAD, Máher");
/// let latin: Vec<&str> = words.iter().map(|word| word.latin.as_str()).collect();
/// assert_eq!(latin, ["al", "assad", "maher"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices().take(LONGEST) {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        let latin: String = deunicode::deunicode_char(c).unwrap_or("").chars().filter(char::is_ascii_alphanumeric).collect();
        let end = at + c.len_utf8();
        match words.last_mut().filter(|_| open) {
            Some(word) => {
                word.latin.push_str(&latin.to_lowercase());
                word.span.end = end;
            }
            None if latin.is_empty() => continue,
            None => words.push(Word { latin: latin.to_lowercase(), also: Vec::new(), vowelless: false, syllables: Vec::new(), span: at..end }),
        }
        open = true;
    }
    words
}
