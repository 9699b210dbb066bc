//! One box.

use std::collections::BTreeMap;

use comity_law::criteria::{CharacteristicId, Characteristics, TermId};
use comity_quantity::{Bound, Interval};

use super::{Axis, Domain, End, Key, Literal};

/// The substances that an item may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Substances {
    /// One of these.
    Among(Vec<Box<str>>),
    /// Any but these.
    Except(Vec<Box<str>>),
}

/// A box that is not empty: the items whose values lie in a range along each axis, and of which some truths hold.
///
/// What is not told is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    // INVARIANT (filled): every range holds a plausible value, `lacks` holds no term that one of `has` lies within, and the
    // lowest and highest of a span can be chosen in order: so an item exists.
    /// Ranges.
    pub ranges: BTreeMap<Axis, Interval>,
    /// Terms that the item has.
    pub has: Vec<(CharacteristicId, TermId)>,
    /// Terms of which it has none within.
    pub lacks: Vec<(CharacteristicId, TermId)>,
    /// Substances.
    pub substances: BTreeMap<CharacteristicId, Substances>,
    /// Flags and opaque conditions.
    pub truths: BTreeMap<Key, bool>,
}

/// What a literal is of all items of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Always,
    Never,
    Open,
}

impl Cell {
    fn range(&self, axis: Axis, domain: &Domain) -> Interval {
        self.ranges.get(&axis).copied().unwrap_or_else(|| domain.range(axis.of))
    }

    /// What a literal is of the items within.
    pub(super) fn status(&self, literal: &Literal, vocabulary: &Characteristics, domain: &Domain) -> Status {
        let (always, never) = match literal {
            Literal::Within(axis, interval) => {
                let range = self.range(*axis, domain);
                let both = domain.narrowed(axis.of, range.intersection(*interval));
                (both == range, both.is_empty())
            }
            Literal::Term(_, term, true) => {
                (self.has.iter().any(|(_, has)| vocabulary.is_within(*has, *term)), self.lacks.iter().any(|(_, lacks)| vocabulary.is_within(*term, *lacks)))
            }
            Literal::Term(_, term, false) => {
                (self.lacks.iter().any(|(_, lacks)| vocabulary.is_within(*term, *lacks)), self.has.iter().any(|(_, has)| vocabulary.is_within(*has, *term)))
            }
            Literal::Cas(of, numbers, among) => match self.substances.get(of) {
                None => (false, *among && numbers.is_empty()),
                Some(Substances::Among(may)) => {
                    let inside = may.iter().filter(|number| numbers.binary_search(number).is_ok() == *among).count();
                    (inside == may.len(), inside == 0)
                }
                Some(Substances::Except(barred)) => {
                    let all_barred = numbers.iter().all(|number| barred.contains(number));
                    (!*among && all_barred, *among && all_barred)
                }
            },
            Literal::Truth(key, holds) => match self.truths.get(key) {
                None => (false, false),
                Some(truth) => (truth == holds, truth != holds),
            },
        };
        match (always, never) {
            (_, true) => Status::Never,
            (true, false) => Status::Always,
            (false, false) => Status::Open,
        }
    }

    /// Narrows the box to the items that meet a literal; `false` if none does, and the box is then of no use.
    #[must_use]
    pub(super) fn narrow(&mut self, literal: &Literal, vocabulary: &Characteristics, domain: &Domain) -> bool {
        match self.status(literal, vocabulary, domain) {
            Status::Never => return false,
            Status::Always => return true,
            Status::Open => {}
        }
        match literal {
            Literal::Within(axis, interval) => return self.limit(*axis, *interval, domain),
            Literal::Term(of, term, true) => self.has.push((*of, *term)),
            Literal::Term(of, term, false) => self.lacks.push((*of, *term)),
            Literal::Cas(of, numbers, among) => {
                let now = match (self.substances.remove(of), *among) {
                    (None, true) => Substances::Among(numbers.clone()),
                    (None, false) => Substances::Except(numbers.clone()),
                    (Some(Substances::Among(may)), among) => {
                        Substances::Among(may.into_iter().filter(|number| numbers.binary_search(number).is_ok() == among).collect())
                    }
                    (Some(Substances::Except(barred)), true) => Substances::Among(numbers.iter().filter(|number| !barred.contains(number)).cloned().collect()),
                    (Some(Substances::Except(mut barred)), false) => {
                        barred.extend(numbers.iter().cloned());
                        barred.sort_unstable();
                        barred.dedup();
                        Substances::Except(barred)
                    }
                };
                self.substances.insert(*of, now);
            }
            Literal::Truth(key, holds) => {
                self.truths.insert(*key, *holds);
            }
        }
        true
    }

    /// Narrows an axis. The lowest of a span does not exceed its highest: what bounds one bounds the other.
    fn limit(&mut self, axis: Axis, interval: Interval, domain: &Domain) -> bool {
        let range = domain.narrowed(axis.of, self.range(axis, domain).intersection(interval));
        if range.is_empty() {
            return false;
        }
        self.ranges.insert(axis, range);
        let (other, implied) = match axis.end {
            End::Value => return true,
            End::Low => (Axis { end: End::High, ..axis }, Interval::new(range.lower(), Bound::Unbounded)),
            End::High => (Axis { end: End::Low, ..axis }, Interval::new(Bound::Unbounded, range.upper())),
        };
        let range = domain.narrowed(axis.of, self.range(other, domain).intersection(implied));
        self.ranges.insert(other, range);
        !range.is_empty()
    }
}
