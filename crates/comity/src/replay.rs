//! `comity replay`: the same transaction, the same law, the same answer, proved by digests.

use std::{path::Path, process::ExitCode};

use comity_decide::{Engine, Options, ReceiptRecord};
use serde_json::Value as Json;

use crate::{bundled, document::Document, error::CliError};

pub fn run(folder: Option<&Path>, path: &Path) -> Result<ExitCode, CliError> {
    let mut file = Document::read(path)?;
    let not_a_receipt = || CliError::NotAReceipt { path: path.to_path_buf() };
    if file.value.get("format").and_then(Json::as_str) != Some(ReceiptRecord::FORMAT) {
        return Err(not_a_receipt());
    }
    let (Some(input), Some(receipt)) = (file.take("input"), file.take("receipt")) else { return Err(not_a_receipt()) };
    let law = bundled::law(folder)?;
    let engine = Engine::new(&law);
    let text = serde_json::to_string_pretty(&input).unwrap_or_default();
    let document = Document::parse(format!("{} (input)", path.display()), text, true)?;
    let transaction = document.transaction(&law, None)?;
    let strict = receipt.get("strict").and_then(Json::as_bool).unwrap_or_default();
    let again = engine.decide_with_receipt(&transaction, &input, Options { strict, explain: false });
    let again = serde_json::to_value(&again.receipt).unwrap_or_default();
    if again == receipt {
        anstream::println!("same answer: {}", again.get("digest").and_then(Json::as_str).unwrap_or_default());
        return Ok(ExitCode::SUCCESS);
    }
    anstream::println!("not the same answer:");
    for key in ["input", "result", "engine", "strict", "law_digest"] {
        if again.get(key) != receipt.get(key) {
            anstream::println!("  {key}: was {}, is {}", show(receipt.get(key)), show(again.get(key)));
        }
    }
    for part in receipt.get("law").and_then(Json::as_array).into_iter().flatten() {
        let name = part.get("part");
        let now = again.get("law").and_then(Json::as_array).into_iter().flatten().find(|other| other.get("part") == name);
        match now {
            None => anstream::println!("  {} is no longer used", show(name)),
            Some(now) if now.get("digest") != part.get("digest") => anstream::println!("  {} has changed since", show(name)),
            Some(_) => {}
        }
    }
    Ok(ExitCode::from(1))
}

fn show(value: Option<&Json>) -> String {
    match value {
        Some(Json::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "absent".into(),
    }
}
