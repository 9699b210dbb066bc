//! The server: what the command line answers, over HTTP.
//!
//! [`serve`] loads the law, opens the data folder, listens, and stops gracefully. [`app`] is the same without a socket, for tests and for mounting
//! further pages beside the API. Nothing here decides anything: every answer is made by `comity-edge`, to the byte as the command line gives it.
//!
//! ```no_run
//! # async fn run() -> Result<(), comity_serve::ServeError> {
//! comity_serve::serve(comity_serve::Config::default()).await
//! # }
//! ```

pub mod access;
mod api;
mod batches;
mod config;
mod error;
mod example;
mod headers;
mod health;
mod hits;
mod idempotency;
mod importing;
mod incoming;
mod jobs;
mod keeping;
mod office;
pub mod oidc;
pub mod paper;
mod people;
mod pool;
mod portal;
mod problem;
mod reasons;
mod recheck;
mod request;
mod rescreening;
mod server;
mod state;
mod sweep;
mod tag;
pub mod telemetry;
pub mod webhooks;

pub use self::{
    api::openapi,
    config::Config,
    error::ServeError,
    example::{NAME as EXAMPLE, example},
    problem::{FieldError, Problem},
    server::{app, serve, serve_on, serve_state},
    state::{LawInUse, Lists, State, store_address},
};
