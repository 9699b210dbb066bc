//! From what a form sends to a transaction. Nothing is judged here: what cannot be used is found where every transaction is read; what the form has
//! no place for is told as a fault, and never left out in silence.

use std::collections::HashMap;

use comity_decide::{InputFault, InputProblem, PathSegment};
use comity_law::{FactPlace, FactType, Law};
use serde_json::{Map, Value as Json, json};

use super::rows::{ANSWER, KINDS, MOST, Rows, current, of_row};
use crate::portal::{countries, sent::Sent};

/// The word for an item that is on no entry of a list.
pub const NOT_LISTED: &str = "not-listed";
/// Names of a path at most. Facts have two or three; every name more would be a table in a table.
const DEEPEST: usize = 8;
/// Fields of the form that are no rows.
pub const FIELDS: [&str; 8] = ["activity", "date", "from", "to", "to_region", "value", "end_use.military", "end_use.wmd"];

/// The transaction that a form states, and what of the form has no place in it.
pub fn transaction(law: &Law, sent: &Sent, today: &str) -> (Json, Vec<InputProblem>) {
    let sent = &current(law, sent);
    let mut transaction = Map::new();
    transaction.insert("id".into(), json!("portal"));
    for path in FIELDS {
        put(law, &mut transaction, path, path, sent.get(path));
    }
    transaction.entry("date").or_insert_with(|| today.into());
    // A link may leave out what is done: then it is what most often is, which stands first in the vocabulary, and the form shows it.
    let usual = first_word(law, "activity");
    transaction.entry("activity").or_insert_with(|| usual.into());
    let mut rows = Rows::of(law, sent);
    let mut faults = past(sent);
    faults.extend(unread(sent, &rows));
    let (statements, unreadable) = statements(sent);
    faults.extend(unreadable);
    for statement in statements {
        faults.extend(state(law, &mut transaction, &mut rows, &statement).err());
    }
    let tables = |rows: Vec<(usize, Map<String, Json>)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    transaction.insert("item".into(), tables(rows.items).into());
    if !rows.parties.is_empty() {
        transaction.insert("party".into(), tables(rows.parties).into());
    }
    (transaction.into(), faults)
}

/// Rows that a form has no room for.
fn past(sent: &Sent) -> Vec<InputProblem> {
    let full = KINDS.into_iter().filter(|kind| sent.goes_past(kind, MOST));
    full.map(|kind| fault(vec![key(kind)], format!("rows of `{kind}` from 0 to {}: a form has no more", MOST - 1))).collect()
}

/// Characteristics that cannot be read.
fn unread(sent: &Sent, rows: &Rows) -> Vec<InputProblem> {
    let of_row = |(position, (number, _)): (usize, &(usize, _))| {
        let lines = malformed(sent.get(&format!("item.{number}.characteristics"))).map(expected_line);
        lines.map(|text| fault(vec![key("item"), PathSegment::Index(position), key("characteristics")], text)).collect::<Vec<_>>()
    };
    rows.items.iter().enumerate().flat_map(of_row).collect()
}

/// A fact that is stated, and where in the form.
struct Statement<'s> {
    path: &'s str,
    value: &'s str,
    field: String,
}

/// What the lines of facts and the answers state: first of all items or parties, then of one, so that what is said of one counts.
fn statements(sent: &Sent) -> (Vec<Statement<'_>>, Vec<InputProblem>) {
    let mut faults: Vec<InputProblem> = malformed(sent.get("facts")).map(|line| fault(vec![key("facts")], expected_line(line))).collect();
    let mut statements: Vec<Statement> = assignments(sent.get("facts")).map(|(path, value)| Statement { path, value, field: "facts".into() }).collect();
    let answers = sent.iter().filter_map(|(name, value)| Some((name.strip_prefix(ANSWER)?, value))).filter(|(_, value)| !value.is_empty());
    statements.extend(answers.map(|(path, value)| Statement { path, value, field: format!("{ANSWER}{path}") }));
    let mut said: HashMap<&str, &str> = HashMap::new();
    for one in &statements {
        let before = said.insert(one.path, one.value).filter(|before| *before != one.value);
        faults.extend(before.map(|before| fault(vec![key("facts")], format!("one statement of `{}`, not both `{before}` and `{}`", one.path, one.value))));
    }
    statements.sort_by_key(|one| of_row(one.path).is_some_and(|(_, number, _)| number.is_some()));
    (statements, faults)
}

