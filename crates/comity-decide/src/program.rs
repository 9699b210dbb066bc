//! Conditions compiled: every clause of the law stands here once, however many rules ask it, with what it depends on.
//!
//! Rules share most of their tests ("to a country of this group", "on this entry"). A scene remembers how each step came out, so
//! that a test is evaluated once for an item, not once for each rule that asks it.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    ops::Range,
};

use comity_law::{
    Body, ChartId, CodeSetId, CountrySet, FactId, FactPlace, HsSetId, Interruption, Law, ListId, NodeId, Period, RegionId, RuleId,
    condition::{Clause, Comparison, Condition, Test},
};
use comity_quantity::Quantity;
use jiff::civil::Date;

use crate::{
    facts::is_presumed,
    hash::{BuildQuick, Quick},
    scene::fact_of,
    stands::Stands,
    transaction::shared_value,
};

/// One step: a clause of the law, or several that ask the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct StepId(u32);

impl StepId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the answer to a step can depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Depends {
    /// Facts of the item.
    pub(crate) item: bool,
    /// Facts of the transaction or its parties.
    pub(crate) context: bool,
    /// Facts that do not tell contexts apart: amounts, days, texts and tariff numbers of the transaction or its parties.
    pub(crate) amounts: bool,
    /// Facts of the one party that is asked about: not the same from party to party.
    pub(crate) party: bool,
}

impl Depends {
    fn and(self, other: Self) -> Self {
        Self { item: self.item | other.item, context: self.context | other.context, amounts: self.amounts | other.amounts, party: self.party | other.party }
    }
}

pub(crate) struct Step<'l> {
    pub(crate) op: Op<'l>,
    parts: Range<u32>,
    pub(crate) depends: Depends,
}

/// A clause's test with what evaluating it needs at hand: the law is large, and looking things up in it costs more than the test.
pub(crate) enum Op<'l> {
    Always(bool),
    Not,
    All,
    Any,
    AtLeast(u8),
    /// With the clause inside.
    Knows(&'l Clause),
    /// Every party, or some.
    Party(bool),
    Define(RuleId),
    Untranslated,
    /// A test of one fact.
    Leaf(Asked, Leaf<'l>),
    /// A test of the rows of the item's entries.
    Rows(&'l Test),
}

/// A fact that is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) fact: FactId,
    pub(crate) place: FactPlace,
    /// Whether nothing being said counts as false.
    pub(crate) presumed: bool,
}

/// What is asked of a fact.
pub(crate) enum Leaf<'l> {
    Bool,
    Quantity(Comparison, &'l Quantity),
    Date(Comparison, Date),
    Choice(u64),
    Text(&'l str),
    Country(&'l CountrySet),
    Region(&'l [RegionId]),
    Hs(HsSetId),
    Codes(ListId, CodeSetId),
    Listed(ListId),
    Chart(ChartId, u8),
}

/// When a rule holds, and its condition.
pub(crate) struct Head<'l> {
    period: Period,
    stays: &'l [Interruption],
    covers_from: Option<Date>,
    when: Option<StepId>,
}

impl Head<'_> {
    /// As [`comity_law::Rule::in_force`].
    pub(crate) fn in_force(&self, day: Date) -> bool {
        self.period.contains(day) && !self.stays.iter().any(|stay| stay.period.contains(day))
    }

    /// Whether the text of that day is loaded.
    pub(crate) fn covers(&self, day: Date) -> bool {
        self.covers_from.is_none_or(|first| first <= day)
    }

    /// The step of its condition; none when it always applies.
    pub(crate) fn when(&self) -> Option<StepId> {
        self.when
    }
}

/// All conditions of the law.
pub(crate) struct Program<'l> {
    steps: Vec<Step<'l>>,
    parts: Vec<StepId>,
    /// Where a clause stands: by its address, for the law does not move while it is borrowed.
    at: HashMap<usize, StepId, BuildQuick>,
    rules: Vec<Head<'l>>,
    code_sets: Vec<Stands>,
}

impl<'l> Program<'l> {
    /// Compiles the law. `tells` says which facts tell contexts apart.
    pub(crate) fn of(law: &'l Law, tells: &[bool]) -> Self {
        let heads = law.rules.iter().map(|rule| Head { period: rule.period, stays: &rule.stays, covers_from: rule.covers_from, when: None });
        let program = Self { steps: Vec::new(), parts: Vec::new(), at: HashMap::default(), rules: heads.collect(), code_sets: Vec::new() };
        let mut compiler =
            Compiler { law, tells, shared: shared_value(law), program, tests: Vec::new(), known: HashMap::default(), begun: vec![false; law.rules.len()] };
        for index in 0..law.rules.len() {
            compiler.rule(index);
        }
        // A rule's own condition comes before the conditions that could name it in a circle, which the check of the law refuses.
        for rule in &law.rules {
            if let Body::Authorisation { conditions, .. } = &rule.body {
                for row in conditions {
                    compiler.condition(&row.test);
                }
            }
        }
        for list in 0..law.lists.len() {
            compiler.list(list);
        }
        for row in law.jurisdictions.iter().flat_map(|jurisdiction| &jurisdiction.coverage) {
            if let Some(affects) = &row.affects {
                compiler.condition(affects);
            }
        }
        compiler.program.code_sets = law.code_sets.iter().map(|set| Stands::of(law.list(set.list), set)).collect();
        compiler.program
    }

    /// Where a provision stands to a set of codes of its list, as [`comity_law::CodeSet::contains`] says it.
    pub(crate) fn code_in(&self, set: CodeSetId, node: NodeId) -> Option<bool> {
        self.code_sets.get(set.index())?.get(node)
    }

    /// How many steps there are.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    pub(crate) fn step(&self, id: StepId) -> &Step<'l> {
        // INVARIANT (compiled): ids are only made for steps of this program, and steps are never taken away.
        &self.steps[id.index()]
    }

    /// All steps.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (StepId, &Step<'l>)> {
        // A law has fewer clauses than its text has letters, and that fits.
        self.steps.iter().enumerate().map(|(i, step)| (StepId(u32::try_from(i).unwrap_or(u32::MAX)), step))
    }

    pub(crate) fn parts(&self, step: &Step) -> &[StepId] {
        self.parts.get(step.parts.start as usize..step.parts.end as usize).unwrap_or_default()
    }

    /// The step of a clause of this law.
    pub(crate) fn at(&self, clause: &Clause) -> Option<StepId> {
        self.at.get(&address(clause)).copied()
    }

    /// Whether a step asks nothing but an item's own codes, which `codes` names, on one list.
    pub(crate) fn asks_codes_alone(&self, id: StepId, codes: Option<FactId>, on: ListId) -> bool {
        let step = self.step(id);
        match &step.op {
            Op::Always(_) => true,
            Op::Not | Op::All | Op::Any | Op::AtLeast(_) => self.parts(step).iter().all(|part| self.asks_codes_alone(*part, codes, on)),
            Op::Leaf(asked, Leaf::Codes(list, _)) => Some(asked.fact) == codes && *list == on,
            _ => false,
        }
    }

    /// When a rule holds, and its own condition.
    pub(crate) fn rule(&self, id: RuleId) -> &Head<'l> {
        // INVARIANT (compiled): every rule of the law has a head.
        &self.rules[id.index()]
    }
}

