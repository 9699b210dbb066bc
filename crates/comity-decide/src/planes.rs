//! Beliefs about sixty-four items at once: a bit an item.

use crate::belief::{Belief, Logic, Truth};

/// Items of one block.
pub(crate) const LANES: usize = 64;

/// Sixty-four beliefs. `and`, `or` and `not` are those of [`Belief`], lane by lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Planes {
    // INVARIANT (apart): no lane is both true and false, strictly or as presumed.
    strict_true: u64,
    strict_false: u64,
    /// Lanes that are true, presumptions considered.
    pub(crate) holds: u64,
    /// Lanes that are false, presumptions considered.
    pub(crate) fails: u64,
}

impl Planes {
    pub(crate) const TRUE: Self = Self { strict_true: !0, strict_false: 0, holds: !0, fails: 0 };
    pub(crate) const FALSE: Self = Self { strict_true: 0, strict_false: !0, holds: 0, fails: !0 };
    pub(crate) const UNKNOWN: Self = Self { strict_true: 0, strict_false: 0, holds: 0, fails: 0 };

    /// The same belief in every lane.
    pub(crate) fn all(belief: Belief) -> Self {
        let plane = |truth: Truth, of: Truth| if truth == of { !0 } else { 0 };
        Self {
            strict_true: plane(belief.strict, Truth::True),
            strict_false: plane(belief.strict, Truth::False),
            holds: plane(belief.presumed, Truth::True),
            fails: plane(belief.presumed, Truth::False),
        }
    }

    /// One belief a lane.
    pub(crate) fn of(lanes: usize, belief: impl Fn(usize) -> Belief) -> Self {
        let mut planes = Self::UNKNOWN;
        for lane in 0..lanes.min(LANES) {
            planes.set(lane, belief(lane));
        }
        planes
    }

    /// Sets a lane that was unknown before.
    pub(crate) fn set(&mut self, lane: usize, belief: Belief) {
        let bit = |truth: Truth, of: Truth| u64::from(truth == of) << lane;
        self.strict_true |= bit(belief.strict, Truth::True);
        self.strict_false |= bit(belief.strict, Truth::False);
        self.holds |= bit(belief.presumed, Truth::True);
        self.fails |= bit(belief.presumed, Truth::False);
    }

    pub(crate) fn lane(&self, lane: usize) -> Belief {
        let truth = |holds: u64, fails: u64| match (holds >> lane & 1, fails >> lane & 1) {
            (1, _) => Truth::True,
            (_, 1) => Truth::False,
            _ => Truth::Unknown,
        };
        Belief { strict: truth(self.strict_true, self.strict_false), presumed: truth(self.holds, self.fails) }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            strict_true: self.strict_true & other.strict_true,
            strict_false: self.strict_false | other.strict_false,
            holds: self.holds & other.holds,
            fails: self.fails | other.fails,
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            strict_true: self.strict_true | other.strict_true,
            strict_false: self.strict_false & other.strict_false,
            holds: self.holds | other.holds,
            fails: self.fails & other.fails,
        }
    }

    /// What is unknown in these lanes is presumed false.
    pub(crate) fn presume_false(self, lanes: u64) -> Self {
        Self { fails: self.fails | (lanes & !self.holds), ..self }
    }

    /// False in all other lanes.
    pub(crate) fn within(self, lanes: u64) -> Self {
        self.and(Self { strict_true: lanes, strict_false: !lanes, holds: lanes, fails: !lanes })
    }

    /// Lanes that are false, whatever is presumed.
    pub(crate) fn is_false(self) -> u64 {
        self.strict_false & self.fails
    }

    /// Lanes that are true, whatever is presumed.
    pub(crate) fn is_true(self) -> u64 {
        self.strict_true & self.holds
    }
}

impl Logic for Planes {
    const FALSE: Self = Self::FALSE;
    const UNKNOWN: Self = Self::UNKNOWN;

    fn both(self, other: Self) -> Self {
        self.and(other)
    }

    fn either(self, other: Self) -> Self {
        self.or(other)
    }
}

impl std::ops::Not for Planes {
    type Output = Self;

    fn not(self) -> Self {
        Self { strict_true: self.strict_false, strict_false: self.strict_true, holds: self.fails, fails: self.holds }
    }
}

#[cfg(test)]
mod tests {
    use super::Planes;
    use crate::belief::{Belief, Truth};

    #[test]
    fn lanes_are_beliefs() {
        let truths = [Truth::False, Truth::Unknown, Truth::True];
        let all: Vec<Belief> = truths.iter().flat_map(|strict| truths.map(|presumed| Belief { strict: *strict, presumed })).collect();
        for a in &all {
            let a_planes = Planes::of(all.len(), |_| *a);
            let every = Planes::of(all.len(), |lane| all[lane]);
            for (lane, b) in all.iter().enumerate() {
                assert_eq!(a_planes.and(every).lane(lane), a.and(*b));
                assert_eq!(a_planes.or(every).lane(lane), a.or(*b));
                assert_eq!((!every).lane(lane), !*b);
                let only = every.within(1 << lane);
                assert_eq!((only.lane(lane), only.lane(lane + 9)), (*b, Belief::FALSE));
                assert_eq!((every.is_false() >> lane & 1 == 1, every.is_true() >> lane & 1 == 1), (b.is_false(), b.is_true()));
            }
            assert_eq!(Planes::all(*a).lane(63), *a);
        }
    }
}
