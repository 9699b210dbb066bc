//! One item under one jurisdiction: reach, hand-off, grounds, what lifts them, and the outcomes that remain possible.

use std::sync::Arc;

use comity_law::{Bars, Body, ControlRow, Controls, Entry, Law, ListId, NodeId, ReasonId, Refer, RuleId, condition::Condition};

use crate::{
    belief::{Belief, Truth},
    facts::CodeState,
    outcome::Outcome,
    plan::Plan,
    scene::Scene,
    trail::{Look, RowsOf},
};

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
    /// Positions in the plan: of the authorisation, and of what it can lift.
    pub(crate) lifter: usize,
    pub(crate) lifts: usize,
    /// Its tests and the restrictions, for the best of the grounds it could lift.
    pub(crate) open: Truth,
    /// Positions of the grounds it could lift.
    pub(crate) grounds: Arc<[usize]>,
    /// Restrictions that bar it, or may.
    pub(crate) barred_by: Vec<(RuleId, Belief)>,
}

/// A hand-off that applies, or may: by its own condition, or by the row of an entry.
#[derive(Debug)]
pub(crate) struct HandOff<'l> {
    pub(crate) rule: RuleId,
    pub(crate) belief: Belief,
    /// Scopes of the entries' rows.
    pub(crate) scopes: Vec<&'l Condition>,
}

/// Everything found for one item.
#[derive(Debug)]
pub(crate) struct Assessment<'l> {
    pub(crate) reach: Belief,
    pub(crate) hand_offs: Vec<HandOff<'l>>,
    pub(crate) grounds: Vec<GroundState<'l>>,
    pub(crate) authorisations: Vec<AuthorisationState>,
    /// Rules whose answer rests on a presumption.
    pub(crate) presumed: Vec<RuleId>,
    pub(crate) outcome: Outcome,
    pub(crate) best: Outcome,
    pub(crate) worst: Outcome,
}

impl Assessment<'_> {
    /// The hand-off that certainly applies, if any.
    pub(crate) fn handed_off(&self) -> bool {
        self.hand_offs.iter().any(|row| row.belief.presumed == Truth::True)
    }
}

/// Assesses the scene's item.
pub(crate) fn assess<'l>(scene: &Scene<'_, 'l>, plan: &Plan) -> Assessment<'l> {
    let mut assessment = Assessment {
        reach: Belief::FALSE,
        hand_offs: Vec::new(),
        grounds: Vec::new(),
        authorisations: Vec::new(),
        presumed: Vec::new(),
        outcome: Outcome::NoLicenceRequired,
        best: Outcome::NoLicenceRequired,
        worst: Outcome::NoLicenceRequired,
    };
    if plan.is_before(scene.day) {
        assessment.reach = Belief::UNKNOWN;
        assessment.outcome = Outcome::Undetermined;
        assessment.worst = Outcome::Prohibited;
        return assessment;
    }
    assessment.reach = reach(scene, plan, &mut assessment.presumed);
    if assessment.reach.presumed == Truth::False {
        return assessment;
    }
    assessment.hand_offs = hand_offs(scene, plan, &mut assessment.presumed);
    if !assessment.handed_off() {
        assessment.grounds = grounds(scene, plan, &mut assessment.presumed);
        exclude(scene, plan, &mut assessment.grounds, &mut assessment.presumed);
        if !assessment.grounds.is_empty() {
            assessment.authorisations = authorisations(scene, plan, &mut assessment.grounds);
        }
    }
    conclude(scene.law, &mut assessment);
    assessment
}

/// Evaluates a rule, and notes it where it rests on a presumption.
fn ask(scene: &Scene, rule: RuleId, presumed: &mut Vec<RuleId>) -> Belief {
    let belief = scene.rule(rule);
    if belief.rests_on_presumption() {
        presumed.push(rule);
    }
    belief
}

fn reach(scene: &Scene, plan: &Plan, presumed: &mut Vec<RuleId>) -> Belief {
    let mut reach = Belief::FALSE;
    for rule in &plan.reach {
        reach = reach.or(ask(scene, *rule, presumed));
        if reach.is_true() {
            presumed.clear(); // one sure reason is enough, whatever the others presume
            break;
        }
    }
    reach
}

