//! The US Consolidated Screening List, as its publisher offers it for download and through its interface.

pub(super) mod compact;

use comity_screen::{
    Record,
    record::{Address, Kind},
};

use super::{
    dates,
    gather::{Gather, alias, join},
    identifier::{Meaning, identifier, meaning},
    input::Input,
    json::{self, Object, Part, objects, text, texts},
};
use crate::error::{Place, ReadError};

/// Fields that are read, and those that are knowingly left out.
const FIELDS: &[&str] = &[
    // read
    "id",
    "_id",
    "source",
    "entity_number",
    "type",
    "name",
    "alt_names",
    "addresses",
    "countries",
    "country",
    "nationalities",
    "citizenships",
    "ids",
    "dates_of_birth",
    "programs",
    "license_requirement",
    "license_policy",
    "federal_register_notice",
    "start_date",
    "source_list_url",
    "call_sign",
    "vessel_flag",
    "vessel_owner",
    // left out: they identify nobody, or repeat what another field says
    "_index",
    "score",
    "places_of_birth",
    "title",
    "remarks",
    "end_date",
    "standard_order",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "source_information_url",
];

pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let mut total = None;
    json::document(input, "results", &["total"], |part, place| {
        match part {
            Part::Field(_, value) => total = value.as_u64(),
            Part::Record(object, number) => {
                gather.unknown_fields(object.keys().map(String::as_str), FIELDS, &place);
                let id = text(&object, "id").or_else(|| text(&object, "_id")).unwrap_or_else(|| format!("csl-{number}"));
                let record = party(id, &object, gather, &place);
                // As written, doubles and all: the publisher's counts stay true.
                gather.push_as_written(record, &place);
            }
        }
        Ok(())
    })?;
    // A page of a search is no list: it says that there is more.
    gather.check_count("total", total, &Place::of_entry(&input.name, None));
    Ok(())
}

/// A record from the publisher's fields.
fn party(id: String, object: &Object, gather: &mut Gather<'_>, place: &Place) -> Record {
    let mut country = |written: String| gather.country(&written, place);
    let mut countries: Vec<String> = texts(object, "countries").into_iter().filter_map(&mut country).collect();
    let mut addresses = Vec::new();
    for address in objects(object, "addresses") {
        let code = text(address, "country").and_then(&mut country);
        let lines = ["address", "city", "state", "postal_code"].map(|field| text(address, field));
        countries.extend(code.clone());
        addresses.push(Address { text: join(lines.iter().map(Option::as_deref), ", "), country: code });
    }
    for field in ["nationalities", "citizenships", "country", "vessel_flag"] {
        countries.extend(texts(object, field).into_iter().filter_map(&mut country));
    }
    let mut identifiers = Vec::new();
    for number in objects(object, "ids") {
        let kind = text(number, "type");
        match kind.as_deref().map(meaning) {
            Some(Some(Meaning::Remark)) => {}
            found => {
                let kind = match found {
                    Some(Some(Meaning::Kind(kind, _))) => Some(kind),
                    _ => None,
                };
                let issuer = text(number, "country").and_then(|written| gather.country(&written, place));
                identifiers.extend(text(number, "number").and_then(|value| identifier(kind, &value, issuer)));
            }
        }
    }
    identifiers.extend(text(object, "call_sign").and_then(|value| identifier(Some("other"), &value, None)));
    let list = gather.list_named(&text(object, "source").unwrap_or_default(), place);
    Record {
        id,
        list,
        entity: text(object, "entity_number"),
        kind: match text(object, "type").as_deref() {
            Some("Individual") => Kind::Person,
            Some("Entity") => Kind::Entity,
            Some("Vessel") => Kind::Vessel,
            Some("Aircraft") => Kind::Aircraft,
            _ => Kind::Unknown,
        },
        name: text(object, "name").unwrap_or_default(),
        aliases: texts(object, "alt_names").into_iter().map(|name| alias(name, false)).collect(),
        births: texts(object, "dates_of_birth"),
        countries,
        identifiers,
        addresses,
        programs: texts(object, "programs"),
        listed: text(object, "start_date").and_then(|day| dates::iso(&day).or_else(|| dates::month_first(&day))).map(|day| day.to_string()),
        requirement: text(object, "license_requirement"),
        policy: text(object, "license_policy"),
        citation: text(object, "federal_register_notice"),
        source: text(object, "source_list_url"),
        owners: texts(object, "vessel_owner"),
    }
}
