//! Numbers get their units.

use comity_quantity::{Exact, Unit, unit};

use super::expression::Op;
use super::number::{Number, in_words};
use super::token::{Kind, Token};

/// A number and what its unit can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub number: Number,
    /// The units it can have, the likeliest first: `g` is a mass and an acceleration.
    pub units: Vec<(String, Unit)>,
    /// Written with `±`.
    pub both_signs: bool,
}

/// A number with its comparator; a range has two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Comparisons that all hold.
    pub bounds: Vec<(Op, Quantity)>,
    /// Asked is what lies outside the range.
    pub outside: bool,
    /// The whole range is asked for, from end to end.
    pub entire: bool,
    /// Words that belong to the property but stand between comparator and number: `exceeding Mach 5`.
    pub inner: Vec<String>,
}

impl Quantity {
    /// A number without a unit.
    pub fn bare(number: Number) -> Self {
        Self { number, units: vec![(String::new(), Unit::one())], both_signs: false }
    }
    /// Whether it has no unit.
    pub fn is_bare(&self) -> bool {
        matches!(self.units.as_slice(), [(symbol, _)] if symbol.is_empty())
    }
    /// Its value in base units, by its likeliest unit.
    pub fn base(&self) -> Option<Exact> {
        let (_, unit) = self.units.first()?;
        self.number.value.checked_mul(unit.factor())?.checked_add(unit.offset())
    }
    /// How it is written in a criterion, with its unit at `at`.
    pub fn shown(&self, at: usize) -> String {
        match self.units.get(at) {
            Some((symbol, _)) if !symbol.is_empty() => format!("{} {symbol}", self.number.shown),
            _ => self.number.shown.clone(),
        }
    }
}

/// Units in words, and spellings that are not symbols, as runs of words with what they mean.
const SPELT: [(&[&str], &str); 45] = [
    (&["square", "meter"], "m2"),
    (&["weighted", "teraflops"], "WT"),
    (&["millitorr"], "mTorr"),
    (&["neutrons/s"], "/s"),
    (&["grams", "per", "cubic", "centimeter"], "g/cm3"),
    (&["cubic", "meter"], "m3"),
    (&["cubic", "metre"], "m3"),
    (&["square", "meters"], "m2"),
    (&["g/cc"], "g/cm3"),
    (&["giga", "samples", "per", "second"], "GSPS"),
    (&["mega", "samples", "per", "second"], "MSPS"),
    (&["million", "samples", "per", "second"], "MSPS"),
    (&["gigasamples", "per", "second"], "GSPS"),
    (&["megasamples", "per", "second"], "MSPS"),
    (&["samples", "per", "second"], "SPS"),
    (&["second", "of", "arc"], "arcsec"),
    (&["seconds", "of", "arc"], "arcsec"),
    (&["minute", "of", "arc"], "arcmin"),
    (&["minutes", "of", "arc"], "arcmin"),
    (&["arc", "second"], "arcsec"),
    (&["arc", "seconds"], "arcsec"),
    (&["arc-second"], "arcsec"),
    (&["arc-seconds"], "arcsec"),
    (&["degree", "per", "square", "root", "hour"], "°/√h"),
    (&["degrees", "per", "square", "root", "hour"], "°/√h"),
    (&["micro", "g"], "µgn"),
    (&["per", "cent"], "%"),
    (&["oC"], "°C"),
    (&["revolutions", "per", "minute"], "rpm"),
    (&["r.p.m."], "rpm"),
    (&["r.p.m"], "rpm"),
    (&["atomic", "mass", "units"], "u"),
    (&["n/cm2"], "/cm2"),
    (&["n/cm^2"], "/cm2"),
    (&["neutrons/cm2"], "/cm2"),
    (&["neutrons/cm^2"], "/cm2"),
    (&["cubic", "meters"], "m3"),
    (&["cubic", "metres"], "m3"),
    (&["parts", "per", "million"], "ppm"),
    (&["weight", "percent"], "%"),
    (&["percent"], "%"),
    (&["deg", "C"], "°C"),
    (&["°", "C"], "°C"),
    (&["centistokes"], "cSt"),
    (&["cc"], "cm3"),
];

/// Words that are symbols of units but, behind a number, hardly ever mean them.
const NO_UNIT: [&str; 21] = [
    "in", "a", "at", "as", "d", "u", "b", "kt", "gal", "or", "to", "and", "line", "lines", "element", "elements", "pixel", "pixels", "sample", "samples", "op",
];
/// Counted things that are units only in a rate.
const COUNTED: [&str; 8] = ["operation", "operations", "flops", "rev", "month", "months", "day", "days"];
/// Symbols that, behind another, make a product: `N m`, `ohm cm`.
const FACTORS: [&str; 22] =
    ["m", "cm", "mm", "s", "K", "kg", "g", "h", "N", "A", "W", "m2", "cm2", "m^2", "cm^2", "Hz", "N-1", "h-1", "N^-1", "h^-1", "m-1", "s-1"];

