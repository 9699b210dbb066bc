#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{
    Query, Record,
    record::{Identifier, Kind},
};

fn query() -> Query {
    Query { id: "c-1".into(), name: "Jane Doe".into(), date_of_birth: Some("1982-09-23".into()), country: Some("somewhere".into()), ..Query::default() }
}

fn record() -> Record {
    Record { id: "s-1".into(), list: "S".into(), entity: Some("77".into()), name: "DOE, Jane".into(), ..Record::default() }
}

fn decided(query: &Query, record: &Record, decision: Decision) -> Adjudication {
    Adjudication {
        id: "a".into(),
        party: Party::of(query),
        record: Listed::of("s", date(2026, 1, 1), record),
        decision,
        by: "R. Roe".into(),
        why: "another person".into(),
        evidence: vec!["passport".into()],
        made: date(2026, 1, 2),
        expires: date(2027, 1, 2),
    }
}

/// How a hit of a decided party stands when party, record and day are these.
#[track_caller]
fn check(asked: &Query, listed: &Record, day: Date, want: &str) {
    let all = [decided(&query(), &record(), Decision::NotSame)];
    let got = match standing(&all, &Party::of(asked), &Listed::of("s", date(2026, 6, 1), listed), day) {
        Standing::Open => "open".to_owned(),
        Standing::Confirmed(_) => "confirmed".to_owned(),
        Standing::Dismissed(_) => "dismissed".to_owned(),
        Standing::Reopened(_, why) => format!("{why:?}"),
    };
    assert_eq!(got, want);
}

#[test]
fn a_decision_stands_until_something_changes_or_its_time_is_over() {
    let day = date(2026, 6, 1);
    check(&query(), &record(), day, "dismissed");
    check(&query(), &record(), date(2027, 1, 1), "dismissed");
    check(&query(), &record(), date(2027, 1, 2), "Expired");
    check(&query(), &Record { births: vec!["1982".into()], ..record() }, day, "RecordChanged");
    check(&query(), &Record { name: "DOE, Janet".into(), ..record() }, day, "RecordChanged");
    check(&Query { country: None, ..query() }, &record(), day, "PartyChanged");
    check(&Query { name: "Jane M Doe".into(), ..query() }, &record(), day, "PartyChanged");
    check(&Query { kind: Kind::Person, ..query() }, &record(), day, "PartyChanged");
}

#[test]
fn who_cannot_tell_settles_nothing() {
    let all = [decided(&query(), &record(), Decision::NotSame), decided(&query(), &record(), Decision::Unsure)];
    let now = Listed::of("s", date(2026, 6, 1), &record());
    assert_eq!(standing(&all, &Party::of(&query()), &now, date(2026, 6, 1)), Standing::Reopened(&all[1], Reopened::Unsure));
    let later = [all[1].clone(), all[0].clone()];
    assert_eq!(standing(&later, &Party::of(&query()), &now, date(2026, 6, 1)), Standing::Dismissed(&later[1]));
}

#[test]
fn a_place_in_a_file_may_move() {
    check(&query(), &Record { id: "s-900".into(), ..record() }, date(2026, 6, 1), "dismissed");
    check(&query(), &Record { entity: Some("78".into()), ..record() }, date(2026, 6, 1), "open");
}

#[test]
fn a_namesake_is_another_party() {
    check(&Query { id: "c-2".into(), ..query() }, &record(), date(2026, 6, 1), "open");
    check(&Query { id: String::new(), ..query() }, &record(), date(2026, 6, 1), "open");
}

#[test]
fn the_last_decision_rules() {
    let all = [decided(&query(), &record(), Decision::NotSame), decided(&query(), &record(), Decision::Same)];
    let standing = standing(&all, &Party::of(&query()), &Listed::of("s", date(2026, 6, 1), &record()), date(2026, 6, 1));
    assert_eq!(standing, Standing::Confirmed(&all[1]));
}

fn queries() -> impl Strategy<Value = Query> {
    let optional = || proptest::option::of("[a-z0-9-]{0,6}");
    let numbers = proptest::collection::vec("[A-Z0-9 -]{0,8}", 0..3);
    ("[a-cA-C ]{0,6}", "[ab]?", optional(), optional(), numbers).prop_map(|(name, id, date_of_birth, country, numbers)| Query {
        name,
        id,
        date_of_birth,
        country,
        identifiers: numbers.into_iter().map(|value| Identifier { value, ..Identifier::default() }).collect(),
        kind: Kind::Unknown,
    })
}

fn records() -> impl Strategy<Value = Record> {
    ("[ab]", "[LM]", proptest::option::of("[12]"), "[A-B]{1,2}", proptest::collection::vec("19[0-9]{2}", 0..2))
        .prop_map(|(id, list, entity, name, births)| Record { id, list, entity, name, births, ..Record::default() })
}

proptest! {
    /// A hit is put away only where the same two, unchanged, were decided to differ, and in time.
    #[test]
    fn nothing_is_dismissed_that_was_not_decided(
        (then, now) in (queries(), queries()), (old, new) in (records(), records()), days in 0i64..800, same in any::<bool>(),
    ) {
        let decision = if same { Decision::Same } else { Decision::NotSame };
        let all = [decided(&then, &old, decision)];
        let day = date(2026, 1, 2).checked_add(days.days()).unwrap();
        let got = standing(&all, &Party::of(&now), &Listed::of("s", date(2026, 6, 1), &new), day);
        let untouched = facts(&then) == facts(&now) && then.id == now.id && content(&old) == content(&new);
        let settled = matches!(got, Standing::Dismissed(_) | Standing::Confirmed(_));
        prop_assert_eq!(settled, untouched && day < date(2027, 1, 2));
        if settled {
            prop_assert_eq!(matches!(got, Standing::Confirmed(_)), same);
        }
    }

    #[test]
    fn facts_do_not_depend_on_the_way_of_writing(query in queries()) {
        let mut numbers = query.identifiers.clone();
        numbers.reverse();
        let other = Query { name: format!("  {} ", query.name.to_uppercase()), id: "other".into(), identifiers: numbers, ..query.clone() };
        prop_assert_eq!(facts(&query), facts(&other));
    }

    #[test]
    fn a_decision_reads_back(query in queries(), record in records()) {
        let one = decided(&query, &record, Decision::Same);
        let again: Adjudication = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        prop_assert_eq!(again, one);
    }
}
