//! The explanation: every rule that mattered, down to the facts at its leaves.

use comity_law::{
    Body, Law, RuleId,
    condition::{Clause, Condition, Test},
};

use crate::{
    assess::{Assessment, Origin},
    belief::{Belief, Truth},
    determination::{Explanation, Reasoning},
    facts::{Slot, show},
    scene::{Scene, fact_of},
};

/// Explains rules, one tree each.
pub(crate) fn explanation<'l>(scene: &Scene, rules: &[RuleId], assessment: &Assessment, item: &str, law: &'l Law) -> Vec<Explanation<'l>> {
    let mut out = Vec::new();
    let mut seen: Vec<RuleId> = Vec::new();
    for id in rules {
        if seen.contains(id) {
            continue;
        }
        seen.push(*id);
        let rule = law.rule(*id);
        let mut reasoning: Vec<Reasoning> = rule.when.iter().map(|when| tree(scene, when, &when.root, None)).collect();
        let mut value = scene.rule(*id).presumed;
        if let Body::Authorisation { conditions, .. } = &rule.body {
            let state = assessment.authorisations.iter().find(|state| state.rule == *id);
            value = state.map_or(value, |state| state.open);
            // One test that fails closes an authorisation: it explains the whole.
            let failing = conditions.iter().find(|row| value == Truth::False && scene.clause(&row.test.root, None).presumed == Truth::False);
            match failing {
                Some(row) => reasoning = vec![tree(scene, &row.test, &row.test.root, None)],
                None => reasoning.extend(conditions.iter().map(|row| tree(scene, &row.test, &row.test.root, None))),
            }
        }
        for ground in assessment.grounds.iter().filter(|ground| ground.rule == *id) {
            value = ground.belief.presumed;
            if let Origin::Row(list, node, row) = ground.origin {
                let list = scene.law.list(list);
                let mut of: Vec<Reasoning> = row.scope.iter().chain(&row.when).map(|condition| tree(scene, condition, &condition.root, None)).collect();
                if let (Some((_, column)), Some(chart)) = (row.column, list.chart) {
                    let name = scene.law.chart(chart).columns.get(usize::from(column)).map_or("", |name| name);
                    of.push(Reasoning {
                        because: None,
                        of: Vec::new(),
                        test: format!("{} marks `{name}` at the destination", scene.law.chart(chart).id),
                        value,
                    });
                }
                reasoning.push(Reasoning {
                    because: row.curated.as_deref().map(str::to_owned),
                    of,
                    test: format!("a control row of {}:{}", list.id, list.code(node)),
                    value,
                });
            }
        }
        out.push(Explanation { citation: &rule.cite, item: item.to_owned(), kind: rule.kind().name(), reasoning, rule: &rule.id, title: &rule.title, value });
    }
    out
}

fn tree(scene: &Scene, condition: &Condition, clause: &Clause, party: Option<usize>) -> Reasoning {
    let belief = scene.clause(clause, party);
    let mut of = Vec::new();
    match &clause.test {
        Test::Not(inner) | Test::Knows(inner) => of.push(tree(scene, condition, inner, party)),
        Test::All(parts) | Test::Any(parts) | Test::AtLeast(_, parts) => of.extend(parts.iter().map(|part| tree(scene, condition, part, party))),
        Test::Party { of: inner, .. } => of.extend((0..scene.transaction.parties.len()).map(|party| tree(scene, condition, inner, Some(party)))),
        Test::Define(id) => of.extend(scene.law.rule(*id).when.iter().map(|when| tree(scene, when, &when.root, None))),
        _ => {}
    }
    Reasoning { because: because(scene, clause, party, belief), of, test: condition.text_of(clause).to_owned(), value: belief.presumed }
}

fn because(scene: &Scene, clause: &Clause, party: Option<usize>, belief: Belief) -> Option<String> {
    match &clause.test {
        Test::Untranslated(why) => return Some(format!("not translated: {why}")),
        Test::Knows(_) if belief.rests_on_presumption() => return Some("presumed not known".into()),
        _ => {}
    }
    let fact = fact_of(&clause.test)?;
    Some(match scene.slot(fact, party) {
        Slot::Known(value) => format!("{} is {}", scene.law.fact(fact).path, show(scene.law, fact, value)),
        Slot::NotApplicable => format!("{} does not apply", scene.law.fact(fact).path),
        Slot::Absent if belief.presumed != Truth::Unknown => format!("{} is presumed false: nothing was said", scene.law.fact(fact).path),
        Slot::Absent | Slot::Unknown => format!("{} is not known", scene.law.fact(fact).path),
    })
}
