//! Provisions that no test of the law tells apart: an answer for one of them is, but for its name, an answer for all.
//!
//! The law asks of a provision on which sets of codes it stands, and what the rows of its entry say of it. Provisions of which both are
//! the same are one class, also where they stand under different entries. In a context, the sets count that some live rule still asks.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use comity_law::{Body, CodeSetId, ControlRow, Entry, FactId, Law, List, ListId, NodeId, condition::Condition};
use jiff::civil::Date;

use crate::{
    batch::NO_ITEM,
    belief::{Belief, Truth},
    engine::{Engine, Options},
    memory::Memory,
    plan::Plan,
    program::{Leaf, Op, Program, StepId},
    scene::Scene,
    trail::RowsOf,
    transaction::Transaction,
};

/// What tells the provisions of one list apart.
struct Of {
    /// Before this day nothing is known of codes, and answers say so in other ways.
    covers_from: Date,
    /// Sets of codes that rules ask, each with its place in the marks.
    sets: HashMap<CodeSetId, usize>,
    /// Words of one provision's marks.
    words: usize,
    /// By provision: two bits a set, how it stands to it.
    marks: Box<[u64]>,
    /// Rows that are asked together; by provision, a number that those share of which these rows of their entries say the same.
    rows: [(RowsOf, Box<[u32]>); 5],
    /// Sets that count in every context: rows of entries ask them.
    always: Mask,
}

/// The bits of a list's marks that count.
type Mask = Box<[u64]>;

/// By list, what tells its provisions apart.
pub(crate) struct Classes(Vec<Of>);

/// By list, the sets that count in a context.
pub(crate) struct Counting(Vec<Mask>);

impl Classes {
    /// Sorts the provisions of all lists; `codes` is the fact that names an item's own.
    pub(crate) fn of(law: &Law, program: &Program, codes: Option<FactId>) -> Self {
        let sorter = Sorter { law, program, codes };
        let (asked, asked_by_rows) = sorter.asked_of_all();
        let lists = law.lists.iter().map(|list| {
            let id = law.list_by_id(&list.id);
            let own = |set: &CodeSetId| law.list(law.code_set(*set).list).id == list.id;
            let sets: HashMap<CodeSetId, usize> = asked.iter().copied().filter(own).enumerate().map(|(place, set)| (set, place)).collect();
            let words = sets.len().div_ceil(32);
            let mut marks = vec![0; list.nodes.len() * words];
            for id in &list.sorted {
                for (set, place) in &sets {
                    let mark = program.code_in(*set, *id).map_or(2, u64::from);
                    if let Some(word) = marks.get_mut(id.index() * words + place / 32) {
                        *word |= mark << (2 * (place % 32));
                    }
                }
            }
            let rows = [RowsOf::All, RowsOf::HandOffs, RowsOf::Controls, RowsOf::Refers, RowsOf::Exceptions].map(|rows| (rows, sorter.number(list, id, rows)));
            let mut always: Mask = vec![0; words].into();
            sets.iter().filter(|(set, _)| asked_by_rows.contains(*set)).for_each(|(_, place)| count(&mut always, *place));
            Of { covers_from: list.covers_from, sets, words, marks: marks.into(), rows, always }
        });
        Self(lists.collect())
    }

    /// Writes down the class of a provision in a context, if there are any on that day; says whether it did.
    pub(crate) fn write(&self, list: ListId, node: NodeId, day: Date, counting: &Counting, out: &mut Vec<u64>) -> bool {
        let (Some(of), Some(mask)) = (self.0.get(list.index()).filter(|of| of.covers_from <= day), counting.0.get(list.index())) else { return false };
        let start = node.index() * of.words;
        let (Some(rows), Some(marks)) = (self.rows(list, RowsOf::All, node), of.marks.get(start..start + of.words)) else { return false };
        out.push(u64::from(rows));
        out.extend(marks.iter().zip(mask).map(|(mark, mask)| mark & mask));
        true
    }
}

impl Classes {
    /// The number of a provision among those of which rows say the same.
    pub(crate) fn rows(&self, list: ListId, rows: RowsOf, node: NodeId) -> Option<u32> {
        let (_, numbers) = self.0.get(list.index())?.rows.iter().find(|(other, _)| *other == rows)?;
        numbers.get(node.index()).copied()
    }
}

/// Both bits of a set.
fn count(mask: &mut Mask, place: usize) {
    if let Some(word) = mask.get_mut(place / 32) {
        *word |= 3 << (2 * (place % 32));
    }
}

