//! `comity screen`: who is found, what is refused, and that the answer depends on the question and the lists alone.

use std::{fmt::Write as _, fs, path::PathBuf, sync::OnceLock};

use serde_json::{Value as Json, json};

use crate::{Run, Scratch, comity, sources};

/// A data folder with the real Consolidated Screening List, imported once.
fn csl() -> &'static str {
    static FOLDER: OnceLock<String> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // A folder of this process: test runners that give each test a process of its own import more than once.
        let data = Scratch::new(&format!("screen-csl-{}", std::process::id())).path("data");
        let file = sources().join("lists/us-csl.2026-07-31.normalized.jsonl").to_string_lossy().into_owned();
        comity(0, &["lists", "import", "us-csl", &file, "--date", "2026-07-31", "--data", &data]);
        data
    })
}

/// Names are invented.
const RECORDS: &str = r#"{"id":"s-1","list":"S-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":["Quibbleton Rotors"],"country":["BZ"],"ids":["Q-1234-77"],"addresses":[{"text":"17 Lantern Quay, Port Example","country":"BZ"}]}
{"id":"s-2","list":"S-DPL","type":"person","name":"FROBISHER, Tamsin Odalys","aka":[],"dob":["23 Sep 1982"],"country":["LI"]}
{"id":"s-3","list":"S-DPL","type":"person","name":"MARCHWOOD, Ebenezer","weak_aka":["The Weasel"]}
"#;

/// A run against the invented records, at a low threshold: in a list of three names no word is rare, and no score is high.
#[track_caller]
fn invented(name: &str, arguments: &[&str]) -> Run {
    let scratch = Scratch::new(&format!("screen-{name}"));
    let records = scratch.file("sample.jsonl", RECORDS);
    comity(0, &[&["screen"], arguments, &["--records", &records, "--threshold", "0.05"]].concat())
}

#[track_caller]
fn ids(run: &Run) -> Vec<String> {
    run.json()["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn nothing_imported_is_never_no_hits() {
    let data = Scratch::new("screen-empty").path("data");
    let run = comity(2, &["screen", "Jane Doe", "--data", &data]);
    assert!(run.report().contains("no list is imported") && run.report().contains("comity lists import"), "{}", run.err);
    assert!(comity(2, &["screen", "Jane Doe", "--as-of", "2001-01-01", "--data", csl()]).report().contains("no imported edition is as early as 2001-01-01"));
    let scratch = Scratch::new("screen-no-records");
    let empty = scratch.file("empty.jsonl", "\n");
    assert!(comity(2, &["screen", "Jane Doe", "--records", &empty]).report().contains("hold no record"));
    let other = scratch.file("other.jsonl", "{\"id\":\"1\"}\n");
    assert!(comity(2, &["screen", "Jane Doe", "--records", &other]).report().contains("line 1 of"));
}

#[test]
fn listed_parties_are_found_in_the_real_list() {
    let best = |arguments: &[&str]| {
        let run = comity(0, &[&["screen"], arguments, &["--json", "--as-of", "2026-11-01", "--data", csl()]].concat());
        ids(&run).first().cloned().unwrap_or_default()
    };
    assert_eq!(best(&["Dmitrii Nikolaevich VAVULIN", "--type", "person"]), "csl-14974");
    assert_eq!(best(&["Kunlun Bank", "--list", "US-CAP"]), "csl-0");
    assert_eq!(best(&["Aero Engine Corp. of China"]), "csl-2");
    let run = comity(0, &["screen", "Zxqvb Wqrrtz", "--as-of", "2026-11-01", "--data", csl()]);
    assert!(run.out.contains("No hit") && run.out.contains("us-csl (2026-07-31, ") && run.out.contains("25921 parties, 57174 names"), "{}", run.out);
    let unknown = comity(2, &["screen", "Jane Doe", "--list", "US-NONE", "--data", csl()]);
    assert!(unknown.report().contains("US-EL") && unknown.report().contains("US-NONE"), "{}", unknown.err);
}

/// The labelled names, as lines of a batch, and what must be found.
fn labelled() -> Vec<(String, Option<String>)> {
    let text = fs::read_to_string(sources().join("screening-dev/csl_200.jsonl")).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap()).enumerate();
    rows.map(|(n, row)| (json!({ "id": n, "name": row["query"], "type": row["type"] }).to_string(), row["expect"].as_str().map(str::to_owned))).collect()
}

