//! What screening said of the parties, in words: of an answer that was just given, and of one that was kept.

use comity_portal::{Catalogue, pages::ship::Screening};
use serde_json::Value as Json;

use super::page::hidden;

/// What was found of one party, or of one of its owners.
pub struct Found<'f> {
    /// The party.
    pub name: &'f str,
    /// Listed parties that it may be, in words.
    pub hits: Vec<String>,
    /// Lists that tell something, and were not searched.
    pub not_screened: &'f [String],
    /// Whether some list was searched.
    pub is_searched: bool,
    /// What else is to be told.
    pub warnings: &'f [String],
}

/// What is said of a party. That no listed party is alike is only said where every list that tells something was searched.
pub fn told(found: &Found) -> Screening {
    let words = Catalogue::english();
    let put = |key: &str, name: &str, values: &[String], between: &str| words.say_with(key, &[(name, values.join(between).as_str().into())]).into_owned();
    let mut said = Vec::new();
    if !found.not_screened.is_empty() {
        said.push(put("screened-not", "lists", found.not_screened, ", "));
    }
    match (found.hits.is_empty(), found.is_searched, found.not_screened.is_empty()) {
        (false, ..) => said.insert(0, put("screened-hits", "hits", &found.hits, "; ")),
        (true, true, true) => said.push(words.say("screened-none").into_owned()),
        (true, false, true) => said.push(words.say("screened-nowhere").into_owned()),
        (true, _, false) => {}
    }
    said.extend(found.warnings.iter().cloned());
    let open = !found.hits.is_empty() || !found.not_screened.is_empty() || !found.is_searched || !found.warnings.is_empty();
    Screening { party: found.name.into(), said: said.join(" "), open, look: Vec::new() }
}

/// The parties of a question of which nothing was searched at all, because no list was in use.
pub fn unsearched(question: &Json) -> Vec<Screening> {
    let parties = question.get("party").and_then(Json::as_array).into_iter().flatten().enumerate();
    let without = parties.filter(|(_, party)| party.get("screened").is_none());
    let name = |number: usize, party: &Json| match party.get("name").and_then(Json::as_str) {
        Some(name) => name.to_owned(),
        None => Catalogue::english().say_with("ship-party", &[("number", (number + 1).into())]).into_owned(),
    };
    without.map(|(number, party)| told(&Found { name: &name(number, party), hits: Vec::new(), not_screened: &[], is_searched: false, warnings: &[] })).collect()
}

/// What the button that leads to the hits sends: a name does not go into an address, which is kept in histories and logs.
pub fn look(party: &Json) -> Vec<comity_portal::pages::ship::Hidden> {
    let said = |key: &str| party.get(key).and_then(Json::as_str).filter(|value| !value.is_empty());
    ["name", "type", "country", "date_of_birth"].into_iter().filter_map(|key| Some(hidden(key, said(key)?))).collect()
}
