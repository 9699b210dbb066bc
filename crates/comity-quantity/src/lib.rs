//! Exact numbers with units and dimensions, as control lists write them.
//!
//! - [`Exact`]: a rational number; every operation is exact or says that it cannot be done.
//! - [`Dimension`]: what kind of thing is measured. Two currencies are two dimensions; so are `dB` and `dBm`.
//! - [`Unit`]: a symbol, its dimension, its exact factor (and offset) to the base unit.
//! - [`Quantity`]: a number and its unit, as written and in base units. Compared and hashed by what it means.
//! - [`Interval`]: a range of exact numbers, for conditions such as "more than 500 MHz".
//!
//! Nothing here panics, rounds, reads a file or knows a clock. Text of any length is read in bounded time: more than
//! [`MAX_TEXT`] bytes are refused.
//!
//! ```
//! use comity_quantity::Quantity;
//! use std::cmp::Ordering;
//!
//! let product: Quantity = "1300 MSPS".parse()?;
//! let threshold: Quantity = "1.3 GSPS".parse()?;
//! assert_eq!(product.compare(&threshold)?, Ordering::Equal);
//!
//! let price: Quantity = "10,000 USD".parse()?;
//! assert!(price.compare(&"10,000 EUR".parse()?).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cursor;
mod dimension;
mod error;
mod exact;
mod interval;
mod number;
mod quantity;
mod unit;

pub use dimension::Dimension;
pub use error::{DimensionMismatch, Overflow, ParseError, Problem, QuantityError};
pub use exact::Exact;
pub use interval::{Bound, Interval};
pub use quantity::Quantity;
pub use unit::{Unit, unit, units};

/// The longest text, in bytes, that is read as a number, a unit or a quantity.
pub const MAX_TEXT: usize = 256;
