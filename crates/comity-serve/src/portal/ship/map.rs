//! The same question for every other destination.

use std::{num::NonZero, panic, thread};

use comity_decide::{Engine, Options, Outcome, Slot, Transaction, Value};
use comity_edge::decide::Decided;
use comity_portal::{
    Catalogue,
    charts::{Layout, Tile, WorldMap},
};
use serde_json::Value as Json;

use super::{
    answer::outcome,
    question::{FIELDS, assignments},
    rows::{ABOUT, ANSWER, MOST, of_row},
};
use crate::portal::{countries, paths, sent::Sent};

/// The name under which a link says that it leaves parties out.
pub const LEFT_OUT: &str = "parties";
/// Bytes of the question in a tile's link at most: each of some 250 tiles repeats them, and browsers and servers cut long addresses.
const LONGEST: usize = 4096;
/// Threads that work out one map: more would keep other questions waiting.
const MOST_THREADS: usize = 4;
/// Fields that a tile states itself.
const OWN: [&str; 3] = ["from", "to", "to_region"];

/// Outcomes for the items from the place of departure to every country. Parties are left out: they belong to one destination.
pub fn map(engine: &Engine, decided: &Decided, sent: &Sent) -> Option<WorldMap> {
    let law = engine.law();
    let (to, region) = (law.fact_by_path("to")?, law.fact_by_path("to_region"));
    let all = &law.vocabulary.countries;
    let transaction = &decided.transaction;
    let contexts = all.iter().filter_map(|country| {
        let mut context = transaction.clone();
        context.parties.clear();
        context.facts.set(to, Slot::Known(Value::Country(law.country_by_code(&country.code)?)));
        if let Some(region) = region {
            context.facts.set(region, Slot::Absent);
        }
        Some(context)
    });
    let contexts: Vec<_> = contexts.collect();
    // Where nobody's law is loaded for the place of departure, nothing can be clear anywhere.
    let governed = !decided.determination.not_assessed.iter().any(|gap| gap.status == "not-loaded");
    let least = if governed { Outcome::NoLicenceRequired } else { Outcome::Undetermined };
    let outcomes = outcomes(engine, transaction, &contexts, least);
    // A line among the further facts may say otherwise than the fields of the form: what was decided counts.
    let decided_for = |name: &str| decided.document.value.get(name).and_then(Json::as_str).unwrap_or_default().to_uppercase();
    let (from, chosen) = (decided_for("from"), decided_for("to"));
    let kept = kept(sent);
    let tiles = all.iter().zip(outcomes).map(|(country, found)| {
        let code = country.code.to_string();
        Tile {
            name: country.name.to_string(),
            outcome: (code != from).then(|| outcome(found)),
            path: kept.as_ref().map(|kept| format!("{kept}{}{}", if kept.contains('?') { '&' } else { '?' }, query([("from", &*from), ("to", &*code)]))),
            chosen: code == chosen,
            country: code,
        }
    });
    let words = Catalogue::english();
    let place = countries::name(law, &from);
    let about = words.say_with("map-about", &[("from", place.as_str().into()), ("date", decided.determination.date.as_str().into())]).into_owned();
    Some(WorldMap::new(Layout::bundled(), about, tiles.collect()))
}

/// The outcome in each context, in their order, worked out by as many threads as the machine has: some 250 countries take tens of milliseconds of one.
fn outcomes(engine: &Engine, transaction: &Transaction, contexts: &[Transaction], least: Outcome) -> Vec<Outcome> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    let size = contexts.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = contexts.chunks(size).map(|part| scope.spawn(move || outcomes_of(engine, transaction, part, least))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))).collect()
    })
}

/// The same on this thread. Of one item the grid tells it fastest; several are decided together, for what each is worth counts for all.
fn outcomes_of(engine: &Engine, transaction: &Transaction, contexts: &[Transaction], least: Outcome) -> Vec<Outcome> {
    if transaction.items.len() > 1 {
        let worst = |context: &Transaction| engine.outcomes(context, Options::default()).into_iter().map(|(_, outcome, _)| outcome).fold(least, Outcome::max);
        return contexts.iter().map(worst).collect();
    }
    let mut outcomes = vec![least; contexts.len()];
    engine.grid(&transaction.items, contexts, Options::default(), |answer| {
        if let Some(known) = outcomes.get_mut(answer.context) {
            *known = answer.outcome.max(*known);
        }
    });
    outcomes
}

/// The question without its destination, as an address; none where it is too long for one. Names of parties do not go into addresses, which are kept
/// in histories and logs.
fn kept(sent: &Sent) -> Option<String> {
    let is_stated = |name: &str, value: &str| !(value.is_empty() || OWN.contains(&name));
    let is_about_items = |path: &str| of_row(path).is_none_or(|(kind, ..)| kind == "item");
    let answers = sent.iter().any(|(name, _)| name.strip_prefix(ANSWER).and_then(of_row).is_some_and(|(kind, ..)| kind == "item"));
    let belongs = |name: &str| match (name.strip_prefix(ANSWER), name.strip_prefix(ABOUT)) {
        (Some(path), _) => is_about_items(path) && !OWN.contains(&path),
        (_, Some(about)) => answers && (about == "item" || about.starts_with("item.")),
        _ => FIELDS.contains(&name) || of_row(name).is_some_and(|(kind, number, own)| kind == "item" && number.is_some_and(|one| one < MOST) && is_field(own)),
    };
    let mut fields: Vec<(&str, &str)> = sent.iter().filter(|(name, value)| is_stated(name, value) && belongs(name)).collect();
    let is_kept = |line: &&str| line.split_once('=').map(|(path, _)| path.trim()).is_some_and(|path| is_about_items(path) && !OWN.contains(&path));
    let facts = sent.get("facts").lines().filter(is_kept).collect::<Vec<_>>().join("\n");
    let is_of_party = |path: &str| of_row(path).is_some_and(|(kind, ..)| kind == "party");
    // A role alone is what the form shows where nobody takes part.
    let names_party = |name: &str| {
        (name.starts_with("party.") && (name.ends_with(".name") || name.ends_with(".country"))) || name.strip_prefix(ANSWER).is_some_and(is_of_party)
    };
    let in_facts = assignments(sent.get("facts")).any(|(path, _)| is_of_party(path));
    let parties = in_facts || sent.iter().any(|(name, value)| !value.is_empty() && (name == LEFT_OUT || names_party(name)));
    fields.extend([("facts", facts.as_str()), (LEFT_OUT, if parties { "left-out" } else { "" })]);
    let kept = paths::with("/ship", fields);
    (kept.len() <= LONGEST).then_some(kept)
}

/// Whether the form has a field of an item by this name.
fn is_field(own: &str) -> bool {
    matches!(own, "description" | "origin" | "hs" | "value" | "characteristics") || own.starts_with("codes.")
}

fn query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}
