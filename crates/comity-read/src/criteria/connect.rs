//! How the conditions of a paragraph are joined: by what stands between them.

use super::assign::EDGES;
use super::expression::Expr;
use super::token::{Kind, Token};

/// How two neighbouring conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Both; whether a comma stands before.
    And(bool),
    /// Either; whether a comma stands before.
    Or(bool),
    /// It cannot be told.
    Unclear,
}

/// What stands between two conditions: the link, and the words left over, of the one before and of the one after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The link.
    pub link: Link,
    /// Words that belong to the condition before.
    pub before: Vec<Token>,
    /// Words that belong to the condition after.
    pub after: Vec<Token>,
}

/// Reads a gap. `tokens` are those between two conditions, without the names of their characteristics.
pub fn gap(tokens: &[Token]) -> Gap {
    let comma = tokens.iter().take_while(|t| !is_word(t)).any(|t| matches!(t.kind, Kind::Comma | Kind::Semicolon));
    let words: Vec<usize> = (0..tokens.len()).filter(|i| tokens.get(*i).is_some_and(is_word) && depth(tokens, *i) == 0).collect();
    let at = |n: usize| words.get(n).and_then(|i| tokens.get(*i));
    // "0.4 mm or smaller (an area of 0.1 mm2 or smaller for others)": a second figure in brackets may be an alternative.
    let opened = tokens.iter().rposition(|t| t.kind == Kind::Open).filter(|_| depth(tokens, tokens.len()) > 0);
    if opened.is_some_and(|i| tokens.get(i + 1).is_some_and(|t| t.is_one_of(&["a", "an", "or"]))) {
        return Gap { link: Link::Unclear, before: tokens.to_vec(), after: Vec::new() };
    }
    let is_or = |t: &Token| t.is_one_of(&["or", "and/or"]);
    if at(0).is_some_and(is_or) {
        let start = words.first().map_or(0, |i| i + 1);
        return Gap { link: Link::Or(comma), before: Vec::new(), after: tokens.get(start..).unwrap_or_default().to_vec() };
    }
    // "... or having a" directly before the next property.
    let edge = words.iter().rev().find(|i| tokens.get(**i).is_some_and(|t| !t.is_one_of(&EDGES) || is_or(t)));
    if let Some(&last) = edge
        && tokens.get(last).is_some_and(is_or)
    {
        let comma = last.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Semicolon));
        // "rockets, missiles, or vehicles of a range": a list of things of which the last has the property.
        let linked = tokens
            .get(last + 1..)
            .unwrap_or_default()
            .iter()
            .any(|t| t.is_one_of(&["having", "with", "at", "in", "a", "an", "that", "which", "has", "for", "where", "by"]));
        let listed = words.iter().any(|i| *i < last);
        if listed && !linked {
            return Gap { link: Link::Unclear, before: tokens.to_vec(), after: Vec::new() };
        }
        return Gap { link: Link::Or(comma), before: tokens.get(..last).unwrap_or_default().to_vec(), after: Vec::new() };
    }
    let start = if at(0).is_some_and(|t| t.is_one_of(&["and", "but"])) { words.first().map_or(0, |i| i + 1) } else { 0 };
    Gap { link: Link::And(comma), before: Vec::new(), after: tokens.get(start..).unwrap_or_default().to_vec() }
}

fn is_word(token: &Token) -> bool {
    !token.is_mark()
}

fn depth(tokens: &[Token], at: usize) -> usize {
    let opened = tokens.iter().take(at).filter(|t| t.kind == Kind::Open).count();
    let closed = tokens.iter().take(at).filter(|t| t.kind == Kind::Close).count();
    opened.saturating_sub(closed)
}

/// Joins conditions by their links. Mixed links are read only where commas show which bind closer.
pub fn join(parts: Vec<Expr>, links: &[Link]) -> Option<Expr> {
    if links.contains(&Link::Unclear) {
        return None;
    }
    let ors = links.iter().filter(|l| matches!(l, Link::Or(_))).count();
    if ors == 0 {
        return Some(Expr::and(parts));
    }
    if ors == links.len() {
        return Some(Expr::or(parts));
    }
    let or_outside = links.iter().all(|l| !matches!(l, Link::Or(false) | Link::And(true)));
    let and_outside = links.iter().all(|l| !matches!(l, Link::Or(true) | Link::And(false)));
    if !or_outside && !and_outside {
        return None;
    }
    let outer = |l: &Link| matches!(l, Link::Or(_)) == or_outside;
    let mut groups: Vec<Vec<Expr>> = vec![Vec::new()];
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 && links.get(i - 1).is_some_and(outer) {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut() {
            group.push(part);
        }
    }
    Some(if or_outside { Expr::or(groups.into_iter().map(Expr::and)) } else { Expr::and(groups.into_iter().map(Expr::or)) })
}
