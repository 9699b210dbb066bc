//! Countries in the law: dated groups, charts, and sets built from them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CountryId, GroupId, PartId, Period};

/// Countries as bits, by [`CountryId`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership([u64; 5]);

impl Membership {
    /// Most countries that a law can name.
    pub const CAPACITY: usize = 64 * 5;

    /// Adds a country.
    pub fn insert(&mut self, country: CountryId) {
        if let Some(word) = self.0.get_mut(country.index() / 64) {
            *word |= 1 << (country.index() % 64);
        }
    }

    /// Whether the country is a member.
    pub fn contains(&self, country: CountryId) -> bool {
        self.0.get(country.index() / 64).is_some_and(|word| word & (1 << (country.index() % 64)) != 0)
    }

    /// Whether both sets share a country.
    pub fn intersects(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }
}

/// A dated group of countries, such as `us/D:1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Id.
    pub id: Box<str>,
    /// Title in our words.
    pub title: Box<str>,
    /// Citation.
    pub cite: Box<str>,
    /// First day for which membership is known.
    pub covers_from: Option<Date>,
    /// Why the membership has not been checked against its source, if so.
    pub unverified: Option<Box<str>>,
    /// Members by period.
    pub members: Vec<(Period, Membership)>,
    /// The part that a receipt names.
    pub part: PartId,
}

impl Group {
    /// Whether the country is a member on the day; `None` where membership of that day is not loaded.
    pub fn contains(&self, country: CountryId, day: Date) -> Option<bool> {
        if self.covers_from.is_some_and(|first| day < first) {
            return None;
        }
        Some(self.members.iter().any(|(period, members)| period.contains(day) && members.contains(country)))
    }
}

/// One term of a country set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SetTerm {
    /// Countries written out.
    These(Membership),
    /// A group.
    Group(GroupId),
}

/// A set of countries: terms added and taken away from left to right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountrySet {
    /// `true` adds, `false` takes away.
    pub terms: Vec<(bool, SetTerm)>,
}

/// A chart of marks by country and column, such as the Commerce Country Chart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chart {
    /// Id.
    pub id: Box<str>,
    /// Citation.
    pub cite: Box<str>,
    /// First day for which marks are known.
    pub covers_from: Option<Date>,
    /// Column names, such as `NS 2`.
    pub columns: Vec<Box<str>>,
    /// Rows, sorted by country, then period.
    pub rows: Vec<ChartRow>,
    /// The part that a receipt names.
    pub part: PartId,
}

/// One country's row on a chart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChartRow {
    /// The destination.
    pub country: CountryId,
    /// Days in force.
    pub period: Period,
    /// Marks, a bit a column.
    pub marks: u64,
    /// Where the requirement stands instead, for rows without marks.
    pub refer: Option<Box<str>>,
}

/// What a chart says at one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartCell {
    /// A mark: a licence is required.
    Marked,
    /// No mark.
    Unmarked,
    /// The row sends the reader elsewhere, or there is no row for that day.
    Silent,
}

impl Chart {
    /// The cell for a destination and column on a day.
    pub fn cell(&self, country: CountryId, column: u8, day: Date) -> ChartCell {
        if self.covers_from.is_some_and(|first| day < first) {
            return ChartCell::Silent;
        }
        let start = self.rows.partition_point(|row| row.country < country);
        let row = self.rows.get(start..).unwrap_or_default().iter().take_while(|row| row.country == country).find(|row| row.period.contains(day));
        match row {
            Some(row) if row.refer.is_some() => ChartCell::Silent,
            Some(row) if row.marks & (1 << column) != 0 => ChartCell::Marked,
            Some(_) => ChartCell::Unmarked,
            None => ChartCell::Silent,
        }
    }

    /// Whether there is a row for the destination.
    pub fn has_row(&self, country: CountryId) -> bool {
        self.rows.binary_search_by(|row| row.country.cmp(&country)).is_ok()
    }
}
