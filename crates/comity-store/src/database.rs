//! One way to two databases: SQLite in a file, PostgreSQL by address.
//!
//! Statements are the same text for both, with `$1` for values, and use three types of column: text, whole numbers, bytes. Where the two must
//! differ (locks) a [`Sql`] holds a text for each. Reads take a connection from a pool; every change goes through a [`writer`].

mod address;
mod connection;
mod fault;
mod migrations;
mod open;
mod row;
mod statement;
mod work;
mod writer;

pub use address::{Address, Options};
pub(crate) use connection::Connection;
pub(crate) use fault::Fault;
pub(crate) use migrations::NEWEST;
pub(crate) use open::Database;
pub(crate) use row::{Fields, Stored};
pub(crate) use statement::{Kind, Sql, Value, values};
pub(crate) use work::Work;
pub(crate) use writer::Doing;
