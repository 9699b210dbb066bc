//! Listed names, ready to be searched.

mod flat;
mod names;
mod spelling;
mod vocabulary;

pub use names::{NameId, Names};
pub use spelling::Keys;
pub use vocabulary::{Vocabulary, WordId, letters};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    part::{Part, Phrase, bracketed, parts},
    record::Record,
    text,
};
use flat::{Lists, Table};
use spelling::Spelling;

/// All names of a set of records: their words, where each word stands, and the ways to misspelt ones.
///
/// Built once from records and never changed. What it answers depends on the records alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Index {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) spelling: Spelling,
    pub(crate) names: Names,
    /// For each word the names that have it, each once.
    postings: Lists,
    /// Other readings of listed words (the head of a group of given names, say), by their hash, to the words.
    kin: Vec<(u64, WordId)>,
    /// Register numbers, by their letters and figures, to records.
    identifiers: Table,
    records: u32,
    /// Tells this index from others: a hash of its words and of where they stand.
    mark: u64,
}

impl Index {
    /// Indexes records. A name without a single letter or figure is not found by name.
    #[must_use]
    pub fn new(records: &[Record]) -> Self {
        let mut drafts = Vec::new();
        for (record, at) in records.iter().zip(0u32..) {
            for ((name, _), which) in record.names().zip(0u16..) {
                drafts.push(Draft::new(at, which, name));
            }
        }
        let vocabulary = vocabulary(&drafts);
        let mut kin: Vec<(u64, WordId)> = drafts
            .iter()
            .flat_map(|draft| &draft.readings)
            .filter_map(|(reading, word)| Some((flat::hash(reading.bytes()), vocabulary.find(word.as_bytes())?)))
            .collect();
        kin.sort_unstable();
        kin.dedup();
        let names = Names::new(&vocabulary, &drafts, records.len());
        let pairs = names.words_of_names();
        let postings = Lists::new(vocabulary.len(), pairs.iter().copied());
        let numbers: Vec<(u64, u32)> = records
            .iter()
            .zip(0u32..)
            .flat_map(|(record, at)| record.identifiers.iter().map(move |one| (at, &one.value)))
            .filter_map(|(at, value)| Some((flat::hash(bare_number(value)?.bytes()), at)))
            .collect();
        // What a word may be a spelling of depends on the other readings too.
        let marked = std::iter::once(names.mark(vocabulary.mark())).chain(kin.iter().flat_map(|(key, word)| [*key, u64::from(*word)]));
        let mark = flat::hash(marked.flat_map(u64::to_le_bytes));
        Self {
            mark,
            spelling: Spelling::new(&vocabulary),
            vocabulary,
            names,
            postings,
            kin,
            identifiers: Table::new(numbers.iter().copied()),
            records: u32::try_from(records.len()).unwrap_or(u32::MAX),
        }
    }

    /// The names that have a word.
    pub(crate) fn names_with(&self, word: WordId) -> &[NameId] {
        self.postings.get(word)
    }

    /// The listed words that have this other reading.
    pub(crate) fn read_as(&self, reading: &str) -> impl Iterator<Item = WordId> {
        let key = flat::hash(reading.bytes());
        let from = self.kin.partition_point(|(hash, _)| *hash < key);
        self.kin.iter().skip(from).take_while(move |(hash, _)| *hash == key).map(|(_, word)| *word)
    }

    /// Records that may have this register number: the record itself must be asked.
    pub(crate) fn records_with(&self, number: &str) -> &[u32] {
        bare_number(number).map_or(&[], |bare| self.identifiers.get(flat::hash(bare.bytes())))
    }

    /// The same for the same names only, as far as 64 bits can tell: room made ready for one index is not used with another.
    pub(crate) fn mark(&self) -> u64 {
        self.mark
    }

    /// How many records, names and distinct words are indexed.
    #[must_use]
    pub fn size(&self) -> Size {
        Size { records: self.records as usize, names: self.names.len(), words: self.vocabulary.len() }
    }
}

/// What an index holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Records.
    pub records: usize,
    /// Names and aliases.
    pub names: usize,
    /// Distinct words.
    pub words: usize,
}

/// A register number without spaces and punctuation, in upper case; `None` where fewer than four characters are left, which any number may share.
#[must_use]
pub fn bare_number(number: &str) -> Option<String> {
    let bare: String = number.chars().take(64).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (bare.len() >= 4).then_some(bare)
}

/// A name on its way into the index.
pub struct Draft {
    record: u32,
    which: u16,
    words: Vec<String>,
    parts: Vec<Part>,
    phrases: Vec<Phrase>,
    /// Other readings of words, with the word.
    readings: Vec<(String, String)>,
}

impl Draft {
    fn new(record: u32, which: u16, name: &str) -> Self {
        let words = text::words(name);
        let bracketed = bracketed(name, &words);
        let single =
            |word: &text::Word| word.also.iter().filter(|other| !other.contains(' ')).map(|other| (other.clone(), word.latin.clone())).collect::<Vec<_>>();
        let readings = words.iter().flat_map(single).collect();
        let words: Vec<String> = words.into_iter().map(|word| word.latin).collect();
        let latin: Vec<&str> = words.iter().map(String::as_str).collect();
        let (parts, phrases) = parts(&latin, &bracketed);
        Self { record, which, words, parts, phrases, readings }
    }
}

fn vocabulary(drafts: &[Draft]) -> Vocabulary {
    let mut seen: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for draft in drafts {
        for word in &draft.words {
            // Counted by record, so that a party with forty aliases does not make its own words common.
            let (count, last) = seen.entry(word).or_insert((0, u32::MAX));
            if *last != draft.record {
                *count += 1;
                *last = draft.record;
            }
        }
    }
    let words: Vec<(&str, u32)> = seen.into_iter().map(|(word, (count, _))| (word, count)).collect();
    Vocabulary::new(&words)
}
