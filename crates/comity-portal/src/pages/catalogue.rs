//! *My catalogue*: an organisation's items, what they are in each list, and what a change of law did to them.

use askama::Template;

use crate::{Field, Outcome, Problem, Select, Shell};

/// The items.
#[derive(Template)]
#[template(path = "catalogue.html")]
pub struct CataloguePage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// What to search for.
    pub query: &'a Field,
    /// Which items: all, without a code, to look at again.
    pub filter: &'a Select,
    /// What is wrong with a file that was sent.
    pub problems: &'a [Problem],
    /// The items.
    pub items: &'a [ItemRow],
    /// Titles of the lists, in the order of the rows' codes.
    pub lists: &'a [String],
    /// How many items are to be looked at again since the law changed.
    pub changed: usize,
    /// Whether items may be changed.
    pub can_change: bool,
    /// The next page.
    pub next: Option<&'a str>,
    /// The first page, where this is another.
    pub first: Option<&'a str>,
}

/// An item in the list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRow {
    /// The organisation's own name for it.
    pub reference: String,
    /// What it is.
    pub description: String,
    /// Its page.
    pub path: String,
    /// Its code in each list; empty where none was decided.
    pub codes: Vec<String>,
    /// The day of the latest decision.
    pub decided: String,
    /// What changed in the law since, in words.
    pub changed: Option<String>,
}

/// An item.
#[derive(Template)]
#[template(path = "item.html")]
pub struct ItemPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// Its page.
    pub path: &'a str,
    /// The organisation's own name for it.
    pub reference: &'a str,
    /// What it is.
    pub description: &'a str,
    /// Tariff number, origin and the like: the key of each name, and the value.
    pub facts: &'a [(String, String)],
    /// Characteristics.
    pub characteristics: &'a [(String, String)],
    /// Decisions about its codes, the latest first.
    pub classifications: &'a [ClassificationRow],
    /// Whether whoever looks at the page may review decisions of others.
    pub can_review: bool,
    /// What changed in the law since, in words.
    pub changed: Option<&'a str>,
    /// The question of shipping it.
    pub ship: &'a str,
    /// The question of what it is.
    pub classify: &'a str,
    /// The latest determinations about it: day, outcome, page.
    pub determinations: &'a [(String, Outcome, String)],
}

/// A decision about a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassificationRow {
    /// Its id.
    pub id: String,
    /// The list.
    pub list: String,
    /// The code.
    pub code: String,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What a second person said of it.
    pub review: Option<String>,
    /// Whether whoever looks at the page decided it.
    pub is_own: bool,
    /// Why.
    pub reasons: String,
    /// Whether a later one took its place.
    pub superseded: bool,
    /// Whether whoever looked at it last rejected it: then it is not used.
    pub rejected: bool,
}
