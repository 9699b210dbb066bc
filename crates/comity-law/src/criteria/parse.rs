//! From the law folder's text to [`Criteria`].

use std::collections::{HashMap, HashSet};

use comity_quantity::Quantity;
use kdl::KdlDocument;

use super::{
    Characteristic, CharacteristicId, CharacteristicType, Criteria, Criterion, Crosswalk, Edition, Exclusion, Formula, HsHint, Node, NodeIndex, Phrase,
    ReadCriteria, SearchRow, Term, TermId, Wording, Wordings, WordsId, resolve,
};
use crate::{
    Join, NodeStatus, ProblemKind, SourceFile,
    parse::{
        documents,
        kdl::{At, Problems, Text, with_near},
        names::lookup,
    },
};

impl Criteria {
    /// Reads and resolves the criteria of a law folder; other files are passed over.
    pub fn parse(files: &[SourceFile]) -> ReadCriteria {
        let mut files: Vec<SourceFile> = files.iter().filter(|file| Self::holds(&file.path)).cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let (documents, problems) = documents(&files);
        let mut builder = Builder { documents: &documents, criteria: Self::default(), problems };
        builder.vocabulary();
        let wordings = builder.wordings();
        let curated = builder.curated();
        builder.editions(&wordings, &curated);
        builder.search();
        builder.crosswalks();
        let Builder { criteria, mut problems, .. } = builder;
        problems.sort_by_cached_key(|problem| (problem.path().to_owned(), problem.span().offset(), problem.to_string()));
        ReadCriteria { criteria, problems }
    }
}

struct Builder<'f> {
    documents: &'f [(&'f SourceFile, KdlDocument)],
    criteria: Criteria,
    problems: Problems,
}

/// A person's reading: list and digest of the paragraph, to its criterion and why.
type Curated<'f> = HashMap<(&'f str, &'f str), (Text<'f>, Box<str>)>;

impl<'f> Builder<'f> {
    fn nodes(&self, name: &'static str) -> Vec<At<'f>> {
        let documents = self.documents;
        documents.iter().flat_map(|(file, document)| document.nodes().iter().map(move |node| At { file, node })).filter(|at| at.name() == name).collect()
    }

    fn vocabulary(&mut self) {
        const TOP: &[&str] = &["characteristic", "term", "wording", "source", "node", "criterion", "search", "crosswalk", "hint"];
        for (file, document) in self.documents {
            for node in document.nodes() {
                let at = At { file, node };
                if !TOP.contains(&at.name()) {
                    self.problems.push(with_near(at.problem(ProblemKind::UnknownNode { node: at.name().into() }), at.name(), TOP));
                }
            }
        }
        let rows = self.nodes("characteristic");
        let mut kept = Vec::new();
        for at in rows {
            let Some(id) = at.arg("an id", &mut self.problems) else { continue };
            let next = CharacteristicId(u16::try_from(self.criteria.vocabulary.by_id.len()).unwrap_or(u16::MAX));
            if !id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                self.problems.push(id.problem(ProblemKind::Expected { expected: "lower-case words joined by `_`".into() }));
            }
            if self.criteria.vocabulary.by_id.insert(id.value.into(), next).is_some() {
                self.problems.push(id.problem(ProblemKind::Duplicate { what: "characteristic", name: id.value.into() }));
                self.criteria.vocabulary.by_id.insert(id.value.into(), next);
                continue;
            }
            kept.push((id.value, at));
        }
        for (i, (id, _)) in kept.iter().enumerate() {
            self.criteria.vocabulary.by_id.insert((*id).into(), CharacteristicId(u16::try_from(i).unwrap_or(u16::MAX)));
        }
        for (id, at) in &kept {
            let characteristic = self.characteristic(id, *at);
            self.criteria.vocabulary.all.push(characteristic);
        }
        for (i, (_, at)) in kept.iter().enumerate() {
            self.formula(i, *at);
        }
        self.terms();
    }