#[test]
fn a_batch_answers_the_same_from_any_number_of_threads_and_in_any_order() {
    let scratch = Scratch::new("screen-batch");
    let lines: Vec<String> = labelled().into_iter().map(|(line, _)| line).collect();
    let run = |name: &str, lines: &[String], threads: &str| {
        let (input, out) = (scratch.file(&format!("{name}.in"), lines.join("\n")), scratch.path(&format!("{name}.out")));
        comity(0, &["screen", "--batch", &input, "--out", &out, "--threads", threads, "--as-of", "2026-11-01", "--data", csl()]);
        scratch.read(&format!("{name}.out"))
    };
    let one = run("one", &lines, "1");
    assert_eq!(one, run("four", &lines, "4"));
    let shuffled: Vec<String> = (0..lines.len()).map(|at| lines[at * 77 % lines.len()].clone()).collect();
    assert_ne!(lines, shuffled);
    let (mut sorted, mut other): (Vec<&str>, Vec<String>) = (one.lines().collect(), run("shuffled", &shuffled, "3").lines().map(str::to_owned).collect());
    sorted.sort_unstable();
    other.sort_unstable();
    assert_eq!(sorted, other);

    let found = labelled().into_iter().zip(one.lines()).filter(|((_, expect), answer)| {
        let answer: Json = serde_json::from_str(answer).unwrap();
        expect.as_ref().is_some_and(|expect| answer["hits"].as_array().unwrap().iter().any(|hit| hit["id"] == **expect))
    });
    let wanted = labelled().iter().filter(|(_, expect)| expect.is_some()).count();
    // A floor well under what the matching reaches: this test is about the command.
    assert!(found.count() * 10 >= wanted * 6, "of {wanted}");
}

