//! The organisation itself: its name, its members, its audit trail.

use axum::response::{IntoResponse, Response};
use comity_store::{Entry, Member, Trail};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{Turn, page, turn};
use crate::{
    access::{Allowed, ReadAudit, ReadMembers},
    api::answers::OfRecord,
    problem::Problem,
    request::Params,
};

/// The organisation that the token opens, and who asks.
#[utoipa::path(get, path = "/organisation", operation_id = "get_organisation", tag = "organisation",
    responses((status = 200, description = "The organisation", body = ref("#/components/schemas/Organisation")), OfRecord))]
pub async fn about(caller: Allowed<ReadMembers>) -> Result<Response, Problem> {
    let about = caller.office.about().await?;
    let asker = json!({ "actor": caller.actor.to_string(), "role": caller.role.word() });
    Ok(axum::Json(json!({ "id": about.id.to_string(), "name": about.name, "created": about.created, "you": asker })).into_response())
}

/// A member in the published form.
pub fn member(one: &Member) -> Json {
    json!({ "user": one.user.to_string(), "email": one.email, "name": one.name, "role": one.role.word(), "since": one.since, "disabled": one.disabled })
}

/// Its members.
#[utoipa::path(get, path = "/members", operation_id = "list_members", tag = "organisation", params(Turn),
    responses((status = 200, description = "A page of members", body = ref("#/components/schemas/MemberPage")), OfRecord))]
pub async fn members(caller: Allowed<ReadMembers>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    Ok(page(caller.office.members(&turn.page()?).await?, member))
}

/// Which entries of the audit trail are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// Only what was done to this.
    object: Option<String>,
    /// Go on after this place: the `next` of the page before.
    after: Option<String>,
    /// Most rows of a page (50 where nothing is said).
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry(one: &Entry) -> Json {
    json!({
        "number": one.number, "at": one.at, "by": one.actor.to_string(), "action": one.action, "object": one.object,
        "detail": serde_json::from_str::<Json>(one.detail.as_str()).unwrap_or_default(), "before": hex(&one.before), "digest": hex(&one.digest),
    })
}

/// Who saw and did what, newest first. Each entry carries the digest of the one before it.
#[utoipa::path(get, path = "/audit", operation_id = "list_audit", tag = "organisation", params(AuditParams),
    responses((status = 200, description = "A page of entries", body = ref("#/components/schemas/AuditPage")), OfRecord))]
pub async fn audit(caller: Allowed<ReadAudit>, Params(params): Params<AuditParams>) -> Result<Response, Problem> {
    Ok(page(caller.office.audit(params.object.as_deref(), &turn(params.after.as_deref(), params.limit)?).await?, entry))
}

/// Whether the audit trail is as it was written, from its first entry to its last.
#[utoipa::path(get, path = "/audit/proof", operation_id = "prove_audit", tag = "organisation",
    responses((status = 200, description = "What came of reading it", body = ref("#/components/schemas/AuditProof")), OfRecord))]
pub async fn verify(caller: Allowed<ReadAudit>) -> Result<Response, Problem> {
    let answer = match caller.office.verify_audit().await? {
        Trail::Whole { entries, end } => json!({ "whole": true, "entries": entries, "end": hex(&end), "broken_at": null }),
        Trail::Broken { number } => json!({ "whole": false, "entries": null, "end": null, "broken_at": number }),
    };
    Ok(axum::Json(answer).into_response())
}
