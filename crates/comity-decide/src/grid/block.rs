//! Evaluating steps for the items of one block.

use comity_law::{
    Entry, FactId, FactPlace, JurisdictionId, ListId, RuleId,
    condition::{Clause, Condition, Test},
};
use comity_quantity::Quantity;
use jiff::civil::Date;

use super::{Prepared, alone, rows::Kept};
use crate::{
    batch::NO_ITEM,
    belief::Belief,
    engine::{Engine, Options},
    facts::{CodeState, Codes, Slot, Value},
    planes::{LANES, Planes},
    program::{Asked, Leaf, Op, Program, Step, StepId},
    scene::{Scene, allows, controlled, controlled_only, keeps_to},
    transaction::{Item, Transaction, shared_value},
};

/// Up to sixty-four items under one jurisdiction, and what was found out about them.
pub(super) struct Block<'b, 'e, 'l> {
    pub(super) engine: &'e Engine<'l>,
    pub(super) jurisdiction: JurisdictionId,
    pub(super) items: &'b [Item],
    pub(super) options: Options,
    /// By step: how it came out, and the turn in which it did.
    met: Vec<(u32, Planes)>,
    turn: u32,
    /// The first turn of this day: what depends on the item alone holds since then.
    pub(super) since: u32,
    day: Option<Date>,
    /// Rows of the items' entries.
    pub(super) kept: Kept<'l>,
    /// Lanes whose item states that it does not know something.
    says_unknown: bool,
    shared: Option<(FactId, FactId)>,
}

/// A block in one context.
pub(super) struct Asking<'k, 'b, 'e, 'l> {
    pub(super) block: &'k mut Block<'b, 'e, 'l>,
    /// The context, without any item.
    pub(super) scene: Scene<'k, 'l>,
}

impl<'b, 'e, 'l> Block<'b, 'e, 'l> {
    pub(super) fn new(engine: &'e Engine<'l>, jurisdiction: JurisdictionId, items: &'b [Item], options: Options) -> Self {
        let says_unknown = items.iter().any(|item| item.facts.stated().any(|(_, slot)| *slot == Slot::Unknown));
        let met = vec![(0, Planes::UNKNOWN); engine.program().len()];
        Self {
            engine,
            jurisdiction,
            items,
            options,
            met,
            turn: 0,
            since: 1,
            day: None,
            kept: Kept::default(),
            says_unknown,
            shared: shared_value(engine.law()),
        }
    }

    /// Begins with a context.
    pub(super) fn ask<'k>(&'k mut self, context: &'k Prepared<'k>) -> Asking<'k, 'b, 'e, 'l>
    where
        'e: 'k,
    {
        self.turn += 1;
        if self.day.replace(context.transaction.date) != Some(context.transaction.date) {
            self.since = self.turn;
        }
        let scene = self.engine.scene(context.transaction, self.jurisdiction, NO_ITEM, self.options, &context.memory);
        Asking { block: self, scene }
    }
}

impl<'k, 'l> Asking<'k, '_, '_, 'l> {
    fn program(&self) -> &'k Program<'l> {
        self.scene.program
    }

    fn lanes(&self) -> usize {
        self.block.items.len().min(LANES)
    }

    /// Evaluates a rule's condition on the day, its force and coverage considered.
    pub(super) fn rule(&mut self, id: RuleId) -> Planes {
        let rule = self.program().rule(id);
        if !rule.in_force(self.scene.day) {
            return Planes::FALSE;
        }
        if !rule.covers(self.scene.day) {
            return Planes::UNKNOWN;
        }
        rule.when().map_or(Planes::TRUE, |step| self.step(step, None))
    }

    pub(super) fn step(&mut self, id: StepId, party: Option<usize>) -> Planes {
        let step = self.program().step(id);
        if !step.depends.item {
            return Planes::all(self.scene.step(id, party));
        }
        if step.depends.party && party.is_some() {
            return self.test(step, party);
        }
        let since = if step.depends.context { self.block.turn } else { self.block.since };
        match self.block.met.get(id.index()) {
            Some((turn, planes)) if *turn >= since => return *planes,
            _ => {}
        }
        // Circles are refused when the law is checked; the mark ends them all the same.
        self.remember(id, Planes::UNKNOWN);
        let planes = self.test(step, party);
        self.remember(id, planes);
        planes
    }

    fn remember(&mut self, id: StepId, planes: Planes) {
        let turn = self.block.turn;
        if let Some(met) = self.block.met.get_mut(id.index()) {
            *met = (turn, planes);
        }
    }

