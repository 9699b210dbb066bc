//! The compiled form of criteria: one block of bytes, loaded only by what compares or classifies.

use super::Criteria;
use crate::CompiledError;

/// First bytes of every compiled block of criteria: format name and version.
const HEADER: &[u8] = b"comity-criteria/2\n";

impl Criteria {
    /// Writes the compiled form.
    ///
    /// # Errors
    /// [`CompiledError::Damaged`] if the criteria cannot be written, which no resolved criteria cause.
    ///
    /// ```
    /// use comity_law::criteria::Criteria;
    /// let criteria = Criteria::default();
    /// assert_eq!(Criteria::from_compiled(&criteria.to_compiled().unwrap()).unwrap(), criteria);
    /// ```
    pub fn to_compiled(&self) -> Result<Vec<u8>, CompiledError> {
        Ok(postcard::to_extend(self, HEADER.to_vec())?)
    }

    /// Loads the compiled form.
    ///
    /// # Errors
    /// When the bytes are of another version or damaged.
    pub fn from_compiled(bytes: &[u8]) -> Result<Self, CompiledError> {
        let body = bytes.strip_prefix(HEADER).ok_or(CompiledError::Version)?;
        Ok(postcard::from_bytes(body)?)
    }
}
