//! `comity compare` and `comity map`: how two lists differ, and where a provision stands in other lists.

use std::{io::Write, path::Path, process::ExitCode};

use clap::{Args, ValueEnum};
use comity_compare::formats::{write_json, write_report, write_skos, write_sssom, write_table};
use comity_edge::{
    bundled,
    compare::{Mapping, compared, hints, mappings, mappings_to_json, summary},
};
use serde_json::Value as Json;

use crate::{error::CliError, output::say, render::paragraph};

/// Arguments of `comity compare`.
#[derive(Args)]
pub struct CompareArguments {
    /// The first list, such as eu/annex-i, or eu/annex-i@2022-05-05 for an earlier edition.
    a: String,
    /// The second list.
    b: String,
    /// Only this provision and what stands below it.
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Only the counts, by category and regime, and the differences that matter most.
    #[arg(long)]
    summary: bool,
}

/// Arguments of `comity map`.
#[derive(Args)]
pub struct MapArguments {
    /// A provision such as us/ccl:3A001.a.5.a.3, or a tariff number such as hs:854231.
    provision: String,
    /// The lists to look in, separated by commas (default: all others).
    #[arg(long, value_delimiter = ',')]
    to: Vec<String>,
    /// Most provisions of each list.
    #[arg(long, default_value_t = 3)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The form of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Sssom,
    Skos,
}

pub fn run(folder: Option<&Path>, arguments: &CompareArguments) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = bundled::criteria(folder)?;
    let comparison = compared(&criteria, &arguments.a, &arguments.b, arguments.code.as_deref())?;
    let mut out = anstream::stdout().lock();
    match arguments.format {
        Format::Json => write_json(&comparison, &mut out)?,
        Format::Sssom => write_sssom(&comparison, &mut out)?,
        Format::Skos => write_skos(&comparison, &mut out)?,
        Format::Table => {
            if !arguments.summary {
                write_table(&comparison, &mut out)?;
                writeln!(out)?;
            }
            write_report(&comparison, &summary(&law, &comparison), &mut out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub fn run_map(folder: Option<&Path>, arguments: &MapArguments) -> Result<ExitCode, CliError> {
    let criteria = bundled::criteria(folder)?;
    if let Some(number) = arguments.provision.strip_prefix("hs:") {
        let rows = hints(&criteria, number, &arguments.to)?;
        if arguments.json {
            say!("{}", serde_json::to_string_pretty(&rows).unwrap_or_default())?;
            return Ok(ExitCode::SUCCESS);
        }
        return print_hints(&rows, number);
    }
    let mappings = mappings(&criteria, &arguments.provision, &arguments.to, arguments.limit)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&mappings_to_json(&mappings)).unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    for Mapping { to, mapped, .. } in &mappings {
        let mut out = anstream::stdout().lock();
        writeln!(out, "{} (edition {})", to.list, to.date)?;
        if mapped.is_empty() {
            writeln!(out, "  no provision comes close")?;
        }
        for mapped in mapped {
            let pair = &mapped.pair;
            let confidence = pair.confidence.map_or("", comity_compare::align::Confidence::name);
            let standing = if mapped.counterpart { "counterpart" } else { "also near" };
            writeln!(
                out,
                "  {:24} {:12} {standing}, by {confidence}, likeness {:.2}",
                pair.b.as_deref().unwrap_or("-"),
                pair.verdict.relation.name(),
                pair.likeness
            )?;
            for witness in &pair.verdict.witnesses {
                paragraph(&mut out, "    ", &witness.to_string())?;
            }
            paragraph(&mut out, "    ", &pair.verdict.basis)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_hints(rows: &[Json], number: &str) -> Result<ExitCode, CliError> {
    if rows.is_empty() {
        say!("no table says anything of {number}: that is no sign that such goods are free")?;
        return Ok(ExitCode::SUCCESS);
    }
    say!("hints where to look, from official tables: goods of this number may be controlled there, or nowhere, or elsewhere")?;
    for row in rows {
        let provisions: Vec<&str> = row["provisions"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        say!(
            "  {:8} {:14} {}",
            text("hs"),
            text("control_number"),
            if provisions.is_empty() { "in no loaded list".to_owned() } else { provisions.join(", ") }
        )?;
    }
    let mut said: Vec<&str> = rows.iter().filter_map(|row| row["certainty"].as_str()).collect();
    said.sort_unstable();
    said.dedup();
    for certainty in said {
        say!("  ! {certainty}")?;
    }
    Ok(ExitCode::SUCCESS)
}
