//! Which provision of one list corresponds to which of another.
//!
//! By content first and by code second: lists of one lineage renumber, so that the same letter may be another thing. From the top
//! down: entries are paired, then the children of each pair among one another, each child by what it asks and by what stands below
//! it; its letter decides only where content does not. What is left over is then looked for in the whole entry, and last in
//! the whole list, where only a match by telling content counts. One provision is paired with at most one; [`crate::map`]
//! shows the others that come close. The result depends on the two editions alone.

mod feature;
mod matching;

pub use feature::Features;
pub(crate) use feature::has_conditions;
pub(crate) use matching::{align as align_by, near};

use comity_law::criteria::{Edition, NodeIndex};
use serde::Serialize;

/// Why two provisions are taken to correspond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// They ask alike, at the same code.
    CodeAndContent,
    /// They ask alike, at different codes.
    Content,
    /// They stand at the same code, and nothing of what they ask is told alike.
    Code,
}

impl Confidence {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CodeAndContent => "code and content",
            Self::Content => "content",
            Self::Code => "code",
        }
    }
}

/// Two provisions that correspond.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aligned {
    /// The provision of the first list.
    pub a: NodeIndex,
    /// That of the second.
    pub b: NodeIndex,
    /// Why.
    pub confidence: Confidence,
    /// How much of what they ask is told alike, 0 to 1.
    pub likeness: f64,
}

/// The pairs of two editions.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    // INVARIANT (one to one): each provision stands in at most one pair, and the two tables mirror one another.
    of_a: Vec<Option<Aligned>>,
    of_b: Vec<Option<NodeIndex>>,
}

impl Alignment {
    /// Pairs in the order of the first list.
    pub fn pairs(&self) -> impl Iterator<Item = Aligned> + '_ {
        self.of_a.iter().copied().flatten()
    }

    /// The pair that a provision of the first list stands in.
    pub fn of_a(&self, a: NodeIndex) -> Option<Aligned> {
        self.of_a.get(a.index()).copied().flatten()
    }

    /// The provision of the first list that one of the second is paired with.
    pub fn of_b(&self, b: NodeIndex) -> Option<NodeIndex> {
        self.of_b.get(b.index()).copied().flatten()
    }
}

/// Pairs the provisions of two editions.
pub fn align(a: &Edition, b: &Edition) -> Alignment {
    matching::align(&Features::new(a, b))
}
