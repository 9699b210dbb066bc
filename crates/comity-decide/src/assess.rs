//! One item under one jurisdiction: reach, hand-off, grounds, what lifts them, and the outcomes that remain possible.

use comity_law::{Bars, Body, ControlRow, Controls, JurisdictionId, Law, Lifts, ListId, NodeId, ReasonId, Refer, RuleId, condition::Condition};

use jiff::civil::Date;

use crate::{
    belief::{Belief, Truth},
    facts::CodeState,
    outcome::Outcome,
    scene::Scene,
};

/// Rules of one jurisdiction by what they do, in the order of files.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The first day whose law is loaded: before it no rule's silence means anything.
    pub(crate) first_day: Option<Date>,
    pub(crate) reach: Vec<RuleId>,
    pub(crate) hand_offs: Vec<RuleId>,
    pub(crate) grounds: Vec<RuleId>,
    pub(crate) exclusions: Vec<RuleId>,
    pub(crate) authorisations: Vec<Lifter>,
    pub(crate) duties: Vec<RuleId>,
}

impl Plan {
    pub(crate) fn of(law: &Law, jurisdiction: JurisdictionId) -> Self {
        let mut plan = Self::default();
        let mut restrictions = Vec::new();
        for (id, rule) in law.rules_of(jurisdiction) {
            match &rule.body {
                Body::Reach => {
                    let first = rule.period.from().max(rule.covers_from);
                    plan.first_day = if plan.reach.is_empty() { first } else { plan.first_day.min(first) };
                    plan.reach.push(id);
                }
                Body::HandOff { .. } => plan.hand_offs.push(id),
                Body::Requirement { .. } | Body::Prohibition { .. } => plan.grounds.push(id),
                Body::Exclusion(_) => plan.exclusions.push(id),
                Body::Authorisation { lifts, .. } => plan.authorisations.push(Lifter::new(id, lifts, law.rules.len())),
                Body::Restriction { bars, .. } => restrictions.push((id, bars)),
                Body::Duty { .. } => plan.duties.push(id),
                Body::Define => {}
            }
        }
        for (restriction, bars) in restrictions {
            for lifter in &mut plan.authorisations {
                if bars.contains(&lifter.rule) {
                    lifter.barred_by.push(restriction);
                }
            }
        }
        plan
    }

    /// Whether the day lies before all law of the jurisdiction that is loaded.
    pub(crate) fn is_before(&self, day: Date) -> bool {
        self.first_day.is_some_and(|first| day < first)
    }
}

/// An authorisation prepared for the question which grounds it can lift.
#[derive(Clone, Debug)]
pub(crate) struct Lifter {
    pub(crate) rule: RuleId,
    /// Restrictions that name it.
    barred_by: Vec<RuleId>,
    /// For each `lifts` row, the rules as bits (none means every rule) and the reasons.
    rows: Vec<(Vec<u64>, Vec<ReasonId>)>,
}

impl Lifter {
    fn new(rule: RuleId, lifts: &[Lifts], rules: usize) -> Self {
        let rows = lifts.iter().map(|lifts| {
            let mut bits = if lifts.rules.is_empty() { Vec::new() } else { vec![0u64; rules.div_ceil(64)] };
            for rule in &lifts.rules {
                if let Some(word) = bits.get_mut(rule.index() / 64) {
                    *word |= 1 << (rule.index() % 64);
                }
            }
            (bits, lifts.reasons.clone())
        });
        Self { rule, barred_by: Vec::new(), rows: rows.collect() }
    }

    fn can_lift(&self, ground: &GroundState) -> bool {
        let rule = ground.rule.index();
        self.rows.iter().any(|(bits, reasons)| {
            (bits.is_empty() || bits.get(rule / 64).is_some_and(|word| word & (1 << (rule % 64)) != 0))
                && (reasons.is_empty() || ground.reason.is_some_and(|reason| reasons.contains(&reason)))
        })
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
        for (_, entry) in scene.entries(*list, nodes) {
            for row in entry.hand_offs.iter().filter(|row| row.period.contains(scene.day) && scene.law.rule(row.rule).in_force(scene.day)) {
                let belief = scene.scope(row.scope.as_ref(), None);
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
    let can_lift = |lifter: &Lifter, grounds: &[GroundState], i: usize| grounds.get(i).is_some_and(|ground| lifter.can_lift(ground));
    for lifter in &plan.authorisations {
        if !live.iter().any(|i| can_lift(lifter, grounds, *i)) {
            continue;
        }
        let Lifter { rule: id, barred_by, .. } = lifter;
        let rule = scene.law.rule(*id);
        let Body::Authorisation { conditions, .. } = &rule.body else { continue };
        if !rule.in_force(scene.day) {
            continue;
        }
        let mut belief = scene.rule(*id);
        for row in conditions {
            if belief.is_false() {
                break;
            }
            belief = belief.and(scene.clause(&row.test.root, None));
        }
        let mut state = AuthorisationState { rule: *id, open: Truth::False, grounds: Vec::new(), barred_by: Vec::new() };
        state.grounds.extend(live.iter().copied().filter(|i| can_lift(lifter, grounds, *i)));
        if belief.presumed != Truth::False {
            for restriction in barred_by {
                let barred = scene.rule(*restriction);
                if !barred.is_false() {
                    state.barred_by.push((*restriction, barred));
                }
            }
            for i in &state.grounds {
                let Some(ground) = grounds.get_mut(*i) else { continue };
                let open = state.barred_by.iter().fold(
                    belief,
                    |open, (restriction, barred)| {
                        if ground.is_under(&scene.law.rule(*restriction).body) { open.and(!*barred) } else { open }
                    },
                );
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
