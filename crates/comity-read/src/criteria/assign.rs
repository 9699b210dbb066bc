//! Which characteristic a number is of: the phrase that stands directly before it or behind it, else the only one of its
//! dimension in the clause before it.

use std::collections::BTreeSet;

use super::Unknown;
use super::fit::{expressed, fits};
use super::measure::Quantity;
use super::phrase::{Found, Phrasebook};
use super::stream::{LIGHT, Stream, gapped};
use super::token::{Kind, Token};

/// Words of grammar that say nothing of a figure wherever they stand.
const GRAMMAR: [&str; 31] = [
    "of",
    "is",
    "are",
    "be",
    "being",
    "that",
    "which",
    "a",
    "an",
    "the",
    "in",
    "at",
    "to",
    "from",
    "for",
    "with",
    "has",
    "have",
    "having",
    "within",
    "over",
    "on",
    "by",
    "range",
    "band",
    "any",
    "either",
    "where",
    "entire",
    "throughout",
    "between",
];
/// Words that may stand between a property and its figure without changing whose figure it is.
pub(crate) const LINKERS: [&str; 55] = joined(
    GRAMMAR,
    [
        "=", "equal", "ranges", "value", "values", "level", "levels", "all", "both", "each", "capable", "rated", "it", "its", "whose", "can", "not", "does",
        "do", "as", "greater", "ranging", "rating", "bands",
    ],
);
/// Words that in front of a cut are no condition of their own.
pub(crate) const EDGES: [&str; 36] = joined(GRAMMAR, ["and", "or", "but", "and/or", "following"]);

const fn joined<const A: usize, const B: usize, const BOTH: usize>(a: [&'static str; A], b: [&'static str; B]) -> [&'static str; BOTH] {
    assert!(A + B == BOTH);
    let mut both = [""; BOTH];
    let mut at = 0;
    while at < BOTH {
        both[at] = if at < A { a[at] } else { b[at - A] };
        at += 1;
    }
    both
}

/// The characteristics of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Ids of the characteristics, each with the number's unit that fits it, and whether it is a span.
    pub of: Vec<Target>,
    /// Several characteristics are joined by `or`.
    pub any: bool,
    /// Tokens that name them.
    pub tokens: BTreeSet<usize>,
}

/// A characteristic and how the number is written for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The characteristic's id.
    pub id: String,
    /// Which of the number's units fits.
    pub unit: usize,
    /// The unit to write with a number that has none: of counted things.
    pub counted: Option<String>,
    /// Whether items have a range of it.
    pub span: bool,
    /// Whether it is of something that the item serves.
    pub serves: bool,
}

/// Why a number got no characteristic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unassigned {
    /// The reason, in our words.
    pub why: &'static str,
    /// The phrase that stood in the place.
    pub unknown: Option<Unknown>,
}

/// What looks for characteristics in one paragraph.
pub struct Finder<'a> {
    /// The tokens.
    pub tokens: &'a [Token],
    /// The normalised words of each.
    pub norms: &'a [Vec<String>],
    /// The phrases.
    pub book: &'a Phrasebook,
    /// The paragraph's code.
    pub code: &'a str,
}

struct Hit {
    targets: Vec<Target>,
    any: bool,
    tokens: BTreeSet<usize>,
    tight: bool,
}

