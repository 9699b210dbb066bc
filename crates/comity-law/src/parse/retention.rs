//! How long records must be kept.

use std::collections::HashSet;

use super::{Builder, kdl::At};
use crate::{Counts, ProblemKind, Retention};

/// Years that can be meant.
const YEARS: std::ops::RangeInclusive<i16> = 1..=100;

impl<'f> Builder<'f> {
    /// Needs the jurisdictions: each statement is one of theirs.
    pub(super) fn retention(&mut self) {
        let mut known = HashSet::new();
        for at in self.nodes("retention") {
            let Some(id) = self.id_of(at) else { continue };
            if !known.insert(id.value) {
                self.duplicate("retention", &id);
            }
            let Some(retention) = self.one_retention(at, id.value) else { continue };
            match self.names.jurisdictions.get(at.file.jurisdiction()) {
                Some(id) => self.law.jurisdictions[id.index()].retention.push(retention),
                None => {
                    let name = at.file.jurisdiction().into();
                    self.problems.push(at.problem(ProblemKind::Unknown { what: "jurisdiction", name }));
                }
            }
        }
    }

    fn one_retention(&mut self, at: At<'f>, id: &str) -> Option<Retention> {
        at.only(&["title", "years", "counts", "moment", "cite", "from", "until", "checked", "unverified", "note"], &mut self.problems);
        let years = at.integer("years").and_then(|years| i16::try_from(years).ok()).filter(|years| YEARS.contains(years));
        if years.is_none() {
            let expected = format!("`years`, a number from {} to {}", YEARS.start(), YEARS.end());
            self.problems.push(at.problem(ProblemKind::Expected { expected }));
        }
        let counts = at.required("counts", &mut self.problems);
        let counts = counts.and_then(|text| match text.value {
            "day" => Some(Counts::Day),
            "year-end" => Some(Counts::YearEnd),
            _ => {
                self.problems.push(text.problem(ProblemKind::Expected { expected: "`day` or `year-end`".into() }));
                None
            }
        });
        let period = at.period(&mut self.problems);
        let mut said = |name| at.required(name, &mut self.problems).map(|text| Box::<str>::from(text.value));
        let (title, moment, cite) = (said("title"), said("moment"), said("cite"));
        let checked = at.date("checked", &mut self.problems);
        let (unverified, note) = (at.boxed("unverified"), at.boxed("note"));
        if checked.is_none() && unverified.is_none() && at.text("checked").is_none() {
            let what = "`checked`, the day on which it was compared with its source, or `unverified`, why it was not";
            self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what }));
        }
        Some(Retention { id: id.into(), title: title?, years: years?, counts: counts?, moment: moment?, cite: cite?, period, checked, unverified, note })
    }
}
