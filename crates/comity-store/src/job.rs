//! Jobs: long work in chunks, done by whichever server has time, taken up again where it was left.
//!
//! Input is cut into chunks before the job is queued. A worker takes a job for a while (a *lease*), does one chunk after the other, and stores each chunk's output, the
//! counts and a longer lease in one transaction. When it dies, its lease runs out, and another worker goes on after the last chunk that was stored. The server that
//! takes a job's input holds a lease too: when it dies, the job fails, for nobody knows the rest.

mod filling;
mod input;
mod worker;

use jiff::Timestamp;

pub use worker::{Held, Progress};

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::id::JobId;
use crate::json::Json;
use crate::page::{Page, Paged};
use crate::store::Office;
use crate::text::short;
use crate::word::words;

words! {
    /// How far a job is.
    JobState, "state of a job" {
        /// Its input is being handed in.
        Filling = "filling",
        /// It waits for a worker.
        Queued = "queued",
        /// A worker has it, or had it when it died.
        Running = "running",
        /// All is done; some lines may have failed.
        Done = "done",
        /// It could not be done.
        Failed = "failed",
        /// Somebody cancelled it.
        Cancelled = "cancelled",
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Who asked for it.
    pub actor: Actor,
    /// What is to be done, in the server's word.
    pub kind: String,
    /// How.
    pub options: Json,
    /// How far it is.
    pub state: JobState,
    /// Lines of input, once all are handed in.
    pub total: Option<u64>,
    /// Lines done, with those that failed.
    pub done: u64,
    /// Lines that failed.
    pub failed: u64,
    /// When it was made.
    pub created: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How often a worker took it.
    pub attempts: u64,
    /// When somebody asked to cancel it.
    pub cancel_asked: Option<Timestamp>,
    /// Why it failed.
    pub problem: Option<String>,
}

impl Stored for Job {
    const KIND: &'static str = "a job";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let count = |number: Option<i64>| number.map(u64::try_from).transpose().map_err(|error| StoreError::damaged(Self::KIND, error));
        Ok(Self {
            id: fields.parsed()?,
            actor: fields.parsed()?,
            kind: fields.text()?,
            options: fields.parsed()?,
            state: fields.parsed()?,
            total: count(fields.int_or_none()?)?,
            done: fields.count()?,
            failed: fields.count()?,
            created: fields.at()?,
            ended: fields.at_or_none()?,
            attempts: fields.count()?,
            cancel_asked: fields.at_or_none()?,
            problem: fields.text_or_none()?,
        })
    }
}

/// A chunk of a job's input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its place, from 0.
    pub number: i64,
    /// What it holds, in the form that the server chose.
    pub body: Vec<u8>,
}

impl Stored for Chunk {
    const KIND: &'static str = "a chunk of a job";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { number: fields.int()?, body: fields.bytes()? })
    }
}

/// Open in the database only while it is being filled.
const STILL_FILLING: &str = "SELECT id FROM job WHERE organisation = $1 AND id = $2 AND state = 'filling'";

struct Found;

impl Stored for Found {
    const KIND: &'static str = "a job";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.text().map(|_| Self)
    }
}

