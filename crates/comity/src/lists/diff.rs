//! `comity lists diff`: what changed in a set between two days.

use std::process::ExitCode;

use clap::Args;
use comity_read::parties::delta::{Change, Delta};
use comity_screen::Record;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::store::Store;
use crate::{error::CliError, output::say};

/// Arguments of `comity lists diff`.
#[derive(Args)]
pub struct Arguments {
    /// The set, such as un-sc.
    set: String,
    /// The earlier day: the edition in use on it.
    from: Date,
    /// The later day.
    to: Date,
    /// Print JSON, all of it.
    #[arg(long)]
    json: bool,
    /// How many parties of each kind are printed; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

pub fn run(store: &Store, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let (from, to) = (store.demand(&arguments.set, arguments.from)?, store.demand(&arguments.set, arguments.to)?);
    let (before, after) = (store.records(&from)?, store.records(&to)?);
    let delta = Delta::between(&before, &after, from.positional_ids || to.positional_ids);
    let party = |records: &[Record], place: usize| records.get(place).map(brief).unwrap_or_default();
    if arguments.json {
        let added: Vec<Json> = delta.added.iter().map(|place| party(&after, *place)).collect();
        let removed: Vec<Json> = delta.removed.iter().map(|place| party(&before, *place)).collect();
        let changed: Vec<Json> =
            delta.changed.iter().filter_map(|change| Some(changed(before.get(change.before)?, after.get(change.after)?, change))).collect();
        let answer = json!({
            "set": arguments.set, "from": from.date, "to": to.date, "added": added, "removed": removed, "changed": changed, "unchanged": delta.unchanged,
        });
        say!("{}", serde_json::to_string_pretty(&answer).unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    let (added, removed, changes) = (delta.added.len(), delta.removed.len(), delta.changed.len());
    say!("{} from {} to {}: {added} added, {removed} removed, {changes} changed, {} the same", arguments.set, from.date, to.date, delta.unchanged)?;
    let shown = |count: usize| if arguments.limit == 0 { count } else { arguments.limit };
    for (mark, places, records) in [("+", &delta.added, &after), ("-", &delta.removed, &before)] {
        for record in places.iter().take(shown(places.len())).filter_map(|place| records.get(*place)) {
            say!("{mark} {:<11} {} [{}]", record.list, record.name, record.id)?;
        }
        more(places.len(), shown(places.len()))?;
    }
    for change in delta.changed.iter().take(shown(changes)) {
        if let Some(record) = after.get(change.after) {
            say!("~ {:<11} {} [{}]: {}", record.list, record.name, record.id, change.fields.join(", "))?;
        }
    }
    more(changes, shown(changes))?;
    Ok(ExitCode::SUCCESS)
}

fn more(count: usize, shown: usize) -> Result<(), CliError> {
    if count > shown {
        say!("  and {} more: --limit 0 prints all", count - shown)?;
    }
    Ok(())
}

fn brief(record: &Record) -> Json {
    json!({ "id": record.id, "list": record.list, "ent": record.entity, "name": record.name })
}

/// A change with the values before and after, under the names of the normalised form.
fn changed(before: &Record, after: &Record, change: &Change) -> Json {
    let of = |record: &Record| serde_json::to_value(record).unwrap_or_default();
    let (old, new) = (of(before), of(after));
    // Numbers with a kind or a country stand in a field of their own beside the plain ones.
    let value = |record: &Json, field: &str| match field {
        "ids" => record.get("identifiers").filter(|typed| typed.as_array().is_some_and(|typed| !typed.is_empty())).or_else(|| record.get("ids")).cloned(),
        field => record.get(field).cloned(),
    };
    let fields: Vec<Json> = change.fields.iter().map(|field| json!({ "field": field, "from": value(&old, field), "to": value(&new, field) })).collect();
    json!({ "id": after.id, "list": after.list, "ent": after.entity, "name": after.name, "fields": fields })
}
