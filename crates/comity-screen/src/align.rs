//! A question's words against a listed name's, one to one.

use std::{ops::Range, sync::Arc};

use crate::{
    candidates::{Candidate, Expansion, INITIAL, JOINED},
    index::{Index, NameId, WordId},
    likeness::{self, How},
    part::Part,
    query::{Asked, Name},
    stands::Stands,
};

/// Words of a listed name that take part.
const MOST_WORDS: usize = 32;

/// Likeness from which joined words are taken for each other.
const LEAST_JOINED: f32 = 0.7;

/// Two words, or a word and its parts, taken for each other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Places of the asked words: one, or two that are listed as one.
    pub asked: Range<usize>,
    /// Places of the listed words: one, or two that are asked as one.
    pub listed: Range<usize>,
    /// How like they are.
    pub likeness: f32,
    /// In what way.
    pub how: How,
    /// Information that they share at most, in nats.
    pub weight: f32,
}

/// A listed word with its weight in its name.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The word.
    pub word: WordId,
    /// Its part in the name.
    pub part: Part,
    /// Its information in nats, the part counted in.
    pub weight: f32,
    /// How many letters it has.
    pub letters: usize,
}

/// Places of a name, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places(u32);

impl Places {
    fn of(range: &Range<usize>) -> Self {
        // Ends are at most MOST_WORDS: a name has no place beyond.
        let below = |end: usize| 1u64.checked_shl(u32::try_from(end).unwrap_or(u32::MAX)).unwrap_or_default().wrapping_sub(1);
        Self((below(range.end) & !below(range.start)) as u32)
    }

    /// Whether a place is among them.
    pub fn has(self, place: usize) -> bool {
        self.0 >> (place % MOST_WORDS) & 1 == 1
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Those of the first `count` places that are not among them.
    pub fn others(self, count: usize) -> impl Iterator<Item = usize> {
        (0..count.min(MOST_WORDS)).filter(move |place| !self.has(*place))
    }
}

/// The comparison of one listed name with the question; used again from name to name.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// What was taken for each other, in the order of the question.
    pub pairs: Vec<Pair>,
    /// The words of the listed name.
    pub listed: Vec<Listed>,
    /// The asked words that have their like.
    pub asked_met: Places,
    /// The listed words that have their like.
    pub listed_met: Places,
    stands: Stands,
    options: Vec<Pair>,
    letters: Vec<u8>,
}

impl Alignment {
    /// Makes it ready for the names that are to be compared with a question.
    pub fn set(&mut self, index: &Index, asked: &Name, expansions: &[Arc<Expansion>]) {
        self.stands.set(index, &asked.words, expansions);
    }

    /// Aligns a listed name with the question for which it was [`set`](Self::set): the most telling pairs first.
    pub fn align(&mut self, index: &Index, asked: &Name, expansions: &[Arc<Expansion>], name: NameId) {
        self.listed.clear();
        self.listed.extend(index.names.words(name).take(MOST_WORDS).map(|(word, part)| Listed {
            word,
            part,
            weight: index.names.information(word) * part.weight(),
            letters: index.vocabulary.length(word),
        }));
        self.asked_met = Places::default();
        self.listed_met = Places::default();
        self.pairs.clear();
        self.options.clear();
        self.collect_phrases(index, asked, expansions, name);
        self.collect(expansions);
        self.options.sort_unstable_by(|a, b| {
            let worth = |pair: &Pair| pair.likeness * pair.weight + 0.01 * pair.likeness;
            let apart = |pair: &Pair| pair.asked.start.abs_diff(pair.listed.start);
            let place = |pair: &Pair| (apart(pair), pair.asked.start, pair.listed.start);
            worth(b).total_cmp(&worth(a)).then_with(|| place(a).cmp(&place(b)))
        });
        let options = std::mem::take(&mut self.options);
        for pair in &options {
            self.take(pair);
        }
        self.options = options;
        self.join(index, &asked.words, expansions);
        self.pairs.sort_unstable_by_key(|pair| (pair.asked.start, pair.listed.start));
    }

