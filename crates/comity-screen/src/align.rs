//! A question's words against a listed name's, one to one.

use crate::{
    candidates::{Candidate, Expansion, INITIAL, JOINED},
    class::Class,
    index::{Index, NameId, WordId},
    likeness::{self, How},
    query::Asked,
};

/// Words of a listed name that take part.
const MOST_WORDS: usize = 32;

/// Likeness of an initial to the name it stands for.
const INITIAL_LIKENESS: f32 = 0.55;

/// Two words, or a word and its parts, taken for each other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Places of the asked words: one, or two that are listed as one.
    pub asked: std::ops::Range<usize>,
    /// Places of the listed words: one, or two that are asked as one.
    pub listed: std::ops::Range<usize>,
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
    /// Its part.
    pub class: Class,
    /// Its information in nats, the part counted in.
    pub weight: f32,
}

/// The comparison of one listed name with the question.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// What was taken for each other, in the order of the question.
    pub pairs: Vec<Pair>,
    /// The words of the listed name.
    pub listed: Vec<Listed>,
    /// For each asked word whether it has its like.
    pub asked_met: Vec<bool>,
    /// For each listed word whether it has its like.
    pub listed_met: Vec<bool>,
}

/// Aligns a listed name with the question: the most telling pairs first.
pub fn align(index: &Index, asked: &[Asked], expansions: &[Expansion], name: NameId) -> Alignment {
    let listed: Vec<Listed> = index
        .names
        .words(name)
        .take(MOST_WORDS)
        .map(|(word, class)| Listed { word, class, weight: index.names.information(index.vocabulary.records(word)) * class.weight() })
        .collect();
    let mut options = options(index, asked, expansions, &listed);
    options.sort_by(|a, b| {
        let worth = |pair: &Pair| pair.likeness * pair.weight + 0.01 * pair.likeness;
        let apart = |pair: &Pair| pair.asked.start.abs_diff(pair.listed.start);
        worth(b).total_cmp(&worth(a)).then(apart(a).cmp(&apart(b))).then(a.asked.start.cmp(&b.asked.start)).then(a.listed.start.cmp(&b.listed.start))
    });
    let mut alignment = Alignment { pairs: Vec::new(), asked_met: vec![false; asked.len()], listed_met: vec![false; listed.len()], listed };
    for pair in options {
        alignment.take(pair);
    }
    alignment.join(index, asked, expansions);
    alignment.pairs.sort_by_key(|pair| (pair.asked.start, pair.listed.start));
    alignment
}

fn options(index: &Index, asked: &[Asked], expansions: &[Expansion], listed: &[Listed]) -> Vec<Pair> {
    let mut options = Vec::with_capacity(asked.len() + listed.len());
    for (i, (one, expansion)) in asked.iter().zip(expansions).enumerate() {
        for (j, other) in listed.iter().enumerate() {
            let found = expansion.get(other.word).or_else(|| initial(index, one, other.word));
            if let Some(Candidate { likeness, how, .. }) = found {
                let mut weight = expansion.weight.min(other.weight).max(0.05);
                if how == How::Initial {
                    weight = weight.min(INITIAL);
                }
                options.push(Pair { asked: i..i + 1, listed: j..j + 1, likeness, how, weight });
            }
        }
    }
    options
}

fn initial(index: &Index, asked: &Asked, word: WordId) -> Option<Candidate> {
    let listed = index.vocabulary.word(word);
    let whole = asked.latin.as_bytes();
    let stands = (asked.initial() && listed.len() > 1) || (listed.len() == 1 && whole.len() > 1);
    (stands && listed.first() == whole.first() && listed.first().is_some_and(u8::is_ascii_lowercase)).then_some(Candidate {
        word,
        likeness: INITIAL_LIKENESS,
        how: How::Initial,
    })
}

impl Alignment {
    fn free(flags: &[bool], places: &std::ops::Range<usize>) -> bool {
        flags.get(places.clone()).is_some_and(|met| met.iter().all(|one| !one))
    }

    fn take(&mut self, pair: Pair) -> bool {
        if !Self::free(&self.asked_met, &pair.asked) || !Self::free(&self.listed_met, &pair.listed) {
            return false;
        }
        for met in self.asked_met.iter_mut().skip(pair.asked.start).take(pair.asked.len()) {
            *met = true;
        }
        for met in self.listed_met.iter_mut().skip(pair.listed.start).take(pair.listed.len()) {
            *met = true;
        }
        self.pairs.push(pair);
        true
    }

    /// Words that have no like by themselves may have one with their neighbour: "al assad" and "alassad".
    fn join(&mut self, index: &Index, asked: &[Asked], expansions: &[Expansion]) {
        let mut letters = Vec::new();
        for (i, one) in asked.iter().enumerate() {
            for j in 0..self.listed.len().saturating_sub(1) {
                let (here, there) = (i..i + 1, j..j + 2);
                if Self::free(&self.asked_met, &here) && Self::free(&self.listed_met, &there) {
                    letters.clear();
                    for part in self.listed.get(there.clone()).unwrap_or_default() {
                        letters.extend_from_slice(index.vocabulary.word(part.word));
                    }
                    let weight = self.listed.get(there.clone()).unwrap_or_default().iter().map(|part| part.weight).sum();
                    self.take_joined(one.latin.as_bytes(), &letters.clone(), weight, here, there);
                }
            }
        }
        for (i, pair) in asked.windows(2).enumerate() {
            for j in 0..self.listed.len() {
                let (here, there) = (i..i + 2, j..j + 1);
                if Self::free(&self.asked_met, &here) && Self::free(&self.listed_met, &there) {
                    letters.clear();
                    pair.iter().for_each(|part| letters.extend_from_slice(part.latin.as_bytes()));
                    let Some(word) = self.listed.get(j) else { continue };
                    let weight = expansions.get(here.clone()).unwrap_or_default().iter().map(|one| one.weight).sum::<f32>();
                    let whole = index.vocabulary.word(word.word).to_vec();
                    self.take_joined(&letters.clone(), &whole, weight.min(word.weight), here, there);
                }
            }
        }
    }

    fn take_joined(&mut self, asked: &[u8], listed: &[u8], weight: f32, here: std::ops::Range<usize>, there: std::ops::Range<usize>) {
        if asked.len().abs_diff(listed.len()) > 2 {
            return;
        }
        let likeness = likeness::spelling(asked, listed) * JOINED;
        if likeness > 0.7 {
            self.take(Pair { asked: here, listed: there, likeness, how: How::Joined, weight });
        }
    }
}
