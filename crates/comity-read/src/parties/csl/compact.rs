//! The compact form of the Consolidated Screening List: short keys that `fieldKey` explains, and numbers that point into `tables`.

use serde_json::Value;

use super::{
    super::{
        dates,
        gather::Gather,
        input::Input,
        json::{self, Object, Part},
        loss::LossKind,
    },
    party,
};
use crate::error::{Place, ReadError};

/// What a short key stands for.
struct Key {
    short: String,
    /// The publisher's field.
    field: &'static str,
    /// Name of the table that its numbers point into.
    table: Option<String>,
}

/// The publisher's field by the first word of its explanation.
const MEANINGS: &[(&str, &str)] = &[
    ("name", "name"),
    ("alt_names", "alt_names"),
    ("source", "source"),
    ("type", "type"),
    ("address", "countries"),
    ("entity_number", "entity_number"),
    ("license_requirement", "license_requirement"),
    ("license_policy", "license_policy"),
    ("programs", "programs"),
    ("federal_register_notice", "federal_register_notice"),
    ("source_list_url", "source_list_url"),
];

/// Reads the compact form. Its entries have no id of their own: the id is the entry's place, `csl-0` for the first.
pub(in super::super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let (mut keys, mut tables, mut count) = (Vec::new(), Object::new(), None);
    gather.positional = true;
    json::document(input, "entries", &["fieldKey", "tables", "sourceGeneratedAt", "entryCount"], |part, place| {
        match part {
            Part::Field(field, value) => match (field.as_str(), value) {
                ("fieldKey", Value::Object(explained)) => keys = read_keys(&explained, gather, &place),
                ("tables", Value::Object(found)) => tables = found,
                ("sourceGeneratedAt", Value::String(day)) => gather.published = dates::iso(&day),
                ("entryCount", value) => count = value.as_u64(),
                (field, _) => return Err(ReadError::UnknownShape { place, what: format!("`{field}` is not what it was") }),
            },
            Part::Record(entry, number) => {
                if keys.is_empty() || tables.is_empty() {
                    let what = "entries stand before the `fieldKey` and `tables` that explain them".to_owned();
                    return Err(ReadError::UnknownShape { place, what });
                }
                let object = explain(entry, &keys, &tables, gather, &place)?;
                let record = party(format!("csl-{number}"), &object, gather, &place);
                gather.push_as_written(record, &place);
            }
        }
        Ok(())
    })?;
    gather.check_count("entryCount", count, &Place::of_entry(&input.name, None));
    Ok(())
}

fn read_keys(explained: &Object, gather: &mut Gather<'_>, place: &Place) -> Vec<Key> {
    let mut keys = Vec::new();
    for (short, meaning) in explained {
        let meaning = meaning.as_str().unwrap_or_default();
        let first = meaning.split_whitespace().next().unwrap_or_default();
        let table = meaning.split_once("tables.").map(|(_, name)| name.trim_end_matches(')').to_owned());
        match MEANINGS.iter().find(|(word, _)| *word == first) {
            Some((_, field)) => keys.push(Key { short: short.clone(), field, table }),
            None => gather.losses.add(LossKind::UnknownField, short, place),
        }
    }
    keys
}

/// An entry under the publisher's field names, with what its numbers point to in their place.
fn explain(mut entry: Object, keys: &[Key], tables: &Object, gather: &mut Gather<'_>, place: &Place) -> Result<Object, ReadError> {
    let mut object = Object::new();
    for key in keys {
        let Some(value) = entry.remove(&key.short) else { continue };
        let value = match &key.table {
            None => value,
            Some(table) => {
                let row = value.as_u64().and_then(|row| usize::try_from(row).ok());
                let found = row.and_then(|row| tables.get(table)?.as_array()?.get(row));
                let what = || format!("`{}` points to row {value} of `{table}`, which is not there", key.short);
                found.cloned().ok_or_else(|| ReadError::UnknownShape { place: place.clone(), what: what() })?
            }
        };
        object.insert(key.field.to_owned(), value);
    }
    gather.unknown_fields(entry.keys().map(String::as_str), &[], place);
    Ok(object)
}