    /// Phrases of one meaning stand for each other whatever their words: "ooo" and "limited liability company".
    fn collect_phrases(&mut self, index: &Index, asked: &Name, expansions: &[Arc<Expansion>], name: NameId) {
        for phrase in index.names.phrases(name) {
            for same in asked.phrases.iter().filter(|one| one.concept == phrase.concept) {
                let (here, there) = (same.words.clone(), phrase.words.clone());
                let a: f32 = expansions.get(here.clone()).unwrap_or_default().iter().map(|one| one.weight).sum();
                let b: f32 = self.listed.get(there.clone()).unwrap_or_default().iter().map(|one| one.weight).sum();
                self.options.push(Pair { asked: here, listed: there, likeness: 1.0, how: How::Meaning, weight: a.min(b).max(0.05) });
            }
        }
    }

    fn collect(&mut self, expansions: &[Arc<Expansion>]) {
        for (j, other) in self.listed.iter().enumerate() {
            for (i, Candidate { likeness, how, .. }) in self.stands.of(other.word) {
                let most = if how == How::Initial { INITIAL } else { f32::MAX };
                let asked = expansions.get(i).map_or(0.0, |expansion| expansion.weight);
                let weight = asked.min(other.weight).min(most).max(0.05);
                self.options.push(Pair { asked: i..i + 1, listed: j..j + 1, likeness, how, weight });
            }
        }
    }

    fn take(&mut self, pair: &Pair) {
        let (here, there) = (Places::of(&pair.asked), Places::of(&pair.listed));
        if !self.asked_met.meets(here) && !self.listed_met.meets(there) {
            self.asked_met.add(here);
            self.listed_met.add(there);
            self.pairs.push(pair.clone());
        }
    }

    /// Words that have no like by themselves may have one with their neighbour: "al assad" and "alassad".
    fn join(&mut self, index: &Index, asked: &[Asked], expansions: &[Arc<Expansion>]) {
        for i in self.asked_met.others(asked.len()) {
            let Some(one) = asked.get(i) else { continue };
            for j in self.listed_met.others(self.listed.len()) {
                let there = j..j + 2;
                let Some(parts @ [a, b]) = self.listed.get(there.clone()) else { continue };
                if one.latin.len().abs_diff(a.letters + b.letters) > MOST_APART || self.listed_met.has(j + 1) {
                    continue;
                }
                self.letters.clear();
                parts.iter().for_each(|part| self.letters.extend_from_slice(index.vocabulary.word(part.word)));
                if let Some(likeness) = joined(one.latin.as_bytes(), &self.letters) {
                    self.take(&Pair { asked: i..i + 1, listed: there, likeness, how: How::Joined, weight: a.weight + b.weight });
                }
            }
        }
        for i in self.asked_met.others(asked.len()) {
            let here = i..i + 2;
            let Some(parts @ [a, b]) = asked.get(here.clone()).filter(|_| !self.asked_met.has(i + 1)) else { continue };
            for j in self.listed_met.others(self.listed.len()) {
                let Some(word) = self.listed.get(j) else { continue };
                if (a.latin.len() + b.latin.len()).abs_diff(word.letters) > MOST_APART {
                    continue;
                }
                self.letters.clear();
                parts.iter().for_each(|part| self.letters.extend_from_slice(part.latin.as_bytes()));
                let weight = expansions.get(here.clone()).unwrap_or_default().iter().map(|one| one.weight).sum::<f32>().min(word.weight);
                if let Some(likeness) = joined(&self.letters, index.vocabulary.word(word.word)) {
                    self.take(&Pair { asked: here.clone(), listed: j..j + 1, likeness, how: How::Joined, weight });
                }
            }
        }
    }
}

/// Letters by which words written together may be longer or shorter than the one they are taken for.
const MOST_APART: usize = 2;

fn joined(asked: &[u8], listed: &[u8]) -> Option<f32> {
    if asked.first() != listed.first() {
        return None;
    }
    Some(likeness::spelling(asked, listed) * JOINED).filter(|likeness| *likeness >= LEAST_JOINED)
}
