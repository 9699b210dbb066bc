//! Sorting the paragraphs of an edition by how an item stands to them.

use comity_law::{
    Join, Law, NodeStatus,
    criteria::{Characteristics, Criterion, Edition, NodeIndex, WordsId},
};
use serde::Serialize;

use super::{
    evaluate::{Evaluation, Tally},
    miss::Miss,
    profile::{Profile, Trait},
    questions::Question,
};
use crate::belief::Truth;

/// What to look for.
#[derive(Clone, Copy)]
pub struct Query<'l> {
    /// The law, for titles of entries in questions.
    pub law: Option<&'l Law>,
    /// Most paragraphs that may be met, and that are nearly met, in the answer.
    pub limit: usize,
    /// A number counts as near when it fails by no more than this share of the limit.
    pub margin: f64,
}

impl Default for Query<'_> {
    fn default() -> Self {
        Self { law: None, limit: 25, margin: 0.25 }
    }
}

/// A paragraph that an item meets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Met {
    /// The conditions that hold, from the entry down.
    pub proof: Vec<Proof>,
    /// List and code.
    pub provision: Box<str>,
}

/// One condition that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// What is asked.
    pub condition: Box<str>,
    /// Where it stands.
    pub provision: Box<str>,
    /// What the item has.
    pub value: Box<str>,
}

/// A paragraph that an item may meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct May {
    /// What would settle it.
    pub missing: Vec<Question>,
    /// List and code.
    pub provision: Box<str>,
    /// In how many conditions each question stands.
    #[serde(skip)]
    pub times: Vec<usize>,
    /// How much speaks for it.
    pub weight: u16,
}

/// A paragraph that only numbers keep an item out of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Near {
    /// How far, in words.
    pub by: Box<str>,
    /// Each number that fails.
    pub misses: Vec<Miss>,
    /// List and code.
    pub provision: Box<str>,
}

/// A paragraph whose words and figures an item meets or may meet, but which a note takes it out of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// The conditions of the note that hold.
    pub by: Vec<Proof>,
    /// List and code.
    pub provision: Box<str>,
}

/// How an item stands to one edition of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classified {
    /// Met, in the order of the list.
    pub met: Vec<Met>,
    /// May be met, what most speaks for first.
    pub may: Vec<May>,
    /// Nearly met, the nearest first.
    pub near: Vec<Near>,
    /// Taken out by a note, in the order of the list.
    pub excluded: Vec<Excluded>,
    /// Whether nothing of the list can be met: known only when every paragraph is ruled out.
    pub not_listed: Option<bool>,
    /// How many paragraphs that may be met the limit left out.
    pub more: usize,
}

/// Holds one item against an edition. For many items, prepare a [`Classifier`](super::Classifier): it gives the same.
pub fn classify(edition: &Edition, vocabulary: &Characteristics, profile: &Profile, query: &Query) -> Classified {
    sorted(&Evaluation::new(edition, vocabulary, profile), &[], query)
}

/// What a paragraph and all below it come to where the item says nothing of them, and nothing speaks for what stands above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silent {
    /// It must be looked at.
    No,
    /// Some of it may be met; nothing speaks for it.
    Open,
    /// None of it can be met.
    Shut,
}

/// Sorts the paragraphs of an evaluation; `silent` tells of those that need not be looked at, by [`NodeIndex`].
pub(super) fn sorted(on: &Evaluation, silent: &[Silent], query: &Query) -> Classified {
    let edition = on.edition;
    let mut sorter = Sorter { on, silent, query, met: Vec::new(), may: Vec::new(), near: Vec::new(), excluded: Vec::new(), open: false };
    edition.roots().for_each(|root| sorter.visit(root, Tally::TRUE));
    let mut may = std::mem::take(&mut sorter.may);
    may.sort_by_key(|(node, weight)| (std::cmp::Reverse(*weight), *node));
    let more = may.len().saturating_sub(query.limit);
    may.truncate(query.limit);
    let mut near: Vec<(f64, Near)> = std::mem::take(&mut sorter.near).into_iter().filter_map(|node| sorter.near(node)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.truncate(query.limit);
    let title = |node: NodeIndex| sorter.title(node);
    Classified {
        may: may
            .into_iter()
            .map(|(node, weight)| {
                let (missing, times) = sorter.on.missing(node, &title).into_iter().unzip();
                May { missing, provision: sorter.name(node), times, weight }
            })
            .collect(),
        near: near.into_iter().map(|(_, near)| near).collect(),
        not_listed: match (sorter.met.is_empty(), sorter.open) {
            (false, _) => Some(false),
            (true, false) => Some(true),
            (true, true) => None,
        },
        met: sorter.met.iter().map(|node| Met { proof: sorter.proof(*node), provision: sorter.name(*node) }).collect(),
        excluded: sorter.excluded,
        more,
    }
}

/// Whether a paragraph has others below it that are provisions of their own.
pub(super) fn has_classes(edition: &Edition, index: NodeIndex) -> bool {
    let node = edition.get(index);
    node.join != Join::All && node.end.index() > index.index() + 1
}

struct Sorter<'a> {
    on: &'a Evaluation<'a>,
    silent: &'a [Silent],
    query: &'a Query<'a>,
    met: Vec<NodeIndex>,
    /// May be met, with what speaks for it.
    may: Vec<(NodeIndex, u16)>,
    near: Vec<NodeIndex>,
    excluded: Vec<Excluded>,
    /// Whether some paragraph is open.
    open: bool,
}

