//! How screening grows with the number of listed parties: names a second and memory, from the real list up to a million made-up names.
//!
//! Made-up names are of the real list's own words, drawn as often as they stand there, so that rare and common words stay so. Sample data.
//!
//! ```sh
//! cargo run --release -p comity-bench --example screening_growth
//! ```

use std::{fs, path::Path, time::Instant};

use comity_screen::{Index, Options, Query, Record, Workspace, screen};

fn main() {
    let data = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
    let text = fs::read_to_string(Path::new(&data).join("lists/us-csl.2026-07-31.normalized.jsonl")).unwrap_or_default();
    let real: Vec<Record> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(!real.is_empty(), "the list is in {data}");
    let words: Vec<&str> = real.iter().flat_map(|record| record.name.split_whitespace()).collect();
    let mut dice = 88_172_645_463_325_252_u64;
    let mut next = |below: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice >> 33).unwrap_or_default() % below.max(1)
    };
    println!("{:>10} {:>10} {:>10} {:>12} {:>12} {:>10} {:>10}", "names", "words", "build", "names/s", "names/s cpu", "p99", "resident");
    for names in [0, 100_000, 300_000, 1_000_000] {
        let mut records = real.clone();
        let mut count: usize = records.iter().map(|record| record.names().count()).sum();
        while count < names {
            let name: Vec<&str> = (0..2 + next(4)).filter_map(|_| words.get(next(words.len())).copied()).collect();
            // A word of its own now and then, as new parties bring.
            let own = format!("{}{}", words.get(next(words.len())).copied().unwrap_or_default(), next(1000));
            let name = if next(3) == 0 { format!("{} {own}", name.join(" ")) } else { name.join(" ") };
            records.push(Record { id: format!("made-up-{count}"), list: "SAMPLE".into(), name, ..Record::default() });
            count += 1;
        }
        let start = Instant::now();
        let index = Index::new(&records);
        let build = start.elapsed();
        let questions: Vec<Query> = real
            .iter()
            .step_by(13)
            .map(|record| {
                // One letter left out: a name that is not found as it stands.
                let letters: Vec<char> = record.name.chars().collect();
                let gone = next(letters.len());
                let name = letters.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, c)| *c).collect();
                Query { name, kind: record.kind, ..Query::default() }
            })
            .collect();
        let mut room = Workspace::default();
        let busy = processor_time();
        let start = Instant::now();
        let mut times: Vec<_> = questions
            .iter()
            .map(|query| {
                let start = Instant::now();
                screen(&index, &records[..], query, &Options::default(), &mut room);
                start.elapsed()
            })
            .collect();
        let wall = start.elapsed().as_secs_f64();
        let busy = processor_time() - busy;
        times.sort_unstable();
        let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        let asked = f64::from(u32::try_from(questions.len()).unwrap_or(u32::MAX));
        println!(
            "{:>10} {:>10} {:>10.2?} {:>12.0} {:>12.0} {:>10.2?} {:>7} MiB",
            index.size().names,
            index.size().words,
            build,
            asked / wall,
            asked / busy,
            p99,
            resident()
        );
    }
}

/// Seconds that this thread has computed: what other work on the machine moves least.
fn processor_time() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

/// Resident memory of the process in MiB, the records and the questions with it.
fn resident() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or_default() / 1024
}
