//! Jobs handed in and given out as tables, cut off, cancelled, and where there is no room.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    path::PathBuf,
    time::{Duration, Instant},
};

use comity_serve::{Config, State};
use comity_store::{Options, Role, Scope};
use comity_tables::{Column, Form, Holds, Value, Writer};
use parquet::{
    file::{reader::FileReader as _, serialized_reader::SerializedFileReader},
    record::Field,
};
use serde_json::{Value as Json, json};

use crate::{Desk, Server, import, send, sound, start_with};

const PARQUET: &str = "application/vnd.apache.parquet";

/// A job once it has ended.
fn ended(desk: &Desk, path: &str) -> Json {
    let begun = Instant::now();
    loop {
        let job = desk.get(path).json(200);
        if !job["ended"].is_null() {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{job}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The same transactions as Parquet, as CSV and as JSON Lines; every other one says nothing of a fact.
fn shipments() -> (Vec<u8>, String, String) {
    let columns = ["id", "date", "activity", "from", "to", "value", "end_use.military", "item.id", "item.codes.us/ccl"];
    let mut file = Vec::new();
    let mut writer = Writer::new(Form::Parquet, columns.iter().map(|name| Column::new(*name, Holds::Text)).collect(), &mut file).unwrap();
    let (mut csv, mut lines) = (columns.join(",") + "\n", String::new());
    for i in 0..1200 {
        let (id, to) = (format!("t{i}"), if i == 7 { "Nowhere" } else { "IN" });
        let military = if i % 2 == 0 { "" } else { "false" };
        let row = [&id, "2026-07-23", "export", "US", to, "10000 USD", military, "adc", "3A001.a.5.a.3"];
        let cells = row.map(|cell| if cell.is_empty() { Value::Nothing } else { Value::Text(cell.to_owned()) });
        writer.add(&cells).unwrap();
        csv += &(row.join(",") + "\n");
        let mut line = json!({
            "id": id, "date": "2026-07-23", "activity": "export", "from": "US", "to": to, "value": "10000 USD",
            "item": [{ "id": "adc", "codes": { "us/ccl": "3A001.a.5.a.3" } }],
        });
        if i % 2 == 1 {
            line["end_use"] = json!({ "military": false });
        }
        lines += &(line.to_string() + "\n");
    }
    writer.end().unwrap();
    (file, csv, lines)
}

/// A Parquet file's rows by another reader: the cells that are there, as text.
fn read(table: Vec<u8>) -> Vec<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(axum::body::Bytes::from(table)).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let cells = row.unwrap().into_columns().into_iter().filter_map(|(name, cell)| match cell {
            Field::Null => None,
            Field::Str(text) => Some((name, text)),
            other => Some((name, other.to_string())),
        });
        cells.collect()
    });
    rows.collect()
}

/// A result's bytes, which need not be text.
fn bytes(desk: &Desk, path: &str, accept: &str) -> (String, Vec<u8>) {
    let request = ureq::get(format!("http://{}{path}", desk.server.address)).header("authorization", format!("Bearer {}", desk.token)).header("accept", accept);
    let mut response = request.call().unwrap();
    let media = response.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
    (media, response.body_mut().with_config().limit(1 << 28).read_to_vec().unwrap())
}

#[test]
fn a_table_is_answered_as_its_lines_are_and_comes_back_as_one() {
    let desk = Desk::new("tables");
    let (file, csv, questions) = shipments();
    let results = [(PARQUET, &file[..]), ("text/csv", csv.as_bytes())].map(|(media, body)| {
        let job = desk.send("POST", "/api/v1/jobs?kind=decide", &[("content-type", media)], Some(body));
        assert_eq!(job.json(202)["total"], 1200);
        let path = job.header("location").to_owned();
        let job = ended(&desk, &path);
        assert_eq!((&job["state"], &job["done"], &job["failed"]), (&json!("done"), &json!(1200), &json!(1)));
        path
    });
    let lines = results.each_ref().map(|path| desk.get(&format!("{path}/result")).body);
    // What a cell does not say is not said: an absent fact, not one that is false.
    let batch = desk.send("POST", "/api/v1/decide/batch", &[("content-type", "application/x-ndjson")], Some(questions.as_bytes())).body;
    assert!(lines[0] == batch && lines[1] == batch, "Parquet, CSV and JSON Lines of the same rows are the same questions");
    let answers: Vec<Json> = batch.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(answers[7]["error"].as_str().unwrap().contains("Nowhere"));

    let (media, table) = bytes(&desk, &format!("{}/result", results[0]), PARQUET);
    assert_eq!(media, PARQUET);
    assert!(bytes(&desk, &format!("{}/result?format=parquet", results[0]), "*/*").1 == table, "a table is the same each time");
    let rows = read(table);
    assert_eq!(rows.len(), 1200);
    for (number, ((row, answer), line)) in rows.iter().zip(&answers).zip(lines[0].lines()).enumerate() {
        assert_eq!(row["position"], (number + 1).to_string());
        assert_eq!(row["answer"], line);
        for field in ["id", "error", "outcome"] {
            assert_eq!(row.get(field).map(String::as_str), answer[field].as_str(), "{number} {field}");
        }
        let findings = answer["findings"].as_array().into_iter().flatten();
        let found: BTreeMap<String, String> = findings
            .map(|finding| (format!("outcome.{}", finding["jurisdiction"].as_str().unwrap()), finding["outcome"].as_str().unwrap().to_owned()))
            .collect();
        let shown: BTreeMap<String, String> =
            row.iter().filter(|(name, _)| name.starts_with("outcome.")).map(|(name, cell)| (name.clone(), cell.clone())).collect();
        assert_eq!(shown, found, "{number}");
    }

    let (media, table) = bytes(&desk, &format!("{}/result", results[0]), "text/csv");
    assert_eq!(media, "text/csv");
    let mut reader = csv::Reader::from_reader(&table[..]);
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let column = |name: &str| heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{heads:?}"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1200);
    assert_eq!((&rows[0][column("position")], &rows[0][column("id")]), ("1", "t0"));
    for (row, answer) in rows.iter().zip(&answers) {
        assert_eq!(row[column("outcome")], *answer["outcome"].as_str().unwrap_or_default());
        for finding in answer["findings"].as_array().into_iter().flatten() {
            assert_eq!(row[column(&format!("outcome.{}", finding["jurisdiction"].as_str().unwrap()))], *finding["outcome"].as_str().unwrap());
        }
    }
    assert_eq!(desk.get(&format!("{}/result?format=xlsx", results[0])).problem(400), "parameter");
}