impl Office {
    /// Makes a job without input. [`Office::add_input`] fills it, [`Office::hold_input`] says that more is coming, [`Office::queue_job`] lets it begin.
    ///
    /// # Errors
    /// Where the id is taken, or the database cannot be used.
    pub async fn create_job(&self, id: JobId, kind: &str, options: &Json, stamp: &Stamp) -> Result<()> {
        let (kind, options, stamp) = (short("kind of job", kind)?, options.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (kind, options, stamp) = (kind.clone(), options.clone(), stamp.clone());
            Box::pin(async move {
                let sql = "INSERT INTO job (organisation, id, actor, kind, options, state, done, failed, created, attempts, lease_until)
                    VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, 0, $8) ON CONFLICT DO NOTHING";
                let values = values![organisation, id, &stamp.actor, &kind, &options, JobState::Filling, stamp.at, stamp.at + filling::FIRST];
                if work.execute(sql, values).await? == 0 {
                    Err(StoreError::exists("job", id))?;
                }
                let detail = serde_json::json!({ "kind": kind }).to_string();
                work.note(organisation, &stamp, "job.created", &id.to_string(), &detail).await
            })
        })
        .await
    }

    /// Hands in a chunk of a job's input. Handing the same chunk in again changes nothing.
    ///
    /// # Errors
    /// Where the job is not being filled any more, another chunk has this number, or the database cannot be used.
    pub async fn add_input(&self, id: JobId, chunk: Chunk) -> Result<()> {
        let chunk = std::sync::Arc::new(chunk);
        self.write(move |organisation, work| {
            let chunk = std::sync::Arc::clone(&chunk);
            Box::pin(async move {
                let open: Option<Found> = work.row(STILL_FILLING, values![organisation, id]).await?;
                open.ok_or_else(|| StoreError::not_found("job that takes input", id))?;
                let sql = "INSERT INTO job_input (organisation, job, number, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
                if work.execute(sql, values![organisation, id, chunk.number, chunk.body.as_slice()]).await? > 0 {
                    return Ok(());
                }
                let sql = "SELECT number, body FROM job_input WHERE organisation = $1 AND job = $2 AND number = $3";
                let there: Option<Chunk> = work.row(sql, values![organisation, id, chunk.number]).await?;
                if there.as_ref() == Some(&*chunk) { Ok(()) } else { Err(StoreError::exists("chunk", chunk.number).into()) }
            })
        })
        .await
    }

    /// Lets a job begin, with all its input handed in: so many lines.
    ///
    /// # Errors
    /// Where the job is not being filled, or the database cannot be used.
    pub async fn queue_job(&self, id: JobId, total: u64) -> Result<()> {
        let total = i64::try_from(total).map_err(|error| StoreError::invalid("lines of a job", error))?;
        self.write(move |organisation, work| {
            Box::pin(async move {
                let sql = "UPDATE job SET state = $3, total = $4, lease_until = NULL WHERE organisation = $1 AND id = $2 AND state = $5";
                match work.execute(sql, values![organisation, id, JobState::Queued, total, JobState::Filling]).await? {
                    0 => Err(StoreError::not_found("job that takes input", id).into()),
                    _ => Ok(()),
                }
            })
        })
        .await
    }

    /// A job.
    ///
    /// # Errors
    /// Where there is none in this organisation, or the database cannot be used.
    pub async fn job(&self, id: JobId) -> Result<Job> {
        let sql = "SELECT id, actor, kind, options, state, total, done, failed, created, ended, attempts, cancel_asked, problem
            FROM job WHERE organisation = $1 AND id = $2";
        let found = self.reader().await?.row(sql, values![self.organisation(), id]).await?;
        found.ok_or_else(|| StoreError::not_found("job", id))
    }

    /// The jobs, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn jobs(&self, page: &Page) -> Result<Paged<Job>> {
        let sql = "SELECT id, actor, kind, options, state, total, done, failed, created, ended, attempts, cancel_asked, problem
            FROM job WHERE organisation = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), page.fetch()]).await?;
        Ok(page.of(fetched, |job: &Job| job.id.to_string()))
    }

    /// Asks to cancel a job. One that no worker has is cancelled at once; another one at its next chunk. One that ended stays as it is.
    ///
    /// # Errors
    /// Where there is no such job, or the database cannot be used.
    pub async fn cancel_job(&self, id: JobId, stamp: &Stamp) -> Result<Job> {
        let asked_by = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = asked_by.clone();
            Box::pin(async move {
                let sql = "UPDATE job SET cancel_asked = $3, state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
                    ended = CASE WHEN state = 'running' THEN ended ELSE $3 END
                    WHERE organisation = $1 AND id = $2 AND cancel_asked IS NULL AND state IN ('filling', 'queued', 'running')";
                match work.execute(sql, values![organisation, id, stamp.at]).await? {
                    0 => Ok(()),
                    _ => work.note(organisation, &stamp, "job.cancelled", &id.to_string(), "{}").await,
                }
            })
        })
        .await?;
        self.job(id).await
    }

    /// The chunks of a job's output after a number (-1 for the first ones), at most `limit`. While the job runs, those that are there.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn job_output(&self, id: JobId, after: i64, limit: u32) -> Result<Vec<Chunk>> {
        let sql = "SELECT number, body FROM job_output WHERE organisation = $1 AND job = $2 AND number > $3 ORDER BY number LIMIT $4";
        Ok(self.reader().await?.rows(sql, values![self.organisation(), id, after, i64::from(limit)]).await?)
    }

    /// Removes the input and output of a job that ended; the job itself stays in the list. Returns how many chunks went.
    ///
    /// # Errors
    /// Where the job has not ended, or the database cannot be used.
    pub async fn clear_job(&self, id: JobId, stamp: &Stamp) -> Result<u64> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let sql = "SELECT id FROM job WHERE organisation = $1 AND id = $2 AND state IN ('done', 'failed', 'cancelled')";
                let ended: Option<Found> = work.row(sql, values![organisation, id]).await?;
                ended.ok_or_else(|| StoreError::not_found("job that ended", id))?;
                let input = work.execute("DELETE FROM job_input WHERE organisation = $1 AND job = $2", values![organisation, id]).await?;
                let output = work.execute("DELETE FROM job_output WHERE organisation = $1 AND job = $2", values![organisation, id]).await?;
                work.note(organisation, &stamp, "job.cleared", &id.to_string(), "{}").await?;
                Ok(input + output)
            })
        })
        .await
    }
}
