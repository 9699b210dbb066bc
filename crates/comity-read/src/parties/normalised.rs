//! The normalised form: one record a line, as the store keeps it.

use comity_screen::Record;

use super::{gather::Gather, input::Input, json, loss::LossKind};
use crate::error::ReadError;

/// The fields of the form; `comity_screen::Record` says what they mean.
const FIELDS: &[&str] = &[
    "id",
    "list",
    "ent",
    "type",
    "name",
    "aka",
    "weak_aka",
    "dob",
    "country",
    "ids",
    "identifiers",
    "addresses",
    "programs",
    "listed",
    "requirement",
    "policy",
    "citation",
    "source",
    "owners",
];

pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    json::lines(input, |line, place| {
        let record: Record = match serde_json::from_str(line) {
            Ok(record) => record,
            Err(_) => {
                // A field that is not known, or null, is taken out; what is wrong beyond that is refused.
                let mut object = json::object(line, &place)?;
                gather.unknown_fields(object.keys().map(String::as_str), FIELDS, &place);
                object.retain(|field, value| FIELDS.contains(&field.as_str()) && !value.is_null());
                serde_json::from_value(object.into()).map_err(|error| ReadError::Damaged { place: place.clone(), cause: error.to_string() })?
            }
        };
        if gather.known.lists.list(&record.list).is_none() && !gather.known.lists.lists().is_empty() {
            gather.losses.add(LossKind::UnknownList, &record.list, &place);
        }
        gather.push_as_written(record, &place);
        Ok(())
    })
}
