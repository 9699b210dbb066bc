//! How two lists differ, and where a provision or a tariff number stands in other lists.

use std::collections::BTreeMap;

use comity_compare::{
    Comparison, Mapped, Report, Side, compare,
    formats::{PairJson, write_json, write_skos, write_sssom},
    map, report,
};
use comity_law::{
    HsCode, Law,
    criteria::{Criteria, Edition},
    nearest,
};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::error::EdgeError;

/// The edition of a list, as `list` or `list@date`.
///
/// # Errors
/// When there is no such list with criteria, or no such day.
pub fn edition<'c>(criteria: &'c Criteria, name: &str) -> Result<&'c Edition, EdgeError> {
    let (list, day) = match name.split_once('@') {
        Some((list, day)) => {
            let unknown = |_| EdgeError::Unknown { what: "day", name: day.into(), help: "write a day as 2022-05-05".into() };
            (list, Some(day.parse::<Date>().map_err(unknown)?))
        }
        None => (name, None),
    };
    criteria.edition(list, day).ok_or_else(|| {
        let known: Vec<String> = criteria.editions.iter().map(|edition| format!("{}@{}", edition.list, edition.date)).collect();
        let near = nearest(list, criteria.lists()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        EdgeError::Unknown { what: "list with criteria", name: name.into(), help: format!("{near}editions: {}", known.join(", ")) }
    })
}

/// Compares two editions, each as `list` or `list@date`; of a code only what stands at and below it.
///
/// # Errors
/// When there is no such edition, or neither has the code.
pub fn compared(criteria: &Criteria, a: &str, b: &str, code: Option<&str>) -> Result<Comparison, EdgeError> {
    let (a, b) = (edition(criteria, a)?, edition(criteria, b)?);
    if let Some(code) = code
        && a.node(code).is_none()
        && b.node(code).is_none()
    {
        let near = nearest(code, a.nodes.iter().chain(&b.nodes).map(|node| &*node.code)).map(|near| format!("did you mean `{near}`?"));
        return Err(EdgeError::Unknown {
            what: "provision of either list",
            name: code.into(),
            help: near.unwrap_or_else(|| "give a code as `comity show` prints it".into()),
        });
    }
    let comparison = compare(a, b, &criteria.vocabulary);
    Ok(match code {
        Some(code) => comparison.of(code),
        None => comparison,
    })
}

/// The forms in which a comparison is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An array of `{a, b, relation, witness, basis}`.
    Json,
    /// A mapping set as tab-separated values (<https://mapping-commons.github.io/sssom/>).
    Sssom,
    /// SKOS as Turtle.
    Skos,
}

/// Writes a comparison.
///
/// # Errors
/// When it cannot be written as JSON, which no comparison is.
pub fn write(comparison: &Comparison, form: Form) -> Result<Vec<u8>, EdgeError> {
    let mut out = Vec::new();
    match form {
        Form::Json => write_json(comparison, &mut out)?,
        Form::Sssom => write_sssom(comparison, &mut out)?,
        Form::Skos => write_skos(comparison, &mut out)?,
    }
    Ok(out)
}

/// The counts of a comparison, by category and regime, and the differences that matter most.
pub fn summary(law: &Law, comparison: &Comparison) -> Report {
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
    report(comparison, &regimes)
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

/// Where a provision stands in one other list.
pub struct Mapping<'c> {
    /// The provision's own edition.
    pub from: &'c Edition,
    /// The other list.
    pub to: &'c Edition,
    /// Provisions of the other list, the nearest first.
    pub mapped: Vec<Mapped>,
}

/// Where a provision, `list:code`, stands in other lists (in all others when none is named), at most `limit` provisions of each.
///
/// # Errors
/// When there is no such provision or list.
pub fn mappings<'c>(criteria: &'c Criteria, provision: &str, to: &[String], limit: usize) -> Result<Vec<Mapping<'c>>, EdgeError> {
    let Some((list, code)) = provision.split_once(':') else {
        let help = "write it as list:code, or a tariff number as hs:digits".to_owned();
        return Err(EdgeError::Unknown { what: "provision", name: provision.into(), help });
    };
    let from = edition(criteria, list)?;
    if from.node(code).is_none() {
        let near = nearest(code, from.nodes.iter().map(|node| &*node.code)).map(|near| format!("did you mean `{near}`?"));
        return Err(EdgeError::Unknown { what: "provision", name: provision.into(), help: near.unwrap_or_default() });
    }
    let others: Vec<String> = match to.is_empty() {
        true => criteria.lists().into_iter().filter(|other| *other != &*from.list).map(str::to_owned).collect(),
        false => to.to_vec(),
    };
    let mapped = |other: &String| {
        let to = edition(criteria, other)?;
        Ok(Mapping { from, to, mapped: map(from, code, to, &criteria.vocabulary, limit).unwrap_or_default() })
    };
    others.iter().map(mapped).collect()
}

/// Mappings in the published form.
pub fn mappings_to_json(mappings: &[Mapping]) -> Vec<Json> {
    let mut rows = Vec::new();
    for Mapping { from, to, mapped } in mappings {
        let comparison = Comparison { a: side(from), b: side(to), pairs: Vec::new() };
        for mapped in mapped {
            let mut row = json!(PairJson::new(&comparison, &mapped.pair));
            if let Json::Object(fields) = &mut row {
                fields.insert("counterpart".into(), json!(mapped.counterpart));
                fields.insert("likeness".into(), json!((mapped.pair.likeness * 1000.0).round() / 1000.0));
            }
            rows.push(row);
        }
    }
    rows
}

fn side(edition: &Edition) -> Side {
    Side { list: edition.list.clone(), date: edition.date.to_string().into() }
}

/// From a tariff number, its digits alone, to the provisions under which such goods were seen: where to look, never an answer.
///
/// # Errors
/// When it is no tariff number, or there is no such list.
pub fn hints(criteria: &Criteria, number: &str, to: &[String]) -> Result<Vec<Json>, EdgeError> {
    let parsed: HsCode =
        number.parse().map_err(|_| EdgeError::Unknown { what: "tariff number", name: number.into(), help: "give 2 to 12 digits after hs:".into() })?;
    let lists: Vec<&Edition> = match to.is_empty() {
        true => criteria.lists().into_iter().filter_map(|list| criteria.edition(list, None)).collect(),
        false => to.iter().map(|list| edition(criteria, list)).collect::<Result<_, _>>()?,
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
    Ok(rows)
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
