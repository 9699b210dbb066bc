//! From a determination to what the page shows of it.

use comity_decide::{self as engine, Reasoning, classify::DerivedStatus};
use comity_edge::decide::Decided;
use comity_law::Law;
use comity_portal::{
    Catalogue, Outcome, Truth,
    pages::ship::{Answer, Assumption, Authorisation, Condition, Duty, Finding, Gap, Ground, Node, Receipt, ReceiptPart, RuleReasoning, Screening, Status},
};
use serde_json::Value as Json;

use super::ask;
use crate::portal::{
    countries, paths,
    records::owned,
    screened::{self, Found},
    sent::Sent,
};

/// The answer as it is shown. `whole` shows every rule that was asked.
pub fn answer(law: &Law, decided: &Decided, sent: &Sent, whole: bool) -> Answer {
    let determination = &decided.determination;
    let alone = decided.transaction.items.len() < 2;
    Answer {
        id: determination.id.clone(),
        date: determination.date.clone(),
        asked: asked(law, decided),
        outcome: outcome(determination.outcome),
        findings: determination.findings.iter().map(|one| finding(law, one, alone, whole)).collect(),
        questions: ask::questions(law, decided, sent),
        gaps: determination.not_assessed.iter().map(gap).collect(),
        derived: determination.derived.iter().map(derived).collect(),
        screening: screened(decided),
        receipt: determination.receipt.as_ref().map(receipt),
        whole,
        kept: None,
        can_keep: false,
    }
}

/// An outcome as the page names it.
pub fn outcome(outcome: engine::Outcome) -> Outcome {
    match outcome {
        engine::Outcome::Prohibited => Outcome::Prohibited,
        engine::Outcome::LicenceRequired => Outcome::LicenceRequired,
        engine::Outcome::OtherAuthority => Outcome::OtherAuthority,
        engine::Outcome::Undetermined => Outcome::Undetermined,
        engine::Outcome::Authorised => Outcome::Authorised,
        engine::Outcome::NoLicenceRequired => Outcome::NoLicenceRequired,
    }
}

fn truth(truth: engine::Truth) -> Truth {
    match truth {
        engine::Truth::True => Truth::Yes,
        engine::Truth::False => Truth::No,
        engine::Truth::Unknown => Truth::Unknown,
    }
}

/// What was asked, in one sentence.
fn asked(law: &Law, decided: &Decided) -> String {
    let words = Catalogue::english();
    let items: Vec<String> = decided
        .transaction
        .items
        .iter()
        .map(|item| item.description.as_deref().map_or_else(|| words.say("asked-item").into_owned(), |text| text.chars().take(80).collect()))
        .collect();
    // A line among the further facts may say otherwise than the fields of the form: what was decided counts.
    let said = |name: &str| decided.document.value.get(name).and_then(Json::as_str).unwrap_or_default();
    let place = |name| countries::name(law, &said(name).to_uppercase());
    let activity = said("activity");
    let activity = words.say(&format!("activity-{activity}")).into_owned();
    let values =
        [("items", items.join("; ")), ("activity", activity), ("from", place("from")), ("to", place("to")), ("date", decided.determination.date.clone())];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    words.say_with("asked", &values).into_owned()
}

fn finding(law: &Law, finding: &engine::Finding, alone: bool, whole: bool) -> Finding {
    let jurisdiction = law.jurisdictions.iter().find(|one| *one.id == *finding.jurisdiction);
    let item = |id: &str| (!alone).then(|| id.to_owned());
    Finding {
        id: finding.jurisdiction.into(),
        name: jurisdiction.map_or_else(|| finding.jurisdiction.to_owned(), |one| one.name.to_string()),
        authority: jurisdiction.map(|one| one.authority.to_string()).unwrap_or_default(),
        outcome: outcome(finding.outcome),
        best: outcome(finding.possible.best),
        worst: outcome(finding.possible.worst),
        grounds: finding.grounds.iter().map(|one| ground(law, one, item(&one.item))).collect(),
        possible_grounds: finding.possible_grounds.iter().map(|one| ground(law, one, item(&one.item))).collect(),
        authorisations: finding.authorisations.iter().map(|one| authorisation(one, item(&one.item))).collect(),
        closed: finding.closed.len(),
        assuming: finding.assuming.iter().map(|one| Assumption { fact: one.fact.to_string(), statement: one.statement.to_string() }).collect(),
        duties: finding.duties.iter().map(|one| Duty { text: one.text.into(), citation: one.citation.into(), due: one.due }).collect(),
        gaps: finding.not_assessed.iter().map(gap).collect(),
        reasoning: finding.explanation.iter().filter(|one| whole || matters(one)).map(|one| reasoning(one, item(&one.item))).collect(),
    }
}