/// Whether a word is a unit when it stands directly behind a number.
pub fn is_unit(word: &str) -> bool {
    SPELT.iter().any(|(spelt, _)| spelt.len() == 1 && spelt.first() == Some(&word))
        || !NO_UNIT.contains(&word) && (unit(&modern(word)).is_some() || word.len() > 4 && word.contains('-') && respelt(word).is_some())
}

/// `N-1` as `N^-1`; the letter `μ` and the like are settled before.
fn modern(symbol: &str) -> String {
    let mut out = String::with_capacity(symbol.len() + 2);
    let chars: Vec<char> = symbol.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let digit = chars.get(i + 1).is_some_and(char::is_ascii_digit);
        if c == '-' && digit && i > 0 && chars.get(i - 1).is_some_and(|b| b.is_alphabetic()) {
            out.push('^');
        }
        out.push(c);
    }
    out
}

/// Gives every number its unit; numbers in words become numbers where a unit or a comparator can stand with them.
pub fn units(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let number = match &token.kind {
            Kind::Number(number) => number.clone(),
            Kind::Word => match in_words(&token.raw) {
                // "one or more" is a manner of speaking; a higher number in words is a number where a comparator stands.
                Some(value) if value > 1 || value == 1 && (unit_at(&tokens, at).is_some() || single(&out, tokens.get(at))) => Number::whole(value),
                _ => {
                    out.push(token.clone());
                    continue;
                }
            },
            _ => {
                out.push(token.clone());
                continue;
            }
        };
        let mut number = number;
        if let Some(power) = tokens.get(at).and_then(multiple)
            && let Some(more) = number.times_ten(power)
        {
            number = more;
            at += 1;
        }
        let mut quantity = Quantity::bare(number);
        let spelt = matches!(token.kind, Kind::Word);
        let mut raw = if spelt { token.raw.clone() } else { quantity.number.shown.clone() };
        if out.last().is_some_and(|t| t.is("±")) {
            out.pop();
            quantity.both_signs = true;
        }
        if let Some((symbol, unit, used)) = unit_at(&tokens, at) {
            for token in tokens.get(at..at + used).unwrap_or_default() {
                raw.push(' ');
                raw.push_str(&token.raw);
            }
            at += used;
            if symbol == "g"
                && let Some(gravity) = comity_quantity::unit("gn")
            {
                quantity.units = vec![(symbol, unit), ("gn".into(), gravity)];
            } else {
                quantity.units = vec![(symbol, unit)];
            }
        }
        out.push(Token { kind: Kind::Quantity(quantity), raw });
    }
    parts(out)
}

/// `million` and its like, as a power of ten.
fn multiple(token: &Token) -> Option<i32> {
    [("thousand", 3), ("million", 6), ("billion", 9)].iter().find(|(word, _)| token.is(word)).map(|(_, power)| *power)
}

/// `1 part in 1000`, `1 part hafnium to 500 parts zirconium`: one ratio, not two numbers.
fn parts(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let whole = |t: Option<&Token>| match t.map(|t| &t.kind) {
            Some(Kind::Quantity(q)) if q.is_bare() && q.number.value.is_integer() && q.number.value > Exact::ZERO => Some(q.number.clone()),
            _ => None,
        };
        if let Some(share) = whole(Some(token))
            && tokens.get(at).is_some_and(|t| t.is_one_of(&["part", "parts"]))
            && let Some(link) = (at + 1..=at + 2).find(|i| tokens.get(*i).is_some_and(|t| t.is_one_of(&["in", "to", "per"])))
            && let Some(all) = whole(tokens.get(link + 1))
            && let Some(value) = share.value.checked_div(all.value)
        {
            let shown = format!("{}/{}", share.shown, all.shown);
            let number = Number { shown, value, step: Exact::ZERO };
            out.push(Token { kind: Kind::Quantity(Quantity::bare(number)), raw: format!("{} in {}", token.raw, all.shown) });
            out.extend(tokens.get(at + 1..link).unwrap_or_default().iter().cloned());
            at = link + 2;
            if tokens.get(at).is_some_and(|t| t.is("parts")) {
                at += 1;
            }
            continue;
        }
        out.push(token.clone());
    }
    out
}

