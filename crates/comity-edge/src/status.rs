//! What law is loaded, and how old it is.

pub mod criteria;

use comity_law::{Law, List, NodeStatus, condition::Condition, criteria::Criteria};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{
    data_folder::DataFolder,
    official::{self, SourceRecord},
    watch::{Watch, usable},
};

/// Counts of one list in its latest edition.
pub struct Counts {
    /// Entries in force.
    pub entries: usize,
    /// Paragraphs below entries that are in use.
    pub provisions: usize,
    /// Paragraphs that are reserved or not used.
    pub reserved: usize,
    /// Rows of requirements and exceptions.
    pub rows: usize,
    /// Rows with a condition that no reader understood.
    pub untranslated: usize,
    /// Rows that point elsewhere.
    pub refers: usize,
}

/// Every list with its edition, age and counts, what is covered of each jurisdiction, and how much is read into criteria. `fetched` is what
/// [`fetched`] gave; ages are as of `today`.
pub fn to_json(law: &Law, criteria: &Criteria, fetched: &[Option<SourceRecord>], today: Date) -> Json {
    let lists: Vec<_> = law
        .lists
        .iter()
        .zip(fetched)
        .map(|(list, record)| {
            let counts = count(list);
            json!({
                "list": list.id, "title": list.title, "edition": list.editions.last().map(|edition| edition.date.to_string()),
                "covers_from": list.covers_from.to_string(), "checked": list.checked.to_string(), "age_days": age(list.checked, today),
                "entries": counts.entries, "provisions": counts.provisions, "reserved": counts.reserved, "rows": counts.rows,
                "rows_untranslated": counts.untranslated, "refers": counts.refers,
                "official_text": record.as_ref().map(|record| json!({
                    "edition": record.edition.to_string(), "address": record.address, "retrieved": record.retrieved.to_string(),
                    "confirmed": record.confirmed.to_string(), "age_days": age(day_of(record), today), "provisions": record.provisions, "drifted": record.drifted,
                })),
            })
        })
        .collect();
    let jurisdictions: Vec<_> = law
        .jurisdictions
        .iter()
        .map(|jurisdiction| {
            let rows: Vec<_> = jurisdiction
                .coverage
                .iter()
                .map(|row| json!({ "instrument": row.instrument, "title": row.title, "status": row.status.name(), "note": row.note }))
                .collect();
            json!({ "jurisdiction": jurisdiction.id, "coverage": rows })
        })
        .collect();
    json!({ "lists": lists, "jurisdictions": jurisdictions, "rules": law.rules.len(), "criteria": criteria::to_json(criteria), "digest": law.digest().to_string() })
}

/// What is fetched of each list's official text: of its latest edition, else of an earlier one.
pub fn fetched(law: &Law, data: Option<&DataFolder>, watch: &dyn Watch) -> Vec<Option<SourceRecord>> {
    let latest = |list: &List| usable(official::latest(data?, &list.id), watch);
    law.lists.iter().map(latest).collect()
}

/// The day on which the source last gave this text.
pub fn day_of(record: &SourceRecord) -> Date {
    record.confirmed.to_zoned(jiff::tz::TimeZone::system()).date()
}

/// Days since the last comparison with the source.
pub fn age(checked: Date, today: Date) -> i32 {
    checked.until(today).map_or(0, |span| span.get_days())
}

/// Counts of a list on the first day of its latest edition.
pub fn count(list: &List) -> Counts {
    let day = list.editions.last().map_or(list.checked, |edition| edition.date);
    let active = |id: usize| list.nodes.get(id).into_iter().flat_map(|node| &node.versions).find(|version| version.period.contains(day));
    let mut counts = Counts { entries: 0, provisions: 0, reserved: 0, rows: 0, untranslated: 0, refers: 0 };
    for (id, node) in list.nodes.iter().enumerate() {
        match active(id) {
            Some(_) if node.parent.is_none() => counts.entries += 1,
            Some(version) if version.status == NodeStatus::Active => counts.provisions += 1,
            Some(_) => counts.reserved += 1,
            None => {}
        }
    }
    let untranslated = |condition: Option<&Condition>| condition.is_some_and(|condition| condition.root.has_untranslated());
    for entry in &list.entries {
        for row in entry.controls.iter().filter(|row| row.period.contains(day)) {
            counts.rows += 1;
            counts.untranslated += usize::from(untranslated(row.scope.as_ref()) || untranslated(row.when.as_ref()));
        }
        for row in entry.exceptions.iter().filter(|row| row.period.contains(day)) {
            counts.rows += 1;
            counts.untranslated += usize::from(untranslated(row.scope.as_ref()));
        }
        counts.refers += entry.refers.iter().filter(|row| row.period.contains(day)).count();
    }
    counts
}
