//! What is known of who the parties are: what screening found, and what follows from their owners.
//!
//! The edge screens; what it found comes in with the transaction, a `screened` table a party, and goes out again in the answer. A hit that no
//! person has decided leaves its facts open: unknown, and not presumed either.

use std::collections::BTreeMap;

use comity_law::FactId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::belief::Truth;

/// What the edge found of one party, as a transaction carries it: `party.screened`, and the same of an owner.
///
/// ```
/// let found: comity_decide::Found = serde_json::from_value(serde_json::json!({
///     "facts": { "on_list": "open" },
///     "hits": [{ "facts": ["on_list"], "id": "7", "list": "L", "name": "DOE, Jane", "score": 0.93, "state": "open" }],
///     "sets": [{ "digest": "sha256:0", "edition": "2026-07-31", "set": "lists-of-x" }]
/// })).unwrap();
/// assert_eq!(found.hits[0].name, "DOE, Jane");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Found {
    /// By name of the party's fact: true (a person confirmed it), false (no hit) or `"open"`.
    pub facts: BTreeMap<String, Json>,
    /// Listed parties that it is or may be.
    pub hits: Vec<Hit>,
    /// Lists that tell a fact and were not at hand, by code.
    pub not_screened: Vec<String>,
    /// What the records of the hits tell besides, by name of the party's fact: it holds if the hits are the party.
    pub records: BTreeMap<String, Json>,
    /// What was searched.
    pub sets: Vec<SetUsed>,
}

/// A listed party that the screened one is, or may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hit {
    /// Which of the listed names was matched, where it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Who decided, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<String>,
    /// Names of the party's facts that hang on it.
    pub facts: Vec<String>,
    /// The list record's own id.
    pub id: String,
    /// Whether a register number agrees too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identifier: bool,
    /// Code of the list.
    pub list: String,
    /// The name under which it is listed.
    pub name: String,
    /// How well it fits, from 0 to 1.
    pub score: f64,
    /// What has been decided of it.
    pub state: HitState,
}

/// What has been decided of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HitState {
    /// Nothing yet.
    Open,
    /// It is the same party.
    Same,
}

/// An edition of a set of lists that was searched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SetUsed {
    /// Digest of its records.
    pub digest: String,
    /// The day that it is of, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Date>,
    /// Its name.
    pub set: String,
}

/// What screening says of one party, in the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Screened {
    /// Listed parties that it is or may be.
    pub hits: Vec<Hit>,
    /// Its name.
    pub name: String,
    /// Codes of lists that tell a fact and were not at hand: what they would say is presumed.
    pub not_screened: Vec<String>,
    /// Position of the party in the transaction.
    pub party: usize,
    /// Facts that are false because no hit was found. One that owners can make true as well is not among them.
    pub ruled_out: Vec<String>,
    /// What was searched.
    pub sets: Vec<SetAge>,
    /// Where the transaction says otherwise than screening does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// An edition that was searched, and how old it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetAge {
    /// Days from the edition to the day that was asked about; negative where the edition is later.
    pub age_days: Option<i32>,
    /// Digest of its records.
    pub digest: String,
    /// The day that it is of, where that is known.
    pub edition: Option<Date>,
    /// Its name.
    pub set: String,
}

/// What follows for a party from who owns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Owned {
    /// The law that says so.
    pub citation: String,
    /// The fact.
    pub fact: String,
    /// The party's name.
    pub name: String,
    /// What keeps it open, as questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// Position of the party in the transaction.
    pub party: usize,
    /// The chain from listed owners down to the party, a body a step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<OwnedStep>,
    /// What comes out.
    pub value: Truth,
}

/// How one body is held by listed ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnedStep {
    /// The body.
    pub held: String,
    /// Who hold it, and count.
    pub holders: Vec<Holder>,
    /// Their shares together.
    pub together: String,
}

/// One holder that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// Whether it controls the body, where that counts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub control: bool,
    /// Its name.
    pub name: String,
    /// Its share, where it is known.
    pub share: Option<String>,
}

/// A question that a fact of a party hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) party: usize,
    pub(crate) fact: FactId,
    pub(crate) text: String,
}

/// All that is known of who the parties are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// By party, what screening said.
    pub screened: Vec<Screened>,
    /// What follows from who owns the parties.
    pub owned: Vec<Owned>,
    pub(crate) questions: Vec<Question>,
}

impl Evidence {
    /// The editions of lists that were searched, each once.
    pub(crate) fn sets(&self) -> Vec<SetUsed> {
        let all = self.screened.iter().flat_map(|row| &row.sets);
        let mut sets: Vec<SetUsed> = all.map(|set| SetUsed { digest: set.digest.clone(), edition: set.edition, set: set.set.clone() }).collect();
        sets.sort();
        sets.dedup();
        sets
    }
}
