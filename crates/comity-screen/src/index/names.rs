//! The listed names as rows of words.

use serde::{Deserialize, Serialize};

use super::{
    Draft,
    flat::{Lists, hash},
    vocabulary::{Vocabulary, WordId},
};
use crate::part::{Part, Phrase};

/// Number of a name, in the order of records and of names in a record.
pub type NameId = u32;

/// The words of each name, and what they weigh.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    words: Lists,
    /// Part that each word plays in its name; beside `words`.
    parts: Vec<Part>,
    /// Phrases of known meaning in each name: see [`packed`].
    phrases: Lists,
    records: Vec<u32>,
    which: Vec<u16>,
    /// Information of the whole name.
    totals: Vec<f32>,
    /// Information of a word that stands in one record.
    rarest: f32,
    /// Information of each word of the vocabulary.
    information: Vec<f32>,
}

impl Names {
    pub(super) fn new(vocabulary: &Vocabulary, drafts: &[Draft], records: usize) -> Self {
        let all = 0..u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
        let mut names =
            Self { rarest: information(records, 1), information: all.map(|id| information(records, vocabulary.records(id))).collect(), ..Self::default() };
        names.words.starts.push(0);
        names.phrases.starts.push(0);
        for draft in drafts {
            let mut total = 0.0;
            for (word, part) in draft.words.iter().zip(&draft.parts) {
                if let Some(id) = vocabulary.find(word.as_bytes()) {
                    names.words.values.push(id);
                    names.parts.push(*part);
                    total += names.information(id) * part.weight();
                }
            }
            names.words.starts.push(u32::try_from(names.words.values.len()).unwrap_or(u32::MAX));
            names.phrases.values.extend(draft.phrases.iter().filter_map(packed));
            names.phrases.starts.push(u32::try_from(names.phrases.values.len()).unwrap_or(u32::MAX));
            names.records.push(draft.record);
            names.which.push(draft.which);
            names.totals.push(total);
        }
        names
    }

    /// A hash of all names, as numbers of their words with the part that each plays, and of the records that they are of.
    pub(super) fn mark(&self, vocabulary: u64) -> u64 {
        let numbers = self.words.starts.iter().chain(&self.words.values).chain(&self.phrases.values).chain(&self.records);
        let parts = self.parts.iter().map(|part| *part as u8);
        hash(vocabulary.to_le_bytes().into_iter().chain(numbers.flat_map(|number| number.to_le_bytes())).chain(parts))
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// A name's words, in its order, with the part that each plays.
    pub fn words(&self, name: NameId) -> impl ExactSizeIterator<Item = (WordId, Part)> {
        let at = name as usize;
        let (from, until) = match (self.words.starts.get(at), self.words.starts.get(at + 1)) {
            (Some(from), Some(until)) => (*from as usize, *until as usize),
            _ => (0, 0),
        };
        let parts = self.parts.get(from..until).unwrap_or_default();
        self.words.get(name).iter().copied().zip(parts.iter().copied())
    }

    /// A name's phrases of known meaning.
    pub fn phrases(&self, name: NameId) -> impl Iterator<Item = Phrase> {
        self.phrases.get(name).iter().map(|packed| {
            let (start, length) = ((packed >> 24) as usize, (packed >> 16 & 0xff) as usize);
            Phrase { words: start..start + length, concept: packed & 0xffff }
        })
    }

    /// The record of a name and which of its names it is.
    pub fn record(&self, name: NameId) -> (u32, u16) {
        let at = name as usize;
        (self.records.get(at).copied().unwrap_or(u32::MAX), self.which.get(at).copied().unwrap_or_default())
    }

    /// Information of all the name's words together, in nats.
    pub fn total(&self, name: NameId) -> f32 {
        self.totals.get(name as usize).copied().unwrap_or_default()
    }

    /// Information of the rarest word.
    pub fn rarest(&self) -> f32 {
        self.rarest
    }

    /// Information of a word of the vocabulary, in nats.
    pub fn information(&self, word: WordId) -> f32 {
        self.information.get(word as usize).copied().unwrap_or_default()
    }

    /// Pairs of word and name, each once, in the order of names.
    pub(super) fn words_of_names(&self) -> Vec<(u32, u32)> {
        let mut pairs = Vec::with_capacity(self.words.values.len());
        for name in 0..u32::try_from(self.len()).unwrap_or(u32::MAX) {
            let mut words: Vec<WordId> = self.words.get(name).to_vec();
            words.sort_unstable();
            words.dedup();
            pairs.extend(words.into_iter().map(|word| (word, name)));
        }
        pairs
    }
}

/// How surprising it is, in nats, that a record chosen at random has the word: the logarithm of one over its share.
///
/// A short list is taken for a part of a long one: that a word stands in one of three records says nothing of how rare it is. And no word is
/// rarer than the rarest of the list on which the score was fitted, so that a score means the same on longer ones.
fn information(records: usize, with: u32) -> f32 {
    let all = f64::from(u32::try_from(records).unwrap_or(u32::MAX)) + 1.0;
    let share = f64::from(with.max(1)) / all.max(FITTED);
    (-(share.max(1.0 / FITTED).ln()) as f32).max(0.05)
}

/// Records of the list on which the score was fitted (the US Consolidated Screening List of 2026-07-31, and one).
const FITTED: f64 = 25_922.0;

/// A phrase as one number: place, length, concept. Beyond the first 255 words of a name phrases are not kept.
fn packed(phrase: &Phrase) -> Option<u32> {
    let start = u32::from(u8::try_from(phrase.words.start).ok()?);
    let length = u32::from(u8::try_from(phrase.words.len()).ok()?);
    let concept = u32::from(u16::try_from(phrase.concept).ok()?);
    Some(start << 24 | length << 16 | concept)
}
