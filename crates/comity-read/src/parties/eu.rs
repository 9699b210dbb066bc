//! The EU's consolidated financial sanctions list.

pub(super) mod table;
pub(super) mod xml;

use comity_screen::record::Kind;

/// The kind of party that a subject type means.
fn kind(code: &str) -> Kind {
    match code.to_lowercase().as_str() {
        "person" | "p" => Kind::Person,
        "enterprise" | "e" => Kind::Entity,
        _ => Kind::Unknown,
    }
}

/// A date of birth, as exactly as the list has it.
fn birth<'d>(day: Option<&'d str>, year: Option<&'d str>, from: Option<&str>, to: Option<&str>, circa: bool) -> Option<String> {
    match (day.or(year), from, to) {
        (Some(day), ..) if circa => Some(format!("circa {day}")),
        (Some(day), ..) => Some(day.to_owned()),
        (None, Some(from), Some(to)) => Some(format!("{from} to {to}")),
        _ => None,
    }
}
