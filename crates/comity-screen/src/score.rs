//! From a comparison to one number.
//!
//! The number is the logistic function of a weighted sum. The weights were fitted on perturbed names of real lists and on clean names (see
//! `docs/matching.md`); the sum is unbounded, so that alerts rank even among the surest.

use std::sync::Arc;

use crate::{
    align::{Alignment, Listed},
    candidates::Expansion,
    likeness::How,
    part::Part,
    query::Asked,
};

/// What of a comparison decides its score. All in nats or shares, none negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// Information that both names share.
    pub shared: f32,
    /// Share of the question's information that the listed name has.
    pub asked_covered: f32,
    /// Share of the listed name's information that the question has.
    pub listed_covered: f32,
    /// Information of the question's words that the listed name lacks.
    pub asked_left: f32,
    /// Information of the listed name's words that the question lacks.
    pub listed_left: f32,
    /// Identifying words of the question without their like.
    pub strangers: f32,
    /// Pairs that identify.
    pub pairs: f32,
    /// Share of the pairs that stand in the same order.
    pub order: f32,
    /// Likeness of the least like pair of identifying words.
    pub weakest: f32,
    /// Shared information that rests on signs which many names share (Han and the like).
    pub homophones: f32,
    /// Shared information that rests on consonants alone (Arabic, Hebrew).
    pub consonants: f32,
    /// Initials taken for words.
    pub initials: f32,
    /// Identifying words of the listed name without their like.
    pub absent: f32,
    /// 1 where the listed name has identifying words and none of them is shared, only its trade, form or place.
    pub generic: f32,
}

impl Features {
    /// Reads them off an alignment.
    pub(crate) fn of(alignment: &Alignment, expansions: &[Arc<Expansion>], asked: &[Asked]) -> Self {
        let mut features = Self { weakest: 1.0, ..Self::default() };
        let total = |ones: &[Arc<Expansion>]| ones.iter().map(|one| one.weight).sum::<f32>();
        let listed = |ones: &[Listed]| ones.iter().map(|one| one.weight).sum::<f32>();
        let (mut asked_met, mut listed_met) = (0.0, 0.0);
        for pair in &alignment.pairs {
            let shared = pair.weight * pair.likeness;
            features.shared += shared;
            asked_met += total(expansions.get(pair.asked.clone()).unwrap_or_default()) * pair.likeness;
            listed_met += listed(alignment.listed.get(pair.listed.clone()).unwrap_or_default()) * pair.likeness;
            let Some(word) = asked.get(pair.asked.start) else { continue };
            features.homophones += if word.homophone { shared } else { 0.0 };
            features.consonants += if word.vowelless { shared } else { 0.0 };
            if pair.how == How::Initial {
                features.initials += 1.0;
            } else if word.part == Part::Plain {
                features.pairs += 1.0;
                features.weakest = features.weakest.min(pair.likeness);
            }
        }
        let plain = |part: Part| if part == Part::Plain { 1.0 } else { 0.0 };
        let asked_others = alignment.asked_met.others(asked.len()).filter_map(|at| asked.get(at));
        features.strangers = asked_others.map(|word| plain(word.part)).sum();
        let listed_others = alignment.listed_met.others(alignment.listed.len()).filter_map(|at| alignment.listed.get(at));
        features.absent = listed_others.map(|word| plain(word.part)).sum();
        let identified =
            alignment.pairs.iter().flat_map(|pair| pair.listed.clone()).any(|at| alignment.listed.get(at).is_some_and(|word| word.part == Part::Plain));
        features.generic = if identified || features.absent == 0.0 { 0.0 } else { 1.0 };
        let steps = alignment.pairs.windows(2).filter(|pair| matches!(pair, [a, b] if a.listed.start < b.listed.start)).count();
        features.order = if alignment.pairs.len() < 2 { 1.0 } else { ratio(steps, alignment.pairs.len() - 1) };
        let (asked, listed) = (total(expansions), listed(&alignment.listed));
        features.asked_left = (asked - asked_met).max(0.0);
        features.listed_left = (listed - listed_met).max(0.0);
        features.asked_covered = (asked_met / asked.max(0.1)).min(1.0);
        features.listed_covered = (listed_met / listed.max(0.1)).min(1.0);
        features
    }

    /// The features in the order of [`WEIGHTS`].
    #[must_use]
    pub fn values(&self) -> [f32; COUNT] {
        [
            self.shared,
            self.asked_covered,
            self.listed_covered,
            self.asked_covered * self.listed_covered,
            self.asked_left,
            self.listed_left,
            self.strangers,
            self.absent,
            self.pairs.min(3.0),
            self.order,
            self.weakest,
            self.homophones,
            self.consonants,
            self.initials,
        ]
    }

    /// Log-odds that the two names are one party's.
    #[must_use]
    pub fn log_odds(&self) -> f64 {
        let weighted = WEIGHTS.iter().zip(self.values()).map(|(weight, value)| weight * f64::from(value));
        BASE + weighted.sum::<f64>() + GENERIC * f64::from(self.generic)
    }
}

/// How many features there are.
const COUNT: usize = 14;

/// Log-odds of names that share nothing.
const BASE: f64 = -8.722;

/// What it takes that only common words are shared. Set by hand: in the list that the others were fitted on, such words are common enough to
/// weigh little by themselves; in a short list they are not.
const GENERIC: f64 = -2.0;

/// Weight of each feature.
const WEIGHTS: [f64; COUNT] = [0.244, 4.646, 0.0, 3.45, 0.0, 0.0, 0.0, -0.43, 0.15, 0.392, 0.0, -0.295, -0.1, 0.882];

fn ratio(part: usize, whole: usize) -> f32 {
    let narrow = |count| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    narrow(part) / narrow(whole).max(1.0)
}

/// The score of log-odds: strictly between 0 and 1, rising strictly as far as a double can tell.
pub fn score(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds.clamp(-30.0, 30.0)).exp())
}
