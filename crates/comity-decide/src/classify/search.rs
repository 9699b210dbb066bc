//! From a free description to candidates: ranking provisions by the words that people use for what they control.
//!
//! Okapi BM25 (Robertson and Zaragoza, 2009) over one document a code: search words, titles, terms and characteristics. A rank is a
//! proposal to look at, never a classification.

mod build;
mod figures;
mod official;
mod words;

use std::collections::HashMap;

use comity_law::{
    Law,
    criteria::{CharacteristicId, Criteria, Criterion, Edition, NodeIndex, TermId},
};
use serde::Serialize;

use self::{
    figures::{Figures, Said, figures},
    official::Official,
    words::Language,
};
use super::questions::Question;

/// Words of a phrase at most.
const LONGEST: usize = 6;
/// How much a phrase that stands whole in the description adds, for each word of it after the first, in parts of those words' own weight.
const PHRASE: f32 = 0.5;
/// What is left of the weight of a code whose demand no word of the description meets.
const UNASKED: f32 = 0.4;
/// What is left of the weight of a code that some word of the description speaks against.
const DETERRED: f32 = 0.8;
/// What figures that meet some paragraph of an entry make of its weight.
const MET: f64 = 1.2;
/// What is left of the weight of an entry all of whose paragraphs on such items the figures miss.
const MISSED: f64 = 0.6;
/// Least weight of a candidate, in parts of the weight of a word that only one entry has. Below it a description names nothing.
const FLOOR: f64 = 0.35;
/// Least weight of a candidate beside the best one.
const SHARE: f64 = 0.2;
/// How many candidates beyond those asked for may be brought forward by their figures.
const REACH: usize = 8;

/// A provision to look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// List and code.
    pub provision: Box<str>,
    /// What decides whether it is met.
    pub questions: Vec<Question>,
    /// Its weight against the best candidate of the list: 1 for the best.
    pub score: f64,
}

/// An index of the search words of all provisions.
pub struct Index {
    language: Language,
    documents: Vec<Document>,
    /// Number of each word.
    words: HashMap<Box<str>, u32>,
    /// By word: how rare it is, and what it adds to each document that has it.
    postings: Vec<Posting>,
    phrases: HashMap<Box<[u32]>, Vec<u32>>,
    demands: Vec<Demand>,
    /// Kinds of item by their names.
    kinds: HashMap<Box<[u32]>, Vec<TermId>>,
    figures: Figures,
    /// Weight of a word that only one entry has.
    rarest: f64,
    official: Option<Official>,
}

/// What one word is worth.
#[derive(Default)]
struct Posting {
    rarity: f32,
    adds: Vec<(u32, f32)>,
}

/// Codes that a description must ask for by some word: software is not meant where nobody says software. Or that some word speaks against.
struct Demand {
    documents: Vec<u32>,
    words: Vec<Box<str>>,
    against: bool,
}

struct Document {
    code: Box<str>,
    /// What its weight is multiplied by.
    prior: f32,
    /// Whether it takes what other entries let go.
    catch_all: bool,
}

impl Index {
    /// Builds the index: milliseconds for all lists.
    pub fn new(criteria: &Criteria, law: Option<&Law>) -> Self {
        build::index(criteria, law)
    }

