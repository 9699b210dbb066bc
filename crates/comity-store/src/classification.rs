//! What an item was classified as, by whom, and who reviewed it. Both are only ever added to: the newest per list rules, the older ones are superseded.

use jiff::Timestamp;

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::id::{ClassificationId, ItemId};
use crate::store::Office;
use crate::text::{long, short};
use crate::word::words;

words! {
    /// What a reviewer says of a classification.
    Verdict, "verdict" {
        /// It holds.
        Confirmed = "confirmed",
        /// It does not.
        Rejected = "rejected",
    }
}

/// A classification of an item in one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// Its id.
    pub id: ClassificationId,
    /// Which item.
    pub item: ItemId,
    /// In which list.
    pub list: String,
    /// As which entry; or that it is in none, in the word that deciding reads.
    pub code: String,
    /// The digest of the list's edition that it was decided by.
    pub edition: String,
    /// Why.
    pub reasons: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// Whether a newer one of the same item and list stands in its place.
    pub superseded: bool,
    /// The last review of it.
    pub review: Option<Review>,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// What it says.
    pub verdict: Verdict,
    /// Why.
    pub why: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
}

/// A classification to be recorded.
#[derive(Clone, Debug)]
pub struct NewClassification {
    /// The id that it gets.
    pub id: ClassificationId,
    /// Which item.
    pub item: ItemId,
    /// In which list.
    pub list: String,
    /// As which entry.
    pub code: String,
    /// The digest of the list's edition.
    pub edition: String,
    /// Why.
    pub reasons: String,
}

impl Stored for Classification {
    const KIND: &'static str = "a classification";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: fields.parsed()?,
            item: fields.parsed()?,
            list: fields.text()?,
            code: fields.text()?,
            edition: fields.text()?,
            reasons: fields.text()?,
            at: fields.at()?,
            actor: fields.parsed()?,
            superseded: fields.int()? != 0,
            review: match (fields.parsed_or_none()?, fields.text_or_none()?, fields.at_or_none()?, fields.parsed_or_none()?) {
                (Some(verdict), Some(why), Some(at), Some(actor)) => Some(Review { verdict, why, at, actor }),
                _ => None,
            },
        })
    }
}

struct By(Actor);

impl Stored for By {
    const KIND: &'static str = Classification::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.parsed().map(Self)
    }
}

impl Office {
    /// Records what an item is in a list.
    ///
    /// # Errors
    /// Where there is no such item, the id is taken, a text cannot be used, or the database cannot.
    pub async fn classify(&self, new: &NewClassification, stamp: &Stamp) -> Result<()> {
        let new = NewClassification {
            id: new.id,
            item: new.item,
            list: short("list", &new.list)?,
            code: short("code", &new.code)?,
            edition: short("edition", &new.edition)?,
            reasons: long("reasons", &new.reasons)?,
        };
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let (new, stamp) = (new.clone(), stamp.clone());
            Box::pin(async move {
                let detail = serde_json::json!({ "item": new.item.to_string(), "list": new.list, "code": new.code }).to_string();
                let number = work.note_numbered(organisation, &stamp, "item.classified", &new.id.to_string(), &detail).await?;
                let sql = "INSERT INTO classification (organisation, id, item, list, code, edition, reasons, at, actor, number)
                    SELECT i.organisation, CAST($2 AS TEXT), i.id, CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT),
                    CAST($8 AS BIGINT), CAST($9 AS TEXT), CAST($10 AS BIGINT) FROM item i WHERE i.organisation = $1 AND i.id = $3 AND i.removed IS NULL
                    ON CONFLICT DO NOTHING";
                let values = values![organisation, new.id, new.item, new.list, new.code, new.edition, new.reasons, stamp.at, &stamp.actor, number];
                if work.execute(sql, values).await? == 0 {
                    let taken: Option<By> =
                        work.row("SELECT actor FROM classification WHERE organisation = $1 AND id = $2", values![organisation, new.id]).await?;
                    Err(taken.map_or_else(|| StoreError::not_found("item", new.item), |_| StoreError::exists("classification", new.id)))?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Reviews a classification: a person other than the one who made it.
    ///
    /// # Errors
    /// Where it was made by the same person, no person reviews, there is no such classification, or the database cannot be used.
    pub async fn review(&self, id: ClassificationId, verdict: Verdict, why: &str, stamp: &Stamp) -> Result<()> {
        let Some(reviewer) = stamp.actor.user() else {
            return Err(StoreError::Refused { what: "a program does not review", instead: "let a person review it" });
        };
        let (why, stamp) = (long("why", why)?, stamp.clone());
        self.write(move |organisation, work| {
            let (why, stamp) = (why.clone(), stamp.clone());
            Box::pin(async move {
                let sql = "SELECT actor FROM classification WHERE organisation = $1 AND id = $2";
                let made: Option<By> = work.row(sql, values![organisation, id]).await?;
                let By(maker) = made.ok_or_else(|| StoreError::not_found("classification", id))?;
                if maker.user() == Some(reviewer) {
                    Err(StoreError::Refused { what: "nobody reviews a classification of their own", instead: "let another person review it" })?;
                }
                let detail = serde_json::json!({ "verdict": verdict.word() }).to_string();
                let number = work.note_numbered(organisation, &stamp, "classification.reviewed", &id.to_string(), &detail).await?;
                let sql = "INSERT INTO review (organisation, number, classification, verdict, why, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)";
                work.execute(sql, values![organisation, number, id, verdict, why, stamp.at, &stamp.actor]).await.map(drop)
            })
        })
        .await
    }

    /// All classifications of an item, newest first, with the last review of each.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn classifications(&self, item: ItemId) -> Result<Vec<Classification>> {
        let sql = "SELECT c.id, c.item, c.list, c.code, c.edition, c.reasons, c.at, c.actor,
            CASE WHEN EXISTS (SELECT 1 FROM classification n WHERE n.organisation = c.organisation AND n.item = c.item AND n.list = c.list AND n.number > c.number)
                THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END,
            r.verdict, r.why, r.at, r.actor FROM classification c
            LEFT JOIN review r ON r.organisation = c.organisation AND r.classification = c.id AND r.number =
                (SELECT MAX(l.number) FROM review l WHERE l.organisation = c.organisation AND l.classification = c.id)
            WHERE c.organisation = $1 AND c.item = $2 ORDER BY c.number DESC";
        Ok(self.reader().await?.rows(sql, values![self.organisation(), item]).await?)
    }
}
