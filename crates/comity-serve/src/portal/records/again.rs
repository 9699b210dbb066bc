//! A question that was kept, asked again: as the fields of the form, if they can hold all that it says.

use std::collections::BTreeSet;

use comity_law::{FactType, Law};
use comity_portal::pages::ship::Hidden;
use serde_json::{Map, Value as Json};

use crate::portal::{
    page::hidden,
    sent::Sent,
    ship::{ANSWER, FIELDS, MOST, Rows, of_row, transaction},
};

/// How a question is asked again.
#[derive(Debug, PartialEq, Eq)]
pub enum Again {
    /// By a form that sends these fields.
    Form(Vec<Hidden>),
    /// Not at all: the form has no place for these parts. Without them the answer would be one to another question.
    Not(Vec<String>),
}

/// The question of a record as the form sends it. It is put together again from the fields, and only what comes out the same is offered: but for the
/// day, which is today, and for what screening found, for the parties are screened again.
pub fn again(law: &Law, question: &Json) -> Again {
    let mut fields = fields(law, question);
    let sent: Sent = fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
    // What the answers are about: the rows as they are.
    fields.extend(Rows::of(law, &sent).about(law, &sent).iter().map(|(name, value)| hidden(name, value)));
    let sent: Sent = fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
    let (asked, faults) = transaction(law, &sent, "");
    let mut lost = BTreeSet::new();
    differ(&asked_anew(question), &asked_anew(&asked), "", &mut lost);
    if !faults.is_empty() && lost.is_empty() {
        lost.extend(faults.iter().map(comity_decide::InputProblem::place));
    }
    if lost.is_empty() { Again::Form(fields) } else { Again::Not(lost.into_iter().collect()) }
}

fn fields(law: &Law, question: &Json) -> Vec<Hidden> {
    let mut fields = Vec::new();
    let mut put = |name: String, value: &Json| {
        let written = if name.strip_prefix(ANSWER).is_some_and(|path| is_plain(law, path)) { in_line(value) } else { written(value) };
        fields.extend(written.map(|value| hidden(&name, &value)));
    };
    for (name, value) in question.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("id" | "date", _) => {}
            ("item" | "party", Json::Array(rows)) => {
                let all = rows.iter().take(MOST).enumerate();
                for (number, (own, value)) in all.flat_map(|(number, row)| row.as_object().into_iter().flatten().map(move |field| (number, field))) {
                    row(name, number, own, value, &mut put);
                }
            }
            (field, value) if FIELDS.contains(&field) => put(field.into(), value),
            (table, Json::Object(facts)) => {
                for (fact, value) in facts {
                    let path = format!("{table}.{fact}");
                    put(if FIELDS.contains(&path.as_str()) { path } else { format!("{ANSWER}{path}") }, value);
                }
            }
            (fact, value) => put(format!("{ANSWER}{fact}"), value),
        }
    }
    fields
}

fn row(kind: &str, number: usize, own: &str, value: &Json, put: &mut impl FnMut(String, &Json)) {
    match (kind, own, value) {
        (_, "id" | "screened", _) => {}
        ("item", "description" | "origin" | "hs" | "value", value) | ("party", "name" | "country" | "role", value) => {
            put(format!("{kind}.{number}.{own}"), value)
        }
        ("item", "codes", Json::Object(codes)) => codes.iter().for_each(|(list, code)| put(format!("item.{number}.codes.{list}"), code)),
        ("item", "characteristics", Json::Object(all)) => {
            let line = |(name, value): (&String, &Json)| Some(format!("{name} = {}", in_line(value)?));
            let lines: Vec<String> = all.iter().filter_map(line).collect();
            put(format!("item.{number}.characteristics"), &lines.join("\n").into());
        }
        (kind, own, value) => put(format!("{ANSWER}{kind}.{number}.{own}"), value),
    }
}

/// A value as the form's fields write it; nothing for tables, which they cannot hold.
fn written(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        Json::Array(all) => all.iter().map(Json::as_str).collect::<Option<Vec<_>>>().map(|all| all.join(", ")),
        Json::Null | Json::Object(_) => None,
    }
}

/// Whether a fact is read as a person writes it, so that a text that looks like a number needs quotes.
fn is_plain(law: &Law, path: &str) -> bool {
    let fact = of_row(path).map_or_else(|| path.to_owned(), |(kind, _, own)| format!("{kind}.{own}"));
    law.fact_by_path(&fact).is_none_or(|id| law.fact(id).ty == FactType::Bool)
}

/// A value as a line of characteristics has it: a text in quotes where it would read as something else.
fn in_line(value: &Json) -> Option<String> {
    let value = single(value);
    match value {
        Json::String(text) if text.parse::<serde_json::Number>().is_ok() || matches!(text.as_str(), "true" | "false") || text.starts_with('"') => {
            Some(format!("\"{text}\""))
        }
        _ => written(value),
    }
}

/// A question without what is not asked again: ids, the day, what screening found.
fn asked_anew(question: &Json) -> Json {
    let mut question = question.clone();
    if let Some(fields) = question.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "id" | "date"));
        for kind in ["item", "party"] {
            let rows = fields.get_mut(kind).and_then(Json::as_array_mut);
            rows.into_iter().flatten().filter_map(Json::as_object_mut).for_each(without_own);
        }
        fields.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
    }
    question
}

fn without_own(row: &mut Map<String, Json>) {
    row.retain(|name, value| !matches!(name.as_str(), "id" | "screened") && !value.as_object().is_some_and(Map::is_empty));
}

/// The paths at which two questions differ. One value and a list of that value alone are the same, and so is the text of a number where a number stood:
/// both are read alike.
fn differ(a: &Json, b: &Json, path: &str, lost: &mut BTreeSet<String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (single(a), single(b)) {
        (Json::Object(a), Json::Object(b)) => {
            for name in a.keys().chain(b.keys()) {
                differ(a.get(name).unwrap_or(&Json::Null), b.get(name).unwrap_or(&Json::Null), &below(name), lost);
            }
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            for (number, (a, b)) in a.iter().zip(b).enumerate() {
                differ(a, b, &below(&number.to_string()), lost);
            }
        }
        (a, b) => {
            let is_same = match (a, b) {
                (Json::String(a), Json::String(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
                (Json::Number(number), Json::String(text)) => number.to_string() == *text,
                (a, b) => a == b,
            };
            if !is_same {
                lost.insert(path.to_owned());
            }
        }
    }
}

fn single(value: &Json) -> &Json {
    match value.as_array().map(Vec::as_slice) {
        Some([one]) => one,
        _ => value,
    }
}
