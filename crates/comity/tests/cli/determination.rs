//! What `comity decide` prints of one transaction.

use serde_json::Value as Json;

use crate::{Run, SOUND, Scratch, comity, comity_with};

/// Asks much: grounds, authorisations of every kind, assumptions, duties.
const RICH: &str = r#"id = "rich"
date = "2026-07-23"
activity = "export"
from = "US"
to = "TH"
value = "4000 USD"
[end_use]
military = false
wmd = false
[[item]]
id = "adc"
description = "12-bit converter, 500 MSPS"
origin = "US"
value = "4000 USD"
codes = { "us/ccl" = "3A001.a.5.a.3" }
[[party]]
role = "end-user"
name = "A Firm"
country = "TH"
"#;

fn decide(text: &str, name: &str, more: &[&str], variables: &[(&str, &str)]) -> Run {
    let folder = Scratch::new(&format!("determination-{name}"));
    comity_with(0, &[&["decide", &folder.file("t.toml", text)], more].concat(), variables)
}

/// Digests, editions and the engine's version change with every change of law: they are tested elsewhere.
fn without_digests(mut answer: Json) -> Json {
    let receipt = answer["receipt"].as_object_mut().unwrap();
    for key in ["digest", "input", "law_digest", "result"] {
        let digest = receipt[key].as_str().unwrap();
        assert!(digest.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64), "{key}: {digest}");
        receipt[key] = "[digest]".into();
    }
    assert!(receipt["engine"].as_str().unwrap().starts_with("comity "));
    receipt["engine"] = "[engine]".into();
    for part in receipt["law"].as_array_mut().unwrap() {
        assert!(part["digest"].as_str().unwrap().starts_with("sha256:"));
        part["digest"] = "[digest]".into();
    }
    answer
}

#[test]
fn json_is_stable() {
    let run = decide(RICH, "json", &["--json"], &[]);
    assert_eq!(run.out, decide(RICH, "json-again", &["--json"], &[]).out, "two runs differ");
    insta::assert_snapshot!(serde_json::to_string_pretty(&without_digests(run.json())).unwrap());
}

#[test]
fn the_readable_answer_is_stable() {
    // No terminal, so 110 columns.
    let run = decide(RICH, "readable", &[], &[("NO_COLOR", "1")]);
    let digest = run.out.lines().find_map(|line| line.strip_prefix("Receipt ")).unwrap().to_owned();
    let out = run.out.replace(&digest, "[digest]").replace(concat!("comity ", env!("CARGO_PKG_VERSION")), "[engine]");
    let widest = out.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(widest <= 110, "a line of {widest} columns");
    insta::assert_snapshot!(out);
}

#[test]
fn colours_only_on_a_terminal() {
    for more in [&[][..], &["--explain"], &["--json"]] {
        let run = decide(RICH, "plain", more, &[]);
        assert!(!run.out.contains('\x1b') && !run.err.contains('\x1b'), "{more:?}");
    }
    let coloured = decide(RICH, "coloured", &[], &[("CLICOLOR_FORCE", "1")]);
    assert!(coloured.out.contains('\x1b'));
}

#[test]
fn explain_goes_down_to_the_facts() {
    let plain = decide(SOUND, "not-explained", &["--json"], &[]).json();
    assert!(plain["findings"][0].get("explanation").is_none());
    let run = decide(SOUND, "explained", &["--json", "--explain"], &[]);
    let explained = run.json();
    let us = explained["findings"].as_array().unwrap().iter().find(|finding| finding["jurisdiction"] == "us").unwrap();
    let mut leaves = Vec::new();
    for rule in us["explanation"].as_array().unwrap() {
        gather(&rule["reasoning"], &mut leaves);
    }
    for (test, because) in [("to", "IN"), ("end_use.military", "false"), ("activity", "export"), ("item in us/ccl", "3A001.a.5.a.3")] {
        assert!(leaves.iter().any(|(leaf, why)| leaf.contains(test) && why.contains(because)), "no leaf on {test} with {because}: {leaves:#?}");
    }
    let readable = decide(SOUND, "explained-readable", &["--explain"], &[]).out;
    assert!(readable.contains("Explanation") && readable.contains("us/ccl-controls"), "{readable}");
    // What the answer is does not depend on whether it is explained.
    for key in ["outcome", "grounds", "missing", "assuming"] {
        assert_eq!(us[key], plain["findings"][0][key], "{key}");
    }
}

/// Clauses without parts, with why they came out as they did.
fn gather(rows: &Json, leaves: &mut Vec<(String, String)>) {
    for row in rows.as_array().into_iter().flatten() {
        match row.get("of") {
            Some(parts) => gather(parts, leaves),
            None => leaves.push((row["test"].as_str().unwrap_or_default().into(), row["because"].as_str().unwrap_or_default().into())),
        }
    }
}

#[test]
fn strict_presumes_nothing() {
    let plain = decide(SOUND, "presuming", &["--json"], &[]).json();
    let strict = decide(SOUND, "strict", &["--json", "--strict"], &[]).json();
    assert!(!plain["findings"][0]["assuming"].as_array().unwrap().is_empty());
    for finding in strict["findings"].as_array().unwrap() {
        assert_eq!(finding["assuming"], Json::Array(Vec::new()), "{}", finding["jurisdiction"]);
        assert!(!finding["missing"].as_array().unwrap().is_empty());
    }
    assert_eq!((&plain["receipt"]["strict"], &strict["receipt"]["strict"]), (&false.into(), &true.into()));
    assert_ne!(plain["receipt"]["digest"], strict["receipt"]["digest"]);
    let readable = decide(SOUND, "strict-readable", &["--strict"], &[]).out;
    assert!(!readable.contains("Assuming"), "{readable}");
}

#[test]
fn as_of_decides_by_that_day() {
    // Data-centre chips to the Emirates: their own line of the table since the edition of July.
    let chips = SOUND.replace("3A001.a.5.a.3", "3A090.b").replace("\"IN\"", "\"AE\"");
    let on = |day: &str, name: &str| {
        let answer = decide(&chips, name, &["--json", "--as-of", day], &[]).json();
        assert_eq!(answer["date"], day);
        answer
    };
    let (june, july) = (on("2026-06-24", "june"), on("2026-07-23", "july"));
    assert_eq!(july, decide(&chips, "as-written", &["--json"], &[]).json());
    assert_ne!(june["receipt"]["digest"], july["receipt"]["digest"]);
    // Before the first edition that is held nothing is cleared.
    let early = on("2020-01-01", "early");
    assert_eq!(early["outcome"], "undetermined");
    assert!(early.to_string().contains("not-covered"), "{early:#}");
}

#[test]
fn a_transaction_by_standard_input() {
    use std::{io::Write, process};
    let mut child = process::Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(["decide", "-"])
        .stdin(process::Stdio::piped())
        .stdout(process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(SOUND.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && String::from_utf8(output.stdout).unwrap().contains("Determination t"));
}

/// The conformance format's word for an answer, on the command line: an answer is exit 0, whatever it says.
#[test]
fn every_answer_is_exit_0() {
    for (to, outcome) in [("CA", "no-licence-required"), ("KP", "licence-required")] {
        let answer = decide(&SOUND.replace("\"IN\"", &format!("\"{to}\"")), to, &["--json"], &[]).json();
        assert_eq!(answer["outcome"], outcome, "{to}");
    }
    comity(0, &["--version"]);
    comity(0, &["decide", "--help"]);
}
