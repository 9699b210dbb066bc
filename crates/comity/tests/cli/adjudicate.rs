//! `comity adjudicate`: a decided hit stays away while nothing changes, and comes back with its reason.

use std::fs;

use serde_json::Value as Json;

use crate::{Run, Scratch, comity};

/// A data folder with a set of one record.
struct Desk(Scratch);

const RECORD: &str = r#"{"id":"s-1","list":"S-DPL","ent":"77","type":"person","name":"FROBISHER, Tamsin Odalys","dob":["1982"]}"#;

impl Desk {
    fn new(name: &str) -> Self {
        let desk = Self(Scratch::new(&format!("adjudicate-{name}")));
        desk.import("2020-01-01", RECORD);
        desk
    }

    fn import(&self, date: &str, record: &str) {
        let file = self.0.file("records.jsonl", format!("{record}\n"));
        self.run(0, &["lists", "import", "sample", &file, "--date", date]);
    }

    /// Screening at the lowest threshold: in a list of one name no word is rare, and no score is high.
    #[track_caller]
    fn run(&self, code: i32, arguments: &[&str]) -> Run {
        let lowest: &[&str] = if arguments.first() == Some(&"screen") { &["--threshold", "0"] } else { &[] };
        comity(code, &[arguments, lowest, &["--data", &self.0.path("data")]].concat())
    }

    #[track_caller]
    fn decide(&self, decision: &str, more: &[&str]) -> Run {
        let fixed = ["adjudicate", "add", "--record", "sample:s-1", "--decision", decision, "--by", "R. Roe", "--why", "another person"];
        self.run(0, &[&fixed[..], &["--evidence", "passport seen", "--expires", "2990-01-01"], more].concat())
    }

    #[track_caller]
    fn screen(&self, arguments: &[&str]) -> Json {
        self.run(0, &[&["screen", "Tamsin Frobisher", "--json", "--all"], arguments].concat()).json()
    }
}

/// How many hits there are, how many were dismissed, and how the first of them stands.
fn counts(answer: &Json) -> (usize, usize, String) {
    let of = |field: &str| answer[field].as_array().unwrap().len();
    let standing = [&answer["hits"][0], &answer["dismissed"][0]].into_iter().find_map(|hit| hit["standing"].as_str()).unwrap_or("open");
    (of("hits"), of("dismissed"), standing.to_owned())
}

#[track_caller]
fn check(answer: &Json, hits: usize, dismissed: usize, standing: &str) {
    assert_eq!(counts(answer), (hits, dismissed, standing.to_owned()), "{answer}");
}

#[test]
fn a_dismissed_hit_stays_away_until_something_changes() {
    let desk = Desk::new("reopen");
    check(&desk.screen(&[]), 1, 0, "open");
    desk.decide("not-same", &["--name", "Tamsin Frobisher"]);
    check(&desk.screen(&[]), 0, 1, "dismissed");
    let run = desk.run(0, &["screen", "Tamsin Frobisher"]);
    assert!(run.out.contains("1 more decided not to be the party"), "{}", run.out);
    let run = desk.run(0, &["screen", "Tamsin Frobisher", "--all"]);
    assert!(run.out.contains("dismissed by R. Roe on ") && run.out.contains("another person; until 2990-01-01"), "{}", run.out);

    // The party is described otherwise.
    let answer = desk.screen(&["--country", "Belize"]);
    check(&answer, 1, 0, "reopened");
    assert!(answer["hits"][0]["adjudication"]["reopened"].as_str().unwrap().contains("described otherwise"), "{answer}");
    // Somebody of that name, asked with an id, is somebody else.
    check(&desk.screen(&["--id", "c-9"]), 1, 0, "open");
    // Its time is over.
    let answer = desk.screen(&["--as-of", "2990-01-01"]);
    check(&answer, 1, 0, "reopened");
    assert!(answer["hits"][0]["adjudication"]["reopened"].as_str().unwrap().contains("expired on 2990-01-01"), "{answer}");
    // An edition that says the same changes nothing; one that says something else does.
    desk.import("2020-02-01", RECORD);
    check(&desk.screen(&[]), 0, 1, "dismissed");
    desk.import("2020-03-01", &RECORD.replace("1982", "1983"));
    let answer = desk.screen(&[]);
    check(&answer, 1, 0, "reopened");
    let why = answer["hits"][0]["adjudication"]["reopened"].as_str().unwrap();
    assert_eq!(why, "the list record changed between the editions of 2020-01-01 and 2020-03-01");
    assert!(desk.run(0, &["screen", "Tamsin Frobisher"]).out.contains("! open again, the list record changed"));
}

