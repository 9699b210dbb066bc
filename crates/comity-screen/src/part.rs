//! What part a word plays in a name, and so how much it says.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::{Class, concepts};

/// The part that a word plays in a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// It identifies.
    #[default]
    Plain,
    /// A country, region or city.
    Place,
    /// A common noun of names: bank, trading, institute.
    Common,
    /// A legal form.
    Form,
    /// A title, honorific or suffix.
    Title,
    /// An article or preposition.
    Particle,
}

impl Part {
    /// What is left of a word's information in this part. Never nothing: what a name says is never deleted.
    #[must_use]
    pub fn weight(self) -> f32 {
        match self {
            Self::Plain => 1.0,
            Self::Place => 0.8,
            Self::Common => 0.6,
            Self::Form => 0.25,
            Self::Title | Self::Particle => 0.15,
        }
    }
}

impl From<Class> for Part {
    fn from(class: Class) -> Self {
        match class {
            Class::Form => Self::Form,
            Class::Title => Self::Title,
            Class::Particle => Self::Particle,
            Class::Common => Self::Common,
            Class::Place => Self::Place,
        }
    }
}

/// Words of a name that together mean one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Places of the words.
    pub words: Range<usize>,
    /// What they mean: the same number for every phrase of the same meaning.
    pub concept: u32,
}

/// The part of each word, and the phrases of known meaning.
pub fn parts(words: &[&str]) -> (Vec<Part>, Vec<Phrase>) {
    let mut parts = vec![Part::Plain; words.len()];
    let mut phrases = Vec::new();
    for (places, concept, class) in concepts().find(words) {
        parts.iter_mut().skip(places.start).take(places.len()).for_each(|part| *part = class.into());
        phrases.push(Phrase { words: places, concept: concept.number() });
    }
    // A name of nothing but common words identifies by them all the same.
    if parts.iter().all(|part| *part != Part::Plain) {
        for part in &mut parts {
            if matches!(part, Part::Common | Part::Place | Part::Title) {
                *part = Part::Plain;
            }
        }
    }
    (parts, phrases)
}
