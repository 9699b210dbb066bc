//! Writing a finding: from an assessment to grounds, authorisations, what is missing, assumed, due and not assessed.

mod assume;
mod authorisation;
mod open;

use std::{borrow::Cow, sync::Arc};

use comity_law::{Body, CoverageStatus, FactId, FactKind, FactPlace, Law, ListId, NodeId, RuleId};

use crate::{
    assess::{Assessment, GroundState, HandOff, Origin},
    belief::Truth,
    determination::{ConditionState, Conditions, Duty, Finding, Ground, Missing, NotAssessed, Possible},
    engine::Options,
    evidence::Question,
    explain::explanation,
    facts::{CodeState, Slot, Value},
    find::{Finder, Leaf},
    outcome::Outcome,
    plan::Plan,
    scene::{Known, Scene},
    transaction::Transaction,
    written::entry_of,
};
use authorisation::Lifted;
use open::{OpenFact, Step};

impl<'l> Finding<'l> {
    fn empty(jurisdiction: &'l str) -> Self {
        Self {
            assuming: Vec::new(),
            authorisations: Vec::new(),
            closed: Vec::new(),
            duties: Vec::new(),
            explanation: Vec::new(),
            grounds: Vec::new(),
            jurisdiction,
            missing: Vec::new(),
            not_assessed: Vec::new(),
            outcome: Outcome::NoLicenceRequired,
            possible: Possible::NOTHING,
            possible_grounds: Vec::new(),
        }
    }
}

/// A finding while it is written.
pub(crate) struct Report<'e, 'l> {
    law: &'l Law,
    known: Known,
    plan: &'e Plan,
    finding: Finding<'l>,
    /// Tests of all its authorisations.
    conditions: Vec<ConditionState<'l>>,
    /// By position in [`Plan::lifts`], what authorisations lift for the item at hand.
    lifted: Vec<Option<Lifted<'l>>>,
    /// Room for leaves that are looked for.
    leaves: Vec<Leaf<'l>>,
    /// What is missing, at which step it is asked first, and in how many open rules of that step it appears.
    open: Vec<(OpenFact, Step, usize)>,
    /// What is presumed already.
    assumed: Vec<Leaf<'l>>,
    /// Open rules by step.
    rules: [usize; 3],
    /// Whether the jurisdiction reaches some item, presumptions considered.
    reached: bool,
}

impl<'e, 'l> Report<'e, 'l> {
    pub(crate) fn new(law: &'l Law, known: Known, plan: &'e Plan, jurisdiction: &'l str) -> Self {
        Self {
            law,
            known,
            plan,
            finding: Finding::empty(jurisdiction),
            conditions: Vec::new(),
            lifted: Vec::new(),
            leaves: Vec::new(),
            open: Vec::new(),
            assumed: Vec::new(),
            rules: [0; 3],
            reached: false,
        }
    }

