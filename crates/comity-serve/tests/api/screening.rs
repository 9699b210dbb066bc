//! No hit is said only where nothing was left out.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use comity_serve::Config;
use serde_json::{Value as Json, json};

use crate::{Desk, folder, import_as, records::ended, send, start, start_on};

const LINES: [(&str, &str); 1] = [("content-type", "application/x-ndjson")];

#[test]
fn a_job_that_names_a_list_that_is_not_there_is_refused() {
    let desk = Desk::new("job-lists");
    let line = b"{\"id\": 1, \"name\": \"Tamsin Frobisher\"}\n";
    assert_eq!(desk.send("POST", "/api/v1/jobs?kind=screen&list=US-DPLL", &LINES, Some(line)).problem(404), "unknown");
    assert_eq!(desk.send("POST", "/api/v1/jobs?kind=screen&as_of=2001-01-01", &LINES, Some(line)).problem(409), "no-edition");
    assert_eq!(desk.send("POST", "/api/v1/jobs?kind=screen&limit=501", &LINES, Some(line)).problem(400), "parameter");
    let job = desk.send("POST", "/api/v1/jobs?kind=screen&list=US-DPL&threshold=0.1", &LINES, Some(line));
    job.json(202);
    let path = job.header("location").to_owned();
    assert_eq!(ended(&desk, &path)["state"], "done");
    assert!(desk.get(&format!("{path}/result")).body.contains("\"s-2\""));
}

#[test]
fn a_job_whose_list_was_removed_since_fails_and_says_so() {
    let desk = Desk::new("job-removed");
    let office = desk.server.store.of(desk.organisation);
    let stamp = comity_store::Stamp::new(jiff::Timestamp::now(), comity_store::Actor::program("test"));
    let id = comity_store::JobId::at(stamp.at).unwrap();
    desk.server.runtime.block_on(async {
        let options = comity_store::Json::of(&json!({ "lists": ["US-GONE"] })).unwrap();
        office.create_job(id, "screen", &options, &stamp).await.unwrap();
        let mut body = 1u64.to_le_bytes().to_vec();
        body.extend(b"{\"id\": 1, \"name\": \"Tamsin Frobisher\"}\n");
        office.add_input(id, comity_store::Chunk { number: 0, body }).await.unwrap();
        office.queue_job(id, 1).await.unwrap();
    });
    let job = ended(&desk, &format!("/api/v1/jobs/{id}"));
    assert_eq!(job["state"], "failed");
    assert!(job["problem"].as_str().unwrap().contains("US-GONE"), "{job}");
}

