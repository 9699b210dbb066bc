//! What an answer asked of the facts that do not tell contexts apart.
//!
//! An answer is a function of what was read on the way to it. In one context, the facts of which all questions of it share, what can
//! differ are the facts of the item and the amounts, days and texts of the transaction. Each look at one of these is noted here; two
//! questions for which every look of an answer's trail gives the same have that answer, but for the names in it.
//!
//! INVARIANT (noted): while an answer is made, such a fact is read through [`Scene`](crate::scene::Scene) alone, which notes it.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
};

use comity_law::{Controls, FactId, JurisdictionId, ListId};

use crate::{hash::BuildQuick, program::StepId};

/// One thing that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Look {
    /// How a step comes out; `standing` are the codes that stand for the item's own.
    Step { jurisdiction: JurisdictionId, step: StepId, party: Option<usize>, standing: Option<FactId> },
    /// What kind of thing is said of a fact, if anything.
    Said(FactId),
    /// Whether codes on a list are stated, and whether they are "not listed".
    Stands { fact: FactId, list: ListId },
    /// What rows of the entry say on which the item stands.
    Rows { fact: FactId, list: ListId, rows: RowsOf },
    /// Which control rows of the item's entry the destination is within.
    Marked { jurisdiction: JurisdictionId, list: ListId, controls: Controls },
}

/// Rows of an entry that are asked together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RowsOf {
    /// All there are.
    All,
    /// Rows that hand the item to another authority.
    HandOffs,
    /// Control rows.
    Controls,
    /// Rows that refer elsewhere.
    Refers,
    /// Exceptions.
    Exceptions,
}

/// The looks of one answer, each once, in the order in which they were first taken.
pub(crate) struct Trail<'f> {
    /// By fact, whether looks at it are noted.
    followed: &'f [bool],
    looks: RefCell<Vec<Look>>,
    seen: RefCell<HashSet<Look, BuildQuick>>,
    /// By step, the jurisdiction for which it was asked last, plus one: trails keep to one after the other, and this is the quicker way
    /// to know most looks again.
    asked: RefCell<Vec<usize>>,
    /// Whether a look is being taken: what it rests on need not be noted, for it is taken as a whole.
    inside: Cell<bool>,
}

impl<'f> Trail<'f> {
    /// Begins; `followed` says of each fact whether questions of one context may differ in it.
    pub(crate) fn new(followed: &'f [bool]) -> Self {
        Self { followed, looks: RefCell::default(), seen: RefCell::default(), asked: RefCell::default(), inside: Cell::new(false) }
    }

    /// Whether looks at a fact are noted.
    pub(crate) fn follows(&self, fact: FactId) -> bool {
        self.followed.get(fact.index()).copied().unwrap_or_default()
    }

    /// Notes a look.
    pub(crate) fn note(&self, look: Look) {
        if self.inside.get() {
            return;
        }
        if let Look::Step { jurisdiction, step, party: None, standing: None } = look {
            let (mut asked, at) = (self.asked.borrow_mut(), step.index());
            if asked.len() <= at {
                asked.resize(at + 1, 0);
            }
            match asked.get_mut(at) {
                Some(last) if *last == jurisdiction.index() + 1 => return,
                Some(last) => *last = jurisdiction.index() + 1,
                None => {}
            }
        }
        if self.seen.borrow_mut().insert(look) {
            self.looks.borrow_mut().push(look);
        }
    }

    /// Takes a look, and notes it but not what it rests on.
    pub(crate) fn ask<T>(&self, look: Option<Look>, take: impl FnOnce() -> T) -> T {
        look.into_iter().for_each(|look| self.note(look));
        let inside = self.inside.replace(true);
        let taken = take();
        self.inside.set(inside);
        taken
    }

    /// What was noted.
    pub(crate) fn looks(self) -> Vec<Look> {
        self.looks.into_inner()
    }
}
