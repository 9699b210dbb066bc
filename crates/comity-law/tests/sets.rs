//! Periods, code sets, tariff numbers and near words, against plain reckoning.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::fmt::Write as _;

use comity_law::{CodeSet, HsCode, HsSet, Law, List, Period, SourceFile, nearest};
use common::{extend, law, lines, sound};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::prelude::*;

fn day(n: i64) -> Date {
    date(2026, 1, 1).checked_add(n.days()).unwrap()
}

fn period(from: Option<i64>, until: Option<i64>) -> Option<Period> {
    Period::new(from.map(day), until.map(day))
}

proptest! {
    #[test]
    fn a_period_holds_the_days_from_its_first_up_to_its_end(from in prop::option::of(-9..9i64), until in prop::option::of(-9..9i64), n in -12..12i64) {
        let holds = from.is_none_or(|from| from <= n) && until.is_none_or(|until| n < until);
        match period(from, until) {
            Some(period) => {
                prop_assert_eq!(period.contains(day(n)), holds);
                prop_assert_eq!((period.from(), period.until()), (from.map(day), until.map(day)));
            }
            None => prop_assert!(from.zip(until).is_some_and(|(from, until)| until <= from), "only an empty period is refused"),
        }
    }

    #[test]
    fn periods_overlap_exactly_when_they_share_a_day(
        a in prop::option::of(-6..6i64), b in prop::option::of(-6..6i64), c in prop::option::of(-6..6i64), d in prop::option::of(-6..6i64),
    ) {
        let (Some(one), Some(other)) = (period(a, b), period(c, d)) else { return Ok(()) };
        let shared: Vec<Date> = (-40..40).map(day).filter(|day| one.contains(*day) && other.contains(*day)).collect();
        let found = one.first_shared_day(other);
        prop_assert_eq!(found, other.first_shared_day(one));
        prop_assert_eq!(found.is_some(), !shared.is_empty());
        if let Some(found) = found {
            prop_assert!(one.contains(found) && other.contains(found));
            // Where either period has a beginning, the first day is meant.
            if a.or(c).is_some() {
                prop_assert_eq!(Some(&found), shared.first());
            }
        }
    }
}

/// A list of two entries, three levels deep, and a set on it; by code.
fn code_set(within: &[String], except: &[String]) -> (Law, Vec<String>) {
    let mut text = String::new();
    let mut codes = Vec::new();
    for entry in ["1A001", "1A002"] {
        write!(text, "entry \"{entry}\" {{ control \"SEC\" when=\"true\"; ").unwrap();
        codes.push(entry.to_owned());
        for upper in ["a", "b"] {
            write!(text, "provision \"{upper}\" {{ ").unwrap();
            codes.push(format!("{entry}.{upper}"));
            for lower in ["1", "2"] {
                write!(text, "provision \"{upper}.{lower}\"; ").unwrap();
                codes.push(format!("{entry}.{upper}.{lower}"));
            }
            text.push_str("}; ");
        }
        text.push_str("}\n");
    }
    let quoted = |codes: &[String]| codes.iter().fold(String::new(), |out, code| format!("{out} \"{code}\""));
    let mut set = format!("codes \"x/set\" list=\"x/l\" {{ code{}", quoted(within));
    if !except.is_empty() {
        write!(set, "; except{}", quoted(except)).unwrap();
    }
    set.push_str(" }");
    let files = [
        SourceFile::new("vocabulary/v.kdl", "reason \"SEC\" name=\"Security\""),
        SourceFile::new("x/jurisdiction.kdl", "jurisdiction \"x\" { name \"X\"; authority \"X\" }"),
        SourceFile::new("x/lists/l/list.kdl", "list \"x/l\" title=\"L\" cite=\"L\" covers-from=\"2026-01-01\" checked=\"2026-01-01\""),
        SourceFile::new("x/lists/l/1.kdl", text),
        SourceFile::new("x/sets/s.kdl", set),
    ];
    (law(&files), codes)
}

fn set_and_list(law: &Law) -> (&CodeSet, &List) {
    (law.code_sets.first().unwrap(), law.lists.first().unwrap())
}

