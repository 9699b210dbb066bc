//! Parties: their facts, what screening found of them, and who owns them.

use std::collections::HashMap;

use comity_law::{FactPlace, FactType, Ownership};
use comity_quantity::{Exact, Quantity};
use serde_json::{Map, Value as Json};

use super::{
    evidence_of::{Known, warn},
    reader::Reader,
};
use crate::{
    evidence::{Found, Screened, SetAge},
    facts::{Facts, Slot},
    input::InputFault,
    ownership::{Body, Holding, Owners},
};

/// Most owners of one party: what a person writes down, with room.
const MOST_OWNERS: usize = 256;

/// Fields of a party that are no facts.
const STRUCTURE: [&str; 4] = ["id", "identifiers", "owners", "screened"];

impl<'d> Reader<'d> {
    /// Reads a party; what is known besides its facts goes to the transaction's evidence.
    pub(super) fn party(&mut self, position: usize, row: &'d Map<String, Json>) -> Facts {
        let mut facts = Facts::default();
        for (key, value) in row.iter().filter(|(key, _)| !STRUCTURE.contains(&key.as_str())) {
            self.at(key, |reader| reader.fact_in("party", key, FactPlace::Party, value, &mut facts));
        }
        facts.spread(self.law, FactPlace::Party);
        self.contradictions(&facts);
        if !STRUCTURE.iter().any(|key| row.contains_key(*key)) {
            return facts;
        }
        self.identifiers(row);
        let name = row.get("name").and_then(Json::as_str).map_or_else(|| format!("party {}", position + 1), str::to_owned);
        let mut party = Known { name: name.clone(), facts, ..Known::default() };
        self.screened(row, position, None, &mut party);
        let owners = row.get("owners").map(|value| self.at("owners", |reader| reader.owners(value, &name, position)));
        party.settle(self.law, self.day, position, owners.as_ref(), &mut self.evidence)
    }

    fn identifiers(&mut self, row: &'d Map<String, Json>) {
        if row.get("id").is_some_and(|id| !(id.is_string() || id.is_number())) {
            self.at("id", |reader| reader.expected::<()>("an id: text or a number"));
        }
        let Some(value) = row.get("identifiers") else { return };
        let is_text = |one: &Json| one.is_string();
        if !(is_text(value) || value.as_array().is_some_and(|all| all.iter().all(is_text))) {
            self.at("identifiers", |reader| reader.expected::<()>("register numbers in quotes, one or a list"));
        }
    }

    /// Reads what screening found of a party, or of one of its owners.
    fn screened(&mut self, row: &'d Map<String, Json>, position: usize, owner: Option<&str>, known: &mut Known) {
        let Some(value) = row.get("screened") else { return };
        self.at("screened", |reader| {
            let found: Found = match serde_json::from_value(value.clone()) {
                Ok(found) => found,
                Err(error) => return reader.fault(InputFault::Expected(format!("what screening found ({error})").into())),
            };
            if let Some(hit) = found.hits.iter().find(|hit| !(0.0..=1.0).contains(&hit.score)) {
                reader.fault(InputFault::Expected(format!("a score from 0 to 1 for the hit {}", hit.id).into()));
            }
            let mut ruled_out = Vec::new();
            for table in ["facts", "records"] {
                let told = value.get(table).and_then(Json::as_object);
                for (name, value) in told.into_iter().flatten() {
                    reader.at(table, |reader| reader.at(name, |reader| reader.found_fact(name, value, known)));
                    let path = format!("party.{name}");
                    if table == "facts" && *value == Json::Bool(false) && !reader.owners_decide(&path) {
                        ruled_out.push(path);
                    }
                }
            }
            known.hits.clone_from(&found.hits);
            let age = |edition| reader.day.and_then(|day| jiff::civil::Date::until(edition, day).ok()).map(|span| span.get_days());
            let sets = found.sets.into_iter().map(|set| SetAge { age_days: set.edition.and_then(age), digest: set.digest, edition: set.edition, set: set.set });
            let name = owner.map_or_else(|| known.name.clone(), |owner| format!("{} (owner of {owner})", known.name));
            let warnings = warn(reader.law, known);
            let row = Screened { hits: found.hits, name, not_screened: found.not_screened, party: position, ruled_out, sets: sets.collect(), warnings };
            reader.evidence.screened.push(row);
        });
    }

    /// Whether owners can make a fact true that no list gives.
    fn owners_decide(&self, path: &str) -> bool {
        let fact = self.fact_by_path(path);
        self.law.vocabulary.ownerships.iter().any(|rule| Some(rule.fact) == fact && in_force(rule, self.day))
    }

    fn found_fact(&mut self, name: &str, value: &'d Json, known: &mut Known) {
        let path = format!("party.{name}");
        let Some(id) = self.fact_by_path(&path) else {
            let mut nowhere = Facts::default();
            return self.fact(&path, FactPlace::Party, value, &mut nowhere); // says which names there are
        };
        let slot = match value.as_str() {
            Some("open") if self.law.fact(id).ty == FactType::Bool => Some(Slot::Unknown),
            _ => {
                let mut read = Facts::default();
                self.fact(&path, FactPlace::Party, value, &mut read);
                Some(read.get(id).clone()).filter(|slot| *slot != Slot::Absent)
            }
        };
        if let Some(slot) = slot {
            known.found.insert(id, slot);
        }
    }

