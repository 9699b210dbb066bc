//! Written answers by the looks that led to them: a tree, in which each node is a look and each branch what it gave.
//!
//! Answering is deterministic, so that what is asked next follows from what came out before: the trails of all answers of one context are
//! paths of one tree. A question that is walked down it to an answer has, at each look which that answer took, what was seen then.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use comity_law::{Controls, FactId, JurisdictionId, ListId, condition::Condition};

use crate::{
    assess::rows_at,
    batch::Start,
    belief::Belief,
    classes::{Classes, digest, said_of},
    engine::{Engine, Options},
    facts::{CodeState, Codes, Facts, Slot, Value},
    hash::BuildQuick,
    scene::Scene,
    trail::Look,
    transaction::Transaction,
    written::Written,
};

/// A question that is walked down a tree.
pub(crate) struct Walker<'w, 'l> {
    classes: &'w Classes,
    scene: Scene<'w, 'l>,
    from: Start<'w>,
    /// That of which the memory holds.
    jurisdiction: Option<JurisdictionId>,
}

impl<'w, 'l> Walker<'w, 'l> {
    /// A walker for the first item of a transaction; none where it states several provisions of one list.
    pub(crate) fn new(engine: &'w Engine<'l>, transaction: &'w Transaction, options: Options, from: Start<'w>) -> Option<Self> {
        let is_lone = |facts: &Facts| {
            facts.stated().all(|(_, slot)| match slot {
                Slot::Known(Value::Codes(codes)) => {
                    codes.0.iter().all(|(_, state)| matches!(state, CodeState::On(nodes) if nodes.len() == 1) || *state == CodeState::NotListed)
                }
                _ => true,
            })
        };
        let jurisdiction = engine.law().jurisdiction_ids().next()?;
        let scene = engine.scene(transaction, jurisdiction, 0, options, from.memory);
        transaction.items.iter().all(|item| is_lone(&item.facts)).then(|| Self { classes: engine.classes(), scene, from, jurisdiction: None })
    }

    fn state(&self, fact: FactId, list: ListId) -> Option<&CodeState> {
        match self.scene.raw(fact) {
            Slot::Known(Value::Codes(codes)) => Codes::on(codes, list),
            _ => None,
        }
    }

    fn turn_to(&mut self, jurisdiction: JurisdictionId) {
        // Trails keep to one jurisdiction after the other.
        if self.jurisdiction.replace(jurisdiction) != Some(jurisdiction) {
            self.from.begin(jurisdiction);
            self.scene.jurisdiction = jurisdiction;
        }
    }

    /// A number for the control rows that the destination is within.
    fn marked(&self, list: ListId, controls: Controls) -> u64 {
        let state = self.scene.known.codes.and_then(|fact| self.state(fact, list));
        let Some(CodeState::On(nodes)) = state else { return u64::from(state.is_some()) };
        let entries = self.scene.entries(list, nodes);
        let rows = entries.flat_map(|(_, entry)| rows_at(&self.scene, list, controls, entry)).map(|(row, to)| {
            let is_settled = self.scene.is_settled_by_codes(list, row.scope.as_ref()).is_some();
            let step = |condition: &Option<Condition>| condition.as_ref().and_then(|condition| self.scene.program.at(&condition.root));
            (said_of(row), step(&row.when), if is_settled { None } else { step(&row.scope) }, word_of(to))
        });
        digest(&rows.collect::<Vec<_>>())
    }

