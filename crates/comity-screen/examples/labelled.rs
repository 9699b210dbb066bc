//! Screens labelled names and prints what was found at a given rate of false alerts, by class of perturbation.
//!
//! ```sh
//! cargo run --release -p comity-screen --example labelled -- LIST.normalized.jsonl LABELLED.jsonl [show CLASS]
//! ```

use std::{collections::BTreeMap, error::Error, fs, time::Instant};

use comity_screen::{Features, Index, Options, Query, Record, Workspace, record::Kind, screen};
use serde::Deserialize;

/// One labelled name.
#[derive(Deserialize)]
struct Case {
    qid: String,
    query: String,
    #[serde(rename = "type")]
    kind: Kind,
    expect: Option<serde_json::Value>,
    cls: String,
    dob: Option<String>,
    country: Option<String>,
    #[serde(default)]
    source_name: Option<String>,
}

/// How a case came out.
struct Outcome<'c> {
    case: &'c Case,
    /// Score of the best hit.
    top: f64,
    /// Score of the expected record, where it was among the hits.
    found: Option<f64>,
    top_name: String,
    query: Query,
    features: Option<Features>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, list, labelled, rest @ ..] = arguments.as_slice() else { return Err("usage: labelled LIST LABELLED [show CLASS]".into()) };
    let records: Vec<Record> = read(list)?;
    let cases: Vec<Case> = read(labelled)?;
    let start = Instant::now();
    let index = Index::new(&records);
    println!("{:?}, indexed in {:?}", index.size(), start.elapsed());
    let options = Options { threshold: 0.0, limit: 10 };
    let mut workspace = Workspace::default();
    let busy = processor_time();
    let mut times = Vec::new();
    let mut outcomes = Vec::new();
    for case in &cases {
        let query = Query { name: case.query.clone(), kind: case.kind, date_of_birth: case.dob.clone(), country: case.country.clone(), ..Query::default() };
        let start = Instant::now();
        let hits = screen(&index, &records[..], &query, &options, &mut workspace);
        times.push(start.elapsed());
        let wanted: Vec<&str> = match &case.expect {
            Some(serde_json::Value::String(id)) => vec![id],
            Some(serde_json::Value::Array(ids)) => ids.iter().filter_map(|id| id.as_str()).collect(),
            _ => Vec::new(),
        };
        outcomes.push(Outcome {
            case,
            top: hits.first().map_or(0.0, |hit| hit.score),
            found: hits.iter().find(|hit| wanted.contains(&hit.id.as_str())).map(|hit| hit.score),
            top_name: hits.first().map(|hit| hit.alias.clone()).unwrap_or_default(),
            query,
            features: if wanted.is_empty() { hits.first() } else { hits.iter().find(|hit| wanted.contains(&hit.id.as_str())) }.and_then(|hit| hit.features),
        });
    }
    if let (Some(before), Some(after)) = (busy, processor_time()) {
        println!("{:.0} names/s of processor time", cases.len() as f64 / (after - before));
    }
    let mut slow: Vec<(std::time::Duration, &str)> = times.iter().copied().zip(cases.iter().map(|case| case.query.as_str())).collect();
    slow.sort_unstable_by(|a, b| b.cmp(a));
    slow.iter().take(8).for_each(|(time, name)| println!("  slow: {time:?} {name}"));
    if let [word, path] = rest
        && word == "features"
    {
        let mut lines = String::new();
        for outcome in &outcomes {
            if let Some(features) = &outcome.features {
                let values: Vec<String> = features.values().iter().map(f32::to_string).collect();
                let label = u8::from(outcome.case.expect.is_some());
                lines.push_str(&format!(
                    "{label},{},{},{},{}\n",
                    outcome.case.cls,
                    outcome.case.qid,
                    if label == 1 { outcome.found.unwrap_or(0.0) } else { outcome.top },
                    values.join(",")
                ));
            }
        }
        fs::write(path, lines)?;
    }
    let total: f64 = times.iter().map(std::time::Duration::as_secs_f64).sum();
    times.sort_unstable();
    let percentile = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{:.0} names/s, p50 {:?}, p99 {:?}, worst {:?}", times.len() as f64 / total, percentile(50), percentile(99), times.last());
    let mut clean: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.case.expect.is_none()).collect();
    clean.sort_by(|a, b| b.top.total_cmp(&a.top));
    for per in [100, 300, 1000] {
        let allowed = clean.len() / per;
        let threshold = clean.get(allowed).map_or(0.0, |outcome| outcome.top);
        let wanted: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.case.expect.is_some()).collect();
        let found = |outcome: &Outcome| outcome.found.is_some_and(|score| score > threshold);
        let hits = wanted.iter().filter(|outcome| found(outcome)).count();
        let any = wanted.iter().filter(|outcome| outcome.found.is_some()).count();
        println!(
            "one alert per {per} clean names (score above {threshold:.4}): {hits} of {} found, {:.1} %; at any score {any}",
            wanted.len(),
            100.0 * hits as f64 / wanted.len().max(1) as f64
        );
        if per == 300 {
            let mut classes: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
            for outcome in &wanted {
                let entry = classes.entry(&outcome.case.cls).or_default();
                entry.0 += usize::from(found(outcome));
                entry.1 += usize::from(outcome.found.is_some());
                entry.2 += 1;
            }
            for (class, (found, any, all)) in classes {
                println!("  {class:16} {found:4} {any:4} of {all}");
            }
            if let [word, class] = rest
                && word == "show"
            {
                show(&outcomes, class, threshold, &index, &records, &mut workspace);
            }
        }
    }
    if !clean.is_empty() {
        for outcome in clean.iter().take(12) {
            println!("  clean: {:.4} {} ~ {}", outcome.top, outcome.case.query, outcome.top_name);
        }
    }
    Ok(())
}

fn show(outcomes: &[Outcome], class: &str, threshold: f64, index: &Index, records: &[Record], workspace: &mut Workspace) {
    for outcome in outcomes.iter().filter(|outcome| outcome.case.cls == class && outcome.case.expect.is_some()) {
        if outcome.found.is_none_or(|score| score <= threshold) {
            println!(
                "  missed {} {:?} <- {:?}: {:?}, first {:.4} {}",
                outcome.case.qid, outcome.case.query, outcome.case.source_name, outcome.found, outcome.top, outcome.top_name
            );
            let options = Options { threshold: 0.0, limit: 1 };
            for hit in screen(index, records, &outcome.query, &options, workspace) {
                println!("      {}", serde_json::to_string(&hit.reasons).unwrap_or_default());
            }
        }
    }
}

/// Seconds that this thread has computed, where the system tells: what other work on the machine does not touch.
fn processor_time() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}

fn read<T: for<'d> Deserialize<'d>>(path: &str) -> Result<Vec<T>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect::<Result<_, _>>()?)
}
