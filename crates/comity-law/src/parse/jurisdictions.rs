//! Jurisdictions and their coverage.

use super::{Builder, kdl::At, names::lookup};
use crate::{Coverage, CoverageStatus, Jurisdiction, ProblemKind, Treatment, condition::resolve};

impl<'f> Builder<'f> {
    pub(super) fn jurisdictions(&mut self) {
        for at in self.nodes("jurisdiction") {
            let jurisdiction = self.jurisdiction(at);
            self.law.jurisdictions.push(jurisdiction);
        }
        for at in self.nodes("instrument") {
            let coverage = self.coverage(at);
            match self.names.jurisdictions.get(at.file.jurisdiction()) {
                Some(id) => self.law.jurisdictions[id.index()].coverage.push(coverage),
                None => {
                    let name = at.file.jurisdiction().into();
                    self.problems.push(at.problem(ProblemKind::Unknown { what: "jurisdiction", name }));
                }
            }
        }
    }

    fn jurisdiction(&mut self, at: At<'f>) -> Jurisdiction {
        at.only(&["name", "authority", "review", "territory", "treat", "note"], &mut self.problems);
        let mut review = Vec::new();
        for text in at.named("review").flat_map(|child| child.args()) {
            review.extend(lookup(&self.names.lists, "list", &text, &mut self.problems));
        }
        let mut treatments = Vec::new();
        for treat in at.named("treat") {
            treat.only(&["as", "cite", "note"], &mut self.problems);
            let cite = treat.required("cite", &mut self.problems).map_or("", |text| text.value).into();
            let (Some(country), Some(other)) = (treat.arg("a country", &mut self.problems), treat.required("as", &mut self.problems)) else { continue };
            let country = lookup(&self.names.countries, "country", &country, &mut self.problems);
            let as_country = lookup(&self.names.countries, "country", &other, &mut self.problems);
            if let (Some(country), Some(as_country)) = (country, as_country) {
                treatments.push(Treatment { country, as_country, cite });
            }
        }
        let territory = at.text("territory").and_then(|text| match resolve::country_set(text.value, &self.names) {
            Ok(set) => Some(set),
            Err(fault) => {
                self.problems.push(fault.in_file(&text));
                None
            }
        });
        Jurisdiction {
            id: at.args().next().map_or("", |id| id.value).into(),
            name: at.required("name", &mut self.problems).map_or("", |text| text.value).into(),
            authority: at.required("authority", &mut self.problems).map_or("", |text| text.value).into(),
            review,
            territory,
            treatments,
            coverage: Vec::new(),
            retention: Vec::new(),
        }
    }

    fn coverage(&mut self, at: At<'f>) -> Coverage {
        at.only(&["title", "status", "checked", "note", "affects"], &mut self.problems);
        let status = at.required("status", &mut self.problems);
        Coverage {
            instrument: at.arg("a citation", &mut self.problems).map_or("", |text| text.value).into(),
            title: at.required("title", &mut self.problems).map_or("", |text| text.value).into(),
            status: match status.as_ref().map(|status| status.value) {
                Some("modelled") => CoverageStatus::Modelled,
                Some("partial") => CoverageStatus::Partial,
                Some("not-modelled") | None => CoverageStatus::NotModelled,
                Some(_) => {
                    let expected = "`modelled`, `partial` or `not-modelled`".into();
                    self.problems.extend(status.map(|status| status.problem(ProblemKind::Expected { expected })));
                    CoverageStatus::NotModelled
                }
            },
            checked: at.date("checked", &mut self.problems),
            note: at.boxed("note"),
            affects: self.optional_condition(at, "affects"),
        }
    }
}
