//! `comity lists`: sets of parties, imported by edition.

mod diff;
pub mod edition;
mod error;
mod import;
mod remove;
mod status;
pub mod store;

use std::{path::Path, process::ExitCode};

use clap::Subcommand;
use comity_law::Law;
use comity_read::parties::{Countries, Known, PartyLists};
use jiff::civil::Date;

pub use self::error::ListsError;
use crate::{bundled, data_folder::DataFolder, error::CliError};
use store::Store;

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

/// What readers are told: lists by their publishers' names, countries by the names that law and lists use.
pub fn known(law: Option<&Path>) -> Result<Known, CliError> {
    Ok(known_of(&bundled::law(law)?, bundled::party_lists(law)?))
}

/// The same, where the law is loaded already.
pub fn known_of(law: &Law, lists: PartyLists) -> Known {
    let of_law =
        law.vocabulary.countries.iter().flat_map(|country| std::iter::once(&country.name).chain(&country.aliases).map(|name| (&**name, &*country.code)));
    let countries = Countries::new(of_law.chain(lists.countries()));
    Known { countries, lists }
}
