//! Receipts: what was asked, under which law, by which engine, with which answer.
//!
//! Digests are SHA-256 over canonical JSON: keys sorted, no white space, as `serde_json` writes a sorted map. That of the result goes by
//! two steps, so that answers which differ in little more than their id share the longer part of the work: see [`result_digest`].

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use comity_law::{
    Body, Controls, Digest, Law, PartId, Rule,
    condition::{Clause, Condition, Test},
};
use comity_law::{CountrySet, RuleId, SetTerm};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    determination::Determination,
    engine::{Engine, Options},
    evidence::{Evidence, SetUsed},
    hash::BuildQuick,
    names::{FormDigest, Names},
    transaction::Transaction,
};

/// Name and version of the engine that answers.
const ENGINE: &str = concat!("comity ", env!("CARGO_PKG_VERSION"));

/// The record in a determination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt<'l> {
    /// Digest over the input, the law, the engine and the result.
    pub digest: String,
    /// Name and version of the engine.
    pub engine: &'static str,
    /// Digest of the transaction as given.
    pub input: String,
    /// Parts of the law that the findings rest on.
    pub law: Arc<[PartUsed<'l>]>,
    /// Digest of all law that was loaded, so that what did not apply is proved too.
    pub law_digest: String,
    /// Editions of party lists that were searched; the input, and so its digest, tells what was found in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<SetUsed>,
    /// Digest of the determination without its receipt and what is said of the parties, which input and law determine: its findings are taken as the digest of their form, and the ids of items and the
    /// provisions that they name beside it.
    pub result: String,
    /// Whether presumptions about knowledge were turned off.
    pub strict: bool,
}

/// One part of the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartUsed<'l> {
    /// Day of the last comparison with its source.
    pub checked: Option<String>,
    /// Digest of its text.
    pub digest: &'l str,
    /// The edition: of a list, the date of the edition in use; else the first day covered.
    pub edition: Option<String>,
    /// List, rule file, chart or group.
    pub part: &'l str,
    /// Why this edition: `latest-not-after-date` of a list's editions, or `covers-date` of other law.
    pub why: &'static str,
}

/// The digests of one receipt, as text.
struct Digests {
    receipt: String,
    input: String,
    result: String,
}

/// The parts that an answer rests on, with their canonical JSON and its digest.
pub(crate) struct LawUsed<'l> {
    parts: Arc<[PartUsed<'l>]>,
    json: Vec<u8>,
    digest: String,
}

impl<'l> LawUsed<'l> {
    pub(crate) fn of(parts: Vec<PartUsed<'l>>) -> Self {
        // Fields stand in the order of the alphabet: what serialises is canonical already.
        let json = serde_json::to_vec(&parts).unwrap_or_default();
        let digest = Digest::of(&json).to_string();
        Self { parts: parts.into(), json, digest }
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.json.len() + self.parts.len() * size_of::<PartUsed>()
    }
}

/// A receipt as a file: the record with the transaction, so that it can be replayed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReceiptRecord {
    /// Format and version of the file.
    pub format: &'static str,
    /// The transaction as given.
    pub input: Json,
    /// The record.
    pub receipt: Json,
}

impl ReceiptRecord {
    /// The format this version writes.
    pub const FORMAT: &'static str = "comity-receipt/1";
}

/// Canonical JSON of any serialisable value.
///
/// ```
/// assert_eq!(comity_decide::canonical(&serde_json::json!({ "b": 1, "a": [true] })), br#"{"a":[true],"b":1}"#);
/// ```
pub fn canonical(value: &impl Serialize) -> Vec<u8> {
    // Through a map with sorted keys; values that JSON cannot hold do not occur in the types of this crate.
    serde_json::to_value(value).and_then(|value| serde_json::to_vec(&value)).unwrap_or_default()
}

/// Which parts of the law each rule rests on.
pub(crate) struct Parts {
    digests: Vec<String>,
    /// By id of a rule: the parts that it rests on, and those of what has a say about it. Several rules of different days may share an id.
    by_name: HashMap<Box<str>, PartSet, BuildQuick>,
    /// By jurisdiction: its lists, and what decides whether it has a say at all.
    reach: HashMap<Box<str>, PartSet, BuildQuick>,
    law_digest: String,
}

/// Parts of the law, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PartSet(Vec<u64>);

