//! Deciding many transactions: what holds for every item of one context is asked once.
//!
//! A catalogue times all destinations asks the same day, places, end uses and parties over and over. Rules that are false of such a
//! context whatever the item is (Kleene's logic is monotone: more facts never change a settled value) need not be asked of each item,
//! and two items with the same facts have the same outcomes.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use comity_law::{Body, FactId, FactType, Law, condition::Condition};
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{
    assess::{Lifter, Plan, assess},
    determination::{Determination, Possible},
    engine::{Engine, Options},
    facts::{Facts, Slot},
    outcome::Outcome,
    receipt::LawUsed,
    scene::fact_of,
    transaction::Transaction,
};

/// Most contexts, and most items of all contexts, that are remembered: memory stays bounded however long the batch is.
const CONTEXTS: usize = 4096;
const ITEMS: usize = 1 << 18;
/// Most bytes of written answers that one batch remembers.
const BYTES: usize = 32 << 20;

/// Facts that some condition asks for: only these can change an answer.
pub(crate) struct Asked {
    asked: Vec<bool>,
    /// Facts that tell contexts apart: those with few values. Amounts, texts and tariff numbers differ from one transaction to the
    /// next; a context leaves them unknown, which is sound, for what is false without them is false with them.
    tells: Vec<bool>,
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
                    comity_law::condition::Test::Allows { amount, .. } => amount.iter().copied().for_each(&mut mark),
                    comity_law::condition::Test::Controlled { of, .. } => of.iter().copied().for_each(&mut mark),
                    _ => {}
                }
            });
        }
        let tells = law
            .vocabulary
            .facts
            .iter()
            .map(|fact| matches!(fact.ty, FactType::Bool | FactType::Country | FactType::Region | FactType::Choice(_) | FactType::Choices(_)));
        Self { tells: tells.collect(), asked }
    }

    /// By fact, whether it tells contexts apart.
    pub(crate) fn tells_all(&self) -> &[bool] {
        &self.tells
    }

    fn tells(&self, fact: FactId) -> bool {
        self.tells.get(fact.index()).copied().unwrap_or_default()
    }

    /// The stated facts that are asked for, in a fixed order.
    fn key(&self, facts: &Facts) -> Vec<(FactId, Slot)> {
        let asked = facts.stated().filter(|(id, _)| self.asked.get(id.index()).copied().unwrap_or_default());
        let mut key: Vec<(FactId, Slot)> = asked.map(|(id, slot)| (id, slot.clone())).collect();
        key.sort_unstable_by_key(|(id, _)| *id);
        key
    }
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

#[derive(PartialEq, Eq, Hash)]
struct ContextKey {
    date: Date,
    /// The transaction's facts, then those of each party.
    places: Vec<Vec<(FactId, Slot)>>,
}

/// What an answer within a context depends on: facts of the item, and those of the transaction and its parties that do not tell
/// contexts apart.
#[derive(PartialEq, Eq, Hash)]
struct ItemKey {
    item: Vec<(FactId, Slot)>,
    rest: Arc<Vec<Vec<(FactId, Slot)>>>,
}

/// Plans of the rules that can matter in one context, and the outcomes met in it.
struct Context<'e> {
    plans: Vec<Plan>,
    /// The same without authorisations that the context closes: enough for outcomes, which do not name what is closed.
    lean: Vec<Plan>,
    outcomes: HashMap<ItemKey, Arc<[Answer]>>,
    answers: HashMap<(Box<str>, ItemKey), Written<'e>>,
}

/// The findings for one item as JSON, and what else of the determination does not change with the transaction's id.
struct Written<'e> {
    findings: Vec<u8>,
    /// `"not_assessed":…,"outcome":…}`: what follows the id.
    tail: Vec<u8>,
    law: LawUsed<'e>,
}

/// One jurisdiction's outcome for one item.
#[derive(Clone, Copy)]
struct Answer {
    jurisdiction: usize,
    outcome: Outcome,
    possible: Possible,
}

/// Decides many transactions under one set of options. One per thread.
pub struct Batch<'e, 'l> {
    engine: &'e Engine<'l>,
    options: Options,
    contexts: HashMap<ContextKey, Context<'e>>,
    items: usize,
    bytes: usize,
}

