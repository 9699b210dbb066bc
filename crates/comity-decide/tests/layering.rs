//! The layers of the workspace, and that law stays out of Rust: read from the manifests and the sources themselves.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each crate with those that it may use (docs/architecture, design section 3), lowest first.
const LAYERS: &[(&str, &[&str])] = &[
    ("comity-quantity", &[]),
    ("comity-law", &["comity-quantity"]),
    ("comity-decide", &["comity-law", "comity-quantity"]),
    ("comity-compare", &["comity-law", "comity-quantity"]),
    ("comity-screen", &[]),
    ("comity-read", &["comity-law", "comity-screen", "comity-quantity"]),
    ("comity-edge", &["comity-read", "comity-screen", "comity-compare", "comity-decide", "comity-law", "comity-quantity"]),
    ("comity-store", &["comity-decide", "comity-screen", "comity-law", "comity-quantity"]),
    ("comity-portal", &[]),
    ("comity-tables", &[]),
    ("comity-print", &["comity-portal"]),
    (
        "comity-serve",
        &[
            "comity-print",
            "comity-portal",
            "comity-tables",
            "comity-store",
            "comity-edge",
            "comity-read",
            "comity-screen",
            "comity-compare",
            "comity-decide",
            "comity-law",
            "comity-quantity",
        ],
    ),
    (
        "comity",
        &[
            "comity-serve",
            "comity-print",
            "comity-portal",
            "comity-tables",
            "comity-store",
            "comity-edge",
            "comity-read",
            "comity-screen",
            "comity-compare",
            "comity-decide",
            "comity-law",
            "comity-quantity",
        ],
    ),
];

/// Crates of plain functions on values: no disk, network, clock, terminal.
const CORE: &[&str] = &["comity-quantity", "comity-law", "comity-decide", "comity-compare", "comity-screen", "comity-read", "comity-portal", "comity-print"];

const OUTSIDE: &[&str] = &[
    "anstream",
    "async-std",
    "axum",
    "clap",
    "diesel",
    "hyper",
    "indicatif",
    "mio",
    "notify",
    "openidconnect",
    "postgres",
    "reqwest",
    "rusqlite",
    "smol",
    "sqlx",
    "tempfile",
    "tokio",
    "tower",
    "tracing-subscriber",
    "ureq",
    "walkdir",
];

/// What touches the world when called: none of it in the core.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::io::std",
    "SystemTime",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "println!",
    "eprintln!",
    "print!(",
    "static mut",
];

/// Literals that look like law and are none, or stand where a reader must know how its source is printed: file, literal, why.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("comity/src/decide.rs", "IN", "the name of an argument"),
    ("comity/src/serve/oidc.rs", "ID", "the name of an argument"),
    ("comity-edge/src/show.rs", "write it as list:code, such as us/ccl:3A001.a", "an example in a message"),
    ("comity-serve/src/api/compare.rs", "3A001.a.5", "an example in the description of the API"),
    ("comity-serve/src/api/compare.rs", "us/ccl:3A001.a.5.a.3", "an example in the description of the API"),
    ("comity-serve/src/api/provisions.rs", "3A001", "an example in the description of the API"),
    ("comity-serve/src/api/provisions.rs", "us/ccl:3A001.a.5.a.1", "an example in the description of the API"),
    ("comity-serve/src/api/records/items.rs", "3A001.a.5.a.3", "an example in the description of the API"),
    ("comity-decide/src/transaction/values.rs", "codes by list, such as { \\\"us/ccl\\\" = \\\"3A001.a.2\\\" }", "an example in a message"),
    ("comity-quantity/src/unit/table.rs", "VA", "volt-ampere"),
    ("comity-read/src/crosswalk.rs", "ML", "how munitions entries are printed"),
    ("comity-read/src/ccl/xml.rs", "FR", "an element of eCFR XML"),
    ("comity-read/src/ccl/xml.rs", "TR", "an element of eCFR XML"),
    ("comity-read/src/ccl/xml.rs", "TD", "an element of eCFR XML"),
    ("comity-read/src/ccl/xml.rs", "TH", "an element of eCFR XML"),
    ("comity-read/src/ccl/beside.rs", "RS", "a reason for control that the source names in prose"),
    ("comity-read/src/ccl/translate.rs", "RS", "a reason for control that the source names in prose"),
];

/// Uses of the outside world that are known: file, word, why.
const KNOWN: &[(&str, &str, &str)] = &[
    ("comity-read/src/import.rs", "std::fs", "opens the sources of a list; to move to the command line"),
    ("comity-read/src/import_criteria.rs", "std::fs", "opens the source of an edition; to move to the command line"),
    ("comity-read/src/crosswalk.rs", "std::fs", "opens an official table; to move to the command line"),
];

fn crates() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut out: Vec<(String, PathBuf)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect();
    out.sort();
    out
}