enum Side {
    Hit(Hit),
    Ambiguous(&'static str),
    Nothing,
}

impl Finder<'_> {
    /// The characteristic of the number at token `at`, whose left context begins at `from`.
    pub fn assign(&self, at: usize, from: usize, quantity: &Quantity, inner: &[String]) -> Result<Assigned, Unassigned> {
        if !inner.is_empty() {
            let words: Vec<&str> = inner.iter().map(String::as_str).collect();
            let targets = self.targets(&words, quantity);
            if targets.len() == 1 {
                return Ok(Assigned { of: targets, any: false, tokens: BTreeSet::new() });
            }
        }
        if let Some(hit) = self.condition(at, from, quantity) {
            return Ok(Assigned { of: hit.targets, any: false, tokens: hit.tokens });
        }
        if quantity.is_bare()
            && let Some(product) = expressed(self.tokens.get(from..at).unwrap_or_default())
        {
            let mut with_unit = quantity.clone();
            with_unit.units = vec![(product.symbol().to_owned(), product.clone())];
            if let Side::Hit(mut hit) = self.left(at, from, &with_unit) {
                for target in &mut hit.targets {
                    target.counted = Some(product.symbol().to_owned());
                }
                return Ok(Assigned { of: hit.targets, any: hit.any, tokens: hit.tokens });
            }
        }
        let left = self.left(at, from, quantity);
        let right = self.right(at, quantity);
        let hit = match (left, right) {
            (Side::Ambiguous(why), _) => return Err(Unassigned { why, unknown: None }),
            (Side::Hit(left), Side::Hit(right)) if !left.tight && right.tight => right,
            (Side::Hit(left), _) => left,
            (Side::Nothing, Side::Hit(right)) => right,
            (Side::Nothing, Side::Ambiguous(why)) => return Err(Unassigned { why, unknown: None }),
            (Side::Nothing, Side::Nothing) => {
                return Err(Unassigned { why: "no characteristic is known by these words", unknown: self.unknown(at, from, quantity) });
            }
        };
        Ok(Assigned { of: hit.targets, any: hit.any, tokens: hit.tokens })
    }

    /// A phrase that holds a number of its own, such as the temperature at which is measured: its words may stand on both
    /// sides of the figure.
    fn condition(&self, at: usize, from: usize, quantity: &Quantity) -> Option<Hit> {
        let end = (at + 1..self.tokens.len())
            .find(|i| self.tokens.get(*i).is_some_and(|t| matches!(t.kind, Kind::Semicolon | Kind::Colon | Kind::Measure(_) | Kind::Refer(..))))
            .unwrap_or(self.tokens.len());
        let (mut words, mut of) = (Vec::new(), Vec::new());
        for side in [from..at, at + 1..end] {
            let stream = Stream::new(self.tokens, self.norms, side, true);
            for (word, token) in stream.words.iter().zip(stream.of) {
                for part in super::phrase::apart(word) {
                    words.push(part);
                    of.push(token);
                }
            }
        }
        for (whole, parts) in self.book.conditions(&words) {
            let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
            let targets = self.targets(&whole, quantity);
            if targets.len() != 1 {
                continue;
            }
            if let Some(run) = gapped(&words, parts) {
                let tokens: BTreeSet<usize> = run.iter().filter_map(|i| of.get(*i).copied()).collect();
                // What stands between the phrase and the figure must be nothing of weight.
                let left = tokens.iter().copied().filter(|t| *t < at).max();
                let right = tokens.iter().copied().filter(|t| *t > at).min();
                let light = |range: std::ops::Range<usize>| {
                    Stream::new(self.tokens, self.norms, range, true).words.iter().all(|w| LINKERS.contains(&w.as_str()) || LIGHT.contains(&w.as_str()))
                };
                let near = left.is_none_or(|l| light(l + 1..at)) && right.is_none_or(|r| light(at + 1..r));
                if near && (left.is_some() || right.is_some()) {
                    return Some(Hit { targets, any: false, tokens, tight: true });
                }
            }
        }
        None
    }

    fn targets(&self, words: &[&str], quantity: &Quantity) -> Vec<Target> {
        self.book
            .fitting(words, self.code, |d| fits(quantity, d))
            .into_iter()
            .map(|m| {
                let unit = quantity.units.iter().position(|(_, u)| u.dimension() == m.unit.dimension());
                let counted = unit.is_none().then(|| m.unit.symbol().to_owned());
                Target { id: m.id.to_owned(), unit: unit.unwrap_or(0), counted, span: m.span, serves: m.serves }
            })
            .collect()
    }

    /// The only characteristic that fits among all words: of a paragraph above, which names what its children measure.
    pub fn only(&self, quantity: &Quantity) -> Option<Assigned> {
        let stream = Stream::new(self.tokens, self.norms, 0..self.tokens.len(), true);
        let words = stream.refs();
        let mut found: Vec<Target> = Vec::new();
        for f in self.book.find(&words, self.code) {
            let targets = self.targets(words.get(f.start..f.start + f.len)?, quantity);
            if targets.len() > 1 {
                return None;
            }
            found.extend(targets);
        }
        found.dedup_by(|a, b| a.id == b.id);
        (found.len() == 1).then_some(Assigned { of: found, any: false, tokens: BTreeSet::new() })
    }

