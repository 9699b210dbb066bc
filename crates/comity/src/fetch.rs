//! `comity law fetch`: official text from the official source into the data folder.

mod compare;
mod error;
mod http;

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use comity_edge::{
    EdgeError, bundled,
    data_folder::DataFolder,
    official::{self, SourceRecord, StoredText},
};
use comity_law::{
    Law,
    criteria::Criteria,
    official::{Official, OfficialText},
};
use comity_read::{official::Form, text::file_digest, whole};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value as Json, json};

pub use self::error::FetchError;
use self::{
    compare::{Bundled, Comparison, How},
    http::{Answer, Validators},
};
use crate::{error::CliError, output::say};

/// How many paragraphs that differ are named.
const NAMED: usize = 10;

/// Arguments of `comity law fetch`.
#[derive(Args)]
pub struct Arguments {
    /// Lists, each with an edition where it is not the latest: us/ccl@2026-06-24 (default: every list with an address that can be read).
    #[arg(value_name = "LIST[@EDITION]", value_parser = Wanted::parse)]
    lists: Vec<Wanted>,
    /// Take this file, already downloaded, instead of asking the official address.
    #[arg(long, value_name = "FILE", conflicts_with = "address")]
    from: Option<PathBuf>,
    /// Ask this address instead of the official one: a mirror, or a file kept by your office.
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Longest time for one answer, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A list and edition as they are named on the command line.
#[derive(Clone)]
struct Wanted {
    list: String,
    edition: Option<Date>,
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, String> {
        let Some((list, edition)) = text.split_once('@') else { return Ok(Self { list: text.to_owned(), edition: None }) };
        let edition = edition.parse().map_err(|_| format!("`{edition}` is no date such as 2026-07-23"))?;
        Ok(Self { list: list.to_owned(), edition: Some(edition) })
    }
}

/// What fetching needs to know.
struct Context<'a> {
    law: &'a Law,
    criteria: &'a Criteria,
    official: &'a Official,
    folder: &'a DataFolder,
    arguments: &'a Arguments,
}

/// What became of one list.
struct Fetched {
    outcome: Outcome,
    source: SourceRecord,
    comparison: Comparison,
    folder: PathBuf,
}

#[derive(Clone, Copy)]
enum Outcome {
    /// Its text is new, or other than before.
    Fetched,
    /// The same text came again.
    Unchanged,
    /// The server said that nothing has changed.
    NotModified,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::Unchanged => "unchanged",
            Self::NotModified => "not-modified",
        }
    }
}

