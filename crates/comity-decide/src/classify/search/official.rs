//! Official wording as one more field of the ranking, where the user has fetched it.
//!
//! A field of its own with its own rarities (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004): official
//! wording is a hundred times longer than search words, and would drown them in one count.

use std::collections::HashMap;

use super::{build::entry_of, words::Language};

/// What official wording counts against the project's own words. Small on purpose. Measured with the Commerce Control List of 24 June 2026 on six sets
/// of descriptions (706 in all): 0.02 puts two more right entries first and none lower; from 0.05 on, gains on long descriptions (one or two in a
/// hundred) are paid for with losses on short ones and on part names. Lists describe with care what vendors name in passing.
const WEIGHT: f64 = 0.02;
/// The same for a word that none of the project's own words is: enough for a rare one to name an entry by itself.
const UNKNOWN: f64 = 1.0;
/// Saturation of a word's frequency, as recommended for texts.
const K1: f64 = 1.2;
/// Weight of an entry's length: long entries name many things in passing.
const B: f64 = 0.75;

/// The words of official texts, by entry.
#[derive(Default)]
pub(super) struct Official {
    /// Words of each entry, by the entry's place in the index.
    lengths: HashMap<u32, f64>,
    mean_length: f64,
    /// Word to the entries that have it, with how often.
    postings: HashMap<Box<str>, Vec<(u32, f64)>>,
}

impl Official {
    /// Gathers texts by the place of their entry; a text whose entry has no place is passed over.
    pub(super) fn new<'t>(language: &Language, texts: impl Iterator<Item = (&'t str, &'t str)>, mut place: impl FnMut(&str) -> Option<u32>) -> Self {
        // Each run of characters is read once, however often it stands: that makes a megabyte a matter of milliseconds.
        let mut runs: HashMap<&'t str, Vec<u32>> = HashMap::new();
        let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
        let mut postings: Vec<Vec<(u32, f64)>> = Vec::new();
        let mut official = Self::default();
        for (code, text) in texts {
            let Some(entry) = place(entry_of(code)) else { continue };
            let mut length = 0.0;
            for run in text.split_whitespace() {
                let words = runs.entry(run).or_insert_with(|| {
                    let told = language.tokens(run).into_iter().filter(|token| language.tells(token));
                    told.map(|token| next_number(&mut numbers, token)).collect()
                });
                for word in words.iter() {
                    length += 1.0;
                    let word = *word as usize;
                    postings.resize_with(postings.len().max(word + 1), Vec::new);
                    let Some(row) = postings.get_mut(word) else { continue };
                    match row.last_mut().filter(|(last, _)| *last == entry) {
                        Some((_, count)) => *count += 1.0,
                        None => row.push((entry, 1.0)),
                    }
                }
            }
            *official.lengths.entry(entry).or_default() += length;
        }
        // Another list speaks of the same entries once more.
        for row in &mut postings {
            row.sort_by_key(|(entry, _)| *entry);
            row.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                kept.1 += if same { later.1 } else { 0.0 };
                same
            });
        }
        official.postings = numbers.into_iter().filter_map(|(word, number)| Some((word, std::mem::take(postings.get_mut(number as usize)?)))).collect();
        #[allow(clippy::cast_precision_loss)] // a few thousand entries
        let entries = official.lengths.len().max(1) as f64;
        // Counts are whole numbers: their sum is exact in any order.
        official.mean_length = (official.lengths.values().sum::<f64>() / entries).max(1.0);
        official
    }

    /// What the words of a description add to entries: each word with its number among the project's own words, `u32::MAX` where it is none of them.
    pub(super) fn scores<'q>(&self, words: impl Iterator<Item = (&'q Box<str>, &'q u32)>) -> Vec<(u32, f32)> {
        let mut words: Vec<(&str, bool)> = words.map(|(word, id)| (&**word, *id != u32::MAX)).collect();
        words.sort_unstable();
        words.dedup();
        let weighed = words.into_iter().flat_map(|(word, own)| {
            let factor = if own { WEIGHT } else { UNKNOWN };
            #[allow(clippy::cast_possible_truncation)] // weights of a few digits
            self.weights(word).map(move |(entry, weight)| (entry, (factor * weight) as f32))
        });
        weighed.collect()
    }

    /// Each entry that has a word, with the word's weight in it.
    fn weights(&self, word: &str) -> impl Iterator<Item = (u32, f64)> + '_ {
        let postings = self.postings.get(word).map(Vec::as_slice).unwrap_or_default();
        #[allow(clippy::cast_precision_loss)] // a few thousand entries
        let (all, having) = (self.lengths.len() as f64, postings.len() as f64);
        let rarity = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
        postings.iter().map(move |(entry, count)| {
            let length = self.lengths.get(entry).copied().unwrap_or(1.0);
            (*entry, rarity * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / self.mean_length)))
        })
    }
}

/// The number of a word; the next one where it is new.
fn next_number(numbers: &mut HashMap<Box<str>, u32>, word: Box<str>) -> u32 {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    *numbers.entry(word).or_insert(next)
}

#[cfg(test)]
mod tests {
    use comity_law::criteria::Criteria;

    use super::*;

    #[test]
    fn a_rare_word_weighs_more_and_a_long_entry_less() {
        let texts =
            [("1A001.a", "pumps and valves"), ("1A002", "pumps"), ("1A003", "Pump for vacuum pumps, valves, pipes, seals and bellows"), ("9Z9", "pumps")];
        let language = Language::new(&Criteria::default());
        let official =
            Official::new(&language, texts.into_iter(), |entry| ["1A001", "1A002", "1A003"].iter().position(|known| *known == entry).map(|i| i as u32));
        let weights = |word: &str| official.weights(word).collect::<Vec<_>>();
        let pump = weights("pump");
        assert_eq!(pump.iter().map(|(entry, _)| *entry).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(pump[1].1 > pump[0].1, "{pump:?}");
        assert!(weights("vacuum")[0].1 > pump[2].1);
        assert!(weights("laser").is_empty());
    }
}
