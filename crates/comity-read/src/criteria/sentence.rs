//! A paragraph's conditions and the words around them, joined as its sentence joins them.

use std::collections::BTreeSet;

use super::assign::EDGES;
use super::build::{cut, words_of};
use super::connect::{Gap, Link, join};
use super::expression::Expr;
use super::token::{Kind, Token};

/// Words of uncertain bearing.
const UNCLEAR: &str = "alternatives in words";
const MIXED: &str = "conditions joined by and and or without a sign which bind closer";

/// The conditions of a paragraph with what stands before, between and behind them.
pub(crate) struct Sentence {
    /// Before the first.
    pub head: Vec<Token>,
    /// The conditions.
    pub parts: Vec<Expr>,
    /// Between them.
    pub gaps: Vec<Gap>,
    /// Behind the last.
    pub tail: Vec<Token>,
    /// The words that name what the first condition measures.
    pub names: BTreeSet<String>,
}

impl Sentence {
    /// The whole as one criterion, or why it cannot be told.
    pub fn join(mut self) -> Result<Expr, &'static str> {
        // ", and specially designed components therefor": they are controlled beside the item, without its conditions.
        let beside = self.take_beside()?;
        let expr = self.join_main()?;
        Ok(if beside.is_empty() { expr } else { Expr::or([expr, words_of(beside)]) })
    }

    /// Cuts off a second kind of item at the end.
    fn take_beside(&mut self) -> Result<Vec<String>, &'static str> {
        let Some(at) = self.tail.iter().enumerate().position(|(i, t)| t.is("and") && starts_beside(self.tail.get(i + 1..).unwrap_or_default())) else {
            return Ok(Vec::new());
        };
        let rest = self.tail.get(at..).unwrap_or_default();
        // Conditions that follow could be of both.
        if rest.iter().any(|t| t.is_one_of(&["where", "which", "having"])) {
            return Err("a second kind of item with conditions of its own");
        }
        let words = cut(rest);
        self.tail.truncate(at);
        Ok(words)
    }

    fn join_main(self) -> Result<Expr, &'static str> {
        let Self { head, mut parts, gaps, tail, names } = self;
        let words = |tokens: &[Token]| words_of(cut(tokens));
        let (inner, other) = alternative(&tail);
        let any = gaps.iter().any(|g| !matches!(g.link, Link::And(_)));
        let head_or = ends_in_or(&head);
        // "made of copper, nickel, or nickel alloy with more than": of a list of things the last has the property.
        if last_of_list(&head) {
            return Err(UNCLEAR);
        }
        // "Nickel or alloys with more than 40 % nickel": the metal itself, or so much of it.
        if let Some(expr) = self_or_share(&head, &names)
            && !any
            && other.is_none()
        {
            let (metal, alloy) = expr;
            let rest = gaps.iter().flat_map(|g| cut(&g.before).into_iter().chain(cut(&g.after))).chain(cut(&tail)).collect();
            let share = Expr::and(parts.into_iter().chain([words_of(alloy), words_of(rest)]));
            return Ok(Expr::or([words_of(metal), share]));
        }
        if !any && other.is_none() && !head_or {
            let mut left = cut(&head);
            for gap in &gaps {
                left.extend(cut(&gap.before));
                left.extend(cut(&gap.after));
            }
            left.extend(cut(&tail));
            return Ok(Expr::and(parts.into_iter().chain([words_of(left)])));
        }
        let predicate = head.iter().find(|t| !t.is_mark()).is_none_or(|t| is_predicate(&t.raw));
        let mut links: Vec<Link> = gaps.iter().map(|g| g.link).collect();
        let mut own = false;
        for (i, gap) in gaps.iter().enumerate() {
            let (before, after) = (words(&gap.before), words(&gap.after));
            own |= matches!(gap.link, Link::Or(_)) && !(before == Expr::True && after == Expr::True);
            for (at, words) in [(i, before), (i + 1, after)] {
                if let Some(part) = parts.get_mut(at) {
                    *part = Expr::and([std::mem::take(part), words]);
                }
            }
        }
        let mut shared = Expr::True;
        let head_words = words(&head);
        let tail_words = words(&inner);
        if head_or {
            let linked = head.iter().rev().take_while(|t| !t.is("or")).any(|t| t.is_one_of(&["having", "with", "that", "at", "in", "a", "an"]));
            if !predicate || !linked || head_words == Expr::True || other.is_some() {
                return Err(UNCLEAR);
            }
            parts.insert(0, head_words);
            links.insert(0, Link::Or(false));
        } else if head_words != Expr::True && predicate && (own || other.is_some()) {
            if let Some(first) = parts.first_mut() {
                *first = Expr::and([head_words, std::mem::take(first)]);
            }
        } else {
            shared = head_words;
        }
        if let Some(alternative) = other {
            let begins = alternative.iter().find(|t| !t.is_mark() && !t.is("or")).is_some_and(|t| is_predicate(&t.raw) || t.is("having"));
            if shared != Expr::True && !begins {
                // A thing beside the item: with a plain item before it the whole item is the other side.
                let plain = !head.iter().any(|t| t.kind == Kind::Comma) && comma_before(&tail) && !any;
                if !plain {
                    return Err(UNCLEAR);
                }
                let item = Expr::and(parts.into_iter().chain([std::mem::take(&mut shared), tail_words]));
                return Ok(Expr::or([item, words(&alternative)]));
            }
            if let Some(last) = parts.last_mut() {
                *last = Expr::and([std::mem::take(last), tail_words]);
            }
            links.push(Link::Or(comma_before(&tail)));
            parts.push(words(&alternative));
        } else if tail_words != Expr::True {
            if tail.first().is_some_and(|t| t.kind == Kind::Comma) {
                shared = Expr::and([shared, tail_words]);
            } else if tail.first().is_some_and(|t| t.is("and")) {
                return Err(MIXED);
            } else if let Some(last) = parts.last_mut() {
                *last = Expr::and([std::mem::take(last), tail_words]);
            }
        }
        join(parts, &links).map(|joined| Expr::and([joined, shared])).ok_or(MIXED)
    }
}

