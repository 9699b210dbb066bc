//! The facts of a transaction, typed by the law's vocabulary.

use comity_law::{CountryId, FactId, FactKind, FactPlace, FactType, HsCode, Law, ListId, NodeId, RegionId};
use comity_quantity::Quantity;
use jiff::civil::Date;

/// What is known of one fact. Absent, unknown and not applicable differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Nothing was said.
    #[default]
    Absent,
    /// It was said to be unknown: nothing is presumed.
    Unknown,
    /// It was said not to apply: every test of it is false.
    NotApplicable,
    /// It is known.
    Known(Value),
}

/// A typed value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A country.
    Country(CountryId),
    /// A region.
    Region(RegionId),
    /// Words of a choice, as bits.
    Words(u64),
    /// A day.
    Date(Date),
    /// A tariff number.
    Hs(HsCode),
    /// An amount or measure.
    Quantity(Quantity),
    /// Text.
    Text(Box<str>),
    /// Codes on lists.
    Codes(Codes),
}

/// What is stated of an item on one list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CodeState {
    /// On no entry.
    NotListed,
    /// On these provisions.
    On(Vec<NodeId>),
}

/// Codes by list; a list that is missing is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Codes(pub(crate) Vec<(ListId, CodeState)>);

impl Codes {
    /// What is stated for a list.
    pub fn on(&self, list: ListId) -> Option<&CodeState> {
        self.0.iter().find(|(id, _)| *id == list).map(|(_, state)| state)
    }

    /// States a list.
    pub fn set(&mut self, list: ListId, state: CodeState) {
        self.0.retain(|(id, _)| *id != list);
        self.0.push((list, state));
    }

    /// A code on one list may rule out others: the order of review has passed them.
    pub(crate) fn settle(&mut self, law: &Law) {
        let settled: Vec<ListId> = self.0.iter().flat_map(|(list, _)| law.list(*list).settles.iter().copied()).collect();
        for list in settled {
            if self.on(list).is_none() {
                self.0.push((list, CodeState::NotListed));
            }
        }
    }
}

/// Facts of one place: the transaction, an item or a party.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    stated: Vec<(FactId, Slot)>,
    // INVARIANT (index): `at[fact]` is the position in `stated` plus one, or zero; facts past its end are not stated.
    at: Vec<u16>,
}

impl Facts {
    /// What is known of a fact.
    pub fn get(&self, fact: FactId) -> &Slot {
        const ABSENT: &Slot = &Slot::Absent;
        match self.at.get(fact.index()) {
            Some(position @ 1..) => self.stated.get(usize::from(position - 1)).map_or(ABSENT, |(_, slot)| slot),
            _ => ABSENT,
        }
    }

    /// States a fact.
    pub fn set(&mut self, fact: FactId, slot: Slot) {
        if self.at.len() <= fact.index() {
            self.at.resize(fact.index() + 1, 0);
        }
        match self.at.get_mut(fact.index()) {
            Some(0) | None => {
                self.stated.push((fact, slot));
                if let Some(position) = self.at.get_mut(fact.index()) {
                    // There are no more facts than a fact's id can count.
                    *position = u16::try_from(self.stated.len()).unwrap_or_default();
                }
            }
            Some(position) => {
                if let Some((_, old)) = self.stated.get_mut(usize::from(*position - 1)) {
                    *old = slot;
                }
            }
        }
    }

    /// Facts that were stated.
    pub fn stated(&self) -> impl Iterator<Item = (FactId, &Slot)> {
        self.stated.iter().map(|(id, slot)| (*id, slot))
    }

    /// Draws the consequences of broad and narrow facts: a broad one that is false settles the narrower ones, a narrow one
    /// that is true settles the broader.
    pub(crate) fn spread(&mut self, law: &Law, place: FactPlace) {
        let bool_of = |facts: &Self, id: FactId| match facts.get(id) {
            Slot::Known(Value::Bool(value)) => Some(*value),
            _ => None,
        };
        // Only bools spread, and with none stated there is nothing to spread.
        if !self.stated.iter().any(|(_, slot)| matches!(slot, Slot::Known(Value::Bool(_)))) {
            return;
        }
        for (index, fact) in law.vocabulary.facts.iter().enumerate() {
            let (Some(mut broader), true) = (fact.broader, fact.place == place) else { continue };
            let Some(id) = law.fact_id(index) else { continue };
            let mut own = bool_of(self, id);
            // Broader facts may have broader ones; the chain is short, and a circle ends at the number of facts.
            for _ in 0..law.vocabulary.facts.len() {
                match (own, bool_of(self, broader)) {
                    (Some(true), None) => self.set(broader, Slot::Known(Value::Bool(true))),
                    (None, Some(false)) => {
                        own = Some(false);
                        self.set(id, Slot::Known(Value::Bool(false)));
                    }
                    _ => {}
                }
                match law.fact(broader).broader {
                    Some(next) if next != broader => broader = next,
                    _ => break,
                }
            }
        }
    }
}

/// Whether nothing being said counts as false under the law's presumption.
pub(crate) fn is_presumed(law: &Law, fact: FactId) -> bool {
    law.fact(fact).kind == FactKind::Knowledge
}

/// Shows a value as a user would write it.
pub(crate) fn show(law: &Law, fact: FactId, value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Country(country) => law.vocabulary.countries.get(country.index()).map_or_else(String::new, |country| country.code.to_string()),
        Value::Region(region) => law.vocabulary.regions.get(region.index()).map_or_else(String::new, |region| region.code.to_string()),
        Value::Words(bits) => {
            let words: &[comity_law::Choice] = match &law.fact(fact).ty {
                FactType::Choice(words) | FactType::Choices(words) => words,
                _ => &[],
            };
            let chosen: Vec<&str> = words.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0).map(|(_, word)| &*word.word).collect();
            chosen.join(", ")
        }
        Value::Date(date) => date.to_string(),
        Value::Hs(code) => code.to_string(),
        Value::Quantity(quantity) => quantity.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Codes(codes) => {
            let lists: Vec<String> = codes.0.iter().map(|(list, state)| show_codes(law, *list, state)).collect();
            lists.join("; ")
        }
    }
}

fn show_codes(law: &Law, list: ListId, state: &CodeState) -> String {
    let list = law.list(list);
    match state {
        CodeState::NotListed => format!("not on {}", list.id),
        CodeState::On(nodes) => {
            let codes: Vec<&str> = nodes.iter().map(|node| list.code(*node)).collect();
            format!("{}:{}", list.id, codes.join(", "))
        }
    }
}
