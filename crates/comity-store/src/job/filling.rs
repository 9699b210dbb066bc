//! A job whose input is coming in: held by the server that takes it, failed where that server is gone or the input broke off.

use jiff::{SignedDuration, Timestamp};

use super::{Found, Job, JobState};
use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, values};
use crate::error::Result;
use crate::id::{JobId, OrganisationId};
use crate::store::{Office, Store};

/// For how long a new job waits for its input before somebody must say that it is coming in.
pub(super) const FIRST: SignedDuration = SignedDuration::from_secs(60);

/// Jobs that nobody fills any more. One that an earlier version made has no lease: nobody holds it.
const ABANDONED: &str = "SELECT organisation, id FROM job WHERE state = 'filling' AND COALESCE(lease_until, created) <= $1 ORDER BY id LIMIT 100";

const FAIL: &str = "UPDATE job SET state = 'failed', ended = $3, problem = $4, lease_until = NULL WHERE organisation = $1 AND id = $2 AND state = 'filling'
    RETURNING id";

/// The same, where still nobody fills it.
const FAIL_ABANDONED: &str = "UPDATE job SET state = 'failed', ended = $3, problem = $4, lease_until = NULL WHERE organisation = $1 AND id = $2
    AND state = 'filling' AND COALESCE(lease_until, created) <= $3 RETURNING id";

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
        self.fail(FAIL, id, why, stamp).await.map(drop)
    }

    /// Fails a job by a statement, and removes what came of it; false where the statement changes nothing.
    async fn fail(&self, sql: &'static str, id: JobId, why: &str, stamp: &Stamp) -> Result<bool> {
        let (why, stamp) = (why.to_owned(), stamp.clone());
        self.write(move |organisation, work| {
            let (why, stamp) = (why.clone(), stamp.clone());
            Box::pin(async move {
                let failed: Option<Found> = work.row(sql, values![organisation, id, stamp.at, why.as_str()]).await?;
                if failed.is_none() {
                    // One that was cancelled while it came in: what had come is of no use to anyone.
                    let sql = "DELETE FROM job_input WHERE organisation = $1 AND job = $2 AND EXISTS
                        (SELECT 1 FROM job WHERE organisation = $1 AND id = $2 AND state = 'cancelled')";
                    work.execute(sql, values![organisation, id]).await?;
                    return Ok(false);
                }
                work.execute("DELETE FROM job_input WHERE organisation = $1 AND job = $2", values![organisation, id]).await?;
                work.note(organisation, &stamp, "job.failed", &id.to_string(), "{}").await?;
                Ok(true)
            })
        })
        .await
    }
}

impl Store {
    /// Fails jobs, of any organisation, whose input nobody takes any more: their server stopped before it had all of it. Gives how many.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn fail_abandoned_jobs(&self, at: Timestamp) -> Result<u64> {
        let stamp = Stamp::new(at, Actor::program("worker"));
        let abandoned: Vec<Abandoned> = self.reader().await?.rows(ABANDONED, values![at]).await?;
        let mut count = 0;
        for Abandoned { organisation, id } in abandoned {
            count += u64::from(self.of(organisation).fail(FAIL_ABANDONED, id, "its input broke off: the server that took it stopped", &stamp).await?);
        }
        Ok(count)
    }
}
