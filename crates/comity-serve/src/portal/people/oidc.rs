//! Signing in at a provider: the way there, and the way back.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use comity_portal::{Catalogue, Problem as FormProblem};
use comity_store::{Actor, Stamp, StoreError, User};
use jiff::Timestamp;

use super::sign_in;
use crate::{
    access::{cookie, cookie_named},
    oidc::{FLOW_COOKIE, Flow, LASTS, OidcError, Proved, Provider},
    portal::{
        page::NoPage,
        sent::{Linked, Sent},
        visitor::Visit,
    },
    state::State,
};

/// Where the way to the provider begins.
pub const BEGIN: &str = "/sign-in/oidc";

/// Sends somebody to the provider.
pub async fn begin(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let provider = state.oidc.as_ref().ok_or(NoPage::Unknown)?;
    match provider.begin(sign_in::onward(&sent), Timestamp::now()).await {
        Ok((address, sealed)) => Ok(with_flow(Redirect::to(address.as_str()).into_response(), &sealed, LASTS.as_secs())),
        Err(error) => Ok(told(&state, &visit, provider, &sent, &Failed::Provider(error))),
    }
}

/// Takes in somebody who comes back. Whatever comes of it, the flow they carried is spent.
pub async fn callback(FromState(state): FromState<State>, visit: Visit, headers: HeaderMap, Linked(sent): Linked) -> Result<Response, NoPage> {
    let provider = state.oidc.as_ref().ok_or(NoPage::Unknown)?;
    let flow = cookie_named(&headers, FLOW_COOKIE).and_then(|sealed| provider.flow(sealed, Timestamp::now()));
    let response = match enter(&state, provider, flow.as_ref(), &sent).await {
        Ok(user) => {
            let next = flow.map(|flow| flow.next).unwrap_or_default();
            match state.store.memberships(user.id).await?.into_iter().next() {
                Some(first) => sign_in::begin(&state, user.id, first.organisation.id, cookie(&headers).as_ref(), &next).await?,
                // With nothing to act for, they are no member of anything here.
                None => told(&state, &visit, provider, &sent, &Failed::NoMember),
            }
        }
        Err(Failed::Store(error)) => return Err(error.into()),
        Err(failed) => told(&state, &visit, provider, &sent, &failed),
    };
    Ok(with_flow(response, "", 0))
}

/// Why nobody was let in.
enum Failed {
    /// No flow of this server, or not the one that was answered.
    Unfinished,
    /// The provider did not let them in.
    Declined(String),
    /// The provider cannot be used, or proves nothing.
    Provider(OidcError),
    /// Nobody here is known by what was proved.
    NoMember,
    /// The store cannot be used.
    Store(StoreError),
}

impl From<OidcError> for Failed {
    fn from(error: OidcError) -> Self {
        Self::Provider(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Finds out who comes back.
async fn enter(state: &State, provider: &Provider, flow: Option<&Flow>, sent: &Sent) -> Result<User, Failed> {
    let flow = flow.filter(|flow| flow.is_answered_by(sent.get("state"))).ok_or(Failed::Unfinished)?;
    // Where the answer says whose it is, it has to be this provider's (RFC 9207, section 2.4).
    if !sent.get("iss").is_empty() && sent.get("iss") != provider.issuer() {
        return Err(OidcError::NotProved("the answer is another provider's".into()).into());
    }
    if !sent.get("error").is_empty() {
        return Err(Failed::Declined(format!("{} {}", sent.get("error"), sent.get("error_description"))));
    }
    let proved = provider.finish(flow.clone(), sent.get("code")).await?;
    let user = match state.store.user_by_identity(&proved.issuer, &proved.subject).await? {
        Some(user) => user,
        None => link(state, provider, &proved).await?,
    };
    // Whoever signs in at the provider needs no password that somebody else may know.
    if user.first_password.is_some() {
        state.store.drop_first_password(user.id, &Stamp::new(Timestamp::now(), Actor::User(user.id))).await?;
    }
    Ok(user)
}

/// Lets an identity in as the user whose address the provider vouches for, from now on and whatever becomes of the address: once for each user, so that
/// an address that is given to somebody else later opens nothing.
async fn link(state: &State, provider: &Provider, proved: &Proved) -> Result<User, Failed> {
    let address = provider.address_of(proved).await?.ok_or(Failed::NoMember)?;
    let user = state.store.user_by_email(&address).await?.filter(|user| user.disabled.is_none()).ok_or(Failed::NoMember)?;
    if state.store.memberships(user.id).await?.is_empty() {
        return Err(Failed::NoMember);
    }
    let stamp = Stamp::new(Timestamp::now(), Actor::User(user.id));
    match state.store.link_identity(user.id, &proved.issuer, &proved.subject, &stamp).await {
        Ok(()) => Ok(user),
        Err(StoreError::Exists { .. }) => Err(Failed::NoMember),
        Err(error) => Err(error.into()),
    }
}

/// The form to sign in, with what went wrong in plain words; the log has the particulars.
fn told(state: &State, visit: &Visit, provider: &Provider, sent: &Sent, failed: &Failed) -> Response {
    let (status, key) = match failed {
        Failed::Unfinished => (StatusCode::BAD_REQUEST, "sign-in-unfinished"),
        Failed::Declined(_) => (StatusCode::FORBIDDEN, "sign-in-declined"),
        Failed::Provider(OidcError::NotProved(_)) => (StatusCode::FORBIDDEN, "sign-in-not-proved"),
        Failed::Provider(OidcError::Unreachable(_)) | Failed::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "sign-in-unreachable"),
        Failed::NoMember => (StatusCode::FORBIDDEN, "sign-in-no-member"),
    };
    match failed {
        Failed::Declined(why) => tracing::info!(why, "the provider let nobody in"),
        Failed::Provider(error) => tracing::warn!(why = error.to_string(), "signing in at the provider failed"),
        Failed::NoMember => tracing::info!("somebody whom the provider knows is no member here"),
        Failed::Unfinished | Failed::Store(_) => {}
    }
    let text = Catalogue::english().say_with(key, &[("name", provider.name().into())]).into_owned();
    sign_in::page(state, visit, status, sent, &[FormProblem { field: None, text }])
}

/// With the cookie of a flow; empty and ended at once where there is none any more.
fn with_flow(mut response: Response, sealed: &str, seconds: i64) -> Response {
    let cookie = format!("{FLOW_COOKIE}={sealed}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
