//! The one folder of a user's own data: fetched law, imported lists. `--data`, else `COMITY_DATA`, else the platform's place for such data.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

use etcetera::BaseStrategy;

use crate::error::EdgeError;

/// The folder. Nothing is made in it until something is written.
#[derive(Clone, Debug)]
pub struct DataFolder {
    root: PathBuf,
}

impl DataFolder {
    /// The folder that is given (`--data` or `COMITY_DATA`), else the platform's; `None` where the platform names none for this user.
    pub fn find(given: Option<&Path>) -> Option<Self> {
        let root = match given {
            Some(folder) => folder.to_owned(),
            None => etcetera::base_strategy::choose_native_strategy().ok()?.data_dir().join("comity"),
        };
        Some(Self { root })
    }

    /// Like [`find`](Self::find), for a command that cannot do without.
    ///
    /// # Errors
    /// When neither a folder is given nor the platform names one.
    pub fn demand(given: Option<&Path>) -> Result<Self, EdgeError> {
        Self::find(given).ok_or(EdgeError::NoDataFolder)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where fetched law stands.
    pub fn law(&self) -> PathBuf {
        self.root.join("law")
    }

    /// Where imported lists stand.
    pub fn lists(&self) -> PathBuf {
        self.root.join("lists")
    }

    /// Where indexes over imported lists are kept: derived, and made anew when they are gone.
    pub fn indexes(&self) -> PathBuf {
        self.lists().join(".index")
    }

    /// The file of decisions about hits.
    pub fn adjudications(&self) -> PathBuf {
        self.root.join("adjudications.jsonl")
    }
}

/// Puts a file in place of the one at `path`, as a whole: whoever reads it, now or after a crash, finds the old bytes or the new ones.
///
/// # Errors
/// When the file cannot be written; what was at `path` is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), EdgeError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(EdgeError::file("make the folder", folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // In the same folder, because a file cannot be renamed across file systems.
    let beside = folder.join(format!(".{name}.{}.new", process::id()));
    let done = write_through(&beside, bytes).and_then(|()| fs::rename(&beside, path)).and_then(|()| settle(folder));
    done.map_err(|cause| {
        let _ = fs::remove_file(&beside); // what failed is said; a rest that cannot be removed harms nobody
        EdgeError::file("write", path)(cause)
    })
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the renaming last through a crash.
///
/// # Errors
/// When the folder cannot be opened.
pub fn settle(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened like a file, and renaming is journalled.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
