//! The schema of what a party carries besides its facts: numbers, owners, and what screening found.

use serde_json::{Map, Value as Json, json};

/// Fields of a party that are no facts; `facts` are the fields of its facts, which an owner has too.
pub fn structure(facts: &Map<String, Json>) -> Map<String, Json> {
    let mut owner = facts.clone();
    let unknown = json!({ "enum": ["unknown"] });
    owner.insert("share".into(), json!({ "type": "string", "description": "Its share of what it holds, such as 30 %, or unknown" }));
    owner.insert("control".into(), json!({ "anyOf": [{ "type": "boolean" }, unknown], "description": "Does it control what it holds?" }));
    owner.insert("of".into(), json!({ "type": "string", "description": "The name of the owner that it holds a part of; the party itself when left out" }));
    owner.extend(common());
    let mut all = common();
    let owners = json!({ "type": "array", "items": { "type": "object", "properties": owner, "required": ["name"], "additionalProperties": false } });
    all.insert("owners".into(), owners);
    all
}

fn common() -> Map<String, Json> {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    let hit = json!({
        "alias": text, "decided": text, "facts": texts, "id": text, "identifier": { "type": "boolean" }, "list": text, "name": text,
        "score": { "type": "number", "description": "From 0 to 1" }, "state": { "enum": ["open", "same"] },
    });
    let required = ["facts", "id", "list", "name", "score", "state"];
    let set = json!({ "digest": text, "edition": { "type": "string", "format": "date" }, "set": text });
    let screened = json!({
        "facts": { "type": "object", "description": "By name of the party's fact: true, false or open" },
        "hits": { "type": "array", "items": { "type": "object", "properties": hit, "required": required, "additionalProperties": false } },
        "not_screened": texts,
        "records": { "type": "object", "description": "By name of the party's fact, what the records of the hits tell besides" },
        "sets": { "type": "array", "items": { "type": "object", "properties": set, "required": ["digest", "set"], "additionalProperties": false } },
    });
    let fields = [
        ("id", json!({ "type": ["string", "number"], "description": "Your own id of the party, under which decisions about hits are kept" })),
        ("identifiers", json!({ "anyOf": [text, texts], "description": "Numbers that registers gave it" })),
        ("screened", json!({ "type": "object", "properties": screened, "additionalProperties": false, "description": "What screening found" })),
    ];
    fields.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect()
}
