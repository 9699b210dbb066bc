//! The store, and the store as one organisation sees it.

use std::sync::Arc;

use crate::database::{Address, Connection, Database, Doing, Options, Work};
use crate::error::Result;
use crate::id::OrganisationId;

/// What users created, in one database. A copy is another handle to the same.
#[derive(Clone)]
pub struct Store {
    database: Arc<Database>,
    passwords: Arc<crate::password::Hasher>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens the store, and brings its tables up to date.
    ///
    /// Needs a Tokio runtime, in which its writers live.
    ///
    /// # Errors
    /// Where the database cannot be reached, or holds what this version does not know.
    pub async fn open(address: &Address) -> Result<Self> {
        Self::open_with(address, &Options::default()).await
    }

    /// Opens the store with other limits than the usual.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(address: &Address, options: &Options) -> Result<Self> {
        let database = Database::open(address, options).await?;
        Ok(Self { database: Arc::new(database), passwords: Arc::default() })
    }

    /// Waits until what was handed over is durable, then closes all connections. What is asked afterwards is unavailable.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// Whether the database answers and takes changes: nothing is changed by it.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ready(&self) -> Result<()> {
        self.reader().await?.execute("SELECT 1", vec![]).await?;
        self.write(0, |work| Box::pin(async move { work.execute("DELETE FROM session WHERE digest = $1", crate::database::values![Vec::new()]).await }))
            .await?;
        Ok(())
    }

    /// The store as one organisation sees it. Nothing of another one is reached through it.
    #[must_use]
    pub fn of(&self, organisation: OrganisationId) -> Office {
        Office { store: self.clone(), organisation }
    }

    pub(crate) fn passwords(&self) -> &crate::password::Hasher {
        &self.passwords
    }

    pub(crate) async fn reader(&self) -> Result<Connection> {
        self.database.reader().await
    }

    pub(crate) async fn alone(&self) -> Result<Connection> {
        self.database.alone().await
    }

    pub(crate) async fn write<T, F>(&self, lane: u128, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> Fn(&'w mut Work) -> Doing<'w, T> + Send + 'static,
    {
        self.write_for(None, lane, change).await
    }

    /// Makes a change; where it is one of an organisation (`of`), it takes the organisation's trail before anything else.
    pub(crate) async fn write_for<T, F>(&self, of: Option<OrganisationId>, lane: u128, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> Fn(&'w mut Work) -> Doing<'w, T> + Send + 'static,
    {
        self.database.write(lane, of, change).await
    }
}

/// The store as one organisation sees it: every statement behind it names the organisation.
#[derive(Clone, Debug)]
pub struct Office {
    store: Store,
    organisation: OrganisationId,
}

impl Office {
    /// Whose it is.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) async fn reader(&self) -> Result<Connection> {
        self.store.reader().await
    }

    /// Makes a change of this organisation; changes of one organisation are made in the order of their arrival.
    ///
    /// It takes the organisation's trail before anything else. So no two servers wait for each other in a circle, each holding a row of the
    /// organisation that the other one wants.
    pub(crate) async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> Fn(OrganisationId, &'w mut Work) -> Doing<'w, T> + Send + 'static,
    {
        let organisation = self.organisation;
        self.store.write_for(Some(organisation), organisation.lane(), move |work| change(organisation, work)).await
    }
}
