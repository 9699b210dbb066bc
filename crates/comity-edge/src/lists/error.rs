//! Why an edition of a set of parties could not be imported, found or used.

use std::path::PathBuf;

use jiff::civil::Date;
use miette::Diagnostic;
use thiserror::Error;

/// What is wrong with an edition. Whatever edition was in use before stays in use.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum ListsError {
    /// A name of a set that cannot be one.
    #[error("`{name}` cannot be the name of a set")]
    #[diagnostic(code(comity::lists::set), help("use small letters, digits and hyphens; sets with an address of their publisher: {known}"))]
    SetName {
        /// The name as given.
        name: String,
        /// Names of the sets whose publishers are known.
        known: String,
    },
    /// A source that does not say of which day it is.
    #[error("the source does not say of which day it is")]
    #[diagnostic(code(comity::lists::undated), help("give the day of the edition: --date 2026-07-31"))]
    Undated,
    /// A source in which names are spoilt.
    #[error("{count} names or parties of the source are spoilt or missing: nothing was imported")]
    #[diagnostic(code(comity::lists::spoilt), help("fetch the source again; if there is no better one, import it with --accept-losses"))]
    Spoilt {
        /// How many.
        count: u64,
    },
    /// There is no such set, or no such edition.
    #[error("there is no edition of `{set}`{}", day.map(|day| format!(" of {day}")).unwrap_or_default())]
    #[diagnostic(code(comity::lists::none), help("{help}"))]
    NoEdition {
        /// The set.
        set: String,
        /// The day asked for.
        day: Option<Date>,
        /// What there is.
        help: String,
    },
    /// Files of an edition that are not what was imported.
    #[error("{} is not what was imported: {what}", path.display())]
    #[diagnostic(code(comity::lists::altered), help("import this edition again"))]
    Altered {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}