#[test]
fn a_screening_that_leaves_hits_out_is_not_kept() {
    let desk = Desk::new("narrowed");
    let party = desk.post("/api/v1/parties", &json!({ "name": "Quibbleton Rotor Works Ltd", "country": "BZ" })).json(201);
    let path = format!("/api/v1/parties/{}/screen", party["id"].as_str().unwrap());
    let kept =
        || desk.get("/api/v1/audit?limit=1000").json(200)["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "party.screened").count();
    for narrowed in ["threshold=1", "limit=0", "limit=9", "list=US-DPL", "as_of=2026-06-01"] {
        desk.send("POST", &format!("{path}?{narrowed}"), &[], None).json(200);
        assert_eq!(kept(), 0, "{narrowed}");
    }
    let found = desk.send("POST", &format!("{path}?threshold=0.1&limit=10"), &[], None).json(200);
    assert_eq!(found["hits"].as_array().unwrap().len(), 1);
    assert_eq!(kept(), 1);
    assert!(desk.send("POST", &format!("{path}?threshold=0.1&limit=0"), &[], None).json(200)["hits"].as_array().unwrap().is_empty());
}

#[test]
fn of_a_long_name_it_is_said_that_only_the_beginning_is_compared() {
    let desk = Desk::new("long-name");
    let name = format!("{}Quibbleton Rotor Works Ltd", "Some Other Words ".repeat(20));
    let told = |notes: &Json| notes.as_array().is_some_and(|notes| notes.iter().any(|note| note.as_str().unwrap().contains("only its beginning")));
    assert!(told(&desk.post("/api/v1/screen", &json!({ "name": name })).json(200)["notes"]));
    assert!(!told(&desk.post("/api/v1/screen", &json!({ "name": "Quibbleton" })).json(200)["notes"]));
    let line = format!("{}\n", json!({ "id": 1, "name": name }));
    let row: Json = serde_json::from_str(&desk.send("POST", "/api/v1/screen/batch", &LINES, Some(line.as_bytes())).body).unwrap();
    assert!(told(&row["notes"]) && row.get("basis").is_none(), "{row}");
    let queries = json!({ "queries": { "a": { "properties": { "name": [name] } }, "b": { "properties": { "name": ["Quibbleton"] } } } });
    let answer = desk.post("/match/default", &queries).json(200);
    assert!(told(&answer["responses"]["a"]["notes"]) && answer["responses"]["b"].get("notes").is_none(), "{answer}");
}

#[test]
fn every_name_date_and_country_of_an_example_is_asked_for() {
    let desk = Desk::new("match-all");
    let mut names: Vec<String> = (0..24).map(|i| format!("Nobody Nowhere {i}")).collect();
    names.push("Tamsin Odalys Frobisher".to_owned());
    let example = |names: &[String], births: &[&str], countries: &[&str]| json!({ "queries": { "a": { "schema": "Person", "properties": { "name": names, "birthDate": births, "country": countries } } } });
    let best = |queries: &Json| desk.post("/match/default?cutoff=0.1", queries).json(200)["responses"]["a"]["results"][0].clone();
    let late = best(&example(&names, &[], &[]));
    assert_eq!(late["id"], "sample.s-2");
    // What is listed speaks for the match wherever it stands among what is given.
    let sole = best(&example(&names[24..], &["1982-09-23"], &["li"]));
    let among = best(&example(&names[24..], &["1950-01-01", "1982-09-23"], &["bz", "li"]));
    assert_eq!((&among["id"], &among["score"]), (&sole["id"], &sole["score"]));
    let many = desk.post("/match/default", &example(&names, &["1950", "1960", "1970"], &["bz", "li"]));
    assert_eq!(many.problem(422), "input");
    assert_eq!(many.json(422)["errors"][0]["path"], "queries.a.properties");
    let countries: String = (0..101).map(|i| format!("&countries=c{i}")).collect();
    assert_eq!(desk.get(&format!("/search/default?q=Quibbleton{countries}")).problem(400), "parameter");
}

#[test]
fn an_import_that_cannot_be_read_leaves_the_lists_of_before_in_use() {
    let server = start("spoilt", Config { open: true, look_for_lists: Duration::from_secs(1), ..Config::default() });
    let screened = |name: &str| {
        let body = json!({ "name": name }).to_string();
        send(&server.address, "POST", "/api/v1/screen?threshold=0.1", &[("content-type", "application/json")], Some(body.as_bytes()))
    };
    assert_eq!(screened("Quibbleton Rotors").json(200)["hits"][0]["id"], "s-1");
    import_as(&folder("spoilt"), "2026-01-02", b"no record\n");
    // Long enough for the server to have looked.
    sleep(Duration::from_secs(3));
    assert_eq!(screened("Quibbleton Rotors").json(200)["hits"][0]["id"], "s-1");
    assert_eq!(send(&server.address, "GET", "/health/ready", &[], None).json(200)["status"], "ok");
    let mended = r#"{"id":"s-3","list":"US-EL","type":"entity","name":"Cinderfell Avionics","aka":[]}"#;
    import_as(&folder("spoilt"), "2026-01-02", format!("{mended}\n").as_bytes());
    let start = Instant::now();
    while screened("Cinderfell Avionics").json(200)["hits"][0]["id"] != "s-3" {
        assert!(start.elapsed() < Duration::from_secs(60));
        sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_server_that_cannot_read_its_lists_is_not_ready() {
    let data = folder("unreadable");
    let _ = std::fs::remove_dir_all(&data);
    import_as(&data, "2026-01-01", b"no record\n");
    let server = start_on(data, Config { open: true, ..Config::default() });
    let start = Instant::now();
    while send(&server.address, "GET", "/health/ready", &[], None).status == 200 {
        assert!(start.elapsed() < Duration::from_secs(30), "it says that it is ready");
        sleep(Duration::from_millis(50));
    }
    assert_eq!(send(&server.address, "GET", "/health/ready", &[], None).json(503)["status"], "degraded");
    assert_eq!(send(&server.address, "POST", "/api/v1/screen", &[], Some(b"{\"name\": \"Jane Doe\"}")).problem(500), "fault");
}
