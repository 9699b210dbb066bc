//! Prints the rows of Parquet files as the lines that a job would make of them: `cargo run -p comity-tables --example lines -- FILE...`

use std::{
    fs::File,
    io::{self, Write as _},
    process::ExitCode,
};

use comity_tables::{Limits, Parquet, TableError};

fn main() -> ExitCode {
    let mut failed = false;
    for path in std::env::args().skip(1) {
        if let Err(report) = print(&path) {
            eprintln!("{path}: {report:?}");
            failed = true;
        }
    }
    ExitCode::from(u8::from(failed))
}

fn print(path: &str) -> miette::Result<()> {
    let file = File::open(path).map_err(|error| miette::miette!("{error}"))?;
    let mut out = io::stdout().lock();
    let print = |row| writeln!(out, "{row}").map_err(TableError::Written);
    let count = Parquet::open(file, Limits::default())?.each(print)?;
    eprintln!("{path}: {count} rows");
    Ok(())
}
