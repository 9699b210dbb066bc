//! An answer as it was kept, which is its published form, as a page shows it. Nothing is decided here: a record says what was said.

use comity_law::Law;
use comity_portal::{
    Argument, Catalogue, Outcome, Truth,
    pages::ship::{Answer, Assumption, Authorisation, Condition, Duty, Finding, Gap, Ground, Node, Receipt, ReceiptPart, RuleReasoning, Screening, Status},
};
use serde_json::Value as Json;

use crate::portal::{
    countries, paths,
    screened::{self, Found},
};

fn text(value: &Json, key: &str) -> String {
    value.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn some(value: &Json, key: &str) -> Option<String> {
    value.get(key).and_then(Json::as_str).map(str::to_owned)
}

fn rows<'j>(value: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    value.get(key).and_then(Json::as_array).into_iter().flatten()
}

fn texts(value: &Json, key: &str) -> Vec<String> {
    rows(value, key).filter_map(Json::as_str).map(str::to_owned).collect()
}

/// What is not known of an old answer is not clear.
fn outcome(value: &Json, key: &str) -> Outcome {
    value.get(key).and_then(Json::as_str).and_then(Outcome::named).unwrap_or(Outcome::Undetermined)
}

/// The answer.
pub fn answer(law: &Law, question: &Json, given: &Json) -> Answer {
    // Without the question nobody knows how many items there are: each is named.
    let alone = question.is_object() && rows(question, "item").count() < 2;
    Answer {
        id: text(given, "id"),
        date: text(given, "date"),
        asked: asked(law, question, &text(given, "date")),
        outcome: outcome(given, "outcome"),
        findings: rows(given, "findings").map(|one| finding(law, one, alone)).collect(),
        questions: Vec::new(),
        gaps: rows(given, "not_assessed").map(gap).collect(),
        derived: rows(given, "derived").map(|one| format!("{}: {}", text(one, "list"), [texts(one, "met"), texts(one, "may")].concat().join(", "))).collect(),
        screening: rows(given, "screened").map(screening).chain(rows(given, "ownership").map(owned)).chain(screened::unsearched(question)).collect(),
        receipt: given.get("receipt").map(receipt),
        whole: true,
        kept: None,
        can_keep: false,
    }
}

/// What follows for a party from who owns it.
pub fn owned(row: &Json) -> Screening {
    let value = truth(row, "value");
    let holder = |one: &Json| [text(one, "name"), text(one, "share")].join(" ").trim().to_owned();
    let step = |one: &Json| format!("{}: {} ({})", text(one, "held"), text(one, "together"), rows(one, "holders").map(holder).collect::<Vec<_>>().join(", "));
    let word = Catalogue::english().say(value.key()).into_owned();
    let mut said = vec![format!("{} ({}): {word}", text(row, "fact"), text(row, "citation"))];
    said.extend(rows(row, "steps").map(step));
    said.extend(texts(row, "open"));
    Screening { party: text(row, "name"), said: said.join("; "), open: value != Truth::No, look: Vec::new() }
}

fn asked(law: &Law, question: &Json, date: &str) -> String {
    let words = Catalogue::english();
    if !question.is_object() {
        return String::new();
    }
    let item = |item: &Json| some(item, "description").unwrap_or_else(|| words.say("asked-item").into_owned());
    let items = rows(question, "item").map(item).collect::<Vec<_>>().join("; ");
    let activity = words.say(&format!("activity-{}", text(question, "activity"))).into_owned();
    let (from, to) = (countries::name(law, &text(question, "from")), countries::name(law, &text(question, "to")));
    let values = [("items", &*items), ("activity", &*activity), ("from", &*from), ("to", &*to), ("date", date)];
    words.say_with("asked", &values.map(|(name, value)| (name, Argument::from(value)))).into_owned()
}

