//! The explanation: every rule that mattered, down to the facts at its leaves.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, OnceLock},
};

use comity_law::{Body, RuleId, condition::Condition};

use crate::{
    assess::{Assessment, AuthorisationState, Origin},
    belief::{Belief, Truth},
    determination::Explanation,
    memory::{Memory, Remembered},
    plan::Plan,
    program::{Op, StepId},
    reasoning::{Reasonings, Record, Root, Row},
    scene::Scene,
    transaction::Transaction,
};

/// Explains what an assessment of one item rests on, one tree a rule. `asked` is the scene's transaction.
pub(crate) fn explanation<'l>(
    scene: &Scene<'_, 'l>,
    asked: &Arc<Transaction>,
    plan: &Plan,
    assessment: &Assessment<'l>,
    item: &Arc<str>,
) -> Vec<Explanation<'l>> {
    let law = scene.law;
    let count = plan.reach.len() + assessment.grounds.len() + assessment.hand_offs.len() + assessment.authorisations.len();
    let mut explainer =
        Explainer { scene, assessment, seen: vec![false; law.rules.len()], roots: Vec::with_capacity(2 * count), rows: Vec::with_capacity(count) };
    let grounds = assessment.grounds.iter().map(|ground| ground.rule);
    for rule in plan.reach.iter().copied().chain(grounds).chain(assessment.hand_offs.iter().map(|row| row.rule)) {
        explainer.rule(rule);
    }
    for state in &assessment.authorisations {
        let tests = plan.authorisations.get(state.lifter).map(|lifter| lifter.tests.as_slice()).unwrap_or_default();
        explainer.authorisation(state, tests);
    }
    let Explainer { rows, roots, .. } = explainer;
    let record = Arc::new(Record {
        law,
        program: scene.program.clone(),
        known: scene.known,
        asked: asked.clone(),
        jurisdiction: scene.jurisdiction,
        item: scene.item,
        strict: scene.strict,
        steps: scene.memory.remembered(),
        rest: OnceLock::new(),
        roots,
    });
    let explained = rows.into_iter().map(|(id, value, roots)| {
        let (rule, reasoning) = (law.rule(id), Reasonings::new(record.clone(), roots));
        Explanation { citation: &rule.cite, item: item.clone(), kind: rule.kind().name(), reasoning, rule: &rule.id, title: &rule.title, value }
    });
    explained.collect()
}

/// Notes what each rule rests on.
struct Explainer<'s, 'a, 'l> {
    scene: &'s Scene<'a, 'l>,
    assessment: &'s Assessment<'l>,
    /// Rules that are explained already.
    seen: Vec<bool>,
    roots: Vec<Root<'l>>,
    rows: Vec<(RuleId, Truth, Range<usize>)>,
}

impl<'l> Explainer<'_, '_, 'l> {
    fn is_new(&mut self, id: RuleId) -> bool {
        self.seen.get_mut(id.index()).is_some_and(|seen| !std::mem::replace(seen, true))
    }

    /// A rule of the review, with the grounds that it gave.
    fn rule(&mut self, id: RuleId) {
        if !self.is_new(id) {
            return;
        }
        let first = self.roots.len();
        let law = self.scene.law;
        let mut value = self.scene.rule(id).presumed;
        self.roots.extend(law.rule(id).when.iter().map(Root::Condition));
        for ground in self.assessment.grounds.iter().filter(|ground| ground.rule == id) {
            value = ground.belief.presumed;
            if let Origin::Row(list, node, row) = ground.origin {
                let list = law.list(list);
                let conditions: Vec<&'l Condition> = row.scope.iter().chain(&row.when).collect();
                let mark = row.column.zip(list.chart).map(|((_, column), chart)| {
                    let name = law.chart(chart).columns.get(usize::from(column)).map_or("", |name| name);
                    format!("{} marks `{name}` at the destination", law.chart(chart).id)
                });
                let test = format!("a control row of {}:{}", list.id, list.code(node));
                self.roots.push(Root::Row(Row { test, curated: row.curated.as_deref(), value, conditions, mark }));
            }
        }
        self.rows.push((id, value, first..self.roots.len()));
    }

    fn authorisation(&mut self, state: &AuthorisationState, tests: &[StepId]) {
        if !self.is_new(state.rule) {
            return;
        }
        let first = self.roots.len();
        let rule = self.scene.law.rule(state.rule);
        if let Body::Authorisation { conditions, .. } = &rule.body {
            // One test that fails closes an authorisation: it explains the whole.
            let fails = |test: &StepId| self.scene.step(*test, None).presumed == Truth::False;
            let failing = if state.open == Truth::False { tests.iter().position(fails) } else { None };
            match failing.and_then(|failing| conditions.get(failing)) {
                Some(row) => self.roots.push(Root::Condition(&row.test)),
                None => self.roots.extend(rule.when.iter().chain(conditions.iter().map(|row| &row.test)).map(Root::Condition)),
            }
        }
        self.rows.push((state.rule, state.open, first..self.roots.len()));
    }
}

/// How every step below an explanation came out.
pub(crate) struct Rest {
    pub(crate) steps: Remembered,
    by_party: HashMap<(StepId, Option<usize>), Belief>,
}

impl Rest {
    pub(crate) fn of_party(&self, step: StepId, party: Option<usize>) -> Option<Belief> {
        self.by_party.get(&(step, party)).copied()
    }
}

/// Asks every step below an explanation, also those that the answer could pass over.
pub(crate) fn ask_all(record: &Record) -> Rest {
    let memory = Memory::of(&record.steps, record.law.rules.len());
    let scene = Scene {
        law: record.law,
        transaction: &record.asked,
        items: &record.asked.items,
        day: record.asked.date,
        jurisdiction: record.jurisdiction,
        item: record.item,
        known: record.known,
        strict: record.strict,
        program: &record.program,
        memory: &memory,
        standing: std::cell::Cell::new(None),
        trail: None,
    };
    let mut asker = Asker { scene: &scene, asked: vec![false; record.program.len()], by_party: HashMap::new() };
    for root in &record.roots {
        match root {
            Root::Condition(condition) => asker.condition(condition),
            Root::Row(row) => row.conditions.iter().for_each(|condition| asker.condition(condition)),
        }
    }
    let by_party = asker.by_party;
    Rest { steps: memory.remembered(), by_party }
}

struct Asker<'s, 'a, 'l> {
    scene: &'s Scene<'a, 'l>,
    asked: Vec<bool>,
    by_party: HashMap<(StepId, Option<usize>), Belief>,
}

impl Asker<'_, '_, '_> {
    fn condition(&mut self, condition: &Condition) {
        if let Some(step) = self.scene.program.at(&condition.root) {
            self.ask(step, None);
        }
    }

    fn ask(&mut self, id: StepId, party: Option<usize>) {
        let scene = self.scene;
        let step = scene.program.step(id);
        let is_new = if step.depends.party {
            self.by_party.insert((id, party), scene.step(id, party)).is_none()
        } else {
            scene.step(id, party);
            self.asked.get_mut(id.index()).is_some_and(|asked| !std::mem::replace(asked, true))
        };
        if !is_new {
            return;
        }
        for part in scene.program.parts(step) {
            match step.op {
                Op::Party(_) => (0..scene.transaction.parties.len()).for_each(|party| self.ask(*part, Some(party))),
                _ => self.ask(*part, party),
            }
        }
        if let Op::Define(rule) = step.op
            && let Some(when) = scene.program.rule(rule).when()
        {
            self.ask(when, None);
        }
    }
}
