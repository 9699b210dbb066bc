//! Median times of single steps: robust where other work shares the machine. `cargo run --release -p comity-bench --example medians`.

use std::{hint::black_box, time::Instant};

use comity_bench::{catalogue, grid, law};
use comity_decide::{Engine, Options, Transaction};

fn median(name: &str, mut step: impl FnMut(usize)) {
    // With an argument, only the steps whose name has it.
    if std::env::args().nth(1).is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    let mut times: Vec<u128> = (0..20_000)
        .map(|i| {
            let start = Instant::now();
            step(i);
            start.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{name:60} p10 {:>8} p50 {:>8} p90 {:>8} ns", at(10), at(50), at(90));
}

fn main() {
    let law = law();
    let engine = Engine::new(&law);
    let documents = catalogue(&law, 20_000);
    let transactions: Vec<Transaction> = documents.iter().filter_map(|document| Transaction::read(&law, document).ok()).collect();
    let of = |i: usize| &transactions[i % transactions.len()];
    let explain = Options { explain: true, strict: false };
    median("determination with explanation", |i| drop(black_box(engine.decide(of(i), explain))));
    median("determination", |i| drop(black_box(engine.decide(of(i), Options::default()))));
    median("outcomes", |i| drop(black_box(engine.outcomes(of(i), Options::default()))));
    let (items, contexts) = grid(&law, 10_000);
    for _ in 0..3 {
        let (start, mut findings) = (Instant::now(), 0u64);
        engine.grid(&items, &contexts, Options::default(), |answer| findings += u64::from(black_box(answer.context) < contexts.len()));
        println!("grid: {findings} findings, {:.0} a second", findings as f64 / start.elapsed().as_secs_f64());
    }
    let mut line = Vec::new();
    let mut batch = engine.batch(Options::default());
    median("JSON line in a batch", |i| {
        line.clear();
        batch.decide_to_json(of(i), &documents[i % documents.len()], &mut line);
    });
    let text: Vec<String> = documents.iter().map(ToString::to_string).collect();
    median("parsing a line", |i| drop(black_box(serde_json::from_str::<serde_json::Value>(&text[i % text.len()]))));
    median("reading a transaction", |i| drop(black_box(engine.read(&documents[i % documents.len()], None))));
}
