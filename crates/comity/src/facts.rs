//! `comity facts`: the facts that a transaction can state, as a page or as a JSON Schema.

mod characteristics;
mod parties;

use std::{fmt::Write, path::Path, process::ExitCode};

use comity_law::{Fact, FactKind, FactPlace, FactType, Law};
use serde_json::{Map, Value as Json, json};

use crate::{bundled, error::CliError, output::say};

pub fn run(folder: Option<&Path>, as_schema: bool, of_items: bool) -> Result<ExitCode, CliError> {
    if of_items {
        say!("{}", characteristics::page(&bundled::criteria(folder)?.vocabulary).trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    let law = bundled::law(folder)?;
    if as_schema {
        say!("{}", serde_json::to_string_pretty(&schema(&law)).unwrap_or_default())?;
    } else {
        say!("{}", page(&law).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The page `docs/facts.md`.
fn page(law: &Law) -> String {
    let mut out = String::from(
        "# Facts\n\n\
        Everything that a transaction can state. This page is printed by `comity facts`; the JSON Schema by `comity facts --schema`.\n\
        Any fact may be left out: it is then unknown, and the answer says what it would settle. Every fact also takes `\"unknown\"`\n\
        (nothing is presumed) and, but for the activity, the two countries and the codes that every transaction has, `\"not-applicable\"` (every test of it is false). Facts of the kind *knowledge* are presumed false when\n\
        nothing is said, and the answer lists them for confirmation.\n",
    );
    for (place, title, lead) in [
        (FactPlace::Transaction, "The transaction", "Top-level keys, or keys of the table before the dot."),
        (FactPlace::Item, "Each item", "Keys of an `[[item]]` table, besides `id`, `description` and `characteristics`."),
        (
            FactPlace::Party,
            "Each party",
            "Keys of a `[[party]]` table, besides `id` (yours), `identifiers` (register numbers), `owners` and `screened`: [parties.md](parties.md).",
        ),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n## {title}\n\n{lead}\n\n| fact | type | question |\n|---|---|---|\n");
        let mut facts: Vec<&Fact> = law.vocabulary.facts.iter().filter(|fact| fact.place == place).collect();
        facts.sort_by_key(|fact| (fact.path.contains('.') && place == FactPlace::Transaction, fact.path.clone()));
        for fact in facts {
            let _ = writeln!(out, "| `{}` | {} | {} |", fact.path, type_words(law, fact), question(law, fact));
        }
    }
    out
}

fn type_words(law: &Law, fact: &Fact) -> String {
    let mut words = match &fact.ty {
        FactType::Choice(words) => format!("one of {}", words.iter().map(|word| format!("`{}`", word.word)).collect::<Vec<_>>().join(", ")),
        FactType::Choices(words) => format!("some of {}", words.iter().map(|word| format!("`{}`", word.word)).collect::<Vec<_>>().join(", ")),
        FactType::Quantity { unit, .. } => format!("quantity in {unit}"),
        FactType::Bool => "true or false".into(),
        FactType::Hs => "tariff number".into(),
        FactType::Money => "amount".into(),
        FactType::Codes => "codes by list".into(),
        other => other.name().into(),
    };
    if fact.kind == FactKind::Knowledge {
        words.push_str("; knowledge");
    }
    if let Some(broader) = fact.broader {
        let _ = write!(words, "; narrower than `{}`", law.fact(broader).path);
    }
    words
}

fn question(law: &Law, fact: &Fact) -> String {
    let _ = law;
    let definition = fact.definition.as_deref().map(|definition| format!(" {definition}")).unwrap_or_default();
    format!("{}{definition}", fact.question).replace('|', "/")
}

/// JSON Schema (2020-12) of a transaction.
fn schema(law: &Law) -> Json {
    let mut tables: Map<String, Json> = Map::new();
    let mut top = Map::new();
    let (mut item, mut party) = (Map::new(), Map::new());
    for fact in &law.vocabulary.facts {
        let schema = fact_schema(law, fact);
        match (fact.path.split_once('.'), fact.place) {
            (Some((_, name)), FactPlace::Item) => drop(item.insert(name.into(), schema)),
            (Some((_, name)), FactPlace::Party) => drop(party.insert(name.into(), schema)),
            (Some((table, name)), FactPlace::Transaction) => {
                let fields = tables.entry(table).or_insert_with(|| json!({}));
                if let Some(fields) = fields.as_object_mut() {
                    fields.insert(name.into(), schema);
                }
            }
            (None, _) => drop(top.insert(fact.path.to_string(), schema)),
        }
    }
    let id = json!({ "type": ["string", "number"] });
    item.insert("id".into(), id.clone());
    item.insert("description".into(), json!({ "type": "string" }));
    item.insert("characteristics".into(), json!({ "type": "object", "description": "Properties of the item, for classification" }));
    party.extend(parties::structure(&party));
    top.insert("id".into(), id);
    for (table, fields) in tables {
        top.insert(table, json!({ "type": "object", "properties": fields, "additionalProperties": false }));
    }
    top.insert("item".into(), json!({ "type": "array", "minItems": 1, "items": { "type": "object", "properties": item, "additionalProperties": false } }));
    top.insert("party".into(), json!({ "type": "array", "items": { "type": "object", "properties": party, "additionalProperties": false } }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Comity transaction",
        "type": "object",
        "required": ["date", "activity", "from", "to", "item"],
        "properties": top,
        "additionalProperties": false,
    })
}

fn fact_schema(law: &Law, fact: &Fact) -> Json {
    let always = ["activity", "from", "to", "item.codes"].contains(&&*fact.path);
    let says = if always { json!(["unknown"]) } else { json!(["unknown", "not-applicable"]) };
    let own = match &fact.ty {
        FactType::Bool => json!({ "type": "boolean" }),
        FactType::Country => json!({ "type": "string", "pattern": "^[A-Za-z]{2}$" }),
        FactType::Region => json!({ "enum": law.vocabulary.regions.iter().map(|region| region.code.to_string()).collect::<Vec<_>>() }),
        FactType::Text => return json!({ "type": "string", "description": fact.question }),
        FactType::Choice(words) => json!({ "enum": words.iter().map(|word| word.word.to_string()).collect::<Vec<_>>() }),
        FactType::Choices(words) => {
            let words: Vec<String> = words.iter().map(|word| word.word.to_string()).collect();
            json!({ "anyOf": [{ "enum": words }, { "type": "array", "items": { "enum": words } }] })
        }
        FactType::Date => json!({ "type": "string", "format": "date" }),
        FactType::Hs => json!({ "type": ["string", "integer"] }),
        FactType::Money => json!({ "type": "string", "description": "an amount with its currency, such as 10000 USD" }),
        FactType::Quantity { unit, .. } => json!({ "type": "string", "description": format!("a number with its unit, such as 10 {unit}") }),
        FactType::Codes => {
            let code = json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "minItems": 1 }] });
            json!({ "type": "object", "additionalProperties": code })
        }
    };
    json!({ "anyOf": [own, { "enum": says }], "description": fact.question })
}
