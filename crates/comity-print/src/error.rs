//! Why nothing was printed.

use miette::Diagnostic;
use thiserror::Error;

/// Why nothing was printed. What users write causes none of these.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum PrintError {
    /// The sheet cannot be given to the template.
    #[error("the sheet cannot be written as data")]
    #[diagnostic(code(comity::print::data))]
    Data(#[from] serde_json::Error),
    /// The time at which it was made is none.
    #[error("the time of the sheet is none of the calendar")]
    #[diagnostic(code(comity::print::time), help("give a day and a time that exist"))]
    Time,
    /// The template cannot be set, or what was set breaks a standard that it is to conform to.
    #[error("the sheet cannot be set: {what}")]
    #[diagnostic(code(comity::print::set), help("this is a fault of the program: report it with the question that was printed"))]
    Set {
        /// What the typesetter said.
        what: String,
    },
}
