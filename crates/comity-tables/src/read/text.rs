//! Numbers and days as they would be written in a line.

use jiff::{
    Span,
    civil::{Date, DateTime, date},
};

use super::kind::Kind;

const BEGINNING: Date = date(1970, 1, 1);

/// A whole number of a column of a kind. What lies beyond the calendar is written so that nobody takes it for a day.
pub fn whole(value: i64, bits: u32, kind: Kind) -> String {
    match kind {
        Kind::Whole { is_signed: false } if bits == 32 => (value as u32).to_string(),
        Kind::Whole { is_signed: false } => (value as u64).to_string(),
        Kind::Decimal { scale } => decimal(value.into(), scale),
        Kind::Day => day(value).unwrap_or_else(|| format!("{value} days after {BEGINNING}")),
        Kind::Moment { parts } => moment(value, parts).unwrap_or_else(|| format!("{value}/{parts} seconds after {BEGINNING}")),
        _ => value.to_string(),
    }
}

fn day(days: i64) -> Option<String> {
    Some(BEGINNING.checked_add(Span::new().try_days(days).ok()?).ok()?.to_string())
}

/// The first moment of a day is that day: so programs without a type for days write them.
fn moment(value: i64, parts: i64) -> Option<String> {
    let (seconds, rest) = (value.div_euclid(parts), value.rem_euclid(parts) * (1_000_000_000 / parts));
    let begun: DateTime = BEGINNING.at(0, 0, 0, 0);
    let at = begun.checked_add(Span::new().try_seconds(seconds).ok()?.try_nanoseconds(rest).ok()?).ok()?;
    Some(if at == at.date().at(0, 0, 0, 0) { at.date().to_string() } else { at.to_string() })
}

/// A decimal number, with all its digits.
pub fn decimal(value: i128, scale: u32) -> String {
    if scale == 0 {
        return value.to_string();
    }
    let scale = scale as usize;
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (before, behind) = digits.split_at(digits.len() - scale);
    format!("{}{before}.{behind}", if value < 0 { "-" } else { "" })
}

/// A decimal number of so many bytes, the greatest first, in two's complement.
pub fn decimal_of_bytes(bytes: &[u8], scale: u32) -> Option<String> {
    let first = *bytes.first()?;
    let sign: i128 = if first & 0x80 == 0 { 0 } else { -1 };
    // Bytes beyond sixteen may only repeat the sign.
    let (beyond, own) = bytes.split_at(bytes.len().saturating_sub(16));
    if beyond.iter().any(|byte| *byte != sign as u8) || (!beyond.is_empty() && own.first().is_some_and(|byte| (byte ^ first) & 0x80 != 0)) {
        return None;
    }
    Some(decimal(own.iter().fold(sign, |value, byte| value << 8 | i128::from(*byte)), scale))
}

/// A floating-point number, in as few digits as tell it from its neighbours; none where it is no number.
pub fn floating(value: f64) -> Option<String> {
    (!value.is_nan()).then(|| value.to_string())
}

/// The same of half the bits: `0.1` is `0.1`, not what it is in twice the bits.
pub fn short_floating(value: f32) -> Option<String> {
    (!value.is_nan()).then(|| value.to_string())
}

/// A UUID in its usual form.
pub fn uuid(bytes: &[u8]) -> Option<String> {
    if bytes.len() != 16 {
        return None;
    }
    let mut out = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&index) {
            out.push('-');
        }
        out += &format!("{byte:02x}");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_written_with_all_their_digits() {
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(1250, 2), "12.50");
        assert_eq!(decimal(i128::MIN, 38), "-1.70141183460469231731687303715884105728");
        assert_eq!(whole(-1, 32, Kind::Whole { is_signed: false }), "4294967295");
        assert_eq!(whole(-1, 64, Kind::Whole { is_signed: false }), "18446744073709551615");
        assert_eq!(short_floating(0.1), Some("0.1".into()));
        assert_eq!(floating(500.0), Some("500".into()));
        assert_eq!(floating(f64::NAN), None);
    }

    #[test]
    fn moments_at_the_beginning_of_a_day_are_days() {
        let parts = 1_000_000;
        let day = 20_657 * 86_400 * parts;
        assert_eq!(whole(20_657, 32, Kind::Day), "2026-07-23");
        assert_eq!(whole(day, 64, Kind::Moment { parts }), "2026-07-23");
        assert_eq!(whole(day + 1, 64, Kind::Moment { parts }), "2026-07-23T00:00:00.000001");
        assert_eq!(whole(-parts, 64, Kind::Moment { parts }), "1969-12-31T23:59:59");
        assert_eq!(whole(i32::MAX.into(), 32, Kind::Day), "2147483647 days after 1970-01-01");
        assert_eq!(whole(i64::MAX, 64, Kind::Moment { parts: 1000 }), "9223372036854775807/1000 seconds after 1970-01-01");
    }

    proptest! {
        #[test]
        fn decimals_of_bytes_are_those_of_numbers(value in any::<i128>(), scale in 0..39u32, more in 0..4usize) {
            let sign = if value < 0 { 0xff } else { 0 };
            let bytes: Vec<u8> = std::iter::repeat_n(sign, more).chain(value.to_be_bytes()).collect();
            prop_assert_eq!(decimal_of_bytes(&bytes, scale), Some(decimal(value, scale)));
        }

        #[test]
        fn floating_numbers_come_back_from_their_text(value in any::<f64>()) {
            if let Some(text) = floating(value) {
                prop_assert_eq!(text.parse::<f64>().unwrap(), value);
            }
        }
    }
}
