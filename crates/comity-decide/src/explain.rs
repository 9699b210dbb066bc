//! The explanation: every rule that mattered, down to the facts at its leaves.

use std::{collections::HashMap, ops::Range, sync::Arc};

use comity_law::{Body, RuleId, condition::Condition};

use crate::{
    assess::{Assessment, Origin},
    belief::{Belief, Truth},
    determination::Explanation,
    program::{Op, StepId},
    reasoning::{Reasonings, Record, Root, Row},
    scene::Scene,
};

/// Explains rules, one tree each.
pub(crate) fn explanation<'l>(scene: &Scene<'_, 'l>, rules: &[RuleId], assessment: &Assessment<'l>, item: &Arc<str>) -> Vec<Explanation<'l>> {
    let law = scene.law;
    let mut explainer = Explainer { scene, asked: vec![false; scene.program.len()], by_party: HashMap::new(), roots: Vec::with_capacity(2 * rules.len()) };
    let mut seen = vec![false; law.rules.len()];
    let mut rows: Vec<(RuleId, Truth, Range<usize>)> = Vec::with_capacity(rules.len());
    for id in rules {
        match seen.get_mut(id.index()) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let first = explainer.roots.len();
        let value = explainer.rule(*id, assessment);
        rows.push((*id, value, first..explainer.roots.len()));
    }
    let record = Arc::new(explainer.record());
    let explained = rows.into_iter().map(|(id, value, roots)| {
        let (rule, reasoning) = (law.rule(id), Reasonings::new(record.clone(), roots));
        Explanation { citation: &rule.cite, item: item.clone(), kind: rule.kind().name(), reasoning, rule: &rule.id, title: &rule.title, value }
    });
    explained.collect()
}

/// Asks every step that an explanation shows, also those that an answer could pass over.
struct Explainer<'s, 'a, 'l> {
    scene: &'s Scene<'a, 'l>,
    asked: Vec<bool>,
    by_party: HashMap<(StepId, usize), Belief>,
    roots: Vec<Root<'l>>,
}

impl<'l> Explainer<'_, '_, 'l> {
    /// Notes what a rule rests on, and gives how it came out.
    fn rule(&mut self, id: RuleId, assessment: &Assessment<'l>) -> Truth {
        let law = self.scene.law;
        let rule = law.rule(id);
        let mut value = self.scene.rule(id).presumed;
        match &rule.body {
            Body::Authorisation { conditions, .. } => {
                let state = assessment.authorisations.iter().find(|state| state.rule == id);
                value = state.map_or(value, |state| state.open);
                // One test that fails closes an authorisation: it explains the whole.
                let failing = conditions.iter().find(|row| value == Truth::False && self.scene.clause(&row.test.root, None).presumed == Truth::False);
                match failing {
                    Some(row) => self.condition(&row.test),
                    None => {
                        rule.when.iter().for_each(|when| self.condition(when));
                        conditions.iter().for_each(|row| self.condition(&row.test));
                    }
                }
            }
            _ => rule.when.iter().for_each(|when| self.condition(when)),
        }
        for ground in assessment.grounds.iter().filter(|ground| ground.rule == id) {
            value = ground.belief.presumed;
            if let Origin::Row(list, node, row) = ground.origin {
                let list = law.list(list);
                let conditions: Vec<&'l Condition> = row.scope.iter().chain(&row.when).collect();
                conditions.iter().for_each(|condition| self.ask_condition(condition));
                let mark = row.column.zip(list.chart).map(|((_, column), chart)| {
                    let name = law.chart(chart).columns.get(usize::from(column)).map_or("", |name| name);
                    format!("{} marks `{name}` at the destination", law.chart(chart).id)
                });
                let test = format!("a control row of {}:{}", list.id, list.code(node));
                self.roots.push(Root::Row(Row { test, curated: row.curated.as_deref(), value, conditions, mark }));
            }
        }
        value
    }

    fn condition(&mut self, condition: &'l Condition) {
        self.ask_condition(condition);
        self.roots.push(Root::Condition(condition));
    }

    fn ask_condition(&mut self, condition: &Condition) {
        if let Some(step) = self.scene.program.at(&condition.root) {
            self.ask(step, None);
        }
    }

    fn ask(&mut self, id: StepId, party: Option<usize>) {
        let scene = self.scene;
        let step = scene.program.step(id);
        match party {
            Some(party) if step.depends.party => {
                let belief = scene.step(id, Some(party));
                if self.by_party.insert((id, party), belief).is_some() {
                    return;
                }
            }
            _ => match self.asked.get_mut(id.index()) {
                Some(asked) if !*asked => {
                    *asked = true;
                    scene.step(id, party);
                }
                _ => return,
            },
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

    fn record(self) -> Record<'l> {
        let scene = self.scene;
        let transaction = scene.transaction;
        let items = scene.items.get(scene.item).into_iter().map(|item| (None, &item.facts));
        let parties = transaction.parties.iter().enumerate().map(|(party, facts)| (Some(party), facts));
        let places = std::iter::once((None, &transaction.facts)).chain(items).chain(parties);
        let stated = places.flat_map(|(party, facts)| facts.stated().map(move |(fact, slot)| (fact, party, slot.clone()))).collect();
        Record {
            law: scene.law,
            program: scene.program.clone(),
            steps: scene.memory.remembered(),
            by_party: self.by_party,
            parties: transaction.parties.len(),
            stated,
            roots: self.roots,
        }
    }
}
