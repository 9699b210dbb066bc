//! What holds for every node, whatever its name: values in quotes, conditions once, rows inside lists. What broke it would be dropped in silence.

use kdl::KdlValue;

use super::{Builder, kdl::At};
use crate::{Problem, ProblemKind};

/// Attributes that are whole numbers.
const NUMBERS: &[&str] = &["column", "entries", "provisions", "untranslated", "years"];
/// Attributes of which only the first would be read.
const ONCE: &[&str] =
    &["when", "scope", "affects", "territory", "title", "question", "statement", "policy", "activity", "on", "from-rules", "from-reasons", "bars", "except"];

impl<'f> Builder<'f> {
    pub(super) fn shapes(&mut self) {
        let documents = self.documents;
        let folder = |path: &'f str| path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let lists: Vec<&str> = self.nodes("list").into_iter().map(|at| folder(&at.file.path)).collect();
        for (file, document) in documents {
            let curated = file.path.split_once("/curated/").map(|(list, _)| list);
            let within = lists.iter().any(|list| file.path.strip_prefix(list).is_some_and(|rest| rest.starts_with('/')));
            for node in document.nodes() {
                let at = At { file, node };
                let placed = match at.name() {
                    "entry" => within && curated.is_none_or(|list| lists.contains(&list)),
                    "row" | "drop" | "add" => curated.is_some_and(|list| lists.contains(&list)),
                    _ => true,
                };
                if !placed {
                    let what = "a `list.kdl` in its folder, or one above `curated/`";
                    self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what }));
                }
                self.shape(at);
            }
        }
    }

    fn shape(&mut self, at: At<'f>) {
        for entry in at.node.entries() {
            let name = entry.name().map(|name| name.value());
            match entry.value() {
                KdlValue::String(_) => {}
                KdlValue::Integer(_) if name.is_some_and(|name| NUMBERS.contains(&name)) => {}
                _ => {
                    let span = entry.span();
                    let written = at.file.text.get(span.offset()..span.offset() + span.len()).unwrap_or_default();
                    let value = name.and_then(|_| written.find('=')).map_or(0, |equals| equals + 1);
                    let kind = ProblemKind::Expected { expected: "text in quotes".into() };
                    self.problems.push(Problem::new(at.file, span.offset() + value..span.offset() + span.len(), kind));
                }
            }
        }
        let children: Vec<At<'f>> = at.children().collect();
        for (i, child) in children.iter().enumerate() {
            let again = || at.node.entry(child.name()).is_some() || children.iter().take(i).any(|earlier| earlier.name() == child.name());
            if ONCE.contains(&child.name()) && again() {
                self.problems.push(child.problem(ProblemKind::Duplicate { what: "attribute", name: child.name().into() }));
            }
            self.shape(*child);
        }
    }
}
