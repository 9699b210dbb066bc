//! What the figures of a description say of candidates: "12-bit ADC, 500 MSPS" meets a paragraph on converters, "100 MSPS" misses all of them.
//!
//! Only the order of candidates hangs on it. A figure is taken for whatever a paragraph asks in its dimension, so that a wrong reading can misplace
//! a candidate but never remove it.

use std::collections::HashMap;

use comity_law::{
    Join, NodeStatus,
    condition::Comparison,
    criteria::{CharacteristicType, Characteristics, Criteria, Criterion, Edition, NodeIndex, TermId},
};
use comity_quantity::{Dimension, Exact, Quantity};
use jiff::civil::Date;

/// Figures of a description at most: more are a data sheet, and cost time.
const FIGURES: usize = 12;
/// Ways to meet one entry at most: a product of conditions beyond it is left unread.
const WAYS: usize = 512;

/// The conditions on figures of every entry, by list.
#[derive(Debug, Default)]
pub(super) struct Figures {
    lists: HashMap<Box<str>, (Date, Entries)>,
}

/// The ways to meet each entry of one edition.
type Entries = HashMap<NodeIndex, Vec<Way>>;

/// One way to meet an entry.
#[derive(Clone, Debug, Default)]
struct Way {
    kinds: Vec<TermId>,
    asks: Vec<Ask>,
}

#[derive(Clone, Debug)]
struct Ask {
    dimension: Dimension,
    comparison: Comparison,
    limit: Exact,
}

/// What the figures say of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Some way to meet it is met as far as figures go.
    Met,
    /// Every way that concerns what the description names is missed.
    Missed,
    /// Neither.
    Open,
}

/// A number with its dimension, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    base: Exact,
    dimension: Dimension,
}

impl Figures {
    pub(super) fn new(criteria: &Criteria) -> Self {
        let editions = criteria.lists().into_iter().filter_map(|list| criteria.edition(list, None));
        let lists = editions.map(|edition| {
            let entries = edition.indexes().filter(|node| edition.get(*node).parent.is_none());
            let ways = entries.map(|entry| {
                let mut ways = ways(edition, &criteria.vocabulary, entry);
                ways.retain(|way| !way.kinds.is_empty());
                (entry, ways)
            });
            (edition.list.clone(), (edition.date, ways.filter(|(_, ways)| ways.iter().any(|way| !way.asks.is_empty())).collect()))
        });
        Self { lists: lists.collect() }
    }

    /// What figures say of an entry, for an item of the kinds that a description names.
    pub(super) fn said(&self, edition: &Edition, entry: NodeIndex, kinds: &[TermId], figures: &[Figure]) -> Said {
        let ways = self.lists.get(&edition.list).filter(|(date, _)| *date == edition.date).and_then(|(_, entries)| entries.get(&entry));
        let (Some(ways), false) = (ways, figures.is_empty()) else { return Said::Open };
        let mut concerned = ways.iter().filter(|way| way.kinds.iter().any(|kind| kinds.contains(kind))).map(|way| way.said(figures)).peekable();
        if concerned.peek().is_none() {
            return Said::Open;
        }
        concerned.fold(Said::Missed, |all, one| match (all, one) {
            (Said::Met, _) | (_, Said::Met) => Said::Met,
            (Said::Missed, Said::Missed) => Said::Missed,
            _ => Said::Open,
        })
    }
}

impl Way {
    fn said(&self, figures: &[Figure]) -> Said {
        let mut met = 0;
        for ask in &self.asks {
            let mut of = figures.iter().filter(|figure| figure.dimension == ask.dimension).peekable();
            if of.peek().is_none() {
                continue;
            }
            if !of.any(|figure| ask.comparison.holds(figure.base.cmp(&ask.limit))) {
                return Said::Missed;
            }
            met += 1;
        }
        // Two figures that fit speak for a paragraph though a third be untold; one alone does not.
        if met > 0 && (met == self.asks.len() || met > 1) { Said::Met } else { Said::Open }
    }

    fn and(&self, other: &Self) -> Self {
        Self { kinds: [&*self.kinds, &*other.kinds].concat(), asks: [&*self.asks, &*other.asks].concat() }
    }
}

