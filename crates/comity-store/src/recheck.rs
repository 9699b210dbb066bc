//! What became of kept determinations: those that would not come out today as they were kept, and how far looking for them got.
//!
//! A *pass* goes over an organisation's determinations, newest first, against one *basis*: a digest of the law and lists in use. Where one would come out otherwise, a note
//! stands beside it ([`Standing`]); a later pass replaces the note, or takes it away. What was kept is never changed. A pass is held by a lease like a job, and each step stores
//! its notes, the messages about them and the place that was reached in one transaction: whoever dies with it leaves it to be gone on with, and nobody is told twice.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::actor::Stamp;
use crate::database::{Fields, Stored, values};
use crate::determination::Determination;
use crate::error::{Result, StoreError};
use crate::id::{DeterminationId, OrganisationId};
use crate::json::Json;
use crate::store::Office;
use crate::text::short;
use crate::webhook::tell;
use crate::word::words;

words! {
    /// How a determination that was kept stands to the law and lists of a later pass.
    StandingState, "state of a rechecked determination" {
        /// It would come out otherwise.
        Changed = "changed",
        /// It could not be decided again; nobody knows how it would come out.
        Undecided = "undecided",
    }
}

/// The note beside a determination that would not come out as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How it stands.
    pub state: StandingState,
    /// When that was found.
    pub at: Timestamp,
    /// What was and what would be, and why, in the server's words.
    pub detail: Json,
}

impl Stored for Standing {
    const KIND: &'static str = "a note about a determination";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { state: fields.parsed()?, at: fields.at()?, detail: fields.parsed()? })
    }
}

/// A note to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStanding {
    /// How the determination stands.
    pub state: StandingState,
    /// What tells this from another way to stand: a digest of what would be now. Where it is that of the note that is there, that note stays, and nobody is
    /// told again.
    pub mark: String,
    /// What was and what would be, and why.
    pub detail: Json,
    /// The message that tells of it, for the webhooks that want it.
    pub message: Json,
}

/// What a pass found about one determination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub determination: DeterminationId,
    /// How it stands; none where it would come out as it was kept.
    pub standing: Option<NewStanding>,
}

/// A pass that somebody holds until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Whose determinations.
    pub organisation: OrganisationId,
    /// Against which law and lists.
    pub basis: String,
    /// The key below which it goes on.
    reached: String,
    // Counts how often the pass was taken: names this lease.
    attempt: i64,
}

/// What came of asking for a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Yours: go on with it.
    Yours(Pass),
    /// Somebody else has it.
    Busy,
    /// It was gone through to its end.
    Ended,
}

struct Row {
    reached: String,
    attempts: i64,
    lease_until: Timestamp,
    ended: Option<Timestamp>,
}

impl Stored for Row {
    const KIND: &'static str = "a pass over determinations";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { reached: fields.text()?, attempts: fields.int()?, lease_until: fields.at()?, ended: fields.at_or_none()? })
    }
}

/// One number.
struct Count(u64);

impl Stored for Count {
    const KIND: &'static str = "a count";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.count().map(Self)
    }
}

/// The note that stood beside a determination.
struct Before(String, String);

impl Stored for Before {
    const KIND: &'static str = Standing::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self(fields.text()?, fields.text()?))
    }
}

impl Office {
    /// Takes the pass against a basis for `lease`: a new one, or one that was left where it is. Passes against another basis are forgotten, whether they
    /// came to their end or not, so that going back to an earlier law is looked at again from the beginning.
    ///
    /// # Errors
    /// Where the organisation is not there, or the database cannot be used.
    pub async fn take_pass(&self, basis: &str, at: Timestamp, lease: SignedDuration) -> Result<Taken> {
        let basis = short("basis of a pass", basis)?;
        self.write(move |organisation, work| {
            let basis = basis.clone();
            Box::pin(async move {
                // Nobody else begins or takes a pass of this organisation meanwhile.
                work.hold(organisation).await?;
                let sql = "DELETE FROM recheck WHERE organisation = $1 AND basis <> $2 AND (ended IS NOT NULL OR lease_until <= $3)";
                work.execute(sql, values![organisation, &basis, at]).await?;
                // One whose holder died a moment ago begins anew too: what it had gone over is gone over otherwise from here on.
                work.execute("UPDATE recheck SET reached = '~' WHERE organisation = $1 AND basis <> $2", values![organisation, &basis]).await?;
                // `~` is greater than any id.
                let sql = "INSERT INTO recheck (organisation, basis, reached, begun, lease_until, attempts) VALUES ($1, $2, '~', $3, $3, 0)
                    ON CONFLICT DO NOTHING";
                work.execute(sql, values![organisation, &basis, at]).await?;
                let sql = "SELECT reached, attempts, lease_until, ended FROM recheck WHERE organisation = $1 AND basis = $2";
                let row: Option<Row> = work.row(sql, values![organisation, &basis]).await?;
                let row = row.ok_or_else(|| StoreError::not_found("pass over determinations", &basis))?;
                if row.ended.is_some() {
                    return Ok(Taken::Ended);
                }
                if at < row.lease_until {
                    return Ok(Taken::Busy);
                }
                let attempt = row.attempts + 1;
                let sql = "UPDATE recheck SET attempts = $3, lease_until = $4 WHERE organisation = $1 AND basis = $2";
                work.execute(sql, values![organisation, &basis, attempt, at + lease]).await?;
                Ok(Taken::Yours(Pass { organisation, basis, reached: row.reached, attempt }))
            })
        })
        .await
    }

