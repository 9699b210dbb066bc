//! The engine: law compiled to plans, transactions in, determinations out.

use std::sync::{Arc, OnceLock};

use comity_law::{JurisdictionId, Law};

use crate::{
    assess::{Assessment, assess},
    batch::{NO_ITEM, Start},
    belief::Truth,
    classes::Classes,
    determination::{Determination, Finding, NotAssessed, Possible},
    facts::{Slot, Value},
    key::Asked,
    memory::Memory,
    outcome::Outcome,
    plan::Plan,
    program::Program,
    receipt::Parts,
    report::Report,
    scene::{Known, Scene},
    settled::Settled,
    transaction::{Paths, Transaction},
};

/// How to decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Turn presumptions about knowledge off.
    pub strict: bool,
    /// Add the explanation tree.
    pub explain: bool,
}

/// Decides transactions under one law.
///
/// ```
/// use comity_decide::{Engine, Options, Outcome, Transaction};
/// use comity_law::{Law, SourceFile};
///
/// let law = Law::parse(&[
///     SourceFile::new("vocabulary/v.kdl", r#"
///         country "AA" name="Aland"
///         country "BB" name="Beland"
///         fact "activity" type="choice" { value "export"; question "What?" }
///         fact "from" type="country" { question "From?" }
///         fact "to" type="country" { question "To?" }
///     "#),
///     SourceFile::new("x/jurisdiction.kdl", r#"jurisdiction "x" { name "X"; authority "X office"; territory "{BB}" }"#),
///     SourceFile::new("x/rules/r.kdl", r#"
///         source cite="Act 1" covers-from="2026-01-01" checked="2026-01-01"
///         reach "x/from" { when "from = BB" }
///         requirement "x/1" cite="Act 1, s 1" from="2026-01-01" { title "Nothing to Aland without a licence"; when "to = AA" }
///     "#),
/// ]).law;
/// let engine = Engine::new(&law);
/// let document = serde_json::json!({ "id": "t", "date": "2026-05-01", "activity": "export", "from": "BB", "to": "AA", "item": [{}] });
/// let transaction = Transaction::read(&law, &document).unwrap();
/// let determination = engine.decide(&transaction, Options::default());
/// assert_eq!(determination.outcome, Outcome::LicenceRequired);
/// assert_eq!(determination.findings[0].grounds[0].citation, "Act 1, s 1");
/// ```
pub struct Engine<'l> {
    law: &'l Law,
    plans: Vec<Plan>,
    known: Known,
    parts: Parts,
    asked: Asked,
    program: Arc<Program<'l>>,
    /// Made for the first batch: a single question needs none.
    classes: OnceLock<Classes>,
    paths: Paths,
    settled: Settled,
}

impl<'l> Engine<'l> {
    /// Prepares the law.
    pub fn new(law: &'l Law) -> Self {
        let asked = Asked::of(law);
        let program = Arc::new(Program::of(law, asked.tells_all()));
        let plans: Vec<Plan> = law.jurisdiction_ids().map(|id| Plan::of(law, id, &program)).collect();
        let settled = Settled::of(law, &program, &plans);
        Self { law, plans, settled, known: Known::of(law), parts: Parts::of(law), asked, program, classes: OnceLock::new(), paths: Paths::of(law) }
    }

