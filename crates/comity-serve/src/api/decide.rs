//! One transaction decided, and a receipt replayed.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_decide::Options;
use comity_edge::{
    decide,
    document::Document,
    replay::{self, Replayed},
    screening::Screening,
};
use comity_store::{Action, Determination, DeterminationId, Source};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::answers::OfBody;
use crate::{
    access::{Asker, Caller, Decide},
    idempotency::{self, Made, or_there},
    keeping::Kept,
    problem::Problem,
    request::{Params, Text},
    state::State,
};

/// Longest question, in bytes, that is answered on the thread that read it: a transaction has a few kilobytes.
pub const SHORT: usize = 16 << 10;

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
/// The parties are screened against the imported lists in use on the transaction's date. The answer is the same, to the byte, as a
/// line of `comity decide --batch`.
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
    let is_short = text.text.len() <= SHORT;
    let document = text.document("the transaction")?;
    let screening = if params.no_screening { None } else { state.screening_of(asker.0.as_ref()).await? };
    // A determination takes less time than handing it to another thread; only loading editions, or screening thousands of parties, is worth that.
    let at_hand = is_short && screening.as_ref().is_none_or(|screening| screening.is_at_hand(&document.value, params.as_of));
    let answer = if at_hand {
        answer(&state, screening.as_deref(), document, params, store)?
    } else {
        let (working, span) = (state.clone(), tracing::Span::current());
        state.pool.run(move || span.in_scope(|| answer(&working, screening.as_deref(), document, params, store))).await?
    };
    match (bytes, answer.to_keep) {
        (Some(bytes), Some(to_keep)) => keep(&state, asker.0, &headers, &bytes, answer.bytes, to_keep).await,
        _ => Ok(([(header::CONTENT_TYPE, "application/json")], answer.bytes).into_response()),
    }
}

/// An answer, and what is kept of it.
struct Answered {
    bytes: Vec<u8>,
    to_keep: Option<Kept>,
}

fn answer(state: &State, screening: Option<&Screening>, mut document: Document, params: DecideParams, keep: bool) -> Result<Answered, Problem> {
    // Deciding would screen first, and finds it done: so each has a span of its own.
    if let Some(screening) = screening {
        tracing::debug_span!("screen").in_scope(|| screening.add(&mut document.value, params.as_of))?;
    }
    let _deciding = tracing::debug_span!("decide").entered();
    let (law, criteria) = (&state.law, state.law.lazy_criteria());
    if !keep && !params.explain {
        let line = |batch: &mut _| decide::decide_to_line(batch, law.law(), criteria, None, document, params.as_of);
        return Ok(Answered { bytes: law.batches().with(params.strict, line)?, to_keep: None });
    }
    let decided = decide::decide(law.engine(), criteria, None, document, params.as_of, params.options())?;
    let to_keep = if keep { Some(Kept::of(law.engine(), &decided)?) } else { None };
    Ok(Answered { bytes: decided.to_line()?, to_keep })
}

/// Keeps an answer for the organisation that asks, and gives it when it is on disk.
async fn keep(state: &State, asker: Option<Caller>, headers: &HeaderMap, asked: &str, bytes: Vec<u8>, kept: Kept) -> Result<Response, Problem> {
    let caller = asker.ok_or_else(Problem::unknown_asker)?;
    caller.demand(Action::KeepDetermination)?;
    let stamp = caller.stamp();
    let place = |id| format!("/api/v1/determinations/{}", DeterminationId::from_uuid(id));
    idempotency::once(&caller, headers, "POST decide", asked.as_bytes(), place, async |id| {
        let id = DeterminationId::from_uuid(id);
        let new = kept.under(id, Source::Api, &stamp, state.law.law(), state.config.keep_years)?;
        let done = caller.office.keep_determination(new, &stamp).await;
        // With law or lists of another day the answer may be another one than the one that is kept, which is the one to give.
        let body = or_there(done.map(|()| bytes), async { Ok(written(&caller.office.determination(id).await?)) }).await?;
        Ok(Made { status: StatusCode::CREATED, media: "application/json", body })
    })
    .await
}

/// The answer of a determination that is kept, as it was given.
fn written(found: &Determination) -> Vec<u8> {
    // What is stored was JSON when it was stored.
    let answer: Json = serde_json::from_str(found.answer.as_str()).unwrap_or_default();
    let mut bytes = serde_json::to_vec(&answer).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Prove that a receipt's answer comes out again.
///
/// The body is a receipt file, as `comity decide --receipt` writes it.
#[utoipa::path(post, path = "/replay", tag = "decide",
    request_body(content = ref("#/components/schemas/ReceiptRecord"), content_type = "application/json", description = "A receipt with its transaction"),
    responses((status = 200, description = "Whether it is the same answer, and in what it differs", body = ref("#/components/schemas/Replayed")), OfBody))]
pub async fn replay(FromState(state): FromState<State>, _: Asker<Decide>, text: Text) -> Result<Response, Problem> {
    let is_short = text.text.len() <= SHORT;
    let file = text.document("the receipt")?;
    let working = state.clone();
    let work = move || Ok(replay::replay(working.law.engine(), working.law.lazy_criteria(), file)?);
    let found = if is_short { work()? } else { state.pool.run(work).await? };
    Ok(axum::Json(replayed(found)).into_response())
}

/// How a receipt's answer came out again, in the published form.
pub fn replayed(replayed: Replayed) -> Json {
    let (same, digest, differences) = match replayed {
        Replayed::Same(digest) => (true, Some(digest), Vec::new()),
        Replayed::Other(differences) => (false, None, differences),
    };
    json!({ "same": same, "digest": digest, "differences": differences })
}
