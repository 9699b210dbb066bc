//! The first page.

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_portal::{Section, Template, pages::StartPage};
use comity_store::Action;

use super::{
    page::{Around, NoPage, answer},
    screen,
    visitor::Visit,
};
use crate::state::State;

/// The first page.
pub async fn show(FromState(state): FromState<State>, visit: Visit) -> Result<Response, NoPage> {
    let law = state.law.law();
    let jurisdictions: Vec<String> = law.jurisdictions.iter().map(|jurisdiction| jurisdiction.name.to_string()).collect();
    let lists: Vec<String> = law.lists.iter().map(|list| list.title.to_string()).collect();
    let party_lists = screen::sources(&state).await?.len();
    let waiting = match visit.caller().filter(|caller| caller.may(Action::ReadRecords)) {
        Some(caller) => screen::waiting(&state, caller).await?,
        None => None,
    };
    let changed = match visit.caller().filter(|caller| caller.may(Action::ReadRecords)) {
        Some(caller) => Some(usize::try_from(caller.office.changed_determinations().await?).unwrap_or(usize::MAX)),
        None => None,
    };
    let html = Around::of(&state, &visit)
        .with(Section::None, |shell| StartPage { shell, jurisdictions: &jurisdictions, lists: &lists, party_lists, waiting, changed }.render());
    Ok(answer(StatusCode::OK, html))
}
