//! The first page.

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_portal::{Section, Template, pages::StartPage};

use super::page::{Around, answer};
use crate::state::State;

/// The first page.
pub async fn show(FromState(state): FromState<State>) -> Response {
    let law = state.law.law();
    let jurisdictions: Vec<String> = law.jurisdictions.iter().map(|jurisdiction| jurisdiction.name.to_string()).collect();
    let lists: Vec<String> = law.lists.iter().map(|list| list.title.to_string()).collect();
    let party_lists = state.lists.in_use().map_or(0, |lists| super::screen::sources(&lists, jiff::Zoned::now().date()).len());
    let html = Around::of(&state)
        .with(Section::None, |shell| StartPage { shell, jurisdictions: &jurisdictions, lists: &lists, party_lists, waiting: None }.render());
    answer(StatusCode::OK, html)
}
