//! Names of stored things: UUIDs in the order of time.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use uuid::Uuid;

use crate::database::Value;
use crate::error::{Result, StoreError};

/// A version 7 UUID (RFC 9562, section 5.7) of a moment, with 62 bits of chance.
///
/// The twelve bits after the milliseconds are their fraction (section 6.2, method 3), so that ids a microsecond apart are in order.
fn of_moment(at: Timestamp, chance: [u8; 8]) -> Uuid {
    let nanos = at.as_nanosecond().max(0);
    let millis = u64::try_from(nanos / 1_000_000).unwrap_or(u64::MAX);
    let fraction = (nanos % 1_000_000) * 4096 / 1_000_000;
    let [_, _, time @ ..] = millis.to_be_bytes();
    let [_, high, low] = [0, (fraction >> 8) as u8, (fraction & 0xff) as u8];
    let mut random = [0; 10];
    random[0] = high;
    random[1] = low;
    random[2..].copy_from_slice(&chance);
    let millis = time.iter().fold(0, |sum, &byte| (sum << 8) | u64::from(byte));
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Bytes that nobody can foresee, from the operating system.
pub(crate) fn chance<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::unavailable(format!("the operating system gives no random numbers: {error}")))?;
    Ok(bytes)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal;)*) => { $(
        $(#[$doc])*
        ///
        /// A UUID in lower case with hyphens; the ids of later things are greater.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id of this moment.
            ///
            /// # Errors
            /// Where the operating system gives no random numbers.
            pub fn at(at: Timestamp) -> Result<Self> {
                Ok(Self::from_parts(at, chance()?))
            }

            /// The id of a moment and given chance, of which 62 bits are used.
            #[must_use]
            pub fn from_parts(at: Timestamp, chance: [u8; 8]) -> Self {
                Self(of_moment(at, chance))
            }

            /// The id that a UUID is.
            #[must_use]
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// As a UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            #[allow(dead_code, reason = "not every kind of id chooses a writer")]
            pub(crate) const fn lane(self) -> u128 {
                // The last bits are chance: organisations spread over the writers.
                self.0.as_u128() & 0xffff_ffff
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = StoreError;

            fn from_str(text: &str) -> Result<Self> {
                Uuid::try_parse(text).map(Self).map_err(|error| StoreError::invalid(concat!("id of a ", $kind), error))
            }
        }

        impl From<$name> for Value {
            fn from(id: $name) -> Self {
                Self::Text(Some(id.to_string()))
            }
        }

        impl From<Option<$name>> for Value {
            fn from(id: Option<$name>) -> Self {
                Self::Text(id.map(|id| id.to_string()))
            }
        }
    )* };
}

ids! {
    /// An organisation.
    OrganisationId, "organisation";
    /// A person who signs in.
    UserId, "user";
    /// A token of the API.
    TokenId, "token";
    /// A determination.
    DeterminationId, "determination";
    /// A job.
    JobId, "job";
    /// A party.
    PartyId, "party";
    /// An item of the catalogue.
    ItemId, "item";
    /// A classification of an item.
    ClassificationId, "classification";
    /// A webhook.
    WebhookId, "webhook";
    /// One delivery to a webhook.
    DeliveryId, "delivery";
    /// A try to sign in.
    TryId, "try to sign in";
}

#[cfg(test)]
mod tests {
    use super::DeterminationId;
    use jiff::Timestamp;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn later_ids_are_greater_and_all_read_back(micros in 0..4_000_000_000_000_000_i64, ahead in 1..1_000_000_i64, a: [u8; 8], b: [u8; 8]) {
            let at = |micros| Timestamp::from_microsecond(micros).unwrap();
            let (one, two) = (DeterminationId::from_parts(at(micros), a), DeterminationId::from_parts(at(micros + ahead), b));
            prop_assert!(one < two && one.to_string() < two.to_string());
            prop_assert_eq!(one.to_string().parse::<DeterminationId>().unwrap(), one);
            prop_assert_eq!(one.uuid().get_version_num(), 7);
        }
    }
}
