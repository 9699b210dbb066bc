//! What is claimed of two criteria, and what is not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use comity_compare::{Relation, compare};

#[track_caller]
fn check(a: &str, b: &str, relation: Relation, proof: &str) {
    for (a, b, relation, forth) in [(a, b, relation, true), (b, a, relation.reversed(), false)] {
        let criteria = common::two(a, b);
        let (list_a, list_b) = common::editions(&criteria);
        let comparison = compare(list_a, list_b, &criteria.vocabulary);
        let verdict = &comparison.pair("1A001", "1A001").unwrap().verdict;
        assert_eq!(verdict.relation, relation, "`{a}` seen from `{b}`: {}", verdict.basis);
        if forth {
            let found: Vec<String> = verdict.witnesses.iter().map(ToString::to_string).collect();
            assert_eq!(found.join("; "), proof);
        }
    }
}

#[test]
fn figures_alone() {
    check("x > '5 mm'", "x > '0.005 m'", Relation::Equal, "");
    check("x > '5 mm'", "x >= '5 mm'", Relation::Narrower, "x = 5 mm: b only");
    check("x > '5 mm' and z < '2 kg'", "x > '5 mm'", Relation::Narrower, "x = 8 mm, z = 3 kg: b only");
    check("x < '5 mm'", "x > '6 mm'", Relation::Disjoint, "x = 3 mm: a only; x = 9 mm: b only");
    check("x < '5 mm' or x > '6 mm'", "not (x >= '5 mm' and x <= '6 mm')", Relation::Equal, "");
    check(
        "at least 2 of (x > '1 mm'; y > '1 mm'; z > '1 kg')",
        "(x > '1 mm' and y > '1 mm') or (z > '1 kg' and (x > '1 mm' or y > '1 mm'))",
        Relation::Equal,
        "",
    );
    check("x != '5 mm'", "x < '5 mm' or x > '5 mm'", Relation::Equal, "");
}

#[test]
fn a_span_meets_a_limit_with_some_point() {
    check("span > '1 Hz' and span < '2 Hz'", "span > '1 Hz' and span < '3 Hz'", Relation::Narrower, "span = 2.5 Hz: b only");
    // It works below 5 and above 10: such a thing meets both.
    let (below, above) = ("span < '5 Hz'", "span > '10 Hz'");
    check(below, above, Relation::Overlapping, "span = 3 Hz: a only; span = 20 Hz: b only; span = 3 Hz to 20 Hz: both");
    check("not span > '5 Hz'", "span <= '5 Hz'", Relation::Narrower, "span = 3 Hz to 8 Hz: b only");
}

#[test]
fn terms_substances_and_flags() {
    check("kind = adc", "kind = circuit", Relation::Narrower, "kind = circuit: b only");
    check("kind in {adc, laser}", "kind = thing", Relation::Narrower, "kind = thing: b only");
    check("kind = adc", "kind = laser", Relation::Untranslated, "");
    check("cas in {'50-00-0', '64-17-5'}", "cas in {'50-00-0'}", Relation::Broader, "cas = 64-17-5: a only");
    check("cas in {'64-17-5'}", "cas in {'50-00-0'}", Relation::Disjoint, "cas = 64-17-5: a only; cas = 50-00-0: b only");
    check("flag and x > '1 mm'", "x > '1 mm'", Relation::Narrower, "flag = false, x = 2 mm: b only");
}

#[test]
fn words_are_the_same_only_as_themselves() {
    let (w, v) = ("words('0000000000000001')", "words('0000000000000002')");
    check(w, w, Relation::Equal, "");
    check(w, v, Relation::Untranslated, "");
    check(&format!("{w} and x > '5 mm'"), &format!("{w} and x > '4 mm'"), Relation::Narrower, "x = 4.5 mm, fits words 0000000000000001 of a/l:1A001: b only");
    // Words on one side alone may narrow nothing.
    check(&format!("{w} and x > '5 mm'"), "x > '5 mm'", Relation::Untranslated, "");
    // But figures that already decide do.
    check(&format!("{w} and x > '5 mm'"), "x > '4 mm'", Relation::Narrower, "x = 4.5 mm: b only");
    check(&format!("{w} and x > '4 mm'"), "x > '5 mm'", Relation::Untranslated, "");
    // Something of each lies outside the other, as long as the words fit anything.
    check(
        &format!("{w} and x < '10 mm'"),
        "x > '5 mm'",
        Relation::Overlapping,
        "x = 3 mm, fits words 0000000000000001 of a/l:1A001: a only; x = 20 mm: b only; x = 8 mm, fits words 0000000000000001 of a/l:1A001: both",
    );
    // Words on both sides: perhaps the same condition, said in two ways.
    check(&format!("{w} and x > '5 mm'"), &format!("{v} and x > '4 mm'"), Relation::Untranslated, "");
    check(
        &format!("{w} and x < '5 mm'"),
        &format!("{v} and x > '6 mm'"),
        Relation::Disjoint,
        "x = 3 mm, fits words 0000000000000001 of a/l:1A001: a only; x = 9 mm, fits words 0000000000000002 of b/l:1A001: b only",
    );
    // Words here and a characteristic there: perhaps the same too.
    check(&format!("{w} and x < '10 mm'"), "z > '1 kg' and x > '5 mm'", Relation::Untranslated, "");
    check(&format!("{w} and x > '5 mm'"), "kind = adc and x > '5 mm'", Relation::Untranslated, "");
}

