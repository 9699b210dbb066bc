//! What a form or a link sends: names with values, in their order.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, request::Parts},
};

use super::page::NoPage;
use crate::problem::{Kind, Problem};

/// Names with values. A name may come more than once; the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent(Vec<(String, String)>);

/// Names and values of one form, at most: a form of ours has some dozens.
const MOST: usize = 4096;

impl Sent {
    /// Reads `name=value&name=value`.
    pub fn read(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).take(MOST).map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n"))).collect())
    }

    /// The value of a name, without space around it; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a name to the letter: a password may begin and end as it likes.
    pub fn exactly(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All that was sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.trim()))
    }

    /// How many numbered groups of fields there are, `item.0.…` and `item.1.…` being two; no more than `most`.
    pub fn groups(&self, kind: &str, most: usize) -> usize {
        let numbers = self.0.iter().filter_map(|(name, _)| name.strip_prefix(kind)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok());
        numbers.filter(|number| *number < most).max().map_or(0, |last| last + 1)
    }
}

/// What a form sends.
pub struct Posted(pub Sent);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = NoPage;

    async fn from_request(request: Request, state: &S) -> Result<Self, NoPage> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            let kind = if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Kind::TooLarge } else { Kind::CutOff };
            NoPage::Problem(Problem::new(kind, error.body_text()))
        })?;
        Ok(Self(Sent::read(&bytes)))
    }
}

/// What a link sends.
pub struct Linked(pub Sent);

impl<S: Send + Sync> FromRequestParts<S> for Linked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Sent::read(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_name_counts() {
        let sent = Sent::read(b"a=1&b=%20x+y%20&a=2");
        assert_eq!((sent.get("a"), sent.get("b"), sent.get("c")), ("2", "x y", ""));
        assert_eq!((sent.exactly("a"), sent.exactly("b"), sent.exactly("c")), ("2", " x y ", ""));
    }

    #[test]
    fn groups_are_counted_up_to_the_last_that_is_allowed() {
        let sent = Sent::read(b"item.0.hs=1&item.3.hs=2&item.99999999999.hs=3&item.x.hs=4&party.0.name=A");
        assert_eq!((sent.groups("item", 20), sent.groups("party", 20), sent.groups("owner", 20)), (4, 1, 0));
    }
}
