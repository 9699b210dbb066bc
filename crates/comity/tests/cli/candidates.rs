//! Descriptions in the manner of catalogues: the entry that such goods are published under is among the candidates, mostly first.

use std::{collections::BTreeSet, fs};

use serde_json::{Value as Json, json};

use crate::{Scratch, comity, root};

/// Entries that a description is published under, and the description.
type Row = (Vec<String>, String);

/// The rows of `conformance/candidates`.
fn rows(half: &str) -> Vec<Row> {
    let text = fs::read_to_string(root().join("conformance/candidates").join(half)).unwrap();
    let told = text.lines().filter(|line| !line.starts_with('#'));
    let rows = told.map(|line| {
        let (codes, description) = line.split_once('\t').unwrap_or_else(|| panic!("no tab in `{line}`"));
        (codes.split('/').map(str::to_owned).collect(), description.to_owned())
    });
    rows.collect()
}

/// The entries proposed for each description, best first.
fn proposed(test: &str, rows: &[Row]) -> Vec<Vec<String>> {
    let items: Vec<Json> = rows.iter().enumerate().map(|(at, (_, description))| json!({ "id": at.to_string(), "description": description })).collect();
    let file = Scratch::new(test).file("items.json", json!({ "item": items }).to_string());
    let answer = comity(0, &["classify", &file, "--list", "us/ccl", "--json"]).json();
    let entries = |item: &Json| -> Vec<String> {
        let rows = item["candidates"].as_array().unwrap().iter();
        rows.map(|row| row["provision"].as_str().unwrap().trim_start_matches("us/ccl:").to_owned()).collect()
    };
    answer.as_array().unwrap().iter().map(entries).collect()
}

/// Holds the shares of descriptions, in percent, whose entry must be first and among the first five.
#[track_caller]
fn check(half: &str, first: usize, five: usize) {
    let rows = rows(half);
    assert!(rows.len() > 90, "only {} descriptions", rows.len());
    let proposed = proposed(&format!("candidates-{half}"), &rows);
    assert_eq!(proposed.len(), rows.len());
    let within = |places: usize| -> BTreeSet<usize> {
        let hits = rows.iter().zip(&proposed).enumerate().filter(|(_, ((codes, _), entries))| entries.iter().take(places).any(|entry| codes.contains(entry)));
        hits.map(|(at, _)| at).collect()
    };
    for (places, least) in [(1, first), (5, five)] {
        let hits = within(places);
        let missed: Vec<_> = rows.iter().zip(&proposed).enumerate().filter(|(at, _)| !hits.contains(at)).map(|(_, pair)| pair).collect();
        assert!(hits.len() * 100 >= least * rows.len(), "{} of {} among the first {places}, less than {least} %: {missed:#?}", hits.len(), rows.len());
    }
}

#[test]
fn descriptions_that_words_were_tuned_on_find_their_entry() {
    check("tune.tsv", 90, 96);
}

#[test]
fn descriptions_that_nothing_was_tuned_on_find_their_entry() {
    check("held.tsv", 88, 96);
}