    fn left(&self, at: usize, from: usize, quantity: &Quantity) -> Side {
        let with = self.left_in(&Stream::new(self.tokens, self.norms, from..at, true), at, quantity);
        let without = self.left_in(&Stream::new(self.tokens, self.norms, from..at, false), at, quantity);
        match (with, without) {
            (Side::Hit(a), Side::Hit(b)) => Side::Hit(if b.tight && !a.tight || b.tight == a.tight && b.tokens.len() > a.tokens.len() { b } else { a }),
            (Side::Hit(a), _) | (_, Side::Hit(a)) => Side::Hit(a),
            (Side::Ambiguous(why), _) => Side::Ambiguous(why),
            (_, other) => other,
        }
    }

    fn left_in(&self, stream: &Stream, at: usize, quantity: &Quantity) -> Side {
        let words = stream.refs();
        let found = self.book.find(&words, self.code);
        let fitting: Vec<(&Found, Vec<Target>)> = found
            .iter()
            .filter_map(|f| {
                let targets = self.targets(words.get(f.start..f.start + f.len)?, quantity);
                (!targets.is_empty()).then_some((f, targets))
            })
            .collect();
        let Some((nearest, targets)) = fitting.last() else { return Side::Nothing };
        if targets.len() > 1 {
            return Side::Ambiguous("words that name two characteristics");
        }
        let end = nearest.start + nearest.len;
        let gap = words.get(end..).unwrap_or_default();
        let last_token = stream.of.get(end.saturating_sub(1)).copied().unwrap_or(0);
        let between = self.tokens.get(last_token + 1..at).unwrap_or_default();
        let tight = gap.iter().all(|w| LINKERS.contains(w)) && !between.iter().any(|t| t.kind == Kind::Comma);
        if !tight {
            // "X for Y, equal to or less than 5": the comparator takes up what stands before the comma.
            let dangling = between.last().is_some_and(|t| t.kind == Kind::Comma) && between.iter().filter(|t| t.kind == Kind::Comma).count() <= 2;
            let crossed = !dangling && between.iter().any(|t| matches!(t.kind, Kind::Comma) || t.is_one_of(&["and", "or"]))
                || between.iter().any(|t| matches!(t.kind, Kind::Quantity(_)));
            let others = fitting.iter().any(|(_, other)| other.first().map(|t| &t.id) != targets.first().map(|t| &t.id));
            if crossed || gap.len() > 12 {
                return Side::Nothing;
            }
            if others {
                return Side::Ambiguous("two characteristics that the number could be of");
            }
        }
        // "a ratio of A to B of less than 3.8": the figure is of neither.
        let ratio = words.get(..nearest.start).unwrap_or_default().windows(2).any(|w| *w == ["ratio", "of"]);
        let names_ratio = words.get(nearest.start..end).unwrap_or_default().contains(&"ratio");
        if ratio && !names_ratio && quantity.is_bare() {
            return Side::Ambiguous("a ratio of two properties");
        }
        let mut targets = targets.clone();
        let mut tokens = stream.tokens_of(nearest);
        let mut any = false;
        // "diameter or length exceeding": both have the number. "run-out and camming": one of them is not known.
        match self.paired(stream, &found, nearest, quantity) {
            Pair::None => {}
            Pair::Known(other, more, is_any, link) => {
                targets.extend(other);
                tokens.extend(more);
                tokens.insert(link);
                any = is_any;
            }
            Pair::Unknown => return Side::Ambiguous("two properties that share a number"),
        }
        Side::Hit(Hit { targets, any, tokens, tight })
    }

