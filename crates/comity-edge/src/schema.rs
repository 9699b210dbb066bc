//! The JSON Schema of a transaction, made of the facts that the law knows.

mod parties;

use comity_law::{Fact, FactPlace, FactType, Law};
use serde_json::{Map, Value as Json, json};

/// JSON Schema (2020-12) of a transaction.
pub fn schema(law: &Law) -> Json {
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
