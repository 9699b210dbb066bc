//! The answer, in the order in which a person needs it: the verdict, what is missing, then jurisdiction by jurisdiction.

use askama::Template;

use super::form::{Hidden, chosen};
use crate::{Field, Outcome, Select, Shell, Truth};

/// The whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The transaction's id.
    pub id: String,
    /// The day it is for.
    pub date: String,
    /// What was asked, in one sentence.
    pub asked: String,
    /// The worst outcome.
    pub outcome: Outcome,
    /// One finding a jurisdiction, the worst first.
    pub findings: Vec<Finding>,
    /// What would settle most, the most telling first.
    pub questions: Vec<Question>,
    /// Law that no loaded jurisdiction answers.
    pub gaps: Vec<Gap>,
    /// Codes that were derived or are proposed, in words.
    pub derived: Vec<String>,
    /// What screening said of the parties.
    pub screening: Vec<Screening>,
    /// The record that makes the answer repeatable.
    pub receipt: Option<Receipt>,
    /// Whether the explanation shows every rule that was asked, or those that matter.
    pub whole: bool,
    /// Where the answer is kept, once it is.
    pub kept: Option<String>,
    /// Whether it can be kept: somebody is signed in who may.
    pub can_keep: bool,
}

/// The answer of one jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The jurisdiction's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who decides.
    pub authority: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The best that unknown facts still allow.
    pub best: Outcome,
    /// The worst.
    pub worst: Outcome,
    /// What fired.
    pub grounds: Vec<Ground>,
    /// What may fire.
    pub possible_grounds: Vec<Ground>,
    /// What lifts, or could lift, the grounds.
    pub authorisations: Vec<Authorisation>,
    /// How many further authorisations were asked and are closed.
    pub closed: usize,
    /// What the answer rests on.
    pub assuming: Vec<Assumption>,
    /// What to do.
    pub duties: Vec<Duty>,
    /// What was not looked at.
    pub gaps: Vec<Gap>,
    /// How it came about.
    pub reasoning: Vec<RuleReasoning>,
}

/// A requirement or prohibition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// What it says, in our words.
    pub title: String,
    /// The item's id, where there are several.
    pub item: Option<String>,
    /// The provision, as `list:code`.
    pub provision: Option<String>,
    /// The provision's page.
    pub path: Option<String>,
    /// The reason for control with its column.
    pub reason: Option<String>,
    /// Where it stands.
    pub citation: String,
    /// How the authority looks at applications.
    pub policy: Option<String>,
    /// What keeps it open.
    pub open: Vec<String>,
    /// Authorisations that lift it, by name.
    pub lifted_by: Vec<String>,
}

/// Whether an authorisation can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its factual tests are met.
    Available,
    /// Facts are missing.
    Conditional,
    /// A test is not met.
    Unavailable,
}

impl Status {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Available => "way-available",
            Self::Conditional => "way-conditional",
            Self::Unavailable => "way-unavailable",
        }
    }

    /// As a truth value, for its icon.
    pub fn truth(self) -> Truth {
        match self {
            Self::Available => Truth::Yes,
            Self::Conditional => Truth::Unknown,
            Self::Unavailable => Truth::No,
        }
    }
}

/// As many authorisations that may apply as a person reads without being asked to.
const FEW: usize = 4;

/// An authorisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorisation {
    /// Symbol or name.
    pub name: String,
    /// Title in our words.
    pub title: String,
    /// The item's id, where there are several.
    pub item: Option<String>,
    /// How it stands.
    pub status: Status,
    /// Where it stands in the law.
    pub citation: String,
    /// Its tests.
    pub conditions: Vec<Condition>,
    /// Why its text was not checked, if so.
    pub unverified: Option<String>,
}

impl Authorisation {
    /// Whether it can be used.
    pub fn is_available(&self) -> bool {
        self.status == Status::Available
    }

    /// How many of its tests wait for a fact.
    pub fn open_tests(&self) -> usize {
        self.open().count()
    }

    /// The tests that wait for a fact.
    pub fn open(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(|condition| condition.met == Truth::Unknown)
    }
}

/// A test of an authorisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Whether it is met.
    pub met: Truth,
    /// What it asks.
    pub text: String,
    /// Where it stands.
    pub citation: String,
}

/// A statement that the answer rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumption {
    /// The fact's path.
    pub fact: String,
    /// What the exporter confirms.
    pub statement: String,
}

/// Something to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub text: String,
    /// Where it stands.
    pub citation: String,
    /// Whether it is due, or a missing fact decides.
    pub due: bool,
}

/// Law that could change the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// The instrument.
    pub instrument: String,
    /// What is missing.
    pub note: String,
    /// The engine's word for its state, such as `not-modelled`.
    pub status: String,
}

/// A question that helps to settle the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// What it is about: an item or party by name.
    pub about: Option<String>,
    /// How many open rules it helps to settle.
    pub settles: usize,
    /// Jurisdictions that ask it, by name.
    pub asked_by: Vec<String>,
    /// How it is answered.
    pub input: QuestionInput,
}

