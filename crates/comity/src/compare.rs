//! `comity compare` and `comity map`: how two lists differ, and where a provision stands in other lists.

use std::{collections::BTreeMap, io::Write, path::Path, process::ExitCode};

use clap::{Args, ValueEnum};
use comity_compare::{
    Comparison, compare,
    formats::{PairJson, write_json, write_report, write_skos, write_sssom, write_table},
    map, report,
};
use comity_law::{
    HsCode, Law,
    criteria::{Criteria, Edition},
    nearest,
};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{bundled, error::CliError, output::say, render::paragraph};

/// Arguments of `comity compare`.
#[derive(Args)]
pub struct CompareArguments {
    /// The first list, such as eu/annex-i, or eu/annex-i@2022-05-05 for an earlier edition.
    a: String,
    /// The second list.
    b: String,
    /// Only this provision and what stands below it.
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Only the counts, by category and regime, and the differences that matter most.
    #[arg(long)]
    summary: bool,
}

/// Arguments of `comity map`.
#[derive(Args)]
pub struct MapArguments {
    /// A provision such as us/ccl:3A001.a.5.a.3, or a tariff number such as hs:854231.
    provision: String,
    /// The lists to look in, separated by commas (default: all others).
    #[arg(long, value_delimiter = ',')]
    to: Vec<String>,
    /// Most provisions of each list.
    #[arg(long, default_value_t = 3)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The form of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Sssom,
    Skos,
}

/// The edition of a list, as `list` or `list@date`.
pub fn edition<'c>(criteria: &'c Criteria, name: &str) -> Result<&'c Edition, CliError> {
    let (list, day) = match name.split_once('@') {
        Some((list, day)) => {
            let unknown = |_| CliError::Unknown { what: "day", name: day.into(), help: "write a day as 2022-05-05".into() };
            (list, Some(day.parse::<Date>().map_err(unknown)?))
        }
        None => (name, None),
    };
    criteria.edition(list, day).ok_or_else(|| {
        let known: Vec<String> = criteria.editions.iter().map(|edition| format!("{}@{}", edition.list, edition.date)).collect();
        let near = nearest(list, criteria.lists()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        CliError::Unknown { what: "list with criteria", name: name.into(), help: format!("{near}editions: {}", known.join(", ")) }
    })
}

