//! Which values an item can plausibly have.

use std::collections::BTreeMap;

use comity_law::criteria::{CharacteristicId, CharacteristicType, Characteristics};
use comity_quantity::{Bound, Exact, Interval};

use super::{Formula, Literal};

/// The values among which an example is looked for.
///
/// A difference counts as *proved* only by a plausible item, and as *excluded* only when no item at all shows it. What differs
/// among implausible values alone (a negative mass, seven and a half axes) is then neither, and is not claimed.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    /// Characteristics whose values do not lie below zero, and whether they are whole numbers.
    positive: BTreeMap<CharacteristicId, bool>,
}

impl Domain {
    /// Every real number.
    pub fn everything() -> Self {
        Self::default()
    }

    /// Of each quantity that some criteria compare: nothing below zero, unless a criterion itself names a number there or the
    /// quantity is a level (dB, dBm); only whole numbers where it is a plain number that is compared with whole numbers alone.
    pub fn plausible<'a>(vocabulary: &Characteristics, criteria: impl IntoIterator<Item = &'a Formula>) -> Self {
        let mut seen: BTreeMap<CharacteristicId, (bool, bool)> = BTreeMap::new();
        for criterion in criteria {
            criterion.literals(&mut |literal| {
                if let Literal::Within(axis, interval) = literal {
                    let (negative, whole) = seen.entry(axis.of).or_insert((false, true));
                    for number in [interval.lower(), interval.upper()].into_iter().filter_map(number) {
                        *negative |= number < Exact::ZERO;
                        *whole &= number.is_integer();
                    }
                }
            });
        }
        let mut positive = BTreeMap::new();
        for (id, (negative, whole)) in seen {
            let CharacteristicType::Quantity { unit, one, .. } = &vocabulary.get(id).ty else { continue };
            let level = one.dimension().to_string().contains("level (");
            if !negative && !level {
                positive.insert(id, whole && unit.is_empty());
            }
        }
        Self { positive }
    }

    /// The whole range of a characteristic.
    pub(super) fn range(&self, of: CharacteristicId) -> Interval {
        if self.positive.contains_key(&of) { Interval::at_least(Exact::ZERO) } else { Interval::ALL }
    }

    /// A range as far as its values are plausible: that of whole numbers ends at whole numbers.
    pub(super) fn narrowed(&self, of: CharacteristicId, interval: Interval) -> Interval {
        if !self.is_whole(of) || interval.is_empty() {
            return interval;
        }
        let lower = match interval.lower() {
            Bound::Included(number) => whole(number, true).map_or(Bound::Included(number), Bound::Included),
            Bound::Excluded(number) => above(number).map_or(Bound::Excluded(number), Bound::Included),
            Bound::Unbounded => Bound::Unbounded,
        };
        let upper = match interval.upper() {
            Bound::Included(number) => whole(number, false).map_or(Bound::Included(number), Bound::Included),
            Bound::Excluded(number) => above(number.negated()).map_or(Bound::Excluded(number), |number| Bound::Included(number.negated())),
            Bound::Unbounded => Bound::Unbounded,
        };
        Interval::new(lower, upper)
    }

    /// Whether only whole numbers are looked at.
    pub fn is_whole(&self, of: CharacteristicId) -> bool {
        self.positive.get(&of).copied().unwrap_or_default()
    }
}

fn number(bound: Bound) -> Option<Exact> {
    match bound {
        Bound::Included(number) | Bound::Excluded(number) => Some(number),
        Bound::Unbounded => None,
    }
}

/// The whole number next to a number, upwards or downwards; itself if it is whole.
fn whole(number: Exact, up: bool) -> Option<Exact> {
    let floor = number.numerator().div_euclid(number.denominator());
    Exact::new(if up && !number.is_integer() { floor.checked_add(1)? } else { floor }, 1)
}

/// The first whole number above a number.
fn above(number: Exact) -> Option<Exact> {
    Exact::new(number.numerator().div_euclid(number.denominator()).checked_add(1)?, 1)
}
