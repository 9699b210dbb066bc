//! Requests that may be sent again: with an `Idempotency-Key`, what was made once is not made twice, and the first answer is given again.

use std::future::Future;

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_store::{Claim, DeterminationId, Remembered};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::{
    access::Caller,
    problem::{Kind, Problem},
};

/// The header with the key.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// For how long a request that holds a key may be under way before another one takes it over.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// What is made once.
pub struct Made {
    /// The status of the answer.
    pub status: StatusCode,
    /// Its media type.
    pub media: &'static str,
    /// Its body.
    pub body: Vec<u8>,
    /// Where what was made stands.
    pub location: Option<String>,
}

/// A new id, of the same bytes for every kind of thing.
pub type Fresh = uuid::Uuid;

/// Does `make` once for each key; without a key, each time. `make` gets the id of what is made: the same one when a request is repeated.
///
/// # Errors
/// When the key belongs to another request or to one that is under way, or with what `make` gives.
pub async fn once<F, T>(caller: &Caller, headers: &HeaderMap, what: &str, body: &[u8], make: F) -> Result<Response, Problem>
where
    F: FnOnce(Fresh) -> T,
    T: Future<Output = Result<Made, Problem>>,
{
    let now = Timestamp::now();
    let Some(key) = headers.get(&KEY) else {
        return Ok(answer(make(DeterminationId::at(now)?.uuid()).await?));
    };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= 200);
    let key = key.ok_or_else(|| Problem::new(Kind::Parameter, "an idempotency key has 1 to 200 plain characters"))?;
    let mut digest = Sha256::new();
    digest.update(what);
    digest.update([0]);
    digest.update(caller.actor.to_string());
    digest.update([0]);
    digest.update(body);
    match caller.office.claim(key, digest.finalize().into(), now, LEASE).await? {
        Claim::Done(before) => Ok(again(before)),
        Claim::Busy => Err(Problem::new(Kind::Key, "a request with this key is under way")),
        Claim::Misused => Err(Problem::new(Kind::Key, "this key was used for another request")),
        Claim::Yours(id) => match make(id).await {
            Ok(made) => {
                let answer_once = Remembered { status: made.status.as_u16(), media: made.media.to_owned(), body: made.body.clone() };
                caller.office.remember(key, answer_once).await?;
                Ok(answer(made))
            }
            Err(problem) => {
                caller.office.give_up(key).await?;
                Err(problem)
            }
        },
    }
}

fn answer(made: Made) -> Response {
    let mut response = (made.status, [(header::CONTENT_TYPE, made.media)], made.body).into_response();
    if let Some(location) = made.location.and_then(|location| location.parse().ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn again(before: Remembered) -> Response {
    let status = StatusCode::from_u16(before.status).unwrap_or(StatusCode::OK);
    let mut response = (status, before.body).into_response();
    if let Ok(media) = before.media.parse() {
        response.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    response
}
