//! Why parties could not be screened.

use std::path::PathBuf;

use jiff::civil::Date;
use miette::Diagnostic;
use thiserror::Error;

/// What stands in the way of screening. It is never taken for "no hits".
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum ScreenError {
    /// There is nothing to search.
    #[error("no list is imported: nothing was searched")]
    #[diagnostic(code(comity::screen::empty), help("import one: comity lists import us-csl consolidated.json; or search a file: --records FILE"))]
    NothingImported,
    /// No edition is as early as the day asked for.
    #[error("no imported edition is as early as {day}: nothing was searched")]
    #[diagnostic(code(comity::screen::early), help("see which there are: comity lists status"))]
    NoneSoEarly {
        /// The day asked for.
        day: Date,
    },
    /// A party of which nothing can be compared.
    #[error("the party cannot be screened: {what}")]
    #[diagnostic(code(comity::screen::party), help("give a name with letters or figures, --identifier, or --address"))]
    Party {
        /// Why.
        what: String,
    },
    /// Files of records that hold none.
    #[error("the files hold no record: nothing was searched")]
    #[diagnostic(code(comity::screen::no_records), help("give normalised records, one JSON object a line: docs/lists.md"))]
    NoRecords,
    /// A line of a file of records that is none.
    #[error("line {line} of {} is no list record: {what}", path.display())]
    #[diagnostic(code(comity::screen::records), help("give normalised records, one JSON object a line: docs/lists.md"))]
    Record {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// An index that could not be made.
    #[error("the index cannot be made: {what}")]
    #[diagnostic(code(comity::screen::index), help("this is a fault of the program: please report it"))]
    Index {
        /// Why.
        what: String,
    },
    /// An edition to rescreen from that is the one in use.
    #[error("{set} of {day} is the edition in use: nothing changed since")]
    #[diagnostic(code(comity::screen::since), help("name an earlier edition: comity lists status"))]
    NothingSince {
        /// The set.
        set: String,
        /// The edition.
        day: Date,
    },
    /// An earlier answer that is none.
    #[error("line {line} of {} is no answer of `comity screen --batch`", path.display())]
    #[diagnostic(code(comity::screen::previous), help("give the file that an earlier run wrote as --out"))]
    Previous {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}
