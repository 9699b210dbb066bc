//! *What is it?*: an item held against every list at once.

use askama::Template;

use crate::{Field, Problem, Select, Shell, pages::ship::Hidden};

/// The page.
#[derive(Template)]
#[template(path = "classify.html")]
pub struct ClassifyPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The item in words.
    pub description: &'a Field,
    /// Its characteristics, a line each.
    pub characteristics: &'a Field,
    /// What is wrong with them.
    pub problems: &'a [Problem],
    /// Everything that was entered, to send along with one more answer.
    pub hidden: &'a [Hidden],
    /// What tells most.
    pub next: Option<&'a NextQuestion>,
    /// What was found, a list at a time; none where nothing was asked.
    pub lists: Option<&'a [Candidates]>,
    /// Provisions that a person may decide for: where the decision is kept.
    pub decide: Option<&'a Select>,
}

/// The next question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextQuestion {
    /// The characteristic.
    pub characteristic: String,
    /// The question.
    pub text: String,
    /// How to answer: a unit, or an example.
    pub hint: String,
    /// How many of the open provisions it helps to settle.
    pub settles: usize,
    /// The values to choose from; free text where there are none.
    pub choices: Vec<crate::Choice>,
}

/// What one list makes of the item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// The list's id.
    pub list: String,
    /// Its title.
    pub title: String,
    /// Its edition, and how much of it is read.
    pub edition: String,
    /// Proved.
    pub met: Vec<Candidate>,
    /// Possible.
    pub may: Vec<Candidate>,
    /// Missed by little.
    pub near: Vec<Candidate>,
    /// To look at, by the words of the description.
    pub proposed: Vec<Candidate>,
    /// Whether it is proved to stand on no provision of the list.
    pub not_listed: bool,
}

/// A provision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Its code.
    pub code: String,
    /// Its page.
    pub path: String,
    /// The title of its entry.
    pub title: String,
    /// Why, what is missing, or by how much it is missed.
    pub lines: Vec<String>,
    /// How well the words fit, of one hundred.
    pub score: Option<u8>,
}