impl Engine<'_> {
    /// The sets of codes that rules and authorisations still ask in a context: what it settles without the item is settled with any.
    pub(crate) fn counting(&self, context: &Transaction, options: Options, plans: &[Plan]) -> Counting {
        let classes = self.classes();
        let mut masks = Counting(classes.0.iter().map(|of| of.always.clone()).collect());
        let memory: Memory = self.memory();
        for (id, plan) in self.law().jurisdiction_ids().zip(plans) {
            memory.clear();
            let scene = self.scene(context, id, NO_ITEM, options, &memory);
            let rules = [&plan.reach, &plan.hand_offs, &plan.grounds, &plan.exclusions, &plan.restrictions, &plan.duties].into_iter().flatten().copied();
            let whens = rules.chain(plan.authorisations.iter().map(|lifter| lifter.rule)).filter_map(|rule| self.program().rule(rule).when());
            let tests = plan.authorisations.iter().flat_map(|lifter| lifter.tests.iter().copied());
            let coverage = self.law().jurisdiction(id).coverage.iter().filter_map(|row| self.program().at(&row.affects.as_ref()?.root));
            let mut seen = vec![false; self.program().len()];
            for step in whens.chain(tests).chain(coverage) {
                open_sets(&scene, step, &mut seen, &mut |list, set| {
                    if let (Some(of), Some(mask)) = (classes.0.get(list.index()), masks.0.get_mut(list.index()))
                        && let Some(place) = of.sets.get(&set)
                    {
                        count(mask, *place);
                    }
                });
            }
        }
        masks
    }
}

/// Sets of codes that are asked below a step which the scene does not settle.
fn open_sets(scene: &Scene, id: StepId, seen: &mut [bool], found: &mut impl FnMut(ListId, CodeSetId)) {
    match seen.get_mut(id.index()) {
        Some(seen) if !*seen => *seen = true,
        _ => return,
    }
    let belief = scene.step(id, None);
    if belief.is_true() || belief.is_false() {
        return;
    }
    let step = scene.program.step(id);
    match &step.op {
        Op::Leaf(_, Leaf::Codes(list, set)) => found(*list, *set),
        Op::Define(rule) => scene.program.rule(*rule).when().into_iter().for_each(|when| open_sets(scene, when, seen, found)),
        _ => scene.program.parts(step).iter().for_each(|part| open_sets(scene, *part, seen, found)),
    }
}

struct Sorter<'s, 'l> {
    law: &'l Law,
    program: &'s Program<'l>,
    codes: Option<FactId>,
}

impl Sorter<'_, '_> {
    /// Sets of codes that are asked of any item, whichever entry it stands on; and those of them that rows of entries ask.
    fn asked_of_all(&self) -> (HashSet<CodeSetId>, HashSet<CodeSetId>) {
        let conditions = self.law.rules.iter().flat_map(|rule| {
            let rows: &[comity_law::ConditionRow] = match &rule.body {
                Body::Authorisation { conditions, .. } => conditions,
                _ => &[],
            };
            rule.when.iter().chain(rows.iter().map(|row| &row.test))
        });
        let coverage = self.law.jurisdictions.iter().flat_map(|jurisdiction| &jurisdiction.coverage).filter_map(|row| row.affects.as_ref());
        let entries = || self.law.lists.iter().flat_map(|list| &list.entries);
        let whens = entries().flat_map(|entry| &entry.controls).filter_map(|row| row.when.as_ref());
        let scopes = self.law.lists.iter().flat_map(|list| {
            let id = self.law.list_by_id(&list.id);
            list.entries.iter().flat_map(scopes).map(move |scope| (id, scope))
        });
        let is_alone = |id: Option<ListId>, scope: &Condition| {
            let step = self.program.at(&scope.root).zip(id);
            step.is_some_and(|(step, id)| self.program.asks_codes_alone(step, self.codes, id))
        };
        let scopes = scopes.filter(|(id, scope)| !is_alone(*id, scope)).map(|(_, scope)| scope);
        let mut by_rows = HashSet::new();
        let mut seen = HashSet::new();
        whens.chain(scopes).for_each(|condition| self.collect(self.program.at(&condition.root), &mut seen, &mut by_rows));
        let mut all = by_rows.clone();
        let mut seen = HashSet::new();
        conditions.chain(coverage).for_each(|condition| self.collect(self.program.at(&condition.root), &mut seen, &mut all));
        (all, by_rows)
    }

