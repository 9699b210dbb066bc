//! From tokens to the criterion: conditions, what joins them, and the words that are left.

use std::collections::BTreeSet;

use super::assign::{Assigned, EDGES, Finder};
use super::connect::{Gap, gap};
use super::expression::{Expr, Op};
use super::measure::{Measure, units};
use super::number::in_words;
use super::phrase::Phrasebook;
use super::prepare::{begins_another, excepts_below, from_above, lettered, names_parts, points_elsewhere, without_examples, without_hand_off, without_letters};
use super::sentence::Sentence;
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

/// Words that say how paragraphs below stand to this one, and ask for nothing themselves.
const STOPS: [&[&str]; 28] = [
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
    &["having", "all", "following", "characteristic"],
    &["having", "any", "following", "characteristic"],
    &["with", "all", "following", "characteristic"],
    &["having", "all", "following"],
    &["having", "any", "following"],
    &["with", "all", "following"],
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
    let all = tokens(paragraph.text, dialect);
    if points_elsewhere(&all) {
        return Built { expr: Expr::False, ..Built::default() };
    }
    let excepts = excepts_below(&all).map_or(Expr::True, |why| Expr::Untranslated(why.to_owned()));
    let lettered = lettered(&all);
    let all = if lettered { without_letters(all) } else { all };
    let read = name::names(without_hand_off(without_examples(all)));
    let (read, substance) = substances(read);
    let read = units(comparator::plain_comparators(refer::references(read, paragraph.parent_text.is_some_and(names_parts))));
    let digits = read.iter().filter(|t| matches!(t.kind, Kind::Quantity(_)) && t.raw.contains(|c: char| c.is_ascii_digit())).count();
    let (read, _) = equivalent::equivalents(read);
    let read = comparator::measures(from_above(read, paragraph.parent_text, dialect), book, paragraph.code);
    let (read, named) = name::numbered(read);
    let spelt = read.iter().filter(|t| matches!(t.kind, Kind::Measure(_)) && !t.raw.contains(|c: char| c.is_ascii_digit())).count();
    let parent = paragraph.parent_text.map(|text| comparator::measures(units(name::names(tokens(text, dialect))), book, paragraph.code)).unwrap_or_default();
    let mut reader = Reader { norms: norms(&read), lettered, tokens: read, parent, book, code: paragraph.code, unknown: Vec::new() };
    let expr = reader.read();
    let expr = match substance {
        Substance::None => expr,
        Substance::Only(cas) => without_words(expr, cas),
        Substance::Under(cas) => Expr::and([cas, expr]),
        Substance::Or(cas) => Expr::or([cas, expr]),
    };
    let expr = Expr::and([expr, excepts]);
    Built { expr, numbers: digits.saturating_sub(named) + spelt, unknown: reader.unknown }
}

/// A substance and nothing else: its name is no further condition.
fn without_words(expr: Expr, cas: Expr) -> Expr {
    match expr {
        Expr::True | Expr::Words(_) => cas,
        Expr::And(parts) => Expr::and(std::iter::once(cas).chain(parts.into_iter().filter(|p| !matches!(p, Expr::Words(_))))),
        other => Expr::and([cas, other]),
    }
}

