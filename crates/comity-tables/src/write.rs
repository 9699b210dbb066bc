//! Rows written as CSV or Parquet.

mod csv;
mod parquet;

use std::io::Write;

use self::{csv::Csv, parquet::Parquet};
use crate::error::TableError;

/// The form of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values (RFC 4180), under a row of names.
    Csv,
    /// Parquet, packed by Snappy.
    Parquet,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Texts, many of them alike.
    Text,
    /// Long texts, no two alike.
    Whatever,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, holds: Holds) -> Self {
        Self { name: name.into(), holds }
    }
}

/// A cell of a row that is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing is said.
    Nothing,
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// Writes rows to `W`, with memory that does not grow with their number.
pub struct Writer<W: Write + Send>(Inner<W>);

enum Inner<W: Write + Send> {
    Csv(Box<Csv<W>>),
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// When its beginning cannot be written.
    pub fn new(form: Form, columns: Vec<Column>, to: W) -> Result<Self, TableError> {
        Ok(Self(match form {
            Form::Csv => Inner::Csv(Box::new(Csv::new(&columns, to)?)),
            Form::Parquet => Inner::Parquet(Box::new(Parquet::new(columns, to)?)),
        }))
    }

    /// Adds a row: a value a column, of what the column holds.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, row: &[Value]) -> Result<(), TableError> {
        match &mut self.0 {
            Inner::Csv(csv) => csv.add(row),
            Inner::Parquet(parquet) => parquet.add(row),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When its end cannot be written.
    pub fn end(self) -> Result<(), TableError> {
        match self.0 {
            Inner::Csv(csv) => csv.end(),
            Inner::Parquet(parquet) => parquet.end(),
        }
    }
}
