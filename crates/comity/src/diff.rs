//! `comity law diff`: what changed in a list between two days.

use std::{path::Path, process::ExitCode};

use comity_compare::formats::{write_changes_json, write_changes_table};
use comity_law::{
    Law, List, NodeId, Period,
    criteria::{Criteria, Edition},
};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{bundled, error::CliError, output::say};

pub fn run(folder: Option<&Path>, name: &str, from: Date, to: Date, as_json: bool) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let Some(list) = law.lists.iter().find(|list| &*list.id == name) else {
        let known: Vec<&str> = law.lists.iter().map(|list| &*list.id).collect();
        return Err(CliError::Unknown { what: "list", name: name.into(), help: format!("lists that are loaded: {}", known.join(", ")) });
    };
    let criteria = bundled::criteria(folder)?;
    let contents = criteria.edition(name, Some(from)).zip(criteria.edition(name, Some(to))).filter(|(was, is)| was.date != is.date);
    if let Some((was, is)) = contents.filter(|_| from < list.covers_from) {
        // Earlier editions are known by what they ask, not by the requirements beside them.
        return content(was, is, &criteria, as_json);
    }
    if from < list.covers_from {
        let help = format!("the list is known from {} on", list.covers_from);
        return Err(CliError::Unknown { what: "edition of that list on", name: from.to_string(), help });
    }
    let changes = changes(&law, list, from, to);
    if as_json {
        say!("{}", serde_json::to_string_pretty(&changes).unwrap_or_default())?;
    } else {
        for change in &changes {
            let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
            say!("{:8} {:10} {:24} {}", text("change"), text("what"), text("provision"), text("detail"))?;
        }
        say!("{} changes in {} from {from} to {to}", changes.len(), list.id)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the provisions ask in one edition and in another.
fn content(was: &Edition, is: &Edition, criteria: &Criteria, as_json: bool) -> Result<ExitCode, CliError> {
    let changes = comity_compare::diff(was, is, &criteria.vocabulary);
    let mut out = anstream::stdout().lock();
    if as_json { write_changes_json(&changes, &mut out)? } else { write_changes_table(&changes, &mut out)? }
    Ok(ExitCode::SUCCESS)
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
