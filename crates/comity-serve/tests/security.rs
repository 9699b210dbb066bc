//! The list of `docs/security.md` names tests that are there.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

/// The text of all Rust files below a folder.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_list_of_security_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut text = String::new();
    sources(&root.join("crates"), &mut text);
    let list = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let mut named = BTreeSet::new();
    for line in list.lines().filter(|line| line.starts_with("| ") && line.chars().nth(2).is_some_and(|first| first.is_ascii_digit())) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 4, "{line}");
        let tests = cells.last().unwrap().trim().trim_end_matches('|').trim();
        assert!(tests == "-" || tests.starts_with('`'), "neither a test nor none: {line}");
        named.extend(tests.split('`').skip(1).step_by(2));
    }
    assert!(named.len() > 40, "{}", named.len());
    let gone: Vec<_> = named.iter().filter(|name| !text.contains(&format!("fn {name}("))).collect();
    assert!(gone.is_empty(), "docs/security.md names tests that are not there: {gone:?}");
}
