//! The phrasebook: how official texts name characteristics.

use std::collections::{HashMap, HashSet};

use comity_quantity::{Dimension, Unit, unit};

use super::word::normal;

/// What kind of characteristic a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhraseKind {
    /// A quantity, with its unit and whether items have a range of it.
    Quantity {
        /// The unit.
        unit: String,
        /// Whether an item has a range of it.
        span: bool,
    },
    /// Anything that is no quantity: the reader of numbers does not use it.
    Other,
}

/// A characteristic and its phrases, as the vocabulary has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseRow {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: PhraseKind,
    /// Its phrases, each with the prefixes of the codes where it holds; none means everywhere.
    pub phrases: Vec<(String, Vec<String>)>,
}

impl PhraseRow {
    /// A quantity whose phrases hold everywhere.
    pub fn quantity(id: &str, unit: &str, phrases: &[&str]) -> Self {
        Self {
            id: id.into(),
            kind: PhraseKind::Quantity { unit: unit.into(), span: false },
            phrases: phrases.iter().map(|p| ((*p).to_owned(), Vec::new())).collect(),
        }
    }
}

#[derive(Debug)]
struct Known {
    id: String,
    unit: Unit,
    span: bool,
    serves: bool,
}

#[derive(Debug)]
struct Use {
    known: usize,
    within: Vec<String>,
}

/// Phrases, ready to be looked up.
#[derive(Debug, Default)]
pub struct Phrasebook {
    known: Vec<Known>,
    by_words: HashMap<Vec<String>, Vec<Use>>,
    /// How many words the phrases have that begin with a word, the most first.
    lengths: HashMap<String, Vec<usize>>,
    /// Phrases with a number in them, such as a condition under which is measured, by words and number words apart.
    conditions: Vec<(Vec<String>, Vec<String>)>,
    /// Phrases of kinds and of other characteristics that have no figure, by their last word.
    things: HashMap<String, Vec<Vec<String>>>,
}

/// A phrase found among words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Position of its first word.
    pub start: usize,
    /// How many words it has.
    pub len: usize,
}

/// A characteristic that a phrase can mean.
#[derive(Clone, Copy, Debug)]
pub struct Meaning<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its unit.
    pub unit: &'a Unit,
    /// Whether items have a range of it.
    pub span: bool,
    /// Whether it is of something that the item serves, and that its phrases name: `vehicle capable of range`.
    pub serves: bool,
    /// Whether its phrase is limited to provisions such as this one.
    pub limited: bool,
}

impl Phrasebook {
    /// A phrasebook of these rows. Rows whose unit is not known are left out.
    pub fn new(rows: Vec<PhraseRow>) -> Self {
        let mut book = Self::default();
        for row in rows {
            let PhraseKind::Quantity { unit: symbol, span } = &row.kind else {
                for words in row.phrases.iter().map(|(phrase, _)| normal(phrase)) {
                    if let Some(last) = words.last() {
                        book.things.entry(last.clone()).or_default().push(words);
                    }
                }
                continue;
            };
            let unit = if symbol == "1" { Some(Unit::one()) } else { unit(symbol) };
            let Some(unit) = unit else { continue };
            let at = book.known.len();
            let (mut serves, mut plain) = (false, false);
            for (phrase, within) in &row.phrases {
                let words = normal(phrase);
                if words.is_empty() {
                    continue;
                }
                plain |= words.len() == 1 && within.is_empty();
                serves |= words.iter().skip(1).any(|w| w == "capable");
                if let Some(first) = words.first() {
                    let lengths = book.lengths.entry(first.clone()).or_default();
                    if !lengths.contains(&words.len()) {
                        lengths.push(words.len());
                        lengths.sort_unstable_by_key(|len| std::cmp::Reverse(*len));
                    }
                }
                if words.iter().any(|w| w.contains(|c: char| c.is_ascii_digit())) && !book.conditions.iter().any(|(other, _)| *other == words) {
                    book.conditions.push((words.clone(), words.iter().flat_map(|w| apart(w)).collect()));
                }
                let uses = book.by_words.entry(words).or_default();
                if !uses.iter().any(|u| u.known == at && u.within == *within) {
                    uses.push(Use { known: at, within: within.iter().map(|w| plain_code(w)).collect() });
                }
            }
            book.known.push(Known { id: row.id, unit, span: *span, serves: serves && !plain });
        }
        book
    }

    /// The phrases among `words` that are part of no longer one, in order.
    pub fn find(&self, words: &[&str], code: &str) -> Vec<Found> {
        let code = plain_code(code);
        let mut all: Vec<Found> = Vec::new();
        for start in 0..words.len() {
            let lengths = words.get(start).and_then(|first| self.lengths.get(*first));
            for &len in lengths.into_iter().flatten() {
                let Some(slice) = words.get(start..start + len) else { continue };
                let key: Vec<String> = slice.iter().map(|w| (*w).to_owned()).collect();
                if self.by_words.get(&key).is_some_and(|uses| uses.iter().any(|u| u.holds(&code))) {
                    all.push(Found { start, len });
                    break;
                }
            }
        }
        let inside = |a: &Found, b: &Found| a != b && b.start <= a.start && a.start + a.len <= b.start + b.len;
        let kept: Vec<Found> = all.iter().filter(|a| !all.iter().any(|b| inside(a, b))).cloned().collect();
        kept
    }

