//! How two criteria relate, and what proves it.

use std::collections::{BTreeMap, BTreeSet};

use comity_law::criteria::{CharacteristicId, CharacteristicType, Characteristics, TermId};
use comity_quantity::{Bound, Exact};
use serde::Serialize;

use crate::{
    region::{Cell, Domain, Formula, Found, Key, Literal, SideOf, search},
    witness::{Examples, Meets, Witness},
};

/// How one criterion, `a`, stands to another, `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// They cover the same items.
    Equal,
    /// Everything that `a` covers `b` covers too, and `b` covers more.
    Narrower,
    /// Everything that `b` covers `a` covers too, and `a` covers more.
    Broader,
    /// Some items are covered by both, some by each alone.
    Overlapping,
    /// No item is covered by both.
    Disjoint,
    /// Not told: a part is not read, or is perhaps the same condition in other words or by another measure.
    Untranslated,
    /// The provision has no counterpart.
    Only,
}

impl Relation {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Narrower => "narrower",
            Self::Broader => "broader",
            Self::Overlapping => "overlapping",
            Self::Disjoint => "disjoint",
            Self::Untranslated => "untranslated",
            Self::Only => "only",
        }
    }

    /// The same seen from the other side.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Narrower => Self::Broader,
            Self::Broader => Self::Narrower,
            same => same,
        }
    }

    /// Whether it says that the two differ.
    pub fn differs(self) -> bool {
        matches!(self, Self::Narrower | Self::Broader | Self::Overlapping | Self::Disjoint)
    }
}

/// A relation, with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The relation.
    pub relation: Relation,
    /// Items that prove it: at least one where the two differ.
    pub witnesses: Vec<Witness>,
    /// What was compared, what is the same wording, what was left out, in a sentence.
    pub basis: Box<str>,
    /// How far the figures lie apart: the largest ratio of two limits of one characteristic in one direction, where each side has just
    /// one and both are above zero.
    pub gap: Option<Exact>,
}

impl Verdict {
    pub(crate) fn untranslated(basis: String) -> Self {
        Self { relation: Relation::Untranslated, witnesses: Vec::new(), basis: basis.into(), gap: None }
    }
}

