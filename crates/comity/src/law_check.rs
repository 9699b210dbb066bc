//! `comity law check`: a law folder, proved.

use std::{path::Path, process::ExitCode};

use comity_edge::bundled;
use comity_law::{FactPlace, FactType, Law, Problem, criteria::Criteria, official::Official};
use comity_read::parties::PartyLists;

use crate::{
    error::CliError,
    output::{note, say},
};

pub fn run(folder: Option<&Path>) -> Result<ExitCode, CliError> {
    let folder = folder.unwrap_or(Path::new("law"));
    let files = bundled::files(folder)?;
    let read = Law::parse(&files);
    let criteria = Criteria::parse(&files);
    let official = Official::parse(&files);
    let problems: Vec<Problem> = read.problems.into_iter().chain(criteria.problems).chain(official.problems).collect();
    let mut errors = problems.iter().filter(|problem| !problem.is_warning()).count();
    let warnings = problems.len() - errors;
    // A law folder may do without lists of parties; one that names them names them soundly.
    if folder.join(comity_law::PARTY_LISTS).exists() {
        match bundled::party_lists(Some(folder)) {
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