#[test]
fn a_line_that_cannot_be_used_gets_an_error_in_its_place() {
    let scratch = Scratch::new("screen-lines");
    let records = scratch.file("sample.jsonl", RECORDS);
    let lines = [
        r#"{"id":7,"name":"Quibbleton Rotor Works","type":null,"country":"Belize"}"#,
        "nonsense",
        r#"{"id":"b","name":"A","nmae":"B"}"#,
        r#"{"id":"c","name":"\u0301\u0301"}"#,
        r#"{"id":"d"}"#,
        r#"{"id":"e","name":"","identifiers":["q123477"]}"#,
        r#"{"id":"f","name":"Frobisher","date_of_birth":"soon","country":"Ruritania"}"#,
        r#"{"id":"g","name":"Frobisher","name":"Quibbleton"}"#,
    ];
    let input = scratch.file("in.jsonl", lines.join("\n"));
    let out = scratch.path("out.jsonl");
    let run = comity(1, &["screen", "--batch", &input, "--out", &out, "--records", &records]);
    assert!(run.err.contains("8 parties, 5 refused"), "{}", run.err);
    let answers: Vec<Json> = scratch.read("out.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&answers[0]["id"], &answers[0]["hits"][0]["id"]), (&json!(7), &json!("s-1")));
    assert!(answers[0]["hits"][0]["reasons"].as_array().unwrap().contains(&json!({ "kind": "country", "listed": ["BZ"], "agrees": true })));
    for (at, line, part) in [(1, 2, "not JSON"), (2, 3, "nmae"), (3, 4, "no letter or figure"), (4, 5, "neither a name nor"), (7, 8, "twice")] {
        let error = answers[at]["error"].as_str().unwrap_or_default();
        assert!(error.contains(part) && answers[at]["line"] == line, "{}", answers[at]);
    }
    assert_eq!((&answers[3]["id"], &answers[5]["hits"][0]["id"]), (&json!("c"), &json!("s-1")));
    assert_eq!(answers[6]["notes"].as_array().map(Vec::len), Some(2), "{}", answers[6]);
    assert!(comity(2, &["screen", "--batch", &input, "--out", &input, "--records", &records]).report().contains("the input and the output"));
}

#[test]
fn hostile_names_are_answered_and_cannot_rewrite_the_screen() {
    let scratch = Scratch::new("screen-hostile");
    let names = [
        "a".repeat(1 << 20),
        "ab ".repeat(1 << 18),
        "\u{301}".repeat(1 << 18),
        format!("a{}", "\u{301}".repeat(1 << 18)),
        "\u{202e}eoD enaJ\u{202c}".to_owned(),
        "Jane\0Doe".to_owned(),
        "漢".repeat(1 << 17),
        "ﷺ".repeat(1 << 16),
        "\u{1b}[2JJane".to_owned(),
    ];
    let mut lines = String::new();
    for (id, name) in names.iter().enumerate() {
        writeln!(lines, "{}", json!({ "id": id, "name": name })).unwrap();
    }
    let (input, out) = (scratch.file("in.jsonl", lines), scratch.path("out.jsonl"));
    let run = comity(1, &["screen", "--batch", &input, "--out", &out, "--as-of", "2026-11-01", "--data", csl()]);
    assert!(run.err.contains("9 parties, 1 refused"), "only combining marks are no name: {}", run.err);
    // What is asked comes back in the reasons: no more than was asked.
    assert!(fs::metadata(&out).unwrap().len() < (4 << 20));

    let run = invented("screen", &["Tamsin\u{1b} \u{202e}Frobisher\u{7}", "--explain"]);
    assert!(run.out.contains("FROBISHER") && !run.out.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", run.out);
}

#[test]
fn the_readable_answer_is_stable() {
    insta::assert_snapshot!(invented("answer", &["Quibleton Rotor Works", "--country", "Belize", "--identifier", "q1234-77", "--explain"]).out);
    insta::assert_snapshot!(invented("address", &["--address", "Lantern Quay 17, Port Example"]).out);
    insta::assert_snapshot!(invented("none", &["Zebulon Tarquin", "--list", "S-DPL"]).out);
}

#[test]
fn a_list_without_addresses_is_not_a_list_without_hits() {
    let run = comity(0, &["screen", "--address", "17 Lantern Quay", "--as-of", "2026-11-01", "--data", csl()]);
    assert!(run.out.contains("Nothing was compared: the lists searched state no address."), "{}", run.out);
    let json = invented("address-json", &["--address", "17 Lantern Quay", "--json"]).json();
    assert_eq!((&json["addresses"], &json["at_address"][0]["id"], &json["hits"]), (&json!(1), &json!("s-1"), &json!([])));
}

#[test]
fn an_index_is_kept_used_again_and_made_anew_when_damaged() {
    let scratch = Scratch::new("screen-index");
    let (data, records) = (scratch.path("data"), scratch.file("sample.jsonl", RECORDS));
    comity(0, &["lists", "import", "sample", &records, "--date", "2020-01-01", "--data", &data]);
    let ask = || ids(&comity(0, &["screen", "Tamsin Frobisher", "--threshold", "0.05", "--json", "--data", &data]));
    let files = || -> Vec<(PathBuf, Vec<u8>)> {
        let folder = fs::read_dir(scratch.0.join("data/lists/.index")).unwrap();
        folder.map(|entry| entry.unwrap().path()).map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    };
    assert_eq!(ask(), ["s-2"]);
    let [(path, bytes)] = &files()[..] else { panic!("one index") };
    for spoilt in [Vec::new(), bytes[..bytes.len() / 2].to_vec(), [&bytes[..100], b"x", &bytes[101..]].concat()] {
        fs::write(path, spoilt).unwrap();
        assert_eq!(ask(), ["s-2"]);
        assert_eq!(&files()[0].1, bytes, "made anew, to the byte");
    }
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    ask();
    assert_eq!(fs::metadata(path).unwrap().modified().unwrap(), modified, "used as it is");

    // Several programs at once make it; whoever comes finds a whole one.
    fs::remove_file(path).unwrap();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), ["s-2"]);
        }
    });
    assert_eq!(files(), [(path.clone(), bytes.clone())]);
}

#[test]
fn the_day_chooses_the_edition() {
    let scratch = Scratch::new("screen-day");
    let data = scratch.path("data");
    let later = RECORDS.lines().skip(1).collect::<Vec<_>>().join("\n");
    for (date, text) in [("2020-01-01", RECORDS), ("2021-01-01", later.as_str())] {
        let file = scratch.file("records.jsonl", text);
        comity(0, &["lists", "import", "sample", &file, "--date", date, "--confirm-shrink", "--data", &data]);
    }
    let ask = |day: &str| ids(&comity(0, &["screen", "Quibbleton Rotor Works", "--threshold", "0.05", "--json", "--as-of", day, "--data", &data]));
    assert_eq!((ask("2020-06-01"), ask("2021-06-01")), (vec!["s-1".to_owned()], vec![]));
}