/// Whether a one in words is a number: behind `more than`, or before a unit that has no symbol.
fn single(before: &[Token], after: Option<&Token>) -> bool {
    let octave = after.is_some_and(|t| t.is_one_of(&["octave", "decade"]));
    let than = matches!(before, [.., a, b] if a.is_one_of(&["more", "less", "greater"]) && b.is("than"));
    let idiom = matches!(before, [.., a, b, _, _] if a.is("one") && b.is("or"));
    octave || than && !idiom
}

/// The unit that begins at a token: its symbol, the unit, how many tokens it takes.
fn unit_at(tokens: &[Token], at: usize) -> Option<(String, Unit, usize)> {
    let words: Vec<&str> = tokens.get(at..)?.iter().take(8).take_while(|t| matches!(t.kind, Kind::Word | Kind::Name)).map(|t| t.raw.as_str()).collect();
    let (mut symbol, mut found, mut used) = match longest(&words) {
        Some(found) => found,
        // "(8 in.)"
        None if words == ["in"] && tokens.get(at + 1).is_some_and(|t| matches!(t.kind, Kind::Close | Kind::Stop)) => ("in".to_owned(), unit("in")?, 1),
        None if words.first().is_some_and(|w| ["rad", "rads"].iter().any(|r| w.eq_ignore_ascii_case(r))) => ("rad".to_owned(), unit("rad")?, 1),
        None => return None,
    };
    // "(Si)", "(silicon)/s": of which matter the dose is.
    let inner = |at: usize| match tokens.get(at..at + 3) {
        Some([open, word, close]) if open.kind == Kind::Open && close.kind == Kind::Close => Some(word.raw.as_str()),
        _ => None,
    };
    if let Some(word) = inner(at + used) {
        if ["si", "silicon"].iter().any(|w| word.eq_ignore_ascii_case(w))
            && let Some(dose) = unit(&format!("{symbol} (Si)"))
        {
            symbol = format!("{symbol} (Si)");
            found = dose;
            used += 3;
        } else if unit(word).is_some_and(|other| other == found)
            || word.contains('/') && unit(word).is_some()
            || word.eq_ignore_ascii_case("carrier")
            || word.eq_ignore_ascii_case(&symbol)
        {
            // The same unit once more, in words or in short.
            used += 3;
        } else if word.eq_ignore_ascii_case("rms") && tokens.get(at + used + 3).is_some_and(|t| t.is("per") || t.raw.starts_with('/')) {
            // "nT (rms) per square root Hz"
            let mut whole: Vec<&str> = words.get(..used).unwrap_or_default().to_vec();
            let rest: Vec<&str> =
                tokens.get(at + used + 3..).unwrap_or_default().iter().take(6).take_while(|t| t.kind == Kind::Word).map(|t| t.raw.as_str()).collect();
            let before = whole.len();
            whole.extend(rest);
            if let Some((all, density, len)) = longest(&whole).filter(|(.., len)| *len > before) {
                return Some((all, density, len + 3));
            }
        } else if (word.starts_with("micro") || word.starts_with("milli")) && unit(word.trim_end_matches('s')).is_some_and(|other| other == found) {
            used += 3;
        }
        if let Some(rest) = tokens.get(at + used).filter(|t| matches!(t.kind, Kind::Word | Kind::Name) && t.raw.starts_with('/'))
            && let Some(rate) = unit(&format!("{symbol}{}", rest.raw))
        {
            symbol = format!("{symbol}{}", rest.raw);
            found = rate;
            used += 1;
        }
    }
    // "dB (reference 1 µPa at 1 m)": the level's reference says which level it is.
    if symbol == "dB"
        && tokens.get(at + used).is_some_and(|t| t.kind == Kind::Open)
        && tokens.get(at + used + 1).is_some_and(|t| t.is_one_of(&["reference", "referenced", "ref", "re", "ref."]))
        && let Some(len) = tokens.get(at + used..).and_then(|t| t.iter().position(|t| t.kind == Kind::Close))
        && len < 14
    {
        used += len + 1;
    }
    Some((symbol, found, used))
}

/// The longest run of words that is one unit.
fn longest(words: &[&str]) -> Option<(String, Unit, usize)> {
    let first = words.first()?;
    for (spelt, symbol) in SPELT {
        let fits = words.get(..spelt.len()).is_some_and(|w| w.iter().zip(spelt).all(|(a, b)| a == b || a.eq_ignore_ascii_case(b) && b.len() > 2));
        if fits && let Some(found) = unit(symbol) {
            return Some((symbol.to_owned(), found, spelt.len()));
        }
    }
    let mut counted = COUNTED.contains(first);
    if NO_UNIT.contains(first) {
        let rate = words.get(1).is_some_and(|w| w.starts_with('/') || *w == "per");
        if !rate || first.len() < 4 {
            return None;
        }
        counted = true;
    }
    let most =
        (1..words.len().min(6)).take_while(|i| joins(words.get(i - 1).copied().unwrap_or_default(), words.get(*i).copied().unwrap_or_default())).count() + 1;
    for len in (1..=most).rev() {
        let Some(run) = words.get(..len) else { continue };
        if run.last().is_some_and(|w| *w == "per" || w.ends_with('/')) {
            continue;
        }
        let text = modern(&run.join(" "));
        let text = text.trim_end_matches('.').replace(" /", "/").replace("/ ", "/").replace("square root ", "√").replace("g-mm", "g mm");
        if len == 1 && counted {
            return None;
        }
        if let Some(found) = unit(&text).or_else(|| if len == 1 { respelt(&text) } else { None }) {
            return Some((found.symbol().to_owned(), found, len));
        }
    }
    None
}

