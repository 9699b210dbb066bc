//! What a listed word may stand for in the question: looked up for every word of every name that is compared.

use std::sync::Arc;

use crate::{
    candidates::{Candidate, Expansion},
    index::{Index, WordId},
    likeness::How,
    query::Asked,
};

/// Bits of the sieve; a power of two.
const SIEVE: usize = 4096;

/// Likeness of an initial to the name it stands for.
const INITIAL_LIKENESS: f32 = 0.55;

/// All expansions of a question, by listed word. Used again from question to question.
#[derive(Clone, Debug)]
pub struct Stands {
    /// Listed word, place of the asked word, and how like they are: sorted.
    rows: Vec<(WordId, u32, Candidate)>,
    /// One bit for each row: most words of a name are in none.
    sieve: [u64; SIEVE / 64],
    /// Places of asked initials, with the listed words that begin so.
    initials: Vec<(u32, std::ops::Range<WordId>)>,
}

impl Default for Stands {
    fn default() -> Self {
        Self { rows: Vec::new(), sieve: [0; SIEVE / 64], initials: Vec::new() }
    }
}

impl Stands {
    /// Makes it ready for another question.
    pub fn set(&mut self, index: &Index, asked: &[Asked], expansions: &[Arc<Expansion>]) {
        self.rows.clear();
        self.initials.clear();
        self.sieve = [0; SIEVE / 64];
        for ((one, expansion), place) in asked.iter().zip(expansions).zip(0u32..) {
            self.rows.extend(expansion.candidates.iter().map(|candidate| (candidate.word, place, *candidate)));
            let Some(first) = one.latin.as_bytes().first().filter(|first| first.is_ascii_lowercase()) else { continue };
            let single = index.vocabulary.find(&[*first]);
            if one.latin.len() == 1 {
                let all = index.vocabulary.beginning(&[*first]);
                // The letter itself, alone, comes first of those that begin with it.
                let from = single.map_or(all.start, |word| word + 1);
                self.initials.push((place, from..all.end));
            } else if let Some(word) = single
                && expansion.get(word).is_none()
            {
                self.rows.push((word, place, initial(word)));
            }
        }
        self.rows.sort_unstable_by_key(|(word, place, _)| (*word, *place));
        for (word, ..) in &self.rows {
            let (at, bit) = place(*word);
            self.sieve[at] |= bit;
        }
    }

    /// The places of the question for which a listed word may stand, and how like they are.
    pub fn of(&self, word: WordId) -> impl Iterator<Item = (usize, Candidate)> {
        let (at, bit) = place(word);
        let from = if self.sieve[at] & bit == 0 { self.rows.len() } else { self.rows.partition_point(|(row, ..)| *row < word) };
        let rows = self.rows.iter().skip(from).take_while(move |(row, ..)| *row == word).map(|(_, place, candidate)| (*place as usize, *candidate));
        let spelt = rows.clone();
        let initials = self.initials.iter().filter(move |(_, begin)| begin.contains(&word)).map(|(place, _)| *place as usize);
        rows.chain(initials.filter(move |place| spelt.clone().all(|(other, _)| other != *place)).map(move |place| (place, initial(word))))
    }
}

fn initial(word: WordId) -> Candidate {
    Candidate { word, likeness: INITIAL_LIKENESS, how: How::Initial }
}

fn place(word: WordId) -> (usize, u64) {
    // Neighbours in the alphabet are often candidates of one word: spread them.
    let bit = word.wrapping_mul(0x9e37_79b1) as usize >> 20 & (SIEVE - 1);
    ((bit / 64) & (SIEVE / 64 - 1), 1 << (bit % 64))
}
