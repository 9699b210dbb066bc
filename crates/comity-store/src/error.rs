//! What can go wrong, each with what to do about it.

use std::sync::Arc;

use miette::Diagnostic;
use thiserror::Error;

/// Why the store did not do what was asked. Nothing was written, but for [`StoreError::Unavailable`] of a change: there it is not known, and
/// the change was not acknowledged.
#[derive(Clone, Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be used now: it is gone, busy for too long, or its disk is full. The same may succeed later.
    #[error("the database cannot be used: {what}")]
    #[diagnostic(
        code(comity::store::unavailable),
        help("see that the database runs and that its disk has room; nothing that was acknowledged is lost, and the same request may be sent again")
    )]
    Unavailable {
        /// What the database or the connection said.
        what: Arc<str>,
    },
    /// There is no such thing in this organisation.
    #[error("there is no {kind} `{key}`")]
    #[diagnostic(code(comity::store::not_found), help("look it up in the list; it may belong to another organisation, or was removed"))]
    NotFound {
        /// What was asked for.
        kind: &'static str,
        /// By which name.
        key: String,
    },
    /// It exists already, and is not the same.
    #[error("there is already a {kind} `{key}`")]
    #[diagnostic(code(comity::store::exists), help("take another name, or change the one that is there"))]
    Exists {
        /// What was to be made.
        kind: &'static str,
        /// Under which name.
        key: String,
    },
    /// It was changed since it was read.
    #[error("{kind} `{key}` was changed in the meantime: it is at revision {found}, not {expected}")]
    #[diagnostic(code(comity::store::changed), help("read it again, make the change to what it is now, and send that"))]
    Changed {
        /// What was to be changed.
        kind: &'static str,
        /// Under which name.
        key: String,
        /// The revision that the change was made to.
        expected: i64,
        /// The revision that it has.
        found: i64,
    },
    /// A rule of the store forbids it.
    #[error("{what}")]
    #[diagnostic(code(comity::store::refused), help("{instead}"))]
    Refused {
        /// What is not done, and why.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// A value that cannot be kept.
    #[error("{what}: {why}")]
    #[diagnostic(code(comity::store::invalid), help("correct the value"))]
    Invalid {
        /// Which value.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// What is stored does not read as what it should be.
    #[error("what is stored as {what} cannot be read: {why}")]
    #[diagnostic(
        code(comity::store::damaged),
        help("something other than this program changed the database, or a newer version wrote it; restore a backup, or use the newer version")
    )]
    Damaged {
        /// What was read.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The tables are not those that this program knows.
    #[error("the tables of the database cannot be brought up to date: {why}")]
    #[diagnostic(
        code(comity::store::migration),
        help("a database that a newer version of the program used needs that version; else restore a backup into an empty store")
    )]
    Migration {
        /// What stood in the way.
        why: Arc<str>,
    },
    /// A backup that cannot be made or restored.
    #[error("backup: {why}")]
    #[diagnostic(code(comity::store::backup), help("{instead}"))]
    Backup {
        /// What is wrong.
        why: String,
        /// What to do about it.
        instead: &'static str,
    },
    /// The database refused a statement for a reason that the program should have seen: a fault of the program.
    #[error("the database refused a statement: {what}")]
    #[diagnostic(code(comity::store::fault), help("this is a fault of the program; report it with this message"))]
    Fault {
        /// What the database said.
        what: Arc<str>,
    },
}

impl StoreError {
    /// Whether the same request may succeed later, unchanged.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    pub(crate) fn unavailable(what: impl Into<String>) -> Self {
        Self::Unavailable { what: what.into().into() }
    }

    pub(crate) fn not_found(kind: &'static str, key: impl ToString) -> Self {
        Self::NotFound { kind, key: key.to_string() }
    }

    pub(crate) fn exists(kind: &'static str, key: impl ToString) -> Self {
        Self::Exists { kind, key: key.to_string() }
    }

    pub(crate) fn invalid(what: &'static str, why: impl ToString) -> Self {
        Self::Invalid { what, why: why.to_string() }
    }

    pub(crate) fn damaged(what: &'static str, why: impl ToString) -> Self {
        Self::Damaged { what, why: why.to_string() }
    }
}

/// What the store answers.
pub type Result<T> = std::result::Result<T, StoreError>;
