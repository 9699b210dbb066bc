//! One provision with everything the law holds of it.

use comity_law::{ControlRow, Law, List, Node, NodeId, Period, condition::Condition};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{
    data_folder::DataFolder,
    error::EdgeError,
    official,
    watch::{Watch, usable},
};

/// A provision, `list:code`, as it stands on a day, with the official text of a data folder.
///
/// # Errors
/// When there is no such list or code; names the nearest.
pub fn show(law: &Law, data: Option<&DataFolder>, provision: &str, day: Date, watch: &dyn Watch) -> Result<Json, EdgeError> {
    let (list, node) = find(law, provision)?;
    let mut shown = describe(law, list, node, day);
    let official = data.and_then(|data| usable(official_text(data, list, node, day), watch));
    if let Json::Object(shown) = &mut shown {
        shown.insert("official_text".to_owned(), official.unwrap_or_default());
    }
    Ok(shown)
}

/// The provision of a name, `list:code`.
///
/// # Errors
/// When there is no such list or code; names the nearest.
pub fn find<'l>(law: &'l Law, provision: &str) -> Result<(&'l List, NodeId), EdgeError> {
    let unknown = |what, name: &str, help: String| EdgeError::Unknown { what, name: name.into(), help };
    let Some((list, code)) = provision.split_once(':') else {
        return Err(unknown("provision", provision, "write it as list:code, such as us/ccl:3A001.a".into()));
    };
    let Some(list) = law.lists.iter().find(|known| &*known.id == list) else {
        let known: Vec<&str> = law.lists.iter().map(|list| &*list.id).collect();
        return Err(unknown("list", list, format!("lists that are loaded: {}", known.join(", "))));
    };
    match list.node(code) {
        Some(node) => Ok((list, node)),
        None => {
            let help = list.nearest_code(code).map_or_else(|| "no code of this list is near".into(), |near| format!("did you mean {}:{near}?", list.id));
            Err(unknown("provision", provision, help))
        }
    }
}

/// What was fetched of the provision's own words: those of the edition in force on the day, else of another edition.
fn official_text(data: &DataFolder, list: &List, id: NodeId, day: Date) -> Result<Option<Json>, EdgeError> {
    let Some(text) = official::nearest(data, &list.id, day)? else { return Ok(None) };
    let Some(paragraph) = text.paragraph(list.code(id)) else { return Ok(None) };
    let loaded = list.version(id, day).map(|version| &*version.digest);
    Ok(Some(json!({
        "edition": text.source.edition.to_string(), "address": text.source.address, "retrieved": text.source.retrieved.to_string(),
        "text": paragraph.text, "notes": paragraph.notes, "digest": paragraph.digest,
        // Whether these are the words that the law in force on the day was read from.
        "drifted": loaded != Some(&*paragraph.digest),
    })))
}

fn describe(law: &Law, list: &List, id: NodeId, day: Date) -> Json {
    let node = &list.nodes[id.index()];
    let version = list.version(id, day);
    let entry = list.entry(id);
    let code = |id: NodeId| list.code(id).to_owned();
    let mut ancestors = Vec::new();
    let mut above = node.parent;
    while let Some(parent) = above {
        ancestors.push(code(parent));
        above = list.nodes[parent.index()].parent;
    }
    ancestors.reverse();
    let text = |condition: &Option<Condition>| condition.as_ref().map(|condition| condition.text.to_string());
    let reason = |row: &ControlRow| law.vocabulary.reasons[row.reason.index()].code.to_string();
    let entry_json = entry.map(|entry| {
        json!({
            "title": entry.title,
            "reasons": entry.reasons.iter().map(|reason| law.vocabulary.reasons[reason.index()].code.to_string()).collect::<Vec<_>>(),
            "controls": entry.controls.iter().filter(|row| row.period.contains(day)).map(|row| json!({
                "reason": reason(row), "column": row.column.map(|(number, _)| number), "scope": text(&row.scope), "when": text(&row.when),
                "citation": row.cite, "digest": row.digest, "curated": row.curated, "in_force": period(row.period),
            })).collect::<Vec<_>>(),
            "exceptions": entry.exceptions.iter().filter(|row| row.period.contains(day)).map(|row| json!({
                "symbol": row.symbol, "amount": row.amount.as_ref().map(ToString::to_string), "scope": text(&row.scope), "digest": row.digest,
            })).collect::<Vec<_>>(),
            "hand_offs": entry.hand_offs.iter().map(|row| law.rule(row.rule).id.to_string()).collect::<Vec<_>>(),
            "refers": entry.refers.iter().map(|row| row.cite.to_string()).collect::<Vec<_>>(),
        })
    });
    json!({
        "provision": format!("{}:{}", list.id, node.code),
        "list": list.title,
        "citation": list.cite,
        "as_of": day.to_string(),
        "in_force": if day < list.covers_from { Json::Null } else { version.is_some().into() },
        "status": version.map(|version| version.status.name()),
        "children_are": version.map(|version| version.join.name()),
        "digest": version.map(|version| version.digest.to_string()),
        "history": node.versions.iter().map(|version| json!({ "in_force": period(version.period), "digest": version.digest })).collect::<Vec<_>>(),
        "above": ancestors,
        "below": below(list, id, day),
        "notes": node.notes.iter().map(|note| json!({ "kind": note.kind, "digest": note.digest, "citation": note.cite })).collect::<Vec<_>>(),
        "entry": entry_json,
        "edition": list.edition(day).map(|edition| json!({ "date": edition.date.to_string(), "source": edition.source, "digest": edition.digest })),
        "covers_from": list.covers_from.to_string(),
        "checked": list.checked.to_string(),
    })
}

/// Codes directly below, in force on the day.
fn below(list: &List, id: NodeId, day: Date) -> Vec<String> {
    let node: &Node = &list.nodes[id.index()];
    let range = list.nodes.get(id.index() + 1..node.end.index()).unwrap_or_default();
    range
        .iter()
        .filter(|child| child.parent == Some(id) && child.versions.iter().any(|version| version.period.contains(day)))
        .map(|child| child.code.to_string())
        .collect()
}

/// A period in words.
pub fn period(period: Period) -> String {
    match (period.from(), period.until()) {
        (Some(from), Some(until)) => format!("from {from} until {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "as the entry".into(),
    }
}
