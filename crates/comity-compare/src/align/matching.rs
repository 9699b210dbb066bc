//! Pairing, from the top of the trees down.

use std::collections::{BTreeMap, BTreeSet};

use comity_law::criteria::NodeIndex;

use super::{
    Aligned, Alignment, Confidence, Features,
    feature::{by_parent, slice},
};
use crate::lineage::may_correspond;

/// What the same letter is worth beside content, from 0 to 1: less than a clearly better match by content elsewhere.
const CODE: f64 = 0.25;
/// Below this likeness, content says nothing.
const ALIKE: f64 = 0.12;
/// The likeness that a pair needs which is not below one pair of parents, within an entry and within the list.
const ALIKE_IN_ENTRY: f64 = 0.45;
const ALIKE_IN_LIST: f64 = 0.6;
/// The likeness with which a provision elsewhere in the entry may outdo one of the same letter.
const SURELY: f64 = 0.65;
/// A feature of more paragraphs than this is not telling across the list.
const RARE: u32 = 12;

type Children = BTreeMap<Option<NodeIndex>, Vec<NodeIndex>>;

pub(crate) fn align(features: &Features<'_>) -> Alignment {
    let (children_a, children_b) = (by_parent(features.a.edition), by_parent(features.b.edition));
    let mut work = Work {
        features,
        children_a,
        children_b,
        done: Alignment { of_a: vec![None; features.a.edition.nodes.len()], of_b: vec![None; features.b.edition.nodes.len()] },
    };
    work.entries();
    work.within_entries();
    work.anywhere();
    work.done
}

struct Work<'f, 'e> {
    features: &'f Features<'e>,
    children_a: Children,
    children_b: Children,
    done: Alignment,
}

fn below(children: &Children, node: NodeIndex) -> Vec<NodeIndex> {
    children.get(&Some(node)).cloned().unwrap_or_default()
}

impl Work<'_, '_> {
    fn code_a(&self, node: NodeIndex) -> &str {
        self.features.a.codes.get(node.index()).map(String::as_str).unwrap_or_default()
    }

    fn code_b(&self, node: NodeIndex) -> &str {
        self.features.b.codes.get(node.index()).map(String::as_str).unwrap_or_default()
    }

    fn is_free(&self, a: NodeIndex, b: NodeIndex) -> bool {
        self.done.of_a(a).is_none() && self.done.of_b(b).is_none()
    }

    fn pair(&mut self, a: NodeIndex, b: NodeIndex) {
        let likeness = self.features.likeness_of(a, b);
        let confidence = match (self.code_a(a) == self.code_b(b), likeness >= ALIKE) {
            (true, true) => Confidence::CodeAndContent,
            (true, false) => Confidence::Code,
            (false, _) => Confidence::Content,
        };
        if let (Some(of_a), Some(of_b)) = (self.done.of_a.get_mut(a.index()), self.done.of_b.get_mut(b.index())) {
            *of_a = Some(Aligned { a, b, confidence, likeness });
            *of_b = Some(a);
        }
    }

    /// Entries: by code, since an entry's code is its name in every list of a lineage.
    fn entries(&mut self) {
        let by_code: BTreeMap<String, NodeIndex> =
            self.children_b.get(&None).into_iter().flatten().map(|node| (self.code_b(*node).to_owned(), *node)).collect();
        for a in self.children_a.get(&None).cloned().unwrap_or_default() {
            if let Some(b) = by_code.get(self.code_a(a)).copied() {
                self.pair(a, b);
                self.children(a, b);
            }
        }
    }

    /// Pairs what stands right below a pair, and so on downwards.
    fn children(&mut self, a: NodeIndex, b: NodeIndex) {
        let (below_a, below_b) = (below(&self.children_a, a), below(&self.children_b, b));
        let mut candidates = Vec::new();
        for (at_a, a) in below_a.iter().enumerate() {
            for (at_b, b) in below_b.iter().enumerate() {
                if !self.is_free(*a, *b) {
                    continue;
                }
                let same_letter = last(self.code_a(*a)) == last(self.code_b(*b));
                let likeness = self.features.likeness_of(*a, *b);
                if (likeness >= ALIKE || same_letter) && !self.belongs_elsewhere(*a, *b, likeness) {
                    candidates.push((likeness + if same_letter { CODE } else { 0.0 }, at_a.abs_diff(at_b), *a, *b));
                }
            }
        }
        for (a, b) in self.settle(candidates) {
            self.children(a, b);
        }
    }