/// States a fact where it belongs: of the transaction, of one item or party by the number of its row (`item.0.…`), or of all of them.
fn state(law: &Law, transaction: &mut Map<String, Json>, rows: &mut Rows, statement: &Statement) -> Result<(), InputProblem> {
    let Statement { path, value, field } = statement;
    let elsewhere = |what: &str| fault(vec![key(field)], format!("{what} that `{path}` is about"));
    if KINDS.contains(path) {
        return Err(fault(vec![key(field)], format!("a fact of `{path}`, such as `{path}.0.name`")));
    }
    let Some((kind, one, own)) = of_row(path) else {
        put(law, transaction, path, path, value);
        return Ok(());
    };
    let fact = format!("{kind}.{own}");
    let mut found = false;
    for (_, table) in rows.kind_mut(kind).iter_mut().filter(|(number, _)| one.is_none_or(|one| one == *number)) {
        put(law, table, own, &fact, value);
        found = true;
    }
    match (found, kind) {
        (true, _) => Ok(()),
        (false, "item") => Err(elsewhere("an item in the row")),
        (false, _) => Err(elsewhere("the name or country of a party")),
    }
}

fn key(name: &str) -> PathSegment {
    PathSegment::Key(name.into())
}

fn fault(path: Vec<PathSegment>, expected: String) -> InputProblem {
    InputProblem { path, at_key: false, fault: InputFault::Expected(expected.into()), near: None }
}

fn expected_line(line: &str) -> String {
    format!("`name = value` on each line, in place of `{}`", line.chars().take(80).collect::<String>())
}

/// The first of the words that a fact may be.
pub fn first_word(law: &Law, fact: &str) -> String {
    let ty = law.fact_by_path(fact).map(|id| &law.fact(id).ty);
    ty.and_then(|ty| ty.words().first()).map(|choice| choice.word.to_string()).unwrap_or_default()
}

/// Lines of `name = value` as characteristics.
pub fn characteristics(text: &str) -> Map<String, Json> {
    assignments(text).map(|(name, value)| (name.to_owned(), plain(value))).collect()
}

/// Lines of `name = value`.
pub fn assignments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(assignment)
}

fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=').map(|(name, value)| (name.trim(), value.trim()))?;
    (!name.is_empty() && !value.is_empty()).then_some((name, value))
}

/// Lines that say something, and not `name = value`.
pub fn malformed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && assignment(line).is_none())
}

/// The faults of a text of characteristics, for forms that have no rows.
pub fn faults_of_characteristics(text: &str) -> Vec<InputProblem> {
    malformed(text).map(|line| fault(vec![key("characteristics")], expected_line(line))).collect()
}

/// Puts a value into nested tables, typed as the law's vocabulary asks; what is empty is not stated. A path that is too long, or that leads through
/// something that is no table, stays one name, which the reader of transactions does not know and tells of.
pub fn put(law: &Law, table: &mut Map<String, Json>, path: &str, fact: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let value = typed(law, fact, value);
    let segments: Vec<&str> = path.split('.').take(DEEPEST + 1).collect();
    let place = segments.split_last().filter(|_| segments.len() <= DEEPEST);
    if let Some((last, above)) = place
        && let Some(inner) = below(table, above)
    {
        inner.insert((*last).to_owned(), value);
        return;
    }
    table.insert(path.to_owned(), value);
}

