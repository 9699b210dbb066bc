//! Deciding many transactions: what holds for every item of one context is asked once.
//!
//! A catalogue times all destinations asks the same day, places, end uses and parties over and over. Rules that are false of such a
//! context whatever the item is (Kleene's logic is monotone: more facts never change a settled value) need not be asked of each item,
//! and two items with the same facts have the same outcomes.

use std::{borrow::Cow, cell::OnceCell, collections::HashMap, sync::Arc};

use comity_law::{JurisdictionId, ListId};
use serde_json::Value as Json;

use crate::{
    assess::assess,
    classes::Counting,
    determination::Possible,
    engine::{Engine, Options},
    evidence::Evidence,
    facts::{CodeState, Slot, Value},
    key::{Told, day_word},
    memory::Memory,
    names::Names,
    outcome::Outcome,
    plan::Plan,
    receipt::{LawUsed, result_digest_of, write_tail},
    settled::Laid,
    trail::Trail,
    transaction::{Item, Transaction},
    tree::{Tree, Walker},
    written::{Asker, Shared, Written},
};

/// Most contexts, and most items of all contexts, that are remembered: memory stays bounded however long the batch is.
const CONTEXTS: usize = 2048;
const ITEMS: usize = 1 << 18;
/// Most bytes of keys by which one batch finds written answers.
const BYTES: usize = 16 << 20;

/// Plans of the rules that can matter in one context, and the outcomes met in it.
struct Context<'e> {
    key: Box<[u64]>,
    plans: Vec<Plan>,
    /// The same without authorisations that the context closes: enough for outcomes, which do not name what is closed. Made when they are asked.
    lean: OnceCell<Vec<Plan>>,
    /// By jurisdiction, what comes out the same for every item.
    bases: Vec<Memory>,
    /// The sets of codes that tell items apart.
    counting: Counting,
    /// By the facts of the item, and those of the transaction and its parties that do not tell contexts apart.
    outcomes: HashMap<Box<[u64]>, Box<[Answer]>>,
    /// By the same, answers that were met.
    answers: HashMap<Box<[u64]>, Arc<Written<'e>>>,
    /// What batches wrote in this context.
    tree: Arc<Tree<'e>>,
}

impl Context<'_> {
    fn told<'c>(&'c self, engine: &'c Engine, transaction: &Transaction) -> Told<'c> {
        Told { law: engine.law(), classes: engine.classes(), counting: &self.counting, day: transaction.date }
    }
}

/// A memory to work in, with what it begins under each jurisdiction, and where it is noted what is asked.
#[derive(Clone, Copy)]
pub(crate) struct Start<'m> {
    pub(crate) memory: &'m Memory,
    pub(crate) bases: &'m [Memory],
    pub(crate) laid: Option<&'m Laid>,
    pub(crate) trail: Option<&'m Trail<'m>>,
}

impl Start<'_> {
    /// Forgets what held of another item or jurisdiction.
    pub(crate) fn begin(&self, jurisdiction: JurisdictionId) {
        match self.bases.get(jurisdiction.index()) {
            Some(base) => self.memory.copy(base),
            None => {
                self.memory.clear();
                self.laid.into_iter().for_each(|laid| laid.lay(jurisdiction, self.memory));
            }
        }
    }
}

/// One jurisdiction's outcome for one item.
#[derive(Clone, Copy)]
struct Answer {
    jurisdiction: usize,
    outcome: Outcome,
    possible: Possible,
}

/// Decides many transactions under one set of options. One per thread.
pub struct Batch<'e, 'l> {
    engine: &'e Engine<'l>,
    options: Options,
    contexts: Vec<Context<'e>>,
    /// The position of each context.
    places: HashMap<Box<[u64]>, usize>,
    /// Written answers, also those of other batches.
    shared: Arc<Shared<'e>>,
    age: u64,
    memory: Memory,
    /// Room for keys, names and sums: what is met again allocates nothing.
    key: Vec<u64>,
    rest: Vec<u64>,
    /// Words of `rest` that parties state.
    rest_of_parties: usize,
    asker: Asker,
    sum: Vec<Answer>,
    items: usize,
    bytes: usize,
}

