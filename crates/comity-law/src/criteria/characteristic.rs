//! Characteristics of items, and the terms that some of them are told in.

use std::collections::HashMap;

use comity_quantity::Quantity;
use serde::{Deserialize, Serialize};

use super::Formula;

/// A characteristic of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CharacteristicId(pub(crate) u16);

/// A term of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TermId(pub(crate) u16);

impl CharacteristicId {
    /// The position in [`Characteristics::all`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl TermId {
    /// The position in [`Characteristics::terms`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Every characteristic and term.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Characteristics {
    /// In the order of their files.
    pub all: Vec<Characteristic>,
    /// In the order of their files.
    pub terms: Vec<Term>,
    pub(crate) by_id: HashMap<Box<str>, CharacteristicId>,
    pub(crate) terms_by_id: HashMap<Box<str>, TermId>,
}

/// A named, typed property of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Characteristic {
    /// Id, such as `sample_rate`.
    pub id: Box<str>,
    /// Name for people.
    pub label: Box<str>,
    /// What it is, in our words.
    pub definition: Box<str>,
    /// The question that tells it.
    pub question: Box<str>,
    /// Its type.
    pub ty: CharacteristicType,
    /// How official texts name it.
    pub phrases: Vec<Phrase>,
    /// How it follows from others.
    pub formula: Option<Formula>,
}

/// The type of a characteristic's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CharacteristicType {
    /// True or false.
    Bool,
    /// A number with a unit.
    Quantity {
        /// The unit in which it is asked for; empty for plain numbers.
        unit: Box<str>,
        /// One of that unit: the measure whose dimension values must have.
        one: Quantity,
        /// Whether an item has a range of it, not one value.
        span: bool,
    },
    /// One or more [`Term`]s.
    Term,
    /// CAS registry numbers.
    Cas,
}

/// How official texts name a characteristic or a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The words.
    pub words: Box<str>,
    /// Prefixes of codes to which it is limited; everywhere when empty.
    pub within: Vec<Box<str>>,
}

/// One word of a term characteristic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The characteristic that it is a value of.
    pub of: CharacteristicId,
    /// Id, such as `adc`.
    pub id: Box<str>,
    /// Name for people.
    pub label: Box<str>,
    /// Other words for it.
    pub phrases: Vec<Box<str>>,
    /// All broader terms, nearest first, itself not among them.
    pub broader: Vec<TermId>,
}

impl Characteristics {
    /// The characteristic with an id.
    pub fn find(&self, id: &str) -> Option<CharacteristicId> {
        self.by_id.get(id).copied()
    }

    /// A characteristic.
    ///
    /// # Panics
    /// Never for an id of this vocabulary.
    pub fn get(&self, id: CharacteristicId) -> &Characteristic {
        &self.all[id.index()]
    }

    /// The term of a characteristic with an id.
    pub fn find_term(&self, of: CharacteristicId, id: &str) -> Option<TermId> {
        self.terms_by_id.get(id).copied().filter(|term| self.term(*term).of == of)
    }

    /// A term.
    ///
    /// # Panics
    /// Never for an id of this vocabulary.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.index()]
    }

    /// Whether a term is another or narrower than it.
    pub fn is_within(&self, term: TermId, other: TermId) -> bool {
        term == other || self.term(term).broader.contains(&other)
    }

    /// Ids of all characteristics.
    pub fn ids(&self) -> impl Iterator<Item = CharacteristicId> + use<> {
        (0..self.all.len()).map(|i| CharacteristicId(u16::try_from(i).unwrap_or(u16::MAX)))
    }
}
