//! The worker's side of a job.

use jiff::{SignedDuration, Timestamp};

use super::{Chunk, Job, JobState};
use crate::actor::{Actor, Stamp};
use crate::database::{Fault, Fields, Sql, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{JobId, OrganisationId};
use crate::store::{Office, Store};

/// A job that a worker holds until its lease ends. Every step shows the lease's number: a worker that was slow, and whose job was taken over, is told so and stores nothing.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose job it is.
    pub organisation: OrganisationId,
    /// The job, as it was when it was taken.
    pub job: Job,
    // Counts how often the job was taken: names this lease.
    attempt: i64,
}

/// What a worker is to do after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The next chunk.
    Go,
    /// Nothing more: somebody cancelled the job, and it has ended.
    Cancelled,
    /// Nothing more: another worker has it. What was just done was not stored.
    Lost,
}

impl Stored for Held {
    const KIND: &'static str = "a job";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { organisation: fields.parsed()?, attempt: fields.int()?, job: Job::read(fields)? })
    }
}

struct Next {
    organisation: OrganisationId,
    id: JobId,
}

impl Stored for Next {
    const KIND: &'static str = "a job";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { organisation: fields.parsed()?, id: fields.parsed()? })
    }
}

/// The job that waited longest: never begun, or left by a worker whose lease ran out.
const NEXT: Sql = Sql::Each {
    sqlite: "SELECT organisation, id FROM job WHERE state = 'queued' OR (state = 'running' AND lease_until <= $1) ORDER BY id LIMIT 1",
    postgres: "SELECT organisation, id FROM job WHERE state = 'queued' OR (state = 'running' AND lease_until <= $1) ORDER BY id LIMIT 1
        FOR UPDATE SKIP LOCKED",
};

const TAKE: &str = "UPDATE job SET state = 'running', worker = $3, lease_until = $4, attempts = attempts + 1 WHERE organisation = $1 AND id = $2
    RETURNING organisation, attempts, id, actor, kind, options, state, total, done, failed, created, ended, attempts, cancel_asked, problem";

impl Store {
    /// Takes the job that waited longest, of any organisation, for `lease`; none where nothing waits. No two workers hold one job.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn take_job(&self, worker: &str, at: Timestamp, lease: SignedDuration) -> Result<Option<Held>> {
        let worker = worker.to_owned();
        self.write(0, move |work| {
            let worker = worker.clone();
            Box::pin(async move {
                loop {
                    let Some(Next { organisation, id }) = work.row(NEXT, values![at]).await? else { return Ok(None) };
                    let held: Option<Held> = work.row(TAKE, values![organisation, id, &worker, at + lease]).await?;
                    let held = held.ok_or_else(|| StoreError::damaged(Job::KIND, "it vanished while it was taken"))?;
                    if held.job.cancel_asked.is_none() {
                        return Ok(Some(held));
                    }
                    // Its worker died before it saw that it was to stop.
                    finish(work, &held, JobState::Cancelled, None, at).await?;
                }
            })
        })
        .await
    }
}

/// Whether the worker still holds the job, and whether somebody asked to cancel it. Locks the job's row, by changing nothing of it. Of another
/// organisation's job nobody holds anything.
async fn standing(work: &mut Work, organisation: OrganisationId, held: &Held) -> std::result::Result<Progress, Fault> {
    if organisation != held.organisation {
        return Ok(Progress::Lost);
    }
    let sql = "UPDATE job SET attempts = attempts WHERE organisation = $1 AND id = $2 AND attempts = $3 AND state = 'running'
        RETURNING CASE WHEN cancel_asked IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END";
    let asked: Option<Asked> = work.row(sql, values![organisation, held.job.id, held.attempt]).await?;
    Ok(match asked {
        None => Progress::Lost,
        Some(Asked(true)) => Progress::Cancelled,
        Some(Asked(false)) => Progress::Go,
    })
}

struct Asked(bool);

impl Stored for Asked {
    const KIND: &'static str = "a job";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.int().map(|asked| Self(asked != 0))
    }
}

async fn finish(work: &mut Work, held: &Held, state: JobState, problem: Option<String>, at: Timestamp) -> std::result::Result<(), Fault> {
    let sql = "UPDATE job SET state = $3, ended = $4, problem = $5, worker = NULL, lease_until = NULL WHERE organisation = $1 AND id = $2";
    work.execute(sql, values![held.organisation, held.job.id, state, at, problem]).await?;
    let stamp = Stamp::new(at, Actor::program("worker"));
    work.note(held.organisation, &stamp, &format!("job.{state}"), &held.job.id.to_string(), "{}").await
}

