//! The audit trail: who saw and did what, one chain per organisation.
//!
//! Entries are numbered without gaps, and each carries the digest of the one before it. The database refuses to change or delete them; whoever
//! gets around that leaves a chain that does not hold ([`Office::verify_audit`]). Who can rewrite the whole chain can also rewrite its
//! end: note the digest of the end elsewhere from time to time.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::id::OrganisationId;
use crate::json::Json;
use crate::page::{Page, Paged};
use crate::store::Office;

/// One entry of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1, without gaps within an organisation.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What was done, in a word: `determination.kept`.
    pub action: String,
    /// To what: mostly an id.
    pub object: String,
    /// What else is to be said of it.
    pub detail: Json,
    /// The digest of the entry before.
    pub before: [u8; 32],
    /// SHA-256 of this entry and the digest before.
    pub digest: [u8; 32],
}

/// What came of reading the whole trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trail {
    /// Every entry is there and as it was written.
    Whole {
        /// How many there are.
        entries: i64,
        /// The digest of the last one.
        end: [u8; 32],
    },
    /// From this number on, it is not what was written.
    Broken {
        /// The first number at which it does not hold.
        number: i64,
    },
}

/// The end of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) number: i64,
    pub(crate) digest: [u8; 32],
}

impl Head {
    /// The end of a chain without entries: a digest that no other organisation's chain begins with.
    pub(crate) fn start(organisation: OrganisationId) -> Self {
        let mut hash = Sha256::new();
        put(&mut hash, b"comity-audit/1");
        put(&mut hash, organisation.to_string().as_bytes());
        Self { number: 0, digest: hash.finalize().into() }
    }
}

impl Stored for Head {
    const KIND: &'static str = "the end of an audit trail";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { number: fields.int()?, digest: fields.digest()? })
    }
}

/// An entry to be written after the end of a chain.
pub(crate) struct Link<'a> {
    pub(crate) organisation: OrganisationId,
    pub(crate) head: &'a Head,
    pub(crate) stamp: &'a Stamp,
    pub(crate) action: &'a str,
    pub(crate) object: &'a str,
    pub(crate) detail: &'a str,
}

impl Link<'_> {
    /// The end of the chain with this entry.
    pub(crate) fn next(&self) -> Head {
        let number = self.head.number + 1;
        let mut hash = Sha256::new();
        put(&mut hash, &self.head.digest);
        put(&mut hash, self.organisation.to_string().as_bytes());
        put(&mut hash, &number.to_be_bytes());
        put(&mut hash, &self.stamp.at.as_microsecond().to_be_bytes());
        put(&mut hash, self.stamp.actor.to_string().as_bytes());
        put(&mut hash, self.action.as_bytes());
        put(&mut hash, self.object.as_bytes());
        put(&mut hash, self.detail.as_bytes());
        Head { number, digest: hash.finalize().into() }
    }
}

/// With its length before it, so that no two rows of fields run into the same bytes.
fn put(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

impl Stored for Entry {
    const KIND: &'static str = "an audit entry";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            number: fields.int()?,
            at: fields.at()?,
            actor: fields.parsed()?,
            action: fields.text()?,
            object: fields.text()?,
            detail: fields.parsed()?,
            before: fields.digest()?,
            digest: fields.digest()?,
        })
    }
}

const NEWEST_FIRST: &str = "SELECT number, at, actor, action, object, detail, before, digest FROM audit
    WHERE organisation = $1 AND number < $2 AND ($3 = '' OR object = $3) ORDER BY number DESC LIMIT $4";
const OLDEST_FIRST: &str = "SELECT number, at, actor, action, object, detail, before, digest FROM audit
    WHERE organisation = $1 AND number > $2 ORDER BY number LIMIT $3";

impl Office {
    /// Adds an entry for something that changed nothing in the store: that a determination was looked at, that records were exported.
    ///
    /// # Errors
    /// Where the organisation is not there, or the database cannot be used.
    pub async fn note(&self, stamp: &Stamp, action: &str, object: &str, detail: &Json) -> Result<()> {
        let (stamp, action, object, detail) = (stamp.clone(), action.to_owned(), object.to_owned(), detail.clone());
        self.write(move |organisation, work| {
            let (stamp, action, object, detail) = (stamp.clone(), action.clone(), object.clone(), detail.clone());
            Box::pin(async move { work.note(organisation, &stamp, &action, &object, detail.as_str()).await })
        })
        .await
    }

    /// The trail, newest first; only what was done to one object, where one is named.
    ///
    /// # Errors
    /// Where the database cannot be used, or the cursor was not given out.
    pub async fn audit(&self, object: Option<&str>, page: &Page) -> Result<Paged<Entry>> {
        let values = values![self.organisation(), page.below_number()?, object.unwrap_or_default(), page.fetch()];
        let fetched = self.reader().await?.rows(NEWEST_FIRST, values).await?;
        Ok(page.of(fetched, |entry: &Entry| entry.number.to_string()))
    }

    /// Entries after a number, oldest first, at most `limit`: to carry the trail elsewhere.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn audit_after(&self, number: i64, limit: u32) -> Result<Vec<Entry>> {
        Ok(self.reader().await?.rows(OLDEST_FIRST, values![self.organisation(), number, i64::from(limit)]).await?)
    }

    /// Reads the trail from its beginning, and tells whether it is as it was written.
    ///
    /// # Errors
    /// Where the organisation is not there, or the database cannot be used.
    pub async fn verify_audit(&self) -> Result<Trail> {
        const AT_ONCE: u32 = 1000;
        let organisation = self.organisation();
        // Read before the entries: those that come in meanwhile lie beyond it.
        let end: Option<Head> = self.reader().await?.row("SELECT number, digest FROM audit_head WHERE organisation = $1", values![organisation]).await?;
        let end = end.ok_or_else(|| StoreError::not_found("organisation", organisation))?;
        let mut head = Head::start(organisation);
        while head.number < end.number {
            let entries = self.audit_after(head.number, AT_ONCE).await?;
            if entries.is_empty() {
                return Ok(Trail::Broken { number: head.number + 1 });
            }
            for entry in entries {
                let stamp = Stamp::new(entry.at, entry.actor);
                let link = Link { organisation, head: &head, stamp: &stamp, action: &entry.action, object: &entry.object, detail: entry.detail.as_str() };
                let next = link.next();
                if entry.number != next.number || entry.before != head.digest || entry.digest != next.digest {
                    return Ok(Trail::Broken { number: next.number });
                }
                head = next;
                if head.number == end.number {
                    break;
                }
            }
        }
        if head == end { Ok(Trail::Whole { entries: end.number, end: end.digest }) } else { Ok(Trail::Broken { number: end.number }) }
    }
}
