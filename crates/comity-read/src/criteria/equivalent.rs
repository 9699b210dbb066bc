//! Equivalents in brackets: `218 K (-55 °C)`, `90 W (49.54 dBm)`. They say nothing new, where they agree.

use comity_quantity::{Exact, unit};

use super::measure::Quantity;
use super::token::{Kind, Token};

/// Takes away equivalents in brackets, and gives how many numbers they had. A bracket that disagrees stays, so that its number
/// is left over and the paragraph is not read.
pub fn equivalents(tokens: Vec<Token>) -> (Vec<Token>, usize) {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut taken = 0;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if token.kind == Kind::Open
            && let Some(Kind::Quantity(stated)) = out.last().map(|t| &t.kind)
            && let Some(close) = tokens.get(at..).and_then(|t| t.iter().position(|t| t.kind == Kind::Close))
            && let Some(inner) = tokens.get(at..at + close)
            && agrees(stated, inner)
        {
            taken += 1;
            at += close + 1;
            continue;
        }
        if token.kind == Kind::Open
            && let [.., Token { kind: Kind::Quantity(low), .. }, link, Token { kind: Kind::Quantity(high), .. }] = out.as_slice()
            && let Some([Token { kind: Kind::Quantity(a), .. }, other, Token { kind: Kind::Quantity(b), .. }, close]) = tokens.get(at..at + 4)
            && close.kind == Kind::Close
            && link.is_one_of(&["to", "and", "-", "–"])
            && other.is_one_of(&["to", "and", "-", "–"])
            && same(&with_unit(low, high), &with_unit(a, b))
            && same(high, b)
        {
            taken += 2;
            at += 4;
            continue;
        }
        // ".50 caliber (12.7 mm) or less": the caliber in inches, and what it is.
        if token.is_one_of(&["caliber", "calibre"])
            && let [.., Token { kind: Kind::Quantity(inches), .. }] = out.as_slice()
            && inches.is_bare()
            && let Some([open, metric, close]) = tokens.get(at..at + 3)
            && open.kind == Kind::Open
            && close.kind == Kind::Close
            && let Kind::Quantity(millimetres) = &metric.kind
            && unit("in").is_some_and(|inch| same(&Quantity { units: vec![("in".into(), inch)], ..inches.clone() }, millimetres))
        {
            out.pop();
            while out.last().is_some_and(|t| t.is_one_of(&["equal", "to"])) {
                out.pop();
            }
            out.extend([token.clone(), Token { kind: Kind::Word, raw: "of".into() }, metric.clone()]);
            taken += 1;
            at += 3;
            continue;
        }
        out.push(token.clone());
    }
    (out, taken)
}

/// The lower end of a range, with the unit of the upper where it has none.
fn with_unit(low: &Quantity, high: &Quantity) -> Quantity {
    let mut out = low.clone();
    if out.is_bare() {
        out.units.clone_from(&high.units);
    }
    out
}

fn agrees(stated: &Quantity, inner: &[Token]) -> bool {
    let inner = match inner {
        [about, rest @ ..] if about.is_one_of(&["approximately", "approx", "approx.", "about", "or", "i.e.", "=", "≈", "equals", "~"]) => rest,
        rest => rest,
    };
    let inner = match inner {
        [comma, rest @ ..] if comma.kind == Kind::Comma => rest,
        rest => rest,
    };
    let inner = match inner {
        [rest @ .., stop] if stop.kind == Kind::Stop => rest,
        rest => rest,
    };
    match inner {
        [Token { kind: Kind::Quantity(other), .. }] => same(stated, other),
        // `453 K (180C)`: a source that lost the sign of degrees.
        [Token { kind: Kind::Word | Kind::Name, raw }] => raw.strip_suffix('C').and_then(|c| c.parse::<f64>().ok()).is_some_and(|celsius| {
            let kelvin = stated.units.first().is_some_and(|(symbol, _)| symbol == "K");
            kelvin && (stated.number.value.to_f64() - 273.15 - celsius).abs() < 0.6
        }),
        // A power radiated in all directions is 2.15 dB above that of a dipole.
        [Token { kind: Kind::Quantity(other), .. }, rest @ ..] if rest.iter().any(|t| t.is_one_of(&["EIRP", "isotropic"])) => {
            let level = |q: &Quantity| q.units.first().is_some_and(|(s, _)| s.starts_with("dB"));
            level(stated) && level(other) && other.number.value.checked_sub(stated.number.value).is_some_and(|d| (d.to_f64() - 2.15).abs() < 0.02)
        }
        _ => false,
    }
}