    /// Reads the owners of a party, each once however many holdings it has.
    fn owners(&mut self, value: &'d Json, party: &str, position: usize) -> (Owners, Vec<Known>) {
        let mut owners = Owners { bodies: vec![Body { name: party.to_owned(), person: false }], holdings: Vec::new() };
        let mut known = vec![Known { name: party.to_owned(), ..Known::default() }];
        let Json::Array(rows) = value else {
            self.expected::<()>("one or more owners, each a table");
            return (owners, known);
        };
        if rows.len() > MOST_OWNERS {
            self.expected::<()>(&format!("at most {MOST_OWNERS} owners"));
            return (owners, known);
        }
        let mut places: HashMap<String, usize> = HashMap::from([(party.to_owned(), 0)]);
        let mut held: Vec<(usize, String)> = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            self.at_index(i, |reader| {
                let Some(row) = row.as_object() else { return reader.expected::<()>("a table of fields").unwrap_or_default() };
                let Some(name) = row.get("name").and_then(Json::as_str).map(str::trim).filter(|name| !name.is_empty()) else {
                    return reader.fault(InputFault::Expected("the owner's `name`".into()));
                };
                let place = *places.entry(name.to_owned()).or_insert_with(|| {
                    owners.bodies.push(Body { name: name.to_owned(), person: false });
                    known.push(Known { name: name.to_owned(), ..Known::default() });
                    owners.bodies.len() - 1
                });
                if let Some(owner) = known.get_mut(place) {
                    reader.owner(row, position, party, owner);
                }
                if let (Some("person"), Some(body)) = (row.get("type").and_then(Json::as_str), owners.bodies.get_mut(place)) {
                    body.person = true;
                }
                let share = row.get("share").and_then(|share| reader.at("share", |reader| reader.share(share)));
                let control = row.get("control").and_then(|control| reader.at("control", |reader| reader.control(control)));
                held.push((i, row.get("of").and_then(Json::as_str).map_or_else(|| party.to_owned(), |of| of.trim().to_owned())));
                owners.holdings.push(Holding { owner: place, held: 0, share, control });
            });
        }
        for (holding, (i, of)) in owners.holdings.iter_mut().zip(&held) {
            match places.get(of) {
                Some(place) => holding.held = *place,
                None => self.at_index(*i, |reader| {
                    reader.at("of", |reader| {
                        let near = comity_law::nearest(of, places.keys().map(String::as_str)).map(str::to_owned);
                        reader.near(InputFault::Expected("the name of another owner, or of the party".into()), near, false);
                    });
                }),
            }
        }
        if let Some(body) = owners.overheld() {
            let what = format!("shares of {} that are no more than 100 % together", body.name);
            self.expected::<()>(&what);
        }
        (owners, known)
    }

    fn owner(&mut self, row: &'d Map<String, Json>, position: usize, party: &str, owner: &mut Known) {
        let own = |key: &str| matches!(key, "share" | "control" | "of") || STRUCTURE.contains(&key);
        for (key, value) in row.iter().filter(|(key, _)| !own(key)) {
            self.at(key, |reader| reader.fact_in("party", key, FactPlace::Party, value, &mut owner.facts));
        }
        if row.contains_key("owners") {
            self.at("owners", |reader| reader.expected::<()>("owners of owners in the same list, each with `of` and the name of what it holds"));
        }
        if row.get("of").is_some_and(|of| !of.is_string()) {
            self.at("of", |reader| reader.expected::<()>("a name in quotes"));
        }
        self.identifiers(row);
        owner.facts.spread(self.law, FactPlace::Party);
        self.contradictions(&owner.facts);
        self.screened(row, position, Some(party), owner);
    }

    fn share(&mut self, value: &'d Json) -> Option<Exact> {
        let text = value.as_str();
        if text == Some("unknown") {
            return None;
        }
        let share = text.and_then(|text| text.parse::<Quantity>().ok()).filter(|share| share.dimension() == Quantity::from(Exact::from(1)).dimension());
        match share.map(|share| share.base()) {
            Some(share) if share >= Exact::from(0) && share <= Exact::from(1) => Some(share),
            _ => self.expected("a share such as \"30 %\", or \"unknown\""),
        }
    }

    fn control(&mut self, value: &'d Json) -> Option<bool> {
        match value {
            Json::Bool(control) => Some(*control),
            Json::String(word) if word == "unknown" => None,
            _ => self.expected("true, false or \"unknown\""),
        }
    }
}

/// Whether a rule on ownership is in force on the day.
pub(super) fn in_force(rule: &Ownership, day: Option<jiff::civil::Date>) -> bool {
    day.is_some_and(|day| rule.period.contains(day))
}
