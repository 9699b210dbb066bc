//! Screening in the shape of the OpenSanctions API, so that programs that speak it need only another address.
//!
//! The shape follows <https://www.opensanctions.org/docs/api/matching/>; what is behind it is the matching of this project, so scores differ.

mod entity;
mod params;

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::{RawQuery, State as FromState},
    response::{IntoResponse, Response},
};
use comity_edge::{
    adjudicate::Decisions,
    in_use::Searched,
    screen::{answer::Screener, party},
};
use comity_screen::{Options, Query};
use jiff::Zoned;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use self::{
    entity::Example,
    params::{MatchParams, SearchParams, Window},
};
use super::{
    answers::{OfBody, OfLists},
    screen::searched,
};
use crate::{
    access::{Asker, Screen},
    problem::{Kind, Problem},
    request::{Named, Text},
    state::State,
};

/// Queries in one request.
const MOST_QUERIES: usize = 100;
/// Names of one example that are compared.
const MOST_NAMES: usize = 20;

/// What is asked.
#[derive(Deserialize)]
struct Queries {
    queries: BTreeMap<String, Example>,
    /// Weights and settings of another program's algorithm: nothing here reads them.
    #[serde(default)]
    #[expect(dead_code, reason = "taken, and without effect, as documented")]
    weights: Json,
    #[serde(default)]
    #[expect(dead_code, reason = "taken, and without effect, as documented")]
    config: Json,
}

/// Match entities by example.
///
/// `dataset` is `default` for all lists, a set such as `us-csl`, or a list such as `US-EL`. `weights`, `config` and `algorithm` are taken and have no
/// effect: there is one way of matching, and `matcher` describes it.
#[utoipa::path(post, path = "/match/{dataset}", tag = "match", params(("dataset" = String, Path, example = "default"), MatchParams),
    request_body(content = ref("#/components/schemas/MatchQueries"), content_type = "application/json", description = "Entities to look for, by keys of the asker's"),
    responses((status = 200, description = "Scored entities for each query", body = ref("#/components/schemas/MatchResponses")), OfBody, OfLists))]
pub async fn match_queries(
    FromState(state): FromState<State>,
    asker: Asker<Screen>,
    Named(dataset): Named<String>,
    RawQuery(raw): RawQuery,
    text: Text,
) -> Result<Response, Problem> {
    let params = Window::of_match(raw.as_deref())?;
    let queries = text.json("the queries")?;
    let queries: Queries =
        serde_json::from_value(queries).map_err(|error| Problem::new(Kind::Input, error.to_string()).field("queries", error.to_string(), None))?;
    if queries.queries.is_empty() || queries.queries.len() > MOST_QUERIES {
        let what = format!("give from 1 to {MOST_QUERIES} queries");
        return Err(Problem::new(Kind::Input, what.clone()).field("queries", what, None));
    }
    let (_, searched) = searched(&state, Zoned::now().date()).await?;
    let wanted = params.wanted(&dataset, &searched)?;
    let decisions = state.decisions_of(asker.0.as_ref()).await?;
    let mut responses = Map::new();
    for (key, example) in &queries.queries {
        let found = found(&state, &searched, &decisions, &wanted, example, &params)?;
        let total = found.len();
        let results: Vec<Json> = found.into_iter().take(params.limit).collect();
        let response = json!({ "status": 200, "results": results, "total": { "value": total, "relation": "eq" }, "query": example });
        responses.insert(key.clone(), response);
    }
    let matcher = json!({ "comity": {
        "description": "Probability-like score of names compared word by word, with date of birth, country and register numbers as further evidence",
        "coefficient": 1.0,
        "url": "/openapi.json",
    } });
    Ok(axum::Json(json!({ "responses": responses, "matcher": matcher, "limit": params.limit })).into_response())
}

/// The records that may be an example's, best first, each once.
fn found(state: &State, searched: &Searched, decisions: &Decisions, wanted: &[String], example: &Example, params: &Window) -> Result<Vec<Json>, Problem> {
    let countries = &state.lists.known().countries;
    let options = Options { threshold: params.cutoff, limit: params::MOST };
    let screener = Screener { listed: &searched.listed, options, wanted, decisions, day: Zoned::now().date(), margin: 0.0 };
    let mut best: HashMap<u32, Json> = HashMap::new();
    for query in example.queries().into_iter().take(MOST_NAMES) {
        // An example of which nothing can be compared matches nothing, as in the API whose shape this is.
        let Ok(asked) = party::ready(query, countries) else { continue };
        let answer = searched.with_workspace(|workspace| screener.answer(&asked, workspace));
        for one in answer.hits {
            let Some(record) = searched.listed.kept.get(one.hit.record) else { continue };
            if params.leaves_out(record, one.source) {
                continue;
            }
            let before = best.get(&one.hit.record).and_then(|entity| entity.get("score")?.as_f64());
            if before.is_none_or(|before| before < one.hit.score) {
                best.insert(one.hit.record, entity::scored(record, one.source, &one.hit, params.threshold));
            }
        }
    }
    let mut rows: Vec<(u32, Json)> = best.into_iter().collect();
    let score = |row: &Json| row.get("score").and_then(Json::as_f64).unwrap_or(0.0);
    rows.sort_by(|(a, one), (b, other)| score(other).total_cmp(&score(one)).then(a.cmp(b)));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Search for entities by name.
#[utoipa::path(get, path = "/search/{dataset}", operation_id = "search_entities", tag = "match", params(("dataset" = String, Path, example = "default"), SearchParams),
    responses((status = 200, description = "Entities, best first", body = ref("#/components/schemas/SearchResponse")),
        (status = 400, description = "A parameter is not understood", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token or session that holds was shown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Who asks may not do this", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too much is asked at once", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "The server failed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store cannot be used now", body = Problem, content_type = "application/problem+json"), OfLists))]
pub async fn search(
    FromState(state): FromState<State>,
    asker: Asker<Screen>,
    Named(dataset): Named<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let params = Window::of_search(raw.as_deref())?;
    let (_, searched) = searched(&state, Zoned::now().date()).await?;
    let wanted = params.wanted(&dataset, &searched)?;
    let decisions = state.decisions_of(asker.0.as_ref()).await?;
    let example = Example::named(&params.q, params.schema.as_deref(), &params.countries);
    let found = found(&state, &searched, &decisions, &wanted, &example, &params)?;
    let total = found.len();
    let results: Vec<Json> = found.into_iter().skip(params.offset).take(params.limit).collect();
    let page = json!({ "limit": params.limit, "offset": params.offset, "total": { "value": total, "relation": "eq" }, "results": results, "facets": {} });
    Ok(axum::Json(page).into_response())
}

/// The question that a party's facts make.
fn query(name: &str, example: &Example) -> Query {
    Query { name: name.to_owned(), ..example.facts() }
}
