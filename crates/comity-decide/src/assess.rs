//! One item under one jurisdiction: reach, hand-off, grounds, what lifts them, and the outcomes that remain possible.

use std::cell::Cell;

use comity_law::{Bars, Body, ControlRow, Controls, JurisdictionId, Law, Lifts, ListId, NodeId, ReasonId, Refer, RuleId};

use crate::{
    belief::{Belief, Truth},
    facts::CodeState,
    outcome::Outcome,
    scene::Scene,
};

/// Rules of one jurisdiction by what they do, in the order of files.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) reach: Vec<RuleId>,
    pub(crate) hand_offs: Vec<RuleId>,
    pub(crate) grounds: Vec<RuleId>,
    pub(crate) exclusions: Vec<RuleId>,
    pub(crate) authorisations: Vec<(RuleId, Vec<RuleId>)>,
    pub(crate) duties: Vec<RuleId>,
}

impl Plan {
    pub(crate) fn of(law: &Law, jurisdiction: JurisdictionId) -> Self {
        let mut plan = Self::default();
        let mut restrictions = Vec::new();
        for (id, rule) in law.rules_of(jurisdiction) {
            match &rule.body {
                Body::Reach => plan.reach.push(id),
                Body::HandOff { .. } => plan.hand_offs.push(id),
                Body::Requirement { .. } | Body::Prohibition { .. } => plan.grounds.push(id),
                Body::Exclusion(_) => plan.exclusions.push(id),
                Body::Authorisation { .. } => plan.authorisations.push((id, Vec::new())),
                Body::Restriction { bars, .. } => restrictions.push((id, bars)),
                Body::Duty { .. } => plan.duties.push(id),
                Body::Define => {}
            }
        }
        for (restriction, bars) in restrictions {
            for (authorisation, barred_by) in &mut plan.authorisations {
                if bars.contains(authorisation) {
                    barred_by.push(restriction);
                }
            }
        }
        plan
    }
}

/// Where a ground comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'l> {
    /// The rule's own condition.
    Rule,
    /// A control row of a list entry.
    Row(ListId, NodeId, &'l ControlRow),
    /// An entry that states its requirement elsewhere.
    Refer(ListId, NodeId, &'l Refer),
    /// The item's code on the list is not given.
    NoCode(ListId),
}

/// A requirement or prohibition that fired, or may have.
#[derive(Debug)]
pub(crate) struct GroundState<'l> {
    pub(crate) rule: RuleId,
    pub(crate) origin: Origin<'l>,
    pub(crate) belief: Belief,
    pub(crate) reason: Option<ReasonId>,
    /// How far authorisations lift it.
    pub(crate) lifted: Truth,
    /// Authorisations that certainly lift it.
    pub(crate) lifted_by: Vec<RuleId>,
}

/// An authorisation that could lift some ground.
#[derive(Debug)]
pub(crate) struct AuthorisationState {
    pub(crate) rule: RuleId,
    /// Its tests and the restrictions, for the best of the grounds it could lift.
    pub(crate) open: Truth,
    /// Positions of the grounds it could lift.
    pub(crate) grounds: Vec<usize>,
    /// Restrictions that bar it, or may.
    pub(crate) barred_by: Vec<(RuleId, Belief)>,
}

/// Everything found for one item.
#[derive(Debug)]
pub(crate) struct Assessment<'l> {
    pub(crate) reach: Belief,
    pub(crate) hand_offs: Vec<(RuleId, Belief)>,
    pub(crate) grounds: Vec<GroundState<'l>>,
    pub(crate) authorisations: Vec<AuthorisationState>,
    pub(crate) outcome: Outcome,
    pub(crate) best: Outcome,
    pub(crate) worst: Outcome,
}

impl Assessment<'_> {
    /// The hand-off that certainly applies, if any.
    pub(crate) fn handed_off(&self) -> bool {
        self.hand_offs.iter().any(|(_, belief)| belief.presumed == Truth::True)
    }
}

/// Assesses the scene's item.
pub(crate) fn assess<'a>(scene: &Scene<'a>, plan: &Plan) -> Assessment<'a> {
    let mut assessment = Assessment {
        reach: reach(scene, plan),
        hand_offs: Vec::new(),
        grounds: Vec::new(),
        authorisations: Vec::new(),
        outcome: Outcome::NoLicenceRequired,
        best: Outcome::NoLicenceRequired,
        worst: Outcome::NoLicenceRequired,
    };
    if assessment.reach.presumed == Truth::False {
        return assessment;
    }
    assessment.hand_offs = hand_offs(scene, plan);
    if !assessment.handed_off() {
        assessment.grounds = grounds(scene, plan);
        exclude(scene, plan, &mut assessment.grounds);
        if !assessment.grounds.is_empty() {
            assessment.authorisations = authorisations(scene, plan, &mut assessment.grounds);
        }
    }
    conclude(scene.law, &mut assessment);
    assessment
}

