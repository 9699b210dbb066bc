//! Screening in the shape of the OpenSanctions API, so that programs that speak it need only another address.
//!
//! The shape follows <https://www.opensanctions.org/docs/api/matching/>; what is behind it is the matching of this project, so scores differ.

mod entity;
mod params;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::{
    extract::{RawQuery, State as FromState},
    response::{IntoResponse, Response},
};
use comity_edge::{
    adjudicate::Decisions,
    in_use::Searched,
    screen::{answer::Screener, party},
};
use comity_screen::Options;
use jiff::Zoned;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use self::{
    entity::{Example, MOST_QUESTIONS, Questions},
    params::{MatchParams, SearchParams, Window},
};
use super::{
    answers::{OfBody, OfEntity, OfLists, OfQuery},
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
    let mut asked = Vec::new();
    for (key, example) in queries.queries {
        let questions = example.questions().map_err(|count| {
            let what = too_many(count);
            Problem::new(Kind::Input, what.clone()).field(format!("queries.{key}.properties"), what, None)
        })?;
        asked.push((key, example, questions));
    }
    let (_, searched) = searched(&state, Zoned::now().date()).await?;
    let wanted = params.wanted(&dataset, &searched)?;
    let decisions = state.decisions_of(asker.0.as_ref()).await?;
    let (working, limit) = (state.clone(), params.limit);
    let work = move || {
        let mut responses = Map::new();
        for (key, example, questions) in asked {
            let found = found(&working, &searched, &decisions, &wanted, &questions, &params);
            let mut response = json!({ "status": 200, "total": found.total(), "query": example });
            found.put(&mut response, 0, limit);
            responses.insert(key, response);
        }
        Ok(responses)
    };
    let responses = state.pool.run(work).await?;
    let matcher = json!({ "comity": {
        "description": "Probability-like score of names compared word by word, with date of birth, country and register numbers as further evidence",
        "coefficient": 1.0,
        "url": "/openapi.json",
    } });
    Ok(axum::Json(json!({ "responses": responses, "matcher": matcher, "limit": limit })).into_response())
}

fn too_many(count: usize) -> String {
    format!("names times dates of birth times countries make {count} questions; at most {MOST_QUESTIONS} are asked: give fewer in one query")
}

/// What was found of an example.
struct Found {
    /// Entities, best first, each once.
    rows: Vec<Json>,
    /// There are more than were looked at.
    is_cut: bool,
    /// What of the example could not be compared.
    notes: Vec<String>,
}

impl Found {
    fn total(&self) -> Json {
        json!({ "value": self.rows.len(), "relation": if self.is_cut { "gte" } else { "eq" } })
    }

    /// Adds a page of the entities to an answer, and the notes where there are any.
    fn put(self, answer: &mut Json, offset: usize, limit: usize) {
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("results".to_owned(), self.rows.into_iter().skip(offset).take(limit).collect());
            if !self.notes.is_empty() {
                fields.insert("notes".to_owned(), self.notes.into());
            }
        }
    }
}

/// The records that may be an example's.
fn found(state: &State, searched: &Searched, decisions: &Decisions, wanted: &[String], questions: &Questions, params: &Window) -> Found {
    let countries = &state.lists.known().countries;
    let options = Options { threshold: params.cutoff, limit: params.most() };
    // Without a margin an answer is a close one only where hits were left out.
    let screener = Screener { listed: &searched.listed, options, wanted, decisions, day: Zoned::now().date(), margin: 0.0 };
    let mut best: HashMap<u32, (f64, Json)> = HashMap::new();
    let (mut is_cut, mut notes) = (false, BTreeSet::new());
    for query in questions.each() {
        // An example of which nothing can be compared matches nothing, as in the API whose shape this is; that nothing was compared is said.
        let asked = match party::ready(query, countries) {
            Ok(asked) => asked,
            Err(why) => {
                notes.insert(why);
                continue;
            }
        };
        let answer = searched.with_workspace(|workspace| screener.answer(&asked, workspace));
        is_cut |= answer.close;
        notes.extend(asked.notes);
        for one in answer.hits {
            let Some(record) = searched.listed.kept.get(one.hit.record) else { continue };
            if !params.leaves_out(record, one.source) && best.get(&one.hit.record).is_none_or(|(before, _)| *before < one.hit.score) {
                best.insert(one.hit.record, (one.hit.score, entity::scored(record, one.source, &one.hit, params.threshold)));
            }
        }
    }
    let mut rows: Vec<(u32, (f64, Json))> = best.into_iter().collect();
    rows.sort_by(|(a, (one, _)), (b, (other, _))| other.total_cmp(one).then(a.cmp(b)));
    Found { rows: rows.into_iter().map(|(_, (_, row))| row).collect(), is_cut, notes: notes.into_iter().collect() }
}

/// Search for entities by name.
#[utoipa::path(get, path = "/search/{dataset}", operation_id = "search_entities", tag = "match", params(("dataset" = String, Path, example = "default"), SearchParams),
    responses((status = 200, description = "Entities, best first", body = ref("#/components/schemas/SearchResponse")), OfQuery, OfLists))]
pub async fn search(
    FromState(state): FromState<State>,
    asker: Asker<Screen>,
    Named(dataset): Named<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let params = Window::of_search(raw.as_deref())?;
    let example = Example::named(&params.q, params.schema.as_deref(), &params.countries);
    let questions = example.questions().map_err(|count| Problem::new(Kind::Parameter, too_many(count)).field("countries", "there are too many", None))?;
    let (_, searched) = searched(&state, Zoned::now().date()).await?;
    let wanted = params.wanted(&dataset, &searched)?;
    let decisions = state.decisions_of(asker.0.as_ref()).await?;
    let working = state.clone();
    let work = move || {
        let found = found(&working, &searched, &decisions, &wanted, &questions, &params);
        let mut page = json!({ "limit": params.limit, "offset": params.offset, "total": found.total(), "facets": {} });
        found.put(&mut page, params.offset, params.limit);
        Ok(page)
    };
    Ok(axum::Json(state.pool.run(work).await?).into_response())
}

/// One entity by the `id` that a match or a search gave it.
///
/// As it is listed, without a score. Who is no longer on the lists that are in use is not found.
#[utoipa::path(get, path = "/entities/{id}", operation_id = "read_entity", tag = "match", params(("id" = String, Path, example = "us-csl.12345")),
    responses((status = 200, description = "The entity", body = ref("#/components/schemas/Entity")), OfEntity))]
pub async fn entity(FromState(state): FromState<State>, _: Asker<Screen>, Named(id): Named<String>) -> Result<Response, Problem> {
    let (_, searched) = searched(&state, Zoned::now().date()).await?;
    let work = move || {
        let found = searched.listed.named(&id).map(|(source, record)| entity::listed(record, source));
        found.ok_or_else(|| Problem::new(Kind::Unknown, "no list in use has an entity of this id"))
    };
    Ok(axum::Json(state.pool.run(work).await?).into_response())
}
