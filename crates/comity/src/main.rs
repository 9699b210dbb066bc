//! `comity`: the command line.

mod accounts;
mod adjudicate;
mod batch;
mod check;
mod classify;
mod compare;
mod decide;
mod diff;
mod error;
mod facts;
mod fetch;
mod import;
mod law_check;
mod lists;
mod member;
mod output;
mod print;
mod render;
mod replay;
mod screen;
mod serve;
mod show;
mod status;
mod store;
mod token;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::error::CliError;

/// Answers are made of many small pieces, on several threads: this takes and gives back room in half the time of the platform's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Decide shipments under the export-control law of many jurisdictions.
#[derive(Parser)]
#[command(name = "comity", version, max_term_width = 100)]
struct Cli {
    /// Use the law of this folder instead of the law built in.
    #[arg(long, global = true, value_name = "DIR", env = "COMITY_LAW")]
    law: Option<PathBuf>,
    /// The folder of your own data: fetched text, imported lists (default: the platform's place for such data).
    #[arg(long, global = true, value_name = "DIR", env = "COMITY_DATA")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decide a transaction, or many.
    Decide(decide::Arguments),
    /// What an item is in every list: provisions met, that may be met, and nearly met.
    Classify(classify::Arguments),
    /// How two lists differ: relation of each pair of provisions, with an item that proves it.
    Compare(compare::CompareArguments),
    /// Where a provision, or a tariff number, stands in other lists.
    Map(compare::MapArguments),
    /// Run conformance cases: files, or folders of them.
    Check {
        /// Case files and folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Show a provision, such as us/ccl:3A001.a.5.a.1.
    Show {
        /// List and code.
        provision: String,
        /// The day whose state is shown (default: today).
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// What law is loaded and how old; prove it; read an official source; fetch official text; compare editions.
    #[command(subcommand)]
    Law(LawCommand),
    /// Lists of parties: import an edition, see what is there and how old, compare editions.
    #[command(subcommand)]
    Lists(lists::ListsCommand),
    /// Which listed parties a party may be: one by name, or many in a batch.
    Screen(Box<screen::Arguments>),
    /// Decisions about hits: this party is that listed one, or is not.
    #[command(subcommand)]
    Adjudicate(adjudicate::AdjudicateCommand),
    /// Serve the same answers over HTTP.
    Serve(serve::Arguments),
    /// Make a token of the API: printed once, and stored nowhere.
    Token(token::Arguments),
    /// Add a member to an organisation, somebody who may sign in to the portal; or keep an account out.
    Member(member::Arguments),
    /// Back up what users created, restore it, and remove what need not be kept any more.
    #[command(subcommand)]
    Store(store::StoreCommand),
    /// A determination on paper: a PDF, from a receipt or an answer.
    Print(print::Arguments),
    /// Prove that a receipt's answer comes out again.
    Replay {
        /// A receipt file, as `comity decide --receipt` writes it.
        receipt: PathBuf,
    },
    /// Print the facts that a transaction can state.
    Facts {
        /// Print the JSON Schema of a transaction instead.
        #[arg(long)]
        schema: bool,
        /// Print the characteristics and terms by which items are described instead.
        #[arg(long, conflicts_with = "schema")]
        characteristics: bool,
    },
}

#[derive(Subcommand)]
enum LawCommand {
    /// What is loaded, by list: edition, age, entries, provisions, rows untranslated, share of the figures read.
    Status {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Also how much is read of each category and product group.
        #[arg(long)]
        by_group: bool,
    },
    /// Prove a law folder.
    Check {
        /// The folder (default: --law, or `law`).
        folder: Option<PathBuf>,
    },
    /// Read an official source and write its list into a law folder.
    Import(import::Arguments),
    /// Fetch official text from the official source into your data folder, and see where it differs from the law loaded.
    Fetch(fetch::Arguments),
    /// What changed in a list between two days.
    Diff {
        /// The list, such as us/ccl.
        list: String,
        /// The earlier day.
        from: Date,
        /// The later day.
        to: Date,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            error.print();
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, CliError> {
    let (law, data) = (cli.law.as_deref(), cli.data.as_deref());
    match cli.command {
        Command::Decide(arguments) => decide::run(law, data, &arguments),
        Command::Classify(arguments) => classify::run(law, data, &arguments),
        Command::Compare(arguments) => compare::run(law, &arguments),
        Command::Map(arguments) => compare::run_map(law, &arguments),
        Command::Check { paths } => check::run(law, &paths),
        Command::Show { provision, as_of, json } => show::run(law, data, &provision, as_of, json),
        Command::Law(LawCommand::Status { json, by_group }) => status::run(law, data, json, by_group),
        Command::Law(LawCommand::Check { folder }) => law_check::run(folder.as_deref().or(law)),
        Command::Law(LawCommand::Import(arguments)) => import::run(law, &arguments),
        Command::Law(LawCommand::Fetch(arguments)) => fetch::run(law, data, &arguments),
        Command::Law(LawCommand::Diff { list, from, to, json }) => diff::run(law, &list, from, to, json),
        Command::Lists(command) => lists::run(law, data, &command),
        Command::Screen(arguments) => screen::run(law, data, &arguments),
        Command::Adjudicate(command) => adjudicate::run(law, data, &command),
        Command::Serve(arguments) => serve::run(law, data, &arguments),
        Command::Token(arguments) => token::run(data, &arguments),
        Command::Member(arguments) => member::run(data, &arguments),
        Command::Store(command) => store::run(data, &command),
        Command::Print(arguments) => print::run(law, &arguments),
        Command::Replay { receipt } => replay::run(law, &receipt),
        Command::Facts { schema, characteristics } => facts::run(law, schema, characteristics),
    }
}