    /// The same index with official wording as one more field: code (as the lists of one lineage share it) and text of each paragraph.
    ///
    /// It decides between codes that the project's own words leave equal, and finds codes by words that nothing else knows.
    #[must_use]
    pub fn with_official<'t>(mut self, texts: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        let places: HashMap<&str, u32> = self.documents.iter().map(|document| &*document.code).zip(0..).collect();
        let official = Official::new(&self.language, texts, |entry| places.get(entry).copied());
        self.official = Some(official);
        self
    }

    /// The codes that a description points to, best first, with their weights.
    pub fn rank(&self, description: &str) -> Vec<(&str, f64)> {
        let query = self.language.tokens(description);
        let ids = self.known(&query);
        let ranked = self.ranked(&query, &ids).into_iter().filter_map(|(document, score)| Some((&*self.documents.get(document as usize)?.code, score)));
        ranked.collect()
    }

    fn ranked(&self, query: &[Box<str>], ids: &[u32]) -> Vec<(u32, f64)> {
        let mut scores: Vec<f32> = vec![0.0; self.documents.len()];
        let mut unique = ids.to_vec();
        unique.sort_unstable();
        unique.dedup();
        for id in unique {
            let Some(posting) = self.postings.get(id as usize) else { continue };
            for (document, adds) in &posting.adds {
                if let Some(score) = scores.get_mut(*document as usize) {
                    *score += adds;
                }
            }
        }
        // Phrases that stand whole in the description.
        let rarity = |id: &u32| self.postings.get(*id as usize).map_or(0.0, |posting| posting.rarity);
        for window in (2..=LONGEST.min(ids.len())).flat_map(|length| ids.windows(length)) {
            let Some(documents) = self.phrases.get(window) else { continue };
            let own: f32 = window.iter().skip(1).map(rarity).sum();
            for document in documents {
                if let Some(score) = scores.get_mut(*document as usize) {
                    *score += PHRASE * own;
                }
            }
        }
        for (document, adds) in self.official.iter().flat_map(|official| official.scores(query.iter().zip(ids))) {
            if let Some(score) = scores.get_mut(document as usize) {
                *score += adds;
            }
        }
        for demand in &self.demands {
            let said = query.iter().any(|word| demand.words.contains(word));
            for document in demand.documents.iter().filter(|_| said == demand.against) {
                if let Some(score) = scores.get_mut(*document as usize) {
                    *score *= if said { DETERRED } else { UNASKED };
                }
            }
        }
        let weighed = (0u32..).zip(scores.iter().zip(&self.documents)).map(|(at, (score, document))| (at, f64::from(*score * document.prior)));
        let mut ranked: Vec<(u32, f64)> = weighed.filter(|(_, score)| *score > 0.0).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }

    /// The kinds of item that a description names, those left out that another one narrows.
    fn named(&self, criteria: &Criteria, ids: &[u32]) -> Vec<TermId> {
        let windows = (1..=LONGEST.min(ids.len())).flat_map(|length| ids.windows(length));
        let mut kinds: Vec<TermId> = windows.filter_map(|window| self.kinds.get(window)).flatten().copied().collect();
        let broader: Vec<TermId> = kinds.iter().flat_map(|kind| &criteria.vocabulary.term(*kind).broader).copied().collect();
        kinds.retain(|kind| !broader.contains(kind));
        kinds
    }

    /// The numbers of words; unknown ones get a number that no phrase has.
    fn known(&self, query: &[Box<str>]) -> Vec<u32> {
        query.iter().map(|word| self.words.get(word).copied().unwrap_or(u32::MAX)).collect()
    }

    /// Candidates of one list, best first.
    pub fn candidates(&self, criteria: &Criteria, edition: &Edition, description: &str, limit: usize) -> Vec<Candidate> {
        let query = self.language.tokens(description);
        let ids = self.known(&query);
        let (kinds, figures) = (self.named(criteria, &ids), figures(description));
        let own = self.ranked(&query, &ids).into_iter().filter_map(|(document, score)| {
            let document = self.documents.get(document as usize)?;
            Some((edition.of_family(&document.code)?, score, document.catch_all))
        });
        let mut own: Vec<(NodeIndex, f64)> = own
            .take(limit + REACH)
            .map(|(node, score, catch_all)| match self.figures.said(edition, node, &kinds, &figures) {
                Said::Met if !catch_all => (node, score * MET),
                Said::Missed if !catch_all => (node, score * MISSED),
                _ => (node, score),
            })
            .collect();
        own.sort_by(|a, b| b.1.total_cmp(&a.1));
        own.truncate(limit);
        let best = own.first().map_or(1.0, |(_, score)| *score);
        let floor = (FLOOR * self.rarest).max(SHARE * best);
        own.into_iter()
            .filter(|(_, score)| *score >= floor)
            .map(|(node, score)| Candidate {
                provision: format!("{}:{}", edition.list, edition.get(node).code).into(),
                questions: deciding(criteria, edition, node),
                score: (score / best * 1000.0).round() / 1000.0,
            })
            .collect()
    }
}

/// The questions that decide most paragraphs of an entry, at most three; where it has no figures, whether its words fit.
fn deciding(criteria: &Criteria, edition: &Edition, entry: NodeIndex) -> Vec<Question> {
    let mut counts: HashMap<CharacteristicId, usize> = HashMap::new();
    for node in edition.indexes().skip(entry.index()).take(edition.get(entry).end.index() - entry.index()) {
        edition.get(node).own.visit(&mut |part| {
            if let Criterion::Compare(of, ..) | Criterion::Flag(of) | Criterion::Terms(of, _) | Criterion::Cas(of, _) = part {
                *counts.entry(*of).or_default() += 1;
            }
        });
    }
    let mut ranked: Vec<(CharacteristicId, usize)> = counts.into_iter().collect();
    ranked.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    let mut questions: Vec<Question> = ranked
        .into_iter()
        .take(3)
        .map(|(id, _)| {
            let characteristic = criteria.vocabulary.get(id);
            Question { fact: format!("characteristics.{}", characteristic.id).into(), question: characteristic.question.clone() }
        })
        .collect();
    if questions.is_empty() {
        let provision = format!("{}:{}", edition.list, edition.get(entry).code);
        questions.push(Question {
            fact: format!("characteristics.fits.\"{provision}\"").into(),
            question: format!("Do the words of {provision} fit the item?").into(),
        });
    }
    questions
}
