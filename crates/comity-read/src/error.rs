//! What can go wrong while reading an official source: always where, and what to do about it.

use miette::Diagnostic;
use thiserror::Error;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Box<Spot>);

/// What is known of a place; boxed, so that an error stays small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Spot {
    file: String,
    entry: Option<String>,
    offset: Option<u64>,
    line: Option<u64>,
    column: Option<u64>,
}

impl Place {
    /// A byte offset of `file`, inside `entry` where one was open.
    pub fn new(file: &str, entry: Option<&str>, offset: u64) -> Self {
        Self(Box::new(Spot { file: file.to_owned(), entry: entry.map(str::to_owned), offset: Some(offset), ..Spot::default() }))
    }

    /// An entry of `file`, where no byte offset is known; the file as a whole where there is no entry.
    pub fn of_entry(file: &str, entry: Option<&str>) -> Self {
        Self(Box::new(Spot { file: file.to_owned(), entry: entry.map(str::to_owned), ..Spot::default() }))
    }

    /// A line and column of `file`, both from 1.
    pub fn of_line(file: &str, line: u64, column: u64) -> Self {
        Self(Box::new(Spot { file: file.to_owned(), line: Some(line), column: Some(column), ..Spot::default() }))
    }

    /// The same place, on this line (from 1) where that is known.
    #[must_use]
    pub fn on_line(mut self, line: Option<u64>) -> Self {
        self.0.line = line;
        self
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Spot { file, entry, offset, line, column } = &*self.0;
        f.write_str(file)?;
        if let Some(entry) = entry {
            write!(f, ", entry {entry}")?;
        }
        for (word, number) in [("line", line), ("column", column), ("byte", offset)] {
            if let Some(number) = number {
                write!(f, ", {word} {number}")?;
            }
        }
        Ok(())
    }
}

/// A source could not be read. Nothing of it is used.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is not what its format promises (cut short, invalid UTF-8, tags that do not match).
    #[error("{place}: the source is damaged: {cause}")]
    #[diagnostic(code(read::damaged), help("fetch the source again; a partial download looks like this"))]
    Damaged {
        /// Where reading stopped.
        place: Place,
        /// What the parser said.
        cause: String,
    },
    /// The source declares a document type or uses an entity; official files do neither.
    #[error("{place}: document type definitions and entities are refused")]
    #[diagnostic(code(read::entities), help("an official file holds none: this one was altered or is another kind of document"))]
    Entities {
        /// Where it stands.
        place: Place,
    },
    /// One piece of the source is larger than any official text.
    #[error("{place}: more than {limit} bytes in one piece")]
    #[diagnostic(code(read::too_large), help("the file is not the expected source, or was altered"))]
    TooLarge {
        /// Where the piece ends.
        place: Place,
        /// The limit that it passes.
        limit: u64,
    },
    /// The source is another document than the one expected.
    #[error("{place}: expected {expected}, found {found}")]
    #[diagnostic(code(read::unexpected), help("give the file that the list's source line names"))]
    Unexpected {
        /// Where it stands.
        place: Place,
        /// What the reader needs there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// The source no longer looks as this reader knows it.
    #[error("{place}: {what}")]
    #[diagnostic(code(read::unknown_shape), help("the source has changed its form; extend the reader and its tests before importing it"))]
    UnknownShape {
        /// Where it stands.
        place: Place,
        /// What is new about it.
        what: String,
    },
    /// The file cannot be opened or read.
    #[error("{file}: {cause}")]
    #[diagnostic(code(read::io), help("check the path and its permissions"))]
    Io {
        /// The path as given.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// There is no reader for this list.
    #[error("no reader for the list `{list}`")]
    #[diagnostic(code(read::no_reader), help("readable lists: {known}"))]
    NoReader {
        /// The list as given.
        list: String,
        /// The lists that have readers.
        known: String,
    },
    /// The sources given do not make a complete list.
    #[error("{what}")]
    #[diagnostic(code(read::sources), help("give every source with the date of its edition, the whole edition first"))]
    Sources {
        /// What is missing or superfluous.
        what: String,
    },
}
