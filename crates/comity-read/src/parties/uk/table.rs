//! The UK sanctions list and the consolidated list of financial sanctions targets as CSV: a row for every name and address of a party.

use std::collections::HashMap;

use comity_screen::{Record, record::Address};

use super::{
    super::{
        Format, dates,
        gather::{Gather, alias, join},
        identifier::identifier,
        input::Input,
        recognise::rows_before,
        table::{Row, Shape, numbered, rows},
    },
    is_weak, kind, name,
};
use crate::error::{Place, ReadError};

/// What the two lists call the same columns.
struct Columns {
    party: &'static str,
    kind: &'static str,
    name_type: &'static str,
    strength: &'static str,
    regime: &'static str,
    /// In order of preference.
    listed: [&'static str; 2],
    births: &'static str,
    nationality: &'static str,
    national_id: &'static str,
    postcode: &'static str,
    country: &'static str,
    address: &'static str,
    citation: Option<&'static str>,
}

/// The UK sanctions list.
const SANCTIONS: Columns = Columns {
    party: "unique id",
    kind: "designation type",
    name_type: "name type",
    strength: "alias strength",
    regime: "regime name",
    listed: ["date designated", "date designated"],
    births: "d.o.b",
    nationality: "nationality(/ies)",
    national_id: "national identifier number",
    postcode: "address postal code",
    country: "address country",
    address: "address line ",
    citation: Some("un reference number"),
};

/// The consolidated list of financial sanctions targets.
const CONSOLIDATED: Columns = Columns {
    party: "group id",
    kind: "group type",
    name_type: "alias type",
    strength: "alias quality",
    regime: "regime",
    listed: ["listed on", "uk sanctions list date designated"],
    births: "dob",
    nationality: "nationality",
    national_id: "national identification number",
    postcode: "post/zip code",
    country: "country",
    address: "address ",
    citation: None,
};

/// Columns that are read beside those above; the rest are knowingly left out (positions, reasons, contacts, details of ships).
const OTHERS: &[&str] = &[
    "name 1",
    "name 2",
    "name 3",
    "name 4",
    "name 5",
    "name 6",
    "name non-latin script",
    "individual, entity, ship",
    "passport number",
    "imo number",
    "business registration number (s)",
    "current owner/operator (s)",
    "current believed flag of ship",
    "address line 1",
    "address line 2",
    "address line 3",
    "address line 4",
    "address line 5",
    "address line 6",
    "address 1",
    "address 2",
    "address 3",
    "address 4",
    "address 5",
    "address 6",
    // left out
    "last updated",
    "ofsi group id",
    "title",
    "non-latin script type",
    "non-latin script language",
    "designation source",
    "sanctions imposed",
    "other information",
    "uk statement of reasons",
    "phone number",
    "website",
    "email address",
    "national identifier additional information",
    "passport additional information",
    "passport details",
    "national identification details",
    "position",
    "gender",
    "town of birth",
    "country of birth",
    "type of entity",
    "subsidiaries",
    "parent company",
    "previous owner/operator (s)",
    "previous flags",
    "type of ship",
    "tonnage of ship",
    "length of ship",
    "year built",
    "hull identification number (hin)",
];

pub(in super::super) fn read(input: &mut Input<'_>, format: Format, head: &str, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let columns = if format == Format::UkCsv { &SANCTIONS } else { &CONSOLIDATED };
    let shape = Shape { before_header: rows_before(head, columns.party), ..Shape::PLAIN };
    let (mut parties, mut places): (Vec<(Record, Place)>, HashMap<String, usize>) = Default::default();
    let (mut header, mut published) = (Vec::new(), None);
    let file = Place::of_entry(&input.name, None);
    let before = |names: &[String], cells: &csv::StringRecord| {
        if names.is_empty() {
            // "Report Date: 27-Feb-2026", or "Last Updated" and the day in the next cell.
            let day = cells.iter().flat_map(|cell| cell.split(": ")).find_map(|text| dates::day_first(text).or_else(|| dates::named_month(text)));
            published = published.or(day);
        } else {
            header = names.to_vec();
        }
    };
    rows(input, &shape, before, |row, place| {
        let number = row.get(columns.party).unwrap_or_default();
        let at = *places.entry(number.to_owned()).or_insert_with(|| {
            parties.push((party(number, row, columns, format, gather, &place), place.clone()));
            parties.len() - 1
        });
        if let Some((record, _)) = parties.get_mut(at) {
            add(record, row, columns, gather, &place);
        }
        Ok(())
    })?;
    let used = [columns.party, columns.kind, columns.name_type, columns.strength, columns.regime, columns.births, columns.nationality];
    let more = [columns.national_id, columns.postcode, columns.country, columns.citation.unwrap_or_default()];
    let known: Vec<&str> = OTHERS.iter().copied().chain(used).chain(more).chain(columns.listed).collect();
    gather.unknown_fields(header.iter().map(String::as_str), &known, &file);
    gather.published = published;
    for (record, place) in parties {
        gather.push(record, &place);
    }
    Ok(())
}

fn party(number: &str, row: &Row<'_>, columns: &Columns, format: Format, gather: &mut Gather<'_>, place: &Place) -> Record {
    let listed = columns.listed.iter().find_map(|column| row.get(column)).and_then(dates::day_first);
    Record {
        id: format!("gb-{}", number.to_lowercase()),
        list: gather.list_of(format.name(), place),
        entity: Some(number.to_owned()),
        kind: row.get(columns.kind).or_else(|| row.get("individual, entity, ship")).map(kind).unwrap_or_default(),
        listed: gather.listed(listed, place),
        citation: columns.citation.and_then(|column| row.get(column)).map(str::to_owned),
        ..Record::default()
    }
}

fn add(record: &mut Record, row: &Row<'_>, columns: &Columns, gather: &mut Gather<'_>, place: &Place) {
    let name = name(|part| row.get(&format!("name {part}")));
    let primary = row.get(columns.name_type).is_some_and(|kind| kind.to_lowercase() == "primary name");
    if primary && !name.is_empty() && record.name != name {
        // The primary name may follow other names of the party.
        let before = std::mem::replace(&mut record.name, name);
        if !before.is_empty() {
            record.aliases.insert(0, alias(before, false));
        }
    } else {
        record.aliases.push(alias(name, is_weak(row.get(columns.strength))));
    }
    record.aliases.extend(row.get("name non-latin script").map(|name| alias(name, false)));
    record.programs.extend(row.get(columns.regime).map(str::to_owned));
    for column in [columns.nationality, "current believed flag of ship"] {
        for written in row.get(column).map(numbered).unwrap_or_default() {
            record.countries.extend(gather.country(written, place));
        }
    }
    record.births.extend(row.get(columns.births).map(numbered).unwrap_or_default().into_iter().map(str::to_owned));
    let numbers =
        [("passport number", "passport"), (columns.national_id, "national-id"), ("business registration number (s)", "registration"), ("imo number", "imo")];
    for (column, kind) in numbers {
        let values = row.get(column).map(numbered).unwrap_or_default();
        record.identifiers.extend(values.into_iter().filter_map(|value| identifier(Some(kind), value, None)));
    }
    record.owners.extend(row.get("current owner/operator (s)").map(numbered).unwrap_or_default().into_iter().map(str::to_owned));
    let code = row.get(columns.country).and_then(|written| gather.country(written, place));
    let lines: Vec<Option<&str>> = (1..=6).map(|line| row.get(&format!("{}{line}", columns.address))).chain([row.get(columns.postcode)]).collect();
    let address = Address { text: join(lines, ", "), country: code.clone() };
    record.countries.extend(code);
    if !record.addresses.contains(&address) {
        record.addresses.push(address);
    }
}
