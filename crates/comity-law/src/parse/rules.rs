//! Decision law: rules of every kind.

use super::{
    Builder,
    kdl::{At, Text, with_near},
    names::lookup,
    sets::glob,
};
use crate::{
    Bars, Body, ConditionRow, Controls, Digest, Interruption, JurisdictionId, Lifts, ListId, Part, PartId, ProblemKind, ReasonId, Rule, RuleId,
    condition::{Condition, resolve},
    nearest,
};

/// Nodes that declare rules.
const RULES: &[&str] = &["reach", "hand-off", "requirement", "exclusion", "prohibition", "authorisation", "restriction", "duty", "define"];
/// Attributes that every rule takes.
const COMMON: &[&str] = &["title", "cite", "from", "until", "covers-from", "checked", "unverified", "activity", "when", "note", "stay"];
/// Words of the outcome vocabulary, for `on`.
const OUTCOMES: &[&str] = &["prohibited", "licence-required", "other-authority", "undetermined", "authorised", "no-licence-required"];

impl<'f> Builder<'f> {
    /// Rule nodes in the order of files: the order of [`RuleId`]s.
    pub(super) fn rule_nodes(&self) -> Vec<At<'f>> {
        let documents = self.documents;
        let all = documents.iter().flat_map(|(file, document)| document.nodes().iter().map(move |node| At { file, node }));
        // Nodes of the same names inside lists are rows, never at the top of a file.
        all.filter(|at| RULES.contains(&at.name())).collect()
    }

    pub(super) fn declare_rules(&mut self) {
        for (i, at) in self.rule_nodes().into_iter().enumerate() {
            let Some(id) = self.id_of(at) else { continue };
            if at.name() == "define" && self.names.defines.insert(id.value.into(), RuleId::at(i)).is_some() {
                self.duplicate("define", &id);
            }
            self.names.rules.entry(id.value.into()).or_default().push(RuleId::at(i));
        }
    }

    /// The one rule with an id; reports an unknown one.
    pub(super) fn rule_named(&mut self, text: &Text<'f>) -> Option<RuleId> {
        self.rules_named(text).into_iter().next()
    }

    /// Rules with an id, or that match a pattern with `*`; reports when there are none.
    fn rules_named(&mut self, text: &Text<'f>) -> Vec<RuleId> {
        if text.value.contains('*') {
            let mut found: Vec<RuleId> =
                self.names.rules.iter().filter(|(id, _)| glob(text.value.as_bytes(), id.as_bytes())).flat_map(|(_, ids)| ids.iter().copied()).collect();
            found.sort_unstable();
            if found.is_empty() {
                self.problems.push(text.problem(ProblemKind::Unknown { what: "rule that matches", name: text.value.into() }));
            }
            return found;
        }
        if let Some(ids) = self.names.rules.get(text.value) {
            return ids.clone();
        }
        let mut known: Vec<&str> = self.names.rules.keys().map(|id| &**id).collect();
        known.sort_unstable();
        let problem = text.problem(ProblemKind::Unknown { what: "rule", name: text.value.into() });
        self.problems.push(match nearest(text.value, known) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
        Vec::new()
    }

    pub(super) fn rules(&mut self) {
        let mut file: Option<(&str, Option<At<'f>>, PartId)> = None;
        for at in self.rule_nodes() {
            let (source, part) = match file {
                Some((path, source, part)) if path == &*at.file.path => (source, part),
                _ => {
                    let source = self.source_of(at);
                    let part = self.rule_file(at, source);
                    file = Some((&at.file.path, source, part));
                    (source, part)
                }
            };
            let rule = self.rule(at, source, part);
            self.law.rules.push(rule);
        }
        self.same_ids();
    }

    fn source_of(&mut self, at: At<'f>) -> Option<At<'f>> {
        let source = self.nodes("source").into_iter().find(|source| source.file.path == at.file.path);
        if let Some(source) = source {
            source.only(&["cite", "file", "covers-from", "checked", "digest", "unverified", "note"], &mut self.problems);
        } else {
            let problem = at.problem(ProblemKind::Missing { node: at.file.path.to_string(), what: "a `source` node with citation and dates" });
            self.problems.push(problem.help("start the file with: source cite=\"…\" covers-from=\"…\" checked=\"…\""));
        }
        source
    }

    fn rule_file(&mut self, at: At<'f>, source: Option<At<'f>>) -> PartId {
        let path = at.file.path.strip_suffix(".kdl").unwrap_or(&at.file.path);
        let digest = Digest::of(at.file.text.as_bytes());
        match source {
            Some(source) => self.part(source, path, digest),
            None => {
                self.law.parts.push(Part { part: path.into(), covers_from: None, checked: None, digest, unverified: None });
                PartId::at(self.law.parts.len() - 1)
            }
        }
    }

    fn rule(&mut self, at: At<'f>, source: Option<At<'f>>, part: PartId) -> Rule {
        let jurisdiction = match self.names.jurisdictions.get(at.file.jurisdiction()) {
            Some(id) => *id,
            None => {
                self.problems.push(at.problem(ProblemKind::Unknown { what: "jurisdiction", name: at.file.jurisdiction().into() }));
                JurisdictionId::at(0)
            }
        };
        let inherited = |name: &str| at.text(name).or_else(|| source.and_then(|source| source.text(name)));
        let cite: Box<str> = inherited("cite").map_or("", |text| text.value).into();
        if cite.is_empty() && source.is_some() {
            self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "a `cite`" }));
        }
        let covers_from = inherited("covers-from").and_then(|text| text.date(&mut self.problems));
        let unverified = inherited("unverified").map(|text| text.value.into());
        let mut stays = Vec::new();
        for stay in at.named("stay") {
            stay.only(&["from", "until", "cite", "note"], &mut self.problems);
            let cite = stay.required("cite", &mut self.problems).map_or("", |text| text.value).into();
            stays.push(Interruption { period: stay.period(&mut self.problems), cite });
        }
        let period = at.period(&mut self.problems);
        for (stay, row) in stays.iter().zip(at.named("stay")) {
            // A stay whose dates could not be read has been reported already.
            let read = row.text("from").is_some() == stay.period.from().is_some() && row.text("until").is_some() == stay.period.until().is_some();
            if read && !period.covers(stay.period) {
                self.problems.push(row.problem(ProblemKind::PeriodOutside { what: "`stay`".into() }));
            }
        }
        let (when, body) = (self.when(at), self.body(at));
        if at.name() != "define" && at.text("title").is_none() && at.name() != "reach" {
            self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "a `title`" }));
        }
        Rule {
            id: at.args().next().map_or("", |id| id.value).into(),
            jurisdiction,
            title: at.boxed("title").unwrap_or_default(),
            cite,
            period,
            stays,
            covers_from,
            unverified,
            when,
            note: at.boxed("note"),
            part,
            body,
        }
    }

    /// `when`, with the test on the activity that `activity` is short for.
    fn when(&mut self, at: At<'f>) -> Option<Condition> {
        let when = at.text("when");
        let Some(activities) = at.text("activity") else {
            return when.and_then(|text| self.condition(&text));
        };
        let known = self.problems.len();
        for word in activities.words() {
            // Asked alone, so that a fault is reported at the word.
            if let Err(faults) = resolve::condition(&format!("activity in {{{}}}", word.value), &self.names, &mut self.law) {
                self.problems.extend(faults.into_iter().map(|fault| resolve::Fault { at: 0..word.value.len(), ..fault }.in_file(&word)));
            }
        }
        if self.problems.len() > known {
            return None;
        }
        let words: Vec<&str> = activities.value.split_whitespace().collect();
        let prefix = format!("activity in {{{}}}", words.join(", "));
        match when {
            None => self.condition_at(&prefix, &activities),
            Some(when) => {
                // Faults in the parts are reported at their own places before the whole is read.
                self.condition(&when)?;
                let whole = format!("{prefix} and ({})", when.value);
                self.condition_at(&whole, &activities)
            }
        }
    }

    fn body(&mut self, at: At<'f>) -> Body {
        let known = |own: &[&'static str]| -> Vec<&'static str> { COMMON.iter().chain(own).copied().collect() };
        match at.name() {
            "reach" => {
                at.only(&known(&[]), &mut self.problems);
                self.must_ask(at, &["when"]);
                Body::Reach
            }
            "hand-off" => {
                at.only(&known(&["to"]), &mut self.problems);
                Body::HandOff { to: at.required("to", &mut self.problems).map_or("", |text| text.value).into() }
            }
            "requirement" => {
                at.only(&known(&["list", "controls", "reason", "policy"]), &mut self.problems);
                let controls = self.controls(at);
                if controls.is_none() {
                    self.must_ask(at, &["when"]);
                }
                Body::Requirement { controls, reason: self.reason(at), policy: at.boxed("policy") }
            }
            "prohibition" => {
                at.only(&known(&["reason", "policy"]), &mut self.problems);
                self.must_ask(at, &["when"]);
                Body::Prohibition { reason: self.reason(at), policy: at.boxed("policy") }
            }
            "exclusion" => {
                at.only(&known(&["from-rules", "from-reasons"]), &mut self.problems);
                self.must_ask(at, &["when"]);
                let bars = Bars { rules: self.rule_words(at, "from-rules"), reasons: self.reason_words(at, "from-reasons") };
                if bars == Bars::default() {
                    self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "`from-rules` or `from-reasons`" }));
                }
                Body::Exclusion(bars)
            }
            "authorisation" => self.authorisation(at, &known(&["name", "lifts", "condition", "duty"])),
            "restriction" => {
                at.only(&known(&["bars", "except", "for-rules", "for-reasons"]), &mut self.problems);
                self.must_ask(at, &["when"]);
                let except = self.rule_words(at, "except");
                let mut bars = self.rule_words(at, "bars");
                bars.retain(|rule| !except.contains(rule));
                if bars.is_empty() {
                    self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "`bars` that name an authorisation" }));
                }
                Body::Restriction { bars, grounds: Bars { rules: self.rule_words(at, "for-rules"), reasons: self.reason_words(at, "for-reasons") } }
            }
            "duty" => {
                at.only(&known(&["on"]), &mut self.problems);
                let mut on = Vec::new();
                for word in at.text("on").iter().flat_map(Text::words) {
                    if OUTCOMES.contains(&word.value) {
                        on.push(word.value.into());
                    } else {
                        let problem = word.problem(ProblemKind::Unknown { what: "outcome", name: word.value.into() });
                        self.problems.push(with_near(problem, word.value, OUTCOMES));
                    }
                }
                Body::Duty { on }
            }
            _ => {
                at.only(&known(&[]), &mut self.problems);
                self.must_ask(at, &["when"]);
                Body::Define
            }
        }
    }

    fn authorisation(&mut self, at: At<'f>, known: &[&str]) -> Body {
        at.only(known, &mut self.problems);
        let mut lifts = Vec::new();
        for lift in at.named("lifts") {
            lift.only(&["rules", "reasons", "note"], &mut self.problems);
            let every = lift.text("rules").is_some_and(|rules| rules.value == "*");
            let rules = if every { Vec::new() } else { self.rule_words(lift, "rules") };
            let reasons = self.reason_words(lift, "reasons");
            if every || !rules.is_empty() || (lift.text("rules").is_none() && !reasons.is_empty()) {
                lifts.push(Lifts { rules, reasons });
            }
        }
        if lifts.is_empty() {
            self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "a `lifts` row that names a ground" }));
        }
        let mut conditions = Vec::new();
        for row in at.named("condition") {
            row.only(&["text", "cite", "note"], &mut self.problems);
            let Some(test) = row.arg("a test", &mut self.problems) else { continue };
            let text = row.required("text", &mut self.problems).map_or(test.value, |text| text.value).into();
            if let Some(test) = self.condition(&test) {
                conditions.push(ConditionRow { test, text, cite: row.boxed("cite") });
            }
        }
        if conditions.is_empty() && at.text("when").is_none() {
            self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "a `condition`: none lifts everything" }));
        }
        let mut duties = Vec::new();
        for duty in at.named("duty") {
            duty.only(&["cite", "note"], &mut self.problems);
            if let Some(text) = duty.arg("a text", &mut self.problems) {
                duties.push((text.value.into(), duty.boxed("cite").unwrap_or_default()));
            }
        }
        let name = at.required("name", &mut self.problems).map_or("", |text| text.value).into();
        Body::Authorisation { name, lifts, conditions, duties }
    }

    fn controls(&mut self, at: At<'f>) -> Option<(ListId, Controls)> {
        let list = at.text("list")?;
        let list = lookup(&self.names.lists, "list", &list, &mut self.problems)?;
        let controls = match at.text("controls").map(|text| text.value) {
            Some("chart") => Controls::Chart,
            Some("stated") => Controls::Stated,
            Some("all") | None => Controls::All,
            Some(_) => {
                self.problems.push(at.problem(ProblemKind::Expected { expected: "`chart`, `stated` or `all`".into() }));
                Controls::All
            }
        };
        Some((list, controls))
    }

    fn must_ask(&mut self, at: At<'f>, wanted: &[&str]) {
        if !wanted.iter().any(|name| at.text(name).is_some()) && at.text("activity").is_none() {
            self.problems.push(at.problem(ProblemKind::Missing { node: at.name().into(), what: "`when`" }));
        }
    }

    fn reason(&mut self, at: At<'f>) -> Option<ReasonId> {
        at.text("reason").and_then(|text| lookup(&self.names.reasons, "reason", &text, &mut self.problems))
    }

    fn rule_words(&mut self, at: At<'f>, name: &str) -> Vec<RuleId> {
        let words: Vec<Text<'f>> = at.text(name).iter().flat_map(|text| text.words().collect::<Vec<_>>()).collect();
        words.iter().flat_map(|word| self.rules_named(word)).collect()
    }

    fn reason_words(&mut self, at: At<'f>, name: &str) -> Vec<ReasonId> {
        let words: Vec<Text<'f>> = at.text(name).iter().flat_map(|text| text.words().collect::<Vec<_>>()).collect();
        words.iter().filter_map(|word| lookup(&self.names.reasons, "reason", word, &mut self.problems)).collect()
    }

    /// One id may stand for several rules only where they hold on different days.
    fn same_ids(&mut self) {
        let nodes = self.rule_nodes();
        let mut shared: Vec<Vec<RuleId>> = self.names.rules.values().filter(|ids| ids.len() > 1).cloned().collect();
        shared.sort();
        for ids in shared {
            for (i, later) in ids.iter().enumerate() {
                for earlier in ids.iter().take(i) {
                    let (a, b) = (self.law.rule(*earlier), self.law.rule(*later));
                    let day = a.period.first_shared_day(b.period);
                    if let (Some(day), Some(at)) = (day, nodes.get(later.index())) {
                        self.problems.push(at.problem(ProblemKind::PeriodsOverlap { what: format!("rule `{}`", b.id), day }));
                    }
                }
            }
        }
    }
}
