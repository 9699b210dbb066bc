//! What one scene remembers: how steps and rules came out, a byte each.

use std::cell::Cell;

use comity_law::RuleId;

use crate::{
    belief::{Belief, Truth},
    program::StepId,
};

/// How steps and rules came out.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    steps: Box<[Cell<u8>]>,
    rules: Box<[Cell<u8>]>,
}

/// What was remembered of the steps at one time.
pub(crate) struct Remembered(Box<[u8]>);

impl Remembered {
    pub(crate) fn step(&self, id: StepId) -> Option<Belief> {
        self.0.get(id.index()).and_then(|byte| belief(*byte))
    }
}

impl Memory {
    /// What is remembered of the steps now.
    pub(crate) fn remembered(&self) -> Remembered {
        Remembered(self.steps.iter().map(Cell::get).collect())
    }

    /// Nothing yet.
    pub(crate) fn new(steps: usize, rules: usize) -> Self {
        Self { steps: vec![Cell::new(0); steps].into(), rules: vec![Cell::new(0); rules].into() }
    }

    /// What was remembered of the steps, and nothing of rules.
    pub(crate) fn of(remembered: &Remembered, rules: usize) -> Self {
        Self { steps: remembered.0.iter().map(|byte| Cell::new(*byte)).collect(), rules: vec![Cell::new(0); rules].into() }
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.steps.iter().for_each(|cell| cell.set(0));
        self.rules.iter().for_each(|cell| cell.set(0));
    }

    /// Remembers what another does, and nothing else.
    pub(crate) fn copy(&self, other: &Self) {
        self.steps.iter().zip(&other.steps).for_each(|(own, other)| own.set(other.get()));
        self.rules.iter().zip(&other.rules).for_each(|(own, other)| own.set(other.get()));
    }

    pub(crate) fn step(&self, id: StepId) -> Option<Belief> {
        self.steps.get(id.index()).and_then(|cell| belief(cell.get()))
    }

    pub(crate) fn set_step(&self, id: StepId, belief: Belief) {
        if let Some(cell) = self.steps.get(id.index()) {
            cell.set(byte(belief));
        }
    }

    pub(crate) fn rule(&self, id: RuleId) -> Option<Belief> {
        self.rules.get(id.index()).and_then(|cell| belief(cell.get()))
    }

    pub(crate) fn set_rule(&self, id: RuleId, belief: Belief) {
        if let Some(cell) = self.rules.get(id.index()) {
            cell.set(byte(belief));
        }
    }
}

/// Two bits a truth value, and a bit that says that there is one.
fn byte(belief: Belief) -> u8 {
    0b1_0000 | (belief.strict as u8) << 2 | belief.presumed as u8
}

fn belief(byte: u8) -> Option<Belief> {
    const TRUTHS: [Truth; 4] = [Truth::False, Truth::Unknown, Truth::True, Truth::Unknown];
    let truth = |bits: u8| TRUTHS.get(usize::from(bits & 3)).copied().unwrap_or(Truth::Unknown);
    (byte != 0).then(|| Belief { strict: truth(byte >> 2), presumed: truth(byte) })
}
