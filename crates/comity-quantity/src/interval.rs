//! Ranges of exact numbers.

use std::{cmp::Ordering, fmt};

use crate::Exact;

/// One end of an [`Interval`].
pub type Bound = std::ops::Bound<Exact>;

use std::ops::Bound::{Excluded, Included, Unbounded};

/// A range of exact numbers, each end included, excluded or absent. The numbers are base values
/// ([`crate::Quantity::base`]) of one dimension, which the owner of the interval knows.
///
/// ```
/// use comity_quantity::{Interval, Quantity};
///
/// let limit: Quantity = "500 MHz".parse()?;
/// let band = Interval::more_than(limit.base()).intersection(Interval::at_most("2 GHz".parse::<Quantity>()?.base()));
/// assert!(band.contains("1.5 GHz".parse::<Quantity>()?.base()));
/// assert!(!band.contains(limit.base()));
/// assert_eq!(band.to_string(), "(500000000, 2000000000]");
/// # Ok::<(), comity_quantity::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    // INVARIANT (canonical): some number lies within, or the interval is `EMPTY`, so that equality by field is right.
    lower: Bound,
    upper: Bound,
}

impl Interval {
    /// All numbers.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(Interval::ALL.contains(Exact::ZERO));
    /// ```
    pub const ALL: Self = Self { lower: Unbounded, upper: Unbounded };

    /// No number.
    ///
    /// ```
    /// assert!(comity_quantity::Interval::EMPTY.is_empty());
    /// ```
    pub const EMPTY: Self = Self { lower: Excluded(Exact::ZERO), upper: Excluded(Exact::ZERO) };

    /// The numbers between two bounds.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// use std::ops::Bound::{Excluded, Included};
    /// assert_eq!(Interval::new(Included(Exact::ONE), Excluded(Exact::ONE)), Interval::EMPTY);
    /// ```
    pub fn new(lower: Bound, upper: Bound) -> Self {
        let filled = match (lower, upper) {
            (Unbounded, _) | (_, Unbounded) => true,
            (Included(a), Included(b)) => a <= b,
            (Included(a) | Excluded(a), Included(b) | Excluded(b)) => a < b,
        };
        if filled { Self { lower, upper } } else { Self::EMPTY }
    }

    /// One number.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(Interval::point(Exact::ONE).contains(Exact::ONE));
    /// ```
    pub const fn point(number: Exact) -> Self {
        Self { lower: Included(number), upper: Included(number) }
    }

    /// `number` and more.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(Interval::at_least(Exact::ONE).contains(Exact::ONE));
    /// ```
    pub const fn at_least(number: Exact) -> Self {
        Self { lower: Included(number), upper: Unbounded }
    }

    /// More than `number`.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(!Interval::more_than(Exact::ONE).contains(Exact::ONE));
    /// ```
    pub const fn more_than(number: Exact) -> Self {
        Self { lower: Excluded(number), upper: Unbounded }
    }

    /// `number` and less.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(Interval::at_most(Exact::ONE).contains(Exact::ZERO));
    /// ```
    pub const fn at_most(number: Exact) -> Self {
        Self { lower: Unbounded, upper: Included(number) }
    }

    /// Less than `number`.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(!Interval::less_than(Exact::ONE).contains(Exact::ONE));
    /// ```
    pub const fn less_than(number: Exact) -> Self {
        Self { lower: Unbounded, upper: Excluded(number) }
    }

    /// The lower end.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert_eq!(Interval::at_least(Exact::ONE).lower(), std::ops::Bound::Included(Exact::ONE));
    /// ```
    pub const fn lower(&self) -> Bound {
        self.lower
    }

    /// The upper end.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert_eq!(Interval::at_least(Exact::ONE).upper(), std::ops::Bound::Unbounded);
    /// ```
    pub const fn upper(&self) -> Bound {
        self.upper
    }

