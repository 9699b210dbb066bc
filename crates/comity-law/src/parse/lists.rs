//! Control lists: headers, trees and rows.

use std::collections::HashMap;

use comity_quantity::Quantity;

use super::{
    Builder,
    curated::Curation,
    kdl::{At, Text},
    names::lookup,
    tree::{Growing, inherit},
};
use crate::{ControlRow, Digest, Edition, Entry, ExceptionRow, HandOffRow, List, ListId, NodeId, Period, ProblemKind, ReasonId, Refer, condition::Condition};

/// An entry whose rows are still to be read.
pub(super) struct PendingEntry<'f> {
    pub(super) list: ListId,
    pub(super) entry: usize,
    pub(super) at: At<'f>,
    pub(super) above: Period,
    /// The curated node that added the rows, if it was one.
    pub(super) curated: Option<Box<str>>,
}

/// Rows and attributes of an `entry` node.
const ENTRY: &[&str] =
    &["from", "until", "digest", "join", "status", "reasons", "hand-off", "refer", "control", "exception", "note", "provision", "related", "title"];

impl<'f> Builder<'f> {
    pub(super) fn lists(&mut self) {
        for at in self.nodes("list") {
            let list = self.list(at);
            self.law.lists.push(list);
        }
        for pending in std::mem::take(&mut self.pending) {
            let (list, entry) = (pending.list.index(), pending.entry);
            let reasons = pending.at.named("reasons").flat_map(|child| child.args()).collect::<Vec<_>>();
            for text in reasons {
                let reason = lookup(&self.names.reasons, "reason", &text, &mut self.problems);
                let entry = &mut self.law.lists[list].entries[entry];
                entry.reasons.extend(reason.filter(|reason| !entry.reasons.contains(reason)));
            }
            self.pending.push(pending);
        }
    }

