//! A catalogue from a file, and what a change of law did to it.

use comity_edge::{bundled, diff, since::edition_on};
use comity_law::{Law, List};
use comity_store::{ClassificationId, ItemFields, ItemId, Json as Kept, NewClassification, Page, Role, Stamp};
use jiff::{Timestamp, civil::date};
use serde_json::json;

use crate::site::{Person, site};

const FILE: &str = "Part No;Item;HTS;Made in;ECCN;Decided;Stock\n\
    A-1;Converter;8542.39;Germany;3A001.a.5.a.3;2026-07-01;7\n\
    A-2;Valve;;Atlantis;2B350.g;;1\n\
    A-3;Pump;;;3A999.zz;;2\n\
    ;No reference;;;;;\n";

fn references(person: &Person) -> Vec<String> {
    person.run(async { person.office.items(&Page::first(50)).await.unwrap().items.into_iter().map(|item| item.fields.reference).collect() })
}

#[test]
fn a_file_is_looked_at_before_it_is_kept() {
    let ada = site().member(Role::Administrator);
    let seen = ada.upload("/catalogue/import", "items", "items.csv", FILE.as_bytes());
    assert_eq!(seen.status, 200, "{}", seen.body);
    for said in ["no country is called `Atlantis`", "the row has no reference", "has no 3A999.zz", "Stock", "not read", "Take over 2 rows"] {
        assert!(seen.body.contains(said), "{said}: {}", seen.body);
    }
    assert!(references(&ada).is_empty(), "nothing is kept before somebody confirms it");
    let table = seen.hidden("table");
    let done = ada.post("/catalogue/import/confirm", &[("file", "items.csv"), ("table", &table)]);
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("2 new items."), "{}", done.body);
    let mut kept = references(&ada);
    kept.sort();
    assert_eq!(kept, ["A-1", "A-3"], "rows with a fault are left out");
    // Once more changes nothing; what the file does not say stays.
    let again = ada.post("/catalogue/import/confirm", &[("file", "items.csv"), ("table", &table)]);
    assert!(again.body.contains("0 new items.") && again.body.contains("Of 2 the file said nothing new.") && again.body.contains("0 codes"), "{}", again.body);
    let seen = ada.upload("/catalogue/import", "items", "items.csv", b"reference,description\nA-1,Another word\n");
    let done = ada.post("/catalogue/import/confirm", &[("file", "items.csv"), ("table", &seen.hidden("table"))]);
    assert!(done.body.contains("One was changed."), "{}", done.body);
    let item = ada.run(async { ada.office.item_by_reference("A-1").await.unwrap().unwrap() });
    assert_eq!((item.fields.description.as_str(), item.fields.hs.as_deref(), item.fields.origin.as_deref()), ("Another word", Some("854239"), Some("DE")));
    let page = ada.get(&format!("/catalogue/{}", item.id));
    assert!(page.body.contains("3A001.a.5.a.3") && page.body.contains("Taken over from items.csv (decided 2026-07-01)"), "{}", page.body);
    // A code that no list has is kept, and said to be unknown.
    let unknown = ada.run(async { ada.office.item_by_reference("A-3").await.unwrap().unwrap() });
    let page = ada.get(&format!("/catalogue/{}", unknown.id));
    assert!(page.body.contains("3A999.zz") && page.body.contains("is no code that this list has"), "{}", page.body);
    assert!(ada.get("/catalogue?show=unknown").body.contains("A-3"));
}

#[test]
fn files_that_are_no_table_are_refused_with_what_to_do() {
    let ada = site().member(Role::Administrator);
    let refused = |name: &str, bytes: &[u8], says: &str| {
        let page = ada.upload("/catalogue/import", "items", name, bytes);
        assert_eq!(page.status, 422, "{name}: {}", page.body);
        assert!(page.body.contains(says) && page.body.contains("role=\"alert\""), "{name}: {}", page.body);
    };
    refused("items.xlsx", b"PK\x03\x04 cut off", "it may have been cut off");
    refused("items.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as XLSX");
    refused("items.csv", b"reference\n\xe9\n", "CSV UTF-8");
    refused("items.csv", b"", "Choose a CSV or XLSX file");
    refused("items.csv", &vec![b'x'; 9 << 20], "larger than is taken");
    assert!(references(&ada).is_empty());
}

#[test]
fn who_only_reads_imports_nothing() {
    let reader = site().member(Role::Auditor);
    assert_eq!(reader.upload("/catalogue/import", "items", "items.csv", FILE.as_bytes()).status, 403);
    assert!(!reader.get("/catalogue").body.contains("/catalogue/import"));
}

