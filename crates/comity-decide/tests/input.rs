//! What is wrong with a transaction is said where it stands, with the nearest right word; what is right is taken.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_decide::{Engine, InputProblem, Options, Transaction};
use common::{changed, law, toy, toy_files, with};
use serde_json::{Value as Json, json};

fn problems(document: &Json) -> Vec<InputProblem> {
    Transaction::read(toy(), document).err().unwrap_or_default()
}

/// Changes the plain export; compares place, fault and remedy, each as words.
#[track_caller]
fn check(change: &Json, want: &[(&str, &str, &str)]) {
    let got: Vec<(String, String, String)> =
        problems(&changed(change)).iter().map(|problem| (problem.place(), problem.to_string(), problem.remedy().unwrap_or_default())).collect();
    let want: Vec<(String, String, String)> = want.iter().map(|(place, fault, remedy)| ((*place).into(), (*fault).into(), (*remedy).into())).collect();
    assert_eq!(got, want, "after {change}");
}

#[track_caller]
fn accepts(change: &Json) -> Transaction {
    let document = changed(change);
    Transaction::read(toy(), &document).unwrap_or_else(|problems| panic!("{change}: {problems:#?}"))
}

#[test]
fn an_unknown_field_names_the_nearest() {
    check(&json!({ "end_use": { "militray": true } }), &[("end_use.militray", "no fact is called `end_use.militray`", "did you mean `end_use.military`?")]);
    check(&json!({ "destination": "CC" }), &[("destination", "no fact is called `destination`", "all facts are listed in docs/facts.md")]);
    check(&json!({ "item": { "orign": "CC" } }), &[("item[0].orign", "no fact is called `item.orign`", "did you mean `item.origin`?")]);
    check(&json!({ "party": { "contry": "CC" } }), &[("party[0].contry", "no fact is called `party.contry`", "did you mean `party.country`?")]);
    // A fact of an item is no fact of the transaction.
    check(&json!({ "end_use": { "share": "1 %" } }), &[("end_use.share", "no fact is called `end_use.share`", "did you mean `end_use.relief`?")]);
    assert!(problems(&changed(&json!({ "end_use": { "militray": true } }))).iter().all(|problem| problem.at_key));
}

#[test]
fn a_fact_of_each_party_or_item_is_not_taken_of_the_whole() {
    for (path, own, table) in [("party.country", "country", "party"), ("item.origin", "origin", "item")] {
        let says = format!("`{path}` is a fact of each item or party, not of the transaction");
        let remedy = format!("write `{own}` in each [[{table}]] table that it is true of");
        check(&json!({ path: "CC" }), &[(path, says.as_str(), remedy.as_str())]);
    }
    // A fact of the transaction may be written in one name.
    accepts(&json!({ "end_use.military": false }));
}

#[test]
fn an_unknown_word_names_the_nearest() {
    check(&json!({ "activity": "exprot" }), &[("activity", "`exprot` is none of the choices", "did you mean `export`?")]);
    check(&json!({ "activity": "Export" }), &[("activity", "`Export` is none of the choices", "did you mean `export`?")]);
    check(&json!({ "party": { "role": "zzz" } }), &[("party[0].role", "`zzz` is none of the choices", "did you mean `buyer`, `broker`?")]);
    check(&json!({ "shipment": { "marks": ["red", "bleu"] } }), &[("shipment.marks", "`bleu` is none of the choices", "did you mean `blue`?")]);
}

#[test]
fn an_unknown_country_or_region_is_found() {
    check(&json!({ "to": "Seeland" }), &[("to", "no country has the code `Seeland`", "did you mean `CC`?")]);
    check(&json!({ "to": "Belland" }), &[("to", "no country has the code `Belland`", "did you mean `BB`?")]);
    check(&json!({ "to": "CQ" }), &[("to", "no country has the code `CQ`", "did you mean `CC`?")]);
    check(
        &json!({ "item": { "origin": "99" } }),
        &[("item[0].origin", "no country has the code `99`", "countries are written as ISO 3166-1 alpha-2 codes, such as DE")],
    );
    check(&json!({ "to": "AA", "to_region": "AA-2" }), &[("to_region", "no region with rules of its own has the code `AA-2`", "did you mean `AA-1`?")]);
    check(&json!({ "to": "BB", "to_region": "AA-1" }), &[("to_region", "`AA-1` is no region of the destination", "")]);
    accepts(&json!({ "to": "AA", "to_region": "aa-1" }));
    accepts(&json!({ "to": "unknown", "to_region": "AA-1" }));
    accepts(&json!({ "to": " bb ", "item": { "origin": "cc" } }));
}

