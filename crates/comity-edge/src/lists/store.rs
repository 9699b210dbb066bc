//! Where imported editions stand: `lists/<set>/<date>/` with `edition.json` and `records.jsonl` in the data folder.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use comity_screen::Record;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{edition::Edition, error::ListsError};
use crate::{data_folder::DataFolder, error::EdgeError};

const RECORDS: &str = "records.jsonl";
const EDITION: &str = "edition.json";
/// Beginning of the name of a folder that is being made.
const NEW: &str = ".new-";
/// Beginning of the name of a folder that is being replaced.
const OLD: &str = ".old-";

/// The imported editions.
#[derive(Clone, Debug)]
pub struct Store {
    root: PathBuf,
}

/// The editions of one set, the earliest first.
#[derive(Debug)]
pub struct Editions {
    /// The set.
    pub set: String,
    /// Its editions.
    pub all: Vec<Edition>,
}

impl Editions {
    /// The edition in use on a day: the latest that is not later. `None` where the day is before them all.
    pub fn as_of(&self, day: Date) -> Option<&Edition> {
        self.all.iter().rev().find(|edition| edition.date <= day)
    }
}

impl Store {
    /// The store of a data folder.
    pub fn of(folder: &DataFolder) -> Self {
        Self { root: folder.lists() }
    }

    /// Names of the sets that have an edition, sorted.
    ///
    /// # Errors
    /// When the folder cannot be read, or an edition in it is spoilt.
    pub fn sets(&self) -> Result<Vec<String>, EdgeError> {
        let mut sets = Vec::new();
        for set in names(&self.root)? {
            if is_set_name(&set) && !self.editions(&set)?.all.is_empty() {
                sets.push(set);
            }
        }
        Ok(sets)
    }

    /// The editions of a set; none where the set is not there.
    ///
    /// # Errors
    /// When the folder cannot be read, or an edition in it is spoilt.
    pub fn editions(&self, set: &str) -> Result<Editions, EdgeError> {
        let folder = self.root.join(set);
        let mut all: Vec<Edition> = Vec::new();
        for name in names(&folder)? {
            // A replacement that was cut short between its two renamings: the edition that was in use is in use.
            let date = match name.strip_prefix(OLD) {
                Some(date) if !folder.join(date).exists() => {
                    let (from, to) = (folder.join(&name), folder.join(date));
                    fs::rename(&from, &to).map_err(EdgeError::file("put back", &from))?;
                    date
                }
                _ => &name,
            };
            if let Ok(date) = date.parse::<Date>() {
                all.push(self.edition(set, date)?);
            }
        }
        all.sort_by_key(|edition| edition.date);
        Ok(Editions { set: set.to_owned(), all })
    }

    /// The edition of a set that is in use on a day, or an error that says which there are.
    ///
    /// # Errors
    /// When there is none.
    pub fn demand(&self, set: &str, day: Date) -> Result<Edition, EdgeError> {
        let editions = self.editions(set)?;
        if let Some(edition) = editions.as_of(day) {
            return Ok(edition.clone());
        }
        let help = match editions.all.first() {
            Some(first) => format!("the first edition is of {}", first.date),
            None => format!("import one: comity lists import {set} FILE; sets that are here: {}", self.sets()?.join(", ")),
        };
        Err(ListsError::NoEdition { set: set.to_owned(), day: Some(day), help }.into())
    }

    fn edition(&self, set: &str, date: Date) -> Result<Edition, EdgeError> {
        let path = self.folder(set, date).join(EDITION);
        let text = fs::read(&path).map_err(EdgeError::file("read", &path))?;
        let altered = |what: String| ListsError::Altered { path: path.clone(), what };
        let edition: Edition = serde_json::from_slice(&text).map_err(|error| altered(error.to_string()))?;
        if edition.date != date || edition.set != set {
            return Err(altered(format!("it says that it is {} of {}", edition.set, edition.date)).into());
        }
        Ok(edition)
    }

    /// The records of an edition, proved by their digest.
    ///
    /// # Errors
    /// When the file cannot be read or is not what was imported.
    pub fn records(&self, edition: &Edition) -> Result<Vec<Record>, EdgeError> {
        let path = self.folder(&edition.set, edition.date).join(RECORDS);
        let bytes = fs::read(&path).map_err(EdgeError::file("read", &path))?;
        let altered = |what: &str| ListsError::Altered { path: path.clone(), what: what.to_owned() };
        if digest(&bytes) != edition.digest {
            return Err(altered("its digest is another one").into());
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| altered("it is no UTF-8"))?;
        let records: Result<Vec<Record>, _> = text.lines().map(serde_json::from_str).collect();
        Ok(records.map_err(|error| altered(&error.to_string()))?)
    }

    /// Writes an edition as a whole: whoever looks, now or after a crash, finds the edition that was there before or this one.
    ///
    /// # Errors
    /// When the folder cannot be written; the edition that was there is then still there.
    pub fn write(&self, edition: &Edition, lines: &[u8]) -> Result<(), EdgeError> {
        let folder = self.folder(&edition.set, edition.date);
        let set = self.root.join(&edition.set);
        fs::create_dir_all(&set).map_err(EdgeError::file("make the folder", &set))?;
        let new = set.join(format!("{NEW}{}.{}", edition.date, process::id()));
        let old = set.join(format!("{OLD}{}", edition.date));
        let text = serde_json::to_vec_pretty(edition).map_err(|error| EdgeError::Output(error.into()))?;
        fs::create_dir_all(&new).map_err(EdgeError::file("make the folder", &new))?;
        let written = put(&new.join(RECORDS), lines).and_then(|()| put(&new.join(EDITION), &text)).and_then(|()| {
            if folder.exists() {
                fs::rename(&folder, &old).map_err(EdgeError::file("put aside", &folder))?;
            }
            fs::rename(&new, &folder).map_err(EdgeError::file("put in place", &folder))
        });
        if written.is_err() {
            let _ = fs::remove_dir_all(&new); // what failed is said; a rest that cannot be removed is never read
        }
        written?;
        if old.exists() {
            fs::remove_dir_all(&old).map_err(EdgeError::file("remove", &old))?;
        }
        Ok(())
    }

    /// Removes an edition.
    ///
    /// # Errors
    /// When the folder cannot be removed.
    pub fn remove(&self, set: &str, date: Date) -> Result<(), EdgeError> {
        let folder = self.folder(set, date);
        // Out of sight first, so that nobody finds half an edition.
        let gone = self.root.join(set).join(format!("{NEW}gone-{date}.{}", process::id()));
        fs::rename(&folder, &gone).map_err(EdgeError::file("remove", &folder))?;
        fs::remove_dir_all(&gone).map_err(EdgeError::file("remove", &gone))
    }

    fn folder(&self, set: &str, date: Date) -> PathBuf {
        self.root.join(set).join(date.to_string())
    }
}

/// Whether a text can be the name of a set: it becomes the name of a folder.
pub fn is_set_name(text: &str) -> bool {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&text.len()) && text.chars().all(sound) && !text.starts_with('-')
}

/// The digest of bytes, as editions keep it.
pub fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    format!("sha256:{}", hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn names(folder: &Path) -> Result<Vec<String>, EdgeError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(EdgeError::file("read", folder))? {
        names.push(entry.map_err(EdgeError::file("read", folder))?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), EdgeError> {
    let write = || {
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(bytes)?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    };
    write().map_err(EdgeError::file("write", path))
}