fn hand_offs<'l>(scene: &Scene<'_, 'l>, plan: &Plan, presumed: &mut Vec<RuleId>) -> Vec<HandOff<'l>> {
    let asked = plan.hand_offs.iter().map(|rule| HandOff { rule: *rule, belief: ask(scene, *rule, presumed), scopes: Vec::new() });
    let mut out: Vec<HandOff> = asked.filter(|row| !row.belief.is_false()).collect();
    for list in &scene.jurisdiction().review {
        let Some(CodeState::On(nodes)) = scene.known.codes.and_then(|fact| scene.codes(fact, None, *list)) else { continue };
        scene.note_rows(*list, RowsOf::HandOffs);
        for (_, entry) in scene.entries(*list, nodes) {
            for row in entry.hand_offs.iter().filter(|row| row.period.contains(scene.day) && scene.law.rule(row.rule).in_force(scene.day)) {
                let belief = scene.row_scope(*list, row.scope.as_ref());
                if belief.is_false() {
                    continue;
                }
                // One authority is named once, however many rows and rules hand the item to it.
                match out.iter_mut().find(|other| other.rule == row.rule) {
                    Some(other) => {
                        other.belief = other.belief.or(belief);
                        other.scopes.extend(&row.scope);
                    }
                    None => out.push(HandOff { rule: row.rule, belief, scopes: row.scope.iter().collect() }),
                }
            }
        }
    }
    out
}

fn grounds<'l>(scene: &Scene<'_, 'l>, plan: &Plan, presumed: &mut Vec<RuleId>) -> Vec<GroundState<'l>> {
    let mut out = Vec::new();
    for id in &plan.grounds {
        let belief = ask(scene, *id, presumed);
        if belief.is_false() {
            continue;
        }
        let rule = scene.law.rule(*id);
        match &rule.body {
            Body::Requirement { controls: Some((list, controls)), .. } => list_grounds(scene, *id, *list, *controls, belief, &mut out),
            Body::Requirement { reason, .. } | Body::Prohibition { reason, .. } => out.push(GroundState::new(*id, Origin::Rule, belief, *reason)),
            _ => {}
        }
    }
    out
}

/// Grounds from the control rows of the entries that the item stands on.
fn list_grounds<'l>(scene: &Scene<'_, 'l>, rule: RuleId, list: ListId, controls: Controls, applies: Belief, out: &mut Vec<GroundState<'l>>) {
    let nodes = match scene.known.codes.and_then(|fact| scene.codes(fact, None, list)) {
        Some(CodeState::NotListed) if scene.day >= scene.law.list(list).covers_from => return,
        Some(CodeState::On(nodes)) if scene.day >= scene.law.list(list).covers_from => nodes,
        _ => return out.push(GroundState::new(rule, Origin::NoCode(list), applies.and(Belief::UNKNOWN), None)),
    };
    scene.note(Look::Marked { jurisdiction: scene.jurisdiction, list, controls });
    if controls != Controls::Chart {
        scene.note_rows(list, RowsOf::Refers);
    }
    for (node, entry) in scene.entries(list, nodes) {
        for (row, to) in rows_at(scene, list, controls, entry) {
            let belief = applies.and(to);
            if belief.is_false() {
                continue;
            }
            let belief = belief.and(scene.row_scope(list, row.scope.as_ref()));
            if !belief.is_false() {
                out.push(GroundState::new(rule, Origin::Row(list, node, row), belief, Some(row.reason)));
            }
        }
        // An entry that refers elsewhere leaves its requirement open, whichever rows are asked.
        if controls != Controls::Chart {
            for refer in entry.refers.iter().filter(|refer| refer.period.contains(scene.day)) {
                let belief = applies.and(scene.row_scope(list, refer.scope.as_ref())).and(Belief::UNKNOWN);
                if !belief.is_false() {
                    out.push(GroundState::new(rule, Origin::Refer(list, node, refer), belief, None));
                }
            }
        }
    }
}