#[test]
fn a_table_that_cannot_be_read_fails_visibly_and_says_where() {
    let desk = Desk::new("bad-tables");
    let (file, ..) = shipments();
    let hand_in = |media: &str, body: &[u8]| desk.send("POST", "/api/v1/jobs?kind=decide", &[("content-type", media)], Some(body));
    assert_eq!(hand_in(PARQUET, &file[..file.len() - 1]).problem(400), "syntax");
    assert_eq!(hand_in(PARQUET, b"").problem(400), "syntax");
    assert_eq!(hand_in("text/csv", b"id,to,id\n1,IN,2\n").problem(400), "syntax");
    assert_eq!(hand_in("text/csv", b"id,to\n1,IN,2\n").problem(400), "syntax");
    let jobs = desk.get("/api/v1/jobs").json(200);
    let jobs = jobs["items"].as_array().unwrap();
    assert_eq!(jobs.len(), 4);
    for job in jobs {
        assert_eq!(job["state"], "failed", "{job}");
        assert!(!job["problem"].as_str().unwrap().is_empty() && !job["ended"].is_null());
    }
}

#[test]
fn an_input_that_breaks_off_fails_its_job() {
    let desk = Desk::new("cut-off");
    let mut stream = TcpStream::connect(&desk.server.address).unwrap();
    let line = sound().to_string() + "\n";
    let head = format!(
        "POST /api/v1/jobs?kind=decide HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{line}",
        desk.token,
        line.len() * 2
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    let begun = Instant::now();
    let job = loop {
        let jobs = desk.get("/api/v1/jobs").json(200);
        if let Some(job) = jobs["items"].as_array().unwrap().iter().find(|job| !job["ended"].is_null()) {
            break job.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{jobs}");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(job["state"], "failed", "{job}");
    assert!(job["problem"].as_str().unwrap().contains("broke off"), "{job}");
    assert!(desk.get("/api/v1/audit").body.contains("job.failed"));
}

#[test]
fn a_job_shows_how_far_it_is_and_ends_soon_once_it_is_cancelled() {
    let desk = Desk::new("cancelled");
    let lines = (sound().to_string() + "\n").repeat(60_000);
    let job = desk.send("POST", "/api/v1/jobs?kind=decide", &[("content-type", "application/x-ndjson")], Some(lines.as_bytes()));
    let path = job.header("location").to_owned();
    let begun = Instant::now();
    loop {
        let job = desk.get(&path).json(200);
        assert_eq!(job["total"], 60_000);
        if job["done"].as_u64().unwrap() > 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{job}");
    }
    desk.send("DELETE", &path, &[], None).json(200);
    let job = ended(&desk, &path);
    assert_eq!(job["state"], "cancelled", "{job}");
    assert!(job["done"].as_u64().unwrap() < 60_000, "{job}");
    assert_eq!(desk.get(&format!("{path}/result")).problem(409), "not-done");
}

#[test]
fn a_full_disk_refuses_changes_and_answers_questions() {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("api-full-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    import(&data);
    // As many pages as the tables need, and room for some answers.
    let options = Options { page_limit: Some(220), ..Options::default() };
    let small: &'static Server =
        Box::leak(Box::new(start_with(async || State::open_with(Config { data: Some(data), ..Config::default() }, &options).await.unwrap())));
    let desk = Desk::on(small, "full");
    let auditor = desk.token_of(Role::Auditor, Scope::ALL);
    let mut kept = 0;
    let refused = loop {
        let answer = desk.post("/api/v1/decide?store=true", &sound());
        if answer.status != 201 {
            break answer;
        }
        kept += 1;
        assert!(kept < 2000, "the disk is never full");
    };
    assert_eq!(refused.problem(503), "unavailable");
    assert_ne!(refused.header("retry-after"), "");
    let lines = (sound().to_string() + "\n").repeat(3000);
    let job = desk.send("POST", "/api/v1/jobs?kind=decide", &[("content-type", "application/x-ndjson")], Some(lines.as_bytes()));
    assert_eq!(job.problem(503), "unavailable");
    assert_eq!(desk.post("/api/v1/decide", &sound()).status, 200, "what leaves nothing behind is answered");
    let mut listed = 0;
    let mut after = String::new();
    loop {
        let page = desk.get(&format!("/api/v1/determinations?limit=1000{after}")).json(200);
        listed += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(listed, kept, "what was acknowledged is there, and nothing else");
    assert_eq!(send(&small.address, "GET", "/api/v1/determinations", &[("authorization", &format!("Bearer {auditor}"))], None).status, 200);
}
