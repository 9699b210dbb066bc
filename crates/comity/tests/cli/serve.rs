//! `comity serve`: the real server, its answers byte for byte those of the command line, and how it stops.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::{Value as Json, json};

use crate::{Run, Scratch, comity, root};

/// Names are invented.
const RECORDS: &str = r#"{"id":"s-1","list":"US-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":["Quibbleton Rotors"],"country":["BZ"],"ids":["Q-1234-77"]}
{"id":"s-2","list":"US-DPL","type":"person","name":"FROBISHER, Tamsin Odalys","aka":[],"dob":["23 Sep 1982"],"country":["LI"]}
"#;

/// A server of one test, with a list and a token.
struct Server {
    child: Child,
    address: String,
    token: String,
    data: String,
    _scratch: Scratch,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(name: &str) -> Self {
        let scratch = Scratch::new(&format!("serve-{name}"));
        let data = scratch.path("data");
        let records = scratch.file("sample.jsonl", RECORDS);
        comity(0, &["lists", "import", "sample", &records, "--date", "2026-07-01", "--data", &data]);
        let scopes = ["decide", "screen", "read", "write", "admin"].map(|scope| ["--scope", scope]).concat();
        let made = comity(0, &[&["token", "--organisation", "Sample", "--email", "ada@example.org", "--data", &data], &scopes[..]].concat());
        let mut child = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data", &data])
            .current_dir(root())
            .env_remove("COMITY_LAW")
            .env_remove("COMITY_DATABASE")
            .env("COMITY_LOG", "info")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listening")).unwrap();
        let said: Json = serde_json::from_str(&said).unwrap();
        // Its log must be read on, or it waits for somebody who reads.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { child, address: said["address"].as_str().unwrap().to_owned(), token: made.out.trim().to_owned(), data, _scratch: scratch }
    }

    fn agent() -> ureq::Agent {
        ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build())
    }

    fn post(&self, path: &str, form: &str, body: &str) -> (u16, String) {
        let request = Self::agent().post(format!("http://{}{path}", self.address));
        let mut response = request.header("authorization", format!("Bearer {}", self.token)).content_type(form).send(body).unwrap();
        (response.status().as_u16(), response.body_mut().with_config().limit(1 << 30).read_to_string().unwrap())
    }

    fn get(&self, path: &str) -> (u16, String) {
        let request = Self::agent().get(format!("http://{}{path}", self.address));
        let mut response = request.header("authorization", format!("Bearer {}", self.token)).call().unwrap();
        (response.status().as_u16(), response.body_mut().with_config().limit(1 << 30).read_to_string().unwrap())
    }

    /// The command line with the same data.
    fn comity(&self, arguments: &[&str]) -> Run {
        comity(0, &[arguments, &["--data", &self.data]].concat())
    }
}

#[track_caller]
fn same(answer: (u16, String), run: &Run) {
    assert_eq!(answer.0, 200, "{}", answer.1.chars().take(600).collect::<String>());
    assert!(
        answer.1 == run.out,
        "the server says\n{}\nthe command line\n{}",
        answer.1.chars().take(2000).collect::<String>(),
        run.out.chars().take(2000).collect::<String>()
    );
}

/// A JSON text as a line: without the spaces between its parts.
fn on_one_line(mut run: Run) -> Run {
    let (mut is_text, mut escaped) = (false, false);
    run.out.retain(|sign| {
        let inside = is_text;
        match sign {
            '"' if !escaped => is_text = !is_text,
            _ => {}
        }
        escaped = inside && sign == '\\' && !escaped;
        inside || !sign.is_ascii_whitespace()
    });
    run.out.push('\n');
    run
}

