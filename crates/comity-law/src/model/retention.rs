//! For how long records must be kept, as law says it.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::Period;

/// A statement of law about how long the records of a transaction must be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Its id, such as `us/762.6`.
    pub id: Box<str>,
    /// What records it is about, in our words.
    pub title: Box<str>,
    /// For how many years, at least.
    pub years: i16,
    /// Whether the years begin on the day itself or with the end of its year.
    pub counts: Counts,
    /// From what event the law counts, in our words.
    pub moment: Box<str>,
    /// Where it stands.
    pub cite: Box<str>,
    /// The days of transactions that it is about.
    pub period: Period,
    /// Day of the last comparison with its source.
    pub checked: Option<Date>,
    /// Why its text has not been checked against the source, if so.
    pub unverified: Option<Box<str>>,
    /// What is to be known besides.
    pub note: Option<Box<str>>,
}

/// Where years of keeping begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counts {
    /// On the day of the event.
    Day,
    /// At the end of the calendar year of the event.
    YearEnd,
}

impl Counts {
    /// The word in the law format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::YearEnd => "year-end",
        }
    }

    /// The last day of so many years, counted for an event on `day`; `None` beyond the calendar.
    ///
    /// ```
    /// use comity_law::Counts;
    /// use jiff::civil::date;
    ///
    /// assert_eq!(Counts::Day.last_day(date(2026, 3, 10), 5), Some(date(2031, 3, 10)));
    /// assert_eq!(Counts::YearEnd.last_day(date(2026, 3, 10), 5), Some(date(2031, 12, 31)));
    /// // A day that the last year does not have falls on the one before it.
    /// assert_eq!(Counts::Day.last_day(date(2028, 2, 29), 5), Some(date(2033, 2, 28)));
    /// assert_eq!(Counts::Day.last_day(Counts::Day.last_day(date(2026, 1, 1), 7000).unwrap(), 7000), None);
    /// ```
    pub fn last_day(self, day: Date, years: i16) -> Option<Date> {
        let from = match self {
            Self::Day => day,
            Self::YearEnd => day.last_of_year(),
        };
        from.checked_add(Span::new().try_years(years).ok()?).ok()
    }
}

impl Retention {
    /// The last day on which records of an event on `day` must be there; `None` beyond the calendar.
    pub fn last_day(&self, day: Date) -> Option<Date> {
        self.counts.last_day(day, self.years)
    }
}
