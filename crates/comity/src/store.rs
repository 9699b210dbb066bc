//! `comity store`: keep what users created safe.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use comity_store::{Address, Store};

use crate::{accounts, error::CliError, output::say};

/// Commands of `comity store`.
#[derive(Subcommand)]
pub enum StoreCommand {
    /// Bring the store to the form that this program knows. `comity serve` does so by itself.
    Migrate(At),
    /// Write everything into one file, while the server goes on. It restores into either database.
    Backup {
        /// The file; one that is there is replaced as a whole.
        file: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// Read a backup into an empty store: as a whole, or not at all.
    Restore {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        at: At,
    },
}

/// Which store.
#[derive(clap::Args)]
pub struct At {
    /// Where the store is: a file, or postgres://USER@HOST/DATABASE (default: comity.db in the data folder).
    #[arg(long, value_name = "ADDRESS", env = "COMITY_DATABASE")]
    database: Option<Address>,
}

pub fn run(data: Option<&Path>, command: &StoreCommand) -> Result<ExitCode, CliError> {
    let (StoreCommand::Migrate(at) | StoreCommand::Backup { at, .. } | StoreCommand::Restore { at, .. }) = command;
    let address = accounts::address(data, at.database.as_ref())?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work(&address, command))?;
    Ok(ExitCode::SUCCESS)
}

async fn work(address: &Address, command: &StoreCommand) -> Result<(), CliError> {
    // Opening migrates.
    let store = Store::open(address).await?;
    match command {
        StoreCommand::Migrate(_) => say!("the store is as this program knows it")?,
        StoreCommand::Backup { file, .. } => {
            let backup = store.backup(file).await?;
            say!("{} rows in {}, sha256:{}", backup.rows, file.display(), backup.digest)?;
        }
        StoreCommand::Restore { file, .. } => {
            let backup = store.restore(file).await?;
            say!("{} rows restored, sha256:{}", backup.rows, backup.digest)?;
        }
    }
    store.close().await;
    Ok(())
}