impl Question {
    /// What it is about, or nothing.
    pub fn hint(&self) -> &str {
        self.about.as_deref().unwrap_or_default()
    }
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionInput {
    /// One of a few.
    Radios(Select),
    /// One of many.
    Select(Select),
    /// By writing; the second is the input's type, the third names a list of proposals.
    Text(Field, &'static str, &'static str),
    /// Not here: it is answered in the form above, or by classifying the item.
    Elsewhere {
        /// Where.
        path: String,
    },
}

impl QuestionInput {
    /// The name and the value of the field; nothing where it is answered elsewhere.
    pub fn field(&self) -> (&str, &str) {
        match self {
            Self::Radios(select) | Self::Select(select) => (&select.name, chosen(select)),
            Self::Text(field, ..) => (&field.name, &field.value),
            Self::Elsewhere { .. } => ("", ""),
        }
    }
}

/// What screening said of a party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screening {
    /// The party.
    pub party: String,
    /// What came out, in words.
    pub said: String,
    /// Whether somebody has to look at it.
    pub open: bool,
    /// What is sent to look at the hits; nothing where there is none to look at.
    pub look: Vec<Hidden>,
}

/// The receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Its digest.
    pub digest: String,
    /// The engine.
    pub engine: String,
    /// The digest of the input.
    pub input: String,
    /// The digest of the result.
    pub result: String,
    /// The digest of the whole law.
    pub law: String,
    /// The parts of the law that the answer rests on.
    pub parts: Vec<ReceiptPart>,
}

/// A part of the law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptPart {
    /// Which.
    pub part: String,
    /// Its edition.
    pub edition: String,
    /// When it was last compared with its source.
    pub checked: String,
}

/// How one rule came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReasoning {
    /// The rule's title.
    pub title: String,
    /// What it does: reach, requirement, authorisation.
    pub kind: String,
    /// Where it stands.
    pub citation: String,
    /// The item's id, where there are several.
    pub item: Option<String>,
    /// How it came out.
    pub value: Truth,
    /// Its clauses.
    pub nodes: Vec<Node>,
}

/// A clause, down to the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it asks.
    pub test: String,
    /// How it came out.
    pub value: Truth,
    /// The fact that decided.
    pub because: Option<String>,
    /// The clauses below.
    pub of: Vec<Node>,
}

/// A clause as it is drawn.
#[derive(Template)]
#[template(path = "node.html")]
pub struct NodeView<'a> {
    /// For the words.
    pub shell: &'a Shell<'a>,
    /// The clause.
    pub node: &'a Node,
    /// How deep it stands.
    pub depth: usize,
}

impl askama::filters::HtmlSafe for NodeView<'_> {}

impl Node {
    /// The clause as it is drawn.
    pub fn view<'a>(&'a self, shell: &'a Shell<'a>, depth: usize) -> NodeView<'a> {
        NodeView { shell, node: self, depth }
    }
}

impl Finding {
    /// Whether the unknown facts allow something else than the outcome.
    pub fn is_open(&self) -> bool {
        self.best != self.worst
    }

    /// Authorisations of one status.
    pub fn ways(&self, status: Status) -> impl Iterator<Item = &Authorisation> {
        self.authorisations.iter().filter(move |authorisation| authorisation.status == status)
    }

    /// Whether authorisations of a status are shown unfolded: those that can be used, and the first of those that may be.
    pub fn is_shown(&self, status: Status) -> bool {
        status != Status::Unavailable
    }

    /// The authorisations of a status that are shown first, those for which least is missing before the others.
    pub fn first_ways(&self, status: Status) -> Vec<&Authorisation> {
        let mut ways = self.by_what_is_missing(status);
        ways.truncate(self.shown_first(status));
        ways
    }

    /// The authorisations of a status that are folded below those: for which more is missing.
    pub fn other_ways(&self, status: Status) -> Vec<&Authorisation> {
        self.by_what_is_missing(status).split_off(self.shown_first(status))
    }

    /// How many are shown first: all, but of those that may apply a few, and one more rather than fold a single one.
    fn shown_first(&self, status: Status) -> usize {
        let count = self.ways(status).count();
        if status == Status::Conditional && count > FEW + 1 { FEW } else { count }
    }

    fn by_what_is_missing(&self, status: Status) -> Vec<&Authorisation> {
        let mut ways: Vec<&Authorisation> = self.ways(status).collect();
        // Of equals the order of the law stays.
        ways.sort_by_key(|way| way.open_tests());
        ways
    }

    /// The statuses that occur, the best first.
    pub fn statuses(&self) -> Vec<Status> {
        [Status::Available, Status::Conditional, Status::Unavailable].into_iter().filter(|status| self.ways(*status).next().is_some()).collect()
    }
}
