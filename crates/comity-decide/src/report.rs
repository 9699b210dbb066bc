//! Writing a finding: from an assessment to grounds, authorisations, what is missing, assumed, due and not assessed.

use std::{borrow::Cow, sync::Arc};

use comity_law::{Body, CoverageStatus, FactId, FactPlace, Law, ListId, NodeId, RuleId};

use crate::{
    assess::{Assessment, AuthorisationState, GroundState, HandOff, Origin, Plan},
    belief::Truth,
    determination::{Assumption, Authorisation, ConditionState, Duty, Finding, Ground, Missing, NotAssessed, Possible, Status},
    engine::Options,
    explain::explanation,
    facts::{CodeState, Slot},
    find::{Finder, Leaf},
    outcome::Outcome,
    scene::{Known, Scene},
    transaction::Transaction,
};

impl<'l> Finding<'l> {
    fn empty(jurisdiction: &'l str) -> Self {
        Self {
            assuming: Vec::new(),
            authorisations: Vec::new(),
            closed: Vec::new(),
            duties: Vec::new(),
            explanation: Vec::new(),
            grounds: Vec::new(),
            jurisdiction,
            missing: Vec::new(),
            not_assessed: Vec::new(),
            outcome: Outcome::NoLicenceRequired,
            possible: Possible::NOTHING,
            possible_grounds: Vec::new(),
        }
    }
}

/// A finding while it is written.
pub(crate) struct Report<'e, 'l> {
    law: &'l Law,
    known: Known,
    plan: &'e Plan,
    finding: Finding<'l>,
    /// What is missing, at which step it is asked first, and in how many open rules of that step it appears.
    open: Vec<(OpenFact, Step, usize)>,
    /// What is presumed already.
    assumed: Vec<Leaf<'l>>,
    /// Open rules by step.
    rules: [usize; 3],
    /// Whether the jurisdiction reaches some item, presumptions considered.
    reached: bool,
}

/// Steps of the review: what settles an earlier one settles the later ones with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Reach,
    Ground,
    Authorisation,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenFact {
    Fact(FactId, usize),
    Code(ListId, usize),
    Parties,
}

impl<'e, 'l> Report<'e, 'l> {
    pub(crate) fn new(law: &'l Law, known: Known, plan: &'e Plan, jurisdiction: &'l str) -> Self {
        Self { law, known, plan, finding: Finding::empty(jurisdiction), open: Vec::new(), assumed: Vec::new(), rules: [0; 3], reached: false }
    }

