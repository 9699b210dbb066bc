//! The table of units. Each row defines its unit by rows above it; prefixes are generated.

use std::{collections::HashMap, sync::LazyLock};

use super::{Unit, expression};
use crate::{Dimension, Exact, cursor::Cursor, dimension::Base, number};

pub(super) static ONE: LazyLock<Unit> = LazyLock::new(|| Unit::new("", Dimension::DIMENSIONLESS, Exact::ONE, Exact::ZERO));

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::build);

/// Expressions of more than one word, each with the symbol that it stands for.
pub(super) const PHRASES: &[(&str, &str)] = &[
    ("mm Hg", "mmHg"),
    ("° C", "°C"),
    ("° F", "°F"),
    ("arc second", "arcsec"),
    ("arc seconds", "arcsec"),
    ("arc-second", "arcsec"),
    ("arc-seconds", "arcsec"),
    ("arc minute", "arcmin"),
    ("arc minutes", "arcmin"),
    ("nautical mile", "nmi"),
    ("nautical miles", "nmi"),
    ("parts per million", "ppm"),
    ("parts per billion", "ppb"),
];

enum Def {
    /// So much of a base dimension.
    Base(Base, &'static str),
    /// So much of an expression of rows above.
    Is(&'static str),
    /// The same, with the base value of its zero.
    Scale(&'static str, &'static str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefixes {
    None,
    /// y to Y.
    All,
    /// k to E: of what comes in whole numbers.
    Large,
}

struct Row {
    /// The usual symbol.
    symbol: &'static str,
    /// Other symbols, which take the same prefixes.
    also: &'static str,
    /// Names, which take prefixes spelt out.
    names: &'static str,
    def: Def,
    prefixes: Prefixes,
}

impl Row {
    /// Every symbol that takes short prefixes. One may hold a space: `Rads (Si)`.
    fn symbols(&self) -> impl Iterator<Item = &'static str> + use<> {
        let end = if self.also.contains(" (Si)") { " (Si)" } else { " " };
        [self.symbol].into_iter().chain(self.also.split_inclusive(end).map(str::trim).filter(|part| !part.is_empty()))
    }
}

const fn row(symbol: &'static str, also: &'static str, names: &'static str, def: Def, prefixes: Prefixes) -> Row {
    Row { symbol, also, names, def, prefixes }
}

use Def::{Is, Scale};
use Prefixes::{All, Large, None as Bare};

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Base units
    row("m", "", "metre metres meter meters", Def::Base(Base::Length, "1"), All),
    row("g", "", "gram grams gramme grammes", Def::Base(Base::Mass, "1/1000"), All),
    row("s", "", "second seconds sec", Def::Base(Base::Time, "1"), All),
    row("A", "", "ampere amperes amp amps", Def::Base(Base::Current, "1"), All),
    row("K", "\u{212a}", "kelvin kelvins", Def::Base(Base::Temperature, "1"), All),
    row("mol", "", "mole moles", Def::Base(Base::Amount, "1"), All),
    row("cd", "", "candela candelas", Def::Base(Base::Luminous, "1"), All),
    row("bit", "", "bits", Def::Base(Base::Information, "1"), Large),
    row("°", "deg", "degree degrees", Def::Base(Base::Angle, "1"), Bare),
    row("sample", "", "samples", Def::Base(Base::Sample, "1"), Large),
    row("flop", "FLOP", "flops", Def::Base(Base::Flop, "1"), Large),
    row("decay", "", "decays", Def::Base(Base::Decay, "1"), Bare),
    row("px", "pixel pixels", "", Def::Base(Base::Pixel, "1"), Large),
    row("element", "elements", "", Def::Base(Base::Element, "1"), Bare),
    row("line", "lines", "", Def::Base(Base::Line, "1"), Bare),
    row("op", "", "operation operations", Def::Base(Base::Operation, "1"), Bare),
    // Levels: never converted, into each other or into what they compare
    row("dB", "", "decibel decibels", Def::Base(Base::Decibel, "1"), Bare),
    row("dBm", "", "", Def::Base(Base::DecibelMilliwatt, "1"), Bare),
    row("dBW", "", "", Def::Base(Base::DecibelWatt, "1"), Bare),
    row("dBc", "", "", Def::Base(Base::DecibelCarrier, "1"), Bare),
    row("dBi", "", "", Def::Base(Base::DecibelIsotropic, "1"), Bare),
    row("dBFS", "dBfs", "", Def::Base(Base::DecibelFullScale, "1"), Bare),
    // Plain numbers
    row("%", "", "percent pct", Is("1/100"), Bare),
    row("‰", "", "permille", Is("1/1000"), Bare),
    row("ppm", "", "", Is("1e-6"), Bare),
    row("ppb", "", "", Is("1e-9"), Bare),
    row("sq", "", "square", Is("1"), Bare), // of ohm per square
    // Time
    row("min", "", "minute minutes", Is("60 s"), Bare),
    row("h", "hr", "hour hours", Is("60 min"), Bare),
    row("d", "", "day days", Is("24 h"), Bare),
    row("year", "yr", "years", Is("365.25 d"), Bare),
    row("month", "", "months", Is("1/12 year"), Bare),
    row("week", "", "weeks", Is("7 d"), Bare),
    row("Hz", "", "hertz", Is("1 s^-1"), All),
    row("rpm", "RPM r/min", "", Is("1/60 Hz"), Bare),
    // Angle. The one inexact row: π to 17 digits
    row("rad", "", "radian radians", Is("7043110110/122925461 °"), All),
    row("sr", "", "steradian steradians", Is("1 rad^2"), All),
    row("arcmin", "′", "arcminute arcminutes", Is("1/60 °"), Bare),
    row("arcsec", "″", "arcsecond arcseconds", Is("1/3600 °"), All),
    row("rev", "", "revolution revolutions", Is("360 °"), Bare),
    // Length, area, volume
    row("in", "", "inch inches", Is("0.0254 m"), Bare),
    row("ft", "", "foot feet", Is("12 in"), Bare),
    row("yd", "", "yard yards", Is("3 ft"), Bare),
    row("mi", "", "mile miles", Is("1760 yd"), Bare),
    row("nmi", "", "", Is("1852 m"), Bare),
    row("Å", "\u{212b}", "angstrom angstroms", Is("1e-10 m"), Bare),
    row("micron", "", "microns", Is("1e-6 m"), Bare),
    row("ha", "", "hectare hectares", Is("10000 m2"), Bare),
    row("L", "l", "litre litres liter liters", Is("0.001 m3"), All),
    row("kt", "kn", "knot knots", Is("1 nmi/h"), Bare),
    // Mass, force, pressure
    row("t", "", "tonne tonnes", Is("1000 kg"), Bare),
    row("lb", "lbs", "pound pounds", Is("0.45359237 kg"), Bare),
    row("oz", "", "ounce ounces", Is("1/16 lb"), Bare),
    row("gr", "", "grain grains", Is("1/7000 lb"), Bare),
    row("u", "Da", "", Is("1.66053906892e-27 kg"), Bare),
    row("gn", "g0 g_n", "", Is("9.80665 m/s2"), All),
    row("Gal", "", "gal", Is("0.01 m/s2"), All),
    row("N", "", "newton newtons", Is("1 kg m/s2"), All),
    row("kgf", "", "", Is("1 kg gn"), Bare),
    row("lbf", "", "", Is("1 lb gn"), Bare),
    row("Ns", "", "", Is("1 N s"), All),
    row("Nm", "", "", Is("1 N m"), All),
    row("Pa", "", "pascal pascals", Is("1 N/m2"), All),
    row("bar", "", "bars", Is("100000 Pa"), All),
    row("atm", "", "atmosphere atmospheres", Is("101325 Pa"), Bare),
    row("Torr", "torr", "", Is("1/760 atm"), All),
    row("mmHg", "", "", Is("133.322387415 Pa"), Bare),
    row("psi", "", "", Is("1 lbf/in2"), Bare),
    row("ksi", "", "", Is("1000 psi"), Bare),
    row("P", "", "poise", Is("0.1 Pa s"), All),
    row("St", "", "stokes", Is("0.0001 m2/s"), All),
    // Energy, power, electricity
    row("J", "", "joule joules", Is("1 N m"), All),
    row("eV", "", "electronvolt electronvolts", Is("1.602176634e-19 J"), All),
    row("cal", "", "calorie calories", Is("4.184 J"), All),
    row("W", "", "watt watts", Is("1 J/s"), All),
    row("Wh", "", "", Is("1 W h"), All),
    row("C", "", "coulomb coulombs", Is("1 A s"), All),
    row("Ah", "", "", Is("1 A h"), All),
    row("V", "", "volt volts", Is("1 W/A"), All),
    row("VA", "", "", Is("1 V A"), All),
    row("ohm", "Ω \u{2126} ohms", "", Is("1 V/A"), All),
    row("S", "", "siemens", Is("1 A/V"), All),
    row("F", "", "farad farads", Is("1 C/V"), All),
    row("Wb", "", "weber webers", Is("1 V s"), All),
    row("H", "", "henry henries", Is("1 Wb/A"), All),
    row("T", "", "tesla teslas", Is("1 Wb/m2"), All),
    row("G", "", "gauss", Is("0.0001 T"), All),
    // Temperature
    row("°C", "degC ℃", "celsius", Scale("1 K", "273.15"), Bare),
    row("°F", "degF ℉", "fahrenheit", Scale("5/9 K", "45967/180"), Bare),
    // Light
    row("lm", "", "lumen lumens", Is("1 cd sr"), All),
    row("lx", "", "lux", Is("1 lm/m2"), All),
    // Radiation. `rad` alone is the angle
    row("Gy", "", "gray grays", Is("1 J/kg"), All),
    row("Gy (Si)", "", "", Is("1 Gy"), All),
    row("rad (Si)", "rads (Si) Rad (Si) Rads (Si)", "", Is("0.01 Gy"), All),
    row("Sv", "", "sievert sieverts", Is("1 J/kg"), All),
    row("Bq", "", "becquerel becquerels", Is("1 decay/s"), All),
    row("Ci", "", "curie curies", Is("37000000000 Bq"), All),
    // Information and computing
    row("B", "byte bytes", "", Is("8 bit"), Large),
    row("KiB", "", "", Is("1024 B"), Bare),
    row("MiB", "", "", Is("1024 KiB"), Bare),
    row("GiB", "", "", Is("1024 MiB"), Bare),
    row("TiB", "", "", Is("1024 GiB"), Bare),
    row("b", "", "", Is("1 bit"), Large),
    row("bps", "", "", Is("1 bit/s"), Large),
    row("Bps", "", "", Is("1 B/s"), Large),
    row("baud", "Bd", "", Is("1 Hz"), Large),
    row("SPS", "sps", "", Is("1 sample/s"), Large),
    row("FLOPS", "", "", Is("1 flop/s"), Large),
    row("OPS", "", "", Is("1 op/s"), Large),
    row("MTOPS", "Mtops", "", Is("1e6 op/s"), Bare), // a million theoretical operations a second, not mega-tera
    row("WT", "", "", Def::Base(Base::WeightedFlop, "1e12"), Bare),
];

const PREFIXES: &[(&str, &str, i32)] = &[
    ("y", "yocto", -24),
    ("z", "zepto", -21),
    ("a", "atto", -18),
    ("f", "femto", -15),
    ("p", "pico", -12),
    ("n", "nano", -9),
    ("µ", "micro", -6),
    ("m", "milli", -3),
    ("c", "centi", -2),
    ("d", "deci", -1),
    ("da", "deca", 1),
    ("h", "hecto", 2),
    ("k", "kilo", 3),
    ("M", "mega", 6),
    ("G", "giga", 9),
    ("T", "tera", 12),
    ("P", "peta", 15),
    ("E", "exa", 18),
    ("Z", "zetta", 21),
    ("Y", "yotta", 24),
];

/// ISO 4217, without codes for metals, funds and tests.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD \
    HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL \
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS \
    VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Signs that mean one currency only: `$` and `¥` do not.
const SIGNS: &[(&str, &str)] = &[("€", "EUR"), ("US$", "USD")];

pub(super) struct Table {
    pub(super) units: Vec<Unit>,
    by_name: HashMap<Box<str>, Named>,
}

#[derive(Clone, Copy)]
struct Named {
    index: usize,
    prefixed: bool,
}

impl Table {
    pub(super) fn get(&self, name: &str) -> Option<&Unit> {
        self.units.get(self.by_name.get(name)?.index)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(AsRef::as_ref)
    }

    fn build() -> Self {
        let mut table = Self { units: Vec::with_capacity(2000), by_name: HashMap::with_capacity(6000) };
        for currency in CURRENCIES.split_whitespace() {
            if let Ok(code) = currency.as_bytes().try_into() {
                let index = table.push(Unit::new(currency, Dimension::money(code), Exact::ONE, Exact::ZERO));
                table.name(currency, index, false);
                for (sign, _) in SIGNS.iter().filter(|(_, code)| *code == currency) {
                    table.name(sign, index, false);
                }
            }
        }
        for row in ROWS {
            // A test holds that every row is read.
            let _ = table.add(row);
        }
        table
    }

    /// Adds the row's unit and its prefixed forms; `None` if the definition cannot be read.
    fn add(&mut self, row: &Row) -> Option<()> {
        let (dimension, factor, offset) = match row.def {
            Def::Base(base, size) => (Dimension::base(base), size.parse().ok()?, Exact::ZERO),
            Is(definition) => self.amount(definition, Exact::ZERO)?,
            Scale(definition, zero) => self.amount(definition, zero.parse().ok()?)?,
        };
        let index = self.push(Unit::new(row.symbol, dimension, factor, offset));
        for name in row.symbols().chain(row.names.split_whitespace()) {
            self.name(name, index, false);
        }
        for &(short, long, exponent) in PREFIXES {
            let wanted = match row.prefixes {
                Bare => false,
                Large => exponent >= 3,
                All => true,
            };
            // The farthest prefixes of the finest units (yoctoelectronvolt) cannot be held exactly: there are none.
            let factor = Exact::from(10).checked_pow(exponent).and_then(|power| factor.checked_mul(power));
            let Some(factor) = factor.filter(|_| wanted) else {
                continue;
            };
            let index = self.push(Unit::new(&format!("{short}{}", row.symbol), dimension, factor, offset));
            for symbol in row.symbols() {
                let shorts: &[&str] = if short == "µ" { &["µ", "μ", "u"] } else { &[short] };
                for short in shorts {
                    self.name(&format!("{short}{symbol}"), index, true);
                }
            }
            for name in row.names.split_whitespace() {
                self.name(&format!("{long}{name}"), index, true);
            }
        }
        Some(())
    }

    fn push(&mut self, unit: Unit) -> usize {
        self.units.push(unit);
        self.units.len() - 1
    }

    /// The first to take a name keeps it, but a unit without prefix goes before one with (`min` is a minute).
    fn name(&mut self, name: &str, index: usize, prefixed: bool) {
        if self.by_name.get(name).is_none_or(|old| old.prefixed && !prefixed) {
            self.by_name.insert(name.into(), Named { index, prefixed });
        }
    }

    fn amount(&self, definition: &str, offset: Exact) -> Option<(Dimension, Exact, Exact)> {
        let mut cursor = Cursor::new(definition).ok()?;
        let number = number::read(&mut cursor).ok()?;
        cursor.skip_space();
        if cursor.is_at_end() {
            return Some((Dimension::DIMENSIONLESS, number, offset));
        }
        let unit = expression::read_with(self, &mut cursor).ok()?;
        Some((unit.dimension(), number.checked_mul(unit.factor())?, offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        for row in ROWS {
            let unit = TABLE.get(row.symbol).unwrap_or_else(|| panic!("{} is not in the table", row.symbol));
            assert_eq!(unit.symbol(), row.symbol);
            assert!(unit.factor() > Exact::ZERO, "(factor): {}", row.symbol);
        }
        assert!(CURRENCIES.split_whitespace().all(|code| TABLE.get(code).is_some_and(|u| u.symbol() == code)));
    }

    #[test]
    fn no_name_has_two_meanings() {
        let mut taken: HashMap<String, &str> = HashMap::new();
        let mut clashes = Vec::new();
        for row in ROWS {
            let prefixes = PREFIXES.iter().filter(|(.., exponent)| match row.prefixes {
                Bare => false,
                Large => *exponent >= 3,
                All => true,
            });
            let short: Vec<&str> = [""].into_iter().chain(prefixes.clone().map(|(short, ..)| *short)).collect();
            let long: Vec<&str> = [""].into_iter().chain(prefixes.map(|(_, long, _)| *long)).collect();
            let symbols = row.symbols().flat_map(|s| short.iter().map(move |p| format!("{p}{s}")));
            let names = row.names.split_whitespace().flat_map(|s| long.iter().map(move |p| format!("{p}{s}")));
            for name in symbols.chain(names) {
                if let Some(other) = taken.insert(name.clone(), row.symbol) {
                    clashes.push(format!("{name}: {other}, {}", row.symbol));
                }
            }
        }
        for currency in CURRENCIES.split_whitespace() {
            assert!(!taken.contains_key(currency), "{currency}");
        }
        assert_eq!(clashes, Vec::<String>::new());
    }
}
