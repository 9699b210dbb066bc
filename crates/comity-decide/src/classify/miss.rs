//! How far an item is from a paragraph that only its numbers keep it out of.

use comity_law::criteria::{Criterion, Measure, NodeIndex};
use comity_quantity::{Exact, Interval, Quantity};
use serde::Serialize;

use super::{evaluate::Evaluation, profile::Trait};
use crate::belief::Truth;

/// One number that fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Miss {
    /// The distance, in the unit of the limit.
    pub by: Box<str>,
    /// The characteristic.
    pub characteristic: Box<str>,
    /// What the paragraph asks.
    pub condition: Box<str>,
    /// What the item has.
    pub value: Box<str>,
    /// The distance as a share of the limit.
    #[serde(skip)]
    pub share: f64,
}

impl Miss {
    /// The miss as a person says it.
    pub fn in_words(&self) -> String {
        // A limit that is itself not in: "less than 12 bit" of an item of 12 bit.
        let by = if self.share == 0.0 { "nothing but the limit itself" } else { &self.by };
        format!("{by} ({}; the item has {})", self.condition, self.value)
    }
}

impl Evaluation<'_> {
    /// The numbers that keep the item out of a paragraph and of what stands above it.
    pub(super) fn misses(&self, node: NodeIndex) -> Vec<Miss> {
        let mut misses = Vec::new();
        for above in self.edition.ancestors(node) {
            self.failing(&self.edition.get(above).own, &mut misses);
        }
        self.failing_below(node, &mut misses);
        misses
    }

    fn failing_below(&self, node: NodeIndex, misses: &mut Vec<Miss>) {
        self.failing(&self.edition.get(node).own, misses);
        let failing: Vec<NodeIndex> = self.edition.children(node).filter(|child| self.below(*child).truth == Truth::False).collect();
        failing.into_iter().for_each(|child| self.failing_below(child, misses));
    }

    fn failing(&self, criterion: &Criterion, misses: &mut Vec<Miss>) {
        if self.criterion(criterion).truth != Truth::False {
            return;
        }
        match criterion {
            Criterion::All(parts) | Criterion::AtLeast(_, parts) => parts.iter().for_each(|part| self.failing(part, misses)),
            Criterion::Any(parts) => {
                // The alternative that is nearest.
                let mut best: Option<Vec<Miss>> = None;
                for part in parts {
                    let mut own = Vec::new();
                    self.failing(part, &mut own);
                    let share = |misses: &[Miss]| misses.iter().map(|miss| miss.share).sum::<f64>();
                    if !own.is_empty() && best.as_ref().is_none_or(|best| share(&own) < share(best)) {
                        best = Some(own);
                    }
                }
                misses.extend(best.into_iter().flatten());
            }
            Criterion::Compare(of, comparison, measure) => {
                let characteristic = self.vocabulary.get(*of);
                let Some(Trait::Number(value)) = self.profile.get(*of) else { return };
                let Some((by, share)) = distance(value, measure) else { return };
                misses.push(Miss {
                    by: by.into(),
                    characteristic: characteristic.id.clone(),
                    condition: format!("{} {} {}", characteristic.label, comparison.sign(), measure.written).into(),
                    value: self.profile.written(*of).unwrap_or("derived").into(),
                    share,
                });
            }
            _ => {}
        }
    }
}

/// How far the nearest known value is from a limit: in the limit's unit, and as a share of the limit.
fn distance(value: &Interval, limit: &Measure) -> Option<(String, f64)> {
    let ends = [value.lower(), value.upper()].into_iter().filter_map(|bound| match bound {
        std::ops::Bound::Included(end) | std::ops::Bound::Excluded(end) => Some(end),
        std::ops::Bound::Unbounded => None,
    });
    let gap = |end: Exact| end.checked_sub(limit.base).map(|gap| if gap < Exact::ZERO { Exact::ZERO.checked_sub(gap).unwrap_or(gap) } else { gap });
    let gap = ends.filter_map(gap).min()?;
    let written: Quantity = limit.written.parse().ok()?;
    let shown = gap.checked_div(written.unit().factor())?;
    let symbol = written.unit().symbol();
    let share = if limit.base == Exact::ZERO { f64::INFINITY } else { (gap.to_f64() / limit.base.to_f64()).abs() };
    Some((format!("{shown} {symbol}").trim_end().to_owned(), share))
}
