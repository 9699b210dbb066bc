//! The organisation's parties: screened again when lists change, with what people decided about their hits.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_edge::screen::{answer::Screener, party, rescreen::MARGIN, shown::Shown};
use comity_screen::{
    Options,
    adjudication::{self, Decision},
    is_compared_whole,
};
use comity_store::{Json as Kept, Party, PartyId};
use jiff::{Zoned, civil::Date};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;

use super::{Turn, expected, made, named, page, read, revised};
use crate::{
    access::{Adjudicate, Allowed, ReadRecords, Screen, WriteParties},
    api::{
        answers::{OfChange, OfRecord},
        screen::{MOST, ScreenParams, searched},
    },
    hits::{self, Judgement},
    idempotency::{self, or_there},
    problem::{Kind, Problem},
    request::{Named, Params, Text, names},
    state::State,
};

fn shown(party: &Party) -> Json {
    let mut fields: Map<String, Json> = serde_json::from_str(party.fields.as_str()).unwrap_or_default();
    fields.insert("name".to_owned(), party.name.clone().into());
    fields.insert("id".to_owned(), party.id.to_string().into());
    json!({ "id": party.id.to_string(), "party": fields, "revision": party.revision, "created": party.created, "changed": party.changed })
}

/// The name and the other fields of a party, as screening reads them; its id is the store's.
fn fields(text: Text, state: &State) -> Result<(String, Kept), Problem> {
    let mut document = text.json("the party")?;
    if let Some(fields) = document.as_object_mut() {
        fields.remove("id");
        fields.retain(|_, value| !value.is_null());
    }
    let asked = party::from_json(document.clone(), &state.lists.known().countries)
        .map_err(|(_, what)| Problem::new(Kind::Input, what.clone()).field("", what, None))?;
    if asked.query.name.trim().is_empty() {
        return Err(Problem::new(Kind::Input, "a party that is kept has a name").field("name", "it is empty", None));
    }
    let name = document.as_object_mut().and_then(|fields| fields.remove("name"));
    let name = name.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok((name, Kept::of(&document)?))
}

/// The parties, newest first.
#[utoipa::path(get, path = "/parties", operation_id = "list_parties", tag = "records", params(Turn),
    responses((status = 200, description = "A page of parties", body = ref("#/components/schemas/PartyPage")), OfRecord))]
pub async fn list(caller: Allowed<ReadRecords>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    Ok(page(caller.office.parties(&turn.page()?).await?, shown))
}

/// Keep a party.
#[utoipa::path(post, path = "/parties", operation_id = "create_party", tag = "records",
    request_body(content = ref("#/components/schemas/KeptPartyBody"), content_type = "application/json"),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless")),
    responses((status = 201, description = "The party", body = ref("#/components/schemas/KeptParty")), OfChange))]
pub async fn create(FromState(state): FromState<State>, caller: Allowed<WriteParties>, headers: HeaderMap, text: Text) -> Result<Response, Problem> {
    let bytes = text.text.clone();
    let (name, fields) = fields(text, &state)?;
    let place = |id| format!("/api/v1/parties/{}", PartyId::from_uuid(id));
    idempotency::once(&caller, &headers, "POST parties", bytes.as_bytes(), place, async |id| {
        let id = PartyId::from_uuid(id);
        let party = or_there(caller.office.create_party(id, &name, &fields, &caller.stamp()).await, caller.office.party(id)).await?;
        Ok(made(&shown(&party)))
    })
    .await
}

/// A party.
#[utoipa::path(get, path = "/parties/{id}", operation_id = "get_party", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The party", body = ref("#/components/schemas/KeptParty")), OfRecord))]
pub async fn one(caller: Allowed<ReadRecords>, Named(id): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let party = caller.office.party(named(&id, "party")?).await?;
    Ok(revised(&headers, StatusCode::OK, party.revision, &shown(&party)))
}

/// Change a party as a whole. `If-Match` says which state is changed.
#[utoipa::path(put, path = "/parties/{id}", operation_id = "change_party", tag = "records",
    request_body(content = ref("#/components/schemas/KeptPartyBody"), content_type = "application/json"),
    params(("id" = String, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "The party as it is now", body = ref("#/components/schemas/KeptParty")), OfChange))]
pub async fn change(
    FromState(state): FromState<State>,
    caller: Allowed<WriteParties>,
    Named(id): Named<String>,
    headers: HeaderMap,
    text: Text,
) -> Result<Response, Problem> {
    let (id, revision) = (named(&id, "party")?, expected(&headers)?);
    let (name, fields) = fields(text, &state)?;
    let party = caller.office.change_party(id, revision, &name, &fields, &caller.stamp()).await?;
    Ok(revised(&HeaderMap::new(), StatusCode::OK, party.revision, &shown(&party)))
}

/// Remove a party. `If-Match` says which state is removed.
#[utoipa::path(delete, path = "/parties/{id}", operation_id = "remove_party", tag = "records",
    params(("id" = String, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 204, description = "It is removed"), OfChange))]
