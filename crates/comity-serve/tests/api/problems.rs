//! What is wrong is said as problem details, with the field that is meant.

use serde_json::json;

use crate::{Desk, send, server, sound};

#[test]
fn faults_of_a_transaction_name_their_fields() {
    let desk = Desk::new("faults");
    let mut transaction = sound();
    transaction["item"][0]["codes"]["us/ccl"] = "3A001.a.5.a.33".into();
    transaction["tto"] = "IN".into();
    let answer = desk.post("/api/v1/decide", &transaction);
    assert_eq!(answer.problem(422), "input");
    let problem = answer.json(422);
    let paths: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|error| error["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["tto", "item[0].codes.us/ccl"]);
    assert!(problem["errors"][1]["help"].as_str().unwrap().contains("did you mean"));
}

#[test]
fn a_text_that_breaks_its_language_is_no_fault_of_a_field() {
    let desk = Desk::new("syntax");
    for (form, text) in
        [("application/json", "{\"a\": 1"), ("application/json", "{\"a\": 1, \"a\": 2}"), ("application/toml", "a = "), ("application/json", "\u{feff}x")]
    {
        let answer = desk.send("POST", "/api/v1/decide", &[("content-type", form)], Some(text.as_bytes()));
        assert_eq!(answer.problem(400), "syntax", "{text}");
    }
    assert_eq!(desk.send("POST", "/api/v1/decide", &[("content-type", "application/json")], Some(b"{\"a\": \"\xff\"}")).problem(400), "syntax");
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    assert_eq!(desk.send("POST", "/api/v1/decide", &[("content-type", "application/json")], Some(deep.as_bytes())).problem(400), "syntax");
}

#[test]
fn bodies_of_another_form_or_too_large_are_refused() {
    let desk = Desk::new("bodies");
    let text = sound().to_string();
    assert_eq!(desk.send("POST", "/api/v1/decide", &[("content-type", "text/html")], Some(text.as_bytes())).problem(415), "form");
    assert_eq!(desk.send("POST", "/api/v1/decide/batch", &[("content-type", "application/json")], Some(text.as_bytes())).problem(415), "form");
    let large = format!("{{\"id\": \"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(desk.send("POST", "/api/v1/decide", &[("content-type", "application/json")], Some(large.as_bytes())).problem(413), "too-large");
    // A batch may be longer than a question.
    let lines = "{\"id\": 1}\n".repeat(200_000);
    let answer = desk.send("POST", "/api/v1/decide/batch?no_screening=true", &[("content-type", "application/x-ndjson")], Some(lines.as_bytes()));
    assert_eq!((answer.status, answer.body.lines().count()), (200, 200_000));
}

#[test]
fn a_mistyped_parameter_is_never_passed_over() {
    let desk = Desk::new("parameters");
    assert_eq!(desk.post("/api/v1/decide?explian=true", &sound()).problem(400), "parameter");
    assert_eq!(desk.post("/api/v1/decide?as_of=yesterday", &sound()).problem(400), "parameter");
    assert_eq!(desk.post("/api/v1/screen?threshold=2", &json!({ "name": "Jane" })).problem(400), "parameter");
    assert_eq!(desk.post("/api/v1/screen?limit=501", &json!({ "name": "Jane" })).problem(400), "parameter");
    assert_eq!(desk.get("/api/v1/law/diff?list=us/ccl&from=2026-06-24").problem(400), "parameter");
}

#[test]
fn what_is_not_there_is_named_with_its_nearest_neighbour() {
    let desk = Desk::new("unknown");
    let answer = desk.get("/api/v1/provisions/us%2Fccl:3A001.a.5.z");
    assert_eq!(answer.problem(404), "unknown");
    assert!(answer.body.contains("3A001.a.5"), "{}", answer.body);
    assert_eq!(desk.get("/api/v1/compare/eu%2Fannex/us%2Fccl").problem(404), "unknown");
    assert_eq!(desk.get("/api/v1/map/hs:x").problem(404), "unknown");
    assert_eq!(desk.post("/api/v1/classify?list=no/list", &json!({ "description": "pump" })).problem(404), "unknown");
    assert_eq!(desk.post("/api/v1/screen?list=nowhere", &json!({ "name": "Jane Doe" })).problem(404), "unknown");
    assert_eq!(desk.post("/api/v1/screen?as_of=2001-01-01", &json!({ "name": "Jane Doe" })).problem(409), "no-edition");
    assert_eq!(desk.post("/api/v1/screen", &json!({ "name": "..." })).problem(422), "input");
    assert_eq!(desk.get("/nowhere").problem(404), "no-page");
    assert_eq!(desk.send("DELETE", "/api/v1/law", &[], None).problem(405), "method");
}

#[test]
fn every_kind_of_problem_has_a_page() {
    let page = send(&server().address, "GET", "/problems/input", &[], None);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("422"), "{}", page.body);
    assert_eq!(send(&server().address, "GET", "/problems/none", &[], None).problem(404), "no-page");
}
