//! Prints sample transactions as JSON Lines: `cargo run --release -p comity-bench --example catalogue -- 100000 > batch.jsonl`.

use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1000);
    let mut out = BufWriter::new(io::stdout().lock());
    for transaction in comity_bench::catalogue(&comity_bench::law(), count) {
        writeln!(out, "{transaction}")?;
    }
    out.flush()
}
