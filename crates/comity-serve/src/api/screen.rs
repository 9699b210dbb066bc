//! One party screened, and which lists are searched.

use std::sync::Arc;

use axum::{
    extract::State as FromState,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use comity_edge::{
    adjudicate::Decisions,
    in_use::{InUse, Searched},
    lists::{status, store::Store},
    screen::{
        ScreenError,
        answer::Screener,
        party::{self, Asked},
        rescreen::MARGIN,
        shown::{Shown, demand_lists},
    },
};
use comity_screen::Options;
use jiff::{Zoned, civil::Date};
use serde::Deserialize;
use serde_json::Value as Json;
use utoipa::IntoParams;

use super::{
    answers::{OfBody, OfLists, OfName},
    decide::SHORT,
};
use crate::{
    access::{Asker, Screen as ByScreen},
    problem::{Kind, Problem},
    request::{Params, Text, names},
    state::State,
    tag,
};

/// Against what, and how sharply, a party is screened.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ScreenParams {
    /// Only hits of these lists or sets, separated by commas.
    #[param(example = "us-csl")]
    pub list: Option<String>,
    /// The day whose editions are searched; today where none is given.
    #[param(value_type = Option<String>, format = Date)]
    pub as_of: Option<Date>,
    /// Hits below this score are left out (0.5 where nothing is said).
    #[param(minimum = 0, maximum = 1)]
    pub threshold: Option<f64>,
    /// At most so many hits (10 where nothing is said).
    #[param(minimum = 0, maximum = 500)]
    pub limit: Option<usize>,
    /// Also hits that were decided not to be the party.
    #[param(required = false)]
    pub all: bool,
}

/// Where nothing is said: as on the command line.
const THRESHOLD: f64 = 0.5;
const LIMIT: usize = 10;
/// Most hits of an answer.
pub const MOST: usize = 500;

/// From which score on, and how many; what is not said as on the command line.
///
/// # Errors
/// When the threshold is no score, or the limit is larger than answers are.
pub fn options(threshold: Option<f64>, limit: Option<usize>) -> Result<Options, Problem> {
    let (threshold, limit) = (threshold.unwrap_or(THRESHOLD), limit.unwrap_or(LIMIT));
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Problem::new(Kind::Parameter, "`threshold` is a number from 0 to 1"));
    }
    if limit > MOST {
        return Err(Problem::new(Kind::Parameter, format!("`limit` is a number up to {MOST}")));
    }
    Ok(Options { threshold, limit })
}

impl ScreenParams {
    /// From which score on, and how many.
    ///
    /// # Errors
    /// When the threshold is no score, or the limit is larger than answers are.
    pub fn options(&self) -> Result<Options, Problem> {
        options(self.threshold, self.limit)
    }

    /// Whether all that is open of a party today comes out: no list, earlier day, higher score or smaller number leaves hits out.
    pub fn is_whole(&self) -> bool {
        let says_all = self.threshold.is_none_or(|threshold| threshold <= THRESHOLD) && self.limit.is_none_or(|limit| limit >= LIMIT);
        names(self.list.as_deref()).is_empty() && self.as_of.is_none() && says_all
    }
}

/// The lists in use, and the editions of a day, loaded off the threads that answer others where they are not at hand.
pub async fn searched(state: &State, day: Date) -> Result<(Arc<InUse>, Arc<Searched>), Problem> {
    let lists = state.lists.in_use().ok_or_else(Problem::no_lists)?;
    let found = state.editions(&lists, day).await?;
    Ok((lists, found.ok_or(ScreenError::NoneSoEarly { day }).map_err(comity_edge::EdgeError::from)?))
}

/// Screen one party against the imported lists.
///
/// The body is a party, as a line of a batch; `address` looks for an address by itself or beside the name. The answer is the same, to the byte, as
/// that of `comity screen --json`.
#[utoipa::path(post, path = "/screen", tag = "screen", params(ScreenParams),
    request_body(content = ref("#/components/schemas/PartyQuery"), content_type = "application/json", description = "A party"),
    responses((status = 200, description = "Hits, best first, and what was searched", body = ref("#/components/schemas/Screened")), OfBody, OfLists))]
