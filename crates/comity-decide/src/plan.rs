//! Rules of one jurisdiction, sorted by what they do: all of them, or those that can matter in a context.

use std::sync::Arc;

use comity_law::{Body, JurisdictionId, Law, Lifts, ReasonId, RuleId};
use jiff::civil::Date;

use crate::program::{Program, StepId};

/// Rules of one jurisdiction by what they do, in the order of files.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The first day whose law is loaded: before it no rule's silence means anything.
    pub(crate) first_day: Option<Date>,
    pub(crate) reach: Vec<RuleId>,
    pub(crate) hand_offs: Vec<RuleId>,
    pub(crate) grounds: Vec<RuleId>,
    pub(crate) exclusions: Vec<RuleId>,
    pub(crate) authorisations: Vec<Lifter>,
    /// What the authorisations can lift: those that can lift the same share one.
    pub(crate) lifts: Arc<[Liftable]>,
    /// Restrictions that name some authorisation.
    pub(crate) restrictions: Vec<RuleId>,
    pub(crate) duties: Vec<RuleId>,
}

impl Plan {
    pub(crate) fn of(law: &Law, jurisdiction: JurisdictionId, program: &Program) -> Self {
        let mut plan = Self::default();
        let mut restrictions = Vec::new();
        let mut lifted: Vec<Liftable> = Vec::new();
        for (id, rule) in law.rules_of(jurisdiction) {
            match &rule.body {
                Body::Reach => {
                    let first = rule.period.from().max(rule.covers_from);
                    plan.first_day = if plan.reach.is_empty() { first } else { plan.first_day.min(first) };
                    plan.reach.push(id);
                }
                Body::HandOff { .. } => plan.hand_offs.push(id),
                Body::Requirement { .. } | Body::Prohibition { .. } => plan.grounds.push(id),
                Body::Exclusion(_) => plan.exclusions.push(id),
                Body::Authorisation { lifts, conditions, .. } => {
                    // Every clause of the law has a step.
                    let tests = conditions.iter().filter_map(|row| program.at(&row.test.root)).collect();
                    let own = Liftable::of(lifts, law.rules.len());
                    let lifts = lifted.iter().position(|other| *other == own).unwrap_or_else(|| {
                        lifted.push(own);
                        lifted.len() - 1
                    });
                    plan.authorisations.push(Lifter { rule: id, tests, lifts, barred_by: Rules::none(law.rules.len()) });
                }
                Body::Restriction { bars, .. } => restrictions.push((id, bars)),
                Body::Duty { .. } => plan.duties.push(id),
                Body::Define => {}
            }
        }
        for (restriction, bars) in restrictions {
            for lifter in &mut plan.authorisations {
                if bars.contains(&lifter.rule) {
                    lifter.barred_by.insert(restriction);
                }
            }
            plan.restrictions.push(restriction);
        }
        plan.lifts = lifted.into();
        plan
    }

    /// Whether the day lies before all law of the jurisdiction that is loaded.
    pub(crate) fn is_before(&self, day: Date) -> bool {
        self.first_day.is_some_and(|first| day < first)
    }
}

impl Plan {
    /// The rules that some item could make true or open: a rule that is false with every fact of the item unknown stays false.
    pub(crate) fn live(&self, holds: impl Fn(RuleId) -> bool) -> Self {
        let keep = |rules: &[RuleId]| rules.iter().copied().filter(|rule| holds(*rule)).collect();
        Self {
            first_day: self.first_day,
            reach: keep(&self.reach),
            hand_offs: keep(&self.hand_offs),
            grounds: keep(&self.grounds),
            exclusions: keep(&self.exclusions),
            // Closed authorisations are named in the answer: all are kept.
            authorisations: self.authorisations.clone(),
            lifts: self.lifts.clone(),
            restrictions: keep(&self.restrictions),
            duties: keep(&self.duties),
        }
    }

    /// Without the authorisations that are closed whatever the item is, and without duties.
    pub(crate) fn lean(&self, is_open: impl Fn(&Lifter) -> bool) -> Self {
        Self {
            first_day: self.first_day,
            reach: self.reach.clone(),
            hand_offs: self.hand_offs.clone(),
            grounds: self.grounds.clone(),
            exclusions: self.exclusions.clone(),
            authorisations: self.authorisations.iter().filter(|lifter| is_open(lifter)).cloned().collect(),
            lifts: self.lifts.clone(),
            restrictions: self.restrictions.clone(),
            duties: Vec::new(),
        }
    }
}

/// An authorisation prepared for the question which grounds it can lift.
#[derive(Clone, Debug)]
pub(crate) struct Lifter {
    pub(crate) rule: RuleId,
    /// Tests that must all hold.
    pub(crate) tests: Vec<StepId>,
    /// Position of what it can lift in [`Plan::lifts`].
    pub(crate) lifts: usize,
    /// Restrictions that name it.
    barred_by: Rules,
}

/// The grounds that an authorisation can lift.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Liftable {
    /// For each `lifts` row, the rules (none means every rule) and the reasons.
    rows: Vec<(Option<Rules>, Vec<ReasonId>)>,
}

/// A set of rules, a bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rules(Box<[u64]>);

impl Rules {
    fn none(rules: usize) -> Self {
        Self(vec![0; rules.div_ceil(64)].into())
    }

    fn insert(&mut self, rule: RuleId) {
        if let Some(word) = self.0.get_mut(rule.index() / 64) {
            *word |= 1 << (rule.index() % 64);
        }
    }

    fn contains(&self, rule: RuleId) -> bool {
        self.0.get(rule.index() / 64).is_some_and(|word| word & (1 << (rule.index() % 64)) != 0)
    }
}

impl Lifter {
    /// Whether it names a restriction by which it is barred.
    pub(crate) fn is_barred_by(&self, restriction: RuleId) -> bool {
        self.barred_by.contains(restriction)
    }
}

impl Liftable {
    fn of(lifts: &[Lifts], rules: usize) -> Self {
        let rows = lifts.iter().map(|lifts| {
            let named = (!lifts.rules.is_empty()).then(|| {
                let mut named = Rules::none(rules);
                lifts.rules.iter().for_each(|rule| named.insert(*rule));
                named
            });
            (named, lifts.reasons.clone())
        });
        Self { rows: rows.collect() }
    }

    /// Whether grounds of a rule and reason are among them.
    pub(crate) fn contains(&self, rule: RuleId, reason: Option<ReasonId>) -> bool {
        self.rows.iter().any(|(rules, reasons)| {
            rules.as_ref().is_none_or(|rules| rules.contains(rule)) && (reasons.is_empty() || reason.is_some_and(|reason| reasons.contains(&reason)))
        })
    }
}
