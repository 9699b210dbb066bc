//! From the law folder's text to a resolved [`Law`].
//!
//! Names are declared first, then what they stand for is read, so that files may refer to each other in any order.
//! Reading never stops at a fault: it reports and goes on.

mod check;
mod countries;
mod curated;
mod jurisdictions;
pub(crate) mod kdl;
mod lists;
pub(crate) mod names;
mod ownership;
mod retention;
mod rules;
mod sets;
mod shape;
mod tree;
mod vocabulary;

use ::kdl::KdlDocument;

pub(crate) use self::sets::{disjoint, is_unlisted as names_unlisted};
use self::{
    kdl::{At, Problems, Text, document, with_near},
    names::Names,
};
use crate::{
    Digest, JurisdictionId, Law, PartId, Problem, ProblemKind, Read, SourceFile,
    condition::{Condition, resolve},
    criteria::Criteria,
    official::Official,
};

impl Law {
    /// Reads and resolves a law folder.
    ///
    /// Problems come in the order of files and places; the law is fit to decide by when none of them is an error
    /// ([`Problem::is_warning`]).
    ///
    /// ```
    /// use comity_law::{Law, ProblemKind, SourceFile};
    /// let read = Law::parse(&[SourceFile::new("x/jurisdiction.kdl", "jurisdiction \"y\" { name \"Y\"; authority \"Y\" }")]);
    /// assert!(matches!(read.problems[0].kind(), ProblemKind::ForeignId { .. }));
    /// ```
    pub fn parse(files: &[SourceFile]) -> Read {
        let elsewhere = |path: &str| Criteria::holds(path) || Official::holds(path) || path == PARTY_LISTS;
        let mut files: Vec<SourceFile> = files.iter().filter(|file| !elsewhere(&file.path)).cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let (documents, problems) = documents(&files);
        let mut builder = Builder { documents: &documents, law: Law::default(), names: Names::default(), problems, pending: Vec::new() };
        builder.unknown_nodes();
        builder.shapes();
        builder.vocabulary();
        builder.declare();
        builder.groups();
        builder.charts();
        builder.lists();
        builder.sets();
        builder.rules();
        builder.rows();
        builder.jurisdictions();
        builder.retention();
        builder.shared_files();
        builder.check();
        let Builder { law, mut problems, .. } = builder;
        // A fault in an attribute that many rules share is one fault.
        problems.sort_by_cached_key(|problem| (problem.path().to_owned(), problem.span().offset(), problem.to_string()));
        problems.dedup_by(|a, b| (a.path(), a.span(), a.kind()) == (b.path(), b.span(), b.kind()));
        Read { law, problems }
    }
}

/// The file of the law folder that says what publishers call their lists of parties: facts about sources, read where those are read.
pub const PARTY_LISTS: &str = "vocabulary/party-lists.kdl";

/// Parses all files, on as many threads as the machine has cores.
pub(crate) fn documents(files: &[SourceFile]) -> (Vec<(&SourceFile, KdlDocument)>, Problems) {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len()).max(1);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut parsed: Vec<(usize, Result<KdlDocument, Vec<Problem>>)> = std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(file) = files.get(i) else { return done };
                done.push((i, document(file)));
            }
        };
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        // A fault of this program in one thread must not look like files that are not there.
        handles.into_iter().flat_map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    parsed.sort_by_key(|(i, _)| *i);
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for (i, result) in parsed {
        match (files.get(i), result) {
            (Some(file), Ok(document)) => documents.push((file, document)),
            (_, Err(found)) => problems.extend(found),
            (None, Ok(_)) => {}
        }
    }
    (documents, problems)
}

/// The law under construction.
struct Builder<'f> {
    documents: &'f [(&'f SourceFile, KdlDocument)],
    law: Law,
    names: Names,
    problems: Problems,
    /// Entries whose rows wait until lists, sets and rules have names.
    pending: Vec<lists::PendingEntry<'f>>,
}

/// Nodes that may stand at the top of a file.
const TOP: &[&str] = &[
    "fact",
    "ownership",
    "country",
    "region",
    "reason",
    "jurisdiction",
    "instrument",
    "retention",
    "group",
    "chart",
    "codes",
    "hs",
    "source",
    "reach",
    "hand-off",
    "requirement",
    "exclusion",
    "prohibition",
    "authorisation",
    "restriction",
    "duty",
    "define",
    "list",
    "entry",
    "row",
    "drop",
    "add",
    "note",
];