fn address(clause: &Clause) -> usize {
    std::ptr::from_ref(clause).addr()
}

/// What two clauses share that ask the same: the test, but for its parts, and the steps of the parts.
struct Compiler<'c, 'l> {
    law: &'l Law,
    tells: &'c [bool],
    program: Program<'l>,
    /// The tests of the steps.
    tests: Vec<&'l Test>,
    known: HashMap<u64, Vec<StepId>, BuildQuick>,
    shared: Option<(FactId, FactId)>,
    /// Rules whose compilation has begun: a circle ends there.
    begun: Vec<bool>,
}

impl<'l> Compiler<'_, 'l> {
    fn rule(&mut self, index: usize) {
        if self.begun.get(index).copied().unwrap_or(true) {
            return;
        }
        self.begun[index] = true;
        if let Some(when) = self.law.rules.get(index).and_then(|rule| rule.when.as_ref()) {
            let step = self.condition(when);
            if let Some(head) = self.program.rules.get_mut(index) {
                head.when = Some(step);
            }
        }
    }

    fn list(&mut self, index: usize) {
        let law = self.law;
        for entry in law.lists.get(index).into_iter().flat_map(|list| &list.entries) {
            let controls = entry.controls.iter().flat_map(|row| row.scope.iter().chain(&row.when));
            let others = entry.exceptions.iter().flat_map(|row| &row.scope).chain(entry.refers.iter().flat_map(|row| &row.scope));
            for condition in controls.chain(others).chain(entry.hand_offs.iter().flat_map(|row| &row.scope)) {
                self.condition(condition);
            }
        }
    }

    fn condition(&mut self, condition: &'l Condition) -> StepId {
        self.clause(&condition.root)
    }

    fn clause(&mut self, clause: &'l Clause) -> StepId {
        if let Some(step) = self.program.at(clause) {
            return step;
        }
        let inner: Vec<StepId> = match &clause.test {
            Test::Not(inner) | Test::Knows(inner) | Test::Party { of: inner, .. } => vec![self.clause(inner)],
            Test::All(parts) | Test::Any(parts) | Test::AtLeast(_, parts) => parts.iter().map(|part| self.clause(part)).collect(),
            _ => Vec::new(),
        };
        let key = key(&clause.test, &inner);
        let same = self.known.get(&key).into_iter().flatten().copied().find(|other| {
            let test = self.tests.get(other.index());
            self.program.parts(self.program.step(*other)) == inner && test.is_some_and(|test| is_same(test, &clause.test))
        });
        let id = same.unwrap_or_else(|| {
            let depends = self.depends(&clause.test, &inner);
            let start = self.program.parts.len();
            self.program.parts.extend(inner);
            // A law has fewer clauses than its text has letters, and that fits.
            let parts = u32::try_from(start).unwrap_or(u32::MAX)..u32::try_from(self.program.parts.len()).unwrap_or(u32::MAX);
            let id = StepId(u32::try_from(self.program.steps.len()).unwrap_or(u32::MAX));
            self.program.steps.push(Step { op: self.op(&clause.test), parts, depends });
            self.tests.push(&clause.test);
            self.known.entry(key).or_default().push(id);
            id
        });
        self.program.at.insert(address(clause), id);
        id
    }

    fn op(&self, test: &'l Test) -> Op<'l> {
        let law = self.law;
        let leaf = |fact: &FactId, leaf: Leaf<'l>| Op::Leaf(Asked { fact: *fact, place: law.fact(*fact).place, presumed: is_presumed(law, *fact) }, leaf);
        match test {
            Test::Always(value) => Op::Always(*value),
            Test::Not(_) => Op::Not,
            Test::All(_) => Op::All,
            Test::Any(_) => Op::Any,
            Test::AtLeast(count, _) => Op::AtLeast(*count),
            Test::Knows(inner) => Op::Knows(inner),
            Test::Party { every, .. } => Op::Party(*every),
            Test::Define(id) => Op::Define(*id),
            Test::Untranslated(_) => Op::Untranslated,
            Test::Fact(fact) => leaf(fact, Leaf::Bool),
            Test::Quantity(fact, comparison, quantity) => leaf(fact, Leaf::Quantity(*comparison, quantity)),
            Test::Date(fact, comparison, date) => leaf(fact, Leaf::Date(*comparison, *date)),
            Test::Choice(fact, bits) => leaf(fact, Leaf::Choice(*bits)),
            Test::Text(fact, text) => leaf(fact, Leaf::Text(text)),
            Test::Country(fact, set) => leaf(fact, Leaf::Country(set)),
            Test::Region(fact, regions) => leaf(fact, Leaf::Region(regions)),
            Test::Hs(fact, set) => leaf(fact, Leaf::Hs(*set)),
            Test::Codes(fact, set) => leaf(fact, Leaf::Codes(law.code_set(*set).list, *set)),
            Test::Listed(fact, list) => leaf(fact, Leaf::Listed(*list)),
            Test::Chart(chart, column, fact) => leaf(fact, Leaf::Chart(*chart, *column)),
            Test::Controlled { .. } | Test::ControlledOnly(..) | Test::Allows { .. } => Op::Rows(test),
        }
    }

    fn depends(&mut self, test: &'l Test, inner: &[StepId]) -> Depends {
        let parts = inner.iter().fold(Depends::default(), |all, part| all.and(self.program.step(*part).depends));
        match test {
            // Whoever the parties are, the quantifier asks all of them.
            Test::Party { .. } => Depends { party: false, context: true, ..parts },
            Test::Define(id) => {
                let circle = self.begun.get(id.index()).copied().unwrap_or(true) && self.program.rule(*id).when.is_none() && self.law.rule(*id).when.is_some();
                self.rule(id.index());
                match self.program.rule(*id).when {
                    _ if circle => Depends { item: true, context: true, amounts: true, party: false },
                    Some(step) => Depends { party: false, ..self.program.step(step).depends },
                    None => Depends::default(),
                }
            }
            Test::Controlled { .. } | Test::ControlledOnly(..) | Test::Allows { .. } => self.rows(test, &mut Vec::new()),
            test => fact_of(test).map_or(parts, |fact| parts.and(self.fact(fact))),
        }
    }

    fn fact(&self, id: FactId) -> Depends {
        let tells = self.tells.get(id.index()).copied().unwrap_or_default();
        // The value of a shipment of one item is the value of that item: each may stand for the other.
        let shared = self.shared.is_some_and(|(whole, own)| id == whole || id == own);
        match self.law.fact(id).place {
            FactPlace::Item => Depends { item: true, context: shared, amounts: shared, party: false },
            FactPlace::Transaction => Depends { item: shared, context: true, amounts: !tells, party: false },
            FactPlace::Party => Depends { context: true, amounts: !tells, party: true, ..Depends::default() },
        }
    }

    /// What a test of rows can depend on: the codes, and what the scopes of those rows ask.
    fn rows(&self, test: &'l Test, visited: &mut Vec<&'l Test>) -> Depends {
        if visited.contains(&test) {
            return Depends::default(); // counted already
        }
        visited.push(test);
        let (list, of, amount) = match test {
            Test::Controlled { list, of, .. } => (*list, *of, None),
            Test::Allows { list, amount, .. } => (*list, None, *amount),
            Test::ControlledOnly(list, _) => (*list, None, None),
            _ => return Depends::default(),
        };
        let facts = of.iter().chain(&amount).fold(Depends { item: true, ..Depends::default() }, |all, fact| all.and(self.fact(*fact)));
        let law = self.law;
        let scopes = law.list(list).entries.iter().flat_map(|entry| {
            let controls = entry.controls.iter().filter(move |row| match test {
                Test::Controlled { reason, .. } => row.reason == *reason,
                Test::ControlledOnly(..) => true,
                _ => false,
            });
            let refers = entry.refers.iter().filter(move |_| matches!(test, Test::ControlledOnly(..)));
            let exceptions = entry.exceptions.iter().filter(move |row| matches!(test, Test::Allows { symbol, .. } if *symbol == row.symbol));
            controls.flat_map(|row| &row.scope).chain(refers.flat_map(|row| &row.scope)).chain(exceptions.flat_map(|row| &row.scope))
        });
        scopes.fold(facts, |all, scope| all.and(self.asks(&scope.root, visited)))
    }

    /// What a clause can depend on that may not be compiled yet.
    fn asks(&self, clause: &'l Clause, visited: &mut Vec<&'l Test>) -> Depends {
        let mut all = Depends::default();
        clause.visit(&mut |clause| {
            let depends = match &clause.test {
                Test::Party { .. } => Depends { context: true, ..Depends::default() },
                test @ Test::Define(id) => {
                    let fresh = !visited.contains(&test);
                    visited.push(test);
                    self.law.rule(*id).when.iter().filter(|_| fresh).fold(Depends::default(), |all, when| all.and(self.asks(&when.root, visited)))
                }
                test => match fact_of(test) {
                    Some(fact) => self.fact(fact),
                    None => self.rows(test, visited),
                },
            };
            all = all.and(depends);
        });
        all
    }
}

