//! XLSX (ECMA-376): the first sheet that can be seen, cell by cell.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::{Building, Limits, Table, TableError};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, TableError> {
    unpacks_within(bytes, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let seen = book.sheets_metadata().iter().find(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone());
    let mut cells = book.worksheet_cells_reader(&seen.ok_or(TableError::Empty)?).map_err(broken)?;
    let mut building = Building::new(limits);
    let (mut at, mut row, mut faults) = (0, Vec::new(), Vec::new());
    // Cell by cell, never as a rectangle: two cells in opposite corners of a sheet would span billions of others.
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (next, column) = cell.get_position();
        if next < at {
            return Err(TableError::Broken { what: format!("row {} stands below row {}", next + 1, at + 1) });
        }
        if next > at {
            building.take(u64::from(at) + 1, std::mem::take(&mut row), std::mem::take(&mut faults))?;
            at = next;
        }
        let text = match cell.get_value() {
            DataRef::Error(error) => {
                faults.push(format!("the formula of column {} gives {error}", column + 1));
                continue;
            }
            value => text(value),
        };
        let column = column as usize;
        if text.is_empty() {
            continue;
        }
        if column >= limits.columns {
            return Err(TableError::ManyColumns { most: limits.columns });
        }
        if text.len() > limits.cell {
            return Err(TableError::LongCell { row: u64::from(at) + 1, most: limits.cell });
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(place) = row.get_mut(column) {
            *place = text;
        }
    }
    building.take(u64::from(at) + 1, row, faults)?;
    building.end()
}

fn broken(error: impl std::fmt::Display) -> TableError {
    TableError::Broken { what: error.to_string() }
}

/// What a cell says.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
    }
}

/// Unpacks every part once, keeping nothing, before anything else reads the file: what an archive says of its sizes proves nothing.
fn unpacks_within(bytes: &[u8], limits: &Limits) -> Result<(), TableError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = limits.unpacked;
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).map_err(broken)?;
        if part.encrypted() {
            return Err(TableError::Compound);
        }
        let is_strings = part.name_raw().to_ascii_lowercase().ends_with(b"sharedstrings.xml");
        let (mut buffer, mut kept, mut length) = ([0u8; 16 << 10], Vec::new(), 0u64);
        loop {
            let count = part.read(&mut buffer).map_err(broken)?;
            if count == 0 {
                break;
            }
            length += count as u64;
            left = left.checked_sub(count as u64).ok_or(TableError::Unpacked { most: limits.unpacked })?;
            if is_strings {
                kept.extend(buffer.get(..count).unwrap_or_default());
            }
        }
        if is_strings {
            claims_little(&kept, length)?;
        }
    }
    Ok(())
}

/// Refuses a table of shared strings that says that it has more of them than it has bytes: room is made for as many as it says before any is read.
fn claims_little(part: &[u8], length: u64) -> Result<(), TableError> {
    // In another encoding the count could not be seen here, and would be all the same where the file is read.
    let text = std::str::from_utf8(part).map_err(|_| TableError::Claims)?;
    if text.contains('\0') {
        return Err(TableError::Claims);
    }
    for rest in text.split("uniqueCount").skip(1) {
        let value = rest.trim_start_matches(|sign: char| sign.is_whitespace() || "=\"'+".contains(sign));
        let digits: String = value.chars().take_while(char::is_ascii_digit).take(24).collect();
        if !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > length) {
            return Err(TableError::Claims);
        }
    }
    Ok(())
}
