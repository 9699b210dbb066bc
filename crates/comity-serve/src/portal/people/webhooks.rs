//! Who is told when something changes, and what came of telling them.

use std::collections::HashMap;

use axum::{
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::{
    Catalogue, Choice, Field, Problem as FormProblem, Section, Template,
    pages::{DeliveryRow, WebhookRow, WebhooksPage},
};
use comity_store::{Action, DeliveryState, Page, Sent as Message, StoreError, Webhook, WebhookId};

use super::turned;
use crate::{
    portal::{
        page::{Around, NoPage, answer, minute},
        paths,
        sent::{Linked, Posted, Sent},
        visitor::Visit,
    },
    state::State,
    webhooks::{EVENTS, Target},
};

/// Where the page is.
const HERE: &str = "/account/webhooks";
/// Messages of one page.
const ROWS: u32 = 25;

/// The webhooks, and the messages to them.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    page(&state, &visit, &sent, &[], None).await
}

/// Makes one; the secret with which its receiver checks signatures is shown this once.
pub async fn make(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ManageWebhooks, &sent)?;
    let wrong = |field: &str, text: String| [FormProblem { field: Some(field.into()), text }];
    let target = match Target::read(sent.get("url"), state.config.webhooks.private) {
        Ok(target) => target,
        Err(error) => return page(&state, &visit, &sent, &wrong("url", format!("{}: {error}", sent.get("url"))), None).await,
    };
    let events: Vec<String> = chosen(&sent).map(str::to_owned).collect();
    if events.is_empty() {
        let text = Catalogue::english().say("webhooks-events-wanted").into_owned();
        return page(&state, &visit, &sent, &wrong("event", text), None).await;
    }
    let stamp = visitor.caller.stamp();
    match visitor.caller.office.create_webhook(WebhookId::at(stamp.at)?, target.as_str(), &events, &stamp).await {
        Ok((secret, _)) => page(&state, &visit, &Sent::default(), &[], Some(&secret)).await,
        Err(error @ StoreError::Invalid { .. }) => page(&state, &visit, &sent, &wrong("url", error.to_string()), None).await,
        Err(error) => Err(error.into()),
    }
}

/// Removes one; what waits for it is given up.
pub async fn remove(visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ManageWebhooks, &sent)?;
    let webhook: WebhookId = sent.get("webhook").parse().map_err(|_| NoPage::Unknown)?;
    visitor.caller.office.remove_webhook(webhook, &visitor.caller.stamp()).await?;
    Ok(Redirect::to(HERE).into_response())
}

/// The events that a form chose, of those that there are.
fn chosen(sent: &Sent) -> impl Iterator<Item = &str> {
    sent.iter().filter(|(name, event)| *name == "event" && EVENTS.contains(event)).map(|(_, event)| event)
}

/// An event in words. The catalogue's keys have no dots.
fn event_name(event: &str) -> String {
    let (words, key) = (Catalogue::english(), format!("event-{}", event.replace('.', "-")));
    if words.has(&key) { words.say(&key).into_owned() } else { event.to_owned() }
}

async fn page(state: &State, visit: &Visit, sent: &Sent, problems: &[FormProblem], secret: Option<&str>) -> Result<Response, NoPage> {
    let office = &visit.who_may(Action::ManageWebhooks)?.caller.office;
    let found = office.webhooks(&Page::first(Page::MOST)).await?;
    let deliveries = office.deliveries(&turned(sent, ROWS)).await?;
    let url_of: HashMap<WebhookId, &str> = found.items.iter().map(|webhook| (webhook.id, webhook.url.as_str())).collect();
    let messages: Vec<DeliveryRow> = deliveries.items.iter().map(|message| delivery(message, url_of.get(&message.webhook).copied())).collect();
    let webhooks: Vec<WebhookRow> = found.items.iter().map(row).collect();
    let next = deliveries.next.map(|cursor| paths::with(HERE, [("after", cursor.to_string().as_str())]));
    let first = (!sent.get("after").is_empty()).then_some(HERE);
    let is_new = problems.is_empty();
    let is_chosen = |event: &str| is_new || chosen(sent).any(|one| one == event);
    let events: Vec<Choice> = EVENTS.iter().map(|event| Choice { value: (*event).into(), label: event_name(event), chosen: is_chosen(event) }).collect();
    let mut url = Field::new("url", sent.get("url"));
    url.problem = problems.iter().find(|problem| problem.field.as_deref() == Some("url")).map(|problem| problem.text.clone());
    let html = Around::of(state, visit).with(Section::Account, |shell| {
        let (webhooks, deliveries, next) = (&webhooks, &messages, next.as_deref());
        WebhooksPage { shell, problems, webhooks, deliveries, next, first, url: &url, events: &events, secret }.render()
    });
    Ok(answer(if is_new { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, html))
}

fn row(webhook: &Webhook) -> WebhookRow {
    let events: Vec<String> = webhook.events.iter().map(|event| event_name(event)).collect();
    WebhookRow { id: webhook.id.to_string(), url: webhook.url.clone(), events: events.join(", "), made: minute(webhook.created) }
}

fn delivery(message: &Message, url: Option<&str>) -> DeliveryRow {
    let waits_again = message.state == DeliveryState::Waiting && message.attempts > 0;
    DeliveryRow {
        made: minute(message.created),
        url: url.unwrap_or_default().to_owned(),
        event: event_name(&message.event),
        state: message.state.word().into(),
        attempts: usize::try_from(message.attempts).unwrap_or(usize::MAX),
        problem: message.problem.clone().unwrap_or_default(),
        again: if waits_again { minute(message.due) } else { String::new() },
    }
}
