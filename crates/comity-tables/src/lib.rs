//! Tables at the edge: rows that become JSON lines, and answers that become rows.
//!
//! A table's columns are named by the fields of a transaction or party, with dots: `item.codes.us/ccl` is the code of the first item in that list. A row
//! becomes the JSON object that a line of JSON Lines would be ([`Fields`]); a cell that is empty, or null, says nothing, and its fact stays absent.
//! [`Parquet`] reads such rows from a file, batch by batch, within [`Limits`]: whoever sent the file may have meant harm. [`Answers`] and [`Writer`] go the
//! other way: a row an answer, with its outcome in columns and the whole of it as JSON text.
//!
//! ```
//! use comity_tables::{Cell, Fields};
//!
//! let fields = Fields::of(["id", "to", "item.codes.us/ccl", "end_use.military"])?;
//! let row = [Some(Cell::Text("7")), Some(Cell::Text("IN")), Some(Cell::Text("EAR99")), None];
//! assert_eq!(fields.document(row).to_string(), r#"{"id":"7","item":[{"codes":{"us/ccl":"EAR99"}}],"to":"IN"}"#);
//! # Ok::<(), comity_tables::TableError>(())
//! ```

mod answers;
mod error;
mod fields;
mod limits;
mod read;
mod write;

pub use self::{
    answers::{Answers, Jurisdictions},
    error::TableError,
    fields::{Cell, Fields},
    limits::Limits,
    read::Parquet,
    write::{Column, Form, Holds, Value, Writer},
};
