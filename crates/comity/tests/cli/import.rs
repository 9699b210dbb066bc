//! `comity law import` with sources that are damaged, hostile or of another kind: exit 2, nothing written.

use std::fs;

use crate::{Scratch, comity, files_below, sources};

#[track_caller]
fn refused(list: &str, name: &str, content: impl AsRef<[u8]>, says: &str) {
    let folder = Scratch::new(&format!("import-{}", name.replace('.', "-")));
    let path = folder.file(name, content);
    let run = comity(2, &["law", "import", list, &format!("2026-06-24={path}"), "--out", &folder.path("law")]);
    assert_eq!(run.out, "", "{name}");
    let report = run.report();
    assert!(report.contains(name) && report.contains(says) && report.contains("help:"), "{name}: {report}");
    assert!(!folder.0.join("law").exists(), "{name}: something was written");
}

#[test]
fn sources_that_cannot_be_read() {
    refused("us/ccl", "empty.xml", "", "no element at all");
    refused("us/ccl", "garbage.xml", (0..100_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<_>>(), "damaged");
    refused("us/ccl", "page.xml", "<html><body>Sorry</body></html>", "found `html`");
    refused("us/ccl", "hollow.xml", "<DIV9><HEAD>Supplement No. 1 to Part 774</HEAD></DIV9>", "only 0 entries");
    refused("us/ccl", "deep.xml", "<DIV9>".to_owned() + &"<DIV>".repeat(200_000), "nested deeper");
    refused("eu/annex-i", "empty.json", "", "damaged");
    refused("eu/annex-i", "list.json", "[]", "damaged");
    refused("eu/annex-i", "deep.json", "[".repeat(100_000), "damaged");
}

#[test]
fn a_billion_laughs() {
    let mut text = "<?xml version=\"1.0\"?>\n<!DOCTYPE l [<!ENTITY l0 \"lol\">".to_owned();
    for i in 1..11 {
        text += &format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10));
    }
    text += "]>\n<DIV9><HEAD>&l10;</HEAD></DIV9>";
    refused("us/ccl", "laughs.xml", text, "entities are refused");
}

#[test]
fn a_source_cut_in_half_leaves_the_folder_as_it_was() {
    let source = sources().join("law/us/part-774-supp-1.2026-06-24.xml");
    let whole = fs::read(&source).unwrap_or_else(|error| panic!("{}: {error}; set COMITY_DATA_SOURCES", source.display()));
    let half = whole.get(..whole.len() / 2).unwrap();
    refused("us/ccl", "half.xml", half, "the source is damaged");
    // Cut between two entries and closed again: still far too few.
    let text = String::from_utf8(half.to_vec()).unwrap();
    let closed = text.rsplit_once("<FP-2>").unwrap().0.to_owned() + "</DIV9>";
    refused("us/ccl", "closed.xml", closed, "entries");

    let folder = Scratch::new("import-again");
    let import = |path: &str, code: i32| comity(code, &["law", "import", "us/ccl", &format!("2026-06-24={path}"), "--out", &folder.path("law")]);
    let run = import(source.to_str().unwrap(), 0);
    assert!(run.out.contains("entries") && run.out.contains("files written to"), "{}", run.out);
    let state = || files_below(&folder.0.join("law")).iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>();
    let before = state();
    assert!(before.len() > 40);
    import(&folder.file("half.xml", half), 2);
    assert!(state() == before, "a failed import changed the folder");
}

#[test]
fn arguments_of_import() {
    let folder = Scratch::new("import-arguments");
    let path = folder.file("x.xml", "");
    let run = comity(2, &["law", "import", "xx/yy", &format!("2026-06-24={path}"), "--out", &folder.path("law")]);
    assert!(run.report().contains("no reader for the list `xx/yy`") && run.report().contains("us/ccl"), "{run:?}");
    assert!(comity(2, &["law", "import", "us/ccl", &path]).err.contains("DATE=FILE"));
    assert!(comity(2, &["law", "import", "us/ccl", &format!("2026={path}")]).err.contains("no date such as"));
    assert!(comity(2, &["law", "import", "us/ccl", "2026-06-24=/nowhere.xml"]).err.contains("/nowhere.xml"));
    assert!(!folder.0.join("law").exists());
}