/// Relates two criteria. `examples` turns boxes into items in the units of the law.
///
/// The rules, which `docs/compare.md` gives reasons for:
/// - *Shared* conditions (same characteristic, same words, same reference) are the same condition on both sides.
/// - A characteristic that one side alone limits is a real restriction.
/// - *In doubt* are: words, references and unread parts that one side alone has; characteristics of one dimension of which each
///   side has one the other lacks; terms that no item is likely to share; a characteristic that follows from others in use.
/// - A condition in doubt may mean anything. "All of `a` is in `b`" is claimed only if it holds whatever they mean; "some item is
///   in `a` and not in `b`" only by an item for which it does not matter what they mean, or, where the other side has nothing of
///   its own, one to which the words fit.
/// - `equal` needs both to have no condition in doubt at all.
pub fn relate(a: &Formula, b: &Formula, examples: &Examples<'_>) -> Verdict {
    let (vocabulary, everything) = (examples.vocabulary, Domain::everything());
    let (keys_a, keys_b) = (a.keys(), b.keys());
    if keys_a.is_empty() || keys_b.is_empty() {
        return Verdict::untranslated("nothing of the wording of one is told as a condition".into());
    }
    let doubt = Doubt::new(a, b, &keys_a, &keys_b, vocabulary);
    let basis = |outcome: &str| doubt.basis(&keys_a, &keys_b, examples, outcome);
    let shared = keys_a.intersection(&keys_b).filter(|key| !doubt.in_doubt(**key)).count();
    if shared == 0 {
        return Verdict::untranslated(basis("nothing is asked by both"));
    }
    let (not_a, not_b) = (a.negated(), b.negated());
    // What an item must meet so that it counts as an item of `a` (or `b`) whatever the conditions in doubt mean.
    let sure = |formula: &Formula, side: SideOf| formula.without(&|key| doubt.unsure(key, side));
    let surely_not = |formula: &Formula| formula.without(&|key| doubt.in_doubt(key));
    let some = |conditions: &[&Formula]| search(conditions, vocabulary, examples.domain);
    let none = |conditions: &[&Formula]| search(conditions, vocabulary, &everything);

    let (sure_a, sure_b) = (sure(a, SideOf::A), sure(b, SideOf::B));
    let (surely_not_a, surely_not_b) = (surely_not(&not_a), surely_not(&not_b));
    let outside_b = some(&[&sure_a, &surely_not_b]);
    let outside_a = some(&[&sure_b, &surely_not_a]);
    let both = some(&[&sure_a, &sure_b]);
    let (a_in_b, b_in_a, apart) = (none(&[a, &not_b]), none(&[b, &not_a]), none(&[a, b]));
    let searches = [&outside_b, &outside_a, &both, &a_in_b, &b_in_a, &apart];
    if searches.iter().any(|found| **found == Found::TooLarge) {
        return Verdict::untranslated(basis("too many alternatives to compare"));
    }
    if none(&[a]) == Found::Nothing || none(&[b]) == Found::Nothing {
        return Verdict::untranslated(basis("one contradicts itself, which is a misreading rather than law"));
    }
    let never = |found: &Found| *found == Found::Nothing;
    let relation = match (never(&a_in_b), never(&b_in_a), cell(&outside_b), cell(&outside_a)) {
        (true, true, ..) if doubt.is_empty() => Relation::Equal,
        (true, _, _, Some(_)) => Relation::Narrower,
        (_, true, Some(_), _) => Relation::Broader,
        _ if never(&apart) => Relation::Disjoint,
        (_, _, Some(_), Some(_)) if cell(&both).is_some() => Relation::Overlapping,
        _ => Relation::Untranslated,
    };
    let only_a = cell(&outside_b).map(|cell| examples.witness(cell, Meets::OnlyA));
    let only_b = cell(&outside_a).map(|cell| examples.witness(cell, Meets::OnlyB));
    let witnesses: Vec<Witness> = match relation {
        Relation::Narrower => only_b.into_iter().collect(),
        Relation::Broader => only_a.into_iter().collect(),
        // No item is in both, whatever is in doubt: any item of one shows it.
        Relation::Disjoint => {
            let (of_a, of_b) = (some(&[a]), some(&[b]));
            cell(&of_a)
                .map(|cell| examples.witness(cell, Meets::OnlyA))
                .into_iter()
                .chain(cell(&of_b).map(|cell| examples.witness(cell, Meets::OnlyB)))
                .collect()
        }
        Relation::Overlapping => only_a.into_iter().chain(only_b).chain(cell(&both).map(|cell| examples.witness(cell, Meets::Both))).collect(),
        _ => Vec::new(),
    };
    let outcome = match relation {
        Relation::Untranslated if doubt.is_empty() => "they differ, if at all, only in values that no item is likely to have",
        Relation::Untranslated => "what is in doubt decides",
        _ if doubt.is_empty() => "",
        _ => "the figures decide whatever is in doubt",
    };
    Verdict { relation, witnesses, basis: basis(outcome).into(), gap: gap(a, b).filter(|_| relation.differs()) }
}

fn cell(found: &Found) -> Option<&Cell> {
    if let Found::Item(cell) = found { Some(cell) } else { None }
}

/// Which conditions may mean anything.
struct Doubt {
    /// Those of each side.
    a: BTreeSet<Key>,
    b: BTreeSet<Key>,
    /// Whether words of that side may be taken to fit an item where that proves a difference: the other side then has nothing of
    /// its own that the words could be another way to say.
    may_fit_a: bool,
    may_fit_b: bool,
}

