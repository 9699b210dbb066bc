//! Whether the server lives and can answer, what it measured, and what its problems mean.

use axum::{
    Json,
    extract::State as FromState,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    problem::{Kind, Problem},
    request::Named,
    state::State,
    telemetry,
};

/// That the server lives.
#[derive(Serialize, ToSchema)]
pub struct Live {
    /// Always `ok`.
    status: &'static str,
}

/// That the server can answer.
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// `ok`, or `degraded` where something cannot be read.
    status: &'static str,
    /// Digest of the law that answers are given by.
    law: String,
    /// Whether lists of parties are imported, so that parties are screened.
    lists: bool,
}

/// The server lives.
#[utoipa::path(get, path = "/health/live", tag = "operation", responses((status = 200, description = "It lives", body = Live)))]
pub async fn live() -> Json<Live> {
    Json(Live { status: "ok" })
}

/// The server can answer: the law is loaded, the lists can be read, and the store takes changes.
#[utoipa::path(get, path = "/health/ready", tag = "operation", responses(
    (status = 200, description = "It can answer", body = Ready),
    (status = 503, description = "Something that it needs cannot be read", body = Ready),
))]
pub async fn ready(FromState(state): FromState<State>) -> Response {
    let lists = state.lists.in_use();
    let stored = state.store.ready().await;
    if let Err(error) = &stored {
        tracing::error!("the store is not ready: {error}");
    }
    let (code, status) = if stored.is_ok() && state.lists.is_readable() { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "degraded") };
    (code, Json(Ready { status, law: state.law.digest().to_owned(), lists: lists.is_some() })).into_response()
}

/// Measurements, in the form that Prometheus reads.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses(
    (status = 200, description = "Measurements", body = String, content_type = "text/plain"),
    (status = 500, description = "They cannot be kept", body = Problem, content_type = "application/problem+json"),
))]
pub async fn metrics() -> Result<Response, Problem> {
    let kept = telemetry::measurements().map_err(|error| Problem::fault(&error.to_string()))?;
    kept.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], kept.render()).into_response())
}

/// What a kind of problem means, and what to do about it.
#[utoipa::path(get, path = "/problems/{name}", tag = "operation", params(("name" = String, Path, description = "The kind", example = "input")), responses(
    (status = 200, description = "In words", body = String, content_type = "text/plain"),
    (status = 404, description = "There is no such kind", body = Problem, content_type = "application/problem+json"),
))]
pub async fn problem(Named(name): Named<String>) -> Result<Response, Problem> {
    let kind = Kind::by_name(&name).ok_or_else(|| Problem::new(Kind::NoPage, "no kind of problem has this name"))?;
    let text = format!("{} (status {})\n\n{}\n", kind.title(), kind.status().as_u16(), kind.remedy());
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
