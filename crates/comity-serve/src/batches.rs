//! What one answer worked out and the next need not: single questions are answered as lines of one batch that never ends.
//!
//! A [`Batch`] remembers what holds in a context whatever the item is, and the answers that it wrote; what it remembers is bounded. It answers one
//! question at a time, so there are as many as questions are answered at once, and what one of them wrote serves the others too.

use std::sync::{Mutex, PoisonError};

use comity_decide::{Batch, Engine, Options};

/// Batches that wait for the next question.
pub struct Batches {
    strict: Kept,
    presuming: Kept,
}

/// Batches of the same options. The first one is never lent: others are made from it.
struct Kept {
    first: Mutex<Batch<'static, 'static>>,
    free: Mutex<Vec<Batch<'static, 'static>>>,
    /// How many are kept: more are made when more is asked at once, and dropped when they are done.
    most: usize,
}

impl Batches {
    /// Batches of an engine, of which so many are kept.
    pub fn new(engine: &'static Engine<'static>, most: usize) -> Self {
        let kept = |strict| Kept { first: Mutex::new(engine.batch(Options { strict, explain: false })), free: Mutex::default(), most };
        Self { strict: kept(true), presuming: kept(false) }
    }

    /// Does something with a batch of these options.
    pub fn with<T>(&self, strict: bool, work: impl FnOnce(&mut Batch<'static, 'static>) -> T) -> T {
        let kept = if strict { &self.strict } else { &self.presuming };
        let free = || kept.free.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = free().pop();
        let mut batch = waiting.unwrap_or_else(|| kept.first.lock().unwrap_or_else(PoisonError::into_inner).another());
        let done = work(&mut batch);
        // One that was lost in a panic is made anew.
        let mut free = free();
        if free.len() < kept.most {
            free.push(batch);
        }
        done
    }
}
