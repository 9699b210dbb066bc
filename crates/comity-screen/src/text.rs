//! From a name in any script to words in Latin letters.
//!
//! [`words`] cleans the text (invisible and look-alike characters), cuts it into words and writes each in lower-case Latin letters and
//! digits, with the other spellings that the script leaves open. Nothing is thrown away but marks and punctuation: particles, legal forms and
//! titles stay, and are weighed later: [`concepts`] says which words of a name are of that kind, and which phrases mean the same.
//!
//! What is known of single words (given names, company words, places) stands in `words/*.txt` beside the sources, one entry a line; what
//! follows from the letters stands in a module a script.

mod arabic;
mod clean;
mod concepts;
mod confusable;
mod cut;
mod cyrillic;
mod han;
mod hangul;
mod hebrew;
mod kana;
mod latin;
mod lexicon;
mod skeleton;

use std::ops::Range;

pub use concepts::{Class, ConceptId, Concepts, concepts};
pub use skeleton::skeleton;

/// One word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// In lower-case ASCII letters and digits; never empty.
    pub latin: String,
    /// Other ways to write it in Latin letters, and its translations where it is a common noun; several words are separated by spaces.
    pub also: Vec<String>,
    /// The script leaves vowels out (Arabic, Hebrew): `latin` holds what is written, to be compared by its consonants.
    pub vowelless: bool,
    /// The syllables of a run in a script that does not separate words (Han, Hangul, kana), whose concatenation is `latin`; empty elsewhere.
    pub syllables: Vec<String>,
    /// What the word means in English, where it is a common noun or a known name of another script (`heavy industries`); also in `also`.
    pub meaning: Option<String>,
    /// Bytes of the given text from which the word comes.
    pub span: Range<usize>,
}

/// Characters read of a name; the rest is ignored, so that a hostile name costs no more than a long one. Characters that cannot be seen,
/// marks and separators do not count, but no more than eight times as many characters are looked at.
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
    cut::cut(&clean::letters(text))
}

/// Whether every letter of a text is of a sign that can be read here. Of some rare signs (most of Han beyond the first extension) nothing here
/// knows the sound: the words of such a name are what is left without them.
///
/// ```
/// use comity_screen::text::is_read_whole;
///
/// assert!(is_read_whole("陈小明"));
/// assert!(!is_read_whole("陈\u{2cc56}"));
/// ```
#[must_use]
pub fn is_read_whole(text: &str) -> bool {
    clean::letters(text).iter().all(|letter| letter.separates() || deunicode::deunicode_char(letter.c).is_some())
}

/// Whether a text is read to its end: of a longer one only the beginning is.
///
/// ```
/// use comity_screen::text::is_read_to_its_end;
///
/// assert!(is_read_to_its_end("Jane Doe"));
/// assert!(!is_read_to_its_end(&format!("Jane{} Doe", ".".repeat(600))));
/// ```
#[must_use]
pub fn is_read_to_its_end(text: &str) -> bool {
    clean::bounded(text).1
}

/// The same words with each one that means something in English replaced by the words of that meaning: how a list in Latin letters is
/// likely to write the name. Words without a meaning stay as they are; the words of one meaning share the span of their origin.
///
/// ```
/// use comity_screen::text;
/// let name = text::translated(&text::words("深圳市斯尔优科技有限公司"));
/// let latin: Vec<&str> = name.iter().map(|word| word.latin.as_str()).collect();
/// assert_eq!(latin, ["shenzhen", "city", "sieryou", "technology", "co", "ltd"]);
/// ```
#[must_use]
pub fn translated(words: &[Word]) -> Vec<Word> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        let Some(meaning) = &word.meaning else {
            out.push(word.clone());
            continue;
        };
        for latin in meaning.split(' ') {
            out.push(Word { latin: latin.to_owned(), also: Vec::new(), vowelless: false, syllables: Vec::new(), meaning: None, span: word.span.clone() });
        }
    }
    out
}

impl Word {
    fn plain(latin: String, span: Range<usize>) -> Self {
        Self { latin, also: Vec::new(), vowelless: false, syllables: Vec::new(), meaning: None, span }
    }

    /// Adds a spelling unless it is there already.
    fn or(&mut self, spelling: impl Into<String> + AsRef<str>) {
        let text = spelling.as_ref();
        if !text.is_empty() && text != self.latin && !self.also.iter().any(|known| known == text) {
            self.also.push(spelling.into());
        }
    }
}

#[cfg(test)]
mod tests;
