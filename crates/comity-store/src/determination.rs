//! Determinations that are kept: the question and the answer to the byte, with what they are looked up by.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, Value, values};
use crate::error::{Result, StoreError};
use crate::id::DeterminationId;
use crate::json::Json;
use crate::page::{Page, Paged};
use crate::recheck::StandingState;
use crate::store::Office;
use crate::text::short;
use crate::word::words;

words! {
    /// By which door a determination came.
    Source, "source of a determination" {
        /// Somebody asked on a page.
        Portal = "portal",
        /// A program asked.
        Api = "api",
        /// One of many in a job.
        Job = "job",
    }
}

/// What a determination is looked up by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: DeterminationId,
    /// When it was kept.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// By which door.
    pub source: Source,
    /// The day that the question was about.
    pub day: Date,
    /// Where the goods leave, as the question says it; empty where it does not.
    pub origin: String,
    /// Where they go; empty where the question does not say.
    pub destination: String,
    /// The answer's outcome, in the engine's word.
    pub outcome: String,
    /// The digest in the answer's receipt.
    pub receipt: String,
    /// The last day on which it must be kept.
    pub keep_until: Date,
    /// Whether it would come out as it was kept; none where nothing else is known ([`Office::standing`] tells more).
    pub changed: Option<StandingState>,
}

/// A determination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determination {
    /// What it is looked up by.
    pub summary: Summary,
    /// The transaction that was asked about.
    pub question: Json,
    /// The engine's answer.
    pub answer: Json,
}

/// A determination to be kept; when and by whom, the stamp says.
#[derive(Clone, Debug)]
pub struct NewDetermination {
    /// The id that it gets.
    pub id: DeterminationId,
    /// By which door it came.
    pub source: Source,
    /// The day that the question is about.
    pub day: Date,
    /// Where the goods leave; empty where unknown.
    pub origin: String,
    /// Where they go; empty where unknown.
    pub destination: String,
    /// The answer's outcome.
    pub outcome: String,
    /// The digest in the answer's receipt.
    pub receipt: String,
    /// The last day on which it must be kept.
    pub keep_until: Date,
    /// The transaction.
    pub question: Json,
    /// The answer.
    pub answer: Json,
}

/// Which determinations a list shows; all of them, where nothing is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeterminationFilter {
    /// Only with this outcome.
    pub outcome: Option<String>,
    /// Only to this place.
    pub destination: Option<String>,
    /// Only with this receipt.
    pub receipt: Option<String>,
    /// Only about this day or later ones.
    pub from: Option<Date>,
    /// Only about days before this one.
    pub until: Option<Date>,
    /// Only those that would not come out as they were kept, or only the others.
    pub changed: Option<bool>,
}

impl Stored for Summary {
    const KIND: &'static str = "a determination";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: fields.parsed()?,
            at: fields.at()?,
            actor: fields.parsed()?,
            source: fields.parsed()?,
            day: fields.day()?,
            origin: fields.text()?,
            destination: fields.text()?,
            outcome: fields.text()?,
            receipt: fields.text()?,
            keep_until: fields.day()?,
            // Empty where there is no note.
            changed: Some(fields.text()?).filter(|word| !word.is_empty()).map(|word| word.parse()).transpose()?,
        })
    }
}

impl Stored for Determination {
    const KIND: &'static str = Summary::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { summary: Summary::read(fields)?, question: fields.parsed()?, answer: fields.parsed()? })
    }
}

/// The digests under which a determination is found to be the same.
struct Same {
    receipt: String,
    question: String,
    answer: String,
}

impl Stored for Same {
    const KIND: &'static str = Summary::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { receipt: fields.text()?, question: fields.text()?, answer: fields.text()? })
    }
}

const INSERT: &str = "INSERT INTO determination
    (organisation, id, at, actor, source, day, origin, destination, outcome, receipt, keep_until, question, answer)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";

