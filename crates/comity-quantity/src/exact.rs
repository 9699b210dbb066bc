//! Exact rational numbers.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    ParseError, Problem,
    cursor::{Cursor, Fault},
    number,
};

/// An exact rational number. Every operation gives the exact result or `None`.
///
/// ```
/// use comity_quantity::Exact;
///
/// let (a, b): (Exact, Exact) = ("0.1".parse()?, "0.2".parse()?);
/// assert_eq!(a.checked_add(b), Some("0.3".parse()?));
/// assert_eq!("5 × 10^3".parse::<Exact>()?, Exact::from(5000));
/// assert_eq!("1/3".parse::<Exact>()?.to_string(), "1/3");
/// # Ok::<(), comity_quantity::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    // INVARIANT (reduced): `denominator` is positive, `numerator` is not `i128::MIN`, their greatest common divisor is 1.
    // Equality and hashing by field depend on it.
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// Zero.
    ///
    /// ```
    /// assert_eq!(comity_quantity::Exact::ZERO.to_string(), "0");
    /// ```
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// One.
    ///
    /// ```
    /// assert_eq!(comity_quantity::Exact::ONE.to_string(), "1");
    /// ```
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// A fraction; `None` if the denominator is zero (or a part is `i128::MIN`).
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!(Exact::new(6, -4).unwrap().to_string(), "-1.5");
    /// assert_eq!(Exact::new(1, 0), None);
    /// ```
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if numerator == i128::MIN || denominator == i128::MIN || denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator, denominator) * denominator.signum();
        Some(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// The numerator of the reduced fraction; it bears the sign.
    ///
    /// ```
    /// assert_eq!(comity_quantity::Exact::new(-2, 6).unwrap().numerator(), -1);
    /// ```
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator of the reduced fraction; always positive.
    ///
    /// ```
    /// assert_eq!(comity_quantity::Exact::new(-2, 6).unwrap().denominator(), 3);
    /// ```
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is a whole number.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert!(Exact::from(7).is_integer() && !Exact::new(7, 2).unwrap().is_integer());
    /// ```
    pub const fn is_integer(self) -> bool {
        self.denominator == 1
    }

    /// Whether it is zero.
    ///
    /// ```
    /// assert!(comity_quantity::Exact::ZERO.is_zero());
    /// ```
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// The number with the other sign.
    ///
    /// ```
    /// assert_eq!(comity_quantity::Exact::ONE.negated().to_string(), "-1");
    /// ```
    #[must_use]
    pub const fn negated(self) -> Self {
        // (reduced) rules out `i128::MIN`, so this cannot overflow.
        Self { numerator: -self.numerator, ..self }
    }

    /// The sum.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// let half = Exact::new(1, 2).unwrap();
    /// assert_eq!(half.checked_add(half), Some(Exact::ONE));
    /// ```
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.denominator == 1 && other.denominator == 1 {
            let numerator = self.numerator.checked_add(other.numerator).filter(|&n| n != i128::MIN)?;
            return Some(Self { numerator, denominator: 1 });
        }
        let common = gcd(self.denominator, other.denominator);
        let (left, right) = (other.denominator / common, self.denominator / common);
        let numerator = self.numerator.checked_mul(left)?.checked_add(other.numerator.checked_mul(right)?)?;
        // What numerator and denominator still share divides `common`: reduce before the product, so that it fits if it can.
        let shared = gcd(numerator, common);
        let denominator = (common / shared).checked_mul(right)?.checked_mul(left)?;
        Self::new(numerator / shared, denominator)
    }

    /// The difference.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!(Exact::from(1).checked_sub(Exact::from(3)), Some(Exact::from(-2)));
    /// ```
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    /// The product.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!(Exact::from(6).checked_mul(Exact::from(7)), Some(Exact::from(42)));
    /// assert_eq!("1e38".parse::<Exact>()?.checked_mul(Exact::from(10)), None);
    /// # Ok::<(), comity_quantity::ParseError>(())
    /// ```
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (a, b) = (gcd(self.numerator, other.denominator), gcd(other.numerator, self.denominator));
        let numerator = (self.numerator / a).checked_mul(other.numerator / b).filter(|&n| n != i128::MIN)?;
        let denominator = (self.denominator / b).checked_mul(other.denominator / a)?;
        Some(Self { numerator, denominator }) // (reduced): whatever the parts shared across is gone
    }

    /// The quotient; `None` for division by zero too.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!(Exact::from(1).checked_div(Exact::from(3)), Exact::new(1, 3));
    /// assert_eq!(Exact::ONE.checked_div(Exact::ZERO), None);
    /// ```
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let inverse = Self { numerator: other.denominator * other.numerator.signum(), denominator: other.numerator.checked_abs()? };
        if other.is_zero() { None } else { self.checked_mul(inverse) }
    }

    /// A whole power; `None` for a negative power of zero.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!(Exact::from(10).checked_pow(-2), Exact::new(1, 100));
    /// ```
    #[must_use]
    pub fn checked_pow(self, exponent: i32) -> Option<Self> {
        let positive = Self {
            numerator: self.numerator.checked_pow(exponent.unsigned_abs()).filter(|&n| n != i128::MIN)?,
            denominator: self.denominator.checked_pow(exponent.unsigned_abs())?,
        };
        if exponent < 0 { Self::ONE.checked_div(positive) } else { Some(positive) }
    }

    /// The square root, if it is rational.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!(Exact::from(3600).checked_sqrt(), Some(Exact::from(60)));
    /// assert_eq!(Exact::from(2).checked_sqrt(), None);
    /// ```
    #[must_use]
    pub fn checked_sqrt(self) -> Option<Self> {
        let root = |n: i128| n.checked_isqrt().filter(|&r| r * r == n);
        Some(Self { numerator: root(self.numerator)?, denominator: root(self.denominator)? })
    }

    /// The nearest floating-point number, for drawing only: never decide by it.
    ///
    /// ```
    /// assert_eq!(comity_quantity::Exact::new(1, 4).unwrap().to_f64(), 0.25);
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "an approximation is what is asked for")]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

