//! Law text as it comes in: named files, held in memory. Reading a disk is the caller's business.

use std::sync::Arc;

use crate::{Law, Problem};

/// One file of the law folder: its path inside `law/` (with `/`) and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path inside the law folder, such as `us/rules/reach.kdl`.
    pub path: Arc<str>,
    /// The KDL text.
    pub text: Arc<str>,
}

impl SourceFile {
    /// Names a text.
    ///
    /// ```
    /// let file = comity_law::SourceFile::new("us/jurisdiction.kdl", "");
    /// assert_eq!(file.jurisdiction(), "us");
    /// ```
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The folder at the top of the path: a jurisdiction, or `vocabulary`.
    pub fn jurisdiction(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }
}

/// What could be read, and everything wrong with it.
#[derive(Debug)]
pub struct Read {
    /// The law as far as it could be read. Not to be decided by while `problems` holds an error.
    pub law: Law,
    /// Faults, in the order of files and places.
    pub problems: Vec<Problem>,
}
