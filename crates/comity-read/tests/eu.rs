//! Annex I of Regulation (EU) 2021/821, against the real file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;

use comity_read::import::import;
use comity_read::label::Label;
use comity_read::model::Join;

fn data(path: &str) -> PathBuf {
    let root = std::env::var_os("COMITY_DATA_SOURCES").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join(path);
    assert!(path.exists(), "{} is missing: set COMITY_DATA_SOURCES to the folder of official sources", path.display());
    path
}

/// 384 entries and 3,443 coded provisions, as independent counts find; see `read_eu_annex_json` for the three beyond them.
#[test]
fn counts_match_independent_ones() {
    let date = "2025-11-15".parse().unwrap();
    let imported = import("eu/annex-i", &[(date, data("law/eu/reg-2021-821-annex-i.2025-11-15.json"))]).unwrap();
    assert_eq!(imported.report.entries, 384);
    assert_eq!(imported.report.labelled, 3_443);
    assert_eq!(imported.report.provisions, 3_443 - 384 + 3);
    assert_eq!(imported.report.implied, 0);
    let label = |s: &str| Label::parse(s).unwrap();
    let entry = |code: &str| imported.list.entries.iter().find(|e| e.code == code).unwrap();
    assert!(entry("3A001").has(&label("a.5.a.1")));
    assert!(entry("1C350").has(&label("64")));
    assert!(entry("4A001").has(&label("a.2.b")), "printed inside 4A001.a.2");
    let radiation = entry("3A001").all_provisions().into_iter().find(|p| p.label == label("a.1")).unwrap();
    assert_eq!(radiation.join, Join::Any);
    assert_eq!(entry("3C002").join, Join::Class, "coated with the following resists");
    assert_eq!(entry("3A234").join, Join::All, "with the following characteristics");
    let metals = entry("2A225").all_provisions().into_iter().find(|p| p.label == label("a.2")).unwrap();
    assert_eq!(metals.join, Join::Any, "any of the materials, or a combination of them");
    for (name, text) in &imported.files {
        text.parse::<kdl::KdlDocument>().unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}