    fn characteristic(&mut self, id: &str, at: At<'f>) -> Characteristic {
        at.only(&["type", "unit", "span", "label", "definition", "question", "phrase", "formula", "note"], &mut self.problems);
        let ty = at.required("type", &mut self.problems);
        let ty = match ty.as_ref().map(|text| text.value) {
            Some("bool") | None => CharacteristicType::Bool,
            Some("term") => CharacteristicType::Term,
            Some("cas") => CharacteristicType::Cas,
            Some("quantity") => self.quantity(at),
            Some(_) => {
                let known = "`bool`, `quantity`, `term` or `cas`";
                self.problems.extend(ty.map(|text| text.problem(ProblemKind::Expected { expected: known.into() })));
                CharacteristicType::Bool
            }
        };
        let mut phrases = Vec::new();
        for row in at.named("phrase") {
            let within: Vec<Box<str>> = row.text("within").iter().flat_map(|text| text.value.split_whitespace()).map(Into::into).collect();
            phrases.extend(row.args().map(|text| Phrase { words: text.value.into(), within: within.clone() }));
        }
        let mut required = |name| at.required(name, &mut self.problems).map(|text| text.value.into()).unwrap_or_default();
        Characteristic {
            id: id.into(),
            label: required("label"),
            definition: required("definition"),
            question: required("question"),
            ty,
            phrases,
            formula: None,
        }
    }

    fn quantity(&mut self, at: At<'f>) -> CharacteristicType {
        let Some(unit) = at.required("unit", &mut self.problems) else { return CharacteristicType::Bool };
        let span = at.node.get("span").and_then(kdl::KdlValue::as_bool).unwrap_or_default();
        let (shown, probe) = if unit.value == "1" { ("", "1".to_owned()) } else { (unit.value, format!("1 {}", unit.value)) };
        match probe.parse::<Quantity>() {
            Ok(one) => CharacteristicType::Quantity { unit: shown.into(), one, span },
            Err(_) => {
                self.problems.push(unit.problem(ProblemKind::Unknown { what: "unit", name: unit.value.into() }));
                CharacteristicType::Bool
            }
        }
    }

    fn formula(&mut self, i: usize, at: At<'f>) {
        let Some(text) = at.text("formula") else { return };
        let vocabulary = &self.criteria.vocabulary;
        let dimension = |id: CharacteristicId| match &vocabulary.get(id).ty {
            CharacteristicType::Quantity { one, .. } => Some(one.dimension()),
            _ => None,
        };
        let own = vocabulary.all.get(i).and_then(|own| if let CharacteristicType::Quantity { one, .. } = &own.ty { Some(one.dimension()) } else { None });
        match Formula::read(text.value, &|name| vocabulary.find(name)) {
            None => {
                let expected = "a formula over characteristics with `+ - * /`".into();
                self.problems.push(text.problem(ProblemKind::Expected { expected }));
            }
            Some(formula) if own.is_none() || formula.dimension(&dimension) != own => {
                self.problems.push(text.problem(ProblemKind::Expected { expected: "a formula of the characteristic's dimension".into() }));
            }
            Some(formula) => {
                if let Some(own) = self.criteria.vocabulary.all.get_mut(i) {
                    own.formula = Some(formula);
                }
            }
        }
    }

