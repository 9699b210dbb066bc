//! The grammar of numbers: decimal commas and points, thousands, powers of ten with and without their marks, ratios.

use comity_quantity::Exact;

use super::Dialect;

/// A number as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How it is written in a criterion: `1.3`, `5 × 10^3`, `1/5000`.
    pub shown: String,
    /// What it means.
    pub value: Exact,
    /// The step of its last digit: how closely it is stated.
    pub step: Exact,
}

impl Number {
    /// A small whole number, such as one written in words.
    pub fn whole(value: u32) -> Self {
        Self { shown: value.to_string(), value: Exact::from(value), step: Exact::ONE }
    }
    /// The number times a power of ten that stands behind it in words; none where it has a power already.
    pub fn times_ten(&self, power: i32) -> Option<Self> {
        if self.shown.contains(['×', '^', '/']) {
            return None;
        }
        let ten = Exact::from(10).checked_pow(power)?;
        Some(Self { shown: format!("{} × 10^{power}", self.shown), value: self.value.checked_mul(ten)?, step: self.step.checked_mul(ten)? })
    }
}

/// Reads the number that `text` begins with; gives it with its length in bytes. What could mean two numbers is none.
///
/// ```
/// use comity_read::criteria::{Dialect, number::scan};
/// let shown = |text, dialect| scan(text, &dialect).map(|(n, length)| format!("{} [{length}]", n.shown));
/// let eu = Dialect::decimal_comma(true);
/// assert_eq!(shown("5 × 103 Gy", eu).as_deref(), Some("5 × 10^3 [8]"));
/// assert_eq!(shown("13,326 kPa", eu).as_deref(), Some("13.326 [6]"));
/// assert_eq!(shown("13,326 kPa", Dialect::decimal_point()).as_deref(), Some("13326 [6]"));
/// assert_eq!(shown("10-6/K", eu).as_deref(), Some("10^-6 [4]"));
/// ```
pub fn scan(text: &str, dialect: &Dialect) -> Option<(Number, usize)> {
    let sign_len = text.find(|c: char| !matches!(c, '-' | '+')).filter(|len| *len <= 1)?;
    let negative = text.starts_with('-');
    let body = text.get(sign_len..)?;
    let (digits, places, mut at) = mantissa(body, dialect)?;
    let plain = at;
    let mut exponent = None;
    let mut bare_power = false;
    if digits == "10"
        && places == 0
        && let Some((power, len)) = power(body.get(at..)?, dialect, true)
    {
        exponent = Some(power);
        bare_power = true;
        at += len;
    } else if let Some((power, len)) = times_ten(body.get(at..)?, dialect) {
        exponent = Some(power);
        at += len;
    }
    let mantissa: i128 = if bare_power { 1 } else { digits.parse().ok()? };
    let unit = Exact::from(10).checked_pow(exponent.unwrap_or(0).checked_sub(if bare_power { 0 } else { places })?)?;
    let mut value = Exact::new(mantissa, 1)?.checked_mul(unit)?;
    let mut shown = decimal(if bare_power { "10" } else { &digits }, if bare_power { 0 } else { places });
    if let Some(power) = exponent {
        shown = if bare_power { format!("10^{power}") } else { format!("{shown} × 10^{power}") };
    }
    // A ratio: `10:1`, `1:5000`.
    if exponent.is_none()
        && places == 0
        && let Some(rest) = body.get(at..).and_then(|r| r.strip_prefix(':'))
    {
        let len = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let denominator: i128 = rest.get(..len)?.parse().ok()?;
        if denominator == 0 || body.get(..plain)?.contains([' ', ',', '.']) {
            return None;
        }
        value = Exact::new(mantissa, denominator)?;
        shown = if denominator == 1 { mantissa.to_string() } else { format!("{mantissa}/{denominator}") };
        at += 1 + len;
    }
    if negative {
        value = value.negated();
        shown.insert(0, '-');
    }
    Some((Number { shown, value, step: unit }, sign_len + at))
}

