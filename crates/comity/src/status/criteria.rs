//! How much of each list's figures is read into criteria.

use std::{collections::BTreeMap, io};

use comity_law::criteria::{Coverage, Criteria, Edition};
use serde_json::{Value as Json, json};

use crate::output::say;

/// Coverage by category and product group: `3A` to its counts.
fn groups(edition: &Edition) -> BTreeMap<String, Coverage> {
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

/// Prints a row an edition; with `by_group`, one more for each category and product group.
pub fn print(criteria: &Criteria, by_group: bool) -> io::Result<()> {
    say!("{:16} {:10} {:>10} {:>12} {:>10} {:>7} {:>7}", "criteria", "edition", "paragraphs", "with figures", "read whole", "share", "curated")?;
    let row = |name: &str, date: &str, coverage: Coverage| {
        say!(
            "{name:16} {date:10} {:>10} {:>12} {:>10} {:>5.1} % {:>7}",
            coverage.paragraphs,
            coverage.numeric,
            coverage.whole,
            coverage.percent(),
            coverage.curated
        )
    };
    for edition in &criteria.editions {
        row(&edition.list, &edition.date.to_string(), edition.coverage())?;
        if by_group {
            for (group, coverage) in groups(edition) {
                row(&format!("  {group}"), "", coverage)?;
            }
        }
    }
    say!("{} characteristics, {} terms", criteria.vocabulary.all.len(), criteria.vocabulary.terms.len())
}