/// Whether words name things that are controlled beside an item: `components therefor`, `tubes for such apparatus`.
fn starts_beside(rest: &[Token]) -> bool {
    const PARTS: [&str; 9] = ["parts", "components", "accessories", "attachments", "and", "specially", "designed", "n.e.s.", "n.e.s"];
    if rest.iter().any(|t| t.is_one_of(&["parts", "components"])) && rest.iter().all(|t| t.is_mark() || t.is_one_of(&PARTS)) {
        return true;
    }
    let therefor = rest.iter().position(|t| t.is_one_of(&["therefor", "therefore"]));
    therefor.is_some_and(|at| at <= 12) || rest.iter().any(|t| t.is("such")) && rest.iter().take(14).any(|t| t.is_one_of(&["designed", "for"]))
}

/// Splits the words behind the last condition where they offer an alternative: directly, or at their first comma.
fn alternative(tail: &[Token]) -> (Vec<Token>, Option<Vec<Token>>) {
    let first = tail.iter().position(|t| t.kind != Kind::Comma);
    let direct = first.filter(|i| tail.get(*i).is_some_and(|t| t.is("or")));
    let comma = tail.iter().position(|t| t.kind == Kind::Comma).filter(|i| tail.get(i + 1).is_some_and(|t| t.is("or"))).map(|i| i + 1);
    let Some(at) = direct.or(comma) else { return (tail.to_vec(), None) };
    let rest = tail.get(at..).unwrap_or_default().to_vec();
    // "on silicon, or its equivalent for other materials": the same, told for others.
    let same = rest.iter().skip(1).take(3).any(|t| t.is_one_of(&["equivalent", "equivalents"]));
    if cut(&rest).is_empty() || same {
        return (tail.to_vec(), None);
    }
    (tail.get(..at).unwrap_or_default().to_vec(), Some(rest))
}

fn comma_before(tail: &[Token]) -> bool {
    tail.iter().position(|t| t.is("or")).and_then(|i| i.checked_sub(1)).and_then(|i| tail.get(i)).is_some_and(|t| t.kind == Kind::Comma)
}

/// `nickel, or nickel alloy containing`: a list whose last member alone may have the property.
fn last_of_list(head: &[Token]) -> bool {
    let Some(or) = head.iter().rposition(|t| t.is("or")) else { return false };
    let after = head.get(or + 1..).unwrap_or_default();
    let leads = after.iter().position(|t| t.is_one_of(&["containing", "with", "having"]));
    let comma = or.checked_sub(1).and_then(|i| head.get(i)).is_some_and(|t| t.kind == Kind::Comma);
    comma && leads.is_some_and(|at| at <= 4) && !after.iter().any(|t| t.kind == Kind::Comma)
}

/// `Nickel or alloys with`, where the property is of nickel: the metal, and the words of the other side.
fn self_or_share(head: &[Token], names: &BTreeSet<String>) -> Option<(Vec<String>, Vec<String>)> {
    let [metal, or, rest @ ..] = head else { return None };
    let word = metal.norm();
    (or.is("or") && word.len() == 1 && word.iter().all(|w| names.contains(w))).then(|| (word, cut(rest)))
}

fn ends_in_or(head: &[Token]) -> bool {
    let edge = head.iter().rev().find(|t| !t.is_mark() && (!t.is_one_of(&EDGES) || t.is_one_of(&["or", "and/or"])));
    edge.is_some_and(|t| t.is_one_of(&["or", "and/or"]))
}

/// Whether a word begins a condition, not a thing.
fn is_predicate(word: &str) -> bool {
    let word = word.to_lowercase();
    let list = ["specially", "capable", "not", "made", "meeting", "with", "in", "for", "is", "are", "has"];
    list.contains(&word.as_str()) || word.len() > 5 && (word.ends_with("ing") || word.ends_with("ed"))
}
