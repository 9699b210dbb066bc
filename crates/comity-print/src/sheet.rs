//! What stands on a sheet, from top to bottom, in plain text: the template gives it its looks.

use serde::Serialize;

/// A document to be printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sheet {
    /// Its title: on its first page, and in what readers show.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Who it is by; empty where nobody is named.
    pub author: String,
    /// Its language, as in HTML's `lang`.
    pub language: String,
    /// At the foot of every page.
    pub foot: String,
    /// The words for a page's number, in which `{1}` stands for the number and `{2}` for how many there are.
    pub page: String,
    /// What is said at the top where a character has no glyph.
    pub no_glyph: String,
    /// When it was made: the PDF tells it, and its bytes hang on it.
    #[serde(skip)]
    pub made: Time,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// A time, in universal time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
    /// Hour.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second.
    pub second: u8,
}

/// How loud something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// It must not happen.
    Stop,
    /// Something must be done or known first.
    Care,
    /// It may happen.
    Go,
}

/// A piece of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Block {
    /// A heading, of level 1 to 3. Levels are not skipped.
    Heading {
        /// The level.
        level: u8,
        /// The words.
        text: String,
    },
    /// An outcome.
    Verdict {
        /// How loud.
        tone: Tone,
        /// The outcome in a word or two.
        word: String,
        /// What it means.
        text: String,
    },
    /// What must not be overlooked.
    Notice {
        /// The words.
        text: String,
    },
    /// Running text.
    Paragraph {
        /// The words.
        text: String,
        /// Whether it is beside the point.
        soft: bool,
    },
    /// Names with values.
    Facts {
        /// Each name with its value.
        rows: Vec<(String, String)>,
    },
    /// A list.
    Entries {
        /// Its entries.
        rows: Vec<Entry>,
    },
    /// A table.
    Table {
        /// Its columns.
        columns: Vec<Column>,
        /// Its rows, a text a column.
        rows: Vec<Vec<String>>,
    },
    /// Clauses, each below the one that it belongs to.
    Clauses {
        /// In the order of reading.
        rows: Vec<Clause>,
    },
    /// What is typed at a terminal, or a digest.
    Code {
        /// The text.
        text: String,
    },
}

/// An entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// In front of it: how it stands, in a word.
    pub mark: String,
    /// What it says.
    pub text: String,
    /// What it is about, or of which kind.
    pub tags: Vec<String>,
    /// Where it stands in the law.
    pub cite: String,
    /// What must not be overlooked about it.
    pub notice: String,
    /// More about it, a line each.
    pub lines: Vec<String>,
    /// What it asks, with how that came out.
    pub tests: Vec<Test>,
}

/// A test with how it came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Test {
    /// How it came out, in a word.
    pub mark: String,
    /// What it asks.
    pub text: String,
    /// Where it stands.
    pub cite: String,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Whether it holds digests, which stand in small letters of one width.
    pub digest: bool,
}

/// A clause of a condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Clause {
    /// Its number, from which its place is read: `2.1.3`.
    pub number: String,
    /// How deep it stands.
    pub depth: usize,
    /// How it came out, in a word.
    pub mark: String,
    /// What it asks.
    pub text: String,
    /// The fact that decided.
    pub because: String,
}

impl Sheet {
    /// A sheet on which nothing stands yet.
    pub fn empty(language: &str, made: Time) -> Self {
        let none = String::new;
        Self {
            title: none(),
            subtitle: none(),
            author: none(),
            language: language.into(),
            foot: none(),
            page: "{1} / {2}".into(),
            no_glyph: none(),
            made,
            blocks: Vec::new(),
        }
    }
}
