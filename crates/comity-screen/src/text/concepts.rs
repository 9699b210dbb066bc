//! Phrases that mean the same part of a name in any language, read from `words/concepts.txt`.
//!
//! A line of the file is `class name: phrase; phrase`. Phrases are written as [`words`](super::words) reads them; `*` at the end of a word
//! stands for the endings of its language. Transcriptions that differ by habit only (`proizvodstvennoye`, `proizvodstvennoe`) are one.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::Word;

/// How much a phrase says about whom a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A legal form: limited liability company.
    Form,
    /// A title or rank of a person, or a generation: doctor, haji, junior.
    Title,
    /// A word of grammar: of, al, von.
    Particle,
    /// A common noun or adjective of company and authority names: plant, research.
    Common,
    /// A country, region or city: russian, moscow.
    Place,
}

/// Names one concept of the file; the same for every phrase of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(u32);

impl ConceptId {
    /// The concept's number in the file.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

/// The concepts, ready to be found in sequences of words.
#[derive(Debug, Default)]
pub struct Concepts {
    nodes: Vec<Node>,
    /// By identifier: the name of the group and its class.
    groups: Vec<(&'static str, Class)>,
}

#[derive(Debug, Default)]
struct Node {
    whole: HashMap<String, usize>,
    stems: HashMap<String, usize>,
    ends: Option<ConceptId>,
}

/// A phrase found: the words it covers, the concept, and its class.
pub type Found = (Range<usize>, ConceptId, Class);

/// The concepts of `words/concepts.txt`.
///
/// ```
/// use comity_screen::text::{Class, concepts};
/// let of = |words: &[&str]| concepts().find(words).into_iter().map(|(range, id, class)| (range, concepts().name(id), class)).collect::<Vec<_>>();
/// assert_eq!(of(&["obshchestvo", "s", "ogranichennoy", "otvetstvennostyu", "romashka"]), [(0..4, "llc", Class::Form)]);
/// assert_eq!(of(&["romashka", "ooo"]), [(1..2, "llc", Class::Form)]);
/// ```
#[must_use]
pub fn concepts() -> &'static Concepts {
    static CONCEPTS: OnceLock<Concepts> = OnceLock::new();
    CONCEPTS.get_or_init(|| Concepts::read(SOURCE).0)
}

pub(super) const SOURCE: &str = include_str!("../../words/concepts.txt");

impl Concepts {
    /// The phrases in a sequence of words, from left to right, the longest first, not overlapping.
    #[must_use]
    pub fn find(&self, words: &[&str]) -> Vec<Found> {
        let folded: Vec<[String; 1]> = words.iter().map(|word| [fold(word)]).collect();
        let choices: Vec<&[String]> = folded.iter().map(|word| word.as_slice()).collect();
        self.scan(&choices)
    }

    /// The same over words with all their spellings; a spelling or translation of several words can be a phrase by itself.
    ///
    /// ```
    /// use comity_screen::text::{concepts, words};
    /// let names = |text: &str| concepts().find_in(&words(text)).into_iter().map(|(_, id, _)| concepts().name(id)).collect::<Vec<_>>();
    /// assert_eq!(names("上海重工業"), names("Shanghai Heavy Industries"));
    /// ```
    #[must_use]
    pub fn find_in(&self, words: &[Word]) -> Vec<Found> {
        let choices: Vec<Vec<String>> = words.iter().map(|word| std::iter::once(&word.latin).chain(&word.also).map(|text| fold_all(text)).collect()).collect();
        let choices: Vec<&[String]> = choices.iter().map(Vec::as_slice).collect();
        self.scan(&choices)
    }

    /// Name of the concept's group, as the file gives it.
    #[must_use]
    pub fn name(&self, id: ConceptId) -> &'static str {
        self.group(id).map_or("", |(name, _)| name)
    }

    fn group(&self, id: ConceptId) -> Option<(&'static str, Class)> {
        usize::try_from(id.0).ok().and_then(|at| self.groups.get(at)).copied()
    }

