//! What two provisions control, over two numbers: drawn only where two numbers are all that they ask beside words and terms.

use std::collections::BTreeSet;

use comity_compare::Pair;
use comity_law::{
    condition::Comparison,
    criteria::{CharacteristicId, CharacteristicType, Criteria, Criterion, Edition},
};
use comity_portal::charts::{Plot, Point, Rectangle, Span};
use comity_quantity::Quantity;

/// The drawing; none where the two ask about fewer or more than two numbers, or in a way that is no rectangle.
pub fn plot(criteria: &Criteria, a: (&Edition, &str), b: (&Edition, &str), pair: &Pair) -> Option<Plot> {
    let (a, b) = (&a.0.node(a.1)?.1.own, &b.0.node(b.1)?.1.own);
    let mut numbers = BTreeSet::new();
    for criterion in [a, b] {
        criterion.visit(&mut |part| {
            if let Criterion::Compare(of, ..) = part {
                numbers.insert(of.index());
            }
        });
    }
    let mut ids = criteria.vocabulary.ids().filter(|id| numbers.contains(&id.index()));
    let (x, y) = (ids.next()?, ids.next()?);
    if ids.next().is_some() {
        return None;
    }
    let axes = Axes { criteria, x };
    let witnesses = pair.verdict.witnesses.iter().filter_map(|witness| {
        let value = |id: CharacteristicId| axes.number(id, witness.item.get(&criteria.vocabulary.get(id).id)?);
        Some(Point { x: value(x)?, y: value(y)?, label: super::figures(criteria, witness) })
    });
    Some(Plot { x: axes.name(x), y: axes.name(y), a: axes.rectangles(a)?, b: axes.rectangles(b)?, witnesses: witnesses.collect() })
}

struct Axes<'c> {
    criteria: &'c Criteria,
    x: CharacteristicId,
}

impl Axes<'_> {
    fn name(&self, id: CharacteristicId) -> String {
        let characteristic = self.criteria.vocabulary.get(id);
        match &characteristic.ty {
            CharacteristicType::Quantity { unit, .. } if !unit.is_empty() => format!("{} ({unit})", characteristic.label),
            _ => characteristic.label.to_string(),
        }
    }

    /// A number in base units, in the unit of its axis.
    fn scaled(&self, id: CharacteristicId, base: f64) -> Option<f64> {
        let CharacteristicType::Quantity { one, .. } = &self.criteria.vocabulary.get(id).ty else { return None };
        let one = one.base().to_f64();
        (one != 0.0).then(|| base / one)
    }

    fn number(&self, id: CharacteristicId, written: &str) -> Option<f64> {
        let quantity: Quantity = written.parse().ok()?;
        self.scaled(id, quantity.base().to_f64())
    }

    /// The rectangles of a criterion; words, terms and flags hold for the whole plane.
    fn rectangles(&self, criterion: &Criterion) -> Option<Vec<Rectangle>> {
        let whole = || Some(vec![Rectangle::default()]);
        match criterion {
            Criterion::All(parts) => parts.iter().try_fold(vec![Rectangle::default()], |all, part| {
                let more = self.rectangles(part)?;
                Some(all.iter().flat_map(|one| more.iter().filter_map(move |other| both(one, other))).collect())
            }),
            Criterion::Any(parts) => parts.iter().try_fold(Vec::new(), |mut all, part| {
                all.extend(self.rectangles(part)?);
                Some(all)
            }),
            Criterion::Compare(of, comparison, measure) => {
                let number = self.scaled(*of, measure.base.to_f64())?;
                let span = match comparison {
                    Comparison::Equal => Span { from: Some(number), to: Some(number) },
                    Comparison::Less | Comparison::AtMost => Span { from: None, to: Some(number) },
                    Comparison::Greater | Comparison::AtLeast => Span { from: Some(number), to: None },
                    Comparison::NotEqual => return None,
                };
                let whole = Rectangle::default();
                Some(vec![if *of == self.x { Rectangle { x: span, ..whole } } else { Rectangle { y: span, ..whole } }])
            }
            Criterion::Always(true) | Criterion::Flag(_) | Criterion::Terms(..) | Criterion::Cas(..) | Criterion::Words(_) => whole(),
            // What is not read, or refers elsewhere, may ask about the numbers too: no drawing is better than a wrong one.
            Criterion::Always(false) | Criterion::Not(_) | Criterion::AtLeast(..) | Criterion::Meets(_) | Criterion::Untranslated(_) => None,
        }
    }
}

/// Where two rectangles overlap.
fn both(one: &Rectangle, other: &Rectangle) -> Option<Rectangle> {
    Some(Rectangle { x: overlap(one.x, other.x)?, y: overlap(one.y, other.y)? })
}

fn overlap(one: Span, other: Span) -> Option<Span> {
    let pick = |a: Option<f64>, b: Option<f64>, better: fn(f64, f64) -> f64| match (a, b) {
        (Some(a), Some(b)) => Some(better(a, b)),
        (a, b) => a.or(b),
    };
    let span = Span { from: pick(one.from, other.from, f64::max), to: pick(one.to, other.to, f64::min) };
    match (span.from, span.to) {
        (Some(from), Some(to)) if from > to => None,
        _ => Some(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: impl Into<Option<f64>>, to: impl Into<Option<f64>>) -> Span {
        Span { from: from.into(), to: to.into() }
    }

    #[test]
    fn overlaps_are_the_narrower_of_both() {
        assert_eq!(overlap(span(1.0, None), span(None, 5.0)), Some(span(1.0, 5.0)));
        assert_eq!(overlap(span(1.0, 9.0), span(3.0, 5.0)), Some(span(3.0, 5.0)));
        assert_eq!(overlap(span(6.0, None), span(None, 5.0)), None);
    }
}
