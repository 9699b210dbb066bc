//! What stands around every page: who is signed in, where the page stands, what is to be told, which law answers.

use std::borrow::Cow;

use crate::catalogue::{Catalogue, Placed};

/// The part of the portal that a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// None of them: the start page, errors, signing in.
    #[default]
    None,
    /// *Can I ship it?*
    Ship,
    /// *What is it?*
    Classify,
    /// *Where do the laws differ?*
    Compare,
    /// *Who is it?*
    Screen,
    /// *My catalogue*
    Catalogue,
    /// *Records*
    Records,
    /// *Law*
    Law,
    /// The account, the organisation's members, tokens, the audit trail.
    Account,
}

impl Section {
    /// The sections of the main navigation: each with its path and the key of its name. The last two are for those who signed in.
    pub const NAVIGATION: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Ship, "/ship", "nav-ship"),
        (Self::Classify, "/classify", "nav-classify"),
        (Self::Compare, "/compare", "nav-compare"),
        (Self::Screen, "/screen", "nav-screen"),
        (Self::Law, "/law", "nav-law"),
        (Self::Catalogue, "/catalogue", "nav-catalogue"),
        (Self::Records, "/records", "nav-records"),
    ];

    fn is_personal(self) -> bool {
        matches!(self, Self::Catalogue | Self::Records | Self::Account)
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name to show.
    pub name: String,
    /// The organisation that they act for.
    pub organisation: String,
    /// The key of the role's name, such as `role-analyst`.
    pub role: String,
    /// Whether they may manage members and tokens of others.
    pub administers: bool,
    /// Whether they may read the audit trail.
    pub audits: bool,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Done,
    /// Something is to be known.
    Information,
    /// Something went wrong, or asks for care.
    Warning,
}

impl NoticeKind {
    /// The icon's name, and the class.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Done => "check",
            Self::Information => "info",
            Self::Warning => "warning",
        }
    }
}

/// A message at the top of a page, announced to those who don't see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The words.
    pub text: String,
}

/// The law that answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Law {
    /// The digest of the whole, shortened for reading.
    pub digest: String,
    /// The engine's name and version.
    pub engine: String,
}

/// What stands around every page.
#[derive(Clone, Copy)]
pub struct Shell<'a> {
    /// The words.
    pub words: &'a Catalogue,
    /// The part that the page belongs to.
    pub section: Section,
    /// Who is signed in.
    pub person: Option<&'a Person>,
    /// The secret that every form that changes something gives back.
    pub csrf: Option<&'a str>,
    /// What is to be told.
    pub notice: Option<&'a Notice>,
    /// The law that answers.
    pub law: Option<&'a Law>,
    /// Whether accounts exist here: then there is a link to sign in.
    pub accounts: bool,
    /// Whether all that is shown is invented.
    pub sample: bool,
}

impl<'a> Shell<'a> {
    /// A shell for somebody who has not signed in.
    pub fn new(words: &'a Catalogue, section: Section) -> Self {
        Self { words, section, person: None, csrf: None, notice: None, law: None, accounts: false, sample: false }
    }

    /// The sections to show, each with whether the page belongs to it, its path, and the key of its name.
    pub fn navigation(&self) -> impl Iterator<Item = (bool, &'static str, &'static str)> {
        let (here, personal) = (self.section, self.person.is_some());
        Section::NAVIGATION
            .iter()
            .filter(move |(section, ..)| personal || !section.is_personal())
            .map(move |(section, path, key)| (*section == here, *path, *key))
    }

    /// The words of a key.
    pub fn say<'k>(&'k self, key: &'k str) -> Cow<'k, str> {
        self.words.say(key)
    }

    /// The words of a key, with one value in its place.
    pub fn put<'k>(&'k self, key: &'k str, name: &str, value: impl Placed) -> Cow<'k, str> {
        self.words.say_with(key, &[(name, value.argument())])
    }

    /// The words of a key, with two values in their places.
    pub fn put2<'k>(&'k self, key: &'k str, name: &str, value: impl Placed, second: &str, other: impl Placed) -> Cow<'k, str> {
        self.words.say_with(key, &[(name, value.argument()), (second, other.argument())])
    }

    /// The words for a value that a vocabulary names, such as an activity or a role; the value itself, with spaces, where there are none.
    pub fn name<'k>(&'k self, kind: &str, value: &str) -> Cow<'k, str> {
        let key = format!("{kind}-{value}");
        if self.words.has(&key) { Cow::Owned(self.words.say(&key).into_owned()) } else { Cow::Owned(value.replace(['-', '_'], " ")) }
    }
}
