//! Tokens that were looked up a moment ago: asking the store for each of ten thousand questions a second would cost more than the answers.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use comity_store::{Bearer, Secret, TokenId, UserId};
use jiff::{SignedDuration, Timestamp};

/// For how long a token that held counts as holding: a token that is revoked elsewhere ends that much later.
const TRUSTED: SignedDuration = SignedDuration::from_secs(5);
/// Tokens that are remembered.
const MOST: usize = 10_000;

/// Tokens by the digest of their secret, with the time until which they are trusted.
#[derive(Default)]
pub struct Known(RwLock<Trusted>);

#[derive(Default)]
struct Trusted {
    tokens: HashMap<[u8; 32], (Timestamp, Bearer)>,
    /// Counts what was forgotten: what was being looked up meanwhile may hold no more, and is not remembered.
    forgotten: u64,
}

impl Known {
    /// Whose token it is, where it was looked up a moment ago; else the count to give back to [`keep`](Self::keep).
    ///
    /// # Errors
    /// The count, which is no failure.
    pub fn get(&self, secret: &Secret, now: Timestamp) -> Result<Bearer, u64> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.tokens.get(&secret.digest()).filter(|(until, bearer)| now < *until && now < bearer.token.expires);
        found.map(|(_, bearer)| bearer.clone()).ok_or(known.forgotten)
    }

    /// Remembers a token that holds, unless something was forgotten while it was looked up.
    pub fn keep(&self, secret: &Secret, bearer: Bearer, now: Timestamp, forgotten: u64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.forgotten != forgotten {
            return;
        }
        if known.tokens.len() >= MOST {
            known.tokens.clear();
        }
        known.tokens.insert(secret.digest(), (now + TRUSTED, bearer));
    }

    /// Forgets a token that was revoked here.
    pub fn forget(&self, token: TokenId) {
        self.forget_where(|bearer| bearer.token.id == token);
    }

    /// Forgets the tokens of somebody whose role, membership or account was changed here.
    pub fn forget_user(&self, user: UserId) {
        self.forget_where(|bearer| bearer.token.user == user);
    }

    fn forget_where(&self, is_meant: impl Fn(&Bearer) -> bool) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.tokens.retain(|_, (_, bearer)| !is_meant(bearer));
        known.forgotten += 1;
    }
}

#[cfg(test)]
mod tests {
    use comity_store::{OrganisationId, Role, Scope, Token};

    use super::*;

    #[test]
    fn whose_role_changed_is_looked_up_again() {
        let (known, secret, now) = (Known::default(), Secret::generate().unwrap(), Timestamp::now());
        let (id, user) = (TokenId::at(now).unwrap(), UserId::at(now).unwrap());
        let expires = now + SignedDuration::from_hours(1);
        let token = Token { id, user, name: "test".into(), scopes: vec![Scope::Read], created: now, expires, last_used: None, revoked: None };
        let bearer = Bearer { organisation: OrganisationId::at(now).unwrap(), role: Role::Analyst, token };
        let before = known.get(&secret, now).unwrap_err();
        known.keep(&secret, bearer.clone(), now, before);
        assert_eq!(known.get(&secret, now), Ok(bearer.clone()));
        known.forget_user(user);
        let after = known.get(&secret, now).unwrap_err();
        // What was looked up before the change does not come back by a slower look.
        known.keep(&secret, bearer.clone(), now, before);
        assert_eq!(known.get(&secret, now), Err(after));
        known.keep(&secret, bearer.clone(), now, after);
        assert_eq!(known.get(&secret, now), Ok(bearer));
        assert!(known.get(&secret, now + TRUSTED).is_err());
    }
}
