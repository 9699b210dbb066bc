//! What is written, to the letter: other programs read it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use comity_compare::{
    compare,
    formats::{write_json, write_report, write_skos, write_sssom, write_table},
    report,
};
use comity_law::criteria::Criteria;

fn lists() -> Criteria {
    common::criteria(&[
        ("vocabulary/characteristics/v.kdl", common::VOCABULARY),
        (
            "a/lists/l/criteria/2026-01-01/1.kdl",
            r#"
            source list="a/l" edition="2026-01-01" file="f" digest="sha256:00"
            node "1A001" digest="0" "words('00000000000000aa')"
            node "1A001.a" digest="1" numbers=1 "x > '5 mm'"
            node "1A001.b" digest="2" numbers=1 "flag and z > '1 kg'"
            node "2B001" digest="3" "words('00000000000000bb')"
            "#,
        ),
        (
            "b/lists/m/criteria/2026-02-02/1.kdl",
            r#"
            source list="b/m" edition="2026-02-02" file="f" digest="sha256:00"
            node "1.A.1" digest="5" "words('00000000000000aa')"
            node "1.A.1.a" digest="6" numbers=1 "x > '2 mm'"
            node "1.A.1.b" digest="7" numbers=1 "flag and z > '1 kg'"
            node "1.A.1.c" digest="8" "words('00000000000000cc')"
            "#,
        ),
    ])
}

fn written(write: impl Fn(&comity_compare::Comparison, &mut Vec<u8>) -> std::io::Result<()>) -> String {
    let criteria = lists();
    let comparison = compare(criteria.edition("a/l", None).unwrap(), criteria.edition("b/m", None).unwrap(), &criteria.vocabulary);
    let mut out = Vec::new();
    write(&comparison, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_is_one_pair_a_line() {
    let text = written(write_json);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(text.lines().count(), rows.len() + 2);
    let narrower = &rows[1];
    assert_eq!(narrower["a"], "a/l:1A001.a");
    assert_eq!(narrower["b"], "b/m:1.A.1.a");
    assert_eq!(narrower["relation"], "narrower");
    assert_eq!(narrower["witness"], serde_json::json!([{"meets": "b", "item": {"x": "4 mm"}}]));
    assert_eq!(narrower["basis"], "compared: x");
    assert_eq!(narrower["ancestors"], "equal");
    assert_eq!(narrower["confidence"], "code-and-content");
    let alone: Vec<_> = rows.iter().filter(|row| row["relation"] == "only").map(|row| (row["a"].clone(), row["b"].clone())).collect();
    assert_eq!(alone, [("a/l:2B001".into(), serde_json::Value::Null), (serde_json::Value::Null, "b/m:1.A.1.c".into())]);
}

#[test]
fn sssom_names_what_the_object_is() {
    let text = written(write_sssom);
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        rows,
        [
            "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment",
            "a-l:1A001\tskos:exactMatch\tb-m:1.A.1\tsemapv:LogicalReasoning\t0.95\tequal; same in both: words 00000000000000aa of a/l:1A001",
            "a-l:1A001.a\tskos:broadMatch\tb-m:1.A.1.a\tsemapv:LogicalReasoning\t0.95\tnarrower; x = 4 mm: b only; compared: x",
            "a-l:1A001.b\tskos:exactMatch\tb-m:1.A.1.b\tsemapv:LogicalReasoning\t0.95\tequal; compared: flag, z",
        ]
    );
    assert!(text.contains("#  a-l: \"https://w3id.org/comity/a/l/\"\n"));
}

#[test]
fn skos_is_turtle() {
    let text = written(write_skos);
    assert!(text.contains("<https://w3id.org/comity/a/l/1A001.a> skos:broadMatch <https://w3id.org/comity/b/m/1.A.1.a> .\n"), "{text}");
    assert!(text.contains("<https://w3id.org/comity/a/l/1A001.a> skos:scopeNote \"narrower b-m:1.A.1.a: x = 4 mm: b only\" .\n"), "{text}");
    assert!(text.contains("<https://w3id.org/comity/b/m> a skos:ConceptScheme"), "{text}");
}

#[test]
fn tables_line_up() {
    let text = written(write_table);
    let want = "\
a/l      b/m      relation  above  proof
1A001    1.A.1    equal     -      same in both: words 00000000000000aa of a/l:1A001
1A001.a  1.A.1.a  narrower  equal  x = 4 mm: b only
1A001.b  1.A.1.b  equal     equal  compared: flag, z
2B001    -        only      -      no counterpart was found
-        1.A.1.c  only      -      no counterpart was found
";
    assert_eq!(text, want);
}

#[test]
fn the_report_counts() {
    let text = written(|comparison, out| {
        let regimes = |_: &str, code: &str| if code.ends_with('b') { vec!["NS".into(), "MT".into()] } else { vec!["NS".into()] };
        write_report(comparison, &report(comparison, &regimes), out)
    });
    let want = "\
a/l (2026-01-01) seen from b/m (2026-02-02)

            equal  narrower  broader  overlapping  disjoint  untold  only a  only b  divergence
all         2      1         0        0            0         0       1       1       33.3 % (33.3 % to 33.3 %)
category 1  2      1         0        0            0         0       0       1       33.3 % (33.3 % to 33.3 %)
category 2  0      0         0        0            0         0       1       0       -
MT          1      0         0        0            0         0       0       0       0.0 % (0.0 % to 0.0 %)
NS          2      1         0        0            0         0       1       1       33.3 % (33.3 % to 33.3 %)

the widest differences
2.500  a/l:1A001.a  narrower  b/m:1.A.1.a  x = 4 mm: b only
";
    assert_eq!(text, want);
}