/// Whether two quantities are the same within the rounding of both.
fn same(a: &Quantity, b: &Quantity) -> bool {
    let (Some((_, ua)), Some((_, ub))) = (a.units.first(), b.units.first()) else { return false };
    if ua.dimension() == ub.dimension() {
        let (Some(x), Some(y)) = (a.base(), b.base()) else { return false };
        let step = |q: &Quantity| q.units.first().map_or(0.0, |(_, u)| (q.number.step.to_f64() * u.factor().to_f64()).abs());
        let kelvin = unit("K").is_some_and(|k| k.dimension() == ua.dimension());
        let slack = step(a).max(step(b)) * 1.001 + if kelvin { 0.16 } else { 0.0 };
        let distance = (x.to_f64() - y.to_f64()).abs();
        return distance <= slack || distance <= 0.02 * x.to_f64().abs().min(y.to_f64().abs());
    }
    // A force in pounds is meant as pounds of force.
    let force = |q: &Quantity| q.units.first().is_some_and(|(_, u)| unit("N").is_some_and(|n| n.dimension() == u.dimension()));
    for (newtons, pounds) in [(a, b), (b, a)] {
        let lb = pounds.units.first().is_some_and(|(_, u)| unit("lb").is_some_and(|lb| lb == *u));
        if force(newtons)
            && lb
            && let (Some(x), Some(lbf)) = (newtons.base(), unit("lbf"))
        {
            let (x, y) = (x.to_f64(), pounds.number.value.to_f64() * lbf.factor().to_f64());
            return (x - y).abs() <= 0.02 * x.abs();
        }
    }
    let level = |q: &Quantity, symbol: &str| q.units.first().is_some_and(|(s, _)| s == symbol);
    for (watts, decibels) in [(a, b), (b, a)] {
        let milli = if level(decibels, "dBm") {
            1000.0
        } else if level(decibels, "dBW") {
            1.0
        } else {
            continue;
        };
        let power = unit("W").is_some_and(|w| watts.units.first().is_some_and(|(_, u)| u.dimension() == w.dimension()));
        if power && let Some(base) = watts.base().filter(|b| *b > Exact::ZERO) {
            return (10.0 * (base.to_f64() * milli).log10() - decibels.number.value.to_f64()).abs() < 0.35;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, measure::units, token::tokens};
    use super::*;

    fn left(text: &str) -> String {
        let (tokens, _) = equivalents(units(tokens(text, &Dialect::decimal_point())));
        tokens.iter().map(|t| t.raw.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn those_that_agree_are_taken() {
        assert_eq!(left("above 398 K (125 °C);"), "above 398 K ;");
        assert_eq!(left("9.85 K (-263.31 °C)"), "9.85 K");
        assert_eq!(left("75 W (48.75 dBm) at"), "75 W at");
        assert_eq!(left("0.1 nW (-70 dBm) at"), "0.1 nW at");
        assert_eq!(left("+20 dBm (22.15 dBm EIRP)"), "20 dBm");
        assert_eq!(left("0.1 m3 (100 litres)"), "0.1 m3");
        assert_eq!(left("46.3 km/h (25 knots)"), "46.3 km/h");
        assert_eq!(left("50 kN (11,250 lbs.), measured"), "50 kN , measured");
        assert_eq!(left("equal to .50 caliber (12.7 mm) or less"), "caliber of 12.7 mm or less");
        assert_eq!(left("453 K (180C) and"), "453 K and");
        assert_eq!(left("0.5 to 5 MPa (5 to 50 atmospheres);"), "0.5 to 5 MPa ;");
    }

    #[test]
    fn those_that_do_not_stay() {
        assert_eq!(left("equal to .50 caliber (14 mm) or less"), "equal to 0.5 caliber ( 14 mm ) or less");
        assert_eq!(left("398 K (152 °C)"), "398 K ( 152 °C )");
        assert_eq!(left("75 W (40 dBm)"), "75 W ( 40 dBm )");
        assert_eq!(left("2 kg (per unit)"), "2 kg ( per unit )");
    }
}
