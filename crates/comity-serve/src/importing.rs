//! A catalogue taken over from a file, by a page or by the API: read and held against the law that is loaded, then stored as a whole.

use comity_edge::{
    import::{self, Import, ItemRow},
    table::{Limits, Table},
};
use comity_portal::Catalogue;
use comity_store::{ImportedCode, ImportedItem};
use jiff::Zoned;
use serde_json::Value as Json;

use crate::{problem::Problem, state::State};

/// Bytes of a file that are taken, at most; a row of a catalogue has some hundreds.
pub const LARGEST_FILE: usize = 8 << 20;

/// How much of a file is read.
pub fn limits() -> Limits {
    Limits::default()
}

/// What a table makes of a catalogue today. Takes as long as criteria take to load when they are first asked for.
///
/// # Errors
/// Where the criteria of the law folder have a fault.
pub fn of_table(state: &State, table: &Table) -> Result<Import, Problem> {
    Ok(import::read(state.law.law(), &state.law.criteria()?.vocabulary, table, Zoned::now().date()))
}

/// The rows that can be used, as the store takes them; `file` is what reasons say where the file gives none.
pub fn kept(import: &Import, file: &str) -> Vec<ImportedItem> {
    import.items.iter().map(|row| item(row, file)).collect()
}

fn item(row: &ItemRow, file: &str) -> ImportedItem {
    let reasons = |day: Option<jiff::civil::Date>| {
        let words = Catalogue::english();
        let given = row.reasons.clone().unwrap_or_else(|| words.say_with("import-reason", &[("file", file.into())]).into_owned());
        match day {
            None => given,
            // The store's own time is that of the import.
            Some(day) => words.say_with("import-reason-day", &[("reasons", given.as_str().into()), ("day", day.to_string().as_str().into())]).into_owned(),
        }
    };
    ImportedItem {
        reference: row.reference.clone(),
        description: row.description.clone(),
        hs: row.hs.clone(),
        origin: row.origin.clone(),
        characteristics: row.characteristics.iter().map(|(name, value)| (name.clone(), Json::from(value.as_str()))).collect(),
        codes: row
            .codes
            .iter()
            .map(|code| ImportedCode {
                list: code.list.clone(),
                code: code.code.clone(),
                edition: code.edition.clone(),
                is_dated: code.decided.is_some(),
                reasons: reasons(code.decided),
            })
            .collect(),
    }
}
