//! What a browser carries from the moment at which somebody leaves for the provider until they come back: sealed, and for ten minutes.
//!
//! The seal makes the flow one that this server began, so that nobody else can set another's nonce or page to go on to. Its key comes from the client
//! secret: all servers of one installation share it, and none of them has to remember anything.

use form_urlencoded::{Serializer, parse};
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The cookie of a flow.
pub const FLOW_COOKIE: &str = "__Host-comity-flow";
/// For how long a flow holds: time to type a password and a second factor at the provider.
pub const LASTS: SignedDuration = SignedDuration::from_mins(10);
/// Longest address to go on to, in bytes: browsers keep 4096 for a cookie (RFC 6265, section 6.1).
const LONGEST: usize = 1500;

/// Somebody on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// What the provider has to send back.
    pub state: String,
    /// What the provider has to write into its token.
    pub nonce: String,
    /// What proves to the provider that whoever brings the code is who asked for it.
    pub verifier: String,
    /// Where to go afterwards.
    pub next: String,
    /// Until when it holds.
    pub until: Timestamp,
}

/// What seals flows.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of a client with a secret.
    pub fn of(issuer: &str, client: &str, secret: &str) -> Self {
        let mut hash = Sha256::new();
        for part in ["comity sign-in flow 1", issuer, client, secret] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    fn seal(&self, text: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(text.as_bytes());
        Some(mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Flow {
    /// As the value of a cookie.
    pub fn sealed(&self, key: &Key) -> Option<String> {
        let next = if self.next.len() > LONGEST { "/" } else { &self.next };
        let until = self.until.as_second().to_string();
        let pairs = [("s", self.state.as_str()), ("n", &self.nonce), ("v", &self.verifier), ("to", next), ("until", &until)];
        let text = Serializer::new(String::new()).extend_pairs(pairs).finish();
        Some(format!("{}.{text}", key.seal(&text)?))
    }

    /// Reads the value of a cookie: none where it is not this server's, or is too old.
    pub fn open(sealed: &str, key: &Key, now: Timestamp) -> Option<Self> {
        let (seal, text) = sealed.split_once('.')?;
        if !bool::from(key.seal(text)?.as_bytes().ct_eq(seal.as_bytes())) {
            return None;
        }
        let get = |wanted: &str| parse(text.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
        let until = Timestamp::from_second(get("until")?.parse().ok()?).ok()?;
        (now < until).then_some(Self { state: get("s")?, nonce: get("n")?, verifier: get("v")?, next: get("to")?, until })
    }

    /// Whether the provider sent back what was sent to it.
    pub fn is_answered_by(&self, state: &str) -> bool {
        self.state.as_bytes().ct_eq(state.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{Flow, Key};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn key() -> Key {
        Key::of("https://id.example", "comity", "a secret")
    }

    fn flow(next: &str) -> Flow {
        Flow { state: "s".into(), nonce: "n".into(), verifier: "v".into(), next: next.into(), until: at(600) }
    }

    proptest! {
        #[test]
        fn a_flow_reads_back_and_one_changed_letter_spoils_it(next in "/\\PC{0,40}", place in 0..60_usize, letter in "[ -~]") {
            let sealed = flow(&next).sealed(&key()).unwrap();
            prop_assert!(sealed.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte)), "{sealed}");
            prop_assert_eq!(Flow::open(&sealed, &key(), at(599)), Some(flow(&next)));
            let mut changed = sealed.clone();
            changed.replace_range(place..=place, &letter);
            prop_assert_eq!(Flow::open(&changed, &key(), at(599)).is_some(), changed == sealed);
        }

        #[test]
        fn what_is_no_flow_is_none(text in "\\PC{0,80}") {
            prop_assert_eq!(Flow::open(&text, &key(), at(0)), None);
        }
    }

    #[test]
    fn a_flow_ends_and_belongs_to_one_client() {
        let sealed = flow("/records").sealed(&key()).unwrap();
        assert!(Flow::open(&sealed, &key(), at(599)).is_some());
        assert_eq!(Flow::open(&sealed, &key(), at(600)), None, "too old");
        for (issuer, client, secret) in
            [("https://id.example", "comity", "other"), ("https://id.example", "other", "a secret"), ("https://x.example", "comity", "a secret")]
        {
            assert_eq!(Flow::open(&sealed, &Key::of(issuer, client, secret), at(0)), None);
        }
    }

    #[test]
    fn an_address_too_long_for_a_cookie_is_left_out() {
        let sealed = flow(&format!("/ship?what={}", "a".repeat(9000))).sealed(&key()).unwrap();
        assert!(sealed.len() < 4000);
        assert_eq!(Flow::open(&sealed, &key(), at(0)).unwrap().next, "/");
    }

    #[test]
    fn only_the_state_that_was_sent_answers() {
        assert!(flow("/").is_answered_by("s"));
        assert!(!flow("/").is_answered_by("") && !flow("/").is_answered_by("t") && !flow("/").is_answered_by("ss"));
    }
}
