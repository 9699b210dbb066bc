//! One transaction decided, and a receipt replayed.

use axum::{
    extract::State as FromState,
    http::header,
    response::{IntoResponse, Response},
};
use comity_decide::Options;
use comity_edge::{
    decide,
    document::Document,
    replay::{self, Replayed},
    screening::Screening,
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::answers::OfBody;
use crate::{
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

/// Decide one transaction.
///
/// The parties are screened against the imported lists in use on the transaction's date. The answer is the same, to the byte, as that of
/// `comity decide --json`.
#[utoipa::path(post, path = "/decide", tag = "decide", params(DecideParams),
    request_body(content(
        (ref("#/components/schemas/Transaction") = "application/json"),
        (String = "application/toml"),
    ), description = "A transaction"),
    responses((status = 200, description = "The determination", body = ref("#/components/schemas/Determination")), OfBody))]
pub async fn decide(FromState(state): FromState<State>, Params(params): Params<DecideParams>, text: Text) -> Result<Response, Problem> {
    let document = text.document("the transaction")?;
    let screening = if params.no_screening { None } else { state.lists.screening() };
    // A determination takes less time than handing it to another thread; only loading editions, or criteria, is worth that.
    let at_hand = screening.as_ref().is_none_or(|screening| screening.is_at_hand(&document.value, params.as_of));
    let bytes = if at_hand {
        answer(&state, screening.as_deref(), document, params)?
    } else {
        let working = state.clone();
        state.pool.run(move || answer(&working, screening.as_deref(), document, params)).await?
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

fn answer(state: &State, screening: Option<&Screening>, document: Document, params: DecideParams) -> Result<Vec<u8>, Problem> {
    let decided = decide::decide(state.law.engine(), state.law.lazy_criteria(), screening, document, params.as_of, params.options())?;
    Ok(decided.to_json()?)
}

/// Prove that a receipt's answer comes out again.
///
/// The body is a receipt file, as `comity decide --receipt` writes it.
#[utoipa::path(post, path = "/replay", tag = "decide",
    request_body(content = ref("#/components/schemas/ReceiptRecord"), content_type = "application/json", description = "A receipt with its transaction"),
    responses((status = 200, description = "Whether it is the same answer, and in what it differs", body = ref("#/components/schemas/Replayed")), OfBody))]
pub async fn replay(FromState(state): FromState<State>, text: Text) -> Result<Response, Problem> {
    let file = text.document("the receipt")?;
    let (same, digest, differences) = match replay::replay(state.law.engine(), state.law.lazy_criteria(), file)? {
        Replayed::Same(digest) => (true, Some(digest), Vec::new()),
        Replayed::Other(differences) => (false, None, differences),
    };
    Ok(axum::Json(json!({ "same": same, "digest": digest, "differences": differences })).into_response())
}