/// A unit that is spelt a little otherwise: `Watts`, `Mbits`, `ohm-cm`.
fn respelt(text: &str) -> Option<Unit> {
    if text.len() > 3
        && text.chars().skip(1).all(|c| c.is_ascii_lowercase())
        && let Some(found) = unit(&text.to_ascii_lowercase())
    {
        return Some(found);
    }
    if let Some(one) = text.strip_suffix('s').filter(|t| t.len() > 2)
        && let Some(found) = unit(one)
    {
        return Some(found);
    }
    let product = text.split('-').count() > 1 && text.split('-').all(|p| p.starts_with(char::is_alphabetic));
    if product { unit(&text.replace('-', " ")) } else { None }
}

/// Whether `next` can go on a unit that ends in `before`.
fn joins(before: &str, next: &str) -> bool {
    let slash = |w: &str| w.starts_with('/') || w.starts_with('·');
    before == "per" && next != "unit"
        || before.ends_with('/')
        || next == "per"
        || slash(next)
        || FACTORS.contains(&next.split('/').next().unwrap_or(next)) && before != "per"
        || ["mile", "miles", "square", "root"].contains(&next)
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, token::tokens};
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let read = units(tokens(text, &Dialect::decimal_comma(true)));
        let shown: Vec<String> = read
            .iter()
            .map(|t| match &t.kind {
                Kind::Quantity(q) => format!("<{}>", q.shown(0)),
                _ => t.raw.clone(),
            })
            .collect();
        assert_eq!(shown.join(" "), want, "{text}");
    }

    #[test]
    fn of_numbers() {
        check("1,3 Giga Samples Per Second (GSPS);", "<1.3 GSPS> ;");
        check("5 mm in diameter", "<5 mm> in diameter");
        check("5 × 106 Gy (silicon)/s or", "<5 × 10^6 Gy (Si)/s> or");
        check("10-6/K at 25 °C.", "<10^-6 /K> at <25 °C> .");
        check("10 Pa per hour under", "<10 Pa per hour> under");
        check("0,5 degree per hour, when", "<0.5 degree per hour> , when");
        check("2 seconds of arc, TIR", "<2 arcsec> , TIR");
        check("10 μrad (microradians) or less", "<10 µrad> or less");
        check("2 rad (radians)/s2;", "<2 rad/s2> ;");
        check("0,15 kg N-1 h-1 or less", "<0.15 kg N^-1 h^-1> or less");
        check("235 dB (reference 1 μPa at 1 m) for", "<235 dB> for");
        check("0,2 g mm per kg of", "<0.2 g mm per kg> of");
        check("24 litres per minute, at", "<24 litres per minute> , at");
        check("2 × 10-4 ohm cm or", "<2 × 10^-4 ohm cm> or");
        check("more than 1500 terminals", "more than <1500> terminals");
        check("two or more axes", "<2> or more axes");
        check("one or more axes", "one or more axes");
        check("1 part in 1000, and", "<1/1000> , and");
        check("1 part hafnium to 500 parts zirconium", "<1/500> hafnium zirconium");
        check("more than one octave, one or more than one", "more than <1> octave , one or more than one");
        check("2048 elements per array", "<2048> elements per array");
        check("70 Weighted TeraFLOPS (WT);", "<70 WT> ;");
        check("0.015 nT (rms) per square root Hz;", "<0.015 nT per √Hz> ;");
        check("≥1 × 10^5 Rads (Si) (x)", "≥ <1 × 10^5 rad (Si)> ( x )");
        check("10000 ohm-cm at 2 Watts or 16 Mbits per", "<10000 ohm cm> at <2 W> or <16 Mbit> per");
        check("2.3 million DN; 105 million words per second", "<2.3 × 10^6> DN ; <105 × 10^6> words per second");
        check("10 g mm/kg per plane; and 5 m/s in air", "<10 g mm/kg> per plane ; and <5 m/s> in air");
        check("1000 A in and", "<1000 A> in and");
    }
}
