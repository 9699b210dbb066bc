//! Building the index out of search words, titles, terms and characteristics.

use std::collections::HashMap;

use comity_law::{
    Law,
    criteria::{CharacteristicId, Criteria, Criterion, Edition, NodeIndex, TermId},
};

use super::{Demand, Document, Index, Posting, figures::Figures, words::Language};

/// Saturation of a word's frequency, as recommended for short texts.
const K1: f64 = 1.2;
/// Weight of a document's length. Low: an entry with many search words is broad, not vague (0.1 against 0.5 put the right entry among the first
/// five in 75 % in place of 66 % of a vendor's published descriptions).
const B: f64 = 0.1;

/// How much the words of a source count.
mod weight {
    /// Search words and names of kinds.
    pub(super) const NAMES: f32 = 3.0;
    /// The title of the entry.
    pub(super) const TITLE: f32 = 2.0;
    /// What is measured.
    pub(super) const MEASURES: f32 = 0.5;
}

pub(super) fn index(criteria: &Criteria, law: Option<&Law>) -> Index {
    let mut builder = Builder::new(criteria);
    for row in &criteria.search {
        let code = entry_of(&row.code);
        for phrase in &row.phrases {
            builder.name(code, phrase);
        }
    }
    for list in law.into_iter().flat_map(|law| &law.lists) {
        for entry in &list.entries {
            if let Some(title) = &entry.title {
                builder.add(list.code(entry.node), title, weight::TITLE);
            }
        }
    }
    for (code, said) in said(criteria) {
        match said {
            Said::Term(term) => {
                let named = criteria.vocabulary.term(term);
                for name in std::iter::once(&named.label).chain(&named.phrases) {
                    let ids = builder.name(&code, name);
                    let terms = builder.kinds.entry(ids.into()).or_default();
                    if !terms.contains(&term) {
                        terms.push(term);
                    }
                }
            }
            Said::Measure(id) => {
                builder.add(&code, &criteria.vocabulary.get(id).label, weight::MEASURES);
            }
        }
    }
    builder.finish(criteria)
}

/// Words of a document with their weights.
type Weights = HashMap<u32, f32>;

struct Builder {
    language: Language,
    words: HashMap<Box<str>, u32>,
    documents: HashMap<Box<str>, Weights>,
    phrases: HashMap<Box<[u32]>, Vec<Box<str>>>,
    kinds: HashMap<Box<[u32]>, Vec<TermId>>,
}

impl Builder {
    fn new(criteria: &Criteria) -> Self {
        Self { language: Language::new(criteria), words: HashMap::new(), documents: HashMap::new(), phrases: HashMap::new(), kinds: HashMap::new() }
    }

    /// What people call the things of a code: counts by its words, and more where it stands whole.
    fn name(&mut self, code: &str, name: &str) -> Vec<u32> {
        let ids = self.add(code, name, weight::NAMES);
        if ids.len() > 1 {
            self.phrases.entry(ids.as_slice().into()).or_default().push(code.into());
        }
        ids
    }

    /// Words that say something of a code.
    fn add(&mut self, code: &str, text: &str, weight: f32) -> Vec<u32> {
        let tokens = self.language.tokens(text);
        let document = self.documents.entry(code.into()).or_default();
        let mut ids = Vec::with_capacity(tokens.len());
        for token in tokens {
            let told = self.language.tells(&token);
            let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX - 1);
            let id = *self.words.entry(token).or_insert(next);
            // A bare number or letter counts only inside a phrase.
            if told {
                *document.entry(id).or_default() += weight;
            }
            ids.push(id);
        }
        ids
    }

    fn finish(self, criteria: &Criteria) -> Index {
        let mut codes: Vec<(Box<str>, Weights)> = self.documents.into_iter().collect();
        codes.sort_by(|a, b| a.0.cmp(&b.0));
        let position = |code: &str| codes.binary_search_by(|(known, _)| (**known).cmp(code)).ok().and_then(|at| u32::try_from(at).ok());
        let phrases = self.phrases.into_iter().map(|(phrase, codes)| {
            let mut documents: Vec<u32> = codes.iter().filter_map(|code| position(code)).collect();
            documents.sort_unstable();
            documents.dedup();
            (phrase, documents)
        });
        let phrases = phrases.collect();
        let documents: Vec<Document> = codes
            .iter()
            .map(|(code, _)| Document {
                code: code.clone(),
                prior: prior(criteria, code),
                catch_all: criteria.catch_alls.iter().any(|pattern| is_of(pattern, code)),
            })
            .collect();
        let rows = criteria.demands.iter().map(|row| (row, false)).chain(criteria.deterrents.iter().map(|row| (row, true)));
        let demands = rows.map(|(row, against)| Demand {
            documents: (0u32..).zip(&documents).filter(|(_, document)| is_of(&row.pattern, &document.code)).map(|(at, _)| at).collect(),
            words: row.words.iter().flat_map(|word| self.language.tokens(word)).collect(),
            against,
        });
        let demands = demands.collect();
        Index {
            postings: postings(&codes, self.words.len()),
            language: self.language,
            documents,
            words: self.words,
            phrases,
            demands,
            kinds: self.kinds,
            figures: Figures::new(criteria),
            rarest: (K1 + 1.0) * rarity(codes.len(), 1),
            official: None,
        }
    }
}

