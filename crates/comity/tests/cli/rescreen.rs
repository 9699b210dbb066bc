//! `comity screen --since`: after a change of the lists, what is kept of earlier answers is what a full run would find.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::{Run, Scratch, comity, sources};

/// The two real UN editions.
const EARLIER: &str = "2025-04-19";
const LATER: &str = "2026-02-27";

struct Desk(Scratch);

impl Desk {
    fn new(name: &str) -> Self {
        let desk = Self(Scratch::new(&format!("rescreen-{name}")));
        for date in [EARLIER, LATER] {
            let file = sources().join(format!("lists/un-sc.{date}.xml")).to_string_lossy().into_owned();
            comity(0, &["lists", "import", "un-sc", &file, "--data", &desk.0.path("data")]);
        }
        desk
    }

    #[track_caller]
    fn batch(&self, input: &str, out: &str, more: &[&str]) -> Run {
        comity(0, &[&["screen", "--batch", input, "--out", &self.0.path(out), "--data", &self.0.path("data")], more].concat())
    }

    fn lines(&self, out: &str) -> Vec<Json> {
        self.0.read(out).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Parties: names of the later edition, a word left out of every other, and names that nobody lists.
    fn parties(&self) -> String {
        let records = self.0.read(&format!("data/lists/un-sc/{LATER}/records.jsonl"));
        let earlier = self.0.read(&format!("data/lists/un-sc/{EARLIER}/records.jsonl"));
        let names = records.lines().step_by(5).chain(earlier.lines().step_by(5)).map(|line| {
            let record: Json = serde_json::from_str(line).unwrap();
            record["name"].as_str().unwrap().to_owned()
        });
        let mut lines = Vec::new();
        for (at, name) in names.enumerate() {
            let words: Vec<&str> = name.split_whitespace().collect();
            let shorter = if at % 2 == 0 && words.len() > 2 { words[1..].join(" ") } else { name.clone() };
            lines.push(json!({ "id": format!("p{at}"), "name": shorter }).to_string());
            lines.push(json!({ "id": format!("n{at}"), "name": format!("Zolt{at} Quimby Trading") }).to_string());
        }
        lines.join("\n")
    }
}

/// The hits of an answer by record.
fn hits(answer: &Json) -> BTreeMap<String, f64> {
    answer["hits"].as_array().unwrap().iter().map(|hit| (hit["id"].as_str().unwrap().to_owned(), hit["score"].as_f64().unwrap())).collect()
}

#[test]
fn what_is_kept_is_what_a_full_run_finds() {
    let desk = Desk::new("full");
    let input = desk.0.file("in.jsonl", desk.parties());
    desk.batch(&input, "before.jsonl", &["--as-of", EARLIER]);
    desk.batch(&input, "full.jsonl", &["--as-of", LATER]);
    let since = format!("un-sc@{EARLIER}");
    let previous = desk.0.path("before.jsonl");
    let rescreen = |out: &str, threads: &str| desk.batch(&input, out, &["--as-of", LATER, "--since", &since, "--previous", &previous, "--threads", threads]);
    let run = rescreen("after.jsonl", "2");
    rescreen("again.jsonl", "1");
    assert_eq!(desk.0.read("after.jsonl"), desk.0.read("again.jsonl"));

    let (before, full, after) = (desk.lines("before.jsonl"), desk.lines("full.jsonl"), desk.lines("after.jsonl"));
    assert_eq!(full.len(), after.len());
    let (mut moved, mut changed) = (0, 0);
    for ((before, full), after) in before.iter().zip(&full).zip(&after) {
        assert_eq!(full["id"], after["id"]);
        changed += usize::from(hits(before).keys().ne(hits(full).keys()));
        moved += usize::from(full != after);
        // Of a kept line only the scores may differ: the words of the list became rarer or more common.
        assert!(hits(full).keys().eq(hits(after).keys()), "{full}\n{after}");
        for (one, two) in hits(full).values().zip(hits(after).values()) {
            assert!((one - two).abs() < 0.05, "{full}\n{after}");
        }
    }
    assert!(changed > 20, "the editions differ, and so do the answers: {changed}");
    assert!(moved < full.len() / 2, "{moved}");
    assert!(run.err.contains(&format!("({changed} with other hits)")) && !run.err.contains(" 0 kept"), "{changed}: {}", run.err);

    // The result is as good as a full one for the next time: nothing to rescreen from it without a change.
    let refused = ["screen", "--batch", &input, "--out", &desk.0.path("x"), "--data", &desk.0.path("data"), "--as-of", LATER, "--previous", &previous];
    let run = comity(2, &[&refused[..], &["--since", &format!("un-sc@{LATER}")]].concat());
    assert!(run.report().contains("nothing changed since"), "{}", run.err);
}

#[test]
fn an_answer_to_another_question_is_never_kept() {
    let desk = Desk::new("other");
    let since = format!("un-sc@{EARLIER}");
    let line = |name: &str| json!({ "id": "x", "name": name }).to_string();
    let first = desk.0.file("first.jsonl", line("Zxqvb Wqrrtz"));
    desk.batch(&first, "before.jsonl", &["--as-of", EARLIER]);
    let previous = desk.0.path("before.jsonl");
    let rescreen =
        |input: &str, more: &[&str]| desk.batch(input, "after.jsonl", &[&["--as-of", LATER, "--since", &since, "--previous", &previous], more].concat()).err;
    assert!(rescreen(&first, &[]).contains("0 screened again (0 with other hits), 1 kept"));
    // Other options, another party under the same id, answers that do not say what they rest on.
    assert!(rescreen(&first, &["--threshold", "0.4"]).contains("1 screened again (0 with other hits), 0 kept"));
    assert!(rescreen(&first, &["--list", "UN-SC"]).contains("1 screened again (0 with other hits), 0 kept"));
    let second = desk.0.file("second.jsonl", line("Zxqvb Wqrrtzz"));
    assert!(rescreen(&second, &[]).contains("1 screened again (0 with other hits), 0 kept"));
    desk.0.file("before.jsonl", r#"{"id":"x","hits":[]}"#);
    assert!(rescreen(&first, &[]).contains("1 screened again (0 with other hits), 0 kept"));
    desk.0.file("before.jsonl", "{\"id\":\"x\",\"hits\":[]}\nnonsense\n");
    let refused = ["screen", "--batch", &first, "--out", &desk.0.path("after.jsonl"), "--data", &desk.0.path("data")];
    let run = comity(2, &[&refused[..], &["--as-of", LATER, "--since", &since, "--previous", &previous]].concat());
    assert!(run.report().contains("line 2 of"), "{}", run.err);
}
