//! *Where do the laws differ?*: two lists, pair by pair, and one list over time.

use askama::Template;

use crate::{
    Field, Select, Shell,
    charts::{Bars, Plot, Timeline},
};

/// Two lists.
#[derive(Template)]
#[template(path = "compare.html")]
pub struct ComparePage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The one list.
    pub a: &'a Select,
    /// The other.
    pub b: &'a Select,
    /// Titles of the two that are compared.
    pub titles: Option<(&'a str, &'a str)>,
    /// Editions that are compared.
    pub editions: Option<(&'a str, &'a str)>,
    /// Pairs by category and relation.
    pub bars: &'a Bars,
    /// The same as a table, with how far the lists are apart.
    pub summary: &'a [SummaryRow],
    /// Which relation to show.
    pub relation: &'a Select,
    /// Which code to show.
    pub code: &'a Field,
    /// The pairs.
    pub pairs: &'a [PairRow],
    /// How many there are in all.
    pub count: usize,
    /// The next page.
    pub next: Option<&'a str>,
    /// The first page, where this is another.
    pub first: Option<&'a str>,
    /// Where a list is shown over time.
    pub histories: &'a [(String, String)],
}

/// A line of the summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// The category.
    pub label: String,
    /// Counts in the order of the chart's classes.
    pub counts: Vec<usize>,
    /// How far apart, in words.
    pub divergence: String,
}

/// A pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairRow {
    /// The one provision.
    pub a: String,
    /// The other; empty where there is none.
    pub b: String,
    /// How they stand to one another.
    pub relation: String,
    /// What shows it, in words.
    pub witness: String,
    /// The pair's page.
    pub path: String,
}

/// One pair, both sides.
#[derive(Template)]
#[template(path = "pair.html")]
pub struct PairPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The one side.
    pub a: &'a Side,
    /// The other.
    pub b: &'a Side,
    /// How the first stands to the second.
    pub relation: &'a str,
    /// How what stands above them does, where that is known.
    pub ancestors: Option<&'a str>,
    /// Items that show it: who controls each, and what it is.
    pub witnesses: &'a [(String, String)],
    /// What the relation rests on.
    pub basis: &'a str,
    /// What is controlled over two characteristics.
    pub plot: Option<&'a Plot>,
    /// The list of pairs.
    pub back: &'a str,
}

/// One side of a pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The provision.
    pub provision: String,
    /// Its page.
    pub path: String,
    /// The title of its entry.
    pub title: String,
    /// What it asks, line by line.
    pub lines: Vec<String>,
}

/// One list over time.
#[derive(Template)]
#[template(path = "editions.html")]
pub struct EditionsPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The list's title.
    pub title: &'a str,
    /// The list's page.
    pub path: &'a str,
    /// Its editions.
    pub timeline: &'a Timeline,
    /// The two editions that are compared.
    pub between: Option<(&'a str, &'a str)>,
    /// Changes by kind.
    pub counts: &'a [(String, usize, String)],
    /// The kind that is shown, where one is chosen.
    pub kind: Option<&'a str>,
    /// The changes.
    pub changes: &'a [ChangeRow],
    /// The next page.
    pub next: Option<&'a str>,
    /// The first page, where this is another.
    pub first: Option<&'a str>,
}

/// A change from one edition to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeRow {
    /// The engine's word for it: `new`, `tightened`.
    pub kind: String,
    /// The code before.
    pub from: String,
    /// The code after.
    pub to: String,
    /// The page of the provision, where it is still there.
    pub path: Option<String>,
    /// What shows it, in words.
    pub witness: String,
}
