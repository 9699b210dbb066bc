//! What a reader gives: a list as its source states it, and what it could not make sense of.

use std::fmt;

use jiff::civil::Date;

use crate::condition::Condition;
use crate::label::Label;
use crate::text::digest;

/// Days on which a row stands in the source; `None` follows the parent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// First day no longer.
    pub until: Option<Date>,
}

impl Period {
    /// Whether the row is open (its end is not known).
    pub fn is_open(&self) -> bool {
        self.until.is_none()
    }
}

/// A list read from its source.
#[derive(Clone, Debug, Default)]
pub struct SourceList {
    /// The entries, in the order of the source.
    pub entries: Vec<SourceEntry>,
    /// Counts, and what was not understood.
    pub report: Report,
}

/// How a node's children stand to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Join {
    /// Each child is a class of its own.
    #[default]
    Class,
    /// The node asks for any of them.
    Any,
    /// The node asks for all of them.
    All,
}

impl Join {
    /// The word of the law format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Any => "any",
            Self::All => "all",
        }
    }
}

/// One entry of a list.
#[derive(Clone, Debug, Default)]
pub struct SourceEntry {
    /// Its code, such as `3A001`.
    pub code: String,
    /// The code by which lists of its lineage know it, where this list numbers in another way.
    pub family: Option<String>,
    /// When it stands in the source.
    pub period: Period,
    /// Digest of its heading.
    pub digest: String,
    /// The words of its heading, without the code. Kept in memory for reading criteria; never printed.
    pub text: String,
    /// How its paragraphs stand to it.
    pub join: Join,
    /// Reasons for control as the entry names them, each with its period.
    pub reasons: Vec<(String, Period)>,
    /// Another authority to which it hands the item.
    pub hand_offs: Vec<Pointer>,
    /// Requirements stated elsewhere, or in prose that was not read.
    pub refers: Vec<Pointer>,
    /// Licence requirements.
    pub controls: Vec<ControlRow>,
    /// List-based exceptions and bars of exceptions.
    pub exceptions: Vec<ExceptionRow>,
    /// Notes that stand at the entry.
    pub notes: Vec<NoteRow>,
    /// Its paragraphs, nested.
    pub provisions: Vec<SourceProvision>,
}

/// A hand-off or a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Where to: `us/itar`, `15 CFR 754.2`.
    pub to: String,
    /// Digest of the words that say so.
    pub digest: String,
    /// When it stands in the source.
    pub period: Period,
}

/// One coded paragraph.
#[derive(Clone, Debug, Default)]
pub struct SourceProvision {
    /// Path below the entry.
    pub label: Label,
    /// Digest of its text; `None` for a head that the source implies but does not print.
    pub digest: Option<String>,
    /// Its words, without the label; empty for an implied head. Kept in memory for reading criteria; never printed.
    pub text: String,
    /// How its children stand to it.
    pub join: Join,
    /// Reserved: it holds a place and controls nothing.
    pub reserved: bool,
    /// When it stands in the source.
    pub period: Period,
    /// Notes that stand after it.
    pub notes: Vec<NoteRow>,
    /// Its children.
    pub children: Vec<SourceProvision>,
}

/// Where a control row applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// By the country chart's column of the row's reason.
    Column(u8),
    /// Where the condition holds.
    When(Condition),
}

/// The source words of a row. Kept in memory for comparing and curating; never printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    /// What it covers.
    pub left: String,
    /// Where, how much, under what conditions.
    pub right: String,
}

impl RowText {
    /// The digest that names the row: of left, ` | `, right.
    pub fn digest(&self) -> String {
        digest(&format!("{} | {}", self.left, self.right))
    }
}

/// A licence requirement of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRow {
    /// Reason for control.
    pub reason: String,
    /// Column or condition.
    pub destination: Destination,
    /// What of the entry it covers.
    pub scope: Condition,
    /// Its citation.
    pub cite: String,
    /// When it stands in the source.
    pub period: Period,
    /// The words it was read from.
    pub text: RowText,
}

/// A list-based exception, or a bar of one (`STA-barred`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionRow {
    /// Its symbol, such as `LVS`.
    pub symbol: String,
    /// The amount in dollars up to which it holds.
    pub amount: Option<u32>,
    /// What of the entry it covers.
    pub scope: Condition,
    /// When it stands in the source.
    pub period: Period,
    /// The words it was read from.
    pub text: RowText,
}

/// What kind of note stands at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Takes items out.
    Exclusion,
    /// Explains a measurement or a term.
    Technical,
    /// Any other note.
    Plain,
    /// Points elsewhere, beside the text.
    Nb,
    /// Points to a section of the regulations that the rules know.
    See,
    /// Related controls and definitions.
    Related,
}

impl NoteKind {
    /// The word of the law format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exclusion => "exclusion",
            Self::Technical => "technical",
            Self::Plain => "note",
            Self::Nb => "nb",
            Self::See => "see",
            Self::Related => "related",
        }
    }
}

/// The place and digest of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// What it does.
    pub kind: NoteKind,
    /// The section it points to.
    pub cite: Option<String>,
    /// Digest of its text.
    pub digest: String,
    /// Its words, its head included. Kept in memory for reading criteria; never printed.
    pub text: String,
    /// When it stands in the source.
    pub period: Period,
}

/// What a reader counted, and what it met that a person should look at.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Entries read.
    pub entries: usize,
    /// Paragraphs with a printed label (a reserved range is one).
    pub labelled: usize,
    /// Provisions in the trees, ranges expanded and implied heads included.
    pub provisions: usize,
    /// Heads that the source implies but does not print.
    pub implied: usize,
    /// Control rows read.
    pub controls: usize,
    /// Exception rows read.
    pub exceptions: usize,
    /// Rows with a part that was not translated.
    pub untranslated: usize,
    /// What looked odd, with its place.
    pub problems: Vec<Problem>,
}

/// Something in the source that was kept, but not understood or not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The entry where it stands.
    pub entry: String,
    /// What it is, in our words.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.entry, self.what)
    }
}

impl Report {
    /// Records something odd.
    pub fn problem(&mut self, entry: &str, what: impl Into<String>) {
        self.problems.push(Problem { entry: entry.to_owned(), what: what.into() });
    }
}

impl SourceProvision {
    /// Calls `visit` for this node and all below it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for child in &self.children {
            child.walk(visit);
        }
    }
}

impl SourceEntry {
    /// All paragraphs of the entry, in order.
    pub fn all_provisions(&self) -> Vec<&SourceProvision> {
        let mut out = Vec::new();
        for provision in &self.provisions {
            provision.walk(&mut |p| out.push(p));
        }
        out
    }
    /// Whether a path exists below the entry.
    pub fn has(&self, label: &Label) -> bool {
        label.is_root() || self.all_provisions().iter().any(|p| p.label == *label)
    }
}
