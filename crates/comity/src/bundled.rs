//! The law to decide by: built in, or of a folder.

use std::{fs, path::Path, process::ExitCode, sync::OnceLock};

use comity_law::{FactPlace, FactType, Law, Problem, SourceFile, criteria::Criteria, official::Official};
use comity_read::parties::PartyLists;

use crate::{
    error::CliError,
    folder,
    output::{note, say},
};

/// What publishers call their lists of parties, as the law folder had it when the binary was built.
static PARTY_LISTS: &str = include_str!("../../../law/vocabulary/party-lists.kdl");

/// The law folder, compiled when the binary was built.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/law.bin"));

/// The criteria of the folder, in a block of their own: only what classifies or compares loads them.
static CRITERIA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/criteria.bin"));

/// Where official texts are published: only `comity law fetch` loads it.
static OFFICIAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/official.bin"));

/// Loads where official texts are published, of a folder or as built in.
pub fn official(folder: Option<&Path>) -> Result<Official, CliError> {
    let Some(folder) = folder else { return Ok(Official::from_compiled(OFFICIAL)?) };
    let read = Official::parse(&files(folder)?);
    sound(folder, read.problems)?;
    Ok(read.official)
}

/// Loads the criteria of a folder, or those built in.
pub fn criteria(folder: Option<&Path>) -> Result<Criteria, CliError> {
    let Some(folder) = folder else { return Ok(Criteria::from_compiled(CRITERIA)?) };
    let read = Criteria::parse(&files(folder)?);
    sound(folder, read.problems)?;
    Ok(read.criteria)
}

/// The criteria, loaded when something is first described by its characteristics.
pub struct LazyCriteria<'p> {
    folder: Option<&'p Path>,
    loaded: OnceLock<Criteria>,
}

impl<'p> LazyCriteria<'p> {
    /// Of a folder, or those built in.
    pub fn of(folder: Option<&'p Path>) -> Self {
        Self { folder, loaded: OnceLock::new() }
    }

    pub fn get(&self) -> Result<&Criteria, CliError> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let criteria = criteria(self.folder)?;
        Ok(self.loaded.get_or_init(|| criteria))
    }
}

/// Loads the law of a folder, or the law built in.
pub fn law(folder: Option<&Path>) -> Result<Law, CliError> {
    match folder {
        None => Ok(Law::from_compiled(COMPILED)?),
        Some(folder) => parse(folder, &files(folder)?),
    }
}

/// What publishers call their lists of parties: of a folder, or as built in.
pub fn party_lists(folder: Option<&Path>) -> Result<PartyLists, CliError> {
    let Some(folder) = folder else { return Ok(PartyLists::parse(comity_law::PARTY_LISTS, PARTY_LISTS)?) };
    let path = folder.join(comity_law::PARTY_LISTS);
    let text = fs::read_to_string(&path).map_err(CliError::file("read", &path))?;
    Ok(PartyLists::parse(&path.display().to_string(), &text)?)
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
    sound(folder, read.problems)?;
    Ok(read.law)
}

/// Refuses a folder with a fault.
fn sound(folder: &Path, problems: Vec<Problem>) -> Result<(), CliError> {
    let errors: Vec<Problem> = problems.into_iter().filter(|problem| !problem.is_warning()).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let count = errors.len();
    Err(CliError::Law { count, folder: folder.display().to_string(), first: errors.into_iter().take(5).collect() })
}

/// What is wrong with the facts that being on a list gives.
fn implied(law: &Law, lists: &PartyLists) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fact = |list: &str, path: &str| {
        let found = law.fact_by_path(path).map(|id| law.fact(id)).filter(|fact| fact.place == FactPlace::Party);
        if found.is_none() {
            faults.push(format!("the list `{list}` gives `{path}`, which is no fact of parties"));
        }
        found
    };
    let mut wrong = Vec::new();
    for list in lists.lists() {
        for path in &list.gives {
            if let Some(fact) = fact(&list.code, path)
                && fact.ty != FactType::Bool
            {
                wrong.push(format!("the list `{}` gives `{path}`, which is neither true nor false", list.code));
            }
        }
        for read in &list.reads {
            let Some(fact) = fact(&list.code, &read.fact) else { continue };
            let is_word = |word: &str| match &fact.ty {
                FactType::Bool => matches!(word, "true" | "false"),
                ty => ty.words().iter().any(|choice| *choice.word == *word),
            };
            wrong.extend(read.words().filter(|word| !is_word(word)).map(|word| format!("`{word}` is no word of `{}`", read.fact)));
        }
    }
    faults.extend(wrong);
    faults
}

/// `comity law check`.
pub fn check(folder: Option<&Path>) -> Result<ExitCode, CliError> {
    let folder = folder.unwrap_or(Path::new("law"));
    let files = files(folder)?;
    let read = Law::parse(&files);
    let criteria = Criteria::parse(&files);
    let official = Official::parse(&files);
    let problems: Vec<Problem> = read.problems.into_iter().chain(criteria.problems).chain(official.problems).collect();
    let mut errors = problems.iter().filter(|problem| !problem.is_warning()).count();
    let warnings = problems.len() - errors;
    // A law folder may do without lists of parties; one that names them names them soundly.
    if folder.join(comity_law::PARTY_LISTS).exists() {
        match party_lists(Some(folder)) {
            Ok(lists) => {
                for fault in implied(&read.law, &lists) {
                    note!("{}: {fault}", comity_law::PARTY_LISTS);
                    errors += 1;
                }
            }
            Err(error) => {
                note!("{:?}", miette::Report::new(error));
                errors += 1;
            }
        }
    }
    for problem in problems {
        note!("{:?}", miette::Report::new(problem));
    }
    say!(
        "{}: {} jurisdictions, {} lists, {} rules, {} characteristics, criteria of {} editions; {errors} errors, {warnings} warnings",
        folder.display(),
        read.law.jurisdictions.len(),
        read.law.lists.len(),
        read.law.rules.len(),
        criteria.criteria.vocabulary.all.len(),
        criteria.criteria.editions.len(),
    )?;
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
