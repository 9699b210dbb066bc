//! Comparators: what stands before a number, or behind it, and says which way it is meant.

use super::expression::Op;
use super::measure::{Measure, Quantity};
use super::phrase::Phrasebook;
use super::range::{join_bounds, ranges};
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
const BEFORE_MORE: [(&[&str], Op); 12] = [
    (&["equal", "to", "or", "longer", "than"], Op::AtLeast),
    (&["equal", "to", "or", "shorter", "than"], Op::AtMost),
    (&["below", "or", "equal", "to"], Op::AtMost),
    (&["above", "or", "equal", "to"], Op::AtLeast),
    (&["greater", "than", "but", "not", "equal", "to"], Op::More),
    (&["longer", "than", "or", "equal", "to"], Op::AtLeast),
    (&["beyond"], Op::More),
    (&["in", "excess", "of", "or", "equal", "to"], Op::AtLeast),
    (&["<"], Op::Less),
    (&["not", "below"], Op::AtLeast),
    (&["not", "above"], Op::AtMost),
    (&["not", "under"], Op::AtLeast),
];

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
        // "at least a 500 kg payload": the article stands between.
        if out.last().is_some_and(|t| t.is_one_of(&["a", "an", "about", "approximately"])) && before(out.get(..out.len() - 1).unwrap_or_default()).is_some() {
            out.pop();
        }
        let mut ops = Vec::new();
        let mut skipped: Vec<Token> = Vec::new();
        if let Some((op, from, len)) = before_property(&out, book, code) {
            out.drain(from..from + len);
            ops.push(Sense::Is(op));
        } else if let Some((sense, used)) = before(&out) {
            out.truncate(out.len().saturating_sub(used));
            ops.push(sense);
        }
        // "5 Gy, or higher;"
        let parted = tokens.get(at).is_some_and(|t| t.kind == Kind::Comma).then(|| behind(&tokens, at + 1)).flatten();
        if let Some((op, used)) = behind(&tokens, at) {
            at += used;
            ops.push(Sense::Is(op));
        } else if let Some((op, used)) = parted.filter(|(_, used)| tokens.get(at + 1 + used).is_none_or(Token::is_mark)) {
            at += used + 1;
            ops.push(Sense::Is(op));
        } else if let Some((op, from, used)) = behind_words(&tokens, at) {
            // "10 % by weight or more": the words between stay where they are.
            skipped = tokens.get(at..from).unwrap_or_default().to_vec();
            at = from + used;
            ops.push(Sense::Is(op));
        } else if let (Some(used), Kind::Quantity(quantity)) = (or_better(&tokens, at), &token.kind)
            && let Some(op) = better(quantity)
        {
            at += used;
            ops.push(Sense::Is(op));
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
            [Sense::Is(op)] => *op,
            [Sense::Better { inclusive }] => match better(&quantity) {
                Some(op) if *inclusive => op,
                Some(Op::AtMost) => Op::Less,
                Some(_) => Op::More,
                None => {
                    out.push(Token { kind: Kind::Word, raw: "better".into() });
                    out.push(token.clone());
                    continue;
                }
            },
            [Sense::Is(a), Sense::Is(b)] if a == b => *a,
            // "within 0.05° or less" says one thing twice; "at least 5 or less" says nothing that could be read.
            _ => {
                out.push(token.clone());
                out.append(&mut skipped);
                continue;
            }
        };
        if let Some(bound) = measure.bounds.first_mut() {
            bound.0 = op;
        }
        out.push(Token { kind: Kind::Measure(measure), raw: token.raw.clone() });
        out.append(&mut skipped);
    }
    join_bounds(share(out))
}

/// What a comparator says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Is(Op),
    /// `better than`: which way depends on what is measured.
    Better {
        inclusive: bool,
    },
}