fn reach(scene: &Scene, plan: &Plan) -> Belief {
    let mut reach = Belief::FALSE;
    for rule in &plan.reach {
        reach = reach.or(scene.rule(*rule));
        if reach.is_true() {
            break;
        }
    }
    reach
}

fn hand_offs(scene: &Scene, plan: &Plan) -> Vec<(RuleId, Belief)> {
    let mut out: Vec<(RuleId, Belief)> = plan.hand_offs.iter().map(|rule| (*rule, scene.rule(*rule))).filter(|(_, belief)| !belief.is_false()).collect();
    for list in &scene.jurisdiction().review {
        let Some(CodeState::On(nodes)) = scene.known.codes.and_then(|fact| scene.codes(fact, None, *list)) else { continue };
        for (_, entry) in scene.entries(*list, nodes) {
            for row in entry.hand_offs.iter().filter(|row| row.period.contains(scene.day)) {
                let belief = scene.scope(row.scope.as_ref(), None);
                if !belief.is_false() {
                    out.push((row.rule, belief));
                }
            }
        }
    }
    out
}

fn grounds<'a>(scene: &Scene<'a>, plan: &Plan) -> Vec<GroundState<'a>> {
    let mut out = Vec::new();
    for id in &plan.grounds {
        let rule = scene.law.rule(*id);
        let belief = scene.rule(*id);
        if belief.is_false() {
            continue;
        }
        match &rule.body {
            Body::Requirement { controls: Some((list, controls)), .. } => list_grounds(scene, *id, *list, *controls, belief, &mut out),
            Body::Requirement { reason, .. } | Body::Prohibition { reason, .. } => out.push(GroundState::new(*id, Origin::Rule, belief, *reason)),
            _ => {}
        }
    }
    out
}

/// Grounds from the control rows of the entries that the item stands on.
fn list_grounds<'a>(scene: &Scene<'a>, rule: RuleId, list: ListId, controls: Controls, applies: Belief, out: &mut Vec<GroundState<'a>>) {
    let nodes = match scene.known.codes.and_then(|fact| scene.codes(fact, None, list)) {
        Some(CodeState::NotListed) if scene.day >= scene.law.list(list).covers_from => return,
        Some(CodeState::On(nodes)) if scene.day >= scene.law.list(list).covers_from => nodes,
        _ => return out.push(GroundState::new(rule, Origin::NoCode(list), applies.and(Belief::UNKNOWN), None)),
    };
    for (node, entry) in scene.entries(list, nodes) {
        for row in entry.controls.iter().filter(|row| row.period.contains(scene.day)) {
            match (controls, row.column.is_some()) {
                (Controls::Chart, false) | (Controls::Stated, true) => continue,
                _ => {}
            }
            let to = match (row.column, &row.when) {
                (Some((_, column)), _) => scene.destination_cell(list, column),
                (None, when) => scene.scope(when.as_ref(), None),
            };
            let belief = applies.and(to);
            if belief.is_false() {
                continue;
            }
            let belief = belief.and(scene.scope(row.scope.as_ref(), None));
            if !belief.is_false() {
                out.push(GroundState::new(rule, Origin::Row(list, node, row), belief, Some(row.reason)));
            }
        }
        // An entry that refers elsewhere leaves its requirement open, whichever rows are asked.
        if controls != Controls::Chart {
            for refer in entry.refers.iter().filter(|refer| refer.period.contains(scene.day)) {
                let belief = applies.and(scene.scope(refer.scope.as_ref(), None)).and(Belief::UNKNOWN);
                if !belief.is_false() {
                    out.push(GroundState::new(rule, Origin::Refer(list, node, refer), belief, None));
                }
            }
        }
    }
}

impl<'l> GroundState<'l> {
    fn new(rule: RuleId, origin: Origin<'l>, belief: Belief, reason: Option<ReasonId>) -> Self {
        Self { rule, origin, belief, reason, lifted: Truth::False, lifted_by: Vec::new() }
    }

    /// Whether a restriction counts for this ground.
    pub(crate) fn is_under(&self, restriction: &Body) -> bool {
        matches!(restriction, Body::Restriction { grounds, .. } if *grounds == Bars::default() || self.is_barred_by(grounds))
    }

    fn is_barred_by(&self, bars: &Bars) -> bool {
        bars.rules.contains(&self.rule) || self.reason.is_some_and(|reason| bars.reasons.contains(&reason))
    }

    fn is_lifted_by(&self, lifts: &[Lifts]) -> bool {
        lifts.iter().any(|lifts| {
            (lifts.rules.is_empty() || lifts.rules.contains(&self.rule))
                && (lifts.reasons.is_empty() || self.reason.is_some_and(|reason| lifts.reasons.contains(&reason)))
        })
    }
}

