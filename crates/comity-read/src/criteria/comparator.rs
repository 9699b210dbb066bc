//! Comparators: what stands before a number, or behind it, and says which way it is meant.

use super::expression::Op;
use super::measure::{Measure, Quantity};
use super::phrase::Phrasebook;
use super::token::{Kind, Token};

/// Comparators before a number, the longest first where one contains another.
const BEFORE: [(&[&str], Op); 66] = [
    (&["greater", "than", "or", "equal", "to"], Op::AtLeast),
    (&["more", "than", "or", "equal", "to"], Op::AtLeast),
    (&["higher", "than", "or", "equal", "to"], Op::AtLeast),
    (&["less", "than", "or", "equal", "to"], Op::AtMost),
    (&["lower", "than", "or", "equal", "to"], Op::AtMost),
    (&["smaller", "than", "or", "equal", "to"], Op::AtMost),
    (&["equal", "to", "or", "greater", "than"], Op::AtLeast),
    (&["equal", "to", "or", "more", "than"], Op::AtLeast),
    (&["equal", "to", "or", "higher", "than"], Op::AtLeast),
    (&["equal", "to", "or", "larger", "than"], Op::AtLeast),
    (&["equal", "to", "or", "in", "excess", "of"], Op::AtLeast),
    (&["equal", "to", "or", "exceeding"], Op::AtLeast),
    (&["equal", "or", "exceeding"], Op::AtLeast),
    (&["equal", "to", "or", "exceeds"], Op::AtLeast),
    (&["equals", "or", "exceeds"], Op::AtLeast),
    (&["equal", "to", "or", "above"], Op::AtLeast),
    (&["equal", "or", "greater", "than"], Op::AtLeast),
    (&["greater", "or", "equal", "to"], Op::AtLeast),
    (&["greater", "than", "or", "equal"], Op::AtLeast),
    (&["equal", "to", "or", "less", "than"], Op::AtMost),
    (&["equal", "or", "less", "than"], Op::AtMost),
    (&["equal", "to", "or", "lower", "than"], Op::AtMost),
    (&["equal", "to", "or", "smaller", "than"], Op::AtMost),
    (&["equal", "to", "or", "fewer", "than"], Op::AtMost),
    (&["equal", "to", "or", "below"], Op::AtMost),
    (&["at", "or", "above"], Op::AtLeast),
    (&["at", "or", "below"], Op::AtMost),
    (&["less", "than", "or", "equal"], Op::AtMost),
    (&["not", "more", "than"], Op::AtMost),
    (&["no", "more", "than"], Op::AtMost),
    (&["not", "greater", "than"], Op::AtMost),
    (&["no", "greater", "than"], Op::AtMost),
    (&["not", "less", "than"], Op::AtLeast),
    (&["no", "less", "than"], Op::AtLeast),
    (&["not", "exceeding"], Op::AtMost),
    (&["does", "not", "exceed"], Op::AtMost),
    (&["do", "not", "exceed"], Op::AtMost),
    (&["not", "exceed"], Op::AtMost),
    (&["up", "to", "and", "including"], Op::AtMost),
    (&["up", "to"], Op::AtMost),
    (&["in", "excess", "of"], Op::More),
    (&["greater", "than"], Op::More),
    (&["more", "than"], Op::More),
    (&["higher", "than"], Op::More),
    (&["larger", "than"], Op::More),
    (&["longer", "than"], Op::More),
    (&["faster", "than"], Op::More),
    (&["less", "than"], Op::Less),
    (&["lower", "than"], Op::Less),
    (&["smaller", "than"], Op::Less),
    (&["fewer", "than"], Op::Less),
    (&["shorter", "than"], Op::Less),
    (&["at", "least"], Op::AtLeast),
    (&["at", "most"], Op::AtMost),
    (&["minimum", "of"], Op::AtLeast),
    (&["maximum", "of"], Op::AtMost),
    (&["exceeding"], Op::More),
    (&["exceeds"], Op::More),
    (&["exceed"], Op::More),
    (&["above"], Op::More),
    (&["over"], Op::More),
    (&["below"], Op::Less),
    (&["under"], Op::Less),
    (&["≥"], Op::AtLeast),
    (&["≤"], Op::AtMost),
    (&[">"], Op::More),
];
const BEFORE_MORE: [(&[&str], Op); 4] = [(&["<"], Op::Less), (&["not", "below"], Op::AtLeast), (&["not", "above"], Op::AtMost), (&["not", "under"], Op::AtLeast)];

