//! Dated decision law.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Interruption, JurisdictionId, ListId, PartId, Period, ReasonId, RuleId};
use crate::condition::Condition;

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleKind {
    /// The jurisdiction's law applies.
    Reach,
    /// Another authority decides.
    HandOff,
    /// A licence is required.
    Requirement,
    /// A case is taken out of requirements or prohibitions.
    Exclusion,
    /// The act is forbidden.
    Prohibition,
    /// Grounds are lifted under conditions.
    Authorisation,
    /// Authorisations are barred.
    Restriction,
    /// Something must be done; no licence.
    Duty,
    /// A named condition.
    Define,
}

impl RuleKind {
    /// The node's name in the law format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::HandOff => "hand-off",
            Self::Requirement => "requirement",
            Self::Exclusion => "exclusion",
            Self::Prohibition => "prohibition",
            Self::Authorisation => "authorisation",
            Self::Restriction => "restriction",
            Self::Duty => "duty",
            Self::Define => "define",
        }
    }
}

/// A dated, cited piece of decision law.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Id, such as `us/744.21`.
    pub id: Box<str>,
    /// Whose law it is.
    pub jurisdiction: JurisdictionId,
    /// Title in our words.
    pub title: Box<str>,
    /// Citation.
    pub cite: Box<str>,
    /// Days in force.
    pub period: Period,
    /// Gaps in force.
    pub stays: Vec<Interruption>,
    /// First day for which this text is vouched for.
    pub covers_from: Option<Date>,
    /// Why the rule is not checked against its source, if so.
    pub unverified: Option<Box<str>>,
    /// When it applies; always, when absent.
    pub when: Option<Condition>,
    /// A note in our words.
    pub note: Option<Box<str>>,
    /// The file, as a receipt names it.
    pub part: PartId,
    /// What it does.
    pub body: Body,
}

impl Rule {
    /// What it does.
    pub fn kind(&self) -> RuleKind {
        match self.body {
            Body::Reach => RuleKind::Reach,
            Body::HandOff { .. } => RuleKind::HandOff,
            Body::Requirement { .. } => RuleKind::Requirement,
            Body::Exclusion { .. } => RuleKind::Exclusion,
            Body::Prohibition { .. } => RuleKind::Prohibition,
            Body::Authorisation { .. } => RuleKind::Authorisation,
            Body::Restriction { .. } => RuleKind::Restriction,
            Body::Duty { .. } => RuleKind::Duty,
            Body::Define => RuleKind::Define,
        }
    }

    /// Whether the rule is in force on the day, stays considered.
    pub fn in_force(&self, day: Date) -> bool {
        self.period.contains(day) && !self.stays.iter().any(|stay| stay.period.contains(day))
    }
}

/// What a rule does, with what that takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Body {
    /// The jurisdiction's law applies.
    Reach,
    /// Another authority decides.
    HandOff {
        /// Who.
        to: Box<str>,
    },
    /// A licence is required.
    Requirement {
        /// The list whose own control rows are asked, if it is that kind of requirement.
        controls: Option<(ListId, Controls)>,
        /// Reason for control.
        reason: Option<ReasonId>,
        /// Licence review policy in our words.
        policy: Option<Box<str>>,
    },
    /// Takes a case out.
    Exclusion(Bars),
    /// Forbids.
    Prohibition {
        /// Reason shown.
        reason: Option<ReasonId>,
        /// Review policy, where derogations exist.
        policy: Option<Box<str>>,
    },
    /// Lifts grounds.
    Authorisation {
        /// Symbol or name, such as `LVS`.
        name: Box<str>,
        /// Grounds that it can lift.
        lifts: Vec<Lifts>,
        /// Tests that must all hold.
        conditions: Vec<ConditionRow>,
        /// What its user must do.
        duties: Vec<(Box<str>, Box<str>)>,
    },
    /// Bars authorisations.
    Restriction {
        /// The authorisations.
        bars: Vec<RuleId>,
        /// Only for these grounds; for all when both parts are empty.
        grounds: Bars,
    },
    /// Something must be done.
    Duty {
        /// Outcomes with which it is due, as words of the outcome vocabulary; all when empty.
        on: Vec<Box<str>>,
    },
    /// A named condition.
    Define,
}

/// Which rows of a list's controls a requirement asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Controls {
    /// Rows that name a chart column.
    Chart,
    /// Rows that state their destinations.
    Stated,
    /// Both, and entries that refer elsewhere.
    All,
}

/// Grounds picked by rule or by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// Rules whose grounds are meant.
    pub rules: Vec<RuleId>,
    /// Reasons that are meant.
    pub reasons: Vec<ReasonId>,
}

/// Grounds that an authorisation can lift: those of these rules (any, when empty) that have one of these reasons (any, when empty).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifts {
    /// Rules.
    pub rules: Vec<RuleId>,
    /// Reasons.
    pub reasons: Vec<ReasonId>,
}

/// One test of an authorisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConditionRow {
    /// The test.
    pub test: Condition,
    /// What it asks, in our words.
    pub text: Box<str>,
    /// Citation, where it differs from the rule's.
    pub cite: Option<Box<str>>,
}
