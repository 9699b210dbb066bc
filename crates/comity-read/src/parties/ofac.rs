//! OFAC's lists: the CSV files, the XML files, and the remarks in which much of the CSV hides.

pub(super) mod parts;
mod remarks;
pub(super) mod xml;

use comity_screen::record::Kind;

/// The kind of party that OFAC's word for it means.
fn kind(word: &str) -> Kind {
    match word.to_lowercase().as_str() {
        "individual" => Kind::Person,
        "entity" => Kind::Entity,
        "vessel" => Kind::Vessel,
        "aircraft" => Kind::Aircraft,
        _ => Kind::Unknown,
    }
}