impl PartSet {
    fn insert(&mut self, part: PartId) {
        let word = part.index() / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (part.index() % 64);
        }
    }

    fn contains(&self, part: PartId) -> bool {
        self.0.get(part.index() / 64).is_some_and(|word| word & (1 << (part.index() % 64)) != 0)
    }

    fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }
}

impl Parts {
    pub(crate) fn of(law: &Law) -> Self {
        let digests = law.parts.iter().map(|part| part.digest.to_string()).collect();
        let own: Vec<Vec<PartId>> = law.rules.iter().map(|rule| parts_of(law, rule)).collect();
        let mut by_rule = own.clone();
        for (rule, parts) in law.rules.iter().zip(&own) {
            // What takes cases out of a ground, or bars an authorisation, has its say even where it does not.
            let spoken_of: &[RuleId] = match &rule.body {
                Body::Exclusion(bars) => &bars.rules,
                Body::Restriction { bars, .. } => bars,
                _ => &[],
            };
            for id in spoken_of {
                if let Some(all) = by_rule.get_mut(id.index()) {
                    all.extend(parts);
                }
            }
        }
        let mut reach: HashMap<Box<str>, PartSet, BuildQuick> = HashMap::default();
        for id in law.jurisdiction_ids() {
            let own_reach = law.rules.iter().zip(&own).filter(|(rule, _)| rule.jurisdiction == id && matches!(rule.body, Body::Reach));
            let lists = law.jurisdiction(id).review.iter().map(|list| law.list(*list).part);
            let all = reach.entry(law.jurisdiction(id).id.clone()).or_default();
            own_reach.flat_map(|(_, parts)| parts.iter().copied()).chain(lists).for_each(|part| all.insert(part));
        }
        let mut by_name: HashMap<Box<str>, PartSet, BuildQuick> = HashMap::default();
        for (rule, parts) in law.rules.iter().zip(&by_rule) {
            let all = by_name.entry(rule.id.clone()).or_default();
            parts.iter().for_each(|part| all.insert(*part));
        }
        Self { digests, by_name, reach, law_digest: law.digest().to_string() }
    }
}

