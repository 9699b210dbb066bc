//! Questions that leave nothing behind.

use serde_json::{Value as Json, json};

use crate::{Desk, send, server, sound};

#[test]
fn a_transaction_is_decided_in_either_language() {
    let desk = Desk::new("decide");
    let answer = desk.post("/api/v1/decide", &sound()).json(200);
    assert_eq!(answer["id"], "t");
    assert_eq!(answer["findings"][0]["jurisdiction"].as_str().map(str::len), Some(2));
    let toml = toml::to_string(&sound()).unwrap();
    let again = desk.send("POST", "/api/v1/decide", &[("content-type", "application/toml")], Some(toml.as_bytes())).json(200);
    // The receipts differ in nothing: the two say the same.
    assert_eq!(answer, again);
    // Without a Content-Type the text tells.
    let bare = desk.send("POST", "/api/v1/decide", &[], Some(toml.as_bytes())).json(200);
    assert_eq!(answer, bare);
}

#[test]
fn a_listed_party_is_found_by_decide_and_screen() {
    let desk = Desk::new("listed");
    let mut transaction = sound();
    transaction["party"] = json!([{ "role": "end-user", "name": "Quibbleton Rotor Works Ltd", "country": "BZ" }]);
    let answer = desk.post("/api/v1/decide", &transaction).json(200);
    assert_eq!(answer["screened"][0]["hits"][0]["id"], "s-1");
    let plain = desk.post("/api/v1/decide?no_screening=true", &transaction).json(200);
    assert!(plain.get("screened").is_none());
    let found = desk.post("/api/v1/screen?threshold=0.1", &json!({ "name": "Quibbleton Rotors" })).json(200);
    assert_eq!(found["hits"][0]["id"], "s-1");
    assert_eq!(found["searched"][0]["set"], "sample");
    let at = desk.post("/api/v1/screen?threshold=0.1", &json!({ "address": "17 Lantern Quay" })).json(200);
    assert_eq!(at["at_address"][0]["id"], "s-1");
    assert_eq!(at["query"], Json::Null);
}

#[test]
fn a_question_alone_is_answered_as_a_line_of_a_batch_whatever_was_asked_before() {
    let desk = Desk::new("alone");
    let questions: Vec<Json> = (0..12)
        .map(|at| {
            let mut question = sound();
            question["id"] = json!(format!("q{at}"));
            question["end_use"] = json!({ "military": at % 3 == 0 });
            question["value"] = json!(format!("{} USD", 500 + 900 * (at % 4)));
            question
        })
        .collect();
    let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
    for strict in [false, true] {
        let batch = format!("/api/v1/decide/batch?strict={strict}");
        let whole = desk.send("POST", &batch, &[("content-type", "application/x-ndjson")], Some(lines.as_bytes())).text(200);
        let one = format!("/api/v1/decide?strict={strict}");
        let alone: String = questions.iter().rev().map(|question| desk.post(&one, question).text(200)).rev().collect();
        assert_eq!(alone, whole);
    }
}

#[test]
fn batches_answer_line_by_line() {
    let desk = Desk::new("batch");
    let lines = format!("{}\nnothing\n{}\n", sound(), json!({ "id": "u" }));
    let answer = desk.send("POST", "/api/v1/decide/batch", &[("content-type", "application/x-ndjson")], Some(lines.as_bytes()));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/x-ndjson"));
    let rows: Vec<Json> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[0]["id"], &rows[1]["line"], &rows[2]["id"]), (&json!("t"), &json!(2), &json!("u")));
    let parties = "{\"id\": 1, \"name\": \"Tamsin Frobisher\"}\n{\"id\": 2}\n";
    let answer = desk.send("POST", "/api/v1/screen/batch?threshold=0.1", &[("content-type", "application/x-ndjson")], Some(parties.as_bytes()));
    let rows: Vec<Json> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&rows[0]["hits"][0]["id"], &rows[1]["line"]), (&json!("s-2"), &json!(2)));
    assert!(desk.send("POST", "/api/v1/decide/batch", &[("content-type", "application/x-ndjson")], Some(b"")).body.is_empty());
}

