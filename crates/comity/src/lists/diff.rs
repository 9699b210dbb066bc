//! `comity lists diff`: what changed in a set between two days.

use std::process::ExitCode;

use clap::Args;
use comity_edge::lists::{diff::Compared, store::Store};
use jiff::civil::Date;

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
    let compared = Compared::of(store, &arguments.set, arguments.from, arguments.to)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&compared.to_json()).unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    let Compared { from, to, before, after, delta } = &compared;
    let (added, removed, changes) = (delta.added.len(), delta.removed.len(), delta.changed.len());
    say!("{} from {} to {}: {added} added, {removed} removed, {changes} changed, {} the same", arguments.set, from.date, to.date, delta.unchanged)?;
    let shown = |count: usize| if arguments.limit == 0 { count } else { arguments.limit };
    for (mark, places, records) in [("+", &delta.added, after), ("-", &delta.removed, before)] {
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
