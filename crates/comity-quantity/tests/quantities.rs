//! What control lists write, and what must be refused.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    cmp::Ordering,
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

use comity_quantity::{Exact, Interval, Problem, Quantity, QuantityError, Unit, unit, units};
use proptest::prelude::*;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap_or_else(|e| panic!("{text:?}: {e}"))
}

#[track_caller]
fn reads(text: &str, shown: &str, same: &str) {
    let read = quantity(text);
    assert_eq!(read.to_string(), shown, "showing {text:?}");
    assert_eq!(read, quantity(same), "meaning of {text:?}");
    assert_eq!(quantity(shown), read, "reading back {text:?}");
}

#[track_caller]
fn refuses(text: &str, problem: Problem, bad: &str, help: Option<&str>) {
    let error = text.parse::<Quantity>().map(|q| q.to_string()).unwrap_err();
    assert_eq!((error.problem(), &text[error.span()], error.suggestion()), (problem, bad, help), "{text:?}");
}

#[test]
fn numbers() {
    for (text, shown) in [
        ("1.5", "1.5"),
        ("1,000", "1000"),
        ("1,234,567.50", "1234567.5"),
        ("10 000", "10000"),
        ("1\u{202f}000\u{202f}000", "1000000"),
        ("5e3", "5000"),
        ("5E-3", "0.005"),
        ("10^-4", "0.0001"),
        ("10⁻⁴", "0.0001"),
        ("-10^2", "-100"),
        ("5 × 10^3", "5000"),
        ("5x10^3", "5000"),
        ("4.2·10⁻³", "0.0042"),
        ("10 × 10^3", "10000"),
        ("-55", "-55"),
        ("−55", "-55"),
        ("+7", "7"),
        (".5", "0.5"),
        ("1/3", "1/3"),
        ("-2/4", "-0.5"),
        ("  12  ", "12"),
        ("007", "7"),
        ("0e999999999", "0"),
        ("1e38", "100000000000000000000000000000000000000"),
        ("0.1000000000000000000000000000000000000000000000000000", "0.1"),
    ] {
        let number: Exact = text.parse().unwrap_or_else(|e| panic!("{text:?}: {e}"));
        assert_eq!(number.to_string(), shown, "{text:?}");
    }
    for (text, problem) in [
        ("", Problem::Empty),
        (" \t ", Problem::Empty),
        ("abc", Problem::Number),
        ("-", Problem::Number),
        (".", Problem::Number),
        ("5.", Problem::Number),
        ("1.2.3", Problem::Number),
        ("0,5", Problem::Separator),
        ("0,500", Problem::Separator),
        ("1,00", Problem::Separator),
        ("1000,5", Problem::Separator),
        ("1,000 000", Problem::Separator),
        ("1/0", Problem::DivisionByZero),
        ("1.5/2", Problem::Number),
        ("2^10", Problem::Number),
        ("5 × 103", Problem::Number),
        ("10^999999999", Problem::Overflow),
        ("10^-39", Problem::Overflow),
        ("1e99999999999999999999", Problem::Overflow),
        ("999999999999999999999999999999999999999", Problem::Overflow),
        ("5 m", Problem::Number),
    ] {
        assert_eq!(text.parse::<Exact>().unwrap_err().problem(), problem, "{text:?}");
    }
}