pub async fn remove(caller: Allowed<WriteParties>, Named(id): Named<String>, headers: HeaderMap) -> Result<StatusCode, Problem> {
    caller.office.remove_party(named(&id, "party")?, expected(&headers)?, &caller.stamp()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Screen a party that is kept, and keep what is found, so that the inbox knows what is open.
#[utoipa::path(post, path = "/parties/{id}/screen", operation_id = "screen_party", tag = "records", params(ScreenParams, ("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "Hits, best first, and what was searched", body = ref("#/components/schemas/Screened")), OfChange))]
pub async fn screen(
    FromState(state): FromState<State>,
    caller: Allowed<Screen>,
    Named(id): Named<String>,
    Params(params): Params<ScreenParams>,
) -> Result<Response, Problem> {
    let party = caller.office.party(named(&id, "party")?).await?;
    let asked = hits::asked(&party, &state)?;
    let today = Zoned::now().date();
    let day = params.as_of.unwrap_or(today);
    let (_, searched) = searched(&state, day).await?;
    let decisions = state.decisions_of(Some(&caller)).await?;
    let (wanted, options) = (names(params.list.as_deref()), params.options()?);
    comity_edge::screen::shown::demand_lists(searched.origin(), &searched.listed, &wanted)?;
    // What is open is counted among all hits, those that the answer has no room for too.
    let all = Options { limit: MOST, ..options };
    let screener = Screener { listed: &searched.listed, options: all, wanted: &wanted, decisions: &decisions, day, margin: MARGIN };
    let (body, open) = {
        let mut answer = searched.with_workspace(|workspace| screener.answer(&asked, workspace));
        let open = answer.hits.iter().filter(|hit| hits::is_open(hit)).count();
        answer.hits.truncate(options.limit);
        let shown = Shown { sources: &searched.listed.sources, asked: Some(&asked), answer: Some(&answer), at_address: None, addresses: 0, today };
        (shown.to_json(params.all), open)
    };
    // A screening that leaves something out says nothing of what is open now; nor may those who only look leave one behind.
    if params.is_whole() && is_compared_whole(&party.name) && caller.may(comity_store::Action::WriteParties) {
        let kept = Kept::of(&body)?;
        caller.office.keep_screening(party.id, party.revision, &hits::editions(&searched), open as u64, &kept, &caller.stamp()).await?;
    }
    let mut bytes = serde_json::to_vec_pretty(&body).unwrap_or_default();
    bytes.push(b'\n');
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

/// What was decided about a party's hits, oldest first.
#[utoipa::path(get, path = "/parties/{id}/decisions", operation_id = "list_decisions", tag = "records", params(("id" = String, Path, description = "The party's id")),
    responses((status = 200, description = "Decisions", body = ref("#/components/schemas/DecisionRows")), OfRecord))]
pub async fn decisions(FromState(state): FromState<State>, caller: Allowed<ReadRecords>, Named(id): Named<String>) -> Result<Response, Problem> {
    let party = caller.office.party(named(&id, "party")?).await?;
    let key = adjudication::Party::of(&hits::asked(&party, &state)?.query).key();
    Ok(axum::Json(json!({ "items": caller.office.adjudications_of(&key).await? })).into_response())
}

/// What is decided about a hit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// The list record: set and id, as a hit gives them.
    #[schema(example = "us-csl:csl-2")]
    record: String,
    /// `same`, `not-same`, or `unsure`, which leaves the hit open and says who looked at it.
    #[schema(value_type = String, example = "not-same")]
    decision: Decision,
    /// Why, in a sentence.
    #[schema(min_length = 1, max_length = 4000)]
    why: String,
    /// What it rests on: documents, and where they are kept.
    evidence: Vec<String>,
    /// The first day on which the decision no longer holds.
    #[schema(value_type = String, format = Date)]
    expires: Date,
}

/// Decide that a party is, or is not, a listed one.
#[utoipa::path(post, path = "/parties/{id}/decisions", operation_id = "decide_hit", tag = "records", request_body = DecisionBody,
    params(("id" = String, Path, description = "The party's id"), ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless")),
    responses((status = 201, description = "The decision", body = ref("#/components/schemas/Anything")), OfChange))]
pub async fn decide(
    FromState(state): FromState<State>,
    caller: Allowed<Adjudicate>,
    Named(id): Named<String>,
    headers: HeaderMap,
    text: Text,
) -> Result<Response, Problem> {
    let bytes = format!("{id} {}", text.text);
    let body: DecisionBody = read(text, "the decision")?;
    let party = caller.office.party(named(&id, "party")?).await?;
    let today = Zoned::now().date();
    let judgement = Judgement { record: body.record, decision: body.decision, why: body.why, evidence: body.evidence, expires: body.expires };
    hits::sound(&judgement, today)?;
    let listed = hits::listed(&state, &judgement, today).await?;
    let asked = adjudication::Party::of(&hits::asked(&party, &state)?.query);
    let place = |_| format!("/api/v1/parties/{id}/decisions");
    idempotency::once(&caller, &headers, "POST decisions", bytes.as_bytes(), place, async |fresh| {
        let adjudication = hits::adjudicate(&state, &caller, fresh.to_string(), asked, listed, judgement).await?;
        Ok(made(&json!(adjudication)))
    })
    .await
}
