//! Requests that may be sent twice and count once.
//!
//! The first request with a key claims it, and is handed an id to give to what it makes. It stores the thing, then the answer. If it dies between, a
//! repetition claims the key again after a while and is handed *the same* id: storing again finds the thing there, and nothing is made twice.
//!
//! A key is remembered for a day, whether or not anybody removes what is older: an old answer is not given for a question of today.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::id::DeterminationId;
use crate::store::Office;
use crate::text::short;

/// For how long a key stands for its request. It is claimed afresh afterwards.
pub(crate) const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// An answer that was given, to be given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The status of the answer.
    pub status: u16,
    /// Its media type.
    pub media: String,
    /// Its body.
    pub body: Vec<u8>,
}

/// What a key means for the request that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is yours: do what is asked, under this id, then [`Office::remember`] the answer.
    Yours(Uuid),
    /// It was done, under this id: give this answer.
    Done(Uuid, Remembered),
    /// Another request with it is under way.
    Busy,
    /// It was used for another request.
    Misused,
}

struct Held {
    request: [u8; 32],
    made: Uuid,
    lease_until: Timestamp,
    answer: Option<Remembered>,
}

impl Stored for Held {
    const KIND: &'static str = "a remembered answer";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let (request, made, lease_until) = (fields.digest()?, fields.parsed()?, fields.at()?);
        let (status, media, body) = (fields.int_or_none()?, fields.text_or_none()?, fields.bytes_or_none()?);
        let answer = match (status, media, body) {
            (Some(status), Some(media), Some(body)) => {
                let status = u16::try_from(status).map_err(|error| StoreError::damaged(Self::KIND, error))?;
                Some(Remembered { status, media, body })
            }
            _ => None,
        };
        Ok(Self { request, made, lease_until, answer })
    }
}

impl Office {
    /// Claims a key for a request, known by the digest of all that it says (method, path, who asks, body). The claim holds for `lease`; within it
    /// others are told that it is busy. A key that was claimed more than a day ago is a new one.
    ///
    /// # Errors
    /// Where the key is empty or too long, or the database cannot be used.
    pub async fn claim(&self, key: &str, request: [u8; 32], at: Timestamp, lease: SignedDuration) -> Result<Claim> {
        let key = short("idempotency key", key)?;
        let fresh = DeterminationId::at(at)?.uuid();
        self.write(move |organisation, work| {
            let key = key.clone();
            Box::pin(async move {
                let sql = "INSERT INTO idempotency (organisation, name, request, made, at, lease_until) VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT (organisation, name) DO UPDATE SET request = excluded.request, made = excluded.made, at = excluded.at,
                    lease_until = excluded.lease_until, status = NULL, media = NULL, body = NULL WHERE idempotency.at < $7";
                let values = values![organisation, &key, &request, fresh.to_string(), at, at + lease, at - REMEMBERED];
                if work.execute(sql, values).await? > 0 {
                    return Ok(Claim::Yours(fresh));
                }
                let sql = "SELECT request, made, lease_until, status, media, body FROM idempotency WHERE organisation = $1 AND name = $2";
                let held: Option<Held> = work.row(sql, values![organisation, &key]).await?;
                let held = held.ok_or_else(|| StoreError::unavailable("the key was just forgotten; send the request again"))?;
                if held.request != request {
                    return Ok(Claim::Misused);
                }
                if let Some(answer) = held.answer {
                    return Ok(Claim::Done(held.made, answer));
                }
                // Only one of several repetitions takes it over: the lease must still be the one that was read.
                let sql = "UPDATE idempotency SET lease_until = $3 WHERE organisation = $1 AND name = $2 AND lease_until = $4 AND status IS NULL";
                let taken = at >= held.lease_until && work.execute(sql, values![organisation, &key, at + lease, held.lease_until]).await? > 0;
                Ok(if taken { Claim::Yours(held.made) } else { Claim::Busy })
            })
        })
        .await
    }

    /// Remembers the answer to the request that claimed a key. The first answer stays.
    ///
    /// # Errors
    /// Where the key was not claimed, or the database cannot be used.
    pub async fn remember(&self, key: &str, answer: Remembered) -> Result<()> {
        let key = short("idempotency key", key)?;
        self.write(move |organisation, work| {
            let (key, answer) = (key.clone(), answer.clone());
            Box::pin(async move {
                let sql = "UPDATE idempotency SET status = COALESCE(status, $3), media = COALESCE(media, $4), body = COALESCE(body, $5)
                    WHERE organisation = $1 AND name = $2";
                match work.execute(sql, values![organisation, &key, i64::from(answer.status), answer.media, answer.body]).await? {
                    0 => Err(StoreError::not_found("idempotency key", key).into()),
                    _ => Ok(()),
                }
            })
        })
        .await
    }

    /// Gives a claim up without an answer, because what was asked failed in a way that a repetition may not: it may be claimed at once.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn give_up(&self, key: &str) -> Result<()> {
        let key = short("idempotency key", key)?;
        self.write(move |organisation, work| {
            let key = key.clone();
            Box::pin(async move {
                let sql = "UPDATE idempotency SET lease_until = at WHERE organisation = $1 AND name = $2 AND status IS NULL";
                work.execute(sql, values![organisation, &key]).await.map(drop)
            })
        })
        .await
    }
}
