//! `comity replay`: the same transaction, the same law, the same answer, proved by digests.

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use comity_decide::{Engine, Options, ReceiptRecord};
use serde_json::{Map, Value as Json};

use crate::{
    bundled::{self, LazyCriteria},
    document::Document,
    error::CliError,
    output::say,
};

pub fn run(folder: Option<&Path>, path: &Path) -> Result<ExitCode, CliError> {
    let mut file = Document::read(path)?;
    let not_a_receipt = || CliError::NotAReceipt { path: path.to_path_buf() };
    let (format, input, receipt) = (file.take("format"), file.take("input"), file.take("receipt"));
    if format.as_ref().and_then(Json::as_str) != Some(ReceiptRecord::FORMAT) || file.value.as_object().is_none_or(|rest| !rest.is_empty()) {
        return Err(not_a_receipt());
    }
    let (Some(input), Some(Json::Object(receipt))) = (input, receipt) else { return Err(not_a_receipt()) };
    let law = bundled::law(folder)?;
    let engine = Engine::new(&law);
    let text = serde_json::to_string_pretty(&input).unwrap_or_default();
    let document = Document::parse(format!("{} (input)", path.display()), text, true)?;
    let transaction = document.transaction(&law, &LazyCriteria::of(folder), None)?;
    let strict = receipt.get("strict").and_then(Json::as_bool).unwrap_or_default();
    let again = engine.decide_with_receipt(&transaction, &input, Options { strict, explain: false });
    let Ok(Json::Object(again)) = serde_json::to_value(&again.receipt) else { return Err(not_a_receipt()) };
    if again == receipt {
        say!("same answer: {}", show(again.get("digest")))?;
        return Ok(ExitCode::SUCCESS);
    }
    say!("not the same answer:")?;
    for line in differences("", &receipt, &again) {
        say!("  {line}")?;
    }
    Ok(ExitCode::from(1))
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
