//! Why a table cannot be read or written.

use std::io;

use miette::Diagnostic;
use parquet::errors::ParquetError;
use thiserror::Error;

/// Why a table cannot be read or written.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum TableError {
    /// The file is none, was cut, or was changed on its way.
    #[error("no Parquet file that can be read: {why}")]
    #[diagnostic(code(tables::damaged), help("write the file anew, and send it whole"))]
    Damaged {
        /// What does not fit.
        why: String,
    },
    /// A column holds what no fact is, or is packed in a way that is not read here.
    #[error("the column `{column}` cannot be read: {why}")]
    #[diagnostic(code(tables::column), help("{remedy}"))]
    Column {
        /// Its name, with dots.
        column: String,
        /// What it holds.
        why: String,
        /// What to write in its place.
        remedy: &'static str,
    },
    /// Two columns give the same field.
    #[error("the columns `{one}` and `{other}` give the same field")]
    #[diagnostic(code(tables::twice), help("leave one of them out: of two answers to one question none is chosen"))]
    Twice {
        /// One of them.
        one: String,
        /// The other.
        other: String,
    },
    /// No column has a name.
    #[error("no column has a name")]
    #[diagnostic(code(tables::nameless), help("name the columns by fields, such as `id`, `to` and `item.codes.LIST`"))]
    Nameless,
    /// More than is read of one table.
    #[error("more than is read of one table: {what} (at most {most})")]
    #[diagnostic(code(tables::large), help("write smaller pages and row groups, or send the rows in several files or as JSON Lines"))]
    TooLarge {
        /// What there is too much of.
        what: String,
        /// How much of it is read.
        most: u64,
    },
    /// An answer that is not as answers are.
    #[error("the answer in line {line} cannot be put in a table: {why}")]
    #[diagnostic(code(tables::answer), help("ask for the answers as JSON Lines"))]
    Answer {
        /// Which one, from 1.
        line: u64,
        /// What it lacks.
        why: String,
    },
    /// What is written cannot be put where it goes.
    #[error("the table cannot be written: {0}")]
    #[diagnostic(code(tables::written), help("ask for it again"))]
    Written(#[source] io::Error),
}

impl TableError {
    /// A file that does not hold what it says.
    pub(crate) fn damaged(why: impl ToString) -> Self {
        Self::Damaged { why: why.to_string() }
    }

    /// What the reader of the format says; errors of ours come back from within it.
    pub(crate) fn of(error: ParquetError) -> Self {
        match error {
            ParquetError::External(cause) => match cause.downcast::<Self>() {
                Ok(own) => *own,
                Err(cause) => Self::damaged(cause),
            },
            other => Self::damaged(other),
        }
    }
}

impl From<TableError> for ParquetError {
    fn from(error: TableError) -> Self {
        Self::External(Box::new(error))
    }
}
