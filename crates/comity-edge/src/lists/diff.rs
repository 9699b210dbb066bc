//! What changed in a set between two editions.

use comity_read::parties::delta::{Change, Delta};
use comity_screen::Record;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{edition::Edition, store::Store};
use crate::error::EdgeError;

/// Two editions of a set, compared.
pub struct Compared {
    /// The earlier edition.
    pub from: Edition,
    /// The later edition.
    pub to: Edition,
    /// The earlier records.
    pub before: Vec<Record>,
    /// The later records.
    pub after: Vec<Record>,
    /// What differs, by places in the two.
    pub delta: Delta,
}

impl Compared {
    /// Compares the editions of a set that are in use on two days.
    ///
    /// # Errors
    /// When there is no edition as early as one of the days, or an edition is spoilt.
    pub fn of(store: &Store, set: &str, from: Date, to: Date) -> Result<Self, EdgeError> {
        let (from, to) = (store.demand(set, from)?, store.demand(set, to)?);
        let (before, after) = (store.records(&from)?, store.records(&to)?);
        let delta = Delta::between(&before, &after, from.positional_ids || to.positional_ids);
        Ok(Self { from, to, before, after, delta })
    }

    /// The parties added, removed and changed, with the fields.
    pub fn to_json(&self) -> Json {
        let party = |records: &[Record], place: usize| records.get(place).map(brief).unwrap_or_default();
        let Self { from, to, before, after, delta } = self;
        let added: Vec<Json> = delta.added.iter().map(|place| party(after, *place)).collect();
        let removed: Vec<Json> = delta.removed.iter().map(|place| party(before, *place)).collect();
        let changed: Vec<Json> =
            delta.changed.iter().filter_map(|change| Some(changed(before.get(change.before)?, after.get(change.after)?, change))).collect();
        json!({ "set": from.set, "from": from.date, "to": to.date, "added": added, "removed": removed, "changed": changed, "unchanged": delta.unchanged })
    }
}

fn brief(record: &Record) -> Json {
    json!({ "id": record.id, "list": record.list, "ent": record.entity, "name": record.name })
}

/// A change with the values before and after, under the names of the normalised form.
fn changed(before: &Record, after: &Record, change: &Change) -> Json {
    let of = |record: &Record| serde_json::to_value(record).unwrap_or_default();
    let (old, new) = (of(before), of(after));
    // Numbers with a kind or a country stand in a field of their own beside the plain ones.
    let value = |record: &Json, field: &str| match field {
        "ids" => record.get("identifiers").filter(|typed| typed.as_array().is_some_and(|typed| !typed.is_empty())).or_else(|| record.get("ids")).cloned(),
        field => record.get(field).cloned(),
    };
    let fields: Vec<Json> = change.fields.iter().map(|field| json!({ "field": field, "from": value(&old, field), "to": value(&new, field) })).collect();
    json!({ "id": after.id, "list": after.list, "ent": after.entity, "name": after.name, "fields": fields })
}
