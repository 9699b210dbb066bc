//! From tokens to the criterion: conditions, what joins them, and the words that are left.

use std::collections::BTreeSet;

use super::assign::{Assigned, EDGES, Finder};
use super::connect::{Gap, Link, gap, join};
use super::expression::{Expr, Op};
use super::measure::{Measure, units};
use super::number::in_words;
use super::phrase::Phrasebook;
use super::substance::{Substance, substances};
use super::token::{Kind, Token, tokens};
use super::{Dialect, Paragraph, Unknown, comparator, equivalent, name, refer};

/// What a paragraph was read to.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The criterion.
    pub expr: Expr,
    /// How many numbers stand in the text.
    pub numbers: usize,
    /// Phrases that are missing.
    pub unknown: Vec<Unknown>,
}

impl Default for Expr {
    fn default() -> Self {
        Self::True
    }
}

/// Words that say how paragraphs below stand to this one, and ask for nothing themselves.
const STOPS: [&[&str]; 22] = [
    &["having", "any", "of", "following", "characteristic"],
    &["having", "all", "of", "following", "characteristic"],
    &["having", "any", "of", "following"],
    &["having", "all", "of", "following"],
    &["having", "both", "of", "following"],
    &["having", "either", "of", "following"],
    &["meeting", "any", "of", "following"],
    &["meeting", "all", "of", "following"],
    &["with", "any", "of", "following"],
    &["with", "all", "of", "following"],
    &["any", "of", "following"],
    &["all", "of", "following"],
    &["either", "of", "following"],
    &["both", "of", "following"],
    &["havingall", "of", "following"],
    &["all", "following"],
    &["having", "following", "characteristic"],
    &["having", "following"],
    &["as", "follow"],
    &["see", "list", "of", "item", "controlled"],
    &["following"],
    &["n.e.s"],
];

/// Reads a paragraph into a tree.
pub fn build(paragraph: &Paragraph<'_>, dialect: &Dialect, book: &Phrasebook) -> Built {
    let read = name::names(without_examples(tokens(paragraph.text, dialect)));
    let (read, substance) = substances(read);
    let read = units(comparator::plain_comparators(refer::references(read)));
    let digits = read.iter().filter(|t| matches!(t.kind, Kind::Quantity(_)) && t.raw.contains(|c: char| c.is_ascii_digit())).count();
    let (read, _) = equivalent::equivalents(read);
    let read = comparator::measures(read, book, paragraph.code);
    let spelt = read.iter().filter(|t| matches!(t.kind, Kind::Measure(_)) && !t.raw.contains(|c: char| c.is_ascii_digit())).count();
    let mut reader = Reader { tokens: read, book, code: paragraph.code, unknown: Vec::new() };
    let expr = reader.read();
    let expr = match substance {
        Substance::None => expr,
        Substance::Only(cas) => without_words(expr, cas),
        Substance::Under(cas) => Expr::and([cas, expr]),
        Substance::Or(cas) => Expr::or([cas, expr]),
    };
    Built { expr, numbers: digits + spelt, unknown: reader.unknown }
}

/// A substance and nothing else: its name is no further condition.
fn without_words(expr: Expr, cas: Expr) -> Expr {
    match expr {
        Expr::True | Expr::Words(_) => cas,
        Expr::And(parts) => Expr::and(std::iter::once(cas).chain(parts.into_iter().filter(|p| !matches!(p, Expr::Words(_))))),
        other => Expr::and([cas, other]),
    }
}

/// Takes away examples in brackets: `(e.g., steel)`.
fn without_examples(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut skip = 0_usize;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.kind {
            Kind::Open if skip > 0 => skip += 1,
            Kind::Close if skip > 0 => skip -= 1,
            _ if skip > 0 => {}
            Kind::Open if tokens.get(at).is_some_and(|t| t.is_one_of(&["e.g.", "e.g"])) => skip = 1,
            _ => out.push(token.clone()),
        }
    }
    out
}

struct Reader<'a> {
    tokens: Vec<Token>,
    book: &'a Phrasebook,
    code: &'a str,
    unknown: Vec<Unknown>,
}

