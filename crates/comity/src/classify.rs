//! `comity classify`: what an item is in every list at once, and what would tell.

mod ask;
mod print;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use comity_edge::{
    bundled,
    classify::{Answer, Described, editions, index, read},
    data_folder::DataFolder,
    document::Document,
};
use serde_json::Value as Json;

use crate::{
    error::CliError,
    output::{Terminal, say},
};

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

pub fn run(folder: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = bundled::criteria(folder)?;
    let editions = editions(&criteria, &arguments.list)?;
    let items = match (&arguments.describe, &arguments.file) {
        (Some(text), _) => vec![Described::of_words(text)],
        (None, Some(file)) => read(&Document::read(file)?, &law, &criteria)?,
        (None, None) => Vec::new(),
    };
    let data = DataFolder::find(data);
    let index = items.iter().any(|item| item.description.is_some()).then(|| index(&criteria, &law, data.as_ref(), &Terminal));
    let mut answers = Vec::new();
    for mut item in items {
        if arguments.ask {
            ask::ask(&mut item, &law, &criteria, &editions)?;
        }
        answers.push(Answer::of(item, &editions, &law, &criteria, index.as_ref(), arguments.limit));
    }
    if arguments.json {
        let shown: Vec<Json> = answers.iter().map(Answer::to_json).collect();
        say!("{}", serde_json::to_string_pretty(&shown).unwrap_or_default())?;
    } else {
        print::answers(&mut anstream::stdout(), &law, &answers)?;
    }
    Ok(ExitCode::SUCCESS)
}
