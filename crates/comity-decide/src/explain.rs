//! The explanation: every rule that mattered, down to the facts at its leaves.

use std::{borrow::Cow, sync::Arc};

use comity_law::{
    Body, FactId, RuleId,
    condition::{Clause, Condition, Test},
};

use crate::{
    assess::{Assessment, Origin},
    belief::{Belief, Truth},
    determination::Explanation,
    facts::{Slot, show},
    program::StepId,
    reasoning::{Because, Reasonings},
    scene::{Scene, fact_of},
};

/// Explains rules, one tree each.
pub(crate) fn explanation<'l>(scene: &Scene<'_, 'l>, rules: &[RuleId], assessment: &Assessment<'l>, item: &Arc<str>) -> Vec<Explanation<'l>> {
    let law = scene.law;
    let mut explainer = Explainer { scene, known: Vec::new(), reasoning: Reasonings::default() };
    let mut out = Vec::with_capacity(rules.len());
    let mut seen = vec![false; law.rules.len()];
    for id in rules {
        match seen.get_mut(id.index()) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let rule = law.rule(*id);
        let mut value = scene.rule(*id).presumed;
        match &rule.body {
            Body::Authorisation { conditions, .. } => {
                let state = assessment.authorisations.iter().find(|state| state.rule == *id);
                value = state.map_or(value, |state| state.open);
                // One test that fails closes an authorisation: it explains the whole.
                let failing = conditions.iter().find(|row| value == Truth::False && scene.clause(&row.test.root, None).presumed == Truth::False);
                match failing {
                    Some(row) => explainer.condition(&row.test),
                    None => {
                        rule.when.iter().for_each(|when| explainer.condition(when));
                        conditions.iter().for_each(|row| explainer.condition(&row.test));
                    }
                }
            }
            _ => rule.when.iter().for_each(|when| explainer.condition(when)),
        }
        for ground in assessment.grounds.iter().filter(|ground| ground.rule == *id) {
            value = ground.belief.presumed;
            if let Origin::Row(list, node, row) = ground.origin {
                let list = law.list(list);
                let begun = explainer.reasoning.begin(format!("a control row of {}:{}", list.id, list.code(node)).into());
                row.scope.iter().chain(&row.when).for_each(|condition| explainer.condition(condition));
                if let (Some((_, column)), Some(chart)) = (row.column, list.chart) {
                    let name = law.chart(chart).columns.get(usize::from(column)).map_or("", |name| name);
                    let mark = explainer.reasoning.begin(format!("{} marks `{name}` at the destination", law.chart(chart).id).into());
                    explainer.reasoning.end(mark, value, None);
                }
                explainer.reasoning.end(begun, value, row.curated.as_deref().map(Because::Curated));
            }
        }
        let reasoning = explainer.reasoning.take();
        out.push(Explanation { citation: &rule.cite, item: item.clone(), kind: rule.kind().name(), reasoning, rule: &rule.id, title: &rule.title, value });
    }
    out
}

/// What is known of a fact, in words.
type Said = (FactId, Option<usize>, Arc<str>);

struct Explainer<'s, 'a, 'l> {
    scene: &'s Scene<'a, 'l>,
    /// Values in words: many clauses ask the same fact.
    known: Vec<Said>,
    reasoning: Reasonings<'l>,
}

impl<'l> Explainer<'_, '_, 'l> {
    fn condition(&mut self, condition: &'l Condition) {
        if let Some(step) = self.scene.program.at(&condition.root) {
            self.clause(condition, &condition.root, step, None);
        }
    }

    fn clause(&mut self, condition: &'l Condition, clause: &'l Clause, id: StepId, party: Option<usize>) {
        let scene = self.scene;
        let begun = self.reasoning.begin(Cow::Borrowed(condition.text_of(clause)));
        let parts = scene.program.parts(scene.program.step(id));
        match &clause.test {
            Test::Not(inner) | Test::Knows(inner) => parts.iter().for_each(|part| self.clause(condition, inner, *part, party)),
            Test::All(clauses) | Test::Any(clauses) | Test::AtLeast(_, clauses) => {
                clauses.iter().zip(parts).for_each(|(clause, part)| self.clause(condition, clause, *part, party));
            }
            Test::Party { of, .. } => {
                for party in 0..scene.transaction.parties.len() {
                    parts.iter().for_each(|part| self.clause(condition, of, *part, Some(party)));
                }
            }
            Test::Define(id) => scene.law.rule(*id).when.iter().for_each(|when| self.condition(when)),
            _ => {}
        }
        let belief = scene.step(id, party);
        let because = self.because(clause, party, belief);
        self.reasoning.end(begun, belief.presumed, because);
    }

    fn because(&mut self, clause: &'l Clause, party: Option<usize>, belief: Belief) -> Option<Because<'l>> {
        match &clause.test {
            Test::Untranslated(why) => return Some(Because::Untranslated(why)),
            Test::Knows(_) if belief.rests_on_presumption() => return Some(Because::NotKnownToExporter),
            _ => {}
        }
        let fact = fact_of(&clause.test)?;
        let path = &*self.scene.law.fact(fact).path;
        Some(match self.scene.slot(fact, party) {
            Slot::Known(value) => {
                let said = self.known.iter().find(|(other, at, _)| (*other, *at) == (fact, party)).map(|(.., said)| said.clone());
                Because::Known(said.unwrap_or_else(|| {
                    let said: Arc<str> = format!("{path} is {}", show(self.scene.law, fact, value)).into();
                    self.known.push((fact, party, said.clone()));
                    said
                }))
            }
            Slot::NotApplicable => Because::NotApplicable(path),
            Slot::Absent if belief.presumed != Truth::Unknown => Because::Presumed(path),
            Slot::Absent | Slot::Unknown => Because::Unknown(path),
        })
    }
}