#[test]
fn pages_of_provisions_follow_one_another_without_gap() {
    let desk = Desk::new("provisions");
    let whole = desk.get("/api/v1/provisions?list=us/ccl&q=3A001&limit=500&as_of=2026-07-23").json(200);
    let all: Vec<&Json> = whole["provisions"].as_array().unwrap().iter().map(|row| &row["provision"]).collect();
    assert!(all.len() > 50 && whole["next"].is_null());
    let (mut after, mut seen) = (String::new(), Vec::new());
    loop {
        let page = desk.get(&format!("/api/v1/provisions?list=us/ccl&q=3A001&limit=7&as_of=2026-07-23{after}")).json(200);
        seen.extend(page["provisions"].as_array().unwrap().iter().map(|row| row["provision"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={}", next.replace('/', "%2F"));
    }
    assert_eq!(seen.iter().collect::<Vec<_>>(), all);
    assert_eq!(desk.get("/api/v1/provisions?list=us/ccl&q=3A001&after=nothing").problem(400), "parameter");
    assert_eq!(desk.get("/api/v1/provisions?list=no/list").problem(404), "unknown");
}

#[test]
fn what_is_known_is_not_sent_again() {
    let desk = Desk::new("etag");
    for path in [
        "/api/v1/law",
        "/api/v1/law/us%2Fccl/editions",
        "/api/v1/provisions/us%2Fccl:3A001",
        "/api/v1/compare/eu%2Fannex-i/us%2Fccl?code=3A001.a.5",
        "/openapi.json",
    ] {
        let first = desk.get(path);
        assert_eq!(first.status, 200, "{path}: {}", first.body.chars().take(300).collect::<String>());
        let tag = first.header("etag");
        assert!(tag.len() > 10, "{path}");
        let again = desk.send("GET", path, &[("if-none-match", tag)], None);
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag), "{path}");
        assert_eq!(desk.send("GET", path, &[("if-none-match", "\"other\"")], None).status, 200);
    }
}

#[test]
fn the_shape_of_the_opensanctions_api_is_spoken() {
    let desk = Desk::new("match");
    let queries = json!({ "queries": {
        "a": { "schema": "Company", "properties": { "name": ["Quibbleton Rotor Works"], "country": ["bz"], "registrationNumber": ["Q-1234-77"] } },
        "b": { "schema": "Person", "properties": { "name": "Tamsin Odalys Frobisher", "birthDate": ["1982-09-23"] } },
        "c": { "schema": "Person", "properties": {} },
    } });
    let answer = desk.post("/match/default?threshold=0.5&algorithm=best&fuzzy=False", &queries).json(200);
    let best = |key: &str| answer["responses"][key]["results"][0].clone();
    assert_eq!((&best("a")["id"], &best("a")["schema"], &best("a")["match"]), (&json!("sample.s-1"), &json!("Organization"), &json!(true)));
    assert_eq!((&best("b")["caption"], &best("b")["properties"]["birthDate"]), (&json!("FROBISHER, Tamsin Odalys"), &json!(["23 Sep 1982"])));
    assert_eq!(answer["responses"]["c"]["total"], json!({ "value": 0, "relation": "eq" }));
    assert!(answer["responses"]["a"]["results"][0]["score"].as_f64().unwrap() > 0.9);
    let without = desk.post("/match/default?exclude_entity_ids=sample.s-1&exclude_dataset=US-DPL", &queries).json(200);
    assert_eq!((&without["responses"]["a"]["results"], &without["responses"]["b"]["results"]), (&json!([]), &json!([])));
    assert_eq!(desk.post("/match/nowhere", &queries).problem(404), "unknown");
    assert_eq!(desk.post("/match/default", &json!({ "queries": {} })).problem(422), "input");
    assert_eq!(desk.post("/match/default?topics=sanction", &queries).problem(400), "parameter");
    let says = answer["responses"]["c"]["notes"][0].as_str().unwrap();
    assert!(says.contains("neither a name nor a number"), "that nothing was compared is said: {says}");
    let entity = desk.get("/entities/sample.s-1").json(200);
    assert_eq!((&entity["id"], &entity["schema"], entity.get("score")), (&json!("sample.s-1"), &json!("Organization"), None));
    assert_eq!(entity["properties"], best("a")["properties"]);
    for unknown in ["sample.s-9", "sample", "other.s-1", "."] {
        assert_eq!(desk.get(&format!("/entities/{unknown}")).problem(404), "unknown", "{unknown}");
    }
    let page = desk.get("/search/sample?q=Quibbleton%20Rotor%20Works%20Ltd&limit=1&countries=bz").json(200);
    assert_eq!((&page["results"][0]["id"], &page["limit"], &page["offset"]), (&json!("sample.s-1"), &json!(1), &json!(0)));
    assert_eq!(desk.get("/search/default").problem(400), "parameter");
}

#[test]
fn whoever_runs_it_sees_that_it_lives_and_what_it_did() {
    let desk = Desk::new("health");
    desk.post("/api/v1/decide", &sound()).json(200);
    let strange = |path: &str| send(&server().address, "GET", path, &[], None);
    assert_eq!(strange("/health/live").json(200)["status"], "ok");
    let ready = strange("/health/ready").json(200);
    assert_eq!((&ready["status"], &ready["lists"]), (&json!("ok"), &json!(true)));
    let measured = strange("/metrics");
    assert!(measured.body.contains("comity_answer_seconds_bucket{method=\"POST\",route=\"/api/v1/decide\",status=\"200\",le=\"0.01\"}"), "{}", measured.body);
    // Anybody can invent a method: no measurement is kept under it.
    send(&server().address, "FROBNICATE", "/health/live", &[], None);
    let measured = strange("/metrics").body;
    assert!(!measured.contains("FROBNICATE") && measured.contains("method=\"other\""));
    let named = send(&server().address, "GET", "/health/live", &[("x-request-id", "order-77")], None);
    assert_eq!(named.header("x-request-id"), "order-77");
    let wild = send(&server().address, "GET", "/health/live", &[("x-request-id", "a b<script>")], None);
    assert_eq!(wild.header("x-request-id").len(), 32);
}
