//! *Records*: every determination that was kept, and one of them with its receipt.

use askama::Template;

use crate::{
    Field, Outcome, Select, Shell,
    pages::ship::{Answer, Hidden, QuestionInput, ShipForm},
};

/// The records.
#[derive(Template)]
#[template(path = "records.html")]
pub struct RecordsPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// From this day.
    pub since: &'a Field,
    /// To this day.
    pub until: &'a Field,
    /// The outcome.
    pub outcome: &'a Select,
    /// Whether it would come out otherwise today.
    pub standing: &'a Select,
    /// The destination.
    pub to: &'a Field,
    /// The records.
    pub rows: &'a [RecordRow],
    /// Where the same selection is fetched as a file.
    pub export: &'a str,
    /// The next page.
    pub next: Option<&'a str>,
    /// The first page, where this is another.
    pub first: Option<&'a str>,
}

/// A record in the list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Its id, as the organisation names it.
    pub id: String,
    /// Its page.
    pub path: String,
    /// The day it was decided for.
    pub date: String,
    /// From and to.
    pub route: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Who asked.
    pub by: String,
    /// Until when it is kept.
    pub keep_until: String,
    /// That it would come out otherwise today, in words.
    pub changed: Option<String>,
}

/// What became of a record since: that it would come out otherwise today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordChange {
    /// When that was found.
    pub at: String,
    /// Why, a sentence each.
    pub because: Vec<String>,
    /// Why it cannot be decided today, where it cannot.
    pub why: Option<String>,
    /// What differs.
    pub rows: Vec<RecordChangeRow>,
}

/// What differs for one jurisdiction, or about the parties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordChangeRow {
    /// Whose law, or that it is about the parties.
    pub name: String,
    /// The outcome that was kept; none where there was none.
    pub was: Option<Outcome>,
    /// The outcome today; none where there is none.
    pub now: Option<Outcome>,
    /// What was there and is there no more.
    pub gone: Vec<String>,
    /// What was not there.
    pub new: Vec<String>,
}

/// A record.
#[derive(Template)]
#[template(path = "record.html")]
pub struct RecordPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// What was asked, for the forms that go on from it.
    pub form: &'a ShipForm,
    /// The answer as it was given.
    pub answer: &'a Answer,
    /// Who asked, and when.
    pub asked_by: &'a str,
    /// When.
    pub asked_at: &'a str,
    /// Until when it is kept.
    pub keep_until: &'a str,
    /// What became of it since, where it would come out otherwise today.
    pub changed: Option<&'a RecordChange>,
    /// Why it is kept so long, a line for each reason.
    pub kept_because: &'a [String],
    /// Why how it came about cannot be shown, as a key of words; none where it is shown.
    pub no_reasons: Option<&'a str>,
    /// The outcome of verifying its receipt: whether it agrees, and what was found, in words.
    pub verified: Option<(bool, &'a str)>,
    /// What is sent to ask the question again under today's law.
    pub again: &'a [Hidden],
    /// What of the question the form cannot hold, so that it cannot be asked again from here; empty where it can hold all.
    pub again_not: &'a str,
    /// Where its receipt is fetched as a file.
    pub receipt: &'a str,
    /// Where it is fetched as a PDF.
    pub pdf: &'a str,
    /// Where its receipt is verified.
    pub verify: &'a str,
}
