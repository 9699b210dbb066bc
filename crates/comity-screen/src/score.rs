//! From a comparison to one number.
//!
//! The number is the logistic function of a weighted sum. The weights were fitted on perturbed names of real lists and on clean names (see
//! `docs/screening.md`); the sum is unbounded, so that alerts rank even among the surest.

use crate::{align::Alignment, candidates::Expansion, class::Class, likeness::How};

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
}

impl Features {
    /// Reads them off an alignment.
    pub fn of(alignment: &Alignment, expansions: &[Expansion], classes: &[Class]) -> Self {
        let asked: f32 = expansions.iter().map(|one| one.weight).sum();
        let listed: f32 = alignment.listed.iter().map(|one| one.weight).sum();
        let mut features = Self { weakest: 1.0, ..Self::default() };
        let (mut asked_met, mut listed_met) = (0.0, 0.0);
        for pair in &alignment.pairs {
            features.shared += pair.weight * pair.likeness;
            let a: f32 = expansions.get(pair.asked.clone()).unwrap_or_default().iter().map(|one| one.weight).sum();
            let b: f32 = alignment.listed.get(pair.listed.clone()).unwrap_or_default().iter().map(|one| one.weight).sum();
            asked_met += a * if pair.how == How::Initial { 0.9 } else { pair.likeness };
            listed_met += b * pair.likeness;
            if classes.get(pair.asked.start) == Some(&Class::Plain) {
                features.pairs += 1.0;
                features.weakest = features.weakest.min(pair.likeness);
            }
        }
        for (met, class) in alignment.asked_met.iter().zip(classes) {
            if !met && *class == Class::Plain {
                features.strangers += 1.0;
            }
        }
        let steps = alignment.pairs.windows(2).filter(|pair| matches!(pair, [a, b] if a.listed.start < b.listed.start)).count();
        let most = alignment.pairs.len().saturating_sub(1).max(1);
        features.order = if alignment.pairs.len() < 2 { 1.0 } else { ratio(steps, most) };
        features.asked_left = (asked - asked_met).max(0.0);
        features.listed_left = (listed - listed_met).max(0.0);
        features.asked_covered = (asked_met / asked.max(0.1)).min(1.0);
        features.listed_covered = (listed_met / listed.max(0.1)).min(1.0);
        features
    }

    /// Log-odds that the two names are one party's.
    pub fn log_odds(&self) -> f64 {
        let weighted = [
            (-9.0, 1.0),
            (0.16, self.shared),
            (5.0, self.asked_covered),
            (3.5, self.listed_covered),
            (-0.22, self.asked_left),
            (-0.05, self.listed_left),
            (-0.5, self.strangers),
            (0.0, self.pairs),
            (0.3, self.order),
            (1.0, self.weakest),
        ];
        weighted.iter().map(|(weight, feature)| f64::from(*weight) * f64::from(*feature)).sum()
    }
}

fn ratio(part: usize, whole: usize) -> f32 {
    let narrow = |count| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    narrow(part) / narrow(whole).max(1.0)
}

/// The score of log-odds: strictly between 0 and 1, rising strictly as far as a double can tell.
pub fn score(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds.clamp(-30.0, 30.0)).exp())
}
