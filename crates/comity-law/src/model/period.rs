//! Days on which something is in force.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days in force: `from` included, `until` excluded. Either end may be open.
///
/// ```
/// use comity_law::Period;
/// use jiff::civil::date;
/// let period = Period::new(Some(date(2026, 1, 1)), Some(date(2026, 2, 1))).unwrap();
/// assert!(period.contains(date(2026, 1, 31)) && !period.contains(date(2026, 2, 1)));
/// assert!(Period::new(Some(date(2026, 1, 1)), Some(date(2026, 1, 1))).is_none());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    // INVARIANT (non-empty): `from < until` where both are given.
    from: Option<Date>,
    until: Option<Date>,
}

impl Period {
    /// A period, unless it would be empty.
    pub fn new(from: Option<Date>, until: Option<Date>) -> Option<Self> {
        match (from, until) {
            (Some(from), Some(until)) if until <= from => None,
            _ => Some(Self { from, until }),
        }
    }

    /// First day in force.
    pub fn from(self) -> Option<Date> {
        self.from
    }

    /// First day no longer in force.
    pub fn until(self) -> Option<Date> {
        self.until
    }

    /// Whether the day lies in the period.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether every day of the other period is one of this.
    ///
    /// ```
    /// use comity_law::Period;
    /// let year = Period::new(Some("2026-01-01".parse().unwrap()), Some("2027-01-01".parse().unwrap())).unwrap();
    /// assert!(Period::default().covers(year) && !year.covers(Period::default()));
    /// ```
    pub fn covers(self, other: Self) -> bool {
        let begins = self.from.is_none_or(|own| other.from.is_some_and(|from| own <= from));
        let ends = self.until.is_none_or(|own| other.until.is_some_and(|until| until <= own));
        begins && ends
    }

    /// The first day that both periods hold, if any.
    pub fn first_shared_day(self, other: Self) -> Option<Date> {
        let start = self.from.max(other.from);
        let end = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        match (start, end) {
            (Some(start), Some(end)) => (start < end).then_some(start),
            (Some(start), None) => Some(start),
            (None, Some(end)) => end.yesterday().ok(),
            (None, None) => Some(Date::ZERO),
        }
    }
}

/// A gap in force: a stay or suspension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interruption {
    /// The days without force.
    pub period: Period,
    /// Where the stay was ordered.
    pub cite: Box<str>,
}
