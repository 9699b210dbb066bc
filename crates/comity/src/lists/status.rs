//! `comity lists status`: what is imported, and how old it is.

use std::{path::Path, process::ExitCode};

use comity_edge::{
    bundled,
    lists::{
        status::{age, sets, to_json},
        store::{Editions, Store},
    },
};
use comity_read::parties::PartyLists;
use jiff::civil::Date;

use crate::{error::CliError, output::say};

pub fn run(store: &Store, law: Option<&Path>, as_of: Option<Date>, as_json: bool) -> Result<ExitCode, CliError> {
    let known = bundled::party_lists(law)?;
    let today = jiff::Zoned::now().date();
    let day = as_of.unwrap_or(today);
    let sets = sets(store)?;
    if as_json {
        say!("{}", serde_json::to_string_pretty(&to_json(&sets, &known, day, today)).unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    if sets.is_empty() {
        say!("no lists are imported yet: `comity lists import SET FILE`")?;
        for set in known.sets() {
            say!("  {:<16} {}; {}", set.name, set.title, set.address)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    print(&sets, &known, day, today)?;
    Ok(ExitCode::SUCCESS)
}

fn print(sets: &[Editions], known: &PartyLists, day: Date, today: Date) -> Result<(), CliError> {
    let width = sets.iter().map(|editions| editions.set.len()).max().unwrap_or(0).max(3);
    say!("  {:<width$}  {:10} {:>10} {:>9} {:>9} {:>7}", "set", "edition", "age", "parties", "names", "losses")?;
    for editions in sets {
        let in_use = editions.as_of(day).map(|edition| edition.date);
        for edition in editions.all.iter().rev() {
            let mark = if in_use == Some(edition.date) { "*" } else { " " };
            let age = format!("{} days", age(edition, today));
            say!(
                "{mark} {:<width$}  {:10} {age:>10} {:>9} {:>9} {:>7}",
                edition.set,
                edition.date.to_string(),
                edition.records,
                edition.names,
                edition.lost()
            )?;
        }
        if in_use.is_none() {
            say!("! {:<width$}  no edition as early as {day}", editions.set)?;
        }
    }
    for edition in sets.iter().filter_map(|editions| editions.as_of(day)) {
        say!("\n{} of {}", edition.set, edition.date)?;
        for (list, count) in &edition.lists {
            say!("  {list:<12} {count:>7}  {}", known.list(list).map_or("", |list| list.title.as_str()))?;
        }
        for loss in edition.losses_by_kind() {
            say!("  ! {loss}")?;
        }
    }
    Ok(())
}