    /// Whether no number lies within.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(Interval::more_than(Exact::ONE).intersection(Interval::at_most(Exact::ONE)).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        *self == Self::EMPTY
    }

    /// Whether the number lies within.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(!Interval::EMPTY.contains(Exact::ZERO));
    /// ```
    pub fn contains(&self, number: Exact) -> bool {
        let above = match self.lower {
            Unbounded => true,
            Included(lower) => lower <= number,
            Excluded(lower) => lower < number,
        };
        above
            && match self.upper {
                Unbounded => true,
                Included(upper) => number <= upper,
                Excluded(upper) => number < upper,
            }
    }

    /// The numbers that lie within both.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// let both = Interval::at_least(Exact::ONE).intersection(Interval::at_most(Exact::ONE));
    /// assert_eq!(both, Interval::point(Exact::ONE));
    /// ```
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let lower = if lower_order(self.lower, other.lower).is_lt() { other.lower } else { self.lower };
        let upper = if upper_order(self.upper, other.upper).is_lt() { self.upper } else { other.upper };
        Self::new(lower, upper)
    }

    /// Whether every number of `self` lies within `other`.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// assert!(Interval::more_than(Exact::ONE).is_subset(&Interval::at_least(Exact::ONE)));
    /// assert!(!Interval::at_least(Exact::ONE).is_subset(&Interval::more_than(Exact::ONE)));
    /// ```
    pub fn is_subset(&self, other: &Self) -> bool {
        self.intersection(*other) == *self
    }

    /// The numbers below and above; either may be empty.
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// let [below, above] = Interval::at_least(Exact::ONE).complement();
    /// assert_eq!(below, Interval::less_than(Exact::ONE));
    /// assert!(above.is_empty());
    /// ```
    #[must_use]
    pub fn complement(self) -> [Self; 2] {
        if self.is_empty() {
            return [Self::ALL, Self::EMPTY];
        }
        let below = match self.lower {
            Unbounded => Self::EMPTY,
            Included(lower) => Self::less_than(lower),
            Excluded(lower) => Self::at_most(lower),
        };
        let above = match self.upper {
            Unbounded => Self::EMPTY,
            Included(upper) => Self::more_than(upper),
            Excluded(upper) => Self::at_least(upper),
        };
        [below, above]
    }

    /// A number within, for counterexamples; `None` if there is none (or none that can be held).
    ///
    /// ```
    /// use comity_quantity::{Exact, Interval};
    /// let open = Interval::more_than(Exact::ZERO).intersection(Interval::less_than(Exact::ONE));
    /// assert_eq!(open.witness(), Exact::new(1, 2));
    /// ```
    pub fn witness(&self) -> Option<Exact> {
        let number = match (self.lower, self.upper) {
            (Included(number), _) | (_, Included(number)) => number,
            (Unbounded, Unbounded) => Exact::ZERO,
            (Excluded(lower), Unbounded) => lower.checked_add(Exact::ONE)?,
            (Unbounded, Excluded(upper)) => upper.checked_sub(Exact::ONE)?,
            (Excluded(lower), Excluded(upper)) => lower.checked_add(upper)?.checked_div(Exact::from(2))?,
        };
        Some(number).filter(|&number| self.contains(number))
    }
}

/// Which lower bound begins first.
fn lower_order(a: Bound, b: Bound) -> Ordering {
    match (a, b) {
        (Unbounded, Unbounded) => Ordering::Equal,
        (Unbounded, _) => Ordering::Less,
        (_, Unbounded) => Ordering::Greater,
        (Included(x) | Excluded(x), Included(y) | Excluded(y)) => x.cmp(&y).then(matches!(a, Excluded(_)).cmp(&matches!(b, Excluded(_)))),
    }
}

/// Which upper bound ends first.
fn upper_order(a: Bound, b: Bound) -> Ordering {
    match (a, b) {
        (Unbounded, Unbounded) => Ordering::Equal,
        (Unbounded, _) => Ordering::Greater,
        (_, Unbounded) => Ordering::Less,
        (Included(x) | Excluded(x), Included(y) | Excluded(y)) => x.cmp(&y).then(matches!(a, Included(_)).cmp(&matches!(b, Included(_)))),
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("∅");
        }
        match self.lower {
            Unbounded => f.write_str("(-∞, ")?,
            Included(lower) => write!(f, "[{lower}, ")?,
            Excluded(lower) => write!(f, "({lower}, ")?,
        }
        match self.upper {
            Unbounded => f.write_str("∞)"),
            Included(upper) => write!(f, "{upper}]"),
            Excluded(upper) => write!(f, "{upper})"),
        }
    }
}