    /// What stands before a phrase, tied to it by `or` or `and`.
    fn paired(&self, stream: &Stream, found: &[Found], nearest: &Found, quantity: &Quantity) -> Pair {
        let words = stream.refs();
        // Up to two words of description may stand between the conjunction and the phrase.
        // "and specified to function at": a condition of its own begins.
        if words.get(nearest.start).is_some_and(|w| w.len() > 5 && (w.ends_with("ed") || w.ends_with("ing"))) {
            return Pair::None;
        }
        let mut link = nearest.start;
        for _ in 0..3 {
            let Some(before) = link.checked_sub(1) else { return Pair::None };
            link = before;
            match words.get(link).copied() {
                Some("or" | "and" | "and/or") => break,
                Some(word) if LINKERS.contains(&word) && word != "a" => return Pair::None,
                _ => {}
            }
        }
        let word = words.get(link).copied().unwrap_or_default();
        if !matches!(word, "or" | "and" | "and/or") || link == 0 {
            return Pair::None;
        }
        let Some(link_token) = stream.of.get(link).copied() else { return Pair::None };
        let comma = link_token.checked_sub(1).and_then(|i| self.tokens.get(i)).is_some_and(|t| t.kind == Kind::Comma);
        let described = link + 1 != nearest.start;
        let before = found.iter().find(|f| f.start + f.len == link);
        // "a closed cavity and a chamber of": a new thing begins with its article.
        let article =
            (link_token + 1..stream.of.get(nearest.start).copied().unwrap_or(0)).any(|i| self.tokens.get(i).is_some_and(|t| t.is_one_of(&["a", "an", "the"])));
        if article {
            return if before.is_some() && !comma { Pair::Unknown } else { Pair::None };
        }
        match before {
            // "'multiple transverse mode' output and output power": a quality of the item, not a second property.
            Some(other) if word == "and" => {
                let lead = words.get(..other.start + other.len).unwrap_or_default();
                let thing = self.book.ends_in_thing(lead) || lead.split_last().is_some_and(|(_, lead)| self.book.ends_in_thing(lead));
                if thing || comma { Pair::None } else { Pair::Unknown }
            }
            Some(other) if !comma && !described => {
                let targets = self.targets(words.get(other.start..other.start + other.len).unwrap_or_default(), quantity);
                match targets.len() {
                    1 => Pair::Known(targets, stream.tokens_of(other), word != "and", link_token),
                    _ => Pair::Unknown,
                }
            }
            Some(_) if !comma => Pair::Unknown,
            // "pumps and their parts with a power of": the words before are no property, as far as can be told.
            _ if comma || described => Pair::None,
            None if link_follows_figure(self.tokens, link_token) => Pair::None,
            // "per pulse and peak power": what stands before belongs to the figure before.
            None if stream
                .of
                .first()
                .is_some_and(|first| first.checked_sub(1).and_then(|i| self.tokens.get(i)).is_some_and(|t| matches!(t.kind, Kind::Measure(_)))) =>
            {
                Pair::None
            }
            None if self.book.ends_in_thing(words.get(..link).unwrap_or_default()) => Pair::None,
            _ => Pair::Unknown,
        }
    }

