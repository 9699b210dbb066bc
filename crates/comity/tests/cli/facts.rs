//! `comity facts`: the published page and schema are what the law folder says, and real transactions fit the schema.

use std::fs;

use serde_json::{Value as Json, json};

use crate::{comity, files_below, root, transaction};

#[track_caller]
fn published(arguments: &[&str], file: &str) -> String {
    let printed = comity(0, arguments).out;
    let path = root().join(file);
    let stands = fs::read_to_string(&path).unwrap_or_default();
    assert!(stands == printed, "{file} is not what the law folder says: run `comity {} > {file}`", arguments.join(" "));
    printed
}

#[test]
fn the_page_is_published() {
    let page = published(&["facts"], "docs/facts.md");
    assert!(page.contains("| `end_use.military` |") && page.contains("| `item.codes` |"), "{page}");
}

#[test]
fn the_page_of_characteristics_is_published() {
    let page = published(&["facts", "--characteristics"], "docs/characteristics.md");
    assert!(page.contains("| `sample_rate` |") && page.contains("| `adc` |"), "{page}");
}

#[test]
fn the_schema_is_published_and_fits() {
    let schema: Json = serde_json::from_str(&published(&["facts", "--schema"], "docs/schema/transaction.schema.json")).unwrap();
    let mut fitted = 0;
    for folder in ["conformance", "examples"] {
        for path in files_below(&root().join(folder)) {
            if !path.extension().is_some_and(|extension| extension == "toml" || extension == "json") {
                continue;
            }
            let (mut document, case) = transaction(&path);
            if let Some(case) = &case {
                document["id"] = case["id"].clone();
            }
            // A fact that a test law adds is in no published schema.
            if case.is_some_and(|case| case.get("overlay").is_some()) {
                continue;
            }
            let faults = faults(&schema, &document, "");
            assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
            fitted += 1;
        }
    }
    assert!(fitted >= 120, "only {fitted} transactions were found");
}

#[test]
fn the_schema_refuses_what_the_engine_refuses() {
    let schema = comity(0, &["facts", "--schema"]).json();
    let sound = json!({ "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN", "item": [{ "codes": { "us/ccl": ["3A991"] } }] });
    assert_eq!(faults(&schema, &sound, ""), [""; 0]);
    for (pointer, value) in [
        ("/activity", json!("exprot")),
        ("/from", json!("USA")),
        ("/end_use", json!({ "militry": true })),
        ("/end_use", json!({ "military": 3 })),
        ("/item", json!([])),
        ("/item", json!([{ "colour": "red" }])),
        ("/item", json!([{ "codes": { "us/ccl": [] } }])),
        ("/to_region", json!("UA-99")),
        ("/colour", json!("red")),
    ] {
        let mut document = sound.clone();
        document[&pointer[1..]] = value.clone();
        assert!(!faults(&schema, &document, "").is_empty(), "{pointer} = {value} fits");
    }
    for field in ["date", "activity", "from", "to", "item"] {
        let mut document = sound.clone();
        document.as_object_mut().unwrap().remove(field);
        assert!(!faults(&schema, &document, "").is_empty(), "without {field} it fits");
    }
}

/// What in a value does not fit a schema. Knows the words that our schema uses, and refuses any other.
fn faults(schema: &Json, value: &Json, place: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fault = |fits: bool, word: &str| {
        if !fits {
            out.push(format!("{place}: {value} does not fit {word}"));
        }
    };
    let fields = schema.as_object().unwrap();
    let mut inner = Vec::new();
    for (word, rule) in fields {
        match word.as_str() {
            "$schema" | "title" | "description" | "format" => {}
            "type" => {
                let fits = |name: &Json| match name.as_str().unwrap() {
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    other => panic!("type {other}"),
                };
                fault(rule.as_array().map_or_else(|| fits(rule), |names| names.iter().any(fits)), word);
            }
            "enum" => fault(rule.as_array().unwrap().contains(value), word),
            "anyOf" => fault(rule.as_array().unwrap().iter().any(|branch| faults(branch, value, place).is_empty()), word),
            "pattern" => {
                assert_eq!(rule, "^[A-Za-z]{2}$", "the one pattern that this test knows");
                fault(value.as_str().is_none_or(|text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())), word);
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    fault(value.get(name.as_str().unwrap()).is_some(), &format!("required {name}"));
                }
            }
            "minItems" => fault(value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()), word),
            "items" => inner.extend(value.as_array().into_iter().flatten().enumerate().flat_map(|(i, item)| faults(rule, item, &format!("{place}/{i}")))),
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    inner.extend(value.get(name).map(|part| faults(rule, part, &format!("{place}/{name}"))).unwrap_or_default());
                }
            }
            "additionalProperties" => {
                let known = |name: &str| fields.get("properties").is_some_and(|properties| properties.get(name).is_some());
                for (name, part) in value.as_object().into_iter().flatten().filter(|(name, _)| !known(name)) {
                    match rule {
                        Json::Bool(allowed) => fault(*allowed, &format!("no field `{name}`")),
                        rule => inner.extend(faults(rule, part, &format!("{place}/{name}"))),
                    }
                }
            }
            other => panic!("the schema uses `{other}`, which this test does not know"),
        }
    }
    out.extend(inner);
    out
}
