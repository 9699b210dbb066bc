//! What every item of a catalogue is classified as now, in one look: what a change of law is held against.

use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::id::ItemId;
use crate::page::Page;
use crate::store::Office;

/// An item, with the code that it has now in one list; without one where it was never classified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingCode {
    /// The item.
    pub item: ItemId,
    /// List, code, and the edition by which it was decided.
    pub code: Option<(String, String, String)>,
}

impl Stored for StandingCode {
    const KIND: &'static str = "a classification";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let item = fields.parsed()?;
        let code = match (fields.text_or_none()?, fields.text_or_none()?, fields.text_or_none()?) {
            (Some(list), Some(code), Some(edition)) => Some((list, code, edition)),
            (None, None, None) => None,
            _ => return Err(StoreError::damaged(Self::KIND, "a part of it is missing")),
        };
        Ok(Self { item, code })
    }
}

impl Office {
    /// The codes that the items of a page of the catalogue have now, newest item first; an item has a row for each list in which it has one, and one
    /// row where it has none. A code that its last review rejected is none. The page is of items, so the rows may be more than its limit.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn standing_codes(&self, page: &Page) -> Result<Vec<StandingCode>> {
        let sql = "SELECT i.id, c.list, c.code, c.edition FROM (SELECT id, organisation FROM item
            WHERE organisation = $1 AND id < $2 AND removed IS NULL ORDER BY id DESC LIMIT $3) i
            LEFT JOIN classification c ON c.organisation = i.organisation AND c.item = i.id AND NOT EXISTS (SELECT 1 FROM classification n
                WHERE n.organisation = c.organisation AND n.item = c.item AND n.list = c.list AND n.number > c.number)
            AND COALESCE((SELECT r.verdict FROM review r WHERE r.organisation = c.organisation AND r.classification = c.id
                ORDER BY r.number DESC LIMIT 1), '') <> 'rejected'
            ORDER BY i.id DESC, c.list";
        Ok(self.reader().await?.rows(sql, values![self.organisation(), page.below(), i64::from(page.size())]).await?)
    }
}