    /// Whether either of two provisions has a far better counterpart in the entry of the other.
    fn belongs_elsewhere(&self, a: NodeIndex, b: NodeIndex, likeness: f64) -> bool {
        let enough = SURELY.max(likeness + CODE);
        let (entry_a, entry_b) = (self.features.a.edition.entry(a), self.features.b.edition.entry(b));
        let telling = |feature: &u32| self.features.tells.get(*feature as usize) == Some(&true);
        let at = |places: &'_ [Vec<NodeIndex>], feature: &u32| places.get(*feature as usize).cloned().unwrap_or_default();
        let of_a = slice(&self.features.a.own, a).iter().filter(|feature| telling(feature)).flat_map(|feature| at(&self.features.places_b, feature));
        let of_b = slice(&self.features.b.own, b).iter().filter(|feature| telling(feature)).flat_map(|feature| at(&self.features.places_a, feature));
        let (b_edition, a_edition) = (self.features.b.edition, self.features.a.edition);
        of_a.filter(|other| b_edition.entry(*other) == entry_b).any(|other| self.done.of_b(other).is_none() && self.features.likeness_of(a, other) > enough)
            || of_b
                .filter(|other| a_edition.entry(*other) == entry_a)
                .any(|other| self.done.of_a(other).is_none() && self.features.likeness_of(other, b) > enough)
    }

    /// Takes candidates from the best down, each provision once.
    fn settle(&mut self, mut candidates: Vec<(f64, usize, NodeIndex, NodeIndex)>) -> Vec<(NodeIndex, NodeIndex)> {
        candidates.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)).then(x.3.cmp(&y.3)));
        let mut settled = Vec::new();
        for (_, _, a, b) in candidates {
            if self.is_free(a, b) {
                self.pair(a, b);
                settled.push((a, b));
            }
        }
        settled.sort_unstable();
        settled
    }

    fn open(children: &Children, under: NodeIndex, is_open: &impl Fn(NodeIndex) -> bool, into: &mut Vec<NodeIndex>) {
        for child in below(children, under) {
            if is_open(child) {
                into.push(child);
            }
            Self::open(children, child, is_open, into);
        }
    }

    /// Pairs what is left of two paired entries, wherever in them it stands.
    fn within_entries(&mut self) {
        let entries: Vec<Aligned> = self.children_a.get(&None).into_iter().flatten().filter_map(|entry| self.done.of_a(*entry)).collect();
        for entry in entries {
            let (mut open_a, mut open_b) = (Vec::new(), Vec::new());
            Self::open(&self.children_a, entry.a, &|node| self.done.of_a(node).is_none(), &mut open_a);
            Self::open(&self.children_b, entry.b, &|node| self.done.of_b(node).is_none(), &mut open_b);
            let mut candidates = Vec::new();
            for (at_a, a) in open_a.iter().enumerate() {
                for (at_b, b) in open_b.iter().enumerate() {
                    let same_code = self.code_a(*a) == self.code_b(*b);
                    let likeness = self.features.likeness_of(*a, *b);
                    if same_code || likeness >= ALIKE_IN_ENTRY && self.features.share_a_telling_feature(*a, *b, u32::MAX) {
                        candidates.push((likeness + if same_code { CODE } else { 0.0 }, at_a.abs_diff(at_b), *a, *b));
                    }
                }
            }
            for (a, b) in self.settle(candidates) {
                self.children(a, b);
            }
        }
    }

    /// Pairs what is left of the two lists where telling content agrees; higher paragraphs first, so that what is below follows.
    fn anywhere(&mut self) {
        let mut levels: BTreeMap<usize, Vec<NodeIndex>> = BTreeMap::new();
        for node in self.children_a.values().flatten().filter(|node| self.done.of_a(**node).is_none()) {
            levels.entry(self.features.a.edition.ancestors(*node).count()).or_default().push(*node);
        }
        for open in levels.into_values() {
            let mut candidates = Vec::new();
            for a in open {
                if self.done.of_a(a).is_some() {
                    continue; // paired with the paragraph above
                }
                for b in self.candidates(a) {
                    if !self.is_free(a, b) || !may_correspond(self.code_a(a), self.code_b(b)) {
                        continue;
                    }
                    let topics = self.features.topics_of(a, b);
                    if topics >= ALIKE_IN_LIST {
                        candidates.push((topics + self.features.likeness_of(a, b), distance(self.code_a(a), self.code_b(b)), a, b));
                    }
                }
            }
            for (a, b) in self.settle(candidates) {
                self.children(a, b);
            }
        }
    }

    /// Provisions of the second list in use that have something telling in common with one of the first.
    fn candidates(&self, a: NodeIndex) -> BTreeSet<NodeIndex> {
        near(self.features, a, RARE)
    }
}

/// Provisions of the second list that share a rare feature with one of the first, or stand above one that does.
pub(crate) fn near(features: &Features<'_>, a: NodeIndex, rare: u32) -> BTreeSet<NodeIndex> {
    let mut found = BTreeSet::new();
    for feature in slice(&features.a.whole, a) {
        let at = *feature as usize;
        if features.tells.get(at) != Some(&true) || features.counts.get(at).is_none_or(|count| *count > rare) {
            continue;
        }
        for place in features.places_b.get(at).into_iter().flatten() {
            found.insert(*place);
            found.extend(features.b.edition.ancestors(*place));
        }
    }
    found.retain(|node| features.b.edition.get(*node).status == comity_law::NodeStatus::Active);
    found
}

fn last(code: &str) -> &str {
    code.rsplit('.').next().unwrap_or_default()
}

/// How soon two codes part: the fewer letters in common, the farther.
fn distance(a: &str, b: &str) -> usize {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.len().max(b.len()) - common
}
