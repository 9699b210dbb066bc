//! Readers of party lists, against the real files and against small samples of the forms that have no file at hand.
//! The files stand outside the project: `COMITY_DATA_SOURCES` names their folder, else `../shared/data` beside the workspace.
//! Without them these tests fail; they never pass by skipping.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod damage;
mod editions;
mod files;
mod hostile;
mod implied;
mod samples;

use std::{fs::File, path::PathBuf, sync::OnceLock};

use comity_read::{
    ReadError,
    parties::{Countries, Known, PartyLists, Reading, Source, read},
};
use comity_screen::Record;
use kdl::KdlDocument;

fn data(path: &str) -> PathBuf {
    let root = std::env::var_os("COMITY_DATA_SOURCES").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join("lists").join(path);
    assert!(path.exists(), "{} is missing: set COMITY_DATA_SOURCES to the folder of official sources", path.display());
    path
}

/// The lists and countries of the law folder.
fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let vocabulary = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../law/vocabulary");
        let text = |name: &str| std::fs::read_to_string(vocabulary.join(name)).unwrap();
        let lists = PartyLists::parse("party-lists.kdl", &text("party-lists.kdl")).unwrap();
        let document: KdlDocument = text("countries.kdl").parse().unwrap();
        let mut names = Vec::new();
        for node in document.nodes().iter().filter(|node| node.name().value() == "country") {
            let code = node.get(0).unwrap().as_string().unwrap().to_owned();
            let attributes = ["name", "alias"].into_iter().filter_map(|name| node.get(name)?.as_string());
            let inner = node.children().into_iter().flat_map(|inner| inner.nodes()).filter_map(|inner| inner.get(0)?.as_string());
            names.extend(attributes.chain(inner).map(|name| (name.to_owned(), code.clone())));
        }
        assert!(names.len() > 300);
        let countries = Countries::new(names.iter().map(|(name, code)| (name.as_str(), code.as_str())).chain(lists.countries()));
        Known { lists, countries }
    })
}

/// Reads real files.
fn files(names: &[&str]) -> Reading {
    let sources = names.iter().map(|name| Source::new(*name, File::open(data(name)).unwrap())).collect();
    read(sources, known()).unwrap_or_else(|error| panic!("{names:?}: {error}"))
}

/// Reads bytes.
fn bytes(content: &[u8]) -> Result<Reading, ReadError> {
    read(vec![Source::new("t", content)], known())
}

/// What was lost, as `kind what count`.
fn losses(reading: &Reading) -> Vec<String> {
    reading.losses.iter().map(|loss| format!("{} {} {}", loss.kind.name(), loss.what, loss.count).replace("  ", " ")).collect()
}

fn find<'r>(reading: &'r Reading, id: &str) -> &'r Record {
    reading.records.iter().find(|record| record.id == id).unwrap_or_else(|| panic!("no record {id}"))
}

/// A record as its normalised line, for comparison as a whole.
fn line(record: &Record) -> String {
    serde_json::to_string(record).unwrap()
}
