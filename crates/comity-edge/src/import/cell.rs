//! What single cells say.

use comity_law::{HsCode, Law, List, nearest};
use jiff::civil::Date;

/// What is wrong with a cell.
#[derive(Debug)]
pub(super) struct Fault {
    pub message: String,
    pub remedy: &'static str,
}

/// Characters of a name of ours, at most: what the store keeps of one.
const LONGEST_REFERENCE: usize = 400;

/// The word that a transaction takes for an item that is on no entry of any list.
const NOT_LISTED: &str = "not-listed";

pub(super) fn reference(cell: &str) -> Result<(), Fault> {
    let fault = |message: &str, remedy| Err(Fault { message: message.to_owned(), remedy });
    if cell.chars().count() > LONGEST_REFERENCE {
        return fault("the reference has more than 400 characters", "shorten it");
    }
    if cell.chars().any(char::is_control) {
        return fault("the reference has a line break or another control character", "write it on one line");
    }
    Ok(())
}

/// A tariff number's digits; people write it with dots and spaces.
pub(super) fn hs(cell: &str) -> Result<String, Fault> {
    let digits: String = cell.chars().filter(|sign| !matches!(sign, '.' | ' ' | '\u{a0}' | '-')).collect();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<HsCode>().is_ok();
    match is_number {
        true => Ok(digits),
        false => {
            Err(Fault { message: format!("`{}` is no tariff number", shown(cell)), remedy: "write 2 to 12 digits, as text, so that a zero in front stays" })
        }
    }
}

/// A country's code, from the code or a name of it.
pub(super) fn country(law: &Law, cell: &str) -> Result<String, Fault> {
    let wanted = cell.to_lowercase();
    let is = |name: &str| name.to_lowercase() == wanted;
    let called = |country: &&comity_law::Country| is(&country.code) || is(&country.name) || country.aliases.iter().any(|alias| is(alias));
    match law.vocabulary.countries.iter().find(called) {
        Some(country) => Ok(country.code.to_string()),
        None => {
            let names = law.vocabulary.countries.iter().map(|country| &*country.name);
            let near = nearest(cell, names).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            Err(Fault {
                message: format!("no country is called `{}`{near}", shown(cell)),
                remedy: "write its name in English, or its two letters of ISO 3166-1",
            })
        }
    }
}

/// A day that is over or is today. `2025-11-15` and `15.11.2025` say one thing everywhere; `03/04/2025` does not.
pub(super) fn day(cell: &str, today: Date) -> Result<Date, Fault> {
    let date = cell.get(..10).filter(|_| cell.get(10..11).is_some_and(|next| next == "T" || next == " ")).unwrap_or(cell);
    let read = date.parse::<Date>().ok().or_else(|| dotted(date)).or_else(|| slashed(date));
    match read {
        Some(day) if day > today => Err(Fault { message: format!("{day} is yet to come"), remedy: "give the day on which the code was decided" }),
        Some(day) => Ok(day),
        None => Err(Fault { message: format!("`{}` is no day that reads in one way alone", shown(cell)), remedy: "write it as 2025-11-15" }),
    }
}

fn dotted(text: &str) -> Option<Date> {
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    whole.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())?
}

/// A day with slashes, where only one order of day and month gives one.
fn slashed(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('/').collect();
    let [a, b, c] = parts.as_slice() else { return None };
    if a.len() == 4 {
        return Date::new(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?).ok();
    }
    if c.len() != 4 {
        return None;
    }
    let (a, b, year): (i8, i8, i16) = (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
    match (Date::new(year, a, b), Date::new(year, b, a)) {
        (Ok(one), Ok(other)) => (one == other).then_some(one),
        (one, other) => one.or(other).ok(),
    }
}

/// Refuses a cell with several codes: which one counts is for a person to say.
pub(super) fn one_code(cell: &str) -> Result<(), Fault> {
    let fault = |message: String, remedy| Err(Fault { message, remedy });
    if cell.chars().any(char::is_control) || cell.split([';', ',', '|']).filter(|part| !part.trim().is_empty()).count() > 1 {
        return fault(format!("`{}` is more than one code", shown(cell)), "give the one code by which the item is decided; take the others up on its page");
    }
    if cell.chars().count() > 100 {
        return fault("a code has 100 characters at most".to_owned(), "give the code alone");
    }
    Ok(())
}

/// A code as its list writes it, whether the list has it, and the nearest one where it does not.
pub(super) fn code(list: &List, cell: &str) -> (String, bool, Option<String>) {
    let is = |word: &str| word.to_lowercase() == cell.to_lowercase();
    if let Some(word) = list.unlisted.iter().find(|word| is(word)) {
        return (word.to_string(), true, None);
    }
    if is(NOT_LISTED) || is("not listed") {
        return (NOT_LISTED.to_owned(), true, None);
    }
    match list.node(cell) {
        Some(node) => (list.code(node).to_owned(), true, None),
        None => (cell.to_owned(), false, list.nearest_code(cell).map(str::to_owned)),
    }
}

/// The beginning of a cell, for a message.
fn shown(cell: &str) -> String {
    cell.chars().filter(|sign| !sign.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn days_read_in_one_way_alone() {
        let day = |text: &str| super::day(text, date(2026, 8, 3)).map_err(|fault| fault.message);
        for text in ["2025-11-15", "15.11.2025", "15/11/2025", "11/15/2025", "2025/11/15", "2025-11-15T10:00:00", "2025-11-15 10:00"] {
            assert_eq!(day(text), Ok(date(2025, 11, 15)), "{text}");
        }
        assert_eq!(day("04/04/2025"), Ok(date(2025, 4, 4)));
        for text in ["03/04/2025", "15.11.25", "November 2025", "45976", "2025-13-01"] {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
