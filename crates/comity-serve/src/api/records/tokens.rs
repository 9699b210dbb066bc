//! Tokens of the API.

use axum::{
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use comity_store::{Action, NewToken, Scope, Token, TokenId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::{Turn, named, page, read};
use crate::{
    access::{Allowed, Caller, OwnTokens},
    api::answers::{OfChange, OfRecord},
    problem::{Kind, Problem},
    request::{Named, Params, Text},
    state::State,
};

/// Longest life of a token, in days.
const LONGEST: i64 = 366;

fn shown(token: &Token) -> Json {
    json!({
        "id": token.id.to_string(), "user": token.user.to_string(), "name": token.name,
        "scopes": token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>(),
        "created": token.created, "expires": token.expires, "last_used": token.last_used, "revoked": token.revoked,
    })
}

fn user(caller: &Caller) -> Result<UserId, Problem> {
    caller.actor.user().ok_or_else(|| Problem::new(Kind::Forbidden, "only a person has tokens"))
}

/// The tokens, newest first: everybody's for an administrator, else one's own. Secrets are not among them.
#[utoipa::path(get, path = "/tokens", operation_id = "list_tokens", tag = "organisation", params(Turn),
    responses((status = 200, description = "A page of tokens", body = ref("#/components/schemas/TokenPage")), OfRecord))]
pub async fn list(caller: Allowed<OwnTokens>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    let whose = if caller.may(Action::ManageTokens) { None } else { Some(user(&caller)?) };
    Ok(page(caller.office.tokens(whose, &turn.page()?).await?, shown))
}

/// A token to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenBody {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200, example = "ERP, nightly")]
    name: String,
    /// What it may be used for: `decide`, `screen`, `read`, `write`, `admin`. A token never allows more than its user's role does.
    #[schema(min_items = 1, example = json!(["decide", "screen"]))]
    scopes: Vec<String>,
    /// In how many days it ends, at most 366.
    #[schema(minimum = 1, maximum = 366)]
    days: i64,
}

/// Make a token of one's own. Its secret is in this answer and nowhere else: nobody can show it again.
#[utoipa::path(post, path = "/tokens", operation_id = "create_token", tag = "organisation", request_body = TokenBody,
    responses((status = 201, description = "The token with its secret", body = ref("#/components/schemas/NewToken")), OfChange))]
pub async fn create(caller: Allowed<OwnTokens>, text: Text) -> Result<Response, Problem> {
    let body: TokenBody = read(text, "the token")?;
    if !(1..=LONGEST).contains(&body.days) {
        return Err(Problem::new(Kind::Input, "a token lives from 1 to 366 days").field("days", "not within 1 to 366", None));
    }
    let scopes = body.scopes.iter().map(|scope| scope.parse()).collect::<Result<Vec<Scope>, _>>()?;
    // What a token may not do itself, it cannot hand on.
    if let Some(bearer) = &caller.bearer
        && let Some(wider) = scopes.iter().find(|scope| !bearer.token.scopes.contains(scope))
    {
        return Err(Problem::new(Kind::Forbidden, format!("this token lacks the scope `{wider}` and cannot give it on")));
    }
    let now = Timestamp::now();
    let expires = now + SignedDuration::from_hours(24 * body.days);
    // Nor does what it makes outlive it: a token of one day would else be one for ever.
    if let Some(bearer) = caller.bearer.as_ref().filter(|bearer| bearer.token.expires < expires) {
        let ends = bearer.token.expires;
        return Err(Problem::new(Kind::Forbidden, format!("this token ends at {ends} and cannot make one that outlives it: sign in, or give fewer days")));
    }
    let new = NewToken { id: TokenId::at(now)?, user: user(&caller)?, name: &body.name, scopes: &scopes, expires };
    let (secret, token) = caller.office.create_token(&new, &caller.stamp()).await?;
    let mut made = shown(&token);
    if let Some(fields) = made.as_object_mut() {
        fields.insert("secret".to_owned(), secret.reveal().into());
    }
    let headers = [("location", format!("/api/v1/tokens/{}", token.id)), ("cache-control", "no-store".to_owned())];
    Ok((StatusCode::CREATED, headers, axum::Json(made)).into_response())
}

/// Revoke a token: one's own, or anybody's for an administrator.
#[utoipa::path(delete, path = "/tokens/{id}", operation_id = "revoke_token", tag = "organisation", params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It holds no more"), OfChange))]
pub async fn revoke(FromState(state): FromState<State>, caller: Allowed<OwnTokens>, Named(id): Named<String>) -> Result<StatusCode, Problem> {
    let id: TokenId = named(&id, "token")?;
    if !caller.may(Action::ManageTokens) && caller.office.token(id).await?.user != user(&caller)? {
        return Err(Problem::new(Kind::Unknown, format!("there is no token `{id}`")));
    }
    caller.office.revoke_token(id, &caller.stamp()).await?;
    state.known.forget(id);
    Ok(StatusCode::NO_CONTENT)
}