/// The table at a path, made where there is none; nothing where something else stands there.
fn below<'t>(table: &'t mut Map<String, Json>, path: &[&str]) -> Option<&'t mut Map<String, Json>> {
    path.iter().try_fold(table, |table, segment| table.entry((*segment).to_owned()).or_insert_with(|| Map::new().into()).as_object_mut())
}

fn typed(law: &Law, fact: &str, value: &str) -> Json {
    match law.fact_by_path(fact).map(|id| &law.fact(id).ty) {
        Some(FactType::Country) => countries::code(law, value).into(),
        Some(FactType::Choices(_)) => value.split(',').map(str::trim).collect::<Vec<_>>().into(),
        // Choices keep their words also where one of them is "true"; texts and amounts stay as they were written.
        Some(FactType::Choice(_) | FactType::Text | FactType::Hs | FactType::Money | FactType::Date | FactType::Region | FactType::Codes) => value.into(),
        Some(FactType::Quantity { .. }) => bare(value).unwrap_or(value).into(),
        Some(FactType::Bool) | None => plain(value),
    }
}

/// What stands between quotes.
fn bare(value: &str) -> Option<&str> {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"'))
}

/// A word as a person writes it: true and false, a number, else text, with or without quotes.
fn plain(value: &str) -> Json {
    match (value, bare(value)) {
        ("true", _) => true.into(),
        ("false", _) => false.into(),
        (_, Some(text)) => text.into(),
        _ => value.parse::<serde_json::Number>().map_or_else(|_| value.into(), Json::Number),
    }
}

/// The field of the form that a fault is about: its place in the transaction is `item[0].codes.…`, the field's name `item.2.codes.…`, where the first
/// item stands in the third row.
pub fn field_of(law: &Law, place: &str, sent: &Sent) -> Option<String> {
    if place.split('.').count() > DEEPEST {
        return None;
    }
    let known = |name: &str| sent.iter().any(|(known, _)| known == name);
    let in_row = place.split_once('[').and_then(|(kind, rest)| {
        let (position, own) = rest.split_once(']')?;
        let number = Rows::of(law, sent).number(kind, position.parse().ok()?)?;
        let own = own.trim_start_matches('.');
        Some((format!("{kind}.{number}.{own}"), format!("{kind}.{own}")))
    });
    let (name, of_all) = in_row.unwrap_or_else(|| (place.to_owned(), place.to_owned()));
    for path in [&name, &of_all] {
        let answer = format!("{ANSWER}{path}");
        if known(&answer) {
            return Some(answer);
        }
        if assignments(sent.get("facts")).any(|(line, _)| line == path) {
            return Some("facts".into());
        }
    }
    // The field itself, or the one that holds it: a characteristic stands in the text of all.
    let mut name = name.as_str();
    loop {
        if known(name) {
            return Some(name.to_owned());
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// The name of the field that answers a question about a fact. `about` is the number of the row of the item or party that is meant.
pub fn field_for(law: &Law, fact: &str, about: Option<usize>) -> String {
    if FIELDS.contains(&fact) {
        return fact.into();
    }
    let (kind, own) = fact.split_once('.').unwrap_or(("", fact));
    let place = law.fact_by_path(fact).map(|id| law.fact(id).place);
    match (place, about) {
        (Some(FactPlace::Item), number) if ["origin", "hs", "value", "description"].contains(&own) || own.starts_with("codes.") => {
            format!("item.{}.{own}", number.unwrap_or(0))
        }
        (Some(FactPlace::Party), Some(number)) if ["name", "country", "role"].contains(&own) => format!("party.{number}.{own}"),
        (Some(FactPlace::Item | FactPlace::Party), Some(number)) => format!("{ANSWER}{kind}.{number}.{own}"),
        _ if own.starts_with("codes.") => format!("item.{}.{own}", about.unwrap_or(0)),
        _ => format!("{ANSWER}{fact}"),
    }
}
