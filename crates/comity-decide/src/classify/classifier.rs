//! An edition made ready for many items: only what an item's characteristics touch is evaluated.
//!
//! Most paragraphs ask for nothing that is said of an item. What they come to then is the same for every item, and is evaluated
//! once; for an item, only the paragraphs that read something said of it are evaluated, with those above them and those that refer to them.
//!
//! One characteristic stands in most paragraphs: what the item is. Items mostly say it, and then are nothing of what most paragraphs
//! ask for. So there is a second start: the item is none of the things that the list names. From it, only those are touched that it is.

use std::collections::HashMap;

use comity_law::{
    NodeStatus,
    criteria::{CharacteristicId, CharacteristicType, Characteristics, Criterion, Edition, NodeIndex, TermId, WordsId},
};

use super::{
    evaluate::{DEEPEST, Evaluation, Part, Tally},
    profile::{Profile, Trait},
    sort::{Classified, Query, Silent, classify, has_classes, sorted},
};
use crate::belief::Truth;

/// An edition ready to hold many items against.
///
/// ```
/// # use comity_decide::classify::{Classifier, Profile, Query, classify};
/// # use comity_law::{SourceFile, criteria::Criteria};
/// # let criteria = Criteria::parse(&[
/// #     SourceFile::new("vocabulary/characteristics/v.kdl", r#"
/// #         characteristic "power" type="quantity" unit="W" { label "power"; definition "Power."; question "How much power?" }
/// #     "#),
/// #     SourceFile::new("x/lists/l/criteria/2026-01-01/1.kdl", r#"
/// #         source list="x/l" edition="2026-01-01" file="l.xml" digest="sha256:00"
/// #         node "1A1" "power > '1 kW'"
/// #     "#),
/// # ]).criteria;
/// # let edition = criteria.edition("x/l", None).unwrap();
/// let classifier = Classifier::new(edition, &criteria.vocabulary);
/// for power in ["999 W", "2 kW"] {
///     let profile = Profile::read(&criteria.vocabulary, &serde_json::json!({ "power": power })).unwrap();
///     assert_eq!(classifier.classify(&profile, &Query::default()), classify(edition, &criteria.vocabulary, &profile, &Query::default()));
/// }
/// ```
pub struct Classifier<'a> {
    edition: &'a Edition,
    vocabulary: &'a Characteristics,
    /// What all comes to when nothing is known.
    unknown: Start,
    /// What all comes to when only so much is known: of the characteristic of terms that most paragraphs read, the item has none.
    other: Option<(CharacteristicId, Start)>,
    /// The parts that ask each part.
    askers: Vec<Vec<u32>>,
    by_characteristic: HashMap<CharacteristicId, Vec<u32>>,
    by_term: HashMap<TermId, Vec<u32>>,
    by_words: HashMap<WordsId, Vec<u32>>,
    /// How many parts the longest chain has that no circle is in.
    tallest: usize,
}

/// What all parts of an edition come to for an item of which little is known.
#[derive(Clone)]
struct Start {
    /// By [`Part::slot`]; none where it depends on the way there.
    parts: Vec<Option<Tally>>,
    /// By paragraph, with all below it.
    silent: Vec<Silent>,
}

impl<'a> Classifier<'a> {
    /// Makes an edition ready.
    pub fn new(edition: &'a Edition, vocabulary: &'a Characteristics) -> Self {
        let parts = edition.nodes.len() * 2;
        let mut classifier = Self {
            edition,
            vocabulary,
            unknown: Start { parts: Vec::new(), silent: Vec::new() },
            other: None,
            askers: vec![Vec::new(); parts],
            by_characteristic: HashMap::new(),
            by_term: HashMap::new(),
            by_words: HashMap::new(),
            tallest: 0,
        };
        let asked = classifier.read();
        let order = classifier.order(asked);
        classifier.unknown = classifier.start(&order, &Profile::default());
        let of_terms = |id: &CharacteristicId| matches!(vocabulary.get(*id).ty, CharacteristicType::Term);
        let readers = classifier.by_characteristic.iter().filter(|(id, _)| of_terms(id));
        if let Some(most) = readers.max_by_key(|(id, parts)| (parts.len(), **id)).map(|(id, _)| *id) {
            let mut profile = Profile::default();
            profile.set(most, Trait::Terms(Vec::new()));
            classifier.other = Some((most, classifier.start(&order, &profile)));
        }
        classifier
    }

