//! Example items, in figures that a person would choose.

use std::collections::BTreeMap;

use comity_law::criteria::{CharacteristicId, CharacteristicType, Characteristics, Criterion, Edition, NodeIndex, WordsId};
use comity_quantity::{Bound, Exact, Interval, Quantity, Unit};
use serde::Serialize;

use crate::region::{Axis, Cell, Domain, End, Key, SideOf, Substances};

/// Which of two criteria an example meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Meets {
    /// The first and not the second.
    #[serde(rename = "a")]
    OnlyA,
    /// The second and not the first.
    #[serde(rename = "b")]
    OnlyB,
    /// Both.
    #[serde(rename = "both")]
    Both,
}

/// An example item that proves a difference (or an overlap).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// Which criteria it meets.
    pub meets: Meets,
    /// Characteristic to value: `sample_rate` to `450 MSPS`, a range as `30 GHz to 40 GHz`.
    pub item: BTreeMap<Box<str>, Box<str>>,
    /// Conditions that no characteristic tells and that are taken to fit the item: wordings by digest, references by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fits: Vec<Box<str>>,
    /// Those that are taken not to fit it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fits_not: Vec<Box<str>>,
    /// The box that it was chosen from.
    #[serde(skip)]
    pub cell: Cell,
}

impl std::fmt::Display for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let figures = self.item.iter().map(|(id, value)| format!("{id} = {value}"));
        let fits = self.fits.iter().map(|what| format!("fits {what}"));
        let fits_not = self.fits_not.iter().map(|what| format!("fits not {what}"));
        let all: Vec<String> = figures.chain(fits).chain(fits_not).collect();
        let who = match self.meets {
            Meets::OnlyA => "a only",
            Meets::OnlyB => "b only",
            Meets::Both => "both",
        };
        write!(f, "{}: {who}", if all.is_empty() { "any item".into() } else { all.join(", ") })
    }
}

/// What turns boxes into examples: names, the units that the criteria write, and the two editions for the codes of references.
pub struct Examples<'a> {
    pub(crate) vocabulary: &'a Characteristics,
    pub(crate) domain: &'a Domain,
    pub(crate) units: BTreeMap<CharacteristicId, Unit>,
    pub(crate) editions: Option<(&'a Edition, &'a Edition)>,
    /// The two paragraphs compared: where their words stand.
    pub(crate) pair: Option<(NodeIndex, NodeIndex)>,
}

impl<'a> Examples<'a> {
    /// Examples in the units that some criteria write; in those of the vocabulary where they write none.
    pub fn new(vocabulary: &'a Characteristics, domain: &'a Domain, criteria: &[&Criterion]) -> Self {
        let mut units = BTreeMap::new();
        for criterion in criteria {
            criterion.visit(&mut |part| {
                if let Criterion::Compare(of, _, measure) = part
                    && !units.contains_key(of)
                    && let Ok(quantity) = measure.written.parse::<Quantity>()
                {
                    units.insert(*of, quantity.unit().clone());
                }
            });
        }
        Self { vocabulary, domain, units, editions: None, pair: None }
    }

