//! A jurisdiction written out here: each kind of rule fires where it should, and nowhere else. No line of Rust knows it.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_decide::{Engine, Options};
use common::{changed, finding, plain, told, toy, transaction};
use serde_json::{Value as Json, json};

/// Changes the plain export and compares what the toy jurisdiction says.
#[track_caller]
fn check(change: &Json, want: &str) {
    let document = changed(change);
    let engine = Engine::new(toy());
    let transaction = transaction(toy(), &document);
    let determination = engine.decide(&transaction, Options::default());
    assert_eq!(finding(&determination, "x").map_or("none".to_owned(), told), want, "after {change}");
}

/// The words in one column of the finding, for things that [`told`] leaves out.
#[track_caller]
fn check_rows(change: &Json, field: &str, keys: &[&str], want: &[&str]) {
    let document = changed(change);
    let determination = common::decide(toy(), &document, Options::default());
    let rows = determination["findings"][0][field].as_array().unwrap_or_else(|| panic!("no {field} in {determination}"));
    let got: Vec<String> = rows.iter().map(|row| keys.iter().map(|key| row[key].to_string().replace('"', "")).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(got, want, "after {change}");
}

#[test]
fn the_plain_export_needs_nothing() {
    check(&json!({}), "no-licence-required:  |  | ");
    check_rows(&json!({}), "grounds", &["rule"], &[]);
    check_rows(&json!({}), "not_assessed", &["instrument"], &[]);
}

#[test]
fn reach_asks_where_the_transaction_is() {
    check(&json!({ "from": "DD" }), "none");
    check(&json!({ "to": "XX" }), "none");
    check(&json!({ "from": "unknown" }), "no-licence-required:  |  | ");
    check(&json!({ "from": "unknown", "to": "AA" }), "undetermined: x/listed SEC 1, x/listed HUM |  | from");
    // A broker who is registered is reached by knowledge alone.
    check(
        &json!({ "from": "DD", "activity": "brokering", "exporter": { "registered": true }, "to": "AA" }),
        "licence-required: x/listed SEC 1, x/listed HUM |  | ",
    );
    check(&json!({ "from": "DD", "activity": "brokering", "exporter": { "registered": false } }), "none");
    check(&json!({ "from": "DD", "activity": "brokering", "exporter": null }), "no-licence-required:  |  | ");
}

#[test]
fn list_controls_ask_the_chart_and_the_rows_own_destinations() {
    check(&json!({ "to": "BB" }), "licence-required: x/listed SEC 1, x/listed HUM |  | ");
    check(&json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" } } }), "licence-required: x/listed SEC 1 |  | ");
    // A code above the row's scope leaves the row open.
    check(&json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001" } } }), "licence-required: x/listed SEC 1, (x/listed HUM) |  | item.codes.x/goods");
    check(&json!({ "to": "DD", "item": { "codes": { "x/goods": "1A001.b" } } }), "undetermined: (x/listed SEC 1) |  | ");
    // Eland has no row of its own: that of Aland, as which it is treated, holds.
    check(&json!({ "to": "EE", "item": { "codes": { "x/goods": "1A001.b" } } }), "licence-required: x/listed SEC 1 |  | ");
    check(&json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" } } }), "no-licence-required:  |  | ");
    check(&json!({ "to": "AA", "item": { "codes": { "x/goods": "not-listed" } } }), "no-licence-required:  |  | ");
    check(&json!({ "to": "AA", "item": { "codes": null } }), "undetermined: (x/listed) |  | item.codes.x/arms, item.codes.x/goods");
    // Two codes: both are asked.
    check(&json!({ "to": "BB", "item": { "codes": { "x/goods": ["1A001.b", "1A002"] } } }), "licence-required: x/listed SEC 1, x/listed SEC 1 |  | ");
}

#[test]
fn an_entry_that_refers_elsewhere_is_never_free() {
    check(&json!({ "item": { "codes": { "x/goods": "2B002" } } }), "undetermined: (x/listed) |  | ");
    check_rows(&json!({ "item": { "codes": { "x/goods": "2B002" } } }), "not_assessed", &["instrument", "status"], &["Act 7 untranslated"]);
}

#[test]
fn a_hand_off_leaves_the_rest_to_the_other_authority() {
    check(&json!({ "to": "AA", "item": { "codes": { "x/arms": "ML1.a" } } }), "other-authority: x/arms-office |  | ");
    check(&json!({ "item": { "codes": { "x/goods": "2B001" }, "sealed": true } }), "other-authority: x/arms-office |  | ");
    check(&json!({ "item": { "codes": { "x/goods": "2B001" }, "sealed": false } }), "no-licence-required:  |  | ");
}

#[test]
fn a_requirement_asks_facts_and_definitions() {
    check(&json!({ "to": "AA", "end_use": { "military": true }, "item": { "codes": { "x/goods": "FREE" } } }), "licence-required: x/catch-all SEC |  | ");
    check(&json!({ "to": "AA", "end_use": { "military": true, "relief": true }, "item": { "codes": { "x/goods": "FREE" } } }), "no-licence-required:  |  | ");
    check(
        &json!({ "to": "AA", "end_use": { "military": null }, "item": { "codes": { "x/goods": "FREE" } } }),
        "undetermined: (x/catch-all SEC) |  | end_use.military",
    );
    check(&json!({ "end_use": { "informed": true } }), "licence-required: x/informed |  | ");
    check(&json!({ "end_use": { "informed": false } }), "no-licence-required:  |  | ");
    check(&json!({ "end_use": { "informed": "unknown" } }), "undetermined: (x/informed) |  | end_use.informed");
    // A country that is treated as a foe is one.
    check(&json!({ "to": "EE", "end_use": { "military": true }, "item": { "codes": { "x/goods": "FREE" } } }), "licence-required: x/catch-all SEC |  | ");
    check_rows(
        &json!({ "to": "AA", "end_use": { "military": true }, "item": { "codes": { "x/goods": "FREE" } } }),
        "grounds",
        &["citation", "policy", "item"],
        &["Act 1, s 5 denial i"],
    );
}

#[test]
fn a_prohibition_forbids() {
    let banned = json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": "854231" } });
    check(&banned, "prohibited: x/ban |  | ");
    check(&json!({ "to": "BB", "item": { "codes": { "x/goods": "FREE" }, "hs": "854231" } }), "no-licence-required:  |  | ");
    check(&json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": "85" } }), "undetermined: (x/ban) |  | item.hs");
    check(&json!({ "to": "AA", "item": { "codes": { "x/goods": "FREE" }, "hs": null } }), "undetermined: (x/ban) |  | item.hs");
    check(&json!({ "party": { "listed": true } }), "prohibited: x/parties |  | ");
    check(&json!({ "party": { "listed": true, "role": null } }), "undetermined: (x/parties) |  | party.role");
    // One listed party of several is enough.
    let mut document = plain();
    document["party"] = json!([{ "role": "buyer", "listed": false }, { "role": "broker", "listed": true }]);
    let engine = Engine::new(toy());
    let transaction = transaction(toy(), &document);
    assert_eq!(told(finding(&engine.decide(&transaction, Options::default()), "x").unwrap()), "prohibited: x/parties |  | ");
}

#[test]
fn an_exclusion_takes_grounds_out() {
    check(&json!({ "to": "AA", "item": { "returned": true } }), "no-licence-required:  |  | ");
    check(&json!({ "to": "AA", "item": { "returned": null } }), "undetermined: (x/listed SEC 1), (x/listed HUM) |  | item.returned");
    check(&json!({ "to": "AA", "end_use": { "relief": true } }), "licence-required: x/listed SEC 1 |  | ");
    // It takes nothing out of other rules.
    check(
        &json!({ "to": "AA", "end_use": { "military": true, "intelligence": false }, "item": { "returned": true } }),
        "licence-required: x/catch-all SEC |  | ",
    );
}

#[test]
fn an_authorisation_lifts_its_grounds_under_its_conditions() {
    let low = json!({ "to": "BB", "end_use": { "relief": true }, "item": { "codes": { "x/goods": "1A001.b" }, "value": "1500 USD" } });
    check(&low, "authorised: x/listed SEC 1 | LOW yes | ");
    check_rows(&low, "grounds", &["lifted_by"], &["[x/LOW]"]);
    check_rows(&low, "duties", &["rule", "text", "due"], &["x/LOW Keep the invoice true", "x/report Report true", "x/keep Keep records true"]);
    check(
        &json!({ "to": "BB", "end_use": { "relief": true }, "item": { "codes": { "x/goods": "1A001.b" }, "value": "1500.01 USD" } }),
        "licence-required: x/listed SEC 1 |  | ",
    );
    check(
        &json!({ "to": "BB", "end_use": { "relief": true }, "item": { "codes": { "x/goods": "1A001.b" }, "value": null } }),
        "licence-required: x/listed SEC 1 | LOW perhaps | item.value",
    );
    // An amount in another currency can't be compared.
    check(
        &json!({ "to": "BB", "end_use": { "relief": true }, "item": { "codes": { "x/goods": "1A001.b" }, "value": "10 EUR" } }),
        "licence-required: x/listed SEC 1 | LOW perhaps | ",
    );
    // The entry doesn't offer it there.
    check(
        &json!({ "to": "BB", "end_use": { "relief": true }, "item": { "codes": { "x/goods": "1A001.a.2" }, "value": "1 USD" } }),
        "licence-required: x/listed SEC 1 |  | ",
    );
    // Each ground must be lifted: LOW does not lift what is for human rights.
    check(&json!({ "to": "BB", "item": { "value": "1 USD" } }), "licence-required: x/listed SEC 1, x/listed HUM |  | ");
    check(&json!({ "to": "BB", "exporter": { "registered": true } }), "authorised: x/listed SEC 1, x/listed HUM | GEN yes | ");
}

#[test]
fn a_restriction_bars_authorisations() {
    let free = json!({ "to": "BB", "exporter": { "registered": true }, "shipment": { "marks": "red" } });
    check(&free, "licence-required: x/listed SEC 1, x/listed HUM |  | ");
    check(
        &json!({ "to": "BB", "exporter": { "registered": true }, "shipment": { "marks": ["blue", "red"] } }),
        "licence-required: x/listed SEC 1, x/listed HUM |  | ",
    );
    check(
        &json!({ "to": "BB", "exporter": { "registered": true }, "shipment": null }),
        "licence-required: x/listed SEC 1, x/listed HUM | GEN perhaps | shipment.marks",
    );
    // It bars LOW only for the grounds that it names.
    let low = json!({ "to": "BB", "end_use": { "relief": true, "military": true, "intelligence": true }, "item": { "codes": { "x/goods": "1A001.b" }, "value": "5 USD" }, "date": "2026-05-15" });
    check(&low, "licence-required: x/listed SEC 1 |  | ");
}

#[test]
fn an_authorisation_that_fails_says_by_which_test() {
    let dear = json!({ "to": "BB", "end_use": { "relief": true }, "item": { "codes": { "x/goods": "1A001.b" }, "value": "9 USD" }, "exporter": { "registered": true }, "shipment": { "marks": "red" } });
    check_rows(&dear, "authorisations", &["rule", "status"], &["x/LOW available"]);
    let barred = json!({ "to": "BB", "exporter": { "registered": true }, "shipment": { "marks": "red" } });
    let document = changed(&barred);
    let determination = common::decide(toy(), &document, Options { explain: true, ..Options::default() });
    let rows = determination["findings"][0]["authorisations"].as_array().unwrap();
    let general = rows.iter().find(|row| row["name"] == "GEN").unwrap();
    assert_eq!(general["status"], "unavailable");
    let last = general["conditions"].as_array().unwrap().last().unwrap();
    assert_eq!((last["met"].as_str(), last["citation"].as_str()), (Some("false"), Some("Act 1, s 14")));
}

#[test]
fn duties_are_due_with_their_outcomes() {
    check_rows(&json!({}), "duties", &["rule", "due"], &["x/keep true"]);
    check_rows(&json!({ "to": "BB", "exporter": { "registered": true } }), "duties", &["rule", "due"], &["x/report true", "x/keep true"]);
    check_rows(&json!({ "to": "BB", "exporter": { "registered": true }, "item": { "value": "10 USD" } }), "duties", &["rule", "due"], &["x/keep true"]);
    check_rows(
        &json!({ "to": "BB", "exporter": { "registered": true }, "item": { "value": null } }),
        "duties",
        &["rule", "due"],
        &["x/report false", "x/keep true"],
    );
}

#[test]
fn coverage_is_told_where_it_can_matter() {
    check_rows(
        &json!({ "activity": "brokering", "exporter": { "registered": true } }),
        "not_assessed",
        &["instrument", "status", "note"],
        &["Act 50 not-modelled Brokers: not read yet"],
    );
    check_rows(&json!({ "activity": "unknown" }), "not_assessed", &["instrument", "status"], &["Act 50 not-modelled"]);
}

#[test]
fn coverage_looks_at_every_item() {
    let files = common::with(&common::toy_files(), "x/jurisdiction.kdl", "activity = brokering", "item.sealed");
    let law = common::law(&files);
    let mut document = plain();
    document["item"].as_array_mut().unwrap().push(json!({ "codes": { "x/goods": "FREE" }, "returned": false, "sealed": true }));
    let determination = common::decide(&law, &document, Options::default());
    assert_eq!(determination["findings"][0]["not_assessed"][0]["instrument"], "Act 50", "the second item is sealed");
}

#[test]
fn a_duty_that_is_presumed_away_is_told() {
    let law = common::law(&common::plus(
        &common::toy_files(),
        "x/rules/r.kdl",
        "duty \"x/tell\" cite=\"Act 60\" { title \"Tell\"; when \"knows(to_region = AA-1)\" }",
    ));
    let document = changed(&json!({ "to": "AA", "end_use": { "informed": false }, "party": { "listed": false }, "item": { "codes": { "x/goods": "FREE" } } }));
    let determination = common::decide(&law, &document, Options::default());
    let assuming = &determination["findings"][0]["assuming"];
    assert_eq!(assuming[0]["fact"], "to_region", "{assuming}");
}

#[test]
fn what_an_entrys_hand_off_waits_for_is_asked() {
    check(&json!({ "item": { "codes": { "x/goods": "2B001" }, "sealed": null } }), "undetermined:  |  | item.sealed");
}

#[test]
fn a_ground_stands_once_however_many_rows_hand_over() {
    let law = common::law(&common::with(&common::toy_files(), "x/lists/arms/ml.kdl", r#"entry "ML1" {"#, r#"entry "ML1" { hand-off "x/arms-office";"#));
    let document = changed(&json!({ "item": { "codes": { "x/arms": "ML1.a" } } }));
    let transaction = transaction(&law, &document);
    assert_eq!(told(finding(&Engine::new(&law).decide(&transaction, Options::default()), "x").unwrap()), "other-authority: x/arms-office |  | ");
}

#[test]
fn a_presumption_about_a_code_is_told() {
    let law = common::law(&common::with(&common::toy_files(), "x/rules/r.kdl", "knows(exporter.registered)", "knows(item in x/arms)"));
    let document = changed(&json!({ "from": "DD", "activity": "brokering", "item": { "codes": null } }));
    let determination = common::decide(&law, &document, Options::default());
    assert_eq!(determination["findings"][0]["outcome"], "no-licence-required");
    assert_eq!(determination["findings"][0]["assuming"][0]["fact"], "item.codes.x/arms");
}

#[test]
fn the_worst_of_several_items_wins_and_each_ground_names_its_item() {
    let mut document = plain();
    document["to"] = json!("BB");
    document["item"] = json!([{ "id": "free", "codes": { "x/goods": "FREE" } }, { "id": "held", "codes": { "x/goods": "1A001.b" }, "returned": false }, { "returned": false }]);
    let determination = common::decide(toy(), &document, Options::default());
    let row = &determination["findings"][0];
    assert_eq!(determination["outcome"], "licence-required");
    assert_eq!(row["grounds"].as_array().unwrap().iter().map(|ground| ground["item"].as_str().unwrap()).collect::<Vec<_>>(), ["held"]);
    assert_eq!(row["possible_grounds"][0]["item"], "item-3");
    assert_eq!(
        row["missing"].as_array().unwrap().iter().map(|row| (row["fact"].as_str().unwrap(), row["item"].as_str())).collect::<Vec<_>>(),
        [("item.codes.x/arms", Some("item-3")), ("item.codes.x/goods", Some("item-3"))]
    );
}

#[test]
fn what_is_presumed_is_listed_for_the_exporter_to_confirm() {
    check_rows(
        &json!({}),
        "assuming",
        &["fact", "statement"],
        &["end_use.informed The office has not informed the exporter.", "party.listed No party is listed."],
    );
    check_rows(&json!({ "end_use": { "informed": false }, "party": { "listed": false } }), "assuming", &["fact"], &[]);
}

#[test]
fn an_authorisation_that_no_restriction_is_known_to_bar_rests_on_that() {
    check_rows(
        &json!({ "to": "BB", "exporter": { "registered": true }, "end_use": { "informed": false }, "party": { "listed": false } }),
        "assuming",
        &["fact", "statement"],
        &["end_use.diversion No sign of diversion."],
    );
}