/// Control rows of an entry that the destination is within, or may be, and that its codes do not take the item out of.
pub(crate) fn rows_at<'s, 'a, 'l>(
    scene: &'s Scene<'a, 'l>,
    list: ListId,
    controls: Controls,
    entry: &'l Entry,
) -> impl Iterator<Item = (&'l ControlRow, Belief)> + use<'s, 'a, 'l> {
    let asked = entry.controls.iter().filter(move |row| match controls {
        Controls::Chart => row.column.is_some(),
        Controls::Stated => row.column.is_none(),
        Controls::All => true,
    });
    asked.filter(|row| row.period.contains(scene.day)).filter_map(move |row| {
        let to = match (row.column, &row.when) {
            (Some((_, column)), _) => scene.destination_cell(list, column),
            (None, when) => scene.scope(when.as_ref(), None),
        };
        let is_out = to.is_false() || scene.is_settled_by_codes(list, row.scope.as_ref()).is_some_and(Belief::is_false);
        (!is_out).then_some((row, to))
    })
}

impl<'l> GroundState<'l> {
    fn new(rule: RuleId, origin: Origin<'l>, belief: Belief, reason: Option<ReasonId>) -> Self {
        Self { rule, origin, belief, reason, lifted: Truth::False, lifted_by: Vec::new() }
    }

    /// Whether a restriction counts for this ground.
    pub(crate) fn is_under(&self, restriction: &Body) -> bool {
        is_under(restriction, self.rule, self.reason)
    }

    fn is_barred_by(&self, bars: &Bars) -> bool {
        is_barred_by(bars, self.rule, self.reason)
    }
}

/// Whether a restriction counts for grounds of a rule and reason.
pub(crate) fn is_under(restriction: &Body, rule: RuleId, reason: Option<ReasonId>) -> bool {
    matches!(restriction, Body::Restriction { grounds, .. }
        if (grounds.rules.is_empty() && grounds.reasons.is_empty()) || is_barred_by(grounds, rule, reason))
}

/// Whether grounds of a rule and reason are meant.
pub(crate) fn is_barred_by(bars: &Bars, rule: RuleId, reason: Option<ReasonId>) -> bool {
    bars.rules.contains(&rule) || reason.is_some_and(|reason| bars.reasons.contains(&reason))
}

fn exclude(scene: &Scene, plan: &Plan, grounds: &mut Vec<GroundState>, presumed: &mut Vec<RuleId>) {
    if grounds.is_empty() {
        return;
    }
    for id in &plan.exclusions {
        let Body::Exclusion(bars) = &scene.law.rule(*id).body else { continue };
        // An exclusion matters, with its presumptions, only where something is to be excluded from.
        if !grounds.iter().any(|ground| ground.belief.presumed != Truth::False && ground.is_barred_by(bars)) {
            continue;
        }
        let excluded = ask(scene, *id, presumed);
        for ground in grounds.iter_mut().filter(|ground| ground.is_barred_by(bars)) {
            ground.belief = ground.belief.and(!excluded);
        }
    }
    grounds.retain(|ground| !ground.belief.is_false());
}

fn authorisations(scene: &Scene, plan: &Plan, grounds: &mut [GroundState]) -> Vec<AuthorisationState> {
    let mut out = Vec::new();
    // A ground that the presumptions rule out needs no lifting.
    let live: Vec<usize> = grounds.iter().enumerate().filter(|(_, ground)| ground.belief.presumed != Truth::False).map(|(i, _)| i).collect();
    if live.is_empty() {
        return out;
    }
    // Many authorisations can lift the same grounds: which those are is asked once.
    let mut liftable: Vec<Option<Arc<[usize]>>> = vec![None; plan.lifts.len()];
    out.reserve(plan.authorisations.len());
    // Restrictions name many authorisations: which of them apply, and to which grounds, is asked once.
    let mut restrictions: Option<Vec<Restriction>> = None;
    for (position, lifter) in plan.authorisations.iter().enumerate() {
        let id = lifter.rule;
        let (Some(place), Some(lifts)) = (liftable.get_mut(lifter.lifts), plan.lifts.get(lifter.lifts)) else { continue };
        let liftable: &Arc<[usize]> = place
            .get_or_insert_with(|| live.iter().copied().filter(|i| grounds.get(*i).is_some_and(|ground| lifts.contains(ground.rule, ground.reason))).collect());
        if liftable.is_empty() {
            continue;
        }
        if !scene.program.rule(id).in_force(scene.day) {
            continue;
        }
        let mut belief = scene.rule(id);
        for test in &lifter.tests {
            if belief.is_false() {
                break;
            }
            belief = belief.and(scene.step(*test, None));
        }
        let mut state =
            AuthorisationState { rule: id, lifter: position, lifts: lifter.lifts, open: Truth::False, grounds: liftable.clone(), barred_by: Vec::new() };
        if belief.presumed != Truth::False {
            let restrictions = restrictions.get_or_insert_with(|| restrictions_in_play(scene, plan, grounds));
            let naming = || restrictions.iter().filter(|restriction| lifter.is_barred_by(restriction.rule));
            state.barred_by.extend(naming().map(|restriction| (restriction.rule, restriction.belief)));
            for i in &*state.grounds {
                let Some(ground) = grounds.get_mut(*i) else { continue };
                let counting = naming().filter(|restriction| restriction.grounds.get(*i).copied().unwrap_or_default());
                let open = counting.fold(belief, |open, restriction| open.and(!restriction.belief));
                ground.lifted = ground.lifted.max(open.presumed);
                state.open = state.open.max(open.presumed);
                if open.presumed == Truth::True {
                    ground.lifted_by.push(id);
                }
            }
        }
        out.push(state);
    }
    out
}

/// A restriction that applies, or may, and the grounds for which it counts.
struct Restriction {
    rule: RuleId,
    belief: Belief,
    grounds: Vec<bool>,
}

fn restrictions_in_play(scene: &Scene, plan: &Plan, grounds: &[GroundState]) -> Vec<Restriction> {
    let asked = plan.restrictions.iter().map(|rule| (*rule, scene.rule(*rule)));
    let in_play = asked.filter(|(_, belief)| !belief.is_false());
    in_play
        .map(|(rule, belief)| {
            let body = &scene.law.rule(rule).body;
            Restriction { rule, belief, grounds: grounds.iter().map(|ground| ground.is_under(body)).collect() }
        })
        .collect()
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
    if assessment.hand_offs.iter().any(|row| row.belief.presumed == Truth::Unknown) {
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
