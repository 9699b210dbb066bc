//! Labelled names against the real list. The files stand outside the project: `COMITY_DATA_SOURCES` names their folder.
//!
//! The shares are floors a little under what was reached; `docs/matching.md` has the figures.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::{collections::BTreeMap, fs, path::PathBuf, sync::LazyLock};

use comity_screen::{Index, Options, Query, Record, Workspace, screen};
use serde_json::Value as Json;

fn source(name: &str) -> String {
    let root = std::env::var_os("COMITY_DATA_SOURCES").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; set COMITY_DATA_SOURCES to the folder of official sources", path.display()))
}

fn lines(name: &str) -> Vec<Json> {
    source(name).lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

static LIST: LazyLock<(Vec<Record>, Index)> = LazyLock::new(|| {
    let text = source("lists/us-csl.2026-07-31.normalized.jsonl");
    let records: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let index = Index::new(&records);
    (records, index)
});

/// The best score of a question, and that of the expected record.
fn scores(records: &[Record], index: &Index, query: &Query, expected: &str, workspace: &mut Workspace) -> (f64, Option<f64>) {
    let hits = screen(index, records, query, &Options { threshold: 0.0, limit: 10 }, workspace);
    (hits.first().map_or(0.0, |hit| hit.score), hits.iter().find(|hit| hit.id == expected).map(|hit| hit.score))
}

fn query(row: &Json, name: &str) -> Query {
    let text = |key: &str| row[key].as_str().map(str::to_owned);
    Query {
        name: row[name].as_str().unwrap().to_owned(),
        kind: serde_json::from_value(row["type"].clone()).unwrap(),
        date_of_birth: text("dob"),
        country: text("country"),
        ..Query::default()
    }
}

/// The score above which one clean name in three hundred still alerts.
static ONE_IN_300: LazyLock<f64> = LazyLock::new(|| {
    let (records, index) = &*LIST;
    let mut workspace = Workspace::default();
    let clean = lines("screening-dev/csl_2000.jsonl").into_iter().filter(|row| row["expect"].is_null());
    let mut best: Vec<f64> = clean.map(|row| scores(records, index, &query(&row, "query"), "", &mut workspace).0).collect();
    best.sort_by(|a, b| b.total_cmp(a));
    best[best.len() / 300]
});

/// Shares found above the score of one alert per 300 clean names, in per cent, by the row's class.
fn found(rows: impl Iterator<Item = (String, Query, String)>) -> BTreeMap<String, f64> {
    let (records, index) = &*LIST;
    let mut workspace = Workspace::default();
    let mut counts: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (class, query, expected) in rows {
        let (_, score) = scores(records, index, &query, &expected, &mut workspace);
        let count = counts.entry(class).or_default();
        count.0 += f64::from(u8::from(score.is_some_and(|score| score > *ONE_IN_300)));
        count.1 += 1.0;
    }
    counts.into_iter().map(|(class, (found, all))| (class, 100.0 * found / all)).collect()
}

#[track_caller]
fn check_floors(shares: &BTreeMap<String, f64>, floors: &[(&str, f64)]) {
    for (class, floor) in floors {
        let share = shares.get(*class).unwrap_or_else(|| panic!("no {class} among {shares:?}"));
        assert!(share >= floor, "{class}: {share:.1} % found, {floor} % wanted; {shares:?}");
    }
}

#[test]
fn perturbed_names_are_found_at_one_alert_per_300_clean_names() {
    let rows = lines("screening-dev/csl_2000.jsonl");
    let wanted = rows.iter().filter(|row| !row["expect"].is_null());
    let all = wanted.clone().map(|row| ("all".to_owned(), query(row, "query"), row["expect"].as_str().unwrap().to_owned()));
    let each = wanted.map(|row| (row["cls"].as_str().unwrap().to_owned(), query(row, "query"), row["expect"].as_str().unwrap().to_owned()));
    check_floors(
        &found(all.chain(each)),
        &[
            ("all", 92.0),
            ("name_order", 98.0),
            ("homoglyph", 95.0),
            ("invisible_char", 95.0),
            ("transpose", 90.0),
            ("typo", 85.0),
            ("translit", 95.0),
            ("vowel_drop", 80.0),
            ("truncate", 69.0),
            ("initials", 65.0),
        ],
    );
}

#[test]
fn parties_known_to_be_the_same_by_a_number_are_found_by_name() {
    let rows = lines("screening-dev/id_linked_dev.jsonl").into_iter().map(|mut row| {
        row["dob"] = row["a_dob"][0].clone();
        (row["type"].as_str().unwrap().to_owned(), query(&row, "a_name"), row["b_id"].as_str().unwrap().to_owned())
    });
    check_floors(&found(rows), &[("person", 97.0), ("entity", 85.0)]);
}

#[test]
fn every_listed_name_finds_its_own_record_first_or_among_its_namesakes() {
    let (records, index) = &*LIST;
    let mut workspace = Workspace::default();
    for record in records.iter().step_by(97) {
        let query = Query { name: record.name.clone(), kind: record.kind, ..Query::default() };
        let hits = screen(index, &records[..], &query, &Options { threshold: 0.0, limit: 50 }, &mut workspace);
        let own = hits.iter().find(|hit| hit.id == record.id);
        assert!(own.is_some_and(|own| own.score >= hits[0].score - 0.05), "{}: {:?}", record.name, hits.first().map(|hit| &hit.alias));
    }
}
