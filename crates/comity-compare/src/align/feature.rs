//! What of a paragraph tells it from others.

use std::collections::{BTreeMap, HashMap};

use comity_law::{
    Join, NodeStatus,
    criteria::{CharacteristicId, Criterion, Edition, NodeIndex, TermId, WordsId},
};
use comity_quantity::Exact;

use crate::lineage::common_code;

#[derive(PartialEq, Eq, Hash)]
enum Feature<'a> {
    Words(WordsId),
    Characteristic(CharacteristicId),
    Limit(CharacteristicId, &'static str, Exact),
    Term(TermId),
    Cas(&'a str),
    Meets(String),
}

impl Feature<'_> {
    /// How telling a feature of this kind is, beside how rare it is.
    fn weight(&self) -> f64 {
        match self {
            Self::Words(_) | Self::Cas(_) => 2.0,
            Self::Limit(..) => 1.5,
            Self::Characteristic(_) | Self::Term(_) => 1.0,
            Self::Meets(_) => 0.7,
        }
    }

    /// Whether a match across two lists may rest on it alone: a bare number is found in many places.
    fn tells(&self) -> bool {
        matches!(self, Self::Words(_) | Self::Cas(_) | Self::Term(_) | Self::Characteristic(_))
    }
}

/// The features of one edition's paragraphs, as sorted numbers.
pub(super) struct SideFeatures<'a> {
    pub(super) edition: &'a Edition,
    /// Of a paragraph's own wording.
    pub(super) own: Vec<Vec<u32>>,
    /// Of it and all that stands below.
    pub(super) whole: Vec<Vec<u32>>,
    /// Codes, as the lineage writes them.
    pub(super) codes: Vec<String>,
}

/// The features of two editions, weighed by how rare they are in both.
pub struct Features<'a> {
    pub(super) a: SideFeatures<'a>,
    pub(super) b: SideFeatures<'a>,
    /// The weight of each feature.
    weights: Vec<f64>,
    /// In how many paragraphs each stands.
    pub(super) counts: Vec<u32>,
    /// Whether a match across the lists may rest on it: whether it is no mere figure or reference.
    pub(super) tells: Vec<bool>,
    /// Where each feature stands in each edition.
    pub(super) places_a: Vec<Vec<NodeIndex>>,
    pub(super) places_b: Vec<Vec<NodeIndex>>,
}

struct Collector<'a> {
    numbers: HashMap<Feature<'a>, u32>,
    weights: Vec<f64>,
    tells: Vec<bool>,
    counts: Vec<u32>,
}

impl<'a> Collector<'a> {
    fn add(&mut self, feature: Feature<'a>, to: &mut Vec<u32>) {
        let (weight, tells) = (feature.weight(), feature.tells());
        let next = u32::try_from(self.weights.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(feature).or_insert(next);
        if number == next {
            self.weights.push(weight);
            self.tells.push(tells);
            self.counts.push(0);
        }
        to.push(number);
    }

    fn edition(&mut self, edition: &'a Edition) -> SideFeatures<'a> {
        let codes: Vec<String> = edition.nodes.iter().map(|node| common_code(&node.code).into_owned()).collect();
        let mut own = Vec::with_capacity(edition.nodes.len());
        for node in &edition.nodes {
            let mut features = Vec::new();
            // Notes are kept at other places by other lists, so that they tell little of what corresponds.
            node.own.visit(&mut |part| match part {
                Criterion::Words(words) => self.add(Feature::Words(*words), &mut features),
                Criterion::Compare(of, comparison, measure) => {
                    self.add(Feature::Characteristic(*of), &mut features);
                    self.add(Feature::Limit(*of, comparison.sign(), measure.base), &mut features);
                }
                Criterion::Flag(of) => self.add(Feature::Characteristic(*of), &mut features),
                Criterion::Terms(_, terms) => terms.iter().for_each(|term| self.add(Feature::Term(*term), &mut features)),
                Criterion::Cas(_, numbers) => numbers.iter().for_each(|number| self.add(Feature::Cas(number), &mut features)),
                Criterion::Meets(nodes) => {
                    nodes.iter().filter_map(|node| codes.get(node.index())).for_each(|code| self.add(Feature::Meets(code.clone()), &mut features));
                }
                _ => {}
            });
            features.sort_unstable();
            features.dedup();
            for feature in &features {
                if let Some(count) = self.counts.get_mut(*feature as usize) {
                    *count += 1;
                }
            }
            own.push(features);
        }
        let mut whole: Vec<Vec<u32>> = own.clone();
        for at in (0..edition.nodes.len()).rev() {
            if let Some(parent) = edition.nodes.get(at).and_then(|node| node.parent) {
                let below = whole.get(at).cloned().unwrap_or_default();
                if let Some(above) = whole.get_mut(parent.index()) {
                    above.extend(below);
                }
            }
            if let Some(features) = whole.get_mut(at) {
                features.sort_unstable();
                features.dedup();
            }
        }
        SideFeatures { edition, own, whole, codes }
    }
}

impl<'a> Features<'a> {
    /// Collects the features of two editions.
    pub fn new(a: &'a Edition, b: &'a Edition) -> Self {
        let mut collector = Collector { numbers: HashMap::new(), weights: Vec::new(), tells: Vec::new(), counts: Vec::new() };
        let (a, b) = (collector.edition(a), collector.edition(b));
        let all = (a.own.len() + b.own.len()).max(1);
        #[allow(clippy::cast_precision_loss)] // counts of paragraphs are far below 2^52
        let rare = |count: u32| (1.0 + all as f64 / f64::from(count.max(1))).ln();
        let weights = collector.weights.iter().zip(&collector.counts).map(|(weight, count)| weight * rare(*count)).collect();
        let (places_a, places_b) = (places(&a, collector.counts.len()), places(&b, collector.counts.len()));
        Self { a, b, weights, counts: collector.counts, tells: collector.tells, places_a, places_b }
    }

    fn weight(&self, feature: u32) -> f64 {
        self.weights.get(feature as usize).copied().unwrap_or_default()
    }

    /// The share of weight that two sets of features have in common: 0 none, 1 all.
    fn likeness(&self, a: &[u32], b: &[u32]) -> f64 {
        self.common_share(a, b, &|feature| self.weight(feature))
    }

    fn common_share(&self, a: &[u32], b: &[u32], weight: &impl Fn(u32) -> f64) -> f64 {
        let (mut common, mut all) = (0.0, 0.0);
        let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
        loop {
            let feature = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) if x == y => {
                    common += weight(**x);
                    b.next();
                    a.next()
                }
                (Some(x), Some(y)) => {
                    if x < y {
                        a.next()
                    } else {
                        b.next()
                    }
                }
                (Some(_), None) => a.next(),
                (None, Some(_)) => b.next(),
            };
            all += feature.map_or(0.0, |feature| weight(*feature));
        }
        if all > 0.0 { common / all } else { 0.0 }
    }

