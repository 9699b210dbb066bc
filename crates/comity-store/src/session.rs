//! Sessions of people who signed in.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError, unless_unavailable};
use crate::id::{OrganisationId, TryId, UserId};
use crate::role::Role;
use crate::secret::Secret;
use crate::store::Store;
use crate::user::User;

/// A session: somebody who signed in, and the organisation that they work in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: User,
    /// In which organisation, as what; none until they chose one, and none any more once they are no member.
    pub place: Option<(OrganisationId, Role)>,
    /// What their forms must carry.
    pub csrf: String,
    /// When they signed in.
    pub created: Timestamp,
    /// When they were last seen, to the minute.
    pub last_seen: Timestamp,
    /// When it ends, whatever they do.
    pub expires: Timestamp,
}

impl Stored for Session {
    const KIND: &'static str = "a session";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let (organisation, role) = (fields.parsed_or_none()?, fields.parsed_or_none()?);
        Ok(Self {
            place: organisation.zip(role),
            csrf: fields.text()?,
            created: fields.at()?,
            last_seen: fields.at()?,
            expires: fields.at()?,
            user: User::read(fields)?,
        })
    }
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// From signing in.
    pub absolute: jiff::SignedDuration,
    /// From being seen last.
    pub idle: jiff::SignedDuration,
}

impl Default for Lifetime {
    /// 12 hours, and 1 hour idle: what NIST SP 800-63B-4 allows at its second level is 24 and 1.
    fn default() -> Self {
        Self { absolute: jiff::SignedDuration::from_hours(12), idle: jiff::SignedDuration::from_hours(1) }
    }
}

impl Store {
    /// Begins a session of someone who proved who they are. The secret is for their cookie; the store does not know it. Where they had a session
    /// before, hand its secret in: it ends.
    ///
    /// # Errors
    /// Where they are disabled or no member of the organisation, or the database cannot be used.
    pub async fn begin_session(
        &self,
        user: UserId,
        organisation: Option<OrganisationId>,
        before: Option<&Secret>,
        at: Timestamp,
        lifetime: Lifetime,
    ) -> Result<Secret> {
        let (secret, csrf) = (Secret::generate()?, Secret::generate()?.reveal());
        let (digest, before) = (secret.digest(), before.map(Secret::digest));
        self.write_for(organisation, organisation.map_or(user.lane(), OrganisationId::lane), move |work| {
            let csrf = csrf.clone();
            Box::pin(async move {
                let here: Option<User> = work
                    .row(
                        "SELECT id, email, name, CAST(1 AS BIGINT), disabled, created, first_password FROM user_account WHERE id = $1 AND disabled IS NULL
                         AND ($2 = '' OR EXISTS (SELECT 1 FROM membership WHERE organisation = $2 AND user_id = $1))",
                        values![user, organisation.map(|id| id.to_string()).unwrap_or_default()],
                    )
                    .await?;
                here.ok_or_else(|| StoreError::not_found("member", user))?;
                if let Some(before) = before {
                    work.execute("DELETE FROM session WHERE digest = $1", values![&before]).await?;
                }
                work.execute(
                    "INSERT INTO session (digest, user_id, organisation, csrf, created, last_seen, expires) VALUES ($1, $2, $3, $4, $5, $5, $6)",
                    values![&digest, user, organisation, &csrf, at, at + lifetime.absolute],
                )
                .await?;
                match organisation {
                    Some(organisation) => work.note(organisation, &Stamp::new(at, Actor::User(user)), "session.begun", &user.to_string(), "{}").await,
                    None => Ok(()),
                }
            })
        })
        .await?;
        Ok(secret)
    }

