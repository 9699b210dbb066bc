//! How a condition came out, clause by clause: a tree, kept flat because an answer names hundreds of clauses.

use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::belief::Truth;

/// Clauses and what stands below them. Serialises as nested tables: `[{because, of: [..], test, value}]`.
#[derive(Clone, Debug, Default)]
pub struct Reasonings<'l> {
    // INVARIANT (flat): a row is followed by the rows below it, `below` in number.
    rows: Vec<Row<'l>>,
}

#[derive(Clone, Debug)]
struct Row<'l> {
    test: Cow<'l, str>,
    because: Option<Because<'l>>,
    value: Truth,
    below: u32,
}

/// Why a clause came out as it did.
#[derive(Clone, Debug)]
pub(crate) enum Because<'l> {
    /// It is not translated.
    Untranslated(&'l str),
    /// It is presumed not to be known.
    NotKnownToExporter,
    /// The fact is stated: its path and value.
    Known(Arc<str>),
    /// The fact with this path does not apply.
    NotApplicable(&'l str),
    /// Nothing was said of the fact with this path, which counts as false.
    Presumed(&'l str),
    /// The fact with this path is not known.
    Unknown(&'l str),
    /// A person says so.
    Curated(&'l str),
}

impl fmt::Display for Because<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untranslated(why) => write!(f, "not translated: {why}"),
            Self::NotKnownToExporter => f.write_str("presumed not known"),
            Self::Known(what) => f.write_str(what),
            Self::NotApplicable(path) => write!(f, "{path} does not apply"),
            Self::Presumed(path) => write!(f, "{path} is presumed false: nothing was said"),
            Self::Unknown(path) => write!(f, "{path} is not known"),
            Self::Curated(why) => f.write_str(why),
        }
    }
}

/// A row whose parts are still being written.
pub(crate) struct Begun(usize);

impl<'l> Reasonings<'l> {
    /// The clauses at the top.
    pub fn iter(&self) -> impl Iterator<Item = Reasoning<'_, 'l>> {
        Branches(&self.rows)
    }

    /// What was written so far, in no more room than it needs; the room itself is kept for what follows.
    pub(crate) fn take(&mut self) -> Self {
        Self { rows: self.rows.drain(..).collect() }
    }

    /// Begins a row: what is written until it is ended stands below it.
    pub(crate) fn begin(&mut self, test: Cow<'l, str>) -> Begun {
        self.rows.push(Row { test, because: None, value: Truth::Unknown, below: 0 });
        Begun(self.rows.len() - 1)
    }

    pub(crate) fn end(&mut self, Begun(at): Begun, value: Truth, because: Option<Because<'l>>) {
        let below = self.rows.len() - 1 - at;
        if let Some(row) = self.rows.get_mut(at) {
            // A condition has fewer clauses than its text has letters, and that fits.
            (row.value, row.because, row.below) = (value, because, u32::try_from(below).unwrap_or(u32::MAX));
        }
    }
}

/// One clause of a condition and how it came out.
#[derive(Clone, Copy, Debug)]
pub struct Reasoning<'r, 'l> {
    row: &'r Row<'l>,
    below: &'r [Row<'l>],
}

impl<'r, 'l> Reasoning<'r, 'l> {
    /// The clause as written in the law folder.
    pub fn test(&self) -> &'r str {
        &self.row.test
    }

    /// How it came out.
    pub fn value(&self) -> Truth {
        self.row.value
    }

    /// The fact's value, or that it is missing or presumed.
    pub fn because(&self) -> Option<impl fmt::Display + use<'r, 'l>> {
        self.row.because.as_ref()
    }

    /// Its parts.
    pub fn of(&self) -> impl Iterator<Item = Reasoning<'r, 'l>> + use<'r, 'l> {
        Branches(self.below)
    }
}

/// Rows of one level.
struct Branches<'r, 'l>(&'r [Row<'l>]);

impl<'r, 'l> Iterator for Branches<'r, 'l> {
    type Item = Reasoning<'r, 'l>;

    fn next(&mut self) -> Option<Self::Item> {
        let (row, rest) = self.0.split_first()?;
        let (below, next) = rest.split_at_checked(row.below as usize).unwrap_or((rest, &[]));
        self.0 = next;
        Some(Reasoning { row, below })
    }
}

impl Serialize for Reasonings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for Reasoning<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Text<'a, 'l>(&'a Because<'l>);
        impl Serialize for Text<'_, '_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self.0)
            }
        }
        struct Of<'r, 'l>(&'r [Row<'l>]);
        impl Serialize for Of<'_, '_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(Branches(self.0))
            }
        }
        let fields = 2 + usize::from(self.row.because.is_some()) + usize::from(!self.below.is_empty());
        let mut row = serializer.serialize_struct("Reasoning", fields)?;
        if let Some(because) = &self.row.because {
            row.serialize_field("because", &Text(because))?;
        }
        if !self.below.is_empty() {
            row.serialize_field("of", &Of(self.below))?;
        }
        row.serialize_field("test", &self.row.test)?;
        row.serialize_field("value", &self.row.value)?;
        row.end()
    }
}
