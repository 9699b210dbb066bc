//! `comity decide`: one transaction, or a batch.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::Args;
use comity_decide::{Engine, Options};
use comity_edge::{
    bundled::{self, LazyCriteria},
    decide::decide,
    document::Document,
    screening::Screening,
};
use jiff::civil::Date;

use crate::{batch, error::CliError, output::Terminal, render};

/// Arguments of `comity decide`.
#[derive(Args)]
pub struct Arguments {
    /// A transaction: TOML or JSON; `-` for standard input.
    #[arg(required_unless_present = "batch")]
    file: Option<PathBuf>,
    /// Decide one transaction a line (JSON Lines).
    #[arg(long, value_name = "IN", conflicts_with = "file", requires = "out")]
    batch: Option<PathBuf>,
    /// Where a batch writes its determinations, a line each, in the same order.
    #[arg(long, value_name = "OUT", requires = "batch", conflicts_with = "file")]
    out: Option<PathBuf>,
    /// Go on after the lines that OUT already holds.
    #[arg(long, requires = "batch", conflicts_with = "file")]
    resume: bool,
    /// Threads of a batch (default: all cores).
    #[arg(long, requires = "batch", conflicts_with = "file", value_name = "N")]
    threads: Option<usize>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Show every rule that mattered, down to the facts.
    #[arg(long, conflicts_with = "batch")]
    explain: bool,
    /// Decide as if it happened on this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Presume nothing about what the exporter knows.
    #[arg(long)]
    strict: bool,
    /// Do not screen the parties against the lists imported into your data folder.
    #[arg(long)]
    no_screening: bool,
    /// Screen the parties against these files of normalised records instead of the imported lists. May be given again.
    #[arg(long, value_name = "FILE", conflicts_with = "no_screening")]
    records: Vec<PathBuf>,
    /// Write the receipt, with the transaction, to this file.
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    receipt: Option<PathBuf>,
}

pub fn run(folder: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = LazyCriteria::of(folder);
    let engine = Engine::new(&law);
    let options = Options { strict: arguments.strict, explain: arguments.explain };
    let screening = if arguments.no_screening { None } else { Screening::of(&law, folder, data, &arguments.records, Arc::new(Terminal))? };
    if let (Some(input), Some(output)) = (&arguments.batch, &arguments.out) {
        let Arguments { resume, threads, as_of, .. } = *arguments;
        let job = batch::Job { input, output, resume, threads, as_of, options, criteria: &criteria, screening: screening.as_ref() };
        return batch::run(&engine, &job);
    }
    let path = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let decided = decide(&engine, &criteria, screening.as_ref(), Document::read(path)?, arguments.as_of, options)?;
    if let Some(path) = &arguments.receipt
        && let Some(record) = decided.receipt(&engine)
    {
        let text = serde_json::to_string_pretty(&record).unwrap_or_default() + "\n";
        fs::write(path, text).map_err(CliError::file("write", path))?;
    }
    let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
    if arguments.json {
        out.write_all(&decided.to_json()?)?;
    } else {
        render::determination(&mut out, &law, &decided.transaction, &decided.determination)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
