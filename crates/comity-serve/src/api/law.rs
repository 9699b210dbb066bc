//! What law is loaded, how old it is, and what changed.

use axum::{extract::State as FromState, http::HeaderMap, response::Response};
use comity_edge::{diff::diff as changed, schema, status as loaded};
use jiff::{Zoned, civil::Date};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{answers::OfName, provisions::list};
use crate::{
    problem::Problem,
    request::{Named, Params},
    state::State,
    tag,
    telemetry::Logged,
};

fn pretty(value: &Json) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// What law is loaded: each list with its edition, age and counts, what is covered of each jurisdiction.
///
/// The answer is the same, to the byte, as that of `comity law status --json`.
#[utoipa::path(get, path = "/law", tag = "law",
    responses((status = 200, description = "The law", body = ref("#/components/schemas/LawStatus")), OfName))]
pub async fn status(FromState(state): FromState<State>, headers: HeaderMap) -> Result<Response, Problem> {
    let working = state.clone();
    let work = move || {
        let law = working.law.law();
        let fetched = loaded::fetched(law, working.data.as_ref(), &Logged);
        Ok(pretty(&loaded::to_json(law, working.law.criteria()?, &fetched, Zoned::now().date())))
    };
    Ok(tag::answer(&headers, "application/json", state.reading.run(work).await?))
}

/// The editions of a list: those that are decided by, and those that only its criteria are known of.
#[utoipa::path(get, path = "/law/{list}/editions", tag = "law",
    params(("list" = String, Path, description = "The list; its slash is written %2F", example = "us/ccl")),
    responses((status = 200, description = "Editions", body = ref("#/components/schemas/Editions")), OfName))]
pub async fn editions(FromState(state): FromState<State>, Named(name): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let list = list(state.law.law(), &name)?;
    let decided: Vec<Json> = list.editions.iter().map(|edition| json!({ "date": edition.date, "source": edition.source, "digest": edition.digest })).collect();
    let criteria = state.law.criteria()?.editions.iter().filter(|edition| edition.list == list.id).map(|edition| edition.date).collect::<Vec<_>>();
    let answer = json!({
        "list": list.id, "title": list.title, "covers_from": list.covers_from, "checked": list.checked, "editions": decided, "criteria": criteria,
    });
    Ok(tag::answer(&headers, "application/json", pretty(&answer)))
}

/// Between which days a list is compared.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DiffParams {
    /// The list.
    #[param(example = "us/ccl")]
    list: String,
    /// The earlier day.
    #[param(value_type = String, format = Date, example = "2026-06-24")]
    from: Date,
    /// The later day.
    #[param(value_type = String, format = Date, example = "2026-07-23")]
    to: Date,
}

/// What changed in a list between two days.
///
/// The answer is the same, to the byte, as that of `comity law diff --json`.
#[utoipa::path(get, path = "/law/diff", tag = "law", params(DiffParams),
    responses((status = 200, description = "Changes", body = ref("#/components/schemas/Changes")), OfName))]
pub async fn diff(FromState(state): FromState<State>, Params(params): Params<DiffParams>, headers: HeaderMap) -> Result<Response, Problem> {
    let working = state.clone();
    let work = move || {
        let changed = changed(working.law.law(), working.law.criteria()?, &params.list, params.from, params.to)?;
        Ok(changed.to_json()?)
    };
    Ok(tag::answer(&headers, "application/json", state.reading.run(work).await?))
}

/// The JSON Schema of a transaction, with every fact that the law knows.
#[utoipa::path(get, path = "/schema/transaction", tag = "law",
    responses((status = 200, description = "JSON Schema (2020-12)", body = ref("#/components/schemas/Anything"), content_type = "application/schema+json"),
        (status = 304, description = "It is known already")))]
pub async fn schema(FromState(state): FromState<State>, headers: HeaderMap) -> Response {
    tag::answer(&headers, "application/schema+json", pretty(&schema::schema(state.law.law())))
}
