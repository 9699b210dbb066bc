//! Screening parties against lists of persons, companies, vessels and aircraft.
//!
//! A party list is a set of [`Record`]s. Names in any script come in as text, are cleaned and written in Latin letters
//! ([`text`]), and are compared word by word.

pub mod record;
pub mod text;

pub use record::Record;
