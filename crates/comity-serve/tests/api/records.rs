//! What an organisation keeps.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::{Answer, Desk, sound};

fn put(desk: &Desk, path: &str, tag: &str, body: &Json) -> Answer {
    desk.send("PUT", path, &[("content-type", "application/json"), ("if-match", tag)], Some(body.to_string().as_bytes()))
}

#[test]
fn a_determination_is_kept_listed_shown_and_replayed() {
    let desk = Desk::new("determinations");
    let kept = desk.post("/api/v1/decide?store=true", &sound());
    let answer = kept.json(201);
    let place = kept.header("location").to_owned();
    let one = desk.get(&place).json(200);
    assert_eq!((&one["answer"], &one["outcome"], &one["receipt"]), (&answer, &answer["outcome"], &answer["receipt"]["digest"]));
    assert_eq!(one["question"], sound());
    assert_eq!((&one["from"], &one["to"], &one["source"]), (&json!("US"), &json!("IN"), &json!("api")));
    let listed = desk.get("/api/v1/determinations?to=IN&from=2026-07-01&until=2026-08-01").json(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get("/api/v1/determinations?to=DE").json(200)["items"], json!([]));
    assert_eq!(desk.send("POST", &format!("{place}/replay"), &[], None).json(200)["same"], true);
    let receipt = desk.get(&format!("{place}/receipt")).json(200);
    assert_eq!(desk.post("/api/v1/replay", &receipt).json(200)["digest"], answer["receipt"]["digest"]);
    let mut forged = receipt;
    forged["input"]["to"] = "DE".into();
    let found = desk.post("/api/v1/replay", &forged).json(200);
    assert_eq!(found["same"], false);
    assert!(found["differences"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().starts_with("input")));
    // Who looked is in the trail, and the trail holds.
    let seen = desk.get("/api/v1/audit").json(200);
    let actions: Vec<&str> = seen["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"determination.kept") && actions.contains(&"determination.viewed") && actions.contains(&"receipt.viewed"), "{actions:?}");
    assert_eq!(desk.get("/api/v1/audit/proof").json(200)["whole"], true);
}

#[test]
fn a_determination_as_of_another_day_is_kept_with_that_day() {
    let desk = Desk::new("as-of");
    let kept = desk.post("/api/v1/decide?store=true&as_of=2026-07-25", &sound());
    kept.json(201);
    let place = kept.header("location").to_owned();
    let one = desk.get(&place).json(200);
    assert_eq!((&one["date"], &one["question"]["date"]), (&json!("2026-07-25"), &json!("2026-07-25")));
    assert_eq!(desk.send("POST", &format!("{place}/replay"), &[], None).json(200)["same"], true);
}

#[test]
fn what_is_sent_again_with_its_key_is_made_once() {
    let desk = Desk::new("keys");
    let send = |path: &str, key: &str, body: &Json| {
        desk.send("POST", path, &[("content-type", "application/json"), ("idempotency-key", key)], Some(body.to_string().as_bytes()))
    };
    let item = json!({ "reference": "K-1", "description": "A sample" });
    let first = send("/api/v1/items", "key-1", &item).json(201);
    assert_eq!(send("/api/v1/items", "key-1", &item).json(201), first);
    assert_eq!(desk.get("/api/v1/items").json(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(send("/api/v1/items", "key-1", &json!({ "reference": "K-2" })).problem(409), "key");
    // What failed is not remembered: the same key may try again.
    assert_eq!(send("/api/v1/items", "key-2", &item).problem(409), "exists");
    assert_eq!(send("/api/v1/items", "key-2", &item).problem(409), "exists");
    let kept = send("/api/v1/decide?store=true", "key-3", &sound());
    assert_eq!(send("/api/v1/decide?store=true", "key-3", &sound()).body, kept.body);
    assert_eq!(desk.get("/api/v1/determinations").json(200)["items"].as_array().unwrap().len(), 1);
}

#[test]
fn an_item_is_changed_only_from_the_state_that_was_read() {
    let desk = Desk::new("items");
    let item = desk.post("/api/v1/items", &json!({ "reference": "I-1", "characteristics": { "kind": "adc" } })).json(201);
    let path = format!("/api/v1/items/{}", item["id"].as_str().unwrap());
    let read = desk.get(&path);
    let tag = read.header("etag").to_owned();
    assert_eq!(desk.send("GET", &path, &[("if-none-match", &tag)], None).status, 304);
    let changed = put(&desk, &path, &tag, &json!({ "reference": "I-1", "description": "Mended" }));
    assert_eq!(changed.json(200)["revision"], 2);
    assert_eq!(put(&desk, &path, &tag, &json!({ "reference": "I-1" })).problem(412), "changed");
    assert_eq!(desk.send("PUT", &path, &[("content-type", "application/json")], Some(b"{\"reference\": \"I-1\"}")).problem(428), "no-state");
    assert_eq!(put(&desk, &path, "\"x\"", &json!({ "reference": "I-1" })).problem(412), "changed");
    assert_eq!(desk.post("/api/v1/items", &json!({ "reference": "I-1" })).problem(409), "exists");
    assert_eq!(desk.post("/api/v1/items", &json!({ "reference": "" })).problem(422), "input");
    assert_eq!(desk.post("/api/v1/items", &json!({ "reference": "I-2", "colour": "blue" })).problem(422), "input");
    assert_eq!(desk.send("DELETE", &path, &[("if-match", changed.header("etag"))], None).status, 204);
    assert_eq!(desk.get(&path).problem(404), "unknown");
}

#[test]
fn a_classification_is_recorded_superseded_and_reviewed_by_somebody_else() {
    let desk = Desk::new("classifications");
    let item = desk.post("/api/v1/items", &json!({ "reference": "C-1" })).json(201);
    let path = format!("/api/v1/items/{}/classifications", item["id"].as_str().unwrap());
    let row = |code: &str| json!({ "list": "us/ccl", "code": code, "reasons": "Its data sheet" });
    desk.post(&path, &row("3A001.a.5.a.3")).json(201);
    let rows = desk.post(&path, &row("not-listed")).json(201);
    let rows = rows["items"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["superseded"] == true).count(), 1);
    assert_eq!(desk.post(&path, &row("3A001.a.5.zz")).problem(422), "input");
    let current = rows.iter().find(|row| row["superseded"] == false).unwrap()["id"].as_str().unwrap();
    let review = json!({ "verdict": "confirmed", "why": "Checked against the data sheet" });
    let path = format!("/api/v1/classifications/{current}/reviews");
    assert_eq!(desk.post(&path, &review).problem(403), "forbidden");
    let other = Desk { token: desk.token_of(comity_store::Role::Approver, comity_store::Scope::ALL), ..Desk::new("unused-review") };
    assert_eq!(other.post(&path, &review).status, 204);
}

#[test]
fn a_decision_about_a_hit_is_the_organisations_own() {
    let (desk, other) = (Desk::new("parties"), Desk::new("parties-other"));
    let body = json!({ "name": "Quibbleton Rotor Works Ltd", "country": "BZ" });
    let party = desk.post("/api/v1/parties", &body).json(201);
    let path = format!("/api/v1/parties/{}", party["id"].as_str().unwrap());
    let screened = desk.send("POST", &format!("{path}/screen?threshold=0.1"), &[], None).json(200);
    let record = format!("{}:{}", screened["hits"][0]["set"].as_str().unwrap(), screened["hits"][0]["id"].as_str().unwrap());
    let decision = json!({
        "record": record, "decision": "not-same", "why": "Another register number", "evidence": ["extract of the register"], "expires": "2099-01-01",
    });
    desk.post(&format!("{path}/decisions"), &decision).json(201);
    let again = desk.send("POST", &format!("{path}/screen?threshold=0.1&all=true"), &[], None).json(200);
    assert_eq!((&again["hits"], &again["dismissed"][0]["standing"]), (&json!([]), &json!("dismissed")));
    assert_eq!(desk.get(&format!("{path}/decisions")).json(200)["items"].as_array().unwrap().len(), 1);
    let query = json!({ "id": party["id"], "name": "Quibbleton Rotor Works Ltd", "country": "BZ" });
    assert_eq!(desk.post("/api/v1/screen?threshold=0.1", &query).json(200)["hits"], json!([]));
    assert_eq!(other.post("/api/v1/screen?threshold=0.1", &query).json(200)["hits"][0]["id"], "s-1");
    for (field, value) in [("record", json!("sample:nobody")), ("why", json!(" ")), ("evidence", json!([])), ("expires", json!("2020-01-01"))] {
        let mut wrong = decision.clone();
        wrong[field] = value;
        assert_eq!(desk.post(&format!("{path}/decisions"), &wrong).problem(422), "input", "{field}");
    }
    assert_eq!(desk.post("/api/v1/parties", &json!({ "name": " " })).problem(422), "input");
}

/// Waits until a job ended.
pub fn ended(desk: &Desk, path: &str) -> Json {
    let start = Instant::now();
    loop {
        let job = desk.get(path).json(200);
        if !["filling", "queued", "running"].contains(&job["state"].as_str().unwrap()) {
            return job;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{job}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_job_answers_as_a_batch_does() {
    let desk = Desk::new("jobs");
    let mut lines = String::new();
    for i in 0..2500 {
        let mut transaction = sound();
        transaction["id"] = i.into();
        lines.push_str(&transaction.to_string());
        lines.push('\n');
    }
    lines.push_str("nothing\n");
    let form = [("content-type", "application/x-ndjson")];
    let job = desk.send("POST", "/api/v1/jobs?kind=decide", &form, Some(lines.as_bytes()));
    assert_eq!(job.json(202)["total"], 2501);
    let path = job.header("location").to_owned();
    let done = ended(&desk, &path);
    assert_eq!((&done["state"], &done["done"], &done["failed"]), (&json!("done"), &json!(2501), &json!(1)));
    let batch = desk.send("POST", "/api/v1/decide/batch", &form, Some(lines.as_bytes()));
    assert!(desk.get(&format!("{path}/result")).body == batch.body);
    let parties = desk.send("POST", "/api/v1/jobs?kind=screen&threshold=0.1", &[("content-type", "text/csv")], Some(b"id,name\n1,Tamsin Frobisher\n2,\n"));
    parties.json(202);
    let path = parties.header("location").to_owned();
    assert_eq!(ended(&desk, &path)["failed"], 1);
    let rows: Vec<Json> = desk.get(&format!("{path}/result")).body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&rows[0]["hits"][0]["id"], &rows[1]["line"]), (&json!("s-2"), &json!(2)));
    assert_eq!(desk.send("POST", "/api/v1/jobs?kind=dance", &form, Some(b"")).problem(400), "parameter");
    assert_eq!(desk.send("POST", "/api/v1/jobs?kind=decide", &[("content-type", "image/png")], Some(b"")).problem(415), "form");
    let cancelled = desk.send("DELETE", &path, &[], None).json(200);
    assert_eq!(cancelled["state"], "done");
}
