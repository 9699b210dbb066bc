//! Screening against the real Consolidated Screening List.

use std::{fs, hint::black_box, path::Path};

use comity_screen::{Index, Options, Query, Record, Workspace, screen};
use criterion::{Criterion, criterion_group, criterion_main};

fn list() -> Vec<Record> {
    let data = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
    let text = fs::read_to_string(Path::new(&data).join("lists/us-csl.2026-07-31.normalized.jsonl")).unwrap_or_default();
    let records: Vec<Record> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(!records.is_empty(), "the list is in {data}");
    records
}

fn screening(c: &mut Criterion) {
    let records = list();
    let mut group = c.benchmark_group("screen");
    group.sample_size(10);
    group.bench_function("build the index of 25,921 parties", |b| b.iter(|| Index::new(black_box(&records)).size()));
    let index = Index::new(&records);
    let stored = postcard::to_stdvec(&index).unwrap_or_default();
    println!("stored index: {} KiB", stored.len() / 1024);
    group.bench_function("load it", |b| b.iter(|| postcard::from_bytes::<Index>(black_box(&stored)).map(|index| index.size()).ok()));
    for (what, name) in [
        ("a person", "Mohamad Reza Husseini"),
        ("a company", "Borealis Marine Trading Co Ltd"),
        ("Cyrillic", "ООО «Научно-производственное предприятие Алмаз»"),
    ] {
        let query = Query { name: name.into(), ..Query::default() };
        // New room each time: nothing is remembered of the words.
        group.bench_function(format!("one name, {what}, nothing remembered"), |b| {
            b.iter_batched_ref(
                || {
                    let mut room = Workspace::default();
                    screen(&index, &records[..], &Query { name: "x".into(), ..Query::default() }, &Options::default(), &mut room);
                    room
                },
                |room| screen(&index, &records[..], black_box(&query), &Options::default(), room).len(),
                criterion::BatchSize::LargeInput,
            );
        });
    }
}

criterion_group!(benches, screening);
criterion_main!(benches);