    fn test(&mut self, step: &Step<'l>, party: Option<usize>) -> Planes {
        let parts = self.program().parts(step);
        match &step.op {
            Op::Always(value) => Planes::all((*value).into()),
            Op::Untranslated => Planes::UNKNOWN,
            Op::Not => parts.first().map_or(Planes::UNKNOWN, |part| !self.step(*part, party)),
            Op::All => {
                let mut all = Planes::TRUE;
                for part in parts {
                    all = all.and(self.step(*part, party));
                    if all.is_false() == !0 {
                        break;
                    }
                }
                all
            }
            Op::Any => {
                let mut any = Planes::FALSE;
                for part in parts {
                    any = any.or(self.step(*part, party));
                    if any.is_true() == !0 {
                        break;
                    }
                }
                any
            }
            Op::AtLeast(count) => {
                let parts: Vec<Planes> = parts.iter().map(|part| self.step(*part, party)).collect();
                Planes::of(self.lanes(), |lane| {
                    let beliefs: Vec<Belief> = parts.iter().map(|part| part.lane(lane)).collect();
                    Belief::at_least(*count, &beliefs)
                })
            }
            Op::Knows(clause) => {
                let inner = parts.first().map_or(Planes::UNKNOWN, |part| self.step(*part, party));
                if self.scene.strict { inner } else { inner.presume_false(!self.said_unknown(clause, party, !(inner.holds | inner.fails))) }
            }
            Op::Party(every) => {
                let Some(of) = parts.first().copied() else { return Planes::UNKNOWN };
                let parties = self.scene.transaction.parties.len();
                if parties == 0 {
                    return Planes::all(self.scene.parties(*every, of)); // no one is asked: the item has no say
                }
                let start = if *every { Planes::TRUE } else { Planes::FALSE };
                (0..parties).fold(start, |so_far, party| {
                    let next = self.step(of, Some(party));
                    if *every { so_far.and(next) } else { so_far.or(next) }
                })
            }
            Op::Define(id) => self.rule(*id),
            Op::Leaf(asked, leaf) => self.leaf(*asked, leaf),
            Op::Rows(test) => self.rows(test, party),
        }
    }

    /// A leaf that asks the item: facts of parties and the context do not come here, but for the value that both share.
    fn leaf(&self, asked: Asked, leaf: &Leaf) -> Planes {
        let scene = &self.scene;
        Planes::of(self.lanes(), |lane| {
            let slot = self.slot(lane, asked.fact, asked.place);
            match leaf {
                Leaf::Codes(list, set) => self.codes(slot, *list, |state| scene.codes_in(state, *set).into()),
                Leaf::Listed(list) => self.codes(slot, *list, |state| matches!(state, CodeState::On(_)).into()),
                leaf => scene.believe(asked, slot, |value| scene.holds(leaf, value)),
            }
        })
    }

    fn codes(&self, slot: &Slot, list: ListId, test: impl FnOnce(&CodeState) -> Belief) -> Belief {
        match slot {
            Slot::NotApplicable => Belief::FALSE,
            Slot::Known(Value::Codes(codes)) => match Codes::on(codes, list) {
                Some(state) if self.scene.day >= self.scene.law.list(list).covers_from => test(state),
                _ => Belief::UNKNOWN,
            },
            _ => Belief::UNKNOWN,
        }
    }

    /// What is known of a fact for one item.
    fn slot(&self, lane: usize, fact: FactId, place: FactPlace) -> &Slot {
        const ABSENT: &Slot = &Slot::Absent;
        let item = |fact: FactId| self.block.items.get(lane).map_or(ABSENT, |item| item.facts.get(fact));
        let context = |fact: FactId| self.scene.transaction.facts.get(fact);
        let own = if place == FactPlace::Item { item(fact) } else { context(fact) };
        match (own, self.block.shared) {
            (Slot::Absent, Some((whole, part))) if fact == whole => Some(item(part)).filter(|slot| matches!(slot, Slot::Known(_))).unwrap_or(ABSENT),
            (Slot::Absent, Some((whole, part))) if fact == part => Some(context(whole)).filter(|slot| matches!(slot, Slot::Known(_))).unwrap_or(ABSENT),
            (own, _) => own,
        }
    }

