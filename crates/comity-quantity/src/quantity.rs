//! A number and its unit.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    Dimension, DimensionMismatch, Exact, Overflow, ParseError, Problem, QuantityError, Unit,
    cursor::{Cursor, Fault},
    number, unit,
};

/// A number and its unit. It is shown as it was written; it is equal to whatever means the same.
///
/// ```
/// use comity_quantity::Quantity;
///
/// let dose: Quantity = "10 × 10^3 rad (Si)".parse()?;
/// assert_eq!(dose, "100 Gy (Si)".parse()?);
/// assert_eq!(dose.to_string(), "10000 rad (Si)");
///
/// let cold: Quantity = "-55 °C".parse()?;
/// assert!(cold < "-60 °F".parse::<Quantity>()?);
/// # Ok::<(), comity_quantity::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Quantity {
    /// In `unit`.
    value: Exact,
    // INVARIANT (base): `unit.to_base(value)`.
    base: Exact,
    unit: Unit,
}

impl Quantity {
    /// So many of a unit. Fails if the value in base units cannot be held exactly.
    ///
    /// ```
    /// use comity_quantity::{Exact, Quantity, unit};
    /// let quantity = Quantity::new(Exact::from(500), unit("MHz").unwrap())?;
    /// assert_eq!(quantity.to_string(), "500 MHz");
    /// # Ok::<(), comity_quantity::Overflow>(())
    /// ```
    pub fn new(value: Exact, unit: Unit) -> Result<Self, Overflow> {
        let base = unit.to_base(value).ok_or(Overflow)?;
        Ok(Self { value, base, unit })
    }

    /// The number in the unit as written.
    ///
    /// ```
    /// use comity_quantity::{Exact, Quantity};
    /// assert_eq!("20 %".parse::<Quantity>()?.value(), Exact::from(20));
    /// # Ok::<(), comity_quantity::ParseError>(())
    /// ```
    pub fn value(&self) -> Exact {
        self.value
    }

    /// The number in base units of the dimension: what comparisons and [`crate::Interval`]s go by.
    ///
    /// ```
    /// use comity_quantity::{Exact, Quantity};
    /// assert_eq!("20 %".parse::<Quantity>()?.base(), Exact::new(1, 5).unwrap());
    /// # Ok::<(), comity_quantity::ParseError>(())
    /// ```
    pub fn base(&self) -> Exact {
        self.base
    }

    /// The unit as written.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// assert_eq!("1.1 MNs".parse::<Quantity>()?.unit().symbol(), "MNs");
    /// # Ok::<(), comity_quantity::ParseError>(())
    /// ```
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// What is measured.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// assert!("12".parse::<Quantity>()?.dimension().is_dimensionless());
    /// # Ok::<(), comity_quantity::ParseError>(())
    /// ```
    pub fn dimension(&self) -> Dimension {
        self.unit.dimension()
    }

