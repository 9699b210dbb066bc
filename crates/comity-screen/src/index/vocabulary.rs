//! The distinct words of all listed names, in one block of bytes.

use serde::{Deserialize, Serialize};

use super::flat::{Table, hash};

/// Number of a word: its place in alphabetical order, so that words with a common beginning are neighbours.
pub type WordId = u32;

/// The distinct words, sorted, each with what searching needs to know of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    /// Where each word begins; one more than there are words.
    starts: Vec<u32>,
    /// Which letters occur in each word: see [`letters`].
    letters: Vec<u32>,
    /// In how many records each word stands.
    records: Vec<u32>,
    by_hash: Table,
}

impl Vocabulary {
    /// `words` sorted and distinct, with the number of records that each stands in.
    pub fn new(words: &[(&str, u32)]) -> Self {
        let mut vocabulary = Self::default();
        vocabulary.starts.push(0);
        for (word, records) in words {
            vocabulary.bytes.extend_from_slice(word.as_bytes());
            vocabulary.starts.push(u32::try_from(vocabulary.bytes.len()).unwrap_or(u32::MAX));
            vocabulary.letters.push(letters(word.as_bytes()));
            vocabulary.records.push(*records);
        }
        vocabulary.by_hash = Table::new((0u32..).zip(words.iter().map(|(word, _)| hash(word.bytes()))).map(|(id, key)| (key, id)));
        vocabulary
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// The letters of a word; empty for a number that is no word's.
    pub fn word(&self, id: WordId) -> &[u8] {
        let at = id as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(until)) => self.bytes.get(*from as usize..*until as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// A hash of all words and of how many records have each.
    pub fn mark(&self) -> u64 {
        let numbers = self.starts.iter().chain(&self.records).flat_map(|number| number.to_le_bytes());
        hash(self.bytes.iter().copied().chain(numbers))
    }

    /// How many letters a word has.
    pub fn length(&self, id: WordId) -> usize {
        let at = id as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(until)) => until.saturating_sub(*from) as usize,
            _ => 0,
        }
    }

    /// The word's number, where it is listed.
    pub fn find(&self, word: &[u8]) -> Option<WordId> {
        self.by_hash.get(hash(word.iter().copied())).iter().copied().find(|id| self.word(*id) == word)
    }

    /// The numbers of the words that begin so.
    pub fn beginning(&self, start: &[u8]) -> std::ops::Range<WordId> {
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let first = partition(0, count, |id| self.word(id) < start);
        let last = partition(first, count, |id| self.word(id).starts_with(start));
        first..last
    }

    /// Which letters occur in the word, as bits.
    pub fn letters(&self, id: WordId) -> u32 {
        self.letters.get(id as usize).copied().unwrap_or_default()
    }

    /// In how many records the word stands.
    pub fn records(&self, id: WordId) -> u32 {
        self.records.get(id as usize).copied().unwrap_or_default()
    }
}

/// The first number in a range for which `before` fails; it must hold for a beginning of the range only.
fn partition(from: u32, until: u32, before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (from, until);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Which letters occur, a bit each (digits share the rest). Two words within two edits differ in at most four bits, which
/// rules out most of a bucket without comparing letters.
pub fn letters(word: &[u8]) -> u32 {
    word.iter().fold(0, |bits, c| {
        bits | match c {
            b'a'..=b'z' => 1 << (c - b'a'),
            b'0'..=b'9' => 1 << (26 + (c - b'0') % 6),
            _ => 0,
        }
    })
}
