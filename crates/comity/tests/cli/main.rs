//! The command line, run as its users run it: every test starts the real binary.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod adjudicate;
mod batch;
mod candidates;
mod classify;
mod compare;
mod conformance;
mod determination;
mod facts;
mod fetch;
mod hostile;
mod import;
mod law;
mod lists;
mod parties;
mod print;
mod replay;
mod rescreen;
mod screen;
mod serve;
mod serve_oidc;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value as Json;

/// A transaction that needs no fact more; its lines are numbered in the tests of hostile input.
const SOUND: &str = r#"id = "t"
date = "2026-07-23"
activity = "export"
from = "US"
to = "IN"
value = "10000 USD"
[end_use]
military = false
wmd = false
[[item]]
id = "adc"
codes = { "us/ccl" = "3A001.a.5.a.3" }
"#;

/// What a run gave.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    #[track_caller]
    fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    /// The report on standard error without its frames and line breaks, so that a text can be looked for.
    fn report(&self) -> String {
        let plain: String = self.err.chars().map(|c| if "│╭╰·─▲".contains(c) { ' ' } else { c }).collect();
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A run that must end with this code and never by a panic.
#[track_caller]
fn comity(code: i32, arguments: &[&str]) -> Run {
    comity_with(code, arguments, &[])
}

#[track_caller]
fn comity_with(code: i32, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null())
        .env_remove("COMITY_LAW")
        // No test may see what whoever runs it has fetched.
        .env("COMITY_DATA", Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing-fetched"))
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let run = Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    let cut = |text: &str| text.chars().take(3000).collect::<String>();
    assert!(!run.err.contains("panicked"), "{arguments:?}: {}", cut(&run.err));
    assert_eq!(run.code, Some(code), "{arguments:?}\n{}\n{}", cut(&run.out), cut(&run.err));
    run
}

/// The workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The folder of official sources, as the tests of the readers find it.
fn sources() -> PathBuf {
    std::env::var_os("COMITY_DATA_SOURCES").map_or_else(|| root().join("../shared/data"), PathBuf::from)
}

/// A fresh folder for the files of one test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), content).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

/// All files below a folder, in the order of their paths.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return out };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files_below(&path));
        } else {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// A transaction of a file, as JSON, with the tables `case` and `expect` apart.
fn transaction(path: &Path) -> (Json, Option<Json>) {
    let text = fs::read_to_string(path).unwrap();
    let mut document: Json = if path.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).unwrap()
    } else {
        let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::to_value(table).unwrap()
    };
    let fields = document.as_object_mut().unwrap();
    let case = fields.remove("case");
    fields.remove("expect");
    (document, case)
}