/// `digits` with a point before the last `places`.
fn decimal(digits: &str, places: i32) -> String {
    let places = usize::try_from(places).unwrap_or(0);
    if places == 0 {
        let trimmed = digits.trim_start_matches('0');
        return if trimmed.is_empty() { "0".into() } else { trimmed.into() };
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// Digits, how many of them stand behind the mark, and the length in bytes.
fn mantissa(text: &str, dialect: &Dialect) -> Option<(String, i32, usize)> {
    let run = |at: usize| text.get(at..).map_or(0, |t| t.find(|c: char| !c.is_ascii_digit()).unwrap_or(t.len()));
    let first = run(0);
    if first == 0 || first > 15 {
        return None;
    }
    let mut digits = text.get(..first)?.to_owned();
    let mut at = first;
    let (decimal, thousands) = if dialect.decimal_comma { (',', '.') } else { ('.', ',') };
    let mark = |at: usize| text.get(at..).and_then(|t| t.chars().next());
    // Thousands, by spaces or by the mark that is not the decimal one.
    let grouped = |at: usize, separator: char| mark(at) == Some(separator) && run(at + 1) == 3;
    if first <= 3 && !digits.starts_with('0') {
        for separator in [' ', thousands] {
            let mut next = at;
            let mut more = digits.clone();
            while grouped(next, separator) {
                more.push_str(text.get(next + 1..next + 4)?);
                next += 4;
            }
            if next > at {
                // "1.000" under a decimal comma, or "2 100" that could be two numbers, would be guesses.
                if separator == '.' {
                    return None;
                }
                digits = more;
                at = next;
                break;
            }
        }
    }
    let mut places = 0;
    let wrong_mark = mark(at) == Some(thousands) && run(at + 1) > 0 && digits.len() <= 3;
    if mark(at) == Some(decimal) && run(at + 1) > 0 {
        let len = run(at + 1);
        digits.push_str(text.get(at + 1..at + 1 + len)?);
        places = i32::try_from(len).ok()?;
        at += 1 + len;
    } else if wrong_mark {
        // A slip of the source: `0.1 MPa` among decimal commas. Certain only where it cannot be thousands.
        let len = run(at + 1);
        if digits != "0" && (len == 3 || thousands == ',') {
            return None;
        }
        digits.push_str(text.get(at + 1..at + 1 + len)?);
        places = i32::try_from(len).ok()?;
        at += 1 + len;
    }
    // A further mark and digits: `1.2.3` is no number.
    if (mark(at) == Some('.') || mark(at) == Some(',')) && run(at + 1) > 0 {
        return None;
    }
    if digits.len() > 18 {
        return None;
    }
    Some((digits, places, at))
}

/// ` × 10^3`, `x 10^-4`, and ` × 103` where superscripts are lost.
fn times_ten(text: &str, dialect: &Dialect) -> Option<(i32, usize)> {
    let spaces = |t: &str| t.len() - t.trim_start_matches(' ').len();
    let mut at = spaces(text);
    let sign = text.get(at..)?.chars().next()?;
    if !matches!(sign, '×' | 'x' | 'X' | '*' | '·') {
        return None;
    }
    at += sign.len_utf8();
    at += spaces(text.get(at..)?);
    let tail = text.get(at..)?.strip_prefix("10")?;
    at += 2;
    let (power, len) = power(tail, dialect, false)?;
    Some((power, at + len))
}

/// The exponent behind a ten.
fn power(text: &str, dialect: &Dialect, alone: bool) -> Option<(i32, usize)> {
    let mut at = 0;
    let marked = text.starts_with('^');
    if marked {
        at += 1;
    } else if !dialect.flattened_superscripts {
        return None;
    }
    let negative = text.get(at..)?.starts_with('-');
    if negative || text.get(at..)?.starts_with('+') {
        at += 1;
    }
    // "10 000", "100": a ten alone is a power only with a mark or a minus.
    if alone && !marked && !negative {
        return None;
    }
    let tail = text.get(at..)?;
    let len = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    if len == 0 || len > 2 {
        return None;
    }
    // `10-12-3` and `10-14.5` are something else.
    let after = tail.get(len..)?;
    if after.starts_with('-') || after.starts_with(['.', ',']) && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let value: i32 = tail.get(..len)?.parse().ok()?;
    Some((if negative { -value } else { value }, at + len))
}

/// The value of a number in words, up to twenty.
///
/// ```
/// assert_eq!(comity_read::criteria::number::in_words("eight"), Some(8));
/// ```
pub fn in_words(word: &str) -> Option<u32> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let at = WORDS.iter().position(|w| w.eq_ignore_ascii_case(word))?;
    u32::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, dialect: Dialect, want: &str) {
        let got = scan(text, &dialect).map_or("none".to_owned(), |(n, len)| format!("{}|{}", n.shown, text.get(len..).unwrap_or_default()));
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn of_the_comma_dialect() {
        let eu = Dialect::decimal_comma(true);
        check("1,3 G", eu, "1.3| G");
        check("20 000 l", eu, "20000| l");
        check("20000 l", eu, "20000| l");
        check("2 × 108 Hz", eu, "2 × 10^8| Hz");
        check("0,28 × 10-4 mm2", eu, "0.28 × 10^-4| mm2");
        check("3,18 × 106m", eu, "3.18 × 10^6|m");
        check("0.1 to 4 MPa", eu, "0.1| to 4 MPa");
        check("1.000 m", eu, "none");
        check("10-14 J", eu, "10^-14| J");
        check("10 to 100", eu, "10| to 100");
        check("1:5000", eu, "1/5000|");
        check("-263,3 °C", eu, "-263.3| °C");
        check("5 × 10^3 Gy", eu, "5 × 10^3| Gy");
    }

    #[test]
    fn of_the_point_dialect() {
        let us = Dialect::decimal_point();
        check("1,000 m", us, "1000| m");
        check("3,500 MSPS", us, "3500| MSPS");
        check("0.050 m", us, "0.05| m");
        check("5 × 10^3 Gy", us, "5 × 10^3| Gy");
        check("5 × 103 Gy", us, "5| × 103 Gy");
        check("5 x 10^-4 Gy", us, "5 × 10^-4| Gy");
        check("1,5 m", us, "none");
        check("0,5 m", us, "0.5| m");
        check("10^-4 Pa", us, "10^-4| Pa");
        check("1.2.3", us, "none");
        check("10:1 or", us, "10| or");
    }
}
