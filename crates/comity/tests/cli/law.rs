//! `comity show` and `comity law status|check|diff`.

use std::fs;

use serde_json::Value as Json;

use crate::{Scratch, comity, comity_with};

#[track_caller]
fn keys(value: &Json) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("no table: {value}")).keys().map(String::as_str).collect()
}

#[test]
fn show_a_provision() {
    let shown = comity(0, &["show", "us/ccl:3A001.a.5.a.1", "--as-of", "2026-07-23", "--json"]).json();
    assert_eq!(
        keys(&shown),
        [
            "above",
            "as_of",
            "below",
            "checked",
            "children_are",
            "citation",
            "covers_from",
            "digest",
            "edition",
            "entry",
            "history",
            "in_force",
            "list",
            "notes",
            "official_text",
            "provision",
            "status"
        ]
    );
    assert_eq!(keys(&shown["entry"]), ["controls", "exceptions", "hand_offs", "reasons", "refers", "title"]);
    assert_eq!(keys(&shown["edition"]), ["date", "digest", "source"]);
    assert_eq!(shown["above"], serde_json::json!(["3A001", "3A001.a", "3A001.a.5", "3A001.a.5.a"]));
    assert_eq!((&shown["in_force"], shown["status"].as_str()), (&Json::Bool(true), Some("active")));
    let whole = |row: &&Json| row["reason"] == "NS" && row["column"] == 2 && row["scope"].is_null();
    assert_eq!(shown["entry"]["controls"].as_array().unwrap().iter().filter(whole).count(), 1);

    let readable = comity(0, &["show", "us/ccl:3A001.a.5.a.1", "--as-of", "2026-07-23"]).out;
    assert!(readable.starts_with("us/ccl:3A001.a.5.a.1  ") && readable.contains("control    NS 2: whole entry"), "{readable}");
    // Codes are read as people write them.
    assert_eq!(comity(0, &["show", "us/ccl:3a001", "--json", "--as-of", "2026-07-23"]).json()["provision"], "us/ccl:3A001");
}

#[test]
fn show_says_what_is_not_known() {
    let before = comity(0, &["show", "us/ccl:3A001", "--as-of", "2020-01-01", "--json"]).json();
    assert_eq!((&before["in_force"], &before["edition"]), (&Json::Null, &Json::Null));
    let readable = comity(0, &["show", "us/ccl:3A001", "--as-of", "2020-01-01"]).out;
    assert!(readable.contains("not known: the list is held from 2026-06-24 on"), "{readable}");
    // A paragraph that came with the edition of July.
    let june = comity(0, &["show", "us/ccl:0A502.a", "--as-of", "2026-06-24", "--json"]).json();
    assert_eq!(june["in_force"], Json::Bool(false));
}

#[test]
fn unknown_names_have_a_neighbour() {
    for (arguments, says) in [
        (&["show", "us/ccl:3A001.a.5.a.9"][..], "did you mean us/ccl:3A001.a.5.a."),
        (&["show", "us/cc:3A001"], "us/ccl"),
        (&["show", "3A001"], "such as us/ccl:3A001.a"),
        (&["show", "us/ccl:9Z999"], "no code of this list is near"),
        (&["show", "us/ccl:"], "does not exist"),
        (&["law", "diff", "us/cc", "2026-06-24", "2026-07-23"], "us/ccl"),
        (&["law", "diff", "us/ccl", "2020-06-24", "2026-07-23"], "known from 2026-06-24 on"),
    ] {
        for more in [&[][..], &["--json"]] {
            let run = comity(2, &[arguments, more].concat());
            assert!(run.out.is_empty() && run.report().contains(says), "{arguments:?}: {run:?}");
        }
    }
    assert!(comity(2, &["show", "us/ccl:3A001", "--as-of", "20"]).err.contains("--as-of"));
}