    /// Which of the two is more.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// use std::cmp::Ordering;
    /// let (a, b): (Quantity, Quantity) = ("40 m/s2".parse()?, "4 gn".parse()?);
    /// assert_eq!(a.compare(&b)?, Ordering::Greater);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare(&self, other: &Self) -> Result<Ordering, DimensionMismatch> {
        self.same_dimension(other)?;
        Ok(self.base.cmp(&other.base))
    }

    /// The sum, in the unit of `self`. A temperature on a scale may be the left operand only.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// let (a, b): (Quantity, Quantity) = ("1 km".parse()?, "500 m".parse()?);
    /// assert_eq!(a.checked_add(&b)?.to_string(), "1.5 km");
    /// let (a, b): (Quantity, Quantity) = ("20 °C".parse()?, "5 K".parse()?);
    /// assert_eq!(a.checked_add(&b)?.to_string(), "25 °C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_add(&self, other: &Self) -> Result<Self, QuantityError> {
        self.combine(other, Exact::checked_add)
    }

    /// The difference, in the unit of `self`. A temperature on a scale may be the left operand only.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// let (a, b): (Quantity, Quantity) = ("10000 USD".parse()?, "0.01 USD".parse()?);
    /// assert_eq!(a.checked_sub(&b)?.to_string(), "9999.99 USD");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_sub(&self, other: &Self) -> Result<Self, QuantityError> {
        self.combine(other, Exact::checked_sub)
    }

    /// So many times as much, in the same unit.
    ///
    /// ```
    /// use comity_quantity::{Exact, Quantity};
    /// let price: Quantity = "19.99 EUR".parse()?;
    /// assert_eq!(price.checked_scale(Exact::from(3))?.to_string(), "59.97 EUR");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_scale(&self, times: Exact) -> Result<Self, QuantityError> {
        self.amount()?;
        let value = self.value.checked_mul(times).ok_or(Overflow)?;
        Ok(Self::new(value, self.unit.clone())?)
    }

    /// How many times `other` it is: a plain number.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// let (part, whole): (Quantity, Quantity) = ("500 USD".parse()?, "2000 USD".parse()?);
    /// assert_eq!(part.checked_ratio(&whole)?.to_string(), "0.25");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_ratio(&self, other: &Self) -> Result<Exact, QuantityError> {
        self.same_dimension(other)?;
        self.amount()?;
        other.amount()?;
        if other.base.is_zero() {
            return Err(QuantityError::DivisionByZero);
        }
        Ok(self.base.checked_div(other.base).ok_or(Overflow)?)
    }

    /// The same in another unit of its dimension.
    ///
    /// ```
    /// use comity_quantity::{Quantity, unit};
    /// let boiling: Quantity = "100 °C".parse()?;
    /// assert_eq!(boiling.to_unit(&unit("°F").unwrap())?.to_string(), "212 °F");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_unit(&self, unit: &Unit) -> Result<Self, QuantityError> {
        if self.dimension() != unit.dimension() {
            return Err(DimensionMismatch::new(self.dimension(), unit.dimension()).into());
        }
        let value = unit.of_base(self.base).ok_or(Overflow)?;
        Ok(Self { value, base: self.base, unit: unit.clone() })
    }

    fn combine(&self, other: &Self, with: fn(Exact, Exact) -> Option<Exact>) -> Result<Self, QuantityError> {
        self.same_dimension(other)?;
        other.amount()?;
        let base = with(self.base, other.base).ok_or(Overflow)?;
        let value = self.unit.of_base(base).ok_or(Overflow)?;
        Ok(Self { value, base, unit: self.unit.clone() })
    }

    fn same_dimension(&self, other: &Self) -> Result<(), DimensionMismatch> {
        if self.unit.is_same(&other.unit) || self.dimension() == other.dimension() {
            return Ok(());
        }
        Err(DimensionMismatch::new(self.dimension(), other.dimension()))
    }

    fn amount(&self) -> Result<(), QuantityError> {
        if self.unit.offset().is_zero() { Ok(()) } else { Err(QuantityError::Scale) }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.base == other.base && self.dimension() == other.dimension()
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.base.hash(state);
        self.dimension().hash(state);
    }
}

/// Quantities of different dimensions have no order.
impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.compare(other).ok()
    }
}

/// A plain number.
impl From<Exact> for Quantity {
    fn from(value: Exact) -> Self {
        Self { value, base: value, unit: Unit::one() }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.unit.symbol().is_empty() { "" } else { " " };
        write!(f, "{}{space}{}", self.value, self.unit)
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantity({self})")
    }
}

impl FromStr for Quantity {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let read = || {
            let mut cursor = Cursor::new(text)?;
            let start = cursor.at();
            let value = number::read(&mut cursor)?;
            cursor.skip_space();
            if cursor.is_at_end() {
                return Ok(Self::from(value));
            }
            let unit = unit::read(&mut cursor)?;
            Self::new(value, unit).map_err(|Overflow| Fault::new(Problem::Overflow, cursor.tail(start)))
        };
        read().map_err(|fault| fault.in_text(text))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Quantity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a quantity as a string, such as \"500 MHz\", or a whole number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Quantity, E> {
                Ok(Exact::from(n).into())
            }

            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Quantity, E> {
                Ok(Exact::from(n).into())
            }
        }
        // Formats that do not describe themselves (postcard) hold what `serialize` wrote: a string.
        if deserializer.is_human_readable() { deserializer.deserialize_any(Visitor) } else { deserializer.deserialize_str(Visitor) }
    }
}
