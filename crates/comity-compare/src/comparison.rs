//! Two lists, or one provision and a list.

use std::collections::HashMap;

use comity_law::{
    NodeStatus,
    criteria::{Characteristics, Criterion, Edition, NodeIndex, WordsId},
};

use crate::{
    align::{self, Aligned, Alignment, Confidence, Features, has_conditions},
    lineage::common_code,
    reading::{Reader, Standing},
    region::{Domain, Formula, Reference, SideOf},
    relation::{Relation, Verdict, relate},
    witness::Examples,
};

/// One of the two lists compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Id of the list.
    pub list: Box<str>,
    /// First day of the edition.
    pub date: Box<str>,
}

/// A further pair is shown from this likeness on.
const LIKE: f64 = 0.4;
/// What stands in more paragraphs than this leads to none: it would lead to all.
const RARE: u32 = 24;

/// Two provisions that correspond, or one that has no counterpart.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Code in the first list.
    pub a: Option<Box<str>>,
    /// Code in the second.
    pub b: Option<Box<str>>,
    /// Why they correspond.
    pub confidence: Option<Confidence>,
    /// How much of what they ask is told alike, 0 to 1.
    pub likeness: f64,
    /// How their own wordings relate, conditions below them included.
    pub verdict: Verdict,
    /// How what stands above them relates, each paragraph by its own wording; `None` where nothing does.
    pub ancestors: Option<Relation>,
    /// Whether the text of the two is the same to the letter.
    pub same_text: bool,
    /// Whether the two are counterparts. Not so where they bear the same code and each corresponds to another provision or to none:
    /// they are related because readers look for it, and not counted.
    pub counterpart: bool,
}

/// How two lists compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The first list.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// Every provision in use of either list: in the order of the first, those of the second alone at the end. Each stands in one pair
    /// of counterparts, or alone; and besides with its namesake, if that is not its counterpart.
    pub pairs: Vec<Pair>,
}

impl Comparison {
    /// The pair of two codes.
    pub fn pair(&self, a: &str, b: &str) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.a.as_deref() == Some(a) && pair.b.as_deref() == Some(b))
    }

    /// The comparison of one provision and what stands below it, in either list.
    #[must_use]
    pub fn of(mut self, code: &str) -> Self {
        let is_below = |of: &Option<Box<str>>| of.as_deref().is_some_and(|of| of == code || of.strip_prefix(code).is_some_and(|rest| rest.starts_with('.')));
        self.pairs.retain(|pair| is_below(&pair.a) || is_below(&pair.b));
        self
    }
}

/// Compares two lists (or editions): aligns their provisions and relates each pair.
///
/// See the [crate's example](crate).
pub fn compare(a: &Edition, b: &Edition, vocabulary: &Characteristics) -> Comparison {
    let features = Features::new(a, b);
    let alignment = align::align_by(&features);
    let mut work = Pairs::new(a, b, vocabulary, &alignment);
    let active = b.indexes().filter(|index| b.get(*index).status == NodeStatus::Active);
    let namesakes: HashMap<String, NodeIndex> = active.map(|index| (common_code(&b.get(index).code).into_owned(), index)).collect();
    let mut pairs = Vec::new();
    for index in a.indexes().filter(|index| a.get(*index).status == NodeStatus::Active) {
        pairs.push(match alignment.of_a(index) {
            Some(aligned) => work.pair(aligned),
            None => alone(Some(&a.get(index).code), None),
        });
        if let Some(namesake) = namesakes.get(&*common_code(&a.get(index).code)).copied()
            && alignment.of_b(namesake) != Some(index)
        {
            let aligned = Aligned { a: index, b: namesake, confidence: Confidence::Code, likeness: 0.0 };
            pairs.push(Pair { counterpart: false, ..work.pair(aligned) });
        }
        // One paragraph of `a` may be several of `b`: those that have no counterpart of their own are shown with the one they are like.
        for near in align::near(&features, index, RARE) {
            let namesake = namesakes.get(&*common_code(&a.get(index).code)) == Some(&near);
            if namesake || alignment.of_b(near).is_some() || alignment.of_a(index).is_none() {
                continue;
            }
            let likeness = features.likeness_of(index, near);
            if likeness >= LIKE {
                let aligned = Aligned { a: index, b: near, confidence: Confidence::Content, likeness };
                pairs.push(Pair { counterpart: false, ..work.pair(aligned) });
            }
        }
    }
    for index in b.indexes().filter(|index| b.get(*index).status == NodeStatus::Active) {
        if alignment.of_b(index).is_none() {
            pairs.push(alone(None, Some(&b.get(index).code)));
        }
    }
    Comparison { a: side(a), b: side(b), pairs }
}