/// Comparators behind a number.
const BEHIND: [(&[&str], Op); 20] = [
    (&["or", "more"], Op::AtLeast),
    (&["or", "greater"], Op::AtLeast),
    (&["or", "higher"], Op::AtLeast),
    (&["or", "larger"], Op::AtLeast),
    (&["or", "longer"], Op::AtLeast),
    (&["or", "above"], Op::AtLeast),
    (&["or", "over"], Op::AtLeast),
    (&["or", "faster"], Op::AtLeast),
    (&["and", "above"], Op::AtLeast),
    (&["and", "higher"], Op::AtLeast),
    (&["and", "greater"], Op::AtLeast),
    (&["or", "less"], Op::AtMost),
    (&["or", "lower"], Op::AtMost),
    (&["or", "below"], Op::AtMost),
    (&["or", "smaller"], Op::AtMost),
    (&["or", "fewer"], Op::AtMost),
    (&["or", "shorter"], Op::AtMost),
    (&["or", "under"], Op::AtMost),
    (&["and", "below"], Op::AtMost),
    (&["and", "lower"], Op::AtMost),
];

/// Takes away what says the same of a comparator once more: `less (better) than`, `better (less) than`.
pub fn plain_comparators(tokens: Vec<Token>) -> Vec<Token> {
    const WORDS: [&str; 11] = ["better", "less", "lower", "smaller", "greater", "higher", "larger", "more", "worse", "shorter", "longer"];
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.is_one_of(&WORDS)
            && let Some([open, inner, close]) = tokens.get(at + 1..at + 4)
            && open.kind == Kind::Open
            && inner.is_one_of(&WORDS)
            && close.kind == Kind::Close
        {
            out.push(if token.is("better") || token.is("worse") { inner.clone() } else { token.clone() });
            at += 4;
            continue;
        }
        out.push(token.clone());
        at += 1;
    }
    out
}

/// Joins numbers with their comparators, and the ends of ranges with each other.
pub fn measures(tokens: Vec<Token>, book: &Phrasebook, code: &str) -> Vec<Token> {
    let tokens = ranges(tokens);
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let mut measure = match &token.kind {
            Kind::Quantity(quantity) => Measure { bounds: vec![(Op::Equal, quantity.clone())], outside: false, entire: false, inner: Vec::new() },
            Kind::Measure(measure) => {
                out.push(Token { kind: Kind::Measure(measure.clone()), raw: token.raw.clone() });
                continue;
            }
            _ => {
                out.push(token.clone());
                continue;
            }
        };
        // "exceeding Mach 5": a word of the property between comparator and number.
        let inner = out.last().filter(|t| t.kind == Kind::Word && book.names_number(&t.norm(), code)).cloned();
        if let Some(inner) = &inner
            && before(out.get(..out.len() - 1).unwrap_or_default()).is_some()
        {
            measure.inner = inner.norm();
            out.pop();
        }
        let mut ops = Vec::new();
        if let Some((op, used)) = before(&out) {
            let vague = used == usize::MAX;
            let used = if vague { 2 } else { used };
            out.truncate(out.len().saturating_sub(used));
            ops.push((op, vague));
        }
        if let Some((op, used)) = behind(&tokens, at) {
            at += used;
            ops.push((op, false));
        } else if let (Some(used), Kind::Quantity(quantity)) = (or_better(&tokens, at), &token.kind)
            && let Some(op) = better(quantity)
        {
            at += used;
            ops.push((op, false));
        }
        let quantity = match &token.kind {
            Kind::Quantity(quantity) => quantity.clone(),
            _ => continue,
        };
        let op = match ops.as_slice() {
            [] => {
                for word in measure.inner.drain(..) {
                    out.push(Token { kind: Kind::Word, raw: word });
                }
                out.push(token.clone());
                continue;
            }
            [(op, false)] => *op,
            [(_, true)] => match better(&quantity) {
                Some(op) => if op == Op::AtMost { Op::Less } else { Op::More },
                None => {
                    out.push(Token { kind: Kind::Word, raw: "better".into() });
                    out.push(token.clone());
                    continue;
                }
            },
            [(a, _), (b, _)] if a == b => *a,
            // "within 0.05° or less" says one thing twice; "at least 5 or less" says nothing that could be read.
            _ => {
                out.push(token.clone());
                continue;
            }
        };
        if let Some(bound) = measure.bounds.first_mut() {
            bound.0 = op;
        }
        out.push(Token { kind: Kind::Measure(measure), raw: token.raw.clone() });
    }
    join_bounds(out)
}

