//! Deciding many transactions: what holds for every item of one context is asked once.
//!
//! A catalogue times all destinations asks the same day, places, end uses and parties over and over. Rules that are false of such a
//! context whatever the item is (Kleene's logic is monotone: more facts never change a settled value) need not be asked of each item,
//! and two items with the same facts have the same outcomes.

use std::{collections::HashMap, sync::Arc};

use comity_law::JurisdictionId;
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{
    assess::assess,
    determination::{Determination, Possible},
    engine::{Engine, Options},
    key::{day_word, write_text},
    memory::Memory,
    outcome::Outcome,
    plan::Plan,
    receipt::{FindingsDigest, LawUsed, PartSet, result_digest_of, write_tail},
    transaction::Transaction,
};

/// Most contexts, and most items of all contexts, that are remembered: memory stays bounded however long the batch is.
const CONTEXTS: usize = 4096;
const ITEMS: usize = 1 << 18;
/// Most bytes of written answers that one batch remembers.
const BYTES: usize = 32 << 20;

/// Plans of the rules that can matter in one context, and the outcomes met in it.
struct Context<'e> {
    plans: Vec<Plan>,
    /// The same without authorisations that the context closes: enough for outcomes, which do not name what is closed.
    lean: Vec<Plan>,
    /// By jurisdiction, what comes out the same for every item.
    bases: Vec<Memory>,
    /// By the facts of the item, and those of the transaction and its parties that do not tell contexts apart.
    outcomes: HashMap<Box<[u64]>, Box<[Answer]>>,
    /// By the same, after the item's id.
    answers: HashMap<Box<[u64]>, Written<'e>>,
}

/// A memory to work in, and with what it begins under each jurisdiction.
#[derive(Clone, Copy)]
pub(crate) struct Start<'m> {
    pub(crate) memory: &'m Memory,
    pub(crate) bases: &'m [Memory],
}

impl Start<'_> {
    /// Forgets what held of another item or jurisdiction.
    pub(crate) fn begin(&self, jurisdiction: JurisdictionId) {
        match self.bases.get(jurisdiction.index()) {
            Some(base) => self.memory.copy(base),
            None => self.memory.clear(),
        }
    }
}

/// The findings for one item as JSON, and what else of the determination does not change with the transaction's id.
struct Written<'e> {
    findings: Vec<u8>,
    digest: FindingsDigest,
    /// `"not_assessed":…,"outcome":…}`: what follows the id.
    tail: Vec<u8>,
    law: Arc<LawUsed<'e>>,
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
    contexts: Vec<Context<'e>>,
    /// The position of each context.
    places: HashMap<Box<[u64]>, usize>,
    /// Lists of law that receipts name, by day.
    laws: HashMap<(Date, PartSet), Arc<LawUsed<'e>>>,
    memory: Memory,
    /// Room for keys and sums: what is met again allocates nothing.
    key: Vec<u64>,
    rest: Vec<u64>,
    sum: Vec<Answer>,
    items: usize,
    bytes: usize,
}

impl<'l> Engine<'l> {
    /// Prepares for many transactions.
    pub fn batch<'e>(&'e self, options: Options) -> Batch<'e, 'l> {
        Batch {
            engine: self,
            options,
            contexts: Vec::new(),
            places: HashMap::new(),
            laws: HashMap::new(),
            memory: self.memory(),
            key: Vec::new(),
            rest: Vec::new(),
            sum: Vec::new(),
            items: 0,
            bytes: 0,
        }
    }
}

impl<'e, 'l> Batch<'e, 'l> {
    /// As [`Engine::decide_to_json`]: the same bytes.
    pub fn decide_to_json(&mut self, transaction: &Transaction, input: &Json, out: &mut Vec<u8>) {
        let (engine, options) = (self.engine, Options { explain: false, ..self.options });
        if self.bytes > BYTES {
            self.contexts.iter_mut().for_each(|context| context.answers.clear());
            self.laws.clear();
            self.bytes = 0;
        }
        let position = self.context(transaction);
        let Some(context) = self.contexts.get_mut(position) else { return };
        let from = Start { memory: &self.memory, bases: &context.bases };
        let item = match transaction.items.as_slice() {
            [item] if transaction.unused_lists.is_empty() && transaction.derived.is_empty() => item,
            _ => {
                let determination = engine.decide_by(transaction, options, &context.plans, from);
                return engine.write_with_receipt(&determination, transaction, input, options, out);
            }
        };
        self.key.clear();
        write_text(&item.id, &mut self.key);
        engine.asked().write_item(&item.facts, &mut self.key);
        self.key.extend_from_slice(&self.rest);
        if !context.answers.contains_key(self.key.as_slice()) {
            let determination = engine.decide_by(transaction, options, &context.plans, from);
            let used = (transaction.date, engine.parts_used(&determination));
            let law = self.laws.entry(used).or_insert_with_key(|(day, used)| Arc::new(LawUsed::of(engine.list_parts(used, *day))));
            let written = Written::of(&determination, law.clone());
            self.bytes += written.findings.len() + written.tail.len();
            context.answers.insert(self.key.as_slice().into(), written);
        }
        let Some(written) = context.answers.get(self.key.as_slice()) else { return };
        let date = transaction.date.to_string();
        out.extend_from_slice(b"{\"date\":\"");
        out.extend_from_slice(date.as_bytes());
        out.extend_from_slice(b"\",\"findings\":");
        out.extend_from_slice(&written.findings);
        out.extend_from_slice(b",\"id\":");
        // Serialising text into memory cannot fail.
        let _ = serde_json::to_writer(&mut *out, &transaction.id);
        out.extend_from_slice(&written.tail);
        let result = result_digest_of(&date, written.digest, &transaction.id, &written.tail);
        engine.append_receipt(result, &written.law, input, options, out);
    }