fn side(edition: &Edition) -> Side {
    Side { list: edition.list.clone(), date: edition.date.to_string().into() }
}

fn alone(a: Option<&str>, b: Option<&str>) -> Pair {
    let verdict = Verdict { relation: Relation::Only, witnesses: Vec::new(), basis: "no counterpart was found".into(), gap: None };
    Pair { a: a.map(Into::into), b: b.map(Into::into), confidence: None, likeness: 0.0, verdict, ancestors: None, same_text: false, counterpart: true }
}

/// A provision of another list that comes close.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The two, related: `a` is the provision asked about.
    pub pair: Pair,
    /// Whether it is the one counterpart that [`compare`] pairs it with.
    pub counterpart: bool,
}

/// Where a provision stands in another list: its counterpart first, then others by likeness, at most `most` in all.
/// `None` if the first list has no such provision.
pub fn map(a: &Edition, code: &str, b: &Edition, vocabulary: &Characteristics, most: usize) -> Option<Vec<Mapped>> {
    let (index, _) = a.node(code)?;
    let features = Features::new(a, b);
    let alignment = align::align_by(&features);
    let counterpart = alignment.of_a(index);
    let mut candidates: Vec<Aligned> = Vec::new();
    for near in align::near(&features, index, u32::MAX) {
        let likeness = features.likeness_of(index, near);
        if likeness > 0.2 && counterpart.is_none_or(|counterpart| counterpart.b != near) {
            candidates.push(Aligned { a: index, b: near, confidence: Confidence::Content, likeness });
        }
    }
    candidates.sort_by(|x, y| y.likeness.total_cmp(&x.likeness).then(x.b.cmp(&y.b)));
    let mut work = Pairs::new(a, b, vocabulary, &alignment);
    let all = counterpart.into_iter().map(|aligned| (aligned, true)).chain(candidates.into_iter().map(|aligned| (aligned, false)));
    Some(all.take(most).map(|(aligned, counterpart)| Mapped { pair: work.pair(aligned), counterpart }).collect())
}

/// Relates the pairs of two editions.
struct Pairs<'a> {
    a: &'a Edition,
    b: &'a Edition,
    vocabulary: &'a Characteristics,
    alignment: &'a Alignment,
    /// What stands above, by the pair of parents: siblings have it in common.
    above: HashMap<(NodeIndex, NodeIndex), Relation>,
}

impl<'a> Pairs<'a> {
    fn new(a: &'a Edition, b: &'a Edition, vocabulary: &'a Characteristics, alignment: &'a Alignment) -> Self {
        Self { a, b, vocabulary, alignment, above: HashMap::new() }
    }

