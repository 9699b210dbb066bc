//! Sets of listed parties, imported by edition.

pub mod diff;
pub mod edition;
mod error;
pub mod status;
pub mod store;

use std::path::Path;

use comity_law::Law;
use comity_read::parties::{Countries, Known, PartyLists};

pub use self::error::ListsError;
use crate::{bundled, error::EdgeError};

/// What readers are told: lists by their publishers' names, countries by the names that law and lists use.
///
/// # Errors
/// When the law folder cannot be read or has a fault.
pub fn known(law: Option<&Path>) -> Result<Known, EdgeError> {
    Ok(known_of(&bundled::law(law)?, bundled::party_lists(law)?))
}

/// The same, where the law is loaded already.
pub fn known_of(law: &Law, lists: PartyLists) -> Known {
    let of_law =
        law.vocabulary.countries.iter().flat_map(|country| std::iter::once(&country.name).chain(&country.aliases).map(|name| (&**name, &*country.code)));
    let countries = Countries::new(of_law.chain(lists.countries()));
    Known { countries, lists }
}
