//! Codes that follow from an item's characteristics, for deciding.
//!
//! Where an item's code on a list is not stated, its characteristics may prove it. A code is used only when it is proved and nothing
//! else of that list stays open; all else is a proposal that a person confirms by stating the code, and the question stays open.

use comity_law::{Law, NodeStatus, criteria::Criteria};
use serde::Serialize;
use serde_json::Value as Json;

use super::{Profile, Query, classify, questions::Question};
use crate::{
    facts::{CodeState, Codes, Slot, Value},
    input::{InputProblem, PathSegment},
    transaction::Transaction,
};

/// Paragraphs of a proposal at most: more is no help to a person.
const PROPOSED: usize = 5;

/// What the characteristics of an item say of its code on one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Derived {
    /// Digest of the list's source that the criteria were read from.
    pub digest: Box<str>,
    /// The edition whose criteria were used.
    pub edition: Box<str>,
    /// The item.
    pub item: Box<str>,
    /// The list.
    pub list: Box<str>,
    /// Provisions that it may meet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub may: Vec<Box<str>>,
    /// Provisions all of whose conditions it meets; none, with no others in question, for a proof that it is not on the list.
    pub met: Vec<Box<str>>,
    /// What would settle a proposal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Question>,
    /// Whether the codes were used.
    pub status: DerivedStatus,
}

/// Whether derived codes were used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DerivedStatus {
    /// Proved, and used.
    Derived,
    /// Not proved: a person must confirm by stating the code.
    Proposed,
}

impl Transaction {
    /// Whether some item has characteristics.
    pub fn is_described(document: &Json) -> bool {
        document["item"].as_array().is_some_and(|items| items.iter().any(|item| item["characteristics"].is_object()))
    }

    /// Derives the codes that the document leaves out from the characteristics that it gives.
    ///
    /// # Errors
    /// Faults in the characteristics, with their paths in the document.
    pub fn derive(&mut self, law: &Law, criteria: &Criteria, document: &Json) -> Result<(), Vec<InputProblem>> {
        let Some(fact) = law.fact_by_path("item.codes") else { return Ok(()) };
        let mut problems = Vec::new();
        for position in 0..self.items.len() {
            let characteristics = &document["item"][position]["characteristics"];
            if !characteristics.is_object() {
                continue;
            }
            let profile = match Profile::read(&criteria.vocabulary, characteristics).and_then(|mut profile| profile.resolve(criteria).map(|()| profile)) {
                Ok(profile) => profile,
                Err(found) => {
                    problems.extend(found.into_iter().map(|problem| below(position, problem)));
                    continue;
                }
            };
            let Some(item) = self.items.get_mut(position) else { continue };
            let mut codes = match item.facts.get(fact) {
                Slot::Known(Value::Codes(codes)) => codes.clone(),
                _ => Codes::default(),
            };
            let before = codes.clone();
            for list in criteria.lists() {
                // A list without a jurisdiction is there to be compared: no rule asks for its codes.
                let decides = |(jurisdiction, _): (&str, &str)| law.jurisdictions.iter().any(|known| &*known.id == jurisdiction);
                let Some(id) = law.list_by_id(list).filter(|_| list.split_once('/').is_some_and(decides)) else { continue };
                if codes.on(id).is_some() || self.date < law.list(id).covers_from {
                    continue;
                }
                let Some(edition) = criteria.edition(list, Some(self.date)) else { continue };
                let found = classify(edition, &criteria.vocabulary, &profile, &Query { law: Some(law), limit: PROPOSED, ..Query::default() });
                let table = law.list(id);
                let nodes: Vec<_> = found.met.iter().filter_map(|met| table.node(met.provision.split_once(':')?.1)).collect();
                let in_force = nodes.len() == found.met.len()
                    && nodes.iter().all(|node| table.version(*node, self.date).is_some_and(|version| version.status == NodeStatus::Active));
                let (status, state) = match (found.may.is_empty(), nodes.is_empty(), found.not_listed) {
                    (true, false, _) if in_force => (DerivedStatus::Derived, Some(CodeState::On(nodes))),
                    (true, true, Some(true)) => (DerivedStatus::Derived, Some(CodeState::NotListed)),
                    (true, true, _) => continue, // nothing speaks for any provision, and nothing is proved
                    _ => (DerivedStatus::Proposed, None),
                };
                let mut missing: Vec<Question> = Vec::new();
                for question in found.may.iter().flat_map(|may| &may.missing) {
                    if !missing.contains(question) {
                        missing.push(question.clone());
                    }
                }
                missing.truncate(PROPOSED);
                self.derived.push(Derived {
                    digest: edition.digest.clone(),
                    edition: edition.date.to_string().into(),
                    item: item.id.clone(),
                    list: list.into(),
                    may: found.may.iter().map(|may| may.provision.clone()).collect(),
                    met: found.met.iter().map(|met| met.provision.clone()).collect(),
                    missing,
                    status,
                });
                if let Some(state) = state {
                    codes.set(id, state);
                }
            }
            if codes != before {
                codes.settle(law);
                item.facts.set(fact, Slot::Known(Value::Codes(codes)));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// A fault of characteristics at its place in the transaction.
fn below(item: usize, problem: InputProblem) -> InputProblem {
    let head = [PathSegment::Key("item".into()), PathSegment::Index(item), PathSegment::Key("characteristics".into())];
    InputProblem { path: head.into_iter().chain(problem.path).collect(), ..problem }
}
