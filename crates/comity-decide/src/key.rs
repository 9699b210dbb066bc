//! What tells one question from another: the facts that the law asks for, written down as words.
//!
//! The law reads an amount only by comparing it with its own limits, so an amount is written as its place among them: a catalogue of
//! distinct prices falls into few classes.

use std::{cmp::Ordering, collections::HashSet};

use comity_law::{
    Body, FactId, FactPlace, FactType, Law, ListId, NodeId,
    condition::{Condition, Test},
};
use comity_quantity::Quantity;
use jiff::civil::Date;

use crate::{
    classes::{Classes, Counting},
    facts::{CodeState, Facts, Slot, Value},
    scene::fact_of,
};

/// Facts that some condition asks for: only these can change an answer.
pub(crate) struct Asked {
    asked: Vec<bool>,
    /// Facts that tell contexts apart: those with few values. Amounts, texts and tariff numbers differ from one transaction to the
    /// next; a context leaves them unknown, which is sound, for what is false without them is false with them.
    tells: Vec<bool>,
    /// By fact, the amounts with which conditions compare it, and with which conditions or rows do.
    limits: Vec<Vec<Quantity>>,
    all_limits: Vec<Vec<Quantity>>,
    /// Facts that are compared with amounts in rows.
    asked_by_rows: HashSet<FactId>,
    /// The codes of an item.
    codes: Option<FactId>,
    /// By fact, whether questions of one context may differ in it, and an answer's trail follows it.
    followed: Vec<bool>,
}

impl Asked {
    pub(crate) fn of(law: &Law) -> Self {
        let mut asked = vec![false; law.vocabulary.facts.len()];
        let mut mark = |fact: FactId| {
            if let Some(slot) = asked.get_mut(fact.index()) {
                *slot = true;
            }
        };
        for path in ["to", "from", "item.codes"] {
            law.fact_by_path(path).into_iter().for_each(&mut mark);
        }
        for condition in conditions(law) {
            condition.root.visit(&mut |clause| {
                fact_of(&clause.test).into_iter().for_each(&mut mark);
                match &clause.test {
                    Test::Allows { amount, .. } => amount.iter().copied().for_each(&mut mark),
                    Test::Controlled { of, .. } => of.iter().copied().for_each(&mut mark),
                    _ => {}
                }
            });
        }
        let tells: Vec<bool> = law
            .vocabulary
            .facts
            .iter()
            .map(|fact| matches!(fact.ty, FactType::Bool | FactType::Country | FactType::Region | FactType::Choice(_) | FactType::Choices(_)))
            .collect();
        let facts = law.vocabulary.facts.iter().zip(&tells);
        let followed = facts.map(|(fact, tells)| fact.place == FactPlace::Item || (fact.place == FactPlace::Transaction && !tells)).collect();
        let mut asked_by_rows = HashSet::new();
        let (limits, all_limits) = (limits(law, None), limits(law, Some(&mut asked_by_rows)));
        Self { tells, asked, limits, all_limits, asked_by_rows, codes: law.fact_by_path("item.codes"), followed }
    }

    /// By fact, whether it tells contexts apart.
    pub(crate) fn tells_all(&self) -> &[bool] {
        &self.tells
    }

    /// By fact, whether an answer's trail follows it: it stands in none of the keys of contexts.
    pub(crate) fn followed(&self) -> &[bool] {
        &self.followed
    }

    fn tells(&self, fact: FactId) -> bool {
        self.tells.get(fact.index()).copied().unwrap_or_default()
    }

    /// Writes down the facts of one place that are asked for, those that tell contexts apart to `told` and the others to `rest`: words
    /// that are the same only for facts which answer every test of the law alike.
    pub(crate) fn write(&self, facts: &Facts, told: &mut Vec<u64>, rest: &mut Vec<u64>) {
        for (id, slot) in facts.stated().filter(|(id, _)| self.asked.get(id.index()).copied().unwrap_or_default()) {
            self.slot(id, slot, if self.tells(id) { told } else { rest });
        }
        // No fact begins with this word.
        told.push(END);
        rest.push(END);
    }

