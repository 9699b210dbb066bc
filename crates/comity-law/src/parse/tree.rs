//! From nested `provision` nodes to one table of nodes in the order of the tree.

use std::collections::HashMap;

use super::kdl::{At, Problems};
use crate::{Join, Node, NodeId, NodeStatus, NodeVersion, Note, Period, ProblemKind};

/// A node while the tree grows; the same label at two periods is one node with two versions.
#[derive(Default)]
pub(super) struct Growing<'f> {
    code: String,
    versions: Vec<NodeVersion>,
    notes: Vec<Note>,
    children: Vec<Growing<'f>>,
    by_label: HashMap<&'f str, usize>,
}

impl<'f> Growing<'f> {
    /// Takes in a KDL `entry` with everything below it.
    pub(super) fn grow(&mut self, code: &str, at: At<'f>, above: Period, problems: &mut Problems) {
        self.grow_below(code, code.to_owned(), at, above, problems);
    }

    /// Takes in an `entry` or `provision`. A label is a path below the entry; the entry's own code may hold stops (`3.A.1`).
    fn grow_below(&mut self, entry: &str, code: String, at: At<'f>, above: Period, problems: &mut Problems) {
        let period = inherit(at, above, problems);
        let join = match at.text("join").map(|text| text.value) {
            Some("any") => Join::Any,
            Some("all") => Join::All,
            Some("class") | None => Join::Class,
            Some(_) => {
                problems.push(at.problem(ProblemKind::Expected { expected: "`class`, `any` or `all`".into() }));
                Join::Class
            }
        };
        let status = match at.text("status").map(|text| text.value) {
            Some("reserved") => NodeStatus::Reserved,
            Some("not-used") => NodeStatus::NotUsed,
            Some("active") | None => NodeStatus::Active,
            Some(_) => {
                problems.push(at.problem(ProblemKind::Expected { expected: "`active`, `reserved` or `not-used`".into() }));
                NodeStatus::Active
            }
        };
        if let Some(day) = self.versions.iter().find_map(|version| version.period.first_shared_day(period)) {
            problems.push(at.problem(ProblemKind::PeriodsOverlap { what: format!("`{code}`"), day }));
        }
        self.versions.push(NodeVersion { period, digest: at.boxed("digest").unwrap_or_default(), join, status });
        for note in at.named("note") {
            if let Some(kind) = note.args().next() {
                self.notes.push(Note { kind: kind.value.into(), digest: note.boxed("digest").unwrap_or_default(), cite: note.boxed("cite") });
            }
        }
        for child in at.named("provision") {
            child.only(&["digest", "from", "until", "join", "status", "provision", "note"], problems);
            let Some(label) = child.arg("a label", problems) else { continue };
            let full = format!("{entry}.{}", label.value);
            if label.value.is_empty() || label.value.len() > 100 {
                problems.push(label.problem(ProblemKind::Expected { expected: "a label such as a.1".into() }));
                continue;
            }
            let position = *self.by_label.entry(label.value).or_insert_with(|| {
                self.children.push(Growing::default());
                self.children.len() - 1
            });
            if let Some(below) = self.children.get_mut(position) {
                below.grow_below(entry, full, child, period, problems);
            }
        }
        self.code = code;
    }

    /// Appends this node and all below it to the table.
    pub(super) fn flatten(self, parent: Option<NodeId>, entry: u32, nodes: &mut Vec<Node>) -> NodeId {
        let id = NodeId::at(nodes.len());
        let mut versions = self.versions;
        versions.sort_by_key(|version| version.period.from());
        nodes.push(Node { code: self.code.into(), parent, end: id, entry, versions, notes: self.notes });
        for child in self.children {
            child.flatten(Some(id), entry, nodes);
        }
        let end = NodeId::at(nodes.len());
        if let Some(node) = nodes.get_mut(id.index()) {
            node.end = end;
        }
        id
    }
}

/// The period of a row: its own dates, its parent's where it has none. Reports dates outside the parent's.
pub(super) fn inherit(at: At, above: Period, problems: &mut Problems) -> Period {
    let own = at.period(problems);
    let period = Period::new(own.from().or(above.from()), own.until().or(above.until())).unwrap_or(own);
    if !above.covers(period) {
        problems.push(at.problem(ProblemKind::PeriodOutside { what: format!("`{}`", at.name()) }).help("let the dates of a row lie within those of the entry"));
    }
    period
}
