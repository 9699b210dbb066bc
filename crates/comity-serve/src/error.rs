//! Why a server could not start, or ended otherwise than by being told to.

use std::{io, net::SocketAddr};

use comity_edge::EdgeError;
use miette::Diagnostic;
use thiserror::Error;

/// Why a server could not start, or ended otherwise than by being told to.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum ServeError {
    /// The law or the data folder cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Edge(#[from] EdgeError),
    /// The store cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] comity_store::StoreError),
    /// The provider at which people sign in cannot be used as it is described.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Oidc(#[from] crate::oidc::SettingError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    #[diagnostic(code(comity::serve::listen), help("{cause}; give another address with --listen"))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: io::Error,
    },
    /// Serving ended with an error.
    #[error("the server stopped")]
    #[diagnostic(code(comity::serve::stopped), help("{0}"))]
    Stopped(io::Error),
    /// Traces cannot be delivered.
    #[error("traces cannot be delivered: {what}")]
    #[diagnostic(code(comity::serve::traces), help("mend OTEL_EXPORTER_OTLP_ENDPOINT, or leave it out"))]
    Traces {
        /// Why.
        what: String,
    },
    /// The measurements cannot be kept.
    #[error("the measurements cannot be kept: {what}")]
    #[diagnostic(code(comity::serve::metrics), help("start one server in a process"))]
    Metrics {
        /// Why.
        what: String,
    },
}
