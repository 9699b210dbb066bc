//! Why a condition is unknown, or rests on a presumption: the facts and gaps at its leaves.

use comity_law::{
    FactId, ListId,
    condition::{Clause, Condition, Test},
};

use crate::{
    belief::{Belief, Truth},
    facts::{Slot, Value},
    program::StepId,
    scene::{Scene, fact_of},
    trail::RowsOf,
};

/// What a leaf lacks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Leaf<'l> {
    /// A fact, of the item or a party where it stands there.
    Fact(FactId, Option<usize>),
    /// An item's code on a list.
    Code(ListId),
    /// Who the parties are.
    Parties,
    /// Law that is not translated.
    Untranslated(&'l str),
    /// Law of that day that is not loaded, or a known fact that does not settle the test; in the words of the law folder.
    Gap(&'l str),
}

/// What is looked for below a clause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// Leaves that keep it unknown though presumptions hold.
    Unknown,
    /// Leaves whose presumption gives it this value.
    Presumed(bool),
    /// Leaves that would give it this value if they were presumed so: what stands inside `knows`.
    Supposed(bool),
}

impl Want {
    fn matches(self, belief: Belief) -> bool {
        match self {
            Self::Unknown => belief.presumed == Truth::Unknown,
            Self::Presumed(value) => belief.strict == Truth::Unknown && belief.presumed == Truth::from(value),
            Self::Supposed(_) => belief.strict == Truth::Unknown,
        }
    }

    /// What is looked for below a `not`.
    fn negated(self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Presumed(value) => Self::Presumed(!value),
            Self::Supposed(value) => Self::Supposed(!value),
        }
    }

    /// Whether one part of a conjunction (or of a disjunction) is enough: one false part makes `and` false, one true part `or` true.
    fn one_is_enough(self, disjunction: bool) -> bool {
        match self {
            Self::Unknown => false,
            Self::Presumed(value) | Self::Supposed(value) => value == disjunction,
        }
    }
}

/// Collects leaves, each once, in the order of the text.
pub(crate) struct Finder<'s, 'a, 'l> {
    scene: &'s Scene<'a, 'l>,
    found: Vec<Leaf<'l>>,
}

impl<'s, 'a, 'l> Finder<'s, 'a, 'l> {
    /// Begins, with the room of an earlier search.
    pub(crate) fn with(scene: &'s Scene<'a, 'l>, mut room: Vec<Leaf<'l>>) -> Self {
        room.clear();
        Self { scene, found: room }
    }

