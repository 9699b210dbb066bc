//! Errors of the command line: everything that makes it exit with 2.

use std::{io, path::PathBuf};

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceSpan};
use thiserror::Error;

use crate::output::note;

/// Why a command could not do its work.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum CliError {
    /// A file that cannot be read or written.
    #[error("cannot {action} {}", path.display())]
    #[diagnostic(code(comity::file), help("{cause}"))]
    File { action: &'static str, path: PathBuf, cause: io::Error },
    /// Writing the answer failed.
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
        count: usize,
        folder: String,
        #[related]
        first: Vec<comity_law::Problem>,
    },
    /// The user's document has faults.
    #[error("{name} cannot be used: {count} {}", if *count == 1 { "fault" } else { "faults" })]
    #[diagnostic(code(comity::input))]
    Input {
        name: String,
        count: usize,
        #[related]
        faults: Vec<Fault>,
    },
    /// Something named on the command line does not exist.
    #[error("{what} `{name}` does not exist")]
    #[diagnostic(code(comity::unknown), help("{help}"))]
    Unknown { what: &'static str, name: String, help: String },
    /// An official source could not be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] comity_read::ReadError),
    /// An official text could not be fetched.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Fetch(#[from] crate::fetch::FetchError),
    /// The platform names no place for this user's data.
    #[error("this user has no data folder")]
    #[diagnostic(code(comity::data::none), help("name one with --data DIR or in COMITY_DATA"))]
    NoDataFolder,
    /// A stored text that is not what was fetched.
    #[error("{} is not the text that was fetched", path.display())]
    #[diagnostic(code(comity::data::altered), help("fetch it again: comity law fetch {list}@{edition}"))]
    Altered { path: PathBuf, list: String, edition: jiff::civil::Date },
    /// A record of another version of the program.
    #[error("{} was not written by this version of comity", path.display())]
    #[diagnostic(code(comity::data::version), help("delete its folder and fetch the text again"))]
    OtherVersion { path: PathBuf },
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
    /// A receipt that is none.
    #[error("{} is no receipt of this version", path.display())]
    #[diagnostic(code(comity::receipt), help("give a file that `comity decide --receipt` wrote"))]
    NotAReceipt { path: PathBuf },
    /// A batch that would write over what it reads.
    #[error("{} is the input and the output", path.display())]
    #[diagnostic(code(comity::same_file), help("give another file as --out"))]
    SameFile { path: PathBuf },
    /// A resumed batch whose output does not fit its input.
    #[error("{} holds more lines than the input", path.display())]
    #[diagnostic(code(comity::resume), help("resume with the same input, or start again without --resume"))]
    Resume { path: PathBuf },
}

/// One fault in the user's document, with its place.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct Fault {
    pub message: String,
    pub remedy: Option<String>,
    pub source_code: NamedSource<String>,
    pub at: SourceSpan,
}

impl Diagnostic for Fault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.remedy.as_ref().map(|remedy| Box::new(remedy) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source_code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.at))))
    }
}

impl CliError {
    /// An I/O error at a path.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { action, path, cause }
    }

    /// Whether the reader of the output went away, as `head` does.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Prints the error with its place and remedy.
    pub fn print(self) {
        note!("{:?}", miette::Report::new(self));
    }
}