fn exclude(scene: &Scene, plan: &Plan, grounds: &mut Vec<GroundState>) {
    if grounds.is_empty() {
        return;
    }
    for id in &plan.exclusions {
        let Body::Exclusion(bars) = &scene.law.rule(*id).body else { continue };
        if !grounds.iter().any(|ground| ground.is_barred_by(bars)) {
            continue;
        }
        let excluded = scene.rule(*id);
        for ground in grounds.iter_mut().filter(|ground| ground.is_barred_by(bars)) {
            ground.belief = ground.belief.and(!excluded);
        }
    }
    grounds.retain(|ground| !ground.belief.is_false());
}

fn authorisations(scene: &Scene, plan: &Plan, grounds: &mut [GroundState]) -> Vec<AuthorisationState> {
    let mut out = Vec::new();
    let mut restrictions: Vec<(RuleId, Belief)> = Vec::new();
    for (id, barred_by) in &plan.authorisations {
        let rule = scene.law.rule(*id);
        let Body::Authorisation { lifts, conditions, .. } = &rule.body else { continue };
        let liftable: Vec<usize> = grounds.iter().enumerate().filter(|(_, ground)| ground.is_lifted_by(lifts)).map(|(i, _)| i).collect();
        if liftable.is_empty() || !rule.in_force(scene.day) {
            continue;
        }
        let mut belief = scene.rule(*id);
        for row in conditions {
            if belief.is_false() {
                break;
            }
            belief = belief.and(scene.clause(&row.test.root, None));
        }
        let mut state = AuthorisationState { rule: *id, open: Truth::False, grounds: liftable, barred_by: Vec::new() };
        if belief.presumed != Truth::False {
            for restriction in barred_by {
                let barred = match restrictions.iter().find(|(id, _)| id == restriction) {
                    Some((_, barred)) => *barred,
                    None => {
                        let barred = scene.rule(*restriction);
                        restrictions.push((*restriction, barred));
                        barred
                    }
                };
                if !barred.is_false() {
                    state.barred_by.push((*restriction, barred));
                }
            }
            for i in &state.grounds {
                let Some(ground) = grounds.get_mut(*i) else { continue };
                let open = state.barred_by.iter().fold(belief, |open, (restriction, barred)| {
                    if ground.is_under(&scene.law.rule(*restriction).body) { open.and(!*barred) } else { open }
                });
                ground.lifted = ground.lifted.max(open.presumed);
                state.open = state.open.max(open.presumed);
                if open.presumed == Truth::True {
                    ground.lifted_by.push(*id);
                }
            }
        }
        out.push(state);
    }
    out
}

/// Draws the outcome, and the best and worst that the unknown facts still allow.
fn conclude(law: &Law, assessment: &mut Assessment) {
    if assessment.handed_off() {
        assessment.worst = Outcome::OtherAuthority;
        let reached = assessment.reach.presumed == Truth::True;
        assessment.best = if reached { Outcome::OtherAuthority } else { Outcome::NoLicenceRequired };
        assessment.outcome = if reached { Outcome::OtherAuthority } else { Outcome::Undetermined };
        return;
    }
    let (mut certain, mut best, mut worst) = (Outcome::NoLicenceRequired, Outcome::NoLicenceRequired, Outcome::NoLicenceRequired);
    for ground in &assessment.grounds {
        let bare = match law.rule(ground.rule).body {
            Body::Prohibition { .. } => Outcome::Prohibited,
            _ => Outcome::LicenceRequired,
        };
        let now = if ground.lifted == Truth::True { Outcome::Authorised } else { bare };
        let hoped = if ground.lifted == Truth::False { bare } else { Outcome::Authorised };
        match ground.belief.presumed {
            Truth::True => {
                certain = certain.max(now);
                best = best.max(hoped);
                worst = worst.max(now);
            }
            Truth::Unknown => worst = worst.max(now),
            Truth::False => {}
        }
    }
    if assessment.hand_offs.iter().any(|(_, belief)| belief.presumed == Truth::Unknown) {
        worst = worst.max(Outcome::OtherAuthority);
        best = best.min(Outcome::OtherAuthority);
    }
    if assessment.reach.presumed == Truth::Unknown {
        (certain, best) = (Outcome::NoLicenceRequired, Outcome::NoLicenceRequired);
    }
    assessment.outcome = match (certain >= Outcome::OtherAuthority, worst > Outcome::Authorised) {
        (true, _) => certain,
        (false, true) => Outcome::Undetermined,
        (false, false) => worst,
    };
    assessment.best = best;
    assessment.worst = worst;
}

/// Cells for definitions met while one item is assessed.
pub(crate) fn fresh_defines(law: &Law) -> Vec<Cell<Option<Belief>>> {
    vec![Cell::new(None); law.rules.len()]
}