const NEWEST_FIRST: &str = "SELECT d.id, d.at, d.actor, d.source, d.day, d.origin, d.destination, d.outcome, d.receipt, d.keep_until, COALESCE(r.state, '')
    FROM determination d LEFT JOIN rechecked r ON r.organisation = d.organisation AND r.determination = d.id
    WHERE d.organisation = $1 AND d.id < $2 AND ($3 = '' OR d.outcome = $3) AND ($4 = '' OR d.destination = $4) AND $5 = ''
    AND d.day >= $6 AND d.day < $7 AND ($9 = '' OR ($9 = 'yes' AND r.state IS NOT NULL) OR ($9 = 'no' AND r.state IS NULL))
    ORDER BY d.id DESC LIMIT $8";
const WITH_RECEIPT: &str = "SELECT d.id, d.at, d.actor, d.source, d.day, d.origin, d.destination, d.outcome, d.receipt, d.keep_until, COALESCE(r.state, '')
    FROM determination d LEFT JOIN rechecked r ON r.organisation = d.organisation AND r.determination = d.id
    WHERE d.organisation = $1 AND d.id < $2 AND ($3 = '' OR d.outcome = $3) AND ($4 = '' OR d.destination = $4) AND d.receipt = $5
    AND d.day >= $6 AND d.day < $7 AND ($9 = '' OR ($9 = 'yes' AND r.state IS NOT NULL) OR ($9 = 'no' AND r.state IS NULL))
    ORDER BY d.id DESC LIMIT $8";

struct Count(u64);

impl Stored for Count {
    const KIND: &'static str = "a count";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.count().map(Self)
    }
}

impl Office {
    /// Keeps a determination. When this returns, it is on disk. Keeping the same again under the same id changes nothing, so that a request that
    /// got no answer may be sent again.
    ///
    /// # Errors
    /// Where the id stands for another determination, a value is too long, or the database cannot be used.
    pub async fn keep_determination(&self, new: NewDetermination, stamp: &Stamp) -> Result<()> {
        short("outcome", &new.outcome)?;
        short("receipt", &new.receipt)?;
        for place in [&new.origin, &new.destination] {
            if !place.is_empty() {
                short("place", place)?;
            }
        }
        let (new, stamp) = (std::sync::Arc::new(new), stamp.clone());
        self.write(move |organisation, work| {
            let (new, stamp) = (std::sync::Arc::clone(&new), stamp.clone());
            Box::pin(async move {
                let values = values![
                    organisation,
                    new.id,
                    stamp.at,
                    &stamp.actor,
                    new.source,
                    new.day,
                    &new.origin,
                    &new.destination,
                    &new.outcome,
                    &new.receipt,
                    new.keep_until,
                    &new.question,
                    &new.answer,
                ];
                if work.execute(INSERT, values).await? > 0 {
                    // With the digest of the answer in it, the trail tells of an answer that was put in the place of this one.
                    let detail = serde_json::json!({ "receipt": new.receipt }).to_string();
                    return work.note(organisation, &stamp, "determination.kept", &new.id.to_string(), &detail).await;
                }
                let sql = "SELECT receipt, question, answer FROM determination WHERE organisation = $1 AND id = $2";
                let there: Option<Same> = work.row(sql, values![organisation, new.id]).await?;
                let same = |there: &Same| there.receipt == new.receipt && there.question == new.question.as_str() && there.answer == new.answer.as_str();
                if there.as_ref().is_some_and(same) { Ok(()) } else { Err(StoreError::exists("determination", new.id).into()) }
            })
        })
        .await
    }

    /// A determination.
    ///
    /// # Errors
    /// Where there is none in this organisation, or the database cannot be used.
    pub async fn determination(&self, id: DeterminationId) -> Result<Determination> {
        let sql = "SELECT id, at, actor, source, day, origin, destination, outcome, receipt, keep_until,
            COALESCE((SELECT r.state FROM rechecked r WHERE r.organisation = $1 AND r.determination = $2), ''), question, answer
            FROM determination WHERE organisation = $1 AND id = $2";
        let found = self.reader().await?.row(sql, values![self.organisation(), id]).await?;
        found.ok_or_else(|| StoreError::not_found("determination", id))
    }

