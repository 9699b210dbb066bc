//! Items by the file: all of them or none, and the same file twice.

use comity_store::{Chunk, Imported, ImportedCode, ImportedItem, ItemId, JobId, Page, PartyId, StoreError};
use serde_json::json;

use crate::harness::{at, on_both, organisation, stamp};
use crate::model::json;

fn item(reference: &str, code: &str) -> ImportedItem {
    ImportedItem {
        reference: reference.into(),
        description: Some("A valve".into()),
        codes: vec![ImportedCode {
            list: "us/ccl".into(),
            code: code.into(),
            edition: "on 2026-07-01".into(),
            is_dated: true,
            reasons: "its data sheet".into(),
        }],
        ..ImportedItem::default()
    }
}

#[test]
fn a_file_is_taken_over_whole_or_not_at_all() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let none = office.import_items(vec![item("R-1", "1A001"), item("R-2", "x".repeat(500).as_str())], &stamp(1)).await;
        assert!(matches!(none, Err(StoreError::Invalid { .. })));
        let late = ImportedItem { hs: Some("\u{7}".into()), ..item("R-3", "1A001") };
        assert!(office.import_items(vec![item("R-1", "1A001"), late], &stamp(1)).await.is_err(), "a fault that is found half way");
        assert_eq!(office.items(&Page::first(10)).await.unwrap().items, []);
        assert!(matches!(office.verify_audit().await.unwrap(), comity_store::Trail::Whole { .. }));
        let done = office.import_items(vec![item("R-1", "1A001"), item("R-2", "1A002")], &stamp(2)).await.unwrap();
        assert_eq!(done, Imported { created: 2, changed: 0, unchanged: 0, classified: 2 });
        assert_eq!(office.items(&Page::first(10)).await.unwrap().items.len(), 2);
        assert!(matches!(office.verify_audit().await.unwrap(), comity_store::Trail::Whole { .. }));
    });
}

#[test]
fn the_same_file_twice_changes_nothing_and_what_a_file_leaves_out_stays() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (other, _) = organisation(&store, "Beta").await;
        let mut first = item("R-1", "1A001");
        first.hs = Some("8542".into());
        first.characteristics = json!({ "weight": "1 kg" }).as_object().unwrap().clone();
        office.import_items(vec![first.clone()], &stamp(1)).await.unwrap();
        assert_eq!(office.import_items(vec![first], &stamp(2)).await.unwrap(), Imported { unchanged: 1, ..Imported::default() });
        let more =
            ImportedItem { reference: "R-1".into(), characteristics: json!({ "length": "2 m" }).as_object().unwrap().clone(), ..ImportedItem::default() };
        assert_eq!(office.import_items(vec![more], &stamp(3)).await.unwrap(), Imported { changed: 1, ..Imported::default() });
        let kept = office.item_by_reference("R-1").await.unwrap().unwrap();
        assert_eq!((kept.fields.description.as_str(), kept.fields.hs.as_deref(), kept.revision), ("A valve", Some("8542"), 2));
        let said: serde_json::Value = serde_json::from_str(kept.fields.characteristics.as_str()).unwrap();
        assert_eq!(said, json!({ "weight": "1 kg", "length": "2 m" }));
        // A file that does not say when a code was decided is read with the edition of its day: of a code that is there it says nothing.
        let mut later = item("R-1", "1A001");
        later.description = None;
        later.codes[0].edition = "on 2026-09-01".into();
        later.codes[0].is_dated = false;
        assert_eq!(office.import_items(vec![later.clone()], &stamp(3)).await.unwrap().classified, 0);
        later.codes[0].is_dated = true;
        assert_eq!(office.import_items(vec![later], &stamp(3)).await.unwrap().classified, 1);
        // Another code supersedes; another organisation's item of the same reference is another item.
        assert_eq!(office.import_items(vec![item("R-1", "1A002")], &stamp(4)).await.unwrap().classified, 1);
        assert_eq!(other.import_items(vec![item("R-1", "1A001")], &stamp(5)).await.unwrap().created, 1);
        let codes: Vec<String> = office.classifications(kept.id).await.unwrap().into_iter().filter(|one| !one.superseded).map(|one| one.code).collect();
        assert_eq!(codes, ["1A002"]);
    });
}

#[test]
fn standing_codes_are_the_last_of_each_list_and_pages_are_of_items() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let mut two = item("R-2", "1A001");
        two.codes.push(ImportedCode { list: "eu/annex-i".into(), code: "1A001".into(), edition: "e".into(), is_dated: true, reasons: String::new() });
        office.import_items(vec![item("R-1", "1A001")], &stamp(1)).await.unwrap();
        office.import_items(vec![item("R-1", "1A003")], &stamp(2)).await.unwrap();
        office.import_items(vec![two, ImportedItem { reference: "R-3".into(), ..ImportedItem::default() }], &stamp(3)).await.unwrap();
        let removed = office.create_item(ItemId::at(at(4)).unwrap(), &crate::model::fields("R-4"), &stamp(4)).await.unwrap();
        office.remove_item(removed.id, 1, &stamp(5)).await.unwrap();
        let (mut seen, mut page) = (Vec::new(), Page::first(2));
        loop {
            let rows = office.standing_codes(&page).await.unwrap();
            let Some(last) = rows.last() else { break };
            page = Page::after(last.item.to_string().parse().unwrap(), 2);
            for row in rows {
                let reference = office.item(row.item).await.unwrap().fields.reference;
                seen.push(format!("{reference} {:?}", row.code.map(|(list, code, _)| format!("{list}:{code}"))));
            }
        }
        seen.sort();
        assert_eq!(seen, [r#"R-1 Some("us/ccl:1A003")"#, r#"R-2 Some("eu/annex-i:1A001")"#, r#"R-2 Some("us/ccl:1A001")"#, "R-3 None"]);
    });
}

#[test]
fn what_a_job_was_asked_and_who_waits_belongs_to_one_organisation() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (other, _) = organisation(&store, "Beta").await;
        let id = JobId::at(at(1)).unwrap();
        office.create_job(id, "screen", &json("{}"), &stamp(1)).await.unwrap();
        for number in 0..3 {
            office.add_input(id, Chunk { number, body: vec![u8::try_from(number).unwrap()] }).await.unwrap();
        }
        let numbers = |chunks: Vec<Chunk>| chunks.into_iter().map(|chunk| chunk.number).collect::<Vec<_>>();
        assert_eq!(numbers(office.job_input(id, -1, 2).await.unwrap()), [0, 1]);
        assert_eq!(numbers(office.job_input(id, 1, 9).await.unwrap()), [2]);
        assert_eq!(other.job_input(id, -1, 9).await.unwrap(), []);
        let party = office.create_party(PartyId::at(at(2)).unwrap(), "Jane Doe", &json("{}"), &stamp(2)).await.unwrap();
        assert_eq!((office.waiting("e1").await.unwrap(), other.waiting("e1").await.unwrap()), (1, 0));
        office.keep_screening(party.id, 1, "e1", 0, &json("[]"), &stamp(3)).await.unwrap();
        assert_eq!((office.waiting("e1").await.unwrap(), office.waiting("e2").await.unwrap()), (0, 1));
        office.keep_screening(party.id, 1, "e1", 2, &json("[]"), &stamp(4)).await.unwrap();
        assert_eq!(office.waiting("e1").await.unwrap(), 1);
    });
}
