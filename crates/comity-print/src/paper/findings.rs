//! The finding of one jurisdiction on paper, in the order of the page.

use comity_portal::pages::ship::{Authorisation, Finding, Gap, Ground};

use super::Page;
use crate::{Entry, Test};

impl Page<'_> {
    pub(super) fn finding(&mut self, finding: &Finding) {
        self.heading(1, finding.name.clone());
        let range = if finding.is_open() {
            let (best, worst) = (self.say(finding.best.key()), self.say(finding.worst.key()));
            format!("{} {best} {} {worst}.", self.say("answer-open"), self.say("answer-open-to"))
        } else {
            String::new()
        };
        self.verdict(finding.outcome, range);
        let unverified: Vec<&str> = finding.gaps.iter().filter(|gap| gap.status == "unverified").map(|gap| gap.instrument.as_str()).collect();
        if !unverified.is_empty() {
            let names = unverified.join("; ");
            self.notice(self.put("print-unverified", &[("names", names.as_str().into())]));
        }
        if !finding.authority.is_empty() {
            self.soft(self.put("answer-authority", &[("authority", finding.authority.as_str().into())]));
        }
        self.grounds("answer-grounds", &finding.grounds);
        self.grounds("answer-possible-grounds", &finding.possible_grounds);
        self.ways(finding);
        self.duties(finding);
        if !finding.assuming.is_empty() {
            self.heading(2, self.put("answer-assuming", &[("count", finding.assuming.len().into())]));
            self.soft(self.say("answer-assuming-words"));
            self.entries(finding.assuming.iter().map(|one| Entry { text: one.statement.clone(), ..Entry::default() }).collect());
        }
        if !finding.gaps.is_empty() {
            self.heading(2, self.put("answer-gaps", &[("count", finding.gaps.len().into())]));
            self.gaps(&finding.gaps);
        }
    }

    fn grounds(&mut self, heading: &str, grounds: &[Ground]) {
        if grounds.is_empty() {
            return;
        }
        self.heading(2, self.say(heading));
        let rows = grounds.iter().map(|ground| self.ground(ground)).collect();
        self.entries(rows);
    }

    fn ground(&self, ground: &Ground) -> Entry {
        let mut lines = Vec::new();
        if let Some(policy) = &ground.policy {
            lines.push(format!("{} {policy}", self.say("answer-policy")));
        }
        if !ground.lifted_by.is_empty() {
            lines.push(self.put("answer-lifted", &[("names", ground.lifted_by.join(", ").as_str().into())]));
        }
        if !ground.open.is_empty() {
            lines.push(self.put("answer-depends", &[("facts", ground.open.join(", ").as_str().into())]));
        }
        let cite = ground.provision.iter().chain([&ground.citation]).map(String::as_str).collect::<Vec<_>>().join(" · ");
        Entry { text: ground.title.clone(), tags: ground.reason.iter().chain(&ground.item).cloned().collect(), cite, lines, ..Entry::default() }
    }

    fn ways(&mut self, finding: &Finding) {
        for status in finding.statuses() {
            let count = finding.ways(status).count();
            self.heading(2, self.put(status.key(), &[("count", count.into())]));
            let rows = finding.ways(status).map(|way| self.way(way)).collect();
            self.entries(rows);
        }
        if finding.closed > 0 {
            self.soft(self.put("answer-closed", &[("count", finding.closed.into())]));
        }
    }

    fn way(&self, way: &Authorisation) -> Entry {
        let tests = way.conditions.iter().map(|one| Test { mark: self.say(one.met.key()), text: one.text.clone(), cite: one.citation.clone() });
        Entry {
            mark: way.name.clone(),
            text: way.title.clone(),
            tags: way.item.iter().cloned().collect(),
            cite: way.citation.clone(),
            notice: way.unverified.as_ref().map(|why| format!("{} {why}", self.say("answer-unverified"))).unwrap_or_default(),
            tests: tests.collect(),
            ..Entry::default()
        }
    }

    fn duties(&mut self, finding: &Finding) {
        if finding.duties.is_empty() {
            return;
        }
        self.heading(2, self.say("answer-duties"));
        let open = self.say("answer-duty-open");
        let rows = finding.duties.iter().map(|duty| Entry {
            text: duty.text.clone(),
            tags: if duty.due { Vec::new() } else { vec![open.clone()] },
            cite: duty.citation.clone(),
            ..Entry::default()
        });
        self.entries(rows.collect());
    }

    pub(super) fn gaps(&mut self, gaps: &[Gap]) {
        let entry = |gap: &Gap| Entry { mark: gap.instrument.clone(), text: gap.note.clone(), tags: vec![self.name("gap", &gap.status)], ..Entry::default() };
        let rows = gaps.iter().map(entry).collect();
        self.entries(rows);
    }
}
