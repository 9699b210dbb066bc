//! Tables that people keep in spreadsheets, CSV and XLSX, as rows of text.
//!
//! A file comes from outside and may be hostile: how much is read of it, unpacked and kept is bounded by [`Limits`], and what is cut off or is no
//! table is refused with what to do about it. What a cell says is text here; what it means is for whoever reads the table.
//!
//! ```
//! use comity_edge::table::{self, Limits};
//!
//! let read = table::read(b"Part no;What it is\nA-1;\"A valve; small\"\n\nA-2;\n", &Limits::default())?;
//! assert_eq!(read.columns, ["Part no", "What it is"]);
//! assert_eq!(read.rows[0].cells, ["A-1", "A valve; small"]);
//! assert_eq!((read.rows[1].number, read.rows[1].cells[0].as_str()), (4, "A-2"));
//! # Ok::<(), table::TableError>(())
//! ```

mod error;
mod text;
mod xlsx;

use serde::{Deserialize, Serialize};

pub use error::TableError;

/// How much of a file is taken, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows under the head.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Bytes of one cell.
    pub cell: usize,
    /// Bytes of all cells.
    pub text: usize,
    /// Bytes of all parts of an XLSX file once unpacked.
    pub unpacked: u64,
}

impl Default for Limits {
    /// What a small firm's catalogue needs several times over, and what a server can hold for several of them at once.
    fn default() -> Self {
        Self { rows: 5_000, columns: 200, cell: 8 << 10, text: 4 << 20, unpacked: 64 << 20 }
    }
}

/// A table: its first row that says anything names the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Names of the columns, without space around them; empty where a column has none.
    pub columns: Vec<String>,
    /// The rows under them that say anything.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its number as the person sees it who opens the file: the first line or row is 1.
    pub number: u64,
    /// A cell a column, without space around it; empty where it says nothing.
    pub cells: Vec<String>,
    /// What is wrong with the row itself, whatever its cells mean.
    pub faults: Vec<String>,
}

impl Row {
    /// The cell of a column; empty where there is none.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads a table. Whether it is CSV or XLSX is told by its content, and of CSV what separates its cells (comma, semicolon or tab).
///
/// # Errors
/// Where it is neither, is cut off, has no row, or is larger than the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Table, TableError> {
    /// How a ZIP archive begins, which every XLSX file is (APPNOTE.TXT of PKWARE, 4.3.7).
    const ZIP: &[u8] = b"PK\x03\x04";
    /// How the compound files begin that XLS files and encrypted XLSX files are ([MS-CFB] 2.2).
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.starts_with(COMPOUND) {
        return Err(TableError::Compound);
    }
    if bytes.starts_with(ZIP) { xlsx::read(bytes, limits) } else { text::read(bytes, limits) }
}

impl Table {
    /// Reads back what [`to_json`](Self::to_json) wrote, from somebody who may have changed it: it is held against the limits anew.
    ///
    /// # Errors
    /// Where it is no such table, or larger than the limits.
    pub fn from_json(text: &str, limits: &Limits) -> Result<Self, TableError> {
        let read: Self = serde_json::from_str(text).map_err(|error| TableError::Broken { what: error.to_string() })?;
        let mut building = Building::new(limits);
        building.take(0, read.columns, Vec::new())?;
        for row in read.rows {
            building.take(row.number, row.cells, row.faults)?;
        }
        building.end()
    }

    /// The table as text on one line, to be sent along and read back.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A table in the making: every row is held against the limits before it is kept.
struct Building<'l> {
    limits: &'l Limits,
    table: Table,
    has_head: bool,
    text: usize,
}

impl<'l> Building<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self { limits, table: Table::default(), has_head: false, text: 0 }
    }

    /// Takes a row; one that says nothing is passed over.
    fn take(&mut self, number: u64, mut cells: Vec<String>, mut faults: Vec<String>) -> Result<(), TableError> {
        for cell in &mut cells {
            if cell.len() > self.limits.cell {
                return Err(TableError::LongCell { row: number, most: self.limits.cell });
            }
            let bare = cell.trim();
            if bare.len() < cell.len() {
                *cell = bare.to_owned();
            }
            self.text += cell.len();
        }
        if self.text > self.limits.text {
            return Err(TableError::MuchText { most: self.limits.text });
        }
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() > self.limits.columns {
            return Err(TableError::ManyColumns { most: self.limits.columns });
        }
        if cells.is_empty() && faults.is_empty() {
            return Ok(());
        }
        if !self.has_head {
            self.has_head = true;
            self.table.columns = cells;
            return Ok(());
        }
        let named = self.table.columns.len();
        if cells.len() > named {
            faults.push(format!("it has {} cells, and {named} columns are named", cells.len()));
            cells.truncate(named);
        }
        cells.resize(named, String::new());
        if self.table.rows.len() >= self.limits.rows {
            return Err(TableError::ManyRows { most: self.limits.rows });
        }
        self.table.rows.push(Row { number, cells, faults });
        Ok(())
    }

    fn end(self) -> Result<Table, TableError> {
        if self.table.rows.is_empty() { Err(TableError::Empty) } else { Ok(self.table) }
    }
}

#[cfg(test)]
mod tests;