    /// One item of a box.
    pub fn witness(&self, cell: &Cell, meets: Meets) -> Witness {
        let mut item: BTreeMap<Box<str>, Box<str>> = BTreeMap::new();
        for (axis, range) in &cell.ranges {
            let value = match axis.end {
                End::Value => self.figure(axis.of, *range),
                End::High => continue, // with its lowest
                End::Low => {
                    let high = cell.ranges.get(&Axis { end: End::High, ..*axis }).copied().unwrap_or(Interval::ALL);
                    let both = range.intersection(high);
                    if both.is_empty() { format!("{} to {}", self.figure(axis.of, *range), self.figure(axis.of, high)) } else { self.figure(axis.of, both) }
                }
            };
            item.insert(self.vocabulary.get(axis.of).id.clone(), value.into());
        }
        for (of, term) in &cell.has {
            // A broader term goes without saying.
            if !cell.has.iter().any(|(_, other)| other != term && self.vocabulary.is_within(*other, *term)) {
                let all = item.entry(self.vocabulary.get(*of).id.clone()).or_default();
                let comma = if all.is_empty() { "" } else { ", " };
                *all = format!("{all}{comma}{}", self.vocabulary.term(*term).id).into();
            }
        }
        for (of, term) in &cell.lacks {
            item.entry(self.vocabulary.get(*of).id.clone()).or_insert_with(|| format!("other than {}", self.vocabulary.term(*term).id).into());
        }
        for (of, substances) in &cell.substances {
            let value = match substances {
                Substances::Among(numbers) => numbers.first().cloned().unwrap_or_default(),
                Substances::Except(_) => "another substance".into(),
            };
            item.insert(self.vocabulary.get(*of).id.clone(), value);
        }
        let (mut fits, mut fits_not) = (Vec::new(), Vec::new());
        for (key, truth) in &cell.truths {
            if let Key::Flag(of) = key {
                item.insert(self.vocabulary.get(*of).id.clone(), truth.to_string().into());
            } else {
                let name = self.name(*key);
                if *truth { fits.push(name) } else { fits_not.push(name) }
            }
        }
        Witness { meets, item, fits, fits_not, cell: cell.clone() }
    }

    /// How an opaque condition is told to people.
    pub fn name(&self, key: Key) -> Box<str> {
        match key {
            Key::Words(words) => match self.place(words) {
                Some(place) => format!("words {words} of {place}").into(),
                None => format!("words {words}").into(),
            },
            Key::Meets(reference) => {
                let edition = self.editions.map(|(a, b)| if reference.side == SideOf::A { a } else { b });
                let node = edition.and_then(|edition| edition.nodes.get(reference.node).map(|node| format!("{}:{}", edition.list, node.code)));
                node.unwrap_or_else(|| format!("provision {}", reference.node)).into()
            }
            Key::Unread(SideOf::A, _) => "what is not read of a".into(),
            Key::Unread(SideOf::B, _) => "what is not read of b".into(),
            Key::Quantity(of) | Key::Flag(of) | Key::Terms(of) | Key::Cas(of) => self.vocabulary.get(of).id.clone(),
        }
    }

    /// A paragraph of the pair, or above or below one of them, that has some words.
    fn place(&self, words: WordsId) -> Option<String> {
        let ((a, b), (in_a, in_b)) = self.pair.zip(self.editions)?;
        [(in_a, a), (in_b, b)].into_iter().find_map(|(edition, node)| {
            let below = edition.indexes().skip(node.index()).take(edition.get(node).end.index() - node.index());
            let found = below.chain(edition.ancestors(node)).find(|index| {
                let node = edition.get(*index);
                let mut has = false;
                let mut look = |part: &Criterion| has |= *part == Criterion::Words(words);
                node.own.visit(&mut look);
                node.exclusions.iter().for_each(|exclusion| exclusion.criterion.visit(&mut look));
                has
            })?;
            Some(format!("{}:{}", edition.list, edition.get(found).code))
        })
    }

    /// A value of a range, in the unit that the law writes.
    fn figure(&self, of: CharacteristicId, range: Interval) -> String {
        let CharacteristicType::Quantity { one, .. } = &self.vocabulary.get(of).ty else { return String::new() };
        let unit = self.units.get(&of).unwrap_or(one.unit());
        let whole = self.domain.is_whole(of);
        let in_unit = |base: Exact| base.checked_sub(unit.offset())?.checked_div(unit.factor());
        let bound = |bound: Bound| {
            Some(match bound {
                Bound::Included(number) => Bound::Included(in_unit(number)?),
                Bound::Excluded(number) => Bound::Excluded(in_unit(number)?),
                Bound::Unbounded => Bound::Unbounded,
            })
        };
        let chosen = bound(range.lower()).zip(bound(range.upper())).and_then(|(lower, upper)| round_number(Interval::new(lower, upper), whole));
        match chosen {
            Some(number) if unit.symbol().is_empty() => number.to_string(),
            Some(number) => format!("{number} {}", unit.symbol()),
            // The range is filled, but its figures are beyond what can be written in that unit.
            None => format!("within {range} (base units)"),
        }
    }
}

