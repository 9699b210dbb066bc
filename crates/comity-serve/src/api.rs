//! The API: every route with its description, from which `/openapi.json` is made.

mod answers;
mod batch;
mod classify;
mod compare;
mod decide;
mod law;
mod matching;
mod provisions;
mod records;
mod schema;
mod screen;

use axum::{extract::State as FromState, http::HeaderMap, response::Response};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{health, problem::Problem, state::State, tag};

pub use self::{
    batch::{PATIENCE, Send, written},
    schema::openapi,
    screen::options as screen_options,
};

/// What the description says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Comity",
        description = "Export-control questions decided: licences, grounds, authorisations, missing facts, screening of parties. The same answers as the command line, to the byte.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "decide", description = "Is a licence required, by whom, under which paragraph, and which fact is missing"),
        (name = "classify", description = "What an item is, where lists differ, and where a provision stands in other lists"),
        (name = "law", description = "What law is loaded, how old it is, and what changed"),
        (name = "screen", description = "Which listed parties a party may be"),
        (name = "match", description = "The same in the shape of the OpenSanctions API, for programs that speak it"),
        (name = "records", description = "What your organisation keeps: determinations, items, parties, jobs"),
        (name = "organisation", description = "Your organisation: members, tokens, audit trail"),
        (name = "operation", description = "For whoever runs the server"),
    ),
    components(schemas(Problem))
)]
struct Description;

/// All routes, those of operation among them.
pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", questions().merge(records::router()))
        .routes(routes!(matching::match_queries))
        .routes(routes!(matching::search))
        .routes(routes!(matching::entity))
        .routes(routes!(describe))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(health::problem))
}

/// The questions that need no account: they rest on law and lists alone, and leave nothing behind.
fn questions() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(decide::decide))
        .routes(routes!(batch::decide_batch))
        .routes(routes!(decide::replay))
        .routes(routes!(classify::classify))
        .routes(routes!(compare::compare))
        .routes(routes!(compare::map))
        .routes(routes!(provisions::search))
        .routes(routes!(provisions::show))
        .routes(routes!(law::status))
        .routes(routes!(law::editions))
        .routes(routes!(law::diff))
        .routes(routes!(law::schema))
        .routes(routes!(screen::screen))
        .routes(routes!(batch::screen_batch))
        .routes(routes!(screen::lists))
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operation", responses(
    (status = 200, description = "OpenAPI 3.1", body = ref("#/components/schemas/Anything")),
    (status = 304, description = "It is known already"),
))]
async fn describe(FromState(state): FromState<State>, headers: HeaderMap) -> Response {
    let described = state.described.get_or_init(|| serde_json::to_vec_pretty(&openapi(state.law.law())).unwrap_or_default());
    tag::answer(&headers, "application/json", described.clone())
}
