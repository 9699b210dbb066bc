//! A catalogue from a file, looked at before it is kept.

use askama::Template;

use crate::{Problem, Shell};

/// What a file would make of the catalogue, or what it made of it.
#[derive(Template)]
#[template(path = "import.html")]
pub struct ImportPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The file's name.
    pub file: &'a str,
    /// What is wrong with the file as a whole.
    pub problems: &'a [Problem],
    /// Its columns.
    pub columns: &'a [ImportColumn],
    /// How many rows can be used.
    pub usable: usize,
    /// The first of them.
    pub rows: &'a [ImportRow],
    /// What is wrong with rows that cannot be used.
    pub faults: &'a [FaultRow],
    /// How many faults more there are.
    pub more_faults: usize,
    /// Codes that no list has: row, code and what is near.
    pub unknown: &'a [FaultRow],
    /// The rows that can be used, to be sent back when they are confirmed; none where there is nothing to confirm.
    pub table: Option<&'a str>,
    /// What was done, once it was.
    pub done: Option<ImportDone>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportColumn {
    /// As the file names it.
    pub name: String,
    /// What it is read as, in words; nothing where it is not read.
    pub meaning: Option<String>,
}

/// A row that can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Its number in the file.
    pub number: u64,
    /// The item's reference.
    pub reference: String,
    /// What it is.
    pub description: String,
    /// Its codes, each as `list:code`.
    pub codes: Vec<String>,
}

/// Something to know of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultRow {
    /// Its number in the file.
    pub number: u64,
    /// The column that is meant; empty where it is the row.
    pub column: String,
    /// What is wrong.
    pub text: String,
    /// What to do.
    pub remedy: String,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportDone {
    /// Items that are new.
    pub created: usize,
    /// Items that were changed.
    pub changed: usize,
    /// Items of which nothing new was said.
    pub unchanged: usize,
    /// Codes that were recorded.
    pub classified: usize,
}
