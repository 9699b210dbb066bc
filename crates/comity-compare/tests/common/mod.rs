//! Small lists for tests.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "helpers of tests; each test uses a part")]

pub mod item;

use comity_law::{
    SourceFile,
    criteria::{Criteria, Edition},
};

/// Reads criteria from files; panics on any fault.
pub fn criteria(files: &[(&str, &str)]) -> Criteria {
    let files: Vec<SourceFile> = files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
    let read = Criteria::parse(&files);
    assert!(read.problems.is_empty(), "{:#?}", read.problems);
    read.criteria
}

/// A vocabulary for made-up criteria.
pub const VOCABULARY: &str = r#"
characteristic "x" type="quantity" unit="mm" { label "x"; definition "x"; question "x?" }
characteristic "y" type="quantity" unit="mm" { label "y"; definition "y"; question "y?" }
characteristic "z" type="quantity" unit="kg" { label "z"; definition "z"; question "z?" }
characteristic "w" type="quantity" unit="kg" { label "w"; definition "w"; question "w?" }
characteristic "count" type="quantity" unit="1" { label "n"; definition "n"; question "n?" }
characteristic "level" type="quantity" unit="dB" { label "l"; definition "l"; question "l?" }
characteristic "span" type="quantity" unit="Hz" span=#true { label "s"; definition "s"; question "s?" }
characteristic "product" type="quantity" unit="mm kg" { label "p"; definition "p"; question "p?"; formula "x * z" }
characteristic "flag" type="bool" { label "f"; definition "f"; question "f?" }
characteristic "other_flag" type="bool" { label "g"; definition "g"; question "g?" }
characteristic "kind" type="term" { label "kind"; definition "k"; question "k?" }
characteristic "cas" type="cas" { label "cas"; definition "c"; question "c?" }
term "kind" "thing" { label "thing" }
term "kind" "circuit" { label "circuit"; broader "thing" }
term "kind" "adc" { label "converter"; broader "circuit" }
term "kind" "laser" { label "laser"; broader "thing" }
"#;

/// Two lists of one entry each, whose own wordings are the two criteria.
pub fn two(a: &str, b: &str) -> Criteria {
    let edition = |list: &str, criterion: &str| {
        format!(
            "source list=\"{list}/l\" edition=\"2026-01-01\" file=\"f\" digest=\"sha256:00\"\nnode \"1A001\" digest=\"{list}\" \"{criterion}\"\nnode \"1A002\" digest=\"{list}2\" \"words('00000000000000ff')\"\nnode \"1A003\" digest=\"{list}3\" \"words('00000000000000fe')\"\n"
        )
    };
    criteria(&[
        ("vocabulary/characteristics/v.kdl", VOCABULARY),
        ("a/lists/l/criteria/2026-01-01/1.kdl", &edition("a", a)),
        ("b/lists/l/criteria/2026-01-01/1.kdl", &edition("b", b)),
    ])
}

/// The two lists of [`two`].
pub fn editions(criteria: &Criteria) -> (&Edition, &Edition) {
    (criteria.edition("a/l", None).unwrap(), criteria.edition("b/l", None).unwrap())
}
