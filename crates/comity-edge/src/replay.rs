//! The same transaction, the same law, the same answer, proved by digests.

use std::collections::BTreeSet;

use comity_decide::{Engine, Options, ReceiptRecord};
use serde_json::{Map, Value as Json};

use crate::{bundled::LazyCriteria, document::Document, error::EdgeError};

/// How a receipt's answer came out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// The same, of this digest.
    Same(String),
    /// Another one: every field in which the receipts differ, in words.
    Other(Vec<String>),
}

/// Decides the transaction of a receipt file again and compares the receipts.
///
/// # Errors
/// When the document is no receipt, or its transaction cannot be read by the law that is loaded.
pub fn replay(engine: &Engine, criteria: &LazyCriteria, mut file: Document) -> Result<Replayed, EdgeError> {
    let (format, input, receipt) = (file.take("format"), file.take("input"), file.take("receipt"));
    let not_a_receipt = || EdgeError::NotAReceipt { name: file.name.clone() };
    if format.as_ref().and_then(Json::as_str) != Some(ReceiptRecord::FORMAT) || file.value.as_object().is_none_or(|rest| !rest.is_empty()) {
        return Err(not_a_receipt());
    }
    let (Some(input), Some(Json::Object(receipt))) = (input, receipt) else { return Err(not_a_receipt()) };
    let text = serde_json::to_string_pretty(&input).unwrap_or_default();
    let document = Document::parse(format!("{} (input)", file.name), text, true)?;
    let transaction = document.transaction(engine.law(), criteria, None)?;
    let strict = receipt.get("strict").and_then(Json::as_bool).unwrap_or_default();
    let again = engine.decide_with_receipt(&transaction, &input, Options { strict, explain: false });
    let Ok(Json::Object(again)) = serde_json::to_value(&again.receipt) else { return Err(not_a_receipt()) };
    if again == receipt {
        return Ok(Replayed::Same(show(again.get("digest"))));
    }
    Ok(Replayed::Other(differences("", &receipt, &again)))
}

/// Every field in which two records differ.
fn differences(place: &str, was: &Map<String, Json>, is: &Map<String, Json>) -> Vec<String> {
    let mut out = Vec::new();
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for key in keys {
        match (was.get(key), is.get(key)) {
            (was, is) if was == is => {}
            (Some(Json::Array(was)), Some(Json::Array(is))) if key == "law" => out.extend(parts(was, is)),
            (was, is) => out.push(format!("{place}{key}: was {}, is {}", show(was), show(is))),
        }
    }
    out
}

/// How the parts of the law differ.
fn parts(was: &[Json], is: &[Json]) -> Vec<String> {
    let named = |parts: &[Json], name: Option<&Json>| parts.iter().find(|part| part.get("part") == name).cloned();
    let mut out = Vec::new();
    for part in was {
        let name = part.get("part");
        match (part, named(is, name)) {
            (_, None) => out.push(format!("{} is no longer used", show(name))),
            (part, Some(now)) if *part == now => {}
            (Json::Object(part), Some(Json::Object(now))) => {
                if part.get("digest") != now.get("digest") {
                    out.push(format!("{} has changed since", show(name)));
                }
                let rest =
                    |part: &Map<String, Json>| part.iter().filter(|(key, _)| *key != "digest").map(|(key, value)| (key.clone(), value.clone())).collect();
                out.extend(differences(&format!("{}: ", show(name)), &rest(part), &rest(&now)));
            }
            _ => out.push(format!("{} is no part of a receipt", show(Some(part)))),
        }
    }
    out.extend(is.iter().filter(|part| named(was, part.get("part")).is_none()).map(|part| format!("{} was not used", show(part.get("part")))));
    if out.is_empty() {
        out.push("law: the parts stand in another order, or twice".into());
    }
    out
}

fn show(value: Option<&Json>) -> String {
    match value {
        Some(Json::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "absent".into(),
    }
}
