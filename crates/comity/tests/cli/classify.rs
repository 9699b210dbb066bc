//! `comity classify`, and codes derived from characteristics in `comity decide`.

use std::{io::Write as _, process::Stdio};

use serde_json::{Value as Json, json};

use crate::{Scratch, comity, root};

/// The design's own example of an item.
const ADC: &str = r#"
[[item]]
id = "adc"
characteristics = { kind = "adc", resolution = "12 bit", sample_rate = "500 MSPS" }
"#;

fn classify(test: &str, document: &str, more: &[&str]) -> Json {
    let file = Scratch::new(test).file("item.toml", document);
    let mut arguments = vec!["classify", &*file, "--json"];
    arguments.extend(more);
    comity(0, &arguments).json()
}

fn provisions(answer: &Json, key: &str) -> Vec<String> {
    answer[0][key].as_array().unwrap().iter().map(|row| row["provision"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_item_is_classified_in_every_list_at_once_with_proof() {
    let answer = classify("classify-proof", ADC, &[]);
    let met = provisions(&answer, "met");
    for provision in ["us/ccl:3A001.a.5.a.3", "eu/annex-i:3A001.a.5.a.3", "au/dsgl:3A001.a.5.a.3", "wa/dual-use:3.A.1.a.5.a.3"] {
        assert!(met.contains(&provision.to_owned()), "{provision} in {met:?}");
    }
    let proof = answer[0]["met"][0]["proof"].as_array().unwrap();
    assert!(proof.iter().any(|row| row["condition"] == "sample_rate > '400 MSPS'" && row["value"] == "500 MSPS"), "{proof:#?}");
    assert_eq!(answer[0]["not_listed"], json!(false));
}

#[test]
fn a_near_miss_says_how_far_in_the_unit_of_the_limit() {
    let answer = classify("classify-near", &ADC.replace("500 MSPS", "390 MSPS"), &["--list", "us/ccl"]);
    let near = answer[0]["near"].as_array().unwrap();
    let miss = near.iter().find(|row| row["provision"] == "us/ccl:3A001.a.5.a.3").unwrap_or_else(|| panic!("{near:#?}"));
    assert_eq!(miss["misses"][0]["by"], "10 MSPS");
}

#[test]
fn what_may_be_met_carries_its_questions() {
    let answer = classify("classify-may", &ADC.replace(", sample_rate = \"500 MSPS\"", ""), &["--list", "eu/annex-i"]);
    let may = answer[0]["may"].as_array().unwrap();
    let open = may.iter().find(|row| row["provision"].as_str().unwrap().starts_with("eu/annex-i:3A001.a.5.a")).unwrap_or_else(|| panic!("{may:#?}"));
    assert_eq!(open["missing"][0]["fact"], "characteristics.sample_rate");
}

#[test]
fn a_substance_is_found_by_its_registry_number() {
    let answer = classify("classify-cas", "[[item]]\nid = \"x\"\ncharacteristics = { cas = \"762-04-9\" }\n", &[]);
    // The notes on mixtures leave the entry open until more is told.
    let found = [provisions(&answer, "met"), provisions(&answer, "may")].concat();
    assert!(found.iter().any(|provision| provision == "eu/annex-i:1C350.19"), "{found:?}");
    assert!(found.iter().any(|provision| provision.starts_with("us/ccl:1C350.")), "{found:?}");
}

#[test]
fn words_alone_give_candidates_with_questions_and_no_classification() {
    let answer = comity(0, &["classify", "--describe", "field programmable gate array, 1156 pins", "--list", "us/ccl", "--json"]).json();
    let candidates = provisions(&answer, "candidates");
    assert!(candidates.iter().take(2).any(|code| code.starts_with("us/ccl:3A001") || code.starts_with("us/ccl:3A991")), "{candidates:?}");
    assert!(answer[0]["candidates"].as_array().unwrap().iter().all(|row| !row["questions"].as_array().unwrap().is_empty()));
    assert_eq!((&answer[0]["met"], &answer[0]["not_listed"]), (&json!([]), &Json::Null));
}

#[test]
fn questions_are_asked_one_at_a_time_and_answers_used() {
    let file = Scratch::new("classify-ask").file("item.toml", ADC.replace(", sample_rate = \"500 MSPS\"", ""));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(["classify", &file, "--ask", "--list", "us/ccl", "--json"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whatever is asked first, the answer to this one question is found by its name; a wrong one is asked again.
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..40 {
        // A child that has asked enough no longer reads.
        if writeln!(stdin).is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains('?') && text.trim_end().ends_with(']'), "{text}");
}

#[test]
fn faults_in_characteristics_point_at_their_place() {
    let file = Scratch::new("classify-fault").file("item.toml", ADC.replace("sample_rate", "sampel_rate"));
    let run = comity(2, &["classify", &file]);
    assert!(run.report().contains("did you mean `sample_rate`?"), "{}", run.err);
    let file = Scratch::new("classify-fault").file("item.toml", ADC.replace("12 bit", "12 W"));
    assert!(comity(2, &["classify", &file]).report().contains("such as \"10 bit\""));
    assert!(comity(2, &["classify", &file, "--list", "us/cll"]).report().contains("lists with criteria"));
}

#[test]
fn deciding_proposes_what_a_person_must_confirm_and_stays_undetermined() {
    let transaction = format!(
        "id = \"t\"\ndate = \"2026-07-23\"\nactivity = \"export\"\nfrom = \"US\"\nto = \"IN\"\n[end_use]\nmilitary = false\nwmd = false\n{ADC}origin = \"US\"\n"
    );
    let file = Scratch::new("classify-derive").file("t.toml", &transaction);
    let answer = comity(0, &["decide", &file, "--json"]).json();
    assert_eq!(answer["outcome"], "undetermined");
    let derived = answer["derived"].as_array().unwrap();
    let us = derived.iter().find(|row| row["list"] == "us/ccl").unwrap_or_else(|| panic!("{derived:#?}"));
    assert_eq!(us["status"], "proposed");
    assert!(us["met"].as_array().unwrap().contains(&json!("us/ccl:3A001.a.5.a.3")), "{us:#?}");
    // A stated code stands: nothing is derived beside it.
    let stated = transaction.replace("id = \"adc\"\n", "id = \"adc\"\ncodes = { \"us/ccl\" = \"3A001.a.5.a.3\" }\n");
    let file = Scratch::new("classify-derive").file("t.toml", &stated);
    let answer = comity(0, &["decide", &file, "--json"]).json();
    assert!(answer["derived"].as_array().is_none_or(|rows| rows.iter().all(|row| row["list"] != "us/ccl")));
}
