//! Australia's consolidated list.

use std::collections::HashSet;

use comity_screen::{
    Record,
    record::{Address, Kind},
};

use super::{
    Format, dates,
    gather::{Gather, alias},
    input::Input,
    loss::LossKind,
    table::{Row, Shape, rows},
};
use crate::error::{Place, ReadError};

/// Columns of the table of names.
const NAMES: &[&str] = &["name", "alias", "nationality", "designation", "sanction type", "source"];

/// Reads the table of names: every row is a name of its own, and nothing says which rows are one party. So each is a record.
pub(super) fn read_names(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    gather.positional = true;
    let (mut seen, mut number) = (HashSet::new(), 0);
    let mut columns = Vec::new();
    let file = Place::of_entry(&input.name, None);
    rows(
        input,
        &Shape::PLAIN,
        |names, _| columns = names.to_vec(),
        |row, place| {
            number += 1;
            if !seen.insert(row.cells().iter().map(str::to_owned).collect::<Vec<_>>()) {
                gather.losses.add(LossKind::DuplicateRecord, "", &place);
                return Ok(());
            }
            let given = |column: &str| row.get(column).filter(|cell| !["None", "na", "Unknown"].contains(cell));
            let record = Record {
                id: format!("au-{number}"),
                list: gather.list_of(Format::AustraliaNames.name(), &place),
                kind: Kind::Unknown,
                name: given("name").unwrap_or_default().to_owned(),
                aliases: given("alias").map(|name| alias(name, false)).into_iter().collect(),
                countries: given("nationality").and_then(|written| gather.country(written, &place)).into_iter().collect(),
                programs: given("sanction type").map(str::to_owned).into_iter().collect(),
                ..Record::default()
            };
            gather.push(record, &place);
            Ok(())
        },
    )?;
    gather.unknown_fields(columns.iter().map(String::as_str), NAMES, &file);
    Ok(())
}

/// Columns of the publisher's table; the last three are knowingly left out.
const COLUMNS: &[&str] = &[
    "reference",
    "name of individual or entity",
    "type",
    "name type",
    "alias strength",
    "date of birth",
    "citizenship",
    "address",
    "committees",
    "control date",
    "listing information",
    "imo number",
    "instrument of designation",
    "place of birth",
    "additional information",
    "afghanistan",
    "name",
];

/// Reads the publisher's table: a row a name; the number of a party carries a letter from its second name on (`12`, `12a`, `12b`).
pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let mut open: Option<(Record, Place)> = None;
    let mut columns = Vec::new();
    let file = Place::of_entry(&input.name, None);
    rows(
        input,
        &Shape::PLAIN,
        |names, _| columns = names.to_vec(),
        |row, place| {
            let reference = row.get("reference").unwrap_or_default();
            let party = reference.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let id = format!("au-{party}");
            if open.as_ref().is_none_or(|(record, _)| record.id != id)
                && let Some((record, place)) = open.replace((Record { id, entity: Some(party.to_owned()), ..Record::default() }, place.clone()))
            {
                gather.push(record, &place);
            }
            if let Some((record, _)) = &mut open {
                add(record, row, gather, &place);
            }
            Ok(())
        },
    )?;
    if let Some((record, place)) = open {
        gather.push(record, &place);
    }
    gather.unknown_fields(columns.iter().map(String::as_str), COLUMNS, &file);
    Ok(())
}

fn add(record: &mut Record, row: &Row<'_>, gather: &mut Gather<'_>, place: &Place) {
    let name = row.get("name of individual or entity").unwrap_or_default();
    let first = record.name.is_empty();
    if first {
        record.name = name.to_owned();
        record.list = gather.list_of(Format::AustraliaCsv.name(), place);
        record.kind = match row.get("type").map(str::to_lowercase).as_deref() {
            Some("individual") => Kind::Person,
            Some("entity") => Kind::Entity,
            Some("vessel") => Kind::Vessel,
            _ => Kind::Unknown,
        };
        record.listed =
            gather.listed(row.get("control date").and_then(|day| dates::day_first(day).or_else(|| dates::iso(day)).or_else(|| dates::named_month(day))), place);
    } else {
        let weak = row.get("alias strength").is_some_and(|strength| strength.eq_ignore_ascii_case("weak"));
        record.aliases.push(alias(name, weak));
    }
    record.births.extend(row.get("date of birth").map(str::to_owned));
    record.countries.extend(row.get("citizenship").and_then(|written| gather.country(written, place)));
    record.addresses.extend(row.get("address").map(|text| Address { text: text.to_owned(), country: None }));
    record.programs.extend(row.get("committees").map(str::to_owned));
    record.citation = record.citation.take().or_else(|| row.get("listing information").map(str::to_owned));
    record.identifiers.extend(row.get("imo number").and_then(|number| super::identifier::identifier(Some("imo"), number, None)));
}
