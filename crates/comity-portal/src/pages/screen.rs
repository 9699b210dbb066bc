//! *Who is it?*: a name held against the lists of parties, and what people decided about hits.

use askama::Template;

use super::ship::Hidden;
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
    /// Files that were screened here lately.
    pub files: &'a [FileRow],
    /// Whether a hit can be decided here.
    pub can_decide: bool,
    /// Whether the party can be kept, to be screened again when lists change.
    pub can_keep: bool,
    /// What was asked, to be sent along with a decision.
    pub asked: &'a [Hidden],
    /// The day that is proposed for the end of a decision.
    pub expires: &'a str,
    /// The party's name, where it is one that is kept.
    pub kept: Option<&'a str>,
    /// How many parties wait in the inbox; none for those who have not signed in.
    pub waiting: Option<usize>,
    /// The inbox, where the page is that.
    pub inbox: Option<&'a [InboxRow]>,
    /// The next page of the inbox.
    pub next: Option<&'a str>,
    /// Its first page, where this is another.
    pub first: Option<&'a str>,
}

/// A file that was screened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRow {
    /// When it came.
    pub at: String,
    /// Its page.
    pub path: String,
    /// How far it is: the store's word.
    pub state: String,
    /// How many parties it has.
    pub parties: usize,
}

/// A file being screened, or what came of it.
#[derive(Template)]
#[template(path = "screen-file.html")]
pub struct ScreenFilePage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// When the file came.
    pub at: &'a str,
    /// Its page.
    pub path: &'a str,
    /// How far it is: the store's word.
    pub state: &'a str,
    /// Why it failed.
    pub problem: Option<&'a str>,
    /// Parties that were looked at.
    pub done: usize,
    /// All of them.
    pub total: usize,
    /// What came out; none while it is not done.
    pub results: Option<FileResults<'a>>,
}

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileResults<'a> {
    /// Parties with a hit, the most alike first.
    pub hits: &'a [FileHit],
    /// How many there are in all.
    pub with_hits: usize,
    /// How many had none.
    pub without: usize,
    /// Lines that could not be screened: number, name, why.
    pub refused: &'a [(usize, String, String)],
    /// How many could not be screened in all.
    pub refused_in_all: usize,
    /// Whether there are more lines than were looked through for this page.
    pub cut: bool,
}

/// A party of a file with a hit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileHit {
    /// Its line.
    pub line: usize,
    /// Its page.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The listed name that is most alike.
    pub listed: String,
    /// The list.
    pub list: String,
    /// How alike, of one hundred.
    pub score: u8,
    /// How many hits there are.
    pub hits: usize,
    /// How the best one stands: the engine's word.
    pub standing: String,
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
    /// Why it waits, in words.
    pub reason: String,
    /// When.
    pub at: String,
}
