//! What can be wrong with a transaction: a fault, and the path in the document where it stands.

use std::fmt;

use thiserror::Error;

/// One step of a path into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// A key of a table.
    Key(Box<str>),
    /// A position in an array.
    Index(usize),
}

/// A fault in a transaction.
///
/// The edge that read the document turns the path into a line and column.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct InputProblem {
    /// Where, from the top of the document.
    pub path: Vec<PathSegment>,
    /// Whether the key is meant, not its value.
    pub at_key: bool,
    /// What is wrong.
    pub fault: InputFault,
    /// The nearest right word, if one is near.
    pub near: Option<Box<str>>,
}

/// What is wrong with a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InputFault {
    /// The document is not a table of fields.
    #[error("a transaction is a table of fields")]
    NotATable,
    /// A required field is absent.
    #[error("the transaction lacks `{0}`")]
    Missing(&'static str),
    /// A field that no fact is called by.
    #[error("no fact is called `{0}`")]
    UnknownField(Box<str>),
    /// A fact of each item or party, stated of the whole.
    #[error("`{0}` is a fact of each item or party, not of the transaction")]
    Misplaced(Box<str>),
    /// A characteristic that the vocabulary does not have.
    #[error("no characteristic is called `{0}`")]
    UnknownCharacteristic(Box<str>),
    /// A term that the vocabulary does not have.
    #[error("no term is called `{0}`")]
    UnknownTerm(Box<str>),
    /// A provision that no loaded list has.
    #[error("no loaded list has the provision `{0}`")]
    UnknownProvision(Box<str>),
    /// A value of the wrong shape.
    #[error("expected {0}")]
    Expected(Box<str>),
    /// A word that is not in the choice.
    #[error("`{0}` is none of the choices")]
    UnknownWord(Box<str>),
    /// No such country.
    #[error("no country has the code `{0}`")]
    UnknownCountry(Box<str>),
    /// No such region.
    #[error("no region with rules of its own has the code `{0}`")]
    UnknownRegion(Box<str>),
    /// A region of another country.
    #[error("`{0}` is no region of the destination")]
    RegionElsewhere(Box<str>),
    /// No such list.
    #[error("no list is called `{0}`")]
    UnknownList(Box<str>),
    /// A code that the list never had.
    #[error("{list} has no provision `{code}`")]
    UnknownCode {
        /// The list.
        list: Box<str>,
        /// The code as written.
        code: Box<str>,
    },
    /// A code that is not in force on the day.
    #[error("{list}:{code} is not in force on {day}: {when}")]
    CodeNotInForce {
        /// The list.
        list: Box<str>,
        /// The code.
        code: Box<str>,
        /// The day asked about.
        day: Box<str>,
        /// When it is or was.
        when: Box<str>,
    },
    /// A paragraph without content.
    #[error("{list}:{code} is reserved: it describes no item")]
    ReservedCode {
        /// The list.
        list: Box<str>,
        /// The code.
        code: Box<str>,
    },
    /// Less than nothing.
    #[error("an amount cannot be negative")]
    Negative,
    /// A narrow fact that is true beside a broader one that is false.
    #[error("this says yes, and the broader `{0}` says no")]
    Contradiction(Box<str>),
    /// Two items or parties with one id.
    #[error("two items are called `{0}`")]
    DuplicateId(Box<str>),
}

impl InputProblem {
    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        match (&self.near, &self.fault) {
            (Some(near), _) => Some(format!("did you mean `{near}`?")),
            (None, InputFault::UnknownField(_)) => Some("all facts are listed in docs/facts.md".into()),
            (None, InputFault::Misplaced(path)) => {
                path.split_once('.').map(|(table, own)| format!("write `{own}` in each [[{table}]] table that it is true of"))
            }
            (None, InputFault::UnknownCharacteristic(_) | InputFault::UnknownTerm(_)) => {
                Some("`comity facts --characteristics` lists every characteristic and term".into())
            }
            (None, InputFault::UnknownCountry(_)) => Some("countries are written as ISO 3166-1 alpha-2 codes, such as DE".into()),
            (None, InputFault::CodeNotInForce { .. }) => Some("give a code of the edition in force on the transaction's date".into()),
            _ => None,
        }
    }

    /// The path as a person writes it: `item[0].codes."us/ccl"`.
    pub fn place(&self) -> String {
        struct Place<'a>(&'a [PathSegment]);
        impl fmt::Display for Place<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                for (i, segment) in self.0.iter().enumerate() {
                    match segment {
                        PathSegment::Index(index) => write!(f, "[{index}]")?,
                        PathSegment::Key(key) => write!(f, "{}{key}", if i == 0 { "" } else { "." })?,
                    }
                }
                Ok(())
            }
        }
        Place(&self.path).to_string()
    }
}
