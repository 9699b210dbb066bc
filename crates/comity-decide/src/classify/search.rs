//! From a free description to candidates: ranking provisions by the words that people use for what they control.
//!
//! Okapi BM25 (Robertson and Zaragoza, 2009) over one document a code: search words, titles, terms and characteristics. A rank is a
//! proposal to look at, never a classification.

mod official;

use std::collections::HashMap;

use comity_law::{
    Law,
    criteria::{CharacteristicId, Criteria, Criterion, Edition, NodeIndex},
};
use serde::Serialize;

use self::official::Official;
use super::questions::Question;

/// Saturation of a word's frequency, as recommended for short texts.
const K1: f64 = 1.2;
/// Weight of a document's length. Low: an entry with many search words is broad, not vague (0.1 against 0.5 put the right entry among the first
/// five in 75 % in place of 66 % of a vendor's published descriptions).
const B: f64 = 0.1;
/// How much a phrase that stands whole in the description adds, for each word of it after the first, in parts of those words' own weight.
const PHRASE: f64 = 0.5;

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
    documents: Vec<Document>,
    /// Word to the documents that have it, with its weight in each.
    postings: HashMap<Box<str>, Vec<(u32, f32)>>,
    phrases: HashMap<Vec<Box<str>>, Vec<u32>>,
    mean_length: f64,
    demands: Vec<Demand>,
    official: Option<Official>,
}

/// Codes that a description must ask for by some word: software is not meant where nobody says software.
struct Demand {
    matches: Vec<bool>,
    words: Vec<Box<str>>,
}

/// What is left of the weight of a code whose demand no word of the description meets.
const UNASKED: f64 = 0.4;

/// Words of a document with their weights.
type Weights = HashMap<Box<str>, f32>;

struct Document {
    code: Box<str>,
    length: f32,
}

/// How much the words of a source count.
mod weight {
    /// Search words and names of kinds.
    pub(super) const NAMES: f32 = 3.0;
    /// The title of the entry.
    pub(super) const TITLE: f32 = 2.0;
    /// What is measured.
    pub(super) const MEASURES: f32 = 0.5;
}

impl Index {
    /// Builds the index: milliseconds for all lists.
    pub fn new(criteria: &Criteria, law: Option<&Law>) -> Self {
        let mut words: HashMap<Box<str>, Weights> = HashMap::new();
        let mut phrases: HashMap<Vec<Box<str>>, Vec<Box<str>>> = HashMap::new();
        let mut add = |code: &str, text: &str, weight: f32| {
            let tokens = tokens(text);
            let document = words.entry(code.into()).or_default();
            // A bare number or letter says something only inside a phrase: "5" of "5 V" is not that of "5 axes".
            for token in tokens.iter().filter(|token| tells(token)) {
                *document.entry(token.clone()).or_default() += weight;
            }
            if tokens.len() > 1 && weight > weight::TITLE {
                phrases.entry(tokens).or_default().push(code.into());
            }
        };
        for row in &criteria.search {
            row.phrases.iter().for_each(|phrase| add(entry_of(&row.code), phrase, weight::NAMES));
        }
        for list in law.into_iter().flat_map(|law| &law.lists) {
            for entry in &list.entries {
                if let Some(title) = &entry.title {
                    add(list.code(entry.node), title, weight::TITLE);
                }
            }
        }
        // The latest edition of each list speaks for its terms; a code in several lists is one document.
        let mut seen: Vec<(Box<str>, Said)> = Vec::new();
        for list in criteria.lists() {
            let Some(edition) = criteria.edition(list, None) else { continue };
            for node in edition.indexes() {
                let code: Box<str> = edition.family(node).into();
                for said in said(edition, node) {
                    if !seen.contains(&(code.clone(), said)) {
                        seen.push((code.clone(), said));
                    }
                }
            }
        }
        seen.sort();
        seen.dedup();
        for (code, said) in &seen {
            match said {
                Said::Term(term) => {
                    let term = criteria.vocabulary.term(*term);
                    add(code, &term.label, weight::NAMES);
                    term.phrases.iter().for_each(|phrase| add(code, phrase, weight::NAMES));
                }
                Said::Measure(id) => add(code, &criteria.vocabulary.get(*id).label, weight::MEASURES),
            }
        }
        let mut index = Self::of(words, phrases);
        for row in &criteria.demands {
            let matches = index
                .documents
                .iter()
                .map(|document| row.pattern.len() <= document.code.len() && row.pattern.bytes().zip(document.code.bytes()).all(|(p, c)| p == b'?' || p == c));
            let words = row.words.iter().flat_map(|word| tokens(word)).collect();
            let demand = Demand { matches: matches.collect(), words };
            index.demands.push(demand);
        }
        index
    }

