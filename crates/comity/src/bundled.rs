//! The law to decide by: built in, or of a folder.

use std::{path::Path, process::ExitCode};

use comity_law::{Law, Problem, SourceFile};

use crate::{
    error::CliError,
    folder,
    output::{note, say},
};

/// The law folder, compiled when the binary was built.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/law.bin"));

/// Loads the law of a folder, or the law built in.
pub fn law(folder: Option<&Path>) -> Result<Law, CliError> {
    match folder {
        None => Ok(Law::from_compiled(COMPILED)?),
        Some(folder) => parse(folder, &files(folder)?),
    }
}

/// The law of a folder with the files of an overlay added, as test laws are made.
pub fn law_with_overlay(folder: &Path, overlay: &Path) -> Result<Law, CliError> {
    let mut all = files(folder)?;
    all.extend(files(overlay)?);
    parse(folder, &all)
}

fn files(path: &Path) -> Result<Vec<SourceFile>, CliError> {
    let files = folder::files(path).map_err(CliError::file("read the law folder", path))?;
    if files.is_empty() {
        let help = "give the folder that holds `vocabulary/` and a folder per jurisdiction".to_owned();
        return Err(CliError::Unknown { what: "law in the folder", name: path.display().to_string(), help });
    }
    Ok(files)
}

fn parse(folder: &Path, files: &[SourceFile]) -> Result<Law, CliError> {
    let read = Law::parse(files);
    let errors: Vec<Problem> = read.problems.into_iter().filter(|problem| !problem.is_warning()).collect();
    if errors.is_empty() {
        return Ok(read.law);
    }
    let count = errors.len();
    Err(CliError::Law { count, folder: folder.display().to_string(), first: errors.into_iter().take(5).collect() })
}

/// `comity law check`.
pub fn check(folder: Option<&Path>) -> Result<ExitCode, CliError> {
    let folder = folder.unwrap_or(Path::new("law"));
    let read = Law::parse(&files(folder)?);
    let errors = read.problems.iter().filter(|problem| !problem.is_warning()).count();
    let warnings = read.problems.len() - errors;
    for problem in read.problems {
        note!("{:?}", miette::Report::new(problem));
    }
    say!(
        "{}: {} jurisdictions, {} lists, {} rules; {errors} errors, {warnings} warnings",
        folder.display(),
        read.law.jurisdictions.len(),
        read.law.lists.len(),
        read.law.rules.len(),
    )?;
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
