//! Evaluating conditions: one item of one transaction, seen by one jurisdiction.

mod rows;

use std::{cell::Cell, sync::Arc};

use comity_law::{
    ChartCell, ChartId, CodeSetId, CountryId, CountrySet, Entry, FactId, FactPlace, Jurisdiction, JurisdictionId, Law, ListId, Membership, NodeId, ReasonId,
    RuleId, SetTerm,
    condition::{Clause, Condition, Test},
};
use comity_quantity::Quantity;
use jiff::civil::Date;

use crate::{
    belief::{Belief, Truth},
    facts::{CodeState, Codes, Slot, Value, is_presumed},
    memory::Memory,
    program::{Asked, Leaf, Op, Program, Step, StepId},
    trail::{Look, RowsOf, Trail},
    transaction::{Item, Transaction},
};

pub(crate) use rows::{allows, controlled, controlled_only};

/// Facts that the engine knows by name, because every transaction form has them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) to: Option<FactId>,
    pub(crate) codes: Option<FactId>,
    pub(crate) from: Option<FactId>,
    /// A party's name.
    pub(crate) name: Option<FactId>,
}

impl Known {
    pub(crate) fn of(law: &Law) -> Self {
        Self { to: law.fact_by_path("to"), codes: law.fact_by_path("item.codes"), from: law.fact_by_path("from"), name: law.fact_by_path("party.name") }
    }
}

/// What conditions are evaluated in.
pub(crate) struct Scene<'a, 'l> {
    pub(crate) law: &'l Law,
    pub(crate) transaction: &'a Transaction,
    /// The items; those of the transaction, or a catalogue of which each is asked alone.
    pub(crate) items: &'a [Item],
    pub(crate) day: Date,
    pub(crate) jurisdiction: JurisdictionId,
    pub(crate) item: usize,
    pub(crate) known: Known,
    /// Whether presumptions about knowledge are turned off.
    pub(crate) strict: bool,
    pub(crate) program: &'a Arc<Program<'l>>,
    /// How steps and rules came out before.
    pub(crate) memory: &'a Memory,
    /// The codes that stand for the item's own while the rows of what the item serves are asked.
    pub(crate) standing: Cell<Option<FactId>>,
    /// Where it is noted what is asked, if that is wanted.
    pub(crate) trail: Option<&'a Trail<'a>>,
}

