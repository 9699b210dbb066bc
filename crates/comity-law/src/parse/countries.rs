//! Country groups and charts.

use super::{
    Builder,
    kdl::{At, Text},
    names::lookup,
};
use crate::{Chart, ChartRow, Digest, Group, Membership, Period, ProblemKind};

impl<'f> Builder<'f> {
    pub(super) fn groups(&mut self) {
        for at in self.nodes("group") {
            let group = self.group(at);
            self.law.groups.push(group);
        }
    }

    fn group(&mut self, at: At<'f>) -> Group {
        at.only(&["title", "cite", "covers-from", "checked", "unverified", "member", "note"], &mut self.problems);
        let id: Box<str> = at.args().next().map_or("", |id| id.value).into();
        let mut members: Vec<(Period, Membership)> = Vec::new();
        for row in at.named("member") {
            row.only(&["from", "until", "note"], &mut self.problems);
            let period = row.period(&mut self.problems);
            let mut bits = Membership::default();
            for text in row.args() {
                let Some(country) = lookup(&self.names.countries, "country", &text, &mut self.problems) else { continue };
                if bits.contains(country) {
                    self.duplicate("member", &text);
                }
                for (earlier, other) in &members {
                    if other.contains(country)
                        && let Some(day) = earlier.first_shared_day(period)
                    {
                        self.problems.push(text.problem(ProblemKind::PeriodsOverlap { what: format!("member `{}`", text.value), day }));
                    }
                }
                bits.insert(country);
            }
            members.push((period, bits));
        }
        let part = self.part(at, &id, Digest::of(at.written().as_bytes()));
        Group {
            title: at.required("title", &mut self.problems).map_or("", |text| text.value).into(),
            cite: at.required("cite", &mut self.problems).map_or("", |text| text.value).into(),
            covers_from: at.date("covers-from", &mut Vec::new()),
            unverified: at.boxed("unverified"),
            id,
            members,
            part,
        }
    }

    pub(super) fn charts(&mut self) {
        for at in self.nodes("chart") {
            let chart = self.chart(at);
            self.law.charts.push(chart);
        }
    }

    fn chart(&mut self, at: At<'f>) -> Chart {
        at.only(&["title", "cite", "covers-from", "checked", "unverified", "columns", "row", "note"], &mut self.problems);
        let id: Box<str> = at.args().next().map_or("", |id| id.value).into();
        let columns: Vec<Text> = at.named("columns").flat_map(|columns| columns.args()).collect();
        if columns.is_empty() || columns.len() > 64 {
            self.problems.push(at.problem(ProblemKind::Missing { node: "chart".into(), what: "between 1 and 64 `columns`" }));
        }
        let mut rows: Vec<ChartRow> = Vec::new();
        for row in at.named("row") {
            row.only(&["refer", "from", "until", "note"], &mut self.problems);
            let period = row.period(&mut self.problems);
            let mut args = row.args();
            let Some(country) = args.next() else { continue };
            let Some(id) = lookup(&self.names.countries, "country", &country, &mut self.problems) else { continue };
            let mut marks = 0;
            for mark in args {
                match columns.iter().position(|column| column.value == mark.value) {
                    Some(column) => marks |= 1u64 << (column % 64),
                    None => self.problems.push(mark.problem(ProblemKind::Unknown { what: "column", name: mark.value.into() })),
                }
            }
            for earlier in rows.iter().filter(|earlier| earlier.country == id) {
                if let Some(day) = earlier.period.first_shared_day(period) {
                    self.problems.push(country.problem(ProblemKind::PeriodsOverlap { what: format!("row `{}`", country.value), day }));
                }
            }
            rows.push(ChartRow { country: id, period, marks, refer: row.boxed("refer") });
        }
        rows.sort_by_key(|row| (row.country, row.period.from()));
        let part = self.part(at, &id, Digest::of(at.written().as_bytes()));
        Chart {
            cite: at.required("cite", &mut self.problems).map_or("", |text| text.value).into(),
            covers_from: at.date("covers-from", &mut Vec::new()),
            columns: columns.iter().map(|column| column.value.into()).collect(),
            id,
            rows,
            part,
        }
    }
}
