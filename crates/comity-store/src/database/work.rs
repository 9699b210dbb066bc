//! One transaction at work: the connection, and the ends of the audit chains that it lengthens.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::fault::Fault;
use super::row::Stored;
use super::statement::{Sql, Value, values};
use crate::actor::Stamp;
use crate::audit::{Head, Link};
use crate::error::StoreError;
use crate::id::OrganisationId;

const HEAD: Sql = Sql::Each {
    sqlite: "SELECT number, digest FROM audit_head WHERE organisation = $1",
    // The lock keeps other servers' entries of this organisation out until the commit: numbers have no gap and digests one order.
    postgres: "SELECT number, digest FROM audit_head WHERE organisation = $1 FOR UPDATE",
};

/// A transaction in which changes are made.
pub(crate) struct Work {
    connection: Connection,
    // INVARIANT (heads): holds, for each organisation whose trail this transaction took, its last entry.
    heads: BTreeMap<OrganisationId, Taken>,
}

/// A trail that a transaction took.
#[derive(Clone)]
struct Taken {
    head: Head,
    is_longer: bool,
}

impl Work {
    pub(super) const fn new(connection: Connection) -> Self {
        Self { connection, heads: BTreeMap::new() }
    }

    pub(crate) async fn execute(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<u64, Fault> {
        self.connection.execute(sql, values).await
    }

    pub(crate) async fn rows<T: Stored>(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<Vec<T>, Fault> {
        self.connection.rows(sql, values).await
    }

    pub(crate) async fn row<T: Stored>(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<Option<T>, Fault> {
        self.connection.row(sql, values).await
    }

    /// Takes the organisation's audit trail for this transaction: until the commit, no other server changes anything that it notes there.
    pub(crate) async fn hold(&mut self, organisation: OrganisationId) -> Result<Head, Fault> {
        if let Some(taken) = self.heads.get(&organisation) {
            return Ok(taken.head.clone());
        }
        let found: Option<Head> = self.row(HEAD, values![organisation]).await?;
        let head = found.ok_or_else(|| StoreError::not_found("organisation", organisation))?;
        self.heads.insert(organisation, Taken { head: head.clone(), is_longer: false });
        Ok(head)
    }

    /// Adds an entry to the organisation's audit trail, in the same transaction as the change that it tells of.
    pub(crate) async fn note(&mut self, organisation: OrganisationId, stamp: &Stamp, action: &str, object: &str, detail: &str) -> Result<(), Fault> {
        self.note_numbered(organisation, stamp, action, object, detail).await.map(drop)
    }

    /// As [`Work::note`]; gives the entry's number, by which the things that it tells of can be put in the order of their making.
    pub(crate) async fn note_numbered(&mut self, organisation: OrganisationId, stamp: &Stamp, action: &str, object: &str, detail: &str) -> Result<i64, Fault> {
        let head = self.hold(organisation).await?;
        let actor = stamp.actor.to_string();
        let link = Link {
            organisation,
            head: &head,
            at: stamp.at.as_microsecond(),
            actor: actor.as_bytes(),
            action: action.as_bytes(),
            object: object.as_bytes(),
            detail: detail.as_bytes(),
        };
        let next = link.next();
        self.execute(
            "INSERT INTO audit (organisation, number, at, actor, action, object, detail, before, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            values![organisation, next.number, stamp.at, &actor, action, object, detail, &head.digest, &next.digest],
        )
        .await?;
        let number = next.number;
        self.heads.insert(organisation, Taken { head: next, is_longer: true });
        Ok(number)
    }

    pub(super) async fn begin(&mut self) -> Result<(), Fault> {
        self.heads.clear();
        // IMMEDIATE takes the lock for writing now, and waits for it, rather than fail half way.
        self.connection.run(Sql::Each { sqlite: "BEGIN IMMEDIATE", postgres: "BEGIN" }).await
    }

    /// All that must be written before the commit.
    pub(super) async fn settle(&mut self) -> Result<(), Fault> {
        for (organisation, Taken { head, .. }) in std::mem::take(&mut self.heads).into_iter().filter(|(_, taken)| taken.is_longer) {
            self.execute("UPDATE audit_head SET number = $2, digest = $3 WHERE organisation = $1", values![organisation, head.number, &head.digest]).await?;
        }
        Ok(())
    }

    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        self.connection.run("COMMIT").await
    }

    pub(super) async fn roll_back(&mut self) -> Result<(), Fault> {
        self.heads.clear();
        self.connection.run("ROLLBACK").await
    }

    /// Remembers where the transaction stands, to come back to by [`Work::step_back`].
    pub(super) async fn mark(&mut self) -> Result<Mark, Fault> {
        self.connection.run("SAVEPOINT change").await?;
        Ok(Mark { heads: self.heads.clone() })
    }

    pub(super) async fn step_on(&mut self) -> Result<(), Fault> {
        self.connection.run("RELEASE SAVEPOINT change").await
    }

    pub(super) async fn step_back(&mut self, mark: Mark) -> Result<(), Fault> {
        self.heads = mark.heads;
        self.connection.run("ROLLBACK TO SAVEPOINT change; RELEASE SAVEPOINT change").await
    }

    pub(super) async fn close(self) {
        self.connection.close().await;
    }
}

/// Where a transaction stood.
pub(super) struct Mark {
    heads: BTreeMap<OrganisationId, Taken>,
}
