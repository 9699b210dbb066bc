//! The state of a set on a day, as `edition.json` keeps it.

use std::collections::BTreeMap;

use comity_read::parties::Loss;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// An edition, without its records.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Version of this form.
    pub format: Form,
    pub set: String,
    /// The day that the edition is of.
    pub date: Date,
    /// When it was imported.
    pub imported: Timestamp,
    /// Of the bytes of `records.jsonl`.
    pub digest: String,
    /// The files that it was read from, with their formats and digests.
    pub sources: Vec<SourceFile>,
    /// The publisher's address, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub records: usize,
    /// Names of all records, other names included.
    pub names: usize,
    /// Records by list.
    pub lists: BTreeMap<String, usize>,
    /// What was lost in reading.
    pub losses: Vec<LossLine>,
    /// Ids are places in the file and tell nothing from one edition to the next.
    pub positional_ids: bool,
}

/// Versions of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    #[serde(rename = "comity-edition/1")]
    V1,
}

/// A file that an edition was read from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    pub name: String,
    pub format: String,
    pub digest: String,
}

/// A loss, as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossLine {
    pub kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    pub count: u64,
    /// Where it happened first.
    pub at: String,
}

impl From<&Loss> for LossLine {
    fn from(loss: &Loss) -> Self {
        Self { kind: loss.kind.name().to_owned(), what: loss.what.clone(), count: loss.count, at: loss.at.clone() }
    }
}

impl Edition {
    /// How often anything was lost.
    pub fn lost(&self) -> u64 {
        self.losses.iter().map(|loss| loss.count).sum()
    }
}
