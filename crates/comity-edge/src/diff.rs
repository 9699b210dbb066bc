//! What changed in a list between two days.

use comity_compare::formats::write_changes_json;
use comity_law::{Law, List, NodeId, Period, criteria::Criteria};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::error::EdgeError;

/// What changed.
pub enum Changed {
    /// Provisions, controls, exceptions and references: `{change, what, provision, detail}` each.
    Rows(Vec<Json>),
    /// What the provisions ask in one edition and in another: of days on which the list is known by its criteria alone.
    Content(comity_compare::Changes),
}

/// What changed in a list between two days.
///
/// # Errors
/// When there is no such list, or it is not known as early as the first day.
pub fn diff(law: &Law, criteria: &Criteria, name: &str, from: Date, to: Date) -> Result<Changed, EdgeError> {
    let Some(list) = law.lists.iter().find(|list| &*list.id == name) else {
        let known: Vec<&str> = law.lists.iter().map(|list| &*list.id).collect();
        return Err(EdgeError::Unknown { what: "list", name: name.into(), help: format!("lists that are loaded: {}", known.join(", ")) });
    };
    if from >= list.covers_from {
        return Ok(Changed::Rows(changes(law, list, from, to)));
    }
    // Earlier editions are known by what they ask, not by the requirements beside them.
    let contents = criteria.edition(name, Some(from)).zip(criteria.edition(name, Some(to))).filter(|(was, is)| was.date != is.date);
    match contents {
        Some((was, is)) => Ok(Changed::Content(comity_compare::diff(was, is, &criteria.vocabulary))),
        None => {
            let help = format!("the list is known from {} on", list.covers_from);
            Err(EdgeError::Unknown { what: "edition of that list on", name: from.to_string(), help })
        }
    }
}

impl Changed {
    /// The changes in the published form, with a line break at the end.
    ///
    /// # Errors
    /// When they cannot be written as JSON, which no changes are.
    pub fn to_json(&self) -> Result<Vec<u8>, EdgeError> {
        let mut out = Vec::new();
        match self {
            Self::Rows(rows) => {
                serde_json::to_writer_pretty(&mut out, rows).map_err(std::io::Error::from)?;
                out.push(b'\n');
            }
            Self::Content(changes) => write_changes_json(changes, &mut out)?,
        }
        Ok(out)
    }
}

/// How something stood on the two days.
fn change(was: bool, is: bool) -> Option<&'static str> {
    match (was, is) {
        (true, false) => Some("removed"),
        (false, true) => Some("added"),
        _ => None,
    }
}

fn changes(law: &Law, list: &List, from: Date, to: Date) -> Vec<Json> {
    let mut out = Vec::new();
    for id in list.sorted.iter().copied() {
        let (was, is) = (list.version(id, from), list.version(id, to));
        let word = match (was, is) {
            (Some(was), Some(is)) if was.digest != is.digest => Some("changed"),
            (was, is) => change(was.is_some(), is.is_some()),
        };
        if let Some(word) = word {
            out.push(json!({ "change": word, "what": "provision", "provision": code(list, id), "detail": "" }));
        }
    }
    for entry in &list.entries {
        let mut row = |what: &str, period: Period, detail: String| {
            if let Some(word) = change(period.contains(from), period.contains(to)) {
                out.push(json!({ "change": word, "what": what, "provision": code(list, entry.node), "detail": detail }));
            }
        };
        for control in &entry.controls {
            let reason = &law.vocabulary.reasons[control.reason.index()].code;
            let column = control.column.map(|(number, _)| format!(" {number}")).unwrap_or_default();
            let text =
                |condition: &Option<comity_law::condition::Condition>| condition.as_ref().map(|condition| format!(" [{}]", condition.text)).unwrap_or_default();
            row("control", control.period, format!("{reason}{column}{}{}", text(&control.scope), text(&control.when)));
        }
        for exception in &entry.exceptions {
            row("exception", exception.period, exception.symbol.to_string());
        }
        for refer in &entry.refers {
            row("refer", refer.period, refer.cite.to_string());
        }
        for hand_off in &entry.hand_offs {
            row("hand-off", hand_off.period, law.rule(hand_off.rule).id.to_string());
        }
    }
    out
}

fn code(list: &List, id: NodeId) -> String {
    format!("{}:{}", list.id, list.code(id))
}
