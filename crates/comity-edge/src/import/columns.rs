//! Which column says what, by what it is called.

use comity_law::{Law, criteria::Characteristics};

/// What people call columns.
const NAMES: &str = include_str!("../../data/columns.txt");

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As the table names it.
    pub name: String,
    /// What it is read as.
    pub meaning: Meaning,
}

/// What a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The organisation's own name of the item.
    Reference,
    /// What it is.
    Description,
    /// Its tariff number.
    Hs,
    /// Where it comes from.
    Origin,
    /// Why it was classified so.
    Reasons,
    /// When it was classified: in one list, or in all that have no column of their own for it.
    Decided(Option<String>),
    /// Its code in a list.
    Code(String),
    /// A characteristic, by id.
    Characteristic(String),
    /// Nothing of it is read.
    Unread,
}

/// What each column is read as. Of two that are called the same the first counts, and the other is not read.
pub(super) fn recognised(law: &Law, vocabulary: &Characteristics, names: &[String]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(names.len());
    for name in names {
        let meaning = meaning(law, vocabulary, &plain(name));
        let is_taken = columns.iter().any(|column| column.meaning == meaning);
        columns.push(Column { name: name.clone(), meaning: if is_taken { Meaning::Unread } else { meaning } });
    }
    columns
}

fn meaning(law: &Law, vocabulary: &Characteristics, name: &str) -> Meaning {
    if name.is_empty() {
        return Meaning::Unread;
    }
    let called = rows().find(|(meaning, words)| *meaning != "on" && words.split(',').any(|word| plain(word) == name)).map(|(meaning, _)| meaning);
    match called {
        Some("reference") => return Meaning::Reference,
        Some("description") => return Meaning::Description,
        Some("hs") => return Meaning::Hs,
        Some("origin") => return Meaning::Origin,
        Some("reasons") => return Meaning::Reasons,
        Some("decided") => return Meaning::Decided(None),
        _ => {}
    }
    if let Some(list) = list(law, name) {
        return Meaning::Code(list);
    }
    let on = rows().filter(|(meaning, _)| *meaning == "on").flat_map(|(_, words)| words.split(','));
    for word in on.map(plain) {
        let of = name.strip_suffix(word.as_str()).and_then(|before| before.strip_suffix(' '));
        if let Some(list) = of.and_then(|before| list(law, before)) {
            return Meaning::Decided(Some(list));
        }
    }
    let characteristic = vocabulary.ids().map(|id| vocabulary.get(id)).find(|one| plain(&one.id) == name || plain(&one.label) == name);
    characteristic.map_or(Meaning::Unread, |one| Meaning::Characteristic(one.id.to_string()))
}

/// The list of a name: its id, its title, or what people call its codes. Only lists that are loaded.
fn list(law: &Law, name: &str) -> Option<String> {
    let own = law.lists.iter().find(|list| plain(&list.id) == name || plain(&list.title) == name);
    if let Some(list) = own {
        return Some(list.id.to_string());
    }
    let called = |(meaning, words): (&'static str, &str)| {
        let id = meaning.strip_prefix("code ")?;
        words.split(',').any(|word| plain(word) == name).then_some(id)
    };
    let id = rows().find_map(called)?;
    law.lists.iter().any(|list| *list.id == *id).then(|| id.to_owned())
}

/// The lines of the file of names.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')).map(|(meaning, words)| (meaning.trim(), words))
}

/// A name without case, and with one space for whatever is no letter or figure.
fn plain(name: &str) -> String {
    let signs = name.chars().flat_map(char::to_lowercase).map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect::<String>();
    signs.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_thing() {
        let mut all: Vec<(String, &str)> = Vec::new();
        for (meaning, words) in rows().filter(|(meaning, _)| *meaning != "on") {
            for word in words.split(',').map(plain) {
                assert!(!word.is_empty(), "{meaning}");
                let other = all.iter().find(|(known, _)| *known == word);
                assert!(other.is_none(), "`{word}` is {meaning} and {other:?}");
                all.push((word, meaning));
            }
        }
        let known = ["reference", "description", "hs", "origin", "reasons", "decided"];
        assert!(rows().all(|(meaning, _)| meaning == "on" || known.contains(&meaning) || meaning.starts_with("code ")));
        assert!(known.iter().all(|meaning| rows().any(|(known, _)| known == *meaning)));
    }
}
