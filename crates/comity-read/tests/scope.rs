//! The words of scopes, to conditions. The wording is ours; the shapes are those of the source.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use comity_read::label::Label;
use comity_read::scope::Entry;

/// Entry 3A001 with every path that has one or two letters and numbers, but no `.w`.
#[track_caller]
fn check(words: &str, want: &str) {
    let has = |label: &Label| label.parts().first().is_none_or(|p| p != "w");
    let entry = Entry { list: "us/ccl", code: "3A001", has: &has };
    let got = entry.read(words).to_string().replace("item in us/ccl:", "");
    assert_eq!(got, want, "reading {words:?}");
}

#[test]
fn whole_entries_and_exceptions_from_them() {
    check("entire entry", "true");
    check("the entire entry.", "true");
    check("entireentry, except 3A001.y.", "not {3A001.y}");
    check("entire entry except .e, .x, and .y", "not {3A001.e, 3A001.x, 3A001.y}");
    check(
        "entire entry except: 3A001.b; things in 3A001.x if used; and 3A001.y",
        "not {3A001.b} and (not {3A001.x} or untranslated('only some items of 3A001.x')) and not {3A001.y}",
    );
    check("entire entry (refer to 3A999 for others)", "true");
    check("entire entry, for some", "untranslated('a part of the entry, by a condition')");
    check("entire entry except to Russia for a station", "to != RU or untranslated('a use that is left out for one destination')");
}

#[test]
fn lists_of_paragraphs() {
    check("3A001.a", "{3A001.a}");
    check("paragraphs .a, .b and .i of this entry", "{3A001.a, 3A001.b, 3A001.i}");
    check("paragraph c", "{3A001.c}");
    check("items controlled by 3A001.z.1", "{3A001.z.1}");
    check("3A001.a.4, c, d, k to m, p.2", "{3A001.a.4, 3A001.c, 3A001.d, 3A001.k, 3A001.l, 3A001.m, 3A001.p.2}");
    check("3A001.b (except .b.5), .c", "({3A001.b} and not {3A001.b.5}) or {3A001.c}");
    check("3A001.w.1", "untranslated('3A001.w.1 is not a paragraph of the entry')");
    check("3A001.a and .w", "{3A001.a} or untranslated('3A001.w is not a paragraph of the entry')");
    check("3A001.a only", "{3A001.a}");
}

#[test]
fn conditions_stay_unknown_and_in_their_place() {
    check(
        "3A001.a.1 when hot; and to 3A001.a.5 when cold; and 3A001.z.2",
        "({3A001.a.1} and untranslated('a condition on 3A001.a.1')) or ({3A001.a.5} and untranslated('a condition on 3A001.a.5')) or {3A001.z.2}",
    );
    check("amplifiers in 3A001.b.2", "{3A001.b.2} and untranslated('only some items of 3A001.b.2')");
    check("3A001.a for use with 3A001.b", "{3A001.a, 3A001.b} and untranslated('a condition on 3A001.a')");
    check("software for 3B001.c", "untranslated('software for particular entries')");
    check("technology for items controlled by 1A001 to 1A004", "untranslated('technology for particular entries')");
    check("big things", "untranslated('items of a particular kind')");
    check("big things and paragraphs .c and .d", "untranslated('items of a particular kind') or {3A001.c, 3A001.d}");
    check("3A001.a. Note: more applies to 3A001.b", "{3A001.a} and (not {3A001.b} or untranslated('a note beside the scope'))");
    check("3A001.a (the short one, .b (the long one), and e.1 for both", "{3A001.a, 3A001.b, 3A001.e.1} and untranslated('a condition on 3A001.a')");
    check("3A001.b.2 or b.3, except those that are civil, or 3A001.z", "{3A001.b.2, 3A001.b.3, 3A001.z} and untranslated('an exception by a condition')");
    check("3A001.h (unless controlled for MT)", "{3A001.h} and (not {3A001.h} or not controlled(us/ccl, MT))");
}

#[test]
fn a_proviso_of_codes_leaves_them_out() {
    let has = |label: &Label| label.parts().first().is_none_or(|p| p != "w");
    let entry = Entry { list: "us/ccl", code: "3A001", has: &has };
    let read = |words: &str| comity_read::exceptions::read(&entry, "GBS", words).iter().map(|x| x.scope.to_string()).collect::<Vec<_>>();
    assert_eq!(
        read("Yes for 3A001.a provided that they are not also controlled by 3A001.b through .d."),
        ["item in us/ccl:{3A001.a} and not item in us/ccl:{3A001.b, 3A001.c, 3A001.d}"]
    );
    for open in ["they are not also controlled by 3A001.w", "they are not also controlled by 3A002", "they are not also controlled by 3A001.b when hot"] {
        let rows = read(&format!("Yes for 3A001.a provided that {open}."));
        assert!(rows.iter().all(|row| row.contains("untranslated(")), "{open}: {rows:?}");
    }
}
