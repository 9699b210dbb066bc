//! Reading a number at the head of a text.

use crate::{
    Exact, Problem,
    cursor::{Cursor, Fault},
};

/// Reads the longest number at the cursor: `-55`, `1,000`, `10 000`, `1.5`, `5e3`, `10^-4`, `5 × 10^3`, `5·10⁻³`, `1/3`.
pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Exact, Fault> {
    let start = cursor.at();
    let overflow = |cursor: &Cursor<'_>| Fault::new(Problem::Overflow, start..cursor.at());
    let negative = matches!(cursor.eat(|c| matches!(c, '-' | '−' | '+')), Some('-' | '−'));
    let signed = |value: Exact| if negative { value.negated() } else { value };

    let first = cursor.at();
    let mut mantissa = Mantissa::default();
    whole_part(cursor, start, &mut mantissa)?;
    let mut places = 0;
    let dot = cursor.at();
    if cursor.eat(|c| c == '.').is_some() {
        let digits = cursor.digits();
        if digits.is_empty() {
            cursor.reset(dot);
        }
        let digits = digits.trim_end_matches('0');
        mantissa.push(digits);
        places = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    }
    if cursor.at() == first {
        return Err(Fault::new(Problem::Number, cursor.tail(start)));
    }
    let end = cursor.at();
    let digits = mantissa.value.ok_or_else(|| overflow(cursor))?;
    let decimal = |exponent: i32| -> Option<Exact> {
        if digits == 0 {
            return Some(Exact::ZERO);
        }
        Exact::new(digits, 1)?.checked_mul(Exact::from(10).checked_pow(exponent.checked_sub(places)?)?)
    };

    if cursor.slice(first, end) == "10"
        && let Some(exponent) = raised_to(cursor)
    {
        return Exact::from(10).checked_pow(exponent).map(signed).ok_or_else(|| overflow(cursor));
    }
    if let Some(exponent) = scientific(cursor).or_else(|| times_power_of_ten(cursor)) {
        return decimal(exponent).map(signed).ok_or_else(|| overflow(cursor));
    }
    if let Some(denominator) = denominator(cursor) {
        let span = start..cursor.at();
        let denominator = denominator.value.ok_or_else(|| overflow(cursor))?;
        return match (places, denominator) {
            (0, 0) => Err(Fault::new(Problem::DivisionByZero, span)),
            (0, _) => Exact::new(digits, denominator).map(signed).ok_or_else(|| overflow(cursor)),
            _ => Err(Fault::new(Problem::Number, span).help("a fraction is of whole numbers, such as `3/2`")),
        };
    }
    if cursor.peek() == Some('^') || cursor.at_raised() {
        return Err(Fault::new(Problem::Number, cursor.tail(start)).help("only powers of ten are read, such as `5 × 10^3`"));
    }
    decimal(0).map(signed).ok_or_else(|| overflow(cursor))
}

struct Mantissa {
    /// `None` once it no longer fits.
    value: Option<i128>,
}

impl Default for Mantissa {
    fn default() -> Self {
        Self { value: Some(0) }
    }
}

impl Mantissa {
    fn push(&mut self, digits: &str) {
        for digit in digits.bytes() {
            self.value = self.value.and_then(|v| v.checked_mul(10)?.checked_add(i128::from(digit - b'0')));
        }
    }
}

/// Digits, in one run or in groups of three parted throughout by the same comma or space.
fn whole_part(cursor: &mut Cursor<'_>, start: usize, mantissa: &mut Mantissa) -> Result<(), Fault> {
    let run = cursor.digits();
    mantissa.push(run);
    let may_group = (1..=3).contains(&run.len()) && !run.starts_with('0');
    let mut separator = None;
    loop {
        let before = cursor.at();
        let Some(mark) = cursor.eat(|c| matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')) else {
            return Ok(());
        };
        let group = cursor.digits();
        if may_group && group.len() == 3 && separator.is_none_or(|s| s == mark) {
            separator = Some(mark);
            mantissa.push(group);
        } else if mark == ',' && !group.is_empty() || separator.is_some() && !group.is_empty() {
            let fault = Fault::new(Problem::Separator, start..cursor.at());
            return Err(fault.help("write decimals with a point and thousands without a mark"));
        } else {
            cursor.reset(before);
            return Ok(());
        }
    }
}

/// `^-4` or raised digits.
fn raised_to(cursor: &mut Cursor<'_>) -> Option<i32> {
    let start = cursor.at();
    if cursor.at_raised() || cursor.eat(|c| c == '^').is_some() {
        let exponent = cursor.exponent();
        if exponent.is_none() {
            cursor.reset(start);
        }
        return exponent;
    }
    None
}

/// `e3`, `E-3`; not the `e` of `eV` or the `E` of `EUR`.
fn scientific(cursor: &mut Cursor<'_>) -> Option<i32> {
    let start = cursor.at();
    cursor.eat(|c| matches!(c, 'e' | 'E'))?;
    let exponent = if cursor.at_raised() { None } else { cursor.exponent() };
    if exponent.is_none() {
        cursor.reset(start);
    }
    exponent
}

/// ` × 10^3`, `x10^3`, `·10³`, `*10^-3`.
fn times_power_of_ten(cursor: &mut Cursor<'_>) -> Option<i32> {
    let start = cursor.at();
    let mut read = || {
        cursor.skip_space();
        cursor.eat(|c| matches!(c, '×' | 'x' | 'X' | '*' | '·' | '⋅'))?;
        cursor.skip_space();
        if cursor.eat_str("10") { raised_to(cursor) } else { None }
    };
    let exponent = read();
    if exponent.is_none() {
        cursor.reset(start);
    }
    exponent
}

/// `/3`; not the slash of `/cm`.
fn denominator(cursor: &mut Cursor<'_>) -> Option<Mantissa> {
    let start = cursor.at();
    cursor.eat(|c| c == '/')?;
    let digits = cursor.digits();
    if digits.is_empty() {
        cursor.reset(start);
        return None;
    }
    let mut mantissa = Mantissa::default();
    mantissa.push(digits);
    Some(mantissa)
}
