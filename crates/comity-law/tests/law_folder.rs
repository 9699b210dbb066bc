//! The law folder of this repository: sound, and not sound any more after any slip in it.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::sync::OnceLock;

use comity_law::{Digest, Law, Read, SourceFile, criteria::Criteria};
use common::{law_folder, lines, underlined};
use miette::Diagnostic;

/// The folder, read once.
fn folder() -> &'static (Vec<SourceFile>, Read) {
    static FOLDER: OnceLock<(Vec<SourceFile>, Read)> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut files = law_folder();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let read = Law::parse(&files);
        (files, read)
    })
}

/// One slip: where it is made, what is replaced by what, and the fault that must follow.
struct Slip {
    path: String,
    at: usize,
    old: String,
    new: String,
    code: &'static str,
    underlined: String,
}

/// Finds the first line of the files in such a folder with a piece of text, and makes a slip of it.
#[track_caller]
fn slip(folder_of: &str, has: &str, change: impl Fn(&str) -> Option<(String, String, &'static str, String)>) -> Slip {
    let (files, _) = folder();
    for file in files.iter().filter(|file| file.path.contains(folder_of) && !Criteria::holds(&file.path)) {
        let mut start = 0;
        for line in file.text.split_inclusive('\n') {
            if line.contains(has)
                && !line.trim_start().starts_with("//")
                && let Some((old, new, code, underlined)) = change(line)
            {
                let at = start + line.find(&old).unwrap();
                return Slip { path: file.path.to_string(), at, old, new, code, underlined };
            }
            start += line.len();
        }
    }
    panic!("no line in {folder_of} with {has:?}")
}

/// The text between a mark and the next quote.
fn after<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    line.split_once(mark)?.1.split('"').next()
}

fn slips() -> Vec<Slip> {
    vec![
        slip("/countries/", "member \"", |line| {
            let code = after(line, "member \"")?;
            Some((format!("member \"{code}\""), "member \"QQ\"".into(), "law::unknown_name", "QQ".into()))
        }),
        slip("/rules/", "lifts rules=\"", |line| {
            let id = after(line, "lifts rules=\"")?.split(' ').next().filter(|id| !id.contains('*'))?;
            Some((format!("lifts rules=\"{id}"), format!("lifts rules=\"{id}-gone"), "law::unknown_name", format!("{id}-gone")))
        }),
        slip("/rules/", " until=\"", |line| {
            let (from, until) = (after(line, " from=\"")?, after(line, " until=\"")?);
            let node = line.split_whitespace().next()?.to_owned();
            (from < until).then(|| (format!("from=\"{from}\" until=\"{until}\""), format!("from=\"{until}\" until=\"{from}\""), "law::period_inverted", node))
        }),
        slip("/rules/", " > 25 %", |_| Some((" > 25 %".into(), " > 25 kg".into(), "law::unit_mismatch", "25 kg".into()))),
        slip("/lists/", "control \"", |line| {
            let reason = after(line, "control \"")?;
            Some((format!("control \"{reason}\""), "control \"QQQ\"".into(), "law::unknown_name", "QQQ".into()))
        }),
        slip("vocabulary/", "type=\"bool\"", |_| Some(("type=\"bool\"".into(), "type=\"boolean\"".into(), "law::unknown_name", "boolean".into()))),
    ]
}

#[test]
fn the_law_folder_has_no_fault() {
    let (files, read) = folder();
    assert!(files.len() > 100, "{} files", files.len());
    assert_eq!(lines(read), Vec::<String>::new());
    assert!(read.law.jurisdictions.len() >= 3 && read.law.rules.len() > 300 && read.law.lists.len() >= 4);
}

#[test]
fn a_slip_in_the_law_folder_is_found_in_its_file() {
    let (files, before) = folder();
    let known = lines(before);
    let mut spoiled = files.clone();
    let mut slips = slips();
    // From the last to the first, so that the places of the others stay as they are.
    slips.sort_by(|a, b| (&b.path, b.at).cmp(&(&a.path, a.at)));
    for slip in &slips {
        let file = spoiled.iter_mut().find(|file| *file.path == *slip.path).unwrap();
        let mut text = file.text.to_string();
        text.replace_range(slip.at..slip.at + slip.old.len(), &slip.new);
        *file = SourceFile::new(file.path.clone(), text);
    }
    let read = Law::parse(&spoiled);
    for Slip { path, new, code, underlined: word, .. } in &slips {
        let found = read.problems.iter().any(|problem| {
            problem.path() == path && problem.code().is_some_and(|found| found.to_string() == *code) && underlined(&spoiled, problem).trim_matches('"') == word
        });
        let seen: Vec<String> = lines(&read).into_iter().filter(|line| !known.contains(line)).collect();
        assert!(found, "{new:?} in {path}: no {code} at {word:?} among {seen:#?}");
    }
}

#[test]
fn every_part_of_the_law_folder_has_a_digest_of_its_own() {
    let (files, read) = folder();
    let mut seen: Vec<(&str, Digest)> = Vec::new();
    for part in &read.law.parts {
        assert!(!seen.iter().any(|(name, _)| *name == &*part.part), "{} stands twice", part.part);
        seen.push((&part.part, part.digest));
    }
    // Each file of the folder is behind some part: a list, a rule file, a group, a chart, a set, or the file itself.
    // Criteria are digested with their own editions; what lists of parties are called decides nothing by itself, and a list's edition has
    // its own digest.
    for file in files.iter().filter(|file| !Criteria::holds(&file.path) && &*file.path != "vocabulary/party-lists.kdl") {
        let stem = file.path.strip_suffix(".kdl").unwrap();
        let id_in = |part: &str| file.text.contains(&format!("\"{part}\""));
        let in_list = |part: &str| part.split_once('/').is_some_and(|(jurisdiction, list)| file.path.starts_with(&format!("{jurisdiction}/lists/{list}/")));
        assert!(seen.iter().any(|(part, _)| *part == stem || id_in(part) || in_list(part)), "{} is behind no part", file.path);
    }
}

#[test]
fn the_criteria_of_the_law_folder_have_no_fault() {
    let read = Criteria::parse(&folder().0);
    let found: Vec<String> = read.problems.iter().map(|problem| format!("{}:{}: {problem}", problem.path(), problem.line())).collect();
    assert!(found.is_empty(), "{found:#?}");
    assert!(!read.criteria.vocabulary.all.is_empty());
}
