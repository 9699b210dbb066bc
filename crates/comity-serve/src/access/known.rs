//! Tokens that were looked up a moment ago: asking the store for each of ten thousand questions a second would cost more than the answers.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use comity_store::{Bearer, Secret, TokenId};
use jiff::{SignedDuration, Timestamp};

/// For how long a token that held counts as holding: a token that is revoked elsewhere ends that much later.
const TRUSTED: SignedDuration = SignedDuration::from_secs(5);
/// Tokens that are remembered.
const MOST: usize = 10_000;

/// Tokens by the digest of their secret, with the time until which they are trusted.
#[derive(Default)]
pub struct Known(RwLock<HashMap<[u8; 32], (Timestamp, Bearer)>>);

impl Known {
    /// Whose token it is, where it was looked up a moment ago.
    pub fn get(&self, secret: &Secret, now: Timestamp) -> Option<Bearer> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (until, bearer) = known.get(&secret.digest())?;
        (now < *until && now < bearer.token.expires).then(|| bearer.clone())
    }

    /// Remembers a token that holds.
    pub fn keep(&self, secret: &Secret, bearer: Bearer, now: Timestamp) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(secret.digest(), (now + TRUSTED, bearer));
    }

    /// Forgets a token that was revoked here.
    pub fn forget(&self, token: TokenId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).retain(|_, (_, bearer)| bearer.token.id != token);
    }
}