/// What each word adds to each code.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // a few thousand documents; weights of a few digits
fn postings(codes: &[(Box<str>, Weights)], words: usize) -> Vec<Posting> {
    let mut postings: Vec<Posting> = Vec::new();
    postings.resize_with(words, Posting::default);
    let lengths: Vec<f64> = codes.iter().map(|(_, words)| words.values().map(|weight| f64::from(*weight)).sum()).collect();
    let mean = (lengths.iter().sum::<f64>() / codes.len().max(1) as f64).max(1.0);
    for (document, ((_, words), length)) in (0u32..).zip(codes.iter().zip(&lengths)) {
        for (word, weight) in words {
            let weight = f64::from(*weight);
            let saturated = weight * (K1 + 1.0) / (weight + K1 * (1.0 - B + B * length / mean));
            if let Some(posting) = postings.get_mut(*word as usize) {
                posting.adds.push((document, saturated as f32));
            }
        }
    }
    for posting in &mut postings {
        let rarity = rarity(codes.len(), posting.adds.len());
        posting.rarity = (rarity * (K1 + 1.0)) as f32;
        posting.adds.iter_mut().for_each(|(_, adds)| *adds *= rarity as f32);
        posting.adds.sort_by_key(|(document, _)| *document);
    }
    postings
}

/// How rare a word is that some of all codes have.
#[allow(clippy::cast_precision_loss)] // a few thousand documents
fn rarity(all: usize, having: usize) -> f64 {
    let (all, having) = (all as f64, having as f64);
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

fn prior(criteria: &Criteria, code: &str) -> f32 {
    #[allow(clippy::cast_possible_truncation)] // a factor of a few digits
    criteria.priors.iter().filter(|row| is_of(&row.pattern, code)).map(|row| row.factor.to_f64() as f32).product()
}

/// Whether a code begins as a pattern says, `?` being any character.
fn is_of(pattern: &str, code: &str) -> bool {
    pattern.len() <= code.len() && pattern.bytes().zip(code.bytes()).all(|(p, c)| p == b'?' || p == c)
}

/// What a criterion names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Said {
    Term(TermId),
    Measure(CharacteristicId),
}

/// What the criteria of each code name. The latest edition of each list speaks; a code in several lists is one document.
fn said(criteria: &Criteria) -> Vec<(Box<str>, Said)> {
    let mut all: Vec<(Box<str>, Said)> = Vec::new();
    for edition in criteria.lists().into_iter().filter_map(|list| criteria.edition(list, None)) {
        for node in edition.indexes() {
            all.extend(said_at(edition, node).into_iter().map(|said| (edition.family(node).into(), said)));
        }
    }
    all.sort();
    all.dedup();
    all
}

fn said_at(edition: &Edition, node: NodeIndex) -> Vec<Said> {
    let mut out = Vec::new();
    edition.get(node).own.visit(&mut |part| match part {
        Criterion::Terms(_, terms) => out.extend(terms.iter().map(|term| Said::Term(*term))),
        Criterion::Compare(of, ..) | Criterion::Flag(of) => out.push(Said::Measure(*of)),
        _ => {}
    });
    out
}

pub(super) fn entry_of(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}