    /// What a look gives.
    fn take(&mut self, look: &Look) -> u64 {
        match look {
            Look::Step { jurisdiction, step, party, standing } => {
                self.turn_to(*jurisdiction);
                self.scene.standing.set(*standing);
                let belief = self.scene.step(*step, *party);
                self.scene.standing.set(None);
                word_of(belief)
            }
            Look::Said(fact) => match self.scene.raw(*fact) {
                Slot::Absent => 0,
                Slot::Unknown => 1,
                Slot::NotApplicable => 2,
                Slot::Known(_) => 3,
            },
            Look::Stands { fact, list } => match self.state(*fact, *list) {
                None => 0,
                Some(CodeState::NotListed) => 1,
                Some(CodeState::On(_)) => 2,
            },
            Look::Rows { fact, list, rows } => match self.state(*fact, *list) {
                None => 0,
                Some(CodeState::NotListed) => 1,
                Some(CodeState::On(nodes)) => nodes.first().map_or(2, |node| {
                    // Before the list's first day codes settle no scope, and each provision stands for itself.
                    let number = if self.scene.day < self.scene.law.list(*list).covers_from { None } else { self.classes.rows(*list, *rows, *node) };
                    number.map_or(u64::MAX - node.index() as u64, |number| u64::from(number) + 3)
                }),
            },
            Look::Marked { jurisdiction, list, controls } => {
                self.turn_to(*jurisdiction);
                self.marked(*list, *controls)
            }
        }
    }
}

fn word_of(belief: Belief) -> u64 {
    (belief.strict as u64) << 2 | belief.presumed as u64
}

/// An answer for all questions that come to it; none where it names what it is about in other ways than by holes.
pub(crate) type Leafed<'e> = Option<Arc<Written<'e>>>;

/// The place of a look among those of the tree, and what it gave.
type Taken = (u32, u64);

struct Grown<A> {
    looks: Vec<Look>,
    places: HashMap<Look, u32, BuildQuick>,
    nodes: Vec<Node<A>>,
}

impl<A> Default for Grown<A> {
    fn default() -> Self {
        Self { looks: Vec::new(), places: HashMap::default(), nodes: Vec::new() }
    }
}

/// Looks that gave the same for all that came here, and what follows them.
struct Node<A> {
    run: Box<[Taken]>,
    then: Then<A>,
}

enum Then<A> {
    Answer(A),
    /// A look, and by what it gives the next node.
    Fork(u32, Vec<(u64, usize)>),
}

/// The answers of one context.
#[derive(Default)]
pub(crate) struct Tree<'e>(RwLock<Grown<Leafed<'e>>>);

impl<'e> Tree<'e> {
    /// The answer to a question, if one like it was met.
    pub(crate) fn find(&self, walker: &mut Walker) -> Option<Leafed<'e>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).find(|look| walker.take(look)).cloned()
    }

    /// Adds the answer to a question with the looks that led to it; gives about how many bytes that took.
    pub(crate) fn add(&self, walker: &mut Walker, looks: &[Look], answer: Leafed<'e>) -> usize {
        walker.jurisdiction = None; // the memory was used for other things since
        let gave: Vec<u64> = looks.iter().map(|look| walker.take(look)).collect();
        let mut grown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = grown.looks.len();
        let taken: Vec<Taken> = looks.iter().map(|look| grown.place(*look)).zip(gave).collect();
        // A new look stands among the looks and among their places.
        let placed = (grown.looks.len() - before) * (2 * size_of::<Look>() + size_of::<u32>());
        placed + grown.add(&taken, answer)
    }
}

impl<A> Grown<A> {
    fn find(&self, mut take: impl FnMut(&Look) -> u64) -> Option<&A> {
        let mut at = 0;
        loop {
            let node = self.nodes.get(at)?;
            for (look, gave) in &node.run {
                if take(self.looks.get(*look as usize)?) != *gave {
                    return None;
                }
            }
            match &node.then {
                Then::Answer(answer) => return Some(answer),
                Then::Fork(look, next) => {
                    let gave = take(self.looks.get(*look as usize)?);
                    at = next.iter().find(|(value, _)| *value == gave)?.1;
                }
            }
        }
    }

