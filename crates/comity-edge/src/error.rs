//! Why something at the edge could not be read, written or found: each with a place and a remedy.

use std::{fmt, io, path::PathBuf};

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceSpan};
use thiserror::Error;

/// Why an answer could not be given.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum EdgeError {
    /// A file that cannot be read or written.
    #[error("cannot {action} {}", path.display())]
    #[diagnostic(code(comity::file), help("{cause}"))]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        cause: io::Error,
    },
    /// Writing an answer failed.
    #[error("cannot write the answer")]
    #[diagnostic(code(comity::output), help("{0}"))]
    Output(#[from] io::Error),
    /// The compiled law does not load.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Compiled(#[from] comity_law::CompiledError),
    /// The law folder has faults.
    #[error("the law folder has {count} faults")]
    #[diagnostic(code(comity::law), help("mend them: `comity law check {folder}` lists all"))]
    Law {
        /// How many faults there are.
        count: usize,
        /// The folder.
        folder: String,
        /// The first of them.
        #[related]
        first: Vec<comity_law::Problem>,
    },
    /// The user's document has faults.
    #[error("{name} cannot be used: {count} {}", if *count == 1 { "fault" } else { "faults" })]
    #[diagnostic(code(comity::input))]
    Input {
        /// The document's name.
        name: String,
        /// How many faults there are.
        count: usize,
        /// The first twenty.
        #[related]
        faults: Vec<Fault>,
    },
    /// Something that was named does not exist.
    #[error("{what} `{name}` does not exist")]
    #[diagnostic(code(comity::unknown), help("{help}"))]
    Unknown {
        /// What kind of thing was named.
        what: &'static str,
        /// The name.
        name: String,
        /// What there is, or the nearest name.
        help: String,
    },
    /// The platform names no place for this user's data.
    #[error("this user has no data folder")]
    #[diagnostic(code(comity::data::none), help("name one with --data DIR or in COMITY_DATA"))]
    NoDataFolder,
    /// A stored text that is not what was fetched.
    #[error("{} is not the text that was fetched", path.display())]
    #[diagnostic(code(comity::data::altered), help("fetch it again: comity law fetch {list}@{edition}"))]
    Altered {
        /// The stored file.
        path: PathBuf,
        /// Id of the list.
        list: String,
        /// First day of the edition.
        edition: jiff::civil::Date,
    },
    /// A record of another version of the program.
    #[error("{} was not written by this version of comity", path.display())]
    #[diagnostic(code(comity::data::version), help("delete its folder and fetch the text again"))]
    OtherVersion {
        /// The record.
        path: PathBuf,
    },
    /// The data about party lists have a fault.
    #[error(transparent)]
    #[diagnostic(transparent)]
    PartyLists(#[from] comity_read::parties::PartyListsError),
    /// An edition of a set of parties could not be imported, found or used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lists(#[from] crate::lists::ListsError),
    /// A party could not be screened.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Screen(#[from] crate::screen::ScreenError),
    /// A decision about a hit could not be made or read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Adjudicate(#[from] crate::adjudicate::AdjudicateError),
    /// A file is no table that is read here.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Table(#[from] crate::table::TableError),
    /// A receipt that is none.
    #[error("{name} is no receipt of this version")]
    #[diagnostic(code(comity::receipt), help("give a file that `comity decide --receipt` wrote"))]
    NotAReceipt {
        /// The document's name.
        name: String,
    },
}

/// One fault in the user's document, with its place.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Path of the field from the top of the document, such as `item[0].codes`; empty for the whole document.
    pub place: String,
    /// The document, or the part of it around the fault.
    pub source_code: NamedSource<String>,
    /// Bytes of `source_code` that are meant.
    pub at: SourceSpan,
}

impl Diagnostic for Fault {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.remedy.as_ref().map(|remedy| Box::new(remedy) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source_code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.at))))
    }
}

impl EdgeError {
    /// An I/O error at a path.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { action, path, cause }
    }
}
