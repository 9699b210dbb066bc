//! Secrets that are shown once: 256 bits from the operating system, of which the store keeps the SHA-256 only.
//!
//! A digest without salt or work is enough here: nobody tries 2^256 secrets. The text carries a checksum, so that a mistyped or cut
//! secret is refused without asking the database.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::error::{Result, StoreError};
use crate::id::chance;

const BYTES: usize = 32;
const CHECK: usize = 4;

/// A secret with a prefix that says what it is for: `cmt_` and 72 hexadecimal digits for a token.
///
/// ```
/// use comity_store::Secret;
///
/// let secret = Secret::generate()?;
/// let shown = secret.reveal();
/// assert!(shown.starts_with("cmt_") && shown.len() == 76);
/// assert_eq!(shown.parse::<Secret>()?.digest(), secret.digest());
/// # Ok::<(), comity_store::StoreError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; BYTES]);

impl Secret {
    /// What the text of a secret begins with.
    pub const PREFIX: &'static str = "cmt_";

    /// A new one.
    ///
    /// # Errors
    /// Where the operating system gives no random numbers.
    pub fn generate() -> Result<Self> {
        Ok(Self(chance()?))
    }

    /// Its text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut text = Self::PREFIX.to_owned();
        for byte in self.0.iter().chain(&self.check()) {
            text.push_str(&format!("{byte:02x}"));
        }
        text
    }

    /// What the store keeps of it.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    fn check(&self) -> [u8; CHECK] {
        let mut hash = Sha256::new();
        hash.update(Self::PREFIX);
        hash.update(self.0);
        let digest: [u8; 32] = hash.finalize().into();
        let [a, b, c, d, ..] = digest;
        [a, b, c, d]
    }
}

/// Shows nothing of it.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl FromStr for Secret {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = |why: &str| StoreError::invalid("token", why);
        let digits = text.strip_prefix(Self::PREFIX).ok_or_else(|| wrong("it does not begin with `cmt_`"))?;
        if digits.len() != 2 * (BYTES + CHECK) {
            return Err(wrong("it is too short or too long; copy it whole"));
        }
        let mut bytes = [0; BYTES + CHECK];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
            let (Some(high), Some(low)) = (pair.first().and_then(|&d| value(d)), pair.last().and_then(|&d| value(d))) else {
                return Err(wrong("it contains what is no hexadecimal digit"));
            };
            *byte = high << 4 | low;
        }
        let (mut secret, mut check) = (Self([0; BYTES]), [0; CHECK]);
        secret.0.iter_mut().chain(&mut check).zip(bytes).for_each(|(to, from)| *to = from);
        if secret.check() == check { Ok(secret) } else { Err(wrong("its checksum does not hold; it was mistyped")) }
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_secret_reads_back_and_one_wrong_digit_is_refused(bytes: [u8; 32], place in 4..76_usize, other in "[0-9a-f]") {
            let secret = Secret(bytes);
            let text = secret.reveal();
            prop_assert_eq!(&text.parse::<Secret>().unwrap(), &secret);
            let mut typo = text.clone();
            typo.replace_range(place..=place, &other);
            prop_assert_eq!(typo.parse::<Secret>().is_ok(), typo == text);
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_without_panic() {
        for text in ["", "cmt_", "cmt_00", &"cmt_zz".repeat(20), &format!("cmt_{}", "é".repeat(36)), &"a".repeat(76)] {
            assert!(text.parse::<Secret>().is_err(), "{text:?}");
        }
        assert_eq!(format!("{:?}", Secret([7; 32])), "Secret(..)");
    }
}
