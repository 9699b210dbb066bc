//! Provisions: looked for, and shown with everything the law holds of them.

use axum::{extract::State as FromState, http::HeaderMap, response::Response};
use comity_edge::{EdgeError, show::show as shown};
use comity_law::{Law, List, NodeId};
use jiff::{Zoned, civil::Date};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::answers::OfName;
use crate::{
    problem::{Kind, Problem},
    request::{Named, Params},
    state::State,
    tag,
    telemetry::Logged,
};

/// What is looked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Only this list.
    #[param(example = "us/ccl")]
    list: Option<String>,
    /// The beginning of a code, or words of an entry's short title; everything where nothing is said.
    #[param(example = "3A001")]
    q: Option<String>,
    /// The day whose state is shown; today where none is given.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// Go on after this provision: the `next` of the page before.
    after: Option<String>,
    /// Most rows of a page.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// Rows of a page, where nothing is said, and at most.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;

/// Look for provisions by code or by words of their entry's short title, in the order of the lists.
#[utoipa::path(get, path = "/provisions", tag = "law", params(SearchParams),
    responses((status = 200, description = "A page of provisions", body = ref("#/components/schemas/Provisions")), OfName))]
pub async fn search(FromState(state): FromState<State>, Params(params): Params<SearchParams>, headers: HeaderMap) -> Result<Response, Problem> {
    let law = state.law.law();
    let day = params.as_of.unwrap_or_else(|| Zoned::now().date());
    let lists: Vec<&List> = match &params.list {
        None => law.lists.iter().collect(),
        Some(name) => vec![list(law, name)?],
    };
    let limit = params.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let asked = Asked::of(params.q.as_deref().unwrap_or_default());
    let mut rows = Vec::new();
    let mut found = lists
        .iter()
        .flat_map(|list| list.sorted.iter().map(move |id| (*list, *id)))
        .filter(|(list, id)| list.version(*id, day).is_some() && asked.meets(list, *id));
    if let Some(after) = &params.after {
        let (name, code) = after.split_once(':').ok_or_else(|| after_nothing(after))?;
        let place = list(law, name).ok().and_then(|list| Some((list, list.node(code)?))).ok_or_else(|| after_nothing(after))?;
        // Pages follow the order of lists and codes, so that a page is found again whatever the law gained in between.
        if !found.by_ref().any(|(list, id)| list.id == place.0.id && id == place.1) {
            return Err(after_nothing(after));
        }
    }
    for (list, id) in found.by_ref().take(limit) {
        rows.push(row(list, id));
    }
    let next = if found.next().is_some() { rows.last().and_then(|row: &Json| row.get("provision").cloned()) } else { None };
    let page = json!({ "as_of": day, "provisions": rows, "next": next });
    Ok(tag::answer(&headers, "application/json", serde_json::to_vec_pretty(&page).unwrap_or_default()))
}

fn after_nothing(after: &str) -> Problem {
    Problem::new(Kind::Parameter, "`after` is not the `next` of a page of this search").field("after", after, None)
}

pub(super) fn list<'l>(law: &'l Law, name: &str) -> Result<&'l List, Problem> {
    law.lists.iter().find(|list| &*list.id == name).ok_or_else(|| {
        let known: Vec<&str> = law.lists.iter().map(|list| &*list.id).collect();
        EdgeError::Unknown { what: "list", name: name.into(), help: format!("lists that are loaded: {}", known.join(", ")) }.into()
    })
}

/// What a search asks of a provision.
struct Asked {
    /// The beginning of a code, in capitals.
    code: String,
    words: Vec<String>,
}

impl Asked {
    fn of(text: &str) -> Self {
        Self { code: text.trim().to_uppercase(), words: text.split_whitespace().map(str::to_lowercase).collect() }
    }

    fn meets(&self, list: &List, id: NodeId) -> bool {
        if self.words.is_empty() || list.code(id).to_uppercase().starts_with(&self.code) {
            return true;
        }
        // Titles are those of entries: an entry found by its words stands for what is below it.
        let is_entry = list.nodes.get(id.index()).is_some_and(|node| node.parent.is_none());
        let title = list.entry(id).filter(|_| is_entry).and_then(|entry| entry.title.as_deref()).map(str::to_lowercase);
        title.is_some_and(|title| self.words.iter().all(|word| title.contains(word.as_str())))
    }
}

fn row(list: &List, id: NodeId) -> Json {
    let entry = list.entry(id);
    json!({ "provision": format!("{}:{}", list.id, list.code(id)), "list": list.id, "code": list.code(id), "title": entry.and_then(|entry| entry.title.as_deref()) })
}

/// Of which day a provision is shown.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShowParams {
    /// The day whose state is shown; today where none is given.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
}

/// Show a provision: its place, controls, exceptions, dates, source, and the official text where it was fetched.
///
/// It is named as `us/ccl:3A001.a`; in the address the slash is written `%2F`. The answer is the same, to the byte, as that of `comity show --json`.
#[utoipa::path(get, path = "/provisions/{provision}", tag = "law", params(ShowParams,
        ("provision" = String, Path, description = "List and code", example = "us/ccl:3A001.a.5.a.1")),
    responses((status = 200, description = "The provision", body = ref("#/components/schemas/Provision")), OfName))]
pub async fn show(
    FromState(state): FromState<State>,
    Named(provision): Named<String>,
    Params(params): Params<ShowParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let working = state.clone();
    let day = params.as_of.unwrap_or_else(|| Zoned::now().date());
    // Official text is read from disk.
    let work = move || Ok(shown(working.law.law(), working.data.as_ref(), &provision, day, &Logged)?);
    let shown = state.reading.run(work).await?;
    let mut bytes = serde_json::to_vec_pretty(&shown).unwrap_or_default();
    bytes.push(b'\n');
    Ok(tag::answer(&headers, "application/json", bytes))
}