    pub(crate) fn found(self) -> Vec<Leaf<'l>> {
        self.found
    }

    pub(crate) fn unknown(&mut self, condition: &'l Condition) {
        self.walk_condition(condition, |_| Want::Unknown);
    }

    /// The fewest presumptions that carry the condition's value.
    pub(crate) fn presumed(&mut self, condition: &'l Condition) {
        self.walk_condition(condition, |belief| Want::Presumed(belief.presumed == Truth::True));
    }

    fn walk_condition(&mut self, condition: &'l Condition, want: impl FnOnce(Belief) -> Want) {
        // Every condition of the law has a step.
        if let Some(step) = self.scene.program.at(&condition.root) {
            let want = want(self.scene.step(step, None));
            self.walk(condition, &condition.root, step, None, want);
        }
    }

    pub(crate) fn push(&mut self, leaf: Leaf<'l>) {
        if !self.found.contains(&leaf) {
            self.found.push(leaf);
        }
    }

    /// `step` is that of the clause: its parts stand in the order of the clause's.
    fn walk(&mut self, condition: &'l Condition, clause: &'l Clause, step: StepId, party: Option<usize>, want: Want) {
        let scene = self.scene;
        if !want.matches(scene.step(step, party)) {
            return;
        }
        let steps = scene.program.parts(scene.program.step(step));
        let of = steps.first().copied().unwrap_or(step);
        match &clause.test {
            Test::Not(inner) => self.walk(condition, inner, of, party, want.negated()),
            // Without the item's code it is too early for questions about the entries that a conjunction names.
            Test::All(parts) if want == Want::Unknown && parts.iter().any(|part| self.lacks_code(part, party)) => {
                for (part, step) in parts.iter().zip(steps) {
                    if self.lacks_code(part, party) {
                        self.walk(condition, part, *step, party, want);
                    }
                }
            }
            Test::All(parts) => self.parts(condition, parts.iter().zip(steps), party, want, want.one_is_enough(false)),
            Test::Any(parts) => self.parts(condition, parts.iter().zip(steps), party, want, want.one_is_enough(true)),
            Test::AtLeast(_, parts) => self.parts(condition, parts.iter().zip(steps), party, want, false),
            // What is presumed inside `knows` is unknown without the presumption.
            Test::Knows(inner) if matches!(want, Want::Presumed(_)) => self.walk(condition, inner, of, party, Want::Supposed(false)),
            Test::Knows(inner) => self.walk(condition, inner, of, party, want),
            Test::Party { of: inner, .. } => {
                if scene.transaction.parties.is_empty() {
                    self.push(Leaf::Parties);
                }
                for party in 0..scene.transaction.parties.len() {
                    self.walk(condition, inner, of, Some(party), want);
                }
            }
            Test::Define(id) => match &scene.law.rule(*id).when {
                Some(inner) => self.walk_condition(inner, |_| want),
                None => self.push(Leaf::Gap(&scene.law.rule(*id).cite)),
            },
            Test::Untranslated(why) => self.push(Leaf::Untranslated(why)),
            Test::Controlled { list, of: Some(fact), .. } if scene.codes(*fact, party, *list).is_none() => self.push(Leaf::Fact(*fact, party)),
            Test::Controlled { list, of: Some(fact), .. } if scene.standing.get().is_none() => {
                scene.standing.set(Some(*fact));
                self.rows(condition, clause, *list, None);
                scene.standing.set(None);
            }
            Test::Controlled { list, .. } | Test::ControlledOnly(list, _) => self.rows(condition, clause, *list, None),
            Test::Allows { list, amount, .. } => self.rows(condition, clause, *list, *amount),
            Test::Codes(fact, set) => self.code(condition, clause, *fact, scene.law.code_set(*set).list, party),
            Test::Listed(fact, list) => self.code(condition, clause, *fact, *list, party),
            Test::Always(_) => {}
            test => {
                if let Some(fact) = fact_of(test) {
                    match scene.slot(fact, party) {
                        Slot::Absent | Slot::Unknown => self.push(Leaf::Fact(fact, party)),
                        // A tariff number that is too short to tell: more digits settle it.
                        Slot::Known(Value::Hs(_)) if matches!(test, Test::Hs(_, set) if scene.law.hs_set(*set).covers_from.is_none_or(|first| first <= scene.day)) =>
                        {
                            self.push(Leaf::Fact(fact, party));
                        }
                        _ => self.push(Leaf::Gap(condition.text_of(clause))),
                    }
                }
            }
        }
    }

    /// Whether a clause asks the item's code on a list for which none is given.
    fn lacks_code(&self, clause: &Clause, party: Option<usize>) -> bool {
        let (fact, list) = match &clause.test {
            Test::Codes(fact, set) => (*fact, self.scene.law.code_set(*set).list),
            Test::Listed(fact, list) => (*fact, *list),
            _ => return false,
        };
        Some(fact) == self.scene.known.codes && self.scene.codes(fact, party, list).is_none()
    }

    fn parts<'p>(
        &mut self,
        condition: &'l Condition,
        parts: impl Iterator<Item = (&'l Clause, &'p StepId)>,
        party: Option<usize>,
        want: Want,
        one_is_enough: bool,
    ) {
        // A part whose leaves are presumed already costs no further presumption.
        let before = self.found.len();
        for (part, step) in parts {
            if !want.matches(self.scene.step(*step, party)) {
                continue;
            }
            self.walk(condition, part, *step, party, want);
            if one_is_enough && (self.found.len() > before || matches!(want, Want::Presumed(_) | Want::Supposed(_))) {
                return;
            }
        }
    }

    fn code(&mut self, condition: &'l Condition, clause: &'l Clause, fact: FactId, list: ListId, party: Option<usize>) {
        let scene = self.scene;
        // Rows of what the item serves ask for those codes: finer ones settle them.
        if let Some(served) = scene.standing.get().filter(|_| Some(fact) == scene.known.codes) {
            return self.push(Leaf::Fact(served, party));
        }
        match scene.codes(fact, party, list) {
            None if Some(fact) == scene.known.codes => self.push(Leaf::Code(list)),
            None => self.push(Leaf::Fact(fact, party)),
            Some(_) if scene.day < scene.law.list(list).covers_from => self.push(Leaf::Gap(&scene.law.list(list).id)),
            // A code above the paragraphs that are asked about: a finer code settles it.
            Some(_) if Some(fact) == scene.known.codes => self.push(Leaf::Code(list)),
            Some(_) => self.push(Leaf::Gap(condition.text_of(clause))),
        }
    }

    /// Tests on an entry's rows: the code, the amount, or what the rows' own scopes ask.
    fn rows(&mut self, condition: &'l Condition, clause: &'l Clause, list: ListId, amount: Option<FactId>) {
        let scene = self.scene;
        let Some(fact) = scene.known.codes else { return };
        let Some(crate::CodeState::On(nodes)) = scene.codes(fact, None, list) else { return self.push(Leaf::Code(list)) };
        let mut open = false;
        if amount.is_some() || matches!(clause.test, Test::Allows { .. }) {
            scene.note_rows(list, RowsOf::Exceptions);
        } else {
            scene.note_rows(list, RowsOf::Controls);
        }
        for (_, entry) in scene.entries(list, nodes) {
            let controls = entry.controls.iter().filter(|row| row.period.contains(scene.day)).filter_map(|row| row.scope.as_ref());
            let exceptions = entry.exceptions.iter().filter(|row| row.period.contains(scene.day)).filter_map(|row| row.scope.as_ref());
            let scopes: Vec<&'l Condition> =
                if amount.is_some() || matches!(clause.test, Test::Allows { .. }) { exceptions.collect() } else { controls.collect() };
            for scope in scopes.into_iter().filter(|scope| scene.is_settled_by_codes(list, Some(scope)).is_none()) {
                open |= Want::Unknown.matches(scene.clause(&scope.root, None));
                self.unknown(scope);
            }
        }
        if let Some(amount) = amount
            && matches!(scene.slot(amount, None), Slot::Absent | Slot::Unknown)
        {
            open = true;
            self.push(Leaf::Fact(amount, None));
        }
        if !open {
            self.push(Leaf::Gap(condition.text_of(clause)));
        }
    }
}