/// Whether two tests with the same parts ask the same.
fn is_same(a: &Test, b: &Test) -> bool {
    match (a, b) {
        (Test::Not(_), Test::Not(_)) | (Test::Knows(_), Test::Knows(_)) | (Test::All(_), Test::All(_)) | (Test::Any(_), Test::Any(_)) => true,
        (Test::AtLeast(a, _), Test::AtLeast(b, _)) => a == b,
        (Test::Party { every: a, .. }, Test::Party { every: b, .. }) => a == b,
        // Leaves have no place in the text below them.
        _ => a == b,
    }
}

/// A number that tests which ask the same share.
fn key(test: &Test, inner: &[StepId]) -> u64 {
    let mut hasher = Quick::default();
    std::mem::discriminant(test).hash(&mut hasher);
    inner.hash(&mut hasher);
    match test {
        Test::Quantity(_, _, quantity) => quantity.hash(&mut hasher),
        Test::Date(_, _, date) => date.hash(&mut hasher),
        Test::Choice(_, bits) => bits.hash(&mut hasher),
        Test::Country(_, set) => set.terms.len().hash(&mut hasher),
        Test::Hs(_, set) => set.hash(&mut hasher),
        Test::Codes(_, set) => set.hash(&mut hasher),
        Test::Listed(_, list) | Test::ControlledOnly(list, _) => list.hash(&mut hasher),
        Test::Chart(chart, column, _) => (chart, column).hash(&mut hasher),
        Test::Controlled { list, reason, column, of } => (list, reason, column, of).hash(&mut hasher),
        Test::Allows { list, symbol, amount } => (list, symbol, amount).hash(&mut hasher),
        Test::Untranslated(why) => why.hash(&mut hasher),
        Test::Define(id) => id.hash(&mut hasher),
        _ => {}
    }
    fact_of(test).hash(&mut hasher);
    hasher.finish()
}
