//! From what is stated and found of a party and its owners to the party's facts.
//!
//! What the user states wins over what screening found, and the answer says where the two differ. A fact that several things can make true
//! (a listing, an owner) is true where one of them does, open where one of them is open, and false only where all of them are ruled out.

use std::collections::BTreeMap;

use comity_law::{FactId, FactPlace, Law, Ownership};
use jiff::civil::Date;

use super::party::in_force;
use crate::{
    belief::Truth,
    evidence::{Evidence, Hit, HitState, Owned, Question},
    facts::{Facts, Slot, Value, show},
    ownership::{Judgement, Listed, OpenHolding, Owners, Verdict, percent},
};

/// What is known of a party, or of an owner.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) name: String,
    /// What the user states.
    pub(super) facts: Facts,
    /// What screening found.
    pub(super) found: BTreeMap<FactId, Slot>,
    pub(super) hits: Vec<Hit>,
}

impl Slot {
    pub(super) fn is_false(&self) -> bool {
        *self == Slot::Known(Value::Bool(false))
    }

    fn is_true(&self) -> bool {
        *self == Slot::Known(Value::Bool(true))
    }
}

impl Known {
    /// What is stated; else what was found.
    fn slot(&self, fact: FactId) -> &Slot {
        match self.facts.get(fact) {
            stated @ (Slot::Known(_) | Slot::NotApplicable) => stated,
            // Who says "unknown" has no answer: one that screening found is better.
            said => self.found.get(&fact).unwrap_or(said),
        }
    }

    /// What is known of whether an owner is listed, for a rule.
    fn listed(&self, rule: &Ownership) -> Listed {
        let says = |value: bool| rule.by.iter().chain([&rule.fact]).any(|fact| *self.facts.get(*fact) == Slot::Known(Value::Bool(value)));
        if says(true) {
            return Listed::Yes;
        }
        if self.facts.get(rule.fact).is_false() {
            return Listed::Cleared;
        }
        let slots = || rule.by.iter().map(|fact| self.slot(*fact));
        match (slots().any(Slot::is_true), slots().any(|slot| *slot == Slot::Unknown), slots().all(Slot::is_false)) {
            (true, ..) => Listed::Yes,
            (_, true, _) => Listed::Open,
            (.., true) => Listed::No,
            _ => Listed::Untold,
        }
    }

    /// The questions that keep a fact open: one a hit that hangs on it.
    fn questions(&self, law: &Law, fact: FactId, what: &str) -> Vec<String> {
        let path = &law.fact(fact).path;
        let own = path.split_once('.').map_or(&**path, |(_, own)| own);
        let open = self.hits.iter().filter(|hit| hit.state == HitState::Open && hit.facts.iter().any(|name| name == own));
        open.map(|hit| {
            let number = if hit.identifier { " A register number agrees as well: all but certain." } else { "" };
            format!("Is {}{what} the listed party {} ({}, {})?{number}", self.name, hit.name, hit.list, hit.id)
        })
        .collect()
    }

    /// Draws the party's facts together, and notes what the answer is to show.
    pub(super) fn settle(self, law: &Law, day: Option<Date>, position: usize, owners: Option<&(Owners, Vec<Known>)>, evidence: &mut Evidence) -> Facts {
        let rules: Vec<&Ownership> = law.vocabulary.ownerships.iter().filter(|rule| in_force(rule, day)).collect();
        let mut facts = self.facts.clone();
        for (fact, slot) in &self.found {
            // What an owner can make true as well, the lists alone do not rule out.
            let owner_decides = slot.is_false() && rules.iter().any(|rule| rule.fact == *fact);
            if !owner_decides && !is_stated(&self.facts, *fact) {
                facts.set(*fact, slot.clone());
            }
            if *slot == Slot::Unknown && !is_stated(&self.facts, *fact) {
                let asked = self.questions(law, *fact, "").into_iter().map(|text| Question { party: position, fact: *fact, text });
                evidence.questions.extend(asked);
            }
        }
        if let Some((owners, known)) = owners {
            for rule in rules {
                self.own(law, rule, position, owners, known, &mut facts, evidence);
            }
        }
        facts.spread(law, FactPlace::Party);
        facts
    }