/// The comparator that ends before a number, and how many tokens it takes.
pub(crate) fn before(tokens: &[Token]) -> Option<(Sense, usize)> {
    for (words, op) in BEFORE_MORE.iter().chain(&BEFORE) {
        let Some(from) = tokens.len().checked_sub(words.len()) else { continue };
        if tokens.get(from..).is_some_and(|t| t.iter().zip(*words).all(|(t, w)| t.is(w))) {
            // "over the range": no comparator. "not exceeding" stands before "exceeding" in the table.
            let negated = from.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.is_one_of(&["not", "no"]));
            return (!negated).then_some((Sense::Is(*op), words.len()));
        }
    }
    match tokens {
        [.., equal, to, or, better, than] if equal.is("equal") && to.is("to") && or.is("or") && better.is("better") && than.is("than") => {
            Some((Sense::Better { inclusive: true }, 5))
        }
        [.., or, better, than] if or.is("or") && better.is("better") && than.is("than") => None,
        [.., better, than] if better.is_one_of(&["better", "finer"]) && than.is("than") => Some((Sense::Better { inclusive: false }, 2)),
        _ => None,
    }
}

pub(crate) fn behind(tokens: &[Token], at: usize) -> Option<(Op, usize)> {
    for (words, op) in BEHIND {
        let run = tokens.get(at..at + words.len());
        if run.is_some_and(|t| t.iter().zip(words).all(|(t, w)| t.is(w))) {
            // "above 1 nm and below or equal to 2 nm": the words belong to what follows.
            if matches!(tokens.get(at + words.len()..at + words.len() + 2), Some([or, equal]) if or.is("or") && equal.is("equal")) {
                return None;
            }
            // "12 V or less than 5 A", "5 or more than": the words belong to what follows.
            if tokens.get(at + words.len()).is_some_and(|t| t.is("than") || matches!(t.kind, Kind::Quantity(_) | Kind::Measure(_))) {
                return None;
            }
            return Some((op, words.len()));
        }
    }
    None
}

/// The comparator that a paragraph leaves to those below it: `equal to or greater than:`, `exceeding any of the following
/// levels:`.
pub(crate) fn left_open(tokens: &[Token]) -> Option<&'static [&'static str]> {
    let [rest @ .., colon] = tokens else { return None };
    if colon.kind != Kind::Colon {
        return None;
    }
    let mut rest = rest;
    if let Some(at) = rest.iter().rposition(|t| t.is("following")).filter(|at| at + 2 >= rest.len()) {
        rest = rest.get(..at)?;
        for words in [["of", "the"], ["any", "any"]] {
            while rest.last().is_some_and(|t| t.is_one_of(&words)) {
                rest = rest.get(..rest.len() - 1)?;
            }
        }
    }
    let (words, _) = BEFORE_MORE
        .iter()
        .chain(&BEFORE)
        .find(|(words, _)| rest.len().checked_sub(words.len()).and_then(|from| rest.get(from..)).is_some_and(|t| t.iter().zip(*words).all(|(t, w)| t.is(w))))?;
    let negated = rest.len().checked_sub(words.len() + 1).and_then(|i| rest.get(i)).is_some_and(|t| t.is_one_of(&["not", "no"]));
    (!negated && words.first().is_some_and(|w| w.len() > 2 && *w != "over" && *w != "under")).then_some(*words)
}

/// A comparator a few words behind a number: `15 % of its width or larger`. Gives where it begins.
fn behind_words(tokens: &[Token], at: usize) -> Option<(Op, usize, usize)> {
    let ends = |t: Option<&Token>| {
        t.is_none_or(|t| {
            t.is_mark()
                || t.is_one_of(&[
                    "and", "or", "but", "in", "at", "of", "with", "having", "for", "when", "by", "to", "measured", "made", "capable", "under", "over", "as",
                    "from", "per", "within",
                ])
        })
    };
    // "10 % by weight or more aluminum"
    let by_weight = tokens.get(at).is_some_and(|t| t.is("by")) && tokens.get(at + 1).is_some_and(|t| t.is_one_of(&["weight", "mass", "volume"]));
    let mut depth = 0_usize;
    for from in at..(at + 8).min(tokens.len()) {
        let token = tokens.get(from)?;
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.checked_sub(1)?,
            Kind::Word | Kind::Name => {}
            _ => return None,
        }
        if depth == 0
            && from > at
            && let Some((op, used)) = behind(tokens, from)
            && (ends(tokens.get(from + used)) || by_weight && from == at + 2)
        {
            return Some((op, from, used));
        }
        if token.is_one_of(&["and", "or", "but", "with", "having", "than", "exceeding", "at"]) {
            return None;
        }
    }
    None
}