    fn terms(&mut self) {
        let rows = self.nodes("term");
        let mut kept: Vec<(CharacteristicId, Text<'f>, At<'f>)> = Vec::new();
        for at in rows {
            at.only(&["label", "phrase", "broader", "note", "definition"], &mut self.problems);
            let mut args = at.args();
            let (Some(of), Some(id)) = (args.next(), args.next()) else {
                self.problems.push(at.problem(ProblemKind::Missing { node: "term".into(), what: "a characteristic and an id" }));
                continue;
            };
            let Some(of) = lookup(&self.criteria.vocabulary.by_id, "characteristic", &of, &mut self.problems) else { continue };
            if self.criteria.vocabulary.terms_by_id.contains_key(id.value) {
                self.problems.push(id.problem(ProblemKind::Duplicate { what: "term", name: id.value.into() }));
                continue;
            }
            self.criteria.vocabulary.terms_by_id.insert(id.value.into(), TermId(u16::try_from(kept.len()).unwrap_or(u16::MAX)));
            kept.push((of, id, at));
        }
        let mut above: Vec<Vec<TermId>> = Vec::new();
        for (_, _, at) in &kept {
            let broader: Vec<Text> =
                at.text("broader").filter(|_| at.node.get("broader").is_some()).into_iter().chain(at.named("broader").flat_map(|row| row.args())).collect();
            above.push(broader.iter().filter_map(|text| lookup(&self.criteria.vocabulary.terms_by_id, "term", text, &mut self.problems)).collect());
        }
        for (i, (of, id, at)) in kept.iter().enumerate() {
            // Nearest first, each once; a circle ends where it meets what was seen.
            let mut broader: Vec<TermId> = above.get(i).cloned().unwrap_or_default();
            let mut next = 0;
            while let Some(term) = broader.get(next).copied() {
                next += 1;
                for more in above.get(term.index()).into_iter().flatten() {
                    if !broader.contains(more) {
                        broader.push(*more);
                    }
                }
            }
            if broader.iter().any(|term| term.index() == i) {
                self.problems.push(id.problem(ProblemKind::Circular { name: id.value.into() }));
                broader.retain(|term| term.index() != i);
            }
            let label = at.required("label", &mut self.problems).map(|text| text.value.into()).unwrap_or_default();
            let phrases = at.named("phrase").flat_map(|row| row.args()).map(|text| text.value.into()).collect();
            self.criteria.vocabulary.terms.push(Term { of: *of, id: id.value.into(), label, phrases, broader });
        }
    }

    fn crosswalks(&mut self) {
        for (file, document) in self.documents {
            let mut crosswalk: Option<Crosswalk> = None;
            for node in document.nodes() {
                let at = At { file, node };
                match at.name() {
                    "crosswalk" => {
                        let date = at.date("edition", &mut self.problems);
                        let (id, nomenclature) = (at.arg("an id", &mut self.problems), at.date("nomenclature", &mut self.problems));
                        let (Some(id), Some(date), Some(nomenclature)) = (id, date, nomenclature) else {
                            self.problems.push(at.problem(ProblemKind::Missing { node: "crosswalk".into(), what: "an id, `edition` and `nomenclature`" }));
                            continue;
                        };
                        let (source, digest) = (at.boxed("file").unwrap_or_default(), at.boxed("digest").unwrap_or_default());
                        let next = Crosswalk { id: id.value.into(), date, nomenclature, source, digest, hints: Vec::new() };
                        self.criteria.crosswalks.extend(crosswalk.replace(next));
                    }
                    "hint" => {
                        at.only(&["was"], &mut self.problems);
                        let Some(number) = at.arg("a tariff number", &mut self.problems) else { continue };
                        let was = at.text("was").map(|was| was.value.parse().map_err(|_| was));
                        let codes = at.args().skip(1).map(|code| code.value.into()).collect();
                        match (number.value.parse(), was.transpose(), &mut crosswalk) {
                            (Ok(number), Ok(was), Some(crosswalk)) => crosswalk.hints.push(HsHint { number, was, codes }),
                            (_, _, None) => self.problems.push(at.problem(ProblemKind::Missing { node: "hint".into(), what: "a `crosswalk` node above it" })),
                            _ => self.problems.push(number.problem(ProblemKind::Expected { expected: "a tariff number of 2 to 12 digits".into() })),
                        }
                    }
                    _ => {}
                }
            }
            self.criteria.crosswalks.extend(crosswalk);
        }
    }

    fn search(&mut self) {
        for at in self.nodes("search") {
            at.only(&["note"], &mut self.problems);
            let Some(code) = at.arg("a code", &mut self.problems) else { continue };
            if !self.criteria.editions.is_empty() && !self.criteria.editions.iter().any(|edition| edition.node(code.value).is_some()) {
                self.problems.push(code.problem(ProblemKind::Unknown { what: "provision of any list", name: code.value.into() }));
            }
            let phrases = at.args().skip(1).map(|text| text.value.into()).collect();
            self.criteria.search.push(SearchRow { code: code.value.into(), phrases });
        }
    }

