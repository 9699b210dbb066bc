//! What is imported, and how old it is, as JSON.

use comity_read::parties::PartyLists;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{
    edition::Edition,
    store::{Editions, Store},
};
use crate::error::EdgeError;

/// Every set with its editions.
///
/// # Errors
/// When the folder cannot be read, or an edition in it is spoilt.
pub fn sets(store: &Store) -> Result<Vec<Editions>, EdgeError> {
    store.sets()?.iter().map(|set| store.editions(set)).collect()
}

/// The sets, with the editions in use on `day` marked, and ages as of `today`.
pub fn to_json(sets: &[Editions], known: &PartyLists, day: Date, today: Date) -> Json {
    let sets: Vec<Json> = sets.iter().map(|editions| set_to_json(editions, known, day, today)).collect();
    json!({ "as_of": day, "sets": sets })
}

fn set_to_json(editions: &Editions, known: &PartyLists, day: Date, today: Date) -> Json {
    let in_use = editions.as_of(day).map(|edition| edition.date);
    let rows: Vec<Json> = editions
        .all
        .iter()
        .map(|edition| {
            json!({
                "date": edition.date, "age_days": age(edition, today), "in_use": in_use == Some(edition.date), "imported": edition.imported,
                "records": edition.records, "names": edition.names, "lists": edition.lists, "losses": edition.losses, "digest": edition.digest,
                "sources": edition.sources, "address": edition.address,
            })
        })
        .collect();
    let set = known.set(&editions.set);
    json!({ "set": editions.set, "title": set.map(|set| &set.title), "in_use": in_use, "shrink_percent": known.shrink(&editions.set), "editions": rows })
}

/// Days between an edition and today.
pub fn age(edition: &Edition, today: Date) -> i32 {
    edition.date.until(today).map_or(0, |span| span.get_days())
}
