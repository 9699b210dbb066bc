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

/// More names than a form may have. What is left out could decide, so none of it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl From<TooMany> for NoPage {
    fn from(_: TooMany) -> Self {
        Self::Problem(Problem::new(Kind::Input, "a form has no more than 4096 fields: nothing of this one was used"))
    }
}

impl FromIterator<(String, String)> for Sent {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl Sent {
    /// Reads `name=value&name=value`.
    ///
    /// # Errors
    /// Where there are more names than a form may have.
    pub fn read(bytes: &[u8]) -> Result<Self, TooMany> {
        let all: Self = form_urlencoded::parse(bytes).take(MOST + 1).map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n"))).collect();
        if all.0.len() > MOST { Err(TooMany) } else { Ok(all) }
    }

    /// Nothing.
    pub const fn nothing() -> Self {
        Self(Vec::new())
    }

    /// Names and values that came in another form.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
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
        let numbers = self.0.iter().filter_map(|(name, _)| number(name, kind)?.parse::<usize>().ok());
        numbers.filter(|number| *number < most).max().map_or(0, |last| last + 1)
    }

    /// Whether a numbered group from `most` on says something.
    pub fn goes_past(&self, kind: &str, most: usize) -> bool {
        // A number too long to be read is past all others.
        let is_past = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse::<usize>().map_or(!number.is_empty(), |one| one >= most);
        self.iter().any(|(name, value)| !value.is_empty() && number(name, kind).is_some_and(is_past))
    }
}

/// The number of a field's group, as it is written.
fn number<'n>(name: &'n str, kind: &str) -> Option<&'n str> {
    name.strip_prefix(kind)?.strip_prefix('.')?.split('.').next()
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
        Ok(Self(Sent::read(&bytes)?))
    }
}

/// What a link sends.
pub struct Linked(pub Sent);

impl<S: Send + Sync> FromRequestParts<S> for Linked {
    type Rejection = NoPage;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoPage> {
        Ok(Self(Sent::read(parts.uri.query().unwrap_or_default().as_bytes())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_name_counts() {
        let sent = Sent::read(b"a=1&b=%20x+y%20&a=2").unwrap();
        assert_eq!((sent.get("a"), sent.get("b"), sent.get("c")), ("2", "x y", ""));
        assert_eq!((sent.exactly("a"), sent.exactly("b"), sent.exactly("c")), ("2", " x y ", ""));
    }

    #[test]
    fn groups_are_counted_up_to_the_last_that_is_allowed() {
        let sent = Sent::read(b"item.0.hs=1&item.3.hs=2&item.99999999999999999999999.hs=3&item.x.hs=4&party.0.name=A&party.20.name=").unwrap();
        assert_eq!((sent.groups("item", 20), sent.groups("party", 20), sent.groups("owner", 20)), (4, 1, 0));
        assert!(sent.goes_past("item", 20), "what is left out is told");
        assert!(!sent.goes_past("party", 20), "an empty row says nothing");
        assert!(Sent::read(b"item.20.hs=1").unwrap().goes_past("item", 20) && !Sent::read(b"item.19.hs=1").unwrap().goes_past("item", 20));
    }

    #[test]
    fn a_form_with_too_many_fields_is_not_used_in_part() {
        assert_eq!(Sent::read("a=1&".repeat(MOST).as_bytes()).map(|sent| sent.iter().count()), Ok(MOST));
        assert_eq!(Sent::read("a=1&".repeat(MOST + 1).as_bytes()), Err(TooMany));
    }
}
