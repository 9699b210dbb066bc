//! Law stays out of Rust: a jurisdiction is added to the law folder as files alone, answers for itself, and changes nothing of what the others answer.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;
mod random;

use std::sync::OnceLock;

use comity_decide::{Engine, Options, Transaction};
use comity_law::{Law, SourceFile};
use common::{finding, law_folder, real, told};
use random::real_pair;
use serde_json::{Value as Json, json};

/// A small jurisdiction of its own: a list with two entries, a group, a chart, and one rule of each kind.
const ICELAND: &[(&str, &str)] = &[
    (
        "vocabulary/facts-is.kdl",
        r#"
fact "end_use.geothermal" type="bool" { question "Is it for drilling into a volcano?" }
fact "item.lava_proof" type="bool" { question "Does the item stand lava?" }
"#,
    ),
    ("is/jurisdiction.kdl", r#"jurisdiction "is" { name "Iceland"; authority "Trial office"; territory "{IS}"; review "is/trial" }"#),
    ("is/coverage.kdl", r#"instrument "Trial Act" title="A law for tests" status="partial" checked="2026-06-01" { note "all of it is made up" }"#),
    (
        "is/countries/c.kdl",
        r#"
group "is/hot" title="Hot countries" cite="Trial Act, Annex 1" covers-from="2020-01-01" checked="2026-06-01" { member "KE" "ET" from="2020-01-01" }
chart "is/chart" cite="Trial Act, Annex 2" covers-from="2020-01-01" checked="2026-06-01" { columns "NS 1"; row "KE" "NS 1"; row "ET"; row "NO" "NS 1" }
"#,
    ),
    (
        "is/lists/trial/list.kdl",
        r#"
list "is/trial" title="Trial list" cite="Trial Act, Annex 3" covers-from="2020-01-01" checked="2026-06-01" chart="is/chart" { edition "2020-01-01" source="trial.txt" }
"#,
    ),
    (
        "is/lists/trial/1.kdl",
        r#"
entry "DRILL" { reasons "NS"; control "NS" column=1 digest="is01"; exception "SMALL" amount="100 USD" digest="is02"; provision "a"; provision "b" }
entry "PUMP" { reasons "NS"; control "NS" when="to in is/hot" digest="is03" }
"#,
    ),
    (
        "is/rules/r.kdl",
        r#"
source cite="Trial Act" covers-from="2020-01-01" checked="2026-06-01"
reach "is/1" cite="Trial Act, s 1" { when "from = IS and not (to = IS)" }
hand-off "is/2" cite="Trial Act, s 2" to="Volcano office" { title "Volcanoes"; when "item.lava_proof" }
requirement "is/3" cite="Trial Act, s 3" list="is/trial" { title "Listed" }
requirement "is/4" cite="Trial Act, s 4" { title "Geothermal"; when "end_use.geothermal and to in is/hot" }
exclusion "is/5" cite="Trial Act, s 5" from-rules="is/4" { title "Not for Ethiopia"; when "to = ET" }
prohibition "is/6" cite="Trial Act, s 6" { title "Never to Kenya when hot"; when "to = KE and end_use.geothermal and item in is/trial:{PUMP}" }
authorisation "is/7" cite="Trial Act, s 7" name="SMALL" { title "Small"; lifts rules="is/3"; condition "allows(is/trial, SMALL, item.value)" text="small" }
restriction "is/8" cite="Trial Act, s 8" bars="is/7" { title "Not to Norway"; when "to = NO" }
duty "is/9" cite="Trial Act, s 9" on="authorised" { title "Tell the office" }
"#,
    ),
];

fn both() -> &'static Law {
    static BOTH: OnceLock<Law> = OnceLock::new();
    BOTH.get_or_init(|| {
        let mut files = law_folder();
        files.extend(ICELAND.iter().map(|(path, text)| SourceFile::new(*path, *text)));
        let read = Law::parse(&files);
        let own: Vec<String> =
            read.problems.iter().filter(|problem| problem.path().contains("is/") || problem.path().contains("-is")).map(ToString::to_string).collect();
        assert_eq!(own, Vec::<String>::new());
        read.law
    })
}

/// What the added jurisdiction says.
#[track_caller]
fn check(change: &Json, want: &str) {
    let mut document = json!({
        "id": "t", "date": "2026-07-01", "activity": "export", "from": "IS", "to": "KE", "end_use": { "geothermal": false },
        "item": [{ "codes": { "is/trial": "not-listed" }, "lava_proof": false }]
    });
    common::merge(&mut document, change);
    let transaction = common::transaction(both(), &document);
    let engine = Engine::new(both());
    let determination = engine.decide(&transaction, Options::default());
    assert_eq!(finding(&determination, "is").map_or("none".to_owned(), told), want, "after {change}");
}

#[test]
fn a_jurisdiction_added_as_files_answers() {
    check(&json!({}), "no-licence-required:  |  | ");
    check(&json!({ "from": "NO" }), "none");
    check(&json!({ "item": { "lava_proof": true } }), "other-authority: is/2 |  | ");
    check(&json!({ "item": { "codes": { "is/trial": "DRILL.a" }, "value": "101 USD" } }), "licence-required: is/3 NS 1 |  | ");
    check(&json!({ "item": { "codes": { "is/trial": "DRILL.a" }, "value": "100 USD" } }), "authorised: is/3 NS 1 | SMALL yes | ");
    check(&json!({ "to": "NO", "item": { "codes": { "is/trial": "DRILL.a" }, "value": "100 USD" } }), "licence-required: is/3 NS 1 |  | ");
    check(&json!({ "to": "ET", "item": { "codes": { "is/trial": "DRILL" } } }), "no-licence-required:  |  | ");
    check(&json!({ "to": "ET", "item": { "codes": { "is/trial": "PUMP" } } }), "licence-required: is/3 NS |  | ");
    check(&json!({ "end_use": { "geothermal": true } }), "licence-required: is/4 |  | ");
    check(&json!({ "end_use": { "geothermal": null } }), "undetermined: (is/4) |  | end_use.geothermal");
    check(&json!({ "to": "ET", "end_use": { "geothermal": true } }), "no-licence-required:  |  | ");
    check(&json!({ "end_use": { "geothermal": true }, "item": { "codes": { "is/trial": "PUMP" } } }), "prohibited: is/3 NS, is/4, is/6 |  | ");
}

#[test]
fn the_other_jurisdictions_answer_as_before_to_the_byte() {
    let (alone, together) = (Engine::new(real()), Engine::new(both()));
    let mut compared = 0;
    for seed in 500..540 {
        for document in [real_pair(real(), seed).few, real_pair(real(), seed).more] {
            for options in [Options::default(), Options { strict: true, explain: false }] {
                let before = alone.decide(&Transaction::read(real(), &document).unwrap(), options);
                let after = together.decide(&Transaction::read(both(), &document).unwrap(), options);
                for jurisdiction in &real().jurisdictions {
                    let bytes = |determination| finding(determination, &jurisdiction.id).map(|finding| serde_json::to_string(finding).unwrap());
                    let (before, after) = (bytes(&before), bytes(&after));
                    assert!(before == after, "seed {seed}, {}: {before:?}\nbecame {after:?}", jurisdiction.id);
                    compared += usize::from(before.is_some());
                }
            }
        }
    }
    assert!(compared > 100, "only {compared} findings");
}

#[test]
fn a_jurisdiction_taken_away_takes_only_its_own_finding() {
    let mut files = law_folder();
    // Others may ask its groups and lists: only one that nobody refers to can be taken away.
    let names = |text: &str, id: &str| {
        // As a word of its own, not as the end of one in an address.
        text.match_indices(&format!("{id}/")).any(|(at, _)| text[..at].ends_with(|c: char| !c.is_ascii_alphanumeric() && c != '/'))
    };
    let referred = |id: &str| files.iter().any(|file| file.jurisdiction() != id && names(&file.text, id));
    let ids = real().jurisdictions.iter().map(|jurisdiction| jurisdiction.id.to_string());
    let gone = ids.into_iter().find(|id| !referred(id)).unwrap_or_else(|| panic!("every jurisdiction is referred to by another"));
    files.retain(|file| file.jurisdiction() != gone);
    let read = Law::parse(&files);
    assert!(read.problems.iter().all(|problem| problem.is_warning()), "{:?}", read.problems.first().map(ToString::to_string));
    let (whole, less) = (Engine::new(real()), Engine::new(&read.law));
    for seed in 540..560 {
        let mut document = real_pair(real(), seed).few;
        for item in document["item"].as_array_mut().unwrap() {
            for codes in item.as_object_mut().unwrap().values_mut().filter_map(Json::as_object_mut) {
                codes.retain(|list, _| !list.starts_with(&format!("{gone}/")));
            }
        }
        let before = whole.decide(&Transaction::read(real(), &document).unwrap(), Options::default());
        let after = less.decide(&Transaction::read(&read.law, &document).unwrap(), Options::default());
        for jurisdiction in &read.law.jurisdictions {
            let bytes = |determination| finding(determination, &jurisdiction.id).map(|finding| serde_json::to_string(finding).unwrap());
            assert_eq!(bytes(&before), bytes(&after), "seed {seed}, {}", jurisdiction.id);
        }
        assert!(finding(&after, &gone).is_none());
    }
}
