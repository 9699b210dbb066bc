//! What is known of single words, read once from `words/*.txt`.
//!
//! A line is `key: reading; reading | meaning; meaning`; either side of the bar may be missing, `#` begins a comment, and several keys with
//! the same entry are separated by `=`. A reading may be cut into syllables by spaces. Keys are normalised as names are. The file of
//! given names holds groups: `head other other`, whose words are spellings of one name.

use std::collections::{HashMap, hash_map};
use std::sync::OnceLock;

use super::clean;
use super::han::simplified;

/// Readings and meanings of a word, the usual one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) readings: Vec<&'static str>,
    pub(super) meanings: Vec<&'static str>,
}

/// All tables.
pub(super) struct Lexicon {
    /// Whole words in Arabic script, letters folded.
    pub(super) arabic: HashMap<String, Entry>,
    pub(super) hebrew: HashMap<String, Entry>,
    /// Terms inside runs of Han, kana and Hangul.
    pub(super) east: Terms,
    pub(super) thai: HashMap<String, Entry>,
    /// Chinese and Korean surnames, at the beginning of a name.
    pub(super) surnames: Terms,
    given_names: HashMap<&'static str, &'static str>,
}

/// Terms that are looked for inside a run of letters, the longest first.
#[derive(Default)]
pub(super) struct Terms {
    entries: HashMap<Vec<char>, Entry>,
    /// By first letter, the length in letters of the longest term.
    longest: HashMap<char, usize>,
}

impl Lexicon {
    /// Head of the group of given names a spelling belongs to.
    pub(super) fn given_name(&self, spelling: &str) -> Option<&'static str> {
        self.given_names.get(spelling).copied()
    }
}

impl Terms {
    /// The longest term that `run` begins with, and its length in letters.
    pub(super) fn at_start(&self, run: &[char]) -> Option<(&Entry, usize)> {
        let longest = *self.longest.get(run.first()?)?;
        (1..=longest.min(run.len())).rev().find_map(|length| self.entries.get(run.get(..length)?).map(|entry| (entry, length)))
    }

    fn of(sources: &[&'static str]) -> Self {
        let mut terms = Self::default();
        for (key, entry) in sources.iter().flat_map(|source| read(source).0) {
            let key: Vec<char> = normal(key).chars().collect();
            if let Some(first) = key.first() {
                let longest = terms.longest.entry(*first).or_default();
                *longest = (*longest).max(key.len());
                // A term of several languages keeps the reading of the first file; what the others say of it comes after.
                match terms.entries.entry(key) {
                    hash_map::Entry::Occupied(mut known) => known.get_mut().meanings.extend(entry.readings.into_iter().chain(entry.meanings)),
                    hash_map::Entry::Vacant(place) => {
                        place.insert(entry);
                    }
                }
            }
        }
        terms
    }
}

/// The tables, read at first use.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon {
        arabic: read(ARABIC).0.into_iter().map(|(key, entry)| (normal(key), entry)).collect(),
        hebrew: read(HEBREW).0.into_iter().map(|(key, entry)| (normal(key), entry)).collect(),
        east: Terms::of(&EAST),
        surnames: Terms::of(&[SURNAMES]),
        thai: read(THAI).0.into_iter().map(|(key, entry)| (normal(key), entry)).collect(),
        given_names: GIVEN_NAMES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split_whitespace().filter_map(|word| Some((word, line.split_whitespace().next()?))))
            .collect(),
    })
}

pub(super) const ARABIC: &str = include_str!("../../words/arabic.txt");
pub(super) const HEBREW: &str = include_str!("../../words/hebrew.txt");
pub(super) const THAI: &str = include_str!("../../words/thai.txt");
pub(super) const EAST: [&str; 4] = [
    include_str!("../../words/han.txt"),
    include_str!("../../words/japanese.txt"),
    include_str!("../../words/kana.txt"),
    include_str!("../../words/hangul.txt"),
];
pub(super) const SURNAMES: &str = include_str!("../../words/surnames.txt");
pub(super) const GIVEN_NAMES: &str = include_str!("../../words/given-names.txt");

/// The entries of a file by key, and the lines that are not entries.
pub(super) fn read(source: &'static str) -> (Vec<(&'static str, Entry)>, Vec<&'static str>) {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for line in source.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((keys, entry)) = line.split_once(':') else {
            problems.push(line);
            continue;
        };
        let (readings, meanings) = entry.split_once('|').unwrap_or((entry, ""));
        let list = |text: &'static str| -> Vec<&'static str> { text.split(';').map(str::trim).filter(|item| !item.is_empty()).collect() };
        let entry = Entry { readings: list(readings), meanings: list(meanings) };
        let plain = |text: &&str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' ') && !text.contains("  ");
        if (entry.readings.is_empty() && entry.meanings.is_empty()) || !entry.readings.iter().chain(&entry.meanings).all(plain) {
            problems.push(line);
            continue;
        }
        for key in keys.split('=') {
            entries.push((key.trim(), entry.clone()));
        }
    }
    (entries, problems)
}

/// A key in the letters that names are read in.
pub(super) fn normal(key: &str) -> String {
    clean::letters(key).iter().filter(|letter| !letter.separates()).map(|letter| super::arabic::folded(simplified(letter.c))).collect()
}