#[test]
fn status() {
    let status = comity(0, &["law", "status", "--json"]).json();
    assert_eq!(keys(&status), ["criteria", "digest", "jurisdictions", "lists", "rules"]);
    // The share of figures read of every current list: it must not fall unnoticed.
    for criteria in status["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| ["2025-11-15", "2026-06-24", "2024-09-01", "2026-01-15"].contains(&row["edition"].as_str().unwrap()))
    {
        assert!(criteria["percent"].as_f64().unwrap() >= 97.0, "{criteria}");
    }
    let lists = status["lists"].as_array().unwrap();
    let ccl = lists.iter().find(|list| list["list"] == "us/ccl").unwrap();
    assert_eq!(
        keys(ccl),
        [
            "age_days",
            "checked",
            "covers_from",
            "edition",
            "entries",
            "list",
            "official_text",
            "provisions",
            "refers",
            "reserved",
            "rows",
            "rows_untranslated",
            "title"
        ]
    );
    assert!(ccl["entries"].as_u64().unwrap() > 600 && ccl["provisions"].as_u64().unwrap() > 4000);
    for jurisdiction in status["jurisdictions"].as_array().unwrap() {
        assert_eq!(keys(jurisdiction), ["coverage", "jurisdiction"]);
        let known = |row: &Json| ["modelled", "partial", "not-modelled"].contains(&row["status"].as_str().unwrap());
        assert!(jurisdiction["coverage"].as_array().unwrap().iter().all(known));
    }
    let readable = comity(0, &["law", "status"]).out;
    assert!(lists.iter().all(|list| readable.contains(list["list"].as_str().unwrap())), "{readable}");
    assert!(readable.contains(status["digest"].as_str().unwrap()), "the two forms speak of the same law");
}

#[test]
fn check() {
    // The folder `law` is the default.
    let run = comity(0, &["law", "check"]);
    assert!(run.out.starts_with("law: ") && run.out.contains(" 0 errors, "), "{}", run.out);
    assert!(comity_with(2, &["law", "check"], &[("COMITY_LAW", "/nowhere-named")]).report().contains("/nowhere-named"));
    assert!(comity(2, &["law", "check", "/nowhere"]).report().contains("/nowhere"));
    let folder = Scratch::new("law-check");
    assert!(comity(2, &["law", "check", &folder.path("")]).report().contains("vocabulary/"));
    // A folder with a fault: the fault with its place, and exit 1.
    fs::create_dir(folder.path("vocabulary")).unwrap();
    folder.file("vocabulary/facts.kdl", "source cite=\"none\" covers-from=\"2020-01-01\" checked=\"2020-01-01\"\nfact \"x\" typ=\"bool\"\n");
    let run = comity(1, &["law", "check", &folder.path("")]);
    assert!(run.report().contains("vocabulary/facts.kdl:2:") && !run.out.contains(" 0 errors"), "{run:?}");
    // The same folder cannot decide.
    assert!(comity(2, &["--law", &folder.path(""), "facts"]).report().contains("the law folder has"));
}

#[test]
fn diff() {
    let rows = comity(0, &["law", "diff", "us/ccl", "2026-06-24", "2026-07-23", "--json"]).json();
    let rows = rows.as_array().unwrap();
    assert!(rows.iter().all(|row| keys(row) == ["change", "detail", "provision", "what"]));
    let found =
        |change: &str, what: &str, provision: &str| rows.iter().any(|row| row["change"] == change && row["what"] == what && row["provision"] == provision);
    assert!(found("added", "provision", "us/ccl:0A502.a") && found("removed", "control", "us/ccl:0A502") && found("added", "control", "us/ccl:3A090"));
    let back = comity(0, &["law", "diff", "us/ccl", "2026-07-23", "2026-06-24", "--json"]).json();
    assert_eq!(back.as_array().unwrap().len(), rows.len());
    assert!(back.as_array().unwrap().iter().any(|row| row["change"] == "removed" && row["provision"] == "us/ccl:0A502.a"));
    let readable = comity(0, &["law", "diff", "us/ccl", "2026-06-24", "2026-07-23"]).out;
    assert_eq!(readable.lines().last(), Some(format!("{} changes in us/ccl from 2026-06-24 to 2026-07-23", rows.len()).as_str()));
    assert_eq!(comity(0, &["law", "diff", "us/ccl", "2026-07-23", "2026-07-23", "--json"]).json(), serde_json::json!([]));
}
