//! `comity compare`, `comity map`, and `comity law diff` over earlier editions.

use std::fs;

use serde_json::{Value as Json, json};

use crate::{comity, sources};

fn pair<'p>(pairs: &'p [Json], a: &str, b: &str) -> &'p Json {
    pairs.iter().find(|pair| pair["a"] == a && pair["b"] == b).unwrap_or_else(|| panic!("{a} and {b} are not paired"))
}

#[test]
fn labelled_pairs_come_out_as_labelled() {
    let run = comity(0, &["compare", "eu/annex-i", "us/ccl", "--format", "json"]);
    let pairs: Vec<Json> = serde_json::from_str(&run.out).unwrap();
    let labels = fs::read_to_string(sources().join("compare-dev.jsonl")).unwrap();
    let labels: Vec<Json> = labels.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(labels.len() >= 9);
    for label in &labels {
        let found = pair(&pairs, label["a"].as_str().unwrap(), label["b"].as_str().unwrap());
        assert_eq!(found["relation"], label["relation"], "{found:#}");
    }
    // Whatever differs is proved by an item; whatever is equal needs none.
    for pair in &pairs {
        let witnesses = pair["witness"].as_array().unwrap().len();
        match pair["relation"].as_str().unwrap() {
            "narrower" | "broader" | "overlapping" | "disjoint" => assert!(witnesses > 0, "{pair:#}"),
            "equal" => assert_eq!(witnesses, 0, "{pair:#}"),
            _ => {}
        }
    }
}

#[test]
fn a_list_is_equal_to_itself_wherever_it_is_read() {
    let run = comity(0, &["compare", "wa/dual-use", "wa/dual-use", "--format", "json"]);
    let pairs: Vec<Json> = serde_json::from_str(&run.out).unwrap();
    let own: Vec<&Json> = pairs.iter().filter(|pair| pair["counterpart"] == json!(true)).collect();
    assert!(own.len() > 1500);
    assert!(own.iter().all(|pair| pair["a"] == pair["b"] && ["equal", "untranslated"].contains(&pair["relation"].as_str().unwrap())));
}

#[test]
fn one_provision_is_compared_by_its_code() {
    let run = comity(0, &["compare", "eu/annex-i", "us/ccl", "--code", "3A001.a.5.a", "--format", "json"]);
    let pairs: Vec<Json> = serde_json::from_str(&run.out).unwrap();
    assert!(pairs.len() >= 6 && pairs.len() < 40, "{}", pairs.len());
    assert_eq!(pair(&pairs, "eu/annex-i:3A001.a.5.a.3", "us/ccl:3A001.a.5.a.3")["relation"], "equal");
    assert!(comity(2, &["compare", "eu/annex-i", "us/ccl", "--code", "3A01"]).report().contains("did you mean"));
    assert!(comity(2, &["compare", "eu/annex", "us/ccl"]).report().contains("did you mean `eu/annex-i`?"));
}

#[test]
fn a_provision_is_mapped_to_other_lists_with_relation_and_confidence() {
    let rows = comity(0, &["map", "us/ccl:3A001.a.5.a.3", "--to", "eu/annex-i,au/dsgl,wa/dual-use", "--json"]).json();
    for b in ["eu/annex-i:3A001.a.5.a.3", "au/dsgl:3A001.a.5.a.3", "wa/dual-use:3.A.1.a.5.a.3"] {
        let row = rows.as_array().unwrap().iter().find(|row| row["b"] == b).unwrap_or_else(|| panic!("{rows:#}"));
        assert_eq!((&row["relation"], &row["counterpart"]), (&json!("equal"), &json!(true)));
        assert!(row["confidence"].is_string());
    }
}

#[test]
fn a_tariff_number_gives_hints_and_says_how_sure() {
    let rows = comity(0, &["map", "hs:854231", "--json"]).json();
    assert!(rows.as_array().unwrap().iter().any(|row| row["provisions"].as_array().unwrap().contains(&json!("us/ccl:3A001.a.5"))), "{rows:#}");
    let gone = comity(0, &["map", "hs:852580"]).out;
    assert!(gone.contains("went in the later edition"), "{gone}");
    assert!(comity(0, &["map", "hs:010121"]).out.contains("no sign that such goods are free"));
    assert!(comity(2, &["map", "hs:x"]).report().contains("2 to 12 digits"));
}

#[test]
fn editions_of_a_list_are_compared_by_what_they_ask() {
    let changes: Vec<Json> = serde_json::from_str(&comity(0, &["law", "diff", "eu/annex-i", "2022-05-05", "2025-11-15", "--json"]).out).unwrap();
    let kinds: std::collections::BTreeSet<&str> = changes.iter().map(|change| change["change"].as_str().unwrap()).collect();
    assert!(kinds.contains("new") && kinds.contains("tightened") && kinds.contains("relaxed"), "{kinds:?}");
    assert!(changes.iter().any(|change| change["to"].as_str().is_some_and(|code| code.contains("3A501")) && change["change"] == "new"));
}