pub fn run(law: Option<&Path>, data: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let folder = DataFolder::demand(data)?;
    let (criteria, official) = (bundled::criteria(law)?, bundled::official(law)?);
    let law = bundled::law(law)?;
    let context = Context { law: &law, criteria: &criteria, official: &official, folder: &folder, arguments };
    if (arguments.from.is_some() || arguments.address.is_some()) && arguments.lists.len() != 1 {
        return Err(FetchError::OneList.into());
    }
    let wanted = context.wanted()?;
    let (mut shown, mut failed) = (Vec::new(), false);
    for (list, edition) in wanted {
        match context.fetch(&list, edition) {
            Ok(fetched) if arguments.json => shown.push(to_json(&fetched)),
            Ok(fetched) => print(&fetched)?,
            // One source that is down must not keep the others from being fetched.
            Err(error) => {
                failed = true;
                shown.push(json!({ "list": list, "edition": edition.to_string(), "outcome": "failed", "error": error.to_string() }));
                error.print();
            }
        }
    }
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&shown).unwrap_or_default())?;
    }
    Ok(if failed { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

impl Context<'_> {
    /// The lists and editions asked for; an edition that is not loaded cannot be checked and is refused.
    fn wanted(&self) -> Result<Vec<(String, Date)>, CliError> {
        if self.arguments.lists.is_empty() {
            let readable = self.official.lists.iter().filter(|text| text.address.is_some());
            return Ok(readable.filter_map(|text| Some((text.list.to_string(), self.editions(&text.list).pop()?))).collect());
        }
        let edition = |wanted: &Wanted| {
            let editions = self.editions(&wanted.list);
            let Some(latest) = editions.last() else {
                let known: Vec<&str> = self.law.lists.iter().map(|list| &*list.id).collect();
                let help = format!("lists that are loaded: {}", known.join(", "));
                return Err(CliError::Edge(EdgeError::Unknown { what: "list", name: wanted.list.clone(), help }));
            };
            let edition = wanted.edition.unwrap_or(*latest);
            if !editions.contains(&edition) {
                let known: Vec<String> = editions.iter().map(Date::to_string).collect();
                let help = format!("editions of {} that are loaded: {}", wanted.list, known.join(", "));
                return Err(CliError::Edge(EdgeError::Unknown { what: "edition", name: format!("{}@{edition}", wanted.list), help }));
            }
            Ok((wanted.list.clone(), edition))
        };
        self.arguments.lists.iter().map(edition).collect()
    }

    /// The editions of a list that are loaded, earliest first.
    fn editions(&self, list: &str) -> Vec<Date> {
        let decided_by = self.law.lists.iter().filter(|known| &*known.id == list).flat_map(|known| known.editions.iter().map(|edition| edition.date));
        let compared = self.criteria.editions.iter().filter(|known| &*known.list == list).map(|known| known.date);
        let mut editions: Vec<Date> = decided_by.chain(compared).collect();
        editions.sort_unstable();
        editions.dedup();
        editions
    }

    fn fetch(&self, list: &str, edition: Date) -> Result<Fetched, CliError> {
        // What is stored but cannot be used is fetched again.
        let stored = official::load(self.folder, list, edition).unwrap_or_default();
        let (address, form) = self.source(list, edition)?;
        let (bytes, validators) = match &self.arguments.from {
            Some(path) => {
                let file = File::open(path).map_err(CliError::file("read", path))?;
                (whole::bytes(file, &address)?, Validators::default())
            }
            None => {
                let known = stored.as_ref().map(|stored| &stored.source).filter(|source| source.address == address);
                let known = known.map(|source| Validators { etag: source.etag.clone(), last_modified: source.last_modified.clone() }).unwrap_or_default();
                match (http::get(&address, &known, Duration::from_secs(self.arguments.timeout))?, stored) {
                    (Answer::Text { bytes, validators }, kept) => return self.keep(list, edition, address, form, (&bytes, validators), kept),
                    (Answer::NotModified, Some(stored)) => return self.confirm(list, edition, stored),
                    // Without a stored text nothing is asked that could be answered so.
                    (Answer::NotModified, None) => return Err(FetchError::Status { address, status: 304, help: "try again" }.into()),
                }
            }
        };
        self.keep(list, edition, address, form, (&bytes, validators), stored)
    }

    /// Where the text comes from and what reads it.
    fn source(&self, list: &str, edition: Date) -> Result<(String, Form), CliError> {
        let official = self.official.of(list);
        if let Some(path) = &self.arguments.from {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            return Ok((path.display().to_string(), Form::of_file(list, &name)?));
        }
        let readable = official.and_then(|official| official.address.as_ref());
        let form = |reader: &str| Form::named(reader).ok_or_else(|| FetchError::NoReader { list: list.to_owned(), reader: reader.to_owned() });
        match (&self.arguments.address, readable) {
            (Some(mirror), Some(own)) => Ok((mirror.clone(), form(&own.reader)?)),
            (Some(mirror), None) => Ok((mirror.clone(), Form::of_file(list, mirror)?)),
            (None, Some(own)) => Ok((own.on(edition), form(&own.reader)?)),
            (None, None) => Err(FetchError::NoAddress { list: list.to_owned(), help: by_hand(list, official, edition) }.into()),
        }
    }

    /// Reads what came, holds it against the law, and stores it.
    fn keep(
        &self,
        list: &str,
        edition: Date,
        address: String,
        form: Form,
        (bytes, validators): (&[u8], Validators),
        stored: Option<StoredText>,
    ) -> Result<Fetched, CliError> {
        let paragraphs = comity_read::official::paragraphs(&form.read(bytes, &address)?);
        let comparison = self.bundled(list, edition)?.compare(&paragraphs);
        if comparison.is_far_off() {
            let (found, expected) = (comparison.found, comparison.expected);
            return Err(FetchError::FarOff { address, list: list.to_owned(), edition, found, expected }.into());
        }
        let digest = format!("sha256:{}", file_digest(bytes));
        let same = stored.is_some_and(|stored| stored.source.digest == digest);
        let now = Timestamp::now();
        let source = SourceRecord {
            format: String::new(),
            list: list.to_owned(),
            edition,
            address,
            retrieved: now,
            confirmed: now,
            etag: validators.etag,
            last_modified: validators.last_modified,
            digest,
            bytes: bytes.len() as u64,
            provisions: 0,
            drifted: comparison.drifted.len(),
            text_digest: String::new(),
        };
        let text = StoredText::new(source, paragraphs)?;
        let folder = text.save(self.folder)?;
        Ok(Fetched { outcome: if same { Outcome::Unchanged } else { Outcome::Fetched }, source: text.source, comparison, folder })
    }

    /// Notes that the source still says what is stored. The law may have changed since, so the text is held against it again.
    fn confirm(&self, list: &str, edition: Date, mut stored: StoredText) -> Result<Fetched, CliError> {
        let comparison = self.bundled(list, edition)?.compare(&stored.paragraphs);
        stored.source.confirmed = Timestamp::now();
        stored.source.drifted = comparison.drifted.len();
        let folder = stored.save_record(self.folder)?;
        Ok(Fetched { outcome: Outcome::NotModified, source: stored.source, comparison, folder })
    }

    fn bundled(&self, list: &str, edition: Date) -> Result<Bundled<'_>, CliError> {
        Bundled::of(self.law, self.criteria, list, edition).ok_or_else(|| {
            CliError::Edge(EdgeError::Unknown {
                what: "edition",
                name: format!("{list}@{edition}"),
                help: "fetch an edition that is loaded: `comity law status` names them".to_owned(),
            })
        })
    }
}

