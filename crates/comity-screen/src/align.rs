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
}

/// The comparison of one listed name with the question; used again from name to name.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// What was taken for each other, in the order of the question.
    pub pairs: Vec<Pair>,
    /// The words of the listed name.
    pub listed: Vec<Listed>,
    /// For each asked word whether it has its like.
    pub asked_met: Vec<bool>,
    /// For each listed word whether it has its like.
    pub listed_met: Vec<bool>,
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
        }));
        self.asked_met.clear();
        self.asked_met.resize(asked.words.len(), false);
        self.listed_met.clear();
        self.listed_met.resize(self.listed.len(), false);
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
        if free(&self.asked_met, &pair.asked) && free(&self.listed_met, &pair.listed) {
            meet(&mut self.asked_met, &pair.asked);
            meet(&mut self.listed_met, &pair.listed);
            self.pairs.push(pair.clone());
        }
    }

    /// Words that have no like by themselves may have one with their neighbour: "al assad" and "alassad".
    fn join(&mut self, index: &Index, asked: &[Asked], expansions: &[Arc<Expansion>]) {
        if self.asked_met.iter().all(|met| *met) || self.listed_met.iter().all(|met| *met) {
            return;
        }
        let length = |word: &Listed| index.vocabulary.length(word.word);
        for (i, one) in asked.iter().enumerate() {
            let here = i..i + 1;
            for j in 0..self.listed.len().saturating_sub(1) {
                let there = j..j + 2;
                let parts = self.listed.get(there.clone()).unwrap_or_default();
                let near = one.latin.len().abs_diff(parts.iter().map(length).sum()) <= MOST_APART;
                if near && free(&self.asked_met, &here) && free(&self.listed_met, &there) {
                    self.letters.clear();
                    parts.iter().for_each(|part| self.letters.extend_from_slice(index.vocabulary.word(part.word)));
                    let weight = parts.iter().map(|part| part.weight).sum();
                    if let Some(likeness) = joined(one.latin.as_bytes(), &self.letters) {
                        self.take(&Pair { asked: here.clone(), listed: there, likeness, how: How::Joined, weight });
                    }
                }
            }
        }
        for (i, pair) in asked.windows(2).enumerate() {
            let here = i..i + 2;
            let letters = pair.iter().map(|part| part.latin.len()).sum::<usize>();
            for j in 0..self.listed.len() {
                let there = j..j + 1;
                let Some(word) = self.listed.get(j).filter(|word| letters.abs_diff(length(word)) <= MOST_APART) else { continue };
                if free(&self.asked_met, &here) && free(&self.listed_met, &there) {
                    self.letters.clear();
                    pair.iter().for_each(|part| self.letters.extend_from_slice(part.latin.as_bytes()));
                    let asked: f32 = expansions.get(here.clone()).unwrap_or_default().iter().map(|one| one.weight).sum();
                    let weight = asked.min(word.weight);
                    if let Some(likeness) = joined(&self.letters, index.vocabulary.word(word.word)) {
                        self.take(&Pair { asked: here.clone(), listed: there, likeness, how: How::Joined, weight });
                    }
                }
            }
        }
    }
}

/// Letters by which words written together may be longer or shorter than the one they are taken for.
const MOST_APART: usize = 2;

fn free(flags: &[bool], places: &Range<usize>) -> bool {
    flags.get(places.clone()).is_some_and(|met| met.iter().all(|one| !one))
}

fn meet(flags: &mut [bool], places: &Range<usize>) {
    flags.iter_mut().skip(places.start).take(places.len()).for_each(|met| *met = true);
}

fn joined(asked: &[u8], listed: &[u8]) -> Option<f32> {
    if asked.first() != listed.first() {
        return None;
    }
    Some(likeness::spelling(asked, listed) * JOINED).filter(|likeness| *likeness >= LEAST_JOINED)
}
