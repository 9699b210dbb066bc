//! The list as CSV 1.1: a row for every name, address, date of birth and number of a party.

use std::collections::HashMap;

use comity_screen::{Record, record::Address};

use super::{
    super::{
        Format, dates,
        gather::{Gather, alias, join},
        identifier::{Meaning, identifier, meaning},
        input::Input,
        table::{Row, Shape, rows},
    },
    birth, kind,
};
use crate::error::{Place, ReadError};

/// Beginnings of columns that belong to the list; within them, what is not read is knowingly left out (titles, functions, genders, remarks).
const COLUMNS: &[&str] = &["filegenerationdate", "entity_", "namealias_", "address_", "birthdate_", "identification_", "citizenship_", "contact_"];

pub(in super::super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let (mut parties, mut places): (Vec<(Record, Place)>, HashMap<String, usize>) = Default::default();
    let (mut columns, mut published) = (Vec::new(), None);
    let file = Place::of_entry(&input.name, None);
    rows(
        input,
        &Shape { delimiter: b';', ..Shape::PLAIN },
        |names, _| columns = names.to_vec(),
        |row, place| {
            published = published.or_else(|| row.get("filegenerationdate").and_then(|day| dates::day_first(day).or_else(|| dates::iso(day))));
            let number = row.get("entity_logicalid").unwrap_or_default();
            let at = *places.entry(number.to_owned()).or_insert_with(|| {
                parties.push((party(number, row, gather, &place), place.clone()));
                parties.len() - 1
            });
            if let Some((record, _)) = parties.get_mut(at) {
                add(record, row, gather, &place);
            }
            Ok(())
        },
    )?;
    for column in columns.iter().filter(|column| !COLUMNS.iter().any(|start| column.starts_with(start))) {
        gather.unknown_fields([column.as_str()], &[], &file);
    }
    gather.published = published;
    for (record, place) in parties {
        gather.push(record, &place);
    }
    Ok(())
}

fn party(number: &str, row: &Row<'_>, gather: &mut Gather<'_>, place: &Place) -> Record {
    let listed = row.get("entity_designationdate").or_else(|| row.get("entity_regulation_publicationdate"));
    Record {
        id: format!("eu-{number}"),
        list: gather.list_of(Format::EuCsv.name(), place),
        entity: row.get("entity_eu_referencenumber").map(str::to_owned),
        kind: row.get("entity_subjecttype").or_else(|| row.get("entity_subjecttype_classificationcode")).map(kind).unwrap_or_default(),
        listed: gather.listed(listed.and_then(|day| dates::iso(day).or_else(|| dates::day_first(day))), place),
        citation: row.get("entity_regulation_numbertitle").map(str::to_owned),
        source: row.get("entity_regulation_publicationurl").map(str::to_owned),
        ..Record::default()
    }
}

fn add(record: &mut Record, row: &Row<'_>, gather: &mut Gather<'_>, place: &Place) {
    record.programs.extend(row.get("entity_regulation_programme").map(str::to_owned));
    let parts = || join(["namealias_firstname", "namealias_middlename", "namealias_lastname"].map(|part| row.get(part)), " ");
    let whole = row.get("namealias_wholename").map_or_else(parts, str::to_owned);
    if record.name.is_empty() {
        record.name = whole;
    } else if !whole.is_empty() {
        record.aliases.push(alias(whole, row.get("namealias_strong").is_some_and(|strong| strong.eq_ignore_ascii_case("false"))));
    }
    let circa = row.get("birthdate_circa").is_some_and(|circa| circa.eq_ignore_ascii_case("true"));
    let day = birth(row.get("birthdate_birthdate"), row.get("birthdate_year"), row.get("birthdate_yearrangefrom"), row.get("birthdate_yearrangeto"), circa);
    record.births.extend(day);
    let country = |of: &str, gather: &mut Gather<'_>| {
        let code = row.get(&format!("{of}_countryiso2code")).filter(|code| *code != "00");
        code.or_else(|| row.get(&format!("{of}_countrydescription")).filter(|name| *name != "UNKNOWN")).and_then(|written| gather.country(written, place))
    };
    record.countries.extend(country("citizenship", gather));
    let text = join(["address_street", "address_pobox", "address_city", "address_region", "address_zipcode"].map(|line| row.get(line)), ", ");
    let code = country("address", gather);
    record.countries.extend(code.clone());
    record.addresses.push(Address { text, country: code });
    if let Some(value) = row.get("identification_number").or_else(|| row.get("identification_latinnumber")) {
        let kind = match row.get("identification_typecode").map(meaning) {
            Some(Some(Meaning::Kind(kind, _))) => Some(kind),
            _ => None,
        };
        let issuer = country("identification", gather);
        record.identifiers.extend(identifier(kind, value, issuer));
    }
}