impl<'l> Engine<'l> {
    /// Prepares for many transactions.
    pub fn batch<'e>(&'e self, options: Options) -> Batch<'e, 'l> {
        Batch { engine: self, options, contexts: HashMap::new(), items: 0, bytes: 0 }
    }
}

impl<'e, 'l> Batch<'e, 'l> {
    /// As [`Engine::decide_to_json`]: the same bytes.
    pub fn decide_to_json(&mut self, transaction: &Transaction, input: &Json, out: &mut Vec<u8>) {
        let (engine, options) = (self.engine, Options { explain: false, ..self.options });
        if self.bytes > BYTES {
            self.contexts.values_mut().for_each(|context| context.answers.clear());
            self.bytes = 0;
        }
        let (context, rest) = self.context(transaction);
        let memory = &engine.memory();
        let [item] = transaction.items.as_slice() else {
            let determination = engine.decide_by(transaction, options, &context.plans, memory);
            return engine.write_with_receipt(&determination, transaction, input, options, out);
        };
        if !transaction.unused_lists.is_empty() {
            let determination = engine.decide_by(transaction, options, &context.plans, memory);
            return engine.write_with_receipt(&determination, transaction, input, options, out);
        }
        let key = (item.id.clone(), ItemKey { item: engine.asked().key(&item.facts), rest: Arc::new(rest) });
        let mut grown = 0;
        let written = match context.answers.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let determination = engine.decide_by(transaction, options, &context.plans, memory);
                let written = Written::of(engine, &determination, transaction.date);
                grown = written.findings.len() + written.tail.len();
                entry.insert(written)
            }
        };
        let start = out.len();
        out.extend_from_slice(b"{\"date\":\"");
        out.extend_from_slice(transaction.date.to_string().as_bytes());
        out.extend_from_slice(b"\",\"findings\":");
        out.extend_from_slice(&written.findings);
        out.extend_from_slice(b",\"id\":");
        // Serialising text into memory cannot fail.
        let _ = serde_json::to_writer(&mut *out, &transaction.id);
        out.extend_from_slice(&written.tail);
        engine.append_receipt(start, &written.law, input, options, out);
        self.bytes += grown;
    }

    /// As [`Engine::outcomes`].
    pub fn outcomes(&mut self, transaction: &Transaction, mut each: impl FnMut(&'l str, Outcome, Possible)) {
        let (engine, options) = (self.engine, self.options);
        if self.items > ITEMS {
            self.forget();
        }
        let (context, rest) = self.context(transaction);
        let rest = Arc::new(rest);
        let mut known = 0;
        let mut sum: Vec<Answer> = Vec::new();
        for (position, item) in transaction.items.iter().enumerate() {
            let key = ItemKey { item: engine.asked().key(&item.facts), rest: rest.clone() };
            let answers = match context.outcomes.get(&key) {
                Some(answers) => answers.clone(),
                None => {
                    known += 1;
                    let answers: Arc<[Answer]> = answers(engine, transaction, position, options, &context.lean).into();
                    context.outcomes.insert(key, answers.clone());
                    answers
                }
            };
            for answer in answers.iter() {
                match sum.iter_mut().find(|other| other.jurisdiction == answer.jurisdiction) {
                    Some(other) => {
                        other.outcome = other.outcome.max(answer.outcome);
                        other.possible.best = other.possible.best.max(answer.possible.best);
                        other.possible.worst = other.possible.worst.max(answer.possible.worst);
                    }
                    None => sum.push(*answer),
                }
            }
        }
        self.items += known;
        sum.sort_by_key(|answer| answer.jurisdiction);
        for answer in sum {
            if let Some(jurisdiction) = engine.law().jurisdictions.get(answer.jurisdiction) {
                each(&jurisdiction.id, answer.outcome, answer.possible);
            }
        }
    }

    /// The context of a transaction, and the facts that it leaves out.
    fn context(&mut self, transaction: &Transaction) -> (&mut Context<'e>, Vec<Vec<(FactId, Slot)>>) {
        let asked = self.engine.asked();
        let places = std::iter::once(&transaction.facts).chain(&transaction.parties);
        let mut rest = Vec::new();
        let mut told: Vec<Vec<(FactId, Slot)>> = Vec::new();
        for facts in places {
            let (own, others): (Vec<_>, Vec<_>) = asked.key(facts).into_iter().partition(|(fact, _)| asked.tells(*fact));
            told.push(own);
            rest.push(others);
        }
        let key = ContextKey { date: transaction.date, places: told };
        if self.contexts.len() >= CONTEXTS && !self.contexts.contains_key(&key) {
            self.forget();
        }
        let (engine, options) = (self.engine, self.options);
        let context = match self.contexts.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let bare = bare(transaction, entry.key());
                let plans = engine.live_plans(&bare, options);
                let lean = engine.lean_plans(&bare, options, &plans);
                entry.insert(Context { plans, lean, outcomes: HashMap::new(), answers: HashMap::new() })
            }
        };
        (context, rest)
    }

    /// Forgets everything: what was met is only ever a saving.
    fn forget(&mut self) {
        self.contexts.clear();
        (self.items, self.bytes) = (0, 0);
    }
}

