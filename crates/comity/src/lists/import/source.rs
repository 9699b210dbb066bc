//! A file while it is read: its digest, and on a terminal how far reading is.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, Read},
    path::Path,
    rc::Rc,
};

use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};

use crate::error::CliError;

/// Files below this size are read before anyone looks.
const LARGE: u64 = 10 << 20;

/// A file that is digested while it is read.
pub struct Watched {
    file: File,
    hash: RunningDigest,
    progress: Option<ProgressBar>,
}

/// The digest of what was read so far.
#[derive(Clone, Default)]
pub struct RunningDigest(Rc<RefCell<Sha256>>);

impl RunningDigest {
    /// As editions keep it.
    pub fn text(&self) -> String {
        let hash = self.0.borrow().clone().finalize();
        format!("sha256:{}", hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }
}

impl Watched {
    pub fn open(path: &Path) -> Result<Self, CliError> {
        let file = File::open(path).map_err(CliError::file("read", path))?;
        let metadata = file.metadata().map_err(CliError::file("read", path))?;
        if metadata.is_dir() {
            return Err(CliError::file("read", path)(io::Error::other("it is a folder")));
        }
        let progress = (metadata.len() > LARGE).then(|| {
            let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}, {eta} left").unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(metadata.len()).with_style(style)
        });
        Ok(Self { file, hash: RunningDigest::default(), progress })
    }

    /// The digest, which is that of the whole file once it has been read.
    pub fn digest(&self) -> RunningDigest {
        self.hash.clone()
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.hash.0.borrow_mut().update(buffer.get(..length).unwrap_or_default());
        if let Some(progress) = &self.progress {
            progress.inc(length as u64);
        }
        Ok(length)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(progress) = &self.progress {
            progress.finish_and_clear();
        }
    }
}