    fn law(&self) -> &'l Law {
        self.law
    }

    /// Writes down what one item gave.
    pub(crate) fn item(&mut self, scene: &Scene<'_, 'l>, assessment: &Assessment<'l>, options: Options) {
        let item: Arc<str> = scene.transaction.items.get(scene.item).map_or_else(Arc::default, |item| Arc::from(&*item.id));
        if self.plan.is_before(scene.day) {
            let note = format!("no law of this jurisdiction is loaded for {}", scene.day);
            push_once(&mut self.finding.not_assessed, NotAssessed { instrument: self.finding.jurisdiction.into(), note: note.into(), status: "not-covered" });
            return;
        }
        self.reached |= assessment.reach.presumed != Truth::False;
        for rule in &self.plan.reach {
            if assessment.reach.presumed == Truth::Unknown && assessment.worst != Outcome::NoLicenceRequired {
                self.open_rule(scene, *rule);
            }
        }
        for rule in &assessment.presumed {
            self.assume(scene, *rule);
        }
        for HandOff { rule, belief, scopes } in &assessment.hand_offs {
            match belief.presumed {
                Truth::True => {
                    let ground = self.rule_ground(scene, *rule, &item);
                    self.finding.grounds.push(ground);
                    self.rest_on(*rule);
                }
                Truth::Unknown => {
                    self.open_rule(scene, *rule);
                    for scope in scopes {
                        let mut finder = Finder::new(scene);
                        finder.unknown(scope);
                        self.open_leaves(scene, finder.found(), Cow::Borrowed(&scene.law.rule(*rule).cite), Step::Reach);
                    }
                }
                Truth::False => {}
            }
        }
        for ground in &assessment.grounds {
            let mut row = self.ground(scene, ground, &item);
            match ground.belief.presumed {
                Truth::True => self.finding.grounds.push(row),
                Truth::Unknown => {
                    row.open = self.open_ground(scene, ground);
                    self.finding.possible_grounds.push(row);
                }
                Truth::False => continue,
            }
            self.rest_on(ground.rule);
        }
        for state in &assessment.authorisations {
            let useful = state.grounds.iter().filter_map(|i| assessment.grounds.get(*i)).any(|ground| ground.belief.presumed != Truth::False);
            if useful {
                self.authorisation(scene, state, assessment, &item, options);
            }
        }
        if options.explain {
            let rules = assessment.grounds.iter().map(|ground| ground.rule).chain(assessment.hand_offs.iter().map(|row| row.rule));
            let mut rules: Vec<RuleId> = self.plan.reach.iter().copied().chain(rules).chain(assessment.authorisations.iter().map(|state| state.rule)).collect();
            rules.dedup();
            self.finding.explanation.extend(explanation(scene, &rules, assessment, &item));
        }
    }

    fn rule_ground(&self, scene: &Scene, rule: RuleId, item: &Arc<str>) -> Ground<'l> {
        let row = self.law().rule(rule);
        Ground {
            citation: Cow::Borrowed(&row.cite),
            column: None,
            item: item.clone(),
            lifted_by: Vec::new(),
            open: Vec::new(),
            policy: None,
            provision: self.provision(scene),
            reason: None,
            rule: &row.id,
            title: &row.title,
        }
    }

    fn ground(&self, scene: &Scene, ground: &GroundState, item: &Arc<str>) -> Ground<'l> {
        let law = self.law();
        let mut row = self.rule_ground(scene, ground.rule, item);
        row.lifted_by = ground.lifted_by.iter().map(|rule| &*law.rule(*rule).id).collect();
        row.reason = ground.reason.and_then(|reason| law.vocabulary.reasons.get(reason.index())).map(|reason| &*reason.code);
        if let Body::Requirement { policy, .. } | Body::Prohibition { policy, .. } = &law.rule(ground.rule).body {
            row.policy = policy.as_deref();
        }
        let entry = |list: ListId, node: NodeId| {
            let list = law.list(list);
            let code = list.code(node);
            format!("{}, {}", list.cite, code.split_once('.').map_or(code, |(entry, _)| entry))
        };
        match ground.origin {
            Origin::Row(list, node, control) => {
                row.provision = Some(format!("{}:{}", law.list(list).id, law.list(list).code(node)));
                row.column = control.column.map(|(number, _)| number);
                row.citation = match &control.cite {
                    Some(cite) if control.column.is_none() => format!("{cite}; {}", entry(list, node)).into(),
                    _ => format!("{}; {}", row.citation, entry(list, node)).into(),
                };
            }
            Origin::Refer(list, node, refer) => {
                row.provision = Some(format!("{}:{}", law.list(list).id, law.list(list).code(node)));
                row.citation = format!("{}; {}", refer.cite, entry(list, node)).into();
            }
            Origin::Rule | Origin::NoCode(_) => {}
        }
        row
    }

    /// The item's provision on the first list of the review on which it stands.
    fn provision(&self, scene: &Scene) -> Option<String> {
        let fact = self.known.codes?;
        scene.jurisdiction().review.iter().find_map(|list| match scene.codes(fact, None, *list) {
            Some(CodeState::On(nodes)) => nodes.first().map(|node| format!("{}:{}", self.law().list(*list).id, self.law().list(*list).code(*node))),
            _ => None,
        })
    }

    /// Writes down an authorisation: in full when it is open, what it waits for when facts are missing, the one test that fails
    /// when a single one does; else only that it was asked.
    fn authorisation(&mut self, scene: &Scene<'_, 'l>, state: &AuthorisationState, assessment: &Assessment<'l>, item: &Arc<str>, options: Options) {
        let law = self.law();
        let rule = law.rule(state.rule);
        let Body::Authorisation { name, conditions, duties, .. } = &rule.body else { return };
        let grounds = || state.grounds.iter().filter_map(|i| assessment.grounds.get(*i)).filter(|ground| ground.belief.presumed != Truth::False);
        let needed = grounds().any(|ground| ground.belief.presumed == Truth::True && ground.lifted != Truth::True);
        let status = match state.open {
            Truth::True => Status::Available,
            Truth::Unknown => Status::Conditional,
            Truth::False => Status::Unavailable,
        };
        // What could only lift a ground that is open, or lifted already, is noise until asked for.
        if status != Status::Available && !needed && !options.explain {
            return;
        }
        let keep = |met: Truth| options.explain || status == Status::Available || met != Truth::True;
        let mut rows: Vec<ConditionState<'l>> = Vec::with_capacity(if options.explain { conditions.len() + 1 } else { 0 });
        let mut failing = 0;
        let own = scene.condition(rule.when.as_ref()).presumed;
        let tests = conditions.iter().map(|row| (row.cite.as_deref().unwrap_or(&rule.cite), &*row.text, &row.test));
        for (citation, text, test) in tests {
            let met = scene.clause(&test.root, None).presumed;
            failing += usize::from(met != Truth::True);
            if failing > 1 && status == Status::Unavailable && !options.explain {
                break;
            }
            if keep(met) {
                rows.push(ConditionState { citation, met, text });
            }
        }
        if own != Truth::True {
            failing += 1;
            rows.push(ConditionState { citation: &rule.cite, met: own, text: &rule.title });
        }
        for (restriction, barred) in &state.barred_by {
            let row = law.rule(*restriction);
            if barred.presumed != Truth::False && grounds().any(|ground| ground.is_under(&row.body)) {
                failing += 1;
                rows.push(ConditionState { citation: &row.cite, met: !barred.presumed, text: &row.title });
            }
        }
        if status == Status::Unavailable && failing > 1 && !options.explain {
            return push_once(&mut self.finding.closed, &*rule.id);
        }
        if status == Status::Conditional && needed {
            self.open_authorisation(scene, state);
        }
        if status == Status::Available {
            self.rest_on(state.rule);
            if grounds().any(|ground| ground.belief.presumed == Truth::True) && assessment.outcome == Outcome::Authorised {
                for (text, cite) in duties {
                    let citation = if cite.is_empty() { &*rule.cite } else { cite };
                    push_once(&mut self.finding.duties, Duty { citation, due: true, rule: &rule.id, text });
                }
            }
            self.assume_conditions(scene, state.rule);
            for (restriction, barred) in &state.barred_by {
                if barred.rests_on_presumption() && grounds().any(|ground| ground.is_under(&law.rule(*restriction).body)) {
                    self.assume(scene, *restriction);
                }
            }
        }
        let mut lifts: Vec<Cow<'l, str>> = Vec::new();
        grounds().for_each(|ground| push_once(&mut lifts, self.ground_name(ground)));
        self.finding.authorisations.push(Authorisation {
            citation: &rule.cite,
            conditions: rows,
            item: item.clone(),
            lifts,
            name,
            rule: &rule.id,
            status,
            title: &rule.title,
            unverified: rule.unverified.as_deref(),
        });
    }

    fn ground_name(&self, ground: &GroundState) -> Cow<'l, str> {
        let law = self.law();
        let reason = ground.reason.and_then(|reason| law.vocabulary.reasons.get(reason.index())).map(|reason| &*reason.code);
        match (ground.origin, reason) {
            (Origin::Row(_, _, row), Some(reason)) => row.column.map_or(Cow::Borrowed(reason), |(number, _)| format!("{reason} {number}").into()),
            _ => Cow::Borrowed(&*law.rule(ground.rule).id),
        }
    }

    /// Notes the facts that keep a rule open, and the gaps that no fact can close.
    fn open_rule(&mut self, scene: &Scene<'_, 'l>, rule: RuleId) {
        let row = scene.law.rule(rule);
        if !row.in_force(scene.day) {
            return;
        }
        let mut finder = Finder::new(scene);
        if row.covers_from.is_some_and(|first| scene.day < first) {
            finder.push(Leaf::Gap(&row.id));
        } else if let Some(when) = &row.when {
            finder.unknown(when);
        }
        self.open_leaves(scene, finder.found(), Cow::Borrowed(&row.cite), Step::Reach);
    }

    /// What keeps a ground open, in words; facts are counted as missing unless the ground is lifted anyway.
    fn open_ground(&mut self, scene: &Scene<'_, 'l>, ground: &GroundState<'l>) -> Vec<Cow<'l, str>> {
        let rule = scene.law.rule(ground.rule);
        let mut finder = Finder::new(scene);
        if rule.covers_from.is_some_and(|first| scene.day < first) {
            finder.push(Leaf::Gap(&rule.id));
        } else if let Some(when) = &rule.when {
            finder.unknown(when);
        }
        let mut cite: Cow<'l, str> = Cow::Borrowed(&rule.cite);
        match ground.origin {
            Origin::Rule => {}
            Origin::NoCode(list) => match scene.known.codes.and_then(|fact| scene.codes(fact, None, list)) {
                None => finder.push(Leaf::Code(list)),
                Some(_) => finder.push(Leaf::Gap(&scene.law.list(list).id)),
            },
            Origin::Row(list, node, row) => {
                cite = format!("{}, {}", scene.law.list(list).cite, scene.law.list(list).code(node)).into();
                for condition in row.scope.iter().chain(&row.when) {
                    finder.unknown(condition);
                }
                if let (Some((_, column)), Some(chart)) = (row.column, scene.law.list(list).chart)
                    && scene.destination_cell(list, column).presumed == Truth::Unknown
                {
                    match scene.known.to.map(|to| (to, scene.slot(to, None))) {
                        Some((_, Slot::Known(_))) | None => finder.push(Leaf::Gap(&scene.law.chart(chart).id)),
                        Some((to, _)) => finder.push(Leaf::Fact(to, None)),
                    }
                }
            }
            Origin::Refer(_, _, refer) => {
                cite = Cow::Borrowed(&refer.cite);
                finder.push(Leaf::Untranslated("the entry states its requirement elsewhere, and no rule reads it yet"));
            }
        }
        for exclusion in &self.plan.exclusions {
            let row = scene.law.rule(*exclusion);
            if let (Body::Exclusion(bars), Some(when)) = (&row.body, &row.when)
                && (bars.rules.contains(&ground.rule) || ground.reason.is_some_and(|reason| bars.reasons.contains(&reason)))
                && scene.rule(*exclusion).presumed == Truth::Unknown
            {
                finder.unknown(when);
            }
        }
        let leaves = finder.found();
        let words = leaves.iter().map(|leaf| match leaf {
            Leaf::Fact(fact, _) => Cow::Borrowed(&*scene.law.fact(*fact).path),
            Leaf::Code(list) => format!("item.codes.{}", scene.law.list(*list).id).into(),
            Leaf::Parties => "party".into(),
            Leaf::Untranslated(why) => format!("not translated: {why}").into(),
            Leaf::Gap(what) => format!("not settled by the law that is loaded for {}: {what}", scene.day).into(),
        });
        let words = words.collect();
        if ground.lifted != Truth::True {
            self.open_leaves(scene, leaves, cite, Step::Ground);
        }
        words
    }

    fn open_authorisation(&mut self, scene: &Scene<'_, 'l>, state: &AuthorisationState) {
        let rule = scene.law.rule(state.rule);
        let Body::Authorisation { conditions, .. } = &rule.body else { return };
        let mut finder = Finder::new(scene);
        for condition in rule.when.iter().chain(conditions.iter().map(|row| &row.test)) {
            finder.unknown(condition);
        }
        for (restriction, _) in &state.barred_by {
            if let Some(when) = &scene.law.rule(*restriction).when {
                finder.unknown(when);
            }
        }
        self.open_leaves(scene, finder.found(), Cow::Borrowed(&rule.cite), Step::Authorisation);
    }

    fn open_leaves(&mut self, scene: &Scene<'_, 'l>, leaves: Vec<Leaf<'l>>, cite: Cow<'l, str>, step: Step) {
        self.rules[step as usize] += 1;
        for leaf in leaves {
            let open = match leaf {
                Leaf::Fact(fact, _) => OpenFact::Fact(fact, if scene.law.fact(fact).place == FactPlace::Item { scene.item } else { 0 }),
                Leaf::Code(list) => OpenFact::Code(list, scene.item),
                Leaf::Parties => OpenFact::Parties,
                Leaf::Untranslated(note) => {
                    let gap = NotAssessed { instrument: cite.clone(), note: Cow::Borrowed(note), status: "untranslated" };
                    push_once(&mut self.finding.not_assessed, gap);
                    continue;
                }
                Leaf::Gap(what) => {
                    let note = format!("not settled by the law that is loaded for {}: {what}", scene.day);
                    push_once(&mut self.finding.not_assessed, NotAssessed { instrument: cite.clone(), note: note.into(), status: "not-covered" });
                    continue;
                }
            };
            match self.open.iter_mut().find(|(other, ..)| *other == open) {
                Some((_, first, count)) if *first == step => *count += 1,
                Some((_, first, count)) if step < *first => (*first, *count) = (step, 1),
                Some(_) => {}
                None => self.open.push((open, step, 1)),
            }
        }
    }

    /// Notes what a rule presumes, if its answer rests on it.
    fn assume(&mut self, scene: &Scene<'_, 'l>, rule: RuleId) {
        let row = scene.law.rule(rule);
        if let Some(when) = &row.when {
            let mut finder = Finder::new(scene);
            finder.presumed(when);
            self.assume_leaves(finder.found());
        }
    }

    fn assume_conditions(&mut self, scene: &Scene<'_, 'l>, rule: RuleId) {
        if let Body::Authorisation { conditions, .. } = &scene.law.rule(rule).body {
            let mut finder = Finder::new(scene);
            for row in conditions {
                finder.presumed(&row.test);
            }
            self.assume_leaves(finder.found());
        }
    }

    fn assume_leaves(&mut self, leaves: Vec<Leaf<'l>>) {
        let law = self.law();
        for leaf in leaves {
            // Most rules presume the same few facts.
            if self.assumed.contains(&leaf) {
                continue;
            }
            self.assumed.push(leaf.clone());
            let assumption = match leaf {
                Leaf::Fact(fact, _) => {
                    let fact = law.fact(fact);
                    let statement = match &fact.statement {
                        Some(statement) => Cow::Borrowed(&**statement),
                        None => format!("Presumed, because nothing else is known, not to be so: {}", fact.question).into(),
                    };
                    Assumption { fact: Cow::Borrowed(&fact.path), statement }
                }
                Leaf::Parties => {
                    let statement = "No one takes part in the transaction besides the parties stated.".into();
                    Assumption { fact: "party".into(), statement }
                }
                Leaf::Code(list) => {
                    let list = law.list(list);
                    let statement = format!("The item is on none of the entries that the law asks about here: {}.", list.title).into();
                    Assumption { fact: format!("item.codes.{}", list.id).into(), statement }
                }
                _ => continue,
            };
            push_once(&mut self.finding.assuming, assumption);
        }
    }

    /// Says so where the answer rests on a rule whose text was not checked.
    fn rest_on(&mut self, rule: RuleId) {
        let row = self.law().rule(rule);
        if let Some(why) = &row.unverified {
            let gap = NotAssessed { instrument: Cow::Borrowed(&row.cite), note: Cow::Borrowed(why), status: "unverified" };
            push_once(&mut self.finding.not_assessed, gap);
        }
    }

    fn duties(&mut self, scene: &Scene<'_, 'l>) {
        let law = self.law();
        for id in &self.plan.duties {
            let rule = law.rule(*id);
            let Body::Duty { on } = &rule.body else { continue };
            if !on.is_empty() && !on.iter().any(|word| **word == *self.finding.outcome.name()) {
                continue;
            }
            let belief = scene.rule(*id);
            if belief.rests_on_presumption() {
                self.assume(scene, *id);
            }
            if belief.presumed != Truth::False {
                let duty = Duty { citation: &rule.cite, due: belief.presumed == Truth::True, rule: &rule.id, text: &rule.title };
                push_once(&mut self.finding.duties, duty);
            }
        }
    }

    fn coverage(&mut self, scene: &Scene<'_, 'l>) {
        for row in &self.law().jurisdiction(scene.jurisdiction).coverage {
            if row.status == CoverageStatus::Modelled || scene.condition(row.affects.as_ref()).presumed == Truth::False {
                continue;
            }
            let note = match &row.note {
                Some(note) => Cow::Owned(format!("{}: {note}", row.title)),
                None => Cow::Borrowed(&*row.title),
            };
            let gap = NotAssessed { instrument: Cow::Borrowed(&row.instrument), note, status: row.status.name() };
            push_once(&mut self.finding.not_assessed, gap);
        }
    }

    /// Adds what depends on the whole finding: duties and coverage; and ranks what is missing.
    pub(crate) fn finish<'s>(
        mut self,
        scenes: impl Iterator<Item = Scene<'s, 'l>>,
        transaction: &Transaction,
        outcome: Outcome,
        possible: Possible,
    ) -> Finding<'l>
    where
        'l: 's,
    {
        let law = self.law();
        self.finding.outcome = outcome;
        self.finding.possible = possible;
        if self.reached {
            for scene in scenes {
                self.duties(&scene);
                self.coverage(&scene);
            }
        }
        let item = |i: usize| transaction.items.get(i).map(|item| item.id.to_string());
        let mut missing: Vec<Missing<'l>> = Vec::new();
        for (open, step, count) in &self.open {
            // What settles reach settles every ground and authorisation; what settles a ground, the authorisations.
            let later: usize = self.rules.iter().skip(*step as usize + 1).sum();
            let settles = &(count + later);
            missing.push(match open {
                OpenFact::Fact(fact, i) => {
                    let row = law.fact(*fact);
                    let item = if row.place == FactPlace::Item { item(*i) } else { None };
                    Missing { fact: row.path.to_string(), item, question: &row.question, settles: *settles }
                }
                OpenFact::Code(list, i) => {
                    let question = self.known.codes.map_or("", |fact| &law.fact(fact).question);
                    Missing { fact: format!("item.codes.{}", law.list(*list).id), item: item(*i), question, settles: *settles }
                }
                OpenFact::Parties => Missing { fact: "party".into(), item: None, question: "Who takes part: consignee, end-user, others?", settles: *settles },
            });
        }
        missing.sort_by_key(|row| std::cmp::Reverse(row.settles));
        self.finding.missing = missing;
        self.finding
    }
}

fn push_once<T: PartialEq>(rows: &mut Vec<T>, row: T) {
    if !rows.contains(&row) {
        rows.push(row);
    }
}
