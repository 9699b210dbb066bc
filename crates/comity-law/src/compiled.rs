//! The compiled form of law: one block of bytes that loads in milliseconds.

use thiserror::Error;

use crate::{Digest, Law};

/// First bytes of every compiled law: format name and version.
const HEADER: &[u8] = b"comity-law/1\n";

/// Why compiled law could not be loaded.
#[derive(Debug, Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum CompiledError {
    /// Not compiled law, or of another version.
    #[error("not compiled law of this version")]
    #[diagnostic(code(law::compiled::version), help("compile the law folder with this version of comity"))]
    Version,
    /// Damaged.
    #[error("the compiled law is damaged")]
    #[diagnostic(code(law::compiled::damaged), help("compile the law folder again"))]
    Damaged(#[from] postcard::Error),
}

impl Law {
    /// Writes the compiled form.
    ///
    /// # Errors
    /// [`CompiledError::Damaged`] if the law cannot be written, which no resolved law causes.
    ///
    /// ```
    /// let law = comity_law::Law::default();
    /// let again = comity_law::Law::from_compiled(&law.to_compiled().unwrap()).unwrap();
    /// assert_eq!(law.digest(), again.digest());
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

    /// Digest of compiled bytes, for caches.
    pub fn compiled_digest(bytes: &[u8]) -> Digest {
        Digest::of(bytes)
    }
}
