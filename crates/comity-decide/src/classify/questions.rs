//! What would settle a paragraph that an item may meet.

use std::collections::BTreeMap;

use comity_law::criteria::{Criterion, NodeIndex};
use serde::Serialize;

use super::{evaluate::Evaluation, sort::May};
use crate::belief::Truth;

/// Something to be told about an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Question {
    /// Where the answer goes: `characteristics.sample_rate`, `characteristics.fits."us/ccl:3A001.a"`.
    pub fact: Box<str>,
    /// The question.
    pub question: Box<str>,
}

/// The questions of some paragraphs, the one that stands in most conditions first.
pub fn most_telling<'a>(may: impl IntoIterator<Item = &'a May>) -> Vec<(Question, usize)> {
    let mut counts: BTreeMap<&Question, usize> = BTreeMap::new();
    for open in may {
        for (question, times) in open.missing.iter().zip(&open.times) {
            *counts.entry(question).or_default() += times;
        }
    }
    let mut ranked: Vec<(Question, usize)> = counts.into_iter().map(|(question, count)| (question.clone(), count)).collect();
    // Among equals, figures before words: they can be looked up in a data sheet.
    ranked.sort_by_key(|(question, count)| (std::cmp::Reverse(*count), question.fact.contains(".fits."), question.fact.clone()));
    ranked
}

/// Most provisions of one reference whose own questions are asked.
const FOLLOWED: usize = 3;

impl Evaluation<'_> {
    /// What keeps a paragraph open: each question once, with the number of conditions that it stands in; the most frequent first.
    pub(super) fn missing(&self, node: NodeIndex, title: &impl Fn(NodeIndex) -> Option<String>) -> Vec<(Question, usize)> {
        let mut questions = Vec::new();
        let mut path: Vec<NodeIndex> = self.edition.ancestors(node).collect();
        path.reverse();
        for above in path {
            self.open_own(above, title, &mut questions);
        }
        self.open_below(node, title, &mut questions);
        // Stable: among equals, from the entry down.
        questions.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        questions
    }

    fn open_below(&self, node: NodeIndex, title: &impl Fn(NodeIndex) -> Option<String>, questions: &mut Vec<(Question, usize)>) {
        self.open_own(node, title, questions);
        for child in self.edition.children(node) {
            if self.below(child).truth == Truth::Unknown {
                self.open_below(child, title, questions);
            }
        }
    }

    fn open_own(&self, index: NodeIndex, title: &impl Fn(NodeIndex) -> Option<String>, questions: &mut Vec<(Question, usize)>) {
        let node = self.edition.get(index);
        for criterion in std::iter::once(&node.own).chain(node.exclusions.iter().map(|exclusion| &exclusion.criterion)) {
            self.open(criterion, index, title, true, questions);
        }
    }

    fn open(&self, criterion: &Criterion, at: NodeIndex, title: &impl Fn(NodeIndex) -> Option<String>, follow: bool, questions: &mut Vec<(Question, usize)>) {
        if self.criterion(criterion).truth != Truth::Unknown {
            return;
        }
        let provision = || format!("{}:{}", self.edition.list, self.edition.get(at).code);
        let named = || title(at).map(|title| format!(" ({title})")).unwrap_or_default();
        let fits = |question: String| Question { fact: format!("characteristics.fits.\"{}\"", provision()).into(), question: question.into() };
        let question = match criterion {
            Criterion::Not(inner) => return self.open(inner, at, title, follow, questions),
            Criterion::All(parts) | Criterion::Any(parts) | Criterion::AtLeast(_, parts) => {
                return parts.iter().for_each(|part| self.open(part, at, title, follow, questions));
            }
            Criterion::Compare(of, ..) | Criterion::Flag(of) | Criterion::Terms(of, _) | Criterion::Cas(of, _) => {
                let characteristic = self.vocabulary.get(*of);
                Question { fact: format!("characteristics.{}", characteristic.id).into(), question: characteristic.question.clone() }
            }
            Criterion::Words(_) => fits(format!("Do the words of {}{} fit the item?", provision(), named())),
            // What would tell of the provisions referred to, where they are few; their own references are not followed.
            Criterion::Meets(nodes) if follow && nodes.len() <= FOLLOWED => {
                for node in nodes {
                    self.open(&self.edition.get(*node).own, *node, title, false, questions);
                }
                return;
            }
            Criterion::Meets(nodes) => {
                let codes: Vec<&str> = nodes.iter().take(6).map(|node| &*self.edition.get(*node).code).collect();
                let more = if nodes.len() > 6 { " …" } else { "" };
                fits(format!("{}{} refers to {}{more}: does what it says of them fit the item?", provision(), named(), codes.join(", ")))
            }
            Criterion::Untranslated(why) => {
                fits(format!("{}{} has a part that is not read ({why}): does the official text fit the item?", provision(), named()))
            }
            Criterion::Always(_) => return,
        };
        match questions.iter_mut().find(|(known, _)| *known == question) {
            Some((_, times)) => *times += 1,
            None => questions.push((question, 1)),
        }
    }
}