impl Doubt {
    fn new(a: &Formula, b: &Formula, keys_a: &BTreeSet<Key>, keys_b: &BTreeSet<Key>, vocabulary: &Characteristics) -> Self {
        let only = |keys: &BTreeSet<Key>, others: &BTreeSet<Key>| keys.difference(others).copied().collect::<BTreeSet<Key>>();
        let (only_a, only_b) = (only(keys_a, keys_b), only(keys_b, keys_a));
        let opaque = |keys: &BTreeSet<Key>| keys.iter().copied().filter(|key| key.is_opaque()).collect::<BTreeSet<Key>>();
        let mut doubt = Self { a: opaque(&only_a), b: opaque(&only_b), may_fit_a: only_b.is_empty(), may_fit_b: only_a.is_empty() };
        for key_a in &only_a {
            for key_b in &only_b {
                if same_measure(*key_a, *key_b, vocabulary) {
                    doubt.a.insert(*key_a);
                    doubt.b.insert(*key_b);
                }
            }
        }
        for key in keys_a.intersection(keys_b) {
            if let Key::Terms(of) = key
                && !related(&terms(a, *of), &terms(b, *of), vocabulary)
            {
                doubt.a.insert(*key);
                doubt.b.insert(*key);
            }
        }
        for key in keys_a.union(keys_b) {
            if follows(*key, keys_a, keys_b, vocabulary) {
                doubt.a.insert(*key);
                doubt.b.insert(*key);
            }
        }
        doubt
    }

    fn is_empty(&self) -> bool {
        self.a.is_empty() && self.b.is_empty()
    }

    fn in_doubt(&self, key: Key) -> bool {
        self.a.contains(&key) || self.b.contains(&key)
    }

    /// Whether a condition of one side cannot be taken to be met.
    fn unsure(&self, key: Key, side: SideOf) -> bool {
        let may_fit = match side {
            SideOf::A => self.may_fit_a && self.b.is_empty(),
            SideOf::B => self.may_fit_b && self.a.is_empty(),
        };
        self.in_doubt(key) && !(may_fit && matches!(key, Key::Words(_) | Key::Meets(_)))
    }

