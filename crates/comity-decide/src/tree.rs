//! Written answers by the looks that led to them: a tree, in which each node is a look and each branch what it gave.
//!
//! Answering is deterministic, so that what is asked next follows from what came out before: the trails of all answers of one context are
//! paths of one tree. A question that is walked down it to an answer has, at each look which that answer took, what was seen then.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use comity_law::{CodeSetId, FactId, ListId};

use crate::{
    batch::Start,
    belief::Truth,
    classes::Classes,
    engine::{Engine, Options},
    facts::{CodeState, Codes, Facts, Slot, Value},
    program::{Leaf, Op},
    scene::Scene,
    trail::Look,
    transaction::Transaction,
    written::Written,
};

/// A question that is walked down a tree.
pub(crate) struct Walker<'w, 'l> {
    engine: &'w Engine<'l>,
    classes: &'w Classes,
    scene: Scene<'w, 'l>,
}

impl<'w, 'l> Walker<'w, 'l> {
    /// A walker for the first item of a transaction; none where it states several provisions of one list.
    pub(crate) fn new(engine: &'w Engine<'l>, transaction: &'w Transaction, options: Options, from: Start<'w>) -> Option<Self> {
        let is_lone = |facts: &Facts| {
            facts.stated().all(|(_, slot)| match slot {
                Slot::Known(Value::Codes(codes)) => codes.0.iter().all(|(_, state)| matches!(state, CodeState::On(nodes) if nodes.len() == 1) || *state == CodeState::NotListed),
                _ => true,
            })
        };
        let jurisdiction = engine.law().jurisdiction_ids().next()?;
        let scene = engine.scene(transaction, jurisdiction, 0, options, from.memory);
        transaction.items.iter().all(|item| is_lone(&item.facts)).then(|| Self { engine, classes: engine.classes(), scene })
    }

    fn state(&self, fact: FactId, list: ListId) -> Option<&CodeState> {
        match self.scene.raw(fact) {
            Slot::Known(Value::Codes(codes)) => Codes::on(codes, list),
            _ => None,
        }
    }

    /// What a look gives.
    fn take(&mut self, probe: &Probe) -> u32 {
        match probe {
            Probe::Set { fact, list, set, place } => {
                let truth: Truth = match self.scene.raw(*fact) {
                    Slot::Known(Value::Codes(codes)) => match Codes::on(codes, *list) {
                        Some(CodeState::On(nodes)) => nodes.first().map_or(Truth::Unknown, |node| self.classes.stands(*list, *place, *node)),
                        Some(CodeState::NotListed) => self.engine.law().code_set(*set).unlisted.into(),
                        None => return 3,
                    },
                    Slot::NotApplicable => return 4,
                    _ => return 3,
                };
                truth as u32
            }
            Probe::Rows { fact, list, at } => match self.state(*fact, *list) {
                None => 0,
                Some(CodeState::NotListed) => 1,
                Some(CodeState::On(nodes)) => nodes.first().zip(*at).and_then(|(node, at)| self.classes.rows(*list, at, *node)).map_or(2, |number| number.saturating_add(3)),
            },
            Probe::Other(Look::Test { step, jurisdiction, standing }) => {
                if let Some(jurisdiction) = jurisdiction {
                    self.scene.jurisdiction = *jurisdiction;
                }
                self.scene.standing.set(*standing);
                let belief = self.scene.test(self.engine.program().step(*step), None);
                self.scene.standing.set(None);
                (belief.strict as u32) << 2 | belief.presumed as u32
            }
            Probe::Other(Look::Said(fact)) => match self.scene.raw(*fact) {
                Slot::Absent => 0,
                Slot::Unknown => 1,
                Slot::NotApplicable => 2,
                Slot::Known(_) => 3,
            },
            Probe::Other(Look::Stands { fact, list }) => match self.state(*fact, *list) {
                None => 0,
                Some(CodeState::NotListed) => 1,
                Some(CodeState::On(_)) => 2,
            },
            Probe::Other(Look::Within { fact, limit }) => {
                let belief = self.scene.within(*fact, None, limit);
                (belief.strict as u32) << 2 | belief.presumed as u32
            }
            // Looked up where its place is known.
            Probe::Other(Look::Rows { .. }) => 0,
        }
    }
}

