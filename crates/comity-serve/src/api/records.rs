//! What an organisation keeps: determinations, parties, items, jobs, and what belongs to the organisation itself.

pub mod determinations;
pub mod import;
pub mod items;
pub mod jobs;
pub mod members;
pub mod organisation;
pub mod parties;
pub mod tokens;
pub mod webhooks;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_store::{Page, Paged};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    idempotency::Made,
    problem::{Kind, Problem},
    request::Text,
    state::State,
};

/// The routes of what is kept. Each one wants somebody known.
pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(determinations::list))
        .routes(routes!(determinations::one))
        .routes(routes!(determinations::receipt))
        .routes(routes!(determinations::pdf))
        .routes(routes!(determinations::again))
        .routes(routes!(items::list, items::create))
        .merge(import::router())
        .routes(routes!(items::one, items::change, items::remove))
        .routes(routes!(items::classifications, items::classify))
        .routes(routes!(items::review))
        .routes(routes!(parties::list, parties::create))
        .routes(routes!(parties::one, parties::change, parties::remove))
        .routes(routes!(parties::screen))
        .routes(routes!(parties::decisions, parties::decide))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(organisation::about))
        .routes(routes!(organisation::members, members::add))
        .routes(routes!(members::one, members::change, members::remove))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::remove))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(organisation::audit))
        .routes(routes!(organisation::verify))
        .routes(routes!(jobs::list, jobs::create))
        .routes(routes!(jobs::one, jobs::cancel))
        .routes(routes!(jobs::result))
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Turn {
    /// Go on after this place: the `next` of the page before.
    after: Option<String>,
    /// Most rows of a page (50 where nothing is said).
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

impl Turn {
    fn page(&self) -> Result<Page, Problem> {
        turn(self.after.as_deref(), self.limit)
    }
}

/// The page of two parameters.
fn turn(after: Option<&str>, limit: Option<u32>) -> Result<Page, Problem> {
    let limit = limit.unwrap_or(50);
    if !(1..=Page::MOST).contains(&limit) {
        return Err(Problem::new(Kind::Parameter, format!("`limit` is a number from 1 to {}", Page::MOST)));
    }
    let after = after.map(str::parse).transpose().map_err(|error: comity_store::StoreError| Problem::new(Kind::Parameter, error.to_string()))?;
    Ok(Page { after, limit })
}

/// A page in the published form.
fn page<T>(paged: Paged<T>, row: impl Fn(&T) -> Json) -> Response {
    let next = paged.next.as_ref().map(ToString::to_string);
    axum::Json(json!({ "items": paged.items.iter().map(row).collect::<Vec<_>>(), "next": next })).into_response()
}

/// A body in the form of a type, with every fault's words.
fn read<T: DeserializeOwned>(text: Text, name: &str) -> Result<T, Problem> {
    let value = text.json(name)?;
    serde_json::from_value(value).map_err(|error| Problem::new(Kind::Input, error.to_string()).field("", error.to_string(), None))
}

/// Something that stands at an address.
fn named<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::new(Kind::Unknown, format!("there is no {what} `{}`", text.chars().take(80).collect::<String>())))
}

/// The tag of a revision.
fn revision_tag(revision: i64) -> String {
    format!("\"r{revision}\"")
}

/// Something with a revision; only its tag where the asker knows it.
fn revised(headers: &HeaderMap, status: StatusCode, revision: i64, body: &Json) -> Response {
    let tag = revision_tag(revision);
    let known = status == StatusCode::OK && crate::tag::is_known(headers, &tag);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { (status, axum::Json(body)).into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// The revision that a change is made to.
fn expected(headers: &HeaderMap) -> Result<i64, Problem> {
    let said = headers.get(header::IF_MATCH).ok_or_else(|| Problem::new(Kind::NoState, "send the ETag that you read in If-Match"))?;
    let tag = said.to_str().unwrap_or_default().trim();
    let number = tag.strip_prefix("\"r").and_then(|rest| rest.strip_suffix('"')).and_then(|number| number.parse().ok());
    number.ok_or_else(|| Problem::new(Kind::Changed, "If-Match names no state that this has had"))
}

/// Something made.
fn made(body: &Json) -> Made {
    // Trees of JSON always serialise.
    Made { status: StatusCode::CREATED, media: "application/json", body: serde_json::to_vec(body).unwrap_or_default() }
}