#[test]
fn a_batch_knows_the_party_by_its_id() {
    let desk = Desk::new("batch");
    let line = r#"{"id":"c-1","name":"Tamsin Frobisher","date_of_birth":"1990"}"#;
    let party = desk.0.file("party.json", line);
    desk.decide("same", &["--party", &party]);
    let input = desk.0.file("in.jsonl", format!("{line}\n{}\n", line.replace("c-1", "c-2")));
    desk.run(0, &["screen", "--batch", &input, "--out", &desk.0.path("out.jsonl")]);
    let answers: Vec<Json> = desk.0.read("out.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers[0]["hits"][0]["standing"], "confirmed");
    assert_eq!(answers[0]["hits"][0]["adjudication"]["by"], "R. Roe");
    assert!(answers[1]["hits"][0]["standing"].is_null());
}

#[test]
fn decisions_are_listed_and_taken_back_without_being_lost() {
    let desk = Desk::new("list");
    desk.decide("not-same", &["--name", "Tamsin Frobisher"]);
    let id = desk.run(0, &["adjudicate", "list", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let text = desk.run(0, &["adjudicate", "list"]).out;
    assert!(text.contains("Tamsin Frobisher is not FROBISHER, Tamsin Odalys [sample:s-1, S-DPL]; R. Roe on ") && text.contains("- passport seen"), "{text}");
    let take_back = |code: i32, id: &str| desk.run(code, &["adjudicate", "remove", id, "--by", "J. Doe", "--why", "wrong passport"]);
    assert!(take_back(2, "nothing").report().contains("there is no decision `nothing`"));
    take_back(0, &id);
    check(&desk.screen(&[]), 1, 0, "open");
    assert_eq!(desk.run(0, &["adjudicate", "list", "--json"]).json().as_array().map(Vec::len), Some(0));
    let file = desk.0.read("data/adjudications.jsonl");
    assert!(file.lines().count() == 2 && file.contains("wrong passport") && file.contains("another person"), "{file}");
}

#[test]
fn a_line_cut_by_a_crash_does_not_count_and_a_changed_one_is_refused() {
    let desk = Desk::new("crash");
    desk.decide("not-same", &["--name", "Tamsin Frobisher"]);
    let path = desk.0.0.join("data/adjudications.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{whole}{}", &whole[..whole.len() / 2])).unwrap();
    let run = desk.run(0, &["adjudicate", "list", "--json"]);
    assert!(run.json().as_array().unwrap().len() == 1 && run.err.contains("cut short"), "{}", run.err);
    desk.decide("same", &["--name", "Tamsin Frobisher"]);
    check(&desk.screen(&[]), 1, 0, "confirmed");
    fs::write(&path, whole.replace("\"why\"", "\"wny\"")).unwrap();
    assert!(desk.run(2, &["screen", "Tamsin Frobisher"]).report().contains("is no decision"));
}

#[test]
fn a_decision_that_nobody_could_follow_is_refused() {
    let desk = Desk::new("refuse");
    let full = [
        "adjudicate",
        "add",
        "--name",
        "Tamsin Frobisher",
        "--record",
        "sample:s-1",
        "--decision",
        "not-same",
        "--by",
        "R. Roe",
        "--why",
        "another",
        "--evidence",
        "passport",
        "--expires",
        "2990-01-01",
    ];
    for (flag, value, part) in [
        ("--record", "s-1", "names no list record"),
        ("--record", "sample:s-2", "has no record `s-2`"),
        ("--record", "none:s-1", "there is no edition of `none`"),
        ("--by", " ", "`--by` is empty"),
        ("--evidence", "", "`--evidence` is empty"),
        ("--expires", "2001-01-01", "would never hold"),
        ("--name", "\u{301}", "no letter or figure"),
    ] {
        let mut arguments = full;
        let at = arguments.iter().position(|one| *one == flag).unwrap();
        arguments[at + 1] = value;
        let run = desk.run(2, &arguments);
        assert!(run.report().contains(part), "{flag} {value}: {}", run.err);
    }
    assert!(!desk.0.0.join("data/adjudications.jsonl").exists());
}
