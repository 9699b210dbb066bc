//! Receipts: the same question under the same law gives the same bytes, and any other gives another digest.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;
mod random;

use comity_decide::{Engine, Options, ReceiptRecord, canonical};
use comity_law::{Digest, Law, SourceFile};
use common::{changed, law, plain, plus, real, toy, toy_files, transaction, with};
use serde_json::{Value as Json, json};

const PRESUMED: Options = Options { strict: false, explain: false };

fn receipt(law: &Law, document: &Json, options: Options) -> Json {
    common::decide(law, document, options)["receipt"].clone()
}

fn digest(law: &Law, document: &Json, options: Options) -> String {
    receipt(law, document, options)["digest"].as_str().unwrap().to_owned()
}

/// Names of the parts of the law in the receipt.
fn parts(law: &Law, change: &Json) -> Vec<String> {
    let receipt = receipt(law, &changed(change), PRESUMED);
    receipt["law"].as_array().unwrap().iter().map(|part| part["part"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    for options in [PRESUMED, Options { strict: true, explain: false }, Options { strict: false, explain: true }] {
        let document = changed(&json!({ "to": "BB" }));
        let bytes = || {
            let law = law(&toy_files());
            let engine = Engine::new(&law);
            serde_json::to_vec(&engine.decide_with_receipt(&transaction(&law, &document), &document, options)).unwrap()
        };
        assert_eq!(bytes(), bytes());
    }
}

#[test]
fn the_order_of_the_fields_does_not_matter() {
    let document = plain();
    let mut reversed = serde_json::Map::new();
    document.as_object().unwrap().iter().rev().for_each(|(key, value)| drop(reversed.insert(key.clone(), value.clone())));
    assert_eq!(digest(toy(), &document, PRESUMED), digest(toy(), &Json::Object(reversed), PRESUMED));
}

#[test]
fn any_change_of_the_question_changes_the_digest() {
    let mut seen = vec![(json!({}), digest(toy(), &plain(), PRESUMED))];
    for change in [
        json!({ "id": "u" }),
        json!({ "date": "2026-05-02" }),
        json!({ "to": "BB" }),
        json!({ "end_use": { "military": true } }),
        json!({ "end_use": { "relief": null } }),
        json!({ "end_use": { "informed": false } }),
        json!({ "end_use": { "informed": "unknown" } }),
        json!({ "item": { "value": "2001 USD" } }),
        json!({ "item": { "value": "2000.0 USD" } }),
        json!({ "item": { "description": "words" } }),
        json!({ "party": { "name": "M" } }),
    ] {
        let next = digest(toy(), &changed(&change), PRESUMED);
        if let Some((other, _)) = seen.iter().find(|(_, digest)| *digest == next) {
            panic!("{change} and {other} have one digest");
        }
        seen.push((change, next));
    }
    assert_ne!(digest(toy(), &plain(), PRESUMED), digest(toy(), &plain(), Options { strict: true, explain: false }));
    // The explanation adds to the answer, it is not part of it.
    assert_eq!(digest(toy(), &plain(), PRESUMED), digest(toy(), &plain(), Options { strict: false, explain: true }));
}

#[test]
fn any_change_of_the_law_changes_the_digest_also_where_it_does_not_apply() {
    let before = digest(toy(), &plain(), PRESUMED);
    for (path, find, put) in [
        ("vocabulary/v.kdl", "Informed?", "Informed at all?"),
        ("x/jurisdiction.kdl", r#"treat "EE" as="AA""#, r#"treat "EE" as="BB""#),
        ("x/jurisdiction.kdl", "not read yet", "not read"),
        ("x/countries/c.kdl", r#"member "AA""#, r#"member "AA" "DD""#),
        ("x/countries/c.kdl", r#"row "BB" "SEC 1""#, r#"row "BB" "SEC 2""#),
        ("x/sets/s.kdl", r#"code "9301""#, r#"code "9302""#),
        ("x/sets/s.kdl", r#"except "1A001.b""#, r#"except "1A001.a""#),
        ("x/lists/arms/ml.kdl", r#"provision "b""#, r#"provision "c""#),
        ("x/lists/goods/1.kdl", r#"amount="1500 USD""#, r#"amount="1400 USD""#),
        ("x/rules/r.kdl", "Keep records", "Keep all records"),
    ] {
        let other = law(&with(&toy_files(), path, find, put));
        assert_ne!(digest(&other, &plain(), PRESUMED), before, "{put:?} in {path}");
    }
    let more = law(&plus(
        &toy_files(),
        "x/rules/s.kdl",
        "source cite=\"Act 30\" covers-from=\"2026-01-01\" checked=\"2026-01-01\"\nduty \"x/more\" on=\"prohibited\" { title \"More\" }",
    ));
    assert_ne!(digest(&more, &plain(), PRESUMED), before);
}

#[test]
fn what_is_serialised_is_canonical() {
    // Keys in the order of the alphabet at every depth, no white space: any other tool can check the digests.
    for options in [PRESUMED, Options { strict: true, explain: true }] {
        for change in [
            json!({}),
            json!({ "to": "AA" }),
            json!({ "to": "BB", "exporter": { "registered": true } }),
            json!({ "to": "BB", "item": { "value": null, "codes": { "x/goods": "1A001" } } }),
            json!({ "item": { "codes": { "x/goods": "2B002", "jp/list": "1" } } }),
            json!({ "item": { "codes": { "x/arms": "ML1" } } }),
            json!({ "from": "DD" }),
            json!({ "party": { "listed": true }, "activity": "brokering" }),
        ] {
            let document = changed(&change);
            let engine = Engine::new(toy());
            let determination = engine.decide_with_receipt(&transaction(toy(), &document), &document, options);
            let written = serde_json::to_vec(&determination).unwrap();
            assert_eq!(String::from_utf8(written), String::from_utf8(canonical(&determination)), "after {change}");
        }
    }
    for seed in 0..15 {
        let document = random::real_pair(real(), seed).few;
        let engine = Engine::new(real());
        let determination = engine.decide_with_receipt(&transaction(real(), &document), &document, Options { strict: false, explain: true });
        assert_eq!(String::from_utf8(serde_json::to_vec(&determination).unwrap()), String::from_utf8(canonical(&determination)), "seed {seed}");
    }
    assert_eq!(canonical(&json!({ "z": { "b": 1.5, "a": null }, "a": ["ü", "\""] })), "{\"a\":[\"ü\",\"\\\"\"],\"z\":{\"a\":null,\"b\":1.5}}".as_bytes());
}

#[test]
fn the_parts_are_what_the_answer_rests_on() {
    // Lists of the review, the chart, the groups of conditions, the sets, the rule file.
    let listed = parts(toy(), &json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } } }));
    for part in ["x/arms", "x/goods", "x/chart", "x/rules/r"] {
        assert!(listed.iter().any(|name| name == part), "{part} is not among {listed:?}");
    }
    let military = parts(toy(), &json!({ "to": "AA", "end_use": { "military": true }, "item": { "codes": { "x/goods": "FREE" } } }));
    assert!(military.iter().any(|name| name == "x/foes"), "the group behind a definition: {military:?}");
    let banned = parts(toy(), &json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": "8542" } }));
    assert!(banned.iter().any(|name| name == "x/banned"), "the set of tariff numbers: {banned:?}");
    let general = parts(toy(), &json!({ "to": "BB", "exporter": { "registered": true } }));
    assert!(general.iter().any(|name| name == "x/friends"), "the group of an authorisation: {general:?}");
    let tools = parts(toy(), &json!({ "end_use": { "military": true, "intelligence": true }, "item": { "codes": { "x/goods": "1A001.a.1" } } }));
    assert!(tools.iter().any(|name| name == "x/tools"), "the set of codes: {tools:?}");
}

#[test]
fn the_parts_hold_what_rows_exclusions_and_restrictions_ask() {
    // A law of several files: each kind of rule that has a say stands in its own.
    let source = "source cite=\"Act 1\" covers-from=\"2026-01-01\" checked=\"2026-04-01\"\n";
    let mut files = with(
        &toy_files(),
        "x/rules/r.kdl",
        r#"exclusion "x/returned" cite="Act 1, s 10" from-rules="x/listed" { title "Returned"; when "item.returned" }"#,
        "",
    );
    files = with(&files, "x/rules/r.kdl", r#"reach "x/export" cite="Act 1, s 1" { when "from = XX and not (to = XX)" }"#, "");
    files = with(&files, "x/rules/r.kdl", r#"restriction "x/no-LOW""#, r#"restriction "x/unused""#);
    files.extend([
        SourceFile::new(
            "x/rules/exclusions.kdl",
            format!("{source}exclusion \"x/returned\" from-rules=\"x/listed\" {{ title \"Returned\"; when \"item.returned\" }}"),
        ),
        SourceFile::new("x/rules/reach.kdl", format!("{source}reach \"x/export\" {{ when \"from = XX and not (to = XX)\" }}")),
        SourceFile::new("x/rules/restrictions.kdl", format!("{source}restriction \"x/no-GEN-2\" bars=\"x/GEN\" {{ title \"No\"; when \"to in x/pariahs\" }}")),
        SourceFile::new("x/countries/d.kdl", "group \"x/pariahs\" title=\"P\" cite=\"Act 2\" { member \"DD\" }"),
    ]);
    let law = law(&files);
    // The row `HUM` of the entry asks for x/foes; the exclusion took nothing out, the restriction barred nothing: the answer rests on that.
    let listed = parts(&law, &json!({ "to": "BB", "exporter": { "registered": true } }));
    for part in ["x/foes", "x/rules/exclusions", "x/rules/reach", "x/rules/restrictions", "x/pariahs"] {
        assert!(listed.iter().any(|name| name == part), "{part} is not among {listed:?}");
    }
}

#[test]
fn each_part_says_edition_age_and_digest() {
    let receipt = receipt(toy(), &changed(&json!({ "to": "BB" })), PRESUMED);
    for part in receipt["law"].as_array().unwrap() {
        let name = &part["part"];
        assert!(part["digest"].as_str().is_some_and(|digest| digest.starts_with("sha256:") && digest.len() == 71), "{name}");
        assert_eq!((part["checked"].as_str(), part["why"].as_str().is_some_and(|why| !why.is_empty())), (Some("2026-04-01"), true), "{name}");
    }
    let goods = receipt["law"].as_array().unwrap().iter().find(|part| part["part"] == "x/goods").unwrap().clone();
    assert_eq!(goods["edition"], "2026-04-01");
}

#[test]
fn the_digests_of_input_and_law_are_those_of_canonical_json() {
    let document = changed(&json!({ "to": "BB" }));
    let mut determination = common::decide(toy(), &document, PRESUMED);
    let receipt = determination.as_object_mut().unwrap().remove("receipt").unwrap();
    assert_eq!(receipt["input"], Digest::of(&canonical(&document)).to_string());
    assert_eq!(receipt["law_digest"], toy().digest().to_string());
    let record = ReceiptRecord { format: ReceiptRecord::FORMAT, input: document, receipt };
    assert_eq!(serde_json::to_vec(&record).unwrap(), canonical(&record));
}

/// Puts `0` in the place of every name, as the receipt's documentation says.
fn take_names(value: &mut Json, names: &mut Vec<Json>) {
    match value {
        Json::Object(fields) => {
            let is_ground = fields.contains_key("column");
            for (key, value) in fields {
                if value.is_string() && (key == "item" || key == "provision" || key == "citation" && is_ground) {
                    names.push(std::mem::replace(value, json!(0)));
                } else {
                    take_names(value, names);
                }
            }
        }
        Json::Array(rows) => rows.iter_mut().for_each(|row| take_names(row, names)),
        _ => {}
    }
}

#[test]
fn anyone_can_check_the_digest_of_a_result() {
    let check = |law: &Law, document: &Json| {
        let mut answer = common::decide(law, document, PRESUMED);
        let want = answer["receipt"]["result"].clone();
        let mut names = Vec::new();
        take_names(&mut answer["findings"], &mut names);
        let result = json!({
            "date": answer["date"], "findings": Digest::of(&canonical(&answer["findings"])).to_string(), "id": answer["id"], "names": names,
            "not_assessed": answer["not_assessed"], "outcome": answer["outcome"],
        });
        assert_eq!(json!(Digest::of(&canonical(&result)).to_string()), want, "{document}");
    };
    check(toy(), &changed(&json!({ "to": "BB" })));
    let mut two = changed(&json!({ "to": "BB" }));
    two["item"] = json!([two["item"][0], { "id": "\"item\":\"", "codes": { "x/goods": ["1A001.b", "1A002"] } }]);
    check(toy(), &two);
    for seed in 0..15 {
        check(real(), &random::real_pair(real(), seed).few);
    }
}
