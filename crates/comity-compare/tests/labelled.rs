//! Real relations between provisions of the EU's and the US list, as labelled by people who read both: the figures are the law's,
//! the words stand as digests.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use comity_compare::{Relation, compare, map};
use comity_law::criteria::Criteria;

fn lists() -> Criteria {
    common::criteria(&[
        ("vocabulary/characteristics/v.kdl", include_str!("labelled/vocabulary.kdl")),
        ("eu/lists/annex-i/criteria/2025-11-15/1.kdl", include_str!("labelled/eu.kdl")),
        ("us/lists/ccl/criteria/2026-06-24/1.kdl", include_str!("labelled/us.kdl")),
    ])
}

#[track_caller]
fn check(eu: &str, us: &str, relation: Relation, witnesses: &[&str]) {
    let criteria = lists();
    let (a, b) = (criteria.edition("eu/annex-i", None).unwrap(), criteria.edition("us/ccl", None).unwrap());
    let comparison = compare(a, b, &criteria.vocabulary);
    let Some(pair) = comparison.pair(eu, us) else {
        panic!(
            "{eu} is not paired with {us} but: {:#?}",
            comparison.pairs.iter().filter(|p| p.a.as_deref() == Some(eu) || p.b.as_deref() == Some(us)).collect::<Vec<_>>()
        )
    };
    assert_eq!(pair.verdict.relation, relation, "{}", pair.verdict.basis);
    let found: Vec<String> = pair.verdict.witnesses.iter().map(ToString::to_string).collect();
    assert_eq!(found, witnesses);
}

#[test]
fn a_wider_range_is_broader() {
    check("1A202.a", "1A202.a", Relation::Broader, &["inside_diameter = 500 mm: a only"]);
}

#[test]
fn ranges_that_cross_overlap() {
    check(
        "1B228.b",
        "1B228.b",
        Relation::Overlapping,
        &[
            "operating_pressure = 0.3 MPa, fits words 0000000000000b01: a only",
            "operating_pressure = 3 MPa, fits words 0000000000000b01: b only",
            "operating_pressure = 0.8 MPa, fits words 0000000000000b01: both",
        ],
    );
}

#[test]
fn a_higher_limit_is_narrower() {
    check("3A002.c.4.a", "3A002.c.4.a", Relation::Narrower, &["real_time_bandwidth = 300 MHz: b only"]);
    check("6A005.d.1.b.1", "6A005.d.1.b.1", Relation::Narrower, &["average_power = 40 W, wavelength = 1000 nm: b only"]);
}

#[test]
fn the_same_figures_are_equal_however_they_are_written() {
    check("1C010.a.1", "1C010.a.1", Relation::Equal, &[]);
    check("3A001.a.5.a.3", "3A001.a.5.a.3", Relation::Equal, &[]);
    check("1A202.a", "1A202.a", Relation::Broader, &["inside_diameter = 500 mm: a only"]);
}

#[test]
fn another_standard_of_measuring_is_not_compared() {
    check("2B201.b.1", "2B201.b.1", Relation::Untranslated, &[]);
}

#[test]
fn a_renumbered_paragraph_is_found() {
    check("2B352.h.1", "2B352.f.1", Relation::Equal, &[]);
    check("2B352.h", "2B352.f", Relation::Equal, &[]);
    check("2B352.f", "2B352.h", Relation::Equal, &[]);
    // What merely bears the same code is related too, and marked.
    check("2B352.f", "2B352.f", Relation::Untranslated, &[]);
    let criteria = lists();
    let (a, b) = (criteria.edition("eu/annex-i", None).unwrap(), criteria.edition("us/ccl", None).unwrap());
    let comparison = compare(a, b, &criteria.vocabulary);
    assert!(comparison.pair("2B352.f", "2B352.h").unwrap().counterpart && !comparison.pair("2B352.f", "2B352.f").unwrap().counterpart);
}

#[test]
fn a_paragraph_of_another_entry_is_found_and_alternatives_count() {
    check("3A501.a.16", "3A090.a", Relation::Narrower, &["tpp = 5000 TOPS bit, fits words 00000000003a5013: b only"]);
}

#[test]
fn a_head_is_compared_with_its_conditions() {
    check("1A202", "1A202", Relation::Broader, &["inside_diameter = 500 mm, fits words 00000000000001a2, fits not eu/annex-i:1A002: a only"]);
}

#[test]
fn ancestors_are_a_second_field() {
    let criteria = lists();
    let (a, b) = (criteria.edition("eu/annex-i", None).unwrap(), criteria.edition("us/ccl", None).unwrap());
    let comparison = compare(a, b, &criteria.vocabulary);
    assert_eq!(comparison.pair("1A202.a", "1A202.a").unwrap().ancestors, Some(Relation::Equal));
    assert_eq!(comparison.pair("3A501.a.16", "3A090.a").unwrap().ancestors, Some(Relation::Untranslated));
    assert_eq!(comparison.pair("1A202", "1A202").unwrap().ancestors, None);
    let mapped = map(a, "3A501.a.16", b, &criteria.vocabulary, 3).unwrap();
    assert!(mapped[0].counterpart && mapped[0].pair.b.as_deref() == Some("3A090.a"));
    assert!(map(a, "9Z999", b, &criteria.vocabulary, 3).is_none());
}

/// What the program says of these lists is what a person said, row by row of the labelled file.
#[test]
fn labels_agree() {
    let path = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| "../../../shared/data".into());
    let Ok(labels) = std::fs::read_to_string(format!("{path}/compare-dev.jsonl")) else {
        assert!(std::env::var_os("CI").is_none(), "the labelled file is needed");
        return;
    };
    let criteria = lists();
    let (a, b) = (criteria.edition("eu/annex-i", None).unwrap(), criteria.edition("us/ccl", None).unwrap());
    let comparison = compare(a, b, &criteria.vocabulary);
    for label in labels.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        let code = |side: &str| label[side].as_str().unwrap().rsplit_once(':').unwrap().1.to_owned();
        let pair = comparison.pair(&code("a"), &code("b")).unwrap_or_else(|| panic!("{label} is not paired"));
        assert_eq!(pair.verdict.relation.name(), label["relation"].as_str().unwrap(), "{label}: {}", pair.verdict.basis);
    }
}