fn finding(law: &Law, one: &Json, alone: bool) -> Finding {
    let id = text(one, "jurisdiction");
    let jurisdiction = law.jurisdictions.iter().find(|known| *known.id == *id);
    let possible = one.get("possible").unwrap_or(&Json::Null);
    Finding {
        name: jurisdiction.map_or_else(|| id.clone(), |known| known.name.to_string()),
        authority: jurisdiction.map(|known| known.authority.to_string()).unwrap_or_default(),
        id,
        outcome: outcome(one, "outcome"),
        best: outcome(possible, "best"),
        worst: outcome(possible, "worst"),
        grounds: rows(one, "grounds").map(|row| ground(row, alone)).collect(),
        possible_grounds: rows(one, "possible_grounds").map(|row| ground(row, alone)).collect(),
        authorisations: rows(one, "authorisations").map(|row| authorisation(row, alone)).collect(),
        closed: rows(one, "closed").count(),
        assuming: rows(one, "assuming").map(|row| Assumption { fact: text(row, "fact"), statement: text(row, "statement") }).collect(),
        duties: rows(one, "duties")
            .map(|row| Duty { text: text(row, "text"), citation: text(row, "citation"), due: row.get("due").and_then(Json::as_bool).unwrap_or(true) })
            .collect(),
        gaps: rows(one, "not_assessed").map(gap).collect(),
        reasoning: rows(one, "explanation").filter(|rule| matters(rule)).map(|rule| reasoning(rule, alone)).collect(),
    }
}

/// Whether a rule is shown: what applies or may, and is not told of already among the authorisations.
fn matters(rule: &Json) -> bool {
    truth(rule, "value") != Truth::No && !matches!(rule.get("kind").and_then(Json::as_str), Some("authorisation" | "restriction"))
}

fn reasoning(rule: &Json, alone: bool) -> RuleReasoning {
    RuleReasoning {
        title: text(rule, "title"),
        kind: text(rule, "kind"),
        citation: text(rule, "citation"),
        item: item(rule, alone),
        value: truth(rule, "value"),
        nodes: rows(rule, "reasoning").map(node).collect(),
    }
}

/// Text of JSON nests no deeper than its reader allows.
fn node(clause: &Json) -> Node {
    Node { test: text(clause, "test"), value: truth(clause, "value"), because: some(clause, "because"), of: rows(clause, "of").map(node).collect() }
}

fn truth(row: &Json, key: &str) -> Truth {
    match row.get(key).and_then(Json::as_str) {
        Some("true") => Truth::Yes,
        Some("false") => Truth::No,
        _ => Truth::Unknown,
    }
}

fn item(row: &Json, alone: bool) -> Option<String> {
    if alone { None } else { some(row, "item") }
}

fn ground(row: &Json, alone: bool) -> Ground {
    let column = row.get("column").and_then(Json::as_u64).map(|column| format!(" {column}")).unwrap_or_default();
    let provision = some(row, "provision");
    Ground {
        title: text(row, "title"),
        item: item(row, alone),
        path: provision.as_deref().map(paths::provision),
        provision,
        reason: some(row, "reason").map(|reason| format!("{reason}{column}")),
        citation: text(row, "citation"),
        policy: some(row, "policy"),
        open: texts(row, "open"),
        lifted_by: texts(row, "lifted_by").iter().map(|rule| rule.rsplit('/').next().unwrap_or(rule).to_owned()).collect(),
    }
}

fn authorisation(row: &Json, alone: bool) -> Authorisation {
    let condition = |row: &Json| Condition { met: truth(row, "met"), text: text(row, "text"), citation: text(row, "citation") };
    Authorisation {
        name: text(row, "name"),
        title: text(row, "title"),
        item: item(row, alone),
        status: match row.get("status").and_then(Json::as_str) {
            Some("available") => Status::Available,
            Some("unavailable") => Status::Unavailable,
            _ => Status::Conditional,
        },
        citation: text(row, "citation"),
        conditions: rows(row, "conditions").map(condition).collect(),
        unverified: some(row, "unverified"),
    }
}

fn gap(row: &Json) -> Gap {
    Gap { instrument: text(row, "instrument"), note: text(row, "note"), status: text(row, "status") }
}

fn screening(row: &Json) -> Screening {
    let hits = rows(row, "hits").map(|hit| format!("{} ({})", text(hit, "name"), text(hit, "list"))).collect();
    let (name, not_screened, warnings) = (text(row, "name"), texts(row, "not_screened"), texts(row, "warnings"));
    let is_searched = rows(row, "sets").next().is_some();
    screened::told(&Found { name: &name, hits, not_screened: &not_screened, is_searched, warnings: &warnings })
}

fn receipt(given: &Json) -> Receipt {
    Receipt {
        digest: text(given, "digest"),
        engine: text(given, "engine"),
        input: text(given, "input"),
        result: text(given, "result"),
        law: text(given, "law_digest"),
        parts: rows(given, "law")
            .map(|part| ReceiptPart { part: text(part, "part"), edition: text(part, "edition"), checked: text(part, "checked") })
            .collect(),
    }
}
