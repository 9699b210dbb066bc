//! Comparisons as text: for people, for programs, for the exchange of mappings.

mod json;
mod skos;
mod sssom;
mod table;

pub use json::{PairJson, write_changes_json, write_json};
pub use skos::write_skos;
pub use sssom::write_sssom;
pub use table::{write_changes_table, write_report, write_table};

use crate::{Comparison, Pair, Relation};

/// Where the provisions of a list are named as resources: an address that need not answer.
const BASE: &str = "https://w3id.org/comity/";

/// `list:code`, of each side.
fn names(comparison: &Comparison, pair: &Pair) -> (Option<String>, Option<String>) {
    let name = |list: &str, code: &Option<Box<str>>| code.as_ref().map(|code| format!("{list}:{code}"));
    (name(&comparison.a.list, &pair.a), name(&comparison.b.list, &pair.b))
}

/// The SKOS property from `a` to `b`. It names what the *object* is: `a` is narrower, so `b` is its broader match. Disjoint and
/// untold pairs are related, no more.
fn property(relation: Relation) -> Option<&'static str> {
    match relation {
        Relation::Equal => Some("skos:exactMatch"),
        Relation::Narrower => Some("skos:broadMatch"),
        Relation::Broader => Some("skos:narrowMatch"),
        Relation::Overlapping | Relation::Disjoint | Relation::Untranslated => Some("skos:relatedMatch"),
        Relation::Only => None,
    }
}

/// The prefix under which a list's provisions are named: its id with a dash for what a prefix may not hold.
fn prefix(list: &str) -> String {
    list.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// The address under which a list's provisions stand.
fn namespace(list: &str) -> String {
    format!("{BASE}{list}/")
}

/// The proof of a pair in one line.
fn proof(pair: &Pair) -> String {
    pair.verdict.witnesses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}
