//! Addresses of pages, written so that every name in them survives.

use std::fmt::Write as _;

/// A path with parameters; those that are empty are left out.
pub fn with<'a>(path: &str, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.into_iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.into() } else { format!("{path}?{query}") }
}

/// The page of a provision, `list:code`.
pub fn provision(provision: &str) -> String {
    format!("/law/provisions/{}", escaped(provision))
}

/// The page of a list.
pub fn list(list: &str) -> String {
    format!("/law/lists/{}", escaped(list))
}

/// The page of a list over time.
pub fn editions(list: &str) -> String {
    format!("/compare/editions/{}", escaped(list))
}

/// The page of a pair of provisions.
pub fn pair(a: &str, b: &str) -> String {
    with("/compare/pair", [("a", a), ("b", b)])
}

/// A part of a path: letters, figures, and what names of lists and provisions are made of, as they are; the rest by its bytes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/:.-_~".contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_in_addresses() {
        assert_eq!(provision("xx/list:1A001.a"), "/law/provisions/xx/list:1A001.a");
        assert_eq!(provision("a b?#ä"), "/law/provisions/a%20b%3F%23%C3%A4");
        assert_eq!(with("/ship", [("from", "AA"), ("to", ""), ("what", "1 & 2")]), "/ship?from=AA&what=1+%26+2");
        assert_eq!(with("/ship", []), "/ship");
    }
}
