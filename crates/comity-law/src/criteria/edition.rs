//! One edition of a list: its paragraphs in their tree, each with its criterion.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Criterion;
use crate::{Join, NodeStatus};

/// A paragraph of one edition, in the order of the tree: ancestors first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeIndex(pub(crate) u32);

impl NodeIndex {
    /// The position in [`Edition::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) fn at(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

/// The criteria of one edition of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// Id of the list, such as `us/ccl`.
    pub list: Box<str>,
    /// First day of the edition.
    pub date: Date,
    /// Name of the source file.
    pub source: Box<str>,
    /// Digest of the source file.
    pub digest: Box<str>,
    /// Paragraphs, in the order of the list.
    pub nodes: Vec<Node>,
    pub(crate) by_code: HashMap<Box<str>, NodeIndex>,
}

/// One paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Whole code, such as `3A001.a.5.a.3`.
    pub code: Box<str>,
    /// The paragraph above.
    pub parent: Option<NodeIndex>,
    /// First paragraph that is no longer below this one.
    pub end: NodeIndex,
    /// How its children stand.
    pub join: Join,
    /// Whether it has content.
    pub status: NodeStatus,
    /// Digest of its text.
    pub digest: Box<str>,
    /// Its own wording, without its children, wordings given their meaning.
    pub own: Criterion,
    /// What its exclusion notes take out.
    pub exclusions: Vec<Exclusion>,
    /// How many numbers its text has.
    pub numbers: u16,
    /// Why it was not read whole.
    pub unread: Option<Box<str>>,
    /// For an entry: the code by which lists of its lineage know it, where this list numbers in another way.
    pub family: Option<Box<str>>,
    /// For an entry: the authority or law to which the list hands its items.
    pub elsewhere: Option<Box<str>>,
    /// Why a person's reading stands in place of the derived one, if so.
    pub curated: Option<Box<str>>,
}

/// What an exclusion note takes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Digest of the note.
    pub digest: Box<str>,
    /// The items that it takes out.
    pub criterion: Criterion,
}

/// How much of an edition's numbers is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Active paragraphs.
    pub paragraphs: usize,
    /// Those that contain a number.
    pub numeric: usize,
    /// Those of them that are read whole.
    pub whole: usize,
    /// Those read by a person.
    pub curated: usize,
}

impl Coverage {
    /// Counts a paragraph, if it has content.
    pub fn count(&mut self, node: &Node) {
        if node.status != NodeStatus::Active {
            return;
        }
        self.paragraphs += 1;
        self.curated += usize::from(node.curated.is_some());
        if node.numbers > 0 {
            self.numeric += 1;
            self.whole += usize::from(node.unread.is_none());
        }
    }

    /// The share of numeric paragraphs read whole, in per cent; 100 where there are none.
    #[allow(clippy::cast_precision_loss)] // counts of paragraphs are far below 2^52
    pub fn percent(&self) -> f64 {
        if self.numeric == 0 { 100.0 } else { self.whole as f64 * 100.0 / self.numeric as f64 }
    }
}

impl Edition {
    /// The paragraph with a code.
    pub fn node(&self, code: &str) -> Option<(NodeIndex, &Node)> {
        let index = self.by_code.get(code).copied()?;
        Some((index, self.nodes.get(index.index())?))
    }

    /// A paragraph.
    ///
    /// # Panics
    /// Never for an index of this edition.
    pub fn get(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.index()]
    }

    /// All indexes, in the order of the list.
    pub fn indexes(&self) -> impl Iterator<Item = NodeIndex> + use<> {
        (0..self.nodes.len()).map(NodeIndex::at)
    }

    /// The paragraphs that stand below no other, in order.
    pub fn roots(&self) -> impl Iterator<Item = NodeIndex> + use<'_> {
        let end = NodeIndex::at(self.nodes.len());
        std::iter::successors(self.indexes().next(), move |root| Some(self.get(*root).end).filter(|next| root < next && *next < end))
    }

    /// The children of a paragraph, in order.
    pub fn children(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + use<'_> {
        let end = self.get(index).end;
        let first = Some(NodeIndex(index.0 + 1)).filter(|first| *first < end);
        std::iter::successors(first, move |child| Some(self.get(*child).end).filter(|next| *next < end))
    }

    /// The paragraphs above one, nearest first.
    pub fn ancestors(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + use<'_> {
        std::iter::successors(self.get(index).parent, |above| self.get(*above).parent)
    }

    /// The entry that a paragraph stands in.
    pub fn entry(&self, index: NodeIndex) -> NodeIndex {
        self.ancestors(index).last().unwrap_or(index)
    }

    /// The code by which lists of one lineage know the entry of a paragraph: its own, or its family's.
    pub fn family(&self, index: NodeIndex) -> &str {
        let entry = self.get(self.entry(index));
        entry.family.as_deref().unwrap_or(&entry.code)
    }

    /// The entry that lists of its lineage know by a code.
    pub fn of_family(&self, family: &str) -> Option<NodeIndex> {
        self.by_code.get(family).copied()
    }

    /// How much is read of the paragraphs whose code begins with one of some prefixes; of all when none is given.
    pub fn coverage_of(&self, prefixes: &[&str]) -> Coverage {
        let mut coverage = Coverage::default();
        let within = |code: &str| prefixes.is_empty() || prefixes.iter().any(|prefix| code.starts_with(prefix));
        self.nodes.iter().filter(|node| within(&node.code)).for_each(|node| coverage.count(node));
        coverage
    }

    /// How much is read.
    pub fn coverage(&self) -> Coverage {
        self.coverage_of(&[])
    }
}