    /// The next determinations of a pass, newest first, at most `limit`: those that are to be kept on `today` still.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn next_to_recheck(&self, pass: &Pass, today: Date, limit: u32) -> Result<Vec<Determination>> {
        let sql = "SELECT id, at, actor, source, day, origin, destination, outcome, receipt, keep_until, '', question, answer
            FROM determination WHERE organisation = $1 AND id < $2 AND keep_until >= $3 ORDER BY id DESC LIMIT $4";
        Ok(self.reader().await?.rows(sql, values![self.organisation(), &pass.reached, today, i64::from(limit)]).await?)
    }

    /// Stores what a pass found, with the messages about what is not known yet, and the place that it reached, and holds it for another `lease`: all or nothing. Gives the pass as it
    /// goes on, or none where somebody else has it, and nothing was stored.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn keep_rechecked(&self, pass: &Pass, found: Vec<Found>, event: &'static str, stamp: &Stamp, lease: SignedDuration) -> Result<Option<Pass>> {
        let reached = found.iter().map(|one| one.determination.to_string()).min().unwrap_or_else(|| pass.reached.clone());
        let next = Pass { reached, ..pass.clone() };
        let (pass, found, stamp, stored) = (pass.clone(), std::sync::Arc::new(found), stamp.clone(), next.clone());
        let is_ours = self
            .write(move |organisation, work| {
                let (pass, found, stamp, next) = (pass.clone(), std::sync::Arc::clone(&found), stamp.clone(), stored.clone());
                Box::pin(async move {
                    let sql = "UPDATE recheck SET reached = $4, lease_until = $5 WHERE organisation = $1 AND basis = $2 AND attempts = $3 AND ended IS NULL";
                    if work.execute(sql, values![organisation, &pass.basis, pass.attempt, &next.reached, stamp.at + lease]).await? == 0 {
                        return Ok(false);
                    }
                    for one in found.iter() {
                        let id = one.determination;
                        let sql = "SELECT state, mark FROM rechecked WHERE organisation = $1 AND determination = $2";
                        let before: Option<Before> = work.row(sql, values![organisation, id]).await?;
                        let Some(new) = &one.standing else {
                            let sql = "DELETE FROM rechecked WHERE organisation = $1 AND determination = $2";
                            if work.execute(sql, values![organisation, id]).await? > 0 {
                                work.note(organisation, &stamp, "determination.stands", &id.to_string(), "{}").await?;
                            }
                            continue;
                        };
                        if before.is_some_and(|Before(state, mark)| state == new.state.word() && mark == new.mark) {
                            continue;
                        }
                        // It may have been removed, its time being over, since it was read.
                        let sql = "INSERT INTO rechecked (organisation, determination, state, at, mark, detail)
                            SELECT organisation, id, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT)
                            FROM determination WHERE organisation = $1 AND id = $2
                            ON CONFLICT (organisation, determination) DO UPDATE
                            SET state = excluded.state, at = excluded.at, mark = excluded.mark, detail = excluded.detail";
                        if work.execute(sql, values![organisation, id, new.state, stamp.at, &new.mark, &new.detail]).await? == 0 {
                            continue;
                        }
                        work.note(organisation, &stamp, &format!("determination.{}", new.state), &id.to_string(), "{}").await?;
                        tell(work, organisation, event, &new.message, stamp.at).await?;
                    }
                    Ok(true)
                })
            })
            .await?;
        Ok(is_ours.then_some(next))
    }

    /// Ends a pass that has gone through all determinations.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn end_pass(&self, pass: &Pass, at: Timestamp) -> Result<()> {
        let pass = pass.clone();
        self.write(move |organisation, work| {
            let pass = pass.clone();
            Box::pin(async move {
                let sql = "UPDATE recheck SET ended = $4 WHERE organisation = $1 AND basis = $2 AND attempts = $3 AND ended IS NULL";
                work.execute(sql, values![organisation, &pass.basis, pass.attempt, at]).await.map(drop)
            })
        })
        .await
    }

    /// Gives a pass back where it is, because this server stops: another may go on at once.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn release_pass(&self, pass: &Pass, at: Timestamp) -> Result<()> {
        let pass = pass.clone();
        self.write(move |organisation, work| {
            let pass = pass.clone();
            Box::pin(async move {
                let sql = "UPDATE recheck SET lease_until = $4 WHERE organisation = $1 AND basis = $2 AND attempts = $3 AND ended IS NULL";
                work.execute(sql, values![organisation, &pass.basis, pass.attempt, at]).await.map(drop)
            })
        })
        .await
    }

    /// The note beside a determination; none where it would come out as it was kept, as far as was looked.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn standing(&self, id: DeterminationId) -> Result<Option<Standing>> {
        let sql = "SELECT state, at, detail FROM rechecked WHERE organisation = $1 AND determination = $2";
        Ok(self.reader().await?.row(sql, values![self.organisation(), id]).await?)
    }

    /// How many determinations have a note.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn changed_determinations(&self) -> Result<u64> {
        let found: Option<Count> = self.reader().await?.row("SELECT COUNT(*) FROM rechecked WHERE organisation = $1", values![self.organisation()]).await?;
        Ok(found.map_or(0, |Count(count)| count))
    }
}
