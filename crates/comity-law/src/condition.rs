//! Conditions: one small, typed, three-valued expression language for rules, rows and scopes.
//!
//! [`syntax`] reads the text (grammar in `docs/law-format.md`); resolving it against the vocabulary gives a [`Condition`].

pub(crate) mod resolve;
pub mod syntax;
mod token;

use comity_quantity::Quantity;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{ChartId, CodeSetId, CountrySet, FactId, HsSetId, ListId, ReasonId, RegionId, RuleId};

/// A resolved condition with the text it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The text as written in the law folder.
    pub text: Box<str>,
    /// Its meaning.
    pub root: Clause,
}

impl Condition {
    /// The text of one clause.
    ///
    /// ```no_run
    /// # fn f(condition: &comity_law::condition::Condition) {
    /// assert_eq!(condition.text_of(&condition.root), &*condition.text);
    /// # }
    /// ```
    pub fn text_of(&self, clause: &Clause) -> &str {
        self.text.get(clause.at.0 as usize..clause.at.1 as usize).unwrap_or(&self.text)
    }
}

/// One clause of a condition: a test and its place in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    /// What it asks.
    pub test: Test,
    /// First and last byte in [`Condition::text`].
    pub at: (u32, u32),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// The sign in the law format.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether the ordering of left against right satisfies the comparison.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

/// What a clause asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// `true`, `false`.
    Always(bool),
    /// `not C`.
    Not(Box<Clause>),
    /// `C and C`.
    All(Vec<Clause>),
    /// `C or C`.
    Any(Vec<Clause>),
    /// `at least n of (C; C)`.
    AtLeast(u8, Vec<Clause>),
    /// `knows(C)`: unknown counts as false, as a stated assumption.
    Knows(Box<Clause>),
    /// A bool fact.
    Fact(FactId),
    /// A quantity or amount compared.
    Quantity(FactId, Comparison, Quantity),
    /// A date compared.
    Date(FactId, Comparison, Date),
    /// A choice among words, as bits.
    Choice(FactId, u64),
    /// A text equal to a word.
    Text(FactId, Box<str>),
    /// A country in a set.
    Country(FactId, CountrySet),
    /// A region among some.
    Region(FactId, Vec<RegionId>),
    /// A tariff number in a set.
    Hs(FactId, HsSetId),
    /// Codes in a set.
    Codes(FactId, CodeSetId),
    /// On a list at all.
    Listed(FactId, ListId),
    /// Some or every party.
    Party {
        /// Every, not some.
        every: bool,
        /// What holds of it.
        of: Box<Clause>,
    },
    /// A mark on a chart.
    Chart(ChartId, u8, FactId),
    /// A control row of the item's entry with this reason (and column) covers it.
    Controlled {
        /// The list.
        list: ListId,
        /// Reason.
        reason: ReasonId,
        /// Column number.
        column: Option<u8>,
        /// Whose codes: the item's own when absent, else those of this fact.
        of: Option<FactId>,
    },
    /// All rows that cover the item are for these reasons.
    ControlledOnly(ListId, Vec<ReasonId>),
    /// The item's entry offers a list-based exception, up to an amount.
    Allows {
        /// The list.
        list: ListId,
        /// Symbol.
        symbol: Box<str>,
        /// The fact whose amount must not exceed the row's.
        amount: Option<FactId>,
    },
    /// A part of the law that is not translated.
    Untranslated(Box<str>),
    /// A named condition.
    Define(RuleId),
}

impl Clause {
    /// Visits this clause and all clauses below it, outermost first.
    pub fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Clause)) {
        visitor(self);
        match &self.test {
            Test::Not(clause) | Test::Knows(clause) | Test::Party { of: clause, .. } => clause.visit(visitor),
            Test::All(clauses) | Test::Any(clauses) | Test::AtLeast(_, clauses) => clauses.iter().for_each(|clause| clause.visit(visitor)),
            _ => {}
        }
    }

    /// Whether any part is untranslated.
    pub fn has_untranslated(&self) -> bool {
        let mut found = false;
        self.visit(&mut |clause| found |= matches!(clause.test, Test::Untranslated(_)));
        found
    }
}