fn parts_of(law: &Law, rule: &Rule) -> Vec<PartId> {
    let mut parts = vec![rule.part];
    let mut visited = HashSet::new();
    let mut conditions: Vec<&Condition> = rule.when.iter().collect();
    match &rule.body {
        Body::Authorisation { conditions: rows, .. } => conditions.extend(rows.iter().map(|row| &row.test)),
        Body::Requirement { controls: Some((list, controls)), .. } => {
            parts.push(law.list(*list).part);
            if *controls != Controls::Chart {
                conditions.extend(law.list(*list).entries.iter().flat_map(|entry| &entry.controls).filter_map(|row| row.when.as_ref()));
            }
            parts.extend(law.list(*list).chart.map(|chart| law.chart(chart).part));
        }
        _ => {}
    }
    while let Some(condition) = conditions.pop() {
        let mut defines: Vec<RuleId> = Vec::new();
        condition.root.visit(&mut |clause| clause_parts(law, clause, &mut parts, &mut defines));
        for define in defines {
            if visited.insert(define) {
                parts.push(law.rule(define).part);
                conditions.extend(law.rule(define).when.iter());
            }
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn clause_parts(law: &Law, clause: &Clause, parts: &mut Vec<PartId>, defines: &mut Vec<RuleId>) {
    match &clause.test {
        Test::Country(_, CountrySet { terms }) => {
            for (_, term) in terms {
                if let SetTerm::Group(group) = term {
                    parts.push(law.group(*group).part);
                }
            }
        }
        Test::Codes(_, set) => {
            parts.push(law.list(law.code_set(*set).list).part);
            parts.extend(law.code_set(*set).part);
        }
        Test::Hs(_, set) => parts.extend(law.hs_set(*set).part),
        Test::Listed(_, list) | Test::Controlled { list, .. } | Test::ControlledOnly(list, _) | Test::Allows { list, .. } => parts.push(law.list(*list).part),
        Test::Chart(chart, ..) => parts.push(law.chart(*chart).part),
        Test::Define(id) => defines.push(*id),
        _ => {}
    }
}

impl<'l> Engine<'l> {
    /// Decides one transaction and adds the receipt. `input` is the document that the transaction was read from.
    pub fn decide_with_receipt<'e>(&'e self, transaction: &Transaction, input: &Json, options: Options) -> Determination<'e> {
        let mut determination: Determination<'e> = self.decide(transaction, options);
        // The explanation is a view of the answer, not a part of it: the digest is the same with and without.
        let explanations: Vec<_> = determination.findings.iter_mut().map(|finding| std::mem::take(&mut finding.explanation)).collect();
        let plain = if options.explain { self.decide(transaction, Options { explain: false, ..options }) } else { determination.clone() };
        let result = result_digest(&plain, &serde_json::to_vec(&plain.findings).unwrap_or_default());
        let law = LawUsed::of(self.list_parts(&self.parts_used(&plain), transaction.date));
        let receipt = self.receipt(&law, input, transaction.evidence.sets(), result, options);
        for (finding, explanation) in determination.findings.iter_mut().zip(explanations) {
            finding.explanation = explanation;
        }
        determination.receipt = Some(receipt);
        determination
    }

    /// Decides one transaction and appends the determination with its receipt as one line of canonical JSON: the same bytes as
    /// serialising [`Engine::decide_with_receipt`] without explanation, for less work.
    pub fn decide_to_json(&self, transaction: &Transaction, input: &Json, options: Options, out: &mut Vec<u8>) {
        let determination = self.decide_bare(transaction, Options { explain: false, ..options });
        self.write_with_receipt(&determination, transaction, input, options, out);
    }

    pub(crate) fn write_with_receipt(&self, determination: &Determination, transaction: &Transaction, input: &Json, options: Options, out: &mut Vec<u8>) {
        let law = LawUsed::of(self.list_parts(&self.parts_used(determination), transaction.date));
        // Serialising these types into memory cannot fail: all keys are strings.
        let findings = serde_json::to_vec(&determination.findings).unwrap_or_default();
        let _ = serde_json::to_writer(&mut *out, determination);
        self.append_receipt(result_digest(determination, &findings), &law, input, &transaction.evidence, options, out);
    }

    /// Appends the receipt of the determination that `out` ends with.
    pub(crate) fn append_receipt(&self, result: Digest, law: &LawUsed, input: &Json, evidence: &Evidence, options: Options, out: &mut Vec<u8>) {
        let sets = evidence.sets();
        let Digests { receipt, input, result } = self.digests(law, input, result, options);
        // `receipt` goes before the closing brace, and what is said of the parties around it in the order of the alphabet. Its own fields
        // stand in that order too; the list of the law, the longest of them, is written already. Serialising text into memory cannot fail,
        // and in a digest or a name of ours there is nothing to escape.
        out.pop();
        if !evidence.owned.is_empty() {
            out.extend_from_slice(b",\"ownership\":");
            let _ = serde_json::to_writer(&mut *out, &evidence.owned);
        }
        let parts: [&[u8]; 9] = [
            b",\"receipt\":{\"digest\":\"",
            receipt.as_bytes(),
            b"\",\"engine\":\"",
            ENGINE.as_bytes(),
            b"\",\"input\":\"",
            input.as_bytes(),
            b"\",\"law\":",
            &law.json,
            b",\"law_digest\":\"",
        ];
        parts.into_iter().for_each(|part| out.extend_from_slice(part));
        out.extend_from_slice(self.parts().law_digest.as_bytes());
        out.push(b'"');
        if !sets.is_empty() {
            out.extend_from_slice(b",\"lists\":");
            let _ = serde_json::to_writer(&mut *out, &sets);
        }
        out.extend_from_slice(b",\"result\":\"");
        out.extend_from_slice(result.as_bytes());
        out.extend_from_slice(if options.strict { b"\",\"strict\":true}" } else { b"\",\"strict\":false}" });
        if !evidence.screened.is_empty() {
            out.extend_from_slice(b",\"screened\":");
            let _ = serde_json::to_writer(&mut *out, &evidence.screened);
        }
        out.push(b'}');
    }

    fn receipt<'e>(&'e self, law: &LawUsed<'e>, input: &Json, lists: Vec<SetUsed>, result: Digest, options: Options) -> Receipt<'e> {
        let Digests { receipt, input, result } = self.digests(law, input, result, options);
        let law_digest = self.parts().law_digest.clone();
        Receipt { digest: receipt, engine: ENGINE, input, law: law.parts.clone(), law_digest, lists, result, strict: options.strict }
    }

    fn digests(&self, law: &LawUsed, input: &Json, result: Digest, options: Options) -> Digests {
        let result = result.to_string();
        let input = Digest::of(&serde_json::to_vec(input).unwrap_or_default()).to_string();
        let strict: &[u8] = if options.strict { b"strict" } else { b"presumed" };
        let parts = [input.as_bytes(), result.as_bytes(), self.parts().law_digest.as_bytes(), ENGINE.as_bytes(), strict, law.digest.as_bytes()];
        Digests { receipt: Digest::of_parts(parts).to_string(), input, result }
    }

    /// The parts of the law that the findings rest on.
    pub(crate) fn parts_used(&self, determination: &Determination) -> PartSet {
        let mut used = PartSet::default();
        for finding in &determination.findings {
            self.parts().reach.get(finding.jurisdiction).into_iter().for_each(|parts| used.add(parts));
            let grounds = finding.grounds.iter().chain(&finding.possible_grounds).map(|ground| ground.rule);
            let rules = grounds.chain(finding.authorisations.iter().map(|row| row.rule)).chain(finding.duties.iter().map(|duty| duty.rule));
            for name in rules {
                self.parts().by_name.get(name).into_iter().for_each(|parts| used.add(parts));
            }
        }
        used
    }

    /// Parts with the edition in use on a day.
    pub(crate) fn list_parts<'e>(&'e self, used: &PartSet, day: Date) -> Vec<PartUsed<'e>> {
        let law = self.law();
        let mut out = Vec::new();
        for id in law.part_ids().filter(|id| used.contains(*id)) {
            let part = law.part(id);
            let list = law.lists.iter().find(|list| list.part == id);
            let (edition, why) = match list.and_then(|list| list.edition(day)) {
                Some(edition) => (Some(edition.date), "latest-not-after-date"),
                None => (part.covers_from, "covers-date"),
            };
            out.push(PartUsed {
                checked: part.checked.map(|day| day.to_string()),
                digest: self.parts().digests.get(id.index()).map_or("", String::as_str),
                edition: edition.map(|day| day.to_string()),
                part: &part.part,
                why,
            });
        }
        out
    }
}