    fn pair(&mut self, aligned: Aligned) -> Pair {
        let (a, b) = (self.a.get(aligned.a), self.b.get(aligned.b));
        let ancestors = match (a.parent, b.parent) {
            (None, None) => None,
            (Some(above_a), Some(above_b)) => Some(match self.above.get(&(above_a, above_b)) {
                Some(known) => *known,
                None => {
                    let relation = self.relate(|reader, side| reader.ancestors(if side == SideOf::A { aligned.a } else { aligned.b }), aligned).relation;
                    self.above.insert((above_a, above_b), relation);
                    relation
                }
            }),
            _ => Some(Relation::Untranslated),
        };
        let (standing_a, standing_b) = self.standing(aligned);
        let verdict = match self.incomparable(aligned) {
            Some(why) => Verdict::untranslated(why),
            None => self.relate(
                |reader, side| match side {
                    SideOf::A => reader.paragraph(aligned.a, standing_a),
                    SideOf::B => reader.paragraph(aligned.b, standing_b),
                },
                aligned,
            ),
        };
        let same_text = !a.digest.is_empty() && a.digest == b.digest;
        Pair {
            a: Some(a.code.clone()),
            b: Some(b.code.clone()),
            confidence: Some(aligned.confidence),
            likeness: aligned.likeness,
            verdict,
            ancestors,
            same_text,
            counterpart: true,
        }
    }

    /// Why two paragraphs are not to be compared, whatever they ask.
    fn incomparable(&self, aligned: Aligned) -> Option<String> {
        let (a, b) = (self.a.get(aligned.a), self.b.get(aligned.b));
        let elsewhere = |edition: &'a Edition, node: NodeIndex| edition.get(edition.entry(node)).elsewhere.as_deref();
        match (elsewhere(self.a, aligned.a), elsewhere(self.b, aligned.b)) {
            (None, None) => {}
            (Some(to_a), Some(to_b)) if to_a == to_b => {}
            (to_a, to_b) => return Some(format!("{} hands such items to {}", if to_a.is_some() { "a" } else { "b" }, to_a.or(to_b).unwrap_or_default())),
        }
        // Two headings that say nothing are the same heading only where they head the same.
        let plain = |own: &Criterion| *own == Criterion::Words(WordsId::PLAIN);
        (plain(&a.own) && plain(&b.own) && common_code(&a.code) != common_code(&b.code)).then(|| "two headings that narrow nothing, over different provisions".to_owned())
    }

    /// Heads are compared by their own wording; where children are conditions, with them. Where the two differ in that, the
    /// one that has children which are no conditions is in doubt.
    fn standing(&self, aligned: Aligned) -> (Standing, Standing) {
        let one = |edition: &Edition, node: NodeIndex, other: bool| match (has_conditions(edition, node), other) {
            (true, _) => Standing::WithConditions,
            (false, true) if edition.children(node).next().is_some() => Standing::JoinInDoubt,
            (false, _) => Standing::Own,
        };
        let (a, b) = (has_conditions(self.a, aligned.a), has_conditions(self.b, aligned.b));
        (one(self.a, aligned.a, b), one(self.b, aligned.b, a))
    }

    fn relate(&self, read: impl Fn(&mut Reader<'_>, SideOf) -> Formula, aligned: Aligned) -> Verdict {
        let in_a = |node: NodeIndex| Reference { side: SideOf::A, node: node.index() };
        let in_b = |node: NodeIndex| match self.alignment.of_b(node) {
            Some(node) => Reference { side: SideOf::A, node: node.index() },
            None => Reference { side: SideOf::B, node: node.index() },
        };
        let a = read(&mut Reader::new(self.vocabulary, self.a, SideOf::A, &in_a), SideOf::A);
        let b = read(&mut Reader::new(self.vocabulary, self.b, SideOf::B, &in_b), SideOf::B);
        let domain = Domain::plausible(self.vocabulary, [&a, &b]);
        let mut criteria: Vec<&Criterion> = Vec::new();
        for (edition, index) in [(self.a, aligned.a), (self.b, aligned.b)] {
            let end = edition.get(index).end.index();
            criteria.extend(edition.nodes.get(index.index()..end).unwrap_or_default().iter().map(|node| &node.own));
        }
        let mut examples = Examples::new(self.vocabulary, &domain, &criteria);
        examples.editions = Some((self.a, self.b));
        examples.pair = Some((aligned.a, aligned.b));
        relate(&a, &b, &examples)
    }
}
