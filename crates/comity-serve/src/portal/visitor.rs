//! Who opens a page: somebody who signed in, or a stranger.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State as FromState},
    http::{HeaderMap, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::Person;
use comity_store::{Action, Actor, Lifetime, Secret, Session, StoreError};
use jiff::Timestamp;

use super::{page::NoPage, paths, sent::Sent};
use crate::{
    access::{self, Caller, cookie},
    state::State,
};

/// Somebody who signed in and acts for an organisation.
pub struct Visitor {
    /// What they may do, and the store as their organisation sees it.
    pub caller: Caller,
    /// Their session.
    pub session: Session,
    /// The secret of their cookie.
    pub secret: Secret,
    /// As pages name them.
    pub person: Person,
}

/// Who opens a page. Copies are cheap.
#[derive(Clone, Default)]
pub struct Visit(Option<Arc<Visitor>>);

impl Visit {
    /// Somebody who signed in.
    pub fn somebody(&self) -> Option<&Visitor> {
        self.0.as_deref()
    }

    /// Their standing with the store.
    pub fn caller(&self) -> Option<&Caller> {
        self.somebody().map(|visitor| &visitor.caller)
    }

    /// Somebody who may do something.
    ///
    /// # Errors
    /// A stranger is asked to sign in; others are told that their role does not allow it.
    pub fn who_may(&self, action: Action) -> Result<&Visitor, NoPage> {
        let visitor = self.somebody().ok_or(NoPage::SignIn)?;
        if visitor.caller.may(action) { Ok(visitor) } else { Err(NoPage::Forbidden) }
    }

    /// Somebody who may do something, and whose form proves that it is a page of ours.
    ///
    /// # Errors
    /// Those of [`who_may`](Self::who_may); a form without the session's secret is refused.
    pub fn who_changes(&self, action: Action, sent: &Sent) -> Result<&Visitor, NoPage> {
        let visitor = self.who_may(action)?;
        visitor.proves(sent).then_some(visitor).ok_or(NoPage::Forbidden)
    }
}

impl Visitor {
    /// Whether a form carries the secret of the session, so that no page of others can have sent it.
    pub fn proves(&self, sent: &Sent) -> bool {
        access::proves(sent.get("csrf"), &self.session.csrf)
    }
}

async fn find(state: &State, headers: &HeaderMap) -> Result<Visit, StoreError> {
    let Some(secret) = cookie(headers) else { return Ok(Visit::default()) };
    let Some(session) = state.store.session(&secret, Timestamp::now(), Lifetime::default()).await? else { return Ok(Visit::default()) };
    let Some((organisation, role)) = session.place else { return Ok(Visit::default()) };
    let office = state.store.of(organisation);
    let about = office.about().await?;
    let person = Person {
        name: session.user.name.clone(),
        organisation: about.name,
        role: role.word().into(),
        administers: role.may(Action::ManageMembers),
        audits: role.may(Action::ReadAudit),
    };
    let caller = Caller { office, role, actor: Actor::User(session.user.id), bearer: None };
    Ok(Visit(Some(Arc::new(Visitor { caller, session, secret, person }))))
}

/// Where somebody may go who has yet to choose a password of their own.
const FOR_CHOOSING: [&str; 3] = ["/account", "/account/password", "/sign-out"];

/// Finds out who opens a page. Where the server answers nobody that it does not know, strangers are led to where they sign in.
pub async fn welcome(FromState(state): FromState<State>, mut request: Request, next: Next) -> Response {
    let visit = match find(&state, request.headers()).await {
        Ok(visit) => visit,
        Err(error) => {
            tracing::error!("who opens a page cannot be found out: {error}");
            return NoPage::Unavailable.into_response();
        }
    };
    let path = request.uri().path();
    let is_for_all = path == "/sign-in" || path.starts_with("/sign-in/") || path.starts_with("/assets/");
    if visit.somebody().is_none() && !state.config.open && !is_for_all {
        return Redirect::to(&paths::with("/sign-in", [("next", path)])).into_response();
    }
    // Whoever has a password that somebody else gave them chooses their own before anything else.
    let is_to_choose = visit.somebody().is_some_and(|visitor| visitor.session.user.first_password.is_some());
    if is_to_choose && !is_for_all && !FOR_CHOOSING.contains(&path) {
        return Redirect::to("/account").into_response();
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
