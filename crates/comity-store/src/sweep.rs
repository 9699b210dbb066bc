//! What has expired and is of no use to anyone goes, a little at a time. What is evidence stays: [`crate::Office::remove_expired`].

use jiff::{SignedDuration, Timestamp};

use crate::database::{Sql, values};
use crate::error::Result;
use crate::idempotency::REMEMBERED;
use crate::store::Store;

/// Rows that go in one change: between two of these, others have their turn.
const AT_ONCE: i64 = 1000;

/// For how long tries to sign in are kept: longer than anything is throttled by them.
const TRIES: SignedDuration = SignedDuration::from_hours(24);

// Servers that sweep one PostgreSQL at a time pass over each other's rows, rather than wait for them.
const SESSIONS: Sql = Sql::Each {
    sqlite: "DELETE FROM session WHERE digest IN (SELECT digest FROM session WHERE expires <= $1 ORDER BY expires LIMIT $2)",
    postgres: "DELETE FROM session WHERE digest IN (SELECT digest FROM session WHERE expires <= $1 ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED)",
};
const TRIED: Sql = Sql::Each {
    sqlite: "DELETE FROM sign_in_failure WHERE id IN (SELECT id FROM sign_in_failure WHERE at < $1 ORDER BY at LIMIT $2)",
    postgres: "DELETE FROM sign_in_failure WHERE id IN (SELECT id FROM sign_in_failure WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)",
};
// The age is asked for twice: somebody may be claiming an old key anew.
const ANSWERS: Sql = Sql::Each {
    sqlite: "DELETE FROM idempotency WHERE at < $1 AND (organisation, name) IN
        (SELECT organisation, name FROM idempotency WHERE at < $1 ORDER BY at LIMIT $2)",
    postgres: "DELETE FROM idempotency WHERE at < $1 AND (organisation, name) IN
        (SELECT organisation, name FROM idempotency WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)",
};

/// For how long a message that is no more on its way can be looked up.
const TOLD: SignedDuration = SignedDuration::from_hours(24 * 90);
const MESSAGES: Sql = Sql::Each {
    sqlite: "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state <> 'waiting' AND due < $1 ORDER BY due LIMIT $2)",
    postgres: "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state <> 'waiting' AND due < $1 ORDER BY due LIMIT $2 FOR UPDATE SKIP LOCKED)",
};

impl Store {
    /// Removes what has expired and is of no use to anyone: sessions, tries to sign in, answers remembered for a day, messages to webhooks that were
    /// delivered or given up ninety days ago. Returns how many rows went.
    ///
    /// # Errors
    /// Where the database cannot be used. What went before stays gone.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64> {
        let sessions = self.sweep_by(SESSIONS, now).await?;
        let tries = self.sweep_by(TRIED, now - TRIES).await?;
        let answers = self.sweep_by(ANSWERS, now - REMEMBERED).await?;
        let messages = self.sweep_by(MESSAGES, now - TOLD).await?;
        Ok(sessions + tries + answers + messages)
    }

    async fn sweep_by(&self, sql: Sql, before: Timestamp) -> Result<u64> {
        let mut gone = 0;
        loop {
            let slice = self.write(0, move |work| Box::pin(async move { work.execute(sql, values![before, AT_ONCE]).await })).await?;
            gone += slice;
            if slice < AT_ONCE.unsigned_abs() {
                return Ok(gone);
            }
        }
    }
}