    /// The session of a cookie: none where it ended, expired or idled too long, or its user was disabled. Marks it as seen, at most once a minute.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn session(&self, secret: &Secret, at: Timestamp, lifetime: Lifetime) -> Result<Option<Session>> {
        let sql = "SELECT m.organisation, m.role, s.csrf, s.created, s.last_seen, s.expires,
                u.id, u.email, u.name, CASE WHEN u.password IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END, u.disabled, u.created, u.first_password
            FROM session s JOIN user_account u ON u.id = s.user_id
            LEFT JOIN membership m ON m.organisation = s.organisation AND m.user_id = s.user_id
            WHERE s.digest = $1 AND s.expires > $2 AND s.last_seen > $3 AND u.disabled IS NULL";
        let digest = secret.digest();
        let found: Option<Session> = self.reader().await?.row(sql, values![&digest, at, at - lifetime.idle]).await?;
        let Some(session) = found else { return Ok(None) };
        if at.duration_since(session.last_seen) >= jiff::SignedDuration::from_mins(1) {
            let marked = self.write(session.user.id.lane(), move |work| {
                Box::pin(async move { work.execute("UPDATE session SET last_seen = $2 WHERE digest = $1 AND last_seen < $2", values![&digest, at]).await })
            });
            // On a full disk, people may still read.
            unless_unavailable(marked.await)?;
        }
        Ok(Some(session))
    }

    /// Ends a session; the audit trail of its organisation says so.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn end_session(&self, secret: &Secret, at: Timestamp) -> Result<()> {
        let digest = secret.digest();
        self.write(0, move |work| {
            Box::pin(async move {
                let sql = "DELETE FROM session WHERE digest = $1 RETURNING user_id, organisation";
                let Some(Ended { user, organisation }) = work.row(sql, values![&digest]).await? else { return Ok(()) };
                match organisation {
                    Some(organisation) => work.note(organisation, &Stamp::new(at, Actor::User(user)), "session.ended", &user.to_string(), "{}").await,
                    None => Ok(()),
                }
            })
        })
        .await
    }

    /// Ends all sessions of a user. Returns how many.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn end_sessions_of(&self, user: UserId) -> Result<u64> {
        self.write(user.lane(), move |work| Box::pin(async move { work.execute("DELETE FROM session WHERE user_id = $1", values![user]).await })).await
    }

    /// Remembers that signing in failed, for an address or a network that is named as the caller likes: of what is typed into a form, only the
    /// digest is kept.
    ///
    /// Say so *before* the password is looked at, and [`Store::forget_try`] once it was right: of many tries at once, each then counts the others.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn failed_to_sign_in(&self, subject: &str, at: Timestamp) -> Result<TryId> {
        let (id, subject) = (TryId::at(at)?, subject_key(subject));
        self.write(id.lane(), move |work| {
            let subject = subject.clone();
            Box::pin(async move {
                work.execute("INSERT INTO sign_in_failure (id, subject, at) VALUES ($1, $2, $3)", values![id, &subject, at]).await?;
                Ok(id)
            })
        })
        .await
    }

    /// Forgets a try to sign in that did not fail, or was not made.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn forget_try(&self, id: TryId) -> Result<()> {
        self.write(id.lane(), move |work| Box::pin(async move { work.execute("DELETE FROM sign_in_failure WHERE id = $1", values![id]).await.map(drop) })).await
    }

    /// How often signing in failed for a subject since a time: what throttling rests on, on all servers of one database.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn failures_to_sign_in(&self, subject: &str, since: Timestamp) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM sign_in_failure WHERE subject = $1 AND at >= $2";
        let found: Option<Failures> = self.reader().await?.row(sql, values![&subject_key(subject), since]).await?;
        Ok(found.map_or(0, |Failures(count)| count))
    }
}

/// What a subject is counted under: of one length, whatever a stranger types.
fn subject_key(subject: &str) -> String {
    Sha256::digest(subject).iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Ended {
    user: UserId,
    organisation: Option<OrganisationId>,
}

impl Stored for Ended {
    const KIND: &'static str = "a session";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { user: fields.parsed()?, organisation: fields.parsed_or_none()? })
    }
}

struct Failures(u64);

impl Stored for Failures {
    const KIND: &'static str = "a count";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self(fields.count()?))
    }
}
