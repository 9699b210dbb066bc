//! `comity lists`: importing, what is there, what changed, and what is refused.

use std::fs;

use serde_json::Value as Json;

use crate::{Run, Scratch, comity, files_below, sources};

/// A data folder, and the commands on it.
struct Lists(Scratch);

impl Lists {
    fn new(name: &str) -> Self {
        Self(Scratch::new(&format!("lists-{name}")))
    }

    #[track_caller]
    fn run(&self, code: i32, arguments: &[&str]) -> Run {
        let data = self.0.path("data");
        comity(code, &[&["lists"], arguments, &["--data", &data]].concat())
    }

    #[track_caller]
    fn import(&self, code: i32, set: &str, files: &[&str], more: &[&str]) -> Run {
        let files: Vec<String> = files.iter().map(|file| sources().join("lists").join(file).to_string_lossy().into_owned()).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        self.run(code, &[&["import", set], &files[..], more].concat())
    }

    #[track_caller]
    fn status(&self) -> Json {
        self.run(0, &["status", "--json"]).json()
    }

    /// Everything in the data folder, with its bytes.
    fn state(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        files_below(&self.0.0.join("data")).into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
    }
}

/// So many normalised records, from a number on.
fn lines(from: usize, to: usize) -> String {
    (from..to).map(|i| format!("{{\"id\":\"r{i}\",\"list\":\"UN-SC\",\"type\":\"person\",\"name\":\"Person {i}\"}}\n")).collect()
}

#[test]
fn an_import_is_said_in_the_status() {
    let lists = Lists::new("status");
    let empty = lists.run(0, &["status"]);
    assert!(empty.out.contains("no lists are imported yet") && empty.out.contains("us-csl"), "{}", empty.out);

    let run = lists.import(0, "us-csl", &["us-csl.2026-07-31.json"], &[]);
    assert!(run.out.contains("us-csl of 2026-07-31: 25921 parties, 57174 names, read as csl-compact"), "{}", run.out);
    let run = lists.import(0, "un-sc", &["un-sc.2026-02-27.xml"], &[]);
    assert!(run.out.contains("un-sc of 2026-02-27: 1003 parties"), "{}", run.out);

    let status = lists.status();
    let (csl, un) = (&status["sets"][1], &status["sets"][0]);
    assert_eq!((csl["set"].as_str(), un["set"].as_str()), (Some("us-csl"), Some("un-sc")));
    let edition = &csl["editions"][0];
    assert_eq!((edition["records"].as_u64(), edition["names"].as_u64(), edition["lists"]["US-EL"].as_u64()), (Some(25_921), Some(57_174), Some(3_420)));
    assert_eq!((edition["in_use"].as_bool(), edition["sources"][0]["format"].as_str()), (Some(true), Some("csl-compact")));
    assert!(edition["digest"].as_str().unwrap().starts_with("sha256:") && edition["age_days"].is_i64());

    let table = lists.run(0, &["status"]);
    assert!(table.out.contains("* us-csl") && table.out.contains("US-EL") && table.out.contains("Entity List"), "{}", table.out);
    assert!(!table.out.contains('\u{1b}'), "no colour where nobody asked");
    // Before the first edition none is in use.
    let before = lists.run(0, &["status", "--as-of", "2020-01-01"]);
    assert!(before.out.contains("no edition as early as 2020-01-01"), "{}", before.out);
}

#[test]
fn editions_are_compared_and_chosen_by_day() {
    let lists = Lists::new("diff");
    lists.import(0, "un-sc", &["un-sc.2026-02-27.xml"], &[]);
    let earlier = lists.import(0, "un-sc", &["un-sc.2025-04-19.xml"], &["--json"]).json();
    assert!(earlier["compared"].is_null(), "there is none before it: {earlier}");

    let diff = lists.run(0, &["diff", "un-sc", "2025-04-19", "2026-02-27", "--json"]).json();
    let count = |what: &str| diff[what].as_array().unwrap().len();
    assert_eq!(877 + count("added") - count("removed"), 1003);
    assert_eq!(count("removed") + count("changed") + diff["unchanged"].as_u64().unwrap() as usize, 877);
    let fields = &diff["changed"][0]["fields"][0];
    assert!(fields["field"].is_string() && fields["from"] != fields["to"], "{fields}");

    // Any day after an edition and before the next means that edition.
    let same = lists.run(0, &["diff", "un-sc", "2025-04-20", "2026-02-26", "--json"]).json();
    assert_eq!((same["from"].as_str(), same["unchanged"].as_u64()), (Some("2025-04-19"), Some(877)));
    let text = lists.run(0, &["diff", "un-sc", "2025-04-19", "2026-02-27", "--limit", "2"]);
    assert!(text.out.contains("more: --limit 0 prints all"), "{}", text.out);
    assert!(lists.run(2, &["diff", "un-sc", "2020-01-01", "2026-02-27"]).report().contains("the first edition is of 2025-04-19"));
    assert!(lists.run(2, &["diff", "nothing", "2020-01-01", "2026-02-27"]).report().contains("import one"));

    lists.run(0, &["remove", "un-sc", "2026-02-27"]);
    assert_eq!(lists.status()["sets"][0]["editions"].as_array().unwrap().len(), 1);
    assert!(lists.run(2, &["remove", "un-sc", "2026-02-27"]).report().contains("there are editions of 2025-04-19"));
}

