//! `comity store`: keep what users created safe.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use comity_store::{Address, Page, Store};
use jiff::{civil::Date, tz::TimeZone};

use crate::{
    accounts,
    error::CliError,
    output::{note, say},
};

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
    /// Remove the determinations whose last day of keeping is past, for good. Without --confirm, only count them.
    Expire {
        /// Remove them. The audit trail keeps the receipt of each; make a backup first.
        #[arg(long)]
        confirm: bool,
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
    let (StoreCommand::Migrate(at) | StoreCommand::Backup { at, .. } | StoreCommand::Expire { at, .. } | StoreCommand::Restore { at, .. }) = command;
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
        StoreCommand::Expire { confirm, .. } => expire(&store, *confirm).await?,
        StoreCommand::Restore { file, .. } => {
            let backup = store.restore(file).await?;
            say!("{} rows restored, sha256:{}", backup.rows, backup.digest)?;
        }
    }
    store.close().await;
    Ok(())
}

/// Determinations that go in one change.
const AT_ONCE: u32 = 100;

/// Counts what is past its last day of keeping, organisation by organisation, and removes it where that is wanted.
async fn expire(store: &Store, confirm: bool) -> Result<(), CliError> {
    let stamp = accounts::stamp();
    // The last day was counted in UTC as well.
    let today: Date = stamp.at.to_zoned(TimeZone::UTC).date();
    let mut total = 0;
    let mut page = Page::first(Page::MOST);
    loop {
        let turned = store.organisations(&page).await?;
        for organisation in turned.items {
            let office = store.of(organisation.id);
            let mut count = office.expired(today).await?;
            if confirm && count > 0 {
                count = 0;
                loop {
                    let gone = office.remove_expired(today, AT_ONCE, &stamp).await?;
                    count += gone;
                    if gone < u64::from(AT_ONCE) {
                        break;
                    }
                }
            }
            if count > 0 {
                say!("{count}\t{}", organisation.name)?;
            }
            total += count;
        }
        let Some(next) = turned.next else { break };
        page = Page::after(next, Page::MOST);
    }
    if confirm {
        note!("{total} determinations removed, whose last day of keeping was before {today}");
    } else {
        note!("{total} determinations whose last day of keeping was before {today}; --confirm removes them");
    }
    Ok(())
}
