//! What became of a code since it was decided: which of its own paragraphs changed, from the edition of that day to today's.
//!
//! A classification remembers its edition by [`edition_on`]: by the digest of the list's source where that edition is loaded, else by the day alone.
//! Where the edition is not loaded, the answer is that nobody knows, never that nothing changed.

use std::collections::{BTreeSet, HashMap};

use comity_compare::ChangeKind;
use comity_law::{Law, List, criteria::Criteria};
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{
    diff::{Changed, diff},
    error::EdgeError,
};

/// What became of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// The editions cannot be held against one another.
    Unknown(Why),
    /// Neither the paragraph, nor one above or below it, changed.
    Same,
    /// What changed, at the code, above it and below it.
    Changed(Vec<ProvisionChange>),
    /// The item was on no entry, and so many provisions that could take it in were added or changed.
    Elsewhere(usize),
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The list is not loaded.
    NoList,
    /// The edition by which it was decided is not loaded, or not known.
    NoEdition,
    /// The list has no such code, in either edition.
    NoCode,
}

/// A change at one provision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProvisionChange {
    /// The code before; empty where the provision is new.
    pub from: String,
    /// The code after; empty where it is gone.
    pub to: String,
    /// The engine's word for the change: `added`, `removed`, `changed`, `tightened`, `renumbered`.
    pub kind: String,
    /// What changed there: `provision` for the paragraph itself, else `control`, `exception`, `refer` or `hand-off`.
    pub what: String,
    /// Which one, where several stand at a provision.
    pub detail: String,
}

/// The name under which a classification remembers the edition of a list on a day.
#[must_use]
pub fn edition_on(list: &List, day: Date) -> String {
    let known = list.edition(day).filter(|_| day >= list.covers_from);
    known.map_or_else(|| on_day(day), |edition| edition.digest.to_string())
}

/// The name of an edition of which only the day is known.
#[must_use]
pub fn on_day(day: Date) -> String {
    format!("on {day}")
}

/// The day that an edition's name stands for: the first of the edition, or the day alone. None where no edition of the list that is loaded has the name.
#[must_use]
pub fn day_of(list: &List, criteria: &Criteria, edition: &str) -> Option<Date> {
    if let Some(day) = edition.strip_prefix("on ") {
        return day.parse().ok();
    }
    let of_law = list.editions.iter().find(|known| *known.digest == *edition).map(|known| known.date);
    of_law.or_else(|| criteria.editions.iter().find(|known| known.list == list.id && *known.digest == *edition).map(|known| known.date))
}

/// All changes of a list between two days, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    by_code: HashMap<String, Vec<ProvisionChange>>,
    widened: usize,
}

impl Changes {
    /// The changes of a list from a day to a later one; none where both stand in one edition.
    ///
    /// # Errors
    /// Where an edition of either day is not loaded.
    pub fn between(law: &Law, criteria: &Criteria, list: &List, from: Date, to: Date) -> Result<Self, EdgeError> {
        let mut changes = Self::default();
        if from >= to || is_one_edition(list, criteria, from, to) {
            return Ok(changes);
        }
        let rows = match diff(law, criteria, &list.id, from, to)? {
            Changed::Rows(rows) => rows.iter().map(|row| of_row(&list.id, row)).collect::<Vec<_>>(),
            Changed::Content(content) => content
                .changes
                .iter()
                .map(|change| ProvisionChange {
                    from: change.pair.a.as_deref().unwrap_or_default().to_owned(),
                    to: change.pair.b.as_deref().unwrap_or_default().to_owned(),
                    kind: change.kind.name().to_owned(),
                    what: "provision".to_owned(),
                    detail: String::new(),
                })
                .collect(),
        };
        // What takes nothing in: what went, what covers less, and what covers the same elsewhere.
        let narrow = ["removed", ChangeKind::Gone.name(), ChangeKind::Relaxed.name(), ChangeKind::Renumbered.name()];
        let widened: BTreeSet<&str> =
            rows.iter().filter(|row| row.what == "provision" && !narrow.contains(&row.kind.as_str())).map(|row| row.to.as_str()).collect();
        changes.widened = widened.len();
        for row in rows {
            if row.to != row.from && !row.to.is_empty() && !row.from.is_empty() {
                changes.by_code.entry(row.to.clone()).or_default().push(row.clone());
            }
            let code = if row.from.is_empty() { row.to.clone() } else { row.from.clone() };
            changes.by_code.entry(code).or_default().push(row);
        }
        Ok(changes)
    }

