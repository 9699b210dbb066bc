//! `comity law status`: what is loaded, and how old it is.

mod criteria;

use std::{io, path::Path, process::ExitCode};

use comity_edge::{
    bundled,
    data_folder::DataFolder,
    official::SourceRecord,
    status::{age, count, day_of, fetched, to_json},
};
use comity_law::Law;
use jiff::civil::Date;

use crate::{
    error::CliError,
    output::{Terminal, say},
};

pub fn run(folder: Option<&Path>, data: Option<&Path>, as_json: bool, by_group: bool) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = bundled::criteria(folder)?;
    let today = jiff::Zoned::now().date();
    let fetched = fetched(&law, DataFolder::find(data).as_ref(), &Terminal);
    if as_json {
        say!("{}", serde_json::to_string_pretty(&to_json(&law, &criteria, &fetched, today)).unwrap_or_default())?;
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