/// What a person can do where no address can be read.
fn by_hand(list: &str, official: Option<&OfficialText>, edition: Date) -> String {
    let mut help = String::new();
    if let Some(official) = official {
        for unread in &official.unread {
            help += &format!("{} publishes it as {} at {}\n", official.publisher, unread.form, unread.on(edition));
        }
        help += official.note.as_deref().map(|note| format!("{note}\n")).unwrap_or_default().as_str();
    }
    match Form::of_file(list, "") {
        Ok(_) => help + "give the text, in the form that `comity law import` reads, with --from FILE",
        Err(_) => help + "no reader reads this list",
    }
}

fn to_json(fetched: &Fetched) -> Json {
    let (source, comparison) = (&fetched.source, &fetched.comparison);
    json!({
        "list": source.list, "edition": source.edition.to_string(), "outcome": fetched.outcome.name(), "address": source.address,
        "retrieved": source.retrieved.to_string(), "confirmed": source.confirmed.to_string(), "digest": source.digest, "bytes": source.bytes,
        "provisions": source.provisions, "expected": comparison.expected, "found": comparison.found,
        "drifted": {
            "count": comparison.drifted.len(), "changed": comparison.count(How::Changed), "gone": comparison.count(How::Gone), "new": comparison.count(How::New),
            "first": comparison.drifted.iter().take(NAMED).collect::<Vec<_>>(),
        },
        "folder": fetched.folder.display().to_string(),
    })
}

fn print(fetched: &Fetched) -> Result<(), CliError> {
    let (source, comparison) = (&fetched.source, &fetched.comparison);
    let outcome = match fetched.outcome {
        Outcome::Fetched => "fetched",
        Outcome::Unchanged => "the same text came again",
        Outcome::NotModified => "not modified since it was fetched",
    };
    say!("{}, edition {}: {outcome}", source.list, source.edition)?;
    say!("  from       {}", source.address)?;
    say!("  text       {} bytes, {} paragraphs; {} of the {} loaded stand in it", source.bytes, source.provisions, comparison.found, comparison.expected)?;
    if comparison.drifted.is_empty() {
        say!("  drift      none: every paragraph is the one that the law was read from")?;
    } else {
        let (changed, gone, new) = (comparison.count(How::Changed), comparison.count(How::Gone), comparison.count(How::New));
        say!("  drift      {} paragraphs differ from those that the law was read from: {changed} changed, {gone} gone, {new} new", comparison.drifted.len())?;
        for drift in comparison.drifted.iter().take(NAMED) {
            let how = match drift.how {
                How::Changed => "changed",
                How::Gone => "gone",
                How::New => "new",
            };
            say!("    {how:8} {}", drift.path)?;
        }
        if comparison.drifted.len() > NAMED {
            say!("    and {} more", comparison.drifted.len() - NAMED)?;
        }
    }
    say!("  kept in    {}", fetched.folder.display())?;
    Ok(())
}