    /// What follows from a rule on ownership.
    #[expect(clippy::too_many_arguments, reason = "one step of `settle`, apart for its length")]
    fn own(&self, law: &Law, rule: &Ownership, position: usize, owners: &Owners, known: &[Self], facts: &mut Facts, evidence: &mut Evidence) {
        let listed: Vec<Listed> = known.iter().map(|one| one.listed(rule)).collect();
        let judgement = owners.judge(rule, &listed);
        let path = law.fact(rule.fact).path.to_string();
        // A broader fact that is stated to be false settles this one too.
        let stated = is_stated(&self.facts, rule.fact);
        let value = match judgement.verdict {
            Verdict::Owned => Truth::True,
            Verdict::Open => Truth::Unknown,
            Verdict::NotOwned => Truth::False,
            Verdict::Untold => return,
        };
        if stated {
            if value != Truth::Unknown && *self.facts.get(rule.fact) != Slot::Known(Value::Bool(value == Truth::True)) {
                let text = format!("{path} is stated otherwise than the owners make it; the statement was used.");
                evidence.warn(&self.name, position, text);
            }
        } else {
            let listing = self.found.get(&rule.fact).cloned().unwrap_or_default();
            let listing_is_asked = rule.by.contains(&rule.fact);
            let slot = match value {
                _ if listing.is_true() => listing,
                Truth::True => Slot::Known(Value::Bool(true)),
                Truth::Unknown => Slot::Unknown,
                // The list itself must have been searched too.
                Truth::False if !listing_is_asked || listing.is_false() => Slot::Known(Value::Bool(false)),
                Truth::False => listing,
            };
            if slot != Slot::Absent {
                facts.set(rule.fact, slot);
            }
            if let (Some((fact, _)), Truth::True) = (&rule.words, value)
                && !is_stated(&self.facts, *fact)
                && let Some(bits) = words(rule, known, &judgement)
            {
                facts.set(*fact, Slot::Known(Value::Words(bits)));
            }
        }
        let open = open(law, rule, owners, known, &judgement);
        if !stated {
            evidence.questions.extend(open.iter().map(|text| Question { party: position, fact: rule.fact, text: text.clone() }));
        }
        let steps = judgement.steps;
        evidence.owned.push(Owned { citation: rule.cite.to_string(), fact: path, name: self.name.clone(), open, party: position, steps, value });
    }
}

/// Where the user states otherwise than screening found.
pub(super) fn warn(law: &Law, known: &Known) -> Vec<String> {
    let mut out = Vec::new();
    for (fact, found) in &known.found {
        let Slot::Known(stated) = known.facts.get(*fact) else { continue };
        let path = &law.fact(*fact).path;
        let said = show(law, *fact, stated);
        match found {
            Slot::Unknown if *stated == Value::Bool(false) => {
                out.push(format!("{path} is stated to be {said}, but screening found a listed party that this may be; the statement was used."));
            }
            Slot::Known(value) if value != stated => {
                let value = show(law, *fact, value);
                out.push(format!("{path} is stated to be {said}, but screening says {value}; the statement was used."));
            }
            _ => {}
        }
    }
    out
}

impl Evidence {
    fn warn(&mut self, name: &str, party: usize, text: String) {
        match self.screened.iter_mut().find(|row| row.party == party && row.name == name) {
            Some(row) => row.warnings.push(text),
            None => self.screened.push(crate::evidence::Screened {
                hits: Vec::new(),
                name: name.to_owned(),
                not_screened: Vec::new(),
                party,
                ruled_out: Vec::new(),
                sets: Vec::new(),
                warnings: vec![text],
            }),
        }
    }
}

fn is_stated(facts: &Facts, fact: FactId) -> bool {
    matches!(facts.get(fact), Slot::Known(_) | Slot::NotApplicable)
}

/// The lists of the owners that carry a verdict, if it is known of each.
fn words(rule: &Ownership, known: &[Known], judgement: &Judgement) -> Option<u64> {
    let (_, rows) = rule.words.as_ref()?;
    let mut bits = 0;
    for owner in judgement.carriers.iter().filter_map(|owner| known.get(*owner)) {
        let mut lists = rule.by.iter().filter(|fact| owner.slot(**fact).is_true()).peekable();
        lists.peek()?; // said to be owned itself: by whom is not known
        for list in lists {
            for row in rows.iter().filter(|row| row.of == *list) {
                match row.among.map(|(fact, wanted)| (owner.slot(fact), wanted)) {
                    None => bits |= row.bit,
                    Some((Slot::Known(Value::Words(has)), wanted)) if has & wanted != 0 => bits |= row.bit,
                    Some((Slot::Known(_) | Slot::NotApplicable, _)) => {}
                    Some(_) => return None,
                }
            }
        }
    }
    Some(bits)
}

/// What keeps a verdict open, as questions.
fn open(law: &Law, rule: &Ownership, owners: &Owners, known: &[Known], judgement: &Judgement) -> Vec<String> {
    let name = |body: usize| owners.name(body);
    let mut out = Vec::new();
    for one in &judgement.open {
        match one {
            OpenHolding::Listing(owner) => {
                let Some(of) = known.get(*owner) else { continue };
                let before = out.len();
                for fact in rule.by.iter().filter(|fact| *of.slot(**fact) == Slot::Unknown) {
                    out.extend(of.questions(law, *fact, ", an owner,"));
                }
                if out.len() == before {
                    out.push(format!("Is the owner {} a listed party?", of.name));
                }
            }
            OpenHolding::Share { owner, held } => out.push(format!("What share of {} does {} hold?", name(*held), name(*owner))),
            OpenHolding::Control { owner, held } => out.push(format!("Does {} control {}?", name(*owner), name(*held))),
            OpenHolding::Rest { held, rest } => out.push(format!("Who holds the other {} of {}?", percent(*rest), name(*held))),
        }
    }
    out
}
