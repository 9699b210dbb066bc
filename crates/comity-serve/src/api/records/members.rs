//! Members: added, given other roles, and removed by an administrator.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_store::{Member, Role, UserId};
use serde::Deserialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::{named, organisation::member, read};
use crate::{
    access::{Allowed, ManageMembers, ReadMembers},
    api::answers::{OfChange, OfRecord},
    people,
    problem::{Kind, Problem},
    request::{Named, Text},
    state::State,
    tag,
};

/// Somebody to be made a member.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberBody {
    /// Their address, by which they sign in.
    #[schema(min_length = 3, max_length = 254, example = "grace@example.org")]
    email: String,
    /// Their name, where they have no account yet. An account that is there keeps its name.
    #[serde(default)]
    #[schema(required = false, max_length = 200)]
    name: String,
    /// What they are: `analyst`, `approver`, `administrator`, `auditor`, `licensing-officer`.
    #[schema(example = "analyst")]
    role: String,
}

/// Another role for a member.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// What they become: `analyst`, `approver`, `administrator`, `auditor`, `licensing-officer`.
    #[schema(example = "approver")]
    role: String,
}

fn role(text: &str) -> Result<Role, Problem> {
    text.parse().map_err(|error: comity_store::StoreError| Problem::new(Kind::Input, error.to_string()).field("role", error.to_string(), None))
}

/// Make somebody a member. Who has no account yet gets one, with a first password that is in this answer and nowhere else: they choose their own when they first sign in.
#[utoipa::path(post, path = "/members", operation_id = "add_member", tag = "organisation", request_body = MemberBody,
    responses((status = 201, description = "The member, with a first password where an account was made", body = ref("#/components/schemas/NewMember")), OfChange))]
pub async fn add(caller: Allowed<ManageMembers>, text: Text) -> Result<Response, Problem> {
    let body: MemberBody = read(text, "the member")?;
    let added = people::add(&caller, &body.email, &body.name, role(&body.role)?).await?;
    let mut made = member(&added.member);
    if let Some(fields) = made.as_object_mut() {
        fields.insert("first_password".to_owned(), added.first_password.into());
    }
    let headers = [("location", format!("/api/v1/members/{}", added.member.user)), ("cache-control", "no-store".to_owned())];
    Ok((StatusCode::CREATED, headers, axum::Json(made)).into_response())
}

/// A member.
#[utoipa::path(get, path = "/members/{id}", operation_id = "get_member", tag = "organisation", params(("id" = String, Path, description = "The user's id")),
    responses((status = 200, description = "The member", body = ref("#/components/schemas/Member")), OfRecord))]
pub async fn one(caller: Allowed<ReadMembers>, Named(id): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = caller.office.member(named(&id, "member")?).await?;
    Ok(tag::answer(&headers, "application/json", bytes(&member(&found))))
}

/// Give a member another role. `If-Match` says which state is changed. The last administrator stays one.
#[utoipa::path(put, path = "/members/{id}", operation_id = "change_member", tag = "organisation", request_body = RoleBody,
    params(("id" = String, Path, description = "The user's id"), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "The member as they are now", body = ref("#/components/schemas/Member")), OfChange))]
pub async fn change(
    FromState(state): FromState<State>,
    caller: Allowed<ManageMembers>,
    Named(id): Named<String>,
    headers: HeaderMap,
    text: Text,
) -> Result<Response, Problem> {
    let seen = seen(&caller, &id, &headers).await?;
    let body: RoleBody = read(text, "the role")?;
    let changed = people::change(&state, &caller, &seen, role(&body.role)?).await?;
    Ok(tag::answer(&HeaderMap::new(), "application/json", bytes(&member(&changed))))
}

/// End a membership, with the sessions and tokens that rest on it. `If-Match` says which state is ended. The last administrator stays.
#[utoipa::path(delete, path = "/members/{id}", operation_id = "remove_member", tag = "organisation",
    params(("id" = String, Path, description = "The user's id"), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 204, description = "They are no member any more"), OfChange))]
pub async fn remove(
    FromState(state): FromState<State>,
    caller: Allowed<ManageMembers>,
    Named(id): Named<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let seen = seen(&caller, &id, &headers).await?;
    people::remove(&state, &caller, &seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A member, if they are what the asker saw them to be.
async fn seen(caller: &Allowed<ManageMembers>, id: &str, headers: &HeaderMap) -> Result<Member, Problem> {
    let id: UserId = named(id, "member")?;
    let said = headers.get(header::IF_MATCH).ok_or_else(|| Problem::new(Kind::NoState, "send the ETag that you read in If-Match"))?;
    let found = caller.office.member(id).await?;
    let is_seen = said.to_str().is_ok_and(|said| said.trim() == tag::of(&bytes(&member(&found))));
    if is_seen { Ok(found) } else { Err(people::changed()) }
}

fn bytes(body: &Json) -> Vec<u8> {
    // Trees of JSON always serialise.
    serde_json::to_vec(body).unwrap_or_default()
}
