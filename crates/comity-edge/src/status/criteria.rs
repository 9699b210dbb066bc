//! How much of each list's figures is read into criteria.

use std::collections::BTreeMap;

use comity_law::criteria::{Coverage, Criteria, Edition};
use serde_json::{Value as Json, json};

/// Coverage by category and product group: `3A` to its counts.
pub fn groups(edition: &Edition) -> BTreeMap<String, Coverage> {
    let mut groups = BTreeMap::new();
    for index in edition.indexes().filter(|index| edition.get(*index).parent.is_none()) {
        let group: String = edition.family(index).chars().take(2).collect();
        groups.entry(group).or_insert_with(Coverage::default);
    }
    for index in edition.indexes() {
        let group: String = edition.family(index).chars().take(2).collect();
        if let Some(coverage) = groups.get_mut(&group) {
            coverage.count(edition.get(index));
        }
    }
    groups
}

/// A row an edition, with a row for each category and product group in it.
pub fn to_json(criteria: &Criteria) -> Vec<Json> {
    let row = |name: &str, coverage: Coverage| json!({ "group": name, "paragraphs": coverage.paragraphs, "numeric": coverage.numeric, "read_whole": coverage.whole, "percent": rounded(coverage), "curated": coverage.curated });
    let edition = |edition: &Edition| {
        let mut whole = row("all", edition.coverage());
        if let Json::Object(whole) = &mut whole {
            whole.insert("list".into(), json!(edition.list));
            whole.insert("edition".into(), json!(edition.date.to_string()));
            whole.insert("groups".into(), groups(edition).iter().map(|(name, coverage)| row(name, *coverage)).collect());
        }
        whole
    };
    criteria.editions.iter().map(edition).collect()
}

fn rounded(coverage: Coverage) -> f64 {
    (coverage.percent() * 10.0).round() / 10.0
}
