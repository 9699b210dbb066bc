//! Days on a line of time.

use super::bars::round;

/// A day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The day, as `2025-11-15`.
    pub date: String,
    /// Days since some first day, to place it by.
    pub day: i64,
    /// What happened.
    pub label: String,
    /// Where it leads.
    pub path: Option<String>,
    /// Whether it is one of those that the page is about.
    pub chosen: bool,
}

/// A line of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The days, the earliest first.
    pub moments: Vec<Moment>,
}

impl Timeline {
    /// Where each day is drawn on a line of a given width.
    pub fn places(&self, width: f64) -> Vec<(f64, &Moment)> {
        let (first, last) = (self.moments.first().map_or(0, |moment| moment.day), self.moments.last().map_or(1, |moment| moment.day));
        let length = (last - first).max(1) as f64;
        self.moments.iter().map(|moment| (round((moment.day - first) as f64 / length * width), moment)).collect()
    }
}
