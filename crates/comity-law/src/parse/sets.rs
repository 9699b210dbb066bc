//! Named sets of codes and of HS codes.

use super::{
    Builder,
    kdl::{At, Text},
    names::lookup,
};
use crate::{CodeSet, Digest, HsSet, List, NodeId, Problem, ProblemKind};

impl<'f> Builder<'f> {
    pub(super) fn sets(&mut self) {
        for at in self.nodes("codes") {
            let set = self.code_set(at);
            self.law.code_sets.push(set);
        }
        for at in self.nodes("hs") {
            let set = self.hs_set(at);
            self.law.hs_sets.push(set);
        }
    }

    fn code_set(&mut self, at: At<'f>) -> CodeSet {
        at.only(&["list", "cite", "title", "note", "unverified", "covers-from", "checked", "match", "code", "except"], &mut self.problems);
        let id: Box<str> = at.args().next().map_or("", |id| id.value).into();
        let list = at.required("list", &mut self.problems).and_then(|text| lookup(&self.names.lists, "list", &text, &mut self.problems));
        let Some(list) = list else {
            return CodeSet { id, list: crate::ListId::at(0), within: Vec::new(), except: Vec::new(), unlisted: false, unverified: None, part: None };
        };
        let table = self.law.list(list);
        let (mut within, mut except, mut unlisted) = (Vec::new(), Vec::new(), false);
        for child in at.children() {
            if matches!(child.name(), "match" | "code" | "except") {
                child.only(&["note"], &mut self.problems);
            }
            for text in child.args() {
                match child.name() {
                    "match" => within.extend(matching(table, &text, &mut self.problems)),
                    "code" if is_unlisted(table, text.value) => unlisted = true,
                    "code" => within.extend(code(table, &text, &mut self.problems)),
                    "except" if text.value.contains(['?', '*']) => except.extend(matching(table, &text, &mut self.problems)),
                    "except" => except.extend(code(table, &text, &mut self.problems)),
                    _ => {}
                }
            }
        }
        let within = disjoint(table, within);
        let part = Some(self.part(at, &id, Digest::of(at.written().as_bytes())));
        CodeSet { within, id, list, except, unlisted, unverified: at.boxed("unverified"), part }
    }

    fn hs_set(&mut self, at: At<'f>) -> HsSet {
        at.only(&["cite", "title", "note", "unverified", "covers-from", "checked", "code"], &mut self.problems);
        let mut codes = Vec::new();
        for row in at.named("code") {
            row.only(&["from", "until", "note"], &mut self.problems);
            let period = row.period(&mut self.problems);
            for text in row.args() {
                match text.value.parse() {
                    Ok(code) => codes.push((code, period)),
                    Err(_) => self.problems.push(text.problem(ProblemKind::Expected { expected: "a tariff number of 2 to 12 digits".into() })),
                }
            }
        }
        codes.sort_by_key(|(code, period)| (*code, period.from()));
        let id: Box<str> = at.args().next().map_or("", |id| id.value).into();
        let part = Some(self.part(at, &id, Digest::of(at.written().as_bytes())));
        HsSet { id, part, covers_from: at.date("covers-from", &mut self.problems), codes, unverified: at.boxed("unverified") }
    }
}

/// Whether a word states that an item is on no entry of the list.
pub(crate) fn is_unlisted(list: &List, word: &str) -> bool {
    word == "not-listed" || list.unlisted.iter().any(|unlisted| unlisted.eq_ignore_ascii_case(word))
}

/// Sorted nodes, none below another.
pub(crate) fn disjoint(list: &List, mut nodes: Vec<NodeId>) -> Vec<NodeId> {
    nodes.sort_unstable();
    nodes.dedup();
    let mut out: Vec<NodeId> = Vec::new();
    for node in nodes {
        if out.last().is_none_or(|top| !list.is_within(node, *top)) {
            out.push(node);
        }
    }
    out
}

fn code(list: &List, text: &Text, problems: &mut Vec<Problem>) -> Option<NodeId> {
    let node = list.node(text.value);
    if node.is_none() {
        let problem = text.problem(ProblemKind::Unknown { what: "provision", name: format!("{}:{}", list.id, text.value) });
        problems.push(match list.nearest_code(text.value) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
    }
    node
}

fn matching(list: &List, text: &Text, problems: &mut Vec<Problem>) -> Vec<NodeId> {
    let nodes: Vec<NodeId> = list.sorted.iter().copied().filter(|node| glob(text.value.as_bytes(), list.code(*node).as_bytes())).collect();
    if nodes.is_empty() {
        problems.push(text.problem(ProblemKind::Unknown { what: "provision that matches", name: text.value.into() }));
    }
    nodes
}

/// `?` stands for one character, `*` for any number.
pub(crate) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => glob(rest, text) || text.split_first().is_some_and(|(_, tail)| glob(pattern, tail)),
        (Some((b'?', rest)), Some((_, tail))) => glob(rest, tail),
        (Some((p, rest)), Some((t, tail))) => p == t && glob(rest, tail),
        _ => false,
    }
}
