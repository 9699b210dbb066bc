//! What a job was asked, beside what it answered.

use super::Chunk;
use crate::database::values;
use crate::error::Result;
use crate::id::JobId;
use crate::store::Office;

impl Office {
    /// The chunks of a job's input after a number (-1 for the first ones), at most `limit`. Each has the number of the chunk of output that answers it.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn job_input(&self, id: JobId, after: i64, limit: u32) -> Result<Vec<Chunk>> {
        let sql = "SELECT number, body FROM job_input WHERE organisation = $1 AND job = $2 AND number > $3 ORDER BY number LIMIT $4";
        Ok(self.reader().await?.rows(sql, values![self.organisation(), id, after, i64::from(limit)]).await?)
    }
}
