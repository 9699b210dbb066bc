//! The answer, as it goes out. Fields stand in the order of the alphabet, so that serialising gives canonical JSON.

use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, Range},
    sync::Arc,
};

use serde::{Serialize, Serializer};

use crate::{
    belief::Truth,
    classify::Derived,
    evidence::{Owned, Screened},
    outcome::Outcome,
    reasoning::Reasonings,
    receipt::Receipt,
};

/// The whole answer for one transaction.
#[derive(Clone, Debug, Serialize)]
pub struct Determination<'l> {
    /// The day that was asked about.
    pub date: String,
    /// Codes that were derived or are proposed from the items' characteristics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<Derived>,
    /// One finding per jurisdiction that the transaction reaches or may reach.
    pub findings: Vec<Finding<'l>>,
    /// The transaction's id.
    pub id: String,
    /// What no loaded jurisdiction answers.
    pub not_assessed: Vec<NotAssessed<'l>>,
    /// The worst outcome of the findings.
    pub outcome: Outcome,
    /// What follows for parties from who owns them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ownership: Vec<Owned>,
    /// The record that makes the answer repeatable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt<'l>>,
    /// What screening said of the parties, as the transaction carries it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub screened: Vec<Screened>,
}

/// The answer of one jurisdiction.
#[derive(Clone, Debug, Serialize)]
pub struct Finding<'l> {
    /// Statements about knowledge that the answer rests on, for the exporter to confirm.
    pub assuming: Vec<Assumption<'l>>,
    /// What lifts the grounds, could lift them once facts are given, or is closed by one single test.
    pub authorisations: Vec<Authorisation<'l>>,
    /// Rules of the authorisations that were asked and are closed by more than one test; the explanation shows which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<&'l str>,
    /// What the exporter must do.
    pub duties: Vec<Duty<'l>>,
    /// How the answer came about, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<Explanation<'l>>,
    /// Requirements and prohibitions that fired.
    pub grounds: Vec<Ground<'l>>,
    /// Whose law.
    pub jurisdiction: &'l str,
    /// Facts that would settle what is open, the one that settles most first.
    pub missing: Vec<Missing<'l>>,
    /// Law that is not modelled, not checked or not translated and could change the answer.
    pub not_assessed: Vec<NotAssessed<'l>>,
    /// The answer.
    pub outcome: Outcome,
    /// The best and worst answers that the unknown facts still allow.
    pub possible: Possible,
    /// Requirements and prohibitions that may fire.
    pub possible_grounds: Vec<Ground<'l>>,
}

/// The best and worst outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Possible {
    /// The best.
    pub best: Outcome,
    /// The worst.
    pub worst: Outcome,
}

impl Possible {
    /// Nothing is required, at best and at worst.
    pub(crate) const NOTHING: Self = Self { best: Outcome::NoLicenceRequired, worst: Outcome::NoLicenceRequired };
}

/// A presumption about knowledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption<'l> {
    /// Path of the fact; `item.codes.<list>` for a code.
    pub fact: Cow<'l, str>,
    /// What the exporter confirms.
    pub statement: Cow<'l, str>,
}

/// A requirement or prohibition.
#[derive(Clone, Debug, Serialize)]
pub struct Ground<'l> {
    /// Where it stands.
    pub citation: Cow<'l, str>,
    /// Chart column.
    pub column: Option<u8>,
    /// The item's id.
    pub item: Arc<str>,
    /// Rules of the authorisations that lift it.
    pub lifted_by: Vec<&'l str>,
    /// What keeps a possible ground open: paths of missing facts, or what is not translated or not loaded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Cow<'l, str>>,
    /// How the authority looks at applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<&'l str>,
    /// The item's provision, as `list:code`.
    pub provision: Option<String>,
    /// Reason for control.
    pub reason: Option<&'l str>,
    /// The rule.
    pub rule: &'l str,
    /// The rule's title.
    pub title: &'l str,
}

/// Whether an authorisation can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its factual tests are met.
    Available,
    /// Facts are missing.
    Conditional,
    /// A test is not met, or a restriction bars it.
    Unavailable,
}

/// An authorisation and how it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Authorisation<'l> {
    /// Citation.
    pub citation: &'l str,
    /// Its tests and the restrictions that bar it, each with its state: all when it is open, else those that are not met.
    pub conditions: Conditions<'l>,
    /// The item's id.
    pub item: Arc<str>,
    /// Grounds that it lifts or would lift.
    pub lifts: Arc<[Cow<'l, str>]>,
    /// Symbol or name.
    pub name: &'l str,
    /// The rule.
    pub rule: &'l str,
    /// Whether it can be used.
    pub status: Status,
    /// Title in our words.
    pub title: &'l str,
    /// Why its text was not checked, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<&'l str>,
}

/// Tests of an authorisation: a slice. Those of all authorisations of a finding stand in one place.
#[derive(Clone, Default)]
pub struct Conditions<'l> {
    all: Arc<[ConditionState<'l>]>,
    own: Range<u32>,
}

impl<'l> Conditions<'l> {
    pub(crate) fn new(all: Arc<[ConditionState<'l>]>, own: Range<u32>) -> Self {
        Self { all, own }
    }

    /// Which of all they are.
    pub(crate) fn own(&self) -> Range<u32> {
        self.own.clone()
    }
}

impl<'l> Deref for Conditions<'l> {
    type Target = [ConditionState<'l>];

    fn deref(&self) -> &Self::Target {
        self.all.get(self.own.start as usize..self.own.end as usize).unwrap_or_default()
    }
}

impl fmt::Debug for Conditions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for Conditions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

/// One test of an authorisation.
#[derive(Clone, Debug, Serialize)]
pub struct ConditionState<'l> {
    /// Citation.
    pub citation: &'l str,
    /// Whether it is met.
    pub met: Truth,
    /// What it asks.
    pub text: &'l str,
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing<'l> {
    /// Path of the fact; `item.codes.<list>` for a code.
    pub fact: String,
    /// The item's id, for facts of items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The party's name, where the question is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// The question that a person can answer.
    pub question: Cow<'l, str>,
    /// How many open rules it helps to settle.
    pub settles: usize,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duty<'l> {
    /// Citation.
    pub citation: &'l str,
    /// `true` when it is due; `false` when a missing fact decides.
    pub due: bool,
    /// The rule.
    pub rule: &'l str,
    /// What to do.
    pub text: &'l str,
}

/// Law that could change the answer and was not asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotAssessed<'l> {
    /// Citation of the instrument.
    pub instrument: Cow<'l, str>,
    /// What is missing.
    pub note: Cow<'l, str>,
    /// `partial`, `not-modelled`, `unverified`, `untranslated`, `not-covered`, `not-loaded`.
    pub status: &'l str,
}

/// How one rule came out for one item.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation<'l> {
    /// Citation.
    pub citation: &'l str,
    /// The item's id.
    pub item: Arc<str>,
    /// What the rule does.
    pub kind: &'l str,
    /// Its condition, down to the facts.
    pub reasoning: Reasonings<'l>,
    /// The rule.
    pub rule: &'l str,
    /// Title in our words.
    pub title: &'l str,
    /// How it came out.
    pub value: Truth,
}
