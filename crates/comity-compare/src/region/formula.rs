//! Conditions in the shape that the search wants: literals, joined by "at least n of".

use std::collections::BTreeSet;

use comity_law::{
    condition::Comparison,
    criteria::{CharacteristicId, TermId, WordsId},
};
use comity_quantity::{Exact, Interval};

/// Which of the two criteria something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SideOf {
    /// The first.
    A,
    /// The second.
    B,
}

/// Which value of a characteristic an axis holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// The one value of a quantity.
    Value,
    /// The lowest of a span.
    Low,
    /// The highest of a span.
    High,
}

/// One direction of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Axis {
    /// The characteristic.
    pub of: CharacteristicId,
    /// Which of its values.
    pub end: End,
}

/// A provision that is referred to. Two aligned provisions have one reference, that of the first list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// The list whose numbering names it.
    pub side: SideOf,
    /// Its position in that list.
    pub node: usize,
}

/// What a literal is about: two literals with different keys are independent of one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A quantity.
    Quantity(CharacteristicId),
    /// A bool.
    Flag(CharacteristicId),
    /// Terms of a characteristic.
    Terms(CharacteristicId),
    /// Substances.
    Cas(CharacteristicId),
    /// A condition in words.
    Words(WordsId),
    /// A reference to a provision.
    Meets(Reference),
    /// A condition that was not read, by side and number: equal to itself only.
    Unread(SideOf, u32),
}

impl Key {
    /// Whether nothing is known of what it says, save that it is the same wherever it stands.
    pub fn is_opaque(self) -> bool {
        matches!(self, Self::Words(_) | Self::Meets(_) | Self::Unread(..))
    }
}

/// One elementary condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// The value lies in a range.
    Within(Axis, Interval),
    /// The item is (or is not) of a term or a narrower one.
    Term(CharacteristicId, TermId, bool),
    /// The substance is (or is not) one of these, sorted.
    Cas(CharacteristicId, Vec<Box<str>>, bool),
    /// A flag, or an opaque condition, holds or does not.
    Truth(Key, bool),
}

impl Literal {
    /// What it is about.
    pub fn key(&self) -> Key {
        match self {
            Self::Within(axis, _) => Key::Quantity(axis.of),
            Self::Term(of, ..) => Key::Terms(*of),
            Self::Cas(of, ..) => Key::Cas(*of),
            Self::Truth(key, _) => *key,
        }
    }
}

/// A condition. `AtLeast(n, parts)` with `n` = all is "and", with 1 is "or".
///
/// ```
/// use comity_compare::region::Formula;
/// assert_eq!(Formula::truth().negated(), Formula::falsity());
/// let both = Formula::all([Formula::truth(), Formula::falsity()]);
/// assert_eq!(both.negated(), Formula::any([Formula::falsity(), Formula::truth()]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// One condition.
    Leaf(Literal),
    /// At least so many of the parts.
    AtLeast(usize, Vec<Formula>),
}

impl Formula {
    /// Met by every item.
    pub fn truth() -> Self {
        Self::AtLeast(0, Vec::new())
    }

    /// Met by none.
    pub fn falsity() -> Self {
        Self::AtLeast(1, Vec::new())
    }

    /// All of the parts.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        Self::AtLeast(parts.len(), parts)
    }

    /// Any of the parts.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::AtLeast(1, parts.into_iter().collect())
    }

    /// A number compared. A span meets a comparison when some point of its range does: `>` asks for its highest, `<` for its lowest.
    pub fn compare(of: CharacteristicId, span: bool, comparison: Comparison, number: Exact) -> Self {
        let (low, high) = if span { (End::Low, End::High) } else { (End::Value, End::Value) };
        let within = |end, interval| Self::Leaf(Literal::Within(Axis { of, end }, interval));
        match comparison {
            Comparison::Less => within(low, Interval::less_than(number)),
            Comparison::AtMost => within(low, Interval::at_most(number)),
            Comparison::Greater => within(high, Interval::more_than(number)),
            Comparison::AtLeast => within(high, Interval::at_least(number)),
            Comparison::Equal if span => Self::all([within(low, Interval::at_most(number)), within(high, Interval::at_least(number))]),
            Comparison::Equal => within(low, Interval::point(number)),
            Comparison::NotEqual => Self::any([within(low, Interval::less_than(number)), within(high, Interval::more_than(number))]),
        }
    }

    /// The items that do not meet it.
    #[must_use]
    pub fn negated(&self) -> Self {
        match self {
            Self::Leaf(Literal::Within(axis, interval)) => {
                let sides = interval.complement().into_iter().filter(|side| !side.is_empty());
                let mut parts: Vec<Self> = sides.map(|side| Self::Leaf(Literal::Within(*axis, side))).collect();
                match (parts.len(), parts.pop()) {
                    (1, Some(only)) => only,
                    (_, Some(last)) => Self::any(parts.into_iter().chain([last])),
                    (_, None) => Self::falsity(),
                }
            }
            Self::Leaf(Literal::Term(of, term, has)) => Self::Leaf(Literal::Term(*of, *term, !has)),
            Self::Leaf(Literal::Cas(of, numbers, among)) => Self::Leaf(Literal::Cas(*of, numbers.clone(), !among)),
            Self::Leaf(Literal::Truth(key, holds)) => Self::Leaf(Literal::Truth(*key, !holds)),
            Self::AtLeast(count, parts) => Self::AtLeast((parts.len() + 1).saturating_sub(*count), parts.iter().map(Self::negated).collect()),
        }
    }

    /// The same with every literal of some keys replaced by "never met".
    #[must_use]
    pub fn without(&self, dropped: &impl Fn(Key) -> bool) -> Self {
        match self {
            Self::Leaf(literal) if dropped(literal.key()) => Self::falsity(),
            Self::Leaf(_) => self.clone(),
            Self::AtLeast(count, parts) => Self::AtLeast(*count, parts.iter().map(|part| part.without(dropped)).collect()),
        }
    }

    /// Visits every literal.
    pub fn literals<'a>(&'a self, visitor: &mut impl FnMut(&'a Literal)) {
        match self {
            Self::Leaf(literal) => visitor(literal),
            Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.literals(visitor)),
        }
    }

    /// What it is about.
    pub fn keys(&self) -> BTreeSet<Key> {
        let mut keys = BTreeSet::new();
        self.literals(&mut |literal| {
            keys.insert(literal.key());
        });
        keys
    }
}