    /// The same index with official wording as one more field: code (as the lists of one lineage share it) and text of each paragraph.
    ///
    /// It decides between codes that the project's own words leave equal, and finds codes by words that nothing else knows.
    #[must_use]
    pub fn with_official<'t>(mut self, texts: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        let places: HashMap<&str, u32> = self.documents.iter().map(|document| &*document.code).zip(0..).collect();
        let official = Official::new(texts, |entry| places.get(entry).copied());
        self.official = Some(official);
        self
    }

    fn of(words: HashMap<Box<str>, Weights>, phrases: HashMap<Vec<Box<str>>, Vec<Box<str>>>) -> Self {
        let mut codes: Vec<(Box<str>, Weights)> = words.into_iter().collect();
        codes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut index =
            Self { documents: Vec::new(), postings: HashMap::new(), phrases: HashMap::new(), mean_length: 1.0, demands: Vec::new(), official: None };
        let mut positions = HashMap::new();
        for (i, (code, words)) in (0u32..).zip(codes) {
            index.documents.push(Document { code: code.clone(), length: words.values().sum() });
            positions.insert(code, i);
            for (word, weight) in words {
                index.postings.entry(word).or_default().push((i, weight));
            }
        }
        index.postings.values_mut().for_each(|postings| postings.sort_by_key(|(document, _)| *document));
        for (phrase, codes) in phrases {
            let mut documents: Vec<u32> = codes.iter().filter_map(|code| positions.get(code).copied()).collect();
            documents.sort_unstable();
            documents.dedup();
            index.phrases.insert(phrase, documents);
        }
        let total: f64 = index.documents.iter().map(|document| f64::from(document.length)).sum();
        #[allow(clippy::cast_precision_loss)] // a few thousand documents
        let count = index.documents.len().max(1) as f64;
        index.mean_length = (total / count).max(1.0);
        index
    }

    /// The codes that a description points to, best first, with their weights.
    pub fn rank(&self, description: &str) -> Vec<(&str, f64)> {
        let query = tokens(description);
        let mut scores: HashMap<u32, f64> = HashMap::new();
        let mut unique: Vec<&Box<str>> = query.iter().collect();
        unique.sort_unstable();
        unique.dedup();
        for word in &unique {
            let Some(postings) = self.postings.get(*word) else { continue };
            let rarity = self.rarity(postings.len());
            for (document, weight) in postings {
                *scores.entry(*document).or_default() += rarity * self.saturated(*document, f64::from(*weight));
            }
        }
        // Phrases that stand whole in the description.
        for length in 2..=6.min(query.len()) {
            for window in query.windows(length) {
                let Some(documents) = self.phrases.get(window) else { continue };
                let own: f64 = window.iter().skip(1).map(|word| self.rarity(self.postings.get(word).map_or(0, Vec::len))).sum();
                for document in documents {
                    *scores.entry(*document).or_default() += PHRASE * own * (K1 + 1.0);
                }
            }
        }
        for word in &unique {
            for (document, weight) in self.official.iter().flat_map(|official| official.weights(word)) {
                *scores.entry(document).or_default() += official::WEIGHT * weight;
            }
        }
        for demand in self.demands.iter().filter(|demand| !query.iter().any(|word| demand.words.contains(word))) {
            for (document, score) in &mut scores {
                if demand.matches.get(*document as usize).copied().unwrap_or_default() {
                    *score *= UNASKED;
                }
            }
        }
        let mut ranked: Vec<(u32, f64)> = scores.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().filter_map(|(document, score)| Some((&*self.documents.get(document as usize)?.code, score))).collect()
    }

    /// Candidates of one list, best first.
    pub fn candidates(&self, criteria: &Criteria, edition: &Edition, description: &str, limit: usize) -> Vec<Candidate> {
        let ranked = self.rank(description);
        let own = ranked.iter().filter_map(|(code, score)| Some((edition.of_family(code)?, *score)));
        let own: Vec<(NodeIndex, f64)> = own.take(limit).collect();
        let best = own.first().map_or(1.0, |(_, score)| *score);
        own.into_iter()
            .map(|(node, score)| Candidate {
                provision: format!("{}:{}", edition.list, edition.get(node).code).into(),
                questions: deciding(criteria, edition, node),
                score: (score / best * 1000.0).round() / 1000.0,
            })
            .collect()
    }

    #[allow(clippy::cast_precision_loss)] // a few thousand documents
    fn rarity(&self, having: usize) -> f64 {
        let (all, having) = (self.documents.len() as f64, having as f64);
        (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
    }

    fn saturated(&self, document: u32, weight: f64) -> f64 {
        let length = self.documents.get(document as usize).map_or(1.0, |document| f64::from(document.length));
        weight * (K1 + 1.0) / (weight + K1 * (1.0 - B + B * length / self.mean_length))
    }
}

