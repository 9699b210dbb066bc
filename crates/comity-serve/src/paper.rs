//! A determination on paper: what is kept, or what stands in a file, as `comity-print` takes it; and the press that prints it.

mod fonts;
mod record;
mod stated;

use std::{path::PathBuf, sync::OnceLock};

use comity_portal::Catalogue;
use comity_print::{Asked, Hit, ListSearched, Missing, Paper, Press, PrintError, Printed, Reasons, Source, Time};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::Value as Json;

pub use self::fonts::FontError;
pub(crate) use self::record::print;
use crate::{
    portal,
    reasons::{Explained, explain},
    state::LawInUse,
};

/// The press, made when something is first printed.
#[derive(Default)]
pub struct PressRoom {
    fonts: Option<PathBuf>,
    press: OnceLock<Press>,
}

impl PressRoom {
    /// With a folder of fonts beside those of the program.
    pub fn new(fonts: Option<PathBuf>) -> Self {
        Self { fonts, press: OnceLock::new() }
    }

    /// The press.
    ///
    /// # Errors
    /// When the folder of fonts cannot be read.
    pub fn press(&self) -> Result<&Press, FontError> {
        if let Some(press) = self.press.get() {
            return Ok(press);
        }
        let more = self.fonts.as_deref().map(fonts::read).transpose()?.unwrap_or_default();
        Ok(self.press.get_or_init(|| Press::new(more)))
    }
}

/// Prints a paper in English.
///
/// # Errors
/// Faults of the program: see [`PrintError`].
pub fn pdf(press: &Press, paper: &Paper) -> Result<Printed, PrintError> {
    press.print(&paper.sheet(Catalogue::english()))
}

/// An answer in its published form as a paper, with how it came about where the law that is loaded tells it again. `question` is the transaction of the
/// answer's receipt.
pub fn paper(law: &LawInUse, question: Option<&Json>, answer: &Json, asked: Asked, made: Time) -> Paper {
    let carries = rows(answer, "findings").any(|finding| rows(finding, "explanation").next().is_some());
    let (reasons, explained) = match question.map(|question| explain(law, question, answer)) {
        Some(Explained::Same(explained)) => (Reasons::Shown, Some(explained)),
        // An answer that was asked for with its explanation carries it, whatever law is loaded now.
        _ if carries => (Reasons::Shown, None),
        Some(Explained::OtherLaw) => (Reasons::OtherLaw, None),
        Some(Explained::OtherAnswer) => (Reasons::OtherAnswer, None),
        Some(Explained::NoReceipt) | None => (Reasons::NoReceipt, None),
    };
    let given = explained.as_ref().unwrap_or(answer);
    let shown = portal::shown(law.law(), question.unwrap_or(&Json::Null), given);
    let receipt = answer.get("receipt").unwrap_or(&Json::Null);
    Paper {
        stated: question.map(stated::rows),
        missing: missing(law, answer),
        hits: rows(answer, "screened").flat_map(hits).collect(),
        lists: lists(receipt, answer),
        sources: rows(receipt, "law")
            .map(|part| Source { part: text(part, "part"), edition: text(part, "edition"), checked: text(part, "checked"), digest: text(part, "digest") })
            .collect(),
        answer: shown,
        asked,
        reasons,
        made,
    }
}

/// A moment as the PDF tells it.
pub fn time(at: Timestamp) -> Time {
    of(at.to_zoned(TimeZone::UTC).datetime())
}

/// The beginning of a day, for an answer of which the hour is not known.
pub fn beginning(day: jiff::civil::Date) -> Time {
    of(day.at(0, 0, 0, 0))
}

fn of(at: DateTime) -> Time {
    // Each is within its bounds by the type that it comes from, so that nothing is cut off.
    let small = |value: i8| u8::try_from(value).unwrap_or_default();
    Time {
        year: at.year().into(),
        month: small(at.month()),
        day: small(at.day()),
        hour: small(at.hour()),
        minute: small(at.minute()),
        second: small(at.second()),
    }
}

fn text(value: &Json, key: &str) -> String {
    value.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn rows<'j>(value: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    value.get(key).and_then(Json::as_array).into_iter().flatten()
}

/// Facts that are missing, each once, with all who ask for it; what settles most first.
fn missing(law: &LawInUse, answer: &Json) -> Vec<Missing> {
    let mut all: Vec<(Missing, u64)> = Vec::new();
    for finding in rows(answer, "findings") {
        let id = text(finding, "jurisdiction");
        let name = law.law().jurisdictions.iter().find(|one| *one.id == *id).map_or_else(|| id.clone(), |one| one.name.to_string());
        for fact in rows(finding, "missing") {
            let settles = fact.get("settles").and_then(Json::as_u64).unwrap_or_default();
            let about = ["item", "party"].iter().map(|key| text(fact, key)).find(|about| !about.is_empty());
            let question = text(fact, "question");
            match all.iter_mut().find(|(one, _)| one.question == question && one.about == about) {
                Some((one, count)) => {
                    one.asked_by = format!("{}, {name}", one.asked_by);
                    *count += settles;
                }
                None => all.push((Missing { question, about, asked_by: name.clone() }, settles)),
            }
        }
    }
    all.sort_by_key(|(_, settles)| std::cmp::Reverse(*settles));
    all.into_iter().map(|(one, _)| one).collect()
}

fn hits(screened: &Json) -> impl Iterator<Item = Hit> {
    let party = text(screened, "name");
    rows(screened, "hits").map(move |hit| {
        let score = hit.get("score").and_then(Json::as_f64).unwrap_or_default().clamp(0.0, 1.0);
        let listed = match hit.get("alias").and_then(Json::as_str) {
            Some(alias) => format!("{} ({alias})", text(hit, "name")),
            None => text(hit, "name"),
        };
        // Rounded and within 0 to 100: nothing is cut off.
        let percent = (score * 100.0).round() as u8;
        let is_settled = hit.get("state").and_then(Json::as_str) == Some("same");
        let decided = is_settled.then(|| text(hit, "decided"));
        // Why it is open again, where somebody had decided.
        let again = if is_settled { String::new() } else { text(hit, "decided") };
        let record = [format!("{}:{}", text(hit, "list"), text(hit, "id")), again].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        Hit { party: party.clone(), listed, record: record.join(" · "), percent, decided }
    })
}

/// Editions of lists that were searched: as the receipt names them, else as the answer does.
fn lists(receipt: &Json, answer: &Json) -> Vec<ListSearched> {
    let of_parties = || rows(answer, "screened").flat_map(|one| rows(one, "sets"));
    let mut all: Vec<ListSearched> = Vec::new();
    for set in rows(receipt, "lists").chain(of_parties()) {
        let one = ListSearched { name: text(set, "set"), edition: text(set, "edition"), digest: text(set, "digest") };
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}
