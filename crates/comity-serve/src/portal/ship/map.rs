//! The same question for every other destination.

use comity_decide::{Engine, Options, Outcome, Slot, Value};
use comity_edge::decide::Decided;
use comity_portal::{
    Catalogue,
    charts::{Layout, Tile, WorldMap},
};

use super::answer::outcome;
use crate::portal::{countries, paths, sent::Sent};

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
    let mut outcomes = vec![least; contexts.len()];
    engine.grid(&transaction.items, &contexts, Options::default(), |answer| {
        if let Some(known) = outcomes.get_mut(answer.context) {
            *known = answer.outcome.max(*known);
        }
    });
    let (from, chosen) = (countries::code(law, sent.get("from")), countries::code(law, sent.get("to")));
    let tiles = all.iter().zip(outcomes).map(|(country, found)| {
        let code = country.code.to_string();
        Tile {
            name: country.name.to_string(),
            outcome: (code != from).then(|| outcome(found)),
            path: path(sent, &from, &code),
            chosen: code == chosen,
            country: code,
        }
    });
    let words = Catalogue::english();
    let place = countries::name(law, &from);
    let about = words.say_with("map-about", &[("from", place.as_str().into()), ("date", decided.determination.date.as_str().into())]).into_owned();
    Some(WorldMap::new(Layout::bundled(), about, tiles.collect()))
}

/// The question for another destination. Names of parties do not go into addresses, which are kept in histories and logs.
fn path(sent: &Sent, from: &str, to: &str) -> String {
    let kept = sent
        .iter()
        .filter(|(name, _)| !(name.starts_with("party.") || name.contains("party.") || matches!(*name, "from" | "to" | "to_region" | "explain" | "csrf")));
    paths::with("/ship", kept.chain([("from", from), ("to", to)]))
}