#[test]
fn two_measures_of_one_dimension_are_not_compared() {
    check("x <= '4 mm' and z > '1 kg'", "y <= '5 mm' and z > '1 kg'", Relation::Untranslated, "");
    // A limit of another kind is a real one.
    check("x <= '4 mm' and z > '1 kg'", "z > '1 kg'", Relation::Narrower, "x = 6 mm, z = 2 kg: b only");
    // What follows from what the other side asks is not free.
    check("product > '1 mm kg' and y > '1 mm'", "x > '1 mm' and y > '1 mm'", Relation::Untranslated, "");
}

#[test]
fn what_is_not_read_is_never_equal() {
    check("untranslated('table')", "untranslated('table')", Relation::Untranslated, "");
    check("x > '1 mm' and untranslated('table')", "x > '1 mm'", Relation::Untranslated, "");
    check("x > '1 mm' and untranslated('table')", "x >= '1 mm'", Relation::Narrower, "x = 1 mm: b only");
    // What is not read may contradict any figure.
    check("x < '10 mm' and untranslated('table')", "x > '5 mm'", Relation::Untranslated, "");
    // Nor is the figure that needs no other.
    check("x > '1 mm' or (untranslated('table') and x > '2 mm')", "x > '1 mm'", Relation::Untranslated, "");
    check("true", "true", Relation::Untranslated, "");
    check("x > '2 mm' and x < '1 mm'", "x > '1 mm'", Relation::Untranslated, "");
}

#[test]
fn only_likely_values_prove_a_difference() {
    // No length lies below zero.
    check("x < '5 mm'", "x >= '0 mm' and x < '5 mm'", Relation::Untranslated, "");
    check("level < '5 dB'", "level >= '0 dB' and level < '5 dB'", Relation::Broader, "level = -1 dB: a only");
    check("x > '-5 mm'", "x > '-4 mm'", Relation::Broader, "x = -4.5 mm: a only");
    // Nothing has three and a half.
    check("count > '3'", "count >= '4'", Relation::Untranslated, "");
    check("count > '2'", "count >= '4'", Relation::Broader, "count = 3: a only");
    check("count > '1.2'", "count > '1.5'", Relation::Broader, "count = 1.4: a only");
}

#[test]
fn references_are_the_same_where_the_provisions_correspond() {
    check("x > '1 mm' and not meets({1A002})", "x > '1 mm' and not meets({1A002})", Relation::Equal, "");
    check("x > '1 mm' and not meets({1A002})", "x > '1 mm' and not meets({1A003})", Relation::Untranslated, "");
    check("x > '1 mm' and not meets({1A002})", "x > '1 mm' and not meets({1A002, 1A003})", Relation::Untranslated, "");
    check("x > '1 mm' and not meets({1A002})", "x >= '1 mm'", Relation::Narrower, "x = 1 mm: b only");
}

#[test]
fn what_has_too_many_alternatives_is_not_compared() {
    // Pairwise different choices for ten things out of nine: hard for any search.
    let one_each = |i: u32| (0..9).map(move |j| format!("words('{:016x}')", 16 * i + j)).collect::<Vec<_>>();
    let all = |i: u32| format!("({})", one_each(i).join(" or "));
    let mut parts: Vec<String> = (0..10).map(all).collect();
    for j in 0..9 {
        for i in 0..10 {
            parts.extend((0..i).map(|k| format!("not (words('{:016x}') and words('{:016x}'))", 16 * i + j, 16 * k + j)));
        }
    }
    let pigeons = format!("x > '1 mm' and {}", parts.join(" and "));
    check(&pigeons, &format!("{pigeons} and x > '2 mm'"), Relation::Untranslated, "");
}
