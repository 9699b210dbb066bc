//! The United Kingdom's sanctions lists.

pub(super) mod table;
pub(super) mod xml;

use comity_screen::record::Kind;

use super::gather::join;

/// The kind of party that the list's word means.
fn kind(word: &str) -> Kind {
    match word.to_lowercase().as_str() {
        "individual" => Kind::Person,
        "entity" => Kind::Entity,
        "ship" => Kind::Vessel,
        _ => Kind::Unknown,
    }
}

/// Whether an alias is of low quality, in the words of either list.
fn is_weak(quality: Option<&str>) -> bool {
    quality.is_some_and(|quality| quality.to_lowercase().starts_with("low") || quality.to_lowercase().starts_with("weak"))
}

/// A name from its parts: first names in parts 1 to 5, the surname (or the whole name of an entity) in part 6.
fn name<'p>(part: impl Fn(u8) -> Option<&'p str>) -> String {
    join((1..=6).map(part), " ")
}
