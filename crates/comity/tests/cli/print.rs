//! `comity print`: a PDF from a receipt or an answer.

use std::fs;

use serde_json::Value as Json;

use crate::{SOUND, Scratch, comity};

#[track_caller]
fn pdf(folder: &Scratch, arguments: &[&str]) -> Vec<u8> {
    let path = folder.path("paper.pdf");
    comity(0, &[&["print", "--output", &path], arguments].concat());
    let bytes = fs::read(path).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    bytes
}

#[test]
fn a_receipt_and_an_answer_are_printed() {
    let folder = Scratch::new("print");
    let receipt = folder.path("receipt.json");
    let question = folder.file("t.toml", SOUND);
    let answer = comity(0, &["decide", &question, "--json", "--receipt", &receipt]);
    let of_receipt = pdf(&folder, &[&receipt, "--organisation", "Sample Instruments", "--by", "Ada Sample"]);
    assert_eq!(of_receipt, pdf(&folder, &[&receipt, "--organisation", "Sample Instruments", "--by", "Ada Sample"]), "the same bytes");
    assert_ne!(of_receipt, pdf(&folder, &[&receipt]));
    pdf(&folder, &[&folder.file("answer.json", &answer.out)]);
    let explained = comity(0, &["decide", &question, "--json", "--explain"]);
    let with_reasons = pdf(&folder, &[&folder.file("explained.json", &explained.out)]);
    assert!(with_reasons.len() > pdf(&folder, &[&folder.path("answer.json")]).len(), "how it came about is on it");
}

#[test]
fn a_receipt_whose_answer_does_not_come_out_again_is_not_printed() {
    let folder = Scratch::new("print-changed");
    let receipt = folder.path("receipt.json");
    comity(0, &["decide", &folder.file("t.toml", SOUND), "--receipt", &receipt]);
    let mut record: Json = serde_json::from_str(&folder.read("receipt.json")).unwrap();
    record["input"]["to"] = "CN".into();
    let changed = folder.file("changed.json", record.to_string());
    let run = comity(1, &["print", &changed, "--output", &folder.path("paper.pdf")]);
    assert!(run.out.contains("another answer comes out now") && run.out.contains("input: was"), "{}", run.out);
    assert!(!folder.0.join("paper.pdf").exists());
}

#[test]
fn what_is_neither_is_refused() {
    let folder = Scratch::new("print-nothing");
    let out = folder.path("paper.pdf");
    for (content, says) in [("{}", "is no answer"), ("{\"findings\": []}", "is no answer"), ("[", ""), ("{\"format\": \"comity-receipt/1\"}", "receipt")] {
        let run = comity(2, &["print", &folder.file("x.json", content), "--output", &out]);
        assert!(run.report().contains(says), "{content}: {}", run.err);
    }
    let receipt = folder.path("receipt.json");
    comity(0, &["decide", &folder.file("t.toml", SOUND), "--receipt", &receipt]);
    let run = comity(2, &["print", &receipt, "--output", &out, "--fonts", &folder.path("no-such-folder")]);
    assert!(run.report().contains("cannot be read"), "{}", run.err);
}
