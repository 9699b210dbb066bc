//! Digests of what was asked and of what a list said.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::{Query, Record, index::bare_number};

/// Digest of everything that a question says of a party, its id aside.
///
/// Ways of writing that say the same give the same digest: case, spaces, compatibility forms, the order of numbers, punctuation in them.
#[must_use]
pub fn facts(query: &Query) -> String {
    let text = |value: &Option<String>| value.as_deref().map(folded).unwrap_or_default();
    let mut numbers: Vec<String> = query.identifiers.iter().map(|one| bare_number(&one.value).unwrap_or_else(|| folded(&one.value))).collect();
    numbers.sort();
    numbers.dedup();
    let mut fields = vec![folded(&query.name), format!("{:?}", query.kind), text(&query.date_of_birth), text(&query.country)];
    fields.extend(numbers);
    digest(&fields)
}

/// Digest of everything that a list says of a record, its id aside: in some lists that is a place in a file.
#[must_use]
pub fn content(record: &Record) -> String {
    let record = Record { id: String::new(), ..record.clone() };
    // A record of strings always serialises.
    digest(&[serde_json::to_string(&record).unwrap_or_default()])
}

/// A text without differences that mean nothing.
pub fn folded(text: &str) -> String {
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digest(fields: &[String]) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        // With its length, so that no two lists of fields run together into one text.
        hash.update(field.len().to_le_bytes());
        hash.update(field);
    }
    let bytes = hash.finalize();
    format!("sha256:{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}