/// Never zero unless both are.
fn gcd(a: i128, b: i128) -> i128 {
    fn wide(mut a: u128, mut b: u128) -> u128 {
        while b != 0 {
            if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
                return narrow(a, b).into();
            }
            (a, b) = (b, a % b);
        }
        a
    }
    fn narrow(mut a: u64, mut b: u64) -> u64 {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    }
    if a == 1 || b == 1 { 1 } else { wide(a.unsigned_abs(), b.unsigned_abs()).cast_signed() }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        match (self.numerator.checked_mul(other.denominator), other.numerator.checked_mul(self.denominator)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => compare_by_parts(*self, *other),
        }
    }
}

/// Compares whole parts, then the inverses of what is left over: the two continued fractions, term by term.
#[cold]
fn compare_by_parts(left: Exact, right: Exact) -> Ordering {
    let (mut a, mut b, mut c, mut d) = (left.numerator, left.denominator, right.numerator, right.denominator);
    let mut flipped = false;
    loop {
        let (r, s) = (a.rem_euclid(b), c.rem_euclid(d));
        let order = match a.div_euclid(b).cmp(&c.div_euclid(d)) {
            Ordering::Equal if r != 0 && s != 0 => {
                (a, b, c, d) = (b, r, d, s);
                flipped = !flipped;
                continue;
            }
            Ordering::Equal => r.cmp(&s), // one of them is zero
            order => order,
        };
        return if flipped { order.reverse() } else { order };
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::ZERO
    }
}

macro_rules! from_integers {
    ($($t:ty)*) => { $(
        impl From<$t> for Exact {
            fn from(n: $t) -> Self {
                Self { numerator: n.into(), denominator: 1 }
            }
        }
    )* };
}
from_integers!(u8 u16 u32 u64 i8 i16 i32 i64);

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() {
            return write!(f, "{}", self.numerator);
        }
        let Some((digits, places)) = decimal(*self) else {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        };
        let unit = 10_u128.pow(places);
        let (sign, digits) = (if digits < 0 { "-" } else { "" }, digits.unsigned_abs());
        write!(f, "{sign}{}.{:0width$}", digits / unit, digits % unit, width = places as usize)
    }
}

/// The number as `digits × 10^-places` with the fewest places, if it is such a number and the digits fit.
fn decimal(number: Exact) -> Option<(i128, u32)> {
    let twos = number.denominator.trailing_zeros();
    let mut rest = number.denominator >> twos;
    let mut fives = 0;
    while rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    let places = twos.max(fives);
    let power = 10_i128.checked_pow(places).filter(|_| rest == 1)?;
    Some((number.numerator.checked_mul(power / number.denominator)?, places))
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exact({self})")
    }
}

impl FromStr for Exact {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let read = || {
            let mut cursor = Cursor::new(text)?;
            let value = number::read(&mut cursor)?;
            let end = cursor.at();
            cursor.skip_space();
            if cursor.is_at_end() { Ok(value) } else { Err(Fault::new(Problem::Number, cursor.tail(end))) }
        };
        read().map_err(|fault| fault.in_text(text))
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Exact;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or any number as a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Exact, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Exact, E> {
                Ok(n.into())
            }

            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Exact, E> {
                Ok(n.into())
            }
        }
        // Formats that do not describe themselves (postcard) hold what `serialize` wrote: a string.
        if deserializer.is_human_readable() { deserializer.deserialize_any(Visitor) } else { deserializer.deserialize_str(Visitor) }
    }
}
