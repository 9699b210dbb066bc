//! What changed between two editions.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use comity_compare::{
    ChangeKind, diff,
    formats::{write_changes_json, write_changes_table},
};

#[test]
fn changes_are_told_apart() {
    let edition = |date: &str, rows: &str| format!("source list=\"a/l\" edition=\"{date}\" file=\"f\" digest=\"sha256:00\"\n{rows}");
    let before = edition(
        "2025-01-01",
        r#"
        node "1A001" digest="0" "words('00000000000000aa')"
        node "1A001.a" digest="1" numbers=1 "x > '5 mm'"
        node "1A001.b" digest="2" numbers=1 "z > '1 kg'"
        node "1A001.c" digest="3" "words('00000000000000cc')"
        node "1A001.d" digest="4" numbers=1 "untranslated('table')"
        node "1A001.e" digest="5" numbers=1 "count > '3'"
        node "1A001.f" digest="6" numbers=1 "level > '3 dB' and level < '5 dB'"
        node "1A001.g" digest="7" "words('00000000000000a7') and flag"
        node "1A001.h" status="reserved"
        "#,
    );
    let after = edition(
        "2026-01-01",
        r#"
        node "1A001" digest="0" "words('00000000000000aa')"
        node "1A001.a" digest="21" numbers=1 "x > '4 mm'"
        node "1A001.b" digest="22" numbers=1 "z > '2 kg'"
        node "1A001.c" digest="23" "words('00000000000000cd')"
        node "1A001.d" digest="4" numbers=1 "untranslated('table')"
        node "1A001.e" status="reserved"
        node "1A001.f" digest="26" numbers=1 "level > '4 dB' and level < '6 dB'"
        node "1A001.g" digest="28" "words('00000000000000a8') and kind = laser"
        node "1A001.h" digest="7" "words('00000000000000a7') and flag"
        "#,
    );
    let criteria = common::criteria(&[
        ("vocabulary/characteristics/v.kdl", common::VOCABULARY),
        ("a/lists/l/criteria/2025-01-01/1.kdl", &before),
        ("a/lists/l/criteria/2026-01-01/1.kdl", &after),
    ]);
    let [before, after] = criteria.editions.as_slice() else { panic!("two editions") };
    let changes = diff(before, after, &criteria.vocabulary);
    let told: Vec<_> = changes.changes.iter().map(|change| (change.kind, change.pair.a.as_deref(), change.pair.b.as_deref())).collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Tightened, Some("1A001.a"), Some("1A001.a")),
            (ChangeKind::Relaxed, Some("1A001.b"), Some("1A001.b")),
            (ChangeKind::Reworded, Some("1A001.c"), Some("1A001.c")),
            (ChangeKind::Gone, Some("1A001.e"), None),
            (ChangeKind::Shifted, Some("1A001.f"), Some("1A001.f")),
            (ChangeKind::Renumbered, Some("1A001.g"), Some("1A001.h")),
            (ChangeKind::New, None, Some("1A001.g")),
        ]
    );
    assert_eq!(changes.unchanged, 2);
    let mut out = Vec::new();
    write_changes_table(&changes, &mut out).unwrap();
    let table = String::from_utf8(out).unwrap();
    assert!(table.contains("1A001.a     1A001.a     tightened   x = 4.5 mm: b only\n"), "{table}");
    assert!(table.ends_with("7 changed, 2 unchanged\n"), "{table}");
    let mut out = Vec::new();
    write_changes_json(&changes, &mut out).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&out).unwrap();
    assert_eq!((rows.len(), &rows[3]["to"]), (7, &serde_json::Value::Null));
}
