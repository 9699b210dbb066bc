//! What every answer tells a browser, whatever it is an answer to.

use axum::{
    extract::{Request, State as FromState},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::state::State;

/// What an answer of the API may do where a browser shows it: nothing. Pages and their files say what they need themselves.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
/// A year, as OWASP ASVS 5.0 (3.4.1) asks for.
const YEAR: &str = "max-age=31536000; includeSubDomains";

/// Says of every answer that it is what its type says, that it may do nothing unless it says otherwise, that no cache keeps it unless it says
/// otherwise, and, where the server's own address is one of TLS, that browsers come by TLS alone.
pub async fn harden(FromState(state): FromState<State>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut unless_said = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_said(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_said(header::CONTENT_SECURITY_POLICY, NOTHING);
    unless_said(header::CACHE_CONTROL, "no-store");
    unless_said(header::REFERRER_POLICY, "no-referrer");
    if state.config.is_behind_tls() {
        unless_said(header::STRICT_TRANSPORT_SECURITY, YEAR);
    }
    response
}
