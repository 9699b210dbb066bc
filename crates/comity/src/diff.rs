//! `comity law diff`: what changed in a list between two days.

use std::{io::Write, path::Path, process::ExitCode};

use comity_compare::formats::write_changes_table;
use comity_edge::{
    bundled,
    diff::{Changed, diff},
};
use jiff::civil::Date;

use crate::error::CliError;

pub fn run(folder: Option<&Path>, name: &str, from: Date, to: Date, as_json: bool) -> Result<ExitCode, CliError> {
    let changed = diff(&bundled::law(folder)?, &bundled::criteria(folder)?, name, from, to)?;
    let mut out = anstream::stdout().lock();
    match &changed {
        changed if as_json => out.write_all(&changed.to_json()?)?,
        Changed::Content(changes) => write_changes_table(changes, &mut out)?,
        Changed::Rows(rows) => {
            for row in rows {
                let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
                writeln!(out, "{:8} {:10} {:24} {}", text("change"), text("what"), text("provision"), text("detail"))?;
            }
            writeln!(out, "{} changes in {name} from {from} to {to}", rows.len())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
