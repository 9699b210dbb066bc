//! Receipts: what was asked, under which law, by which engine, with which answer.
//!
//! Digests are SHA-256 over canonical JSON: keys sorted, no white space, as `serde_json` writes a sorted map.

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
    /// Digest of the determination without its receipt.
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
    by_rule: Vec<Vec<PartId>>,
    /// By jurisdiction: what decides whether it has a say at all.
    reach: Vec<Vec<PartId>>,
    by_name: HashMap<Box<str>, Vec<usize>>,
    law_digest: String,
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
        let mut reach = vec![Vec::new(); law.jurisdictions.len()];
        for (rule, parts) in law.rules.iter().zip(&own) {
            if let (Body::Reach, Some(all)) = (&rule.body, reach.get_mut(rule.jurisdiction.index())) {
                all.extend(parts);
            }
        }
        let mut by_name: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        for (i, rule) in law.rules.iter().enumerate() {
            by_name.entry(rule.id.clone()).or_default().push(i);
        }
        for parts in by_rule.iter_mut().chain(&mut reach) {
            parts.sort_unstable();
            parts.dedup();
        }
        Self { digests, by_rule, reach, by_name, law_digest: law.digest().to_string() }
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
        let result = Digest::of(&serde_json::to_vec(&plain).unwrap_or_default());
        let receipt = self.receipt(&LawUsed::of(self.parts_used(&plain, transaction.date)), input, result, options);
        for (finding, explanation) in determination.findings.iter_mut().zip(explanations) {
            finding.explanation = explanation;
        }
        determination.receipt = Some(receipt);
        determination
    }

    /// Decides one transaction and appends the determination with its receipt as one line of canonical JSON: the same bytes as
    /// serialising [`Engine::decide_with_receipt`] without explanation, for less work.
    pub fn decide_to_json(&self, transaction: &Transaction, input: &Json, options: Options, out: &mut Vec<u8>) {
        let determination = self.decide(transaction, Options { explain: false, ..options });
        self.write_with_receipt(&determination, transaction, input, options, out);
    }

    pub(crate) fn write_with_receipt(&self, determination: &Determination, transaction: &Transaction, input: &Json, options: Options, out: &mut Vec<u8>) {
        let start = out.len();
        // Serialising these types into memory cannot fail: all keys are strings.
        let _ = serde_json::to_writer(&mut *out, determination);
        let law = LawUsed::of(self.parts_used(determination, transaction.date));
        self.append_receipt(start, &law, input, options, out);
    }

    /// Appends the receipt of the determination that stands in `out` from `start` on.
    pub(crate) fn append_receipt(&self, start: usize, law: &LawUsed, input: &Json, options: Options, out: &mut Vec<u8>) {
        let result = Digest::of(out.get(start..).unwrap_or_default());
        let receipt = self.receipt(law, input, result, options);
        // `receipt` is the last field of the alphabet: it goes before the closing brace. Its own fields stand in that order too; the list
        // of the law, the longest of them, is written already. Serialising text into memory cannot fail.
        out.pop();
        out.extend_from_slice(b",\"receipt\":{\"digest\":");
        let _ = serde_json::to_writer(&mut *out, &receipt.digest);
        out.extend_from_slice(b",\"engine\":");
        let _ = serde_json::to_writer(&mut *out, &receipt.engine);
        out.extend_from_slice(b",\"input\":");
        let _ = serde_json::to_writer(&mut *out, &receipt.input);
        out.extend_from_slice(b",\"law\":");
        out.extend_from_slice(&law.json);
        out.extend_from_slice(b",\"law_digest\":");
        let _ = serde_json::to_writer(&mut *out, &receipt.law_digest);
        out.extend_from_slice(b",\"result\":");
        let _ = serde_json::to_writer(&mut *out, &receipt.result);
        out.extend_from_slice(b",\"strict\":");
        let _ = serde_json::to_writer(&mut *out, &receipt.strict);
        out.extend_from_slice(b"}}");
    }

    fn receipt<'e>(&'e self, law: &LawUsed<'e>, input: &Json, result: Digest, options: Options) -> Receipt<'e> {
        let result = result.to_string();
        let input = Digest::of(&serde_json::to_vec(input).unwrap_or_default()).to_string();
        let law_digest = self.parts().law_digest.clone();
        let strict: &[u8] = if options.strict { b"strict" } else { b"presumed" };
        let digest =
            Digest::of_parts([input.as_bytes(), result.as_bytes(), law_digest.as_bytes(), ENGINE.as_bytes(), strict, law.digest.as_bytes()]).to_string();
        Receipt { digest, engine: ENGINE, input, law: law.parts.clone(), law_digest, result, strict: options.strict }
    }

    pub(crate) fn parts_used<'e>(&'e self, determination: &Determination<'e>, day: Date) -> Vec<PartUsed<'e>> {
        let law = self.law();
        let mut used = vec![false; law.parts.len()];
        let mut mark = |part: PartId| {
            if let Some(slot) = used.get_mut(part.index()) {
                *slot = true;
            }
        };
        for finding in &determination.findings {
            if let Some(id) = law.jurisdiction_ids().find(|id| &*law.jurisdiction(*id).id == finding.jurisdiction) {
                law.jurisdiction(id).review.iter().for_each(|list| mark(law.list(*list).part));
                self.parts().reach.get(id.index()).into_iter().flatten().for_each(|part| mark(*part));
            }
            let grounds = finding.grounds.iter().chain(&finding.possible_grounds).map(|ground| ground.rule);
            let rules = grounds.chain(finding.authorisations.iter().map(|row| row.rule)).chain(finding.duties.iter().map(|duty| duty.rule));
            for name in rules {
                for position in self.parts().by_name.get(name).into_iter().flatten() {
                    self.parts().by_rule.get(*position).into_iter().flatten().for_each(|part| mark(*part));
                }
            }
        }
        let mut out = Vec::new();
        for id in law.part_ids().filter(|id| used.get(id.index()).copied().unwrap_or_default()) {
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
