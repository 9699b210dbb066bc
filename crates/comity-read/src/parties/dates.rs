//! Days as publishers write them. Each reader knows its publisher's order of day and month.

use jiff::civil::Date;

/// `2026-02-27`, with or without a time behind it.
pub(super) fn iso(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// `27/02/2026`: the day first.
pub(super) fn day_first(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() { None } else { date(year, month, day) }
}

/// `02/27/2026`: the month first.
pub(super) fn month_first(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/').map(str::trim);
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() { None } else { date(year, month, day) }
}

/// `27-Feb-2026`, `27 February 2026`.
pub(super) fn named_month(text: &str) -> Option<Date> {
    let mut parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?.to_lowercase(), parts.next()?);
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = months.iter().position(|name| month.starts_with(name))? + 1;
    date(year, &month.to_string(), day)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = if year.len() == 4 { year.parse().ok()? } else { return None };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_their_publishers_order() {
        let want = Some(jiff::civil::date(2026, 2, 7));
        assert_eq!(iso(" 2026-02-07T10:00:00Z"), want);
        assert_eq!(day_first("07/02/2026"), want);
        assert_eq!(month_first("02/07/2026"), want);
        assert_eq!(named_month("07-Feb-2026"), want);
        assert_eq!(named_month("7 February 2026"), want);
        for wrong in ["", "2026", "31/02/2026", "00/00/1975", "dd/mm/1962", "1/2/3/4", "é"] {
            assert_eq!((iso(wrong), day_first(wrong), month_first(wrong), named_month(wrong)), (None, None, None, None), "{wrong}");
        }
    }
}
