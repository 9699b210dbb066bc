//! The editions of a list, each with what it did to one provision.

use std::sync::Arc;

use comity_edge::{
    EdgeError,
    since::{Changes, ProvisionChange},
};
use comity_law::{List, NodeId, criteria::Criteria};
use comity_portal::{
    Catalogue,
    charts::{Moment, Timeline},
};
use jiff::civil::Date;

use crate::portal::paths;

/// A provision over the editions that are loaded: those of the law, and earlier ones that are known by their criteria alone. `changes` gives what
/// changed in the list from one day to another.
///
/// # Errors
/// With what `changes` gives, other than that an edition is not loaded.
pub fn timeline(
    criteria: &Criteria,
    list: &List,
    node: NodeId,
    today: Date,
    changes: impl Fn(Date, Date) -> Result<Arc<Changes>, EdgeError>,
) -> Result<Timeline, EdgeError> {
    let words = Catalogue::english();
    let code = list.code(node);
    let read = criteria.editions.iter().filter(|edition| edition.list == list.id).map(|edition| edition.date);
    let mut days: Vec<Date> = read.chain(list.editions.iter().map(|edition| edition.date)).collect();
    // An amendment of the provision may have a day of its own.
    days.extend(list.nodes.get(node.index()).into_iter().flat_map(|node| &node.versions).filter_map(|version| version.period.from()));
    days.sort_unstable();
    days.dedup();
    let in_use = days.iter().rev().find(|day| **day <= today).copied();
    let mut moments = Vec::with_capacity(days.len());
    let mut before = None;
    for day in days.iter().copied() {
        let is_there = stands(criteria, list, node, code, day);
        let label = match before {
            None => words.say(if is_there { "history-first" } else { "history-absent" }).into_owned(),
            Some(before) => match changes(before, day) {
                Ok(changes) => label(&changes.of(&[code.to_owned()]), code, is_there),
                Err(EdgeError::Unknown { .. }) => words.say("history-not-loaded").into_owned(),
                Err(error) => return Err(error),
            },
        };
        moments.push(Moment {
            date: day.to_string(),
            day: i64::from((day - Date::new(1970, 1, 1).unwrap_or(day)).get_days()),
            label,
            path: before.map(|_| paths::with(&paths::editions(&list.id), [("to", day.to_string().as_str())])),
            chosen: Some(day) == in_use,
        });
        before = Some(day);
    }
    Ok(Timeline { moments })
}

/// What an edition did to the provision, in words.
fn label(changes: &[ProvisionChange], code: &str, is_there: bool) -> String {
    let words = Catalogue::english();
    if changes.is_empty() {
        return words.say(if is_there { "history-same" } else { "history-absent" }).into_owned();
    }
    let said = changes.iter().map(|change| {
        let kind = words.say(&format!("change-{}", change.kind)).into_owned();
        let what = if change.what == "provision" { String::new() } else { format!(": {}", words.say(&format!("changed-{}", change.what))) };
        let other = [&change.from, &change.to].into_iter().find(|other| !other.is_empty() && *other != code);
        let other = other.map(|other| format!(" ({other})")).unwrap_or_default();
        format!("{kind}{what}{other}")
    });
    let mut said: Vec<String> = said.collect();
    said.dedup();
    said.join("; ")
}

/// Whether the list has the provision on a day.
fn stands(criteria: &Criteria, list: &List, node: NodeId, code: &str, day: Date) -> bool {
    if day >= list.covers_from {
        list.version(node, day).is_some()
    } else {
        criteria.edition(&list.id, Some(day)).is_some_and(|edition| edition.node(code).is_some())
    }
}
