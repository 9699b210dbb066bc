//! Traces for whoever collects them: OTLP over HTTP in protobuf, where the environment names a collector. Where it names none, nothing of this is begun.
//!
//! `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) names the collector, `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` this server,
//! `OTEL_TRACES_SAMPLER` how much is collected; `OTEL_SDK_DISABLED=true` turns it off (OpenTelemetry, Environment Variable Specification). A request that comes with a `traceparent`
//! (W3C Trace Context) goes on with its trace. Spans name routes, methods and ids of requests, and nothing that anybody asked.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use axum::http::{HeaderMap, Request, Response};
use opentelemetry::{propagation::TextMapPropagator as _, trace::TracerProvider as _};
use opentelemetry_http::{Bytes, HeaderExtractor, HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::{Span, level_filters::LevelFilter};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};
use ureq::tls::{RootCerts, TlsConfig};

use crate::error::ServeError;

/// How long one delivery to the collector may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the last spans may take to be delivered when the server ends.
const LAST: Duration = Duration::from_secs(5);
/// Largest answer of a collector that is read, in bytes.
const LARGEST: u64 = 1 << 16;

/// Whether traces are collected: headers are looked at only then.
static COLLECTED: AtomicBool = AtomicBool::new(false);

/// What delivers traces to a collector, until it is dropped: then what is left is delivered.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// To the collector that the environment names; none where it names none.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn of_environment() -> Result<Option<Self>, ServeError> {
        let said = |name: &str| std::env::var(name).is_ok_and(|value| !value.trim().is_empty());
        let is_off = std::env::var("OTEL_SDK_DISABLED").is_ok_and(|value| value.trim().eq_ignore_ascii_case("true"));
        if is_off || !(said("OTEL_EXPORTER_OTLP_ENDPOINT") || said("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")) {
            return Ok(None);
        }
        Self::new(None).map(Some)
    }

    /// To the collector at an address, such as `http://127.0.0.1:4318`.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn to(collector: &str) -> Result<Self, ServeError> {
        Self::new(Some(&format!("{}/v1/traces", collector.trim_end_matches('/'))))
    }

    fn new(address: Option<&str>) -> Result<Self, ServeError> {
        let builder = SpanExporter::builder().with_http().with_http_client(Client::new());
        let builder = match address {
            Some(address) => builder.with_endpoint(address),
            None => builder,
        };
        let exporter = builder.build().map_err(|error| ServeError::Traces { what: error.to_string() })?;
        let names_itself = std::env::var("OTEL_SERVICE_NAME").is_ok_and(|name| !name.is_empty())
            || std::env::var("OTEL_RESOURCE_ATTRIBUTES").is_ok_and(|all| all.contains("service.name="));
        let resource = if names_itself { Resource::builder() } else { Resource::builder().with_service_name("comity") };
        let provider = SdkTracerProvider::builder().with_resource(resource.build()).with_batch_exporter(exporter).build();
        COLLECTED.store(true, Ordering::Relaxed);
        Ok(Self(provider))
    }

    /// What takes down the spans of this server, however little is logged.
    pub(super) fn layer<S: tracing::Subscriber + for<'s> LookupSpan<'s>>(&self) -> impl Layer<S> + use<S> {
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.tracer("comity"));
        // Spans alone: what events say is for the log of whoever runs the server.
        layer.with_filter(filter_fn(|meta| meta.is_span() && meta.target().starts_with("comity_serve")).with_max_level_hint(LevelFilter::DEBUG))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        COLLECTED.store(false, Ordering::Relaxed);
        if let Err(error) = self.0.shutdown_with_timeout(LAST) {
            tracing::warn!("the last traces could not be delivered: {error}");
        }
    }
}

/// Lets the span of a request go on with the trace that its headers name.
pub fn follow(span: &Span, headers: &HeaderMap) {
    if COLLECTED.load(Ordering::Relaxed) && headers.contains_key("traceparent") {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        let _ = span.set_parent(parent); // fails where spans are not collected any more
    }
}

/// The way to the collector, by the one client of HTTP that the server has.
#[derive(Debug)]
struct Client(ureq::Agent);

impl Client {
    fn new() -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = ureq::Agent::config_builder().tls_config(tls).timeout_global(Some(PATIENCE)).max_redirects(0).http_status_as_error(false).build();
        Self(config.into())
    }
}

#[async_trait]
impl HttpClient for Client {
    /// Blocks: spans are delivered by a thread of their own, which has nothing else to do.
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let mut answer = self.0.run(Request::from_parts(head, body.to_vec()))?;
        let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec()?;
        let mut response = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        Ok(response.body(body.into())?)
    }
}
