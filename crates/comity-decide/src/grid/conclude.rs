//! From steps to outcomes: what `assess` does for one item, for the items of a block.

use comity_law::{Bars, Body, Controls, ListId, ReasonId, RuleId};

use super::{
    Prepared,
    block::{Asking, Block},
    rows::To,
};
use crate::{
    assess::{is_barred_by, is_under},
    determination::Possible,
    outcome::Outcome,
    planes::Planes,
};

/// Grounds of one rule and reason: what lifts one of them lifts them all.
struct Class {
    rule: RuleId,
    reason: Option<ReasonId>,
    belief: Planes,
    /// Lanes in which an authorisation certainly lifts them.
    lifted: u64,
    /// Lanes in which some authorisation may.
    liftable: u64,
}

impl Class {
    fn is_barred_by(&self, bars: &Bars) -> bool {
        is_barred_by(bars, self.rule, self.reason)
    }
}

/// Lanes by how bad it is: lifted, bare requirement, bare prohibition.
#[derive(Clone, Copy, Default)]
struct Levels {
    authorised: u64,
    licence: u64,
    prohibited: u64,
}

impl Levels {
    fn add(&mut self, lanes: u64, lifted: u64, prohibits: bool) {
        self.authorised |= lanes & lifted;
        *(if prohibits { &mut self.prohibited } else { &mut self.licence }) |= lanes & !lifted;
    }

    fn lane(&self, lane: usize) -> Outcome {
        let on = |plane: u64| plane >> lane & 1 == 1;
        match () {
            () if on(self.prohibited) => Outcome::Prohibited,
            () if on(self.licence) => Outcome::LicenceRequired,
            () if on(self.authorised) => Outcome::Authorised,
            () => Outcome::NoLicenceRequired,
        }
    }
}

/// What came out for a block in one context.
pub(super) struct Conclusion {
    /// Whether no law of that day is loaded.
    before: bool,
    reach: Planes,
    handed_off: u64,
    may_be_handed_off: u64,
    certain: Levels,
    best: Levels,
    worst: Levels,
}

impl Conclusion {
    /// The answer of each lane that the jurisdiction reaches, or may reach.
    pub(super) fn answers(&self, lanes: usize) -> impl Iterator<Item = (usize, (Outcome, Possible))> + '_ {
        let reached = !self.reach.is_false();
        (0..lanes).filter(move |lane| reached >> lane & 1 == 1).map(|lane| (lane, self.lane(lane)))
    }

    fn lane(&self, lane: usize) -> (Outcome, Possible) {
        if self.before {
            return (Outcome::Undetermined, Possible { best: Outcome::NoLicenceRequired, worst: Outcome::Prohibited });
        }
        let on = |plane: u64| plane >> lane & 1 == 1;
        if on(self.reach.fails) {
            return (Outcome::NoLicenceRequired, Possible::NOTHING);
        }
        if on(self.handed_off) {
            let (outcome, best) =
                if on(self.reach.holds) { (Outcome::OtherAuthority, Outcome::OtherAuthority) } else { (Outcome::Undetermined, Outcome::NoLicenceRequired) };
            return (outcome, Possible { best, worst: Outcome::OtherAuthority });
        }
        let (mut certain, mut best, mut worst) = (self.certain.lane(lane), self.best.lane(lane), self.worst.lane(lane));
        if on(self.may_be_handed_off) {
            worst = worst.max(Outcome::OtherAuthority);
            best = best.min(Outcome::OtherAuthority);
        }
        if !on(self.reach.holds) {
            (certain, best) = (Outcome::NoLicenceRequired, Outcome::NoLicenceRequired);
        }
        let outcome = match (certain >= Outcome::OtherAuthority, worst > Outcome::Authorised) {
            (true, _) => certain,
            (false, true) => Outcome::Undetermined,
            (false, false) => worst,
        };
        (outcome, Possible { best, worst })
    }
}

impl<'e> Block<'_, 'e, '_> {
    /// Asks every item of the block in one context.
    pub(super) fn conclude(&mut self, context: &Prepared) -> Conclusion {
        let mut out = Conclusion {
            before: context.plan.is_before(context.transaction.date),
            reach: Planes::UNKNOWN,
            handed_off: 0,
            may_be_handed_off: 0,
            certain: Levels::default(),
            best: Levels::default(),
            worst: Levels::default(),
        };
        if out.before {
            return out;
        }
        let mut asking = self.ask(context);
        out.reach = Planes::FALSE;
        for rule in &context.plan.reach {
            out.reach = out.reach.or(asking.rule(*rule));
            if out.reach.is_true() == !0 {
                break;
            }
        }
        if out.reach.fails == !0 {
            return out;
        }
        (out.handed_off, out.may_be_handed_off) = asking.hand_offs(context);
        if out.handed_off == !0 {
            return out;
        }
        let mut classes = asking.classes(context);
        asking.exclude(context, &mut classes);
        asking.lift(context, &mut classes);
        let law = asking.scene.law;
        for class in &classes {
            let prohibits = matches!(law.rule(class.rule).body, Body::Prohibition { .. });
            out.certain.add(class.belief.holds, class.lifted, prohibits);
            out.best.add(class.belief.holds, class.lifted | class.liftable, prohibits);
            out.worst.add(!class.belief.fails, class.lifted, prohibits);
        }
        out
    }
}

