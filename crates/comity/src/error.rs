//! Errors of the command line: everything that makes it exit with 2.

use std::{io, path::PathBuf};

use comity_edge::EdgeError;
use miette::Diagnostic;
use thiserror::Error;

use crate::output::note;

/// Why a command could not do its work.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum CliError {
    /// Something could not be read, written, found or understood.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Edge(EdgeError),
    /// Writing the answer failed.
    #[error("cannot write the answer")]
    #[diagnostic(code(comity::output), help("{0}"))]
    Output(#[from] io::Error),
    /// An official source could not be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] comity_read::ReadError),
    /// An official text could not be fetched.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Fetch(#[from] crate::fetch::FetchError),
    /// The server could not start, or stopped.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Serve(#[from] comity_serve::ServeError),
    /// The store cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] comity_store::StoreError),
    /// Something that is neither an answer nor a receipt.
    #[error("{name} is no answer, and no receipt with its transaction")]
    #[diagnostic(code(comity::print::not_printable), help("give what `comity decide --json` prints, or what `comity decide --receipt FILE` writes"))]
    NotPrintable { name: String },
    /// A PDF for a terminal.
    #[error("a PDF is nothing for a terminal")]
    #[diagnostic(code(comity::print::terminal), help("name a file with --output"))]
    Terminal,
    /// A paper could not be set.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Print(#[from] comity_print::PrintError),
    /// A folder of fonts cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Fonts(#[from] comity_serve::paper::FontError),
    /// A batch that would write over what it reads.
    #[error("{} is the input and the output", path.display())]
    #[diagnostic(code(comity::same_file), help("give another file as --out"))]
    SameFile { path: PathBuf },
    /// A resumed batch whose output does not fit its input.
    #[error("{} holds more lines than the input", path.display())]
    #[diagnostic(code(comity::resume), help("resume with the same input, or start again without --resume"))]
    Resume { path: PathBuf },
}

impl CliError {
    /// An I/O error at a path.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let error = EdgeError::file(action, path);
        move |cause| Self::Edge(error(cause))
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

impl From<EdgeError> for CliError {
    fn from(error: EdgeError) -> Self {
        match error {
            // What could not be written is told apart from a reader that went away.
            EdgeError::Output(cause) => Self::Output(cause),
            error => Self::Edge(error),
        }
    }
}

impl From<comity_edge::lists::ListsError> for CliError {
    fn from(error: comity_edge::lists::ListsError) -> Self {
        Self::Edge(error.into())
    }
}

impl From<comity_edge::screen::ScreenError> for CliError {
    fn from(error: comity_edge::screen::ScreenError) -> Self {
        Self::Edge(error.into())
    }
}

impl From<comity_edge::adjudicate::AdjudicateError> for CliError {
    fn from(error: comity_edge::adjudicate::AdjudicateError) -> Self {
        Self::Edge(error.into())
    }
}
