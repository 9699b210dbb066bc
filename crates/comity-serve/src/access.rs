//! Who asks: a program with a token, somebody who signed in, or a stranger; and what each may do.

mod known;
mod rate;

use std::{marker::PhantomData, ops::Deref};

use axum::{
    extract::{FromRequestParts, Request, State as FromState},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use comity_store::{Action, Actor, Bearer, Lifetime, Office, OrganisationId, Role, Secret, Stamp};
use jiff::Timestamp;
use subtle::ConstantTimeEq as _;

pub use self::{known::Known, rate::Rates};
use crate::{
    problem::{Kind, Problem},
    state::State,
};

/// The cookie of somebody who signed in. The prefix makes browsers send it back to this host alone, and over TLS alone (RFC 6265bis, section 4.1.3.2).
pub const SESSION_COOKIE: &str = "__Host-comity";
/// The header that proves that a change comes from a page of this server.
pub const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// Somebody who may ask, in one organisation.
#[derive(Clone)]
pub struct Caller {
    /// The store as their organisation sees it.
    pub office: Office,
    /// What they are there.
    pub role: Role,
    /// As the audit trail names them.
    pub actor: Actor,
    /// The token, where one was shown.
    pub bearer: Option<Bearer>,
}

impl Caller {
    /// Their organisation.
    pub fn organisation(&self) -> OrganisationId {
        self.office.organisation()
    }

    /// Whether they may do it.
    pub fn may(&self, action: Action) -> bool {
        self.bearer.as_ref().map_or_else(|| self.role.may(action), |bearer| bearer.may(action))
    }

    /// What they do now, as the audit trail keeps it.
    pub fn stamp(&self) -> Stamp {
        Stamp::new(Timestamp::now(), self.actor.clone())
    }

    /// Refuses what they may not do.
    ///
    /// # Errors
    /// Names what they lack.
    pub fn demand(&self, action: Action) -> Result<(), Problem> {
        if self.may(action) {
            return Ok(());
        }
        let scope = action.scope();
        let why = if self.role.may(action) { format!("the token lacks the scope `{scope}`") } else { format!("the role `{}` may not `{action}`", self.role) };
        Err(Problem::new(Kind::Forbidden, why))
    }
}

/// Who a request is from, as [`identify`] found.
#[derive(Clone)]
pub enum Identity {
    /// Nobody that is known: no token and no session came with it.
    Stranger,
    /// Somebody known.
    Known(Box<Caller>),
    /// Somebody who shows what does not hold.
    Refused,
    /// A change that does not prove that it comes from a page of this server.
    Forged,
    /// Somebody who has yet to choose a password in the place of the one that they were given.
    ToChoose,
    /// The store could not be asked.
    NotAsked,
}

/// Finds out who a request is from, and holds tokens to their rate.
pub async fn identify(FromState(state): FromState<State>, mut request: Request, next: Next) -> Response {
    let identity = find(&state, request.headers(), request.method()).await;
    let mut spent = None;
    if let Identity::Known(caller) = &identity
        && let Some(bearer) = &caller.bearer
    {
        let now = state.rates.spend(bearer.token.id);
        if !now.is_allowed() {
            let problem = Problem::new(Kind::TooMany, "this token has asked as often as it may: go on after as many seconds as Retry-After says");
            return now.tell(problem.header(header::RETRY_AFTER, now.reset()).into_response());
        }
        spent = Some(now);
    }
    request.extensions_mut().insert(identity);
    let response = next.run(request).await;
    match spent {
        Some(now) => now.tell(response),
        None => response,
    }
}

async fn find(state: &State, headers: &HeaderMap, method: &Method) -> Identity {
    let found = if let Some(said) = headers.get(header::AUTHORIZATION) {
        let Some(secret) = bearer(said) else { return Identity::Refused };
        by_token(state, &secret).await
    } else if let Some(secret) = cookie(headers) {
        by_session(state, &secret, headers, method).await
    } else {
        return Identity::Stranger;
    };
    found.unwrap_or_else(|error| {
        tracing::error!("who asks cannot be found out: {error}");
        Identity::NotAsked
    })
}

fn bearer(said: &HeaderValue) -> Option<Secret> {
    let (scheme, secret) = said.to_str().ok()?.split_once(' ')?;
    // Clients of the OpenSanctions API say `ApiKey`.
    let is_known = ["bearer", "apikey"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    is_known.then_some(secret.trim())?.parse().ok()
}

/// The secret of the session cookie.
pub fn cookie(headers: &HeaderMap) -> Option<Secret> {
    cookie_named(headers, SESSION_COOKIE)?.parse().ok()
}

/// The value of a cookie.
pub fn cookie_named<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// Whether what is said is a session's secret against forged changes. Every byte is looked at, wherever the first difference is.
pub fn proves(said: &str, known: &str) -> bool {
    said.as_bytes().ct_eq(known.as_bytes()).into()
}

async fn by_token(state: &State, secret: &Secret) -> comity_store::Result<Identity> {
    let now = Timestamp::now();
    let bearer = match state.known.get(secret, now) {
        Ok(bearer) => bearer,
        Err(forgotten) => {
            let Some(bearer) = state.store.bearer(secret, now).await? else { return Ok(Identity::Refused) };
            state.known.keep(secret, bearer.clone(), now, forgotten);
            bearer
        }
    };
    let office = state.store.of(bearer.organisation);
    Ok(Identity::Known(Box::new(Caller { office, role: bearer.role, actor: bearer.actor(), bearer: Some(bearer) })))
}

async fn by_session(state: &State, secret: &Secret, headers: &HeaderMap, method: &Method) -> comity_store::Result<Identity> {
    let session = state.store.session(secret, Timestamp::now(), Lifetime::default()).await?;
    let Some((session, (organisation, role))) = session.and_then(|session| session.place.map(|place| (session, place))) else {
        return Ok(Identity::Refused);
    };
    let said = headers.get(CSRF_HEADER).and_then(|token| token.to_str().ok()).unwrap_or_default();
    if !method.is_safe() && !proves(said, &session.csrf) {
        return Ok(Identity::Forged);
    }
    if session.user.first_password.is_some() {
        return Ok(Identity::ToChoose);
    }
    Ok(Identity::Known(Box::new(Caller { office: state.store.of(organisation), role, actor: Actor::User(session.user.id), bearer: None })))
}

/// Something that is asked for, known when the route is written.
pub trait Asked {
    /// What it is.
    const ACTION: Action;
}

macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        pub enum $name {}

        impl Asked for $name {
            const ACTION: Action = Action::$name;
        }
    )* };
}

