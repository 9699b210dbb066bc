//! What whoever runs the server sees of it: a line a request, with an id that the answer carries too, and measurements.

mod traces;

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use comity_edge::{EdgeError, watch::Watch};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument;
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt};

pub use self::traces::Traces;
use crate::error::ServeError;

/// The header that carries a request's id, from the asker where it gives one, and always back.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Seconds of the histogram of answers: the budget of a determination is 10 ms, that of a page 20 ms.
const SECONDS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.25, 1.0, 5.0];

/// Longest request id that is taken over, in characters.
const LONGEST_ID: usize = 64;

/// The log as what happens beside an answer is told there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Logged;

impl Watch for Logged {
    fn notice(&self, text: &str) {
        tracing::warn!("{text}");
    }

    fn unusable(&self, error: EdgeError) {
        tracing::warn!("{error}: it counts as not there");
    }

    fn busy(&self, what: &str) -> Box<dyn std::any::Any> {
        tracing::info!("{what}");
        Box::new(())
    }
}

/// Writes the log to standard error, a JSON object a line; `COMITY_LOG` says how much (as `info`, or `comity_serve=debug`). Delivers traces where the environment names a collector
/// ([`Traces`]), until what is given is dropped.
///
/// A second call changes nothing of the log.
///
/// # Errors
/// When the collector's address cannot be used.
pub fn log() -> Result<Option<Traces>, ServeError> {
    Ok(log_to(Traces::of_environment()?))
}

/// As [`log`], with traces delivered to what is handed in.
pub fn log_to(traces: Option<Traces>) -> Option<Traces> {
    let filter = EnvFilter::try_from_env("COMITY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Whoever came first set it up.
    let _ = match &traces {
        None => tracing_subscriber::registry().with(filter).with(lines()).try_init(),
        // However little is logged, spans are delivered whole.
        Some(traces) => tracing_subscriber::registry().with(lines().with_filter(filter)).with(traces.layer()).try_init(),
    };
    traces
}

/// The log's lines.
fn lines<S: tracing::Subscriber + for<'s> LookupSpan<'s>>() -> impl Layer<S> {
    tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(true).with_span_list(false).with_writer(std::io::stderr)
}

/// What keeps the measurements of this process.
///
/// # Errors
/// When something else in the process keeps them already.
pub fn measurements() -> Result<PrometheusHandle, ServeError> {
    static KEPT: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
    let kept = KEPT.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full("comity_answer_seconds".into()), &SECONDS);
        builder.map_err(|error| error.to_string())?.install_recorder().map_err(|error| error.to_string())
    });
    kept.clone().map_err(|what| ServeError::Metrics { what })
}

/// Gives a request its id, logs how it went, and measures it.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = request_id(&request);
    let method = known(request.method());
    // Metrics and logs name the route, not the address: an address can hold anything.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let name = id.to_str().unwrap_or_default();
    let span = tracing::info_span!("request", id = name, method, route);
    traces::follow(&span, request.headers());
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), start.elapsed());
    measure(method, route, status.as_u16(), took);
    span.in_scope(|| tracing::info!(status = status.as_u16(), micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "answered"));
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// A method by its name; `other` for what anybody can invent: each label would be measured for ever.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

fn measure(method: &'static str, route: String, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::histogram!("comity_answer_seconds", &labels).record(took);
}

/// The id that the asker gives, where it is short and plain; else a new one.
fn request_id(request: &Request) -> HeaderValue {
    let plain =
        |id: &&HeaderValue| (1..=LONGEST_ID).contains(&id.len()) && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    request.headers().get(REQUEST_ID).filter(plain).cloned().unwrap_or_else(|| {
        let mut bytes = [0; 16];
        // Without randomness ids repeat; requests are answered all the same.
        let _ = getrandom::fill(&mut bytes);
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("-"))
    })
}