    /// Holds an item against the edition. Gives what [`classify`](super::classify) gives.
    pub fn classify(&self, profile: &Profile, query: &Query) -> Classified {
        let plain = |own: &&Trait| matches!(own, Trait::Terms(_) | Trait::None);
        let other = self.other.as_ref().and_then(|(id, start)| Some((*id, profile.get(*id).filter(plain)?, start)));
        let Start { mut parts, mut silent } = other.as_ref().map_or(&self.unknown, |(_, _, start)| start).clone();
        let mut touched: Vec<u32> = Vec::new();
        for id in profile.stated() {
            match other {
                Some((most, own, _)) if id == most => touched.extend(self.of_terms(own)),
                _ => touched.extend(self.by_characteristic.get(&id).into_iter().flatten()),
            }
        }
        touched.extend(profile.confirmed().filter_map(|words| self.by_words.get(&words)).flatten());
        while let Some(part) = touched.pop() {
            let part = part as usize;
            // What is not kept has been touched before, or is never kept, nor is what asks it.
            if parts.get_mut(part).and_then(Option::take).is_some() {
                if let Some(slot) = silent.get_mut(part / 2) {
                    *slot = Silent::No;
                }
                touched.extend(self.askers.get(part).into_iter().flatten());
            }
        }
        let on = Evaluation::with(self.edition, self.vocabulary, profile, parts);
        let found = sorted(&on, &silent, query);
        // A chain so long that it may have been cut off, had no part of it been known: what a cut gives depends on the way there.
        if on.deepest() + self.tallest > DEEPEST { classify(self.edition, self.vocabulary, profile, query) } else { found }
    }

    /// The parts that read a term which the item's own are within, or the other way round: only they are not false.
    fn of_terms<'s>(&'s self, own: &'s Trait) -> impl Iterator<Item = u32> + use<'s> {
        let own: &[TermId] = if let Trait::Terms(own) = own { own } else { &[] };
        let related = |term: TermId| own.iter().any(|own| self.vocabulary.is_within(*own, term) || self.vocabulary.is_within(term, *own));
        self.by_term.iter().filter(move |(term, _)| related(**term)).flat_map(|(_, parts)| parts.iter().copied())
    }

    /// Notes what every part reads and asks. Gives how many parts each asks.
    fn read(&mut self) -> Vec<u32> {
        let edition = self.edition;
        let mut asked = vec![0_u32; self.askers.len()];
        for index in edition.indexes() {
            let (own, below) = (Part::Own(index), Part::Below(index));
            self.asks(below, own, &mut asked);
            let node = edition.get(index);
            for child in edition.children(index).filter(|child| edition.get(*child).status == NodeStatus::Active) {
                self.asks(below, Part::Below(child), &mut asked);
            }
            if node.status != NodeStatus::Active {
                continue;
            }
            let mut meant: Vec<NodeIndex> = Vec::new();
            for criterion in std::iter::once(&node.own).chain(node.exclusions.iter().map(|exclusion| &exclusion.criterion)) {
                criterion.visit(&mut |part| match part {
                    Criterion::Terms(of, terms) => {
                        note(self.by_characteristic.entry(*of).or_default(), own);
                        terms.iter().for_each(|term| {
                            note(self.by_term.entry(*term).or_default(), own);
                        });
                    }
                    Criterion::Compare(of, ..) | Criterion::Flag(of) | Criterion::Cas(of, _) => {
                        note(self.by_characteristic.entry(*of).or_default(), own);
                    }
                    Criterion::Words(words) => {
                        note(self.by_words.entry(*words).or_default(), own);
                    }
                    Criterion::Meets(nodes) => meant.extend(nodes),
                    Criterion::Always(_) | Criterion::Not(_) | Criterion::All(_) | Criterion::Any(_) | Criterion::AtLeast(..) | Criterion::Untranslated(_) => {}
                });
            }
            for node in meant {
                self.asks(own, Part::Below(node), &mut asked);
                for above in edition.ancestors(node) {
                    self.asks(own, Part::Own(above), &mut asked);
                }
            }
        }
        asked
    }