    fn place(&mut self, look: Look) -> u32 {
        let Self { looks, places, .. } = self;
        *places.entry(look).or_insert_with(|| {
            looks.push(look);
            // A law has fewer clauses than its text has letters, and that fits.
            u32::try_from(looks.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// A trail that does not agree with the tree about what is asked next is not added: another thread's answer is there already.
    fn add(&mut self, mut taken: &[Taken], answer: A) -> usize {
        let end = self.nodes.len();
        let bytes = size_of::<Node<A>>() + size_of::<(u64, usize)>() + size_of_val(taken);
        if end == 0 {
            self.nodes.push(Node { run: taken.into(), then: Then::Answer(answer) });
            return bytes;
        }
        let mut at = 0;
        loop {
            let Some(node) = self.nodes.get_mut(at) else { return 0 };
            let same = node.run.iter().zip(taken).take_while(|(own, taken)| own == taken).count();
            match (node.run.get(same), taken.split_at_checked(same)) {
                (Some((look, old)), Some((_, [(other, new), rest @ ..]))) if look == other => {
                    // The run ends here, and forks.
                    let fork = Then::Fork(*look, vec![(*old, end), (*new, end + 1)]);
                    let (before, after) = node.run.split_at(same);
                    let below = Box::from(after.get(1..).unwrap_or_default());
                    node.run = before.into();
                    let then = std::mem::replace(&mut node.then, fork);
                    self.nodes.push(Node { run: below, then });
                    self.nodes.push(Node { run: rest.into(), then: Then::Answer(answer) });
                    return bytes + size_of::<Node<A>>();
                }
                (None, Some((_, [(other, gave), rest @ ..]))) => match &mut node.then {
                    Then::Fork(look, next) if look == other => match next.iter().find(|(value, _)| value == gave) {
                        Some((_, below)) => (at, taken) = (*below, rest),
                        None => {
                            next.push((*gave, end));
                            self.nodes.push(Node { run: rest.into(), then: Then::Answer(answer) });
                            return bytes;
                        }
                    },
                    _ => return 0,
                },
                _ => return 0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use comity_law::Law;
    use proptest::prelude::*;

    use super::Grown;
    use crate::trail::Look;

    /// The looks of a question: what is asked next follows from what was seen, as it does where an answer is made. A question is a row of
    /// numbers; look `i` gives the number at its place.
    fn trail(question: &[u64]) -> Vec<usize> {
        let mut looks = vec![0];
        while let Some(last) = looks.last().copied().filter(|_| looks.len() < question.len()) {
            let seen: u64 = looks.iter().map(|look| question[*look] + 1).product();
            if seen % 5 == 4 {
                break;
            }
            let next = (last + 1 + usize::try_from(seen % 3).unwrap()) % question.len();
            match (0..question.len()).map(|i| (next + i) % question.len()).find(|look| !looks.contains(look)) {
                Some(look) => looks.push(look),
                None => break,
            }
        }
        looks
    }

    fn looks() -> Vec<Look> {
        let facts = (0..8).map(|i| format!("fact \"f{i}\" type=\"bool\" {{ question \"?\" }}\n")).collect::<String>();
        let law = Law::parse(&[comity_law::SourceFile::new("vocabulary/v.kdl", facts)]).law;
        (0..8).filter_map(|i| law.fact_by_path(&format!("f{i}"))).map(Look::Said).collect()
    }

    proptest! {
        #[test]
        fn a_question_finds_the_answer_of_one_that_looked_the_same_and_no_other(
            questions in prop::collection::vec(prop::collection::vec(0u64..3, 8), 1..60),
        ) {
            let looks = looks();
            prop_assert_eq!(looks.len(), 8);
            let mut grown = Grown::default();
            for question in &questions {
                let own: Vec<(usize, u64)> = trail(question).into_iter().map(|look| (look, question[look])).collect();
                let find = |grown: &Grown<Vec<(usize, u64)>>| grown.find(|look| question[looks.iter().position(|other| other == look).unwrap()]).cloned();
                if let Some(found) = find(&grown) {
                    prop_assert_eq!(&found, &own);
                } else {
                    let taken: Vec<(u32, u64)> = own.iter().map(|(look, gave)| (grown.place(looks[*look]), *gave)).collect();
                    grown.add(&taken, own.clone());
                    prop_assert_eq!(find(&grown), Some(own));
                }
            }
        }
    }
}
