//! What kind of thing a quantity measures.

use std::fmt;

/// The things that are measured in their own right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Length,
    Mass,
    Time,
    Current,
    Temperature,
    Amount,
    Luminous,
    Information,
    Angle,
    Sample,
    Flop,
    WeightedFlop,
    Operation,
    Decay,
    Pixel,
    Element,
    Line,
    Decibel,
    DecibelMilliwatt,
    DecibelWatt,
    DecibelCarrier,
    DecibelIsotropic,
    DecibelFullScale,
}

const NAMES: [&str; 23] = [
    "length",
    "mass",
    "time",
    "current",
    "temperature",
    "amount of substance",
    "luminous intensity",
    "information",
    "angle",
    "samples",
    "floating-point operations",
    "weighted floating-point operations",
    "operations",
    "decays",
    "pixels",
    "elements",
    "lines",
    "level (dB)",
    "level (dBm)",
    "level (dBW)",
    "level (dBc)",
    "level (dBi)",
    "level (dBFS)",
];

/// Dimensions that have a name of their own, by a unit that has them.
const NAMED: &[(&str, &str)] = &[
    ("frequency", "Hz"),
    ("force", "N"),
    ("pressure", "Pa"),
    ("energy", "J"),
    ("power", "W"),
    ("voltage", "V"),
    ("charge", "C"),
    ("resistance", "ohm"),
    ("capacitance", "F"),
    ("inductance", "H"),
    ("magnetic flux density", "T"),
    ("absorbed dose", "Gy"),
    ("activity", "Bq"),
    ("area", "m2"),
    ("volume", "m3"),
    ("speed", "m/s"),
    ("acceleration", "m/s2"),
    ("density", "kg/m3"),
    ("sample rate", "SPS"),
    ("data rate", "bit/s"),
    ("floating-point rate", "FLOPS"),
    ("weighted floating-point rate", "WT"),
    ("operation rate", "OPS"),
    ("angular rate", "°/s"),
    ("impulse", "Ns"),
];

/// What kind of thing a quantity measures: powers of the base dimensions. Each currency is one of its own, and so is
/// each level (`dB`, `dBm`, `dBW`, ...): none is ever converted into another.
///
/// ```
/// use comity_quantity::unit;
///
/// let volt = unit("V").unwrap().dimension();
/// assert_eq!(volt, unit("W").unwrap().dimension().checked_div(unit("A").unwrap().dimension()).unwrap());
/// assert_ne!(unit("USD").unwrap().dimension(), unit("EUR").unwrap().dimension());
/// assert_eq!(volt.to_string(), "voltage");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dimension {
    /// Twice the power of each base dimension: noise densities have half powers.
    halves: [i8; NAMES.len()],
    // INVARIANT (currency): three capitals if `money` is not zero, else zeroes, so that equality by field is right.
    currency: [u8; 3],
    /// Twice the power of the currency.
    money: i8,
}

impl Dimension {
    /// Of plain numbers, `%` and `ppm`.
    ///
    /// ```
    /// use comity_quantity::{Dimension, unit};
    /// assert_eq!(unit("%").unwrap().dimension(), Dimension::DIMENSIONLESS);
    /// ```
    pub const DIMENSIONLESS: Self = Self { halves: [0; NAMES.len()], currency: [0; 3], money: 0 };

    pub(crate) fn base(base: Base) -> Self {
        let mut dimension = Self::DIMENSIONLESS;
        if let Some(power) = dimension.halves.get_mut(base as usize) {
            *power = 2;
        }
        dimension
    }

    pub(crate) fn money(currency: [u8; 3]) -> Self {
        Self { currency, money: 2, ..Self::DIMENSIONLESS }
    }

    /// Whether this is the dimension of plain numbers.
    ///
    /// ```
    /// assert!(comity_quantity::Dimension::DIMENSIONLESS.is_dimensionless());
    /// ```
    pub fn is_dimensionless(&self) -> bool {
        *self == Self::DIMENSIONLESS
    }

    /// The currency's code, if this is an amount of money.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// assert_eq!(unit("JPY").unwrap().dimension().currency(), Some("JPY"));
    /// assert_eq!(unit("USD/kg").unwrap().dimension().currency(), None);
    /// ```
    pub fn currency(&self) -> Option<&str> {
        let amount = self.money == 2 && self.halves == Self::DIMENSIONLESS.halves;
        std::str::from_utf8(&self.currency).ok().filter(|_| amount)
    }

    /// The product; `None` for two currencies or a power beyond reason.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// let (volt, ampere) = (unit("V").unwrap().dimension(), unit("A").unwrap().dimension());
    /// assert_eq!(volt.checked_mul(ampere).unwrap(), unit("W").unwrap().dimension());
    /// ```
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let mut product = self;
        for (power, other) in product.halves.iter_mut().zip(other.halves) {
            *power = power.checked_add(other)?;
        }
        product.currency = match (self.money, other.money) {
            (_, 0) => self.currency,
            (0, _) => other.currency,
            _ if self.currency == other.currency => self.currency,
            _ => return None,
        };
        product.money = self.money.checked_add(other.money)?;
        Some(product.without_idle_currency())
    }

    /// The quotient; `None` for two currencies or a power beyond reason.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// let metre = unit("m").unwrap().dimension();
    /// assert!(metre.checked_div(metre).unwrap().is_dimensionless());
    /// ```
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.checked_mul(other.checked_pow(-1)?)
    }

    /// A whole power; `None` if it is beyond reason.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// let (metre, square) = (unit("m").unwrap().dimension(), unit("m2").unwrap().dimension());
    /// assert_eq!(metre.checked_pow(2), Some(square));
    /// ```
    #[must_use]
    pub fn checked_pow(self, exponent: i8) -> Option<Self> {
        let mut power = self;
        for half in power.halves.iter_mut().chain([&mut power.money]) {
            *half = half.checked_mul(exponent)?;
        }
        Some(power.without_idle_currency())
    }

    /// The square root, as of noise densities (`µPa/√Hz`); `None` if a power would be a quarter.
    ///
    /// ```
    /// use comity_quantity::unit;
    /// let root = unit("Hz").unwrap().dimension().checked_sqrt().unwrap();
    /// assert_eq!(root.checked_pow(2), Some(unit("Hz").unwrap().dimension()));
    /// ```
    #[must_use]
    pub fn checked_sqrt(self) -> Option<Self> {
        let mut root = self;
        for half in root.halves.iter_mut().chain([&mut root.money]) {
            *half = (*half % 2 == 0).then_some(*half / 2)?;
        }
        Some(root)
    }

    fn without_idle_currency(self) -> Self {
        if self.money == 0 { Self { currency: [0; 3], ..self } } else { self }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_dimensionless() {
            return f.write_str("plain number");
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, symbol)| crate::unit(symbol).is_some_and(|unit| unit.dimension() == *self)) {
            return f.write_str(name);
        }
        let currency = std::str::from_utf8(&self.currency).unwrap_or_default();
        let powers = NAMES.iter().copied().zip(self.halves).chain([("money", self.money)]);
        for (n, (name, halves)) in powers.filter(|&(_, halves)| halves != 0).enumerate() {
            let dot = if n == 0 { "" } else { " · " };
            write!(f, "{dot}{name}")?;
            if name == "money" {
                write!(f, " ({currency})")?;
            }
            match halves {
                2 => {}
                _ if halves % 2 == 0 => write!(f, "^{}", halves / 2)?,
                _ => write!(f, "^({halves}/2)")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dimension({self})")
    }
}
