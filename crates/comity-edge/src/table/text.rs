//! CSV (RFC 4180), as spreadsheets write it: the separator is that of the person's country.

use super::{Building, Limits, Table, TableError};

/// What stands between cells: the comma, the semicolon of countries whose numbers have a comma, the tab.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, TableError> {
    let text = std::str::from_utf8(bytes).map_err(|error| TableError::NotText { at: error.valid_up_to() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A text of one byte a character does not have it; one of two has it in every other place.
    if let Some(at) = text.bytes().position(|byte| byte == 0) {
        return Err(TableError::NotText { at });
    }
    let separator = separator(text);
    if is_open(text, separator) {
        return Err(TableError::Broken { what: "a quote is not closed".to_owned() });
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut building = Building::new(limits);
    let (mut at, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|error| TableError::Broken { what: error.to_string() })?;
        // A record's position is where reading of it began: before the end of the line above it and before empty lines, which are passed over.
        let begun = record.position().map_or(at, |position| usize::try_from(position.byte()).unwrap_or(at));
        let start = begun + text.as_bytes().iter().skip(begun).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += ends(text.as_bytes().get(at..start).unwrap_or_default());
        at = start;
        // Cells are counted before they are copied: a line may be nothing but separators.
        if record.len() > limits.columns && record.iter().skip(limits.columns).any(|cell| !cell.trim().is_empty()) {
            return Err(TableError::ManyColumns { most: limits.columns });
        }
        building.take(line, record.iter().take(limits.columns).map(str::to_owned).collect(), Vec::new())?;
    }
    building.end()
}

/// Whether a quote that begins a cell is never closed: all that follows would be one cell.
fn is_open(text: &str, separator: u8) -> bool {
    let (mut quoted, mut begins) = (false, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            quoted = byte != b'"' || bytes.next_if_eq(&b'"').is_some();
        } else if begins && byte == b'"' {
            quoted = true;
        }
        begins = !quoted && (byte == separator || matches!(byte, b'\n' | b'\r'));
    }
    quoted
}

/// How many lines end in some bytes: by LF, CR LF or CR.
fn ends(bytes: &[u8]) -> u64 {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    bytes.iter().zip(next).filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && *next != Some(&b'\n'))).count() as u64
}

/// The separator that the first line has most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [0usize; SEPARATORS.len()];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (count, separator) in counts.iter_mut().zip(SEPARATORS) {
                    *count += usize::from(byte == separator);
                }
            }
            _ => {}
        }
    }
    // Of equal ones the first: `max_by_key` would give the last.
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().zip(SEPARATORS).find(|(count, _)| **count == most).map_or(b',', |(_, separator)| separator)
}
