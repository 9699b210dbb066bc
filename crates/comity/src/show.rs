//! `comity show`: one provision with everything the law holds of it.

use std::{io, path::Path, process::ExitCode};

use comity_law::{ControlRow, Law, List, Node, NodeId, Period, condition::Condition};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{
    bundled,
    data_folder::DataFolder,
    error::CliError,
    official,
    output::say,
    render::{paragraph, plain},
};

pub fn run(folder: Option<&Path>, data: Option<&Path>, provision: &str, as_of: Option<Date>, as_json: bool) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let day = as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let (list, node) = find(&law, provision)?;
    let mut shown = describe(&law, list, node, day);
    let official = DataFolder::find(data).and_then(|data| official::usable(official_text(&data, list, node, day)));
    if let Json::Object(shown) = &mut shown {
        shown.insert("official_text".to_owned(), official.unwrap_or_default());
    }
    if as_json {
        say!("{}", serde_json::to_string_pretty(&shown).unwrap_or_default())?;
    } else {
        print(&shown)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn find<'l>(law: &'l Law, provision: &str) -> Result<(&'l List, NodeId), CliError> {
    let unknown = |what, name: &str, help: String| CliError::Unknown { what, name: name.into(), help };
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
fn official_text(data: &DataFolder, list: &List, id: NodeId, day: Date) -> Result<Option<Json>, CliError> {
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

pub fn period(period: Period) -> String {
    match (period.from(), period.until()) {
        (Some(from), Some(until)) => format!("from {from} until {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "as the entry".into(),
    }
}

fn print(shown: &Json) -> io::Result<()> {
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        Json::Null => "-".into(),
        other => other.to_string(),
    };
    let list = |value: &Json| value.as_array().map(|rows| rows.iter().map(text).collect::<Vec<_>>().join(", ")).unwrap_or_default();
    say!("{}  {}", text(&shown["provision"]), text(&shown["entry"]["title"]))?;
    say!("  {} ({}), state of {}", text(&shown["list"]), text(&shown["citation"]), text(&shown["as_of"]))?;
    let state = match shown["in_force"] {
        Json::Bool(true) => text(&shown["status"]),
        Json::Bool(false) => "not in force on that day".into(),
        _ => format!("not known: the list is held from {} on", text(&shown["covers_from"])),
    };
    say!("  status     {state}")?;
    say!("  edition    {} ({}), compared {}", text(&shown["edition"]["date"]), text(&shown["edition"]["source"]), text(&shown["checked"]))?;
    say!("  digest     {}", text(&shown["digest"]))?;
    for row in shown["history"].as_array().into_iter().flatten() {
        say!("  in force   {} ({})", text(&row["in_force"]), text(&row["digest"]))?;
    }
    say!("  above      {}", list(&shown["above"]))?;
    say!("  below      {} ({})", list(&shown["below"]), text(&shown["children_are"]))?;
    for note in shown["notes"].as_array().into_iter().flatten() {
        say!("  note       {} {} ({})", text(&note["kind"]), text(&note["citation"]), text(&note["digest"]))?;
    }
    let entry = &shown["entry"];
    say!("  reasons    {}", list(&entry["reasons"]))?;
    for row in entry["controls"].as_array().into_iter().flatten() {
        let column = row["column"].as_u64().map(|column| format!(" {column}")).unwrap_or_default();
        let scope = row["scope"].as_str().unwrap_or("whole entry");
        let when = row["when"].as_str().map(|when| format!("; destinations: {when}")).unwrap_or_default();
        say!("  control    {}{column}: {scope}{when}", text(&row["reason"]))?;
    }
    for row in entry["exceptions"].as_array().into_iter().flatten() {
        say!("  exception  {} {}: {}", text(&row["symbol"]), row["amount"].as_str().unwrap_or(""), row["scope"].as_str().unwrap_or("whole entry"))?;
    }
    for (label, key) in [("hand-off", "hand_offs"), ("refers to", "refers")] {
        if entry[key].as_array().is_some_and(|rows| !rows.is_empty()) {
            say!("  {label:10} {}", list(&entry[key]))?;
        }
    }
    print_official(&shown["official_text"])
}

/// The fetched words, apart from all that is the project's own.
fn print_official(official: &Json) -> io::Result<()> {
    let text = |value: &Json| plain(value.as_str().unwrap_or_default());
    if official.is_null() {
        return Ok(());
    }
    let day: String = text(&official["retrieved"]).chars().take_while(|c| *c != 'T').collect();
    say!()?;
    say!("Official text (fetched {day} from {})", text(&official["address"]))?;
    if official["drifted"] == Json::Bool(true) {
        say!("  ! not the words that this state of the law was read from: they are of the edition {}", text(&official["edition"]))?;
    }
    let out = &mut anstream::stdout();
    paragraph(out, "  ", &text(&official["text"]))?;
    for note in official["notes"].as_array().into_iter().flatten() {
        paragraph(out, "  ", &text(note))?;
    }
    Ok(())
}
