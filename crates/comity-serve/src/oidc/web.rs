//! How the provider is reached: over TLS, within ten seconds, without following it elsewhere, and no more of it than fits.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http, url};
use thiserror::Error;
use tokio::sync::Semaphore;
use ureq::tls::{RootCerts, TlsConfig};

/// How long one request to the provider may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer, in bytes: sets of keys have some thousand.
const LARGEST: u64 = 1 << 20;
/// Requests to the provider under way at once: each one holds a thread.
const AT_ONCE: usize = 16;

/// Whether what is sent to an address can be read by nobody on the way: `https`, or this machine itself.
pub fn is_safe(address: &url::Url) -> bool {
    let is_local = match address.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(number)) => number.is_loopback(),
        Some(url::Host::Ipv6(number)) => number.is_loopback(),
        None => false,
    };
    address.host().is_some() && (address.scheme() == "https" || (address.scheme() == "http" && is_local))
}

/// The way to the provider. Copies are cheap and share it.
#[derive(Clone)]
pub struct Web {
    agent: ureq::Agent,
    room: Arc<Semaphore>,
}

/// Why an answer did not come.
#[derive(Debug, Error)]
pub enum WebError {
    /// The provider's documents name an address that is not safe.
    #[error("`{0}` is neither https nor on this machine")]
    Unsafe(String),
    /// The request or the answer.
    #[error(transparent)]
    Http(#[from] ureq::Error),
    /// The answer cannot be put together.
    #[error(transparent)]
    Answer(#[from] http::Error),
    /// The work was cut off.
    #[error("the request was cut off")]
    CutOff,
}

impl Web {
    /// A way with the certificates that this machine trusts.
    pub fn new() -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(PATIENCE))
            // Being led elsewhere would let the provider's host ask other hosts in this server's name.
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("comity/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: agent.into(), room: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Asks.
    ///
    /// # Errors
    /// Where the address is not safe, or no answer comes in time.
    pub async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, WebError> {
        let address = request.uri().to_string();
        if !url::Url::parse(&address).is_ok_and(|address| is_safe(&address)) {
            return Err(WebError::Unsafe(address));
        }
        let place = self.room.clone().acquire_owned().await.map_err(|_| WebError::CutOff)?;
        let agent = self.agent.clone();
        let asking = tokio::task::spawn_blocking(move || {
            let mut answer = agent.run(request)?;
            let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec()?;
            drop(place);
            let mut response = http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                response = response.header(name, value);
            }
            Ok(response.body(body)?)
        });
        asking.await.map_err(|_| WebError::CutOff)?
    }
}

impl<'c> AsyncHttpClient<'c> for Web {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WebError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_tls_and_this_machine_are_safe() {
        let safe = |text: &str| is_safe(&text.parse().unwrap());
        for address in ["https://id.example", "http://localhost:1", "http://127.0.0.9/x", "http://[::1]:8/"] {
            assert!(safe(address), "{address}");
        }
        for address in ["http://id.example", "http://localhost.example", "http://10.0.0.1", "ftp://localhost", "file:///etc/passwd", "data:,x"] {
            assert!(!safe(address), "{address}");
        }
    }
}
