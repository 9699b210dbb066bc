//! One official text over HTTP: bounded in time and size.

use std::{
    io::{self, Read},
    time::Duration,
};

use comity_read::whole::LARGEST;
use indicatif::{ProgressBar, ProgressStyle};
use ureq::{
    Agent,
    http::{HeaderMap, header},
};

use super::error::FetchError;

/// Longest time to reach a server, within the time for everything.
const CONNECT: Duration = Duration::from_secs(20);

/// What a server answered.
pub enum Answer {
    /// The state that the validators name is still the current one.
    NotModified,
    /// The whole text.
    Text { bytes: Vec<u8>, validators: Validators },
}

/// By what a server knows a state again (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// Asks for `address`, and only for what differs from `known` where that is given.
pub fn get(address: &str, known: &Validators, within: Duration) -> Result<Answer, FetchError> {
    let config = Agent::config_builder()
        .timeout_global(Some(within))
        .timeout_connect(Some(CONNECT.min(within)))
        .http_status_as_error(false)
        // What was to come over a sealed line must not be redirected to an open one.
        .https_only(address.starts_with("https://"))
        .max_redirects(5)
        // In the form by which robots name themselves: some official servers answer a bare name with status 406.
        .user_agent(concat!("Mozilla/5.0 (compatible; comity/", env!("CARGO_PKG_VERSION"), ")"))
        .build();
    let mut request = Agent::new_with_config(config).get(address);
    for (name, value) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let failed = |error: ureq::Error| match error {
        ureq::Error::Timeout(_) => FetchError::Timeout { address: address.to_owned(), after: within },
        cause => FetchError::Unreachable { address: address.to_owned(), cause: Box::new(cause) },
    };
    let mut response = request.call().map_err(failed)?;
    let asked_for_changes = known.etag.is_some() || known.last_modified.is_some();
    match response.status().as_u16() {
        200 => {}
        304 if asked_for_changes => return Ok(Answer::NotModified),
        status => return Err(FetchError::Status { address: address.to_owned(), status, help: help(status) }),
    }
    let validators = Validators { etag: text_of(response.headers(), header::ETAG), last_modified: text_of(response.headers(), header::LAST_MODIFIED) };
    let length = response.body().content_length();
    let too_large = || FetchError::TooLarge { address: address.to_owned(), limit: LARGEST };
    if length.is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    let bar = progress(length);
    let mut bytes = Vec::new();
    let read = bar.wrap_read(response.body_mut().as_reader()).take(LARGEST + 1).read_to_end(&mut bytes);
    bar.finish_and_clear();
    read.map_err(|cause| broken(address, bytes.len(), cause, within))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    Ok(Answer::Text { bytes, validators })
}

fn help(status: u16) -> &'static str {
    match status {
        404 | 410 => "this edition is not published there (yet): name another with LIST@DATE, or give a downloaded file with --from FILE",
        429 | 500..=599 => "the server is busy or down: try again later",
        _ => "open the address in a browser; a file that it downloads can be given with --from FILE",
    }
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// Why a body could not be read to its end.
fn broken(address: &str, received: usize, cause: io::Error, within: Duration) -> FetchError {
    let address = address.to_owned();
    let late = cause.kind() == io::ErrorKind::TimedOut
        || cause.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()).is_some_and(|error| matches!(error, ureq::Error::Timeout(_)));
    if late { FetchError::Timeout { address, after: within } } else { FetchError::Interrupted { address, received, cause } }
}

/// Shows what has come, where standard error is a terminal.
fn progress(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), "{bytes} of {total_bytes} [{bar:30}] {bytes_per_sec}"),
        None => (ProgressBar::new_spinner(), "{bytes} {spinner} {bytes_per_sec}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