/// `at or below a temperature of`: a comparator before the property that it compares. Gives where it begins and its length.
fn before_property(tokens: &[Token], book: &Phrasebook, code: &str) -> Option<(Op, usize, usize)> {
    let [head @ .., of] = tokens else { return None };
    if !of.is("of") {
        return None;
    }
    for len in (1..=4).rev() {
        let Some(from) = head.len().checked_sub(len) else { continue };
        let run = head.get(from..)?;
        if !run.iter().all(|t| t.kind == Kind::Word) {
            continue;
        }
        let words: Vec<String> = run.iter().flat_map(Token::norm).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if words.is_empty() || book.meanings(&words, code).is_empty() {
            continue;
        }
        if let Some((Sense::Is(op), used)) = before(head.get(..from)?) {
            return Some((op, from - used, used));
        }
    }
    None
}

/// `more than 25 % nickel and 20 % chromium`: a number tied by `and` to one of the same unit, with a property of its own behind
/// it, has the same comparator.
fn share(mut tokens: Vec<Token>) -> Vec<Token> {
    for at in 1..tokens.len() {
        let Some(Kind::Quantity(quantity)) = tokens.get(at).map(|t| t.kind.clone()) else { continue };
        if !tokens.get(at - 1).is_some_and(|t| t.is("and")) || !tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Word) || quantity.is_bare() {
            continue;
        }
        let back = (0..at - 1)
            .rev()
            .take(5)
            .take_while(|i| tokens.get(*i).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Measure(_) | Kind::Name)))
            .find(|i| matches!(tokens.get(*i).map(|t| &t.kind), Some(Kind::Measure(_))));
        let Some(Kind::Measure(first)) = back.and_then(|i| tokens.get(i)).map(|t| t.kind.clone()) else { continue };
        let [(op, other)] = first.bounds.as_slice() else { continue };
        let same = other.units.first().map(|(_, u)| u.dimension()) == quantity.units.first().map(|(_, u)| u.dimension());
        // The first property must stand behind its number too.
        let behind = back.is_some_and(|i| i + 2 < at);
        if same && behind {
            let measure = Measure { bounds: vec![(*op, quantity)], outside: false, entire: false, inner: Vec::new() };
            if let Some(token) = tokens.get_mut(at) {
                token.kind = Kind::Measure(measure);
            }
        }
    }
    tokens
}

fn or_better(tokens: &[Token], at: usize) -> Option<usize> {
    matches!(tokens.get(at..at + 2), Some([or, better]) if or.is("or") && better.is_one_of(&["better", "finer"])).then_some(2)
}

/// Which way is better: small errors of length, angle, time and pressure; of shares the small ones, unless nearly all is meant.
/// Of other things the text must say it.
fn better(quantity: &Quantity) -> Option<Op> {
    let (symbol, unit) = quantity.units.first()?;
    let like = |other: &str| comity_quantity::unit(other).is_some_and(|o| o.dimension() == unit.dimension());
    if ["m", "°", "s", "Pa"].iter().any(|s| like(s)) || matches!(symbol.as_str(), "ppm" | "ppb") {
        return Some(Op::AtMost);
    }
    let share = quantity.number.value.to_f64();
    match symbol.as_str() {
        "%" if share <= 10.0 => Some(Op::AtMost),
        "%" if share >= 90.0 => Some(Op::AtLeast),
        _ => None,
    }
}
