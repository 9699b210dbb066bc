//! Names of the same party in two scripts become comparable words: the share that a simple alignment recognises stays where it is.
#![allow(clippy::expect_used, reason = "helpers of tests")]

#[path = "scripts/rows.rs"]
mod rows;

#[track_caller]
fn check(script: &str, kind: &str, floor: f64) {
    let all = rows::rows().expect("the labelled rows: set COMITY_DATA_SOURCES to the folder of official sources");
    let tally = rows::tally(&all);
    let [even, odd] = tally.get(&(script.to_owned(), kind.to_owned())).expect("rows of the script");
    let both = rows::Share { rows: even.rows + odd.rows, aligned: even.aligned + odd.aligned };
    assert!(both.percent() >= floor, "{script} {kind}: {:.1} % of {} rows are aligned, {floor} % expected", both.percent(), both.rows);
}

// The floors stand a little under what was measured over both halves. Korean persons have none: lists write their given names in two
// words, which this alignment does not put together.
#[test]
fn cyrillic_names_are_recognised() {
    check("CYRILLIC", "person", 94.0);
    check("CYRILLIC", "entity", 78.0);
}

#[test]
fn arabic_and_persian_names_are_recognised() {
    check("ARABIC", "person", 88.0);
    check("ARABIC", "entity", 60.0);
}

#[test]
fn chinese_and_japanese_names_are_recognised() {
    check("CJK", "entity", 63.0);
    check("HANGUL", "entity", 99.0);
}
