//! Law is dated: what holds on one day need not hold on the next, and of days that are not covered nothing is claimed.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_decide::{Engine, Options};
use comity_law::{Law, SourceFile};
use common::{changed, finding, law, plus, told, toy, toy_files, transaction, with};
use serde_json::{Value as Json, json};

const RULES: &str = "x/rules/r.kdl";

fn answer(law: &Law, change: &Json, day: &str) -> String {
    let mut document = changed(change);
    document["date"] = json!(day);
    let engine = Engine::new(law);
    let transaction = transaction(law, &document);
    let determination = engine.decide(&transaction, Options::default());
    finding(&determination, "x").map_or("none".to_owned(), told)
}

/// Compares the answers of several days.
#[track_caller]
fn check(law: &Law, change: &Json, want: &[(&str, &str)]) {
    for (day, want) in want {
        assert_eq!(answer(law, change, day), *want, "on {day}, after {change}");
    }
}

/// The sorts of gaps that a finding tells, with what they are about.
fn gaps(law: &Law, change: &Json, day: &str) -> Vec<String> {
    let mut document = changed(change);
    document["date"] = json!(day);
    let determination = common::decide(law, &document, Options::default());
    let rows = determination["findings"][0]["not_assessed"].as_array().unwrap().clone();
    rows.iter().map(|row| format!("{} {}", row["instrument"].as_str().unwrap(), row["status"].as_str().unwrap())).collect()
}

const NOTHING: &str = "no-licence-required:  |  | ";

#[test]
fn a_stay_is_a_gap_in_force() {
    let tools = json!({ "end_use": { "military": true, "intelligence": true }, "item": { "codes": { "x/goods": "1A001.a.2" } } });
    const HELD: &str = "licence-required: x/stayed |  | ";
    check(
        toy(),
        &tools,
        &[
            ("2026-01-31", NOTHING),
            ("2026-02-01", HELD),
            ("2026-05-09", HELD),
            ("2026-05-10", NOTHING),
            ("2026-05-19", NOTHING),
            ("2026-05-20", HELD),
            ("2026-06-30", "licence-required: x/listed SEC 1, x/stayed |  | "),
            ("2026-07-01", "licence-required: x/listed SEC 1 |  | "),
            ("2026-07-02", "licence-required: x/listed SEC 1, x/stayed |  | "),
            ("2026-11-30", "licence-required: x/listed SEC 1, x/stayed |  | "),
            ("2026-12-01", "licence-required: x/listed SEC 1 |  | "),
        ],
    );
    // The exception of the set is never held, on any day.
    check(toy(), &json!({ "end_use": { "military": true, "intelligence": true }, "item": { "codes": { "x/goods": "1A001.b" } } }), &[("2026-03-01", NOTHING)]);
}

#[test]
fn members_rows_and_tariff_numbers_come_and_go() {
    let military = json!({ "to": "BB", "end_use": { "military": true, "intelligence": false }, "item": { "codes": { "x/goods": "FREE" } } });
    check(
        toy(),
        &military,
        &[
            ("2026-01-31", NOTHING),
            ("2026-02-01", "licence-required: x/catch-all SEC |  | "),
            ("2026-05-31", "licence-required: x/catch-all SEC |  | "),
            ("2026-06-01", NOTHING),
        ],
    );
    check(
        toy(),
        &json!({ "item": { "codes": { "x/goods": "1A001.b" } } }),
        &[("2026-05-31", NOTHING), ("2026-06-01", "licence-required: x/listed SEC 1 |  | ")],
    );
    let closed_and_opened = json!({ "to": "BB", "item": { "codes": { "x/goods": "1A002" } } });
    check(toy(), &closed_and_opened, &[("2026-02-28", NOTHING), ("2026-03-01", "licence-required: x/listed SEC 1 |  | ")]);
    let banned = json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": "930100" } });
    check(toy(), &banned, &[("2026-01-31", NOTHING), ("2026-02-01", "prohibited: x/ban |  | ")]);
}

#[test]
fn before_the_first_day_of_all_law_nothing_is_claimed() {
    for change in [json!({}), json!({ "to": "AA" }), json!({ "item": { "codes": { "x/goods": "FREE" } } })] {
        assert!(answer(toy(), &change, "2025-12-31").starts_with("undetermined"), "{change}");
        assert!(gaps(toy(), &change, "2025-12-31").iter().any(|gap| gap.ends_with("not-covered")), "{change}");
    }
}

