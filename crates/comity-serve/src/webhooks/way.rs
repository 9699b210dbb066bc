//! How a message is sent: to the address that was looked at and no other, within bounded time, without following anybody elsewhere.

use thiserror::Error;
use ureq::{
    http::Uri,
    tls::{RootCerts, TlsConfig},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use super::{Settings, Target, address::is_public};

/// A message with its signature.
pub struct Message {
    /// Where it goes.
    pub url: String,
    /// Its id.
    pub id: String,
    /// When it is sent, in seconds since 1970.
    pub seconds: i64,
    /// The signature of id, time and body.
    pub signature: String,
    /// What it says.
    pub body: String,
}

/// Why no answer came. The texts are for the people who made the webhook.
#[derive(Debug, Error)]
pub enum WayError {
    /// The secret cannot sign.
    #[error("the webhook's secret cannot sign: make the webhook again")]
    Secret,
    /// The address may not be asked.
    #[error("its address may not be asked: {0}")]
    Address(#[from] super::AddressError),
    /// The request or the answer.
    #[error("no answer: {0}")]
    Http(#[from] ureq::Error),
    /// The work was cut off.
    #[error("the request was cut off")]
    CutOff,
}

/// What a name resolves to is not to be asked.
#[derive(Debug, Error)]
#[error("its name leads to an address that is not one of the public internet")]
struct NotPublic;

/// Resolves names, and gives only addresses that may be asked. The connection is made to what is given here.
#[derive(Debug)]
struct Watched {
    names: DefaultResolver,
    private: bool,
}

impl Resolver for Watched {
    fn resolve(&self, uri: &Uri, config: &ureq::config::Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // One that is not public among several is reason enough: no name of a public service has such.
        if self.private || found.iter().all(|address| is_public(address.ip())) { Ok(found) } else { Err(ureq::Error::Other(Box::new(NotPublic))) }
    }
}

/// The way to receivers. Copies are cheap and share it.
#[derive(Clone)]
pub struct Way {
    agent: ureq::Agent,
    private: bool,
}

impl Way {
    /// A way with the certificates that this machine trusts.
    pub fn new(settings: &Settings) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(settings.patience))
            .max_redirects(0)
            // A proxy would resolve the name itself: what was looked at would not be what is asked.
            .proxy(None)
            // A connection that waits was looked at when it was made, which may be long ago.
            .max_idle_connections(0)
            .http_status_as_error(false)
            .user_agent(concat!("comity/", env!("CARGO_PKG_VERSION")))
            .build();
        let watched = Watched { names: DefaultResolver::default(), private: settings.private };
        let agent = ureq::Agent::with_parts(config, DefaultConnector::new(), watched);
        Self { agent, private: settings.private }
    }

    /// Sends a message; gives the status of the answer, of which nothing else is read.
    ///
    /// # Errors
    /// When the address may not be asked, or no answer comes in time.
    pub async fn send(&self, message: Message) -> Result<u16, WayError> {
        // The server may have been told otherwise since the webhook was made.
        let target = Target::read(&message.url, self.private)?;
        let agent = self.agent.clone();
        let asking = tokio::task::spawn_blocking(move || {
            let asked = agent
                .post(target.as_str())
                .header("content-type", "application/json")
                .header("webhook-id", &message.id)
                .header("webhook-timestamp", message.seconds.to_string())
                .header("webhook-signature", &message.signature);
            Ok(asked.send(message.body.as_bytes())?.status().as_u16())
        });
        asking.await.map_err(|_| WayError::CutOff)?
    }
}
