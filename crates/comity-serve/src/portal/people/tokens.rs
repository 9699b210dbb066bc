//! Tokens by which programs ask in one's name.

use axum::{
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::{
    Catalogue, Choice, Field, Problem as FormProblem, Section, Template,
    pages::{TokenRow, TokensPage},
};
use comity_store::{Action, NewToken, Page, Scope, StoreError, TokenId};
use jiff::{ToSpan, civil::Date, tz::TimeZone};

use crate::{
    portal::{
        page::{Around, NoPage, answer, minute},
        sent::{Posted, Sent},
        visitor::Visit,
    },
    state::State,
};

/// The tokens of whoever asks.
pub async fn show(FromState(state): FromState<State>, visit: Visit) -> Result<Response, NoPage> {
    page(&state, &visit, StatusCode::OK, &Sent::default(), &[], None).await
}

/// Makes one; its secret is shown this once.
pub async fn make(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::OwnTokens, &sent)?;
    let stamp = visitor.caller.stamp();
    let scopes: Vec<Scope> = sent.iter().filter(|(name, _)| *name == "scope").filter_map(|(_, scope)| scope.parse().ok()).collect();
    let wrong = |field: &str, text: String| [FormProblem { field: Some(field.into()), text }];
    let end = sent.get("expires").parse::<Date>().ok().and_then(|day| day.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok());
    let Some(end) = end else {
        let problems = wrong("expires", Catalogue::english().say("tokens-expires-hint").into_owned());
        return page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, &sent, &problems, None).await;
    };
    let new = NewToken { id: TokenId::at(stamp.at)?, user: visitor.session.user.id, name: sent.get("name"), scopes: &scopes, expires: end.timestamp() };
    match visitor.caller.office.create_token(&new, &stamp).await {
        Ok((secret, _)) => page(&state, &visit, StatusCode::OK, &Sent::default(), &[], Some(&secret.reveal())).await,
        Err(error @ StoreError::Invalid { .. }) => page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, &sent, &wrong("name", error.to_string()), None).await,
        Err(error) => Err(error.into()),
    }
}

/// Revokes one of one's own; an administrator anybody's.
pub async fn revoke(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::OwnTokens, &sent)?;
    let token: TokenId = sent.get("token").parse().map_err(|_| NoPage::Unknown)?;
    if !visitor.caller.may(Action::ManageTokens) && visitor.caller.office.token(token).await?.user != visitor.session.user.id {
        return Err(NoPage::Unknown);
    }
    visitor.caller.office.revoke_token(token, &visitor.caller.stamp()).await?;
    state.known.forget(token);
    Ok(Redirect::to("/account/tokens").into_response())
}

async fn page(state: &State, visit: &Visit, status: StatusCode, sent: &Sent, problems: &[FormProblem], secret: Option<&str>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::OwnTokens)?;
    let words = Catalogue::english();
    let found = visitor.caller.office.tokens(Some(visitor.session.user.id), &Page::first(Page::MOST)).await?;
    let name_of = |scope: Scope| words.say(&format!("scope-{}", scope.word())).into_owned();
    let tokens: Vec<TokenRow> = found
        .items
        .into_iter()
        .map(|token| TokenRow {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes.iter().map(|scope| name_of(*scope)).collect::<Vec<_>>().join(", "),
            made: minute(token.created),
            expires: minute(token.expires),
            used: token.last_used.map(minute).unwrap_or_default(),
            revoked: token.revoked.is_some(),
        })
        .collect();
    let chosen = |scope: &Scope| sent.iter().any(|(name, value)| name == "scope" && value == scope.word());
    let scopes: Vec<Choice> = Scope::ALL.iter().map(|scope| Choice { value: scope.word().into(), label: name_of(*scope), chosen: chosen(scope) }).collect();
    let usual = jiff::Zoned::now().date().checked_add(1.year()).map(|day| day.to_string()).unwrap_or_default();
    let expires = Field::new("expires", if sent.get("expires").is_empty() { &usual } else { sent.get("expires") });
    let mut name = Field::new("name", sent.get("name"));
    name.problem = problems.iter().find(|problem| problem.field.as_deref() == Some("name")).map(|problem| problem.text.clone());
    let html = Around::of(state, visit)
        .with(Section::Account, |shell| TokensPage { shell, problems, tokens: &tokens, name: &name, scopes: &scopes, expires: &expires, secret }.render());
    Ok(answer(status, html))
}