impl<'l> Asking<'_, '_, '_, 'l> {
    /// Lanes that are handed to another authority, and those that may be.
    fn hand_offs(&mut self, context: &Prepared) -> (u64, u64) {
        let (mut certain, mut open) = (0, 0);
        for rule in &context.plan.hand_offs {
            let planes = self.rule(*rule);
            certain |= planes.holds;
            open |= !(planes.holds | planes.fails);
        }
        for row in self.handed().iter() {
            let planes = self.scope(row.scope);
            certain |= planes.holds & row.lanes;
            open |= !(planes.holds | planes.fails) & row.lanes;
        }
        (certain, open)
    }

    fn classes(&mut self, context: &Prepared) -> Vec<Class> {
        let mut out: Vec<Class> = Vec::new();
        for id in &context.plan.grounds {
            let applies = self.rule(*id);
            if applies.is_false() == !0 {
                continue;
            }
            match &self.scene.law.rule(*id).body {
                Body::Requirement { controls: Some((list, controls)), .. } => self.list_classes(*id, *list, *controls, applies, &mut out),
                Body::Requirement { reason, .. } | Body::Prohibition { reason, .. } => {
                    out.push(Class { rule: *id, reason: *reason, belief: applies, lifted: 0, liftable: 0 });
                }
                _ => {}
            }
        }
        out
    }

    /// Grounds from the control rows of the entries that the items stand on.
    fn list_classes(&mut self, rule: RuleId, list: ListId, controls: Controls, applies: Planes, out: &mut Vec<Class>) {
        let first = out.len();
        for row in self.controls(rule, list, controls).iter() {
            let to = match row.to {
                To::Anywhere => Planes::TRUE,
                To::Column(column) => Planes::all(self.scene.destination_cell(list, column)),
                To::Where(step) => self.step(step, None),
                To::NotSaid => Planes::UNKNOWN,
            };
            let belief = applies.and(to).within(row.lanes);
            if belief.is_false() == !0 {
                continue;
            }
            let belief = belief.and(self.scope(row.scope));
            match out.iter_mut().skip(first).find(|class| class.reason == row.reason) {
                Some(class) => class.belief = class.belief.or(belief),
                None => out.push(Class { rule, reason: row.reason, belief, lifted: 0, liftable: 0 }),
            }
        }
    }

    fn exclude(&mut self, context: &Prepared, classes: &mut [Class]) {
        for id in &context.plan.exclusions {
            let Body::Exclusion(bars) = &self.scene.law.rule(*id).body else { continue };
            if !classes.iter().any(|class| class.is_barred_by(bars)) {
                continue;
            }
            let excluded = self.rule(*id);
            for class in classes.iter_mut().filter(|class| class.is_barred_by(bars)) {
                class.belief = class.belief.and(!excluded);
            }
        }
    }

    fn lift(&mut self, context: &Prepared, classes: &mut [Class]) {
        let mut restrictions: Option<Vec<(RuleId, Planes)>> = None;
        for lifter in &context.plan.authorisations {
            let Some(lifts) = context.plan.lifts.get(lifter.lifts) else { continue };
            let can_lift = |class: &Class| class.belief.fails != !0 && lifts.contains(class.rule, class.reason);
            if !classes.iter().any(can_lift) {
                continue;
            }
            let mut belief = self.rule(lifter.rule);
            for test in &lifter.tests {
                if belief.fails == !0 {
                    break;
                }
                belief = belief.and(self.step(*test, None));
            }
            if belief.fails == !0 {
                continue;
            }
            let restrictions = restrictions.get_or_insert_with(|| {
                let asked = context.plan.restrictions.iter().map(|rule| (*rule, self.rule(*rule)));
                asked.filter(|(_, planes)| planes.is_false() != !0).collect()
            });
            let law = self.scene.law;
            for class in classes.iter_mut().filter(|class| can_lift(class)) {
                let counting = restrictions.iter().filter(|(rule, _)| lifter.is_barred_by(*rule) && is_under(&law.rule(*rule).body, class.rule, class.reason));
                let open = counting.fold(belief, |open, (_, barred)| open.and(!*barred));
                class.lifted |= open.holds;
                class.liftable |= !open.fails;
            }
        }
    }
}
