//! Signing in at an OpenID Connect provider: the authorisation code flow with PKCE, a state and a nonce (OpenID Connect Core 1.0, section 3.1;
//! RFC 7636; RFC 9700, section 2.1).
//!
//! What the provider says is checked by the `openidconnect` crate: signature, issuer, audience, expiry and nonce. Here is what surrounds it: what a
//! server is told ([`Settings`]), the flow that a browser carries between two requests ([`Flow`]), the conversation with the provider
//! ([`Provider`]), and the one way by which it reaches the network.

mod flow;
mod provider;
mod settings;
mod web;

use thiserror::Error;

pub use self::{
    flow::{FLOW_COOKIE, Flow, LASTS},
    provider::{Proved, Provider},
    settings::{SettingError, Settings},
};

/// Why the provider could not say who somebody is. The texts are for the log; people read the words of the catalogue.
#[derive(Debug, Error)]
pub enum OidcError {
    /// The provider cannot be reached, or does not answer as one.
    #[error("the provider cannot be used: {0}")]
    Unreachable(String),
    /// What the provider answered does not prove anything.
    #[error("the provider's answer proves nothing: {0}")]
    NotProved(String),
}