    /// Whether words end in the name of a thing or of a quality that has no figure.
    pub fn ends_in_thing(&self, words: &[&str]) -> bool {
        let known = words.last().and_then(|last| self.things.get(*last));
        known.is_some_and(|all| all.iter().any(|thing| words.ends_with(&thing.iter().map(String::as_str).collect::<Vec<_>>())))
    }

    /// Phrases with a number in them whose first word is among `words`, the longest first: as they are kept, and with their
    /// numbers taken apart.
    pub fn conditions(&self, words: &[String]) -> Vec<(&[String], &[String])> {
        let present: HashSet<&str> = words.iter().map(String::as_str).collect();
        let mut all: Vec<(&[String], &[String])> = self
            .conditions
            .iter()
            .filter(|(_, parts)| parts.iter().all(|p| present.contains(p.as_str())))
            .map(|(whole, parts)| (whole.as_slice(), parts.as_slice()))
            .collect();
        all.sort_by_key(|(_, parts)| std::cmp::Reverse(parts.len()));
        all
    }

    /// What the phrase made of `words` can mean at `code`. Where a meaning is limited to provisions such as this, the
    /// others are not given.
    pub fn meanings(&self, words: &[&str], code: &str) -> Vec<Meaning<'_>> {
        let key: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        let code = plain_code(code);
        let Some(uses) = self.by_words.get(&key) else { return Vec::new() };
        uses.iter()
            .filter(|u| u.holds(&code))
            .filter_map(|u| {
                let known = self.known.get(u.known)?;
                Some(Meaning { id: &known.id, unit: &known.unit, span: known.span, serves: known.serves, limited: !u.within.is_empty() })
            })
            .collect()
    }

    /// Whether these words alone name something counted, so that a number may follow them: `Mach 5`.
    pub fn names_number(&self, words: &[String], code: &str) -> bool {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.len() == 1 && self.meanings(&words, code).iter().any(|m| m.unit.dimension().is_dimensionless())
    }

    /// Of the meanings of a phrase, those that fit a dimension; limited ones go before unlimited ones.
    pub fn fitting(&self, words: &[&str], code: &str, fits: impl Fn(Dimension) -> bool) -> Vec<Meaning<'_>> {
        let mut all: Vec<Meaning<'_>> = self.meanings(words, code).into_iter().filter(|m| fits(m.unit.dimension())).collect();
        if all.iter().any(|m| m.limited) {
            all.retain(|m| m.limited);
        }
        all.dedup_by(|a, b| a.id == b.id);
        all
    }
}

/// `230-2:1988` as `230`, `2` and `1988`; other words as they are.
pub(crate) fn apart(word: &str) -> Vec<String> {
    let numeric = word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '/'));
    if !numeric {
        return vec![word.to_owned()];
    }
    word.split(['-', ':', '/']).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

impl Use {
    fn holds(&self, code: &str) -> bool {
        self.within.is_empty() || self.within.iter().any(|prefix| under(code, prefix))
    }
}

/// Whether `code` is `prefix` or stands below it: `3A001.a` is under `3`, `3A`, `3A001`, not under `3A00`... which is a prefix too.
fn under(code: &str, prefix: &str) -> bool {
    code.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || prefix.len() < 5)
}

/// A code in the style of most lists: `3.A.1.a` becomes `3A001.a`.
///
/// ```
/// use comity_read::criteria::phrase::plain_code;
/// assert_eq!(plain_code("3.A.1.a.5"), "3A001.a.5");
/// assert_eq!(plain_code("3A001.a.5"), "3A001.a.5");
/// ```
pub fn plain_code(code: &str) -> String {
    let mut parts = code.split('.');
    if let (Some(category), Some(group), Some(number)) = (parts.next(), parts.next(), parts.next())
        && category.len() == 1
        && group.len() == 1
        && group.starts_with(|c: char| c.is_ascii_uppercase())
        && let Ok(number) = number.parse::<u32>()
    {
        let head = format!("{category}{group}{number:03}");
        return std::iter::once(head.as_str()).chain(parts).collect::<Vec<_>>().join(".");
    }
    code.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_wins() {
        let book = Phrasebook::new(vec![PhraseRow::quantity("power", "W", &["power"]), PhraseRow::quantity("output_power", "W", &["output power"])]);
        assert_eq!(book.find(&["mean", "output", "power"], "1A001"), [Found { start: 1, len: 2 }]);
        assert_eq!(book.find(&["power", "of", "output"], "1A001"), [Found { start: 0, len: 1 }]);
    }

    #[test]
    fn limits() {
        let row = |id: &str, within: &[&str]| PhraseRow {
            id: id.into(),
            kind: PhraseKind::Quantity { unit: "MSPS".into(), span: false },
            phrases: vec![("conversion rate".into(), within.iter().map(|w| (*w).to_owned()).collect())],
        };
        let book = Phrasebook::new(vec![row("any", &[]), row("converter", &["3A001.a.5"])]);
        let ids = |code: &str| book.fitting(&["conversion", "rate"], code, |_| true).iter().map(|m| m.id.to_owned()).collect::<Vec<_>>();
        assert_eq!(ids("3A001.a.5.a"), ["converter"]);
        assert_eq!(ids("3A001.a.50"), ["any"]);
        assert_eq!(ids("3.A.1.a.5"), ["converter"]);
    }
}