/// The comparator that ends before a number, and how many tokens it takes; `usize::MAX` for a vague `better than`.
fn before(tokens: &[Token]) -> Option<(Op, usize)> {
    for (words, op) in BEFORE_MORE.iter().chain(&BEFORE) {
        let Some(from) = tokens.len().checked_sub(words.len()) else { continue };
        if tokens.get(from..).is_some_and(|t| t.iter().zip(*words).all(|(t, w)| t.is(w))) {
            // "over the range": no comparator. "not exceeding" stands before "exceeding" in the table.
            let negated = from.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.is_one_of(&["not", "no"]));
            return (!negated).then_some((*op, words.len()));
        }
    }
    match tokens {
        [.., better, than] if better.is("better") && than.is("than") => Some((Op::Less, usize::MAX)),
        _ => None,
    }
}

fn behind(tokens: &[Token], at: usize) -> Option<(Op, usize)> {
    for (words, op) in BEHIND {
        let run = tokens.get(at..at + words.len());
        if run.is_some_and(|t| t.iter().zip(words).all(|(t, w)| t.is(w))) {
            // "12 V or less than 5 A", "5 or more than": the words belong to what follows.
            if tokens.get(at + words.len()).is_some_and(|t| t.is("than")) {
                return None;
            }
            return Some((op, words.len()));
        }
    }
    None
}

fn or_better(tokens: &[Token], at: usize) -> Option<usize> {
    matches!(tokens.get(at..at + 2), Some([or, better]) if or.is("or") && better.is("better")).then_some(2)
}

/// Which way is better: small errors of length, angle, time, pressure and shares. Of other things the text must say it.
fn better(quantity: &Quantity) -> Option<Op> {
    let (symbol, unit) = quantity.units.first()?;
    let like = |other: &str| comity_quantity::unit(other).is_some_and(|o| o.dimension() == unit.dimension());
    let small = ["m", "°", "s", "Pa", "K"].iter().any(|s| like(s)) || matches!(symbol.as_str(), "%" | "ppm" | "ppb");
    small.then_some(Op::AtMost)
}

/// `A to B`, `between A and B`.
fn ranges(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let joined = match (token, tokens.get(at + 1), tokens.get(at + 2)) {
            (Token { kind: Kind::Quantity(a), .. }, Some(link), Some(Token { kind: Kind::Quantity(b), raw })) => {
                let between = out.last().is_some_and(|t| t.is("between"));
                let to = link.is_one_of(&["to", "–", "through"]);
                let range = to && !between || between && link.is("and");
                range.then(|| span(a, b)).flatten().map(|bounds| (bounds, raw.clone()))
            }
            _ => None,
        };
        let Some((bounds, raw)) = joined else {
            out.push(token.clone());
            at += 1;
            continue;
        };
        at += 3;
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
        measure.entire = near.iter().any(|t| t.is_one_of(&["entire", "whole"]));
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
fn join_bounds(tokens: Vec<Token>) -> Vec<Token> {
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
