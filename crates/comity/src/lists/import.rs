//! `comity lists import`: an edition of a set, read from its publisher's files.

mod source;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use comity_edge::lists::{
    self, ListsError,
    edition::{Edition, Form, LossLine, SourceFile},
    store::{Store, digest, is_set_name},
};
use comity_read::parties::{self, Known, Reading, delta::Delta};
use comity_screen::Record;
use jiff::{Timestamp, civil::Date};
use serde_json::json;

use crate::{
    error::CliError,
    output::{note, say},
};

/// Arguments of `comity lists import`.
#[derive(Args)]
pub struct Arguments {
    /// The set, such as us-csl, us-sdn, un-sc, eu, gb; a name of your own makes a set of your own.
    set: String,
    /// The publisher's file; of OFAC's CSV all: sdn.csv alt.csv add.csv. The format is recognised by content.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The day of the edition, where the content does not say it.
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Import even though the set shrinks by more than its share, or loses a whole list.
    #[arg(long)]
    confirm_shrink: bool,
    /// Import even though names are spoilt or missing.
    #[arg(long)]
    accept_losses: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(store: &Store, law: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let known = lists::known(law)?;
    if !is_set_name(&arguments.set) {
        let names: Vec<&str> = known.lists.sets().iter().map(|set| set.name.as_str()).collect();
        return Err(ListsError::SetName { name: arguments.set.clone(), known: names.join(", ") }.into());
    }
    let (reading, digests) = read(&arguments.files, &known)?;
    let date = arguments.date.or(reading.published).ok_or(ListsError::Undated)?;
    if let (Some(given), Some(published)) = (arguments.date, reading.published)
        && given != published
    {
        note!("the source says that it is of {published}; it is taken as of {given}, as --date says");
    }
    let lines = lines(&reading.records)?;
    let edition = edition(arguments, &reading, date, digests, &lines, &known);
    let editions = store.editions(&arguments.set)?;
    // An edition that is imported again is compared with itself, another one with the edition before it.
    let before = editions.as_of(date).cloned();
    let old = before.as_ref().map(|before| store.records(before)).transpose()?.unwrap_or_default();
    let delta = Delta::between(&old, &reading.records, reading.positional_ids || before.as_ref().is_some_and(|before| before.positional_ids));

    let spoilt: u64 = reading.losses.iter().filter(|loss| loss.kind.spoils_names()).map(|loss| loss.count).sum();
    if share(spoilt, reading.records.len() as u64) > known.lists.spoilt() && !arguments.accept_losses {
        report_losses(&edition);
        return Err(ListsError::Spoilt { count: spoilt }.into());
    }
    if let Some(before) = &before {
        let reasons = shrinks(before, &edition, known.lists.shrink(&arguments.set));
        if !reasons.is_empty() && !arguments.confirm_shrink {
            for reason in &reasons {
                note!("{reason}");
            }
            note!("nothing was imported; the edition of {} stays in use", before.date);
            note!("if the publisher did remove them, import with --confirm-shrink");
            return Ok(ExitCode::from(1));
        }
    }
    store.write(&edition, &lines)?;
    report(&edition, before.as_ref(), &delta, arguments.json)?;
    Ok(ExitCode::SUCCESS)
}

fn read(files: &[PathBuf], known: &Known) -> Result<(Reading, Vec<String>), CliError> {
    let sources = files.iter().map(|path| source::Watched::open(path)).collect::<Result<Vec<_>, _>>()?;
    let digests: Vec<_> = sources.iter().map(source::Watched::digest).collect();
    let inputs = files.iter().zip(sources).map(|(path, source)| parties::Source::new(path.display().to_string(), source)).collect();
    let reading = parties::read(inputs, known)?;
    Ok((reading, digests.iter().map(source::RunningDigest::text).collect()))
}

/// The records as `records.jsonl` keeps them.
fn lines(records: &[Record]) -> Result<Vec<u8>, CliError> {
    let mut lines = Vec::new();
    for record in records {
        serde_json::to_writer(&mut lines, record).map_err(|error| CliError::Output(error.into()))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn edition(arguments: &Arguments, reading: &Reading, date: Date, digests: Vec<String>, lines: &[u8], known: &Known) -> Edition {
    let mut lists = BTreeMap::new();
    for record in &reading.records {
        *lists.entry(record.list.clone()).or_insert(0) += 1;
    }
    let sources = arguments.files.iter().zip(&reading.formats).zip(digests).map(|((path, format), digest)| SourceFile {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        format: format.name().to_owned(),
        digest,
    });
    let now = Timestamp::now();
    Edition {
        format: Form::V1,
        set: arguments.set.clone(),
        date,
        imported: Timestamp::from_second(now.as_second()).unwrap_or(now),
        digest: digest(lines),
        sources: sources.collect(),
        address: known.lists.set(&arguments.set).map(|set| set.address.clone()),
        records: reading.records.len(),
        names: reading.records.iter().map(|record| record.names().count()).sum(),
        lists,
        losses: reading.losses.iter().map(LossLine::from).collect(),
        positional_ids: reading.positional_ids,
    }
}

/// A part of a whole in percent.
fn share(part: u64, whole: u64) -> f64 {
    // Counts of records are far below 2^53, up to which a float is exact.
    part as f64 * 100.0 / whole.max(1) as f64
}

/// Why an edition is suspiciously smaller than the one before.
fn shrinks(before: &Edition, now: &Edition, share: f64) -> Vec<String> {
    let mut reasons = Vec::new();
    let (then, left) = (before.records, now.records);
    let gone = self::share(then.saturating_sub(left) as u64, then as u64);
    if gone > share {
        reasons.push(format!("{} would shrink from {then} parties ({}) to {left}: by {gone:.1} %, more than {share} %", now.set, before.date));
    }
    for (list, count) in &before.lists {
        if !now.lists.contains_key(list) {
            reasons.push(format!("the list {list} is gone: {count} parties on {}", before.date));
        }
    }
    reasons
}

fn report_losses(edition: &Edition) {
    for loss in edition.losses_by_kind() {
        note!("  lost: {loss}");
    }
}

fn report(edition: &Edition, before: Option<&Edition>, delta: &Delta, as_json: bool) -> Result<(), CliError> {
    if as_json {
        let (added, removed, changed) = (delta.added.len(), delta.removed.len(), delta.changed.len());
        let compared =
            before.map(|before| json!({ "date": before.date, "added": added, "removed": removed, "changed": changed, "unchanged": delta.unchanged }));
        say!("{}", serde_json::to_string_pretty(&json!({ "edition": edition, "compared": compared })).unwrap_or_default())?;
        return Ok(());
    }
    let formats: Vec<&str> = edition.sources.iter().map(|source| source.format.as_str()).collect();
    say!("{} of {}: {} parties, {} names, read as {}", edition.set, edition.date, edition.records, edition.names, formats.join(" + "))?;
    for (list, count) in &edition.lists {
        say!("  {list:<12} {count:>7}")?;
    }
    if let Some(before) = before {
        let (added, removed, changed) = (delta.added.len(), delta.removed.len(), delta.changed.len());
        say!("  against {}: {added} added, {removed} removed, {changed} changed, {} the same", before.date, delta.unchanged)?;
        if (edition.names as u64) < before.names as u64 && edition.records >= before.records {
            say!("  ! fewer names than before ({}), though not fewer parties: are other names missing?", before.names)?;
        }
    }
    for loss in edition.losses_by_kind() {
        say!("  ! {loss}")?;
    }
    Ok(())
}
