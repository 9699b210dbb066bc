//! A criterion as a tree, and how it is written.

use std::fmt;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    /// Less than.
    Less,
    /// At most.
    AtMost,
    /// Exactly.
    Equal,
    /// At least.
    AtLeast,
    /// More than.
    More,
}

impl Op {
    /// How it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
    /// Whether it sets a lowest value.
    pub fn is_floor(self) -> bool {
        matches!(self, Self::AtLeast | Self::More)
    }
    /// Whether it sets a highest value.
    pub fn is_ceiling(self) -> bool {
        matches!(self, Self::AtMost | Self::Less)
    }
    /// What holds where it does not.
    pub fn outside(self) -> Self {
        match self {
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::Equal => Self::Equal,
            Self::AtLeast => Self::Less,
            Self::More => Self::AtMost,
        }
    }
}

/// A criterion.
///
/// ```
/// use comity_read::criteria::{Expr, Op};
/// let a = Expr::Compare("mass".into(), Op::More, "2 kg".into());
/// let b = Expr::Words("made of steel".into());
/// let c = Expr::Untranslated("a formula".into());
/// assert!(Expr::or([a.clone(), b]).to_string().starts_with("mass > '2 kg' or words('"));
/// assert_eq!(Expr::and([Expr::or([a.clone(), c]), a]).to_string(), "(mass > '2 kg' or untranslated('a formula')) and mass > '2 kg'");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expr {
    /// Asks for nothing.
    #[default]
    True,
    /// Nothing meets it.
    False,
    /// A characteristic, a comparison, a quantity.
    Compare(String, Op, String),
    /// CAS registry numbers.
    Cas(Vec<String>),
    /// Meets one of these provisions.
    Meets(Vec<String>),
    /// A condition in words: the words themselves, which are printed as their digest.
    Words(String),
    /// A condition that was not read, and why.
    Untranslated(String),
    /// Not.
    Not(Box<Expr>),
    /// All of them.
    And(Vec<Expr>),
    /// Any of them.
    Or(Vec<Expr>),
}

impl Expr {
    /// All of them; conditions that ask for nothing are left out.
    pub fn and(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for part in parts {
            match part {
                Self::True => {}
                Self::And(inner) => out.extend(inner),
                part => out.push(part),
            }
        }
        if out.len() > 1 { Self::And(out) } else { out.pop().unwrap_or(Self::True) }
    }
    /// Any of them.
    pub fn or(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for part in parts {
            match part {
                Self::Or(inner) => out.extend(inner),
                part => out.push(part),
            }
        }
        if out.len() > 1 { Self::Or(out) } else { out.pop().unwrap_or(Self::True) }
    }
    /// Visits every condition in words.
    pub fn each_words(&self, visit: &mut impl FnMut(&str)) {
        self.walk(&mut |e| {
            if let Self::Words(w) = e {
                visit(w);
            }
        });
    }
    /// Visits the reason of every condition that was not read.
    pub fn each_untranslated(&self, visit: &mut impl FnMut(&str)) {
        self.walk(&mut |e| {
            if let Self::Untranslated(why) = e {
                visit(why);
            }
        });
    }
    fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|p| p.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str, wrap: fn(&Self) -> bool| -> fmt::Result {
            for (i, part) in parts.iter().enumerate() {
                if i > 0 {
                    write!(f, " {word} ")?;
                }
                if wrap(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
            }
            Ok(())
        };
        match self {
            Self::True => f.write_str("true"),
            Self::False => f.write_str("false"),
            Self::Compare(id, op, value) => write!(f, "{id} {} '{value}'", op.sign()),
            Self::Cas(numbers) => write!(f, "cas in {{{}}}", numbers.iter().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", ")),
            Self::Meets(codes) => write!(f, "meets({{{}}})", codes.join(", ")),
            Self::Words(words) => write!(f, "words('{}')", crate::text::digest(words)),
            Self::Untranslated(why) => write!(f, "untranslated('{}')", why.replace('\'', "")),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
            Self::And(parts) => join(f, parts, "and", |p| matches!(p, Self::Or(_))),
            Self::Or(parts) => join(f, parts, "or", |p| matches!(p, Self::And(_))),
        }
    }
}