    fn asks(&mut self, part: Part, other: Part, asked: &mut [u32]) {
        if let (Some(askers), Some(count)) = (self.askers.get_mut(other.slot()), asked.get_mut(part.slot()))
            && note(askers, part)
        {
            *count += 1;
        }
    }

    /// The parts that no circle of references can be reached from, each after those that it asks.
    ///
    /// In a circle, what a part comes to depends on where the circle is entered; so does what asks one of its parts.
    fn order(&mut self, mut asked: Vec<u32>) -> Vec<usize> {
        let mut height = vec![1_usize; asked.len()];
        let mut order: Vec<usize> = (0..asked.len()).filter(|part| asked.get(*part) == Some(&0)).collect();
        let mut next = 0;
        while let Some(part) = order.get(next).copied() {
            next += 1;
            let own = height.get(part).copied().unwrap_or(1);
            self.tallest = self.tallest.max(own);
            for asker in self.askers.get(part).into_iter().flatten().map(|asker| *asker as usize) {
                if let (Some(count), Some(height)) = (asked.get_mut(asker), height.get_mut(asker)) {
                    *height = (*height).max(own + 1);
                    *count -= 1;
                    if *count == 0 {
                        order.push(asker);
                    }
                }
            }
        }
        order
    }

    /// What the parts in order, and the paragraphs, come to for an item.
    fn start(&self, order: &[usize], profile: &Profile) -> Start {
        let mut nodes: Vec<NodeIndex> = self.edition.indexes().collect();
        let mut start = Start { parts: vec![None; self.askers.len()], silent: vec![Silent::No; nodes.len()] };
        let on = Evaluation::new(self.edition, self.vocabulary, profile);
        for part in order {
            if let (Some(slot), Some(node)) = (start.parts.get_mut(*part), nodes.get(part / 2)) {
                *slot = Some(if part % 2 == 0 { on.own(*node) } else { on.below(*node) });
            }
        }
        nodes.reverse(); // what stands below first
        for node in nodes {
            let silent = start.silence(self.edition, node);
            if let Some(slot) = start.silent.get_mut(node.index()) {
                *slot = silent;
            }
        }
        start
    }
}

impl Start {
    /// What a paragraph comes to when nothing speaks for what stands above it; what stands below is settled.
    fn silence(&self, edition: &Edition, index: NodeIndex) -> Silent {
        let part = |part: Part| self.parts.get(part.slot()).copied().flatten();
        let (Some(own), Some(below)) = (part(Part::Own(index)), part(Part::Below(index))) else { return Silent::No };
        let tells = |tally: Tally| tally.hits > 0 || tally.misses > 0;
        if tells(own) || tells(below) || below.truth == Truth::True {
            return Silent::No;
        }
        if own.truth == Truth::False {
            return Silent::Shut;
        }
        if !has_classes(edition, index) {
            return if below.truth == Truth::Unknown { Silent::Open } else { Silent::Shut };
        }
        let mut all = Silent::Shut;
        for child in edition.children(index) {
            match self.silent.get(child.index()) {
                Some(Silent::Shut) => {}
                Some(Silent::Open) => all = Silent::Open,
                Some(Silent::No) | None => return Silent::No,
            }
        }
        all
    }
}

/// Adds a part, unless it was the last one added. Gives whether it was added.
fn note(parts: &mut Vec<u32>, part: Part) -> bool {
    let Ok(slot) = u32::try_from(part.slot()) else { return false };
    let is_new = parts.last() != Some(&slot);
    if is_new {
        parts.push(slot);
    }
    is_new
}