fn dependencies(folder: &Path, sections: &[&str]) -> BTreeSet<String> {
    let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
    let table =
        |section: &&str| manifest.get(*section).and_then(toml::Value::as_table).map(|table| table.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    sections.iter().flat_map(table).collect()
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut out = Vec::new();
    let mut open = vec![folder.join("src")];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    out.sort();
    out
}

/// A source without comments and test modules, and its string literals with their lines.
struct Code {
    text: String,
    literals: Vec<(usize, String)>,
}

/// Reads Rust text as far as is needed to tell comments, strings, characters and lifetimes apart.
fn code(source: &str) -> Code {
    let (mut text, mut literals) = (String::new(), Vec::new());
    let bytes = source.as_bytes();
    let (mut i, mut line) = (0, 1);
    while i < bytes.len() {
        let rest = &source[i..];
        if rest.starts_with("#[cfg(test)]") {
            break; // tests stand at the end of a file
        }
        let (length, literal) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), None)
        } else if let Some((length, inner)) = string(rest) {
            (length, Some(inner))
        } else if let Some(after) = rest.strip_prefix('\'') {
            // A character, else a lifetime.
            let inner = after.chars().next().map_or(1, char::len_utf8);
            let end = if after.starts_with('\\') { after[2..].find('\'').map(|end| end + 4) } else { after[inner..].starts_with('\'').then_some(inner + 2) };
            (end.unwrap_or(1), None)
        } else {
            let c = rest.chars().next().unwrap();
            text.push(c);
            (c.len_utf8(), None)
        };
        literals.extend(literal.map(|inner| (line, inner)));
        line += source[i..i + length].matches('\n').count();
        i += length;
    }
    Code { text, literals }
}

/// The length of a string literal at the start of a text, and what stands in it.
fn string(text: &str) -> Option<(usize, String)> {
    let after = text.strip_prefix('b').unwrap_or(text);
    let head = text.len() - after.len();
    if let Some(raw) = after.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inner = raw[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let end = inner.find(&close)?;
        return Some((head + 1 + hashes + 1 + end + close.len(), inner[..end].to_owned()));
    }
    let inner = after.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.char_indices().find(|(_, c)| {
        let ends = !escaped && *c == '"';
        escaped = !escaped && *c == '\\';
        ends
    })?;
    Some((head + 1 + end.0 + 1, inner[..end.0].to_owned()))
}

#[test]
fn dependencies_run_downward_only() {
    for (name, folder) in crates() {
        let Some((_, may)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
            panic!("{name} has no place in the layers: give it one here and in the design")
        };
        for dependency in dependencies(&folder, &["dependencies", "build-dependencies"]) {
            assert!(!dependency.starts_with("comity") || may.contains(&dependency.as_str()), "{name} must not use {dependency}");
        }
    }
    // The table itself runs downward.
    for (i, (name, may)) in LAYERS.iter().enumerate() {
        for used in *may {
            assert!(LAYERS.iter().take(i).any(|(layer, _)| layer == used), "{name} stands above {used}");
        }
    }
}

#[test]
fn the_core_uses_nothing_that_reaches_outside() {
    for (name, folder) in crates().iter().filter(|(name, _)| CORE.contains(&name.as_str())) {
        for dependency in dependencies(folder, &["dependencies"]) {
            assert!(!OUTSIDE.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
        for (path, source) in sources(folder) {
            let code = code(&source);
            for word in WORLD {
                let known = KNOWN.iter().any(|(file, known, _)| path.ends_with(file) && known == word);
                assert!(known || !code.text.contains(word), "{}: `{word}` in the core", path.display());
            }
        }
    }
}

#[test]
fn law_stays_out_of_rust() {
    let countries: BTreeSet<&str> = common::real().vocabulary.countries.iter().map(|country| &*country.code).collect();
    assert!(countries.len() > 240);
    // A code of a dual-use list: digit, letter, three digits; of a munitions list: ML and digits.
    let is_list_code = |word: &str| {
        let entry = word.split('.').next().unwrap_or_default().as_bytes();
        matches!(entry, [digit, letter, rest @ ..] if digit.is_ascii_digit() && (b'A'..=b'E').contains(letter) && rest.len() == 3 && rest.iter().all(u8::is_ascii_digit))
            || word.strip_prefix("ML").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    };
    let mut found = Vec::new();
    for (name, folder) in crates() {
        for (path, source) in sources(&folder) {
            for (line, literal) in code(&source).literals {
                let words: Vec<&str> = literal.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).filter(|word| !word.is_empty()).collect();
                if countries.contains(literal.as_str()) || words.iter().any(|word| is_list_code(word)) {
                    let file = format!("{name}/{}", path.strip_prefix(&folder).unwrap().display());
                    if !ALLOWED.iter().any(|(place, allowed, _)| *place == file && *allowed == literal) {
                        found.push(format!("{file}:{line}: {literal:?}"));
                    }
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new(), "law belongs in law/");
}

#[test]
fn the_scan_tells_code_from_comments_and_tests() {
    let source = "//! \"AA\"\n/* \"BB\" */ fn f<'a>(x: &'a str) -> char { let s = \"C\\\"C\"; let r = r#\"D\"D\"#; let b = b\"EE\"; '\"' }\n// std::fs\n#[cfg(test)]\nmod tests { const X: &str = \"FF\"; }";
    let code = code(source);
    assert_eq!(code.literals, [(2, "C\\\"C".to_owned()), (2, "D\"D".to_owned()), (2, "EE".to_owned())]);
    assert!(!code.text.contains("std::fs") && code.text.contains("fn f<"));
}