    /// Writes down the facts of an item that are asked for: its provisions by their class in a context.
    pub(crate) fn write_item(&self, facts: &Facts, told: &Told, out: &mut Vec<u64>) {
        let codes = match self.codes.map(|fact| facts.get(fact)) {
            Some(Slot::Known(Value::Codes(codes))) => codes.0.as_slice(),
            _ => &[],
        };
        let alone = codes.iter().all(|(_, state)| matches!(state, CodeState::NotListed) || lone(state).is_some());
        for (id, slot) in facts.stated().filter(|(id, _)| self.asked.get(id.index()).copied().unwrap_or_default()) {
            match slot {
                Slot::Known(Value::Codes(_)) if Some(id) == self.codes => write_classes(id, codes, told, out),
                // Of the amounts in rows, those of the item's own entries count.
                Slot::Known(Value::Quantity(quantity)) if alone => {
                    out.extend([(id.index() as u64) << 8 | 14, self.place(id, quantity, &self.limits)]);
                    if self.asked_by_rows.contains(&id) {
                        write_rows(codes, quantity, told, out);
                    }
                }
                slot => self.slot(id, slot, out),
            }
        }
        out.push(END);
    }

    /// Writes down the facts of an item that are asked for, its provisions themselves among them.
    pub(crate) fn write_exactly(&self, facts: &Facts, out: &mut Vec<u64>) {
        for (id, slot) in facts.stated().filter(|(id, _)| self.asked.get(id.index()).copied().unwrap_or_default()) {
            self.slot(id, slot, out);
        }
        out.push(END);
    }

    /// The facts of one place that tell contexts apart.
    pub(crate) fn told(&self, facts: &Facts) -> Facts {
        let mut told = Facts::default();
        let own = facts.stated().filter(|(id, _)| self.tells(*id) && self.asked.get(id.index()).copied().unwrap_or_default());
        own.for_each(|(id, slot)| told.set(id, slot.clone()));
        told
    }

    fn slot(&self, id: FactId, slot: &Slot, out: &mut Vec<u64>) {
        let head = |kind: u64| (id.index() as u64) << 8 | kind;
        match slot {
            Slot::Absent => out.push(head(0)),
            Slot::Unknown => out.push(head(1)),
            Slot::NotApplicable => out.push(head(2)),
            Slot::Known(Value::Bool(value)) => out.push(head(3 + u64::from(*value))),
            Slot::Known(Value::Country(country)) => out.extend([head(5), country.index() as u64]),
            Slot::Known(Value::Region(region)) => out.extend([head(6), region.index() as u64]),
            Slot::Known(Value::Words(words)) => out.extend([head(7), *words]),
            Slot::Known(Value::Date(date)) => out.extend([head(8), day_word(*date)]),
            Slot::Known(Value::Quantity(quantity)) => out.extend([head(9), self.place(id, quantity, &self.all_limits)]),
            Slot::Known(Value::Hs(code)) => {
                out.push(head(10));
                write_text(&code.to_string(), out);
            }
            Slot::Known(Value::Text(text)) => {
                out.push(head(11));
                write_text(text, out);
            }
            Slot::Known(Value::Codes(codes)) => {
                out.extend([head(12), codes.0.len() as u64]);
                for (list, state) in &codes.0 {
                    match state {
                        CodeState::NotListed => out.extend([list.index() as u64, END]),
                        CodeState::On(nodes) => {
                            out.extend([list.index() as u64, nodes.len() as u64]);
                            out.extend(nodes.iter().map(|node| node.index() as u64));
                        }
                    }
                }
            }
        }
    }

    /// Where an amount stands among those of its dimension with which the law compares it: amounts at one place answer every test alike.
    fn place(&self, id: FactId, quantity: &Quantity, limits: &[Vec<Quantity>]) -> u64 {
        let limits = limits.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        let orderings = limits.iter().enumerate().filter_map(|(i, limit)| Some((i, quantity.compare(limit).ok()?)));
        let mut first = None;
        let (mut above, mut at) = (0u64, 0u64);
        for (i, ordering) in orderings {
            first = first.or(Some(i as u64));
            above += u64::from(ordering.is_gt());
            at += u64::from(ordering.is_eq());
        }
        // The first limit that it can be compared with stands for its dimension.
        first.map_or(END, |first| first << 40 | above << 20 | at)
    }
}

/// What tells provisions apart in a context.
pub(crate) struct Told<'c> {
    pub(crate) law: &'c Law,
    pub(crate) classes: &'c Classes,
    pub(crate) counting: &'c Counting,
    pub(crate) day: Date,
}

/// The provision that stands alone on its list.
fn lone(state: &CodeState) -> Option<NodeId> {
    match state {
        CodeState::On(nodes) if nodes.len() == 1 => nodes.first().copied(),
        _ => None,
    }
}

