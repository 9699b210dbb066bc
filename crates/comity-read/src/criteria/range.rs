//! Ranges: two figures of one property.

use super::comparator::{before, behind};
use super::expression::Op;
use super::measure::{Measure, Quantity};
use super::token::{Kind, Token};

/// The ends of a range, how its upper end is written, how many tokens it takes.
type Range = (Vec<(Op, Quantity)>, String, usize);

/// `A to B`, `between A and B`.
pub(crate) fn ranges(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let joined = match (token, tokens.get(at + 1), tokens.get(at + 2)) {
            (Token { kind: Kind::Quantity(a), .. }, Some(link), Some(Token { kind: Kind::Quantity(b), raw })) => {
                let between = out.last().is_some_and(|t| t.is("between"));
                let to = link.is_one_of(&["to", "–", "-", "through"]);
                let range = to && !between || between && link.is("and");
                // "between 370 and 193 nm": either end may be named first.
                let turned = || between.then(|| span(b, &alike(a, b)?.0)).flatten();
                range.then(|| span(a, b).or_else(turned)).flatten().map(|bounds| (bounds, raw.clone()))
            }
            _ => None,
        };
        let joined = joined.map(|(bounds, raw)| (bounds, raw, 3)).or_else(|| up_to(&tokens, at));
        let Some((bounds, raw, used)) = joined else {
            out.push(token.clone());
            at += 1;
            continue;
        };
        at += used;
        let mut measure = Measure { bounds, outside: false, entire: false, inner: Vec::new() };
        if tokens.get(at).is_some_and(|t| t.is("inclusive")) {
            at += 1;
        }
        if out.last().is_some_and(|t| t.is_one_of(&["between", "from"])) {
            out.pop();
        }
        let near: Vec<&Token> = out.iter().rev().take(8).take_while(|t| !t.is_mark() && !matches!(t.kind, Kind::Measure(_))).collect();
        let ranged = near.first().is_some_and(|t| t.is_one_of(&["range", "band", "ranges", "of", "over", "throughout"]));
        measure.outside = ranged && near.iter().any(|t| t.is("outside")) || near.iter().any(|t| t.is("than")) && near.iter().any(|t| t.is("other"));
        measure.entire = near.iter().any(|t| t.is_one_of(&["entire", "whole", "extended"]));
        if measure.outside {
            while out.last().is_some_and(|t| t.is_one_of(&["than", "other", "range", "the", "outside"])) {
                out.pop();
            }
        }
        // "up to 5 to 10 Pa or more" is no range that could be read.
        let confused = before(&out).is_some() || behind(&tokens, at).is_some();
        if confused {
            measure.bounds.clear();
        }
        out.push(Token { kind: Kind::Measure(measure), raw: format!("{} to {raw}", token.raw) });
    }
    out
}

/// The bounds of a range; the lower end may take its unit from the upper.
fn span(a: &Quantity, b: &Quantity) -> Option<Vec<(Op, Quantity)>> {
    let mut low = a.clone();
    if low.is_bare() && !b.is_bare() {
        low.units.clone_from(&b.units);
    }
    let same = low.units.first()?.1.dimension() == b.units.first()?.1.dimension();
    (same && low.base()? < b.base()?).then(|| vec![(Op::AtLeast, low), (Op::AtMost, b.clone())])
}

/// Joins bounds that follow each other and set both ends of one range: `exceeding A but not exceeding B`, `from below A to
/// above B`.
pub(crate) fn join_bounds(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if let Kind::Measure(second) = &token.kind {
            let links = out.iter().rev().take_while(|t| t.kind == Kind::Comma || t.is_one_of(&["but", "and", "to", "or"])).count();
            let at = out.len() - links;
            let or = out.get(at..).unwrap_or_default().iter().any(|t| t.is("or"));
            let to = out.get(at..).unwrap_or_default().iter().any(|t| t.is("to"));
            if let Some(Kind::Measure(first)) = at.checked_sub(1).and_then(|i| out.get(i)).map(|t| t.kind.clone())
                && let ([(a, x)], [(b, y)]) = (first.bounds.as_slice(), second.bounds.as_slice())
                && a.is_floor() != b.is_floor()
                && *a != Op::Equal
                && *b != Op::Equal
                && (links > 0 || *b == Op::AtMost && a.is_floor())
                && let Some((x, y)) = alike(x, y)
            {
                let floor = if a.is_floor() { x.base() } else { y.base() };
                let ceiling = if a.is_floor() { y.base() } else { x.base() };
                let apart = floor > ceiling;
                // "below A or above B" lies outside; "below A to above B" spans more than A to B.
                if or == apart && !(or && to) || to && apart && !or {
                    let bounds = if or { vec![(a.outside(), x), (b.outside(), y)] } else { vec![(*a, x), (*b, y)] };
                    out.truncate(at - 1);
                    if out.last().is_some_and(|t| t.is("from")) {
                        out.pop();
                    }
                    let measure = Measure { bounds, outside: or, entire: false, inner: first.inner.clone() };
                    out.push(Token { kind: Kind::Measure(measure), raw: token.raw });
                    continue;
                }
            }
        }
        out.push(token);
    }
    out
}

/// Two quantities of one dimension; one without a unit takes that of the other.
fn alike(a: &Quantity, b: &Quantity) -> Option<(Quantity, Quantity)> {
    let (mut a, b) = (a.clone(), b.clone());
    if a.is_bare() && !b.is_bare() {
        a.units.clone_from(&b.units);
    }
    (a.units.first()?.1.dimension() == b.units.first()?.1.dimension()).then_some((a, b))
}

/// `from 2 GHz up to and including 15 GHz`.
fn up_to(tokens: &[Token], at: usize) -> Option<Range> {
    let Kind::Quantity(a) = &tokens.get(at)?.kind else { return None };
    if !at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.is_one_of(&["from", "of"])) {
        return None;
    }
    let words = |run: &[&str]| run.iter().enumerate().all(|(i, w)| tokens.get(at + 1 + i).is_some_and(|t| t.is(w)));
    let len = if words(&["up", "to", "and", "including"]) {
        4
    } else if words(&["up", "to"]) {
        2
    } else {
        return None;
    };
    let end = tokens.get(at + 1 + len)?;
    let Kind::Quantity(b) = &end.kind else { return None };
    Some((span(a, b)?, end.raw.clone(), len + 2))
}