/// A condition found among the tokens.
struct Atom {
    at: usize,
    expr: Expr,
    /// Tokens that name its characteristic.
    taken: BTreeSet<usize>,
    assigned: Option<Assigned>,
}

impl Reader<'_> {
    fn read(&mut self) -> Expr {
        let atoms = self.atoms();
        let taken: BTreeSet<usize> = atoms.iter().flat_map(|a| a.taken.iter().copied().chain([a.at])).collect();
        let rest = |from: usize, to: usize| -> Vec<Token> { (from..to).filter(|i| !taken.contains(i)).filter_map(|i| self.tokens.get(i).cloned()).collect() };
        let (Some(first), Some(last)) = (atoms.first(), atoms.last()) else {
            return Expr::and([self.words(&rest(0, self.tokens.len())), stray(&self.tokens, &taken)]);
        };
        let head = rest(0, first.at);
        let tail = rest(last.at + 1, self.tokens.len());
        let gaps: Vec<Gap> = atoms.windows(2).map(|w| gap(&rest(w.first().map_or(0, |a| a.at + 1), w.last().map_or(0, |a| a.at)))).collect();
        let stray = stray(&self.tokens, &taken);
        let any = gaps.iter().any(|g| matches!(g.link, Link::Or(_)));
        let tail_or = tail.iter().find(|t| !matches!(t.kind, Kind::Comma)).is_some_and(|t| t.is("or")) && !self.words(&tail).is_true();
        let head_or = ends_in_or(&head);
        if !any && !tail_or && !head_or {
            let mut words = cut(&head);
            for gap in &gaps {
                words.extend(cut(&gap.before));
                words.extend(cut(&gap.after));
            }
            words.extend(cut(&tail));
            return Expr::and(atoms.into_iter().map(|a| a.expr).chain([words_of(words), stray]));
        }
        let predicate = head.iter().find(|t| !t.is_mark()).is_none_or(|t| is_predicate(&t.raw));
        let mut parts: Vec<Expr> = atoms.into_iter().map(|a| a.expr).collect();
        let mut links: Vec<Link> = gaps.iter().map(|g| g.link).collect();
        let mut own = false;
        for (i, gap) in gaps.iter().enumerate() {
            let (before, after) = (self.words(&gap.before), self.words(&gap.after));
            own |= matches!(gap.link, Link::Or(_)) && !(before.is_true() && after.is_true());
            for (at, words) in [(i, before), (i + 1, after)] {
                if let Some(part) = parts.get_mut(at) {
                    *part = Expr::and([std::mem::take(part), words]);
                }
            }
        }
        let mut shared = Expr::True;
        let head_words = self.words(&head);
        if head_or {
            if !predicate || head_words.is_true() {
                return Expr::and([head_words, Expr::Untranslated("alternatives in words".into()), stray]);
            }
            parts.insert(0, head_words);
            links.insert(0, Link::Or(false));
        } else if own && predicate && !head_words.is_true() {
            if let Some(first) = parts.first_mut() {
                *first = Expr::and([head_words, std::mem::take(first)]);
            }
        } else {
            shared = head_words;
        }
        let tail_words = self.words(&tail);
        if tail_or {
            links.push(Link::Or(tail.first().is_some_and(|t| t.kind == Kind::Comma)));
            parts.push(tail_words);
        } else if tail.first().is_some_and(|t| t.kind == Kind::Comma) {
            shared = Expr::and([shared, tail_words]);
        } else if let Some(last) = parts.last_mut() {
            *last = Expr::and([std::mem::take(last), tail_words]);
        }
        match join(parts, &links) {
            Some(joined) => Expr::and([joined, shared, stray]),
            None => Expr::and([self.words(&self.tokens), Expr::Untranslated("conditions joined by and and or without a sign which bind closer".into()), stray]),
        }
    }

    /// The conditions among the tokens, in order.
    fn atoms(&mut self) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut from = 0;
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get(at) else { break };
            match &token.kind {
                Kind::Refer(codes, negated) => {
                    let meets = Expr::Meets(codes.clone());
                    let expr = if *negated { Expr::Not(Box::new(meets)) } else { meets };
                    atoms.push(Atom { at, expr, taken: BTreeSet::new(), assigned: None });
                    from = at + 1;
                }
                Kind::Measure(measure) => {
                    let measure = measure.clone();
                    let atom = self.measure(at, from, &measure, &atoms);
                    from = atom.taken.iter().copied().chain([at]).max().unwrap_or(at) + 1;
                    atoms.push(atom);
                }
                Kind::Quantity(quantity) if token.raw.contains(|c: char| c.is_ascii_digit()) => {
                    let quantity = quantity.clone();
                    if let Some(atom) = self.circumstance(at, from, &quantity) {
                        from = atom.taken.iter().copied().chain([at]).max().unwrap_or(at) + 1;
                        atoms.push(atom);
                    }
                }
                Kind::Semicolon | Kind::Colon | Kind::Stop => from = at + 1,
                _ => {}
            }
        }
        atoms
    }

    fn measure(&mut self, at: usize, from: usize, measure: &Measure, before: &[Atom]) -> Atom {
        let unread = |why: &str| Atom { at, expr: Expr::Untranslated(why.to_owned()), taken: BTreeSet::new(), assigned: None };
        let Some((_, quantity)) = measure.bounds.first() else {
            return unread("a range with a second comparator");
        };
        if let Some(why) = self.formula(at) {
            return unread(why);
        }
        let finder = Finder { tokens: &self.tokens, book: self.book, code: self.code };
        let found = finder.assign(at, from, quantity, &measure.inner);
        let assigned = match found {
            Ok(assigned) => assigned,
            Err(unassigned) => match self.inherited(at, from, quantity, before) {
                Some(assigned) => assigned,
                None => {
                    self.unknown.extend(unassigned.unknown);
                    return unread(unassigned.why);
                }
            },
        };
        Atom { at, expr: compare(&assigned, measure), taken: assigned.tokens.clone(), assigned: Some(assigned) }
    }

    /// `400 °/s or more, or 30 °/s or less`: a figure without a property of its own is of the one before.
    fn inherited(&self, at: usize, from: usize, quantity: &super::measure::Quantity, before: &[Atom]) -> Option<Assigned> {
        let only_links = self.tokens.get(from..at)?.iter().all(|t| t.kind == Kind::Comma || t.is_one_of(&["and", "or", "but", "to", "from", "of", "in", "at"]));
        let next_ends = self.tokens.get(at + 1).is_none_or(|t| t.is_mark() || t.is_one_of(&["and", "or"]));
        if !only_links || !next_ends {
            return None;
        }
        let last = before.last()?.assigned.as_ref()?;
        let target = last.of.first()?;
        let fits = |a: &super::measure::Quantity| a.units.first().map(|(_, u)| u.dimension());
        let previous = self.tokens.get(before.last()?.at)?;
        let Kind::Measure(measure) = &previous.kind else { return None };
        let same = fits(&measure.bounds.first()?.1) == fits(quantity);
        (same && last.of.len() == 1).then(|| Assigned { of: vec![target.clone()], any: false, tokens: BTreeSet::new() })
    }

    /// `at a stress of 676 MPa`, `capable of a range of 300 km`: a figure without a comparator that can be read.
    fn circumstance(&self, at: usize, from: usize, quantity: &super::measure::Quantity) -> Option<Atom> {
        if self.formula(at).is_some() || quantity.both_signs {
            return None;
        }
        let finder = Finder { tokens: &self.tokens, book: self.book, code: self.code };
        let assigned = finder.assign(at, from, quantity, &[]).ok()?;
        let first = assigned.tokens.first().copied().unwrap_or(at).min(at);
        let lead: Vec<&Token> = self.tokens.get(from..first)?.iter().rev().take(3).collect();
        let op = if lead.iter().any(|t| t.is("capable")) {
            Op::AtLeast
        } else if lead.iter().take(2).any(|t| t.is("at")) {
            Op::Equal
        } else {
            return None;
        };
        let measure = Measure { bounds: vec![(op, quantity.clone())], outside: false, entire: false, inner: Vec::new() };
        Some(Atom { at, expr: compare(&assigned, &measure), taken: assigned.tokens.clone(), assigned: Some(assigned) })
    }

    /// Whether the number is part of a calculation.
    fn formula(&self, at: usize) -> Option<&'static str> {
        let sign = |t: Option<&Token>| t.is_some_and(|t| t.is_one_of(&["×", "+", "*", "/", "times", "="]) || t.kind == Kind::Word && t.raw.starts_with('/'));
        let before = at.checked_sub(1).and_then(|i| self.tokens.get(i));
        if sign(self.tokens.get(at + 1)) || sign(before) {
            return Some("a formula");
        }
        let per = self.tokens.get(at + 1).filter(|t| t.is("per"));
        let next = self.tokens.get(at + 2);
        let unit = next.is_some_and(|t| matches!(t.kind, Kind::Quantity(_)) || super::measure::is_unit(&t.raw));
        (per.is_some() && unit).then_some("a rate whose unit is parted")
    }

    fn words(&self, tokens: &[Token]) -> Expr {
        words_of(cut(tokens))
    }
}

