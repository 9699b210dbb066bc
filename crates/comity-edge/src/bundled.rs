//! The law to decide by: built in, or of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use comity_law::{Law, Problem, SourceFile, criteria::Criteria, official::Official};
use comity_read::parties::PartyLists;

use crate::{error::EdgeError, folder, lists::store::digest};

/// What publishers call their lists of parties, as the law folder had it when the binary was built.
static PARTY_LISTS: &str = include_str!("../../../law/vocabulary/party-lists.kdl");

/// The law folder, compiled when the binary was built.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/law.bin"));

/// The criteria of the folder, in a block of their own: only what classifies or compares loads them.
static CRITERIA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/criteria.bin"));

/// Where official texts are published: only `comity law fetch` loads it.
static OFFICIAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/official.bin"));

/// Loads where official texts are published, of a folder or as built in.
///
/// # Errors
/// When the folder cannot be read or has a fault.
pub fn official(folder: Option<&Path>) -> Result<Official, EdgeError> {
    let Some(folder) = folder else { return Ok(Official::from_compiled(OFFICIAL)?) };
    let read = Official::parse(&files(folder)?);
    sound(folder, read.problems)?;
    Ok(read.official)
}

/// Loads the criteria of a folder, or those built in.
///
/// # Errors
/// When the folder cannot be read or has a fault.
pub fn criteria(folder: Option<&Path>) -> Result<Criteria, EdgeError> {
    match folder {
        None => Ok(Criteria::from_compiled(CRITERIA)?),
        Some(folder) => criteria_of(folder, &files(folder)?),
    }
}

/// The criteria, loaded when something is first described by its characteristics.
pub struct LazyCriteria {
    folder: Option<PathBuf>,
    loaded: OnceLock<Loaded>,
}

/// Criteria, and the digest of what they were read from.
struct Loaded {
    criteria: Criteria,
    /// Worked out when it is first asked for, where it can be then.
    digest: OnceLock<String>,
}

impl LazyCriteria {
    /// Of a folder, or those built in.
    pub fn of(folder: Option<&Path>) -> Self {
        Self { folder: folder.map(Path::to_path_buf), loaded: OnceLock::new() }
    }

    /// The criteria.
    ///
    /// # Errors
    /// When the folder cannot be read or has a fault.
    pub fn get(&self) -> Result<&Criteria, EdgeError> {
        Ok(&self.loaded()?.criteria)
    }

    /// The digest of what they were read from: with other criteria, another vocabulary or another crosswalk it is another. They are loaded for it.
    ///
    /// # Errors
    /// When the folder cannot be read or has a fault.
    pub fn digest(&self) -> Result<&str, EdgeError> {
        Ok(self.loaded()?.digest.get_or_init(|| digest(CRITERIA)))
    }

    /// Whether they are loaded, so that asking for them takes no time.
    pub fn is_loaded(&self) -> bool {
        self.loaded.get().is_some()
    }

    fn loaded(&self) -> Result<&Loaded, EdgeError> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let loaded = match self.folder.as_deref() {
            None => Loaded { criteria: criteria(None)?, digest: OnceLock::new() },
            // The files may be others when the digest is asked for.
            Some(folder) => {
                let files = files(folder)?;
                let digest = OnceLock::from(digest_of(&files));
                Loaded { criteria: criteria_of(folder, &files)?, digest }
            }
        };
        Ok(self.loaded.get_or_init(|| loaded))
    }
}

fn criteria_of(folder: &Path, files: &[SourceFile]) -> Result<Criteria, EdgeError> {
    let read = Criteria::parse(files);
    sound(folder, read.problems)?;
    Ok(read.criteria)
}

/// The digest of files with their paths.
fn digest_of(files: &[SourceFile]) -> String {
    let each = files.iter().map(|file| format!("{} {}\n", file.path, digest(file.text.as_bytes())));
    digest(each.collect::<String>().as_bytes())
}

/// Loads the law of a folder, or the law built in.
///
/// # Errors
/// When the folder cannot be read or has a fault.
pub fn law(folder: Option<&Path>) -> Result<Law, EdgeError> {
    match folder {
        None => Ok(Law::from_compiled(COMPILED)?),
        Some(folder) => parse(folder, &files(folder)?),
    }
}

/// What publishers call their lists of parties: of a folder, or as built in.
///
/// # Errors
/// When the folder cannot be read or has a fault.
pub fn party_lists(folder: Option<&Path>) -> Result<PartyLists, EdgeError> {
    let Some(folder) = folder else { return Ok(PartyLists::parse(comity_law::PARTY_LISTS, PARTY_LISTS)?) };
    let path = folder.join(comity_law::PARTY_LISTS);
    let text = fs::read_to_string(&path).map_err(EdgeError::file("read", &path))?;
    Ok(PartyLists::parse(&path.display().to_string(), &text)?)
}

/// The law of a folder with the files of an overlay added, as test laws are made.
///
/// # Errors
/// When a folder cannot be read, or both together have a fault.
pub fn law_with_overlay(folder: &Path, overlay: &Path) -> Result<Law, EdgeError> {
    let mut all = files(folder)?;
    all.extend(files(overlay)?);
    parse(folder, &all)
}

/// The law files of a folder.
///
/// # Errors
/// When the folder cannot be read, or holds none.
pub fn files(path: &Path) -> Result<Vec<SourceFile>, EdgeError> {
    let files = folder::files(path).map_err(EdgeError::file("read the law folder", path))?;
    if files.is_empty() {
        let help = "give the folder that holds `vocabulary/` and a folder per jurisdiction".to_owned();
        return Err(EdgeError::Unknown { what: "law in the folder", name: path.display().to_string(), help });
    }
    Ok(files)
}

fn parse(folder: &Path, files: &[SourceFile]) -> Result<Law, EdgeError> {
    let read = Law::parse(files);
    sound(folder, read.problems)?;
    Ok(read.law)
}

/// Refuses a folder with a fault.
fn sound(folder: &Path, problems: Vec<Problem>) -> Result<(), EdgeError> {
    let errors: Vec<Problem> = problems.into_iter().filter(|problem| !problem.is_warning()).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let count = errors.len();
    Err(EdgeError::Law { count, folder: folder.display().to_string(), first: errors.into_iter().take(5).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_criteria_have_another_digest() {
        let file = |path: &str, text: &str| SourceFile::new(path, text);
        let digests = [
            digest_of(&[file("a", "one"), file("b", "two")]),
            digest_of(&[file("a", "one"), file("b", "three")]),
            digest_of(&[file("a", "onetwo"), file("b", "")]),
            digest_of(&[file("a", "one")]),
        ];
        assert!(digests.iter().enumerate().all(|(at, one)| !digests[..at].contains(one)), "{digests:?}");
        let built_in = LazyCriteria::of(None);
        assert!(!built_in.is_loaded());
        assert_eq!(built_in.digest().unwrap(), digest(CRITERIA));
        assert!(built_in.is_loaded());
    }
}
