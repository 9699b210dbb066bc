//! From what a form sends to a transaction. Nothing is judged here: what cannot be used is found where every transaction is read.

use comity_law::{FactPlace, FactType, Law};
use serde_json::{Map, Value as Json, json};

use crate::portal::{countries, sent::Sent};

/// The word for an item that is on no entry of a list.
pub const NOT_LISTED: &str = "not-listed";
/// Items, and parties, of one form at most.
pub const MOST: usize = 50;

/// The transaction that a form states.
pub fn transaction(law: &Law, sent: &Sent, today: &str) -> Json {
    let mut transaction = Map::new();
    transaction.insert("id".into(), json!("portal"));
    for name in ["activity", "date", "from", "to", "to_region", "value"] {
        put(law, &mut transaction, &[name], name, sent.get(name));
    }
    transaction.entry("date").or_insert_with(|| today.into());
    // A link may leave out what is done: then it is what most often is, which stands first in the vocabulary, and the form shows it.
    let usual = first_word(law, "activity");
    transaction.entry("activity").or_insert_with(|| usual.into());
    for path in ["end_use.military", "end_use.wmd"] {
        put(law, &mut transaction, &path.split('.').collect::<Vec<_>>(), path, sent.get(path));
    }
    let items: Vec<Map<String, Json>> = (0..sent.groups("item", MOST)).map(|number| item(law, sent, number)).filter(|item| item.len() > 1).collect();
    let mut items = if items.is_empty() { vec![Map::from_iter([("id".to_owned(), json!("item-1"))])] } else { items };
    let mut parties: Vec<Map<String, Json>> = (0..sent.groups("party", MOST)).filter_map(|number| party(law, sent, number)).collect();
    let lines = sent.get("facts").lines().filter_map(|line| line.split_once('=')).map(|(path, value)| (path.trim(), value.trim()));
    let answers = sent.iter().filter_map(|(name, value)| Some((name.strip_prefix("fact:")?, value)));
    for (path, value) in lines.chain(answers).filter(|(_, value)| !value.is_empty()) {
        state_fact(law, &mut transaction, &mut items, &mut parties, path, value);
    }
    transaction.insert("item".into(), items.into());
    if !parties.is_empty() {
        transaction.insert("party".into(), parties.into());
    }
    transaction.into()
}

fn item(law: &Law, sent: &Sent, number: usize) -> Map<String, Json> {
    let mut item = Map::from_iter([("id".to_owned(), json!(format!("item-{}", number + 1)))]);
    let said = |name: &str| sent.get(&format!("item.{number}.{name}"));
    for name in ["description", "origin", "hs", "value"] {
        put(law, &mut item, &[name], &format!("item.{name}"), said(name));
    }
    let mut codes = Map::new();
    for list in &law.lists {
        let given: Vec<&str> = said(&format!("codes.{}", list.id)).split([',', ';', '\n']).map(str::trim).filter(|code| !code.is_empty()).collect();
        match given.as_slice() {
            [] => {}
            [code] => drop(codes.insert(list.id.to_string(), json!(code))),
            several => drop(codes.insert(list.id.to_string(), json!(several))),
        }
    }
    if !codes.is_empty() {
        item.insert("codes".into(), codes.into());
    }
    let characteristics = characteristics(said("characteristics"));
    if !characteristics.is_empty() {
        item.insert("characteristics".into(), characteristics.into());
    }
    item
}

/// The first of the words that a fact may be.
pub fn first_word(law: &Law, fact: &str) -> String {
    let ty = law.fact_by_path(fact).map(|id| &law.fact(id).ty);
    ty.and_then(|ty| ty.words().first()).map(|choice| choice.word.to_string()).unwrap_or_default()
}

/// Lines of `name = value` as characteristics.
pub fn characteristics(text: &str) -> Map<String, Json> {
    let lines = text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.trim(), value.trim()));
    lines.filter(|(name, value)| !name.is_empty() && !value.is_empty()).map(|(name, value)| (name.to_owned(), plain(value))).collect()
}

fn party(law: &Law, sent: &Sent, number: usize) -> Option<Map<String, Json>> {
    let said = |name: &str| sent.get(&format!("party.{number}.{name}"));
    let mut party = Map::new();
    for name in ["name", "country"] {
        put(law, &mut party, &[name], &format!("party.{name}"), said(name));
    }
    if party.is_empty() {
        return None;
    }
    put(law, &mut party, &["role"], "party.role", said("role"));
    Some(party)
}