    fn collect(&self, step: Option<StepId>, seen: &mut HashSet<StepId>, sets: &mut HashSet<CodeSetId>) {
        let Some(id) = step.filter(|id| seen.insert(*id)) else { return };
        let step = self.program.step(id);
        if let Op::Leaf(_, Leaf::Codes(_, set)) = &step.op {
            sets.insert(*set);
        }
        if let Op::Define(rule) = step.op {
            self.collect(self.program.rule(rule).when(), seen, sets);
        }
        self.program.parts(step).iter().for_each(|part| self.collect(Some(*part), seen, sets));
    }

    /// How a step that asks codes on the provision's list alone comes out for it.
    fn truth(&self, id: StepId, node: NodeId) -> Belief {
        let step = self.program.step(id);
        let parts = || self.program.parts(step).iter().map(|part| self.truth(*part, node));
        match &step.op {
            Op::Always(value) => (*value).into(),
            Op::Not => parts().fold(Belief::UNKNOWN, |_, part| !part),
            Op::All => parts().fold(Belief::TRUE, Belief::and),
            Op::Any => parts().fold(Belief::FALSE, Belief::or),
            Op::AtLeast(count) => Belief::at_least(*count, &parts().collect::<Vec<_>>()),
            Op::Leaf(_, Leaf::Codes(_, set)) => Truth::from(self.program.code_in(*set, node)).into(),
            _ => Belief::UNKNOWN,
        }
    }

    /// Numbers provisions by what rows of their entries say.
    fn number(&self, list: &List, on: Option<ListId>, rows: RowsOf) -> Box<[u32]> {
        let (mut known, mut said): (HashMap<Box<[u64]>, u32>, Vec<u64>) = Default::default();
        let mut numbers = vec![0; list.nodes.len()];
        for id in &list.sorted {
            let Some(number) = numbers.get_mut(id.index()) else { continue };
            said.clear();
            if let Some(entry) = list.entry(*id) {
                self.rows(entry, on, rows, *id, &mut said);
            }
            // A list has fewer provisions than its text has letters, and that fits.
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *number = *known.entry(said.as_slice().into()).or_insert(next);
        }
        numbers.into()
    }

    /// Writes down what rows of an entry say of a provision; what is true of it alone is no matter.
    fn rows(&self, entry: &Entry, on: Option<ListId>, of: RowsOf, node: NodeId, mark: &mut Vec<u64>) {
        let mut row = |head: u64, scope: Option<&Condition>| {
            let step = scope.and_then(|scope| self.program.at(&scope.root));
            let scope = match (scope, step) {
                (None, _) => 0,
                (Some(_), Some(step)) if on.is_some_and(|on| self.program.asks_codes_alone(step, self.codes, on)) => match self.truth(step, node).presumed {
                    Truth::True => 0,
                    Truth::False => return, // the row does not cover it
                    // Answers quote what is open.
                    Truth::Unknown => 1 + step.index() as u64,
                },
                (Some(_), step) => 1 + step.map_or(u64::from(u32::MAX), |step| step.index() as u64),
            };
            mark.extend([head, scope]);
        };
        for control in entry.controls.iter().filter(|_| matches!(of, RowsOf::All | RowsOf::Controls)) {
            let when = control.when.as_ref().and_then(|when| self.program.at(&when.root));
            row(digest(&(0, said_of(control), when)), control.scope.as_ref());
        }
        for exception in entry.exceptions.iter().filter(|_| matches!(of, RowsOf::All | RowsOf::Exceptions)) {
            row(digest(&(1, &exception.symbol, &exception.amount, exception.period)), exception.scope.as_ref());
        }
        for refer in entry.refers.iter().filter(|_| matches!(of, RowsOf::All | RowsOf::Refers)) {
            row(digest(&(2, &refer.cite, refer.period)), refer.scope.as_ref());
        }
        for hand_off in entry.hand_offs.iter().filter(|_| matches!(of, RowsOf::All | RowsOf::HandOffs)) {
            row(digest(&(3, hand_off.rule, hand_off.period)), hand_off.scope.as_ref());
        }
    }
}

fn scopes(entry: &Entry) -> impl Iterator<Item = &Condition> {
    let controls = entry.controls.iter().filter_map(|row| row.scope.as_ref());
    let others = entry.exceptions.iter().filter_map(|row| row.scope.as_ref()).chain(entry.refers.iter().filter_map(|row| row.scope.as_ref()));
    controls.chain(others).chain(entry.hand_offs.iter().filter_map(|row| row.scope.as_ref()))
}

/// What a control row says, but for its conditions.
pub(crate) fn said_of(row: &ControlRow) -> impl Hash {
    (row.reason, row.column, &row.cite, row.period, row.when.is_some())
}

/// A number for what a row says: sixty-four bits of a keyed hash over the law, which no user writes.
pub(crate) fn digest(row: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}
