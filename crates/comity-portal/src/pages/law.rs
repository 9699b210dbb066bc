//! *Law*: what is loaded, how old it is, what it covers, and every provision with its history.

use askama::Template;

use crate::{Field, Select, Shell, charts::Timeline};

/// What is loaded.
#[derive(Template)]
#[template(path = "law.html")]
pub struct LawPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// What to search for.
    pub query: &'a Field,
    /// In which list.
    pub list: &'a Select,
    /// What was found; none where nothing was searched for.
    pub found: Option<&'a [ProvisionRow]>,
    /// Whether there is more than what is shown.
    pub more: bool,
    /// The lists.
    pub lists: &'a [ListRow],
    /// Instruments by jurisdiction.
    pub coverage: &'a [CoverageRow],
    /// How many rules there are.
    pub rules: usize,
    /// How many groups of countries.
    pub groups: usize,
    /// How many facts a transaction can state.
    pub facts: usize,
    /// The digest of the whole.
    pub digest: &'a str,
}

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRow {
    /// Its id, `us/ccl`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub path: String,
    /// The edition that holds now.
    pub edition: String,
    /// How many days ago it was compared with its source.
    pub age: String,
    /// Entries.
    pub entries: usize,
    /// Provisions.
    pub provisions: usize,
    /// Rows that the reader could not translate.
    pub untranslated: usize,
    /// The share of its figures that is read whole, as `98 %`, where criteria are there.
    pub read: Option<String>,
    /// When its own words were fetched, if they were.
    pub official: Option<String>,
}

/// What is known of a jurisdiction's law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageRow {
    /// Its name.
    pub name: String,
    /// Who decides.
    pub authority: String,
    /// Its instruments.
    pub instruments: Vec<Instrument>,
}

/// An instrument of law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instrument {
    /// Its citation.
    pub citation: String,
    /// Its title in our words.
    pub title: String,
    /// `modelled`, `partial` or `not-modelled`.
    pub status: String,
    /// What is missing.
    pub note: String,
}

impl CoverageRow {
    /// How many of its instruments have a status.
    pub fn count(&self, status: &str) -> usize {
        self.instruments.iter().filter(|instrument| instrument.status == status).count()
    }
}

/// A provision in a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProvisionRow {
    /// `list:code`.
    pub provision: String,
    /// Its page.
    pub path: String,
    /// Its title in our words, or that of its entry.
    pub title: String,
    /// What it asks, in words, where that is short.
    pub asks: String,
}

/// A list and its entries.
#[derive(Template)]
#[template(path = "list.html")]
pub struct ListPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The list.
    pub list: &'a ListRow,
    /// The citation of its instrument.
    pub citation: &'a str,
    /// Its editions, each with where its differences from the one before are shown.
    pub editions: &'a [(String, Option<String>)],
    /// Entries by category: the category's name and its entries.
    pub categories: &'a [(String, Vec<ProvisionRow>)],
}

/// A provision.
#[derive(Template)]
#[template(path = "provision.html")]
pub struct ProvisionPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// `list:code`.
    pub provision: &'a str,
    /// Its code.
    pub code: &'a str,
    /// The title of its entry, in our words.
    pub title: &'a str,
    /// The list's title.
    pub list: &'a str,
    /// The list's page.
    pub list_path: &'a str,
    /// The provisions above, from the entry down, with their pages.
    pub above: &'a [(String, String)],
    /// The engine's word for its status: `active`, `reserved`, `not-used`.
    pub status: &'a str,
    /// The edition, and when it was compared with its source.
    pub edition: &'a str,
    /// When it was compared with its source.
    pub checked: &'a str,
    /// Where it stands in the law.
    pub citation: &'a str,
    /// What it asks, with what its ancestors ask before it.
    pub criterion: &'a [Criterion],
    /// Notes of ours.
    pub notes: &'a [String],
    /// The provisions below.
    pub below: &'a [ProvisionRow],
    /// Whether all of those below must be met, or any.
    pub below_all: bool,
    /// Why it is controlled.
    pub controls: &'a [ControlRow],
    /// What may lift that.
    pub exceptions: &'a [ExceptionRow],
    /// Provisions that it refers to, with their pages.
    pub refers: &'a [(String, String)],
    /// The editions of its list, each with what it did to the provision.
    pub timeline: &'a Timeline,
    /// Since when it reads as it does, by the law that is loaded.
    pub history: &'a [History],
    /// Where other lists have the same.
    pub counterparts: &'a [Counterpart],
    /// Its own words, where they were fetched.
    pub official: Option<&'a OfficialText>,
    /// The official address.
    pub source: Option<&'a str>,
}

/// What a provision asks: a line, and lines below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criterion {
    /// The code that asks it.
    pub code: String,
    /// What it asks, line by line.
    pub lines: Vec<String>,
    /// Whether part of it was not translated.
    pub untranslated: bool,
}

/// A reason for control.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlRow {
    /// Reason and column.
    pub reason: String,
    /// The reason's name.
    pub name: String,
    /// Which part of the entry, as a condition; the whole where empty.
    pub scope: String,
    /// For which destinations, where it says so itself.
    pub when: String,
    /// Where it stands.
    pub citation: String,
    /// Since when.
    pub in_force: String,
}

/// An exception that the entry allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionRow {
    /// Its symbol.
    pub symbol: String,
    /// Up to which amount.
    pub amount: String,
    /// Which part of the entry.
    pub scope: String,
}

/// A stretch of time in which a provision read the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// From when to when.
    pub in_force: String,
    /// The digest of its row.
    pub digest: String,
}

/// Where another list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counterpart {
    /// The relation's name, `equal`.
    pub relation: String,
    /// The other provision.
    pub provision: String,
    /// Its page.
    pub path: String,
    /// The page of the pair.
    pub pair: String,
}

/// A provision's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficialText {
    /// The text.
    pub text: String,
    /// When it was fetched.
    pub fetched: String,
    /// Whether it no longer reads as the law that is loaded.
    pub drifted: bool,
}
