//! What can go wrong, each with what would put it right.

use std::ops::Range;

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

use crate::Dimension;

/// A text that is not a number, unit or quantity: where, what was expected there, and the nearest thing that is.
///
/// ```
/// use comity_quantity::Quantity;
///
/// let error = "1.3 GSPZ".parse::<Quantity>().unwrap_err();
/// assert_eq!(error.span(), 4..8);
/// assert_eq!(error.to_string(), "unknown unit `GSPZ`");
/// assert_eq!(error.suggestion(), Some("did you mean `GSPS`?"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("{}", self.describe())]
#[diagnostic(code(quantity::parse))]
pub struct ParseError {
    problem: Problem,
    expected: &'static str,
    #[source_code]
    text: String,
    #[label("expected {expected}")]
    at: SourceSpan,
    #[help]
    help: Option<String>,
}

/// The kinds of [`ParseError`].
///
/// ```
/// use comity_quantity::{Exact, Problem};
/// assert_eq!("0,5".parse::<Exact>().unwrap_err().problem(), Problem::Separator);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing but space.
    Empty,
    /// Longer than [`crate::MAX_TEXT`].
    TooLong,
    /// No number where one must stand.
    Number,
    /// A comma that does not part thousands, so that it may mean a decimal point.
    Separator,
    /// A fraction over zero.
    DivisionByZero,
    /// A number or factor too large or too fine to be held exactly.
    Overflow,
    /// A symbol that names no unit.
    UnknownUnit,
    /// Something that is not a unit expression.
    Unit,
    /// A product after a slash: `J/kg K` may be read in two ways.
    AmbiguousProduct,
    /// A square root that is not rational, such as √kHz.
    Root,
}

impl Problem {
    fn expected(self) -> &'static str {
        match self {
            Self::Empty | Self::Number => "a number such as `5`, `1.5`, `5e3`, `5 × 10^3` or `1/3`",
            Self::TooLong => "at most 256 bytes",
            Self::Separator => "a decimal point, or commas between groups of three digits",
            Self::DivisionByZero => "a denominator other than zero",
            Self::Overflow => "a smaller number of digits",
            Self::UnknownUnit => "a unit",
            Self::Unit => "a unit such as `MHz`, `m/s^2` or `W/(m K)`",
            Self::AmbiguousProduct => "parentheses after the slash, such as `J/(kg K)`",
            Self::Root => "a unit with a rational square root",
        }
    }
}

impl ParseError {
    pub(crate) fn new(problem: Problem, text: &str, span: Range<usize>, help: Option<String>) -> Self {
        let text = if problem == Problem::TooLong { text.chars().take(40).collect() } else { text.to_owned() };
        let span = span.start.min(text.len())..span.end.min(text.len());
        Self { problem, expected: problem.expected(), text, at: span.into(), help }
    }

    /// What is wrong.
    ///
    /// ```
    /// use comity_quantity::{Problem, Quantity};
    /// assert_eq!("5 J/kg K".parse::<Quantity>().unwrap_err().problem(), Problem::AmbiguousProduct);
    /// ```
    pub fn problem(&self) -> Problem {
        self.problem
    }

    /// The bytes of the text that are wrong.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// assert_eq!(" 5 m/sx".parse::<Quantity>().unwrap_err().span(), 5..7);
    /// ```
    pub fn span(&self) -> Range<usize> {
        self.at.offset()..self.at.offset() + self.at.len()
    }

    /// What may stand there instead.
    ///
    /// ```
    /// use comity_quantity::Exact;
    /// assert_eq!("1/0".parse::<Exact>().unwrap_err().expected(), "a denominator other than zero");
    /// ```
    pub fn expected(&self) -> &str {
        self.expected
    }

    /// A remedy, such as the nearest known unit.
    ///
    /// ```
    /// use comity_quantity::Quantity;
    /// assert_eq!("3 mhz".parse::<Quantity>().unwrap_err().suggestion(), Some("did you mean `MHz` or `mHz`?"));
    /// ```
    pub fn suggestion(&self) -> Option<&str> {
        self.help.as_deref()
    }

    fn describe(&self) -> String {
        let bad = self.text.get(self.span()).unwrap_or("");
        match self.problem {
            Problem::Empty => "nothing is written here".to_owned(),
            Problem::TooLong => "the text is too long".to_owned(),
            Problem::Number => format!("`{bad}` is not a number"),
            Problem::Separator => format!("`{bad}` may be read in two ways"),
            Problem::DivisionByZero => format!("`{bad}` divides by zero"),
            Problem::Overflow => format!("`{bad}` cannot be held exactly"),
            Problem::UnknownUnit => format!("unknown unit `{bad}`"),
            Problem::Unit => format!("`{bad}` is not a unit"),
            Problem::AmbiguousProduct => format!("`{bad}` after a slash may be read in two ways"),
            Problem::Root => format!("`{bad}` has no rational square root"),
        }
    }
}

/// Two quantities that measure different things.
///
/// ```
/// use comity_quantity::Quantity;
/// let (length, time): (Quantity, Quantity) = ("5 m".parse()?, "5 s".parse()?);
/// let mismatch = length.compare(&time).unwrap_err();
/// assert_eq!(mismatch.to_string(), "length cannot be set against time");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("{left} cannot be set against {right}")]
#[diagnostic(code(quantity::dimension))]
pub struct DimensionMismatch {
    left: Dimension,
    right: Dimension,
}

impl DimensionMismatch {
    pub(crate) fn new(left: Dimension, right: Dimension) -> Self {
        Self { left, right }
    }

    /// The dimension of the left operand.
    ///
    /// ```
    /// # use comity_quantity::Quantity;
    /// # let (a, b): (Quantity, Quantity) = ("5 m".parse()?, "5 s".parse()?);
    /// assert_eq!(a.compare(&b).unwrap_err().left(), a.dimension());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn left(&self) -> Dimension {
        self.left
    }

    /// The dimension of the right operand.
    ///
    /// ```
    /// # use comity_quantity::Quantity;
    /// # let (a, b): (Quantity, Quantity) = ("5 m".parse()?, "5 s".parse()?);
    /// assert_eq!(a.compare(&b).unwrap_err().right(), b.dimension());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn right(&self) -> Dimension {
        self.right
    }
}

/// A result that cannot be held exactly.
///
/// ```
/// use comity_quantity::{Exact, Overflow, Quantity, unit};
/// let huge = Exact::from(i64::MAX).checked_mul(Exact::from(i64::MAX)).unwrap();
/// assert_eq!(Quantity::new(huge, unit("Tm").unwrap()).unwrap_err(), Overflow);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("the result is too large or too fine to be held exactly")]
#[diagnostic(code(quantity::overflow))]
pub struct Overflow;

/// Why two quantities have no sum, difference, ratio or conversion.
///
/// ```
/// use comity_quantity::{Quantity, QuantityError};
/// let (usd, eur): (Quantity, Quantity) = ("5 USD".parse()?, "5 EUR".parse()?);
/// assert!(matches!(usd.checked_add(&eur), Err(QuantityError::Mismatch(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
#[non_exhaustive]
pub enum QuantityError {
    /// They measure different things.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mismatch(#[from] DimensionMismatch),
    /// The result cannot be held exactly.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Overflow(#[from] Overflow),
    /// The right operand is a point on a scale (20 °C), not an amount.
    #[error("a point on a scale is not an amount to add, subtract, divide or scale")]
    #[diagnostic(code(quantity::scale), help("write the difference in K"))]
    Scale,
    /// A ratio to zero.
    #[error("division by zero")]
    #[diagnostic(code(quantity::zero))]
    DivisionByZero,
}