/// A number of a range with as few digits as possible, near its middle; near its end where it has one end only.
pub(crate) fn round_number(range: Interval, whole: bool) -> Option<Exact> {
    let (two, three) = (Exact::from(2), Exact::from(3));
    let number = |bound| match bound {
        Bound::Included(number) | Bound::Excluded(number) => Some(number),
        Bound::Unbounded => None,
    };
    let aim = match (number(range.lower()), number(range.upper())) {
        (Some(lower), Some(upper)) if lower == upper => return Some(lower).filter(|number| range.contains(*number)),
        (Some(lower), Some(upper)) => lower.checked_add(upper)?.checked_div(two)?,
        (Some(lower), None) if lower > Exact::ZERO => lower.checked_mul(three)?.checked_div(two)?,
        (Some(lower), None) => Exact::ONE.max(lower.checked_add(Exact::ONE)?.min(Exact::ONE)),
        (None, Some(upper)) if upper > Exact::ZERO => upper.checked_div(two)?,
        (None, Some(upper)) => upper.checked_mul(three)?.checked_div(two)?.checked_sub(Exact::ONE)?,
        (None, None) => Exact::ONE,
    };
    // A limit itself is an odd example.
    let fits = |number: &Exact| {
        let inside = range.contains(*number) && ![range.lower(), range.upper()].contains(&Bound::Included(*number));
        inside && (!whole || number.is_integer())
    };
    // The power of ten of the first digit.
    let (mut power, size) = (0_i32, if aim < Exact::ZERO { aim.negated() } else { aim });
    let ten = Exact::from(10);
    while power < 40 && !size.is_zero() && ten.checked_pow(power + 1).is_some_and(|next| next <= size) {
        power += 1;
    }
    while power > -40 && !size.is_zero() && ten.checked_pow(power).is_some_and(|now| now > size) {
        power -= 1;
    }
    for digits in 0..9 {
        let Some(step) = ten.checked_pow(power - digits) else { break };
        let Some(steps) = aim.checked_div(step) else { break };
        let floor = steps.numerator().div_euclid(steps.denominator());
        let half_up = Exact::new(floor, 1).zip(Exact::new(1, 2)).and_then(|(floor, half)| floor.checked_add(half)).is_some_and(|half| steps >= half);
        let near = if half_up { [floor + 1, floor] } else { [floor, floor + 1] };
        let found = near.into_iter().filter_map(|count| Exact::new(count, 1)?.checked_mul(step)).find(|number| fits(number) && !number.is_zero());
        if found.is_some() {
            return found;
        }
    }
    range.witness().filter(|number| !whole || number.is_integer()).or_else(|| range.witness())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lower: Bound, upper: Bound, want: &str) {
        let chosen = round_number(Interval::new(lower, upper), false).map(|number| number.to_string());
        assert_eq!(chosen.as_deref(), Some(want));
    }

    #[test]
    fn figures_are_round() {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let n = |text: &str| text.parse::<Exact>().unwrap();
        check(Excluded(n("400")), Included(n("650")), "500");
        check(Excluded(n("170")), Included(n("520")), "300");
        check(Included(n("4800")), Excluded(n("6000")), "5000");
        check(Included(n("0.1")), Excluded(n("0.5")), "0.3");
        check(Included(n("12")), Excluded(n("14")), "13");
        check(Excluded(n("3")), Unbounded, "5");
        check(Unbounded, Excluded(n("0.4")), "0.2");
        check(Included(n("-150")), Excluded(n("-140")), "-145");
        check(Included(n("7")), Included(n("7")), "7");
    }
}