fn code() -> impl Strategy<Value = String> {
    (prop::sample::select(vec!["1A001", "1A002"]), prop::sample::select(vec!["", ".a", ".b", ".a.1", ".a.2", ".b.1", ".b.2"]))
        .prop_map(|(entry, rest)| format!("{entry}{rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_code_set_holds_what_plain_prefixes_say(within in prop::collection::vec(code(), 1..4), except in prop::collection::vec(code(), 0..3)) {
        let (law, codes) = code_set(&within, &except);
        let (set, list) = set_and_list(&law);
        let at_or_below = |code: &str, top: &String| code == top || code.strip_prefix(top.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let inside = |code: &str| within.iter().any(|top| at_or_below(code, top)) && !except.iter().any(|top| at_or_below(code, top));
        for code in &codes {
            // All nodes at or below, itself included: all inside, none inside, or some of each.
            let below: Vec<bool> = codes.iter().filter(|other| at_or_below(other, code)).map(|other| inside(other)).collect();
            let want = match (below.iter().all(|inside| *inside), below.iter().any(|inside| *inside)) {
                (true, _) => Some(true),
                (_, false) => Some(false),
                _ => None,
            };
            let got = set.contains(list, list.node(code).unwrap());
            // Knowing less than could be known is no fault; claiming more is.
            prop_assert!(got == want || (got.is_none() && !except.is_empty()), "{code} in {within:?} except {except:?}: {got:?}, not {want:?}");
        }
    }
}

#[test]
fn a_code_stands_inside_outside_or_above_a_set() {
    let (law, _) = code_set(&["1A001.a".into(), "1A001.b.1".into()], &["1A001.a.2".into()]);
    let (set, list) = set_and_list(&law);
    for (code, want) in [
        ("1A001.a.1", Some(true)),
        ("1A001.a.2", Some(false)),
        ("1A001.a", None),
        ("1A001.b", None),
        ("1A001.b.1", Some(true)),
        ("1A001.b.2", Some(false)),
        ("1A001", None),
        ("1A002", Some(false)),
        ("1A002.a.1", Some(false)),
    ] {
        assert_eq!(set.contains(list, list.node(code).unwrap()), want, "{code}");
    }
}

#[test]
fn codes_are_found_however_their_letters_are_written() {
    let (law, _) = code_set(&["1A001".into()], &[]);
    let (_, list) = set_and_list(&law);
    for (written, code) in [("1A001.a.1", "1A001.a.1"), ("1a001.A.1", "1A001.a.1"), (" 1A001.a. ", "1A001.a"), ("1a001", "1A001")] {
        assert_eq!(list.node(written).map(|node| list.code(node)), Some(code), "{written:?}");
    }
    for written in ["", ".", "1A00", "1A001.c", "1A001.a.1.x", "1A001a", "é"] {
        assert_eq!(list.node(written), None, "{written:?}");
    }
}

#[test]
fn a_code_that_does_not_exist_has_the_nearest_that_does() {
    let (law, _) = code_set(&["1A001".into()], &[]);
    let (_, list) = set_and_list(&law);
    for (written, near) in [
        ("1A001.a.3", Some("1A001.a.1")),
        ("1A001.a.1.z", Some("1A001.a.1")),
        ("1A001.q", Some("1A001.a")),
        ("1A003", Some("1A001")),
        ("1A003.a.1", Some("1A001")),
        ("9Z999", None),
        ("", None),
    ] {
        assert_eq!(list.nearest_code(written), near, "{written:?}");
    }
}

proptest! {
    #[test]
    fn the_nearest_code_exists(written in "[12]?[ABab]?[0-9]{0,3}(\\.[a-c1-3]{1,2}){0,3}|\\PC{0,12}") {
        let law = law(&sound());
        let list = law.lists.first().unwrap();
        if let Some(near) = list.nearest_code(&written) {
            prop_assert!(list.node(near).is_some(), "{near}");
        }
    }

    #[test]
    fn the_nearest_word_is_a_candidate_whatever_their_order(word in "\\PC{0,12}", mut words in prop::collection::vec("[a-c_.]{0,6}", 0..8)) {
        let near = nearest(&word, words.iter().map(String::as_str)).map(str::to_owned);
        if let Some(near) = &near {
            prop_assert!(words.contains(near));
        }
        words.reverse();
        prop_assert_eq!(near.as_deref(), nearest(&word, words.iter().map(String::as_str)));
        if let Some(first) = words.first().filter(|first| !first.is_empty()) {
            prop_assert_eq!(nearest(first, words.iter().map(String::as_str)), Some(first.as_str()), "a word is nearest to itself");
        }
    }
}

#[test]
fn tariff_numbers_have_two_to_twelve_digits() {
    for (text, shown) in
        [("85", Some("85")), ("8471.30", Some("847130")), ("8471 30 00", Some("84713000")), ("010121", Some("010121")), ("123456789012", Some("123456789012"))]
    {
        assert_eq!(text.parse::<HsCode>().ok().map(|code| code.to_string()).as_deref(), shown, "{text}");
    }
    for text in ["", "8", ".", "8471x", "-8471", "1234567890123", "٨٤", "84,71", "8471.30.00.00.00.0"] {
        assert!(text.parse::<HsCode>().is_err(), "{text}");
    }
}

fn hs_set(codes: &[(String, Option<i64>, Option<i64>)]) -> Option<HsSet> {
    let mut text = "hs \"x/set\" covers-from=\"2026-01-01\" {".to_owned();
    for (code, from, until) in codes {
        write!(text, " code \"{code}\"").unwrap();
        if from.zip(*until).is_some_and(|(from, until)| until <= from) {
            return None;
        }
        if let Some(from) = from {
            write!(text, " from=\"{}\"", day(*from)).unwrap();
        }
        if let Some(until) = until {
            write!(text, " until=\"{}\"", day(*until)).unwrap();
        }
        text.push(';');
    }
    text.push('}');
    let law = law(&[SourceFile::new("x/jurisdiction.kdl", "jurisdiction \"x\" { name \"X\"; authority \"X\" }"), SourceFile::new("x/sets/s.kdl", text)]);
    law.hs_sets.into_iter().next()
}

proptest! {
    #[test]
    fn a_tariff_number_covers_what_starts_with_it(a in "[0-2]{2,12}", b in "[0-2]{2,12}") {
        let (one, other): (HsCode, HsCode) = (a.parse().unwrap(), b.parse().unwrap());
        prop_assert_eq!(one.covers(other), b.starts_with(&a));
        prop_assert_eq!(one == other, a == b);
        prop_assert_eq!(one.to_string(), a);
    }

    #[test]
    fn a_tariff_set_holds_what_plain_prefixes_say(
        members in prop::collection::vec(("[01]{2,5}", prop::option::of(-3..6i64), prop::option::of(-3..6i64)), 0..5), code in "[01]{2,6}", n in -4..8i64,
    ) {
        let Some(set) = hs_set(&members) else { return Ok(()) };
        let in_force = |(from, until): (&Option<i64>, &Option<i64>)| from.is_none_or(|from| from <= n) && until.is_none_or(|until| n < until);
        let alive: Vec<&String> = members.iter().filter(|(_, from, until)| in_force((from, until))).map(|(code, ..)| code).collect();
        let want = if n < 0 {
            None // before the first day covered
        } else if alive.iter().any(|member| code.starts_with(member.as_str())) {
            Some(true)
        } else if alive.iter().any(|member| member.starts_with(&code)) {
            None // too short to tell
        } else {
            Some(false)
        };
        prop_assert_eq!(set.contains(code.parse().unwrap(), day(n)), want);
    }
}

#[test]
fn patterns_take_one_character_for_a_question_mark_and_any_for_a_star() {
    let files = extend(
        &sound(),
        "x/sets/s.kdl",
        r#"codes "x/1" list="x/goods" { match "?A*" }
codes "x/2" list="x/goods" { match "2B00?" }
codes "x/3" list="x/goods" { match "*.a"; except "1A*" }"#,
    );
    let read = Law::parse(&files);
    assert!(read.problems.is_empty(), "{:#?}", lines(&read));
    let list = read.law.lists.first().unwrap();
    for (id, inside) in [("x/1", vec!["1A001", "1A001.a", "1A001.a.1", "1A001.b"]), ("x/2", vec!["2B001", "2B001.a", "2B002"]), ("x/3", vec!["2B001.a"])] {
        let set = read.law.code_sets.iter().find(|set| &*set.id == id).unwrap();
        let got: Vec<&str> = list.sorted.iter().filter(|node| set.contains(list, **node) == Some(true)).map(|node| list.code(*node)).collect();
        assert_eq!(got, inside, "{id}");
    }
}
