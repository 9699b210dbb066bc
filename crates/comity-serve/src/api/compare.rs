//! How lists differ, and where a provision or tariff number stands.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_edge::compare::{self, Form};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::answers::OfName;
use crate::{
    access::{Asker, Decide},
    problem::Problem,
    request::{Named, Params, names},
    state::State,
    tag,
};

/// What of a comparison is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareParams {
    /// Only this provision and what stands below it.
    #[param(example = "3A001.a.5")]
    code: Option<String>,
    /// The form of the answer.
    #[serde(default)]
    #[param(required = false, inline)]
    format: Exchange,
}

/// The forms in which a comparison is exchanged.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Exchange {
    /// An array of pairs.
    #[default]
    Json,
    /// A mapping set as tab-separated values.
    Sssom,
    /// SKOS as Turtle.
    Skos,
}

/// Compare two lists: the relation of each pair of provisions, with an item that proves it.
///
/// A list is named as `eu/annex-i`, or with an edition as `eu/annex-i@2022-05-05`; in the address its slash is written `%2F`.
#[utoipa::path(get, path = "/compare/{a}/{b}", tag = "classify", params(CompareParams,
        ("a" = String, Path, description = "The first list", example = "eu/annex-i"),
        ("b" = String, Path, description = "The second list", example = "us/ccl")),
    responses((status = 200, description = "The pairs", content(
        (ref("#/components/schemas/Pairs") = "application/json"),
        (String = "text/tab-separated-values"),
        (String = "text/turtle"),
    )), OfName))]
pub async fn compare(
    FromState(state): FromState<State>,
    _: Asker<Decide>,
    Named((a, b)): Named<(String, String)>,
    Params(params): Params<CompareParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // A comparison is long work: whoever knows it is told so before it is done again. It rests on the criteria, which are no part of the law's digest.
    let working = state.clone();
    let digest = move || Ok(working.law.lazy_criteria().digest()?.to_owned());
    let criteria = if state.law.lazy_criteria().is_loaded() { digest()? } else { state.pool.run(digest).await? };
    let rests_on = format!("{} {criteria} {} {a} {b} {:?} {:?}", state.law.digest(), env!("CARGO_PKG_VERSION"), params.code, params.format);
    let known = tag::of(rests_on.as_bytes());
    if tag::is_known(&headers, &known) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, known)]).into_response());
    }
    let (form, media) = match params.format {
        Exchange::Json => (Form::Json, "application/json"),
        Exchange::Sssom => (Form::Sssom, "text/tab-separated-values"),
        Exchange::Skos => (Form::Skos, "text/turtle"),
    };
    let working = state.clone();
    let work = move || {
        let comparison = compare::compared(working.law.criteria()?, &a, &b, params.code.as_deref())?;
        Ok(compare::write(&comparison, form)?)
    };
    let bytes = state.pool.run(work).await?;
    let mut response = ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-cache")], bytes).into_response();
    if let Ok(tag) = HeaderValue::from_str(&known) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Where a provision is looked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MapParams {
    /// The lists to look in, separated by commas; all others where none is named.
    #[param(example = "eu/annex-i,au/dsgl")]
    to: Option<String>,
    /// Most provisions of each list.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Provisions of each list, where nothing is said: as on the command line.
const LIMIT: usize = 3;

/// Find where a provision, or a tariff number, stands in other lists.
///
/// A provision is named as `us/ccl:3A001.a`, a tariff number as `hs:854231`. Tariff numbers give hints where to look, never an answer.
#[utoipa::path(get, path = "/map/{provision}", tag = "classify", params(MapParams,
        ("provision" = String, Path, description = "A provision or tariff number", example = "us/ccl:3A001.a.5.a.3")),
    responses((status = 200, description = "Pairs, or hints", body = ref("#/components/schemas/Mappings")), OfName))]
pub async fn map(
    FromState(state): FromState<State>,
    _: Asker<Decide>,
    Named(provision): Named<String>,
    Params(params): Params<MapParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let working = state.clone();
    let work = move || {
        let (criteria, to) = (working.law.criteria()?, names(params.to.as_deref()));
        let rows = match provision.strip_prefix("hs:") {
            Some(number) => compare::hints(criteria, number, &to)?,
            None => compare::mappings_to_json(&compare::mappings(criteria, &provision, &to, params.limit.unwrap_or(LIMIT).min(100))?),
        };
        let mut bytes = serde_json::to_vec_pretty(&rows).unwrap_or_default();
        bytes.push(b'\n');
        Ok(bytes)
    };
    Ok(tag::answer(&headers, "application/json", state.pool.run(work).await?))
}