/// The comparison of a number with its characteristics.
fn compare(assigned: &Assigned, measure: &Measure) -> Expr {
    let each = assigned.of.iter().map(|target| {
        let one = |(op, quantity): &(Op, super::measure::Quantity)| {
            let shown = match &target.counted {
                Some(unit) => format!("{} {unit}", quantity.shown(0)),
                None => quantity.shown(target.unit),
            };
            Expr::Compare(target.id.clone(), *op, shown)
        };
        if measure.outside {
            Expr::or(measure.bounds.iter().map(|(op, q)| one(&(op.outside(), q.clone()))))
        } else if measure.entire && target.span {
            // The item's range covers the whole of it: it begins at or below the lower end and ends at or above the upper.
            let turned = |op: Op| if op.is_floor() { Op::AtMost } else { Op::AtLeast };
            Expr::and(measure.bounds.iter().map(|(op, q)| one(&(turned(*op), q.clone()))))
        } else {
            Expr::and(measure.bounds.iter().map(one))
        }
    });
    if assigned.any { Expr::or(each) } else { Expr::and(each) }
}

impl Expr {
    fn is_true(&self) -> bool {
        *self == Self::True
    }
}

/// What is left over of numbers that became no condition.
fn stray(tokens: &[Token], taken: &BTreeSet<usize>) -> Expr {
    let mut reason = None;
    for (at, token) in tokens.iter().enumerate() {
        if taken.contains(&at) {
            continue;
        }
        let digits = token.raw.contains(|c: char| c.is_ascii_digit());
        match token.kind {
            Kind::Quantity(_) if digits => reason = Some("a number without a comparator or without a known property"),
            Kind::Number(_) => reason = Some("a number without a unit"),
            Kind::Word if digits => reason = reason.or(Some("a number inside a word")),
            _ => {}
        }
    }
    reason.map_or(Expr::True, |why| Expr::Untranslated(why.to_owned()))
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

/// The normalised words of a run of tokens, without what stands at its edges only to join.
fn cut(tokens: &[Token]) -> Vec<String> {
    let mut words: Vec<String> = tokens.iter().filter(|t| !matches!(t.kind, Kind::Measure(_) | Kind::Refer(..))).flat_map(visible).collect();
    for stop in STOPS {
        while let Some(at) = words.windows(stop.len()).position(|w| w.iter().zip(stop).all(|(a, b)| a == b)) {
            words.drain(at..at + stop.len());
        }
    }
    while words.last().is_some_and(|w| EDGES.contains(&w.as_str())) {
        words.pop();
    }
    let lead = words.iter().take_while(|w| EDGES.contains(&w.as_str())).count();
    words.drain(..lead);
    words
}

/// The words of a token; numbers in words are words where they became no condition.
fn visible(token: &Token) -> Vec<String> {
    match &token.kind {
        Kind::Quantity(_) if in_words(token.raw.split(' ').next().unwrap_or_default()).is_none() => Vec::new(),
        Kind::Word if ["–", "#", "±"].contains(&token.raw.as_str()) => Vec::new(),
        _ => token.norm(),
    }
}

fn words_of(words: Vec<String>) -> Expr {
    if words.is_empty() { Expr::True } else { Expr::Words(words.join(" ")) }
}
