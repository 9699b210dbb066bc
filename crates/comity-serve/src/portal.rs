//! The portal: the pages that people open. What is asked comes as forms and links, what is shown goes out as HTML by `comity-portal`; every answer is
//! made by the same functions as that of the API.
//!
//! The questions leave nothing behind, so nobody asks their forms for a proof of where they come from: there is nothing to forge. Every form that
//! changes something carries the secret of the session.

mod classify;
mod compare;
mod countries;
mod items;
mod law;
mod page;
mod paths;
mod people;
mod records;
mod screen;
mod screened;
mod sent;
mod ship;
mod start;
mod upload;
mod visitor;
mod wording;

pub(crate) use self::{page::minute, records::shown};

use std::sync::Arc;

use axum::{
    Router,
    extract::{Extension, Path},
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use comity_portal::{Section, Template, assets, pages::ErrorPage};

use crate::{state::State, tag};

/// Every page, ready to be merged with the API.
pub fn router(state: &State) -> Router<State> {
    Router::new()
        .route("/", get(start::show))
        .route("/ship", get(ship::show).post(ship::ask))
        .route("/classify", get(classify::show).post(classify::ask))
        .route("/compare", get(compare::show))
        .route("/compare/pair", get(compare::pair))
        .route("/compare/editions/{*list}", get(compare::editions))
        .route("/screen", get(screen::show).post(screen::ask))
        .route("/law", get(law::show))
        .route("/law/lists/{*list}", get(law::list))
        .route("/law/provisions/{*provision}", get(law::provision))
        .layer(Extension(Arc::new(compare::Kept::default())))
        .merge(items::router())
        .merge(people::router())
        .merge(records::router())
        .merge(screen::router())
        .layer(Extension(Arc::new(items::Held::default())))
        .layer(middleware::from_fn_with_state(state.clone(), visitor::welcome))
        // The same for everybody: nobody is looked up for them.
        .route("/assets/{name}", get(asset))
        .layer(middleware::from_fn(guarded))
}

/// A page for an address where there is none, for those who ask for pages; nothing for programs.
pub fn nothing_here(state: &State, headers: &HeaderMap, address: &Uri) -> Option<Response> {
    let wants_page = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).is_some_and(|accepted| accepted.contains("text/html"));
    (wants_page && !address.path().starts_with("/api/")).then(|| {
        let shown = page::Around::of(state, &visitor::Visit::default()).with(Section::None, |shell| ErrorPage::not_found(shell).render());
        let mut response = page::answer(StatusCode::NOT_FOUND, shown);
        guard(&mut response);
        response
    })
}

/// What no page may do, whatever stands in it: load from elsewhere, run scripts of its text, be framed.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

async fn guarded(request: axum::extract::Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    guard(&mut response);
    response
}

fn guard(response: &mut Response) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let found = assets::all().iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(&name));
    match found {
        Some(asset) => tag::answer(&headers, asset.media_type, asset.bytes.to_vec()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
