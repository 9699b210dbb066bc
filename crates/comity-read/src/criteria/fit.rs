//! Whether a number can be of a characteristic, by its unit.

use comity_quantity::{Dimension, unit};

use super::measure::Quantity;
use super::token::{Kind, Token};

/// A dimension whose numbers are counts of things, so that a text gives them no unit.
fn counts(dimension: Dimension) -> bool {
    ["element", "px", "line", "sample", "op", "flop", "TOPS bit", "TOPS bit/mm2"].iter().any(|s| unit(s).is_some_and(|u| u.dimension() == dimension))
}

/// The product of the units in which a text says that the factors of a property are expressed.
pub(crate) fn expressed(tokens: &[Token]) -> Option<comity_quantity::Unit> {
    let mut units = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if token.is("expressed") && tokens.get(i + 1).is_some_and(|t| t.is("in")) && tokens.get(i + 3).is_some_and(|t| t.kind == Kind::Close) {
            units.push(tokens.get(i + 2)?.raw.clone());
        }
    }
    (units.len() > 1).then(|| unit(&units.join(" "))).flatten()
}

pub(crate) fn fits(quantity: &Quantity, dimension: Dimension) -> bool {
    quantity.units.iter().any(|(_, u)| u.dimension() == dimension)
        || quantity.is_bare() && counts(dimension) && (quantity.number.value.is_integer() || !whole(dimension))
}

/// A dimension of things that are counted whole: there is no 3.8 of them.
fn whole(dimension: Dimension) -> bool {
    ["element", "px", "line"].iter().any(|s| unit(s).is_some_and(|u| u.dimension() == dimension))
}