    /// What changed at some codes, in their order.
    #[must_use]
    pub fn of(&self, codes: &[String]) -> Vec<ProvisionChange> {
        let mut found: Vec<ProvisionChange> = Vec::new();
        for change in codes.iter().filter_map(|code| self.by_code.get(code)).flatten() {
            if !found.contains(change) {
                found.push(change.clone());
            }
        }
        found
    }

    /// How many provisions were added, or changed so that they could take in what they did not.
    #[must_use]
    pub fn widened(&self) -> usize {
        self.widened
    }
}

/// What became of a code of a list since the edition of a name; `changes` gives the list's changes from a day on.
///
/// # Errors
/// With what `changes` gives, other than that an edition is not loaded.
pub fn since(
    law: &Law,
    criteria: &Criteria,
    list: &str,
    code: &str,
    edition: &str,
    changes: impl FnOnce(&List, Date) -> Result<std::sync::Arc<Changes>, EdgeError>,
) -> Result<Since, EdgeError> {
    let Some(list) = law.lists.iter().find(|known| *known.id == *list) else { return Ok(Since::Unknown(Why::NoList)) };
    let Some(day) = day_of(list, criteria, edition) else { return Ok(Since::Unknown(Why::NoEdition)) };
    if !is_loaded(list, criteria, day) {
        return Ok(Since::Unknown(Why::NoEdition));
    }
    let is_unlisted = code == NOT_LISTED || list.unlisted.iter().any(|word| **word == *code);
    let path = path(list, criteria, code, day);
    if path.is_empty() && !is_unlisted {
        return Ok(Since::Unknown(Why::NoCode));
    }
    // Days that criteria alone know are those of their edition: what changed since is made once for all of them.
    let from = criteria.edition(&list.id, Some(day)).filter(|_| day < list.covers_from).map_or(day, |known| known.date);
    let changes = match changes(list, from) {
        Ok(changes) => changes,
        Err(EdgeError::Unknown { .. }) => return Ok(Since::Unknown(Why::NoEdition)),
        Err(error) => return Err(error),
    };
    if is_unlisted {
        return Ok(if changes.widened() == 0 { Since::Same } else { Since::Elsewhere(changes.widened()) });
    }
    let found = changes.of(&path);
    Ok(if found.is_empty() { Since::Same } else { Since::Changed(found) })
}

/// The word that a transaction takes for an item that is on no entry of any list.
const NOT_LISTED: &str = "not-listed";

/// Whether the list's state on a day is known: by its law, or by its criteria alone.
fn is_loaded(list: &List, criteria: &Criteria, day: Date) -> bool {
    day >= list.covers_from || criteria.edition(&list.id, Some(day)).is_some()
}

/// Whether both days stand in one edition that is known by its criteria alone; of days that the law covers every row says its own days.
fn is_one_edition(list: &List, criteria: &Criteria, from: Date, to: Date) -> bool {
    let of = |day| criteria.edition(&list.id, Some(day)).map(|edition| edition.date);
    from < list.covers_from && of(from).is_some() && of(from) == of(to)
}

/// A code, those above it and those below it, as the list has them now or had them then.
fn path(list: &List, criteria: &Criteria, code: &str, day: Date) -> Vec<String> {
    let mut path = Vec::new();
    if let Some(node) = list.node(code) {
        let mut next = Some(node);
        while let Some(id) = next {
            path.push(list.code(id).to_owned());
            next = list.nodes.get(id.index()).and_then(|node| node.parent);
        }
        // What stands below is part of what the code takes in.
        let below = list.nodes.get(node.index()).and_then(|top| list.nodes.get(node.index() + 1..top.end.index()));
        path.extend(below.unwrap_or_default().iter().map(|below| below.code.to_string()));
        return path;
    }
    let Some(edition) = criteria.edition(&list.id, Some(day)) else { return path };
    let Some((index, node)) = edition.node(code) else { return path };
    path.push(node.code.to_string());
    path.extend(edition.ancestors(index).map(|above| edition.get(above).code.to_string()));
    path
}

fn of_row(list: &str, row: &Json) -> ProvisionChange {
    let field = |name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default();
    let provision = field("provision");
    let code = provision.strip_prefix(list).and_then(|rest| rest.strip_prefix(':')).unwrap_or(provision).to_owned();
    let kind = field("change");
    // A control that came or went does not make its provision come or go.
    let (gone, new) = (kind == "removed" && field("what") == "provision", kind == "added" && field("what") == "provision");
    ProvisionChange {
        from: if new { String::new() } else { code.clone() },
        to: if gone { String::new() } else { code },
        kind: kind.to_owned(),
        what: field("what").to_owned(),
        detail: field("detail").to_owned(),
    }
}