#[test]
fn a_code_must_have_been_in_force_on_the_day() {
    let code = |code: &str| json!({ "item": { "codes": { "x/goods": code } } });
    const PLACE: &str = "item[0].codes.x/goods";
    check(&code("1A001.a.3"), &[(PLACE, "x/goods has no provision `1A001.a.3`", "did you mean `1A001.a.1`?")]);
    check(&code("7Q777"), &[(PLACE, "x/goods has no provision `7Q777`", "")]);
    check(&code("1A001.c"), &[(PLACE, "x/goods:1A001.c is reserved: it describes no item", "")]);
    const REMEDY: &str = "give a code of the edition in force on the transaction's date";
    check(&code("8Y001"), &[(PLACE, "x/goods:8Y001 is not in force on 2026-05-01: until 2026-03-01", REMEDY)]);
    check(&code("9Z001"), &[(PLACE, "x/goods:9Z001 is not in force on 2026-05-01: from 2026-09-01", REMEDY)]);
    accepts(&json!({ "date": "2026-02-28", "item": { "codes": { "x/goods": "8Y001" } } }));
    accepts(&json!({ "date": "2026-09-01", "item": { "codes": { "x/goods": "9Z001" } } }));
    // Before the first day covered nothing is known of codes.
    accepts(&json!({ "date": "2020-01-01", "item": { "codes": { "x/goods": "1A001.b" } } }));
    accepts(&code("1a001.A.1"));
    check(&json!({ "item": { "codes": { "x/goods": ["1A001.b", "1A009"] } } }), &[(PLACE, "x/goods has no provision `1A009`", "did you mean `1A001`?")]);
    check(&json!({ "item": { "codes": { "x/goods": ["1A001.b", "FREE"] } } }), &[(PLACE, "expected either codes or \"not-listed\", not both", "")]);
}

#[test]
fn codes_of_a_jurisdiction_that_is_not_loaded_are_accepted_and_told() {
    let mut document = changed(&json!({ "item": { "codes": { "jp/list": "1(1)" } } }));
    document["item"].as_array_mut().unwrap().push(json!({ "codes": { "jp/list": "2", "x/goods": "FREE" }, "returned": false }));
    let transaction = Transaction::read(toy(), &document).unwrap();
    let determination = Engine::new(toy()).decide(&transaction, Options::default());
    let told: Vec<(&str, &str)> = determination.not_assessed.iter().map(|row| (&*row.instrument, row.status)).collect();
    assert_eq!(told, [("jp/list", "unused")], "once, however many items have one");
    // A list that a loaded jurisdiction doesn't have is a slip.
    check(&json!({ "item": { "codes": { "x/good": "1A001" } } }), &[("item[0].codes.x/good", "no list is called `x/good`", "did you mean `x/goods`?")]);
    check(&json!({ "item": { "codes": { "goods": "1A001" } } }), &[("item[0].codes.goods", "no list is called `goods`", "did you mean `x/goods`?")]);
    check(&json!({ "item": { "codes": { "q/list": "1" } } }), &[("item[0].codes.q/list", "no list is called `q/list`", "")]);
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    for (change, place, expected) in [
        (json!({ "end_use": { "military": "yes" } }), "end_use.military", "true, false, \"unknown\" or \"not-applicable\""),
        (json!({ "end_use": { "military": 1 } }), "end_use.military", "true, false, \"unknown\" or \"not-applicable\""),
        (json!({ "end_use": true }), "end_use", ""),
        (json!({ "to": 5 }), "to", "a country code in quotes, such as \"DE\""),
        (json!({ "to": ["CC"] }), "to", "a country code in quotes, such as \"DE\""),
        (json!({ "activity": true }), "activity", "one of the choices, in quotes"),
        (json!({ "shipment": { "packed": "1.5.2026" } }), "shipment.packed", "a date such as \"2026-07-23\""),
        (json!({ "shipment": { "marks": 5 } }), "shipment.marks", "one or more of the choices"),
        (json!({ "shipment": { "marks": [5] } }), "shipment.marks", "choices, in quotes"),
        (json!({ "item": { "hs": "85x" } }), "item[0].hs", "a tariff number of 2 to 12 digits, such as \"847130\""),
        (json!({ "item": { "hs": true } }), "item[0].hs", "a tariff number such as \"847130\""),
        (json!({ "item": { "value": 10 } }), "item[0].value", "an amount with its currency, such as \"10000 USD\""),
        (json!({ "item": { "value": "10 kg" } }), "item[0].value", "an amount with its currency, such as \"10000 USD\""),
        (json!({ "item": { "value": "much" } }), "item[0].value", "an amount with its currency, such as \"10000 USD\""),
        (json!({ "item": { "share": "10 GHz" } }), "item[0].share", "a number with its unit, such as \"10 %\""),
        (json!({ "item": { "share": 10 } }), "item[0].share", "a number with its unit, such as \"10 %\""),
        (json!({ "item": { "codes": "1A001" } }), "item[0].codes", "codes by list, such as { \"us/ccl\" = \"3A001.a.2\" }"),
        (json!({ "item": { "codes": { "x/goods": 5 } } }), "item[0].codes.x/goods", "a code, a list of codes, or \"not-listed\""),
        (json!({ "item": { "codes": { "x/goods": [] } } }), "item[0].codes.x/goods", "a code, a list of codes, or \"not-listed\""),
        (json!({ "item": { "description": 5 } }), "item[0].description", "text"),
        (json!({ "party": { "name": 5 } }), "party[0].name", "text"),
        (json!({ "id": true }), "id", "an id: text or a number"),
        (json!({ "date": 5 }), "date", "a date such as \"2026-07-23\""),
        (json!({ "date": "2026-02-30" }), "date", "a date such as \"2026-07-23\""),
        (json!({ "date": "unknown" }), "date", "a date such as \"2026-07-23\""),
    ] {
        let found = problems(&changed(&change));
        let got: Vec<(String, String)> = found.iter().map(|problem| (problem.place(), problem.to_string())).collect();
        if expected.is_empty() {
            assert_eq!(got.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), [place], "{change}");
        } else {
            assert_eq!(got, [(place.to_owned(), format!("expected {expected}"))], "{change}");
        }
    }
}