#[test]
fn ofac_files_are_read_together_and_dated_by_the_user() {
    let lists = Lists::new("ofac");
    let files = |day: &str, names: &[&str]| names.iter().map(|name| format!("ofac-sdn.{day}/{name}")).collect::<Vec<_>>();
    let first = files("2022-01", &["sdn.csv", "alt.csv", "add.csv"]);
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    assert!(lists.import(2, "us-sdn", &first, &[]).report().contains("--date"));
    lists.import(0, "us-sdn", &first, &["--date", "2022-01-15"]);
    let second = files("2024-06", &["sdn.csv", "add.csv"]);
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let run = lists.import(0, "us-sdn", &second, &["--date", "2024-06-15"]);
    assert!(run.out.contains("missing-file (`alt.csv`)") && run.out.contains("fewer names than before"), "{}", run.out);
}

#[test]
fn a_broken_file_leaves_the_edition_in_use() {
    let lists = Lists::new("broken");
    lists.import(0, "un-sc", &["un-sc.2025-04-19.xml"], &[]);
    let before = lists.state();
    let whole = fs::read(sources().join("lists/un-sc.2026-02-27.xml")).unwrap();
    let half = lists.0.file("half.xml", &whole[..whole.len() / 2]);
    let report = lists.run(2, &["import", "un-sc", &half]).report();
    assert!(report.contains("half.xml, line") && report.contains("the source is damaged") && report.contains("help:"), "{report}");
    let page = lists.0.file("page.html", "<html>Sorry</html>");
    assert!(lists.run(2, &["import", "un-sc", &page]).report().contains("expected a party list"));
    assert!(lists.run(2, &["import", "un-sc", &lists.0.path("nothing.xml")]).report().contains("cannot read"));
    let report = lists.import(2, "un-sc", &["un-sc.2025-08-16.misencoded.xml"], &[]).report();
    assert!(report.contains("wrongly encoded") && report.contains("line 54"), "{report}");
    // Names of which too little is left are not taken without a word.
    let spoilt = lists.0.file("spoilt.jsonl", lines(0, 900) + "{\"id\":\"s\",\"list\":\"UN-SC\",\"name\":\"\u{fffd}\u{fffd} A\"}\n".repeat(20).as_str());
    let report = lists.run(2, &["import", "un-sc", &spoilt, "--date", "2026-01-01"]).report();
    assert!(report.contains("--accept-losses") && report.contains("unreadable-name"), "{report}");
    assert!(lists.state() == before, "something was written");

    lists.run(0, &["import", "un-sc", &spoilt, "--date", "2026-01-01", "--accept-losses"]);
    let losses = lists.status()["sets"][0]["editions"][1]["losses"].clone();
    assert!(losses.as_array().unwrap().iter().any(|loss| loss["kind"] == "unreadable-name" && loss["count"] == 20), "{losses}");
}

#[test]
fn a_set_that_shrinks_wants_a_confirmation() {
    let lists = Lists::new("shrink");
    let import = |code: i32, day: &str, content: String, more: &[&str]| {
        let file = lists.0.file(&format!("{day}.jsonl"), content);
        lists.run(code, &[&["import", "mine", &file, "--date", day], more].concat())
    };
    import(0, "2026-01-01", lines(0, 100), &[]);
    let run = import(0, "2026-01-02", lines(5, 100), &[]);
    assert!(run.out.contains("0 added, 5 removed, 0 changed, 95 the same"), "{}", run.out);
    let before = lists.state();
    let run = import(1, "2026-01-03", lines(10, 100), &[]);
    assert!(run.report().contains("would shrink from 95 parties (2026-01-02) to 90: by 5.3 %, more than 5 %"), "{}", run.report());
    assert!(lists.state() == before, "something was written");
    import(0, "2026-01-03", lines(10, 100), &["--confirm-shrink"]);
    // A list that is gone is told even where the set grows.
    let grown = lines(10, 200).replace("UN-SC", "EU");
    assert!(import(1, "2026-01-04", grown, &[]).report().contains("the list UN-SC is gone: 90 parties"));
    // The same edition again, and one before all others, are no shrinking.
    import(0, "2026-01-03", lines(10, 100), &[]);
    import(0, "2025-01-01", lines(0, 1), &[]);
}

#[test]
fn what_was_altered_is_not_used() {
    let lists = Lists::new("altered");
    let file = lists.0.file("a.jsonl", lines(0, 3));
    lists.run(0, &["import", "mine", &file, "--date", "2026-01-01"]);
    let records = lists.0.0.join("data/lists/mine/2026-01-01/records.jsonl");
    fs::write(&records, lines(0, 2)).unwrap();
    assert!(lists.run(2, &["diff", "mine", "2026-01-01", "2026-01-01"]).report().contains("its digest is another one"));
    // A replacement that was cut short between its two renamings is finished backwards.
    let folder = lists.0.0.join("data/lists/mine");
    fs::rename(folder.join("2026-01-01"), folder.join(".old-2026-01-01")).unwrap();
    assert_eq!(lists.status()["sets"][0]["editions"][0]["records"], 3);
    fs::write(folder.join("2026-01-01/edition.json"), "{}").unwrap();
    assert!(lists.run(2, &["status"]).report().contains("is not what was imported"));
}

#[test]
fn names_of_sets_are_names() {
    let lists = Lists::new("names");
    let file = lists.0.file("a.jsonl", lines(0, 3));
    for name in ["../x", "A", "", "a/b", ".x", "x y"] {
        assert!(lists.run(2, &["import", name, &file, "--date", "2026-01-01"]).report().contains("cannot be the name of a set"), "{name}");
    }
}
