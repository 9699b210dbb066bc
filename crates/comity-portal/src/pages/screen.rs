//! *Who is it?*: a name held against the lists of parties, and what people decided about hits.

use askama::Template;

use crate::{Field, Problem, Select, Shell};

/// The page.
#[derive(Template)]
#[template(path = "screen.html")]
pub struct ScreenPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The name.
    pub name: &'a Field,
    /// Person, organisation, ship, or not known.
    pub kind: &'a Select,
    /// The country.
    pub country: &'a Field,
    /// The date of birth.
    pub born: &'a Field,
    /// A number: passport, tax, ship.
    pub identifier: &'a Field,
    /// The least score of a hit.
    pub threshold: &'a Field,
    /// What is wrong with what was entered.
    pub problems: &'a [Problem],
    /// Hits, the best first; none where nothing was asked.
    pub hits: Option<&'a [Hit]>,
    /// Whether there are more hits than are shown.
    pub more: bool,
    /// The editions that were searched, or would be.
    pub searched: &'a [Searched],
    /// Country names and codes, to choose from while typing.
    pub countries: &'a [(String, String)],
    /// Whether a file can be screened here: somebody is signed in.
    pub can_upload: bool,
    /// Whether a hit can be decided here.
    pub can_decide: bool,
    /// Hits that came back and wait; none for those who have not signed in.
    pub inbox: Option<&'a [InboxRow]>,
    /// Whether the page is the inbox alone.
    pub inbox_only: bool,
}

/// A listed party that the name may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// Its id in the list.
    pub id: String,
    /// The list's short name.
    pub list: String,
    /// The set that the list belongs to.
    pub set: String,
    /// The listed name.
    pub name: String,
    /// The spelling that matched.
    pub matched: String,
    /// How alike, of one hundred.
    pub score: u8,
    /// Word by word.
    pub words: Vec<MatchedWord>,
    /// What else speaks for or against it.
    pub evidence: Vec<MatchedWord>,
    /// What the list says of the party.
    pub details: Vec<(String, String)>,
    /// What was decided.
    pub decision: Option<Decision>,
}

/// A line of why a name matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchedWord {
    /// `yes` where it agrees, `unknown` where it is alike, `no` where it speaks against.
    pub agrees: String,
    /// The line.
    pub text: String,
}

/// What was decided about a hit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// `same` or `other`.
    pub decided: String,
    /// Who.
    pub who: String,
    /// When.
    pub at: String,
    /// Why.
    pub why: String,
    /// Until when it holds.
    pub expires: String,
}

/// An edition that was searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// The set.
    pub set: String,
    /// Its title.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// How old it is, in days.
    pub age: usize,
    /// Parties.
    pub parties: usize,
    /// Names.
    pub names: usize,
}

/// A hit that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxRow {
    /// The party of ours.
    pub party: String,
    /// The party's page, or the question to look at.
    pub path: String,
    /// The listed one.
    pub listed: String,
    /// The list.
    pub list: String,
    /// Why it came back: the engine's word, such as `expired` or `record-changed`.
    pub reason: String,
    /// When.
    pub at: String,
}
