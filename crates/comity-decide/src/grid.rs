//! A catalogue times all destinations: every item asked alone in every context, sixty-four items at a time.
//!
//! A test of the item is evaluated once an item, a test of the context once a context, and what combines them costs one machine word
//! for sixty-four items. The outcomes are those of [`Engine::outcomes`], which a test compares.

mod block;
mod conclude;
mod rows;

use comity_law::{JurisdictionId, Law};

use crate::{
    batch::NO_ITEM,
    determination::Possible,
    engine::{Engine, Options},
    facts::Slot,
    memory::Memory,
    outcome::Outcome,
    plan::Plan,
    planes::LANES,
    transaction::{Item, Transaction, shared_value},
};
use block::Block;

/// What one jurisdiction answers for one item in one context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'l> {
    /// Position of the item in the catalogue.
    pub item: usize,
    /// Position of the context.
    pub context: usize,
    /// Whose law.
    pub jurisdiction: &'l str,
    /// The answer.
    pub outcome: Outcome,
    /// The best and worst answers that the unknown facts still allow.
    pub possible: Possible,
}

/// One context with what is prepared for it under one jurisdiction.
struct Prepared<'c> {
    position: usize,
    transaction: &'c Transaction,
    plan: Plan,
    memory: Memory,
}

impl<'l> Engine<'l> {
    /// Outcomes of a catalogue: each item asked alone, as if it were the one item of each transaction of `contexts`, whose own items are
    /// not asked. Gives one answer for each jurisdiction that reaches the case, in no promised order.
    ///
    /// For whole answers, with grounds and receipts, see [`Engine::batch`].
    pub fn grid(&self, items: &[Item], contexts: &[Transaction], options: Options, mut each: impl FnMut(Answer<'l>)) {
        for jurisdiction in self.law().jurisdiction_ids() {
            let mut prepared = self.prepared(contexts, jurisdiction, options);
            // What holds of an item may change from day to day: contexts of one day are asked together.
            prepared.sort_by_key(|context| context.transaction.date);
            for (i, lanes) in items.chunks(LANES).enumerate() {
                let mut block = Block::new(self, jurisdiction, lanes, options);
                for context in &prepared {
                    let conclusion = block.conclude(context);
                    for (lane, (outcome, possible)) in conclusion.answers(lanes.len()) {
                        let jurisdiction = &*self.law().jurisdiction(jurisdiction).id;
                        each(Answer { item: i * LANES + lane, context: context.position, jurisdiction, outcome, possible });
                    }
                }
            }
        }
    }

    fn prepared<'c>(&self, contexts: &'c [Transaction], jurisdiction: JurisdictionId, options: Options) -> Vec<Prepared<'c>> {
        let contexts = contexts.iter().enumerate().filter_map(|(position, transaction)| {
            let memory = self.memory();
            let scene = self.scene(transaction, jurisdiction, NO_ITEM, options, &memory);
            let plan = self.plan(jurisdiction)?.live(|rule| !scene.rule(rule).is_false());
            let plan = plan.lean(|lifter| !scene.rule(lifter.rule).is_false() && !lifter.tests.iter().any(|test| scene.step(*test, None).is_false()));
            (!plan.reach.is_empty() || plan.is_before(transaction.date)).then_some(Prepared { position, transaction, plan, memory })
        });
        contexts.collect()
    }
}

/// The context with one item as its only one: the question that a cell of the grid asks.
pub(crate) fn alone(law: &Law, context: &Transaction, item: &Item) -> Transaction {
    let mut transaction = Transaction { items: vec![item.clone()], ..context.clone() };
    if let (Some((whole, own)), [item]) = (shared_value(law), transaction.items.as_mut_slice()) {
        match (transaction.facts.get(whole).clone(), item.facts.get(own).clone()) {
            (known @ Slot::Known(_), Slot::Absent) => item.facts.set(own, known),
            (Slot::Absent, known @ Slot::Known(_)) => transaction.facts.set(whole, known),
            _ => {}
        }
    }
    transaction
}