/// A provision that stands alone on its list is as good as any other of its class.
fn write_classes(id: FactId, codes: &[(ListId, CodeState)], told: &Told, out: &mut Vec<u64>) {
    out.extend([(id.index() as u64) << 8 | 13, codes.len() as u64]);
    for (list, state) in codes {
        out.push(list.index() as u64);
        let CodeState::On(nodes) = state else {
            out.push(END);
            continue;
        };
        let start = out.len();
        out.push(CLASS);
        if !lone(state).is_some_and(|node| told.classes.write(*list, node, told.day, told.counting, out)) {
            out.truncate(start);
            out.push(nodes.len() as u64);
            out.extend(nodes.iter().map(|node| node.index() as u64));
        }
    }
}

/// How an amount stands to those in the rows of the item's entries: a class says how many rows there are.
fn write_rows(codes: &[(ListId, CodeState)], quantity: &Quantity, told: &Told, out: &mut Vec<u64>) {
    for (list, node) in codes.iter().filter_map(|(list, state)| Some((*list, lone(state)?))) {
        let rows = told.law.list(list).entry(node).map(|entry| entry.exceptions.as_slice()).unwrap_or_default();
        out.push(rows.len() as u64);
        let orderings = rows.iter().map(|row| row.amount.as_ref().map(|limit| quantity.compare(limit).ok()));
        out.extend(orderings.map(|ordering| match ordering {
            None => 0,
            Some(None) => 1,
            Some(Some(Ordering::Less)) => 2,
            Some(Some(Ordering::Equal)) => 3,
            Some(Some(Ordering::Greater)) => 4,
        }));
    }
}

/// Ends a place; no fact, list or length.
const END: u64 = u64::MAX;
/// Begins a class; no length.
const CLASS: u64 = u64::MAX - 1;

/// A day as a word.
pub(crate) fn day_word(date: Date) -> u64 {
    // Years are at least -9999.
    let year = u64::from((i32::from(date.year()) + 10_000).unsigned_abs());
    year << 16 | u64::from(date.month().unsigned_abs()) << 8 | u64::from(date.day().unsigned_abs())
}

/// Writes a text with its length.
pub(crate) fn write_text(text: &str, out: &mut Vec<u64>) {
    out.push(text.len() as u64);
    out.extend(text.as_bytes().chunks(8).map(|bytes| bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))));
}

/// By fact, every amount with which a condition compares it; with those in rows, and the facts that are compared with them, where asked.
fn limits(law: &Law, mut by_rows: Option<&mut HashSet<FactId>>) -> Vec<Vec<Quantity>> {
    let mut out: Vec<Vec<Quantity>> = vec![Vec::new(); law.vocabulary.facts.len()];
    let mut add = |fact: FactId, quantity: &Quantity| {
        if let Some(limits) = out.get_mut(fact.index())
            && !limits.contains(quantity)
        {
            limits.push(quantity.clone());
        }
    };
    for condition in conditions(law) {
        condition.root.visit(&mut |clause| match &clause.test {
            Test::Quantity(fact, _, quantity) => add(*fact, quantity),
            Test::Allows { list, symbol, amount: Some(fact) } => {
                let Some(by_rows) = &mut by_rows else { return };
                by_rows.insert(*fact);
                let rows = law.list(*list).entries.iter().flat_map(|entry| &entry.exceptions).filter(|row| row.symbol == *symbol);
                rows.flat_map(|row| &row.amount).for_each(|limit| add(*fact, limit));
            }
            _ => {}
        });
    }
    out
}

/// Every condition of the law.
fn conditions(law: &Law) -> impl Iterator<Item = &Condition> {
    let rules = law.rules.iter().flat_map(|rule| {
        let rows: &[comity_law::ConditionRow] = match &rule.body {
            Body::Authorisation { conditions, .. } => conditions,
            _ => &[],
        };
        rule.when.iter().chain(rows.iter().map(|row| &row.test))
    });
    let rows = law.lists.iter().flat_map(|list| &list.entries).flat_map(|entry| {
        let controls = entry.controls.iter().flat_map(|row| row.scope.iter().chain(&row.when));
        let others = entry.exceptions.iter().flat_map(|row| &row.scope).chain(entry.refers.iter().flat_map(|row| &row.scope));
        controls.chain(others).chain(entry.hand_offs.iter().flat_map(|row| &row.scope))
    });
    let coverage = law.jurisdictions.iter().flat_map(|jurisdiction| &jurisdiction.coverage).flat_map(|row| &row.affects);
    rules.chain(rows).chain(coverage)
}
