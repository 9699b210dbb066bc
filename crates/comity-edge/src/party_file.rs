//! Parties from a file that a person keeps: a spreadsheet, or one name a line, as the lines that screening reads.

use comity_screen::record::Kind;
use serde_json::{Map, Value as Json, json};

use crate::table::{self, Limits, TableError};

/// What people call columns.
const NAMES: &str = include_str!("../data/party-columns.txt");

/// Why a file gives no parties.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum PartyFileError {
    /// It is no table, and no text.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Table(#[from] TableError),
    /// It has several columns, and none is called a name.
    #[error("no column is called a name")]
    #[diagnostic(code(comity::parties::no_name), help("call one of them Name, or send one name a line"))]
    NoName,
    /// Several columns are called a name: a line is one party.
    #[error("several columns are called a name")]
    #[diagnostic(code(comity::parties::names), help("send one party a line: a file, or a row, for each of them"))]
    ManyNames,
    /// A row that is not as its columns say.
    #[error("row {number}: {what}")]
    #[diagnostic(code(comity::parties::row), help("put a cell that has a separator in it in quotes, and mend what a formula gives"))]
    Row {
        /// Its number.
        number: u64,
        /// What is wrong.
        what: String,
    },
}

/// The parties of a file, a JSON object each, in the order of its rows: JSON Lines as they are, a table by the names of its columns, else one name a line.
///
/// A row that names nobody stays, so that screening can say so in its place.
///
/// ```
/// use comity_edge::{party_file, table::Limits};
///
/// let lines = party_file::lines("Company;Land\nJane Doe Ltd;AA\n".as_bytes(), &Limits::default())?;
/// assert_eq!(lines, [r#"{"country":"AA","name":"Jane Doe Ltd"}"#]);
/// let lines = party_file::lines("Jane Doe\nRichard Roe, Jr.\n".as_bytes(), &Limits::default())?;
/// assert_eq!(lines[1], r#"{"name":"Richard Roe, Jr."}"#);
/// # Ok::<(), party_file::PartyFileError>(())
/// ```
///
/// # Errors
/// Where it is larger than the limits, cut off, has columns of which none or more than one is a name, or a row that does not fit under its columns.
pub fn lines(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, PartyFileError> {
    let text = std::str::from_utf8(bytes).ok().map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    if let Some(text) = text.filter(|text| text.trim_start().starts_with('{')) {
        return whole_lines(text, limits);
    }
    let read = table::read(bytes, limits);
    let columns = |table: &table::Table| table.columns.iter().map(|name| meaning(name)).collect::<Vec<_>>();
    match (read, text) {
        // One column has no separator: a comma in a line under it is part of a name.
        (Ok(table), Some(text)) if columns(&table) == [Some("name")] && is_bare(text) => {
            let names = text.lines().map(str::trim).filter(|name| !name.is_empty()).skip(1);
            whole(names.map(|name| json!({ "name": name }).to_string()).collect(), limits)
        }
        (Ok(table), _) if columns(&table).contains(&Some("name")) => {
            let columns = columns(&table);
            if columns.iter().filter(|meaning| **meaning == Some("name")).count() > 1 {
                return Err(PartyFileError::ManyNames);
            }
            // What was cut off of a row is not screened without: what is left would be another name.
            if let Some(row) = table.rows.iter().find(|row| !row.faults.is_empty()) {
                return Err(PartyFileError::Row { number: row.number, what: row.faults.join("; ") });
            }
            Ok(table.rows.iter().map(|row| line(&columns, &row.cells)).collect())
        }
        (Ok(table), _) if table.columns.len() > 1 && !is_names(&table, text) => Err(PartyFileError::NoName),
        // One column of a spreadsheet that is called nothing we know: its first row is a name too.
        (Ok(table), None) => {
            let head = std::iter::once(table.columns.first().map_or("", String::as_str));
            Ok(head.chain(table.rows.iter().map(|row| row.cell(0))).map(|name| json!({ "name": name }).to_string()).collect())
        }
        (Ok(_) | Err(TableError::Empty), Some(text)) => {
            let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
            whole(names.map(|name| json!({ "name": name }).to_string()).collect(), limits)
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// Whether a text has one column and no quotes.
fn is_bare(text: &str) -> bool {
    let head = text.trim_start().lines().next().unwrap_or_default();
    !text.contains('"') && !head.contains([';', '\t', ','])
}

/// Whether lines with commas in them are names: no line has as many cells as the first, or one has none of its own.
fn is_names(table: &table::Table, text: Option<&str>) -> bool {
    // A table has its separator in every line; names have a comma now and then.
    let Some(text) = text else { return false };
    let separator = [';', '\t', ','].into_iter().max_by_key(|separator| text.lines().next().unwrap_or_default().matches(*separator).count());
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    table.columns.len() < 3 && separator.is_some_and(|separator| lines.clone().any(|line| !line.contains(separator)))
}

fn whole_lines(text: &str, limits: &Limits) -> Result<Vec<String>, PartyFileError> {
    whole(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(), limits)
}

fn whole(lines: Vec<String>, limits: &Limits) -> Result<Vec<String>, PartyFileError> {
    if lines.is_empty() {
        return Err(TableError::Empty.into());
    }
    if lines.len() > limits.rows {
        return Err(TableError::ManyRows { most: limits.rows }.into());
    }
    if let Some((row, _)) = lines.iter().enumerate().find(|(_, line)| line.len() > limits.cell) {
        return Err(TableError::LongCell { row: row as u64 + 1, most: limits.cell }.into());
    }
    Ok(lines)
}

/// What a column is called in the lines that screening reads.
fn meaning(name: &str) -> Option<&'static str> {
    let name = plain(name);
    let rows = NAMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    rows.filter(|(_, words)| words.split(',').any(|word| plain(word) == name)).map(|(meaning, _)| meaning.trim()).next()
}

fn line(columns: &[Option<&'static str>], cells: &[String]) -> String {
    let mut fields = Map::new();
    for (meaning, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match meaning {
            Some("identifier") => {
                if let Json::Array(numbers) = fields.entry("identifiers").or_insert_with(|| Json::Array(Vec::new())) {
                    numbers.push(cell.as_str().into());
                }
            }
            // A kind that screening does not know says nothing.
            Some("type") => {
                let kind = Json::from(cell.to_lowercase());
                if serde_json::from_value::<Kind>(kind.clone()).is_ok() {
                    fields.insert("type".to_owned(), kind);
                }
            }
            // Of two columns of one meaning the first that says something counts.
            Some(meaning) => drop(fields.entry(*meaning).or_insert_with(|| cell.as_str().into())),
            None => {}
        }
    }
    Json::Object(fields).to_string()
}

/// A name without case, and with one space for whatever is no letter or figure.
fn plain(name: &str) -> String {
    let signs = name.chars().flat_map(char::to_lowercase).map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect::<String>();
    signs.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[track_caller]
    fn check(file: &str, want: &[&str]) {
        let got = lines(file.as_bytes(), &Limits::default()).map_err(|error| error.to_string());
        assert_eq!(got, Ok(want.iter().map(|line| (*line).to_owned()).collect()), "{file:?}");
    }

    #[test]
    fn parties_are_read_however_people_keep_them() {
        check("Name,Country\nJane Doe,AA\n,BB\n", &[r#"{"country":"AA","name":"Jane Doe"}"#, r#"{"country":"BB"}"#]);
        check("Customer No;Company Name;VAT\n7;Doe Ltd;X-1\n", &[r#"{"id":"7","identifiers":["X-1"],"name":"Doe Ltd"}"#]);
        check("Jane Doe\n\nDoe Ltd.\n", &[r#"{"name":"Jane Doe"}"#, r#"{"name":"Doe Ltd."}"#]);
        check("Doe, Jane\nRoe Works\n", &[r#"{"name":"Doe, Jane"}"#, r#"{"name":"Roe Works"}"#]);
        check("only one", &[r#"{"name":"only one"}"#]);
        check("{\"name\":\"A\"}\n{\"name\":\"B\"}\n", &[r#"{"name":"A"}"#, r#"{"name":"B"}"#]);
    }

    #[test]
    fn no_name_is_screened_cut_off() {
        check("Name\nDoe, Jane\nRoe Works\n", &[r#"{"name":"Doe, Jane"}"#, r#"{"name":"Roe Works"}"#]);
        let refused = |file: &str| lines(file.as_bytes(), &Limits::default()).unwrap_err().to_string();
        assert!(refused("Name,Country\nDoe Ltd,AA\nDoe, Jane Ltd,AA\n").starts_with("row 3: "));
        assert_eq!(refused("Customer,Consignee,End user\nA,B,C\n"), "several columns are called a name");
        assert!(refused("Name;Country\n\"Doe Ltd;AA\nRoe Ltd;BB\n").contains("a quote is not closed"));
    }

    #[test]
    fn columns_of_which_none_is_a_name_are_refused() {
        assert!(matches!(lines(b"Street;Town;Code\nA;B;C\n", &Limits::default()), Err(PartyFileError::NoName)));
        assert!(lines(b"", &Limits::default()).is_err());
        let small = Limits { rows: 2, ..Limits::default() };
        assert!(matches!(lines(b"a\nb\nc\n", &small), Err(PartyFileError::Table(TableError::ManyRows { .. }))));
    }

    #[test]
    fn a_name_of_a_column_means_one_thing() {
        let mut all: Vec<String> = Vec::new();
        for (_, words) in NAMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
            for word in words.split(',').map(plain) {
                assert!(word == "date of birth" || !all.contains(&word), "{word}");
                all.push(word);
            }
        }
    }
}
