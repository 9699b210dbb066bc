//! `comity screen`: which listed parties a party may be.

mod batch;
pub mod party;
mod print;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use comity_edge::{
    adjudicate::{DecisionFile, Decisions},
    data_folder::DataFolder,
    lists,
    screen::{
        ScreenError,
        answer::Screener,
        listed::{Field, Listed, Origin},
        party as asked,
        rescreen::{self, Rescreen, Since},
        shown::{Shown, demand_lists},
    },
};
use comity_screen::{Options, Workspace};
use jiff::civil::Date;

use self::party::PartyArguments;
use crate::{
    error::CliError,
    output::{Terminal, note, say},
};

/// Arguments of `comity screen`.
#[derive(Args)]
pub struct Arguments {
    /// The party's name, in any script.
    #[arg(conflicts_with = "batch")]
    name: Option<String>,
    #[command(flatten)]
    facts: PartyArguments,
    /// The id under which decisions about this party were made.
    #[arg(long, default_value = "", hide_default_value = true)]
    id: String,
    /// An address to look for, by itself or beside the name.
    #[arg(long, value_name = "TEXT", conflicts_with = "batch")]
    address: Option<String>,
    /// Only hits of this list or set, such as US-EL or un-sc. May be given again.
    #[arg(long = "list", value_name = "LIST|SET")]
    lists: Vec<String>,
    /// Search these files of normalised records instead of the imported lists. May be given again.
    #[arg(long, value_name = "FILE")]
    records: Vec<PathBuf>,
    /// The day whose editions are searched (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Hits below this score are left out.
    #[arg(long, value_name = "0..1", default_value_t = 0.5, value_parser = threshold)]
    threshold: f64,
    /// At most so many hits.
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Also hits that were decided not to be the party.
    #[arg(long)]
    all: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "batch")]
    json: bool,
    /// The comparison word by word.
    #[arg(long, conflicts_with = "batch")]
    explain: bool,
    /// Screen a party a line: {"id", "name", "type", "date_of_birth", "country", "identifiers"}; `-` reads standard input.
    #[arg(long, value_name = "IN.jsonl", requires = "out")]
    batch: Option<PathBuf>,
    /// Where the batch's answers go, a line each, in the same order; `-` writes standard output.
    #[arg(long, value_name = "OUT.jsonl", requires = "batch")]
    out: Option<PathBuf>,
    /// Rescreen: the earlier edition, as SET@DATE, that the answers of --previous rest on. May be given again, for another set.
    #[arg(long, value_name = "SET@DATE", requires_all = ["batch", "previous"], conflicts_with = "records")]
    since: Vec<Since>,
    /// The answers of the run before the change; those that the change cannot touch are kept.
    #[arg(long, value_name = "OUT.jsonl", requires = "since")]
    previous: Option<PathBuf>,
    /// Threads of a batch (default: as many as the machine has).
    #[arg(long, value_name = "N", requires = "batch")]
    threads: Option<usize>,
}

fn threshold(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 1".to_owned()),
    }
}

pub fn run(law: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let today = jiff::Zoned::now().date();
    let day = arguments.as_of.unwrap_or(today);
    let countries = lists::known(law)?.countries;
    // A question that cannot be used must not wait for an index.
    let asked = match (&arguments.batch, &arguments.name) {
        (Some(_), _) => None,
        (None, None) if arguments.address.is_some() && !asked::is_comparable(&arguments.facts.query("", "")) => None,
        (None, name) => {
            let query = arguments.facts.query(&arguments.id, name.as_deref().unwrap_or_default());
            Some(asked::ready(query, &countries).map_err(|what| ScreenError::Party { what })?)
        }
    };
    if let Some(address) = &arguments.address
        && comity_screen::text::words(address).is_empty()
    {
        return Err(ScreenError::Party { what: "the address has no letter or figure that could be compared".to_owned() }.into());
    }
    let origin = if arguments.records.is_empty() { Origin::imported(DataFolder::demand(data)?, day, &Terminal)? } else { Origin::files(&arguments.records)? };
    let decisions = match DataFolder::find(data) {
        Some(folder) => Decisions::from(DecisionFile::of(&folder).decisions(&Terminal)?),
        None => Decisions::default(),
    };
    let listed = origin.listed(Field::Names, &Terminal)?;
    let options = Options { threshold: arguments.threshold, limit: arguments.limit };
    demand_lists(&origin, &listed, &arguments.lists)?;
    let screener = Screener { listed: &listed, options, wanted: &arguments.lists, decisions: &decisions, day, margin: rescreen::MARGIN };
    if let (Some(input), Some(output)) = (&arguments.batch, &arguments.out) {
        let rescreen = match &arguments.previous {
            None => None,
            Some(previous) => {
                if let (Ok(one), Ok(two)) = (previous.canonicalize(), output.canonicalize())
                    && one == two
                {
                    return Err(CliError::SameFile { path: output.clone() });
                }
                Some(Rescreen::new(&DataFolder::demand(data)?, &screener, &arguments.since, arguments.all, previous)?)
            }
        };
        let basis = rescreen::basis(&listed.sources, &screener, arguments.all);
        let job = batch::Job { input, output, threads: arguments.threads, all: arguments.all, countries: &countries, basis, rescreen };
        return batch::run(&screener, &job);
    }
    let addresses = arguments.address.as_ref().map(|_| origin.listed(Field::Addresses, &Terminal)).transpose()?;
    let mut workspace = Workspace::default();
    let answer = asked.as_ref().map(|asked| screener.answer(asked, &mut workspace));
    let at_address = match (&addresses, &arguments.address) {
        (Some(addresses), Some(address)) => Some(screener.at_address(addresses, address, &mut Workspace::default())),
        _ => None,
    };
    for note in asked.iter().flat_map(|asked| &asked.notes) {
        note!("! {note}");
    }
    let count = addresses.as_ref().map_or(0, Listed::addresses);
    let shown = Shown { sources: &listed.sources, asked: asked.as_ref(), answer: answer.as_ref(), at_address: at_address.as_deref(), addresses: count, today };
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&shown.to_json(arguments.all)).unwrap_or_default())?;
    } else {
        print::print(&shown, arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}
