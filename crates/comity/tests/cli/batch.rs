//! `comity decide --batch`: a line in, a line out, whatever the line holds.

use std::fs;

use serde_json::{Value as Json, json};

use crate::{Run, Scratch, comity};

fn line(id: Json, to: &str, code: &str) -> String {
    let item = json!([{ "id": "i", "value": "10 USD", "codes": { "us/ccl": code } }]);
    json!({ "id": id, "date": "2026-07-23", "activity": "export", "from": "US", "to": to, "value": "10 USD", "end_use": { "military": false, "wmd": false }, "item": item }).to_string()
}

#[track_caller]
fn batch(code: i32, folder: &Scratch, input: &str, output: &str, more: &[&str]) -> Run {
    comity(code, &[&["decide", "--batch", &folder.path(input), "--out", &folder.path(output)], more].concat())
}

#[track_caller]
fn rows(text: &str) -> Vec<Json> {
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_line_has_its_answer_in_its_place() {
    let folder = Scratch::new("batch-lines");
    let sound = line(json!("first"), "IN", "3A001.a.5.a.3");
    let lines: Vec<(Vec<u8>, &str)> = vec![
        (sound.clone().into(), ""),
        (br#"{"id":"bad","to":"ZZ"}"#.into(), "lacks `date`"),
        (br#"{"id":"bad","to":"ZZ"}"#.into(), "to: no country has the code `ZZ` (did you mean"),
        (Vec::new(), "not JSON: EOF while parsing a value at byte 0"),
        (b"not json".into(), "not JSON"),
        (b"\xff\xfe".into(), "not UTF-8 at byte 0"),
        (b"{\"id\":\"a\0\"}".into(), "control character"),
        (format!("{{\"id\":\"{}\"}}", "x".repeat(10_000_000)).into(), "the line has 10000009 bytes; at most 4194304 are read"),
        (("[".repeat(10_000) + &"]".repeat(10_000)).into(), "recursion limit"),
        (sound.replace("\"to\":\"IN\"", "\"to\":\"IN\",\"to\":\"CN\"").into(), "the key `to` stands twice"),
        (line(json!(7), "DE", "3A991").into(), ""),
        (line(json!("mistyped"), "DE", "3A001.a.5.a.9").into(), "us/ccl has no provision `3A001.a.5.a.9` (did you mean `3A001.a.5.a."),
        // The last line may lack its end.
        (line(json!("last"), "CN", "3A991").into(), ""),
    ];
    folder.file("in.jsonl", lines.iter().map(|(line, _)| line.as_slice()).collect::<Vec<_>>().join(b"\n".as_slice()));
    let run = batch(1, &folder, "in.jsonl", "out.jsonl", &[]);
    assert_eq!((run.out.as_str(), run.err.trim()), ("", "13 lines, 10 refused"));
    let rows = rows(&folder.read("out.jsonl"));
    assert_eq!(rows.len(), lines.len());
    for (i, (row, (_, says))) in rows.iter().zip(&lines).enumerate() {
        if says.is_empty() {
            assert!(row["findings"].is_array(), "line {}: {row}", i + 1);
        } else {
            assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), ["error", "id", "line"]);
            assert_eq!(row["line"], i + 1);
            assert!(row["error"].as_str().unwrap().contains(says), "line {}: {row}", i + 1);
        }
    }
    let ids: Vec<&Json> = rows.iter().map(|row| &row["id"]).collect();
    assert_eq!(json!(ids), json!(["first", "bad", "bad", null, null, null, null, null, null, null, "7", "mistyped", "last"]));
}

#[test]
fn a_batch_answers_as_one_transaction_does() {
    let folder = Scratch::new("batch-same");
    let text = line(json!("one"), "IN", "3A001.a.5.a.3");
    folder.file("in.jsonl", format!("{text}\n"));
    batch(0, &folder, "in.jsonl", "out.jsonl", &[]);
    let one = comity(0, &["decide", &folder.file("one.json", text), "--json"]).json();
    assert_eq!(rows(&folder.read("out.jsonl")), [one]);
}

#[test]
fn empty_marked_and_windows_files() {
    let folder = Scratch::new("batch-files");
    folder.file("empty.jsonl", "");
    assert_eq!(batch(0, &folder, "empty.jsonl", "empty.out", &[]).err.trim(), "0 lines, 0 refused");
    assert_eq!(folder.read("empty.out"), "");
    let text = line(json!("w"), "DE", "3A991");
    folder.file("windows.jsonl", format!("\u{feff}{text}\r\n{text}\r\n"));
    assert_eq!(batch(0, &folder, "windows.jsonl", "windows.out", &[]).err.trim(), "2 lines, 0 refused");
}

/// Lines for more than one round of more than one worker, a few of them useless.
fn many() -> Vec<String> {
    let places = ["IN", "DE", "CN", "CA", "RU", "KP", "BR", "GL"];
    let codes = ["3A001.a.5.a.3", "3A991", "5A992.c", "0A501.y", "EAR99", "2B001.a"];
    (0..1100usize).map(|i| if i % 97 == 5 { format!("{{\"id\":{i}}}") } else { line(json!(i), places[i % places.len()], codes[i / 7 % codes.len()]) }).collect()
}

#[test]
fn threads_and_interruptions_change_nothing() {
    let folder = Scratch::new("batch-many");
    let lines = many();
    let told = format!("{} lines, {} refused", lines.len(), lines.iter().filter(|line| !line.contains("item")).count());
    folder.file("in.jsonl", lines.join("\n") + "\n");
    batch(1, &folder, "in.jsonl", "one.jsonl", &["--threads", "1"]);
    batch(1, &folder, "in.jsonl", "four.jsonl", &["--threads", "4"]);
    let whole = fs::read(folder.path("one.jsonl")).unwrap();
    assert!(whole == fs::read(folder.path("four.jsonl")).unwrap(), "threads change the answers");
    let ids: Vec<String> =
        rows(&String::from_utf8(whole.clone()).unwrap()).iter().map(|row| row["id"].as_str().map_or(row["id"].to_string(), str::to_owned)).collect();
    assert_eq!(ids, (0..lines.len()).map(|i| i.to_string()).collect::<Vec<_>>());

    // Cut inside a line, at the end of one, at the start, and nowhere.
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(i, _)| i + 1).collect();
    for cut in [ends[600] + 700, ends[600], ends[1] - 1, whole.len()] {
        folder.file("resumed.jsonl", &whole[..cut]);
        // The refusals before the cut count too.
        let run = batch(1, &folder, "in.jsonl", "resumed.jsonl", &["--resume"]);
        assert_eq!(run.err.trim(), told, "cut at {cut}");
        assert!(fs::read(folder.path("resumed.jsonl")).unwrap() == whole, "resumed at {cut}");
    }
    fs::remove_file(folder.path("resumed.jsonl")).unwrap();
    batch(1, &folder, "in.jsonl", "resumed.jsonl", &["--resume"]);
    assert!(fs::read(folder.path("resumed.jsonl")).unwrap() == whole);

    folder.file("short.jsonl", lines[..5].join("\n"));
    let run = batch(2, &folder, "short.jsonl", "resumed.jsonl", &["--resume"]);
    assert!(run.report().contains("holds more lines than the input") && run.report().contains("without --resume"), "{run:?}");
}

