//! OFAC's CSV files, which belong together: `sdn.csv` with the parties, `alt.csv` with their other names, `add.csv` with
//! addresses, `sdn_comments.csv` with what did not fit into the remarks.

use std::collections::{HashMap, hash_map::Entry};

use comity_screen::{
    Record,
    record::{Address, Quality},
};

use super::{
    super::{
        Format, finish,
        gather::{Gather, alias, join},
        identifier::identifier,
        input::Input,
        loss::LossKind,
        recognise::has_header,
        table::{Row, Shape, rows},
    },
    kind, remarks,
};
use crate::error::{Place, ReadError};

/// The publisher cuts remarks at so many characters (its data specification says so; the rest stands in the comments file).
const REMARK: usize = 1000;

/// Whether a format is one of the files.
pub(in super::super) fn is_part(format: Format) -> bool {
    matches!(format, Format::OfacMain | Format::OfacNames | Format::OfacAddresses | Format::OfacComments)
}

/// A party under construction, with the place of its row.
struct Party {
    record: Record,
    remarks: String,
    /// The publisher cut them off.
    cut: bool,
    place: Place,
}

/// Reads the files in whatever order they came.
pub(in super::super) fn read(mut opened: Vec<(Format, Input<'_>, String)>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    opened.sort_by_key(|(format, ..)| *format);
    let formats: Vec<Format> = opened.iter().map(|(format, ..)| *format).collect();
    if let Some(pair) = formats.windows(2).find(|pair| pair.first() == pair.last()) {
        let name = pair.first().map_or("", |format| format.name());
        return Err(ReadError::Sources { what: format!("two files of the same form ({name}) were given") });
    }
    if let Some(other) = formats.iter().find(|format| !is_part(**format)) {
        return Err(ReadError::Sources { what: format!("a file of the form {} does not go with OFAC's CSV files", other.name()) });
    }
    if formats.first() != Some(&Format::OfacMain) {
        return Err(ReadError::Sources { what: "the file with the parties (sdn.csv, rows of 12 cells) is missing".to_owned() });
    }
    let (mut parties, mut order): (HashMap<u64, Party>, Vec<u64>) = Default::default();
    let (mut doubles, mut main) = (Vec::new(), Place::of_entry("", None));
    for (format, input, head) in &mut opened {
        let width = match format {
            Format::OfacMain => 12,
            Format::OfacNames => 5,
            Format::OfacAddresses => 6,
            _ => 2,
        };
        let shape = Shape { header: has_header(head), width, ..Shape::PLAIN };
        if *format == Format::OfacMain {
            main = Place::of_entry(&input.name, None);
        }
        rows(
            input,
            &shape,
            |_, _| {},
            |row, place| {
                let number: u64 = cell(row, 0)
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| ReadError::Damaged { place: place.clone(), cause: "the first cell is no number of a party".into() })?;
                if *format == Format::OfacMain {
                    let party = party(number, row, gather, place);
                    // Of two parties with one number, other names and addresses go to the first; the second is kept as it is.
                    match parties.entry(number) {
                        Entry::Occupied(_) => doubles.push(party),
                        Entry::Vacant(free) => {
                            order.push(number);
                            free.insert(party);
                        }
                    }
                    return Ok(());
                }
                let Some(party) = parties.get_mut(&number) else {
                    gather.losses.add(LossKind::Orphan, format.name(), &place);
                    return Ok(());
                };
                match format {
                    // Rows of alt.csv are strong names: the publisher writes weak ones into the remarks.
                    Format::OfacNames => party.record.aliases.extend(cell(row, 3).map(|name| alias(name, false))),
                    Format::OfacAddresses => {
                        let country = cell(row, 4).and_then(|written| gather.country(written, &place));
                        party.record.countries.extend(country.clone());
                        party.record.addresses.push(Address { text: join([cell(row, 2), cell(row, 3)], ", "), country });
                    }
                    _ => {
                        // The rest of a remark follows where the remark was cut.
                        party.remarks.push_str(cell(row, 1).unwrap_or_default());
                        party.remarks.push('\u{0}');
                    }
                }
                Ok(())
            },
        )?;
    }
    for (format, file) in [(Format::OfacNames, "alt.csv"), (Format::OfacAddresses, "add.csv")] {
        if !formats.contains(&format) {
            gather.losses.add(LossKind::MissingFile, file, &main);
        }
    }
    for number in order {
        if let Some(party) = parties.remove(&number) {
            take(party, gather);
        }
    }
    for party in doubles {
        take(party, gather);
    }
    for (_, input, _) in &opened {
        finish(input, gather)?;
    }
    Ok(())
}

/// A cell that holds something: the publisher writes `-0-` for nothing.
fn cell<'r>(row: &'r Row<'_>, at: usize) -> Option<&'r str> {
    let cell = row.cells().get(at)?.trim();
    (!cell.is_empty() && cell != "-0-").then_some(cell)
}

/// A row of `sdn.csv`: number, name, type, programmes, title, call sign, type of vessel, tonnage, gross tonnage, flag, owner, remarks.
fn party(number: u64, row: &Row<'_>, gather: &mut Gather<'_>, place: Place) -> Party {
    let flag = cell(row, 9).and_then(|written| gather.country(written, &place));
    let record = Record {
        id: format!("sdn-{number}"),
        list: gather.list_of(Format::OfacMain.name(), &place),
        entity: Some(number.to_string()),
        // Companies and bodies have no word in this column.
        kind: kind(cell(row, 2).unwrap_or("entity")),
        name: cell(row, 1).unwrap_or_default().to_owned(),
        programs: cell(row, 3).unwrap_or_default().split("] [").map(|name| name.trim_matches(['[', ']', ' ']).to_owned()).collect(),
        identifiers: cell(row, 5).and_then(|sign| identifier(Some("other"), sign, None)).into_iter().collect(),
        countries: flag.into_iter().collect(),
        owners: cell(row, 10).map(str::to_owned).into_iter().collect(),
        ..Record::default()
    };
    let cut = row.cells().get(11).is_some_and(|cell| cell.chars().count() >= REMARK);
    Party { record, remarks: cell(row, 11).unwrap_or_default().to_owned(), cut, place }
}

/// Reads the remarks of a party, and takes it in.
fn take(party: Party, gather: &mut Gather<'_>) {
    let Party { mut record, remarks: text, cut, place } = party;
    if cut && !text.contains('\u{0}') {
        gather.losses.add(LossKind::CutRemark, "", &place);
    }
    let found = remarks::read(&text.replace('\u{0}', " "));
    record.births.extend(found.births);
    for name in found.weak_names {
        record.aliases.push(comity_screen::record::Alias { name, quality: Quality::Weak });
    }
    let countries: Vec<String> = found.countries.iter().filter_map(|written| gather.country(written, &place)).collect();
    record.countries.extend(countries);
    for mut identifier in found.identifiers {
        // What stands in brackets is not always a country: it is kept as one only where it is known.
        identifier.country = identifier.country.and_then(|written| gather.country_code(&written));
        record.identifiers.push(identifier);
    }
    gather.push(record, &place);
}
