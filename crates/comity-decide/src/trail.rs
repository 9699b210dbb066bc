//! What an answer asked of the facts that do not tell contexts apart.
//!
//! An answer is a function of what was read on the way to it. In one context, the facts of which all questions of it share, what can
//! differ are the facts of the item and the amounts, days and texts of the transaction. Each look at one of these is noted here; two
//! questions for which every look of an answer's trail gives the same have that answer, but for the names in it.

use std::{cell::RefCell, collections::HashSet};

use comity_law::{FactId, JurisdictionId, ListId, ReasonId};
use comity_quantity::Quantity;

use crate::program::StepId;

/// One thing that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Look {
    /// How a test of one fact comes out; `standing` are the codes that stand for the item's own.
    Test { step: StepId, jurisdiction: Option<JurisdictionId>, standing: Option<FactId> },
    /// What kind of thing is said of a fact, if anything.
    Said(FactId),
    /// Whether codes on a list are stated, and whether they are "not listed".
    Stands { fact: FactId, list: ListId },
    /// What rows of the entry say on which the item stands.
    Rows { fact: FactId, list: ListId, rows: RowsOf },
    /// Whether an amount keeps to a limit.
    Within { fact: FactId, limit: Quantity },
}

/// Rows of an entry that are asked together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RowsOf {
    /// All there are.
    All,
    /// Rows that hand the item to another authority.
    HandOffs,
    /// Control rows that name a column of the chart.
    Chart,
    /// Control rows that state their destinations, and what refers elsewhere.
    Stated,
    /// Control rows for a reason: which there are, and what they cover.
    Reason(ReasonId),
    /// Exceptions; those of one symbol.
    Exceptions(Option<Box<str>>),
}

/// The looks of one answer, each once, in the order in which they were first taken.
pub(crate) struct Trail<'f> {
    /// By fact, whether looks at it are noted.
    followed: &'f [bool],
    looks: RefCell<Vec<Look>>,
    seen: RefCell<HashSet<Look>>,
}

impl<'f> Trail<'f> {
    pub(crate) fn new(followed: &'f [bool]) -> Self {
        Self { followed, looks: RefCell::default(), seen: RefCell::default() }
    }

    pub(crate) fn follows(&self, fact: FactId) -> bool {
        self.followed.get(fact.index()).copied().unwrap_or_default()
    }

    pub(crate) fn note(&self, look: Look) {
        if !self.seen.borrow().contains(&look) {
            self.seen.borrow_mut().insert(look.clone());
            self.looks.borrow_mut().push(look);
        }
    }

    pub(crate) fn looks(self) -> Vec<Look> {
        self.looks.into_inner()
    }
}