#[test]
fn before_the_first_day_of_a_part_what_rests_on_it_is_open() {
    // Each part begins later than the rest of the law: an answer that asks it is open before, and settled from its first day on.
    let later = r#"covers-from="2026-03-01""#;
    let from_the_start = r#"covers-from="2026-01-01""#;
    let military = json!({ "to": "AA", "end_use": { "military": true, "intelligence": false }, "item": { "codes": { "x/goods": "FREE" } } });
    let listed = json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } } });
    let banned = json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": "8542" } });
    for (path, node, change, settled) in [
        ("x/countries/c.kdl", r#"group "x/foes" title="Foes" cite="Act 2" "#, &military, "licence-required: x/catch-all SEC |  | "),
        ("x/countries/c.kdl", r#"chart "x/chart" cite="Act 3" "#, &listed, "licence-required: x/listed SEC 1 |  | "),
        ("x/sets/s.kdl", r#"hs "x/banned" cite="Act 5" "#, &banned, "prohibited: x/ban |  | "),
        ("x/lists/goods/list.kdl", r#"list "x/goods" title="Goods" cite="Act 6" "#, &listed, "licence-required: x/listed SEC 1 |  | "),
    ] {
        let law = law(&with(&toy_files(), path, &format!("{node}{from_the_start}"), &format!("{node}{later}")));
        let before = answer(&law, change, "2026-02-28");
        assert!(before.starts_with("undetermined"), "{node}: {before}");
        let gaps = gaps(&law, change, "2026-02-28");
        assert!(gaps.iter().any(|gap| gap.ends_with("not-covered")), "{node}: {gaps:?}");
        check(&law, change, &[("2026-03-01", settled)]);
    }
}

#[test]
fn a_rule_is_vouched_for_from_its_own_first_day() {
    let late = "requirement \"x/late\" cite=\"Act 20\" from=\"2026-02-01\" covers-from=\"2026-03-01\" { title \"Late\"; when \"to = CC\" }";
    let law = law(&plus(&toy_files(), RULES, late));
    check(
        &law,
        &json!({}),
        &[
            ("2026-01-31", NOTHING), // not yet in force
            ("2026-02-01", "undetermined: (x/late) |  | "),
            ("2026-02-28", "undetermined: (x/late) |  | "),
            ("2026-03-01", "licence-required: x/late |  | "),
        ],
    );
    assert_eq!(gaps(&law, &json!({}), "2026-02-28"), ["Act 20 not-covered"]);
}

/// Gives a rule of the toy law an end and compares the day before with the day.
#[track_caller]
fn check_ends(node: &str, change: &Json, before: &str, after: &str) {
    let files: Vec<SourceFile> = with(&toy_files(), RULES, node, &format!("{node} until=\"2026-05-02\""));
    check(&law(&files), change, &[("2026-05-01", before), ("2026-05-02", after)]);
}

#[test]
fn a_rule_of_any_kind_ends_on_its_day() {
    let listed = json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } } });
    const HELD: &str = "licence-required: x/listed SEC 1 |  | ";
    check_ends(r#"reach "x/export""#, &listed, HELD, "none");
    check_ends(r#"requirement "x/listed""#, &listed, HELD, NOTHING);
    check_ends(r#"prohibition "x/ban""#, &json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": "8542" } }), "prohibited: x/ban |  | ", NOTHING);
    check_ends(r#"exclusion "x/returned""#, &json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" }, "returned": true } }), NOTHING, HELD);
    check_ends(
        r#"define "x/hostile""#,
        &json!({ "to": "AA", "end_use": { "military": true, "intelligence": false }, "item": { "codes": { "x/goods": "FREE" } } }),
        "licence-required: x/catch-all SEC |  | ",
        NOTHING,
    );
    let registered = json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } }, "exporter": { "registered": true } });
    check_ends(r#"authorisation "x/GEN""#, &registered, "authorised: x/listed SEC 1 | GEN yes | ", HELD);
    let marked = json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } }, "exporter": { "registered": true }, "shipment": { "marks": "red" } });
    check_ends(r#"restriction "x/no-GEN""#, &marked, HELD, "authorised: x/listed SEC 1 | GEN yes | ");
    check_ends(
        r#"hand-off "x/arms-office""#,
        &json!({ "item": { "codes": { "x/arms": "ML1", "x/goods": null } } }),
        "other-authority: x/arms-office |  | ",
        "undetermined: (x/listed) |  | item.codes.x/goods",
    );
}

#[test]
fn a_hand_off_that_has_ended_hands_over_no_entry() {
    let sealed = json!({ "to": "BB", "item": { "codes": { "x/goods": "2B001" }, "sealed": true } });
    check_ends(r#"hand-off "x/arms-office""#, &sealed, "other-authority: x/arms-office |  | ", "licence-required: x/listed SEC 1 |  | ");
}

#[test]
fn no_fact_is_asked_for_a_rule_that_is_not_in_force() {
    let old = "reach \"x/old\" cite=\"Act 0\" from=\"2025-01-01\" until=\"2026-02-01\" { when \"shipment.packed > '2026-01-01'\" }";
    let law = law(&plus(&toy_files(), RULES, old));
    let open = json!({ "from": "unknown", "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } } });
    check(&law, &open, &[("2026-05-01", "undetermined: x/listed SEC 1 |  | from")]);
}

#[test]
fn a_duty_ends_on_its_day() {
    let files = with(&toy_files(), RULES, r#"duty "x/keep""#, r#"duty "x/keep" until="2026-05-02""#);
    let law = law(&files);
    for (day, due) in [("2026-05-01", 1), ("2026-05-02", 0)] {
        let mut document = changed(&json!({}));
        document["date"] = json!(day);
        let determination = common::decide(&law, &document, Options::default());
        assert_eq!(determination["findings"][0]["duties"].as_array().unwrap().len(), due, "on {day}");
    }
}

#[test]
fn the_edition_in_use_is_the_latest_that_is_not_later() {
    for (day, edition) in [("2026-03-31", "2026-01-01"), ("2026-04-01", "2026-04-01"), ("2026-12-31", "2026-04-01")] {
        let mut document = changed(&json!({ "to": "BB" }));
        document["date"] = json!(day);
        let determination = common::decide(toy(), &document, Options::default());
        let parts = determination["receipt"]["law"].as_array().unwrap();
        let list = parts.iter().find(|part| part["part"] == "x/goods").unwrap();
        assert_eq!(list["edition"], edition, "on {day}");
    }
}