    fn law(&self) -> &'l Law {
        self.law
    }

    /// Writes down what one item gave; `asked` is the transaction where an explanation is asked for.
    pub(crate) fn item(&mut self, scene: &Scene<'_, 'l>, assessment: &Assessment<'l>, options: Options, asked: Option<&Arc<Transaction>>) {
        let item: Arc<str> = scene.transaction.items.get(scene.item).map_or_else(Arc::default, |item| Arc::from(&*item.id));
        if self.plan.is_before(scene.day) {
            let note = format!("no law of this jurisdiction is loaded for {}", scene.day);
            push_once(&mut self.finding.not_assessed, NotAssessed { instrument: self.finding.jurisdiction.into(), note: note.into(), status: "not-covered" });
            return;
        }
        self.reached |= assessment.reach.presumed != Truth::False;
        for rule in &self.plan.reach {
            if assessment.reach.presumed == Truth::Unknown && assessment.worst != Outcome::NoLicenceRequired {
                self.open_rule(scene, *rule);
            }
        }
        for rule in &assessment.presumed {
            self.assume(scene, *rule);
        }
        for HandOff { rule, belief, scopes } in &assessment.hand_offs {
            match belief.presumed {
                Truth::True => {
                    let ground = self.rule_ground(scene, *rule, &item);
                    self.finding.grounds.push(ground);
                    self.rest_on(*rule);
                }
                Truth::Unknown => {
                    self.open_rule(scene, *rule);
                    for scope in scopes {
                        let mut finder = Finder::with(scene, std::mem::take(&mut self.leaves));
                        finder.unknown(scope);
                        self.open_leaves(scene, finder.found(), Cow::Borrowed(&scene.law.rule(*rule).cite), Step::Reach);
                    }
                }
                Truth::False => {}
            }
        }
        for ground in &assessment.grounds {
            let mut row = self.ground(scene, ground, &item);
            match ground.belief.presumed {
                Truth::True => self.finding.grounds.push(row),
                Truth::Unknown => {
                    row.open = self.open_ground(scene, ground);
                    self.finding.possible_grounds.push(row);
                }
                Truth::False => continue,
            }
            self.rest_on(ground.rule);
        }
        self.lifted.clear();
        self.lifted.resize_with(self.plan.lifts.len(), || None);
        if options.explain {
            self.finding.authorisations.reserve(assessment.authorisations.len());
            self.conditions.reserve(4 * assessment.authorisations.len());
        }
        for state in &assessment.authorisations {
            let useful = state.grounds.iter().filter_map(|i| assessment.grounds.get(*i)).any(|ground| ground.belief.presumed != Truth::False);
            if useful {
                self.authorisation(scene, state, assessment, &item, options);
            }
        }
        if let Some(asked) = asked {
            let explained = explanation(scene, asked, self.plan, assessment, &item);
            // Most questions are about one item: what is written of it is taken as it stands.
            if self.finding.explanation.is_empty() {
                self.finding.explanation = explained;
            } else {
                self.finding.explanation.extend(explained);
            }
        }
    }

    fn rule_ground(&self, scene: &Scene, rule: RuleId, item: &Arc<str>) -> Ground<'l> {
        let row = self.law().rule(rule);
        Ground {
            citation: Cow::Borrowed(&row.cite),
            column: None,
            item: item.clone(),
            lifted_by: Vec::new(),
            open: Vec::new(),
            policy: None,
            provision: self.provision(scene),
            reason: None,
            rule: &row.id,
            title: &row.title,
        }
    }

    fn ground(&self, scene: &Scene, ground: &GroundState, item: &Arc<str>) -> Ground<'l> {
        let law = self.law();
        let mut row = self.rule_ground(scene, ground.rule, item);
        row.lifted_by = ground.lifted_by.iter().map(|rule| &*law.rule(*rule).id).collect();
        row.reason = ground.reason.and_then(|reason| law.vocabulary.reasons.get(reason.index())).map(|reason| &*reason.code);
        if let Body::Requirement { policy, .. } | Body::Prohibition { policy, .. } = &law.rule(ground.rule).body {
            row.policy = policy.as_deref();
        }
        let entry = |list: ListId, node: NodeId| {
            let list = law.list(list);
            let code = list.code(node);
            format!("{}, {}", list.cite, entry_of(code))
        };
        match ground.origin {
            Origin::Row(list, node, control) => {
                row.provision = Some(format!("{}:{}", law.list(list).id, law.list(list).code(node)));
                row.column = control.column.map(|(number, _)| number);
                row.citation = match &control.cite {
                    Some(cite) if control.column.is_none() => format!("{cite}; {}", entry(list, node)).into(),
                    _ => format!("{}; {}", row.citation, entry(list, node)).into(),
                };
            }
            Origin::Refer(list, node, refer) => {
                row.provision = Some(format!("{}:{}", law.list(list).id, law.list(list).code(node)));
                row.citation = format!("{}; {}", refer.cite, entry(list, node)).into();
            }
            Origin::Rule | Origin::NoCode(_) => {}
        }
        row
    }

    /// The item's provision on the first list of the review on which it stands.
    fn provision(&self, scene: &Scene) -> Option<String> {
        let fact = self.known.codes?;
        scene.jurisdiction().review.iter().find_map(|list| match scene.codes(fact, None, *list) {
            Some(CodeState::On(nodes)) => nodes.first().map(|node| format!("{}:{}", self.law().list(*list).id, self.law().list(*list).code(*node))),
            _ => None,
        })
    }

    /// Says so where the answer rests on a rule whose text was not checked.
    fn rest_on(&mut self, rule: RuleId) {
        let row = self.law().rule(rule);
        if let Some(why) = &row.unverified {
            let gap = NotAssessed { instrument: Cow::Borrowed(&row.cite), note: Cow::Borrowed(why), status: "unverified" };
            push_once(&mut self.finding.not_assessed, gap);
        }
    }

    fn duties(&mut self, scene: &Scene<'_, 'l>) {
        let law = self.law();
        for id in &self.plan.duties {
            let rule = law.rule(*id);
            let Body::Duty { on } = &rule.body else { continue };
            if !on.is_empty() && !on.iter().any(|word| **word == *self.finding.outcome.name()) {
                continue;
            }
            let belief = scene.rule(*id);
            if belief.rests_on_presumption() {
                self.assume(scene, *id);
            }
            if belief.presumed != Truth::False {
                let duty = Duty { citation: &rule.cite, due: belief.presumed == Truth::True, rule: &rule.id, text: &rule.title };
                push_once(&mut self.finding.duties, duty);
            }
        }
    }

    fn coverage(&mut self, scene: &Scene<'_, 'l>) {
        for row in &self.law().jurisdiction(scene.jurisdiction).coverage {
            if row.status == CoverageStatus::Modelled || scene.condition(row.affects.as_ref()).presumed == Truth::False {
                continue;
            }
            let note = match &row.note {
                Some(note) => Cow::Owned(format!("{}: {note}", row.title)),
                None => Cow::Borrowed(&*row.title),
            };
            let gap = NotAssessed { instrument: Cow::Borrowed(&row.instrument), note, status: row.status.name() };
            push_once(&mut self.finding.not_assessed, gap);
        }
    }

    /// Adds what depends on the whole finding: duties and coverage; and ranks what is missing.
    pub(crate) fn finish<'s>(
        mut self,
        scenes: impl Iterator<Item = Scene<'s, 'l>>,
        transaction: &Transaction,
        outcome: Outcome,
        possible: Possible,
    ) -> Finding<'l>
    where
        'l: 's,
    {
        let law = self.law();
        self.finding.outcome = outcome;
        self.finding.possible = possible;
        let conditions: Arc<[ConditionState<'l>]> = std::mem::take(&mut self.conditions).into();
        for row in &mut self.finding.authorisations {
            row.conditions = Conditions::new(conditions.clone(), row.conditions.own());
        }
        if self.reached {
            for scene in scenes {
                self.duties(&scene);
                self.coverage(&scene);
            }
        }
        let item = |i: usize| transaction.items.get(i).map(|item| item.id.to_string());
        let mut missing: Vec<Missing<'l>> = Vec::new();
        for (open, step, count) in &self.open {
            // What settles reach settles every ground and authorisation; what settles a ground, the authorisations.
            let later: usize = self.rules.iter().skip(*step as usize + 1).sum();
            let settles = &(count + later);
            missing.push(match open {
                OpenFact::Fact(fact, _) if law.fact(*fact).place == FactPlace::Party => {
                    missing.extend(asked_of_parties(law, self.known.name, transaction, *fact, *settles));
                    continue;
                }
                OpenFact::Fact(fact, i) => {
                    let row = law.fact(*fact);
                    let item = if row.place == FactPlace::Item { item(*i) } else { None };
                    Missing { fact: row.path.to_string(), item, party: None, question: Cow::Borrowed(&row.question), settles: *settles }
                }
                OpenFact::Code(list, i) => {
                    let question = self.known.codes.map_or("", |fact| &law.fact(fact).question);
                    Missing {
                        fact: format!("item.codes.{}", law.list(*list).id),
                        item: item(*i),
                        party: None,
                        question: Cow::Borrowed(question),
                        settles: *settles,
                    }
                }
                OpenFact::Parties => Missing {
                    fact: "party".into(),
                    item: None,
                    party: None,
                    question: Cow::Borrowed("Who takes part: consignee, end-user, others?"),
                    settles: *settles,
                },
            });
        }
        missing.sort_by_key(|row| std::cmp::Reverse(row.settles));
        self.finding.missing = missing;
        self.finding
    }
}

