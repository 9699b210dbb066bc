//! *Can I ship it?*: the question as a form, the answer of every jurisdiction, and the world as a map of outcomes.

mod answer;
mod form;

use askama::Template;

pub use answer::{
    Answer, Assumption, Authorisation, Condition, Duty, Finding, Gap, Ground, Node, NodeView, Question, QuestionInput, Receipt, ReceiptPart, RuleReasoning,
    Screening, Status,
};
pub use form::{Answered, CodeField, Hidden, ItemForm, PartyForm, ShipForm};

use crate::{Problem, Shell, charts::WorldMap};

/// The page.
#[derive(Template)]
#[template(path = "ship.html")]
pub struct ShipPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The question.
    pub form: &'a ShipForm,
    /// What is wrong with it.
    pub problems: &'a [Problem],
    /// The answer, once something was asked.
    pub answer: Option<&'a Answer>,
    /// The outcomes for the item from the place of departure to every country.
    pub map: Option<&'a WorldMap>,
    /// Country names and codes, to choose from while typing.
    pub countries: &'a [(String, String)],
}