pub fn run(folder: Option<&Path>, arguments: &CompareArguments) -> Result<ExitCode, CliError> {
    let law = bundled::law(folder)?;
    let criteria = bundled::criteria(folder)?;
    let (a, b) = (edition(&criteria, &arguments.a)?, edition(&criteria, &arguments.b)?);
    let mut comparison = compare(a, b, &criteria.vocabulary);
    if let Some(code) = &arguments.code {
        if a.node(code).is_none() && b.node(code).is_none() {
            let near = nearest(code, a.nodes.iter().chain(&b.nodes).map(|node| &*node.code)).map(|near| format!("did you mean `{near}`?"));
            return Err(CliError::Unknown {
                what: "provision of either list",
                name: code.clone(),
                help: near.unwrap_or_else(|| "give a code as `comity show` prints it".into()),
            });
        }
        comparison = comparison.of(code);
    }
    let mut out = anstream::stdout().lock();
    match arguments.format {
        Format::Json => write_json(&comparison, &mut out)?,
        Format::Sssom => write_sssom(&comparison, &mut out)?,
        Format::Skos => write_skos(&comparison, &mut out)?,
        Format::Table => {
            if !arguments.summary {
                write_table(&comparison, &mut out)?;
                writeln!(out)?;
            }
            summary(&law, &comparison, &mut out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn summary(law: &Law, comparison: &Comparison, out: &mut impl Write) -> Result<(), CliError> {
    let reasons = reasons(law);
    // Reasons for control stand for the regimes: a list that names none is counted by those of the entry's namesake.
    let regimes = |list: &str, code: &str| {
        let entry = code.split('.').next().unwrap_or(code);
        reasons
            .get(&(list.into(), entry.into()))
            .or_else(|| reasons.iter().find(|((_, other), _)| **other == *entry).map(|(_, reasons)| reasons))
            .cloned()
            .unwrap_or_default()
    };
    write_report(comparison, &report(comparison, &regimes), out)?;
    Ok(())
}

/// Reasons for control by list and entry.
type Reasons = BTreeMap<(Box<str>, Box<str>), Vec<Box<str>>>;

fn reasons(law: &Law) -> Reasons {
    let mut out = BTreeMap::new();
    for list in &law.lists {
        for entry in list.entries.iter().filter(|entry| !entry.reasons.is_empty()) {
            let named = entry.reasons.iter().filter_map(|id| law.vocabulary.reasons.get(id.index())).map(|reason| reason.code.clone());
            out.insert((list.id.clone(), list.code(entry.node).into()), named.collect());
        }
    }
    out
}

pub fn run_map(folder: Option<&Path>, arguments: &MapArguments) -> Result<ExitCode, CliError> {
    let criteria = bundled::criteria(folder)?;
    if let Some(number) = arguments.provision.strip_prefix("hs:") {
        return hints(&criteria, number, arguments);
    }
    let Some((list, code)) = arguments.provision.split_once(':') else {
        let help = "write it as list:code, or a tariff number as hs:digits".to_owned();
        return Err(CliError::Unknown { what: "provision", name: arguments.provision.clone(), help });
    };
    let from = edition(&criteria, list)?;
    if from.node(code).is_none() {
        let near = nearest(code, from.nodes.iter().map(|node| &*node.code)).map(|near| format!("did you mean `{near}`?"));
        return Err(CliError::Unknown { what: "provision", name: arguments.provision.clone(), help: near.unwrap_or_default() });
    }
    let others: Vec<String> = match arguments.to.is_empty() {
        true => criteria.lists().into_iter().filter(|other| *other != &*from.list).map(str::to_owned).collect(),
        false => arguments.to.clone(),
    };
    let mut rows = Vec::new();
    for other in &others {
        let to = edition(&criteria, other)?;
        let comparison = Comparison { a: side(from), b: side(to), pairs: Vec::new() };
        let mapped = map(from, code, to, &criteria.vocabulary, arguments.limit).unwrap_or_default();
        if arguments.json {
            for mapped in &mapped {
                let mut row = json!(PairJson::new(&comparison, &mapped.pair));
                if let Json::Object(fields) = &mut row {
                    fields.insert("counterpart".into(), json!(mapped.counterpart));
                    fields.insert("likeness".into(), json!((mapped.pair.likeness * 1000.0).round() / 1000.0));
                }
                rows.push(row);
            }
            continue;
        }
        let mut out = anstream::stdout().lock();
        writeln!(out, "{} (edition {})", to.list, to.date)?;
        if mapped.is_empty() {
            writeln!(out, "  no provision comes close")?;
        }
        for mapped in &mapped {
            let pair = &mapped.pair;
            let confidence = pair.confidence.map_or("", comity_compare::align::Confidence::name);
            let standing = if mapped.counterpart { "counterpart" } else { "also near" };
            writeln!(
                out,
                "  {:24} {:12} {standing}, by {confidence}, likeness {:.2}",
                pair.b.as_deref().unwrap_or("-"),
                pair.verdict.relation.name(),
                pair.likeness
            )?;
            for witness in &pair.verdict.witnesses {
                paragraph(&mut out, "    ", &witness.to_string())?;
            }
            paragraph(&mut out, "    ", &pair.verdict.basis)?;
        }
    }
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&rows).unwrap_or_default())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn side(edition: &Edition) -> comity_compare::Side {
    comity_compare::Side { list: edition.list.clone(), date: edition.date.to_string().into() }
}

/// From a tariff number to the provisions under which such goods were seen: where to look, never an answer.
fn hints(criteria: &Criteria, number: &str, arguments: &MapArguments) -> Result<ExitCode, CliError> {
    let parsed: HsCode =
        number.parse().map_err(|_| CliError::Unknown { what: "tariff number", name: number.into(), help: "give 2 to 12 digits after hs:".into() })?;
    let lists: Vec<&Edition> = match arguments.to.is_empty() {
        true => criteria.lists().into_iter().filter_map(|list| criteria.edition(list, None)).collect(),
        false => arguments.to.iter().map(|list| edition(criteria, list)).collect::<Result<_, _>>()?,
    };
    let mut rows = Vec::new();
    for crosswalk in &criteria.crosswalks {
        for hint in crosswalk.of(parsed) {
            let certainty = match (hint.was, hint.number.covers(parsed)) {
                (Some(was), _) => format!("the table's number {was} went in the later edition: only its heading is known"),
                (None, true) => "the same number stands in the later edition; its scope may have changed".to_owned(),
                (None, false) => "narrower than the number asked about".to_owned(),
            };
            for code in &hint.codes {
                let provisions: Vec<String> = lists.iter().filter_map(|edition| Some(format!("{}:{}", edition.list, in_edition(edition, code)?))).collect();
                rows.push(json!({
                    "hs": hint.number.to_string(), "was": hint.was.map(|was| was.to_string()), "control_number": code, "provisions": provisions,
                    "source": crosswalk.id, "edition": crosswalk.date.to_string(), "nomenclature": crosswalk.nomenclature.to_string(), "certainty": certainty,
                }));
            }
        }
    }
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&rows).unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        say!("no table says anything of {number}: that is no sign that such goods are free")?;
        return Ok(ExitCode::SUCCESS);
    }
    say!("hints where to look, from official tables: goods of this number may be controlled there, or nowhere, or elsewhere")?;
    for row in &rows {
        let provisions: Vec<&str> = row["provisions"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        say!(
            "  {:8} {:14} {}",
            text("hs"),
            text("control_number"),
            if provisions.is_empty() { "in no loaded list".to_owned() } else { provisions.join(", ") }
        )?;
    }
    let mut said: Vec<&str> = rows.iter().filter_map(|row| row["certainty"].as_str()).collect();
    said.sort_unstable();
    said.dedup();
    for certainty in said {
        say!("  ! {certainty}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The code of a control number in an edition: itself, or the nearest paragraph above it that the edition has.
fn in_edition<'e>(edition: &'e Edition, code: &str) -> Option<&'e str> {
    let mut wanted = code.to_owned();
    loop {
        let (entry, rest) = wanted.split_once('.').map_or((wanted.as_str(), ""), |(entry, rest)| (entry, rest));
        let (_, node) = edition.of_family(entry).map(|index| (index, edition.get(index)))?;
        let full = if rest.is_empty() { node.code.to_string() } else { format!("{}.{rest}", node.code) };
        if let Some((_, node)) = edition.node(&full) {
            return Some(&node.code);
        }
        wanted = wanted.rsplit_once('.')?.0.to_owned();
    }
}