asked! {
    /// A determination, classification or comparison.
    Decide;
    /// Parties screened.
    Screen;
    /// Determinations, parties, items and jobs read.
    ReadRecords;
    /// Parties changed.
    WriteParties;
    /// Items changed.
    WriteItems;
    /// A classification recorded.
    Classify;
    /// A hit decided about.
    Adjudicate;
    /// Another's classification reviewed.
    Review;
    /// Jobs started and cancelled.
    RunJobs;
    /// Tokens of one's own.
    OwnTokens;
    /// Members seen.
    ReadMembers;
    /// Members added, changed and removed.
    ManageMembers;
    /// Webhooks made and removed.
    ManageWebhooks;
    /// The audit trail read.
    ReadAudit;
}

/// Somebody known who may do what the route is for; anybody else gets no answer.
pub struct Allowed<A>(Caller, PhantomData<A>);

impl<A> Deref for Allowed<A> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<A: Asked> FromRequestParts<State> for Allowed<A> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        let caller = caller(parts)?.ok_or_else(Problem::unknown_asker)?;
        caller.demand(A::ACTION)?;
        Ok(Self(caller, PhantomData))
    }
}

/// Whoever may ask a question that leaves nothing behind: somebody known who may, or a stranger where the server answers strangers.
pub struct Asker<A>(pub Option<Caller>, PhantomData<A>);

impl<A: Asked> FromRequestParts<State> for Asker<A> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let caller = caller(parts)?;
        match &caller {
            Some(caller) => caller.demand(A::ACTION)?,
            None if state.config.open => {}
            None => return Err(Problem::unknown_asker()),
        }
        Ok(Self(caller, PhantomData))
    }
}

fn caller(parts: &Parts) -> Result<Option<Caller>, Problem> {
    match parts.extensions.get::<Identity>() {
        None | Some(Identity::Stranger) => Ok(None),
        Some(Identity::Known(caller)) => Ok(Some((**caller).clone())),
        Some(Identity::Refused) => Err(Problem::unknown_asker()),
        Some(Identity::Forged) => {
            Err(Problem::new(Kind::Forbidden, "a change by somebody who signed in needs the header X-CSRF-Token of the page it comes from"))
        }
        Some(Identity::ToChoose) => {
            Err(Problem::new(Kind::Forbidden, "choose a password of your own first, in the place of the one that you were given: at /account"))
        }
        Some(Identity::NotAsked) => Err(Problem::new(Kind::Unavailable, "who asks could not be found out: the store cannot be used now")),
    }
}

impl Problem {
    /// Nobody that is known asks.
    pub fn unknown_asker() -> Self {
        Self::new(Kind::Unauthorised, "show a token that holds: Authorization: Bearer cmt_…")
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }
}
