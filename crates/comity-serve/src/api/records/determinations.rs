//! Determinations that were kept.

use axum::{
    extract::State as FromState,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use comity_decide::ReceiptRecord;
use comity_edge::{document::Document, replay};
use comity_store::{Determination, DeterminationFilter, DeterminationId, Json as Kept, StandingState, Summary};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{named, page, turn};
use crate::{
    access::{Allowed, ReadRecords},
    api::answers::OfRecord,
    keeping::Keeping,
    paper,
    problem::Problem,
    request::{Named, Params},
    state::State,
    tag,
};

/// Which determinations are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only with this outcome.
    outcome: Option<String>,
    /// Only to this country.
    to: Option<String>,
    /// Only with this receipt's digest.
    receipt: Option<String>,
    /// Only about this day or later ones.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Only about days before this one.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// Only those that would come out otherwise by today's law and lists, or cannot be decided by them (`true`), or only the others.
    changed: Option<bool>,
    /// Go on after this place: the `next` of the page before.
    after: Option<String>,
    /// Most rows of a page (50 where nothing is said).
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

fn summary(one: &Summary) -> Json {
    json!({
        "id": one.id.to_string(), "at": one.at, "by": one.actor.to_string(), "source": one.source.word(), "date": one.day, "from": one.origin,
        "to": one.destination, "outcome": one.outcome, "receipt": one.receipt, "keep_until": one.keep_until,
        "standing": one.changed.map(StandingState::word),
    })
}

fn tree(kept: &Kept) -> Json {
    // What is stored was JSON when it was stored.
    serde_json::from_str(kept.as_str()).unwrap_or_default()
}

/// The determinations that were kept, newest first.
#[utoipa::path(get, path = "/determinations", operation_id = "list_determinations", tag = "records", params(Filter),
    responses((status = 200, description = "A page of determinations", body = ref("#/components/schemas/DeterminationPage")), OfRecord))]
pub async fn list(caller: Allowed<ReadRecords>, Params(filter): Params<Filter>) -> Result<Response, Problem> {
    let turned = turn(filter.after.as_deref(), filter.limit)?;
    let filter = DeterminationFilter {
        outcome: filter.outcome,
        destination: filter.to,
        receipt: filter.receipt,
        from: filter.from,
        until: filter.until,
        changed: filter.changed,
    };
    Ok(page(caller.office.determinations(&filter, &turned).await?, summary))
}

/// A determination: question, answer, receipt. The audit trail says that it was looked at.
#[utoipa::path(get, path = "/determinations/{id}", operation_id = "get_determination", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The determination", body = ref("#/components/schemas/KeptDetermination")), OfRecord))]
pub async fn one(FromState(state): FromState<State>, caller: Allowed<ReadRecords>, Named(id): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = look_at(&caller, &id, "determination.viewed").await?;
    let mut body = summary(&found.summary);
    let answer = tree(&found.answer);
    if let Some(fields) = body.as_object_mut() {
        fields.insert("kept_for".to_owned(), kept_for(&state, &found.summary, &answer)?);
        fields.insert("question".to_owned(), tree(&found.question));
        fields.insert("answer".to_owned(), answer);
        let standing = caller.office.standing(found.summary.id).await?;
        fields.insert("changed".to_owned(), standing.map(|one| json!({ "at": one.at, "state": one.state.word(), "detail": tree(&one.detail) })).into());
    }
    Ok(tag::answer(&headers, "application/json", serde_json::to_vec(&body).unwrap_or_default()))
}

/// What the law of the jurisdictions that have a finding asks about keeping it.
fn kept_for(state: &State, summary: &Summary, answer: &Json) -> Result<Json, Problem> {
    let findings = answer.get("findings").and_then(Json::as_array).into_iter().flatten();
    let jurisdictions: Vec<String> = findings.filter_map(|finding| finding.get("jurisdiction")?.as_str().map(str::to_owned)).collect();
    let kept_on = summary.at.to_zoned(TimeZone::UTC).date();
    Ok(Keeping::of(state.law.law(), &jurisdictions, summary.day, kept_on, state.config.keep_years)?.json())
}

/// A determination on paper: the question, the answer with how it came about, the law it rests on and the receipt, as a tagged PDF (PDF/A-2a,
/// PDF/UA-1). How it came about is told where the law that is loaded is the one that it was made under. The same record gives the same bytes under the
/// same law.
#[utoipa::path(get, path = "/determinations/{id}/pdf", operation_id = "print_determination", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The paper", body = ref("#/components/schemas/Anything"), content_type = "application/pdf"), OfRecord))]
pub async fn pdf(FromState(state): FromState<State>, caller: Allowed<ReadRecords>, Named(id): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = look_at(&caller, &id, "determination.printed").await?;
    let bytes = paper::print(&state, &caller.office, found).await?;
    Ok(tag::answer(&headers, "application/pdf", bytes))
}

/// The receipt of a determination with its transaction: what `comity replay` takes.
#[utoipa::path(get, path = "/determinations/{id}/receipt", operation_id = "get_receipt", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The receipt", body = ref("#/components/schemas/ReceiptRecord")), OfRecord))]
pub async fn receipt(caller: Allowed<ReadRecords>, Named(id): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = look_at(&caller, &id, "receipt.viewed").await?;
    Ok(tag::answer(&headers, "application/json", serde_json::to_vec_pretty(&record(&found)).unwrap_or_default()))
}

/// Decide a determination's transaction again, and prove that the same answer comes out.
#[utoipa::path(post, path = "/determinations/{id}/replay", operation_id = "replay_determination", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "Whether it is the same answer, and in what it differs", body = ref("#/components/schemas/Replayed")), OfRecord))]
pub async fn again(FromState(state): FromState<State>, caller: Allowed<ReadRecords>, Named(id): Named<String>) -> Result<Response, Problem> {
    let found = look_at(&caller, &id, "determination.replayed").await?;
    let text = serde_json::to_string(&record(&found)).unwrap_or_default();
    let file = Document::parse("the receipt".to_owned(), text, true)?;
    let working = state.clone();
    let replayed = state.pool.run(move || Ok(replay::replay(working.law.engine(), working.law.lazy_criteria(), file)?)).await?;
    Ok(axum::Json(crate::api::decide::replayed(replayed)).into_response())
}

async fn look_at(caller: &Allowed<ReadRecords>, id: &str, action: &str) -> Result<Determination, Problem> {
    let id: DeterminationId = named(id, "determination")?;
    let found = caller.office.determination(id).await?;
    caller.office.note(&caller.stamp(), action, &id.to_string(), &Kept::of(&json!({}))?).await?;
    Ok(found)
}

fn record(found: &Determination) -> ReceiptRecord {
    let receipt = tree(&found.answer).get("receipt").cloned().unwrap_or_default();
    ReceiptRecord { format: ReceiptRecord::FORMAT, input: tree(&found.question), receipt }
}