#[test]
fn less_than_nothing_is_refused() {
    check(&json!({ "item": { "value": "-5 USD" } }), &[("item[0].value", "an amount cannot be negative", "")]);
    check(&json!({ "value": "−5 USD" }), &[("value", "an amount cannot be negative", "")]);
    accepts(&json!({ "item": { "value": "0 USD" } }));
}

#[test]
fn the_shape_of_the_document_is_checked() {
    for (document, want) in [
        (json!([]), vec!["a transaction is a table of fields"]),
        (
            json!({}),
            vec![
                "the transaction lacks `date`",
                "the transaction lacks `activity`",
                "the transaction lacks `from`",
                "the transaction lacks `to`",
                "the transaction lacks `item`",
            ],
        ),
        (json!({ "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC", "item": [] }), vec!["expected one or more [[item]] tables"]),
        (json!({ "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC", "item": {} }), vec!["expected one or more [[item]] tables"]),
        (json!({ "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC", "item": [5] }), vec!["expected a table of fields"]),
        (
            json!({ "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC", "item": [{}], "party": {} }),
            vec!["expected one or more [[party]] tables"],
        ),
        (
            json!({ "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC", "item": [{ "id": "a" }, { "id": "a" }] }),
            vec!["two items are called `a`"],
        ),
        (
            json!({ "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC", "item": [{}, { "id": "item-1" }] }),
            vec!["two items are called `item-1`"],
        ),
    ] {
        assert_eq!(problems(&document).iter().map(ToString::to_string).collect::<Vec<_>>(), want, "{document}");
    }
    accepts(&json!({ "party": null, "id": null }));
    accepts(&json!({ "id": 7, "item": { "id": 8, "characteristics": { "kind": "adc", "anything": [1, 2] } } }));
}

#[test]
fn two_items_of_one_name_are_found_however_many_there_are() {
    let mut document = changed(&json!({}));
    document["item"] = (0..1500).map(|i| json!({ "id": if i == 1400 { 1300 } else { i } })).collect();
    let found = problems(&document);
    assert_eq!(
        found.iter().map(|problem| (problem.place(), problem.to_string())).collect::<Vec<_>>(),
        [("item[1400].id".into(), "two items are called `1300`".into())]
    );
}

#[test]
fn all_faults_are_reported_not_only_the_first() {
    let found = problems(&changed(&json!({ "to": "ZZ", "item": { "hs": "x", "value": "-1 USD" }, "end_use": { "militray": true }, "date": "soon" })));
    let places: Vec<String> = found.iter().map(InputProblem::place).collect();
    for place in ["to", "item[0].hs", "item[0].value", "end_use.militray", "date"] {
        assert_eq!(places.iter().filter(|found| *found == place).count(), 1, "{place} in {places:?}");
    }
}

#[test]
fn two_facts_that_contradict_each_other_are_refused() {
    let contradiction = json!({ "end_use": { "military": false, "intelligence": true } });
    assert_eq!(problems(&changed(&contradiction)).len(), 1, "end_use.intelligence is narrower than end_use.military");
}

