//! `comity classify`: what an item is in every list at once, and what would tell.

mod ask;
mod items;
mod print;
mod words;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use comity_decide::classify::{Candidate, Classified, Index, Query, classify};
use comity_law::{
    Law,
    criteria::{Criteria, Edition},
};
use serde_json::{Value as Json, json};

use self::items::Described;
use crate::{bundled, error::CliError, output::say};

/// Arguments of `comity classify`.
#[derive(Args)]
pub struct Arguments {
    /// A file with items: a transaction, `[[item]]` tables, or one item's fields; `-` reads standard input.
    #[arg(required_unless_present = "describe")]
    file: Option<PathBuf>,
    /// Describe one item in words, instead of a file.
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    describe: Option<String>,
    /// Only this list; may be given several times.
    #[arg(long, value_name = "LIST")]
    list: Vec<String>,
    /// Ask for what is missing, one question at a time.
    #[arg(long)]
    ask: bool,
    /// Most rows of a kind for each list.
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// An item with what was found in each list.
struct Answer<'a> {
    item: Described,
    lists: Vec<Found<'a>>,
}

/// What one list says of an item.
struct Found<'a> {
    edition: &'a Edition,
    classified: Classified,
    candidates: Vec<Candidate>,
}

pub fn run(folder: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = bundled::criteria(folder)?;
    let editions = editions(&criteria, &arguments.list)?;
    let items = match (&arguments.describe, &arguments.file) {
        (Some(text), _) => vec![Described::of_words(text)],
        (None, Some(file)) => items::read(file, &law, &criteria)?,
        (None, None) => Vec::new(),
    };
    let index = items.iter().any(|item| item.description.is_some()).then(|| words::index(&criteria, &law, data));
    let mut answers = Vec::new();
    for mut item in items {
        if arguments.ask {
            ask::ask(&mut item, &law, &criteria, &editions)?;
        }
        let lists = editions.iter().map(|edition| found(&item, edition, &law, &criteria, index.as_ref(), arguments.limit)).collect();
        answers.push(Answer { item, lists });
    }
    if arguments.json {
        let shown: Vec<Json> = answers.iter().map(to_json).collect();
        say!("{}", serde_json::to_string_pretty(&shown).unwrap_or_default())?;
    } else {
        print::answers(&mut anstream::stdout(), &law, &answers)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The latest edition of each list asked for; of all lists when none is named.
fn editions<'c>(criteria: &'c Criteria, wanted: &[String]) -> Result<Vec<&'c Edition>, CliError> {
    let lists = criteria.lists();
    if let Some(unknown) = wanted.iter().find(|list| !lists.contains(&list.as_str())) {
        let help = format!("lists with criteria: {}", lists.join(", "));
        return Err(CliError::Unknown { what: "list with criteria", name: unknown.clone(), help });
    }
    let asked = lists.into_iter().filter(|list| wanted.is_empty() || wanted.iter().any(|name| name == list));
    Ok(asked.filter_map(|list| criteria.edition(list, None)).collect())
}

fn found<'a>(item: &Described, edition: &'a Edition, law: &Law, criteria: &Criteria, index: Option<&Index>, limit: usize) -> Found<'a> {
    let query = Query { law: Some(law), limit, ..Query::default() };
    let classified = match &item.profile {
        profile if profile.is_empty() => Classified::default(),
        profile => classify(edition, &criteria.vocabulary, profile, &query),
    };
    let words = item.description.as_deref().zip(index);
    let candidates = words.map(|(words, index)| index.candidates(criteria, edition, words, limit)).unwrap_or_default();
    Found { edition, classified, candidates }
}

fn to_json(answer: &Answer) -> Json {
    let gather = |of: fn(&Found) -> Json| -> Vec<Json> {
        let rows = answer.lists.iter().map(of);
        rows.flat_map(|rows| if let Json::Array(rows) = rows { rows } else { Vec::new() }).collect()
    };
    let lists: Vec<Json> = answer
        .lists
        .iter()
        .map(|found| {
            json!({
                "list": found.edition.list, "edition": found.edition.date.to_string(), "not_listed": found.classified.not_listed,
                "more": found.classified.more, "read_whole_percent": (found.edition.coverage().percent() * 10.0).round() / 10.0,
            })
        })
        .collect();
    let known: Vec<Option<bool>> = answer.lists.iter().map(|found| found.classified.not_listed).collect();
    let not_listed = if known.contains(&Some(false)) {
        Some(false)
    } else if known.iter().all(|known| *known == Some(true)) {
        Some(true)
    } else {
        None
    };
    json!({
        "item": answer.item.id,
        "met": gather(|found| json!(found.classified.met)),
        "may": gather(|found| json!(found.classified.may)),
        "near": gather(|found| json!(found.classified.near)),
        "excluded": gather(|found| json!(found.classified.excluded)),
        "candidates": gather(|found| json!(found.candidates)),
        "not_listed": if answer.item.profile.is_empty() { None } else { not_listed },
        "lists": lists,
    })
}
