//! What helps to look for provisions: search words, and tables of tariff numbers.

use comity_quantity::Exact;

use super::Builder;
use crate::{
    ProblemKind,
    criteria::{Crosswalk, HsHint, SearchDemand, SearchPrior, SearchRow},
    parse::kdl::At,
};

impl Builder<'_> {
    pub(super) fn crosswalks(&mut self) {
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

    pub(super) fn search(&mut self) {
        for at in self.nodes("search") {
            at.only(&["note"], &mut self.problems);
            let Some(code) = at.arg("a code", &mut self.problems) else { continue };
            if !self.criteria.editions.is_empty() && !self.criteria.editions.iter().any(|edition| edition.node(code.value).is_some()) {
                self.problems.push(code.problem(ProblemKind::Unknown { what: "provision of any list", name: code.value.into() }));
            }
            let phrases = at.args().skip(1).map(|text| text.value.into()).collect();
            self.criteria.search.push(SearchRow { code: code.value.into(), phrases });
        }
        self.criteria.demands = self.patterns("demand");
        self.criteria.deterrents = self.patterns("deter");
        for at in self.nodes("prior") {
            at.only(&["note"], &mut self.problems);
            let Some(pattern) = at.arg("the first characters of codes", &mut self.problems) else { continue };
            let Some(factor) = at.args().nth(1) else {
                self.problems.push(at.problem(ProblemKind::Missing { node: "prior".into(), what: "what the weight is multiplied by" }));
                continue;
            };
            match factor.value.parse::<Exact>() {
                Ok(exact) if exact > Exact::ZERO => self.criteria.priors.push(SearchPrior { pattern: pattern.value.into(), factor: exact }),
                _ => self.problems.push(factor.problem(ProblemKind::Expected { expected: "a number above zero, in quotes".into() })),
            }
        }
        self.criteria.catch_alls = self.words_of("catch-all");
        self.criteria.language.noise = self.words_of("noise");
        self.criteria.language.faint = self.words_of("faint");
        self.criteria.language.deny = self.words_of("deny");
        self.criteria.language.deny_before = self.words_of("deny-before");
    }

    /// The nodes with a name, each the first characters of codes and some words.
    fn patterns(&mut self, name: &'static str) -> Vec<SearchDemand> {
        let mut rows = Vec::new();
        for at in self.nodes(name) {
            at.only(&["note"], &mut self.problems);
            let Some(pattern) = at.arg("the first characters of codes", &mut self.problems) else { continue };
            let words = at.args().skip(1).map(|text| text.value.into()).collect();
            rows.push(SearchDemand { pattern: pattern.value.into(), words });
        }
        rows
    }

    /// All words of the nodes with a name.
    fn words_of(&mut self, name: &'static str) -> Vec<Box<str>> {
        let mut words = Vec::new();
        for at in self.nodes(name) {
            at.only(&["note"], &mut self.problems);
            words.extend(at.args().map(|text| Box::<str>::from(text.value)));
        }
        words
    }
}
