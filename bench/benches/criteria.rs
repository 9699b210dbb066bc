//! Comparing lists, classifying items, and reading criteria out of the official text.

use std::{hint::black_box, path::Path};

use comity_bench::criteria;
use comity_compare::compare;
use comity_decide::classify::{Classifier, Index, Profile, Query, classify};
use comity_law::criteria::Criteria;
use comity_read::{
    criteria::{Phrasebook, rows_of},
    import_criteria::import_criteria,
};
use criterion::{Criterion, criterion_group, criterion_main};

fn comparing(c: &mut Criterion) {
    let criteria = criteria();
    let edition = |list: &str| criteria.edition(list, None);
    let (Some(eu), Some(us)) = (edition("eu/annex-i"), edition("us/ccl")) else { return };
    let mut group = c.benchmark_group("compare");
    group.sample_size(10);
    group.bench_function("all of EU Annex I with all of the CCL", |b| b.iter(|| compare(black_box(eu), black_box(us), &criteria.vocabulary).pairs.len()));
}

fn classifying(c: &mut Criterion) {
    let criteria = criteria();
    let item = serde_json::json!({ "kind": "adc", "resolution": "12 bit", "sample_rate": "500 MSPS" });
    let Ok(profile) = Profile::read(&criteria.vocabulary, &item) else { return };
    let lists: Vec<_> = criteria.lists().into_iter().filter_map(|list| criteria.edition(list, None)).collect();
    let mut group = c.benchmark_group("classify");
    group.bench_function("one item against four whole lists", |b| {
        b.iter(|| lists.iter().map(|edition| classify(edition, &criteria.vocabulary, black_box(&profile), &Query::default()).met.len()).sum::<usize>())
    });
    let ready: Vec<_> = lists.iter().map(|edition| Classifier::new(edition, &criteria.vocabulary)).collect();
    group.bench_function("one item against four whole lists made ready", |b| {
        b.iter(|| ready.iter().map(|classifier| classifier.classify(black_box(&profile), &Query::default()).met.len()).sum::<usize>())
    });
    group.bench_function("making four whole lists ready", |b| {
        b.iter(|| lists.iter().map(|edition| Classifier::new(black_box(edition), &criteria.vocabulary)).collect::<Vec<_>>())
    });
    let index = Index::new(&criteria, None);
    group.bench_function("ranking a description", |b| {
        b.iter(|| index.rank(black_box("Kintex UltraScale FPGA, 1156 pins, evaluation kit with 14-bit converter")).len())
    });
    if let Some(edition) = criteria.edition("us/ccl", None) {
        group.bench_function("candidates of the CCL for a description", |b| {
            b.iter(|| {
                index.candidates(&criteria, edition, black_box("Kintex UltraScale FPGA, 1156 pins, evaluation kit with 14-bit converter, 500 MSPS"), 5).len()
            })
        });
    }
    let compiled = criteria.to_compiled().unwrap_or_default();
    group
        .bench_function("loading the compiled criteria", |b| b.iter(|| Criteria::from_compiled(black_box(&compiled)).map(|loaded| loaded.editions.len()).ok()));
}

fn reading(c: &mut Criterion) {
    let data = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
    let path = Path::new(&data).join("law/us/part-774-supp-1.2026-06-24.xml");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/vocabulary/characteristics");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|file| std::fs::read_to_string(file.path()).ok());
    let book = Phrasebook::new(files.filter_map(|text| rows_of(&text).ok()).flatten().collect());
    let Ok(day) = "2026-06-24".parse() else { return };
    let mut group = c.benchmark_group("read");
    group.sample_size(10);
    group.bench_function("the CCL into provisions and criteria", |b| {
        b.iter(|| import_criteria("us/ccl", day, black_box(&path), &book).map(|read| read.numeric).ok())
    });
}

criterion_group!(benches, comparing, classifying, reading);
criterion_main!(benches);
