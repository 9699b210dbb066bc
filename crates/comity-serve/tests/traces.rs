//! Traces arrive at a collector. In a program of its own: what is collected holds for the whole process.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use comity_serve::{Config, State, app, telemetry};
use serde_json::json;

/// What was posted to it: path and body.
type Posted = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A collector that takes everything.
fn collector() -> (String, Posted) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let posted = Posted::default();
    let kept = posted.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let kept = kept.clone();
            std::thread::spawn(move || take(stream.unwrap(), &kept));
        }
    });
    (address, posted)
}

fn take(mut stream: TcpStream, kept: &Mutex<Vec<(String, Vec<u8>)>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 {
            return;
        }
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_lowercase());
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    kept.lock().unwrap().push((head[0].split(' ').nth(1).unwrap().to_owned(), body));
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
}

fn holds(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[test]
fn the_spans_of_a_request_arrive_under_the_trace_that_it_came_with() {
    assert!(telemetry::Traces::of_environment().unwrap().is_none(), "the environment of tests names no collector");
    let (address, posted) = collector();
    let traces = telemetry::log_to(Some(telemetry::Traces::to(&format!("http://{address}")).unwrap()));
    let data = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("traces-{}", std::process::id()));
    std::fs::create_dir_all(&data).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let served = runtime.block_on(async {
        let state = State::open(Config { data: Some(data), open: true, ..Config::default() }).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let served = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app(state)).await.unwrap() });
        served
    });
    let asked = json!({
        "id": "zq-asked", "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN", "value": "10000 USD",
        "item": [{ "id": "adc", "codes": { "us/ccl": "3A001.a.5.a.3" } }],
    });
    let answer = ureq::post(format!("http://{served}/api/v1/decide"))
        .header("content-type", "application/json")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .send(asked.to_string())
        .unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    drop(traces); // delivers what is left
    let posted = posted.lock().unwrap();
    assert!(!posted.is_empty() && posted.iter().all(|(path, _)| path == "/v1/traces"), "{} posted", posted.len());
    let body: Vec<u8> = posted.iter().flat_map(|(_, body)| body.clone()).collect();
    let trace = [0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c];
    assert!(holds(&body, &trace) && holds(&body, &[0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31]), "another trace");
    for name in ["request", "decide", "comity", "/api/v1/decide"] {
        assert!(holds(&body, name.as_bytes()), "{name}");
    }
    assert!(!holds(&body, b"zq-asked") && !holds(&body, b"3A001"), "what was asked is not told");
}
