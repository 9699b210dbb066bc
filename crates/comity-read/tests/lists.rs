//! The lists of Australia and of the Wassenaar Arrangement and the earlier editions of the EU list, against the real files.
//! They stand outside the project: `COMITY_DATA_SOURCES` names their folder, else `../shared/data` beside the workspace.
//! Without them these tests fail; they never pass by skipping.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::OnceLock;

use comity_read::model::{Join, NoteKind, SourceList, SourceProvision};
use comity_read::{read_dsgl_csv, read_eu_annex_json, read_eu_annex_text, read_wassenaar_text};

fn data(path: &str) -> PathBuf {
    let root = std::env::var_os("COMITY_DATA_SOURCES").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join(path);
    assert!(path.exists(), "{} is missing: set COMITY_DATA_SOURCES to the folder of official sources", path.display());
    path
}

fn open(path: &str) -> File {
    File::open(data(path)).unwrap()
}

fn dsgl() -> &'static SourceList {
    static LIST: OnceLock<SourceList> = OnceLock::new();
    LIST.get_or_init(|| read_dsgl_csv(open("law/au/dsgl.2024-08-14.paragraphs.csv"), "dsgl.csv").unwrap())
}

fn wassenaar() -> &'static SourceList {
    static LIST: OnceLock<SourceList> = OnceLock::new();
    LIST.get_or_init(|| read_wassenaar_text(open("law/wa/wa-list.2026-01-15.txt"), "wa-list.txt").unwrap())
}

fn eu_2022() -> &'static SourceList {
    static LIST: OnceLock<SourceList> = OnceLock::new();
    LIST.get_or_init(|| read_eu_annex_text(open("law/eu/reg-2021-821.2022-05-05.txt"), "eu-2022.txt").unwrap())
}

fn eu_2015() -> &'static SourceList {
    static LIST: OnceLock<SourceList> = OnceLock::new();
    LIST.get_or_init(|| read_eu_annex_text(open("law/eu/reg-428-2009-annex-i.2015-12-24.txt"), "eu-2015.txt").unwrap())
}

fn eu_2025() -> &'static SourceList {
    static LIST: OnceLock<SourceList> = OnceLock::new();
    LIST.get_or_init(|| read_eu_annex_json(open("law/eu/reg-2021-821-annex-i.2025-11-15.json"), "eu-2025.json").unwrap())
}

fn entries(list: &SourceList) -> BTreeSet<String> {
    list.entries.iter().map(|e| e.code.clone()).collect()
}

/// The entries of a column of an independent table of which code stands in which list.
fn present(column: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(data("derived/code_presence.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let at = rows[0].iter().position(|name| name == column).unwrap();
    rows.iter().skip(1).filter(|row| row[at] == "1").map(|row| row[0].clone()).collect()
}

/// Counts: entries, paragraphs with a printed label (the entries too), provisions, heads implied.
#[track_caller]
fn counts(list: &SourceList, want: [usize; 4]) {
    let report = &list.report;
    assert_eq!([report.entries, report.labelled, report.provisions, report.implied], want);
}

fn find<'a>(list: &'a SourceList, code: &str) -> &'a SourceProvision {
    let entry = list.entries.iter().filter(|e| code.strip_prefix(&e.code).is_some_and(|rest| rest.starts_with('.'))).max_by_key(|e| e.code.len());
    let entry = entry.unwrap_or_else(|| panic!("no entry of {code}"));
    let label = &code[entry.code.len() + 1..];
    entry.all_provisions().into_iter().find(|p| p.label.to_string() == label).unwrap_or_else(|| panic!("no paragraph {code}"))
}

#[track_caller]
fn says(list: &SourceList, code: &str, words: &[&str]) {
    let text = &find(list, code).text;
    for want in words {
        assert!(text.contains(want), "{code} lacks `{want}`");
    }
}

/// The codes that only one of two lists has, in entries that both have: entry, codes of the first, codes of the second.
fn differences(a: &SourceList, b: &SourceList, code_in_b: impl Fn(&str) -> String) -> BTreeMap<String, (usize, usize)> {
    let labels = |list: &SourceList, code: &str| -> Option<BTreeSet<String>> {
        let entry = list.entries.iter().find(|e| e.code == code)?;
        Some(entry.all_provisions().iter().map(|p| p.label.to_string()).collect())
    };
    let mut out = BTreeMap::new();
    for entry in &a.entries {
        let (Some(own), Some(other)) = (labels(a, &entry.code), labels(b, &code_in_b(&entry.code))) else { continue };
        let (only_a, only_b) = (own.difference(&other).count(), other.difference(&own).count());
        if only_a + only_b > 0 {
            out.insert(entry.code.clone(), (only_a, only_b));
        }
    }
    out
}

#[test]
fn entries_are_those_of_an_independent_table() {
    assert_eq!(entries(dsgl()), present("AU_2024"));
    assert_eq!(entries(eu_2022()), present("NO_2021(=EU2021)"));
    counts(dsgl(), [380, 3_320, 2_944, 4]);
    counts(eu_2022(), [366, 3_282, 2_920, 4]);
    counts(eu_2015(), [360, 3_110, 2_754, 4]);
    counts(wassenaar(), [173, 2_036, 1_863, 0]);
}

