//! What keeps an answer open: the facts that are missing, and the gaps that no fact can close.

use std::borrow::Cow;

use comity_law::{Body, FactId, FactPlace, ListId, RuleId};

use super::{Report, push_once};
use crate::{
    assess::{AuthorisationState, GroundState, Origin},
    belief::Truth,
    determination::NotAssessed,
    facts::Slot,
    find::{Finder, Leaf},
    scene::Scene,
};

/// Steps of the review: what settles an earlier one settles the later ones with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Reach,
    Ground,
    Authorisation,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenFact {
    Fact(FactId, usize),
    Code(ListId, usize),
    Parties,
}

impl<'l> Report<'_, 'l> {
    /// Notes the facts that keep a rule open, and the gaps that no fact can close.
    pub(super) fn open_rule(&mut self, scene: &Scene<'_, 'l>, rule: RuleId) {
        let row = scene.law.rule(rule);
        if !row.in_force(scene.day) {
            return;
        }
        let mut finder = Finder::with(scene, std::mem::take(&mut self.leaves));
        if row.covers_from.is_some_and(|first| scene.day < first) {
            finder.push(Leaf::Gap(&row.id));
        } else if let Some(when) = &row.when {
            finder.unknown(when);
        }
        self.open_leaves(scene, finder.found(), Cow::Borrowed(&row.cite), Step::Reach);
    }

    /// What keeps a ground open, in words; facts are counted as missing unless the ground is lifted anyway.
    pub(super) fn open_ground(&mut self, scene: &Scene<'_, 'l>, ground: &GroundState<'l>) -> Vec<Cow<'l, str>> {
        let rule = scene.law.rule(ground.rule);
        let mut finder = Finder::with(scene, std::mem::take(&mut self.leaves));
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
                let scope = row.scope.iter().filter(|scope| scene.is_settled_by_codes(list, Some(scope)).is_none());
                for condition in scope.chain(&row.when) {
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

    pub(super) fn open_authorisation(&mut self, scene: &Scene<'_, 'l>, state: &AuthorisationState) {
        let rule = scene.law.rule(state.rule);
        let Body::Authorisation { conditions, .. } = &rule.body else { return };
        let mut finder = Finder::with(scene, std::mem::take(&mut self.leaves));
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

    pub(super) fn open_leaves(&mut self, scene: &Scene<'_, 'l>, mut leaves: Vec<Leaf<'l>>, cite: Cow<'l, str>, step: Step) {
        self.rules[step as usize] += 1;
        for leaf in leaves.drain(..) {
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
        self.leaves = leaves;
    }
}
