//! What part a word plays in a name, and so how much it says.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::{Class, Word, concepts};

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
    /// In brackets: an abbreviation, another name, a place.
    Aside,
}

impl Part {
    /// What is left of a word's information in this part. Never nothing: what a name says is never deleted.
    #[must_use]
    pub fn weight(self) -> f32 {
        match self {
            Self::Plain => 1.0,
            Self::Place => 0.8,
            Self::Common => 0.6,
            Self::Aside => 0.4,
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

/// The part of each word, given with whether it stands in brackets, and the phrases of known meaning.
pub fn parts(words: &[&str], bracketed: &[bool]) -> (Vec<Part>, Vec<Phrase>) {
    let mut parts = vec![Part::Plain; words.len()];
    let mut phrases = Vec::new();
    for (places, concept, class) in concepts().find(words) {
        parts.iter_mut().skip(places.start).take(places.len()).for_each(|part| *part = class.into());
        phrases.push(Phrase { words: places, concept: concept.number() });
    }
    // What stands in brackets is said beside the name, unless there is nothing else.
    let outside = parts.iter().zip(bracketed).any(|(part, bracketed)| *part == Part::Plain && !bracketed);
    if outside {
        for (part, _) in parts.iter_mut().zip(bracketed).filter(|(part, bracketed)| **bracketed && matches!(part, Part::Plain | Part::Place | Part::Common)) {
            *part = Part::Aside;
        }
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

/// For each word of a text whether it stands in brackets.
pub fn bracketed(text: &str, words: &[Word]) -> Vec<bool> {
    if !text.contains(['(', '[', '（']) {
        return vec![false; words.len()];
    }
    let (mut depth, mut at) = (0i32, 0);
    let inside = words.iter().map(|word| {
        for c in text.get(at..word.span.start).unwrap_or_default().chars() {
            match c {
                '(' | '[' | '（' => depth += 1,
                ')' | ']' | '）' => depth = (depth - 1).max(0),
                _ => {}
            }
        }
        at = at.max(word.span.start);
        depth > 0
    });
    inside.collect()
}