impl<'l> Engine<'l> {
    /// Prepares for many transactions.
    pub fn batch<'e>(&'e self, options: Options) -> Batch<'e, 'l> {
        Batch::new(self, options, Arc::default())
    }
}

impl<'e, 'l> Batch<'e, 'l> {
    fn new(engine: &'e Engine<'l>, options: Options, shared: Arc<Shared<'e>>) -> Self {
        Self {
            engine,
            options,
            contexts: Vec::new(),
            places: HashMap::new(),
            age: shared.age(),
            shared,
            memory: engine.memory(),
            key: Vec::new(),
            rest: Vec::new(),
            rest_of_parties: 0,
            asker: Asker::default(),
            sum: Vec::new(),
            items: 0,
            bytes: 0,
        }
    }

    /// A batch for another thread: what one of them wrote, the others need not write again.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::new(self.engine, self.options, self.shared.clone())
    }

    /// As [`Engine::decide_to_json`]: the same bytes.
    pub fn decide_to_json(&mut self, transaction: &Transaction, input: &Json, out: &mut Vec<u8>) {
        let (engine, options) = (self.engine, Options { explain: false, ..self.options });
        let position = self.context(transaction);
        let item = match transaction.items.as_slice() {
            [item] if transaction.unused_lists.is_empty() && transaction.derived.is_empty() && transaction.evidence.questions.is_empty() => item,
            _ => {
                let Some(context) = self.contexts.get(position) else { return };
                let from = Start { memory: &self.memory, bases: &context.bases, laid: None, trail: None };
                let determination = engine.decide_by(transaction, options, &context.plans, from);
                return engine.write_with_receipt(&determination, transaction, input, options, out);
            }
        };
        let Some(written) = self.written(position, transaction, item) else { return };
        let date = transaction.date.to_string();
        out.extend_from_slice(b"{\"date\":\"");
        out.extend_from_slice(date.as_bytes());
        out.extend_from_slice(b"\",\"findings\":");
        written.write(&self.asker, out);
        out.extend_from_slice(b",\"id\":");
        // Serialising text into memory cannot fail.
        let _ = serde_json::to_writer(&mut *out, &transaction.id);
        out.extend_from_slice(&written.tail);
        let result = result_digest_of(&date, written.form, &transaction.id, &written.tail, |out| written.write_names(&self.asker, out));
        engine.append_receipt(result, &written.law, input, &transaction.evidence, options, out);
    }

    /// The answer to a question about one item, written before or now.
    fn written(&mut self, position: usize, transaction: &Transaction, item: &Item) -> Option<Arc<Written<'e>>> {
        let (engine, options, age) = (self.engine, self.options, self.shared.age());
        if age != self.age || self.bytes > BYTES {
            for context in &mut self.contexts {
                context.answers.clear();
                context.tree = self.shared.tree(&context.key);
            }
            (self.age, self.bytes) = (age, 0);
        }
        self.name(item);
        let context = self.contexts.get(position)?;
        self.key.clear();
        engine.asked().write_item(&item.facts, &context.told(engine, transaction), &mut self.key);
        self.key.extend_from_slice(&self.rest);
        if let Some(written) = context.answers.get(self.key.as_slice()) {
            return Some(written.clone());
        }
        let from = Start { memory: &self.memory, bases: &context.bases, laid: None, trail: None };
        // What parties state that does not tell contexts apart is followed by no trail.
        let mut walker = Walker::new(engine, transaction, options, from).filter(|_| self.rest_of_parties == 0);
        let found = walker.as_mut().and_then(|walker| context.tree.find(walker));
        if let Some(Some(written)) = found {
            self.bytes += size_of_val(self.key.as_slice());
            self.contexts.get_mut(position)?.answers.insert(self.key.as_slice().into(), written.clone());
            return Some(written);
        }
        let exactly = found.is_some() || walker.is_none();
        if exactly {
            self.key.clear();
            self.key.extend_from_slice(&context.key);
            self.key.extend_from_slice(&self.rest);
            engine.asked().write_exactly(&item.facts, &mut self.key);
            if let Some(written) = self.shared.met(&self.key) {
                return Some(written);
            }
        }
        let trail = Trail::new(engine.asked().followed());
        let (written, holds_for_all) = self.write(context, transaction, Start { trail: (!exactly).then_some(&trail), ..from });
        if exactly {
            self.shared.meet(&self.key, written.clone());
        } else if let Some(walker) = &mut walker {
            let answer = holds_for_all.then(|| written.clone());
            let bytes = answer.as_ref().map_or(0, |answer| answer.bytes());
            self.shared.count(bytes + context.tree.add(walker, &trail.looks(), answer));
        }
        Some(written)
    }

    /// Decides and writes what was not met before, and says whether it holds for all questions that look the same.
    fn write(&self, context: &Context, transaction: &Transaction, from: Start) -> (Arc<Written<'e>>, bool) {
        let (engine, options) = (self.engine, Options { explain: false, ..self.options });
        let determination = engine.decide_by(transaction, options, &context.plans, from);
        let law = self.shared.law(transaction.date, engine.parts_used(&determination), |used| LawUsed::of(engine.list_parts(used, transaction.date)));
        // Serialising these types into memory cannot fail: all keys are strings.
        let findings = serde_json::to_vec(&determination.findings).unwrap_or_default();
        let mut tail = Vec::new();
        write_tail(&determination, &mut tail);
        // What the law says is borrowed from it; a citation with the item's entry is made for the answer.
        let grounds = determination.findings.iter().flat_map(|finding| finding.grounds.iter().chain(&finding.possible_grounds));
        let cites_entry: Vec<bool> = grounds.map(|ground| matches!(ground.citation, Cow::Owned(_))).collect();
        let (written, holds_for_all) = Written::of(&Names::of(&findings), &cites_entry, tail, law, &self.asker, &self.shared);
        (Arc::new(written), holds_for_all)
    }

    /// Notes the names in the question.
    fn name(&mut self, item: &Item) {
        self.asker.begin(&item.id);
        let law = self.engine.law();
        for (list, state) in stated(self.engine, item) {
            if let CodeState::On(nodes) = state
                && let [node] = nodes.as_slice()
            {
                self.asker.state(*list, law.list(*list), law.list(*list).code(*node));
            }
        }
    }

    /// As [`Engine::outcomes`].
    pub fn outcomes(&mut self, transaction: &Transaction, mut each: impl FnMut(&'l str, Outcome, Possible)) {
        let (engine, options) = (self.engine, self.options);
        if self.items > ITEMS {
            self.forget();
        }
        let position = self.context(transaction);
        let Some(context) = self.contexts.get_mut(position) else { return };
        self.sum.clear();
        for (item, row) in transaction.items.iter().enumerate() {
            self.key.clear();
            engine.asked().write_item(&row.facts, &context.told(engine, transaction), &mut self.key);
            self.key.extend_from_slice(&self.rest);
            if !context.outcomes.contains_key(self.key.as_slice()) {
                self.items += 1;
                let lean = context.lean.get_or_init(|| engine.lean_plans(&bare(engine, transaction), options, &context.plans));
                let from = Start { memory: &self.memory, bases: &context.bases, laid: None, trail: None };
                context.outcomes.insert(self.key.as_slice().into(), answers(engine, transaction, item, options, lean, from));
            }
            for answer in context.outcomes.get(self.key.as_slice()).into_iter().flatten() {
                match self.sum.iter_mut().find(|other| other.jurisdiction == answer.jurisdiction) {
                    Some(other) => {
                        other.outcome = other.outcome.max(answer.outcome);
                        other.possible.best = other.possible.best.max(answer.possible.best);
                        other.possible.worst = other.possible.worst.max(answer.possible.worst);
                    }
                    None => self.sum.push(*answer),
                }
            }
        }
        self.sum.sort_by_key(|answer| answer.jurisdiction);
        for answer in &self.sum {
            if let Some(jurisdiction) = engine.law().jurisdictions.get(answer.jurisdiction) {
                each(&jurisdiction.id, answer.outcome, answer.possible);
            }
        }
    }

    /// The position of a transaction's context; the facts that it leaves out are written to `rest`.
    fn context(&mut self, transaction: &Transaction) -> usize {
        let (engine, options) = (self.engine, self.options);
        self.key.clear();
        self.rest.clear();
        self.key.push(day_word(transaction.date));
        engine.asked().write(&transaction.facts, &mut self.key, &mut self.rest);
        let own = self.rest.len();
        for party in &transaction.parties {
            engine.asked().write(party, &mut self.key, &mut self.rest);
        }
        // Each party ends with a word.
        self.rest_of_parties = self.rest.len() - own - transaction.parties.len();
        if let Some(position) = self.places.get(self.key.as_slice()) {
            return *position;
        }
        if self.contexts.len() >= CONTEXTS {
            self.forget();
        }
        let bare = bare(engine, transaction);
        let plans = engine.live_plans(&bare, options);
        let bases = engine.bases(&bare, options);
        let counting = engine.counting(&bare, options, &plans);
        self.contexts.push(Context {
            key: self.key.as_slice().into(),
            plans,
            lean: OnceCell::new(),
            bases,
            counting,
            outcomes: HashMap::new(),
            answers: HashMap::new(),
            tree: self.shared.tree(&self.key),
        });
        let position = self.contexts.len() - 1;
        self.places.insert(self.key.as_slice().into(), position);
        position
    }

    /// Forgets everything: what was met is only ever a saving.
    fn forget(&mut self) {
        self.contexts.clear();
        self.places.clear();
        (self.items, self.bytes) = (0, 0);
    }
}

