//! Where a reader puts its records: names are checked, ids kept apart, losses counted.

use std::collections::HashMap;

use comity_screen::{
    Record,
    record::{Alias, Quality},
};
use jiff::civil::Date;

use super::{
    Known,
    loss::{LossKind, Losses},
};
use crate::{error::Place, text::fold};

/// Stands in `party-lists.kdl` for the words that say that there is no country.
const NOWHERE: &str = "-";

/// Records and losses under collection.
pub(super) struct Gather<'k> {
    pub known: &'k Known,
    pub records: Vec<Record>,
    pub losses: Losses,
    /// The day that the source says it is of.
    pub published: Option<Date>,
    /// Ids are places in the file: they tell nothing from one edition to the next.
    pub positional: bool,
    ids: HashMap<String, u32>,
}

impl<'k> Gather<'k> {
    pub fn new(known: &'k Known) -> Self {
        Self { known, records: Vec::new(), losses: Losses::default(), published: None, positional: false, ids: HashMap::new() }
    }

    /// Takes a record in: its texts cleaned of blanks and doubles, its names checked.
    pub fn push(&mut self, mut record: Record, place: &Place) {
        record.name = fold(&record.name);
        for mut alias in std::mem::take(&mut record.aliases) {
            alias.name = fold(&alias.name);
            if alias.name != record.name && !record.aliases.iter().any(|known| known.name == alias.name) {
                record.aliases.push(alias);
            }
        }
        for texts in [&mut record.births, &mut record.countries, &mut record.programs, &mut record.owners] {
            let tidied: Vec<String> = texts.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
            *texts = unique(tidied);
        }
        record.addresses.retain(|address| !address.text.is_empty() || address.country.is_some());
        let identifiers = std::mem::take(&mut record.identifiers);
        for identifier in identifiers {
            if !record.identifiers.contains(&identifier) {
                record.identifiers.push(identifier);
            }
        }
        self.push_as_written(record, place);
    }

    /// Takes a record in as it stands: only names and ids are checked.
    pub fn push_as_written(&mut self, mut record: Record, place: &Place) {
        let aliases = std::mem::take(&mut record.aliases);
        for alias in aliases {
            if !self.spoilt(&alias.name, place) && !alias.name.trim().is_empty() {
                record.aliases.push(alias);
            }
        }
        if self.spoilt(&record.name, place) {
            record.name.clear();
        }
        if record.name.trim().is_empty() {
            // The first other name takes the place of a name that is not there.
            match record.aliases.iter().position(|alias| alias.quality != Quality::Weak) {
                Some(first) => record.name = record.aliases.remove(first).name,
                None => return self.losses.add(LossKind::NoName, "", place),
            }
        }
        let count = self.ids.entry(record.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            record.id = format!("{}#{count}", record.id);
            self.losses.add(LossKind::DuplicateId, "", place);
        }
        self.records.push(record);
    }

