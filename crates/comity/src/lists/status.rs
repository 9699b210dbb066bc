//! `comity lists status`: what is imported, and how old it is.

use std::{path::Path, process::ExitCode};

use comity_read::parties::PartyLists;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{
    edition::Edition,
    store::{Editions, Store},
};
use crate::{bundled, error::CliError, output::say};

pub fn run(store: &Store, law: Option<&Path>, as_of: Option<Date>, as_json: bool) -> Result<ExitCode, CliError> {
    let known = bundled::party_lists(law)?;
    let today = jiff::Zoned::now().date();
    let day = as_of.unwrap_or(today);
    let sets = store.sets()?.iter().map(|set| store.editions(set)).collect::<Result<Vec<_>, _>>()?;
    if as_json {
        let sets: Vec<Json> = sets.iter().map(|editions| to_json(editions, &known, day, today)).collect();
        say!("{}", serde_json::to_string_pretty(&json!({ "as_of": day, "sets": sets })).unwrap_or_default())?;
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

fn to_json(editions: &Editions, known: &PartyLists, day: Date, today: Date) -> Json {
    let in_use = editions.as_of(day).map(|edition| edition.date);
    let rows: Vec<Json> = editions
        .all
        .iter()
        .map(|edition| {
            json!({
                "date": edition.date, "age_days": age(edition, today), "in_use": in_use == Some(edition.date), "imported": edition.imported,
                "records": edition.records, "names": edition.names, "lists": edition.lists, "losses": edition.losses, "digest": edition.digest,
                "sources": edition.sources, "address": edition.address,
            })
        })
        .collect();
    let set = known.set(&editions.set);
    json!({ "set": editions.set, "title": set.map(|set| &set.title), "in_use": in_use, "shrink_percent": known.shrink(&editions.set), "editions": rows })
}

fn age(edition: &Edition, today: Date) -> i32 {
    edition.date.until(today).map_or(0, |span| span.get_days())
}
