//! Writing authorisations: whether they can be used, what they lift, and which of their tests stand in the way.

use std::{borrow::Cow, sync::Arc};

use comity_law::Body;

use super::{Report, push_once};
use crate::{
    assess::{Assessment, AuthorisationState, GroundState, Origin},
    belief::Truth,
    determination::{Authorisation, ConditionState, Conditions, Duty, Status},
    engine::Options,
    outcome::Outcome,
    scene::Scene,
};

/// What authorisations of one kind lift.
#[derive(Clone)]
pub(super) struct Lifted<'l> {
    /// Whether a certain ground waits for it.
    needed: bool,
    names: Arc<[Cow<'l, str>]>,
}

impl<'l> Report<'_, 'l> {
    /// Writes down an authorisation: in full when it is open, what it waits for when facts are missing, the one test that fails
    /// when a single one does; else only that it was asked.
    pub(super) fn authorisation(&mut self, scene: &Scene<'_, 'l>, state: &AuthorisationState, assessment: &Assessment<'l>, item: &Arc<str>, options: Options) {
        let law = self.law();
        let rule = law.rule(state.rule);
        let Body::Authorisation { name, conditions, duties, .. } = &rule.body else { return };
        let grounds = || state.grounds.iter().filter_map(|i| assessment.grounds.get(*i)).filter(|ground| ground.belief.presumed != Truth::False);
        let Some(Lifted { needed, names }) = self.lifted(state, assessment) else { return };
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
        let first = self.conditions.len();
        let mut failing = 0;
        let own = scene.program.rule(state.rule).when().map_or(Truth::True, |when| scene.step(when, None).presumed);
        let tests = self.plan.authorisations.get(state.lifter).map(|lifter| lifter.tests.as_slice()).unwrap_or_default();
        for (row, test) in conditions.iter().zip(tests) {
            let met = scene.step(*test, None).presumed;
            failing += usize::from(met != Truth::True);
            if failing > 1 && status == Status::Unavailable && !options.explain {
                break;
            }
            if keep(met) {
                self.conditions.push(ConditionState { citation: row.cite.as_deref().unwrap_or(&rule.cite), met, text: &row.text });
            }
        }
        if own != Truth::True {
            failing += 1;
            self.conditions.push(ConditionState { citation: &rule.cite, met: own, text: &rule.title });
        }
        for (restriction, barred) in &state.barred_by {
            let row = law.rule(*restriction);
            if barred.presumed != Truth::False && grounds().any(|ground| ground.is_under(&row.body)) {
                failing += 1;
                self.conditions.push(ConditionState { citation: &row.cite, met: !barred.presumed, text: &row.title });
            }
        }
        if status == Status::Unavailable && failing > 1 && !options.explain {
            self.conditions.truncate(first);
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
        self.finding.authorisations.push(Authorisation {
            citation: &rule.cite,
            conditions: Conditions::new(Arc::default(), place(first)..place(self.conditions.len())),
            item: item.clone(),
            lifts: names,
            name,
            rule: &rule.id,
            status,
            title: &rule.title,
            unverified: rule.unverified.as_deref(),
        });
    }

    /// What an authorisation lifts; many lift the same.
    fn lifted(&mut self, state: &AuthorisationState, assessment: &Assessment<'l>) -> Option<Lifted<'l>> {
        if let Some(Some(lifted)) = self.lifted.get(state.lifts) {
            return Some(lifted.clone());
        }
        let grounds = || state.grounds.iter().filter_map(|i| assessment.grounds.get(*i)).filter(|ground| ground.belief.presumed != Truth::False);
        let mut names: Vec<Cow<'l, str>> = Vec::new();
        grounds().for_each(|ground| push_once(&mut names, self.ground_name(ground)));
        let needed = grounds().any(|ground| ground.belief.presumed == Truth::True && ground.lifted != Truth::True);
        let lifted = Lifted { needed, names: names.into() };
        *self.lifted.get_mut(state.lifts)? = Some(lifted.clone());
        Some(lifted)
    }

    fn ground_name(&self, ground: &GroundState) -> Cow<'l, str> {
        let law = self.law();
        let reason = ground.reason.and_then(|reason| law.vocabulary.reasons.get(reason.index())).map(|reason| &*reason.code);
        match (ground.origin, reason) {
            (Origin::Row(_, _, row), Some(reason)) => row.column.map_or(Cow::Borrowed(reason), |(number, _)| format!("{reason} {number}").into()),
            _ => Cow::Borrowed(&*law.rule(ground.rule).id),
        }
    }
}

/// A place among the conditions of a finding; a law has fewer conditions than its text has letters, and that fits.
fn place(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
