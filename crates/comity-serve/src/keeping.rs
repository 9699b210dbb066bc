//! What is kept of an answer, whichever door it was asked at.

use comity_decide::Engine;
use comity_edge::decide::Decided;
use comity_store::{DeterminationId, Json as Stored, NewDetermination, Source, StoreError};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value as Json;

/// What is kept of an answer.
pub struct Kept {
    day: Date,
    origin: String,
    destination: String,
    outcome: &'static str,
    receipt: String,
    question: Stored,
    answer: Stored,
}

impl Kept {
    /// The transaction as its receipt is of it (with what screening found, and with the day that was set from outside), and the answer with the receipt.
    ///
    /// # Errors
    /// When the answer has no receipt, or is no JSON: faults of ours.
    pub fn of(engine: &Engine, decided: &Decided) -> Result<Self, StoreError> {
        let record = decided.receipt(engine).ok_or(StoreError::Invalid { what: "answer", why: "it has no receipt".into() })?;
        let text = |from: &Json, key: &str| from.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let mut answer = serde_json::to_value(&decided.determination).unwrap_or_default();
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("receipt".to_owned(), record.receipt.clone());
        }
        Ok(Self {
            day: decided.transaction.date,
            origin: text(&record.input, "from"),
            destination: text(&record.input, "to"),
            outcome: decided.determination.outcome.name(),
            receipt: text(&record.receipt, "digest"),
            question: Stored::of(&record.input)?,
            answer: Stored::of(&answer)?,
        })
    }

    /// As the store takes it.
    pub fn under(self, id: DeterminationId, source: Source, keep_until: Date) -> NewDetermination {
        let Self { day, origin, destination, outcome, receipt, question, answer } = self;
        NewDetermination { id, source, day, origin, destination, outcome: outcome.to_owned(), receipt, keep_until, question, answer }
    }
}

/// The last day on which what is kept now must be there.
///
/// # Errors
/// When it lies beyond the calendar.
pub fn keep_until(now: Timestamp, years: i16) -> Result<Date, StoreError> {
    let today = now.to_zoned(TimeZone::UTC).date();
    today.checked_add(Span::new().years(years)).map_err(|error| StoreError::Invalid { what: "years of keeping", why: error.to_string() })
}
