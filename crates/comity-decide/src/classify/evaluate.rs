//! The truth of criteria for one item, with a tally of what speaks for and against it.

use std::cell::{Cell, RefCell};

use comity_law::{
    Join, NodeStatus,
    condition::Comparison,
    criteria::{CharacteristicId, CharacteristicType, Characteristics, Criterion, Edition, Measure, NodeIndex, TermId, WordsId},
};
use comity_quantity::Interval;

use super::profile::{Profile, Trait};
use crate::belief::Truth;

/// A truth value with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Whether the criterion holds.
    pub truth: Truth,
    /// Conditions on characteristics that hold; a kind or substance counts for four, because it says most.
    pub hits: u16,
    /// Numbers that fail.
    pub misses: u16,
    /// Other conditions that fail.
    pub bars: u16,
    /// Conditions of which nothing is known.
    pub open: u16,
}

impl Tally {
    /// Nothing asked.
    pub const TRUE: Self = Self { truth: Truth::True, hits: 0, misses: 0, bars: 0, open: 0 };

    /// Whether something other than a number fails: no figure can change that.
    pub(super) fn is_barred(&self) -> bool {
        self.truth == Truth::False && self.bars > 0
    }

    fn bare(truth: Truth) -> Self {
        Self { truth, open: u16::from(truth == Truth::Unknown), ..Self::TRUE }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            truth: self.truth.min(other.truth),
            hits: self.hits.saturating_add(other.hits),
            misses: self.misses.saturating_add(other.misses),
            bars: self.bars.saturating_add(other.bars),
            open: self.open.saturating_add(other.open),
        }
    }

    /// Either: what stands best.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let rank = |tally: &Self| (tally.truth, std::cmp::Reverse(tally.bars), std::cmp::Reverse(tally.misses), tally.hits);
        if rank(&other) > rank(&self) { other } else { self }
    }

    fn negated(self) -> Self {
        match self.truth {
            Truth::True => Self { bars: 1, ..Self::bare(Truth::False) },
            Truth::False => Self::TRUE,
            Truth::Unknown => Self::bare(Truth::Unknown),
        }
    }
}

/// A part of a paragraph that is evaluated once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its own wording.
    Own(NodeIndex),
    /// Its own wording with its children.
    Below(NodeIndex),
}

impl Part {
    pub(super) fn slot(self) -> usize {
        match self {
            Self::Own(node) => node.index() * 2,
            Self::Below(node) => node.index() * 2 + 1,
        }
    }
}

/// Deepest chain of paragraphs and references that is followed; beyond it all is unknown.
pub(super) const DEEPEST: usize = 96;

/// One item held against one edition.
pub struct Evaluation<'a> {
    pub(super) edition: &'a Edition,
    pub(super) vocabulary: &'a Characteristics,
    pub(super) profile: &'a Profile,
    /// Parts evaluated before.
    kept: RefCell<Vec<Option<Tally>>>,
    /// Parts that are being evaluated: a reference back to one of them is unknown.
    open: RefCell<Vec<Part>>,
    /// The outermost open part to which a reference led back.
    circle: Cell<usize>,
    /// Whether all of a range must meet a comparison, not some point of it.
    whole_range: Cell<bool>,
    /// The most parts that were open at once.
    deepest: Cell<usize>,
}

impl<'a> Evaluation<'a> {
    /// Prepares an evaluation.
    pub fn new(edition: &'a Edition, vocabulary: &'a Characteristics, profile: &'a Profile) -> Self {
        Self::with(edition, vocabulary, profile, vec![None; edition.nodes.len() * 2])
    }

    /// An evaluation in which some parts, by [`Part::slot`], are known from before.
    pub(super) fn with(edition: &'a Edition, vocabulary: &'a Characteristics, profile: &'a Profile, kept: Vec<Option<Tally>>) -> Self {
        Self {
            edition,
            vocabulary,
            profile,
            kept: RefCell::new(kept),
            open: RefCell::new(Vec::new()),
            circle: Cell::new(usize::MAX),
            whole_range: Cell::new(false),
            deepest: Cell::new(0),
        }
    }

    /// The most parts that were open at once.
    pub(super) fn deepest(&self) -> usize {
        self.deepest.get()
    }

