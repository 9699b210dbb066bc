//! `comity replay`: a receipt proves its answer, and says what has changed where it cannot.

use std::fs;

use serde_json::Value as Json;

use crate::{Run, SOUND, Scratch, comity, files_below, root};

fn receipt(folder: &Scratch, more: &[&str]) -> Json {
    let path = folder.path("receipt.json");
    comity(0, &[&["decide", &folder.file("t.toml", SOUND), "--receipt", &path], more].concat());
    serde_json::from_str(&folder.read("receipt.json")).unwrap()
}

#[track_caller]
fn replay(folder: &Scratch, receipt: &Json, code: i32, more: &[&str]) -> Run {
    let path = folder.file("changed.json", receipt.to_string());
    comity(code, &[&["replay", &path], more].concat())
}

#[test]
fn a_receipt_replays() {
    let folder = Scratch::new("replay-same");
    for more in [&[][..], &["--strict"], &["--explain"], &["--as-of", "2026-06-24"], &["--as-of", "2019-01-01"]] {
        let record = receipt(&folder, more);
        let run = replay(&folder, &record, 0, &[]);
        assert_eq!(run.out.trim(), format!("same answer: {}", record["receipt"]["digest"].as_str().unwrap()), "{more:?}");
    }
    // The receipt of the file is that of the answer.
    let answer = comity(0, &["decide", &folder.file("t.toml", SOUND), "--json"]).json();
    assert_eq!(receipt(&folder, &[])["receipt"], answer["receipt"]);
}

#[test]
fn a_changed_receipt_is_caught_and_told() {
    let folder = Scratch::new("replay-changed");
    let sound = receipt(&folder, &[]);
    #[track_caller]
    fn check(folder: &Scratch, sound: &Json, change: impl Fn(&mut Json), says: &[&str]) {
        let mut record = sound.clone();
        change(&mut record);
        let run = replay(folder, &record, 1, &[]);
        assert!(run.out.starts_with("not the same answer:\n  "), "{}", run.out);
        for text in says {
            assert!(run.out.contains(text), "lacks {text:?}: {}", run.out);
        }
    }
    for field in ["digest", "input", "result", "engine", "law_digest"] {
        check(&folder, &sound, |record| record["receipt"][field] = "sha256:00".into(), &[&format!("{field}: was sha256:00, is ")]);
    }
    check(&folder, &sound, |record| record["input"]["to"] = "CN".into(), &["input: was sha256", "result: was sha256"]);
    check(&folder, &sound, |record| record["receipt"]["strict"] = true.into(), &["strict", "result"].map(|_| "was"));
    check(&folder, &sound, |record| record["receipt"]["law"][0]["digest"] = "sha256:00".into(), &["has changed since"]);
    check(&folder, &sound, |record| record["receipt"]["law"][0]["edition"] = "2020-01-01".into(), &["edition: was 2020-01-01, is "]);
    check(&folder, &sound, |record| record["receipt"]["law"][0]["part"] = "xx/no-part".into(), &["xx/no-part is no longer used", "was not used"]);
    check(&folder, &sound, |record| drop(record["receipt"]["law"].as_array_mut().unwrap().remove(0)), &["was not used"]);
    check(&folder, &sound, |record| record["receipt"]["law"].as_array_mut().unwrap().reverse(), &["another order"]);
    check(&folder, &sound, |record| record["receipt"]["more"] = 1.into(), &["more: was 1, is absent"]);
}

#[test]
fn what_is_no_receipt() {
    let folder = Scratch::new("replay-none");
    let sound = receipt(&folder, &[]);
    for change in [
        (|record| record["format"] = "comity-receipt/2".into()) as fn(&mut Json),
        |record| record["receipt"] = "x".into(),
        |record| record["more"] = 1.into(),
        |record| drop(record.as_object_mut().unwrap().remove("input")),
    ] {
        let mut record = sound.clone();
        change(&mut record);
        let run = replay(&folder, &record, 2, &[]);
        assert!(run.out.is_empty() && run.report().contains("is no receipt of this version"), "{run:?}");
    }
    let mut record = sound;
    record["input"]["to"] = "XX".into();
    let run = replay(&folder, &record, 2, &[]);
    assert!(run.out.is_empty() && run.report().contains("no country has the code `XX`"), "{run:?}");
    comity(2, &["replay", &folder.file("t.toml", SOUND)]);
    comity(2, &["replay", &folder.path("missing.json")]);
}

#[test]
fn changed_law_is_caught_and_told() {
    let folder = Scratch::new("replay-law");
    let record = receipt(&folder, &[]);
    let law = root().join("law");
    for path in files_below(&law) {
        let to = folder.0.join("law").join(path.strip_prefix(&law).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&path, &to).unwrap();
    }
    let copy = folder.path("law");
    assert!(replay(&folder, &record, 0, &["--law", &copy]).out.starts_with("same answer"));
    let chart = folder.0.join("law/us/countries/chart.kdl");
    let text = fs::read_to_string(&chart).unwrap();
    let row = text.lines().find(|line| line.trim_start().starts_with("row \"IN\"")).unwrap();
    fs::write(&chart, text.replacen(row, &format!("{row} \"AT 1\""), 1)).unwrap();
    let run = replay(&folder, &record, 1, &["--law", &copy]);
    for says in ["law_digest: was", "result: was", "us/country-chart has changed since"] {
        assert!(run.out.contains(says), "lacks {says:?}: {}", run.out);
    }
    assert!(!run.out.contains("us/ccl has changed"), "{}", run.out);
}