/// Digest of a determination without its receipt, whose findings are written as canonical JSON. It is taken over
/// `{"date":…,"findings":"sha256:…","id":…,"names":[…],"not_assessed":…,"outcome":…}`: `names` are all strings of the findings under the
/// keys `item` and `provision`, and under `citation` in grounds (the tables that have a `column`), in the order of the text; `findings` is
/// the digest of the findings' canonical JSON with `0` in the place of each of them.
pub(crate) fn result_digest(determination: &Determination, findings: &[u8]) -> Digest {
    let mut tail = Vec::new();
    write_tail(determination, &mut tail);
    let names = Names::of(findings);
    result_digest_of(&determination.date, FormDigest::of(&names.form()), &determination.id, &tail, |out| out.extend_from_slice(&names.list()))
}

/// What follows the id: `,"not_assessed":…,"outcome":…}`.
pub(crate) fn write_tail(determination: &Determination, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"not_assessed\":");
    let _ = serde_json::to_writer(&mut *out, &determination.not_assessed);
    out.extend_from_slice(b",\"outcome\":");
    let _ = serde_json::to_writer(&mut *out, &determination.outcome);
    out.push(b'}');
}

/// [`result_digest`] of parts that are written already; `names` writes the list of names.
pub(crate) fn result_digest_of(date: &str, FormDigest(findings): FormDigest, id: &str, tail: &[u8], names: impl FnOnce(&mut Vec<u8>)) -> Digest {
    let mut text = Vec::with_capacity(1024 + tail.len());
    // Serialising text into memory cannot fail.
    text.extend_from_slice(b"{\"date\":");
    let _ = serde_json::to_writer(&mut text, date);
    text.extend_from_slice(b",\"findings\":\"");
    text.extend_from_slice(findings.to_string().as_bytes());
    text.extend_from_slice(b"\",\"id\":");
    let _ = serde_json::to_writer(&mut text, id);
    text.extend_from_slice(b",\"names\":");
    names(&mut text);
    text.extend_from_slice(tail);
    Digest::of(&text)
}