/// Whether a rule is shown where not every one is: what applies or may, and is not told of already among the authorisations.
fn matters(one: &engine::Explanation) -> bool {
    one.value != engine::Truth::False && !matches!(one.kind, "authorisation" | "restriction")
}

fn ground(law: &Law, ground: &engine::Ground, item: Option<String>) -> Ground {
    let column = ground.column.map(|column| format!(" {column}")).unwrap_or_default();
    let name = |code: &str| law.vocabulary.reasons.iter().find(|reason| *reason.code == *code).map(|reason| format!(": {}", reason.name));
    Ground {
        title: ground.title.into(),
        item,
        path: ground.provision.as_deref().map(paths::provision),
        provision: ground.provision.clone(),
        reason: ground.reason.map(|code| format!("{code}{column}{}", name(code).unwrap_or_default())),
        citation: ground.citation.to_string(),
        policy: ground.policy.map(str::to_owned),
        open: ground.open.iter().map(ToString::to_string).collect(),
        lifted_by: ground.lifted_by.iter().map(|rule| rule.rsplit('/').next().unwrap_or(rule).to_owned()).collect(),
    }
}

fn authorisation(one: &engine::Authorisation, item: Option<String>) -> Authorisation {
    Authorisation {
        name: one.name.into(),
        title: one.title.into(),
        item,
        status: match one.status {
            engine::Status::Available => Status::Available,
            engine::Status::Conditional => Status::Conditional,
            engine::Status::Unavailable => Status::Unavailable,
        },
        citation: one.citation.into(),
        conditions: one.conditions.iter().map(|test| Condition { met: truth(test.met), text: test.text.into(), citation: test.citation.into() }).collect(),
        unverified: one.unverified.map(str::to_owned),
    }
}

fn gap(gap: &engine::NotAssessed) -> Gap {
    Gap { instrument: gap.instrument.to_string(), note: gap.note.to_string(), status: gap.status.into() }
}

fn derived(derived: &comity_decide::classify::Derived) -> String {
    let words = Catalogue::english();
    let codes: Vec<&str> = derived.met.iter().chain(&derived.may).map(AsRef::as_ref).collect();
    let key = match (derived.status, codes.is_empty()) {
        (DerivedStatus::Derived, true) => "derived-not-listed",
        (DerivedStatus::Derived, false) => "derived-used",
        (DerivedStatus::Proposed, _) => "derived-proposed",
    };
    let codes = codes.join(", ");
    words.say_with(key, &[("list", derived.list.as_ref().into()), ("codes", codes.as_str().into())]).into_owned()
}

fn screened(decided: &Decided) -> Vec<Screening> {
    let document = &decided.document.value;
    let mut all: Vec<Screening> = decided
        .determination
        .screened
        .iter()
        .map(|party| {
            let hits: Vec<String> = party.hits.iter().map(|hit| format!("{} ({}, {:.0} %)", hit.name, hit.list, hit.score * 100.0)).collect();
            let row = document.get("party").and_then(|parties| parties.get(party.party));
            // Owners have a row of their own under their party's number.
            let own = row.filter(|row| !party.hits.is_empty() && row.get("name").and_then(Json::as_str) == Some(&party.name));
            let found = Found { name: &party.name, hits, not_screened: &party.not_screened, is_searched: !party.sets.is_empty(), warnings: &party.warnings };
            Screening { look: own.map(screened::look).unwrap_or_default(), ..screened::told(&found) }
        })
        .collect();
    // What follows from owners is told as a record tells it.
    let rows = decided.determination.ownership.iter().filter_map(|one| serde_json::to_value(one).ok());
    all.extend(rows.map(|row| owned(&row)));
    all.extend(screened::unsearched(document));
    all
}

fn receipt(receipt: &engine::Receipt) -> Receipt {
    Receipt {
        digest: receipt.digest.clone(),
        engine: receipt.engine.into(),
        input: receipt.input.clone(),
        result: receipt.result.clone(),
        law: receipt.law_digest.clone(),
        parts: receipt
            .law
            .iter()
            .map(|part| ReceiptPart {
                part: part.part.into(),
                edition: part.edition.clone().unwrap_or_default(),
                checked: part.checked.clone().unwrap_or_default(),
            })
            .collect(),
    }
}

fn reasoning(one: &engine::Explanation, item: Option<String>) -> RuleReasoning {
    RuleReasoning {
        title: one.title.into(),
        kind: one.kind.into(),
        citation: one.citation.into(),
        item,
        value: truth(one.value),
        nodes: one.reasoning.iter().map(|clause| node(&clause)).collect(),
    }
}

fn node(clause: &Reasoning) -> Node {
    Node { test: clause.test().into(), value: truth(clause.value()), because: clause.because(), of: clause.of().iter().map(node).collect() }
}
