//! One question with its answer, as JSON.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{
    answer::{Answer, Judged},
    listed::{Listed, Origin, Source},
    party::Asked,
};
use crate::error::EdgeError;

/// What is shown.
pub struct Shown<'a> {
    /// What was searched.
    pub sources: &'a [Source],
    /// The party; none where only an address is looked for.
    pub asked: Option<&'a Asked>,
    /// The answer about the party.
    pub answer: Option<&'a Answer<'a>>,
    /// Records with the address.
    pub at_address: Option<&'a [Judged<'a>]>,
    /// How many addresses were searched.
    pub addresses: usize,
    /// The day as of which ages are counted.
    pub today: Date,
}

/// Age of an edition in days.
pub fn age(edition: Date, today: Date) -> i32 {
    edition.until(today).map_or(0, |span| span.get_days())
}

impl Shown<'_> {
    /// The answer in the published form. `all` adds the dismissed hits.
    pub fn to_json(&self, all: bool) -> Json {
        let searched: Vec<_> = self
            .sources
            .iter()
            .map(|source| {
                let age = source.date.map(|date| age(date, self.today));
                json!({ "set": source.set, "edition": source.date, "age_days": age, "digest": source.digest, "records": source.records, "names": source.names })
            })
            .collect();
        let mut out = json!({
            "query": self.asked.map(|asked| &asked.query),
            "searched": searched,
            "hits": self.answer.map(Answer::hits_to_json).unwrap_or_default(),
            "notes": self.asked.map(|asked| asked.notes.as_slice()).unwrap_or_default(),
        });
        if let Some(fields) = out.as_object_mut() {
            if let Some(found) = self.at_address {
                fields.insert("addresses".to_owned(), self.addresses.into());
                fields.insert("at_address".to_owned(), found.iter().map(Judged::to_json).collect());
            }
            if all {
                fields.insert("dismissed".to_owned(), self.answer.map(Answer::dismissed_to_json).unwrap_or_default().into());
            }
        }
        out
    }
}

/// A list that is asked for must be there: else "no hits" would mean nothing.
///
/// # Errors
/// Names the first one that is not, and those that are.
pub fn demand_lists(origin: &Origin, listed: &Listed, wanted: &[String]) -> Result<(), EdgeError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let mut known = origin.lists(listed);
    known.extend(listed.sources.iter().map(|source| source.set.clone()));
    for one in wanted {
        if !known.iter().any(|name| name.eq_ignore_ascii_case(one)) {
            let names = known.into_iter().collect::<Vec<_>>().join(", ");
            return Err(EdgeError::Unknown { what: "the list or set", name: one.clone(), help: format!("searched are {names}") });
        }
    }
    Ok(())
}