/// A look, made ready to be taken.
enum Probe {
    Set { fact: FactId, list: ListId, set: CodeSetId, place: usize },
    Rows { fact: FactId, list: ListId, at: Option<usize> },
    Other(Look),
}

impl Probe {
    fn of(walker: &Walker, look: &Look) -> Self {
        match look {
            Look::Rows { fact, list, rows } => Self::Rows { fact: *fact, list: *list, at: walker.classes.rows_at(*list, rows) },
            Look::Test { step, standing, .. } => match &walker.engine.program().step(*step).op {
                Op::Leaf(asked, Leaf::Codes(list, set)) if walker.scene.day >= walker.engine.law().list(*list).covers_from => {
                    let fact = standing.filter(|_| Some(asked.fact) == walker.scene.known.codes).unwrap_or(asked.fact);
                    match walker.classes.set_at(*list, *set) {
                        Some(place) => Self::Set { fact, list: *list, set: *set, place },
                        None => Self::Other(look.clone()),
                    }
                }
                _ => Self::Other(look.clone()),
            },
            look => Self::Other(look.clone()),
        }
    }
}

/// An answer for all questions that come to it; none where it names what it is about in other ways than by holes.
pub(crate) type Leafed<'e> = Option<Arc<Written<'e>>>;

#[derive(Default)]
struct Grown<'e> {
    probes: Vec<Probe>,
    known: HashMap<Look, usize>,
    nodes: Vec<Node<'e>>,
}

enum Node<'e> {
    /// The look, and by what it gives the next node.
    Look(usize, Vec<(u32, usize)>),
    Answer(Leafed<'e>),
}

/// The answers of one context.
#[derive(Default)]
pub(crate) struct Tree<'e>(RwLock<Grown<'e>>);

impl<'e> Tree<'e> {
    /// The answer to a question, if one like it was met.
    pub(crate) fn find(&self, walker: &mut Walker) -> Option<Leafed<'e>> {
        let grown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut at = 0;
        loop {
            match grown.nodes.get(at)? {
                Node::Answer(answer) => return Some(answer.clone()),
                Node::Look(look, next) => {
                    let gave = walker.take(grown.probes.get(*look)?);
                    at = next.iter().find(|(value, _)| *value == gave)?.1;
                }
            }
        }
    }

    /// Adds the answer to a question with the looks that led to it; gives about how many bytes that took.
    pub(crate) fn add(&self, walker: &mut Walker, looks: &[Look], answer: Leafed<'e>) -> usize {
        let mut grown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let grown = &mut *grown;
        let mut bytes = 0;
        // The place of the branch that leads to the next node: a node, and what its look gave.
        let mut from: Option<(usize, u32)> = None;
        for look in looks {
            let probe = *grown.known.entry(look.clone()).or_insert_with(|| {
                grown.probes.push(Probe::of(walker, look));
                grown.probes.len() - 1
            });
            let Some(gave) = grown.probes.get(probe).map(|probe| walker.take(probe)) else { return bytes };
            let at = match grown.next(from) {
                Some(at) => at,
                None => {
                    bytes += size_of::<Node>() + size_of::<(u32, usize)>();
                    grown.grow(from, Node::Look(probe, Vec::with_capacity(1)))
                }
            };
            match grown.nodes.get(at) {
                Some(Node::Look(other, _)) if *other == probe => from = Some((at, gave)),
                // Another thread's answer took fewer looks: what it took is enough.
                _ => return bytes,
            }
        }
        if grown.next(from).is_none() {
            bytes += size_of::<Node>();
            grown.grow(from, Node::Answer(answer));
        }
        bytes
    }
}

impl<'e> Grown<'e> {
    fn next(&self, from: Option<(usize, u32)>) -> Option<usize> {
        match from {
            None => (!self.nodes.is_empty()).then_some(0),
            Some((at, gave)) => match self.nodes.get(at)? {
                Node::Look(_, next) => next.iter().find(|(value, _)| *value == gave).map(|(_, at)| *at),
                Node::Answer(_) => None,
            },
        }
    }

    fn grow(&mut self, from: Option<(usize, u32)>, node: Node<'e>) -> usize {
        self.nodes.push(node);
        let at = self.nodes.len() - 1;
        if let Some(Node::Look(_, next)) = from.and_then(|(at, _)| self.nodes.get_mut(at))
            && let Some((_, gave)) = from
        {
            next.push((gave, at));
        }
        at
    }
}
