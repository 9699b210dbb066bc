//! What items are, in every list at once.

use axum::{
    extract::State as FromState,
    http::header,
    response::{IntoResponse, Response},
};
use comity_edge::{
    classify::{Answer, editions, read},
    document::Document,
};
use serde::Deserialize;
use serde_json::Value as Json;
use utoipa::IntoParams;

use super::answers::OfBody;
use crate::{
    access::{Asker, Decide},
    problem::Problem,
    request::{Params, Text, names},
    state::State,
};

/// Against what items are held.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClassifyParams {
    /// Only these lists, separated by commas.
    #[param(example = "us/ccl,eu/annex-i")]
    list: Option<String>,
    /// Most rows of a kind for each list.
    #[param(minimum = 0, maximum = 100)]
    limit: Option<usize>,
}

/// Rows of a kind for each list, where nothing is said: as on the command line.
const LIMIT: usize = 5;

/// Hold items against whole lists: provisions met with proof, possible with questions, nearly met.
///
/// The body is a transaction, a table with `item`, or one item's fields. The answer is the same, to the byte, as that of `comity classify --json`.
#[utoipa::path(post, path = "/classify", tag = "classify", params(ClassifyParams),
    request_body(content(
        (ref("#/components/schemas/Items") = "application/json"),
        (String = "application/toml"),
    ), description = "Items"),
    responses((status = 200, description = "An answer for each item", body = ref("#/components/schemas/Classifications")), OfBody,
        (status = 404, description = "A list that was named does not exist", body = Problem, content_type = "application/problem+json")))]
pub async fn classify(FromState(state): FromState<State>, _: Asker<Decide>, Params(params): Params<ClassifyParams>, text: Text) -> Result<Response, Problem> {
    let document = text.document("the items")?;
    let working = state.clone();
    let bytes = state.pool.run(move || answer(&working, &document, &params)).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

fn answer(state: &State, document: &Document, params: &ClassifyParams) -> Result<Vec<u8>, Problem> {
    let criteria = state.law.criteria()?;
    let editions = editions(criteria, &names(params.list.as_deref()))?;
    let items = read(document, state.law.law(), criteria)?;
    let described = items.iter().any(|item| item.description.is_some());
    let index = if described { Some(state.law.index(state.data.as_ref())?) } else { None };
    let limit = params.limit.unwrap_or(LIMIT).min(100);
    let answers: Vec<Json> = items.into_iter().map(|item| Answer::of(item, &editions, state.law.law(), criteria, index, limit).to_json()).collect();
    let mut bytes = serde_json::to_vec_pretty(&answers).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
}
