//! Entity tags: an answer that is known already is not sent again (RFC 9110, section 13).

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_edge::lists::store::digest;

/// A strong tag of bytes.
pub fn of(bytes: &[u8]) -> String {
    let digest = digest(bytes);
    format!("\"{}\"", digest.trim_start_matches("sha256:").get(..32).unwrap_or_default())
}

/// Whether the asker says that it knows the state of this tag.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// Bytes with their tag; only the tag where the asker knows them.
pub fn answer(headers: &HeaderMap, form: &'static str, bytes: Vec<u8>) -> Response {
    let tag = of(&bytes);
    let known = is_known(headers, &tag);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { ([(header::CONTENT_TYPE, form)], Body::from(bytes)).into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
