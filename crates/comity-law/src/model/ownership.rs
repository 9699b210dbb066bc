//! When a party counts as owned by listed parties.

use comity_quantity::Exact;
use serde::{Deserialize, Serialize};

use super::{FactId, Period};

/// A statement of the law: a fact about a party follows from who owns it.
///
/// What listed parties hold is added up. A body that they hold up to the share counts as listed itself, and what it holds counts whole;
/// what a body below the share holds counts for nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ownership {
    /// The fact that follows.
    pub fact: FactId,
    /// Facts of an owner, any of which makes it a listed one.
    pub by: Vec<FactId>,
    /// The share, as a part of one.
    pub share: Exact,
    /// Whether the share itself is enough; else there must be more.
    pub inclusive: bool,
    /// Whether control is as good as the share.
    pub control: bool,
    /// When it holds.
    pub period: Period,
    /// Where it stands.
    pub cite: Box<str>,
    /// A fact that says on which lists the owners are, where the law tells them apart.
    pub words: Option<(FactId, Vec<OwnerWord>)>,
}

impl Ownership {
    /// Whether holdings of a share (a part of one) are enough.
    ///
    /// ```
    /// use comity_law::{Law, SourceFile};
    /// let text = r#"
    ///     fact "party.listed" type="bool" { question "Listed?" }
    ///     fact "party.owned" type="bool" { question "Owned?" }
    ///     ownership "party.owned" by="party.listed" more-than="50 %" cite="Act 1" from="2020-01-01"
    /// "#;
    /// let law = Law::parse(&[SourceFile::new("vocabulary/v.kdl", text)]).law;
    /// let half: comity_quantity::Exact = "0.5".parse()?;
    /// assert!(!law.vocabulary.ownerships[0].is_met_by(half));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_met_by(&self, held: Exact) -> bool {
        if self.inclusive { held >= self.share } else { held > self.share }
    }
}

/// A word that holds of owners of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnerWord {
    /// The word, as a bit of the fact's choices.
    pub bit: u64,
    /// The fact that such an owner has.
    pub of: FactId,
    /// Words of another fact of the owner, one of which it must have.
    pub among: Option<(FactId, u64)>,
}
