//! Why a file is no table that is read here: each with what to do about it.

use miette::Diagnostic;
use thiserror::Error;

/// Why a file is not read.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum TableError {
    /// An old Excel file, or an encrypted one.
    #[error("the file is an XLS file, or one that a password protects")]
    #[diagnostic(code(comity::table::compound), help("save it as XLSX without a password, or as CSV"))]
    Compound,
    /// Bytes that are no text.
    #[error("the file is no text in UTF-8: see byte {at}")]
    #[diagnostic(code(comity::table::bytes), help("save it as “CSV UTF-8”, or as XLSX"))]
    NotText {
        /// The first byte that is none.
        at: usize,
    },
    /// It says nothing.
    #[error("the file has no row under its first one")]
    #[diagnostic(code(comity::table::empty), help("the first row names the columns; what they say stands in the rows below"))]
    Empty,
    /// Too many rows.
    #[error("the file has more than {most} rows")]
    #[diagnostic(code(comity::table::rows), help("send it in parts"))]
    ManyRows {
        /// How many are read.
        most: usize,
    },
    /// Too many columns.
    #[error("a row has more than {most} cells")]
    #[diagnostic(code(comity::table::columns), help("leave out the columns that are not needed"))]
    ManyColumns {
        /// How many are read.
        most: usize,
    },
    /// A cell that is too long.
    #[error("a cell of row {row} has more than {most} bytes")]
    #[diagnostic(code(comity::table::cell), help("shorten it"))]
    LongCell {
        /// The row, counted from 1.
        row: u64,
        /// How many are read.
        most: usize,
    },
    /// Too much text.
    #[error("the cells have more than {most} bytes together")]
    #[diagnostic(code(comity::table::text), help("send the file in parts"))]
    MuchText {
        /// How many are read.
        most: usize,
    },
    /// It unpacks to more than is taken.
    #[error("the file unpacks to more than {most} bytes")]
    #[diagnostic(code(comity::table::unpacked), help("save the sheet alone, or as CSV"))]
    Unpacked {
        /// How many are taken.
        most: u64,
    },
    /// It claims to hold more than its bytes can.
    #[error("the file says that it holds more than it does")]
    #[diagnostic(code(comity::table::claims), help("save it anew from the program that it comes from"))]
    Claims,
    /// It cannot be read.
    #[error("the file cannot be read: {what}")]
    #[diagnostic(code(comity::table::broken), help("it may have been cut off: send it again, or save it anew"))]
    Broken {
        /// Where reading ended.
        what: String,
    },
}
