//! Parties that an organisation deals with, and how they were screened last.

mod waiting;

use jiff::Timestamp;

use crate::actor::{Actor, Stamp};
use crate::database::{Fault, Fields, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{OrganisationId, PartyId};
use crate::json::Json;
use crate::page::{Page, Paged};
use crate::store::Office;
use crate::text::short;

/// A party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// Its name.
    pub name: String,
    /// What else is known of it, in the form that screening reads.
    pub fields: Json,
    /// Counts its changes, from 1.
    pub revision: i64,
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last.
    pub changed: Timestamp,
}

/// How a party was screened last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screening {
    /// Which party.
    pub party: PartyId,
    /// The party's revision that was screened.
    pub revision: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// The digest of all list editions that it was screened against.
    pub editions: String,
    /// Hits that nobody has decided about.
    pub open_hits: u64,
    /// What screening found.
    pub result: Json,
}

/// A party that waits in the inbox, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The party.
    pub party: Party,
    /// How it was screened last; none where it never was.
    pub screened: Option<Screened>,
}

/// The gist of a [`Screening`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screened {
    /// The party's revision that was screened.
    pub revision: i64,
    /// When.
    pub at: Timestamp,
    /// The digest of the editions.
    pub editions: String,
    /// Hits that nobody has decided about.
    pub open_hits: u64,
}

impl Stored for Party {
    const KIND: &'static str = "a party";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { id: fields.parsed()?, name: fields.text()?, fields: fields.parsed()?, revision: fields.int()?, created: fields.at()?, changed: fields.at()? })
    }
}

impl Stored for Screening {
    const KIND: &'static str = "a screening";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            party: fields.parsed()?,
            revision: fields.int()?,
            at: fields.at()?,
            actor: fields.parsed()?,
            editions: fields.text()?,
            open_hits: fields.count()?,
            result: fields.parsed()?,
        })
    }
}

impl Stored for Waiting {
    const KIND: &'static str = "a party";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let party = Party::read(fields)?;
        let (revision, at, editions, open) = (fields.int_or_none()?, fields.at_or_none()?, fields.text_or_none()?, fields.int_or_none()?);
        let screened = match (revision, at, editions, open) {
            (Some(revision), Some(at), Some(editions), Some(open)) => {
                let open_hits = u64::try_from(open).map_err(|error| StoreError::damaged(Self::KIND, error))?;
                Some(Screened { revision, at, editions, open_hits })
            }
            _ => None,
        };
        Ok(Self { party, screened })
    }
}

const BY_ID: &str = "SELECT id, name, fields, revision, created, changed FROM party WHERE organisation = $1 AND id = $2 AND removed IS NULL";

/// Says why a change to `revision` touched no row.
async fn not_that(work: &mut Work, organisation: OrganisationId, id: PartyId, revision: i64) -> Fault {
    match work.row::<Party>(BY_ID, values![organisation, id]).await {
        Ok(Some(party)) => StoreError::Changed { kind: "party", key: id.to_string(), expected: revision, found: party.revision }.into(),
        Ok(None) => StoreError::not_found("party", id).into(),
        Err(fault) => fault,
    }
}

