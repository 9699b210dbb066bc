//! What a ministry would read: how much of two lists agrees, where they part, by how much.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Comparison, Pair, Relation};

/// How many provisions stand in each relation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Pairs that cover the same.
    pub equal: usize,
    /// The first covers less.
    pub narrower: usize,
    /// The first covers more.
    pub broader: usize,
    /// Each covers something of its own.
    pub overlapping: usize,
    /// They have nothing in common.
    pub disjoint: usize,
    /// Not told.
    pub untranslated: usize,
    /// Provisions of the first list without a counterpart.
    pub only_a: usize,
    /// Provisions of the second list without a counterpart.
    pub only_b: usize,
}

impl Counts {
    fn add(&mut self, pair: &Pair) {
        *match pair.verdict.relation {
            Relation::Equal => &mut self.equal,
            Relation::Narrower => &mut self.narrower,
            Relation::Broader => &mut self.broader,
            Relation::Overlapping => &mut self.overlapping,
            Relation::Disjoint => &mut self.disjoint,
            Relation::Untranslated => &mut self.untranslated,
            Relation::Only if pair.b.is_none() => &mut self.only_a,
            Relation::Only => &mut self.only_b,
        } += 1;
    }

    /// Pairs that differ for certain.
    pub fn different(&self) -> usize {
        self.narrower + self.broader + self.overlapping + self.disjoint
    }

    /// Pairs whose relation is told.
    pub fn told(&self) -> usize {
        self.equal + self.different()
    }

    /// How far the paired provisions part.
    pub fn divergence(&self) -> Divergence {
        #[allow(clippy::cast_precision_loss)] // counts of provisions are far below 2^52
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        let all = self.told() + self.untranslated;
        Divergence { index: share(self.different(), self.told()), least: share(self.different(), all), most: share(self.different() + self.untranslated, all) }
    }
}

/// How far two lists part: the share of paired provisions whose wordings cover different items.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Divergence {
    /// Of the pairs whose relation is told; `None` where there are none.
    pub index: Option<f64>,
    /// If every pair that is not told were equal.
    pub least: Option<f64>,
    /// If every pair that is not told were different.
    pub most: Option<f64>,
}

/// A difference that matters, in the order of how much.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// Place in [`Comparison::pairs`].
    pub pair: usize,
    /// How many times the one limit is the other.
    pub ratio: f64,
}

/// How two lists compare, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Everything.
    pub all: Counts,
    /// By the first character of the code: the category.
    pub categories: BTreeMap<Box<str>, Counts>,
    /// By the regime that a provision comes from; a provision of several counts in each.
    pub regimes: BTreeMap<Box<str>, Counts>,
    /// The differences that matter most, at most ten.
    pub matters: Vec<Matter>,
}

/// Counts a comparison. `regimes` names the regimes of a provision, by list and code: they are law, which this crate holds none of.
///
/// What matters most are the pairs that differ for certain with the largest [gap](crate::Verdict::gap); of one entry only the
/// pair with the largest, since its siblings mostly repeat it.
pub fn report(comparison: &Comparison, regimes: &dyn Fn(&str, &str) -> Vec<Box<str>>) -> Report {
    let mut report = Report { all: Counts::default(), categories: BTreeMap::new(), regimes: BTreeMap::new(), matters: Vec::new() };
    let mut widest: BTreeMap<&str, Matter> = BTreeMap::new();
    for (at, pair) in comparison.pairs.iter().enumerate().filter(|(_, pair)| pair.counterpart) {
        let Some((list, code)) =
            pair.a.as_deref().map(|code| (&*comparison.a.list, code)).or_else(|| pair.b.as_deref().map(|code| (&*comparison.b.list, code)))
        else {
            continue;
        };
        report.all.add(pair);
        let category: String = code.chars().take(1).collect();
        report.categories.entry(category.into()).or_default().add(pair);
        for regime in regimes(list, code) {
            report.regimes.entry(regime).or_default().add(pair);
        }
        if pair.verdict.relation.differs()
            && let Some(gap) = pair.verdict.gap
        {
            let matter = Matter { pair: at, ratio: gap.to_f64() };
            let entry = code.split('.').next().unwrap_or(code);
            if widest.get(entry).is_none_or(|known| known.ratio < matter.ratio) {
                widest.insert(entry, matter);
            }
        }
    }
    report.matters = widest.into_values().collect();
    report.matters.sort_by(|x, y| y.ratio.total_cmp(&x.ratio).then(x.pair.cmp(&y.pair)));
    report.matters.truncate(10);
    report
}