/// The ways to meet a paragraph and what is below it.
fn ways(edition: &Edition, vocabulary: &Characteristics, node: NodeIndex) -> Vec<Way> {
    let mut own = Way::default();
    gather(&edition.get(node).own, vocabulary, &mut own);
    let children: Vec<Vec<Way>> =
        edition.children(node).filter(|child| edition.get(*child).status == NodeStatus::Active).map(|child| ways(edition, vocabulary, child)).collect();
    let below: Vec<Way> = match edition.get(node).join {
        _ if children.is_empty() => vec![Way::default()],
        Join::All => children.iter().fold(vec![Way::default()], |all, child| {
            let both = all.iter().flat_map(|left| child.iter().map(|right| left.and(right)));
            both.take(WAYS).collect()
        }),
        Join::Any | Join::Class => children.into_iter().flatten().take(WAYS).collect(),
    };
    below.iter().map(|way| own.and(way)).collect()
}

/// What a criterion asks beyond doubt: the parts that it joins by `and`.
fn gather(criterion: &Criterion, vocabulary: &Characteristics, way: &mut Way) {
    match criterion {
        Criterion::All(parts) => parts.iter().for_each(|part| gather(part, vocabulary, way)),
        Criterion::Terms(_, terms) => way.kinds.extend(terms),
        Criterion::Compare(of, comparison, measure) => {
            if let CharacteristicType::Quantity { one, .. } = &vocabulary.get(*of).ty
                && !one.dimension().is_dimensionless()
            {
                way.asks.push(Ask { dimension: one.dimension(), comparison: *comparison, limit: measure.base });
            }
        }
        _ => {}
    }
}

/// The figures of a text that have a unit: `12-bit`, `500 MSPS`, `40 GHz`; both of `27-31 GHz`.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let mut out = Vec::new();
    let mut from: Option<&str> = None; // a number that waits for the unit of the one after it
    let mut rest = text;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        if !c.is_ascii_digit() || before.is_some_and(char::is_alphanumeric) {
            before = Some(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        if out.len() >= FIGURES {
            break;
        }
        let number = leading(rest, |c| c.is_ascii_digit() || c == '.').trim_end_matches('.');
        let tail = rest.get(number.len()..).unwrap_or_default();
        let spaced = tail.strip_prefix([' ', '-']).unwrap_or(tail);
        let unit = leading(spaced, |c| c.is_alphabetic() || c == '/' || c == '°' || c == '%');
        match quantity(number, unit) {
            Some(figure) => {
                out.extend(from.take().and_then(|from| quantity(from, unit)));
                out.push(figure);
            }
            None => from = is_range(tail).then_some(number),
        }
        before = number.chars().last();
        rest = tail;
    }
    out
}

fn leading(text: &str, of: impl Fn(char) -> bool) -> &str {
    text.find(|c| !of(c)).and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Whether what follows a number makes it the lower end of a range.
fn is_range(tail: &str) -> bool {
    let tail = tail.trim_start();
    let rest = tail.strip_prefix(['-', '–', '~']).or_else(|| tail.strip_prefix("to "));
    rest.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

fn quantity(number: &str, unit: &str) -> Option<Figure> {
    if unit.is_empty() {
        return None;
    }
    let read: Quantity = format!("{number} {unit}").parse().ok()?;
    (!read.dimension().is_dimensionless()).then(|| Figure { base: read.base(), dimension: read.dimension() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let of = |text: &&str| text.parse::<Quantity>().map(|read| Figure { base: read.base(), dimension: read.dimension() }).unwrap();
        assert_eq!(figures(text), expected.iter().map(of).collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn figures_are_read_with_their_units() {
        check("12-bit 500 MSPS ADC", &["12 bit", "500 MSPS"]);
        check("Amplifier, 27-31 GHz, 10W", &["27 GHz", "31 GHz", "10 W"]);
        check("20 Hz to 2 MHz", &["20 Hz", "2 MHz"]);
        check("SKU210 PG132 640x480 2 of them", &[]);
        check("", &[]);
    }
}
