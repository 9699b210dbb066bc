//! Pages of a list, each taken up where the last one ended.

use crate::error::{Result, StoreError};

/// Which page of a list: what follows a cursor, and how many at most.
///
/// A cursor names the last thing seen, not a place that is counted: things that come in meanwhile move nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where the page before ended; the first page where absent.
    pub after: Option<Cursor>,
    /// How many at most; at least 1 and at most [`Page::MOST`] are given.
    pub limit: u32,
}

impl Page {
    /// The most that a page holds.
    pub const MOST: u32 = 1000;

    /// The first page.
    #[must_use]
    pub const fn first(limit: u32) -> Self {
        Self { after: None, limit }
    }

    /// The page that follows a cursor.
    #[must_use]
    pub const fn after(cursor: Cursor, limit: u32) -> Self {
        Self { after: Some(cursor), limit }
    }

    pub(crate) fn size(&self) -> u32 {
        self.limit.clamp(1, Self::MOST)
    }

    /// One more than the page holds, to see whether another follows.
    pub(crate) fn fetch(&self) -> i64 {
        i64::from(self.size()) + 1
    }

    /// The key below which a list of ids goes on, newest first. `~` is greater than any id.
    pub(crate) fn below(&self) -> &str {
        self.after.as_ref().map_or("~", |cursor| &cursor.0)
    }

    /// The key above which a list goes on, in rising order. Nothing is less than the empty text.
    pub(crate) fn above(&self) -> &str {
        self.after.as_ref().map_or("", |cursor| &cursor.0)
    }

    /// The number below which a list goes on.
    pub(crate) fn below_number(&self) -> Result<i64> {
        match &self.after {
            None => Ok(i64::MAX),
            Some(cursor) => cursor.0.parse().map_err(|error| StoreError::invalid("cursor", error)),
        }
    }

    /// The page, of what was fetched for it.
    pub(crate) fn of<T>(&self, mut fetched: Vec<T>, key: impl Fn(&T) -> String) -> Paged<T> {
        let size = self.size() as usize;
        let more = fetched.len() > size;
        fetched.truncate(size);
        let next = if more { fetched.last().map(|last| Cursor(key(last))) } else { None };
        Paged { items: fetched, next }
    }
}

/// Where a page ended: opaque to whoever turns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Cursor {
    type Err = StoreError;

    /// Takes any short text: a cursor that was not given out leads to some place of the list, never to another organisation's.
    fn from_str(text: &str) -> Result<Self> {
        let fits = !text.is_empty() && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(StoreError::invalid("cursor", "it was not given out by this program")) }
    }
}

/// A page, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// What the page holds.
    pub items: Vec<T>,
    /// Absent on the last page.
    pub next: Option<Cursor>,
}
