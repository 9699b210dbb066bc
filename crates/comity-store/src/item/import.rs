//! Many items at once, from a file: all of them are taken over, or none.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::{Item, sound};
use crate::actor::Stamp;
use crate::database::{Fault, Fields, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{ClassificationId, ItemId, OrganisationId};
use crate::item::ItemFields;
use crate::store::Office;
use crate::text::{long, short};

/// What a file says of an item. What is absent was not said: an item that is there already keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedItem {
    /// The organisation's own name for it: the item that has it already is changed.
    pub reference: String,
    /// What it is.
    pub description: Option<String>,
    /// Its code of the Harmonized System.
    pub hs: Option<String>,
    /// Where it comes from.
    pub origin: Option<String>,
    /// Characteristics, each in the place of one of the same name.
    pub characteristics: Map<String, Json>,
    /// What it was classified as, at most once a list.
    pub codes: Vec<ImportedCode>,
}

/// What a file says that an item was classified as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedCode {
    /// In which list.
    pub list: String,
    /// As which entry.
    pub code: String,
    /// By which edition of the list.
    pub edition: String,
    /// Whether the file says when it was decided; else it says nothing new of a code that is there.
    pub is_dated: bool,
    /// Why.
    pub reasons: String,
}

/// How many things an import made and changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Items that were not there.
    pub created: u64,
    /// Items of which something else is said now.
    pub changed: u64,
    /// Items of which the file said nothing new.
    pub unchanged: u64,
    /// Codes that were recorded.
    pub classified: u64,
}

const BY_REFERENCE: &str = "SELECT id, reference, description, hs, origin, characteristics, revision, created, changed FROM item
    WHERE organisation = $1 AND reference = $2 AND removed IS NULL";

/// The newest classification of an item in a list.
struct Standing {
    code: String,
    edition: String,
}

impl Stored for Standing {
    const KIND: &'static str = "a classification";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { code: fields.text()?, edition: fields.text()? })
    }
}

impl Office {
    /// Takes over what a file says of items, in one transaction: new ones are made, known ones changed, and codes recorded that do not stand already.
    /// A file that is taken over twice changes nothing the second time.
    ///
    /// # Errors
    /// Where a text cannot be used, or the database cannot. Then nothing of the file is kept.
    pub async fn import_items(&self, items: Vec<ImportedItem>, stamp: &Stamp) -> Result<Imported> {
        for item in &items {
            short("reference of the item", &item.reference)?;
            for code in &item.codes {
                short("list", &code.list)?;
                short("code", &code.code)?;
                short("edition", &code.edition)?;
                long("reasons", &code.reasons)?;
            }
        }
        let (items, stamp) = (Arc::new(items), stamp.clone());
        self.write(move |organisation, work| {
            let (items, stamp) = (Arc::clone(&items), stamp.clone());
            Box::pin(async move {
                let mut imported = Imported::default();
                for item in items.iter() {
                    take_over(work, organisation, item, &stamp, &mut imported).await?;
                }
                Ok(imported)
            })
        })
        .await
    }
}

async fn take_over(
    work: &mut Work,
    organisation: OrganisationId,
    said: &ImportedItem,
    stamp: &Stamp,
    imported: &mut Imported,
) -> std::result::Result<(), Fault> {
    let known: Option<Item> = work.row(BY_REFERENCE, values![organisation, said.reference.trim()]).await?;
    let (id, fields) = match &known {
        Some(item) => (item.id, merged(Some(&item.fields), said)?),
        None => (ItemId::at(stamp.at)?, merged(None, said)?),
    };
    let is_same = known.as_ref().is_some_and(|item| item.fields == fields);
    let ItemFields { reference, description, hs, origin, characteristics } = fields;
    match &known {
        Some(_) if is_same => imported.unchanged += 1,
        Some(item) => {
            let sql = "UPDATE item SET description = $3, hs = $4, origin = $5, characteristics = $6, changed = $7, revision = revision + 1
                WHERE organisation = $1 AND id = $2 AND revision = $8 AND removed IS NULL";
            let values = values![organisation, id, description, hs, origin, &characteristics, stamp.at, item.revision];
            if work.execute(sql, values).await? == 0 {
                Err(StoreError::not_found("item", id))?;
            }
            work.note(organisation, stamp, "item.changed", &id.to_string(), r#"{"from":"file"}"#).await?;
            imported.changed += 1;
        }
        None => {
            let sql = "INSERT INTO item (organisation, id, reference, description, hs, origin, characteristics, revision, created, changed)
                VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)";
            work.execute(sql, values![organisation, id, &reference, description, hs, origin, &characteristics, stamp.at]).await?;
            let detail = serde_json::json!({ "reference": reference, "from": "file" }).to_string();
            work.note(organisation, stamp, "item.created", &id.to_string(), &detail).await?;
            imported.created += 1;
        }
    }
    for code in &said.codes {
        imported.classified += u64::from(classify(work, organisation, id, code, stamp).await?);
    }
    Ok(())
}

/// What is said of an item now.
fn merged(known: Option<&ItemFields>, said: &ImportedItem) -> Result<ItemFields> {
    let mut characteristics = match known {
        Some(known) => serde_json::from_str::<Map<String, Json>>(known.characteristics.as_str()).unwrap_or_default(),
        None => Map::new(),
    };
    let before = characteristics.clone();
    characteristics.extend(said.characteristics.clone());
    let kept = match known {
        // What did not change stays as it was written.
        Some(known) if before == characteristics => known.characteristics.clone(),
        _ => crate::json::Json::of(&characteristics)?,
    };
    let or_known = |said: &Option<String>, known: Option<&String>| said.clone().or_else(|| known.cloned());
    sound(&ItemFields {
        reference: said.reference.clone(),
        description: or_known(&said.description, known.map(|known| &known.description)).unwrap_or_default(),
        hs: or_known(&said.hs, known.and_then(|known| known.hs.as_ref())),
        origin: or_known(&said.origin, known.and_then(|known| known.origin.as_ref())),
        characteristics: kept,
    })
}

/// Records a code, unless it stands already: by the same edition, or by whatever edition where the file does not say when it was decided, for then a file
/// that is taken over again after a change of law would hide that change. Gives whether it did.
async fn classify(work: &mut Work, organisation: OrganisationId, item: ItemId, said: &ImportedCode, stamp: &Stamp) -> std::result::Result<bool, Fault> {
    let sql = "SELECT code, edition FROM classification WHERE organisation = $1 AND item = $2 AND list = $3 ORDER BY number DESC LIMIT 1";
    let standing: Option<Standing> = work.row(sql, values![organisation, item, &said.list]).await?;
    if standing.is_some_and(|standing| standing.code == said.code.trim() && (!said.is_dated || standing.edition == said.edition.trim())) {
        return Ok(false);
    }
    let id = ClassificationId::at(stamp.at)?;
    let detail = serde_json::json!({ "item": item.to_string(), "list": said.list, "code": said.code, "from": "file" }).to_string();
    let number = work.note_numbered(organisation, stamp, "item.classified", &id.to_string(), &detail).await?;
    let sql = "INSERT INTO classification (organisation, id, item, list, code, edition, reasons, at, actor, number)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (list, code, edition, reasons) = (said.list.trim(), said.code.trim(), said.edition.trim(), said.reasons.trim());
    work.execute(sql, values![organisation, id, item, list, code, edition, reasons, stamp.at, &stamp.actor, number]).await?;
    Ok(true)
}
