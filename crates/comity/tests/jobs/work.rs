//! Questions by the thousand, and their answers in an uninterrupted run.

use std::fs;

use serde_json::{Value as Json, json};

use crate::server::{Place, comity};

/// So many questions, of which some cannot be used.
pub fn questions(name: &str, count: usize) -> String {
    let one = |i: usize| {
        if i % 97 == 5 {
            return format!("no question {i}\n");
        }
        let to = ["IN", "DE", "CN", "BR", "RU"][i % 5];
        let question = json!({
            "id": format!("{name}-{i}"), "date": "2026-07-23", "activity": "export", "from": "US", "to": to, "value": "10000 USD",
            "end_use": { "military": i.is_multiple_of(3), "wmd": false }, "item": [{ "id": "adc", "codes": { "us/ccl": "3A001.a.5.a.3" } }],
        });
        question.to_string() + "\n"
    };
    (0..count).map(one).collect()
}

/// What the command line answers to them, line by line.
pub fn expected(place: &Place, name: &str, questions: &str) -> String {
    let (input, out) = (place.path().join(format!("{name}.in.jsonl")), place.path().join(format!("{name}.out.jsonl")));
    fs::write(&input, questions).unwrap();
    let code = i32::from(questions.contains("no question"));
    comity(code, &["decide", "--batch", input.to_str().unwrap(), "--out", out.to_str().unwrap(), "--data", place.path().to_str().unwrap()]);
    fs::read_to_string(out).unwrap()
}

/// Says where two results part, and not all of both.
#[track_caller]
pub fn same(got: &str, want: &str) {
    let parted = got.lines().zip(want.lines()).position(|(got, want)| got != want);
    let line = |text: &str, at: usize| text.lines().nth(at).unwrap_or_default().chars().take(300).collect::<String>();
    if let Some(at) = parted {
        panic!("line {} is\n{}\nand should be\n{}", at + 1, line(got, at), line(want, at));
    }
    assert_eq!((got.lines().count(), got.len()), (want.lines().count(), want.len()));
}

/// The id of a job that was acknowledged.
pub fn id(answer: &str) -> String {
    let job: Json = serde_json::from_str(answer).unwrap();
    job["id"].as_str().unwrap().to_owned()
}