    /// Reads the file; lines and phrases that cannot be used are given back.
    pub(super) fn read(source: &'static str) -> (Self, Vec<String>) {
        let mut concepts = Self { nodes: vec![Node::default()], groups: Vec::new() };
        let mut problems = Vec::new();
        for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let Some((class, name, phrases)) = parts(line) else {
                problems.push(line.to_owned());
                continue;
            };
            let Ok(id) = u32::try_from(concepts.groups.len()).map(ConceptId) else { break };
            concepts.groups.push((name, class));
            for phrase in phrases.split(';').map(str::trim) {
                if !concepts.add(phrase, id) {
                    problems.push(format!("{name}: {phrase}"));
                }
            }
        }
        (concepts, problems)
    }

    /// Adds a phrase; false when it is empty, not in small Latin letters or stands in another group.
    fn add(&mut self, phrase: &str, id: ConceptId) -> bool {
        if phrase.is_empty() || !phrase.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' ' || b == b'*') {
            return false;
        }
        let mut at = 0;
        for word in phrase.split_whitespace() {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return false };
            at = match word.strip_suffix('*') {
                Some(stem) => *node.stems.entry(fold(stem)).or_insert(next),
                None => *node.whole.entry(fold(word)).or_insert(next),
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        match self.nodes.get_mut(at) {
            Some(node) if node.ends.is_none_or(|known| known == id) => {
                node.ends = Some(id);
                true
            }
            _ => false,
        }
    }

    fn scan(&self, words: &[&[String]]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            match self.longest(0, rest, 0) {
                Some((length, id)) if length > 0 => {
                    if let Some((_, class)) = self.group(id) {
                        found.push((at..at + length, id, class));
                    }
                    at += length;
                }
                _ => at += 1,
            }
        }
        found
    }

    /// The longest phrase from a node on, in words of the name used so far.
    fn longest(&self, node: usize, words: &[&[String]], used: usize) -> Option<(usize, ConceptId)> {
        let here = self.nodes.get(node)?.ends.map(|id| (used, id));
        let Some((choices, rest)) = words.split_first() else { return here };
        let mut best = here;
        for choice in *choices {
            let mut reached = vec![node];
            for word in choice.split(' ') {
                reached = reached.iter().flat_map(|node| self.step(*node, word)).collect();
            }
            for next in reached {
                if let Some(longer) = self.longest(next, rest, used + 1).filter(|(length, _)| best.is_none_or(|(known, _)| *length > known)) {
                    best = Some(longer);
                }
            }
        }
        best
    }

    /// Where a word leads from a node: by itself, or by a stem that it begins with.
    fn step(&self, node: usize, word: &str) -> Vec<usize> {
        /// Letters that an ending of Russian adjectives and nouns takes at most (`-nnogo`).
        const ENDING: usize = 5;
        let Some(node) = self.nodes.get(node) else { return Vec::new() };
        let mut next: Vec<usize> = node.whole.get(word).copied().into_iter().collect();
        if !node.stems.is_empty() {
            next.extend((word.len().saturating_sub(ENDING).max(3)..=word.len()).rev().find_map(|length| node.stems.get(word.get(..length)?)).copied());
        }
        next
    }
}

fn parts(line: &'static str) -> Option<(Class, &'static str, &'static str)> {
    let (head, phrases) = line.split_once(':')?;
    let (class, name) = head.trim().split_once(' ')?;
    let class = match class {
        "form" => Class::Form,
        "title" => Class::Title,
        "particle" => Class::Particle,
        "common" => Class::Common,
        "place" => Class::Place,
        _ => return None,
    };
    Some((class, name.trim(), phrases))
}

fn fold_all(text: &str) -> String {
    if text.contains(' ') { text.split(' ').map(fold).collect::<Vec<_>>().join(" ") } else { fold(text) }
}

/// One form for a word that transcriptions write in several: doubled letters once, kh as h, y (and j before a consonant) as i, x as ks, w as v, ie as e.
/// Words of up to three letters are abbreviations more often than not, and stay.
fn fold(word: &str) -> String {
    if word.len() <= 3 {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let bytes = word.as_bytes();
    for (at, &b) in bytes.iter().enumerate() {
        let previous = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        let c = match b {
            b'h' if previous == Some(b'k') => {
                out.pop();
                'h'
            }
            b'y' => 'i',
            b'j' if !bytes.get(at + 1).is_some_and(|next| b"aeiouy".contains(next)) => 'i',
            b'w' => 'v',
            b'x' => {
                out.push('k');
                's'
            }
            b'e' if out.len() > 1 && out.ends_with('i') => {
                out.pop();
                'e'
            }
            other => char::from(other),
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}