/// The two editions of 2022 differ in another annex.
#[test]
fn the_editions_of_2022_are_one_annex_i() {
    let january = read_eu_annex_text(open("law/eu/reg-2021-821.2022-01-07.txt"), "eu-2022-01.txt").unwrap();
    let flat = |list: &SourceList| -> Vec<(String, String)> {
        let all = list.entries.iter().flat_map(|e| e.all_provisions().into_iter().map(move |p| (format!("{}.{}", e.code, p.label), p.text.clone())));
        all.collect()
    };
    assert_eq!(flat(&january), flat(eu_2022()));
}

/// Where the Wassenaar list and the EU list of 2025, which took it over, have other paragraphs. `renumbered`: the EU list
/// lacks what is new or marked as unused since. `rendering`: the rendering of the EU list codes members of notes as
/// paragraphs, writes two levels as one, or has lost a head. `own`: a paragraph on items that the EU alone controls.
#[test]
fn the_wassenaar_list_has_the_paragraphs_of_the_eu_list() {
    let eu = |code: &str| {
        let parts: Vec<&str> = code.split('.').collect();
        format!("{}{}{:0>3}", parts[0], parts[1], parts[2])
    };
    let found = differences(wassenaar(), eu_2025(), eu);
    let renumbered = [("2.B.1", 1, 0), ("6.A.5", 3, 0), ("8.A.2", 2, 6)];
    let rendering = [("1.A.4", 0, 6), ("1.C.10", 9, 9), ("1.C.7", 4, 0), ("3.C.3", 4, 0), ("5.A.2", 0, 2), ("5.A.4", 0, 4), ("6.E.3", 8, 2), ("9.A.4", 0, 4)];
    let own = [("4.D.1", 0, 1), ("4.E.1", 0, 1)];
    let mut want: Vec<(&str, usize, usize)> = [&renumbered[..], &rendering, &own].concat();
    want.sort_unstable();
    assert_eq!(found.iter().map(|(c, (a, b))| (c.as_str(), *a, *b)).collect::<Vec<_>>(), want);
}

#[test]
fn paragraphs_come_to_their_places() {
    let au = dsgl();
    says(au, "3A001.a.5.a.3", &["12 bit or more", "greater than 400 MSPS"]);
    says(au, "3A001.a.14.a.5", &["16 bit or more", "180 MSPS; and"]);
    says(au, "3A001.a.1.a", &["5 x 10^{3} Gy"]);
    says(au, "0B001.b.13.b", &["0.2%"]);
    says(au, "9E003.a.2.e", &["pressure gain combustion"]);
    says(au, "3A001.b.10", &["-(126 + 20log_{10}F"]);
    says(au, "3A001.g.1", &["30,000 A/µs"]);
    says(au, "6C004.c.2", &["3.3×10^{-11} m/V"]);
    let wa = wassenaar();
    says(wa, "3.A.1.a.5.a.3", &["12 bit or more", "greater than 400 MSPS"]);
    says(wa, "6.A.5.a.6.b.2", &["exceeding 3 kW"]);
    says(wa, "3.A.1.a.1.c", &["5 x 10^{13} n/cm^{2}"]);
    assert!(find(wa, "3.A.1.a.5.a.1").reserved);
    let eu = eu_2022();
    says(eu, "3A001.a.5.b.2.a.1", &["9 ns", "0,024 %"]);
    says(eu, "8A001.e.2", &["1 000 m", "10 m"]);
    says(eu, "6A003.b.5", &["6A002.a.1."]);
    says(eu, "3A002.d.4.b", &["206", "3,2 GHz but not exceeding 90 GHz"]);
    says(eu_2015(), "3A001.a.5.a.3", &["12 bit", "200 million words per second"]);
    says(eu_2015(), "3A001.a.5.b.2", &["1 250 MSPS"]);
}

#[test]
fn joins_and_notes() {
    for (list, code) in [(dsgl(), "3A001.a.14"), (eu_2022(), "3A001.a.14"), (wassenaar(), "3.A.1.a.14"), (dsgl(), "3A201.a.1"), (eu_2022(), "3A201.c.2")] {
        assert_eq!(find(list, code).join, Join::All, "{code}");
    }
    for (list, code) in [(dsgl(), "3A001.a.5.a"), (eu_2022(), "3A001.a.1"), (wassenaar(), "6.A.5.a")] {
        assert_eq!(find(list, code).join, Join::Any, "{code}");
    }
    let excludes = |list: &SourceList, code: &str| find(list, code).notes.iter().any(|n| n.kind == NoteKind::Exclusion);
    assert!(excludes(dsgl(), "3A001.a.1.c") && excludes(eu_2022(), "3A001.a.1.c") && excludes(wassenaar(), "3.A.1.a.1.c"));
    // The note stands behind a.2.c and speaks of a.2.
    assert!(excludes(dsgl(), "3A001.a.2") && excludes(eu_2022(), "3A001.a.2") && excludes(wassenaar(), "3.A.1.a.2"));
}

/// Nothing of the page is left among the words, no label was taken for words, and no word is still broken.
#[test]
fn no_trace_of_the_page() {
    for (name, list) in [("dsgl", dsgl()), ("wa", wassenaar()), ("eu 2022", eu_2022()), ("eu 2015", eu_2015())] {
        for entry in &list.entries {
            let all = entry.all_provisions();
            let notes = all.iter().flat_map(|p| &p.notes).chain(&entry.notes).map(|n| &n.text);
            for text in all.iter().map(|p| &p.text).chain(notes).chain([&entry.text]) {
                for trace in ["[page", "(continued)", "— EN —", "WA-LIST", "____", "\u{AD}", "▼", "►", "[sym:"] {
                    assert!(!text.contains(trace), "{name} {}: `{trace}`", entry.code);
                }
            }
        }
    }
}
