//! `comity lists remove`: an edition that is no longer wanted.

use std::process::ExitCode;

use comity_edge::lists::{ListsError, store::Store};
use jiff::civil::Date;

use crate::{error::CliError, output::say};

pub fn run(store: &Store, set: &str, date: Date) -> Result<ExitCode, CliError> {
    let editions = store.editions(set)?;
    if !editions.all.iter().any(|edition| edition.date == date) {
        let days: Vec<String> = editions.all.iter().map(|edition| edition.date.to_string()).collect();
        let help = if days.is_empty() { "see `comity lists status`".to_owned() } else { format!("there are editions of {}", days.join(", ")) };
        return Err(ListsError::NoEdition { set: set.to_owned(), day: Some(date), help }.into());
    }
    store.remove(set, date)?;
    let left = store.editions(set)?;
    match left.all.last() {
        Some(last) => say!("{set} of {date} is removed; the latest edition is of {}", last.date)?,
        None => say!("{set} of {date} is removed; no edition of {set} is left")?,
    }
    Ok(ExitCode::SUCCESS)
}
