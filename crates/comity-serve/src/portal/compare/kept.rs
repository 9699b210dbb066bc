//! Comparisons that were made: two whole lists take a second or two, and never differ under one law.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use comity_compare::Comparison;
use comity_edge::{EdgeError, compare};
use comity_law::criteria::Criteria;

/// Comparisons kept at most; one of the largest lists takes some megabytes.
const MOST: usize = 12;

/// Comparisons by the names of the two lists, the one that was asked for last first.
#[derive(Default)]
pub struct Kept(Mutex<VecDeque<(String, Arc<Comparison>)>>);

impl Kept {
    /// The comparison of two lists, made where it is not at hand.
    ///
    /// # Errors
    /// When there is no such list.
    pub fn compared(&self, criteria: &Criteria, a: &str, b: &str) -> Result<Arc<Comparison>, EdgeError> {
        let key = format!("{a} {b}");
        if let Some(known) = self.find(&key) {
            return Ok(known);
        }
        // Made outside the lock: others look up theirs meanwhile, and the same one made twice is the same.
        let made = Arc::new(compare::compared(criteria, a, b, None)?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, made.clone()));
        kept.truncate(MOST);
        Ok(made)
    }

    fn find(&self, key: &str) -> Option<Arc<Comparison>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == key)?;
        let found = kept.remove(at)?;
        let comparison = found.1.clone();
        kept.push_front(found);
        Some(comparison)
    }
}