pub async fn screen(FromState(state): FromState<State>, asker: Asker<ByScreen>, Params(params): Params<ScreenParams>, text: Text) -> Result<Response, Problem> {
    let options = params.options()?;
    let is_short = text.text.len() <= SHORT;
    let mut document = text.json("the party")?;
    let address = document.as_object_mut().and_then(|fields| fields.remove("address")).filter(|address| !address.is_null());
    let address = address.map(|address| address_of(&address)).transpose()?;
    let countries = &state.lists.known().countries;
    let is_empty = document.as_object().is_some_and(|fields| fields.iter().all(|(key, value)| key == "id" || value.is_null()));
    let asked = if address.is_some() && is_empty {
        None
    } else {
        Some(party::from_json(document, countries).map_err(|(_, what)| Problem::new(Kind::Input, what.clone()).field("", what, None))?)
    };
    let today = Zoned::now().date();
    let (lists, searched) = searched(&state, params.as_of.unwrap_or(today)).await?;
    let decisions = state.decisions_of(asker.0.as_ref()).await?;
    let work = move |address: Option<String>| answer(&lists, &searched, &decisions, asked.as_ref(), address.as_deref(), &params, options, today);
    // Addresses are indexed when first asked for, which takes seconds; and a party can have ten thousand numbers.
    let at_hand = address.is_none() && is_short;
    let span = tracing::Span::current();
    let bytes = if at_hand { work(None)? } else { state.pool.run(move || span.in_scope(|| work(address))).await? };
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

fn address_of(address: &Json) -> Result<String, Problem> {
    let text = address.as_str().filter(|text| !comity_screen::text::words(text).is_empty());
    text.map(str::to_owned).ok_or_else(|| {
        let what = "the address has no letter or figure that could be compared";
        Problem::new(Kind::Input, what).field("address", what, None)
    })
}

#[expect(clippy::too_many_arguments, reason = "the parts of one question")]
fn answer(
    lists: &InUse,
    searched: &Searched,
    decisions: &Decisions,
    asked: Option<&Asked>,
    address: Option<&str>,
    params: &ScreenParams,
    options: Options,
    today: Date,
) -> Result<Vec<u8>, Problem> {
    let wanted = names(params.list.as_deref());
    demand_lists(searched.origin(), &searched.listed, &wanted)?;
    let day = params.as_of.unwrap_or(today);
    let screener = Screener { listed: &searched.listed, options, wanted: &wanted, decisions, day, margin: MARGIN };
    let found = asked.map(|asked| {
        let _in = tracing::debug_span!("screen").entered();
        searched.with_workspace(|workspace| screener.answer(asked, workspace))
    });
    let addresses = address.map(|_| lists.addresses(searched)).transpose()?;
    let at_address = addresses.zip(address).map(|(addresses, address)| searched.with_workspace(|workspace| screener.at_address(addresses, address, workspace)));
    let shown = Shown {
        sources: &searched.listed.sources,
        asked,
        answer: found.as_ref(),
        at_address: at_address.as_deref(),
        addresses: addresses.map_or(0, comity_edge::screen::listed::Listed::addresses),
        today,
    };
    let mut bytes = serde_json::to_vec_pretty(&shown.to_json(params.all)).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
}

/// As of which day lists are marked as in use.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListsParams {
    /// The day whose editions are marked as in use; today where none is given.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
}

/// What lists of parties are imported, in which editions, how old, with what lost in reading.
///
/// The answer is the same, to the byte, as that of `comity lists status --json`.
#[utoipa::path(get, path = "/lists", tag = "screen", params(ListsParams),
    responses((status = 200, description = "Sets with their editions", body = ref("#/components/schemas/ListsStatus")), OfName))]
pub async fn lists(
    FromState(state): FromState<State>,
    _: Asker<ByScreen>,
    Params(params): Params<ListsParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let working = state.clone();
    let work = move || {
        let today = Zoned::now().date();
        let sets = working.data.as_ref().map(|data| status::sets(&Store::of(data))).transpose()?.unwrap_or_default();
        let status = status::to_json(&sets, &working.lists.known().lists, params.as_of.unwrap_or(today), today);
        let mut bytes = serde_json::to_vec_pretty(&status).unwrap_or_default();
        bytes.push(b'\n');
        Ok(bytes)
    };
    Ok(tag::answer(&headers, "application/json", state.pool.run(work).await?))
}
