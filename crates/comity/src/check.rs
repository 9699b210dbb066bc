//! `comity check`: conformance cases, run and compared.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use comity_decide::{Determination, Engine, Finding, Options, Outcome, Status};
use comity_edge::{
    bundled::{self, LazyCriteria},
    document::Document,
};
use comity_law::Law;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::{error::CliError, output::say};

/// What a case says of itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    #[serde(default)]
    #[expect(dead_code, reason = "for readers of the case")]
    title: String,
    #[expect(dead_code, reason = "for readers of the case")]
    source: String,
    #[serde(default)]
    #[expect(dead_code, reason = "for readers of the case")]
    confidence: String,
    #[serde(default)]
    #[expect(dead_code, reason = "for readers of the case")]
    note: String,
    /// A folder of law files to add to the law, relative to the case.
    overlay: Option<PathBuf>,
    #[serde(default)]
    strict: bool,
}

/// What a case expects of one jurisdiction.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    outcome: Option<String>,
    grounds: Vec<String>,
    authorisations: Vec<String>,
    not_authorisations: Vec<String>,
    missing: Vec<String>,
    duties: Vec<String>,
    best: Option<String>,
    worst: Option<String>,
}

pub fn run(folder: Option<&Path>, paths: &[PathBuf]) -> Result<ExitCode, CliError> {
    let mut files = Vec::new();
    for path in paths {
        cases(path, &mut files).map_err(CliError::file("read", path))?;
    }
    files.sort();
    files.dedup();
    let law = bundled::law(folder)?;
    let engine = Engine::new(&law);
    let criteria = LazyCriteria::of(folder);
    let mut overlays: HashMap<PathBuf, Law> = HashMap::new();
    let (mut passed, mut failed) = (0, 0);
    for path in &files {
        let faults = match one(path, folder, &engine, &criteria, &mut overlays) {
            Ok(faults) => faults,
            Err(error) => {
                error.print();
                vec!["the case cannot be used".into()]
            }
        };
        if faults.is_empty() {
            passed += 1;
        } else {
            failed += 1;
            say!("FAILED {}", path.display())?;
            for fault in faults {
                say!("    {fault}")?;
            }
        }
    }
    say!("{passed} passed, {failed} failed")?;
    Ok(if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn cases(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.is_dir() || path.extension().is_some_and(|extension| extension == "toml" || extension == "json") {
                cases(&path, files)?;
            }
        }
    } else {
        files.push(path.to_path_buf());
    }
    Ok(())
}

/// Runs one case; gives what did not come out as expected.
fn one(path: &Path, folder: Option<&Path>, engine: &Engine, criteria: &LazyCriteria, overlays: &mut HashMap<PathBuf, Law>) -> Result<Vec<String>, CliError> {
    let mut document = Document::read(path)?;
    let case: Case = match document.take("case").map(serde_json::from_value) {
        Some(Ok(case)) => case,
        Some(Err(error)) => return Ok(vec![format!("[case]: {error}")]),
        None => return Ok(vec!["no [case] table".into()]),
    };
    let expected: HashMap<String, Expected> = match document.take("expect").map(serde_json::from_value) {
        Some(Ok(expected)) => expected,
        Some(Err(error)) => return Ok(vec![format!("[expect]: {error}")]),
        None => return Ok(vec!["no [expect] table".into()]),
    };
    if expected.is_empty() {
        return Ok(vec!["[expect] names no jurisdiction".into()]);
    }
    if let Some(fields) = document.value.as_object_mut() {
        fields.entry("id").or_insert_with(|| Json::String(case.id.clone()));
    }
    // All authorisations are wanted, also those that only a missing fact or several tests close.
    let options = Options { strict: case.strict, explain: true };
    let Some(overlay) = case.overlay else {
        let transaction = document.transaction(engine.law(), criteria, None)?;
        return Ok(compare(&engine.decide(&transaction, options), &expected));
    };
    let overlay = path.parent().unwrap_or(Path::new(".")).join(overlay);
    if !overlays.contains_key(&overlay) {
        let base = folder.map(Path::to_path_buf).or_else(|| path.ancestors().map(|above| above.join("law")).find(|law| law.join("vocabulary").is_dir()));
        overlays.insert(overlay.clone(), bundled::law_with_overlay(base.as_deref().unwrap_or(Path::new("law")), &overlay)?);
    }
    let Some(law) = overlays.get(&overlay) else { return Ok(vec!["the overlay is not loaded".into()]) };
    let engine = Engine::new(law);
    let transaction = document.transaction(law, criteria, None)?;
    Ok(compare(&engine.decide(&transaction, options), &expected))
}