    /// How alike two paragraphs are by what they ask and by what stands below them.
    pub(crate) fn likeness_of(&self, a: NodeIndex, b: NodeIndex) -> f64 {
        let (own_a, own_b) = (slice(&self.a.own, a), slice(&self.b.own, b));
        let (whole_a, whole_b) = (slice(&self.a.whole, a), slice(&self.b.whole, b));
        let own = self.likeness(own_a, own_b);
        if own_a.len() == whole_a.len() && own_b.len() == whole_b.len() {
            return own;
        }
        own.max(self.likeness(whole_a, whole_b))
    }

    /// How alike two paragraphs are by what they speak of, whatever their figures: the best of own wording and whole on each side, as
    /// one list says in a paragraph what another parts into several.
    pub(super) fn topics_of(&self, a: NodeIndex, b: NodeIndex) -> f64 {
        let weight = |feature: u32| if self.tells.get(feature as usize) == Some(&true) { self.weight(feature) } else { 0.0 };
        let sides = |all: [&'_ Vec<Vec<u32>>; 2], node| all.map(|all| slice(all, node).to_vec());
        let (sides_a, sides_b) = (sides([&self.a.own, &self.a.whole], a), sides([&self.b.own, &self.b.whole], b));
        let pairs = sides_a.iter().flat_map(|a| sides_b.iter().map(move |b| (a, b)));
        pairs.map(|(a, b)| self.common_share(a, b, &weight)).fold(0.0, f64::max)
    }

    /// Whether two paragraphs, with what stands below them, have something in common that is telling: rare, and no mere number.
    pub(super) fn share_a_telling_feature(&self, a: NodeIndex, b: NodeIndex, rare: u32) -> bool {
        let other = slice(&self.b.whole, b);
        slice(&self.a.whole, a).iter().any(|feature| {
            let at = *feature as usize;
            self.tells.get(at) == Some(&true) && self.counts.get(at).is_some_and(|count| *count <= rare) && other.binary_search(feature).is_ok()
        })
    }
}

/// In which paragraphs each of so many features stands.
fn places(side: &SideFeatures<'_>, count: usize) -> Vec<Vec<NodeIndex>> {
    let mut places = vec![Vec::new(); count];
    for (node, features) in side.edition.indexes().zip(&side.own) {
        for feature in features {
            if let Some(places) = places.get_mut(*feature as usize) {
                places.push(node);
            }
        }
    }
    places
}

pub(super) fn slice(all: &[Vec<u32>], node: NodeIndex) -> &[u32] {
    all.get(node.index()).map(Vec::as_slice).unwrap_or_default()
}

/// Paragraphs in use, by the paragraph above; those without one under `None`.
pub(super) fn by_parent(edition: &Edition) -> BTreeMap<Option<NodeIndex>, Vec<NodeIndex>> {
    let mut children: BTreeMap<Option<NodeIndex>, Vec<NodeIndex>> = BTreeMap::new();
    for node in edition.indexes() {
        let paragraph = edition.get(node);
        if paragraph.status == NodeStatus::Active {
            children.entry(paragraph.parent).or_default().push(node);
        }
    }
    children
}

/// Whether the children of a paragraph are conditions of it.
pub(crate) fn has_conditions(edition: &Edition, node: NodeIndex) -> bool {
    edition.get(node).join != Join::Class
}