    fn right(&self, at: usize, quantity: &Quantity) -> Side {
        let end = (at + 1..self.tokens.len())
            .find(|i| {
                self.tokens
                    .get(*i)
                    .is_some_and(|t| matches!(t.kind, Kind::Semicolon | Kind::Colon | Kind::Stop | Kind::Measure(_) | Kind::Refer(..) | Kind::Quantity(_)))
            })
            .unwrap_or(self.tokens.len());
        let comma = (at + 1..end).find(|i| self.tokens.get(*i).is_some_and(|t| t.kind == Kind::Comma)).unwrap_or(end);
        let mut stream = Stream::new(self.tokens, self.norms, at + 1..end, true);
        if self.tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Open) {
            stream = Stream::new(self.tokens, self.norms, at + 1..end, false);
        }
        let words = stream.refs();
        // The nearest phrase decides; one behind it is of something else.
        if let Some(found) = self.book.find(&words, self.code).into_iter().next() {
            let gap = words.get(..found.start).unwrap_or_default();
            let tight = gap.iter().all(|w| ["of", "in", "mean", "maximum", "minimum", "average", "total"].contains(w));
            let loose =
                gap.len() <= 2 && !gap.iter().any(|w| ["and", "or", "with", "having", "at", "for", "to", "when", "per", "by", "but", "following"].contains(w));
            if !tight && !loose || stream.of.get(found.start).is_some_and(|first| *first > comma) {
                return Side::Nothing;
            }
            let targets = self.targets(words.get(found.start..found.start + found.len).unwrap_or_default(), quantity);
            // "exceeding 550 MHz within the frequency range exceeding": the phrase is of the figure that follows it.
            if self.is_of_next(&stream, &found, end) {
                // "500 kg payload to a range of": the shorter phrase at its head is of this figure.
                let head = (1..found.len).rev().map(|len| Found { start: found.start, len }).find_map(|part| {
                    let targets = self.targets(words.get(part.start..part.start + part.len)?, quantity);
                    (targets.len() == 1).then(|| (targets, stream.tokens_of(&part)))
                });
                if let Some((targets, tokens)) = head.filter(|_| tight) {
                    return Side::Hit(Hit { targets, any: false, tokens, tight });
                }
                return Side::Nothing;
            }
            // "of zirconium, magnesium and": a list of which one member is known.
            let last = stream.of.get(found.start + found.len - 1).copied().unwrap_or(at);
            let of = gap.contains(&"of") || words.get(found.start).is_some_and(|w| *w == "of");
            let listed = of
                && self.tokens.get(last + 1).is_some_and(|t| t.kind == Kind::Comma)
                && self.tokens.get(last + 3).is_some_and(|t| t.is_one_of(&["and", "or"]) || t.kind == Kind::Comma);
            if listed {
                return Side::Ambiguous("two properties that share a number");
            }
            match targets.len() {
                0 => return Side::Nothing,
                1 => return Side::Hit(Hit { targets, any: false, tokens: stream.tokens_of(&found), tight }),
                _ => return Side::Ambiguous("words that name two characteristics"),
            }
        }
        Side::Nothing
    }

    /// Whether a phrase behind a figure stands directly before the next one, and fits it.
    fn is_of_next(&self, stream: &Stream, found: &Found, end: usize) -> bool {
        let Some(Kind::Measure(next)) = self.tokens.get(end).map(|t| &t.kind) else { return false };
        let words = stream.refs();
        let rest = words.get(found.start + found.len..).unwrap_or_default();
        let Some((_, quantity)) = next.bounds.first() else { return false };
        rest.iter().all(|w| LINKERS.contains(w)) && !self.targets(words.get(found.start..found.start + found.len).unwrap_or_default(), quantity).is_empty()
    }

    /// The words that stood where a characteristic was wanted.
    fn unknown(&self, at: usize, from: usize, quantity: &Quantity) -> Option<Unknown> {
        let stream = Stream::new(self.tokens, self.norms, from..at, false);
        let mut words: Vec<&str> = stream.refs();
        while words.last().is_some_and(|w| LINKERS.contains(w)) {
            words.pop();
        }
        let cut = words.iter().rposition(|w| LINKERS.contains(w) && *w != "of" && *w != "to" || ["and", "or"].contains(w)).map_or(0, |i| i + 1);
        let mut phrase: Vec<&str> = words.get(cut..).unwrap_or_default().to_vec();
        let after = Stream::new(self.tokens, self.norms, at + 1..(at + 6).min(self.tokens.len()), false);
        let mut shown = phrase.split_off(phrase.len().saturating_sub(6)).join(" ");
        shown.push_str(" … ");
        shown.push_str(&after.refs().into_iter().take(4).collect::<Vec<_>>().join(" "));
        Some(Unknown { phrase: shown, unit: quantity.units.first().map(|(s, _)| s.clone()).unwrap_or_default() })
    }
}

enum Pair {
    None,
    Known(Vec<Target>, BTreeSet<usize>, bool, usize),
    Unknown,
}

/// Whether the conjunction stands directly behind a figure, and so joins conditions, not properties.
fn link_follows_figure(tokens: &[Token], link: usize) -> bool {
    link.checked_sub(1).and_then(|i| tokens.get(i)).is_none_or(|t| matches!(t.kind, Kind::Measure(_) | Kind::Refer(..)) || t.is_mark())
}
