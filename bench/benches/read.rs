//! Reading the official sources.

use std::{fs, hint::black_box, path::Path};

use comity_read::{
    parties::{self, Known, Source},
    read_ccl_xml, read_eu_annex_json,
};
use criterion::{Criterion, criterion_group, criterion_main};

fn reading(c: &mut Criterion) {
    let data = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
    let read = |name: &str| fs::read(Path::new(&data).join(name)).unwrap_or_default();
    let (ccl, annex) = (read("law/us/part-774-supp-1.2026-06-24.xml"), read("law/eu/reg-2021-821-annex-i.2025-11-15.json"));
    assert!(!ccl.is_empty() && !annex.is_empty(), "the sources are in {data}");
    let mut group = c.benchmark_group("read");
    group.sample_size(20);
    group.bench_function("the CCL, 2 MB of eCFR XML", |b| b.iter(|| read_ccl_xml(black_box(&ccl[..]), "ccl.xml").map(|list| list.entries.len()).ok()));
    group.bench_function("EU Annex I, 1.2 MB of JSON", |b| {
        b.iter(|| read_eu_annex_json(black_box(&annex[..]), "annex-i.json").map(|list| list.entries.len()).ok())
    });
}

/// Party lists: without names of lists and countries, whose look-up costs nothing beside the reading.
fn parties(c: &mut Criterion) {
    let data = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
    let read = |name: &str| fs::read(Path::new(&data).join("lists").join(name)).unwrap_or_default();
    let known = Known::default();
    let mut group = c.benchmark_group("parties");
    group.sample_size(20);
    for (what, name) in [
        ("normalised lines, 6 MB", "us-csl.2026-07-31.normalized.jsonl"),
        ("compact screening list, 3.4 MB", "us-csl.2026-07-31.json"),
        ("UN XML, 2 MB", "un-sc.2026-02-27.xml"),
    ] {
        let content = read(name);
        assert!(!content.is_empty(), "{name} is in {data}");
        group.bench_function(what, |b| {
            b.iter(|| parties::read(vec![Source::new("list", black_box(&content[..]))], &known).map(|reading| reading.records.len()).ok())
        });
    }
}

criterion_group!(benches, reading, parties);
criterion_main!(benches);