/// What a criterion names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Term(comity_law::criteria::TermId),
    Measure(CharacteristicId),
}

fn said(edition: &Edition, node: NodeIndex) -> Vec<Said> {
    let mut out = Vec::new();
    edition.get(node).own.visit(&mut |part| match part {
        Criterion::Terms(_, terms) => out.extend(terms.iter().map(|term| Said::Term(*term))),
        Criterion::Compare(of, ..) | Criterion::Flag(of) => out.push(Said::Measure(*of)),
        _ => {}
    });
    out
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

/// Whether a word by itself tells anything.
fn tells(token: &str) -> bool {
    token.chars().nth(1).is_some() && !token.bytes().all(|b| b.is_ascii_digit())
}

fn entry_of(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

/// Words as they are compared: lower case, letters and digits, British endings as American, without plural.
fn tokens(text: &str) -> Vec<Box<str>> {
    joined(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold).filter(|word| !STOP.contains(&&**word)).collect()
}

/// "Wi-Fi" as "wifi" and "F-16" as "f16": one letter or two before a hyphen belong to what follows. The point of "4.5" stays with its digits.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is = |i: Option<usize>, test: fn(char) -> bool| i.and_then(|i| chars.get(i)).copied().is_some_and(test);
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for (i, c) in chars.iter().enumerate() {
        match c {
            '-' if (1..=2).contains(&run) && is(Some(i + 1), char::is_alphanumeric) => {}
            '.' if is(i.checked_sub(1), |c| c.is_ascii_digit()) && is(Some(i + 1), |c| c.is_ascii_digit()) => out.push('p'),
            c => out.push(*c),
        }
        run = if c.is_alphanumeric() { run + 1 } else { 0 };
    }
    out
}

/// Words that tell nothing apart.
const STOP: &[&str] = &[
    "a", "an", "the", "of", "and", "or", "for", "with", "to", "in", "on", "by", "from", "at", "as", "is", "are", "be", "it", "its", "that", "this", "per",
    "not", "no", "other", "than", "used", "use", "using", "model", "type", "series",
];

fn fold(word: &str) -> Box<str> {
    let mut word = word.to_lowercase();
    if word.chars().any(|c| c.is_ascii_digit()) {
        return word.into();
    }
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("iser", "izer"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("lyse", "lyze"),
        ("ogue", "og"),
        ("metre", "meter"),
        ("fibre", "fiber"),
        ("aluminium", "aluminum"),
    ] {
        if word.len() > british.len() && word.ends_with(british) || word == british {
            word.truncate(word.len() - british.len());
            word.push_str(american);
            break;
        }
    }
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 4 && ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) {
        word.truncate(word.len() - 2);
    } else if word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.truncate(word.len() - 1);
    }
    word.into()
}