/// What is asked of a fact of parties: what screening and ownership leave open by name, all else once.
fn asked_of_parties<'l>(law: &'l Law, name: Option<FactId>, transaction: &Transaction, fact: FactId, settles: usize) -> Vec<Missing<'l>> {
    let row = law.fact(fact);
    let questions: Vec<&Question> = transaction.evidence.questions.iter().filter(|one| one.fact == fact).collect();
    let name_of = |party: usize| match name.and_then(|name| transaction.parties.get(party).map(|facts| facts.get(name))) {
        Some(Slot::Known(Value::Text(name))) => Some(name.to_string()),
        _ => None,
    };
    let asked = questions.iter().map(|one| Missing {
        fact: row.path.to_string(),
        item: None,
        party: name_of(one.party),
        question: Cow::Owned(one.text.clone()),
        settles,
    });
    let mut out: Vec<Missing> = asked.collect();
    // Of another party nothing is known, or it is said to be unknown.
    let is_open = |party: usize| match transaction.parties.get(party).map(|facts| facts.get(fact)) {
        Some(Slot::Unknown) => true,
        Some(Slot::Absent) => row.kind != FactKind::Knowledge,
        _ => false,
    };
    let asked_of = |party: usize| questions.iter().any(|one| one.party == party);
    if out.is_empty() || (0..transaction.parties.len()).any(|party| is_open(party) && !asked_of(party)) {
        out.push(Missing { fact: row.path.to_string(), item: None, party: None, question: Cow::Borrowed(&row.question), settles });
    }
    out
}

fn push_once<T: PartialEq>(rows: &mut Vec<T>, row: T) {
    if !rows.contains(&row) {
        rows.push(row);
    }
}