    fn list(&mut self, at: At<'f>) -> List {
        at.only(&["title", "cite", "covers-from", "checked", "chart", "unlisted", "settles", "edition", "note", "unverified"], &mut self.problems);
        let id: Box<str> = at.args().next().map_or("", |id| id.value).into();
        let list_id = ListId::at(self.law.lists.len()); // by position: an id declared twice names the later list
        let folder = at.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let documents = self.documents;
        let own: Vec<_> = documents.iter().filter(|(file, _)| file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))).collect();

        let mut entries: Vec<(&'f str, Growing<'f>)> = Vec::new();
        let mut positions: HashMap<&'f str, usize> = HashMap::new();
        for (file, document) in &own {
            if file.path.contains("/curated/") {
                continue;
            }
            for node in document.nodes().iter().filter(|node| node.name().value() == "entry") {
                let at = At { file, node };
                at.only(ENTRY, &mut self.problems);
                let Some(code) = at.arg("a code", &mut self.problems) else { continue };
                let position = *positions.entry(code.value).or_insert_with(|| {
                    entries.push((code.value, Growing::default()));
                    entries.len() - 1
                });
                let above = at.period(&mut Vec::new());
                if let Some((_, growing)) = entries.get_mut(position) {
                    growing.grow(code.value, at, Period::default(), &mut self.problems);
                }
                self.pending.push(PendingEntry { list: list_id, entry: position, at, above, curated: None });
            }
        }
        let mut nodes = Vec::new();
        let entries: Vec<Entry> = entries
            .into_iter()
            .enumerate()
            .map(|(i, (_, growing))| Entry {
                node: growing.flatten(None, u32::try_from(i).unwrap_or(u32::MAX), &mut nodes),
                title: None,
                reasons: Vec::new(),
                hand_offs: Vec::new(),
                refers: Vec::new(),
                controls: Vec::new(),
                exceptions: Vec::new(),
            })
            .collect();
        let mut sorted: Vec<NodeId> = (0..nodes.len()).map(NodeId::at).collect();
        let code = |id: &NodeId| nodes.get(id.index()).map_or("", |node: &crate::Node| &*node.code);
        sorted.sort_by(|a, b| code(a).cmp(code(b)));

        let texts: Vec<&[u8]> = own.iter().flat_map(|(file, _)| [file.path.as_bytes(), file.text.as_bytes()]).collect();
        let part = self.part(at, &id, Digest::of_parts(texts));
        let mut editions: Vec<Edition> = Vec::new();
        for edition in at.named("edition") {
            edition.only(&["source", "digest", "entries", "provisions", "untranslated", "note"], &mut self.problems);
            let Some(date) = edition.arg("a date", &mut self.problems).and_then(|text| text.date(&mut self.problems)) else { continue };
            let source = edition.required("source", &mut self.problems).map_or("", |text| text.value).into();
            editions.push(Edition { date, source, digest: edition.boxed("digest").unwrap_or_default() });
        }
        editions.sort_by_key(|edition| edition.date);
        let covers_from = at.required("covers-from", &mut self.problems).and_then(|text| text.date(&mut self.problems)).unwrap_or_default();
        let checked = at.required("checked", &mut self.problems).and_then(|text| text.date(&mut self.problems)).unwrap_or_default();
        let chart = at.text("chart").and_then(|text| lookup(&self.names.charts, "chart", &text, &mut self.problems));
        let settles: Vec<ListId> = match at.text("settles") {
            Some(text) => text.words().filter_map(|word| lookup(&self.names.lists, "list", &word, &mut self.problems)).collect(),
            None => Vec::new(),
        };
        List {
            title: at.required("title", &mut self.problems).map_or("", |text| text.value).into(),
            cite: at.required("cite", &mut self.problems).map_or("", |text| text.value).into(),
            covers_from,
            checked,
            chart,
            unlisted: at.text("unlisted").into_iter().flat_map(|text| text.words().map(|word| word.value.into()).collect::<Vec<_>>()).collect(),
            settles,
            editions,
            nodes,
            sorted,
            entries,
            part,
            id,
        }
    }

    /// Reads the rows of all entries, and what people curated beside them.
    pub(super) fn rows(&mut self) {
        let mut curation = Curation::collect(self);
        for pending in std::mem::take(&mut self.pending).into_iter().chain(curation.added(self)) {
            for at in pending.at.children() {
                match at.name() {
                    "control" => self.control(&pending, at, &mut curation),
                    "exception" => self.exception(&pending, at, &mut curation),
                    "hand-off" => self.hand_off(&pending, at, &mut curation),
                    "refer" => self.refer(&pending, at, &mut curation),
                    _ => {}
                }
            }
        }
        curation.finish(self);
    }

    fn entry_mut(&mut self, pending: &PendingEntry) -> &mut Entry {
        &mut self.law.lists[pending.list.index()].entries[pending.entry]
    }

    fn control(&mut self, pending: &PendingEntry<'f>, at: At<'f>, curation: &mut Curation<'f>) {
        at.only(&["column", "scope", "when", "cite", "digest", "from", "until", "note"], &mut self.problems);
        let digest = at.boxed("digest").unwrap_or_default();
        let Some(row) = curation.take(&digest, pending.list) else { return };
        let Some(reason_text) = at.arg("a reason", &mut self.problems) else { return };
        let Some(reason) = lookup(&self.names.reasons, "reason", &reason_text, &mut self.problems) else { return };
        let (scope, when) = (self.scope(at, "scope", row), self.scope(at, "when", row));
        let column = self.column(pending, at, reason);
        if column.is_none() && when.is_none() && at.text("when").is_none() {
            self.problems.push(at.problem(ProblemKind::Missing { node: "control".into(), what: "a `column`, or a `when`" }));
        }
        let period = inherit(at, pending.above, &mut self.problems);
        let curated = row.map(|row| row.why.into()).or_else(|| pending.curated.clone());
        let row = ControlRow { reason, column, scope, when, cite: at.boxed("cite"), digest, period, curated };
        self.entry_mut(pending).controls.push(row);
    }

    /// The column number and its position on the list's chart.
    fn column(&mut self, pending: &PendingEntry<'f>, at: At<'f>, reason: ReasonId) -> Option<(u8, u8)> {
        let number = at.integer("column")?;
        let name = format!("{} {number}", self.law.vocabulary.reasons[reason.index()].code);
        let position = self.law.lists[pending.list.index()].chart.and_then(|chart| self.law.chart(chart).columns.iter().position(|column| **column == *name));
        match position {
            Some(position) => Some((u8::try_from(number).unwrap_or_default(), u8::try_from(position).unwrap_or_default())),
            None => {
                self.problems.push(at.problem(ProblemKind::Unknown { what: "chart column", name }));
                None
            }
        }
    }

    /// A condition of a row: the curated one where there is one.
    fn scope(&mut self, at: At<'f>, name: &str, row: Option<super::curated::CuratedRow<'f>>) -> Option<Condition> {
        let text: Option<Text<'f>> = row.and_then(|row| row.at.text(name)).or_else(|| at.text(name));
        let text = text?;
        // A condition that cannot be read must not widen into "whole entry" or "everywhere": the fault is an error, and the law is not decided by.
        self.condition(&text)
    }

    fn exception(&mut self, pending: &PendingEntry<'f>, at: At<'f>, curation: &mut Curation<'f>) {
        at.only(&["amount", "scope", "when", "digest", "from", "until", "note", "cite"], &mut self.problems);
        let digest = at.boxed("digest").unwrap_or_default();
        let Some(row) = curation.take(&digest, pending.list) else { return };
        let Some(symbol) = at.arg("a symbol", &mut self.problems) else { return };
        let amount = at.text("amount").and_then(|text| match text.value.parse::<Quantity>() {
            Ok(amount) => Some(amount),
            Err(_) => {
                self.problems.push(text.problem(ProblemKind::Expected { expected: "an amount such as 1500 USD".into() }));
                None
            }
        });
        let scope = self.scope(at, "scope", row);
        let period = inherit(at, pending.above, &mut self.problems);
        let curated = row.map(|row| row.why.into()).or_else(|| pending.curated.clone());
        let row = ExceptionRow { symbol: symbol.value.into(), amount, scope, digest, period, curated };
        self.entry_mut(pending).exceptions.push(row);
    }

    fn hand_off(&mut self, pending: &PendingEntry<'f>, at: At<'f>, curation: &mut Curation<'f>) {
        at.only(&["digest", "scope", "from", "until", "cite", "note"], &mut self.problems);
        let Some(row) = curation.take(&at.boxed("digest").unwrap_or_default(), pending.list) else { return };
        let Some(id) = at.arg("a hand-off rule", &mut self.problems) else { return };
        let rule = self.rule_named(&id);
        let scope = self.scope(at, "scope", row);
        let period = inherit(at, pending.above, &mut self.problems);
        if let Some(rule) = rule {
            self.entry_mut(pending).hand_offs.push(HandOffRow { rule, period, scope });
        }
    }

    fn refer(&mut self, pending: &PendingEntry<'f>, at: At<'f>, curation: &mut Curation<'f>) {
        at.only(&["digest", "scope", "from", "until", "cite", "note"], &mut self.problems);
        let digest = at.boxed("digest").unwrap_or_default();
        let Some(row) = curation.take(&digest, pending.list) else { return };
        let Some(cite) = at.arg("where it refers to", &mut self.problems) else { return };
        let scope = self.scope(at, "scope", row);
        let period = inherit(at, pending.above, &mut self.problems);
        self.entry_mut(pending).refers.push(Refer { cite: cite.value.into(), digest, period, scope });
    }
}
