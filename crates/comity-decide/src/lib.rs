//! Deciding transactions: which jurisdictions reach them, what they require, what lifts it, what is missing, and why.
//!
//! The engine knows no law. It evaluates the rules of a [`comity_law::Law`] over the facts of a [`Transaction`] in
//! three-valued logic and gives a [`Determination`] that cites every rule it rests on. It reads no clock, disk or network:
//! the same law and transaction give the same bytes.

mod assess;
mod batch;
mod belief;
mod classes;
pub mod classify;
mod determination;
mod engine;
mod evidence;
mod explain;
mod facts;
mod find;
mod grid;
mod hash;
mod input;
mod key;
mod memory;
mod names;
mod outcome;
mod ownership;
mod plan;
mod planes;
mod program;
mod reasoning;
mod receipt;
mod report;
mod scene;
mod settled;
mod stands;
mod trail;
mod transaction;
mod tree;
mod written;

pub use batch::Batch;
pub use belief::{Belief, Truth};
pub use determination::{
    Assumption, Authorisation, ConditionState, Conditions, Determination, Duty, Explanation, Finding, Ground, Missing, NotAssessed, Possible, Status,
};
pub use engine::{Engine, Options};
pub use evidence::{Evidence, Found, Hit, HitState, Holder, Owned, OwnedStep, Screened, SetAge, SetUsed};
pub use facts::{CodeState, Codes, Facts, Slot, Value};
pub use grid::Answer;
pub use input::{InputFault, InputProblem, PathSegment};
pub use outcome::Outcome;
pub use reasoning::{Reasoning, Reasonings};
pub use receipt::{PartUsed, Receipt, ReceiptRecord, canonical};
pub use transaction::{Item, Transaction};
