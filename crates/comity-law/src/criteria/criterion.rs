//! One criterion: a condition on an item's characteristics.

use comity_quantity::Exact;
use serde::{Deserialize, Serialize};

use super::{CharacteristicId, Characteristics, Edition, NodeIndex, TermId};
use crate::condition::Comparison;

/// A wording, by the first 64 bits of the SHA-256 of its normalised words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WordsId(pub u64);

impl WordsId {
    /// Words that narrow nothing, as "electronic items" whose paragraphs say all: one and the same wherever they stand alone.
    pub const PLAIN: Self = Self(0);
}

impl std::fmt::Display for WordsId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl std::str::FromStr for WordsId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

/// A number of a characteristic's dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Measure {
    /// In the base units of the dimension, offsets (of °C) applied.
    pub base: Exact,
    /// As the criterion writes it.
    pub written: Box<str>,
}

/// What a provision asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Criterion {
    /// `true`, `false`.
    Always(bool),
    /// `not C`.
    Not(Box<Criterion>),
    /// `C and C`.
    All(Vec<Criterion>),
    /// `C or C`.
    Any(Vec<Criterion>),
    /// `at least n of (C; C)`.
    AtLeast(u8, Vec<Criterion>),
    /// A number compared.
    Compare(CharacteristicId, Comparison, Measure),
    /// A bool characteristic.
    Flag(CharacteristicId),
    /// One of some terms, or a narrower one.
    Terms(CharacteristicId, Vec<TermId>),
    /// One of some substances, sorted.
    Cas(CharacteristicId, Vec<Box<str>>),
    /// A condition in words.
    Words(WordsId),
    /// Meets one of some provisions of the same edition.
    Meets(Vec<NodeIndex>),
    /// A condition that is not read.
    Untranslated(Box<str>),
}

impl Criterion {
    /// Visits this criterion and all below it, outermost first.
    pub fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Self)) {
        visitor(self);
        match self {
            Self::Not(inner) => inner.visit(visitor),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.visit(visitor)),
            _ => {}
        }
    }

    /// Whether any part is not read.
    pub fn has_untranslated(&self) -> bool {
        let mut found = false;
        self.visit(&mut |part| found |= matches!(part, Self::Untranslated(_)));
        found
    }

    /// Both; `true` adds nothing.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always(true), only) | (only, Self::Always(true)) => only,
            (Self::All(mut parts), Self::All(more)) => {
                parts.extend(more);
                Self::All(parts)
            }
            (Self::All(mut parts), one) => {
                parts.push(one);
                Self::All(parts)
            }
            (one, Self::All(more)) => Self::All(std::iter::once(one).chain(more).collect()),
            (one, other) => Self::All(vec![one, other]),
        }
    }

    /// The criterion as text of the format.
    pub fn display<'a>(&'a self, vocabulary: &'a Characteristics, edition: Option<&'a Edition>) -> impl std::fmt::Display + 'a {
        Printed { criterion: self, vocabulary, edition, inner: false }
    }
}

struct Printed<'a> {
    criterion: &'a Criterion,
    vocabulary: &'a Characteristics,
    edition: Option<&'a Edition>,
    /// Whether it stands inside another criterion: then a compound one takes brackets.
    inner: bool,
}

impl Printed<'_> {
    fn part<'b>(&self, criterion: &'b Criterion) -> Printed<'b>
    where
        Self: 'b,
    {
        Printed { criterion, vocabulary: self.vocabulary, edition: self.edition, inner: true }
    }

    fn joined(&self, f: &mut std::fmt::Formatter<'_>, parts: &[Criterion], word: &str) -> std::fmt::Result {
        let brackets = self.inner && parts.len() > 1;
        if brackets {
            f.write_str("(")?;
        }
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                write!(f, " {word} ")?;
            }
            write!(f, "{}", self.part(part))?;
        }
        if brackets { f.write_str(")") } else { Ok(()) }
    }
}

fn list(f: &mut std::fmt::Formatter<'_>, words: impl Iterator<Item = String>) -> std::fmt::Result {
    write!(f, "{{{}}}", words.collect::<Vec<_>>().join(", "))
}

impl std::fmt::Display for Printed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = |id: &CharacteristicId| &*self.vocabulary.get(*id).id;
        match self.criterion {
            Criterion::Always(value) => write!(f, "{value}"),
            Criterion::Not(inner) => write!(f, "not {}", self.part(inner)),
            Criterion::All(parts) => self.joined(f, parts, "and"),
            Criterion::Any(parts) => self.joined(f, parts, "or"),
            Criterion::AtLeast(count, parts) => {
                write!(f, "at least {count} of (")?;
                for (i, part) in parts.iter().enumerate() {
                    write!(f, "{}{}", if i > 0 { "; " } else { "" }, Printed { inner: false, ..self.part(part) })?;
                }
                f.write_str(")")
            }
            Criterion::Compare(of, comparison, measure) => write!(f, "{} {} '{}'", id(of), comparison.sign(), measure.written),
            Criterion::Flag(of) => f.write_str(id(of)),
            Criterion::Terms(of, terms) => match terms.as_slice() {
                [term] => write!(f, "{} = {}", id(of), self.vocabulary.term(*term).id),
                terms => {
                    write!(f, "{} in ", id(of))?;
                    list(f, terms.iter().map(|term| self.vocabulary.term(*term).id.to_string()))
                }
            },
            Criterion::Cas(of, numbers) => {
                write!(f, "{} in ", id(of))?;
                list(f, numbers.iter().map(|number| format!("'{number}'")))
            }
            Criterion::Words(words) => write!(f, "words('{words}')"),
            Criterion::Meets(nodes) => {
                f.write_str("meets(")?;
                list(
                    f,
                    nodes
                        .iter()
                        .map(|node| self.edition.and_then(|edition| edition.nodes.get(node.index())).map_or_else(|| "?".into(), |node| node.code.to_string())),
                )?;
                f.write_str(")")
            }
            Criterion::Untranslated(why) => write!(f, "untranslated('{why}')"),
        }
    }
}