    /// Whether the item meets a paragraph with all that stands above it.
    pub fn node(&self, node: NodeIndex) -> Tally {
        self.edition.ancestors(node).fold(self.below(node), |tally, above| {
            // "3A001.a other than 3A001.a.3": while the wording above is asked, what it refers to below itself is asked without it.
            match self.position(Part::Own(above)) {
                Some(position) => {
                    self.circle.set(self.circle.get().min(position));
                    tally
                }
                None => tally.and(self.own(above)),
            }
        })
    }

    /// A paragraph's own wording, less what its notes take out.
    pub(super) fn own(&self, index: NodeIndex) -> Tally {
        self.once(Part::Own(index), || {
            let node = self.edition.get(index);
            if node.status != NodeStatus::Active {
                return Tally { bars: 1, ..Tally::bare(Truth::False) };
            }
            node.exclusions.iter().fold(self.criterion(&node.own), |tally, exclusion| {
                let taken = self.exclusion(&exclusion.criterion).negated();
                // What a note takes out narrows; that it takes nothing out here says nothing for the paragraph.
                tally.and(Tally { hits: 0, ..taken })
            })
        })
    }

    /// A paragraph's own wording and those of its children that are conditions of it.
    pub(super) fn below(&self, index: NodeIndex) -> Tally {
        self.once(Part::Below(index), || {
            let own = self.own(index);
            if own.is_barred() {
                return own; // whatever its children say
            }
            let node = self.edition.get(index);
            let mut active = self.edition.children(index).filter(|child| self.edition.get(*child).status == NodeStatus::Active);
            match node.join {
                Join::All => active.fold(own, |tally, child| tally.and(self.below(child))),
                // A head "as follows" is met only through one of its paragraphs, as one "having any of" is.
                Join::Any | Join::Class => match active.next() {
                    Some(first) => own.and(active.fold(self.below(first), |any, child| any.or(self.below(child)))),
                    None => own,
                },
            }
        })
    }

    fn position(&self, part: Part) -> Option<usize> {
        self.open.borrow().iter().position(|open| *open == part)
    }

    /// Evaluates a part once. A part that leads back to itself is unknown there.
    fn once(&self, part: Part, evaluate: impl FnOnce() -> Tally) -> Tally {
        if let Some(Some(tally)) = self.kept.borrow().get(part.slot()) {
            return *tally;
        }
        if let Some(position) = self.position(part) {
            self.circle.set(self.circle.get().min(position));
            return Tally::bare(Truth::Unknown);
        }
        let depth = self.open.borrow().len();
        if depth >= DEEPEST {
            self.circle.set(0);
            return Tally::bare(Truth::Unknown);
        }
        self.deepest.set(self.deepest.get().max(depth + 1));
        self.open.borrow_mut().push(part);
        let tally = evaluate();
        self.open.borrow_mut().pop();
        // What was cut short by a circle is not kept inside it: it depends on where the circle was entered.
        if self.circle.get() >= depth {
            self.circle.set(usize::MAX);
            if let Some(slot) = self.kept.borrow_mut().get_mut(part.slot()) {
                *slot = Some(tally);
            }
        }
        tally
    }

    /// What an exclusion takes out. Of a range it must hold all: a note on what works up to 30 GHz does not take out what works up to 40.
    pub(super) fn exclusion(&self, criterion: &Criterion) -> Tally {
        let outside = self.whole_range.replace(true);
        let tally = self.criterion(criterion);
        self.whole_range.set(outside);
        tally
    }