impl<'f> Builder<'f> {
    /// All top nodes with a name, in the order of files.
    fn nodes(&self, name: &str) -> Vec<At<'f>> {
        let documents = self.documents;
        documents.iter().flat_map(|(file, document)| document.nodes().iter().map(move |node| At { file, node })).filter(|at| at.name() == name).collect()
    }

    fn unknown_nodes(&mut self) {
        let documents = self.documents;
        for (file, document) in documents {
            for node in document.nodes() {
                let at = At { file, node };
                if !TOP.contains(&at.name()) {
                    self.problems.push(with_near(at.problem(ProblemKind::UnknownNode { node: at.name().into() }), at.name(), TOP));
                }
            }
        }
    }

    /// Gives every jurisdiction, group, chart, list, set and rule its index.
    fn declare(&mut self) {
        for (i, at) in self.nodes("jurisdiction").into_iter().enumerate() {
            let Some(id) = at.arg("an id", &mut self.problems) else { continue };
            if id.value != at.file.jurisdiction() {
                self.problems.push(id.problem(ProblemKind::ForeignId { id: id.value.into(), jurisdiction: at.file.jurisdiction().into() }));
            }
            if self.names.jurisdictions.insert(id.value.into(), JurisdictionId::at(i)).is_some() {
                self.duplicate("jurisdiction", &id);
            }
        }
        macro_rules! declare {
            ($node:literal, $table:ident, $id:ident) => {
                for (i, at) in self.nodes($node).into_iter().enumerate() {
                    let Some(id) = self.id_of(at) else { continue };
                    if self.names.$table.insert(id.value.into(), crate::$id::at(i)).is_some() {
                        self.duplicate($node, &id);
                    }
                }
            };
        }
        declare!("group", groups, GroupId);
        declare!("chart", charts, ChartId);
        declare!("list", lists, ListId);
        declare!("codes", code_sets, CodeSetId);
        declare!("hs", hs_sets, HsSetId);
        self.declare_rules();
    }

    /// The id in the first argument; reports one outside its folder.
    fn id_of(&mut self, at: At<'f>) -> Option<Text<'f>> {
        let id = at.arg("an id", &mut self.problems)?;
        let folder = at.file.jurisdiction();
        if id.value.split_once('/').is_none_or(|(jurisdiction, rest)| jurisdiction != folder || rest.is_empty()) {
            self.problems.push(id.problem(ProblemKind::ForeignId { id: id.value.into(), jurisdiction: folder.into() }));
        }
        Some(id)
    }

    fn duplicate(&mut self, what: &'static str, name: &Text) {
        self.problems.push(name.problem(ProblemKind::Duplicate { what, name: name.value.into() }));
    }

    /// Adds parts for the files whose rows are no parts of their own, so that the law's digest covers all text that it was read from.
    fn shared_files(&mut self) {
        const SHARED: &[&str] = &["fact", "ownership", "country", "region", "reason", "jurisdiction", "instrument", "retention"];
        for (file, document) in self.documents {
            if document.nodes().iter().any(|node| SHARED.contains(&node.name().value())) {
                let part = file.path.strip_suffix(".kdl").unwrap_or(&file.path).into();
                self.law.parts.push(crate::Part { part, covers_from: None, checked: None, digest: Digest::of(file.text.as_bytes()), unverified: None });
            }
        }
    }

    /// Adds a part for receipts.
    fn part(&mut self, at: At<'f>, part: &str, digest: Digest) -> PartId {
        let id = PartId::at(self.law.parts.len());
        let (covers_from, checked) = (at.date("covers-from", &mut self.problems), at.date("checked", &mut self.problems));
        self.law.parts.push(crate::Part { part: part.into(), covers_from, checked, digest, unverified: at.boxed("unverified") });
        id
    }

    /// Resolves a condition text, reporting its faults.
    fn condition(&mut self, text: &Text<'f>) -> Option<Condition> {
        self.condition_at(text.value, text)
    }

    /// Resolves a condition text that stands (in part) at a place.
    fn condition_at(&mut self, written: &str, text: &Text<'f>) -> Option<Condition> {
        match resolve::condition(written, &self.names, &mut self.law) {
            Ok(condition) => Some(condition),
            Err(faults) => {
                self.problems.extend(faults.into_iter().map(|fault| fault.in_file(text)));
                None
            }
        }
    }

    fn optional_condition(&mut self, at: At<'f>, name: &str) -> Option<Condition> {
        let text = at.text(name)?;
        self.condition(&text)
    }
}
