//! A job whose input is coming in: held by the server that takes it, failed where that server is gone or the input broke off.

use jiff::{SignedDuration, Timestamp};

use super::{Found, Job, JobState};
use crate::actor::{Actor, Stamp};
use crate::database::{Fault, Fields, Sql, Stored, Work, values};
use crate::error::Result;
use crate::id::{JobId, OrganisationId};
use crate::store::{Office, Store};

/// For how long a new job waits for its input before somebody must say that it is coming in.
pub(super) const FIRST: SignedDuration = SignedDuration::from_secs(60);

/// A job that nobody fills any more. One that an earlier version made has no lease: nobody holds it.
const ABANDONED: Sql = Sql::Each {
    sqlite: "SELECT organisation, id FROM job WHERE state = 'filling' AND COALESCE(lease_until, created) <= $1 ORDER BY id LIMIT 1",
    postgres: "SELECT organisation, id FROM job WHERE state = 'filling' AND COALESCE(lease_until, created) <= $1 ORDER BY id LIMIT 1
        FOR UPDATE SKIP LOCKED",
};

struct Abandoned {
    organisation: OrganisationId,
    id: JobId,
}

impl Stored for Abandoned {
    const KIND: &'static str = Job::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { organisation: fields.parsed()?, id: fields.parsed()? })
    }
}

/// Fails a job that takes input, and removes what came of it; false where it takes none.
async fn fail(work: &mut Work, organisation: OrganisationId, id: JobId, why: &str, stamp: &Stamp) -> std::result::Result<bool, Fault> {
    let sql = "UPDATE job SET state = $3, ended = $4, problem = $5, lease_until = NULL WHERE organisation = $1 AND id = $2 AND state = $6 RETURNING id";
    let failed: Option<Found> = work.row(sql, values![organisation, id, JobState::Failed, stamp.at, why, JobState::Filling]).await?;
    if failed.is_none() {
        return Ok(false);
    }
    work.execute("DELETE FROM job_input WHERE organisation = $1 AND job = $2", values![organisation, id]).await?;
    work.note(organisation, stamp, "job.failed", &id.to_string(), "{}").await?;
    Ok(true)
}

impl Office {
    /// Says that a job's input is still coming in, until when it is to be waited for at most. Gives whether it is still wanted: somebody may have
    /// cancelled the job.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn hold_input(&self, id: JobId, until: Timestamp) -> Result<bool> {
        self.write(move |organisation, work| {
            Box::pin(async move {
                let sql = "UPDATE job SET lease_until = $3 WHERE organisation = $1 AND id = $2 AND state = $4";
                Ok(work.execute(sql, values![organisation, id, until, JobState::Filling]).await? > 0)
            })
        })
        .await
    }

    /// Fails a job whose input broke off or cannot be used, and removes what came of it. One that takes no input any more stays as it is.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn fail_input(&self, id: JobId, why: &str, stamp: &Stamp) -> Result<()> {
        let (why, stamp) = (why.to_owned(), stamp.clone());
        self.write(move |organisation, work| {
            let (why, stamp) = (why.clone(), stamp.clone());
            Box::pin(async move { fail(work, organisation, id, &why, &stamp).await.map(drop) })
        })
        .await
    }
}

impl Store {
    /// Fails the jobs, of any organisation, whose input nobody takes any more: their server stopped before it had all of it. Gives how many.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn fail_abandoned_jobs(&self, at: Timestamp) -> Result<u64> {
        self.write(0, move |work| {
            Box::pin(async move {
                let (stamp, mut count) = (Stamp::new(at, Actor::program("worker")), 0);
                while let Some(Abandoned { organisation, id }) = work.row(ABANDONED, values![at]).await? {
                    fail(work, organisation, id, "its input broke off: the server that took it stopped", &stamp).await?;
                    count += 1;
                }
                Ok(count)
            })
        })
        .await
    }
}
