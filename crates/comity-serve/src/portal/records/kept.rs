//! An answer as it was kept, which is its published form, as a page shows it. Nothing is decided here: a record says what was said.

use comity_law::Law;
use comity_portal::{
    Argument, Catalogue, Outcome, Truth,
    pages::ship::{Answer, Assumption, Authorisation, Condition, Duty, Finding, Gap, Ground, Node, Receipt, ReceiptPart, RuleReasoning, Screening, Status},
};
use serde_json::Value as Json;

use crate::portal::{countries, paths, sent::Sent};

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
    let alone = rows(question, "item").count() < 2;
    Answer {
        id: text(given, "id"),
        date: text(given, "date"),
        asked: asked(law, question, &text(given, "date")),
        outcome: outcome(given, "outcome"),
        findings: rows(given, "findings").map(|one| finding(law, one, alone)).collect(),
        questions: Vec::new(),
        gaps: rows(given, "not_assessed").map(gap).collect(),
        derived: rows(given, "derived").map(|one| format!("{}: {}", text(one, "list"), [texts(one, "met"), texts(one, "may")].concat().join(", "))).collect(),
        screening: rows(given, "screened").map(screening).collect(),
        receipt: given.get("receipt").map(receipt),
        whole: true,
        kept: None,
        can_keep: false,
    }
}

fn asked(law: &Law, question: &Json, date: &str) -> String {
    let words = Catalogue::english();
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
    let words = Catalogue::english();
    let hits: Vec<String> = rows(row, "hits").map(|hit| format!("{} ({})", text(hit, "name"), text(hit, "list"))).collect();
    let not = texts(row, "not_screened");
    let mut said = vec![if hits.is_empty() {
        words.say("screened-none").into_owned()
    } else {
        words.say_with("screened-hits", &[("hits", hits.join("; ").as_str().into())]).into_owned()
    }];
    if !not.is_empty() {
        said.push(words.say_with("screened-not", &[("lists", not.join(", ").as_str().into())]).into_owned());
    }
    said.extend(texts(row, "warnings"));
    Screening { party: text(row, "name"), said: said.join(" "), open: !hits.is_empty() || !not.is_empty(), path: None }
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

/// The question by the names of the form's fields, as far as the form has them.
pub fn link(question: &Json) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut put = |name: String, value: &Json| {
        let value = match value {
            Json::String(text) => text.clone(),
            Json::Array(all) => all.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", "),
            Json::Null | Json::Object(_) => return,
            other => other.to_string(),
        };
        fields.push((name, value));
    };
    // The day is left out: asked again, the question is about today. So are the parties: their names do not go into addresses.
    for (name, value) in question.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("activity" | "from" | "to" | "to_region" | "value", value) => put(name.clone(), value),
            ("end_use", Json::Object(facts)) => {
                for (fact, value) in facts {
                    let own = format!("end_use.{fact}");
                    put(if matches!(fact.as_str(), "military" | "wmd") { own } else { format!("fact:{own}") }, value);
                }
            }
            ("item", Json::Array(items)) => {
                for (number, (name, value)) in
                    items.iter().enumerate().flat_map(|(number, item)| item.as_object().into_iter().flatten().map(move |field| (number, field)))
                {
                    match (name.as_str(), value) {
                        ("description" | "origin" | "hs" | "value", value) => put(format!("item.{number}.{name}"), value),
                        ("codes", Json::Object(codes)) => codes.iter().for_each(|(list, code)| put(format!("item.{number}.codes.{list}"), code)),
                        ("characteristics", Json::Object(all)) => {
                            let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                            let lines: Vec<String> = all.iter().map(|(name, value)| format!("{name} = {}", plain(value))).collect();
                            put(format!("item.{number}.characteristics"), &lines.join("\n").into());
                        }
                        ("id", _) => {}
                        (name, value) => put(format!("fact:item.{number}.{name}"), value),
                    }
                }
            }
            ("id" | "date" | "party", _) => {}
            (table, Json::Object(facts)) => facts.iter().for_each(|(fact, value)| put(format!("fact:{table}.{fact}"), value)),
            _ => {}
        }
    }
    fields
}

/// The question as if the form had sent it.
pub fn sent(question: &Json) -> Sent {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(link(question));
    Sent::read(query.finish().as_bytes())
}
