//! How a condition came out, clause by clause.
//!
//! An answer names hundreds of clauses. What is kept is how each step came out and what was stated; the tree of clauses is a view of
//! that, made while it is read.

use std::{
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use comity_law::{
    FactId, FactPlace, JurisdictionId, Law,
    condition::{Clause, Condition, Test},
};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::{
    belief::{Belief, Truth},
    explain::{Rest, ask_all},
    facts::{Slot, show},
    memory::Remembered,
    program::{Program, StepId},
    scene::{Known, fact_of},
    transaction::Transaction,
};

/// What came out for one item: all that its explanations show.
pub(crate) struct Record<'l> {
    pub(crate) law: &'l Law,
    pub(crate) program: Arc<Program<'l>>,
    pub(crate) known: Known,
    /// What was asked: the facts at the leaves.
    pub(crate) asked: Arc<Transaction>,
    pub(crate) jurisdiction: JurisdictionId,
    pub(crate) item: usize,
    pub(crate) strict: bool,
    /// How the steps came out on which the answer rests.
    pub(crate) steps: Remembered,
    /// Steps that the answer could pass over, since another had settled the clause above them, and steps that ask one party: asked of the
    /// same facts when a reader comes to them.
    pub(crate) rest: OnceLock<Rest>,
    pub(crate) roots: Vec<Root<'l>>,
}

/// What an explanation begins with.
pub(crate) enum Root<'l> {
    /// A condition.
    Condition(&'l Condition),
    /// A control row of an entry.
    Row(Row<'l>),
}

/// A control row of an entry: its conditions, and the mark on the chart where it asks one.
pub(crate) struct Row<'l> {
    pub(crate) test: String,
    pub(crate) curated: Option<&'l str>,
    pub(crate) value: Truth,
    pub(crate) conditions: Vec<&'l Condition>,
    pub(crate) mark: Option<String>,
}

impl<'l> Record<'l> {
    fn belief(&self, step: StepId, party: Option<usize>) -> Belief {
        let rest = || self.rest.get_or_init(|| ask_all(self));
        let belief =
            if self.program.step(step).depends.party { rest().of_party(step, party) } else { self.steps.step(step).or_else(|| rest().steps.step(step)) };
        belief.unwrap_or(Belief::UNKNOWN)
    }

    fn slot(&self, fact: FactId, party: Option<usize>) -> &Slot {
        const ABSENT: &Slot = &Slot::Absent;
        match self.law.fact(fact).place {
            FactPlace::Transaction => self.asked.facts.get(fact),
            FactPlace::Item => self.asked.items.get(self.item).map_or(ABSENT, |item| item.facts.get(fact)),
            FactPlace::Party => party.and_then(|party| self.asked.parties.get(party)).map_or(ABSENT, |party| party.get(fact)),
        }
    }

    fn because(&self, clause: &Clause, party: Option<usize>, belief: Belief) -> Option<String> {
        match &clause.test {
            Test::Untranslated(why) => return Some(format!("not translated: {why}")),
            Test::Knows(_) if belief.rests_on_presumption() => return Some("presumed not known".into()),
            _ => {}
        }
        let fact = fact_of(&clause.test)?;
        let path = &self.law.fact(fact).path;
        Some(match self.slot(fact, party) {
            Slot::Known(value) => format!("{path} is {}", show(self.law, fact, value)),
            Slot::NotApplicable => format!("{path} does not apply"),
            Slot::Absent if belief.presumed != Truth::Unknown => format!("{path} is presumed false: nothing was said"),
            Slot::Absent | Slot::Unknown => format!("{path} is not known"),
        })
    }
}

/// Clauses at the top of an explanation. Serialises as nested tables: `[{because, of: [..], test, value}]`.
#[derive(Clone)]
pub struct Reasonings<'l> {
    record: Arc<Record<'l>>,
    roots: Range<usize>,
}

impl<'l> Reasonings<'l> {
    pub(crate) fn new(record: Arc<Record<'l>>, roots: Range<usize>) -> Self {
        Self { record, roots }
    }

