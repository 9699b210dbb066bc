//! How many parties wait in the inbox.

use crate::database::{Fields, Stored, values};
use crate::error::Result;
use crate::store::Office;

struct Count(u64);

impl Stored for Count {
    const KIND: &'static str = "a count of parties";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.count().map(Self)
    }
}

impl Office {
    /// How many parties [`Office::inbox`] holds for these editions.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn waiting(&self, editions: &str) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM party p LEFT JOIN screening s ON s.organisation = p.organisation AND s.party = p.id
            WHERE p.organisation = $1 AND p.removed IS NULL AND (s.party IS NULL OR s.revision <> p.revision OR s.editions <> $2 OR s.open_hits > 0)";
        let count: Option<Count> = self.reader().await?.row(sql, values![self.organisation(), editions]).await?;
        Ok(count.map_or(0, |Count(count)| count))
    }
}
