//! `comity law status`: what is loaded, and how old it is.

mod criteria;

use std::{io, path::Path, process::ExitCode};

use comity_law::{Law, List, NodeStatus, condition::Condition};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    bundled,
    data_folder::DataFolder,
    error::CliError,
    official::{self, SourceRecord},
    output::say,
};

/// Counts of one list in its latest edition.
struct Counts {
    entries: usize,
    provisions: usize,
    reserved: usize,
    rows: usize,
    untranslated: usize,
    refers: usize,
}

pub fn run(folder: Option<&Path>, data: Option<&Path>, as_json: bool, by_group: bool) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = bundled::criteria(folder)?;
    let today = jiff::Zoned::now().date();
    let fetched = fetched(&law, data);
    if as_json {
        let lists: Vec<_> = law
            .lists
            .iter()
            .zip(&fetched)
            .map(|(list, record)| {
                let counts = count(list);
                json!({
                    "list": list.id, "title": list.title, "edition": list.editions.last().map(|edition| edition.date.to_string()),
                    "covers_from": list.covers_from.to_string(), "checked": list.checked.to_string(), "age_days": age(list.checked, today),
                    "entries": counts.entries, "provisions": counts.provisions, "reserved": counts.reserved, "rows": counts.rows,
                    "rows_untranslated": counts.untranslated, "refers": counts.refers,
                    "official_text": record.as_ref().map(|record| json!({
                        "edition": record.edition.to_string(), "address": record.address, "retrieved": record.retrieved.to_string(),
                        "confirmed": record.confirmed.to_string(), "age_days": age(day_of(record), today), "provisions": record.provisions, "drifted": record.drifted,
                    })),
                })
            })
            .collect();
        let jurisdictions: Vec<_> = law
            .jurisdictions
            .iter()
            .map(|jurisdiction| {
                let rows: Vec<_> = jurisdiction
                    .coverage
                    .iter()
                    .map(|row| json!({ "instrument": row.instrument, "title": row.title, "status": row.status.name(), "note": row.note }))
                    .collect();
                json!({ "jurisdiction": jurisdiction.id, "coverage": rows })
            })
            .collect();
        let status = json!({ "lists": lists, "jurisdictions": jurisdictions, "rules": law.rules.len(), "criteria": criteria::to_json(&criteria), "digest": law.digest().to_string() });
        say!("{}", serde_json::to_string_pretty(&status).unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&law, &fetched, today)?;
    say!()?;
    criteria::print(&criteria, by_group)?;
    Ok(ExitCode::SUCCESS)
}

fn print(law: &Law, fetched: &[Option<SourceRecord>], today: Date) -> io::Result<()> {
    say!(
        "{:16} {:10} {:>9} {:>7} {:>10} {:>8} {:>6} {:>12} {:>6}  {}",
        "list",
        "edition",
        "age",
        "entries",
        "provisions",
        "reserved",
        "rows",
        "untranslated",
        "refers",
        "official text"
    )?;
    for (list, record) in law.lists.iter().zip(fetched) {
        let counts = count(list);
        let text = record
            .as_ref()
            .map_or("not fetched".to_owned(), |record| format!("{}, {} days, {} drifted", record.edition, age(day_of(record), today), record.drifted));
        let edition = list.editions.last().map_or("-".into(), |edition| edition.date.to_string());
        let age = format!("{} days", age(list.checked, today));
        say!(
            "{:16} {edition:10} {age:>9} {:>7} {:>10} {:>8} {:>6} {:>12} {:>6}  {text}",
            list.id,
            counts.entries,
            counts.provisions,
            counts.reserved,
            counts.rows,
            counts.untranslated,
            counts.refers
        )?;
    }
    say!()?;
    for jurisdiction in &law.jurisdictions {
        let count = |status: &str| jurisdiction.coverage.iter().filter(|row| row.status.name() == status).count();
        say!(
            "{} ({}): instruments modelled {}, in part {}, not {}",
            jurisdiction.name,
            jurisdiction.id,
            count("modelled"),
            count("partial"),
            count("not-modelled")
        )?;
    }
    say!("{} rules, {} country groups, {} facts; law {}", law.rules.len(), law.groups.len(), law.vocabulary.facts.len(), law.digest())?;
    Ok(())
}

/// What is fetched of each list's official text: of its latest edition, else of an earlier one.
fn fetched(law: &Law, data: Option<&Path>) -> Vec<Option<SourceRecord>> {
    let data = DataFolder::find(data);
    let latest = |list: &List| official::usable(official::latest(data.as_ref()?, &list.id));
    law.lists.iter().map(latest).collect()
}

/// The day on which the source last gave this text.
fn day_of(record: &SourceRecord) -> Date {
    record.confirmed.to_zoned(jiff::tz::TimeZone::system()).date()
}

/// Days since the last comparison with the source.
fn age(checked: Date, today: Date) -> i32 {
    checked.until(today).map_or(0, |span| span.get_days())
}

fn count(list: &List) -> Counts {
    let day = list.editions.last().map_or(list.checked, |edition| edition.date);
    let active = |id: usize| list.nodes.get(id).into_iter().flat_map(|node| &node.versions).find(|version| version.period.contains(day));
    let mut counts = Counts { entries: 0, provisions: 0, reserved: 0, rows: 0, untranslated: 0, refers: 0 };
    for (id, node) in list.nodes.iter().enumerate() {
        match active(id) {
            Some(_) if node.parent.is_none() => counts.entries += 1,
            Some(version) if version.status == NodeStatus::Active => counts.provisions += 1,
            Some(_) => counts.reserved += 1,
            None => {}
        }
    }
    let untranslated = |condition: Option<&Condition>| condition.is_some_and(|condition| condition.root.has_untranslated());
    for entry in &list.entries {
        for row in entry.controls.iter().filter(|row| row.period.contains(day)) {
            counts.rows += 1;
            counts.untranslated += usize::from(untranslated(row.scope.as_ref()) || untranslated(row.when.as_ref()));
        }
        for row in entry.exceptions.iter().filter(|row| row.period.contains(day)) {
            counts.rows += 1;
            counts.untranslated += usize::from(untranslated(row.scope.as_ref()));
        }
        counts.refers += entry.refers.iter().filter(|row| row.period.contains(day)).count();
    }
    counts
}
