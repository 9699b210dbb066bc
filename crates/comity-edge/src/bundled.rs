//! The law to decide by: built in, or of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use comity_law::{Law, Problem, SourceFile, criteria::Criteria, official::Official};
use comity_read::parties::PartyLists;

use crate::{error::EdgeError, folder};

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
    let Some(folder) = folder else { return Ok(Criteria::from_compiled(CRITERIA)?) };
    let read = Criteria::parse(&files(folder)?);
    sound(folder, read.problems)?;
    Ok(read.criteria)
}

/// The criteria, loaded when something is first described by its characteristics.
pub struct LazyCriteria {
    folder: Option<PathBuf>,
    loaded: OnceLock<Criteria>,
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
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let criteria = criteria(self.folder.as_deref())?;
        Ok(self.loaded.get_or_init(|| criteria))
    }
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
