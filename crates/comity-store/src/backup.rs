//! Backups: one file that restores into either database.
//!
//! Lines of JSON: what it is; then, for each table, its name and columns and a line for each row; at last the number of rows and the SHA-256 of all lines before. Bytes
//! are base64. A backup is of one moment, while writing goes on. It is restored into an empty store, as a whole or not at all.
//!
//! PostgreSQL's own `pg_dump` and a copy of the SQLite file (with the program stopped) are backups too, each for its own database.

mod restore;
mod tables;
mod write;

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use crate::error::{Result, StoreError};
use crate::store::Store;

/// What a backup calls itself. Another number is another format.
const FORMAT: &str = "comity-store/1";

/// What a backup holds, or what was restored from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of its lines but the last, in hexadecimal digits: the same content has the same.
    pub digest: String,
}

impl Store {
    /// Writes everything into a file, in the place of what was there: as a whole, or not at all. Of several that are written to one place at a time,
    /// the one that ends last stays.
    ///
    /// The file holds the hashes of passwords and tokens and the secrets of webhooks: it is made readable by its owner only.
    ///
    /// # Errors
    /// Where the file cannot be written, or the database cannot be used.
    pub async fn backup(&self, to: &Path) -> Result<Backup> {
        let failed = |error: std::io::Error| StoreError::Backup {
            why: format!("`{}` cannot be written: {error}", to.display()),
            instead: "see that the folder is there and has room, or name another file",
        };
        let mut name = to.as_os_str().to_owned();
        // A name by chance: another backup to the same place, or one that was killed, has another.
        name.push(format!(".{}.partial", write::hex(&crate::id::chance::<8>()?)));
        let partial = Path::new(&name);
        let file = new_file(partial).map_err(failed)?;
        let mut out = BufWriter::new(file);
        let written = self.backup_into(&mut out).await;
        let kept = written.and_then(|backup| {
            let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
            file.sync_all().and_then(|()| std::fs::rename(partial, to)).map_err(failed)?;
            // The name is on disk once its folder is.
            let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
            Ok(backup)
        });
        if kept.is_err() {
            // What is half written is of no use; if it cannot be removed either, the first error says more.
            drop(std::fs::remove_file(partial));
        }
        kept
    }

    /// Writes everything, as it is at one moment, while others go on writing.
    ///
    /// # Errors
    /// Where `to` cannot be written, or the database cannot be used.
    pub async fn backup_into(&self, to: &mut (impl Write + Send)) -> Result<Backup> {
        write::write(self, to).await
    }

    /// Restores a backup's file into this store, which is empty: as a whole, or not at all.
    ///
    /// # Errors
    /// Where the store is not empty, the file is no backup, was changed or cut, or comes from a newer version, or the database cannot be used.
    pub async fn restore(&self, from: &Path) -> Result<Backup> {
        let file = File::open(from)
            .map_err(|error| StoreError::Backup { why: format!("`{}` cannot be read: {error}", from.display()), instead: "name the file of a backup" })?;
        self.restore_from(file).await
    }

    /// Restores a backup into this store, which is empty.
    ///
    /// # Errors
    /// As [`Store::restore`].
    pub async fn restore_from(&self, from: impl Read + Send) -> Result<Backup> {
        restore::restore(self, &mut BufReader::new(from)).await
    }
}

/// A file that was not there, readable by its owner only.
fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