impl<'a, 'l> Scene<'a, 'l> {
    pub(crate) fn jurisdiction(&self) -> &'l Jurisdiction {
        self.law.jurisdiction(self.jurisdiction)
    }

    /// Evaluates a condition; an absent one always holds.
    pub(crate) fn condition(&self, condition: Option<&Condition>) -> Belief {
        condition.map_or(Belief::TRUE, |condition| self.clause(&condition.root, None))
    }

    /// Evaluates a rule's condition on the day, its force and coverage considered: once for this item.
    pub(crate) fn rule(&self, id: RuleId) -> Belief {
        match self.trail {
            None => self.rule_within(id),
            Some(trail) => {
                let rule = self.program.rule(id);
                let when = rule.when().filter(|_| rule.in_force(self.day) && rule.covers(self.day));
                trail.ask(when.and_then(|when| self.look(when, None)), || self.rule_within(id))
            }
        }
    }

    fn rule_within(&self, id: RuleId) -> Belief {
        if self.standing.get().is_some() {
            return self.rule_afresh(id); // asked for other codes than the item's own: not to be remembered
        }
        if let Some(belief) = self.memory.rule(id) {
            return belief;
        }
        // Circles are refused when the law is checked; the mark ends them all the same.
        self.memory.set_rule(id, Belief::UNKNOWN);
        let belief = self.rule_afresh(id);
        self.memory.set_rule(id, belief);
        belief
    }

    fn rule_afresh(&self, id: RuleId) -> Belief {
        let rule = self.program.rule(id);
        if !rule.in_force(self.day) {
            return Belief::FALSE;
        }
        if !rule.covers(self.day) {
            return Belief::UNKNOWN; // the text of that day is not loaded
        }
        rule.when().map_or(Belief::TRUE, |step| self.step(step, None))
    }

    /// Evaluates a clause; `party` is the one that party facts are asked of.
    pub(crate) fn clause(&self, clause: &Clause, party: Option<usize>) -> Belief {
        // Every clause of the law has a step.
        self.program.at(clause).map_or(Belief::UNKNOWN, |step| self.step(step, party))
    }

    /// Evaluates a step, or remembers how it came out.
    pub(crate) fn step(&self, id: StepId, party: Option<usize>) -> Belief {
        match self.trail {
            None => self.step_within(id, party),
            Some(trail) => trail.ask(self.look(id, party), || self.step_within(id, party)),
        }
    }

    /// The look that asking a step is, if questions of one context may differ in it.
    fn look(&self, step: StepId, party: Option<usize>) -> Option<Look> {
        let depends = self.program.step(step).depends;
        (depends.item || depends.amounts).then(|| Look::Step { jurisdiction: self.jurisdiction, step, party, standing: self.standing.get() })
    }

    fn step_within(&self, id: StepId, party: Option<usize>) -> Belief {
        if self.standing.get().is_some() {
            return self.test(self.program.step(id), party); // asked for other codes than the item's own: not to be remembered
        }
        // What asks one party is never remembered, so that whatever is can be taken without looking at the step.
        if let Some(belief) = self.memory.step(id) {
            return belief;
        }
        let step = self.program.step(id);
        let belief = self.test(step, party);
        if !step.depends.party {
            self.memory.set_step(id, belief);
        }
        belief
    }

    pub(crate) fn test(&self, step: &Step, party: Option<usize>) -> Belief {
        let parts = self.program.parts(step);
        let inner = || parts.first().map_or(Belief::UNKNOWN, |part| self.step(*part, party));
        match &step.op {
            Op::Always(value) => (*value).into(),
            Op::Not => !inner(),
            Op::All => {
                let mut all = Belief::TRUE;
                for part in parts {
                    all = all.and(self.step(*part, party));
                    if all.is_false() {
                        break;
                    }
                }
                all
            }
            Op::Any => {
                let mut any = Belief::FALSE;
                for part in parts {
                    any = any.or(self.step(*part, party));
                    if any.is_true() {
                        break;
                    }
                }
                any
            }
            Op::AtLeast(count) => {
                let beliefs: Vec<Belief> = parts.iter().map(|part| self.step(*part, party)).collect();
                Belief::at_least(*count, &beliefs)
            }
            Op::Knows(clause) => {
                let belief = inner();
                match (self.strict, belief.presumed) {
                    (false, Truth::Unknown) if !self.said_unknown(clause, party) => Belief { strict: belief.strict, presumed: Truth::False },
                    _ => belief,
                }
            }
            Op::Party(every) => parts.first().map_or(Belief::UNKNOWN, |of| self.parties(*every, *of)),
            Op::Define(id) => self.rule(*id),
            Op::Untranslated => Belief::UNKNOWN,
            Op::Leaf(asked, Leaf::Codes(list, set)) => self.leaf_codes(*asked, party, *list, |state| self.codes_in(state, *set)),
            Op::Leaf(asked, Leaf::Listed(list)) => self.leaf_codes(*asked, party, *list, |state| matches!(state, CodeState::On(_)).into()),
            Op::Leaf(asked, leaf) => self.leaf(*asked, party, |value| self.holds(leaf, value)),
            Op::Rows(test) => self.asked_of_rows(test, party),
        }
    }

    /// Whether a value satisfies what is asked of it; unknown where it is of another type.
    pub(crate) fn holds(&self, leaf: &Leaf, value: &Value) -> Truth {
        match (leaf, value) {
            (Leaf::Bool, Value::Bool(value)) => (*value).into(),
            // Another dimension (another currency) cannot be compared: unknown, never a guess.
            (Leaf::Quantity(comparison, quantity), Value::Quantity(value)) => value.compare(quantity).ok().map(|ordering| comparison.holds(ordering)).into(),
            (Leaf::Date(comparison, date), Value::Date(value)) => comparison.holds(value.cmp(date)).into(),
            (Leaf::Choice(bits), Value::Words(value)) => (value & bits != 0).into(),
            (Leaf::Text(text), Value::Text(value)) => (**value == **text).into(),
            (Leaf::Country(set), Value::Country(country)) => self.country_in(*country, set),
            (Leaf::Region(regions), Value::Region(region)) => regions.contains(region).into(),
            (Leaf::Hs(set), Value::Hs(code)) => self.law.hs_set(*set).contains(*code, self.day).into(),
            (Leaf::Chart(chart, column), Value::Country(country)) => self.cell(*chart, *country, *column),
            _ => Truth::Unknown,
        }
    }

    pub(crate) fn asked_of_rows(&self, test: &Test, party: Option<usize>) -> Belief {
        match test {
            Test::Controlled { list, reason, column, of: Some(fact) } if self.standing.get().is_none() => {
                // The rows of what the item serves, such as the goods that a technology makes: their scopes ask for those codes.
                self.standing.set(Some(*fact));
                let belief = self.controlled(*list, *reason, *column, party);
                self.standing.set(None);
                belief
            }
            // What the served goods serve in turn: their own codes are among those that are asked already.
            Test::Controlled { of: Some(_), .. } => Belief::FALSE,
            Test::Controlled { list, reason, column, of: None } => self.controlled(*list, *reason, *column, party),
            Test::ControlledOnly(list, reasons) => self.rows(*list, party, |entry| controlled_only(entry, reasons, self.day, |scope| self.scope(scope, party))),
            Test::Allows { list, symbol, amount } => {
                let within = |limit: &Quantity| amount.map(|fact| self.within(fact, party, limit));
                self.rows(*list, party, |entry| allows(entry, symbol, self.day, |scope| self.scope(scope, party), within))
            }
            _ => Belief::UNKNOWN,
        }
    }

    fn controlled(&self, list: ListId, reason: ReasonId, column: Option<u8>, party: Option<usize>) -> Belief {
        self.rows(list, party, |entry| controlled(entry, reason, column, self.day, |scope| self.scope(scope, party)))
    }

    /// Some or every party. That the parties stated are all there are is presumed, as knowledge is.
    pub(crate) fn parties(&self, every: bool, of: StepId) -> Belief {
        let beliefs = (0..self.transaction.parties.len()).map(|party| self.step(of, Some(party)));
        if every {
            let all = beliefs.fold(Belief::TRUE, Belief::and);
            return if self.transaction.parties.is_empty() { Belief::UNKNOWN } else { all };
        }
        let any = beliefs.fold(Belief::FALSE, Belief::or);
        match (self.transaction.parties.is_empty(), self.strict) {
            (true, true) => Belief::UNKNOWN,
            (true, false) => Belief { strict: Truth::Unknown, presumed: Truth::False },
            _ => any,
        }
    }

    /// Notes that rows of the entry are asked on which the item stands.
    pub(crate) fn note_rows(&self, list: ListId, rows: RowsOf) {
        if let (Some(trail), Some(fact)) = (self.trail, self.known.codes) {
            trail.note(Look::Rows { fact: self.codes_fact(fact), list, rows });
        }
    }

    /// Notes a look.
    pub(crate) fn note(&self, look: Look) {
        self.trail.into_iter().for_each(|trail| trail.note(look));
    }

    /// What is known of a fact here.
    pub(crate) fn slot(&self, fact: FactId, party: Option<usize>) -> &'a Slot {
        if let Some(trail) = self.trail.filter(|trail| trail.follows(fact)) {
            trail.note(Look::Said(fact));
        }
        self.slot_at(fact, self.law.fact(fact).place, party)
    }

    /// The same, and nothing is noted.
    pub(crate) fn raw(&self, fact: FactId) -> &'a Slot {
        self.slot_at(fact, self.law.fact(fact).place, None)
    }

    fn slot_at(&self, fact: FactId, place: FactPlace, party: Option<usize>) -> &'a Slot {
        const ABSENT: &Slot = &Slot::Absent;
        match place {
            FactPlace::Transaction => self.transaction.facts.get(fact),
            FactPlace::Item => self.items.get(self.item).map_or(ABSENT, |item| item.facts.get(fact)),
            FactPlace::Party => party.and_then(|party| self.transaction.parties.get(party)).map_or(ABSENT, |party| party.get(fact)),
        }
    }

    pub(crate) fn asked(&self, fact: FactId) -> Asked {
        Asked { fact, place: self.law.fact(fact).place, presumed: is_presumed(self.law, fact) }
    }

    pub(crate) fn leaf(&self, asked: Asked, party: Option<usize>, test: impl FnOnce(&Value) -> Truth) -> Belief {
        self.believe(asked, self.slot_at(asked.fact, asked.place, party), test)
    }

    /// What is believed where this is known of a fact.
    pub(crate) fn believe(&self, asked: Asked, slot: &Slot, test: impl FnOnce(&Value) -> Truth) -> Belief {
        match slot {
            Slot::Known(value) => test(value).into(),
            Slot::NotApplicable => Belief::FALSE,
            Slot::Unknown => Belief::UNKNOWN,
            Slot::Absent if asked.presumed && !self.strict => Belief { strict: Truth::Unknown, presumed: Truth::False },
            Slot::Absent => Belief::UNKNOWN,
        }
    }

    /// Codes of a list, if the fact states any for it.
    pub(crate) fn codes(&self, fact: FactId, party: Option<usize>, list: ListId) -> Option<&'a CodeState> {
        let fact = self.codes_fact(fact);
        if let Some(trail) = self.trail {
            trail.note(Look::Stands { fact, list });
        }
        match self.slot_at(fact, self.law.fact(fact).place, party) {
            Slot::Known(Value::Codes(codes)) => Codes::on(codes, list),
            _ => None,
        }
    }

    /// The fact that is asked where a fact of codes is.
    fn codes_fact(&self, fact: FactId) -> FactId {
        self.standing.get().filter(|_| Some(fact) == self.known.codes).unwrap_or(fact)
    }

    fn leaf_codes(&self, asked: Asked, party: Option<usize>, list: ListId, test: impl FnOnce(&CodeState) -> Truth) -> Belief {
        if matches!(self.slot_at(asked.fact, asked.place, party), Slot::NotApplicable) {
            return Belief::FALSE;
        }
        match self.codes(asked.fact, party, list) {
            Some(_) if self.day < self.law.list(list).covers_from => Belief::UNKNOWN,
            Some(state) => test(state).into(),
            None => Belief::UNKNOWN,
        }
    }

    pub(crate) fn codes_in(&self, state: &CodeState, set: CodeSetId) -> Truth {
        match state {
            CodeState::NotListed => self.law.code_set(set).unlisted.into(),
            CodeState::On(nodes) => nodes.iter().map(|node| Truth::from(self.program.code_in(set, *node))).max().unwrap_or(Truth::False),
        }
    }

    /// Membership in a country set, for the country itself or the one it is treated as.
    pub(crate) fn country_in(&self, country: CountryId, set: &CountrySet) -> Truth {
        let own = self.in_terms(country, set);
        if own == Truth::True {
            return own;
        }
        match self.treated_as(country) {
            Some(other) => own.max(self.in_terms(other, set)),
            None => own,
        }
    }

    fn in_terms(&self, country: CountryId, set: &CountrySet) -> Truth {
        let mut inside = Truth::False;
        for (adds, term) in &set.terms {
            let member: Truth = match term {
                SetTerm::These(these) => Membership::contains(these, country).into(),
                SetTerm::Group(group) => self.law.group(*group).contains(country, self.day).into(),
            };
            inside = if *adds { inside.max(member) } else { inside.min(!member) };
        }
        inside
    }

    fn treated_as(&self, country: CountryId) -> Option<CountryId> {
        self.jurisdiction().treatments.iter().find(|treatment| treatment.country == country).map(|treatment| treatment.as_country)
    }

    pub(crate) fn cell(&self, chart: ChartId, country: CountryId, column: u8) -> Truth {
        let chart = self.law.chart(chart);
        let row = if chart.has_row(country) { country } else { self.treated_as(country).unwrap_or(country) };
        match chart.cell(row, column, self.day) {
            ChartCell::Marked => Truth::True,
            ChartCell::Unmarked => Truth::False,
            ChartCell::Silent => Truth::Unknown,
        }
    }

    /// The destination's mark in a control row's column.
    pub(crate) fn destination_cell(&self, list: ListId, column: u8) -> Belief {
        let (Some(chart), Some(to)) = (self.law.list(list).chart, self.known.to) else { return Belief::UNKNOWN };
        self.leaf(self.asked(to), None, |value| match value {
            Value::Country(country) => self.cell(chart, *country, column),
            _ => Truth::Unknown,
        })
    }

    /// Whether an amount that is stated keeps to a limit.
    pub(crate) fn within(&self, fact: FactId, party: Option<usize>, limit: &Quantity) -> Belief {
        self.leaf(self.asked(fact), party, |value| keeps_to(value, limit))
    }

    /// A row's scope; the whole entry when absent.
    pub(crate) fn scope(&self, scope: Option<&Condition>, party: Option<usize>) -> Belief {
        scope.map_or(Belief::TRUE, |scope| self.clause(&scope.root, party))
    }

    /// What a row's scope gives that asks the item's codes on the row's list alone, if that is settled: who asks for the rows has it with them.
    pub(crate) fn is_settled_by_codes(&self, list: ListId, scope: Option<&Condition>) -> Option<Belief> {
        let step = self.program.at(&scope?.root)?;
        if !self.program.asks_codes_alone(step, self.known.codes, list) {
            return None;
        }
        let belief = self.trail.map_or_else(|| self.step_within(step, None), |trail| trail.ask(None, || self.step_within(step, None)));
        (belief.is_true() || belief.is_false()).then_some(belief)
    }

    /// The scope of a row of which the look at the rows tells what the codes settle.
    pub(crate) fn row_scope(&self, list: ListId, scope: Option<&Condition>) -> Belief {
        match self.trail.and_then(|_| self.is_settled_by_codes(list, scope)) {
            Some(belief) => belief,
            None => self.scope(scope, None),
        }
    }

    /// Something asked of the entries that the item stands on; false when it is on none.
    fn rows(&self, list: ListId, party: Option<usize>, ask: impl Fn(&'l Entry) -> Belief) -> Belief {
        let Some(fact) = self.known.codes else { return Belief::UNKNOWN };
        match self.codes(fact, party, list) {
            None => Belief::UNKNOWN,
            Some(CodeState::NotListed) => Belief::FALSE,
            Some(CodeState::On(_)) if self.day < self.law.list(list).covers_from => Belief::UNKNOWN,
            Some(CodeState::On(nodes)) => self.entries(list, nodes).fold(Belief::FALSE, |any, (_, entry)| any.or(ask(entry))),
        }
    }

    /// The entries of some nodes, each once, with the first node on it.
    pub(crate) fn entries<'n>(&self, list: ListId, nodes: &'n [NodeId]) -> impl Iterator<Item = (NodeId, &'l Entry)> + use<'n, 'a, 'l> {
        let list = self.law.list(list);
        nodes.iter().enumerate().filter_map(move |(i, node)| {
            let entry = list.entry(*node)?;
            let seen = nodes.iter().take(i).any(|earlier| list.entry(*earlier).is_some_and(|other| other.node == entry.node));
            (!seen).then_some((*node, entry))
        })
    }

    /// Whether some fact below was said to be unknown: then nothing is presumed.
    pub(crate) fn said_unknown(&self, clause: &Clause, party: Option<usize>) -> bool {
        match &clause.test {
            Test::Not(inner) | Test::Knows(inner) => self.said_unknown(inner, party),
            Test::All(parts) | Test::Any(parts) | Test::AtLeast(_, parts) => parts.iter().any(|part| self.said_unknown(part, party)),
            Test::Party { of, .. } => (0..self.transaction.parties.len()).any(|party| self.said_unknown(of, Some(party))),
            Test::Define(id) => self.law.rule(*id).when.as_ref().is_some_and(|when| self.said_unknown(&when.root, None)),
            test => fact_of(test).is_some_and(|fact| matches!(self.slot(fact, party), Slot::Unknown)),
        }
    }
}

/// Whether an amount keeps to a limit.
pub(crate) fn keeps_to(value: &Value, limit: &Quantity) -> Truth {
    match value {
        Value::Quantity(value) => value.compare(limit).ok().map(std::cmp::Ordering::is_le).into(),
        _ => Truth::Unknown,
    }
}

/// The fact that a test asks, for tests of one fact.
pub(crate) fn fact_of(test: &Test) -> Option<FactId> {
    match test {
        Test::Fact(fact)
        | Test::Quantity(fact, ..)
        | Test::Date(fact, ..)
        | Test::Choice(fact, _)
        | Test::Text(fact, _)
        | Test::Country(fact, _)
        | Test::Region(fact, _)
        | Test::Hs(fact, _)
        | Test::Codes(fact, _)
        | Test::Listed(fact, _)
        | Test::Chart(_, _, fact) => Some(*fact),
        _ => None,
    }
}