impl Office {
    /// Makes a party. Making the same again under the same id changes nothing, while nobody changed it.
    ///
    /// # Errors
    /// Where the id stands for another party, the name is empty or too long, or the database cannot be used.
    pub async fn create_party(&self, id: PartyId, name: &str, fields: &Json, stamp: &Stamp) -> Result<Party> {
        let name = short("name of the party", name)?;
        let (fields, stamp) = (fields.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (name, fields, stamp) = (name.clone(), fields.clone(), stamp.clone());
            Box::pin(async move {
                let sql = "INSERT INTO party (organisation, id, name, fields, revision, created, changed) VALUES ($1, $2, $3, $4, 1, $5, $5)
                    ON CONFLICT DO NOTHING RETURNING id, name, fields, revision, created, changed";
                if let Some(made) = work.row(sql, values![organisation, id, &name, &fields, stamp.at]).await? {
                    work.note(organisation, &stamp, "party.created", &id.to_string(), "{}").await?;
                    return Ok(made);
                }
                let there: Option<Party> = work.row(BY_ID, values![organisation, id]).await?;
                let same = there.filter(|there| there.revision == 1 && there.name == name && there.fields == fields);
                same.ok_or_else(|| StoreError::exists("party", id).into())
            })
        })
        .await
    }

    /// A party.
    ///
    /// # Errors
    /// Where there is none in this organisation, or the database cannot be used.
    pub async fn party(&self, id: PartyId) -> Result<Party> {
        let found = self.reader().await?.row(BY_ID, values![self.organisation(), id]).await?;
        found.ok_or_else(|| StoreError::not_found("party", id))
    }

    /// The parties, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn parties(&self, page: &Page) -> Result<Paged<Party>> {
        let sql = "SELECT id, name, fields, revision, created, changed FROM party
            WHERE organisation = $1 AND id < $2 AND removed IS NULL ORDER BY id DESC LIMIT $3";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), page.fetch()]).await?;
        Ok(page.of(fetched, |party: &Party| party.id.to_string()))
    }

    /// Changes a party that is still at a revision.
    ///
    /// # Errors
    /// Where it is at another revision, there is none, the name is empty or too long, or the database cannot be used.
    pub async fn change_party(&self, id: PartyId, revision: i64, name: &str, fields: &Json, stamp: &Stamp) -> Result<Party> {
        let (name, fields, stamp) = (short("name of the party", name)?, fields.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (name, fields, stamp) = (name.clone(), fields.clone(), stamp.clone());
            Box::pin(async move {
                let sql = "UPDATE party SET name = $4, fields = $5, changed = $6, revision = revision + 1
                    WHERE organisation = $1 AND id = $2 AND revision = $3 AND removed IS NULL
                    RETURNING id, name, fields, revision, created, changed";
                let changed = work.row(sql, values![organisation, id, revision, &name, &fields, stamp.at]).await?;
                let Some(changed) = changed else { return Err(not_that(work, organisation, id, revision).await) };
                work.note(organisation, &stamp, "party.changed", &id.to_string(), "{}").await?;
                Ok(changed)
            })
        })
        .await
    }

    /// Takes a party off the list; what was decided about it stays.
    ///
    /// # Errors
    /// Where it is at another revision, there is none, or the database cannot be used.
    pub async fn remove_party(&self, id: PartyId, revision: i64, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let sql = "UPDATE party SET removed = $4 WHERE organisation = $1 AND id = $2 AND revision = $3 AND removed IS NULL";
                if work.execute(sql, values![organisation, id, revision, stamp.at]).await? == 0 {
                    return Err(not_that(work, organisation, id, revision).await);
                }
                work.note(organisation, &stamp, "party.removed", &id.to_string(), "{}").await
            })
        })
        .await
    }

    /// Keeps what screening found of a party, in the place of what it found before.
    ///
    /// # Errors
    /// Where there is no such party, or the database cannot be used.
    pub async fn keep_screening(&self, party: PartyId, revision: i64, editions: &str, open_hits: u64, result: &Json, stamp: &Stamp) -> Result<()> {
        let open = i64::try_from(open_hits).map_err(|error| StoreError::invalid("open hits", error))?;
        let (editions, result, stamp) = (short("digest of the editions", editions)?, result.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (editions, result, stamp) = (editions.clone(), result.clone(), stamp.clone());
            Box::pin(async move {
                let known: Option<Party> = work.row(BY_ID, values![organisation, party]).await?;
                known.ok_or_else(|| StoreError::not_found("party", party))?;
                let sql = "INSERT INTO screening (organisation, party, revision, at, actor, editions, open_hits, result)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation, party) DO UPDATE SET revision = excluded.revision,
                    at = excluded.at, actor = excluded.actor, editions = excluded.editions, open_hits = excluded.open_hits, result = excluded.result";
                work.execute(sql, values![organisation, party, revision, stamp.at, &stamp.actor, &editions, open, &result]).await?;
                let detail = serde_json::json!({ "editions": editions, "open": open }).to_string();
                work.note(organisation, &stamp, "party.screened", &party.to_string(), &detail).await
            })
        })
        .await
    }

    /// How a party was screened last; none where it never was.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn screening(&self, party: PartyId) -> Result<Option<Screening>> {
        let sql = "SELECT party, revision, at, actor, editions, open_hits, result FROM screening WHERE organisation = $1 AND party = $2";
        Ok(self.reader().await?.row(sql, values![self.organisation(), party]).await?)
    }

    /// The parties to be looked at, newest first: never screened, changed since, screened against other editions than these, or with hits that nobody
    /// has decided about.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn inbox(&self, editions: &str, page: &Page) -> Result<Paged<Waiting>> {
        let sql = "SELECT p.id, p.name, p.fields, p.revision, p.created, p.changed, s.revision, s.at, s.editions, s.open_hits FROM party p
            LEFT JOIN screening s ON s.organisation = p.organisation AND s.party = p.id
            WHERE p.organisation = $1 AND p.id < $2 AND p.removed IS NULL
            AND (s.party IS NULL OR s.revision <> p.revision OR s.editions <> $3 OR s.open_hits > 0) ORDER BY p.id DESC LIMIT $4";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), editions, page.fetch()]).await?;
        Ok(page.of(fetched, |waiting: &Waiting| waiting.party.id.to_string()))
    }
}
