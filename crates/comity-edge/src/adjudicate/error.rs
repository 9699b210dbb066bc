//! Why a decision about a hit could not be made or read.

use std::path::PathBuf;

use jiff::civil::Date;
use miette::Diagnostic;
use thiserror::Error;

/// What is wrong with a decision, or with the file of decisions.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum AdjudicateError {
    /// A record that is not written as set and id.
    #[error("`{text}` names no list record")]
    #[diagnostic(code(comity::adjudicate::record), help("write set and id, as `comity screen` prints them: us-csl:csl-12"))]
    RecordName {
        /// What was given.
        text: String,
    },
    /// A record that the edition in use does not have.
    #[error("{set} of {date} has no record `{id}`")]
    #[diagnostic(code(comity::adjudicate::no_record), help("take the id from `comity screen`"))]
    NoRecord {
        /// The set.
        set: String,
        /// The edition.
        date: Date,
        /// The id.
        id: String,
    },
    /// A decision that would never hold.
    #[error("a decision that expires on {expires} would never hold")]
    #[diagnostic(code(comity::adjudicate::expires), help("give a day after today: --expires is the first day on which it no longer holds"))]
    NeverHolds {
        /// The first day on which it would not hold.
        expires: Date,
    },
    /// Something that must be said is empty.
    #[error("`{what}` is empty")]
    #[diagnostic(code(comity::adjudicate::empty), help("a decision that nobody can follow is none: say who, why, and on what evidence"))]
    Empty {
        /// What is empty.
        what: &'static str,
    },
    /// A party that is not given.
    #[error("no party is given")]
    #[diagnostic(code(comity::adjudicate::party), help("give --party FILE with the line that was screened, or --name"))]
    NoParty,
    /// A party file that cannot be used.
    #[error("{} is no party: {what}", path.display())]
    #[diagnostic(
        code(comity::adjudicate::party_file),
        help("one JSON object, as a line of a batch: {{\"id\", \"name\", \"type\", \"date_of_birth\", \"country\", \"identifiers\"}}")
    )]
    PartyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A decision that is not there.
    #[error("there is no decision `{id}`")]
    #[diagnostic(code(comity::adjudicate::unknown), help("see `comity adjudicate list`"))]
    Unknown {
        /// The id.
        id: String,
    },
    /// A line of the file that cannot be read.
    #[error("line {line} of {} is no decision: {what}", path.display())]
    #[diagnostic(code(comity::adjudicate::line), help("the file was changed by something else, or written by a later version: restore it"))]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
}
