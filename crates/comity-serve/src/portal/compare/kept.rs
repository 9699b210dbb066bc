//! Comparisons that were made: two whole lists take a second or two, one provision against every list some tens of milliseconds, and they never differ
//! under one law.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use comity_compare::Comparison;
use comity_edge::{EdgeError, compare};
use comity_law::criteria::Criteria;
use comity_portal::pages::{ChangeRow, Counterpart};

/// Comparisons, and changes, kept at most; one of the largest lists takes some megabytes.
const MOST: usize = 12;
/// Provisions whose counterparts are kept at most.
const MOST_PROVISIONS: usize = 1000;

/// What was made, the one that was asked for last first.
pub struct Kept {
    comparisons: Shelf<Comparison>,
    changes: Shelf<Vec<ChangeRow>>,
    counterparts: Shelf<Vec<Counterpart>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { comparisons: Shelf::of(MOST), changes: Shelf::of(MOST), counterparts: Shelf::of(MOST_PROVISIONS) }
    }
}

impl Kept {
    /// The comparison of two lists, made where it is not at hand.
    ///
    /// # Errors
    /// When there is no such list.
    pub fn compared(&self, criteria: &Criteria, a: &str, b: &str) -> Result<Arc<Comparison>, EdgeError> {
        self.comparisons.get(format!("{a} {b}"), || compare::compared(criteria, a, b, None))
    }

    /// The changes of a list between two days, made where they are not at hand.
    ///
    /// # Errors
    /// Those of making them.
    pub fn changes(&self, key: String, make: impl FnOnce() -> Result<Vec<ChangeRow>, EdgeError>) -> Result<Arc<Vec<ChangeRow>>, EdgeError> {
        self.changes.get(key, make)
    }

    /// The counterparts of a provision, found where they are not at hand.
    ///
    /// # Errors
    /// Those of finding them.
    pub fn counterparts(&self, provision: &str, find: impl FnOnce() -> Result<Vec<Counterpart>, EdgeError>) -> Result<Arc<Vec<Counterpart>>, EdgeError> {
        self.counterparts.get(provision.to_owned(), find)
    }
}

/// So many things, by name.
struct Shelf<T> {
    most: usize,
    kept: Mutex<VecDeque<(String, Arc<T>)>>,
}

impl<T> Shelf<T> {
    fn of(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    fn get(&self, key: String, make: impl FnOnce() -> Result<T, EdgeError>) -> Result<Arc<T>, EdgeError> {
        if let Some(known) = self.find(&key) {
            return Ok(known);
        }
        // Made outside the lock: others look up theirs meanwhile, and the same one made twice is the same.
        let made = Arc::new(make()?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, made.clone()));
        kept.truncate(self.most);
        Ok(made)
    }

    fn find(&self, key: &str) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == key)?;
        let found = kept.remove(at)?;
        let thing = found.1.clone();
        kept.push_front(found);
        Some(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_made_once_while_it_is_kept() {
        let shelf = Shelf::of(MOST);
        let mut made = 0;
        let mut get = |key: &str| {
            let get = shelf.get(key.into(), || {
                made += 1;
                Ok(key.to_owned())
            });
            get.unwrap()
        };
        for _ in 0..3 {
            assert_eq!(*get("first"), "first");
        }
        for number in 0..MOST {
            get(&number.to_string());
        }
        get("first");
        assert_eq!(made, MOST + 2, "the first was pushed out by others, and made again");
    }
}
