//! A folder of fonts, read when something is first printed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use miette::Diagnostic;
use thiserror::Error;

/// Bytes of fonts that are read at most: a family for Chinese, Japanese and Korean takes some twenty million a weight.
const MOST_BYTES: u64 = 512 << 20;
/// How deep folders are looked into.
const DEPTH: usize = 8;
/// How files of fonts end.
const ENDINGS: [&str; 4] = ["otf", "ttf", "otc", "ttc"];

/// Why a folder of fonts cannot be used.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum FontError {
    /// It, or a file in it, cannot be read.
    #[error("the fonts in {} cannot be read: {cause}", path.display())]
    #[diagnostic(code(comity::print::fonts), help("name a folder of OpenType or TrueType files that this program may read"))]
    Unreadable {
        /// What cannot be read.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// There are more than are read.
    #[error("the fonts in {} are more than {} MB", path.display(), MOST_BYTES >> 20)]
    #[diagnostic(code(comity::print::fonts_too_large), help("name a folder that holds the fonts you print with, and no others"))]
    TooLarge {
        /// The folder.
        path: PathBuf,
    },
}

/// The files of a folder and those below it, in the order of their paths: the same folder gives the same paper.
pub fn read(folder: &Path) -> Result<Vec<Vec<u8>>, FontError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |cause| FontError::Unreadable { path, cause }
    };
    let mut files = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((next, depth)) = open.pop() {
        for entry in fs::read_dir(&next).map_err(unreadable(&next))? {
            let path = entry.map_err(unreadable(&next))?.path();
            let is_font = path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()));
            if path.is_dir() && depth < DEPTH {
                open.push((path, depth + 1));
            } else if is_font && path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut bytes = 0;
    for path in &files {
        bytes += fs::metadata(path).map_err(unreadable(path))?.len();
        if bytes > MOST_BYTES {
            return Err(FontError::TooLarge { path: folder.to_owned() });
        }
    }
    files.iter().map(|path| fs::read(path).map_err(unreadable(path))).collect()
}
