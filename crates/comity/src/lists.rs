//! `comity lists`: sets of parties, imported by edition.

mod diff;
mod import;
mod remove;
mod status;

use std::{path::Path, process::ExitCode};

use clap::Subcommand;
use comity_edge::{data_folder::DataFolder, lists::store::Store};
use jiff::civil::Date;

use crate::error::CliError;

#[derive(Subcommand)]
pub enum ListsCommand {
    /// Read an edition of a set from its publisher's file, and take it into use.
    Import(import::Arguments),
    /// What sets there are, in which editions, how old, with how many parties and names, and what was lost in reading.
    Status {
        /// The day whose editions are marked as in use (default: today).
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// What changed in a set between two days: parties added, removed and changed.
    Diff(diff::Arguments),
    /// Remove an edition.
    Remove {
        /// The set, such as un-sc.
        set: String,
        /// The edition's day.
        date: Date,
    },
}

pub fn run(law: Option<&Path>, data: Option<&Path>, command: &ListsCommand) -> Result<ExitCode, CliError> {
    let store = Store::of(&DataFolder::demand(data)?);
    match command {
        ListsCommand::Import(arguments) => import::run(&store, law, arguments),
        ListsCommand::Status { as_of, json } => status::run(&store, law, *as_of, *json),
        ListsCommand::Diff(arguments) => diff::run(&store, arguments),
        ListsCommand::Remove { set, date } => remove::run(&store, set, *date),
    }
}
