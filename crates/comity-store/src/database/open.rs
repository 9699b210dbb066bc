//! Opening either database: its connections, its tables.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgPool, SqlitePool};

use super::address::{Address, Options};
use super::connection::Connection;
use super::fault::Fault;
use super::migrations;
use super::writer::{Doing, Writers};
use crate::error::{Result, StoreError};
use crate::id::OrganisationId;

/// A database with its readers and its writers.
pub(crate) struct Database {
    readers: Readers,
    writers: Writers,
    connect: Connect,
}

enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// How a writer comes by its connection, the first time and after it was lost.
#[derive(Clone)]
pub(super) enum Connect {
    Sqlite(Arc<SqliteConnectOptions>),
    Postgres(Arc<PgConnectOptions>),
}

impl Connect {
    pub(super) async fn connect(&self) -> std::result::Result<Connection, Fault> {
        Ok(match self {
            Self::Sqlite(options) => Connection::Sqlite(options.connect().await?),
            Self::Postgres(options) => Connection::Postgres(options.connect().await?),
        })
    }
}

impl Database {
    pub(crate) async fn open(address: &Address, options: &Options) -> Result<Self> {
        match address {
            Address::File(path) => Self::open_file(path, options).await,
            Address::Postgres(address) => Self::open_server(address, options).await,
        }
    }

    async fn open_file(path: &std::path::Path, options: &Options) -> Result<Self> {
        make_own_file(path).map_err(|error| StoreError::unavailable(format!("`{}` cannot be made: {error}", path.display())))?;
        let connect = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode, FULL syncs the log at every commit; NORMAL could lose the last ones at a power cut: https://www.sqlite.org/pragma.html#pragma_synchronous
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(options.patience)
            .thread_name(|number| format!("store-{number}"));
        let connect = match options.page_limit {
            Some(pages) => connect.pragma("max_page_count", pages.to_string()),
            None => connect,
        };
        let mut first = connect.connect().await.map_err(Fault::from)?;
        // Two programs that open one new file at the same time: the second waits here, then finds the tables made.
        let migrated = migrate(&migrations::sqlite(), &mut first).await;
        let migrated = match migrated {
            Err(StoreError::Migration { .. }) => migrate(&migrations::sqlite(), &mut first).await,
            other => other,
        };
        drop(first.close().await);
        migrated?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers.max(1))
            .acquire_timeout(options.patience)
            .test_before_acquire(false)
            .connect_lazy_with(connect.clone().pragma("query_only", "on"));
        let connect = Connect::Sqlite(Arc::new(connect));
        let writers = Writers::start(connect.clone(), 1, options);
        Ok(Self { readers: Readers::Sqlite(readers), writers, connect })
    }

    async fn open_server(address: &str, options: &Options) -> Result<Self> {
        let millis = |time: Duration| time.as_millis().to_string();
        let connect = PgConnectOptions::from_str(address)
            .map_err(|error| StoreError::invalid("address of the store", error))?
            .application_name("comity")
            // A writer that hangs must not hold the others' locks for ever.
            .options([
                ("statement_timeout", millis(options.patience * 3)),
                ("lock_timeout", millis(options.patience)),
                ("idle_in_transaction_session_timeout", millis(options.patience * 6)),
                // On, whatever the server's default: an answer is given after the commit is on disk.
                ("synchronous_commit", "on".to_owned()),
            ])
            .disable_statement_logging();
        let mut first = within(options, connect.connect()).await?;
        let migrated = migrate(&migrations::postgres(), &mut first).await;
        drop(first.close().await);
        migrated?;
        let readers = PgPoolOptions::new().max_connections(options.readers.max(1)).acquire_timeout(options.patience).connect_lazy_with(connect.clone());
        let connect = Connect::Postgres(Arc::new(connect));
        let writers = Writers::start(connect.clone(), options.writers.max(1), options);
        Ok(Self { readers: Readers::Postgres(readers), writers, connect })
    }

    /// A connection to read from.
    pub(crate) async fn reader(&self) -> Result<Connection> {
        let lent = match &self.readers {
            Readers::Sqlite(pool) => pool.acquire().await.map(Connection::SqliteReader),
            Readers::Postgres(pool) => pool.acquire().await.map(Connection::PostgresReader),
        };
        lent.map_err(|error| Fault::from(error).into_error())
    }

    /// A connection of one's own, for work that takes long. Whatever it leaves open ends with it.
    pub(crate) async fn alone(&self) -> Result<Connection> {
        Ok(self.connect.connect().await?)
    }

    /// Makes a change, and answers when it is durable. Changes with the same `lane` take the same writer, in the order of their arrival; one of an
    /// organisation (`of`) takes the organisation's audit trail first.
    pub(crate) async fn write<T, F>(&self, lane: u128, of: Option<OrganisationId>, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> Fn(&'w mut super::Work) -> Doing<'w, T> + Send + 'static,
    {
        self.writers.write(lane, of, change).await
    }

    /// Ends the writers after what they were given, and closes all connections.
    pub(crate) async fn close(&self) {
        self.writers.close().await;
        match &self.readers {
            Readers::Sqlite(pool) => pool.close().await,
            Readers::Postgres(pool) => pool.close().await,
        }
    }
}

/// Makes the file where it is absent, readable by its owner only; SQLite gives the files beside it the same rights.
fn make_own_file(path: &std::path::Path) -> std::io::Result<()> {
    let mut options = std::fs::File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.write(true).create_new(true).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

async fn within<T>(options: &Options, connecting: impl Future<Output = std::result::Result<T, sqlx::Error>>) -> Result<T> {
    match tokio::time::timeout(options.patience, connecting).await {
        Ok(done) => done.map_err(|error| Fault::from(error).into_error()),
        Err(_) => Err(StoreError::unavailable(format!("no answer within {:?}", options.patience))),
    }
}

async fn migrate<C>(migrator: &Migrator, connection: &mut C) -> Result<()>
where
    C: sqlx::migrate::Migrate,
{
    migrator.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => match Fault::from(error) {
            Fault::Lost(error @ StoreError::Unavailable { .. }) => error,
            other => StoreError::Migration { why: other.into_error().to_string().into() },
        },
        MigrateError::VersionMissing(number) => {
            StoreError::Migration { why: format!("migration {number} was applied, and this version of the program does not know it").into() }
        }
        other => StoreError::Migration { why: other.to_string().into() },
    })
}
