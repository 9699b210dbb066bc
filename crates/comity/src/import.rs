//! `comity law import`: an official source, read into the law folder.

mod criteria;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use comity_read::{
    HeaderFacts,
    crosswalk::{crosswalk_text, read_crosswalk},
};
use jiff::civil::Date;

use crate::{error::CliError, output::say};

/// What is imported as a table of tariff numbers, in place of a list: `kr/hs-crosswalk`.
const CROSSWALK: &str = "hs-crosswalk";

/// Arguments of `comity law import`.
#[derive(Args)]
pub struct Arguments {
    /// The list, such as us/ccl.
    list: String,
    /// Editions with their sources, the whole one first: 2026-06-24=FILE.
    #[arg(required = true, value_name = "DATE=FILE", value_parser = edition)]
    editions: Vec<(Date, PathBuf)>,
    /// The law folder to write into (default: --law, or `law`).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What the header of a new list says: 'title="..." cite="..."'. A list that has a header keeps its own.
    #[arg(long, value_name = "ATTRIBUTES", default_value = "")]
    header: String,
    /// Read and report, write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Only the criteria, as for an earlier edition that is compared but never decided by.
    #[arg(long)]
    criteria_only: bool,
    /// Write what a curator needs into this folder: words by digest, paragraphs not read, phrases missing. Official wording: keep it out of the law folder.
    #[arg(long, value_name = "DIR")]
    worksheet: Option<PathBuf>,
}

fn edition(text: &str) -> Result<(Date, PathBuf), String> {
    let (date, path) = text.split_once('=').ok_or("write an edition as DATE=FILE, such as 2026-06-24=ccl.xml")?;
    Ok((date.parse().map_err(|_| format!("`{date}` is no date such as 2026-06-24"))?, path.into()))
}

/// What the header says of the list: as it stands, or as the caller gives it for a new list.
fn facts(list: &str, header: &Path, given: &str) -> Result<HeaderFacts, CliError> {
    if !header.exists() {
        return Ok(HeaderFacts::of_attributes(list, given)?);
    }
    let text = fs::read_to_string(header).map_err(CliError::file("read", header))?;
    Ok(HeaderFacts::of_file(list, &text)?)
}

/// A table from tariff numbers to control numbers: the table itself, then the nomenclature to which it is carried over.
fn crosswalk(root: &Path, jurisdiction: &str, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let [table, nomenclature] = arguments.editions.as_slice() else {
        let what = "a crosswalk needs its table and the later tariff nomenclature, each as DATE=FILE".to_owned();
        return Err(comity_read::ReadError::Sources { what }.into());
    };
    let read = read_crosswalk(&table.1, &nomenclature.1)?;
    let text = crosswalk_text(&arguments.list, (table.0, &table.1), (nomenclature.0, &nomenclature.1), &read)?;
    let target = root.join(jurisdiction).join("crosswalk");
    if !arguments.dry_run {
        fs::create_dir_all(&target).map_err(CliError::file("make the folder", &target))?;
        let path = target.join("hs.kdl");
        fs::write(&path, text).map_err(CliError::file("write", &path))?;
    }
    say!("{}: {} pairs; {} six-digit numbers kept, {} gone and carried to their heading or chapter", arguments.list, read.pairs, read.kept, read.gone)?;
    Ok(ExitCode::SUCCESS)
}

pub fn run(folder: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let root = arguments.out.as_deref().or(folder).unwrap_or(Path::new("law"));
    let (jurisdiction, name) = arguments.list.split_once('/').unwrap_or(("", &arguments.list));
    if name == CROSSWALK {
        return crosswalk(root, jurisdiction, arguments);
    }
    let target = root.join(jurisdiction).join("lists").join(name);
    if arguments.criteria_only {
        for (date, source) in &arguments.editions {
            criteria::write(root, &target, *date, source, arguments)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let facts = facts(&arguments.list, &target.join("list.kdl"), &arguments.header)?;
    let start = std::time::Instant::now();
    let imported = comity_read::import_with(&arguments.list, &arguments.editions, &facts)?;
    let read = start.elapsed();
    if !arguments.dry_run {
        fs::create_dir_all(&target).map_err(CliError::file("make the folder", &target))?;
        // Derived files that the sources no longer give are taken away; what people curated stays in its own folder.
        for old in fs::read_dir(&target).map_err(CliError::file("read", &target))?.flatten() {
            let path = old.path();
            let name = old.file_name().to_string_lossy().into_owned();
            if path.extension().is_some_and(|extension| extension == "kdl") && !imported.files.iter().any(|(file, _)| *file == name) {
                fs::remove_file(&path).map_err(CliError::file("remove", &path))?;
            }
        }
        for (name, text) in &imported.files {
            let path = target.join(name);
            fs::write(&path, text).map_err(CliError::file("write", &path))?;
        }
    }
    let report = &imported.report;
    say!("{}: {} entries, {} provisions, {} rows with an untranslated part", arguments.list, report.entries, report.provisions, report.untranslated)?;
    for (date, changes) in &imported.changes {
        say!(
            "  edition {date}: {} rows closed, {} opened, {} provisions added in {} entries; {} entries could not be compared",
            changes.closed,
            changes.opened,
            changes.provisions,
            changes.entries.len(),
            changes.not_compared.len()
        )?;
    }
    if facts.is_empty() {
        say!("  ! the header says nothing of the list: give --header 'title=\"...\" cite=\"...\"'")?;
    }
    for problem in &report.problems {
        say!("  ! {problem}")?;
    }
    let done = if arguments.dry_run { "nothing written".to_owned() } else { format!("{} files written to {}", imported.files.len(), target.display()) };
    say!("  read in {read:.1?}; {done}")?;
    // The first source is the whole edition.
    if let Some((date, source)) = arguments.editions.first() {
        criteria::write(root, &target, *date, source, arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}
