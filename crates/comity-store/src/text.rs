//! Text that users give: trimmed, and of a length that a page can show.

use crate::error::{Result, StoreError};

/// A name or title: 1 to 400 characters once trimmed, none of them a control character.
pub(crate) fn short(what: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        Err(StoreError::invalid(what, "it is empty"))
    } else if text.chars().count() > 400 {
        Err(StoreError::invalid(what, "it has more than 400 characters"))
    } else if text.chars().any(char::is_control) {
        Err(StoreError::invalid(what, "it contains a control character"))
    } else {
        Ok(text.to_owned())
    }
}

/// A text of sentences: up to 20,000 characters; U+0000 is refused where it is written.
pub(crate) fn long(what: &'static str, text: &str) -> Result<String> {
    if text.chars().count() > 20_000 { Err(StoreError::invalid(what, "it has more than 20,000 characters")) } else { Ok(text.trim().to_owned()) }
}
