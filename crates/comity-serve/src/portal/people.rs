//! People: signing in, the account, members, tokens, webhooks, the audit trail.

mod account;
mod audit;
mod members;
mod oidc;
mod sign_in;
mod tokens;
mod webhooks;

use axum::{
    Router,
    routing::{get, post},
};
use comity_store::{Cursor, Page};

pub use self::audit::names_of_members;

use super::sent::Sent;
use crate::state::State;

/// The pages of people.
pub fn router() -> Router<State> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/oidc", get(oidc::begin))
        .route("/sign-in/oidc/callback", get(oidc::callback))
        .route("/sign-out", post(sign_in::leave))
        .route("/account", get(account::show))
        .route("/account/password", post(account::password))
        .route("/account/sessions", post(account::end_sessions))
        .route("/account/organisation", post(account::switch))
        .route("/account/members", get(members::show).post(members::add))
        .route("/account/members/role", post(members::change))
        .route("/account/tokens", get(tokens::show).post(tokens::make))
        .route("/account/tokens/revoke", post(tokens::revoke))
        .route("/account/webhooks", get(webhooks::show).post(webhooks::make))
        .route("/account/webhooks/remove", post(webhooks::remove))
        .route("/account/audit", get(audit::show))
        .route("/account/audit.jsonl", get(audit::export))
}

/// The page of a list that a link asks for; the first where it asks for none.
pub fn turned(sent: &Sent, rows: u32) -> Page {
    sent.get("after").parse::<Cursor>().map_or_else(|_| Page::first(rows), |cursor| Page::after(cursor, rows))
}