    /// The determinations, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn determinations(&self, filter: &DeterminationFilter, page: &Page) -> Result<Paged<Summary>> {
        let text = |word: &Option<String>| Value::Text(Some(word.clone().unwrap_or_default()));
        let day = |day: Option<Date>, else_: &str| Value::Text(Some(day.map_or(else_.to_owned(), |day| day.to_string())));
        let values = vec![
            Value::from(self.organisation()),
            Value::from(page.below()),
            text(&filter.outcome),
            text(&filter.destination),
            text(&filter.receipt),
            day(filter.from, ""),
            // Greater than any day.
            day(filter.until, "~"),
            Value::from(page.fetch()),
            Value::from(filter.changed.map_or("", |changed| if changed { "yes" } else { "no" })),
        ];
        // A receipt is looked up among all that were ever kept, so it must be found by its index: with a condition that may be empty, it is not.
        let sql = if filter.receipt.as_ref().is_some_and(|receipt| !receipt.is_empty()) { WITH_RECEIPT } else { NEWEST_FIRST };
        let fetched = self.reader().await?.rows(sql, values).await?;
        Ok(page.of(fetched, |one: &Summary| one.id.to_string()))
    }

    /// How many determinations [`Office::remove_expired`] would remove on a day.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn expired(&self, today: Date) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM determination WHERE organisation = $1 AND keep_until < $2";
        let found: Option<Count> = self.reader().await?.row(sql, values![self.organisation(), today]).await?;
        Ok(found.map_or(0, |Count(count)| count))
    }

    /// Removes the determinations whose last day of keeping is past, at most `limit` of them, the oldest first. Returns how many; the trail tells which.
    /// They are evidence, and gone for good: nothing calls this by itself.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn remove_expired(&self, today: Date, limit: u32, stamp: &Stamp) -> Result<u64> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let sql = "SELECT id, at, actor, source, day, origin, destination, outcome, receipt, keep_until, '' FROM determination
                    WHERE organisation = $1 AND keep_until < $2 ORDER BY id LIMIT $3";
                let gone: Vec<Summary> = work.rows(sql, values![organisation, today, i64::from(limit)]).await?;
                let mut removed = 0;
                for one in &gone {
                    // Another server may have removed it since it was looked up: then it has said so.
                    if work.execute("DELETE FROM determination WHERE organisation = $1 AND id = $2", values![organisation, one.id]).await? == 0 {
                        continue;
                    }
                    removed += 1;
                    let detail = serde_json::json!({ "receipt": one.receipt, "kept-until": one.keep_until.to_string() }).to_string();
                    work.note(organisation, &stamp, "determination.expired", &one.id.to_string(), &detail).await?;
                }
                Ok(removed)
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::WITH_RECEIPT;
    use crate::database::{Fields, Stored, Value};
    use crate::{Address, Store};

    /// A step of SQLite's plan.
    struct Step(String);

    impl Stored for Step {
        const KIND: &'static str = "a plan";

        fn read(fields: &mut Fields<'_>) -> crate::Result<Self> {
            for _ in 0..3 {
                fields.int()?;
            }
            fields.text().map(Self)
        }
    }

    #[tokio::test]
    async fn a_receipt_is_found_by_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Address::file(folder.path().join("comity.db"))).await.unwrap();
        let plan: &'static str = format!("EXPLAIN QUERY PLAN {WITH_RECEIPT}").leak();
        let values = (1..=9).map(|_| Value::from("x")).collect();
        let steps: Vec<Step> = store.reader().await.unwrap().rows(plan, values).await.unwrap();
        let [Step(found), Step(joined)] = steps.as_slice() else { panic!("it sorts as well") };
        assert!(found.contains("SEARCH d") && found.contains("determination_receipt (organisation=? AND receipt=? AND id<?)"), "{found}");
        assert!(joined.contains("SEARCH r") && joined.contains("(organisation=? AND determination=?)"), "{joined}");
    }
}
