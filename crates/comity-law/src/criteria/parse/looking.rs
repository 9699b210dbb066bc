//! What helps to look for provisions: search words, and tables of tariff numbers.

use super::Builder;
use crate::{
    ProblemKind,
    criteria::{Crosswalk, HsHint, SearchDemand, SearchRow},
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
        for at in self.nodes("demand") {
            at.only(&["note"], &mut self.problems);
            let Some(pattern) = at.arg("the first characters of codes", &mut self.problems) else { continue };
            let words = at.args().skip(1).map(|text| text.value.into()).collect();
            self.criteria.demands.push(SearchDemand { pattern: pattern.value.into(), words });
        }
    }
}