#[test]
fn quantities_of_control_lists() {
    reads("1.3 GSPS", "1.3 GSPS", "1300 MSPS");
    reads("10 × 10^3 rad (Si)", "10000 rad (Si)", "100 Gy (Si)");
    reads("5 x 10^5 Rads (Si)", "500000 rad (Si)", "5 kGy");
    reads("500 krad(Si)", "500 krad (Si)", "5000 Gy");
    reads("5 × 10^6 rads (Si)/s", "5000000 rads (Si)/s", "50 kGy/s");
    reads("20 %", "20 %", "0.2");
    reads("20%", "20 %", "1/5");
    reads("10000 USD", "10000 USD", "10,000 US$");
    reads("50 €", "50 EUR", "50 EUR");
    reads("500 MHz", "500 MHz", "0.5 GHz");
    reads("30,000 rpm", "30000 rpm", "500 Hz");
    reads("-55 °C", "-55 °C", "218.15 K");
    reads("−55 ° C", "-55 °C", "-67 °F");
    reads("12 bit", "12 bit", "1.5 byte");
    reads("10 Gbit/s", "10 Gbit/s", "10 Gbps");
    reads("40 m/s2", "40 m/s2", "40 m/s^2");
    reads("1.1 MNs", "1.1 MNs", "1100 kN·s");
    reads("4800 TOPS", "4800 TOPS", "4.8 POPS");
    reads("29 WT", "29 WT", "29 WT");
    reads("8.0 GFLOPS", "8 GFLOPS", "8000 MFLOPS");
    reads("3.8 × 10⁻² W/cm²", "0.038 W/cm²", "380 W/m2");
    reads("130 W/(m K)", "130 W/(m K)", "0.13 kW/(m·K)");
    reads("40 MJ/kg", "40 MJ/kg", "40 kJ/g");
    reads("10 N/m2", "10 N/m2", "10 Pa");
    reads("0.02 °/h", "0.02 °/h", "0.02 degree per hour");
    reads("0.0035 °/√h", "0.0035 °/√h", "0.0035 degree/rt hr");
    reads("0.0035 °/rt h", "0.0035 °/rt h", "35/600000 °/√s");
    reads("20 µg0", "20 µgn", "20e-6 gn");
    reads("1 gn", "1 gn", "9.80665 m/s2");
    reads("0.7 mGal", "0.7 mGal", "7 µm/s2");
    reads("10 pT/√Hz", "10 pT/√Hz", "0.01 nT/sqrt(Hz)");
    reads("-145 dBm/Hz", "-145 dBm/Hz", "-145 dBm/Hz");
    reads("4 arc-seconds", "4 arcsec", "1/900 degree");
    reads("5 mm·mrad", "5 mm·mrad", "5 µm rad");
    reads("120 lines/mm", "120 lines/mm", "120000 line/m");
    reads("1,536 elements", "1536 element", "1536 element");
}

#[test]
fn more_units() {
    for (left, right) in [
        ("1 atm", "101325 Pa"),
        ("760 torr", "1 atm"),
        ("1 bar", "100 kPa"),
        ("1 in", "25.4 mm"),
        ("1 ft", "12 inches"),
        ("1 mile", "1609.344 m"),
        ("1 nmi", "1.852 km"),
        ("1 kt", "1.852 km/h"),
        ("1 lb", "453.59237 g"),
        ("1 psi", "44482216152605/6451600000 Pa"),
        ("1 h", "60 min"),
        ("2 days", "48 h"),
        ("1 year", "12 months"),
        ("1 Ci", "37 GBq"),
        ("1 T", "10000 gauss"),
        ("1 L", "1000 cm3"),
        ("1 litre", "1 dm³"),
        ("1 eV", "1.602176634e-19 J"),
        ("1 kWh", "3.6 MJ"),
        ("1 VA", "1 W"),
        ("1 Ω", "1 ohm"),
        ("1 µm", "1 um"),
        ("1 μm", "1 micrometre"),
        ("1 F V", "1 C"),
        ("1 H A/s", "1 V"),
        ("1 lm", "1 cd sr"),
        ("1 ppm", "1e-6"),
        ("1 cSt", "1 mm2/s"),
        ("5/cm", "500 1/m"),
        ("360 °", "1 rev"),
        ("1 kB", "8000 bit"),
        ("1 KiB", "8192 bit"),
        ("1 m/s/s", "1 m/s2"),
        ("5 (°C)", "5 °C"),
        ("5 °C/min", "5 K/min"),
        ("1000 ohm/sq", "1 kohm per square"),
    ] {
        assert_eq!(quantity(left), quantity(right), "{left} = {right}");
    }
    // The one inexact factor: good to 16 digits.
    let radian = quantity("1 rad").base().to_f64();
    assert!((radian - 57.295_779_513_082_32).abs() < 1e-14, "{radian}");
    for (left, right) in [("1 g", "1 gn"), ("1 rad", "1 rad (Si)"), ("1 dB", "1 dBm"), ("1 USD", "1 CAD"), ("1 USD", "1"), ("1 Bq", "1 Hz"), ("1 °", "1")] {
        assert!(quantity(left).compare(&quantity(right)).is_err(), "{left}, {right}");
    }
}

