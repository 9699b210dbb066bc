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
    /// Of which codes nobody knows whether it did, in words.
    pub unknown: Option<String>,
}

/// What became of a code since it was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeSince {
    /// The code, as `list:code`.
    pub provision: String,
    /// What became of it, in words.
    pub text: String,
    /// Whether nobody knows.
    pub is_unknown: bool,
    /// The history of the provision.
    pub history: Option<String>,
    /// The editions of the list.
    pub editions: Option<String>,
    /// What changed.
    pub rows: Vec<SinceRow>,
    /// How many changes more there are.
    pub more: usize,
}

/// A change at a provision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SinceRow {
    /// The engine's word for it, such as `tightened`.
    pub kind: String,
    /// What changed: `provision`, `control`, `exception`, `refer`, `hand-off`.
    pub what: String,
    /// The code before; empty where it is new.
    pub from: String,
    /// The code after; empty where it is gone.
    pub to: String,
    /// The provision's history.
    pub path: String,
    /// Which one, where several stand at a provision.
    pub detail: String,
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
    /// What became of its codes since they were decided; those that stand as they were are left out.
    pub since: &'a [CodeSince],
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
