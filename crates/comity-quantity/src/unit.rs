//! Units: a symbol, its dimension and its exact relation to the base unit.

mod expression;
mod nearest;
mod table;

use std::{fmt, str::FromStr, sync::Arc};

use crate::{
    Dimension, Exact, ParseError,
    cursor::{Cursor, Fault},
};

pub(crate) use expression::read;

/// A unit of measurement: `base value = value × factor + offset`. Cheap to clone.
///
/// Units are equal when they mean the same, however they are written.
///
/// ```
/// use comity_quantity::{Exact, Unit};
///
/// let unit: Unit = "km/h".parse()?;
/// assert_eq!(unit.factor(), Exact::new(5, 18).unwrap());
/// assert_eq!(unit.dimension(), "m/s".parse::<Unit>()?.dimension());
/// assert_eq!("N/m2".parse::<Unit>()?, "Pa".parse()?);
/// # Ok::<(), comity_quantity::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Unit(Arc<Data>);

#[derive(PartialEq, Eq, Hash)]
struct Meaning {
    dimension: Dimension,
    // INVARIANT (factor): above zero, so that order among base values is order among values.
    factor: Exact,
    offset: Exact,
}

struct Data {
    symbol: Box<str>,
    meaning: Meaning,
}

impl Unit {
    fn new(symbol: &str, dimension: Dimension, factor: Exact, offset: Exact) -> Self {
        Self(Arc::new(Data { symbol: symbol.into(), meaning: Meaning { dimension, factor, offset } }))
    }

    /// The unit of plain numbers; its symbol is empty.
    ///
    /// ```
    /// use comity_quantity::Unit;
    /// assert_eq!(Unit::one().symbol(), "");
    /// ```
    pub fn one() -> Self {
        table::ONE.clone()
    }

    /// The symbol: the usual one of a unit in the table, as it was written for a compound.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// assert_eq!(unit("degrees").unwrap().symbol(), "°");
    /// assert_eq!(unit("W/(m K)").unwrap().symbol(), "W/(m K)");
    /// ```
    pub fn symbol(&self) -> &str {
        &self.0.symbol
    }

    /// What it measures.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// assert_eq!(unit("psi").unwrap().dimension(), unit("Pa").unwrap().dimension());
    /// ```
    pub fn dimension(&self) -> Dimension {
        self.0.meaning.dimension
    }

    /// How many base units one of it is. Exact, but for π in radians (to 17 digits; angles are based on the degree).
    ///
    /// ```
    /// use comity_quantity::{Exact, unit};
    /// assert_eq!(unit("km").unwrap().factor(), Exact::from(1000));
    /// ```
    pub fn factor(&self) -> Exact {
        self.0.meaning.factor
    }

    /// The base value of its zero: not zero for °C and °F only.
    ///
    /// ```
    /// use comity_quantity::{Exact, unit};
    /// assert_eq!(unit("°C").unwrap().offset(), Exact::new(27315, 100).unwrap());
    /// ```
    pub fn offset(&self) -> Exact {
        self.0.meaning.offset
    }

    /// Whether the two are one object: true of any two from one row of the table.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn to_base(&self, value: Exact) -> Option<Exact> {
        value.checked_mul(self.factor())?.checked_add(self.offset())
    }

    pub(crate) fn of_base(&self, base: Exact) -> Option<Exact> {
        base.checked_sub(self.offset())?.checked_div(self.factor())
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.0.meaning == other.0.meaning
    }
}

impl Eq for Unit {}

impl std::hash::Hash for Unit {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.meaning.hash(state);
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unit({})", self.symbol())
    }
}

impl FromStr for Unit {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let read = || -> Result<Self, Fault> { read(&mut Cursor::new(text)?) };
        read().map_err(|fault| fault.in_text(text))
    }
}

/// Every unit of the table with each of its prefixes, currencies included.
///
/// ```
/// use comity_quantity::units;
/// assert!(units().any(|unit| unit.symbol() == "MHz"));
/// ```
pub fn units() -> impl Iterator<Item = &'static Unit> {
    table::TABLE.units.iter()
}

/// The unit that a symbol, name or compound expression denotes.
///
/// ```
/// use comity_quantity::unit;
/// assert!(unit("rad (Si)").is_some());
/// assert!(unit("furlong").is_none());
/// ```
pub fn unit(symbol: &str) -> Option<Unit> {
    table::TABLE.get(symbol).cloned().or_else(|| read(&mut Cursor::new(symbol).ok()?).ok())
}

/// The known symbols nearest to one that is not known, as a question.
pub(crate) fn did_you_mean(symbol: &str) -> Option<String> {
    let near = nearest::symbols(&table::TABLE, symbol);
    (!near.is_empty()).then(|| format!("did you mean `{}`?", near.join("` or `")))
}