#[test]
fn refusals() {
    refuses("1.3 GSPZ", Problem::UnknownUnit, "GSPZ", Some("did you mean `GSPS`?"));
    refuses("  5 m/seconx ", Problem::UnknownUnit, "seconx", Some("did you mean `second`?"));
    refuses("5 mhz", Problem::UnknownUnit, "mhz", Some("did you mean `MHz` or `mHz`?"));
    refuses("5 kelvinn", Problem::UnknownUnit, "kelvinn", Some("did you mean `kelvin`?"));
    refuses("5 J/kg K", Problem::AmbiguousProduct, "K", None);
    refuses("5 √kHz", Problem::Root, "√kHz", None);
    refuses("5 W/(m K", Problem::Unit, "(m K", Some("close the parenthesis"));
    refuses("5 m^", Problem::Unit, "m^", None);
    refuses("5 m/", Problem::Unit, "", None);
    refuses("5 m^99", Problem::Overflow, "m^99", None);
    refuses("5 USD EUR", Problem::Overflow, "EUR", None);
    refuses("13,32 kPa", Problem::Separator, "13,32", Some("write decimals with a point and thousands without a mark"));
    refuses("5 × 103 Gy", Problem::Unit, "× 103 Gy", None);
    refuses("MHz", Problem::Number, "MHz", None);
    refuses("", Problem::Empty, "", None);
    refuses("1e38 Ym", Problem::Overflow, "1e38 Ym", None);
    refuses("10^999999999 m", Problem::Overflow, "10^999999999", None);
    let long = "9".repeat(1 << 20);
    assert_eq!(long.parse::<Quantity>().unwrap_err().problem(), Problem::TooLong);
    let deep = format!("5 {}m{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(deep.parse::<Quantity>().unwrap_err().problem(), Problem::Unit);
    let roots = format!("5 {}m", "√".repeat(60));
    assert!(roots.parse::<Quantity>().is_err());
}

#[test]
fn an_error_can_be_drawn() {
    let error = "1.3 GSPZ".parse::<Quantity>().unwrap_err();
    let mut drawn = String::new();
    miette::NarratableReportHandler::new().render_report(&mut drawn, &error).unwrap();
    assert!(drawn.contains("unknown unit `GSPZ`") && drawn.contains("expected a unit"), "{drawn}");
    assert!(drawn.contains("did you mean `GSPS`?"), "{drawn}");
}

#[test]
fn arithmetic_is_exact_or_refused() {
    assert_eq!(quantity("0.1").checked_add(&quantity("0.2")).unwrap(), quantity("0.3"));
    assert!(matches!(quantity("1 USD").checked_add(&quantity("1 EUR")), Err(QuantityError::Mismatch(_))));
    assert!(matches!(quantity("1 °C").checked_add(&quantity("1 °C")), Err(QuantityError::Scale)));
    assert!(matches!(quantity("1e38").checked_add(&quantity("1e38")), Err(QuantityError::Overflow(_))));
    assert!(matches!(quantity("1 m").checked_ratio(&quantity("0 m")), Err(QuantityError::DivisionByZero)));
    assert_eq!(quantity("1 km").to_unit(&unit("m").unwrap()).unwrap().to_string(), "1000 m");
}

#[test]
fn every_unit_reads_itself() {
    for listed in units() {
        let read: Unit = listed.symbol().parse().unwrap_or_else(|e| panic!("{}: {e}", listed.symbol()));
        assert_eq!(&read, listed);
        assert_eq!(read.symbol(), listed.symbol());
    }
    assert!(units().count() > 1000);
}

#[test]
fn strings_in_json() {
    let read: Vec<Quantity> = serde_json::from_str(r#"["1.5 GHz", 12]"#).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"["1.5 GHz","12"]"#);
    assert!(serde_json::from_str::<Quantity>("1.5").is_err(), "a float is not exact");
    assert_eq!(serde_json::from_str::<Exact>("\"1/3\"").unwrap(), Exact::new(1, 3).unwrap());
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn any_exact() -> impl Strategy<Value = Exact> {
    let small = (-60..60_i128, 1..12_i128);
    let large = (any::<i128>(), any::<i128>());
    prop_oneof![small, large].prop_filter_map("no such fraction", |(n, d)| Exact::new(n, d))
}

fn small_exact() -> impl Strategy<Value = Exact> {
    (-10_000..10_000_i128, 1..1000_i128).prop_filter_map("no such fraction", |(n, d)| Exact::new(n, d))
}

fn any_unit() -> impl Strategy<Value = Unit> {
    let all: Vec<&'static Unit> = units().collect();
    let compound = ["m/s2", "W/(m K)", "kg/m3", "1/cm", "°/√h", "MJ/kg", "dBm/Hz"].map(|s| unit(s).unwrap());
    prop_oneof![proptest::sample::select(all).prop_map(Clone::clone), proptest::sample::select(compound.to_vec())]
}

fn any_bound() -> impl Strategy<Value = comity_quantity::Bound> {
    use std::ops::Bound::{Excluded, Included, Unbounded};
    prop_oneof![Just(Unbounded), (-6..6).prop_map(|n| Included(Exact::from(n))), (-6..6).prop_map(|n| Excluded(Exact::from(n)))]
}

fn any_interval() -> impl Strategy<Value = Interval> {
    (any_bound(), any_bound()).prop_map(|(lower, upper)| Interval::new(lower, upper))
}

/// Whole and half numbers on and around every bound that `any_bound` makes.
fn probes() -> impl Iterator<Item = Exact> {
    (-16..16).filter_map(|n| Exact::new(n, 2))
}

proptest! {
    #[test]
    fn numbers_round_trip(x in any_exact()) {
        prop_assert_eq!(x.to_string().parse::<Exact>().unwrap(), x);
    }

    #[test]
    fn quantities_round_trip(x in small_exact(), unit in any_unit()) {
        if let Ok(x) = Quantity::new(x, unit) {
            let back = quantity(&x.to_string());
            prop_assert_eq!(back.to_string(), x.to_string());
            prop_assert_eq!(hash(&back), hash(&x));
            prop_assert_eq!(back, x);
        }
    }

    #[test]
    fn conversion_keeps_the_meaning(x in small_exact(), from in any_unit(), to in any_unit()) {
        if let Ok(x) = Quantity::new(x, from)
            && let Ok(y) = x.to_unit(&to) {
            prop_assert_eq!(&y, &x);
            prop_assert_eq!(quantity(&y.to_string()), x);
        }
    }

    #[test]
    fn order_is_total(a in any_exact(), b in any_exact(), c in any_exact()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b) == Ordering::Equal, a == b);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }

    #[test]
    fn order_agrees_with_difference(a in any_exact(), b in any_exact()) {
        if let Some(difference) = a.checked_sub(b) {
            prop_assert_eq!(a.cmp(&b), difference.cmp(&Exact::ZERO));
        }
    }

    #[test]
    fn neighbours_are_told_apart(n in i128::MAX / 2..i128::MAX - 2) {
        // Cross products overflow: n/(n+1) < (n+1)/(n+2).
        let (a, b) = (Exact::new(n, n + 1).unwrap(), Exact::new(n + 1, n + 2).unwrap());
        prop_assert_eq!(a.cmp(&b), Ordering::Less);
        prop_assert_eq!(b.negated().cmp(&a.negated()), Ordering::Less);
    }

    #[test]
    fn arithmetic_undoes_itself(a in any_exact(), b in any_exact()) {
        if let Some(sum) = a.checked_add(b) && let Some(back) = sum.checked_sub(b) {
            prop_assert_eq!(back, a);
        }
        if let Some(product) = a.checked_mul(b) && let Some(back) = product.checked_div(b) {
            prop_assert_eq!(back, a);
        }
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        prop_assert_eq!(a.checked_mul(b), b.checked_mul(a));
    }

    #[test]
    fn small_arithmetic_never_fails(a in small_exact(), b in small_exact()) {
        let sum = Exact::new(a.numerator() * b.denominator() + b.numerator() * a.denominator(), a.denominator() * b.denominator());
        prop_assert_eq!(a.checked_add(b), sum);
        prop_assert_eq!(a.checked_mul(b), Exact::new(a.numerator() * b.numerator(), a.denominator() * b.denominator()));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        if let Err(error) = text.parse::<Quantity>() {
            prop_assert!(text.get(error.span()).is_some(), "span on character boundaries");
        }
    }

    #[test]
    fn likely_text_is_read_or_refused(text in "[-−+]?[0-9,. ]{0,6}(e|x10\\^|×10|/)?[-0-9⁻²]{0,4} ?[mskWHzGyradSiK°√()/·^0-9 ]{0,12}") {
        match text.parse::<Quantity>() {
            Ok(read) => prop_assert_eq!(quantity(&read.to_string()), read),
            Err(error) => prop_assert!(text.get(error.span()).is_some()),
        }
    }

    #[test]
    fn intervals_agree_with_their_members(a in any_interval(), b in any_interval()) {
        let [below, above] = a.complement();
        for x in probes() {
            prop_assert_eq!(a.intersection(b).contains(x), a.contains(x) && b.contains(x));
            prop_assert_eq!(below.contains(x) || above.contains(x), !a.contains(x));
        }
        prop_assert_eq!(a.is_empty(), !probes().any(|x| a.contains(x)));
        prop_assert_eq!(a.is_subset(&b), probes().all(|x| !a.contains(x) || b.contains(x)));
        prop_assert_eq!(a.witness().is_some_and(|x| a.contains(x)), !a.is_empty());
    }
}
