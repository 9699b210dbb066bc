//! The catalogue: items by the organisation's own reference.

mod import;
mod standing;

use jiff::Timestamp;

pub use import::{Imported, ImportedCode, ImportedItem};
pub use standing::StandingCode;

use crate::actor::Stamp;
use crate::database::{Fault, Fields, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{ItemId, OrganisationId};
use crate::json::Json;
use crate::page::{Page, Paged};
use crate::store::Office;
use crate::text::{long, short};

/// What is said of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFields {
    /// The organisation's own name for it, unique there.
    pub reference: String,
    /// What it is.
    pub description: String,
    /// Its code of the Harmonized System.
    pub hs: Option<String>,
    /// Where it comes from.
    pub origin: Option<String>,
    /// Its characteristics, in the form that deciding reads.
    pub characteristics: Json,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// What is said of it.
    pub fields: ItemFields,
    /// Counts its changes, from 1.
    pub revision: i64,
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last.
    pub changed: Timestamp,
}

impl Stored for Item {
    const KIND: &'static str = "an item";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: fields.parsed()?,
            fields: ItemFields {
                reference: fields.text()?,
                description: fields.text()?,
                hs: fields.text_or_none()?,
                origin: fields.text_or_none()?,
                characteristics: fields.parsed()?,
            },
            revision: fields.int()?,
            created: fields.at()?,
            changed: fields.at()?,
        })
    }
}

fn sound(fields: &ItemFields) -> Result<ItemFields> {
    let optional = |what, text: &Option<String>| text.as_deref().map(|text| short(what, text)).transpose();
    Ok(ItemFields {
        reference: short("reference of the item", &fields.reference)?,
        description: long("description of the item", &fields.description)?,
        hs: optional("HS code", &fields.hs)?,
        origin: optional("origin", &fields.origin)?,
        characteristics: fields.characteristics.clone(),
    })
}

const BY_ID: &str = "SELECT id, reference, description, hs, origin, characteristics, revision, created, changed FROM item
    WHERE organisation = $1 AND id = $2 AND removed IS NULL";

async fn not_that(work: &mut Work, organisation: OrganisationId, id: ItemId, revision: i64) -> Fault {
    match work.row::<Item>(BY_ID, values![organisation, id]).await {
        Ok(Some(item)) => StoreError::Changed { kind: "item", key: id.to_string(), expected: revision, found: item.revision }.into(),
        Ok(None) => StoreError::not_found("item", id).into(),
        Err(fault) => fault,
    }
}

struct Other;

impl Stored for Other {
    const KIND: &'static str = Item::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.text().map(|_| Self)
    }
}

impl Office {
    /// Makes an item. Making the same again under the same id changes nothing, while nobody changed it.
    ///
    /// # Errors
    /// Where its reference is taken, its id stands for another item, a text cannot be used, or the database cannot.
    pub async fn create_item(&self, id: ItemId, fields: &ItemFields, stamp: &Stamp) -> Result<Item> {
        let (fields, stamp) = (sound(fields)?, stamp.clone());
        self.write(move |organisation, work| {
            let (fields, stamp) = (fields.clone(), stamp.clone());
            Box::pin(async move {
                let sql = "INSERT INTO item (organisation, id, reference, description, hs, origin, characteristics, revision, created, changed)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8) ON CONFLICT DO NOTHING
                    RETURNING id, reference, description, hs, origin, characteristics, revision, created, changed";
                let ItemFields { reference, description, hs, origin, characteristics } = fields.clone();
                let values = values![organisation, id, &reference, description, hs, origin, &characteristics, stamp.at];
                if let Some(made) = work.row(sql, values).await? {
                    let detail = serde_json::json!({ "reference": reference }).to_string();
                    work.note(organisation, &stamp, "item.created", &id.to_string(), &detail).await?;
                    return Ok(made);
                }
                let there: Option<Item> = work.row(BY_ID, values![organisation, id]).await?;
                let same = there.filter(|there| there.revision == 1 && there.fields == fields);
                same.ok_or_else(|| StoreError::exists("item", &reference).into())
            })
        })
        .await
    }

    /// An item.
    ///
    /// # Errors
    /// Where there is none in this organisation, or the database cannot be used.
    pub async fn item(&self, id: ItemId) -> Result<Item> {
        let found = self.reader().await?.row(BY_ID, values![self.organisation(), id]).await?;
        found.ok_or_else(|| StoreError::not_found("item", id))
    }

    /// An item by the organisation's own name for it.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn item_by_reference(&self, reference: &str) -> Result<Option<Item>> {
        let sql = "SELECT id, reference, description, hs, origin, characteristics, revision, created, changed FROM item
            WHERE organisation = $1 AND reference = $2 AND removed IS NULL";
        Ok(self.reader().await?.row(sql, values![self.organisation(), reference.trim()]).await?)
    }

    /// The catalogue, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn items(&self, page: &Page) -> Result<Paged<Item>> {
        let sql = "SELECT id, reference, description, hs, origin, characteristics, revision, created, changed FROM item
            WHERE organisation = $1 AND id < $2 AND removed IS NULL ORDER BY id DESC LIMIT $3";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), page.fetch()]).await?;
        Ok(page.of(fetched, |item: &Item| item.id.to_string()))
    }

    /// Changes an item that is still at a revision.
    ///
    /// # Errors
    /// Where it is at another revision, there is none, its reference is another item's, a text cannot be used, or the database cannot.
    pub async fn change_item(&self, id: ItemId, revision: i64, fields: &ItemFields, stamp: &Stamp) -> Result<Item> {
        let (fields, stamp) = (sound(fields)?, stamp.clone());
        self.write(move |organisation, work| {
            let (fields, stamp) = (fields.clone(), stamp.clone());
            Box::pin(async move {
                let other = "SELECT id FROM item WHERE organisation = $1 AND reference = $2 AND id <> $3";
                if let Some(Other) = work.row(other, values![organisation, &fields.reference, id]).await? {
                    Err(StoreError::exists("item", &fields.reference))?;
                }
                let sql = "UPDATE item SET reference = $4, description = $5, hs = $6, origin = $7, characteristics = $8, changed = $9,
                    revision = revision + 1 WHERE organisation = $1 AND id = $2 AND revision = $3 AND removed IS NULL
                    RETURNING id, reference, description, hs, origin, characteristics, revision, created, changed";
                let ItemFields { reference, description, hs, origin, characteristics } = fields;
                let values = values![organisation, id, revision, reference, description, hs, origin, &characteristics, stamp.at];
                let Some(changed) = work.row(sql, values).await? else { return Err(not_that(work, organisation, id, revision).await) };
                work.note(organisation, &stamp, "item.changed", &id.to_string(), "{}").await?;
                Ok(changed)
            })
        })
        .await
    }

    /// Takes an item out of the catalogue; its reference is free again, what was decided about it stays.
    ///
    /// # Errors
    /// Where it is at another revision, there is none, or the database cannot be used.
    pub async fn remove_item(&self, id: ItemId, revision: i64, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let sql = "UPDATE item SET removed = $4, reference = reference || ' (removed ' || id || ')'
                    WHERE organisation = $1 AND id = $2 AND revision = $3 AND removed IS NULL";
                if work.execute(sql, values![organisation, id, revision, stamp.at]).await? == 0 {
                    return Err(not_that(work, organisation, id, revision).await);
                }
                work.note(organisation, &stamp, "item.removed", &id.to_string(), "{}").await
            })
        })
        .await
    }
}