    /// The law.
    pub fn law(&self) -> &'l Law {
        self.law
    }

    /// Decides one transaction, without a receipt (see [`Engine::decide_with_receipt`]).
    pub fn decide(&self, transaction: &Transaction, options: Options) -> Determination<'l> {
        let mut determination = self.decide_bare(transaction, options);
        determination.ownership.clone_from(&transaction.evidence.owned);
        determination.screened.clone_from(&transaction.evidence.screened);
        determination
    }

    /// Decides without what is said of the parties: whoever writes the answer adds that.
    pub(crate) fn decide_bare(&self, transaction: &Transaction, options: Options) -> Determination<'l> {
        let (memory, laid) = (self.memory(), self.settled(transaction, options));
        self.decide_by(transaction, options, &self.plans, Start { memory: &memory, bases: &[], laid: Some(&laid), trail: None })
    }

    /// Decides by given plans: all rules, or those that can matter in the transaction's context.
    pub(crate) fn decide_by(&self, transaction: &Transaction, options: Options, plans: &[Plan], from: Start) -> Determination<'l> {
        let mut findings = Vec::new();
        // Explanations look at the facts after the answer is given.
        let asked = options.explain.then(|| Arc::new(transaction.clone()));
        for (jurisdiction, plan) in self.law.jurisdiction_ids().zip(plans) {
            findings.extend(self.finding(transaction, asked.as_ref(), jurisdiction, options, plan, from));
        }
        // The worst first; among equals, in the order of the law folder.
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.outcome));
        let not_assessed = self.not_loaded(transaction, from.memory);
        let mut outcome = findings.iter().map(|finding| finding.outcome).max().unwrap_or(Outcome::NoLicenceRequired);
        if not_assessed.iter().any(|gap| gap.status == "not-loaded") {
            outcome = outcome.max(Outcome::Undetermined);
        }
        Determination {
            date: transaction.date.to_string(),
            derived: transaction.derived.clone(),
            findings,
            id: transaction.id.to_string(),
            not_assessed,
            outcome,
            ownership: Vec::new(),
            receipt: None,
            screened: Vec::new(),
        }
    }

    /// Decides one transaction for its outcomes alone: each jurisdiction's id, outcome, and what remains possible.
    pub fn outcomes(&self, transaction: &Transaction, options: Options) -> Vec<(&'l str, Outcome, Possible)> {
        let (memory, laid) = (self.memory(), self.settled(transaction, options));
        let from = Start { memory: &memory, bases: &[], laid: Some(&laid), trail: None };
        let mut out = Vec::new();
        for (jurisdiction, plan) in self.law.jurisdiction_ids().zip(&self.plans) {
            let mut reached: Option<(Outcome, Possible)> = None;
            for item in 0..transaction.items.len() {
                from.begin(jurisdiction);
                let assessment = assess(&self.scene(transaction, jurisdiction, item, options, &memory), plan);
                reached = worse(reached, &assessment);
            }
            if let Some((outcome, possible)) = reached {
                out.push((&*self.law.jurisdiction(jurisdiction).id, outcome, possible));
            }
        }
        out
    }

    pub(crate) fn classes(&self) -> &Classes {
        self.classes.get_or_init(|| Classes::of(self.law, &self.program, self.known.codes))
    }

    pub(crate) fn settling(&self) -> &Settled {
        &self.settled
    }

    pub(crate) fn paths(&self) -> &Paths {
        &self.paths
    }

    pub(crate) fn known(&self) -> Known {
        self.known
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Room for what a scene remembers; cleared between items, for what holds of one need not hold of the next.
    pub(crate) fn memory(&self) -> Memory {
        Memory::new(self.program.len(), self.law.rules.len())
    }

    pub(crate) fn scene<'a>(
        &'a self,
        transaction: &'a Transaction,
        jurisdiction: JurisdictionId,
        item: usize,
        options: Options,
        memory: &'a Memory,
    ) -> Scene<'a, 'l> {
        Scene {
            law: self.law,
            transaction,
            items: &transaction.items,
            day: transaction.date,
            jurisdiction,
            item,
            known: self.known,
            strict: options.strict,
            program: &self.program,
            memory,
            standing: std::cell::Cell::new(None),
            trail: None,
        }
    }

    /// Plans without the rules that are false in the transaction's context, whatever the item.
    pub(crate) fn live_plans(&self, transaction: &Transaction, options: Options) -> Vec<Plan> {
        let (jurisdictions, memory) = (self.law.jurisdiction_ids().zip(&self.plans), self.memory());
        jurisdictions
            .map(|(id, plan)| {
                memory.clear();
                let scene = self.scene(transaction, id, NO_ITEM, options, &memory);
                plan.live(|rule| !scene.rule(rule).is_false())
            })
            .collect()
    }

    /// By jurisdiction, what comes out the same for every item of a context, whatever the amounts are.
    pub(crate) fn bases(&self, context: &Transaction, options: Options) -> Vec<Memory> {
        let (worked, jurisdictions) = (self.memory(), self.law.jurisdiction_ids());
        jurisdictions
            .map(|id| {
                worked.clear();
                let scene = self.scene(context, id, NO_ITEM, options, &worked);
                let base = self.memory();
                for (step, _) in self.program.steps().filter(|(_, step)| !(step.depends.item || step.depends.amounts || step.depends.party)) {
                    base.set_step(step, scene.step(step, None));
                }
                base
            })
            .collect()
    }

    /// Plans for outcomes alone: of the authorisations, those that some item could still use.
    pub(crate) fn lean_plans(&self, transaction: &Transaction, options: Options, plans: &[Plan]) -> Vec<Plan> {
        let (jurisdictions, memory) = (self.law.jurisdiction_ids().zip(plans), self.memory());
        jurisdictions
            .map(|(id, plan)| {
                memory.clear();
                let scene = self.scene(transaction, id, NO_ITEM, options, &memory);
                plan.lean(|lifter| !scene.rule(lifter.rule).is_false() && !lifter.tests.iter().any(|test| scene.step(*test, None).is_false()))
            })
            .collect()
    }

    pub(crate) fn program(&self) -> &Program<'l> {
        &self.program
    }

    pub(crate) fn plan(&self, jurisdiction: JurisdictionId) -> Option<&Plan> {
        self.plans.get(jurisdiction.index())
    }

    pub(crate) fn asked(&self) -> &Asked {
        &self.asked
    }

    fn finding(
        &self,
        transaction: &Transaction,
        asked: Option<&Arc<Transaction>>,
        jurisdiction: JurisdictionId,
        options: Options,
        plan: &Plan,
        from: Start,
    ) -> Option<Finding<'l>> {
        if plan.reach.is_empty() && !plan.is_before(transaction.date) {
            return None; // no law of this jurisdiction can reach the transaction
        }
        let items = 0..transaction.items.len();
        let scene = |item| Scene { trail: from.trail, ..self.scene(transaction, jurisdiction, item, options, from.memory) };
        let mut report = Report::new(self.law, self.known, plan, &self.law.jurisdiction(jurisdiction).id);
        let mut reached: Option<(Outcome, Possible)> = None;
        for item in items.clone() {
            from.begin(jurisdiction);
            let scene = scene(item);
            let assessment = assess(&scene, plan);
            if !assessment.reach.is_false() {
                report.item(&scene, &assessment, options, asked);
            }
            reached = worse(reached, &assessment);
        }
        let (outcome, possible) = reached?;
        let alone = items.len() == 1;
        let scenes = items.map(|item| {
            if !alone {
                from.begin(jurisdiction);
            }
            scene(item)
        });
        Some(report.finish(scenes, transaction, outcome, possible))
    }

    /// Where no loaded jurisdiction controls exports from the country of departure.
    fn not_loaded(&self, transaction: &Transaction, memory: &Memory) -> Vec<NotAssessed<'l>> {
        let mut out = Vec::new();
        let from = self.known.from.map(|fact| transaction.facts.get(fact));
        if let Some(Slot::Known(Value::Country(from))) = from {
            let governed = self.law.jurisdiction_ids().any(|id| {
                let scene = self.scene(transaction, id, 0, Options::default(), memory);
                self.law.jurisdiction(id).territory.as_ref().is_some_and(|territory| scene.country_in(*from, territory) != Truth::False)
            });
            if !governed {
                let code = self.law.vocabulary.countries.get(from.index()).map_or("", |country| &country.code);
                let note = format!("No law of {code} is loaded: whether it requires a licence for this is not known.");
                out.push(NotAssessed { instrument: code.into(), note: note.into(), status: "not-loaded" });
            }
        }
        for list in &transaction.unused_lists {
            let note = "No such list is loaded: its code was not used.".into();
            out.push(NotAssessed { instrument: list.to_string().into(), note, status: "unused" });
        }
        out
    }
}

/// The worse of what was reached before and what one more item gave, if that is reached at all.
fn worse(reached: Option<(Outcome, Possible)>, assessment: &Assessment) -> Option<(Outcome, Possible)> {
    if assessment.reach.is_false() {
        return reached;
    }
    let (outcome, possible) = reached.unwrap_or((Outcome::NoLicenceRequired, Possible::NOTHING));
    let possible = Possible { best: possible.best.max(assessment.best), worst: possible.worst.max(assessment.worst) };
    Some((outcome.max(assessment.outcome), possible))
}
