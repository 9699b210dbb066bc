//! How long records are kept, as law says it: read, and every slip found.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_law::{
    Counts, Law,
    ProblemKind::{self, *},
};
use common::{law, law_folder, lines, sound, spoil, underlined};

const PATH: &str = "x/retention.kdl";

#[track_caller]
fn check(find: &str, put: &str, want: &[(ProblemKind, &str)]) {
    let files = spoil(&sound(), PATH, find, put);
    let read = Law::parse(&files);
    let got: Vec<(&ProblemKind, &str)> = read.problems.iter().map(|problem| (problem.kind(), underlined(&files, problem))).collect();
    let want: Vec<(&ProblemKind, &str)> = want.iter().map(|(kind, text)| (kind, *text)).collect();
    assert_eq!(got, want, "after {put:?}: {:#?}", lines(&read));
}

#[test]
fn a_statement_is_read_with_its_days() {
    let law = law(&sound());
    let [kept] = law.jurisdictions[0].retention.as_slice() else { panic!("one statement") };
    assert_eq!((&*kept.id, kept.years, kept.counts, &*kept.cite), ("x/keep", 5, Counts::YearEnd, "Act 7"));
    assert_eq!(kept.last_day("2026-03-10".parse().unwrap()), Some("2031-12-31".parse().unwrap()));
    assert!(!kept.period.contains("2019-12-31".parse().unwrap()));
    assert!(law.parts.iter().any(|part| &*part.part == "x/retention"), "the law's digest covers it");
}

#[test]
fn slips_are_found() {
    let expected = |text: &str| Expected { expected: text.into() };
    let years = || expected("`years`, a number from 1 to 100");
    check("years=5", "years=0", &[(years(), "retention")]);
    check("years=5", "years=1000000", &[(years(), "retention")]);
    check(" years=5", "", &[(years(), "retention")]);
    check(r#"counts="year-end""#, r#"counts="moon""#, &[(expected("`day` or `year-end`"), "moon")]);
    check(r#" cite="Act 7""#, "", &[(Missing { node: "retention".into(), what: "cite" }, "retention")]);
    check(r#"  moment "the export""#, "", &[(Missing { node: "retention".into(), what: "moment" }, "retention")]);
    let unproved = "`checked`, the day on which it was compared with its source, or `unverified`, why it was not";
    check(r#" checked="2026-01-01""#, "", &[(Missing { node: "retention".into(), what: unproved }, "retention")]);
    check(r#"checked="2026-01-01""#, r#"checked="2026""#, &[(expected("a date such as 2026-07-23"), "2026")]);
    check("x/keep", "y/keep", &[(ForeignId { id: "y/keep".into(), jurisdiction: "x".into() }, "y/keep")]);
    check(
        "counts",
        "count",
        &[
            (Missing { node: "retention".into(), what: "counts" }, "retention"),
            (UnknownAttribute { node: "retention".into(), attribute: "count".into() }, "count"),
        ],
    );
    let files = common::extend(&sound(), PATH, r#"retention "x/keep" years=1 counts="day" cite="Act" checked="2026-01-01" { title "T"; moment "M" }"#);
    let read = Law::parse(&files);
    assert!(read.problems.iter().any(|problem| *problem.kind() == Duplicate { what: "retention", name: "x/keep".into() }), "{:#?}", lines(&read));
}

#[test]
fn the_law_of_this_repository_says_how_long_for_each_jurisdiction_that_decides() {
    let read = Law::parse(&law_folder());
    for jurisdiction in &read.law.jurisdictions {
        assert!(!jurisdiction.retention.is_empty(), "{}", jurisdiction.id);
        for kept in &jurisdiction.retention {
            assert!(kept.checked.is_some() || kept.unverified.is_some(), "{}", kept.id);
        }
    }
}
