//! The conformance cases: all pass, and every rule file is fired by some case and left alone by another.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use serde_json::Value as Json;

use crate::{Scratch, comity, files_below, root, transaction};

#[test]
fn all_cases_pass() {
    let run = comity(0, &["check", "conformance"]);
    let last = run.out.lines().last().unwrap_or_default();
    let passed: usize = last.strip_suffix(" passed, 0 failed").and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{last}"));
    assert!(passed >= 120, "only {passed} cases");
    let files = files_below(&root().join("conformance")).iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")).count();
    assert_eq!(passed, files, "a case file was not run");
}

#[test]
fn a_case_that_fails_is_told() {
    let folder = Scratch::new("conformance-fails");
    let sound = fs::read_to_string(root().join("conformance/us/chart/2b999-pakistan.toml")).unwrap();
    let path = folder.file("wrong.toml", sound.replacen("outcome = \"", "outcome = \"not-", 1));
    let run = comity(1, &["check", &path]);
    assert!(run.out.contains(&format!("FAILED {path}\n    us: outcome is")) && run.out.ends_with("0 passed, 1 failed\n"), "{}", run.out);
    let path = folder.file("broken.toml", sound.replacen("[case]", "[case", 1));
    let run = comity(1, &["check", &path]);
    assert!(run.err.contains("broken.toml") && run.out.ends_with("0 passed, 1 failed\n"), "{run:?}");
    // No case is no success.
    fs::create_dir(folder.path("empty")).unwrap();
    assert_eq!(comity(1, &["check", &folder.path("empty")]).out, "0 passed, 0 failed\n");
    comity(2, &["check", "/nowhere"]);
}

#[test]
fn ids_of_cases_are_unique() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for path in files_below(&root().join("conformance")).iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let Some(case) = transaction(path).1 else { continue };
        if let Some(other) = seen.insert(case["id"].as_str().unwrap().to_owned(), path.display().to_string()) {
            panic!("{} and {other} are both `{}`", path.display(), case["id"]);
        }
    }
}

/// Kinds of rule that decide; a `define` only names a condition.
const KINDS: [&str; 8] = ["reach", "hand-off", "requirement", "exclusion", "prohibition", "authorisation", "restriction", "duty"];

/// A rule as its file heads it.
struct Rule {
    kind: String,
    id: String,
    cite: String,
}

/// Rules by file: the path below `law/`, and the rules in it.
fn rules() -> BTreeMap<String, Vec<Rule>> {
    let law = root().join("law");
    let mut out = BTreeMap::new();
    for path in files_below(&law) {
        let name = path.strip_prefix(&law).unwrap().to_str().unwrap().to_owned();
        if !name.contains("/rules/") || path.extension().is_none_or(|extension| extension != "kdl") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let rule = |line: &str| {
            let (kind, rest) = line.split_once(" \"")?;
            let id = rest.split('"').next()?.to_owned();
            let cite = rest.split_once("cite=\"").and_then(|(_, cite)| cite.split('"').next()).unwrap_or_default().to_owned();
            KINDS.contains(&kind).then(|| Rule { kind: kind.to_owned(), id, cite })
        };
        let rules: Vec<Rule> = text.lines().filter_map(rule).collect();
        if !rules.is_empty() {
            out.insert(name, rules);
        }
    }
    out
}

/// What fired in a determination: ids of rules; `reach` and the jurisdiction, for the answer does not say by which rule;
/// and citations of what bars an authorisation.
fn fired(answer: &Json) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for finding in answer["findings"].as_array().into_iter().flatten() {
        let rows = |key: &str| finding[key].as_array().into_iter().flatten();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        out.insert(format!("reach {}", text(&finding["jurisdiction"])));
        out.extend(rows("grounds").map(|row| text(&row["rule"])));
        out.extend(rows("duties").filter(|row| row["due"] == true).map(|row| text(&row["rule"])));
        for row in rows("authorisations") {
            if row["status"] == "available" {
                out.insert(text(&row["rule"]));
            }
            let bars = row["conditions"].as_array().into_iter().flatten().filter(|condition| condition["met"] == "false");
            out.extend(bars.map(|condition| text(&condition["citation"])));
        }
    }
    out
}

#[test]
fn every_rule_file_fires_and_rests() {
    let folder = Scratch::new("conformance-rules");
    let mut lines = String::new();
    for path in files_below(&root().join("conformance")).iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let (mut document, case) = transaction(path);
        let case = case.unwrap();
        if case.get("overlay").is_none() && case.get("strict").is_none() {
            document["id"] = case["id"].clone();
            lines += &(document.to_string() + "\n");
        }
    }
    let (input, output) = (folder.file("in.jsonl", lines), folder.path("out.jsonl"));
    comity(0, &["decide", "--batch", &input, "--out", &output]);
    let answers: Vec<BTreeSet<String>> = folder.read("out.jsonl").lines().map(|line| fired(&serde_json::from_str(line).unwrap())).collect();
    assert!(answers.len() >= 120);
    let mut idle = Vec::new();
    for (file, rules) in rules() {
        let signs: BTreeSet<String> = rules
            .iter()
            .map(|rule| match rule.kind.as_str() {
                "reach" => format!("reach {}", file.split('/').next().unwrap_or_default()),
                "restriction" => rule.cite.clone(),
                _ => rule.id.clone(),
            })
            .collect();
        let firing = answers.iter().filter(|fired| !fired.is_disjoint(&signs)).count();
        if firing == 0 {
            idle.push(format!("{file}: no case fires one of its {} rules", rules.len()));
        }
        if firing == answers.len() {
            idle.push(format!("{file}: every case fires one of its rules"));
        }
    }
    assert!(idle.is_empty(), "{idle:#?}");
}
