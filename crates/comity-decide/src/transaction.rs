//! From a document (TOML or JSON, already parsed) to a typed transaction.

mod evidence_of;
mod party;
mod reader;
mod values;

use std::collections::HashMap;

use comity_law::{FactId, Law};
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{classify::Derived, engine::Engine, evidence::Evidence, facts::Facts, hash::BuildQuick, input::InputProblem};
use reader::Reader;

/// One act to be decided: its facts, its items, its parties.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The caller's id.
    pub id: Box<str>,
    /// The day of the act.
    pub date: Date,
    /// Facts of the transaction.
    pub facts: Facts,
    /// Items, each with its id, description and facts.
    pub items: Vec<Item>,
    /// Facts of each party.
    pub parties: Vec<Facts>,
    /// Lists of jurisdictions that are not loaded, for which codes were given.
    pub unused_lists: Vec<Box<str>>,
    /// What was derived from the items' characteristics ([`Transaction::derive`]).
    pub derived: Vec<Derived>,
    /// What screening and ownership say of the parties.
    pub evidence: Evidence,
}

/// An item of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The caller's id, or its position.
    pub id: Box<str>,
    /// The caller's words for it.
    pub description: Option<Box<str>>,
    /// Its facts.
    pub facts: Facts,
}

impl Transaction {
    /// Reads a document. All faults are reported, not only the first.
    ///
    /// # Errors
    /// The faults, in the order of the document's fields.
    ///
    /// ```
    /// use comity_decide::Transaction;
    /// let law = comity_law::Law::default();
    /// let document = serde_json::json!({ "id": "t1" });
    /// assert!(Transaction::read(&law, &document).is_err()); // an empty law knows no fact, and the date is missing
    /// ```
    pub fn read(law: &Law, document: &Json) -> Result<Self, Vec<InputProblem>> {
        Self::read_as_of(law, document, None)
    }

    /// Reads a document as if it happened on another day.
    ///
    /// # Errors
    /// As [`Transaction::read`].
    pub fn read_as_of(law: &Law, document: &Json, day: Option<Date>) -> Result<Self, Vec<InputProblem>> {
        Reader::new(law, None, day).read(document)
    }
}

/// The facts of which each stands for the other where there is but one item: the value of the whole, and of the item.
pub(crate) fn shared_value(law: &Law) -> Option<(FactId, FactId)> {
    law.fact_by_path("value").zip(law.fact_by_path("item.value"))
}

/// The facts by their paths: a law has hundreds, and a document names twenty.
pub(crate) struct Paths(HashMap<Box<str>, FactId, BuildQuick>);

impl Paths {
    pub(crate) fn of(law: &Law) -> Self {
        let facts = law.vocabulary.facts.iter().enumerate();
        Self(facts.filter_map(|(i, fact)| Some((fact.path.clone(), law.fact_id(i)?))).collect())
    }

    fn get(&self, path: &str) -> Option<FactId> {
        self.0.get(path).copied()
    }
}

impl Engine<'_> {
    /// As [`Transaction::read_as_of`], with what the engine has at hand: for many documents.
    ///
    /// # Errors
    /// As [`Transaction::read`].
    pub fn read(&self, document: &Json, day: Option<Date>) -> Result<Transaction, Vec<InputProblem>> {
        Reader::new(self.law(), Some(self.paths()), day).read(document)
    }
}
