//! How often a token may ask: so many times in each minute.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use comity_store::TokenId;

/// Over which time requests are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// Tokens that are counted; more only where thousands ask within a minute.
const MOST: usize = 100_000;

/// Requests of each token in the minute under way.
pub struct Rates {
    limit: u64,
    counts: Mutex<HashMap<TokenId, (Instant, u64)>>,
}

/// What a request left of its token's minute.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    limit: u64,
    count: u64,
    reset: u64,
}

impl Rates {
    /// So many requests a minute for each token.
    pub fn new(limit: u64) -> Self {
        Self { limit, counts: Mutex::default() }
    }

    /// Counts a request.
    pub fn spend(&self, token: TokenId) -> Spent {
        let now = Instant::now();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, (start, _)| now.duration_since(*start) < WINDOW);
        }
        let (start, count) = counts.entry(token).or_insert((now, 0));
        if now.duration_since(*start) >= WINDOW {
            (*start, *count) = (now, 0);
        }
        *count += 1;
        let left = WINDOW.saturating_sub(now.duration_since(*start));
        Spent { limit: self.limit, count: *count, reset: left.as_secs() + 1 }
    }
}

impl Spent {
    /// Whether the request was within the limit.
    pub fn is_allowed(self) -> bool {
        self.count <= self.limit
    }

    /// Seconds until the next minute begins.
    pub fn reset(self) -> HeaderValue {
        self.reset.into()
    }

    /// Says so in an answer.
    pub fn tell(self, mut response: Response) -> Response {
        let fields = [("ratelimit-limit", self.limit), ("ratelimit-remaining", self.limit.saturating_sub(self.count)), ("ratelimit-reset", self.reset)];
        for (name, number) in fields {
            response.headers_mut().insert(HeaderName::from_static(name), number.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use comity_store::TokenId;
    use jiff::Timestamp;

    use super::Rates;

    #[test]
    fn each_token_has_a_minute_of_its_own() {
        let rates = Rates::new(2);
        let (one, other) = (TokenId::from_parts(Timestamp::UNIX_EPOCH, [1; 8]), TokenId::from_parts(Timestamp::UNIX_EPOCH, [2; 8]));
        assert!(rates.spend(one).is_allowed() && rates.spend(one).is_allowed());
        assert!(!rates.spend(one).is_allowed());
        assert!(rates.spend(other).is_allowed());
    }
}
