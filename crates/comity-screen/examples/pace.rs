//! How many names a second of processor time are screened, round by round, with new room each round.
//!
//! ```sh
//! cargo run --release -p comity-screen --example pace -- LIST.normalized.jsonl NAMES.jsonl [ROUNDS] [THRESHOLD]
//! ```

use std::{error::Error, fs};

use comity_screen::{Index, Options, Query, Record, Workspace, record::Kind, screen};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    query: String,
    #[serde(rename = "type", default)]
    kind: Kind,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, list, names, rest @ ..] = arguments.as_slice() else { return Err("usage: pace LIST NAMES [ROUNDS] [THRESHOLD]".into()) };
    let rounds: usize = rest.first().map_or(Ok(5), |text| text.parse())?;
    let threshold = rest.get(1).map_or(Ok(0.5), |text| text.parse())?;
    let records: Vec<Record> = fs::read_to_string(list)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let cases: Vec<Case> = fs::read_to_string(names)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let queries: Vec<Query> = cases.into_iter().map(|case| Query { name: case.query, kind: case.kind, ..Query::default() }).collect();
    let index = Index::new(&records);
    let options = Options { threshold, limit: 10 };
    let mut paces = Vec::new();
    for _ in 0..rounds {
        let mut workspace = Workspace::default();
        let before = processor_time()?;
        let hits: usize = queries.iter().map(|query| screen(&index, &records[..], query, &options, &mut workspace).len()).sum();
        let pace = queries.len() as f64 / (processor_time()? - before);
        println!("{pace:.0} names/s, {hits} hits");
        paces.push(pace);
    }
    println!("best {:.0} names/s of one core", paces.into_iter().fold(0.0, f64::max));
    Ok(())
}

/// Seconds of processor time of this thread (Linux: nanoseconds run, the first figure of schedstat).
fn processor_time() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse::<f64>()? / 1e9)
}
