//! Parties that are kept: screened again when something overtakes what was found.

use axum::{
    extract::{Path, State as FromState},
    response::{IntoResponse, Redirect, Response},
};
use comity_edge::screen::party::ready;
use comity_portal::Problem as FormProblem;
use comity_store::{Action, Json as Kept, Party, PartyId};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::{answered, each_number, query};
use crate::{
    hits,
    portal::{
        page::NoPage,
        sent::{Posted, Sent},
        visitor::Visit,
    },
    state::State,
};

/// Keeps the party that was asked about, screened.
pub async fn keep(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::WriteParties, &sent)?;
    let caller = &visitor.caller;
    if let Err(why) = ready(query(&sent), &state.lists.known().countries) {
        return answered(&state, &visit, &sent, &[FormProblem { field: Some("name".into()), text: why }], None).await;
    }
    let fields: Map<String, Json> = ["type", "country", "date_of_birth"]
        .into_iter()
        .filter(|name| !sent.get(name).is_empty())
        .map(|name| (name.to_owned(), Json::from(sent.get(name))))
        .chain(Some(each_number(&sent).collect::<Vec<_>>()).filter(|numbers| !numbers.is_empty()).map(|numbers| ("identifiers".to_owned(), numbers.into())))
        .collect();
    let party = caller.office.create_party(PartyId::at(Timestamp::now())?, sent.get("name"), &Kept::of(&fields)?, &caller.stamp()).await?;
    // Where it cannot be screened now, the inbox says so, and the server tries again.
    if let Err(problem) = hits::screen_kept(&state, caller, &party).await {
        tracing::warn!(party = %party.id, ?problem, "a party that was kept could not be screened");
    }
    Ok(Redirect::to(&format!("/screen/parties/{}", party.id)).into_response())
}

/// A party that is kept, with its hits as they stand.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let party = visitor.caller.office.party(id.parse::<PartyId>().map_err(|_| NoPage::Unknown)?).await?;
    let asked = hits::asked(&party, &state)?;
    answered(&state, &visit, &described(&party), &[], Some((&party.name, asked))).await
}

/// A kept party as the form states it.
fn described(party: &Party) -> Sent {
    let fields: Map<String, Json> = serde_json::from_str(party.fields.as_str()).unwrap_or_default();
    let mut pairs = vec![("party".to_owned(), party.id.to_string()), ("name".to_owned(), party.name.clone())];
    for name in ["type", "country", "date_of_birth"] {
        if let Some(text) = fields.get(name).and_then(Json::as_str) {
            pairs.push((name.to_owned(), text.to_owned()));
        }
    }
    pairs.push(("identifier".to_owned(), super::numbers(fields.get("identifiers"))));
    Sent::of(pairs)
}