    fn wordings(&mut self) -> Wordings {
        let mut wordings = Wordings::default();
        for at in self.nodes("wording") {
            at.only(&["means", "implies", "alike", "why", "note"], &mut self.problems);
            let Some(digest) = at.arg("a digest", &mut self.problems) else { continue };
            let Some(words) = self.words(&digest) else { continue };
            let mut rows = Vec::new();
            if let Some(text) = at.text("means") {
                rows.extend(self.criterion(&text, &HashMap::new()).map(Wording::Means));
            }
            if let Some(text) = at.text("implies") {
                rows.extend(self.criterion(&text, &HashMap::new()).map(Wording::Implies));
            }
            if let Some(text) = at.text("alike") {
                rows.extend(self.words(&text).map(Wording::Alike));
            }
            if rows.is_empty() {
                self.problems.push(at.problem(ProblemKind::Missing { node: "wording".into(), what: "`means`, `implies` or `alike`" }));
            }
            wordings.rows.entry(words).or_default().extend(rows);
        }
        wordings
    }

    fn words(&mut self, text: &Text<'f>) -> Option<WordsId> {
        let words = text.value.parse().ok();
        if words.is_none() {
            self.problems.push(text.problem(ProblemKind::Expected { expected: "16 hex digits".into() }));
        }
        words
    }

    fn curated(&mut self) -> Curated<'f> {
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

    fn criterion(&mut self, text: &Text<'f>, codes: &HashMap<Box<str>, NodeIndex>) -> Option<Criterion> {
        match resolve::criterion(text.value, &self.criteria.vocabulary, codes) {
            Ok(criterion) => Some(criterion),
            Err(faults) => {
                for fault in faults {
                    let problem = text.problem_at(fault.at, fault.kind);
                    self.problems.push(match fault.help {
                        Some(help) => problem.help(help),
                        None => problem,
                    });
                }
                None
            }
        }
    }

    fn editions(&mut self, wordings: &Wordings, curated: &Curated<'f>) {
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
            let edition = self.edition(edition, &nodes, wordings, curated, &mut used);
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

    fn edition(&mut self, mut edition: Edition, nodes: &[At<'f>], wordings: &Wordings, curated: &Curated<'f>, used: &mut HashSet<String>) -> Edition {
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
            let mut node = self.node(code, *at, &edition.by_code, wordings);
            if let Some((text, why)) = curated.get(&(&*edition.list, &*node.digest)) {
                used.insert(format!("{} {}", edition.list, node.digest));
                if let Some(criterion) = self.criterion(text, &edition.by_code) {
                    node.unread = None;
                    criterion.visit(&mut |part| {
                        if let Criterion::Untranslated(why) = part {
                            node.unread = Some(why.clone());
                        }
                    });
                    node.own = wordings.apply(criterion);
                    node.curated = Some(why.clone());
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

    fn node(&mut self, code: &str, at: At<'f>, codes: &HashMap<Box<str>, NodeIndex>, wordings: &Wordings) -> Node {
        at.only(&["join", "status", "digest", "numbers", "unread", "family", "except", "note"], &mut self.problems);
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
            exclusions.extend(criterion.map(|criterion| Exclusion { digest: row.boxed("digest").unwrap_or_default(), criterion: wordings.apply(criterion) }));
        }
        Node {
            code: code.into(),
            parent: None,
            end: NodeIndex(0),
            join,
            status,
            digest: at.boxed("digest").unwrap_or_default(),
            own: own.map_or(Criterion::Always(true), |own| wordings.apply(own)),
            exclusions,
            numbers: at.integer("numbers").and_then(|count| u16::try_from(count).ok()).unwrap_or_default(),
            unread: at.boxed("unread"),
            family: at.boxed("family"),
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
