//! What a reader could not carry over, counted: nothing is dropped in silence.

use std::collections::BTreeMap;

use crate::error::Place;

/// How something was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// Bytes that are no UTF-8 stand in the source: each became U+FFFD.
    NotUtf8,
    /// A name in which characters were replaced, here or before the source was published. It is kept.
    DamagedName,
    /// A name of which too little is left to be one. It is left out.
    UnreadableName,
    /// A name that looks like UTF-8 read as Latin-1 (`Ã©` for `é`). It is kept as written.
    Mojibake,
    /// A record without any name. It is left out.
    NoName,
    /// A name that stood in another field, behind the name of a country. It was taken from there.
    MisplacedName,
    /// An id that an earlier record has. The record is kept under an id with a number behind it.
    DuplicateId,
    /// A record that says word for word what an earlier one says. It is left out.
    DuplicateRecord,
    /// A record without its day of listing, in a source that gives it.
    Undated,
    /// A field that this reader does not know. Its content is left out.
    UnknownField,
    /// A name of a list, or a programme, that `party-lists.kdl` does not know. It is kept as written.
    UnknownList,
    /// A country that is not known by this name. It is kept as written.
    UnknownCountry,
    /// A file that belongs to the source and was not given.
    MissingFile,
    /// A remark that the publisher cut off.
    CutRemark,
    /// A row about a party that no row introduces. It is left out.
    Orphan,
    /// An entry that is no listed party (an address, a relative). It is left out.
    NotAParty,
    /// The source says how many records it holds, and holds another number.
    WrongCount,
}

impl LossKind {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not-utf8",
            Self::DamagedName => "damaged-name",
            Self::UnreadableName => "unreadable-name",
            Self::Mojibake => "mojibake",
            Self::NoName => "no-name",
            Self::MisplacedName => "misplaced-name",
            Self::DuplicateId => "duplicate-id",
            Self::DuplicateRecord => "duplicate-record",
            Self::Undated => "undated",
            Self::UnknownField => "unknown-field",
            Self::UnknownList => "unknown-list",
            Self::UnknownCountry => "unknown-country",
            Self::MissingFile => "missing-file",
            Self::CutRemark => "cut-remark",
            Self::Orphan => "orphan",
            Self::NotAParty => "not-a-party",
            Self::WrongCount => "wrong-count",
        }
    }

    /// Whether names of the source are gone or spoilt: an edition with such a loss wants a person's consent.
    pub fn spoils_names(self) -> bool {
        matches!(self, Self::DamagedName | Self::UnreadableName | Self::NoName | Self::WrongCount)
    }
}

/// A loss of one kind, about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// How.
    pub kind: LossKind,
    /// What: a field, a list, a file; empty where the kind says all.
    pub what: String,
    /// Where it happened first.
    pub at: String,
    /// How often.
    pub count: u64,
}

/// Losses under count.
#[derive(Default)]
pub(super) struct Losses(BTreeMap<(LossKind, String), (String, u64)>);

impl Losses {
    /// Kinds of one loss that are told apart. A source with more has another shape than its reader knows: the rest is counted together.
    const APART: usize = 200;

    pub fn add(&mut self, kind: LossKind, what: &str, at: &Place) {
        self.add_many(kind, what, at, 1);
    }

    pub fn add_many(&mut self, kind: LossKind, what: &str, at: &Place, count: u64) {
        let full = self.0.len() >= Self::APART && !self.0.contains_key(&(kind, what.to_owned()));
        let what = if full { "others" } else { what };
        let what: String = what.chars().take(80).collect();
        self.0.entry((kind, what)).or_insert_with(|| (at.to_string(), 0)).1 += count;
    }

    pub fn into_list(self) -> Vec<Loss> {
        self.0.into_iter().map(|((kind, what), (at, count))| Loss { kind, what, at, count }).collect()
    }
}
