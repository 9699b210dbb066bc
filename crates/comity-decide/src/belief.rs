//! Kleene's three truth values, held twice: as the facts stand, and with the law's presumptions about knowledge.

use serde::Serialize;

/// A truth value. Ordered, so that `and` is the minimum and `or` the maximum (Kleene's strong logic, 1952, §64).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// False.
    False,
    /// Not known.
    Unknown,
    /// True.
    True,
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

/// A truth value without and with presumptions.
///
/// ```
/// use comity_decide::{Belief, Truth};
/// let silent = Belief { strict: Truth::Unknown, presumed: Truth::False };
/// assert_eq!(silent.and(Belief::TRUE), silent);
/// assert_eq!((!silent).presumed, Truth::True);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Belief {
    /// As the facts stand.
    pub strict: Truth,
    /// With facts about knowledge presumed false where nothing is said.
    pub presumed: Truth,
}

impl Belief {
    /// Certainly true.
    pub const TRUE: Self = Self { strict: Truth::True, presumed: Truth::True };
    /// Certainly false.
    pub const FALSE: Self = Self { strict: Truth::False, presumed: Truth::False };
    /// Unknown, whatever is presumed.
    pub const UNKNOWN: Self = Self { strict: Truth::Unknown, presumed: Truth::Unknown };

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { strict: self.strict.min(other.strict), presumed: self.presumed.min(other.presumed) }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { strict: self.strict.max(other.strict), presumed: self.presumed.max(other.presumed) }
    }

    /// At least so many of them.
    pub(crate) fn at_least(count: u8, beliefs: &[Self]) -> Self {
        let truth = |of: fn(&Self) -> Truth| {
            let at_least = |level: Truth| beliefs.iter().filter(|belief| of(belief) >= level).count() >= usize::from(count);
            if at_least(Truth::True) {
                Truth::True
            } else if at_least(Truth::Unknown) {
                Truth::Unknown
            } else {
                Truth::False
            }
        };
        Self { strict: truth(|belief| belief.strict), presumed: truth(|belief| belief.presumed) }
    }

    /// Whether it is false with and without presumptions: nothing further can change it.
    pub fn is_false(self) -> bool {
        self == Self::FALSE
    }

    /// Whether it is true with and without presumptions.
    pub fn is_true(self) -> bool {
        self == Self::TRUE
    }

    /// Whether it rests on a presumption.
    pub fn rests_on_presumption(self) -> bool {
        self.strict != self.presumed
    }
}

/// A logic in which rows are asked: of one item, or of many at once.
pub(crate) trait Logic: Copy + std::ops::Not<Output = Self> {
    const FALSE: Self;
    const UNKNOWN: Self;
    fn both(self, other: Self) -> Self;
    fn either(self, other: Self) -> Self;
}

impl Logic for Belief {
    const FALSE: Self = Self::FALSE;
    const UNKNOWN: Self = Self::UNKNOWN;

    fn both(self, other: Self) -> Self {
        self.and(other)
    }

    fn either(self, other: Self) -> Self {
        self.or(other)
    }
}

impl std::ops::Not for Belief {
    type Output = Self;

    fn not(self) -> Self {
        Self { strict: !self.strict, presumed: !self.presumed }
    }
}

impl From<Truth> for Belief {
    fn from(truth: Truth) -> Self {
        Self { strict: truth, presumed: truth }
    }
}

impl From<bool> for Belief {
    fn from(value: bool) -> Self {
        Truth::from(value).into()
    }
}
