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
    pub fn apply(&self, criterion: Criterion) -> Criterion {
        match criterion {
            Criterion::Not(inner) => Criterion::Not(Box::new(self.apply(*inner))),
            Criterion::All(parts) => parts.into_iter().map(|part| self.apply(part)).fold(Criterion::Always(true), Criterion::and),
            Criterion::Any(parts) => Criterion::Any(parts.into_iter().map(|part| self.apply(part)).collect()),
            Criterion::AtLeast(count, parts) => Criterion::AtLeast(count, parts.into_iter().map(|part| self.apply(part)).collect()),
            Criterion::Words(words) => self.meaning(words),
            other => other,
        }
    }

    fn meaning(&self, words: WordsId) -> Criterion {
        let words = self.representative(words);
        let rows = self.rows.get(&words).map(Vec::as_slice).unwrap_or_default();
        if let Some(Wording::Means(criterion)) = rows.iter().find(|row| matches!(row, Wording::Means(_))) {
            return criterion.clone();
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