    /// The provisions of one item on a list.
    pub(super) fn state(&self, lane: usize, list: ListId) -> Option<&'_ CodeState> {
        match self.slot(lane, self.scene.known.codes?, FactPlace::Item) {
            Slot::Known(Value::Codes(codes)) => codes.on(list),
            _ => None,
        }
    }

    /// Entries on which one item stands.
    pub(super) fn entries(&self, lane: usize, list: ListId) -> Vec<&'l Entry> {
        match self.state(lane, list) {
            Some(CodeState::On(nodes)) => self.scene.entries(list, nodes).map(|(_, entry)| entry).collect(),
            _ => Vec::new(),
        }
    }

    fn rows(&mut self, test: &'l Test, party: Option<usize>) -> Planes {
        let list = match test {
            Test::Controlled { of: Some(_), .. } => return self.rows_of_served(test, party),
            Test::Controlled { list, .. } | Test::ControlledOnly(list, _) | Test::Allows { list, .. } => *list,
            _ => return Planes::UNKNOWN,
        };
        let stands = self.standing(list);
        let mut out = Planes::UNKNOWN.within(stands.unknown);
        for (entry, lanes) in &stands.on {
            out = out.or(self.entry(test, entry, *lanes, party).within(*lanes));
        }
        out
    }

    /// Asks the rows of one entry of the items that stand on it.
    fn entry(&mut self, test: &Test, entry: &'l Entry, lanes: u64, party: Option<usize>) -> Planes {
        let day = self.scene.day;
        let this = std::cell::RefCell::new(self);
        let scope = |scope: Option<&Condition>| {
            let mut this = this.borrow_mut();
            scope.map_or(Planes::TRUE, |scope| this.program().at(&scope.root).map_or(Planes::UNKNOWN, |step| this.step(step, party)))
        };
        match test {
            Test::Controlled { reason, column, .. } => controlled(entry, *reason, *column, day, scope),
            Test::ControlledOnly(_, reasons) => controlled_only(entry, reasons, day, scope),
            Test::Allows { symbol, amount, .. } => {
                let within = |limit: &Quantity| {
                    let this = this.borrow();
                    amount.map(|fact| {
                        let asked = |lane| if lanes >> lane & 1 == 1 { this.within(lane, fact, limit) } else { Belief::UNKNOWN };
                        Planes::of(this.lanes(), asked)
                    })
                };
                allows(entry, symbol, day, scope, within)
            }
            _ => Planes::UNKNOWN,
        }
    }

    fn within(&self, lane: usize, fact: FactId, limit: &Quantity) -> Belief {
        let asked = self.scene.asked(fact);
        self.scene.believe(asked, self.slot(lane, fact, asked.place), |value| keeps_to(value, limit))
    }

    /// Rows of what the item serves: asked one item at a time, for few items state it.
    fn rows_of_served(&self, test: &'l Test, party: Option<usize>) -> Planes {
        let Test::Controlled { of: Some(fact), .. } = test else { return Planes::UNKNOWN };
        Planes::of(self.lanes(), |lane| match self.slot(lane, *fact, self.scene.asked(*fact).place) {
            Slot::Known(_) => self.by_itself(lane, |scene| scene.asked_of_rows(test, party)),
            _ => Belief::UNKNOWN,
        })
    }

    /// Of some lanes, those in which a fact below was said to be unknown.
    fn said_unknown(&self, clause: &Clause, party: Option<usize>, lanes: u64) -> u64 {
        let says = |transaction: &Transaction| {
            let places = std::iter::once(&transaction.facts).chain(&transaction.parties);
            places.flat_map(|facts| facts.stated()).any(|(_, slot)| *slot == Slot::Unknown)
        };
        if lanes == 0 || !(self.block.says_unknown || says(self.scene.transaction)) {
            return 0;
        }
        (0..self.lanes()).filter(|lane| self.by_itself(*lane, |scene| scene.said_unknown(clause, party))).fold(0, |all, lane| all | 1 << lane)
    }

    /// Asks one item alone, as [`Engine::outcomes`] would.
    fn by_itself<T>(&self, lane: usize, ask: impl FnOnce(&Scene<'_, 'l>) -> T) -> T {
        let nothing = Item { id: "".into(), description: None, facts: crate::facts::Facts::default() };
        let item = self.block.items.get(lane).unwrap_or(&nothing);
        let transaction = alone(self.scene.law, self.scene.transaction, item);
        let memory = self.block.engine.memory();
        ask(&self.block.engine.scene(&transaction, self.block.jurisdiction, 0, self.block.options, &memory))
    }
}