impl Office {
    /// The next chunk of a job's input whose output is not stored yet; none when all is done.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn next_chunk(&self, held: &Held) -> Result<Option<Chunk>> {
        let sql = "SELECT i.number, i.body FROM job_input i WHERE i.organisation = $1 AND i.job = $2 AND NOT EXISTS
            (SELECT 1 FROM job_output o WHERE o.organisation = i.organisation AND o.job = i.job AND o.number = i.number) ORDER BY i.number LIMIT 1";
        Ok(self.reader().await?.row(sql, values![self.organisation(), held.job.id]).await?)
    }

    /// Stores the output of a chunk, counts its lines (`done`, of which `failed`), and holds the job for another `lease`: all or nothing.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn finish_chunk(&self, held: &Held, output: Chunk, done: u32, failed: u32, at: Timestamp, lease: SignedDuration) -> Result<Progress> {
        let (held, output) = (held.clone(), std::sync::Arc::new(output));
        self.write(move |organisation, work| {
            let (held, output) = (held.clone(), std::sync::Arc::clone(&output));
            Box::pin(async move {
                let standing = standing(work, organisation, &held).await?;
                match standing {
                    Progress::Lost => return Ok(Progress::Lost),
                    Progress::Cancelled => {
                        finish(work, &held, JobState::Cancelled, None, at).await?;
                        return Ok(Progress::Cancelled);
                    }
                    Progress::Go => {}
                }
                let sql = "INSERT INTO job_output (organisation, job, number, body, done, failed) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
                let (done, failed) = (i64::from(done), i64::from(failed));
                let fresh = work.execute(sql, values![organisation, held.job.id, output.number, output.body.as_slice(), done, failed]).await?;
                // A chunk that was stored before is not counted again.
                let (done, failed) = if fresh > 0 { (done, failed) } else { (0, 0) };
                let sql = "UPDATE job SET done = done + $3, failed = failed + $4, lease_until = $5 WHERE organisation = $1 AND id = $2";
                work.execute(sql, values![organisation, held.job.id, done, failed, at + lease]).await?;
                Ok(Progress::Go)
            })
        })
        .await
    }

    /// Holds a job for another `lease` while a long chunk is under way.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn hold_job(&self, held: &Held, until: Timestamp) -> Result<Progress> {
        let held = held.clone();
        self.write(move |organisation, work| {
            let held = held.clone();
            Box::pin(async move {
                let standing = standing(work, organisation, &held).await?;
                if standing == Progress::Go {
                    let sql = "UPDATE job SET lease_until = $3 WHERE organisation = $1 AND id = $2";
                    work.execute(sql, values![organisation, held.job.id, until]).await?;
                }
                Ok(standing)
            })
        })
        .await
    }

    /// Ends a job: done, or failed where there is a problem with the whole of it. One that was to be cancelled is cancelled.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn end_job(&self, held: &Held, problem: Option<&str>, at: Timestamp) -> Result<Progress> {
        let (held, problem) = (held.clone(), problem.map(str::to_owned));
        self.write(move |organisation, work| {
            let (held, problem) = (held.clone(), problem.clone());
            Box::pin(async move {
                let standing = standing(work, organisation, &held).await?;
                match standing {
                    Progress::Lost => {}
                    Progress::Cancelled => finish(work, &held, JobState::Cancelled, None, at).await?,
                    Progress::Go => {
                        let state = if problem.is_some() { JobState::Failed } else { JobState::Done };
                        finish(work, &held, state, problem, at).await?;
                    }
                }
                Ok(standing)
            })
        })
        .await
    }

    /// Gives a job back unfinished, because this server stops: another worker may go on at once.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn release_job(&self, held: &Held) -> Result<()> {
        let held = held.clone();
        self.write(move |organisation, work| {
            let held = held.clone();
            Box::pin(async move {
                if standing(work, organisation, &held).await? == Progress::Go {
                    let sql = "UPDATE job SET state = 'queued', worker = NULL, lease_until = NULL WHERE organisation = $1 AND id = $2";
                    work.execute(sql, values![organisation, held.job.id]).await?;
                }
                Ok(())
            })
        })
        .await
    }
}
