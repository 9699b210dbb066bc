//! What an answer presumes, as statements for the exporter to confirm.

use std::borrow::Cow;

use comity_law::{Body, RuleId};

use super::{Report, push_once};
use crate::{
    determination::Assumption,
    find::{Finder, Leaf},
    scene::Scene,
};

impl<'l> Report<'_, 'l> {
    /// Notes what a rule presumes, if its answer rests on it.
    pub(super) fn assume(&mut self, scene: &Scene<'_, 'l>, rule: RuleId) {
        let row = scene.law.rule(rule);
        if let Some(when) = &row.when {
            let mut finder = Finder::with(scene, std::mem::take(&mut self.leaves));
            finder.presumed(when);
            self.assume_leaves(finder.found());
        }
    }

    pub(super) fn assume_conditions(&mut self, scene: &Scene<'_, 'l>, rule: RuleId) {
        if let Body::Authorisation { conditions, .. } = &scene.law.rule(rule).body {
            let mut finder = Finder::with(scene, std::mem::take(&mut self.leaves));
            for row in conditions {
                finder.presumed(&row.test);
            }
            self.assume_leaves(finder.found());
        }
    }

    fn assume_leaves(&mut self, mut leaves: Vec<Leaf<'l>>) {
        let law = self.law();
        for leaf in leaves.drain(..) {
            // Most rules presume the same few facts.
            if self.assumed.contains(&leaf) {
                continue;
            }
            self.assumed.push(leaf.clone());
            let assumption = match leaf {
                Leaf::Fact(fact, _) => {
                    let fact = law.fact(fact);
                    let statement = match &fact.statement {
                        Some(statement) => Cow::Borrowed(&**statement),
                        None => format!("Presumed, because nothing else is known, not to be so: {}", fact.question).into(),
                    };
                    Assumption { fact: Cow::Borrowed(&fact.path), statement }
                }
                Leaf::Parties => {
                    let statement = "No one takes part in the transaction besides the parties stated.".into();
                    Assumption { fact: "party".into(), statement }
                }
                Leaf::Code(list) => {
                    let list = law.list(list);
                    let statement = format!("The item is on none of the entries that the law asks about here: {}.", list.title).into();
                    Assumption { fact: format!("item.codes.{}", list.id).into(), statement }
                }
                _ => continue,
            };
            push_once(&mut self.finding.assuming, assumption);
        }
        self.leaves = leaves;
    }
}
