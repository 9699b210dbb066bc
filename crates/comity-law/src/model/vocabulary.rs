//! Words shared by all jurisdictions: facts, countries, regions, reasons for control.

use comity_quantity::Quantity;
use serde::{Deserialize, Serialize};

use super::{CountryId, FactId, Ownership};

/// All shared words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Facts, in the order of their files.
    pub facts: Vec<Fact>,
    /// Facts of parties that follow from who owns them.
    pub ownerships: Vec<Ownership>,
    /// Countries by code.
    pub countries: Vec<Country>,
    /// Regions with rules of their own.
    pub regions: Vec<Region>,
    /// Reasons for control.
    pub reasons: Vec<Reason>,
}

/// Where in a transaction a fact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FactPlace {
    /// Once a transaction.
    Transaction,
    /// Once an item.
    Item,
    /// Once a party.
    Party,
}

/// Whether a fact is neutral or about what the exporter knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FactKind {
    /// A neutral fact: unknown until it is given.
    Neutral,
    /// What the exporter knows, was told, or would learn by screening: presumed false when nothing is said.
    Knowledge,
}

/// The type of a fact's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactType {
    /// True or false.
    Bool,
    /// An ISO 3166-1 country.
    Country,
    /// An ISO 3166-2 region.
    Region,
    /// Free text.
    Text,
    /// One of some words.
    Choice(Vec<Choice>),
    /// Several of some words (at most 64 words).
    Choices(Vec<Choice>),
    /// A civil date.
    Date,
    /// An HS code of 2 to 12 digits.
    Hs,
    /// An amount of money in any currency.
    Money,
    /// A quantity of one dimension.
    Quantity {
        /// The unit in which it is asked for.
        unit: Box<str>,
        /// One of that unit: the measure whose dimension values must have.
        one: Quantity,
    },
    /// Codes on control lists.
    Codes,
}

impl FactType {
    /// The type's name in the law format.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Country => "country",
            Self::Region => "region",
            Self::Text => "text",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Date => "date",
            Self::Hs => "hs",
            Self::Money => "money",
            Self::Quantity { .. } => "quantity",
            Self::Codes => "codes",
        }
    }

    /// The words that the value may be, for choices.
    pub fn words(&self) -> &[Choice] {
        match self {
            Self::Choice(words) | Self::Choices(words) => words,
            _ => &[],
        }
    }

    /// Whether the quantity has a dimension that this type takes.
    pub fn takes(&self, quantity: &Quantity) -> bool {
        match self {
            Self::Money => quantity.dimension().currency().is_some(),
            Self::Quantity { one, .. } => quantity.dimension() == one.dimension(),
            _ => false,
        }
    }
}

/// One word of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The word.
    pub word: Box<str>,
    /// What it means.
    pub means: Box<str>,
}

/// A typed, neutral statement that a transaction can make.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// Path in a transaction: `end_use.military`, `item.origin`.
    pub path: Box<str>,
    /// Where it stands.
    pub place: FactPlace,
    /// Its type.
    pub ty: FactType,
    /// Neutral, or about knowledge.
    pub kind: FactKind,
    /// The question that a person can answer.
    pub question: Box<str>,
    /// What the exporter confirms when the fact is presumed false.
    pub statement: Option<Box<str>>,
    /// A longer definition.
    pub definition: Option<Box<str>>,
    /// The broader fact: when that is false, so is this one.
    pub broader: Option<FactId>,
}

/// A country of ISO 3166-1, or `XK`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Country {
    /// Two capital letters.
    pub code: Box<str>,
    /// Common English name.
    pub name: Box<str>,
    /// Other spellings.
    pub aliases: Vec<Box<str>>,
}

/// A region with rules of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Region {
    /// ISO 3166-2 code.
    pub code: Box<str>,
    /// The country whose code it carries.
    pub of: CountryId,
    /// Name.
    pub name: Box<str>,
}

/// A reason for control.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// Short code, such as `NS`.
    pub code: Box<str>,
    /// Name.
    pub name: Box<str>,
}