    /// Counts a name that is damaged; `true` where too little of it is left to be a name.
    fn spoilt(&mut self, name: &str, place: &Place) -> bool {
        if name.contains('\u{fffd}') || name.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
            let signs = name.chars().filter(|c| !c.is_whitespace() && !c.is_alphanumeric() && !".,-&()\"".contains(*c)).count();
            let unreadable = letters < 4 * signs;
            self.losses.add(if unreadable { LossKind::UnreadableName } else { LossKind::DamagedName }, "", place);
            return unreadable;
        }
        if looks_mojibake(name) {
            self.losses.add(LossKind::Mojibake, "", place);
        }
        false
    }

    /// A country by its code where that is certain, else as written, and counted.
    pub fn country(&mut self, written: &str, place: &Place) -> Option<String> {
        let written = fold(written);
        if written.is_empty() || self.is_nowhere(&written) {
            return None;
        }
        if let Some(code) = self.country_code(&written) {
            return Some(code);
        }
        self.losses.add(LossKind::UnknownCountry, &written, place);
        Some(written)
    }

    /// The code of a country, where it is known by this name.
    pub fn country_code(&self, written: &str) -> Option<String> {
        self.known.countries.code(written).filter(|code| *code != NOWHERE).map(str::to_owned)
    }

    /// Whether a text says that there is no country.
    pub fn is_nowhere(&self, written: &str) -> bool {
        self.known.countries.code(written) == Some(NOWHERE)
    }

    /// The code of the list that a source calls so; the name itself, and a loss, where it is not known.
    pub fn list_named(&mut self, name: &str, place: &Place) -> String {
        if let Some(code) = self.known.lists.code_of(name) {
            return code.to_owned();
        }
        self.losses.add(LossKind::UnknownList, name, place);
        fold(name)
    }

    /// The list of a format whose records are all of one list.
    pub fn list_of(&mut self, format: &str, place: &Place) -> String {
        if let Some(code) = self.known.lists.of_format(format) {
            return code.to_owned();
        }
        self.losses.add(LossKind::UnknownList, format, place);
        format.to_owned()
    }

    /// The day of listing, which this source gives of each record.
    pub fn listed(&mut self, day: Option<Date>, place: &Place) -> Option<String> {
        if day.is_none() {
            self.losses.add(LossKind::Undated, "", place);
        }
        day.map(|day| day.to_string())
    }

    /// Compares the number of records with the one that the source gives.
    pub fn check_count(&mut self, field: &str, said: Option<u64>, place: &Place) {
        let missing = said.map_or(0, |said| said.abs_diff(self.records.len() as u64));
        if missing > 0 {
            self.losses.add_many(LossKind::WrongCount, field, place, missing);
        }
    }

    /// Counts the fields that a reader neither keeps nor leaves out knowingly.
    pub fn unknown_fields<'f>(&mut self, fields: impl IntoIterator<Item = &'f str>, known: &[&str], place: &Place) {
        for field in fields {
            if !known.contains(&field) {
                self.losses.add(LossKind::UnknownField, field, place);
            }
        }
    }
}

/// The parts that are there, joined.
pub(super) fn join<'p>(parts: impl IntoIterator<Item = Option<&'p str>>, with: &str) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().map(fold).filter(|part| !part.is_empty()).collect();
    parts.join(with)
}

/// An alias of this quality.
pub(super) fn alias(name: impl Into<String>, weak: bool) -> Alias {
    Alias { name: name.into(), quality: if weak { Quality::Weak } else { Quality::Strong } }
}

fn unique(texts: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// Whether a text looks like UTF-8 that was read as Latin-1: a lead byte's letter before a continuation byte's sign.
fn looks_mojibake(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let found = match before {
            'Ã' | 'Â' | 'Ð' | 'Ñ' | 'Ø' | 'Ù' => ('\u{80}'..='\u{bf}').contains(&c),
            'â' => matches!(c, '€' | '\u{80}'),
            _ => false,
        };
        before = c;
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let known = Known::default();
        let mut gather = Gather::new(&known);
        let place = Place::of_entry("t", None);
        for (name, aka) in [("Unit\u{fffd} pour la Paix", "'E\u{fffd}1 .'F"), ("", "Second"), ("\u{fffd}\u{fffd}", ""), ("André Ã©", "André Ã©")] {
            gather.push(Record { id: "x".into(), name: name.into(), aliases: vec![alias(aka, false)], ..Record::default() }, &place);
        }
        let names: Vec<_> = gather.records.iter().map(|r| (r.id.as_str(), r.name.as_str(), r.aliases.len())).collect();
        assert_eq!(names, [("x", "Unit\u{fffd} pour la Paix", 0), ("x#2", "Second", 0), ("x#3", "André Ã©", 0)]);
        let losses: Vec<_> = gather.losses.into_list().into_iter().map(|loss| (loss.kind.name(), loss.count)).collect();
        assert_eq!(losses, [("damaged-name", 1), ("unreadable-name", 2), ("mojibake", 1), ("no-name", 1), ("duplicate-id", 2)]);
    }
}
