//! What recurring wordings mean, and giving it to every paragraph.

use std::collections::HashMap;

use super::Builder;
use crate::{
    ProblemKind,
    criteria::{Criterion, Wording, Wordings, WordsId},
    parse::kdl::Text,
};

impl<'f> Builder<'f> {
    pub(super) fn wordings(&mut self) -> Wordings {
        let mut wordings = Wordings::default();
        for at in self.nodes("wording") {
            at.only(&["digest", "part", "means", "implies", "alike", "why", "note"], &mut self.problems);
            let Some(name) = at.arg("a provision or a digest of words", &mut self.problems) else { continue };
            let part = at.integer("part").and_then(|part| usize::try_from(part).ok());
            let Some(words) = self.words(&name, at.text("digest").as_ref(), part) else { continue };
            let mut rows = Vec::new();
            if let Some(text) = at.text("means") {
                rows.extend(self.criterion(&text, &HashMap::new()).map(Wording::Means));
            }
            if let Some(text) = at.text("implies") {
                rows.extend(self.criterion(&text, &HashMap::new()).map(Wording::Implies));
            }
            if let Some(text) = at.text("alike") {
                // A wording that is printed alike already needs no row: another reading of the source may bring that about.
                rows.extend(self.words(&text, None, part).filter(|other| *other != words).map(Wording::Alike));
            } else if rows.is_empty() {
                self.problems.push(at.problem(ProblemKind::Missing { node: "wording".into(), what: "`means`, `implies` or `alike`" }));
            }
            wordings.rows.entry(words).or_default().extend(rows);
        }
        wordings
    }

    /// The wording of a digest, or of a provision (`us/ccl:3A001.a`): of the edition whose text has the digest that a person read.
    fn words(&mut self, name: &Text<'f>, digest: Option<&Text<'f>>, part: Option<usize>) -> Option<WordsId> {
        let Some((list, code)) = name.value.split_once(':') else {
            let words = name.value.parse().ok();
            if words.is_none() {
                self.problems.push(name.problem(ProblemKind::Expected { expected: "16 hex digits, or a provision as list:code".into() }));
            }
            return words;
        };
        let nodes: Vec<_> = self
            .criteria
            .editions
            .iter()
            .rev()
            .filter(|edition| &*edition.list == list)
            .filter_map(|edition| edition.node(code))
            .map(|(_, node)| node)
            .collect();
        if nodes.is_empty() {
            if self.criteria.editions.iter().any(|edition| &*edition.list == list) {
                self.problems.push(name.problem(ProblemKind::Unknown { what: "provision", name: name.value.into() }));
            }
            return None;
        }
        let Some(node) = nodes.into_iter().find(|node| digest.is_none_or(|digest| *digest.value == *node.digest)) else {
            self.problems.extend(digest.map(|digest| digest.problem(ProblemKind::Drift { digest: digest.value.into() })));
            return None;
        };
        let mut all = Vec::new();
        node.own.visit(&mut |part| {
            if let Criterion::Words(words) = part {
                all.push(*words);
            }
        });
        match (all.as_slice(), part) {
            ([words], None | Some(1)) => Some(*words),
            (_, Some(part)) => part.checked_sub(1).and_then(|part| all.get(part)).copied(),
            // Without words left the row says nothing; with several it must say which.
            ([], None) => None,
            (several, None) => {
                let kind = ProblemKind::SeveralWordings { provision: name.value.into(), count: several.len() };
                self.problems.push(name.problem(kind).help("say which with `part=1`, `part=2`…"));
                None
            }
        }
    }

    /// Gives every paragraph's wordings their meaning.
    pub(super) fn apply(&mut self, wordings: &Wordings) {
        for node in self.criteria.editions.iter_mut().flat_map(|edition| &mut edition.nodes) {
            node.own = wordings.apply(std::mem::replace(&mut node.own, Criterion::Always(true)));
            for exclusion in &mut node.exclusions {
                exclusion.criterion = wordings.apply(std::mem::replace(&mut exclusion.criterion, Criterion::Always(true)));
            }
        }
    }
}