#[test]
fn files_that_cannot_be_used() {
    let folder = Scratch::new("batch-no-files");
    let text = line(json!("x"), "DE", "3A991") + "\n";
    folder.file("in.jsonl", &text);
    folder.file("out.jsonl", "kept");
    let run = batch(2, &folder, "missing.jsonl", "out.jsonl", &[]);
    assert!(run.report().contains("missing.jsonl"), "{run:?}");
    let run = batch(2, &folder, "", "out.jsonl", &[]);
    assert!(run.report().contains("Is a directory"), "{run:?}");
    assert_eq!(folder.read("out.jsonl"), "kept", "an input that cannot be read must not cost the output");
    assert!(batch(2, &folder, "in.jsonl", "", &[]).report().contains("Is a directory"));
    let run = batch(2, &folder, "in.jsonl", "in.jsonl", &[]);
    assert!(run.report().contains("is the input and the output"), "{run:?}");
    assert_eq!(folder.read("in.jsonl"), text, "the input is kept");
    #[cfg(target_os = "linux")]
    assert!(comity(2, &["decide", "--batch", &folder.path("in.jsonl"), "--out", "/dev/full"]).report().contains("No space left"));
}

/// Lines damaged at random, always the same way: each gets an answer or a refusal, none stops the batch.
#[test]
fn damaged_lines() {
    let folder = Scratch::new("batch-damaged");
    let sound = line(json!("s"), "CN", "3A001.a.5.a.3").into_bytes();
    let mut state = 774u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let values: [&[u8]; 8] = [b"\"unknown\"", b"\"not-applicable\"", b"true", b"false", b"\"DE\"", b"\"EAR99\"", b"\"5 EUR\"", b"\"2026-07-01\""];
    let pieces: [&[u8]; 12] =
        [b"null", b"-1", b"[]", b"{}", b"\"unknown\"", b"1e308", b"\"\\u0000\"", b"true", b"\"\"", b"\xf0\x9f", b",", b"9999999999999999999999"];
    let lines: Vec<Vec<u8>> = (0..600)
        .map(|i| {
            let mut line = sound.clone();
            for _ in 0..1 + i % 4 / 3 {
                let at = random(line.len());
                match random(6) {
                    0 => line[at] = random(256) as u8,
                    1 => drop(line.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                    2 => drop(line.drain(at..(at + random(12)).min(line.len()))),
                    // A value in the place of another.
                    _ => {
                        let colons: Vec<usize> = line.iter().enumerate().filter(|(_, byte)| **byte == b':').map(|(i, _)| i + 1).collect();
                        if !colons.is_empty() {
                            let start = colons[random(colons.len())];
                            let end = line[start..].iter().position(|byte| b",}".contains(byte)).map_or(line.len(), |end| start + end);
                            line.splice(start..end, values[random(values.len())].iter().copied());
                        }
                    }
                }
            }
            line.retain(|byte| *byte != b'\n');
            line
        })
        .collect();
    folder.file("in.jsonl", lines.join(b"\n".as_slice()));
    let run = batch(1, &folder, "in.jsonl", "out.jsonl", &[]);
    let rows = rows(&folder.read("out.jsonl"));
    assert_eq!(rows.len(), lines.len());
    let refused = rows.iter().filter(|row| row["error"].is_string()).count();
    assert!(rows.iter().all(|row| row["error"].is_string() != row["findings"].is_array()));
    assert_eq!(run.err.trim(), format!("{} lines, {refused} refused", lines.len()));
    assert!(refused > 100 && refused < lines.len() - 20, "{refused} refused: the damage is too weak or too strong");
}
