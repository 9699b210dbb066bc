//! The algebra of boxes: sets of items told by their characteristics.
//!
//! A criterion is a [`Formula`] over [`Literal`]s. A [`Cell`] is a box: a range for each quantity, terms that an item has and
//! lacks, substances, truth values. A formula is a union of boxes that is never written out: [`search`] walks it and stops at the
//! first box that is not empty, so that emptiness, subset (`A and not B` is empty) and witness are one exact operation.
//!
//! What an item is, here:
//! - of a *quantity* it has one value, any real number;
//! - of a *span* it has a range: a lowest and a highest value, and a comparison asks whether some point of the range meets it;
//! - of *terms* it has any set, closed upwards (an `adc` is an `integrated_circuit`);
//! - it is of one substance, so that two sets of CAS numbers without a common one have no common item;
//! - flags, wordings, references and what was not read are each true or false of it.

mod cell;
mod domain;
mod formula;
mod search;

pub use cell::{Cell, Substances};
pub use domain::Domain;
pub use formula::{Axis, End, Formula, Key, Literal, Reference, SideOf};
pub use search::{Found, LIMIT, search};
