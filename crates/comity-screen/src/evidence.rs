//! What is known of a party besides its name: it confirms or contradicts, and says nothing where it is missing.

use crate::{
    Query,
    hit::Reason,
    index::bare_number,
    record::{Birth, Kind, Quality, Record},
};

/// The most that evidence other than a register number can add to the log-odds of a name, in nats.
pub const MOST: f64 = BIRTH_DAY + COUNTRY;

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

/// Adds the evidence to a name's log-odds, and says what was added.
pub fn weigh(query: &Query, record: &Record, which: usize, name: f64) -> (f64, Vec<Reason>) {
    let mut sum = name;
    let mut reasons = Vec::new();
    if let Some(listed) = same_number(query, record) {
        sum = sum.max(NO_NAME) + IDENTIFIER;
        reasons.push(Reason::Identifier { listed });
    }
    if let Some((weight, reason)) = births(query, record) {
        sum += weight;
        reasons.push(reason);
    }
    if let Some((weight, reason)) = countries(query, record) {
        sum += weight;
        reasons.push(reason);
    }
    if exclude(query.kind, record.kind) {
        sum += KIND_OTHER;
        reasons.push(Reason::Type { listed: record.kind });
    }
    if record.names().nth(which).is_some_and(|(_, quality)| quality == Quality::Weak) {
        sum += WEAK;
        reasons.push(Reason::WeakAlias);
    }
    (sum, reasons)
}

fn same_number(query: &Query, record: &Record) -> Option<String> {
    let asked: Vec<String> = query.identifiers.iter().filter_map(|one| bare_number(&one.value)).collect();
    let same = |value: &str| bare_number(value).is_some_and(|bare| asked.contains(&bare));
    record.identifiers.iter().find(|one| same(&one.value)).map(|one| one.value.clone())
}

fn births(query: &Query, record: &Record) -> Option<(f64, Reason)> {
    let asked = Birth::read(query.date_of_birth.as_deref()?)?;
    let listed: Vec<(Birth, &String)> = record.births.iter().filter_map(|text| Some((Birth::read(text)?, text))).collect();
    let reason = |text: &str, agrees| Reason::Birth { listed: text.to_owned(), agrees };
    if let Some((birth, text)) = listed.iter().find(|(birth, _)| birth.meets(asked)) {
        let weight = if birth.is_day() && asked.is_day() { BIRTH_DAY } else { BIRTH_SPAN };
        return Some((weight, reason(text, true)));
    }
    let (gap, text) = listed.iter().map(|(birth, text)| (apart(*birth, asked), text)).min()?;
    Some((if gap <= SLIP { BIRTH_NEAR } else { BIRTH_OTHER }, reason(text, false)))
}

/// How far apart two spans are, as numbers of days written `YYYYMMDD`: 10,000 is a year.
fn apart(a: Birth, b: Birth) -> u32 {
    a.from.saturating_sub(b.until).max(b.from.saturating_sub(a.until))
}

fn countries(query: &Query, record: &Record) -> Option<(f64, Reason)> {
    let asked = query.country.as_deref().map(str::trim).filter(|country| !country.is_empty())?;
    if record.countries.is_empty() {
        return None;
    }
    let agrees = record.countries.iter().any(|listed| listed.eq_ignore_ascii_case(asked));
    // A name against a code says nothing.
    let comparable = record.countries.iter().any(|listed| (listed.len() == 2) == (asked.len() == 2));
    if !agrees && !comparable {
        return None;
    }
    Some((if agrees { COUNTRY } else { COUNTRY_OTHER }, Reason::Country { listed: record.countries.clone(), agrees }))
}

fn exclude(asked: Kind, listed: Kind) -> bool {
    asked != Kind::Unknown && listed != Kind::Unknown && asked != listed
}
