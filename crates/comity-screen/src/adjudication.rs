//! Decisions of people about hits: this party is that listed one, or is not, for now and on this evidence.
//!
//! A decision is about two things as they were: what was asked of the party, and what the list said. Both are kept as digests. While neither
//! changed and the decision has not expired, it stands; after that the hit is open again, and says why.

mod digest;

pub use digest::{content, facts};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A decision about one party and one list record.
///
/// ```
/// use comity_screen::adjudication::{Adjudication, Decision, Listed, Party, Standing, Reopened, content, facts, standing};
/// use comity_screen::{Query, Record};
/// use jiff::civil::date;
///
/// let query = Query { id: "c-17".into(), name: "Jane Doe".into(), ..Query::default() };
/// let record = Record { id: "s-1".into(), list: "S".into(), name: "DOE, Jane".into(), ..Record::default() };
/// let decision = Adjudication {
///     id: "a1".into(),
///     party: Party::of(&query),
///     record: Listed::of("s", date(2026, 7, 31), &record),
///     decision: Decision::NotSame,
///     by: "R. Roe".into(),
///     why: "another date of birth".into(),
///     evidence: vec!["passport seen on 2026-08-01".into()],
///     made: date(2026, 8, 1),
///     expires: date(2027, 8, 1),
/// };
/// let (party, now) = (Party::of(&query), Listed::of("s", date(2026, 8, 31), &record));
/// assert!(matches!(standing([&decision], &party, &now, date(2026, 9, 1)), Standing::Dismissed(_)));
/// assert!(matches!(standing([&decision], &party, &now, date(2027, 8, 1)), Standing::Reopened(_, Reopened::Expired)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjudication {
    /// The decision's own name.
    pub id: String,
    /// The party, as it was asked.
    pub party: Party,
    /// The list record, as it was.
    pub record: Listed,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    pub by: String,
    /// Why, in a sentence.
    pub why: String,
    /// What it rests on: documents, and where they are kept.
    pub evidence: Vec<String>,
    /// The day of the decision.
    pub made: Date,
    /// The first day on which it no longer holds.
    pub expires: Date,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The party is the listed one.
    Same,
    /// It is not.
    NotSame,
    /// Whoever looked at it could not tell: the hit stays open, and says who did and why.
    Unsure,
}

/// The party of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The asker's own name for it; empty where it was asked by name alone.
    pub id: String,
    /// Its name as asked.
    pub name: String,
    /// Digest of all that was said of it: see [`facts`].
    pub facts: String,
}

impl Party {
    /// The party of a question.
    #[must_use]
    pub fn of(query: &crate::Query) -> Self {
        Self { id: query.id.clone(), name: query.name.clone(), facts: facts(query) }
    }

    /// Equal for questions about one party: the id decides where one was given, else the name; what is asked with an id and what is asked
    /// without one are never taken for the same, because many people share a name.
    #[must_use]
    pub fn key(&self) -> String {
        if self.id.is_empty() { format!("name {}", digest::folded(&self.name)) } else { format!("id {}", self.id) }
    }
}

/// The list record of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The set that was imported.
    pub set: String,
    /// The edition in which the record stood so.
    pub edition: Date,
    /// The list within the set.
    pub list: String,
    /// The record's id in that edition.
    pub id: String,
    /// The publisher's number of it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Its name.
    pub name: String,
    /// Digest of all that the list said of it, its id aside: see [`content`].
    pub content: String,
}

impl Listed {
    /// A record of an edition.
    #[must_use]
    pub fn of(set: &str, edition: Date, record: &crate::Record) -> Self {
        Self {
            set: set.to_owned(),
            edition,
            list: record.list.clone(),
            id: record.id.clone(),
            entity: record.entity.clone(),
            name: record.name.clone(),
            content: content(record),
        }
    }

    /// Whether both are one record, perhaps of two editions. The publisher's number decides where both have one. An id may be a mere place in a
    /// file, which another record takes in the next edition: it decides only together with the content or the name.
    fn is(&self, other: &Self) -> bool {
        let same = match (&self.entity, &other.entity) {
            (Some(one), Some(two)) => one == two,
            (None, None) => self.name == other.name || self.content == other.content,
            _ => self.id == other.id && self.name == other.name,
        };
        self.set == other.set && self.list == other.list && same
    }
}

/// What earlier decisions make of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nobody decided.
    Open,
    /// It is the listed party.
    Confirmed(&'a Adjudication),
    /// It is not.
    Dismissed(&'a Adjudication),
    /// It was decided, and is open again.
    Reopened(&'a Adjudication, Reopened),
}

/// Why a decided hit is open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reopened {
    /// The list says something else of the record.
    RecordChanged,
    /// Something else is said of the party.
    PartyChanged,
    /// The decision was made for a time, which is over.
    Expired,
    /// Whoever looked at it could not tell.
    Unsure,
}

/// How a hit stands on a day. Of several decisions about the same two the last rules.
#[must_use]
pub fn standing<'a>(
    decisions: impl IntoIterator<Item = &'a Adjudication, IntoIter: DoubleEndedIterator>,
    party: &Party,
    record: &Listed,
    day: Date,
) -> Standing<'a> {
    let key = party.key();
    let about = |one: &&Adjudication| one.record.is(record) && one.party.key() == key;
    let Some(last) = decisions.into_iter().rev().find(about) else { return Standing::Open };
    if last.record.content != record.content {
        Standing::Reopened(last, Reopened::RecordChanged)
    } else if last.party.facts != party.facts {
        Standing::Reopened(last, Reopened::PartyChanged)
    } else if day >= last.expires {
        Standing::Reopened(last, Reopened::Expired)
    } else {
        match last.decision {
            Decision::Same => Standing::Confirmed(last),
            Decision::NotSame => Standing::Dismissed(last),
            Decision::Unsure => Standing::Reopened(last, Reopened::Unsure),
        }
    }
}

#[cfg(test)]
mod tests;
