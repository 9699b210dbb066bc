//! Tariff numbers to control numbers: an official table, carried over to a later edition of the Harmonized System.
//!
//! The table's numbers are of an earlier edition. A six-digit number that the later edition still has is kept, though its scope may have changed; one
//! that it no longer has is carried to its heading, and says from where it came. No table of correlations is consulted: a hint is a place to look.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs::File;
use std::path::Path;

use jiff::civil::Date;

use crate::error::{Place, ReadError};
use crate::print::quoted;
use crate::text::file_digest;
use crate::whole;

/// Control numbers by tariff number of the later edition, and the earlier number where it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalk {
    /// (later number, earlier number if it went) to control numbers.
    pub hints: BTreeMap<(String, Option<String>), BTreeSet<String>>,
    /// Pairs of the table.
    pub pairs: usize,
    /// Earlier six-digit numbers kept.
    pub kept: usize,
    /// Earlier six-digit numbers that the later edition no longer has.
    pub gone: usize,
}

/// Reads a table of ten-digit tariff numbers and control numbers, and the numbers of the later edition.
///
/// # Errors
/// When a file cannot be read, or a row is not as expected.
pub fn read_crosswalk(table: &Path, nomenclature: &Path) -> Result<Crosswalk, ReadError> {
    let later = numbers(nomenclature)?;
    let mut read = Crosswalk::default();
    let mut earlier: BTreeMap<String, bool> = BTreeMap::new();
    for (offset, row) in rows(table)? {
        let (Some(number), Some(code)) = (row.first(), row.last()) else { continue };
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            continue; // the second heading
        }
        let code = code.trim().trim_end_matches('.');
        let Some(six) = number.get(..6).filter(|_| number.len() == 10 && starts_as_control_number(code)) else {
            let expected = "a tariff number of ten digits and a control number".into();
            return Err(ReadError::Unexpected { place: Place::new(&name(table), None, offset), expected, found: format!("{number} and {code}") });
        };
        read.pairs += 1;
        let kept = *earlier.entry(six.to_owned()).or_insert_with(|| later.contains(six));
        let heading = six.get(..4).unwrap_or(six);
        let key = match (kept, later.contains(heading)) {
            (true, _) => (six.to_owned(), None),
            (false, true) => (heading.to_owned(), Some(six.to_owned())),
            (false, false) => (six.get(..2).unwrap_or(six).to_owned(), Some(six.to_owned())),
        };
        read.hints.entry(key).or_default().insert(code.to_owned());
    }
    read.kept = earlier.values().filter(|kept| **kept).count();
    read.gone = earlier.len() - read.kept;
    Ok(read)
}

/// The table as text of the law format.
///
/// # Errors
/// When a file cannot be read for its digest.
pub fn crosswalk_text(id: &str, table: (Date, &Path), nomenclature: (Date, &Path), read: &Crosswalk) -> Result<String, ReadError> {
    let mut out = String::from("// Derived by `comity law import` from an official table: do not edit. Hints where to look, never classifications.\n");
    let (digest, later) = (digest(table.1)?, digest(nomenclature.1)?);
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "crosswalk {} edition=\"{}\" file={} digest=\"sha256:{digest}\" nomenclature=\"{}\" nomenclature-file={} nomenclature-digest=\"sha256:{later}\"",
        quoted(id),
        table.0,
        quoted(&name(table.1)),
        nomenclature.0,
        quoted(&name(nomenclature.1)),
    );
    for ((number, was), codes) in &read.hints {
        let was = was.as_ref().map(|was| format!(" was=\"{was}\"")).unwrap_or_default();
        let codes: Vec<String> = codes.iter().map(|code| quoted(code)).collect();
        let _ = writeln!(out, "hint \"{number}\"{was} {}", codes.join(" "));
    }
    Ok(out)
}

fn starts_as_control_number(code: &str) -> bool {
    let bytes = code.as_bytes();
    matches!(bytes, [d, g, a, b, c, ..] if d.is_ascii_digit() && g.is_ascii_uppercase() && a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit())
        || code.starts_with("ML")
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let file = File::open(path).map_err(|cause| ReadError::Io { file: path.display().to_string(), cause })?;
    whole::bytes(file, &path.display().to_string())
}

fn digest(path: &Path) -> Result<String, ReadError> {
    Ok(file_digest(&read(path)?))
}

fn rows(path: &Path) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    let bytes = read(path)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(false).from_reader(bytes);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| ReadError::Damaged {
            place: Place::new(&name(path), None, cause.position().map_or(0, csv::Position::byte)),
            cause: cause.to_string(),
        })?;
        rows.push((record.position().map_or(0, csv::Position::byte), record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

/// The numbers of the later edition: the second field of each row.
fn numbers(path: &Path) -> Result<BTreeSet<String>, ReadError> {
    let numbers: BTreeSet<String> =
        rows(path)?.into_iter().filter_map(|(_, row)| row.get(1).cloned()).filter(|number| number.bytes().all(|b| b.is_ascii_digit())).collect();
    if numbers.len() < 1000 {
        let found = format!("{} numbers in its second field", numbers.len());
        return Err(ReadError::Unexpected { place: Place::new(&name(path), None, 0), expected: "the tariff numbers of the Harmonized System".into(), found });
    }
    Ok(numbers)
}