/// Classifies a new item, by an edition of this name.
fn classified(person: &Person, reference: &str, list: &str, code: &str, edition: &str) -> String {
    person.run(async {
        let stamp = Stamp::new(Timestamp::now(), comity_store::Actor::program("test"));
        let fields =
            ItemFields { reference: reference.into(), description: String::new(), hs: None, origin: None, characteristics: Kept::of(&json!({})).unwrap() };
        let item = person.office.create_item(ItemId::at(stamp.at).unwrap(), &fields, &stamp).await.unwrap();
        let id = ClassificationId::at(stamp.at).unwrap();
        let new = NewClassification { id, item: item.id, list: list.into(), code: code.into(), edition: edition.into(), reasons: "sample".into() };
        person.office.classify(&new, &stamp).await.unwrap();
        format!("/catalogue/{}", item.id)
    })
}

fn law() -> Law {
    bundled::law(None).unwrap()
}

#[test]
fn a_change_of_law_is_told_of_each_item_that_it_touches() {
    let ada = site().member(Role::Administrator);
    let (law, criteria) = (law(), bundled::LazyCriteria::of(None));
    let list: &List = law.lists.iter().find(|list| *list.id == *"us/ccl").unwrap();
    let rows_since = |first| match diff::diff(&law, criteria.get().unwrap(), "us/ccl", first, date(2026, 8, 3)) {
        Ok(diff::Changed::Rows(rows)) => rows,
        _ => panic!("the law covers both days"),
    };
    let is_change = |row: &serde_json::Value| row["what"] == "control" && row["change"] == "added";
    // The latest amendment that changed a control: older ones leave no entry as it was.
    let earlier = list.editions.iter().rev().skip(1).map(|edition| (edition.date, rows_since(edition.date)));
    let (first, rows) = earlier.into_iter().find(|(_, rows)| rows.iter().any(is_change)).unwrap();
    let changed = rows.iter().find(|row| is_change(row)).unwrap()["provision"].as_str().unwrap().trim_start_matches("us/ccl:").to_owned();
    let touched: Vec<&str> = rows.iter().map(|row| row["provision"].as_str().unwrap().trim_start_matches("us/ccl:")).collect();
    let mut entries = list.entries.iter().map(|entry| list.code(entry.node));
    let same = entries.find(|code| !touched.iter().any(|touched| touched.split('.').next() == Some(*code))).unwrap();
    let then = edition_on(list, first);
    let (moved, still, unknown) = (
        classified(&ada, "MOVED", "us/ccl", &changed, &then),
        classified(&ada, "STILL", "us/ccl", same, &then),
        classified(&ada, "UNKNOWN", "us/ccl", same, "on 1999-01-01"),
    );
    let page = ada.get(&moved);
    assert!(page.body.contains(&format!("was decided by the edition of {first}")) && page.body.contains("Added: "), "{}", page.body);
    assert!(page.body.contains(&format!("/law/provisions/us/ccl:{changed}#history")), "{}", page.body);
    assert!(!ada.get(&still).body.contains("notice-warning"));
    let page = ada.get(&unknown);
    assert!(page.body.contains("by an edition that is not loaded: whether it changed since is not known"), "{}", page.body);
    let all = ada.get("/catalogue");
    assert!(all.body.contains("The law changed for one item") && all.body.contains("Whether the law changed is not known"), "{}", all.body);
    let shown = ada.get("/catalogue?show=changed").body;
    assert!(shown.contains("MOVED") && !shown.contains("STILL") && !shown.contains("UNKNOWN<"), "{shown}");
    let shown = ada.get("/catalogue?show=unknown").body;
    assert!(shown.contains(">UNKNOWN<") && !shown.contains("MOVED"), "{shown}");
    // The history that the link leads to.
    let history = ada.get(&format!("/law/provisions/us/ccl:{changed}"));
    assert!(history.body.contains("id=\"history\"") && history.body.contains("in the first edition that is loaded"), "{}", history.body);
}

#[test]
fn filters_go_over_the_whole_catalogue_and_not_over_one_page() {
    let ada = site().member(Role::Administrator);
    classified(&ada, "OLD", "us/ccl", "3A001", "on 1999-01-01");
    let law = law();
    let now = edition_on(law.lists.iter().find(|list| *list.id == *"us/ccl").unwrap(), jiff::Zoned::now().date());
    for number in 0..60 {
        classified(&ada, &format!("NEW-{number}"), "us/ccl", "3A001", &now);
    }
    assert!(!ada.get("/catalogue").body.contains(">OLD<"), "it stands on the second page");
    assert!(ada.get("/catalogue?show=unknown").body.contains(">OLD<"));
    let first = ada.get("/catalogue").body;
    let next = first.split("href=\"/catalogue?after=").nth(1).unwrap().split('"').next().unwrap();
    let second = ada.get(&format!("/catalogue?after={next}")).body;
    assert!(second.contains(">OLD<") && second.contains(">NEW-0<") && !second.contains(">NEW-59<"), "{second}");
}