impl<'e> Written<'e> {
    fn of(engine: &'e Engine, determination: &Determination<'e>, date: Date) -> Self {
        // Serialising these types into memory cannot fail: all keys are strings.
        let findings = serde_json::to_vec(&determination.findings).unwrap_or_default();
        let mut tail = b",\"not_assessed\":".to_vec();
        let _ = serde_json::to_writer(&mut tail, &determination.not_assessed);
        tail.extend_from_slice(b",\"outcome\":");
        let _ = serde_json::to_writer(&mut tail, &determination.outcome);
        tail.push(b'}');
        Self { findings, tail, law: LawUsed::of(engine.parts_used(determination, date)) }
    }
}

/// The transaction with nothing but what its context tells.
fn bare(transaction: &Transaction, key: &ContextKey) -> Transaction {
    let mut places = key.places.iter().map(|place| {
        let mut facts = Facts::default();
        place.iter().for_each(|(fact, slot)| facts.set(*fact, slot.clone()));
        facts
    });
    let facts = places.next().unwrap_or_default();
    Transaction { id: "".into(), date: transaction.date, facts, items: Vec::new(), parties: places.collect(), unused_lists: Vec::new() }
}

fn answers(engine: &Engine, transaction: &Transaction, item: usize, options: Options, plans: &[Plan]) -> Vec<Answer> {
    let (mut out, memory) = (Vec::new(), engine.memory());
    for (id, plan) in engine.law().jurisdiction_ids().zip(plans) {
        if plan.reach.is_empty() && !plan.is_before(transaction.date) {
            continue;
        }
        memory.clear();
        let scene = engine.scene(transaction, id, item, options, &memory);
        let assessment = assess(&scene, plan);
        if !assessment.reach.is_false() {
            let possible = Possible { best: assessment.best, worst: assessment.worst };
            out.push(Answer { jurisdiction: id.index(), outcome: assessment.outcome, possible });
        }
    }
    out
}

impl Plan {
    /// The rules that some item could make true or open: a rule that is false with every fact of the item unknown stays false.
    pub(crate) fn live(&self, holds: impl Fn(comity_law::RuleId) -> bool) -> Self {
        let keep = |rules: &[comity_law::RuleId]| rules.iter().copied().filter(|rule| holds(*rule)).collect();
        Self {
            first_day: self.first_day,
            reach: keep(&self.reach),
            hand_offs: keep(&self.hand_offs),
            grounds: keep(&self.grounds),
            exclusions: keep(&self.exclusions),
            // Closed authorisations are named in the answer: all are kept.
            authorisations: self.authorisations.clone(),
            restrictions: keep(&self.restrictions),
            duties: keep(&self.duties),
        }
    }

    /// Without the authorisations that are closed whatever the item is, and without duties.
    pub(crate) fn lean(&self, is_open: impl Fn(&Lifter) -> bool) -> Self {
        Self {
            first_day: self.first_day,
            reach: self.reach.clone(),
            hand_offs: self.hand_offs.clone(),
            grounds: self.grounds.clone(),
            exclusions: self.exclusions.clone(),
            authorisations: self.authorisations.iter().filter(|lifter| is_open(lifter)).cloned().collect(),
            restrictions: self.restrictions.clone(),
            duties: Vec::new(),
        }
    }
}

/// A context without any item: all facts of items are unknown in it.
pub(crate) const NO_ITEM: usize = usize::MAX;
