//! What part a word plays in a name, and so how much it says.

use serde::{Deserialize, Serialize};

use crate::text::Word;

/// The part that a word plays in a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// It identifies.
    #[default]
    Plain,
    /// A common noun of names: bank, trading, institute.
    Common,
    /// A legal form.
    Form,
    /// A title, honorific or suffix.
    Title,
    /// An article or preposition.
    Particle,
}

impl Class {
    /// What is left of a word's information in this part. Never nothing: what a name says is never deleted.
    #[must_use]
    pub fn weight(self) -> f32 {
        match self {
            Self::Plain => 1.0,
            Self::Common => 0.6,
            Self::Form => 0.25,
            Self::Title | Self::Particle => 0.15,
        }
    }
}

/// The part that each word plays.
#[must_use]
pub fn classes(words: &[Word]) -> Vec<Class> {
    words.iter().map(|_| Class::Plain).collect()
}
