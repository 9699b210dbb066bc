//! What people curated beside the derived rows of a list: it wins, and says why.

use std::collections::{HashMap, HashSet};

use super::{
    Builder,
    kdl::{At, with_near},
    lists::PendingEntry,
};
use crate::{ListId, NodeId, Period, ProblemKind};

/// A replacement for the scope or destinations of a derived row.
#[derive(Clone, Copy)]
pub(super) struct CuratedRow<'f> {
    pub(super) at: At<'f>,
    pub(super) why: &'f str,
}

/// All curated nodes, by list and digest.
pub(super) struct Curation<'f> {
    rows: HashMap<(ListId, Box<str>), CuratedRow<'f>>,
    drops: HashMap<(ListId, Box<str>), At<'f>>,
    adds: Vec<(ListId, At<'f>)>,
    seen: HashSet<(ListId, Box<str>)>,
}

impl<'f> Curation<'f> {
    /// Gathers `row`, `drop`, `add` and titles from the `curated` folders.
    pub(super) fn collect(builder: &mut Builder<'f>) -> Self {
        let mut curation = Self { rows: HashMap::new(), drops: HashMap::new(), adds: Vec::new(), seen: HashSet::new() };
        let documents = builder.documents;
        for (file, document) in documents {
            let Some((folder, _)) = file.path.split_once("/curated/") else { continue };
            let header = builder.nodes("list").into_iter().find(|at| at.file.path.rsplit_once('/').is_some_and(|(path, _)| path == folder));
            let Some(list) = header.and_then(|at| at.args().next()).and_then(|id| builder.names.lists.get(id.value).copied()) else { continue };
            for node in document.nodes() {
                let at = At { file, node };
                match at.name() {
                    "row" => {
                        at.only(&["why", "scope", "when", "note"], &mut builder.problems);
                        let (Some(digest), Some(why)) = (at.arg("a digest", &mut builder.problems), at.required("why", &mut builder.problems)) else {
                            continue;
                        };
                        let row = CuratedRow { at, why: why.value };
                        if curation.rows.insert((list, digest.value.into()), row).is_some() {
                            builder.duplicate("curated row", &digest);
                        }
                    }
                    "drop" => {
                        at.only(&["why", "note"], &mut builder.problems);
                        let (Some(digest), Some(_)) = (at.arg("a digest", &mut builder.problems), at.required("why", &mut builder.problems)) else { continue };
                        curation.drops.insert((list, digest.value.into()), at);
                    }
                    "add" => curation.adds.push((list, at)),
                    "entry" => title(builder, list, at),
                    "note" => {}
                    other => {
                        let problem = at.problem(ProblemKind::UnknownNode { node: other.into() });
                        builder.problems.push(with_near(problem, other, &["row", "drop", "add", "entry", "note"]));
                    }
                }
            }
        }
        curation
    }

    /// What holds for a derived row with a digest: `None` when it is dropped, else its replacement, if any.
    pub(super) fn take(&mut self, digest: &str, list: ListId) -> Option<Option<CuratedRow<'f>>> {
        let key = (list, Box::from(digest));
        let row = self.rows.get(&key).copied();
        let dropped = self.drops.contains_key(&key);
        if row.is_some() || dropped {
            self.seen.insert(key);
        }
        (!dropped).then_some(row)
    }

    /// Entries to which rows were added.
    pub(super) fn added(&self, builder: &mut Builder<'f>) -> Vec<PendingEntry<'f>> {
        let mut out = Vec::new();
        for (list, at) in &self.adds {
            at.only(&["why", "cite", "control", "exception", "hand-off", "refer", "note"], &mut builder.problems);
            let Some(why) = at.required("why", &mut builder.problems) else { continue };
            if let Some(entry) = entry_of(builder, *list, *at) {
                out.push(PendingEntry { list: *list, entry, at: *at, above: Period::default(), curated: Some(why.value.into()) });
            }
        }
        out
    }

    /// Reports curated rows whose source is gone.
    pub(super) fn finish(self, builder: &mut Builder<'f>) {
        let rows = self.rows.iter().map(|(key, row)| (key, &row.at));
        let mut drifted: Vec<_> = rows.chain(self.drops.iter()).filter(|(key, _)| !self.seen.contains(*key)).collect();
        drifted.sort_by_key(|((_, digest), _)| digest.clone());
        for ((_, digest), at) in drifted {
            let problem = at.problem(ProblemKind::Drift { digest: digest.to_string() });
            builder.problems.push(problem.help("the source's wording changed, or its reading did: compare, then renew or delete the row"));
        }
    }
}

fn entry_of<'f>(builder: &mut Builder<'f>, list: ListId, at: At<'f>) -> Option<usize> {
    let code = at.arg("a code", &mut builder.problems)?;
    let table = builder.law.list(list);
    let node: Option<NodeId> = table.node(code.value);
    let entry = node.and_then(|node| table.nodes.get(node.index())).map(|node| node.entry as usize);
    if entry.is_none() {
        let near = table.nearest_code(code.value).map(str::to_owned);
        let problem = code.problem(ProblemKind::Unknown { what: "entry", name: code.value.into() });
        builder.problems.push(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
    }
    entry
}

fn title<'f>(builder: &mut Builder<'f>, list: ListId, at: At<'f>) {
    at.only(&["title", "note"], &mut builder.problems);
    let Some(title) = at.required("title", &mut builder.problems) else { return };
    if let Some(entry) = entry_of(builder, list, at) {
        builder.law.lists[list.index()].entries[entry].title = Some(title.value.into());
    }
}
