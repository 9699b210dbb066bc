//! Signing in by password, and signing out.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::{
    Catalogue, Field, Problem as FormProblem, Section, Template,
    pages::{Provider, SignInPage},
};
use comity_store::{Lifetime, OrganisationId, Secret, UserId};
use jiff::{SignedDuration, Timestamp};

use crate::{
    access::{SESSION_COOKIE, cookie},
    portal::{
        page::{Around, NoPage, answer},
        paths,
        people::oidc,
        sent::{Linked, Posted, Sent},
        visitor::Visit,
    },
    state::State,
};

/// Failures for one address within [`WINDOW`], after which it has to wait: few enough that guessing is hopeless, many enough for a forgetful person
/// (NIST SP 800-63B-4, section 3.2.2, allows a hundred in a row).
const MOST_FAILURES: u64 = 10;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// The form.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Response {
    page(&state, &visit, StatusCode::OK, &sent, &[])
}

/// Lets somebody in who knows the password.
pub async fn enter(FromState(state): FromState<State>, visit: Visit, headers: HeaderMap, Posted(sent): Posted) -> Result<Response, NoPage> {
    // There is no session yet whose secret the form could carry: the browser's word on where it comes from stands in.
    if !comes_from_here(&headers) {
        return Err(NoPage::Forbidden);
    }
    let (email, now) = (sent.get("email").to_lowercase(), Timestamp::now());
    // It counts as a failure until the password proves right: of many tries at once, each then sees the others.
    let attempt = state.store.failed_to_sign_in(&email, now).await?;
    if state.store.failures_to_sign_in(&email, now - WINDOW).await? > MOST_FAILURES {
        // The password was not looked at, and the wait does not grow by it.
        state.store.forget_try(attempt).await?;
        tracing::warn!("somebody who failed to sign in too often was told to wait");
        return Ok(page(&state, &visit, StatusCode::TOO_MANY_REQUESTS, &sent, &wrong("sign-in-slow")));
    }
    let Some(user) = state.store.check_password(&email, sent.exactly("password")).await? else {
        // Without the address: people type passwords into that field.
        tracing::info!("somebody failed to sign in by password");
        return Ok(page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, &sent, &wrong("sign-in-wrong")));
    };
    state.store.forget_try(attempt).await?;
    let first = state.store.memberships(user.id).await?.into_iter().next();
    // An account without an organisation has nothing to act for: it reads as one that is not there.
    let Some(first) = first else { return Ok(page(&state, &visit, StatusCode::UNPROCESSABLE_ENTITY, &sent, &wrong("sign-in-wrong"))) };
    begin(&state, user.id, first.organisation.id, cookie(&headers).as_ref(), onward(&sent)).await
}

/// Begins a session under a secret of its own, in the place of the one before, and goes on.
pub async fn begin(state: &State, user: UserId, organisation: OrganisationId, before: Option<&Secret>, onward: &str) -> Result<Response, NoPage> {
    let lifetime = Lifetime::default();
    let secret = state.store.begin_session(user, Some(organisation), before, Timestamp::now(), lifetime).await?;
    Ok(with_cookie(Redirect::to(onward).into_response(), &secret.reveal(), lifetime.absolute.as_secs()))
}

/// Ends the session.
pub async fn leave(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.somebody().ok_or(NoPage::SignIn)?;
    if !visitor.proves(&sent) {
        return Err(NoPage::Forbidden);
    }
    state.store.end_session(&visitor.secret, Timestamp::now()).await?;
    Ok(with_cookie(Redirect::to("/").into_response(), "", 0))
}

fn with_cookie(mut response: Response, secret: &str, seconds: i64) -> Response {
    let cookie = format!("{SESSION_COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether a form comes from a page of this server, as far as the browser says: all current ones do (Fetch Metadata, section 2.3).
fn comes_from_here(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").and_then(|site| site.to_str().ok()).is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// Where to go afterwards: only a page of this server.
pub fn onward(sent: &Sent) -> &str {
    let next = sent.get("next");
    // Browsers read a backslash as a slash, and leave tabs and line ends out of an address (WHATWG URL, section 4.4): `/` and what follows them may
    // come together to the address of another server.
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(|c: char| c == '\\' || c.is_control());
    if is_ours { next } else { "/" }
}

fn wrong(key: &str) -> [FormProblem; 1] {
    [FormProblem { field: Some("email".into()), text: Catalogue::english().say(key).into_owned() }]
}

/// The form, with what went wrong.
pub fn page(state: &State, visit: &Visit, status: StatusCode, sent: &Sent, problems: &[FormProblem]) -> Response {
    let email = Field::new("email", sent.get("email"));
    let next = onward(sent);
    let elsewhere = state.oidc.as_ref().map(|provider| Provider { name: provider.name().into(), path: paths::with(oidc::BEGIN, [("next", next)]) });
    let html =
        Around::of(state, visit).with(Section::None, |shell| SignInPage { shell, email: &email, problems, next, providers: elsewhere.as_slice() }.render());
    answer(status, html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_to_a_page_of_this_server_alone() {
        let onward = |next: &str| onward(&Sent::read(format!("next={next}").as_bytes()).unwrap()).to_owned();
        assert_eq!(onward("/records"), "/records");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/%5Cevil.example",
            "/%09/evil.example",
            "/%0A/evil.example",
            "/%0D/evil.example",
            "/%00/evil.example",
            "",
            "javascript:x",
        ] {
            assert_eq!(onward(elsewhere), "/", "{elsewhere}");
        }
    }
}
