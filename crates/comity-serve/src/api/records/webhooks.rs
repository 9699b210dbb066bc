//! Webhooks: who is to be told of what, and what came of telling them.

use axum::{
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use comity_store::{Sent, Webhook, WebhookId};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::{Turn, named, page, read};
use crate::{
    access::{Allowed, ManageWebhooks},
    api::answers::{OfChange, OfRecord},
    problem::{Kind, Problem},
    request::{Named, Params, Text},
    state::State,
    webhooks::{EVENTS, Target},
};

fn shown(webhook: &Webhook) -> Json {
    json!({ "id": webhook.id.to_string(), "url": webhook.url, "events": webhook.events, "created": webhook.created })
}

/// The webhooks, newest first. Secrets are not among them.
#[utoipa::path(get, path = "/webhooks", operation_id = "list_webhooks", tag = "organisation", params(Turn),
    responses((status = 200, description = "A page of webhooks", body = ref("#/components/schemas/WebhookPage")), OfRecord))]
pub async fn list(caller: Allowed<ManageWebhooks>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    Ok(page(caller.office.webhooks(&turn.page()?).await?, shown))
}

/// A webhook to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookBody {
    /// Where messages go: an `https` address of the public internet, unless whoever runs the server allows others.
    #[schema(min_length = 1, max_length = 400, example = "https://erp.example.org/comity")]
    url: String,
    /// What to tell of: `determination.changed`, that a kept determination would come out otherwise by today's law and lists, or cannot be decided by them.
    #[schema(min_items = 1, example = json!(["determination.changed"]))]
    events: Vec<String>,
}

/// Make a webhook. Its secret is in this answer and nowhere else: with it, the receiver checks the signature of messages (Standard Webhooks).
#[utoipa::path(post, path = "/webhooks", operation_id = "create_webhook", tag = "organisation", request_body = WebhookBody,
    responses((status = 201, description = "The webhook with its secret", body = ref("#/components/schemas/NewWebhook")), OfChange))]
pub async fn create(FromState(state): FromState<State>, caller: Allowed<ManageWebhooks>, text: Text) -> Result<Response, Problem> {
    let body: WebhookBody = read(text, "the webhook")?;
    let unusable = |field: &str, why: String| Problem::new(Kind::Input, format!("{field}: {why}")).field(field, why, None);
    let target = Target::read(&body.url, state.config.webhooks.private).map_err(|error| unusable("url", error.to_string()))?;
    if let Some(unknown) = body.events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
        let unknown: String = unknown.chars().take(80).collect();
        return Err(unusable("events", format!("`{unknown}` is none of: {}", EVENTS.join(", "))));
    }
    let stamp = caller.stamp();
    let (secret, webhook) = caller.office.create_webhook(WebhookId::at(stamp.at)?, target.as_str(), &body.events, &stamp).await?;
    let mut made = shown(&webhook);
    if let Some(fields) = made.as_object_mut() {
        fields.insert("secret".to_owned(), secret.into());
    }
    Ok((StatusCode::CREATED, [("cache-control", "no-store")], axum::Json(made)).into_response())
}

/// Remove a webhook. What waited for it is given up.
#[utoipa::path(delete, path = "/webhooks/{id}", operation_id = "remove_webhook", tag = "organisation", params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is told nothing more"), OfChange))]
pub async fn remove(caller: Allowed<ManageWebhooks>, Named(id): Named<String>) -> Result<StatusCode, Problem> {
    caller.office.remove_webhook(named(&id, "webhook")?, &caller.stamp()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn delivery(one: &Sent) -> Json {
    json!({
        "id": one.id.to_string(), "webhook": one.webhook.to_string(), "event": one.event, "state": one.state.word(), "created": one.created, "due": one.due,
        "attempts": one.attempts, "status": one.status, "problem": one.problem,
    })
}

/// The messages to webhooks, newest first: how far each is, how often it was tried, and what went wrong last.
#[utoipa::path(get, path = "/webhooks/deliveries", operation_id = "list_deliveries", tag = "organisation", params(Turn),
    responses((status = 200, description = "A page of messages", body = ref("#/components/schemas/DeliveryPage")), OfRecord))]
pub async fn deliveries(caller: Allowed<ManageWebhooks>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    Ok(page(caller.office.deliveries(&turn.page()?).await?, delivery))
}
