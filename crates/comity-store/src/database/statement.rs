//! A statement and its values.

use jiff::Timestamp;
use jiff::civil::Date;

/// The text of a statement. Every one is a constant of the program: what users say comes in as values only.
#[derive(Clone, Copy)]
pub(crate) enum Sql {
    /// The same for both databases.
    Both(&'static str),
    /// One for each.
    Each { sqlite: &'static str, postgres: &'static str },
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Both(text)
    }
}

/// The three types of column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    Bytes,
}

/// A value handed to a statement: text, a whole number or bytes, each of which may be absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// The values of a statement, in the order of their numbers.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::database::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! value_from {
    ($($kind:ident($from:ty) = $by:expr;)*) => { $(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let by: fn($from) -> _ = $by;
                Self::$kind(Some(by(value)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                let by: fn($from) -> _ = $by;
                Self::$kind(value.map(by))
            }
        }
    )* };
}

value_from! {
    Text(&str) = |v| v.to_owned();
    Text(String) = |v| v;
    Text(&String) = |v| v.clone();
    Text(Date) = |v| v.to_string();
    Int(i64) = |v| v;
    Int(Timestamp) = |v| v.as_microsecond();
    Bytes(Vec<u8>) = |v| v;
    Bytes(&[u8]) = |v| v.to_vec();
    Bytes(&[u8; 32]) = |v| v.to_vec();
}
