//! What is known of a party besides its name: it confirms or contradicts, and says nothing where it is missing.

use crate::{
    Query,
    hit::Reason,
    index::bare_number,
    record::{Birth, Kind, Quality, Record},
};

/// Log-odds of a record whose name has nothing in common with the question's, before its register number is seen to agree.
pub const NO_NAME: f64 = -4.0;

/// A register number is given to one party only; what remains is numbers of different registers, and errors of writing.
const IDENTIFIER: f64 = 7.0;
/// One day in some twenty thousand, held down because lists state birthdays on guess (1 January).
const BIRTH_DAY: f64 = 3.0;
const BIRTH_SPAN: f64 = 0.7;
const BIRTH_NEAR: f64 = -1.0;
const BIRTH_OTHER: f64 = -4.0;
const COUNTRY: f64 = 0.5;
const COUNTRY_OTHER: f64 = -0.5;
const KIND_OTHER: f64 = -4.0;
const WEAK: f64 = -1.0;

/// Days that two dates of birth may be apart and still be a slip of the same one: a year's difference.
const SLIP: u32 = 10_000;

/// What a question says besides the name, made ready to be held against many records.
pub struct Evidence<'q> {
    numbers: Vec<String>,
    birth: Option<Birth>,
    country: Option<&'q str>,
    kind: Kind,
}

impl<'q> Evidence<'q> {
    /// Reads it off the question.
    pub fn of(query: &'q Query) -> Self {
        Self {
            numbers: query.identifiers.iter().filter_map(|one| bare_number(&one.value)).collect(),
            birth: query.date_of_birth.as_deref().and_then(Birth::read),
            country: query.country.as_deref().map(str::trim).filter(|country| !country.is_empty()),
            kind: query.kind,
        }
    }

    /// The most that it can add to the log-odds of a name, but for a register number, in nats.
    pub fn most(&self) -> f64 {
        let birth = if self.birth.is_some() { BIRTH_DAY } else { 0.0 };
        birth + if self.country.is_some() { COUNTRY } else { 0.0 }
    }

    /// The most that it, or a weak alias, can take from the log-odds of a name, in nats: a negative number.
    pub fn least(&self) -> f64 {
        let birth = if self.birth.is_some() { BIRTH_OTHER } else { 0.0 };
        let country = if self.country.is_some() { COUNTRY_OTHER } else { 0.0 };
        let kind = if self.kind == Kind::Unknown { 0.0 } else { KIND_OTHER };
        birth + country + kind + WEAK
    }

    /// The log-odds of a name with what the record says besides.
    pub fn weigh(&self, record: &Record, which: usize, name: f64) -> f64 {
        let mut sum = name;
        if self.same_number(record).is_some() {
            sum = sum.max(NO_NAME) + IDENTIFIER;
        }
        sum += self.births(record).map_or(0.0, |(weight, ..)| weight);
        sum += match self.country(record) {
            Some(true) => COUNTRY,
            Some(false) => COUNTRY_OTHER,
            None => 0.0,
        };
        if exclude(self.kind, record.kind) {
            sum += KIND_OTHER;
        }
        if weak(record, which) {
            sum += WEAK;
        }
        sum
    }

    /// What was weighed.
    pub fn reasons(&self, record: &Record, which: usize) -> Vec<Reason> {
        let number = self.same_number(record).map(|listed| Reason::Identifier { listed: listed.to_owned() });
        let birth = self.births(record).map(|(_, listed, agrees)| Reason::Birth { listed: listed.to_owned(), agrees });
        let country = self.country(record).map(|agrees| Reason::Country { listed: record.countries.clone(), agrees });
        let kind = exclude(self.kind, record.kind).then_some(Reason::Type { listed: record.kind });
        let weak = weak(record, which).then_some(Reason::WeakAlias);
        [number, birth, country, kind, weak].into_iter().flatten().collect()
    }

    /// The register number that both have.
    pub fn same_number<'r>(&self, record: &'r Record) -> Option<&'r str> {
        if self.numbers.is_empty() {
            return None;
        }
        let same = |value: &str| bare_number(value).is_some_and(|bare| self.numbers.contains(&bare));
        record.identifiers.iter().map(|one| one.value.as_str()).find(|value| same(value))
    }

    /// The listed date of birth that fits best, what it weighs, and whether it fits.
    fn births<'r>(&self, record: &'r Record) -> Option<(f64, &'r str, bool)> {
        let asked = self.birth?;
        let listed = || record.births.iter().filter_map(|text| Some((Birth::read(text)?, text.as_str())));
        if let Some((birth, text)) = listed().find(|(birth, _)| birth.meets(asked)) {
            let weight = if birth.is_day() && asked.is_day() { BIRTH_DAY } else { BIRTH_SPAN };
            return Some((weight, text, true));
        }
        let (gap, text) = listed().map(|(birth, text)| (apart(birth, asked), text)).min()?;
        Some((if gap <= SLIP { BIRTH_NEAR } else { BIRTH_OTHER }, text, false))
    }

    /// Whether the record has the country; nothing where either side says none, or a name stands against codes.
    fn country(&self, record: &Record) -> Option<bool> {
        let asked = self.country?;
        let agrees = record.countries.iter().any(|listed| listed.eq_ignore_ascii_case(asked));
        let comparable = record.countries.iter().any(|listed| (listed.len() == 2) == (asked.len() == 2));
        (agrees || comparable).then_some(agrees)
    }
}

/// Whether the list itself calls one of the record's names weak.
fn weak(record: &Record, which: usize) -> bool {
    which.checked_sub(1).and_then(|at| record.aliases.get(at)).is_some_and(|alias| alias.quality == Quality::Weak)
}

/// How far apart two spans are, as numbers of days written `YYYYMMDD`: 10,000 is a year.
fn apart(a: Birth, b: Birth) -> u32 {
    a.from.saturating_sub(b.until).max(b.from.saturating_sub(a.until))
}

fn exclude(asked: Kind, listed: Kind) -> bool {
    asked != Kind::Unknown && listed != Kind::Unknown && asked != listed
}
