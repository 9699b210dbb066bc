//! JSON, kept to the byte as it was given.

use serde::Serialize;

use crate::error::{Result, StoreError};

/// A JSON document that is kept as it was written.
///
/// ```
/// use comity_store::Json;
///
/// assert_eq!(Json::parse(r#"{ "a": 1.0 }"#.to_owned())?.as_str(), r#"{ "a": 1.0 }"#);
/// assert!(Json::parse("{".to_owned()).is_err());
/// # Ok::<(), comity_store::StoreError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
// INVARIANT (sound): the text is one JSON document.
pub struct Json(String);

impl Json {
    /// A document, if it is one.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn parse(text: String) -> Result<Self> {
        match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(StoreError::invalid("JSON", error)),
        }
    }

    /// The document of a value.
    ///
    /// # Errors
    /// Where the value has no JSON, such as a map with keys that are no text.
    pub fn of(value: &impl Serialize) -> Result<Self> {
        serde_json::to_string(value).map(Self).map_err(|error| StoreError::invalid("JSON", error))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::str::FromStr for Json {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text.to_owned())
    }
}

impl From<&Json> for crate::database::Value {
    fn from(json: &Json) -> Self {
        Self::Text(Some(json.0.clone()))
    }
}
