//! One's own account.

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_portal::{
    Catalogue, Choice, Notice, NoticeKind, Problem as FormProblem, Section, Template,
    pages::{AccountPage, FirstPasswordPage, SessionRow},
};
use comity_store::{OrganisationId, StoreError};

use super::sign_in::begin;
use crate::{
    portal::{
        page::{Around, NoPage, answer, minute},
        sent::{Linked, Posted},
        visitor::{Visit, Visitor},
    },
    state::State,
};

/// The account.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let done = (sent.get("done") == "password").then_some("account-password-changed");
    page(&state, &visit, StatusCode::OK, done, &[]).await
}

/// Changes the password, and ends every session but a new one here.
pub async fn password(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = proved(&visit, &sent)?;
    let user = &visitor.session.user;
    let wrong = |field: &str, text: String| [FormProblem { field: Some(field.into()), text }];
    if state.store.check_password(&user.email, sent.exactly("current")).await?.is_none() {
        let text = Catalogue::english().say("account-password-wrong").into_owned();
        return page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, None, &wrong("current", text)).await;
    }
    if user.first_password.is_some() && sent.exactly("new") == sent.exactly("current") {
        let text = Catalogue::english().say("account-password-same").into_owned();
        return page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, None, &wrong("new", text)).await;
    }
    match state.store.set_password(user.id, sent.exactly("new"), &visitor.caller.stamp()).await {
        Ok(()) => {}
        Err(StoreError::Invalid { why, .. }) => return page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, None, &wrong("new", why)).await,
        Err(error) => return Err(error.into()),
    }
    state.store.end_sessions_of(user.id).await?;
    begin(&state, user.id, visitor.caller.organisation(), None, "/account?done=password").await
}

/// Ends every session but a new one here.
pub async fn end_sessions(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = proved(&visit, &sent)?;
    state.store.end_sessions_of(visitor.session.user.id).await?;
    begin(&state, visitor.session.user.id, visitor.caller.organisation(), None, "/account").await
}

/// Acts for another organisation, under a session of its own.
pub async fn switch(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = proved(&visit, &sent)?;
    let organisation: OrganisationId = sent.get("organisation").parse().map_err(|_| NoPage::Unknown)?;
    begin(&state, visitor.session.user.id, organisation, Some(&visitor.secret), "/").await
}

/// Somebody, whatever their role, whose form is of a page of ours.
fn proved<'v>(visit: &'v Visit, sent: &crate::portal::sent::Sent) -> Result<&'v Visitor, NoPage> {
    let visitor = visit.somebody().ok_or(NoPage::SignIn)?;
    visitor.proves(sent).then_some(visitor).ok_or(NoPage::Forbidden)
}

async fn page(state: &State, visit: &Visit, status: StatusCode, done: Option<&str>, problems: &[FormProblem]) -> Result<Response, NoPage> {
    let visitor = visit.somebody().ok_or(NoPage::SignIn)?;
    let (user, here) = (&visitor.session.user, visitor.caller.organisation().to_string());
    if user.first_password.is_some() {
        let html = Around::of(state, visit).with(Section::Account, |shell| FirstPasswordPage { shell, email: &user.email, problems }.render());
        return Ok(answer(status, html));
    }
    let memberships = state.store.memberships(user.id).await?;
    let organisations: Vec<Choice> = memberships.into_iter().map(|one| Choice::new(one.organisation.id.to_string(), one.organisation.name, &here)).collect();
    let session = SessionRow { began: minute(visitor.session.created), seen: minute(visitor.session.last_seen) };
    let notice = done.map(|key| Notice { kind: NoticeKind::Done, text: Catalogue::english().say(key).into_owned() });
    let html = Around::of(state, visit).telling(notice).with(Section::Account, |shell| {
        AccountPage { shell, email: &user.email, problems, organisations: &organisations, session: &session, has_password: user.has_password }.render()
    });
    Ok(answer(status, html))
}
