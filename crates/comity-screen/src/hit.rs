//! What screening answers.

use serde::Serialize;

use crate::{likeness::How, record::Quality, score::Features};

/// A listed party that the asked one may be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The list record's own id.
    pub id: String,
    /// The list on which it stands.
    pub list: String,
    /// The name under which the list enters it.
    pub name: String,
    /// Which of its names was matched, as the list writes it: the name itself or an alias.
    pub alias: String,
    /// How much the list trusts that name.
    #[serde(serialize_with = "quality")]
    pub quality: Quality,
    /// Probability-like, above 0 and below 1, comparable between questions.
    pub score: f64,
    /// Why: word by word, then the other evidence.
    pub reasons: Vec<Reason>,
    /// What of the comparison of names decided the score; none where only a register number agreed.
    #[serde(skip)]
    pub features: Option<Features>,
    /// Place of the record among those that were indexed.
    #[serde(skip)]
    pub record: u32,
}

/// One piece of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reason {
    /// Words that were taken for each other.
    Word {
        /// As asked.
        asked: String,
        /// As listed, in Latin letters.
        listed: String,
        /// In what way they are alike.
        #[serde(serialize_with = "way")]
        how: How,
        /// From 0 to 1.
        likeness: f64,
        /// Information of the listed word in nats: rare words weigh much, legal forms little.
        weight: f64,
    },
    /// A word of the question that the listed name lacks.
    Unmatched {
        /// As asked.
        asked: String,
        /// Its information in nats.
        weight: f64,
    },
    /// A word of the listed name that the question lacks.
    Missing {
        /// As listed.
        listed: String,
        /// Its information in nats.
        weight: f64,
    },
    /// The same register number.
    Identifier {
        /// As listed.
        listed: String,
    },
    /// Dates of birth side by side.
    Birth {
        /// As listed.
        listed: String,
        /// Whether they can be the same person's.
        agrees: bool,
    },
    /// Countries side by side.
    Country {
        /// As listed.
        listed: Vec<String>,
        /// Whether the asked one is among them.
        agrees: bool,
    },
    /// Kinds of party that exclude each other.
    Type {
        /// As listed.
        listed: crate::record::Kind,
    },
    /// The list itself calls the matched name weak.
    WeakAlias,
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn quality<S: serde::Serializer>(quality: &Quality, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match quality {
        Quality::Primary => "primary",
        Quality::Strong => "strong",
        Quality::Weak => "weak",
    })
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn way<S: serde::Serializer>(how: &How, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(how.name())
}