#[test]
fn a_broad_fact_that_is_false_settles_the_narrow_and_a_narrow_one_that_is_true_the_broad() {
    let slot = |change: &Json, path: &str| {
        let transaction = accepts(change);
        format!("{:?}", transaction.facts.get(toy().fact_by_path(path).unwrap()))
    };
    assert_eq!(slot(&json!({ "end_use": { "military": false } }), "end_use.intelligence"), "Known(Bool(false))");
    assert_eq!(slot(&json!({ "end_use": { "military": null, "intelligence": true } }), "end_use.military"), "Known(Bool(true))");
    assert_eq!(slot(&json!({ "end_use": { "military": true } }), "end_use.intelligence"), "Absent");
    assert_eq!(slot(&json!({ "end_use": { "military": null, "intelligence": false } }), "end_use.military"), "Absent");
    assert_eq!(slot(&json!({ "end_use": { "military": "unknown", "intelligence": "unknown" } }), "end_use.intelligence"), "Unknown");
}

#[test]
fn what_every_transaction_has_cannot_be_said_not_to_apply() {
    // Every test of such a fact would be false, and no rule would be left to require a licence.
    for (change, place) in [
        (json!({ "activity": "not-applicable" }), "activity"),
        (json!({ "from": "not-applicable" }), "from"),
        (json!({ "to": "not-applicable" }), "to"),
        (json!({ "item": { "codes": "not-applicable" } }), "item[0].codes"),
    ] {
        let found = problems(&changed(&change));
        assert_eq!(found.iter().map(InputProblem::place).collect::<Vec<_>>(), [place]);
        assert!(matches!(found[0].fault, comity_decide::InputFault::Expected(_)), "{found:?}");
    }
}

#[test]
fn absent_unknown_and_not_applicable_differ() {
    let outcome = |change: &Json, strict: bool| {
        let transaction = accepts(change);
        let determination = Engine::new(toy()).decide(&transaction, Options { strict, explain: false });
        determination.outcome.name()
    };
    // A fact about knowledge: presumed false when nothing is said, open when it is said to be unknown, false when it does not apply.
    for (informed, presumed, strict) in [
        (json!(null), "no-licence-required", "undetermined"),
        (json!("unknown"), "undetermined", "undetermined"),
        (json!("not-applicable"), "no-licence-required", "no-licence-required"),
        (json!(false), "no-licence-required", "no-licence-required"),
        (json!(true), "licence-required", "licence-required"),
    ] {
        let change = json!({ "end_use": { "informed": informed }, "party": { "listed": false } });
        assert_eq!((outcome(&change, false), outcome(&change, true)), (presumed, strict), "{change}");
    }
    // A neutral fact: never presumed.
    for (returned, want) in
        [(json!(null), "undetermined"), (json!("unknown"), "undetermined"), (json!("not-applicable"), "licence-required"), (json!(true), "no-licence-required")]
    {
        let change = json!({ "to": "BB", "item": { "codes": { "x/goods": "1A001.b" }, "returned": returned } });
        assert_eq!(outcome(&change, false), want, "{change}");
    }
    // Words that a text may be are no such words.
    accepts(&json!({ "party": { "name": "unknown" } }));
}

#[test]
fn a_code_may_be_said_to_be_unknown() {
    let unknown = json!({ "to": "BB", "item": { "codes": { "x/goods": "unknown" } } });
    let determination = common::decide(toy(), &changed(&unknown), Options::default());
    assert_eq!(determination["outcome"], "undetermined");
}

#[test]
fn what_is_said_to_be_unknown_inside_a_definition_is_not_presumed() {
    let files = with(
        &toy_files(),
        "x/rules/r.kdl",
        "knows(end_use.diversion) or",
        "knows(x/odd) or any party(knows(party.country = DD)) or knows(any party(party.country = EE)) or",
    );
    let law = law(&common::plus(&files, "x/rules/r.kdl", "define \"x/odd\" { when \"shipment.packed > '2026-01-01'\" }"));
    let outcome = |change: &Json| {
        let document = changed(change);
        Engine::new(&law).decide(&common::transaction(&law, &document), Options::default()).outcome.name()
    };
    let base = json!({ "to": "BB", "exporter": { "registered": true }, "party": { "country": "CC", "listed": false } });
    let with_fact = |place: &str, name: &str, value: &str| {
        let mut change = base.clone();
        common::merge(&mut change, &json!({ place: { name: value } }));
        change
    };
    assert_eq!(outcome(&base), "authorised");
    assert_eq!(outcome(&with_fact("shipment", "packed", "2026-02-01")), "licence-required");
    // Said to be unknown: whether the restriction bars is open, so nothing is authorised.
    assert_eq!(outcome(&with_fact("shipment", "packed", "unknown")), "licence-required");
    assert_eq!(outcome(&with_fact("party", "country", "unknown")), "licence-required");
}
