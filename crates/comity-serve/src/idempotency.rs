//! Requests that may be sent again: with an `Idempotency-Key`, what was made once is not made twice, and the first answer is given again.

use std::future::Future;

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_store::{Claim, DeterminationId, Remembered, StoreError};
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
}

/// A new id, of the same bytes for every kind of thing.
pub type Fresh = uuid::Uuid;

/// Does `make` once for each key; without a key, each time. `make` gets the id of what is made, and `place` says where that stands: the same when a
/// request is repeated. A request whose answer was lost is made again under the same id: `make` finds what is there ([`or_there`]).
///
/// # Errors
/// When the key belongs to another request or to one that is under way, or with what `make` gives.
pub async fn once<F, T>(caller: &Caller, headers: &HeaderMap, what: &str, body: &[u8], place: impl Fn(Fresh) -> String, make: F) -> Result<Response, Problem>
where
    F: FnOnce(Fresh) -> T,
    T: Future<Output = Result<Made, Problem>>,
{
    let now = Timestamp::now();
    let Some(key) = headers.get(&KEY) else {
        let id = DeterminationId::at(now)?.uuid();
        let Made { status, media, body } = make(id).await?;
        return Ok(answer(status, media, body, &place(id)));
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
        Claim::Done(id, before) => Ok(answer(StatusCode::from_u16(before.status).unwrap_or(StatusCode::OK), &before.media, before.body, &place(id))),
        Claim::Busy => Err(Problem::new(Kind::Key, "a request with this key is under way")),
        Claim::Misused => Err(Problem::new(Kind::Key, "this key was used for another request")),
        Claim::Yours(id) => match make(id).await {
            Ok(Made { status, media, body }) => {
                caller.office.remember(key, Remembered { status: status.as_u16(), media: media.to_owned(), body: body.clone() }).await?;
                Ok(answer(status, media, body, &place(id)))
            }
            Err(problem) => {
                caller.office.give_up(key).await?;
                Err(problem)
            }
        },
    }
}

/// What was to be made; or, where something is under its id already, what is there: this very request made it, and its answer was lost.
///
/// # Errors
/// When it could not be made for another reason, or what is there cannot be read.
pub async fn or_there<T>(made: Result<T, StoreError>, there: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    match made {
        Err(exists @ StoreError::Exists { .. }) => match there.await {
            // Something else is in the way, such as another item of this name.
            Err(StoreError::NotFound { .. }) => Err(exists),
            found => found,
        },
        made => made,
    }
}

fn answer(status: StatusCode, media: &str, body: Vec<u8>, place: &str) -> Response {
    let mut response = (status, body).into_response();
    let mut put = |name, value: &str| {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, media);
    put(header::LOCATION, place);
    response
}