/// What an item states of its codes.
fn stated<'t>(engine: &Engine, item: &'t Item) -> &'t [(ListId, CodeState)] {
    match engine.known().codes.map(|fact| item.facts.get(fact)) {
        Some(Slot::Known(Value::Codes(codes))) => &codes.0,
        _ => &[],
    }
}

/// The transaction with nothing but what its context tells.
fn bare(engine: &Engine, transaction: &Transaction) -> Transaction {
    let told = |facts| engine.asked().told(facts);
    let (facts, parties) = (told(&transaction.facts), transaction.parties.iter().map(told).collect());
    Transaction {
        id: "".into(),
        date: transaction.date,
        facts,
        items: Vec::new(),
        parties,
        unused_lists: Vec::new(),
        derived: Vec::new(),
        evidence: Evidence::default(),
    }
}

fn answers(engine: &Engine, transaction: &Transaction, item: usize, options: Options, plans: &[Plan], from: Start) -> Box<[Answer]> {
    let mut out = Vec::new();
    for (id, plan) in engine.law().jurisdiction_ids().zip(plans) {
        if plan.reach.is_empty() && !plan.is_before(transaction.date) {
            continue;
        }
        from.begin(id);
        let scene = engine.scene(transaction, id, item, options, from.memory);
        let assessment = assess(&scene, plan);
        if !assessment.reach.is_false() {
            let possible = Possible { best: assessment.best, worst: assessment.worst };
            out.push(Answer { jurisdiction: id.index(), outcome: assessment.outcome, possible });
        }
    }
    out.into()
}

/// A context without any item: all facts of items are unknown in it.
pub(crate) const NO_ITEM: usize = usize::MAX;