    /// The clauses.
    pub fn iter(&self) -> impl Iterator<Item = Reasoning<'_, 'l>> {
        let record = &*self.record;
        record.roots.get(self.roots.clone()).unwrap_or_default().iter().filter_map(move |root| match root {
            Root::Condition(condition) => Reasoning::of_condition(record, condition),
            Root::Row(row) => Some(Reasoning { record, node: Node::Row(row) }),
        })
    }
}

impl fmt::Debug for Reasonings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// One clause of a condition and how it came out.
#[derive(Clone, Copy)]
pub struct Reasoning<'r, 'l> {
    record: &'r Record<'l>,
    node: Node<'r, 'l>,
}

#[derive(Clone, Copy)]
enum Node<'r, 'l> {
    Clause { condition: &'l Condition, clause: &'l Clause, step: StepId, party: Option<usize> },
    Row(&'r Row<'l>),
    Mark(&'r str, Truth),
}

impl<'r, 'l> Reasoning<'r, 'l> {
    fn of_condition(record: &'r Record<'l>, condition: &'l Condition) -> Option<Self> {
        let step = record.program.at(&condition.root)?;
        Some(Self { record, node: Node::Clause { condition, clause: &condition.root, step, party: None } })
    }

    /// The clause as written in the law folder.
    pub fn test(&self) -> &'r str {
        match self.node {
            Node::Clause { condition, clause, .. } => condition.text_of(clause),
            Node::Row(row) => &row.test,
            Node::Mark(test, _) => test,
        }
    }

    /// How it came out.
    pub fn value(&self) -> Truth {
        match self.node {
            Node::Clause { step, party, .. } => self.record.belief(step, party).presumed,
            Node::Row(row) => row.value,
            Node::Mark(_, value) => value,
        }
    }

    /// The fact's value, or that it is missing or presumed.
    pub fn because(&self) -> Option<String> {
        match self.node {
            Node::Clause { clause, step, party, .. } => self.record.because(clause, party, self.record.belief(step, party)),
            Node::Row(row) => row.curated.map(str::to_owned),
            Node::Mark(..) => None,
        }
    }

    /// Its parts.
    pub fn of(&self) -> Vec<Self> {
        let record = self.record;
        match self.node {
            Node::Clause { condition, clause, step, party } => {
                let parts = record.program.parts(record.program.step(step));
                let part = |clause: &'l Clause, step: &StepId, party| Self { record, node: Node::Clause { condition, clause, step: *step, party } };
                match &clause.test {
                    Test::Not(inner) | Test::Knows(inner) => parts.iter().map(|step| part(inner, step, party)).collect(),
                    Test::All(clauses) | Test::Any(clauses) | Test::AtLeast(_, clauses) => {
                        clauses.iter().zip(parts).map(|(clause, step)| part(clause, step, party)).collect()
                    }
                    Test::Party { of, .. } => {
                        (0..record.asked.parties.len()).flat_map(|party| parts.iter().map(move |step| part(of, step, Some(party)))).collect()
                    }
                    Test::Define(id) => record.law.rule(*id).when.iter().filter_map(|when| Self::of_condition(record, when)).collect(),
                    _ => Vec::new(),
                }
            }
            Node::Row(row) => {
                let conditions = row.conditions.iter().filter_map(|condition| Self::of_condition(record, condition));
                conditions.chain(row.mark.iter().map(|mark| Self { record, node: Node::Mark(mark, row.value) })).collect()
            }
            Node::Mark(..) => Vec::new(),
        }
    }
}

impl fmt::Debug for Reasoning<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = f.debug_struct("Reasoning");
        row.field("test", &self.test()).field("value", &self.value()).field("because", &self.because()).field("of", &self.of()).finish()
    }
}

impl Serialize for Reasonings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for Reasoning<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (because, of) = (self.because(), self.of());
        let fields = 2 + usize::from(because.is_some()) + usize::from(!of.is_empty());
        let mut row = serializer.serialize_struct("Reasoning", fields)?;
        if let Some(because) = &because {
            row.serialize_field("because", because)?;
        }
        if !of.is_empty() {
            row.serialize_field("of", &of)?;
        }
        row.serialize_field("test", self.test())?;
        row.serialize_field("value", &self.value())?;
        row.end()
    }
}
