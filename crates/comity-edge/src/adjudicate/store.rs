//! The file of decisions: lines are only ever added, so that what was decided, and undone, stays readable.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use comity_screen::adjudication::{Adjudication, Listed, Party, Standing, standing};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::error::AdjudicateError;
use crate::{
    data_folder::{self, DataFolder},
    error::EdgeError,
    watch::Watch,
};

/// A line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "format", deny_unknown_fields)]
pub enum Line {
    /// A decision was made.
    #[serde(rename = "comity-adjudication-added/1")]
    Added {
        /// When.
        at: Timestamp,
        /// The decision.
        adjudication: Box<Adjudication>,
    },
    /// A decision was taken back.
    #[serde(rename = "comity-adjudication-removed/1")]
    Removed {
        /// When.
        at: Timestamp,
        /// Of the decision.
        id: String,
        /// Who took it back.
        by: String,
        /// Why.
        why: String,
    },
}

/// The decisions that were not taken back, by party, each party's in the order in which they were made.
#[derive(Debug, Default)]
pub struct Decisions {
    by_party: HashMap<String, Vec<Adjudication>>,
}

impl Decisions {
    /// How a hit of a party stands on a day.
    pub fn standing(&self, party: &Party, record: impl FnOnce() -> Listed, day: Date) -> Option<(Standing<'_>, Listed)> {
        let decisions = self.by_party.get(&party.key())?;
        let record = record();
        Some((standing(decisions, party, &record, day), record))
    }

    /// Whether anything was decided about a party.
    pub fn knows(&self, party: &Party) -> bool {
        !self.by_party.is_empty() && self.by_party.contains_key(&party.key())
    }
}

impl From<Vec<Adjudication>> for Decisions {
    fn from(all: Vec<Adjudication>) -> Self {
        let mut by_party: HashMap<String, Vec<Adjudication>> = HashMap::new();
        for one in all {
            by_party.entry(one.party.key()).or_default().push(one);
        }
        Self { by_party }
    }
}

/// The file.
#[derive(Clone, Debug)]
pub struct DecisionFile {
    path: PathBuf,
}

impl DecisionFile {
    /// Of a data folder.
    pub fn of(folder: &DataFolder) -> Self {
        Self { path: folder.adjudications() }
    }

    /// The decisions that were not taken back, in the order in which they were made.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it is none.
    pub fn decisions(&self, watch: &dyn Watch) -> Result<Vec<Adjudication>, EdgeError> {
        let mut decisions: Vec<Adjudication> = Vec::new();
        for line in self.lines(watch)? {
            match line {
                Line::Added { adjudication, .. } => decisions.push(*adjudication),
                Line::Removed { id, .. } => decisions.retain(|one| one.id != id),
            }
        }
        Ok(decisions)
    }

    /// Everything that was ever written.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it is none.
    pub fn lines(&self, watch: &dyn Watch) -> Result<Vec<Line>, EdgeError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(EdgeError::file("read", &self.path)(error)),
        };
        let whole = whole_lines(&bytes);
        if whole < bytes.len() {
            watch.notice(&format!("the last line of {} was cut short while it was written: it does not count", self.path.display()));
        }
        let mut lines = Vec::new();
        for (text, line) in bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').zip(1..) {
            if !text.is_empty() {
                let read = serde_json::from_slice(text);
                lines.push(read.map_err(|error| AdjudicateError::Line { path: self.path.clone(), line, what: error.to_string() })?);
            }
        }
        Ok(lines)
    }

    /// Adds a line, and returns when it is on disk.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&self, line: &Line) -> Result<(), EdgeError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(EdgeError::file("make the folder", folder))?;
        self.append(line).and_then(|()| data_folder::settle(folder)).map_err(EdgeError::file("write", &self.path))
    }

    fn append(&self, line: &Line) -> std::io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        // Two programs at once write one after the other; closing the file unlocks it.
        File::lock(&file)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        // What an earlier crash left of a line is no line.
        let whole = whole_lines(&bytes) as u64;
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        file.write_all(&text)?;
        file.sync_all()
    }
}

/// How many bytes are whole lines.
fn whole_lines(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}
