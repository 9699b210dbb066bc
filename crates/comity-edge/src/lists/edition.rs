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
    /// The set, such as `un-sc`.
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
    /// How many records there are.
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
    /// The first.
    #[serde(rename = "comity-edition/1")]
    V1,
}

/// A file that an edition was read from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// The file's name, without its folder.
    pub name: String,
    /// The form that was recognised in it.
    pub format: String,
    /// SHA-256 of its bytes.
    pub digest: String,
}

/// A loss, as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossLine {
    /// What kind of loss it is.
    pub kind: String,
    /// What was lost, where there is a word for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// How often.
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
    /// The losses for a reader: a line a kind, with the most frequent things that were lost.
    pub fn losses_by_kind(&self) -> Vec<String> {
        /// Things that are named on a line.
        const NAMED: usize = 4;
        let mut kinds: BTreeMap<&str, Vec<&LossLine>> = BTreeMap::new();
        for loss in &self.losses {
            kinds.entry(&loss.kind).or_default().push(loss);
        }
        let line = |(kind, mut losses): (&str, Vec<&LossLine>)| {
            losses.sort_by_key(|loss| std::cmp::Reverse(loss.count));
            let count: u64 = losses.iter().map(|loss| loss.count).sum();
            let named: Vec<String> = losses.iter().filter(|loss| !loss.what.is_empty()).take(NAMED).map(|loss| format!("`{}`", loss.what)).collect();
            let rest = losses.len().saturating_sub(NAMED);
            let more = if rest > 0 { format!(" and {rest} others") } else { String::new() };
            let at = losses.first().map_or("", |loss| loss.at.as_str());
            let of = if named.is_empty() { String::new() } else { format!(" ({}{more})", named.join(", ")) };
            format!("{count} times {kind}{of}, as at {at}")
        };
        kinds.into_iter().map(line).collect()
    }

    /// How often anything was lost.
    pub fn lost(&self) -> u64 {
        self.losses.iter().map(|loss| loss.count).sum()
    }
}
