//! What an item is in every list at once, and what would tell.

mod items;
mod words;

use comity_decide::classify::{Candidate, Classified, Index, Query, classify};
use comity_law::{
    Law,
    criteria::{Criteria, Edition},
};
use serde_json::{Value as Json, json};

pub use self::{
    items::{Described, read},
    words::index,
};
use crate::error::EdgeError;

/// An item with what was found in each list.
pub struct Answer<'a> {
    /// The item.
    pub item: Described,
    /// What each list says of it.
    pub lists: Vec<Found<'a>>,
}

/// What one list says of an item.
pub struct Found<'a> {
    /// The list in its latest edition.
    pub edition: &'a Edition,
    /// What its paragraphs say of the item's characteristics.
    pub classified: Classified,
    /// Entries that the item's words point to.
    pub candidates: Vec<Candidate>,
}

/// The latest edition of each list asked for; of all lists when none is named.
///
/// # Errors
/// When a list is named that has no criteria.
pub fn editions<'c>(criteria: &'c Criteria, wanted: &[String]) -> Result<Vec<&'c Edition>, EdgeError> {
    let lists = criteria.lists();
    if let Some(unknown) = wanted.iter().find(|list| !lists.contains(&list.as_str())) {
        let help = format!("lists with criteria: {}", lists.join(", "));
        return Err(EdgeError::Unknown { what: "list with criteria", name: unknown.clone(), help });
    }
    let asked = lists.into_iter().filter(|list| wanted.is_empty() || wanted.iter().any(|name| name == list));
    Ok(asked.filter_map(|list| criteria.edition(list, None)).collect())
}

impl<'a> Answer<'a> {
    /// Holds an item against editions; at most `limit` rows of a kind for each. Words are looked up in the index, where there is one.
    pub fn of(item: Described, editions: &[&'a Edition], law: &Law, criteria: &Criteria, index: Option<&Index>, limit: usize) -> Self {
        let lists = editions.iter().map(|edition| found(&item, edition, law, criteria, index, limit)).collect();
        Self { item, lists }
    }

    /// The answer in the published form.
    pub fn to_json(&self) -> Json {
        let gather = |of: fn(&Found) -> Json| -> Vec<Json> {
            let rows = self.lists.iter().map(of);
            rows.flat_map(|rows| if let Json::Array(rows) = rows { rows } else { Vec::new() }).collect()
        };
        let lists: Vec<Json> = self
            .lists
            .iter()
            .map(|found| {
                json!({
                    "list": found.edition.list, "edition": found.edition.date.to_string(), "not_listed": found.classified.not_listed,
                    "more": found.classified.more, "read_whole_percent": (found.edition.coverage().percent() * 10.0).round() / 10.0,
                })
            })
            .collect();
        let known: Vec<Option<bool>> = self.lists.iter().map(|found| found.classified.not_listed).collect();
        let not_listed = if known.contains(&Some(false)) {
            Some(false)
        } else if known.iter().all(|known| *known == Some(true)) {
            Some(true)
        } else {
            None
        };
        json!({
            "item": self.item.id,
            "met": gather(|found| json!(found.classified.met)),
            "may": gather(|found| json!(found.classified.may)),
            "near": gather(|found| json!(found.classified.near)),
            "excluded": gather(|found| json!(found.classified.excluded)),
            "candidates": gather(|found| json!(found.candidates)),
            "not_listed": if self.item.profile.is_empty() { None } else { not_listed },
            "lists": lists,
        })
    }
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
