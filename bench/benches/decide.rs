//! Loading the law, deciding one transaction, deciding many.

use std::hint::black_box;

use comity_bench::{catalogue, grid, law};
use comity_decide::{Engine, Options, Outcome, Transaction};
use comity_law::Law;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn deciding(c: &mut Criterion) {
    let law = law();
    let engine = Engine::new(&law);
    let documents = catalogue(&law, 20_000);
    let transactions: Vec<Transaction> = documents.iter().filter_map(|document| Transaction::read(&law, document).ok()).collect();
    assert_eq!(transactions.len(), documents.len(), "every sample transaction is readable");

    let compiled = law.to_compiled().unwrap_or_default();
    c.bench_function("start/load the compiled law", |b| b.iter(|| Law::from_compiled(black_box(&compiled)).map(|law| law.rules.len())));
    c.bench_function("start/prepare the engine", |b| b.iter(|| black_box(Engine::new(&law))));

    let mut next = 0;
    let mut take = || {
        next = (next + 1) % transactions.len();
        next
    };
    c.bench_function("one/determination with explanation", |b| {
        b.iter(|| black_box(engine.decide(&transactions[take()], Options { explain: true, strict: false })))
    });
    c.bench_function("one/determination", |b| b.iter(|| black_box(engine.decide(&transactions[take()], Options::default()))));
    let mut line = Vec::new();
    c.bench_function("one/JSON line with receipt, from a parsed document", |b| {
        b.iter(|| {
            line.clear();
            let i = take();
            engine.decide_to_json(&transactions[i], &documents[i], Options::default(), &mut line);
            line.len()
        });
    });
    let text: Vec<String> = documents.iter().map(ToString::to_string).collect();
    c.bench_function("one/reading a JSON line into a transaction", |b| {
        b.iter(|| serde_json::from_str(&text[take()]).ok().and_then(|document| Transaction::read(&law, &document).ok()));
    });

    let mut group = c.benchmark_group("batch in memory");
    group.throughput(Throughput::Elements(transactions.len() as u64)).sample_size(10);
    group.bench_function("outcomes of 20,000 distinct transactions, each asked alone", |b| {
        b.iter(|| transactions.iter().map(|transaction| engine.outcomes(transaction, Options::default()).len()).sum::<usize>());
    });
    group.bench_function("outcomes of 20,000 distinct transactions, as one new batch", |b| {
        b.iter(|| {
            let mut batch = engine.batch(Options::default());
            let mut findings = 0;
            transactions.iter().for_each(|transaction| batch.outcomes(transaction, |_, _, _| findings += 1));
            findings
        });
    });
    let (items, contexts) = grid(&law, 10_000);
    assert_eq!((items.len(), contexts.len()), (10_000, 20), "every sample is readable");
    let mut findings = 0;
    engine.grid(&items, &contexts, Options::default(), |_| findings += 1);
    group.throughput(Throughput::Elements(findings));
    group.bench_function("findings of a catalogue of 10,000 items times 20 destinations", |b| {
        b.iter(|| {
            let mut worst = 0;
            engine.grid(&items, &contexts, Options::default(), |answer| worst += usize::from(answer.outcome == Outcome::Prohibited));
            worst
        });
    });
    group.throughput(Throughput::Elements(transactions.len() as u64));
    let mut batch = engine.batch(Options::default());
    group.bench_function("outcomes of 20,000 transactions whose questions the batch has met", |b| {
        b.iter(|| {
            let mut findings = 0;
            transactions.iter().for_each(|transaction| batch.outcomes(transaction, |_, _, _| findings += 1));
            findings
        });
    });
}

criterion_group!(benches, deciding);
criterion_main!(benches);
