//! The audit trail: who saw and did what, one chain per organisation.
//!
//! Entries are numbered without gaps, and each carries the digest of the one before it. The database refuses to change or delete them; whoever
//! gets around that leaves a chain that does not hold ([`Office::verify_audit`]). Who can rewrite the whole chain can also rewrite its
//! end: note the digest of the end elsewhere from time to time.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Sql, Stored, values};
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

/// An entry after the end of a chain, as it is or will be stored.
pub(crate) struct Link<'a> {
    pub(crate) organisation: OrganisationId,
    pub(crate) head: &'a Head,
    /// Microseconds since 1970-01-01T00:00Z.
    pub(crate) at: i64,
    pub(crate) actor: &'a [u8],
    pub(crate) action: &'a [u8],
    pub(crate) object: &'a [u8],
    pub(crate) detail: &'a [u8],
}

impl Link<'_> {
    /// The end of the chain with this entry.
    pub(crate) fn next(&self) -> Head {
        let number = self.head.number + 1;
        let mut hash = Sha256::new();
        put(&mut hash, &self.head.digest);
        put(&mut hash, self.organisation.to_string().as_bytes());
        put(&mut hash, &number.to_be_bytes());
        put(&mut hash, &self.at.to_be_bytes());
        for text in [self.actor, self.action, self.object, self.detail] {
            put(&mut hash, text);
        }
        Head { number, digest: hash.finalize().into() }
    }
}

/// With its length before it, so that no two rows of fields run into the same bytes.
fn put(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

/// An entry as it lies in the table, whatever it says: somebody who changed it need not have made sense.
struct Raw {
    number: i64,
    at: i64,
    actor: Vec<u8>,
    action: Vec<u8>,
    object: Vec<u8>,
    detail: Vec<u8>,
    before: Vec<u8>,
    digest: Vec<u8>,
}

impl Stored for Raw {
    const KIND: &'static str = Entry::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            number: fields.int()?,
            at: fields.int()?,
            actor: fields.bytes()?,
            action: fields.bytes()?,
            object: fields.bytes()?,
            detail: fields.bytes()?,
            before: fields.bytes()?,
            digest: fields.bytes()?,
        })
    }
}

/// The end of a chain as it lies in the table.
struct RawHead {
    number: i64,
    digest: Vec<u8>,
}

impl Stored for RawHead {
    const KIND: &'static str = Head::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { number: fields.int()?, digest: fields.bytes()? })
    }
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
const NEWEST: &str = "SELECT number, digest FROM audit WHERE organisation = $1 ORDER BY number DESC LIMIT 1";
const AS_STORED: Sql = Sql::Each {
    sqlite: "SELECT number, at, CAST(actor AS BLOB), CAST(action AS BLOB), CAST(object AS BLOB), CAST(detail AS BLOB), before, digest FROM audit
        WHERE organisation = $1 AND number > $2 ORDER BY number LIMIT $3",
    postgres: "SELECT number, at, convert_to(actor, 'UTF8'), convert_to(action, 'UTF8'), convert_to(object, 'UTF8'), convert_to(detail, 'UTF8'), before, digest
        FROM audit WHERE organisation = $1 AND number > $2 ORDER BY number LIMIT $3",
};

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
        const AT_ONCE: i64 = 1000;
        let organisation = self.organisation();
        let newest: Option<RawHead> = self.reader().await?.row(NEWEST, values![organisation]).await?;
        // Read before the other entries: those that come in meanwhile lie beyond it.
        let end: Option<RawHead> = self.reader().await?.row("SELECT number, digest FROM audit_head WHERE organisation = $1", values![organisation]).await?;
        let end = end.ok_or_else(|| StoreError::not_found("organisation", organisation))?;
        if newest.is_some_and(|newest| newest.number > end.number) {
            return Ok(Trail::Broken { number: end.number + 1 });
        }
        let mut head = Head::start(organisation);
        while head.number < end.number {
            let entries: Vec<Raw> = self.reader().await?.rows(AS_STORED, values![organisation, head.number, AT_ONCE]).await?;
            if entries.is_empty() {
                return Ok(Trail::Broken { number: head.number + 1 });
            }
            for entry in entries {
                let Raw { number, at, actor, action, object, detail, before, digest } = &entry;
                let next = Link { organisation, head: &head, at: *at, actor, action, object, detail }.next();
                if *number != next.number || *before != head.digest || *digest != next.digest {
                    return Ok(Trail::Broken { number: next.number });
                }
                head = next;
                if head.number == end.number {
                    break;
                }
            }
        }
        let is_whole = head.number == end.number && end.digest == head.digest;
        Ok(if is_whole { Trail::Whole { entries: head.number, end: head.digest } } else { Trail::Broken { number: end.number } })
    }
}

#[cfg(test)]
mod tests {
    use super::{Head, Link};

    /// By an implementation of its own, of the layout that [`Link::next`] states: the chains that are stored must hold for ever.
    #[test]
    fn digests_stay_what_they_were() {
        let organisation = "019f8c1e-0000-7000-8000-000000000001".parse().unwrap();
        let head = Head::start(organisation);
        assert_eq!(hex(&head), "ae53b3f9994baf5ef445ee7c5ec21432f7afb783b52c2eb8d6f2384ad2888f06");
        let link = Link {
            organisation,
            head: &head,
            at: 1_785_000_000_000_001,
            actor: b"program:test",
            action: b"x.done",
            object: "Zo\u{eb}".as_bytes(),
            detail: b"{}",
        };
        let next = link.next();
        assert_eq!((next.number, hex(&next).as_str()), (1, "9a03ae4bc0f8e40ea5a6010bba25271f5503c3342f7e34a7137667fc2325e386"));
    }

    fn hex(head: &Head) -> String {
        head.digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