/// States a fact where it belongs: of the transaction, of one item or party by its number (`item.0.…`), or of all of them.
fn state_fact(law: &Law, transaction: &mut Map<String, Json>, items: &mut [Map<String, Json>], parties: &mut [Map<String, Json>], path: &str, value: &str) {
    let (kind, rest) = path.split_once('.').unwrap_or(("", path));
    let tables = match kind {
        "item" => items,
        "party" => parties,
        _ => return put(law, transaction, &path.split('.').collect::<Vec<_>>(), path, value),
    };
    let (one, own) = match rest.split_once('.') {
        Some((number, own)) if number.parse::<usize>().is_ok() => (number.parse::<usize>().ok(), own),
        _ => (None, rest),
    };
    let segments: Vec<&str> = own.split('.').collect();
    for (number, table) in tables.iter_mut().enumerate() {
        if one.is_none_or(|one| one == number) {
            put(law, table, &segments, &format!("{kind}.{own}"), value);
        }
    }
}

/// Puts a value into nested tables, typed as the law's vocabulary asks; what is empty is not stated.
fn put(law: &Law, table: &mut Map<String, Json>, segments: &[&str], fact: &str, value: &str) {
    let (Some((last, above)), false) = (segments.split_last(), value.is_empty()) else { return };
    let mut here = table;
    for segment in above {
        let next = here.entry((*segment).to_owned()).or_insert_with(|| Map::new().into());
        let Some(next) = next.as_object_mut() else { return };
        here = next;
    }
    here.insert((*last).to_owned(), typed(law, fact, value));
}

fn typed(law: &Law, fact: &str, value: &str) -> Json {
    match law.fact_by_path(fact).map(|id| &law.fact(id).ty) {
        Some(FactType::Country) => countries::code(law, value).into(),
        Some(FactType::Choices(_)) => value.split(',').map(str::trim).collect::<Vec<_>>().into(),
        // Choices keep their words also where one of them is "true"; texts and amounts stay as they were written.
        Some(FactType::Choice(_) | FactType::Text | FactType::Hs | FactType::Money | FactType::Date | FactType::Region | FactType::Codes) => value.into(),
        Some(FactType::Bool | FactType::Quantity { .. }) | None => plain(value),
    }
}

/// A word as a person writes it: true and false, a number, else text, with or without quotes.
fn plain(value: &str) -> Json {
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    match (value, bare) {
        ("true", _) => true.into(),
        ("false", _) => false.into(),
        (_, Some(text)) => text.into(),
        _ => value.parse::<serde_json::Number>().map_or_else(|_| value.into(), Json::Number),
    }
}

/// The field of the form that a fault is about: its place in the transaction is `item[0].codes.…`, the field's name `item.0.codes.…`.
pub fn field_of(place: &str, sent: &Sent) -> Option<String> {
    let name = place.replace('[', ".").replace(']', "");
    let known = |name: &str| sent.iter().any(|(known, _)| known == name);
    let answer = format!("fact:{name}");
    if known(&answer) {
        return Some(answer);
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

/// The name of the field that answers a question about a fact. `about` is the number of the item or party that is meant.
pub fn field_for(law: &Law, fact: &str, about: Option<usize>) -> String {
    let in_form = ["activity", "date", "from", "to", "to_region", "value", "end_use.military", "end_use.wmd"];
    if in_form.contains(&fact) {
        return fact.into();
    }
    let (kind, own) = fact.split_once('.').unwrap_or(("", fact));
    let place = law.fact_by_path(fact).map(|id| law.fact(id).place);
    let fields = ["origin", "hs", "value", "description"];
    match (place, about) {
        (Some(FactPlace::Item), number) if fields.contains(&own) || own.starts_with("codes.") => format!("item.{}.{own}", number.unwrap_or(0)),
        (Some(FactPlace::Item | FactPlace::Party), Some(number)) => format!("fact:{kind}.{number}.{own}"),
        _ if own.starts_with("codes.") => format!("item.{}.{own}", about.unwrap_or(0)),
        _ => format!("fact:{fact}"),
    }
}
