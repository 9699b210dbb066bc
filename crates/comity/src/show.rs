//! `comity show`: one provision with everything the law holds of it.

use std::{io, path::Path, process::ExitCode};

use comity_edge::{bundled, data_folder::DataFolder, show::show};
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{
    error::CliError,
    output::{Terminal, say},
    render::{paragraph, plain},
};

pub fn run(folder: Option<&Path>, data: Option<&Path>, provision: &str, as_of: Option<Date>, as_json: bool) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let day = as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let shown = show(&law, DataFolder::find(data).as_ref(), provision, day, &Terminal)?;
    if as_json {
        say!("{}", serde_json::to_string_pretty(&shown).unwrap_or_default())?;
    } else {
        print(&shown)?;
    }
    Ok(ExitCode::SUCCESS)
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