#[test]
fn every_answer_is_that_of_the_command_line_to_the_byte() {
    let server = Server::start("bytes");
    let scratch = Scratch::new("serve-bytes-files");
    let example = std::fs::read_to_string(root().join("examples/shipment.toml")).unwrap();
    let party = "\n[[party]]\nrole = \"end-user\"\nname = \"Quibbleton Rotors\"\ncountry = \"BZ\"\n";
    for (name, text) in [("plain", example.clone()), ("listed", example.clone() + party)] {
        let file = scratch.file(&format!("{name}.toml"), &text);
        same(server.post("/api/v1/decide", "application/toml", &text), &on_one_line(server.comity(&["decide", &file, "--json"])));
        same(
            server.post("/api/v1/decide?explain=true&strict=true&as_of=2026-07-23", "application/toml", &text),
            &on_one_line(server.comity(&["decide", &file, "--json", "--explain", "--strict", "--as-of", "2026-07-23"])),
        );
    }
    let file = scratch.file("example.toml", &example);
    same(server.post("/api/v1/classify", "application/toml", &example), &server.comity(&["classify", &file, "--json"]));
    same(
        server.post("/api/v1/classify?list=us/ccl&limit=2", "application/toml", &example),
        &server.comity(&["classify", &file, "--json", "--list", "us/ccl", "--limit", "2"]),
    );
    same(
        server.get("/api/v1/provisions/us%2Fccl:3A001.a.5.a.1?as_of=2026-07-23"),
        &server.comity(&["show", "us/ccl:3A001.a.5.a.1", "--json", "--as-of", "2026-07-23"]),
    );
    same(server.get("/api/v1/law"), &server.comity(&["law", "status", "--json"]));
    for (from, to, list) in [("2026-06-24", "2026-07-23", "us/ccl"), ("2022-05-05", "2025-11-15", "eu/annex-i")] {
        same(server.get(&format!("/api/v1/law/diff?list={list}&from={from}&to={to}")), &server.comity(&["law", "diff", list, from, to, "--json"]));
    }
    for format in ["json", "sssom", "skos"] {
        same(
            server.get(&format!("/api/v1/compare/eu%2Fannex-i/us%2Fccl?code=3A001.a&format={format}")),
            &server.comity(&["compare", "eu/annex-i", "us/ccl", "--code", "3A001.a", "--format", format]),
        );
    }
    for provision in ["us/ccl:3A001.a.5.a.3", "hs:854231"] {
        let path = format!("/api/v1/map/{}?to=eu/annex-i,au/dsgl", provision.replace('/', "%2F"));
        same(server.get(&path), &server.comity(&["map", provision, "--to", "eu/annex-i,au/dsgl", "--json"]));
    }
    same(server.get("/api/v1/lists"), &server.comity(&["lists", "status", "--json"]));
    same(
        server.post("/api/v1/screen?threshold=0.05", "application/json", &json!({ "name": "Quibbleton Rotor Work", "country": "BZ" }).to_string()),
        &server.comity(&["screen", "Quibbleton Rotor Work", "--country", "BZ", "--threshold", "0.05", "--json"]),
    );
    same(server.get("/api/v1/schema/transaction"), &server.comity(&["facts", "--schema"]));
}

#[test]
fn batches_are_those_of_the_command_line_to_the_byte() {
    let server = Server::start("batches");
    let scratch = Scratch::new("serve-batch-files");
    let line = |i: usize| {
        json!({
            "id": i, "date": "2026-07-23", "activity": "export", "from": "US", "to": (["IN", "DE", "CN"][i % 3]), "end_use": { "military": false },
            "item": [{ "codes": { "us/ccl": "3A001.a.5.a.3" } }], "party": [{ "role": "end-user", "name": "Quibbleton Rotors" }],
        })
    };
    let mut text: String = (0..700).map(|i| line(i).to_string() + "\n").collect();
    text.push_str("{\"id\": \"broken\"\n{\"id\": \"empty\"}");
    let (input, out) = (scratch.file("in.jsonl", &text), scratch.path("out.jsonl"));
    comity(1, &["decide", "--batch", &input, "--out", &out, "--data", &server.data]);
    let (status, answer) = server.post("/api/v1/decide/batch", "application/x-ndjson", &text);
    assert_eq!(status, 200);
    assert!(answer == scratch.read("out.jsonl"), "{}", answer.chars().take(500).collect::<String>());

    let parties: String = (0..600).map(|i| json!({ "id": i, "name": format!("Tamsin Frobisher {i}"), "country": "LI" }).to_string() + "\n").collect();
    let input = scratch.file("parties.jsonl", parties.clone() + "no party");
    comity(1, &["screen", "--batch", &input, "--out", &out, "--threshold", "0.1", "--data", &server.data]);
    let (status, answer) = server.post("/api/v1/screen/batch?threshold=0.1", "application/x-ndjson", &(parties + "no party"));
    assert_eq!(status, 200);
    assert!(answer == scratch.read("out.jsonl"), "{}", answer.chars().take(500).collect::<String>());
}

#[test]
fn the_receipt_of_a_kept_determination_replays_on_the_command_line() {
    let server = Server::start("kept");
    let example = std::fs::read_to_string(root().join("examples/shipment.toml")).unwrap();
    let (status, _) = server.post("/api/v1/decide?store=true", "application/toml", &example);
    assert_eq!(status, 201);
    let (_, listed) = server.get("/api/v1/determinations");
    let listed: Json = serde_json::from_str(&listed).unwrap();
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let (status, receipt) = server.get(&format!("/api/v1/determinations/{id}/receipt"));
    assert_eq!(status, 200);
    // The receipt replays on the command line.
    let scratch = Scratch::new("serve-kept-files");
    let file = scratch.file("receipt.json", receipt);
    assert!(server.comity(&["replay", &file]).out.starts_with("same answer"));
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_ends_what_is_under_way_and_exits_well() {
    let mut server = Server::start("stop");
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let server = Server::start("taken");
    let data = Scratch::new("serve-taken-data").path("data");
    let run = comity(2, &["serve", "--listen", &server.address, "--data", &data]);
    assert!(run.report().contains("cannot listen on"), "{}", run.err);
}
