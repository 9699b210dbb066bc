//! Editions of lists: paragraphs with their criteria as written, and a person's readings in their place.

use std::collections::{HashMap, HashSet};

use super::Builder;
use crate::{
    Join, NodeStatus, ProblemKind,
    criteria::{Criterion, Edition, Exclusion, Node, NodeIndex},
    parse::kdl::{At, Text},
};

/// A person's reading: list and digest of the paragraph, to its criterion and why.
pub(super) type Curated<'f> = HashMap<(&'f str, &'f str), (Text<'f>, Box<str>)>;

impl<'f> Builder<'f> {
    pub(super) fn curated(&mut self) -> Curated<'f> {
        let mut curated = Curated::new();
        for (file, document) in self.documents.iter().filter(|(file, _)| file.path.contains("/criteria/curated/")) {
            let mut list: Option<Text<'f>> = None;
            for node in document.nodes() {
                let at = At { file, node };
                match at.name() {
                    "source" => list = at.required("list", &mut self.problems),
                    "criterion" => {
                        at.only(&["digest", "why", "note"], &mut self.problems);
                        let (digest, why) = (at.required("digest", &mut self.problems), at.required("why", &mut self.problems));
                        let (Some(list), Some(digest), Some(why), Some(text)) = (&list, digest, why, at.args().nth(1)) else {
                            self.problems.push(
                                at.problem(ProblemKind::Missing { node: "criterion".into(), what: "a `source list=…` above it, a code and a criterion" }),
                            );
                            continue;
                        };
                        if curated.insert((list.value, digest.value), (text, why.value.into())).is_some() {
                            self.problems.push(digest.problem(ProblemKind::Duplicate { what: "curated criterion", name: digest.value.into() }));
                        }
                    }
                    _ => {}
                }
            }
        }
        curated
    }

    pub(super) fn editions(&mut self, curated: &Curated<'f>) {
        let documents = self.documents;
        let mut editions: Vec<(Edition, Vec<At<'f>>)> = Vec::new();
        for (file, document) in documents.iter().filter(|(file, _)| file.path.contains("/criteria/") && !file.path.contains("/criteria/curated/")) {
            let mut current = None;
            for node in document.nodes() {
                let at = At { file, node };
                match at.name() {
                    "source" => current = self.source(at, &mut editions),
                    "node" => match current.and_then(|current: usize| editions.get_mut(current)) {
                        Some((_, nodes)) => nodes.push(at),
                        None => self.problems.push(at.problem(ProblemKind::Missing { node: "node".into(), what: "a `source` node above it" })),
                    },
                    _ => {}
                }
            }
        }
        let mut used = HashSet::new();
        for (edition, nodes) in editions {
            let edition = self.edition(edition, &nodes, curated, &mut used);
            self.criteria.editions.push(edition);
        }
        self.criteria.editions.sort_by(|a, b| (&a.list, a.date).cmp(&(&b.list, b.date)));
        let mut unused: Vec<_> = curated.iter().filter(|((list, digest), _)| !used.contains(&format!("{list} {digest}"))).collect();
        unused.sort_by_key(|(key, _)| **key);
        for ((_, digest), (text, _)) in unused {
            self.problems.push(text.problem(ProblemKind::Drift { digest: (*digest).into() }));
        }
    }

    fn source(&mut self, at: At<'f>, editions: &mut Vec<(Edition, Vec<At<'f>>)>) -> Option<usize> {
        at.only(&["list", "edition", "file", "digest", "note"], &mut self.problems);
        let (list, date) = (at.required("list", &mut self.problems)?, at.date("edition", &mut self.problems));
        let Some(date) = date else {
            self.problems.push(at.problem(ProblemKind::Missing { node: "source".into(), what: "edition" }));
            return None;
        };
        if let Some(position) = editions.iter().position(|(edition, _)| *edition.list == *list.value && edition.date == date) {
            return Some(position);
        }
        let (source, digest) = (at.boxed("file").unwrap_or_default(), at.boxed("digest").unwrap_or_default());
        editions.push((Edition { list: list.value.into(), date, source, digest, nodes: Vec::new(), by_code: HashMap::new() }, Vec::new()));
        Some(editions.len() - 1)
    }

    fn edition(&mut self, mut edition: Edition, nodes: &[At<'f>], curated: &Curated<'f>, used: &mut HashSet<String>) -> Edition {
        let mut kept = Vec::new();
        for at in nodes {
            let Some(code) = at.arg("a code", &mut self.problems) else { continue };
            if edition.by_code.contains_key(code.value) {
                self.problems.push(code.problem(ProblemKind::Duplicate { what: "provision", name: code.value.into() }));
                continue;
            }
            edition.by_code.insert(code.value.into(), NodeIndex::at(kept.len()));
            kept.push((code.value, *at));
        }
        for (code, at) in &kept {
            let mut node = self.node(code, *at, &edition.by_code);
            if let Some((text, why)) = curated.get(&(&*edition.list, &*node.digest)) {
                used.insert(format!("{} {}", edition.list, node.digest));
                if let Some(criterion) = self.criterion(text, &edition.by_code) {
                    node.unread = None;
                    criterion.visit(&mut |part| {
                        if let Criterion::Untranslated(why) = part {
                            node.unread = Some(why.clone());
                        }
                    });
                    node.own = criterion;
                    node.curated = Some(why.clone());
                }
            }
            for exclusion in &mut node.exclusions {
                let Some((text, _)) = curated.get(&(&*edition.list, &*exclusion.digest)) else { continue };
                used.insert(format!("{} {}", edition.list, exclusion.digest));
                if let Some(criterion) = self.criterion(text, &edition.by_code) {
                    exclusion.criterion = criterion;
                }
            }
            node.parent = parent(code, &edition.by_code);
            edition.nodes.push(node);
        }
        // A paragraph ends where the next one begins that does not stand below it.
        let mut open: Vec<usize> = Vec::new();
        for i in 0..=edition.nodes.len() {
            let parent = edition.nodes.get(i).and_then(|node| node.parent);
            while let Some(last) = open.last().copied() {
                if i < edition.nodes.len() && parent.is_some_and(|parent| parent.index() == last) {
                    break;
                }
                open.pop();
                if let Some(node) = edition.nodes.get_mut(last) {
                    node.end = NodeIndex::at(i);
                }
            }
            if let (Some(parent), Some((code, at))) = (parent, kept.get(i))
                && open.last() != Some(&parent.index())
            {
                self.problems.push(at.problem(ProblemKind::Expected { expected: format!("`{code}` right below the paragraph that it stands in") }));
            }
            open.push(i);
        }
        for i in 0..edition.nodes.len() {
            if let Some(family) = edition.nodes.get(i).and_then(|node| node.family.clone()) {
                edition.by_code.entry(family).or_insert(NodeIndex::at(i));
            }
        }
        edition
    }

    fn node(&mut self, code: &str, at: At<'f>, codes: &HashMap<Box<str>, NodeIndex>) -> Node {
        at.only(&["join", "status", "digest", "numbers", "unread", "family", "elsewhere", "except", "note"], &mut self.problems);
        let join = match at.text("join").map(|text| text.value) {
            Some("any") => Join::Any,
            Some("all") => Join::All,
            _ => Join::Class,
        };
        let status = match at.text("status").map(|text| text.value) {
            Some("reserved") => NodeStatus::Reserved,
            Some("not-used") => NodeStatus::NotUsed,
            _ => NodeStatus::Active,
        };
        let own = at.args().nth(1).and_then(|text| self.criterion(&text, codes));
        let mut exclusions = Vec::new();
        for row in at.named("except") {
            row.only(&["digest", "note"], &mut self.problems);
            let criterion = row.arg("a criterion", &mut self.problems).and_then(|text| self.criterion(&text, codes));
            exclusions.extend(criterion.map(|criterion| Exclusion { digest: row.boxed("digest").unwrap_or_default(), criterion }));
        }
        Node {
            code: code.into(),
            parent: None,
            end: NodeIndex(0),
            join,
            status,
            digest: at.boxed("digest").unwrap_or_default(),
            own: own.unwrap_or(Criterion::Always(true)),
            exclusions,
            numbers: at.integer("numbers").and_then(|count| u16::try_from(count).ok()).unwrap_or_default(),
            unread: at.boxed("unread"),
            family: at.boxed("family"),
            elsewhere: at.boxed("elsewhere"),
            curated: None,
        }
    }
}

/// The paragraph with the longest code that this one begins with.
fn parent(code: &str, codes: &HashMap<Box<str>, NodeIndex>) -> Option<NodeIndex> {
    let mut above = code;
    while let Some((shorter, _)) = above.rsplit_once('.') {
        if let Some(node) = codes.get(shorter) {
            return Some(*node);
        }
        above = shorter;
    }
    None
}