struct Reader<'a> {
    tokens: Vec<Token>,
    /// Their normalised words.
    norms: Vec<Vec<String>>,
    /// Its semicolons part conditions of one item.
    lettered: bool,
    /// The tokens of the paragraph above.
    parent: Vec<Token>,
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
        let mut atoms = self.atoms();
        if self.tokens.iter().any(|t| matches!(t.kind, Kind::Word | Kind::Name) && t.raw.contains("log") && t.raw.contains(|c: char| c.is_ascii_digit())) {
            // Its letters stand for figures: no number of it can be told apart.
            for atom in atoms.iter_mut().filter(|a| !matches!(a.expr, Expr::Meets(_) | Expr::Not(_))) {
                atom.expr = Expr::Untranslated("a formula".into());
            }
        }
        let taken: BTreeSet<usize> = atoms.iter().flat_map(|a| a.taken.iter().copied().chain([a.at])).collect();
        let rest = |from: usize, to: usize| -> Vec<Token> { (from..to).filter(|i| !taken.contains(i)).filter_map(|i| self.tokens.get(i).cloned()).collect() };
        let (Some(first), Some(last)) = (atoms.first(), atoms.last()) else {
            return Expr::and([words_of(cut(&rest(0, self.tokens.len()))), stray(&self.tokens, &taken)]);
        };
        let head = rest(0, first.at);
        let tail = rest(last.at + 1, self.tokens.len());
        let mut gaps: Vec<Gap> = atoms.windows(2).map(|w| gap(&rest(w.first().map_or(0, |a| a.at + 1), w.last().map_or(0, |a| a.at)))).collect();
        // "alloys with 90 % rhenium; and alloys with 90 % of both": two kinds of item in one sentence.
        for (gap, pair) in gaps.iter_mut().zip(atoms.windows(2)) {
            let range = pair.first().map_or(0, |a| a.at + 1)..pair.last().map_or(0, |a| a.at);
            if self.tokens.get(range).is_some_and(|t| begins_another(t, self.lettered)) {
                gap.link = super::connect::Link::Unclear;
            }
        }
        let stray = stray(&self.tokens, &taken);
        let names: BTreeSet<String> = first.taken.iter().filter_map(|i| self.tokens.get(*i)).flat_map(Token::norm).collect();
        let parts: Vec<Expr> = atoms.into_iter().map(|a| a.expr).collect();
        let sentence = Sentence { head, parts, gaps, tail, names };
        match sentence.join() {
            Ok(expr) => Expr::and([expr, stray]),
            Err(why) => {
                let all = cut(&self.tokens);
                Expr::and([words_of(all), Expr::Untranslated(why.to_owned()), stray])
            }
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
                // Part of the name of what is measured.
                Kind::Quantity(_) if at < from => {}
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
        if let Some(why) = self.formula(at).or_else(|| self.negated(at, from)) {
            return unread(why);
        }
        let finder = Finder { tokens: &self.tokens, norms: &self.norms, book: self.book, code: self.code };
        let found = finder.assign(at, from, quantity, &measure.inner);
        // "per 300 mm of travel" is a rate, unless it belongs to the name of what is measured.
        if self.parted(at) && !found.as_ref().is_ok_and(|a| a.tokens.contains(&(at + 2))) {
            return unread("a rate whose unit is parted");
        }
        let assigned = match found {
            Ok(assigned) => assigned,
            Err(unassigned) => match self.inherited(at, from, quantity, before).or_else(|| self.of_parent(at, from, quantity)) {
                Some(assigned) => assigned,
                None => {
                    self.unknown.extend(unassigned.unknown);
                    return unread(unassigned.why);
                }
            },
        };
        let octaves = assigned.of.iter().any(|t| t.id.contains("octave"));
        if quantity.is_bare() && !octaves && !assigned.tokens.iter().any(|t| *t > at) && measure.inner.is_empty() && self.unknown_unit(at) {
            return unread("a unit that is not known");
        }
        let mut measure = measure.clone();
        let mut taken = assigned.tokens.clone();
        match self.served(at, &assigned) {
            Ok(named) => taken.extend(named),
            Err(why) => return unread(why),
        }
        if let Some(no) = self.none_has(at, from) {
            let ([(op, _)], true) = (measure.bounds.as_mut_slice(), (no + 1..at).all(|i| taken.contains(&i))) else {
                return unread("a negation in words");
            };
            *op = op.outside();
            taken.insert(no);
        }
        if measure.entire && !assigned.of.iter().all(|t| t.span) {
            return unread("a whole range of something that has no range");
        }
        Atom { at, expr: compare(&assigned, &measure), taken, assigned: Some(assigned) }
    }

    /// Whether the word behind a number without a unit could be a unit that is not known.
    fn unknown_unit(&self, at: usize) -> bool {
        const PLAIN: [&str; 34] = [
            "when",
            "measured",
            "using",
            "under",
            "during",
            "without",
            "provided",
            "than",
            "inclusive",
            "simultaneously",
            "along",
            "after",
            "before",
            "above",
            "below",
            "against",
            "but",
            "and",
            "or",
            "as",
            "if",
            "while",
            "including",
            "other",
            "specially",
            "designed",
            "relative",
            "per",
            "via",
            "through",
            "anywhere",
            "made",
            "made",
            "operating",
        ];
        self.tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Word && !t.is_one_of(&PLAIN) && !super::assign::LINKERS.iter().any(|w| t.is(w)))
    }

    /// A figure that begins its paragraph, such as `less than 143 ps`: of what the paragraph above names.
    fn of_parent(&self, at: usize, from: usize, quantity: &super::measure::Quantity) -> Option<Assigned> {
        let begins = from == 0 && self.tokens.get(..at)?.iter().all(|t| t.is_mark() || EDGES.iter().any(|w| t.is(w)));
        if !begins || quantity.is_bare() {
            return None;
        }
        Finder { tokens: &self.parent, norms: &norms(&self.parent), book: self.book, code: self.code }.only(quantity)
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

    /// Whether words turn the condition round: `excluding engines with`, `not capable of balancing`.
    fn negated(&self, at: usize, from: usize) -> Option<&'static str> {
        let before = self.tokens.get(from..at)?;
        let since = |test: &dyn Fn(&Token) -> bool| before.iter().rposition(test).map_or(before, |i| before.get(i + 1..).unwrap_or_default());
        let part = since(&|t| t.kind == Kind::Comma);
        if part.iter().any(|t| t.is_one_of(&["excluding", "except", "unless", "excepting", "without"]))
            || part.windows(2).any(|w| matches!(w, [a, b] if a.is("other") && b.is("than")))
        {
            return Some("an exception in words");
        }
        // "No dimension greater than": turned round by `measure`.
        if self.none_has(at, from).is_some() {
            return None;
        }
        let clause = since(&|t| t.kind == Kind::Comma || t.is_one_of(&["and", "but", "or"]));
        clause.iter().any(|t| t.is_one_of(&["not", "no", "cannot", "never"])).then_some("a negation in words")
    }

    /// `facilities for vehicles capable of a range exceeding 300 km`: what is capable is what the item is for. Gives the tokens
    /// that name it, with `capable`.
    fn another(&self, at: usize) -> Option<std::ops::RangeInclusive<usize>> {
        let mut clause = (0..at).rev().take_while(|i| self.tokens.get(*i).is_some_and(|t| !matches!(t.kind, Kind::Comma | Kind::Semicolon | Kind::Colon)));
        let capable = clause.find(|i| self.tokens.get(*i).is_some_and(|t| t.is("capable")))?;
        let head = self.tokens.get(..capable)?;
        let noun = head.last().filter(|t| matches!(t.kind, Kind::Word | Kind::Name))?;
        let code = |i: usize| matches!(self.tokens.get(i).map(|t| &t.kind), Some(Kind::Code(_)));
        const PREPOSITIONS: [&str; 13] = ["for", "in", "with", "having", "of", "by", "on", "from", "to", "being", "are", "is", "and/or"];
        let lead = (0..head.len()).rev().find(|i| head.get(*i).is_some_and(|t| t.is_one_of(&PREPOSITIONS)) && !code(i + 1))?;
        let another = head.get(lead).is_some_and(|t| t.is_one_of(&["for", "in"]));
        let thing = noun.raw.ends_with(['s', 'S']) || lead + 2 == capable;
        // "machine tools for machines capable of": the item itself once more.
        let stem = |t: &Token| t.raw.to_lowercase().trim_end_matches('s').to_owned();
        let again = head.get(..lead)?.iter().any(|t| stem(t) == stem(noun));
        (another && thing && !again && lead > 0).then_some(lead + 1..=capable)
    }

    /// The name of what the item serves, where its figure is asked for and nothing else stands beside it; or why not.
    fn served(&self, at: usize, assigned: &Assigned) -> Result<BTreeSet<usize>, &'static str> {
        let Some(named) = self.another(at) else { return Ok(BTreeSet::new()) };
        if !assigned.of.iter().all(|t| t.serves) {
            return Err("a figure of something that the item is for");
        }
        let plain =
            named.clone().all(|i| self.tokens.get(i).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Name | Kind::Comma | Kind::Open | Kind::Close)));
        let beside = named.start().checked_sub(2).and_then(|i| self.tokens.get(i)).is_some_and(|t| t.is_one_of(&["or", "and"]));
        // "capable of delivering"
        let achieving = (named.end() + 1..at).take_while(|i| self.tokens.get(*i).is_some_and(|t| t.is("of") || t.kind == Kind::Word && t.raw.ends_with("ing")));
        if plain && !beside { Ok(named.clone().chain(achieving).collect()) } else { Err("a figure of one of the things that the item is for") }
    }

    /// `No dimension greater than 30 cm`: where the `no` stands, directly before the property.
    fn none_has(&self, at: usize, from: usize) -> Option<usize> {
        let no = (from..at).find(|i| self.tokens.get(*i).is_some_and(|t| !t.is_mark()))?;
        let before = self.tokens.get(no + 1..at)?;
        let plain = (1..=2).contains(&before.len()) && before.iter().all(|t| t.kind == Kind::Word && !t.is_one_of(&["better", "more", "less", "greater"]));
        (self.tokens.get(no)?.is("no") && plain).then_some(no)
    }

    /// `at a stress of 676 MPa`, `capable of a range of 300 km`: a figure without a comparator that can be read.
    fn circumstance(&self, at: usize, from: usize, quantity: &super::measure::Quantity) -> Option<Atom> {
        if self.formula(at).is_some() || self.parted(at) || self.negated(at, from).is_some() || quantity.both_signs {
            return None;
        }
        let finder = Finder { tokens: &self.tokens, norms: &self.norms, book: self.book, code: self.code };
        let assigned = finder.assign(at, from, quantity, &[]).ok()?;
        let first = assigned.tokens.first().copied().unwrap_or(at).min(at);
        // Between the property and the figure stands nothing but `of`; behind it no comparator that was not understood.
        let last = assigned.tokens.iter().copied().filter(|t| *t < at).max();
        let close = last.is_none_or(|last| self.tokens.get(last + 1..at).is_some_and(|t| t.iter().all(|t| t.is("of"))));
        let next = self.tokens.get(at + 1);
        let open = next.is_some_and(|t| t.is_one_of(&["or", "to", "up", "–", "±"]))
            && !next.is_some_and(|t| t.is("or") && self.tokens.get(at + 2).is_some_and(|t| t.raw.len() > 6));
        if !close || open {
            return None;
        }
        let lead: Vec<&Token> = self.tokens.get(from..first)?.iter().rev().take(3).collect();
        let within = at.checked_sub(1).and_then(|i| self.tokens.get(i)).is_some_and(|t| t.is("within"));
        let within = within || assigned.tokens.iter().any(|i| self.tokens.get(*i).is_some_and(|t| t.is_one_of(&["down", "low"])));
        let op = if within {
            Op::AtMost
        } else if lead.iter().any(|t| t.is("capable")) || assigned.tokens.iter().any(|i| self.tokens.get(*i).is_some_and(|t| t.is("capable"))) {
            Op::AtLeast
        } else if lead.iter().take(2).any(|t| t.is("at")) && !self.tokens.iter().any(|t| matches!(t.kind, Kind::Measure(_))) {
            // Beside another figure it says how that one is measured: part of its name, not a condition.
            Op::Equal
        } else {
            return None;
        };
        let measure = Measure { bounds: vec![(op, quantity.clone())], outside: false, entire: false, inner: Vec::new() };
        Some(Atom { at, expr: compare(&assigned, &measure), taken: assigned.tokens.clone(), assigned: Some(assigned) })
    }

    /// Whether the number is part of a calculation.
    fn formula(&self, at: usize) -> Option<&'static str> {
        let sign = |t: Option<&Token>| {
            t.is_some_and(|t| t.is_one_of(&["×", "+", "*", "/", "times", "multiplied", "divided"]) || t.kind == Kind::Word && t.raw.starts_with('/'))
        };
        let before = at.checked_sub(1).and_then(|i| self.tokens.get(i));
        if sign(self.tokens.get(at + 1)) || sign(before) {
            return Some("a formula");
        }
        None
    }

    /// Whether a number is followed by `per` and a further number or unit.
    fn parted(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 2);
        self.tokens.get(at + 1).is_some_and(|t| t.is("per")) && next.is_some_and(|t| matches!(t.kind, Kind::Quantity(_)) || super::measure::is_unit(&t.raw))
    }
}

/// The normalised words of each token.
fn norms(tokens: &[Token]) -> Vec<Vec<String>> {
    tokens.iter().map(Token::norm).collect()
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

/// The normalised words of a run of tokens, without what stands at its edges only to join.
pub(crate) fn cut(tokens: &[Token]) -> Vec<String> {
    let mut words: Vec<String> = tokens.iter().filter(|t| !matches!(t.kind, Kind::Measure(_) | Kind::Refer(..))).flat_map(visible).collect();
    super::word::refer_alike(&mut words);
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
        Kind::Word if ["–", "-", "#", "±", "=", "×", "~", "≈", "|"].contains(&token.raw.as_str()) => Vec::new(),
        _ => token.norm(),
    }
}

pub(crate) fn words_of(words: Vec<String>) -> Expr {
    if words.is_empty() { Expr::True } else { Expr::Words(words.join(" ")) }
}
