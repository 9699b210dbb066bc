//! What recurring wordings mean.

use std::collections::HashMap;

use super::{Criterion, WordsId};

/// What a wording says, as a person read it.
#[derive(Clone, Debug, PartialEq)]
pub enum Wording {
    /// This and nothing else.
    Means(Criterion),
    /// At least this.
    Implies(Criterion),
    /// The same as another wording.
    Alike(WordsId),
}

/// All wordings with a meaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wordings {
    pub(crate) rows: HashMap<WordsId, Vec<Wording>>,
}

impl Wordings {
    /// A criterion with its wordings given their meaning.
    ///
    /// Words that narrow nothing are left out beside other conditions, and are [`WordsId::PLAIN`] where they stand alone: a heading
    /// stays a heading, and is like every other one that says nothing.
    pub fn apply(&self, criterion: Criterion) -> Criterion {
        match criterion {
            Criterion::Not(inner) => Criterion::Not(Box::new(self.apply(*inner))),
            Criterion::All(parts) => {
                let mut parts: Vec<Criterion> = parts.into_iter().map(|part| self.apply(part)).collect();
                let all = parts.len();
                parts.retain(|part| *part != Criterion::Words(WordsId::PLAIN));
                if parts.is_empty() && all > 0 {
                    return Criterion::Words(WordsId::PLAIN);
                }
                parts.into_iter().fold(Criterion::Always(true), Criterion::and)
            }
            // One side of an "or" that said nothing would swallow the other: there it stays opaque.
            Criterion::Any(parts) => Criterion::Any(parts.into_iter().map(|part| self.narrowing(part)).collect()),
            Criterion::AtLeast(count, parts) => Criterion::AtLeast(count, parts.into_iter().map(|part| self.narrowing(part)).collect()),
            Criterion::Words(words) => self.meaning(words),
            other => other,
        }
    }

    fn narrowing(&self, criterion: Criterion) -> Criterion {
        match self.apply(criterion.clone()) {
            Criterion::Words(WordsId::PLAIN) => criterion,
            applied => applied,
        }
    }

    fn meaning(&self, words: WordsId) -> Criterion {
        let words = self.representative(words);
        let rows = self.rows.get(&words).map(Vec::as_slice).unwrap_or_default();
        if let Some(Wording::Means(criterion)) = rows.iter().find(|row| matches!(row, Wording::Means(_))) {
            return if *criterion == Criterion::Always(true) { Criterion::Words(WordsId::PLAIN) } else { criterion.clone() };
        }
        let implied = rows.iter().filter_map(|row| if let Wording::Implies(criterion) = row { Some(criterion.clone()) } else { None });
        implied.fold(Criterion::Always(true), Criterion::and).and(Criterion::Words(words))
    }

    /// The wording that stands for all that say the same.
    pub fn representative(&self, words: WordsId) -> WordsId {
        let (mut words, mut seen) = (words, Vec::new());
        while let Some(other) = self.rows.get(&words).into_iter().flatten().find_map(|row| if let Wording::Alike(other) = row { Some(*other) } else { None }) {
            if seen.contains(&other) {
                return seen.into_iter().min().unwrap_or(words); // a circle: all are the same
            }
            seen.push(other);
            words = other;
        }
        words
    }
}