    pub(super) fn criterion(&self, criterion: &Criterion) -> Tally {
        match criterion {
            Criterion::Always(value) => Tally::bare((*value).into()),
            Criterion::Not(inner) => self.criterion(inner).negated(),
            Criterion::All(parts) => parts.iter().fold(Tally::TRUE, |tally, part| tally.and(self.criterion(part))),
            Criterion::Any(parts) => parts.iter().map(|part| self.criterion(part)).reduce(Tally::or).unwrap_or(Tally::bare(Truth::False)),
            Criterion::AtLeast(count, parts) => self.at_least(*count, parts),
            Criterion::Compare(of, comparison, measure) => {
                let truth = self.compare(*of, *comparison, measure);
                Tally { hits: u16::from(truth == Truth::True), misses: u16::from(truth == Truth::False), ..Tally::bare(truth) }
            }
            Criterion::Flag(of) => match self.profile.get(*of) {
                Some(Trait::Flag(value)) => leaf((*value).into(), 1),
                Some(_) => leaf(Truth::False, 1),
                None => Tally::bare(Truth::Unknown),
            },
            Criterion::Terms(of, terms) => leaf(self.terms(*of, terms), 4),
            Criterion::Cas(of, numbers) => match self.profile.get(*of) {
                Some(Trait::Cas(own)) => leaf(own.iter().any(|number| numbers.binary_search(number).is_ok()).into(), 4),
                Some(_) => leaf(Truth::False, 4),
                None => Tally::bare(Truth::Unknown),
            },
            Criterion::Words(WordsId::PLAIN) => Tally::TRUE,
            Criterion::Words(words) => leaf(self.profile.words(*words), 1),
            Criterion::Meets(nodes) => {
                let outside = self.whole_range.replace(false);
                let any = nodes.iter().map(|node| self.node(*node)).reduce(Tally::or).unwrap_or(Tally::bare(Truth::Unknown));
                self.whole_range.set(outside);
                leaf(any.truth, 2)
            }
            Criterion::Untranslated(_) => Tally::bare(Truth::Unknown),
        }
    }

    fn at_least(&self, count: u8, parts: &[Criterion]) -> Tally {
        let mut tallies: Vec<Tally> = parts.iter().map(|part| self.criterion(part)).collect();
        // At least n hold when the n-th best holds.
        tallies.sort_by_key(|tally| (std::cmp::Reverse(tally.truth), tally.bars, tally.misses));
        tallies.truncate(usize::from(count));
        if tallies.len() < usize::from(count) {
            return Tally::bare(Truth::False);
        }
        tallies.into_iter().fold(Tally::TRUE, Tally::and)
    }

    fn compare(&self, of: CharacteristicId, comparison: Comparison, measure: &Measure) -> Truth {
        let value = match self.profile.get(of) {
            Some(Trait::Number(value)) => value,
            Some(_) => return Truth::False,
            None => return Truth::Unknown,
        };
        let limit = measure.base;
        let span = matches!(self.vocabulary.get(of).ty, CharacteristicType::Quantity { span: true, .. });
        let (first, second) = match comparison {
            Comparison::Equal => (Interval::point(limit), Interval::EMPTY),
            Comparison::NotEqual => (Interval::less_than(limit), Interval::more_than(limit)),
            Comparison::Less => (Interval::less_than(limit), Interval::EMPTY),
            Comparison::AtMost => (Interval::at_most(limit), Interval::EMPTY),
            Comparison::Greater => (Interval::more_than(limit), Interval::EMPTY),
            Comparison::AtLeast => (Interval::at_least(limit), Interval::EMPTY),
        };
        let meeting = [first, second];
        if meeting.iter().any(|part| value.is_subset(part)) {
            Truth::True
        } else if meeting.iter().all(|part| value.intersection(*part).is_empty()) || span && self.whole_range.get() {
            Truth::False // nothing of it meets the limit, or not all of a range that must
        } else if span {
            Truth::True // some point of the range meets it
        } else {
            Truth::Unknown // the value is only known to lie between limits
        }
    }

    fn terms(&self, of: CharacteristicId, terms: &[TermId]) -> Truth {
        let own = match self.profile.get(of) {
            Some(Trait::Terms(own)) => own,
            Some(_) => return Truth::False,
            None => return Truth::Unknown,
        };
        if own.iter().any(|own| terms.iter().any(|term| self.vocabulary.is_within(*own, *term))) {
            Truth::True
        } else if own.iter().any(|own| terms.iter().any(|term| self.vocabulary.is_within(*term, *own))) {
            Truth::Unknown // the item is told more broadly than the provision asks
        } else {
            Truth::False
        }
    }
}

fn leaf(truth: Truth, weight: u16) -> Tally {
    Tally { hits: if truth == Truth::True { weight } else { 0 }, bars: u16::from(truth == Truth::False), ..Tally::bare(truth) }
}
