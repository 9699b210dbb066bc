//! What the benches share: the bundled law, and a catalogue of transactions made from it.

#[path = "../../crates/comity-edge/src/folder.rs"]
mod folder;

use std::path::Path;

use comity_decide::{Item, Transaction};
use comity_law::{Law, NodeStatus, criteria::Criteria};
use serde_json::{Value, json};

/// As in the binary that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The law folder of the workspace, parsed.
///
/// # Panics
/// When the folder cannot be read: a bench has no other way to say so.
#[expect(clippy::expect_used, reason = "a bench stops where its data is missing")]
pub fn law() -> Law {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law");
    let read = Law::parse(&folder::files(&root).expect("the law folder is readable"));
    assert!(read.problems.iter().all(comity_law::Problem::is_warning), "the law folder has faults");
    read.law
}

/// The criteria of the law folder of the workspace, parsed.
///
/// # Panics
/// When the folder cannot be read: a bench has no other way to say so.
#[expect(clippy::expect_used, reason = "a bench stops where its data is missing")]
pub fn criteria() -> Criteria {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law");
    let read = Criteria::parse(&folder::files(&root).expect("the law folder is readable"));
    assert!(read.problems.iter().all(comity_law::Problem::is_warning), "the criteria have faults");
    read.criteria
}

/// Destinations of the catalogue: every outcome of the bundled law occurs among them.
const DESTINATIONS: [&str; 20] = ["DE", "FR", "JP", "CN", "IN", "RU", "TR", "AE", "SG", "BR", "MX", "CA", "GB", "AU", "KR", "IL", "EG", "VN", "PK", "TD"];

/// Transactions from the United States: every active provision of `us/ccl` in turn, to every destination in turn, so that no two
/// of the first hundred thousand are the same question. Sample data, made by this function.
pub fn catalogue(law: &Law, count: usize) -> Vec<Value> {
    let day = "2026-07-23";
    let date = day.parse().unwrap_or_default();
    let codes: Vec<&str> = law
        .lists
        .iter()
        .filter(|list| &*list.id == "us/ccl")
        .flat_map(|list| &list.nodes)
        .filter(|node| node.versions.iter().any(|version| version.period.contains(date) && version.status == NodeStatus::Active))
        .map(|node| &*node.code)
        .collect();
    (0..count)
        .map(|i| {
            let (code, to) = (codes[i % codes.len()], DESTINATIONS[(i / codes.len() + i) % DESTINATIONS.len()]);
            let value = format!("{} USD", 500 + (i * 37) % 20_000);
            json!({
                "id": format!("t{i}"), "date": day, "activity": "export", "from": "US", "to": to, "value": value,
                "end_use": { "military": false, "wmd": false },
                "item": [{ "id": "a", "origin": "US", "codes": { "us/ccl": code } }],
                "party": [{ "role": "end-user", "name": "Sample buyer", "country": to }],
            })
        })
        .collect()
}

/// A catalogue of `count` items, each with its own price, and a transaction to each of the twenty destinations to ask them in: no two of
/// the questions are alike. Sample data, as in [`catalogue`].
pub fn grid(law: &Law, count: usize) -> (Vec<Item>, Vec<Transaction>) {
    let read = |document: &Value| Transaction::read(law, document).ok();
    let items = catalogue(law, count).into_iter().filter_map(|mut document| {
        document["item"][0]["value"] = document["value"].take();
        document.as_object_mut()?.remove("value");
        read(&document)?.items.pop()
    });
    let contexts = catalogue(law, DESTINATIONS.len()).into_iter().zip(DESTINATIONS).filter_map(|(mut document, to)| {
        document["to"] = to.into();
        document["party"][0]["country"] = to.into();
        document["item"] = json!([{}]);
        document.as_object_mut()?.remove("value");
        read(&document)
    });
    (items.collect(), contexts.collect())
}