    /// As [`Engine::outcomes`].
    pub fn outcomes(&mut self, transaction: &Transaction, mut each: impl FnMut(&'l str, Outcome, Possible)) {
        let (engine, options) = (self.engine, self.options);
        if self.items > ITEMS {
            self.forget();
        }
        let position = self.context(transaction);
        let Some(context) = self.contexts.get_mut(position) else { return };
        self.sum.clear();
        for (item, row) in transaction.items.iter().enumerate() {
            self.key.clear();
            engine.asked().write_item(&row.facts, &mut self.key);
            self.key.extend_from_slice(&self.rest);
            if !context.outcomes.contains_key(self.key.as_slice()) {
                self.items += 1;
                let from = Start { memory: &self.memory, bases: &context.bases };
                context.outcomes.insert(self.key.as_slice().into(), answers(engine, transaction, item, options, &context.lean, from));
            }
            for answer in context.outcomes.get(self.key.as_slice()).into_iter().flatten() {
                match self.sum.iter_mut().find(|other| other.jurisdiction == answer.jurisdiction) {
                    Some(other) => {
                        other.outcome = other.outcome.max(answer.outcome);
                        other.possible.best = other.possible.best.max(answer.possible.best);
                        other.possible.worst = other.possible.worst.max(answer.possible.worst);
                    }
                    None => self.sum.push(*answer),
                }
            }
        }
        self.sum.sort_by_key(|answer| answer.jurisdiction);
        for answer in &self.sum {
            if let Some(jurisdiction) = engine.law().jurisdictions.get(answer.jurisdiction) {
                each(&jurisdiction.id, answer.outcome, answer.possible);
            }
        }
    }

    /// The position of a transaction's context; the facts that it leaves out are written to `rest`.
    fn context(&mut self, transaction: &Transaction) -> usize {
        let (engine, options) = (self.engine, self.options);
        self.key.clear();
        self.rest.clear();
        self.key.push(day_word(transaction.date));
        for facts in std::iter::once(&transaction.facts).chain(&transaction.parties) {
            engine.asked().write(facts, &mut self.key, &mut self.rest);
        }
        if let Some(position) = self.places.get(self.key.as_slice()) {
            return *position;
        }
        if self.contexts.len() >= CONTEXTS {
            self.forget();
        }
        let bare = bare(engine, transaction);
        let plans = engine.live_plans(&bare, options);
        let lean = engine.lean_plans(&bare, options, &plans);
        let bases = engine.bases(&bare, options);
        self.contexts.push(Context { plans, lean, bases, outcomes: HashMap::new(), answers: HashMap::new() });
        let position = self.contexts.len() - 1;
        self.places.insert(self.key.as_slice().into(), position);
        position
    }

    /// Forgets everything: what was met is only ever a saving.
    fn forget(&mut self) {
        self.contexts.clear();
        self.places.clear();
        (self.items, self.bytes) = (0, 0);
    }
}

impl<'e> Written<'e> {
    fn of(determination: &Determination<'e>, law: Arc<LawUsed<'e>>) -> Self {
        // Serialising these types into memory cannot fail: all keys are strings.
        let findings = serde_json::to_vec(&determination.findings).unwrap_or_default();
        let mut tail = Vec::new();
        write_tail(determination, &mut tail);
        Self { digest: FindingsDigest::of(&findings), findings, tail, law }
    }
}

/// The transaction with nothing but what its context tells.
fn bare(engine: &Engine, transaction: &Transaction) -> Transaction {
    let told = |facts| engine.asked().told(facts);
    let (facts, parties) = (told(&transaction.facts), transaction.parties.iter().map(told).collect());
    Transaction { id: "".into(), date: transaction.date, facts, items: Vec::new(), parties, unused_lists: Vec::new(), derived: Vec::new() }
}

fn answers(engine: &Engine, transaction: &Transaction, item: usize, options: Options, plans: &[Plan], from: Start) -> Box<[Answer]> {
    let mut out = Vec::new();
    for (id, plan) in engine.law().jurisdiction_ids().zip(plans) {
        if plan.reach.is_empty() && !plan.is_before(transaction.date) {
            continue;
        }
        from.begin(id);
        let scene = engine.scene(transaction, id, item, options, from.memory);
        let assessment = assess(&scene, plan);
        if !assessment.reach.is_false() {
            let possible = Possible { best: assessment.best, worst: assessment.worst };
            out.push(Answer { jurisdiction: id.index(), outcome: assessment.outcome, possible });
        }
    }
    out.into()
}

/// A context without any item: all facts of items are unknown in it.
pub(crate) const NO_ITEM: usize = usize::MAX;
