//! Passwords: argon2id, at the cost that OWASP asks for.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{Result, StoreError};

/// OWASP, Password Storage Cheat Sheet: argon2id with at least 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// OWASP ASVS 5.0, 6.2.1 and 6.2.9: at least 8 characters (15 recommended), and at least 64 of them permitted. The upper limit keeps the work bounded.
const SHORTEST: usize = 8;
const LONGEST: usize = 1024;

/// A password for somebody who is to choose their own: 128 bits from the operating system, as eight words of four hexadecimal digits.
pub(crate) fn first() -> Result<String> {
    let bits: [u8; 16] = crate::id::chance()?;
    let words: Vec<String> = bits.chunks(2).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    Ok(words.join("-"))
}

/// Hashes passwords, a few at a time: each takes 19 MiB.
pub(crate) struct Hasher {
    at_once: Arc<Semaphore>,
    nobody: OnceLock<String>,
}

impl Default for Hasher {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { at_once: Arc::new(Semaphore::new(cores)), nobody: OnceLock::new() }
    }
}

/// What came of a password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Wrong,
    Right,
    /// Right, and hashed at another cost than today's: this is its hash at today's.
    Upgraded(String),
}

impl Hasher {
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        let length = password.chars().count();
        if length < SHORTEST || password.len() > LONGEST {
            return Err(StoreError::invalid("password", format!("give at least {SHORTEST} characters, and at most {LONGEST} bytes")));
        }
        let password = password.to_owned();
        self.work(move || hash(&password)).await
    }

    /// Holds a password against a hash. Without one, the same work is done in vain: how long it takes does not tell who has an account.
    pub(crate) async fn check(&self, password: &str, stored: Option<String>) -> Result<Check> {
        let nobody = match self.nobody.get() {
            Some(nobody) => nobody.clone(),
            None => {
                let made = self.work(|| hash("nobody's password")).await?;
                self.nobody.get_or_init(|| made).clone()
            }
        };
        if password.len() > LONGEST {
            return Ok(Check::Wrong);
        }
        let password = password.to_owned();
        self.work(move || check(&password, stored.as_deref(), &nobody)).await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let stopped = |_| StoreError::unavailable("hashing was stopped");
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(|_| StoreError::unavailable("hashing was stopped"))?;
        let hashing = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when whoever asked for it goes away: the work goes on then.
            let _turn = turn;
            work()
        });
        hashing.await.map_err(stopped)?
    }
}

fn today() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| StoreError::invalid("cost of a password", error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String> {
    let salt: [u8; 16] = crate::id::chance()?;
    let hash = today()?.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| StoreError::invalid("password", error))
}

fn check(password: &str, stored: Option<&str>, nobody: &str) -> Result<Check> {
    let damaged = |error| StoreError::damaged("a password's hash", error);
    let parsed = PasswordHash::new(stored.unwrap_or(nobody)).map_err(|error| damaged(error.to_string()))?;
    // Verifies at the cost that the hash names.
    let right = today()?.verify_password(password.as_bytes(), &parsed).is_ok();
    match (stored, right) {
        (None, _) | (_, false) => Ok(Check::Wrong),
        (Some(_), true) if is_of_today(&parsed) => Ok(Check::Right),
        (Some(_), true) => hash(password).map(Check::Upgraded),
    }
}

fn is_of_today(hash: &PasswordHash) -> bool {
    let cost = Params::try_from(hash).ok();
    let same = |cost: &Params| (cost.m_cost(), cost.t_cost(), cost.p_cost()) == (MEMORY_KIB, PASSES, LANES);
    hash.algorithm.as_str() == "argon2id" && cost.as_ref().is_some_and(same)
}

#[cfg(test)]
mod tests {
    use super::{Arc, Argon2, Check, Hasher, OnceLock, Params, PasswordHash, Semaphore, is_of_today};
    use argon2::password_hash::PasswordHasher as _;

    #[tokio::test]
    async fn only_the_right_password_passes_and_nobody_has_none() {
        let hasher = Hasher::default();
        let hash = hasher.hash("correct horse").await.unwrap();
        assert_eq!(hasher.check("correct horse", Some(hash.clone())).await.unwrap(), Check::Right);
        assert_eq!(hasher.check("correct house", Some(hash)).await.unwrap(), Check::Wrong);
        assert_eq!(hasher.check("nobody's password", None).await.unwrap(), Check::Wrong);
        assert!(hasher.hash("short").await.is_err());
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_holds_its_turn_until_it_ends() {
        let hasher = Hasher { at_once: Arc::new(Semaphore::new(1)), nobody: OnceLock::new() };
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (go_on, waits) = std::sync::mpsc::channel::<()>();
        let asker = hasher.work(move || {
            begun.send(()).unwrap();
            waits.recv().unwrap();
            Ok(())
        });
        tokio::select! {
            _ = asker => panic!("it ended before it was let go on"),
            started = begins => started.unwrap(),
        }
        // The asker is gone with the branch that was not taken, and the work is still under way.
        assert_eq!(hasher.at_once.available_permits(), 0);
        go_on.send(()).unwrap();
        hasher.work(|| Ok(())).await.unwrap();
    }

    #[tokio::test]
    async fn a_hash_of_a_lower_cost_is_made_anew() {
        let cheap = Argon2::from(Params::new(8 * 1024, 1, 1, None).unwrap());
        let old = cheap.hash_password_with_salt(b"correct horse", b"0123456789abcdef").unwrap().to_string();
        let hasher = Hasher::default();
        let Check::Upgraded(new) = hasher.check("correct horse", Some(old)).await.unwrap() else { panic!("not upgraded") };
        assert!(is_of_today(&PasswordHash::new(&new).unwrap()));
        assert_eq!(hasher.check("correct horse", Some(new)).await.unwrap(), Check::Right);
    }
}
