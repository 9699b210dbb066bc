//! Steps that a single fact of the transaction settles: they are looked up by the fact's value.
//!
//! A law asks the destination hundreds of times ("to a country of this group"), and most of its rules are false of an act by the
//! destination, the departure or the activity alone. Kleene's logic is monotone: what is settled with one fact known and all others
//! unknown is settled the same whatever the others are. So it is worked out once for each value that is met, and laid down at once where
//! a scene begins.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use comity_law::{FactId, FactPlace, JurisdictionId, Law, RuleId};
use jiff::civil::Date;

use crate::{
    batch::NO_ITEM,
    belief::Belief,
    engine::{Engine, Options},
    evidence::Evidence,
    facts::{Facts, Slot, Value},
    hash::BuildQuick,
    memory::Memory,
    plan::Plan,
    program::{Op, Program, StepId},
    scene::Scene,
    transaction::Transaction,
};

/// Most values that are remembered: some hundred countries on some days.
const VALUES: usize = 1024;

/// One value of a fact on one day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Met {
    fact: FactId,
    /// The kind of slot, and the value.
    value: (u8, u64),
    day: Date,
    strict: bool,
}

/// What a value settles for one jurisdiction.
#[derive(Default)]
struct Row {
    steps: Box<[(StepId, Belief)]>,
    rules: Box<[(RuleId, Belief)]>,
}

/// By jurisdiction.
type Rows = Arc<[Row]>;

/// What was worked out for the values that were met.
pub(crate) struct Settled {
    /// By jurisdiction, the rules that it asks, and the steps on which they rest, those of its lists' rows among them.
    asks: Vec<(Vec<RuleId>, Vec<StepId>)>,
    /// None where a value was met once: a single question is answered sooner than this is worked out.
    met: RwLock<HashMap<Met, Option<Rows>, BuildQuick>>,
}

impl Settled {
    pub(crate) fn of(law: &Law, program: &Program, plans: &[Plan]) -> Self {
        let asks = law.jurisdiction_ids().zip(plans).map(|(id, plan)| {
            let lifters = plan.authorisations.iter().map(|lifter| lifter.rule);
            let rules = [&plan.reach, &plan.hand_offs, &plan.grounds, &plan.exclusions, &plan.restrictions, &plan.duties];
            let mut rules: Vec<RuleId> = rules.into_iter().flatten().copied().chain(lifters).collect();
            let mut steps = Vec::new();
            let mut seen = vec![false; program.len()];
            let tests = plan.authorisations.iter().flat_map(|lifter| lifter.tests.iter().copied());
            let coverage = law.jurisdiction(id).coverage.iter().filter_map(|row| program.at(&row.affects.as_ref()?.root));
            let whens: Vec<StepId> = rules.iter().filter_map(|rule| program.rule(*rule).when()).chain(tests).chain(coverage).collect();
            whens.into_iter().for_each(|step| collect(program, step, &mut seen, &mut rules, &mut steps));
            rules.sort_unstable();
            rules.dedup();
            (rules, steps)
        });
        Self { asks: asks.collect(), met: RwLock::default() }
    }
}

/// The steps below a step that depend on no party and not on the item alone, and the rules that they name.
fn collect(program: &Program, id: StepId, seen: &mut [bool], rules: &mut Vec<RuleId>, out: &mut Vec<StepId>) {
    match seen.get_mut(id.index()) {
        Some(seen) if !*seen => *seen = true,
        _ => return,
    }
    let step = program.step(id);
    if step.depends.context && !step.depends.party {
        out.push(id);
    }
    if let Op::Define(rule) = step.op {
        rules.push(rule);
        program.rule(rule).when().into_iter().for_each(|when| collect(program, when, seen, rules, out));
    }
    program.parts(step).iter().for_each(|part| collect(program, *part, seen, rules, out));
}

/// What the facts of one transaction settle.
pub(crate) struct Laid(Vec<Rows>);

impl Laid {
    /// Lays down in a fresh memory what is settled for a jurisdiction.
    pub(crate) fn lay(&self, jurisdiction: JurisdictionId, memory: &Memory) {
        for row in self.0.iter().filter_map(|rows| rows.get(jurisdiction.index())) {
            row.steps.iter().for_each(|(step, belief)| memory.set_step(*step, *belief));
            row.rules.iter().for_each(|(rule, belief)| memory.set_rule(*rule, *belief));
        }
    }
}

impl Engine<'_> {
    /// What the facts of a transaction settle, each alone.
    pub(crate) fn settled(&self, transaction: &Transaction, options: Options) -> Laid {
        let known = self.settling();
        let met = transaction.facts.stated().filter(|(fact, _)| self.law().fact(*fact).place == FactPlace::Transaction).filter_map(|(fact, slot)| {
            let met = Met { fact, value: word(slot)?, day: transaction.date, strict: options.strict };
            Some((met, slot))
        });
        let rows = met.filter_map(|(met, slot)| {
            // What is remembered is only ever a saving, and each change of it is whole: another thread's panic leaves it sound.
            let found = known.met.read().unwrap_or_else(PoisonError::into_inner).get(&met).cloned();
            if let Some(Some(rows)) = found {
                return Some(rows);
            }
            let rows = found.is_some().then(|| self.rows(&met, slot, options));
            let mut all = known.met.write().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= VALUES {
                all.clear();
            }
            all.insert(met, rows.clone());
            rows
        });
        Laid(rows.collect())
    }

    /// What one fact settles where nothing but it is known, and is not settled without it.
    fn rows(&self, met: &Met, slot: &Slot, options: Options) -> Rows {
        let alone = |facts: Facts| Transaction {
            id: "".into(),
            date: met.day,
            facts,
            items: Vec::new(),
            parties: Vec::new(),
            unused_lists: Vec::new(),
            derived: Vec::new(),
            evidence: Evidence::default(),
        };
        let mut facts = Facts::default();
        facts.set(met.fact, slot.clone());
        let (nothing, one) = (alone(Facts::default()), alone(facts));
        let (without, with) = (self.memory(), self.memory());
        let rows = self.law().jurisdiction_ids().zip(&self.settling().asks).map(|(id, (rules, steps))| {
            without.clear();
            with.clear();
            let (nothing, one) = (self.scene(&nothing, id, NO_ITEM, options, &without), self.scene(&one, id, NO_ITEM, options, &with));
            let new = |ask: &dyn Fn(&Scene) -> Belief| {
                let belief = ask(&one);
                ((belief.is_true() || belief.is_false()) && ask(&nothing) != belief).then_some(belief)
            };
            Row {
                steps: steps.iter().filter_map(|step| Some((*step, new(&|scene| scene.step(*step, None))?))).collect(),
                rules: rules.iter().filter_map(|rule| Some((*rule, new(&|scene| scene.rule(*rule))?))).collect(),
            }
        });
        rows.collect()
    }
}

/// A slot as a word, for facts of which few values occur.
fn word(slot: &Slot) -> Option<(u8, u64)> {
    Some(match slot {
        Slot::NotApplicable => (1, 0),
        Slot::Known(Value::Bool(value)) => (2, u64::from(*value)),
        Slot::Known(Value::Country(country)) => (3, country.index() as u64),
        Slot::Known(Value::Region(region)) => (4, region.index() as u64),
        Slot::Known(Value::Words(words)) => (5, *words),
        Slot::Absent | Slot::Unknown | Slot::Known(Value::Date(_) | Value::Hs(_) | Value::Quantity(_) | Value::Text(_) | Value::Codes(_)) => return None,
    })
}