    fn basis(&self, keys_a: &BTreeSet<Key>, keys_b: &BTreeSet<Key>, examples: &Examples<'_>, outcome: &str) -> String {
        let names =
            |keys: Vec<Key>| keys.into_iter().map(|key| examples.name(key).to_string()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
        let shared: Vec<Key> = keys_a.intersection(keys_b).copied().filter(|key| !self.in_doubt(*key)).collect();
        let (opaque, told): (Vec<Key>, Vec<Key>) = shared.into_iter().partition(|key| key.is_opaque());
        let alone = |keys: &BTreeSet<Key>, others: &BTreeSet<Key>| keys.difference(others).copied().filter(|key| !self.in_doubt(*key)).collect::<Vec<_>>();
        let rows = [
            ("compared", names(told)),
            ("same in both", names(opaque)),
            ("asked by a alone", names(alone(keys_a, keys_b))),
            ("asked by b alone", names(alone(keys_b, keys_a))),
            ("in doubt of a", names(self.a.iter().copied().collect())),
            ("in doubt of b", names(self.b.iter().copied().collect())),
        ];
        let mut text: Vec<String> = rows.into_iter().filter(|(_, names)| !names.is_empty()).map(|(what, names)| format!("{what}: {names}")).collect();
        if !outcome.is_empty() {
            text.push(outcome.into());
        }
        text.join("; ")
    }
}

/// Two characteristics that are perhaps one thing measured in two ways: of one dimension, or two flags, terms or sets of substances.
fn same_measure(a: Key, b: Key, vocabulary: &Characteristics) -> bool {
    let dimension = |of: CharacteristicId| match &vocabulary.get(of).ty {
        CharacteristicType::Quantity { one, .. } => Some(one.dimension()),
        _ => None,
    };
    match (a, b) {
        (Key::Quantity(a), Key::Quantity(b)) => dimension(a) == dimension(b),
        (Key::Flag(_) | Key::Terms(_), Key::Flag(_) | Key::Terms(_)) | (Key::Cas(_), Key::Cas(_)) => true,
        _ => false,
    }
}

/// Whether a quantity is not free, because it follows from others that are compared too; or is told by the one side where the other
/// tells what it follows from.
fn follows(key: Key, keys_a: &BTreeSet<Key>, keys_b: &BTreeSet<Key>, vocabulary: &Characteristics) -> bool {
    let Key::Quantity(of) = key else { return false };
    let inputs = inputs(of, vocabulary);
    let fixed = |of: &CharacteristicId| keys_a.contains(&Key::Quantity(*of)) || keys_b.contains(&Key::Quantity(*of));
    let direct = vocabulary.get(of).formula.as_ref().map(comity_law::criteria::Formula::inputs).unwrap_or_default();
    let determined = !direct.is_empty() && direct.iter().all(|input| fixed(input) || vocabulary.get(*input).formula.is_some());
    let split = |these: &BTreeSet<Key>, those: &BTreeSet<Key>| {
        !those.contains(&key) && inputs.iter().map(|input| Key::Quantity(*input)).any(|input| those.contains(&input) && !these.contains(&input))
    };
    determined || keys_a.contains(&key) && split(keys_a, keys_b) || keys_b.contains(&key) && split(keys_b, keys_a)
}

/// What a characteristic follows from, nearest first.
fn inputs(of: CharacteristicId, vocabulary: &Characteristics) -> Vec<CharacteristicId> {
    let mut all = vec![of];
    let mut next = 0;
    while let Some(one) = all.get(next).copied() {
        next += 1;
        for input in vocabulary.get(one).formula.iter().flat_map(comity_law::criteria::Formula::inputs) {
            if !all.contains(&input) {
                all.push(input);
            }
        }
    }
    all.split_off(1)
}

fn terms(formula: &Formula, of: CharacteristicId) -> Vec<TermId> {
    let mut terms = Vec::new();
    formula.literals(&mut |literal| {
        if let Literal::Term(other, term, _) = literal
            && *other == of
        {
            terms.push(*term);
        }
    });
    terms
}

/// Whether some term of the one lies within one of the other.
fn related(a: &[TermId], b: &[TermId], vocabulary: &Characteristics) -> bool {
    a.iter().any(|a| b.iter().any(|b| vocabulary.is_within(*a, *b) || vocabulary.is_within(*b, *a)))
}

/// The largest ratio between the limits of one characteristic in one direction, where each side has just one.
fn gap(a: &Formula, b: &Formula) -> Option<Exact> {
    let (a, b) = (limits(a), limits(b));
    let single = |numbers: &BTreeSet<Exact>| numbers.first().copied().filter(|_| numbers.len() == 1);
    let ratios = a.iter().filter_map(|(direction, numbers)| {
        let (a, b) = (single(numbers)?, single(b.get(direction)?)?);
        a.max(b).checked_div(a.min(b))
    });
    ratios.max().filter(|ratio| *ratio > Exact::ONE)
}

/// Limits above zero, by characteristic and direction.
fn limits(formula: &Formula) -> BTreeMap<(CharacteristicId, bool), BTreeSet<Exact>> {
    let mut limits: BTreeMap<_, BTreeSet<Exact>> = BTreeMap::new();
    formula.literals(&mut |literal| {
        if let Literal::Within(axis, interval) = literal {
            for (upper, bound) in [(false, interval.lower()), (true, interval.upper())] {
                if let Bound::Included(number) | Bound::Excluded(number) = bound
                    && number > Exact::ZERO
                {
                    limits.entry((axis.of, upper)).or_default().insert(number);
                }
            }
        }
    });
    limits
}
