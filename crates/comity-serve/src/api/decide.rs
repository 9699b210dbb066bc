//! One transaction decided, and a receipt replayed.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_decide::Options;
use comity_edge::{
    decide::{self, Decided},
    document::Document,
    replay::{self, Replayed},
    screening::Screening,
};
use comity_store::{Action, DeterminationId, Json as Kept, NewDetermination, Source};
use jiff::{Span, civil::Date, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::answers::OfBody;
use crate::{
    access::{Asker, Caller, Decide},
    idempotency::{self, Made},
    problem::Problem,
    request::{Params, Text},
    state::State,
};

/// How a transaction is decided.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DecideParams {
    /// Show every rule that mattered, down to the facts.
    #[param(required = false)]
    pub explain: bool,
    /// Presume nothing about what the exporter knows.
    #[param(required = false)]
    pub strict: bool,
    /// Decide as if it happened on this day.
    #[param(value_type = Option<String>, format = Date, example = "2026-07-23")]
    pub as_of: Option<Date>,
    /// Do not screen the parties.
    #[param(required = false)]
    pub no_screening: bool,
}

impl DecideParams {
    /// The engine's options.
    pub fn options(self) -> Options {
        Options { strict: self.strict, explain: self.explain }
    }
}

/// How a transaction is decided, and whether the answer is kept.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeepParams {
    store: bool,
    explain: bool,
    strict: bool,
    as_of: Option<Date>,
    no_screening: bool,
}

/// Decide one transaction.
///
/// The parties are screened against the imported lists in use on the transaction's date. The answer is the same, to the byte, as that of
/// `comity decide --json`.
#[utoipa::path(post, path = "/decide", tag = "decide", params(DecideParams,
        ("store" = Option<bool>, Query, description = "Keep the determination; its address stands in Location"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition of keeping harmless")),
    request_body(content(
        (ref("#/components/schemas/Transaction") = "application/json"),
        (String = "application/toml"),
    ), description = "A transaction"),
    responses((status = 200, description = "The determination", body = ref("#/components/schemas/Determination")),
        (status = 201, description = "The determination, which is kept", body = ref("#/components/schemas/Determination")),
        (status = 409, description = "The idempotency key is taken", body = Problem, content_type = "application/problem+json"), OfBody))]
pub async fn decide(
    FromState(state): FromState<State>,
    asker: Asker<Decide>,
    Params(said): Params<KeepParams>,
    headers: HeaderMap,
    text: Text,
) -> Result<Response, Problem> {
    let KeepParams { store, explain, strict, as_of, no_screening } = said;
    let params = DecideParams { explain, strict, as_of, no_screening };
    let bytes = if store { Some(format!("{params:?} {}", text.text)) } else { None };
    let document = text.document("the transaction")?;
    let screening = if params.no_screening { None } else { state.screening_of(asker.0.as_ref()).await? };
    // A determination takes less time than handing it to another thread; only loading editions is worth that.
    let at_hand = screening.as_ref().is_none_or(|screening| screening.is_at_hand(&document.value, params.as_of));
    let answer = if at_hand {
        answer(&state, screening.as_deref(), document, params, store)?
    } else {
        let working = state.clone();
        state.pool.run(move || answer(&working, screening.as_deref(), document, params, store)).await?
    };
    match (bytes, answer.to_keep) {
        (Some(bytes), Some(to_keep)) => keep(&state, asker.0, &headers, &bytes, answer.bytes, to_keep).await,
        _ => Ok(([(header::CONTENT_TYPE, "application/json")], answer.bytes).into_response()),
    }
}

/// An answer, and what is kept of it.
struct Answered {
    bytes: Vec<u8>,
    to_keep: Option<ToKeep>,
}

/// What is kept of an answer.
struct ToKeep {
    day: Date,
    origin: String,
    destination: String,
    outcome: &'static str,
    receipt: String,
    question: Kept,
    answer: Kept,
}

fn answer(state: &State, screening: Option<&Screening>, document: Document, params: DecideParams, keep: bool) -> Result<Answered, Problem> {
    let decided = decide::decide(state.law.engine(), state.law.lazy_criteria(), screening, document, params.as_of, params.options())?;
    let to_keep = if keep { Some(to_keep(state, &decided)?) } else { None };
    Ok(Answered { bytes: decided.to_json()?, to_keep })
}

fn to_keep(state: &State, decided: &Decided) -> Result<ToKeep, Problem> {
    // The transaction as the receipt is of it: with what screening found, and with the day that was set from outside.
    let record = decided.receipt(state.law.engine()).ok_or_else(|| Problem::fault("the engine gave no receipt"))?;
    let text = |key: &str| record.input.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let mut answer = serde_json::to_value(&decided.determination).unwrap_or_default();
    let receipt = record.receipt.get("digest").and_then(Json::as_str).unwrap_or_default().to_owned();
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("receipt".to_owned(), record.receipt.clone());
    }
    let outcome = decided.determination.outcome.name();
    Ok(ToKeep {
        day: decided.transaction.date,
        origin: text("from"),
        destination: text("to"),
        outcome,
        receipt,
        question: Kept::of(&record.input)?,
        answer: Kept::of(&answer)?,
    })
}

/// Keeps an answer for the organisation that asks, and gives it when it is on disk.
async fn keep(state: &State, asker: Option<Caller>, headers: &HeaderMap, asked: &str, bytes: Vec<u8>, kept: ToKeep) -> Result<Response, Problem> {
    let caller = asker.ok_or_else(Problem::unknown_asker)?;
    caller.demand(Action::KeepDetermination)?;
    let stamp = caller.stamp();
    let today = stamp.at.to_zoned(TimeZone::UTC).date();
    let keep_until = today.checked_add(Span::new().years(state.config.keep_years)).map_err(|error| Problem::fault(&error.to_string()))?;
    idempotency::once(&caller, headers, "POST decide", asked.as_bytes(), async |id| {
        let new = NewDetermination {
            id: DeterminationId::from_uuid(id),
            source: Source::Api,
            day: kept.day,
            origin: kept.origin,
            destination: kept.destination,
            outcome: kept.outcome.to_owned(),
            receipt: kept.receipt,
            keep_until,
            question: kept.question,
            answer: kept.answer,
        };
        let location = format!("/api/v1/determinations/{}", new.id);
        caller.office.keep_determination(new, &stamp).await?;
        Ok(Made { status: StatusCode::CREATED, media: "application/json", body: bytes, location: Some(location) })
    })
    .await
}

/// Prove that a receipt's answer comes out again.
///
/// The body is a receipt file, as `comity decide --receipt` writes it.
#[utoipa::path(post, path = "/replay", tag = "decide",
    request_body(content = ref("#/components/schemas/ReceiptRecord"), content_type = "application/json", description = "A receipt with its transaction"),
    responses((status = 200, description = "Whether it is the same answer, and in what it differs", body = ref("#/components/schemas/Replayed")), OfBody))]
pub async fn replay(FromState(state): FromState<State>, _: Asker<Decide>, text: Text) -> Result<Response, Problem> {
    let file = text.document("the receipt")?;
    Ok(axum::Json(replayed(replay::replay(state.law.engine(), state.law.lazy_criteria(), file)?)).into_response())
}

/// How a receipt's answer came out again, in the published form.
pub fn replayed(replayed: Replayed) -> Json {
    let (same, digest, differences) = match replayed {
        Replayed::Same(digest) => (true, Some(digest), Vec::new()),
        Replayed::Other(differences) => (false, None, differences),
    };
    json!({ "same": same, "digest": digest, "differences": differences })
}
