//! Tables of comma-separated values, read row by row.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::input::Input;
use crate::error::{Place, ReadError};

/// A row, with its cells by the name of their column.
pub(super) struct Row<'r> {
    columns: &'r HashMap<String, usize>,
    cells: &'r StringRecord,
}

impl Row<'_> {
    /// The cell of a column; `None` where it is blank.
    pub fn get(&self, column: &str) -> Option<&str> {
        let cell = self.cells.get(*self.columns.get(column)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// All cells, in order.
    pub fn cells(&self) -> &StringRecord {
        self.cells
    }
}

/// How a table is written.
pub(super) struct Shape<'s> {
    pub delimiter: u8,
    /// Rows before the one with the names of columns.
    pub before_header: usize,
    pub header: bool,
    /// How many cells each row has where there is no header.
    pub width: usize,
    /// What marks the end of the file in a cell of its own.
    pub end: &'s str,
}

impl Shape<'_> {
    /// A table with a header in its first row.
    pub const PLAIN: Self = Self { delimiter: b',', before_header: 0, header: true, width: 0, end: "" };
}

/// Reads the table: first hands over the rows before the header as `before`, then every row with its place.
pub(super) fn rows(
    input: &mut Input<'_>,
    shape: &Shape<'_>,
    mut before: impl FnMut(&[String], &StringRecord),
    mut take: impl FnMut(&Row<'_>, Place) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let name = input.name.clone();
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(shape.delimiter).from_reader(&mut input.reader);
    let mut cells = StringRecord::new();
    let (mut columns, mut width, mut seen) = (HashMap::new(), shape.width, 0);
    loop {
        let position = reader.position().clone();
        let place = || Place::new(&name, None, position.byte()).on_line(Some(position.line()));
        let more = reader.read_record(&mut cells).map_err(|error| ReadError::Damaged { place: place(), cause: error.to_string() })?;
        if !more {
            return Ok(());
        }
        seen += 1;
        if shape.header && seen <= shape.before_header {
            before(&[], &cells);
            continue;
        }
        if shape.header && seen == shape.before_header + 1 {
            let names: Vec<String> = cells.iter().map(|name| name.trim().to_lowercase()).collect();
            before(&names, &cells);
            width = names.len();
            for (i, name) in names.into_iter().enumerate() {
                columns.entry(name).or_insert(i);
            }
            continue;
        }
        let only = if cells.len() == 1 { cells.get(0) } else { None };
        if only.is_some_and(|cell| cell.trim_matches(['\u{1a}', ' ']).is_empty() || (!shape.end.is_empty() && cell.trim() == shape.end)) {
            continue;
        }
        if cells.len() != width {
            let cause = format!("a row of {} cells among rows of {width}", cells.len());
            return Err(ReadError::Damaged { place: place(), cause });
        }
        take(&Row { columns: &columns, cells: &cells }, place())?;
    }
}

/// Values that a publisher numbers within one cell: `(1) Russia (2) Belarus`.
pub(super) fn numbered(cell: &str) -> Vec<&str> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut next = 1;
    let mut from = 0;
    while let Some(found) = cell.get(from..).and_then(|rest| rest.find(&format!("({next})"))) {
        let mark = format!("({next})").len();
        starts.push((from + found, from + found + mark));
        from += found + mark;
        next += 1;
    }
    if starts.first().is_none_or(|(at, _)| !cell.get(..*at).unwrap_or_default().trim().is_empty()) {
        return vec![cell.trim()];
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([cell.len()]);
    let values = starts.iter().zip(ends).filter_map(|((_, from), until)| cell.get(*from..until));
    values.map(str::trim).filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_values_come_apart() {
        assert_eq!(numbered("(1) Russia (2) Belarus"), ["Russia", "Belarus"]);
        assert_eq!(numbered("Russia"), ["Russia"]);
        assert_eq!(numbered("a (1) b"), ["a (1) b"]);
        assert_eq!(numbered("(1)"), Vec::<&str>::new());
    }
}