impl Sorter<'_> {
    /// Sorts a paragraph and what stands below it; `above` is what the ancestors' own wording gives.
    fn visit(&mut self, index: NodeIndex, above: Tally) {
        // INVARIANT (not barred): `above` is not false, so nothing in it fails.
        if above.hits == 0 {
            match self.silent.get(index.index()) {
                Some(Silent::Open) => return self.open = true,
                Some(Silent::Shut) => return,
                Some(Silent::No) | None => {}
            }
        }
        let path = above.and(self.on.own(index));
        if path.truth == Truth::False && above.truth != Truth::False {
            self.exclude(index, above);
        }
        if path.is_barred() {
            return;
        }
        let whole = above.and(self.on.below(index));
        let edition = self.on.edition;
        if path.truth == Truth::False || !has_classes(edition, index) {
            match whole.truth {
                Truth::True => self.met.push(index),
                Truth::False => {
                    // Only numbers fail, few of them, and something else speaks for it or nothing else is asked.
                    if whole.bars == 0 && (1..=2).contains(&whole.misses) && (whole.hits > 0 || whole.open == 0) {
                        self.near.push(index);
                    }
                }
                Truth::Unknown => {
                    self.open = true;
                    if whole.hits > 0 {
                        self.may.push((index, whole.hits));
                    }
                }
            }
            return;
        }
        let (met_before, may_before) = (self.met.len(), self.may.len());
        edition.children(index).for_each(|child| self.visit(child, path));
        if whole.truth == Truth::True && self.met.len() == met_before {
            self.met.push(index);
        }
        // Paragraphs that nothing speaks for but what already spoke for their head: the head stands for them.
        if path.hits > 0 && whole.truth == Truth::Unknown && self.may.iter().skip(may_before).all(|(_, weight)| *weight <= path.hits) {
            self.may.truncate(may_before);
            self.may.push((index, path.hits));
        }
    }

    /// Records the notes that take the item out of a paragraph which it would else meet or may meet.
    fn exclude(&mut self, index: NodeIndex, above: Tally) {
        let node = self.on.edition.get(index);
        let own = above.and(self.on.criterion(&node.own));
        // A reserved number controls nothing that a note could take out.
        if node.status != NodeStatus::Active || node.exclusions.is_empty() || own.truth == Truth::False || own.hits == 0 {
            return;
        }
        let mut by = Vec::new();
        for exclusion in &node.exclusions {
            self.prove(&exclusion.criterion, index, &mut by);
        }
        if !by.is_empty() {
            self.excluded.push(Excluded { by, provision: self.name(index) });
        }
    }

    fn name(&self, node: NodeIndex) -> Box<str> {
        format!("{}:{}", self.on.edition.list, self.on.edition.get(node).code).into()
    }

    fn title(&self, node: NodeIndex) -> Option<String> {
        let law = self.query.law?;
        let list = law.list(law.list_by_id(&self.on.edition.list)?);
        let entry = list.entry(list.node(&self.on.edition.get(self.on.edition.entry(node)).code)?)?;
        entry.title.as_deref().map(str::to_owned)
    }

    fn near(&self, node: NodeIndex) -> Option<(f64, Near)> {
        let misses = self.on.misses(node);
        let worst = misses.iter().map(|miss| miss.share).fold(0.0, f64::max);
        if misses.is_empty() || worst > self.query.margin {
            return None;
        }
        let by: Vec<String> = misses.iter().map(Miss::in_words).collect();
        Some((worst, Near { by: by.join(" and ").into(), misses, provision: self.name(node) }))
    }

    fn proof(&self, node: NodeIndex) -> Vec<Proof> {
        let mut path: Vec<NodeIndex> = self.on.edition.ancestors(node).collect();
        path.reverse();
        let mut proof = Vec::new();
        for above in path {
            self.prove(&self.on.edition.get(above).own, above, &mut proof);
        }
        self.prove_below(node, &mut proof);
        proof
    }

    fn prove_below(&self, node: NodeIndex, proof: &mut Vec<Proof>) {
        self.prove(&self.on.edition.get(node).own, node, proof);
        let children: Vec<NodeIndex> = self.on.edition.children(node).filter(|child| self.on.below(*child).truth == Truth::True).collect();
        children.into_iter().for_each(|child| self.prove_below(child, proof));
    }

    fn prove(&self, criterion: &Criterion, at: NodeIndex, proof: &mut Vec<Proof>) {
        if self.on.criterion(criterion).truth != Truth::True {
            return;
        }
        match criterion {
            Criterion::All(parts) | Criterion::Any(parts) | Criterion::AtLeast(_, parts) => parts.iter().for_each(|part| self.prove(part, at, proof)),
            Criterion::Always(_) | Criterion::Words(WordsId::PLAIN) => {}
            leaf => {
                let value = match leaf {
                    Criterion::Compare(of, ..) | Criterion::Flag(of) | Criterion::Terms(of, _) | Criterion::Cas(of, _) => self.value(*of),
                    Criterion::Words(_) => "confirmed by a person".into(),
                    Criterion::Not(_) => "does not".into(),
                    _ => "meets".into(),
                };
                let condition = leaf.display(self.on.vocabulary, Some(self.on.edition)).to_string().into();
                proof.push(Proof { condition, provision: self.name(at), value });
            }
        }
    }

    fn value(&self, of: comity_law::criteria::CharacteristicId) -> Box<str> {
        match (self.on.profile.written(of), self.on.profile.get(of)) {
            (Some(written), _) => written.into(),
            (None, Some(Trait::Number(value))) => format!("{value} (derived)").into(),
            _ => "derived".into(),
        }
    }
}
