//! `comity adjudicate`: decisions of people about hits.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use comity_edge::{
    adjudicate::{AdjudicateError, DecisionFile, Line},
    data_folder::DataFolder,
    json,
    lists::{
        self,
        store::{Store, digest},
    },
    screen::{ScreenError, party},
};
use comity_screen::{
    Query,
    adjudication::{Adjudication, Decision, Listed, Party},
};
use jiff::{Timestamp, civil::Date};

use crate::{
    error::CliError,
    output::{Terminal, say},
    screen::party::PartyArguments,
};

#[derive(Subcommand)]
pub enum AdjudicateCommand {
    /// Decide that a party is, or is not, a listed one.
    Add(Box<Add>),
    /// The decisions, and which have expired.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take a decision back. It stays in the file, with who took it back and why.
    Remove {
        /// The decision's id.
        id: String,
        /// Who takes it back.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long)]
        why: String,
    },
}

/// Arguments of `comity adjudicate add`.
#[derive(Args)]
pub struct Add {
    /// The party as it was screened: a file with its line of the batch.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "id"])]
    party: Option<PathBuf>,
    /// The party's name, where there is no file.
    #[arg(long)]
    name: Option<String>,
    /// The party's id, where it is screened with one.
    #[arg(long, default_value = "", hide_default_value = true)]
    id: String,
    #[command(flatten)]
    facts: PartyArguments,
    /// The list record: set and id, as `comity screen` prints them.
    #[arg(long, value_name = "SET:ID")]
    record: String,
    /// What is decided.
    #[arg(long, value_parser = ["same", "not-same", "unsure"])]
    decision: String,
    /// Who decides.
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why, in a sentence.
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// What it rests on: a document, and where it is kept. May be given again.
    #[arg(long, value_name = "TEXT", required = true)]
    evidence: Vec<String>,
    /// The first day on which the decision no longer holds.
    #[arg(long, value_name = "DATE")]
    expires: Date,
}

pub fn run(law: Option<&Path>, data: Option<&Path>, command: &AdjudicateCommand) -> Result<ExitCode, CliError> {
    let folder = DataFolder::demand(data)?;
    let file = DecisionFile::of(&folder);
    match command {
        AdjudicateCommand::Add(arguments) => add(law, &folder, &file, arguments),
        AdjudicateCommand::List { json } => list(&file, *json),
        AdjudicateCommand::Remove { id, by, why } => remove(&file, id, by, why),
    }
}

fn add(law: Option<&Path>, folder: &DataFolder, file: &DecisionFile, arguments: &Add) -> Result<ExitCode, CliError> {
    let today = jiff::Zoned::now().date();
    if arguments.expires <= today {
        return Err(AdjudicateError::NeverHolds { expires: arguments.expires }.into());
    }
    let said = [("--by", &arguments.by), ("--why", &arguments.why)].into_iter().chain(arguments.evidence.iter().map(|text| ("--evidence", text)));
    for (what, text) in said {
        if text.trim().is_empty() {
            return Err(AdjudicateError::Empty { what }.into());
        }
    }
    let query = query(law, arguments)?;
    let record = record(folder, &arguments.record, today)?;
    let decision = match arguments.decision.as_str() {
        "same" => Decision::Same,
        "not-same" => Decision::NotSame,
        _ => Decision::Unsure,
    };
    let at = Timestamp::now();
    let party = Party::of(&query);
    let id: String = digest(format!("{at} {} {} {:?}", party.facts, record.content, decision).as_bytes()).chars().skip("sha256:".len()).take(12).collect();
    let adjudication = Adjudication {
        id,
        party,
        record,
        decision,
        by: arguments.by.clone(),
        why: arguments.why.clone(),
        evidence: arguments.evidence.clone(),
        made: today,
        expires: arguments.expires,
    };
    file.add(&Line::Added { at, adjudication: Box::new(adjudication.clone()) })?;
    say!("{}", line(&adjudication, today))?;
    Ok(ExitCode::SUCCESS)
}

/// The party as screening would ask for it.
fn query(law: Option<&Path>, arguments: &Add) -> Result<Query, CliError> {
    let countries = lists::known(law)?.countries;
    let Some(path) = &arguments.party else {
        let name = arguments.name.as_deref().ok_or(AdjudicateError::NoParty)?;
        let asked = party::ready(arguments.facts.query(&arguments.id, name), &countries);
        return Ok(asked.map_err(|what| ScreenError::Party { what })?.query);
    };
    let text = fs::read_to_string(path).map_err(CliError::file("read", path))?;
    let fault = |what: String| AdjudicateError::PartyFile { path: path.clone(), what };
    let document = json::parse(text.trim_start_matches('\u{feff}')).map_err(|error| fault(error.to_string()))?;
    Ok(party::from_json(document, &countries).map_err(|(_, what)| fault(what))?.query)
}

/// The record as the edition in use has it.
fn record(folder: &DataFolder, text: &str, today: Date) -> Result<Listed, CliError> {
    let (set, id) = text.split_once(':').ok_or_else(|| AdjudicateError::RecordName { text: text.to_owned() })?;
    let store = Store::of(folder);
    let edition = store.demand(set, today)?;
    let records = store.records(&edition)?;
    let record = records.iter().find(|record| record.id == id);
    let record = record.ok_or_else(|| AdjudicateError::NoRecord { set: set.to_owned(), date: edition.date, id: id.to_owned() })?;
    Ok(Listed::of(set, edition.date, record))
}

fn list(file: &DecisionFile, as_json: bool) -> Result<ExitCode, CliError> {
    let decisions = file.decisions(&Terminal)?;
    let today = jiff::Zoned::now().date();
    if as_json {
        say!("{}", serde_json::to_string_pretty(&decisions).unwrap_or_default())?;
    } else if decisions.is_empty() {
        say!("nothing is decided yet: `comity adjudicate add`")?;
    } else {
        for one in &decisions {
            say!("{}", line(one, today))?;
            say!("  {}", one.why)?;
            for evidence in &one.evidence {
                say!("  - {evidence}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(one: &Adjudication, today: Date) -> String {
    let verb = match one.decision {
        Decision::Same => "is",
        Decision::NotSame => "is not",
        Decision::Unsure => "may be",
    };
    let asker = if one.party.id.is_empty() { String::new() } else { format!(" ({})", one.party.id) };
    let until = if today >= one.expires { format!("expired on {}", one.expires) } else { format!("until {}", one.expires) };
    let record = &one.record;
    format!("{}  {}{asker} {verb} {} [{}:{}, {}]; {} on {}, {until}", one.id, one.party.name, record.name, record.set, record.id, record.list, one.by, one.made)
}

fn remove(file: &DecisionFile, id: &str, by: &str, why: &str) -> Result<ExitCode, CliError> {
    for (what, text) in [("--by", by), ("--why", why)] {
        if text.trim().is_empty() {
            return Err(AdjudicateError::Empty { what }.into());
        }
    }
    if !file.decisions(&Terminal)?.iter().any(|one| one.id == id) {
        return Err(AdjudicateError::Unknown { id: id.to_owned() }.into());
    }
    file.add(&Line::Removed { at: Timestamp::now(), id: id.to_owned(), by: by.to_owned(), why: why.to_owned() })?;
    say!("{id} is taken back: its hit is open again")?;
    Ok(ExitCode::SUCCESS)
}