fn compare(determination: &Determination, expected: &HashMap<String, Expected>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut names: Vec<&String> = expected.keys().collect();
    names.sort();
    for name in names {
        let Some(wanted) = expected.get(name) else { continue };
        match determination.findings.iter().find(|finding| finding.jurisdiction == name) {
            Some(finding) => faults.extend(compare_finding(finding, wanted).into_iter().map(|fault| format!("{name}: {fault}"))),
            // No finding is an answer too: the jurisdiction does not reach the transaction.
            None => {
                let none = Outcome::NoLicenceRequired.name();
                if wanted.outcome.as_deref().is_some_and(|outcome| outcome != none) || !wanted.grounds.is_empty() || !wanted.authorisations.is_empty() {
                    faults.push(format!("{name}: no finding, expected {}", wanted.outcome.as_deref().unwrap_or("one")));
                }
            }
        }
    }
    faults
}

fn compare_finding(finding: &Finding, wanted: &Expected) -> Vec<String> {
    let mut faults = Vec::new();
    let mut differ = |what: &str, wanted: Option<&String>, got: Outcome| {
        if let Some(wanted) = wanted
            && *wanted != got.name()
        {
            faults.push(format!("{what} is {}, expected {wanted}", got.name()));
        }
    };
    differ("outcome", wanted.outcome.as_ref(), finding.outcome);
    differ("best", wanted.best.as_ref(), finding.possible.best);
    differ("worst", wanted.worst.as_ref(), finding.possible.worst);
    for ground in &wanted.grounds {
        let matches = |row: &comity_decide::Ground| {
            let reason = row.reason.unwrap_or_default();
            let name = row.column.map_or_else(|| reason.to_owned(), |column| format!("{reason} {column}"));
            name == *ground || row.citation.contains(ground.as_str()) || row.rule == ground.as_str()
        };
        if !finding.grounds.iter().any(matches) {
            let got: Vec<String> = finding.grounds.iter().map(|row| format!("{} {:?} {:?} [{}]", row.rule, row.reason, row.column, row.citation)).collect();
            faults.push(format!("no ground {ground}; grounds: {}", if got.is_empty() { "none".into() } else { got.join(", ") }));
        }
    }
    let usable = |name: &String| {
        let mut rows = finding.authorisations.iter().filter(|row| row.name.eq_ignore_ascii_case(name) || row.rule == name.as_str());
        rows.any(|row| row.status != Status::Unavailable)
    };
    for name in &wanted.authorisations {
        if !usable(name) {
            let states: Vec<String> = finding.authorisations.iter().map(|row| format!("{} {:?}", row.rule, row.status)).collect();
            faults.push(format!("{name} is not open; authorisations: {}", states.join(", ")));
        }
    }
    for name in &wanted.not_authorisations {
        if usable(name) {
            faults.push(format!("{name} is open"));
        }
    }
    for fact in &wanted.missing {
        if !finding.missing.iter().any(|row| row.fact.contains(fact.as_str())) {
            let got: Vec<&str> = finding.missing.iter().map(|row| row.fact.as_str()).collect();
            faults.push(format!("{fact} is not missing; missing: {}", got.join(", ")));
        }
    }
    for duty in &wanted.duties {
        if !finding.duties.iter().any(|row| row.rule == duty || row.citation.contains(duty.as_str()) || row.text.contains(duty.as_str())) {
            faults.push(format!("no duty {duty}"));
        }
    }
    faults
}
