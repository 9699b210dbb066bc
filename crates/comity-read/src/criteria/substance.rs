//! Substances, named by their CAS registry numbers.

use super::expression::Expr;
use super::token::{Kind, Token};

/// Words that ask for more than the substance.
const NARROW: [&str; 26] = [
    "having",
    "containing",
    "with",
    "except",
    "not",
    "designed",
    "capable",
    "excluding",
    "mixture",
    "mixtures",
    "solution",
    "weight",
    "grade",
    "purity",
    "powder",
    "powders",
    "particle",
    "for",
    "made",
    "other",
    "particles",
    "composed",
    "less",
    "more",
    "specially",
    "concentration",
];
/// Words that take in more than the substance.
const WIDE: [&str; 10] = ["salts", "salt", "derivatives", "esters", "isomers", "related", "analogues", "analogs", "corresponding", "compounds"];

/// What a paragraph that gives CAS numbers asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Substance {
    /// It names no substance by number.
    None,
    /// The substance, and nothing else.
    Only(Expr),
    /// The substance, under further conditions.
    Under(Expr),
    /// The substance, or what its words add to it.
    Or(Expr),
}

/// Cuts the CAS numbers, with the brackets and marks around them, out of the tokens.
pub fn substances(tokens: Vec<Token>) -> (Vec<Token>, Substance) {
    let numbers: Vec<String> = {
        let mut seen = Vec::new();
        for token in &tokens {
            if let Kind::Cas(number) = &token.kind
                && !seen.contains(number)
            {
                seen.push(number.clone());
            }
        }
        seen
    };
    if numbers.is_empty() {
        return (tokens, Substance::None);
    }
    let many = numbers.len() > 1;
    let apart = tokens.iter().filter(|t| t.kind == Kind::Open).count() > 1 && many;
    let expr = Expr::Cas(numbers);
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let cas = matches!(token.kind, Kind::Cas(_));
        let label = token.is_one_of(&["CAS", "C.A.S.", "C.A.S", "#", "RN", "CAS#", "CASRN"])
            || token.raw == "No" && tokens.get(at + 1).is_some_and(|t| matches!(t.kind, Kind::Cas(_)) || t.is("#"));
        let link = (token.kind == Kind::Comma || token.is_one_of(&["and", "or"])) && at > 0 && beside_cas(&tokens, at);
        if !(cas || label || link) {
            out.push(token.clone());
        }
    }
    let mut empty = true;
    while empty {
        empty = false;
        if let Some(i) = out.windows(2).position(|w| matches!(w, [a, b] if a.kind == Kind::Open && b.kind == Kind::Close)) {
            out.drain(i..i + 2);
            empty = true;
        }
    }
    let says = |words: &[&str]| out.iter().any(|t| t.is_one_of(words));
    let counts = out.iter().any(|t| matches!(t.kind, Kind::Number(_) | Kind::Code(_)));
    let words = out.iter().filter(|t| !t.is_mark()).count();
    let substance = if says(&WIDE) && !counts && !says(&NARROW) {
        Substance::Or(expr)
    } else if !(counts || says(&NARROW) || words > 24 || apart && says(&["and"])) {
        Substance::Only(expr)
    } else {
        Substance::Under(expr)
    };
    (out, substance)
}

/// Whether the tokens on both sides are CAS numbers or their labels.
fn beside_cas(tokens: &[Token], at: usize) -> bool {
    let is = |t: Option<&Token>| t.is_some_and(|t| matches!(t.kind, Kind::Cas(_)) || t.is("CAS"));
    is(at.checked_sub(1).and_then(|i| tokens.get(i))) && is(tokens.get(at + 1))
}
