//! What is kept of an answer, whichever door it was asked at, and for how long.

use comity_decide::Engine;
use comity_edge::decide::Decided;
use comity_law::{Counts, Law, Retention};
use comity_portal::Catalogue;
use comity_store::{DeterminationId, Json as Stored, NewDetermination, Source, Stamp, StoreError};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value as Json, json};

/// What is kept of an answer.
pub struct Kept {
    day: Date,
    origin: String,
    destination: String,
    outcome: &'static str,
    receipt: String,
    /// Ids of the jurisdictions that have a finding.
    jurisdictions: Vec<String>,
    question: Stored,
    answer: Stored,
}

impl Kept {
    /// The transaction as its receipt is of it (with what screening found, and with the day that was set from outside), and the answer with the receipt.
    ///
    /// # Errors
    /// When the answer has no receipt, or is no JSON: faults of ours.
    pub fn of(engine: &Engine, decided: &Decided) -> Result<Self, StoreError> {
        let record = decided.receipt(engine).ok_or(StoreError::Invalid { what: "answer", why: "it has no receipt".into() })?;
        let text = |from: &Json, key: &str| from.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let mut answer = serde_json::to_value(&decided.determination).unwrap_or_default();
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("receipt".to_owned(), record.receipt.clone());
        }
        Ok(Self {
            day: decided.transaction.date,
            origin: text(&record.input, "from"),
            destination: text(&record.input, "to"),
            outcome: decided.determination.outcome.name(),
            receipt: text(&record.receipt, "digest"),
            jurisdictions: decided.determination.findings.iter().map(|finding| finding.jurisdiction.to_owned()).collect(),
            question: Stored::of(&record.input)?,
            answer: Stored::of(&answer)?,
        })
    }

    /// As the store takes it, to be kept for as long as the law asks and whoever runs the server chose (`years`).
    ///
    /// # Errors
    /// When the last day lies beyond the calendar.
    pub fn under(self, id: DeterminationId, source: Source, stamp: &Stamp, law: &Law, years: Option<i16>) -> Result<NewDetermination, StoreError> {
        let Self { day, origin, destination, outcome, receipt, jurisdictions, question, answer } = self;
        let keep_until = Keeping::of(law, &jurisdictions, day, stamp.at.to_zoned(TimeZone::UTC).date(), years)?.until;
        Ok(NewDetermination { id, source, day, origin, destination, outcome: outcome.to_owned(), receipt, keep_until, question, answer })
    }
}

/// For how long an answer is kept, and why.
pub struct Keeping<'l> {
    /// The last day on which it must be there.
    pub until: Date,
    /// The day from which years are counted: the event that the law counts from is not known when an answer is kept, and is not before the day asked
    /// about, nor, for an answer that somebody still needs, before the day on which it was kept.
    pub from: Date,
    /// What the law of the jurisdictions asks, each with its last day.
    pub because: Vec<Because<'l>>,
}

/// A statement of law, with the last day that follows.
pub struct Because<'l> {
    /// Whose law, by name.
    pub name: &'l str,
    /// Whose law, by id.
    pub jurisdiction: &'l str,
    /// What it says.
    pub retention: &'l Retention,
    /// Its last day.
    pub until: Date,
}

impl<'l> Keeping<'l> {
    /// For an answer about a day, kept on another, in which these jurisdictions have a finding. `years` is what was chosen.
    ///
    /// # Errors
    /// When a last day lies beyond the calendar.
    pub fn of(law: &'l Law, jurisdictions: &[String], asked: Date, kept: Date, years: Option<i16>) -> Result<Self, StoreError> {
        let from = asked.max(kept);
        let beyond = || StoreError::Invalid { what: "years of keeping", why: format!("counted from {from}, they lie beyond the calendar") };
        let involved = law.jurisdictions.iter().filter(|one| jurisdictions.iter().any(|id| **id == *one.id));
        let statements = involved.flat_map(|one| one.retention.iter().map(move |retention| (one, retention)));
        let because = statements.filter(|(_, retention)| retention.period.contains(asked)).map(|(one, retention)| {
            let until = retention.last_day(from).ok_or_else(beyond)?;
            Ok(Because { name: &one.name, jurisdiction: &one.id, retention, until })
        });
        let because: Vec<Because> = because.collect::<Result<_, StoreError>>()?;
        let longest = law.jurisdictions.iter().flat_map(|one| &one.retention).map(|retention| retention.years).max();
        // By the choice of whoever runs the server; where they chose nothing, by the longest time that any law loaded asks for.
        let own = match years.or(longest) {
            Some(years) => Counts::Day.last_day(from, years).ok_or_else(beyond)?,
            // Nobody says how long: nothing is removed until somebody does.
            None => Date::MAX,
        };
        let until = because.iter().map(|one| one.until).fold(own, Date::max);
        Ok(Self { until, from, because })
    }

    /// Why a record is kept until a day, a line for each reason.
    pub fn lines(&self, words: &Catalogue, until: Date) -> Vec<String> {
        let day = |day: Date| day.to_string();
        let mut lines: Vec<String> = Vec::new();
        for one in &self.because {
            let kept = one.retention;
            // A number of years that is not small is said by its figure all the same.
            let years = usize::try_from(kept.years).unwrap_or_default();
            let last = day(one.until);
            let values = [
                ("who", one.name.into()),
                ("citation", (&*kept.cite).into()),
                ("years", years.into()),
                ("moment", (&*kept.moment).into()),
                ("day", (&*last).into()),
            ];
            let mut line = words.say_with("keep-law", &values).into_owned();
            if let Some(why) = &kept.unverified {
                line = format!("{line} {}", words.say_with("keep-unverified", &[("why", (&**why).into())]));
            }
            lines.push(line);
        }
        if !lines.is_empty() {
            lines.push(words.say_with("keep-law-from", &[("day", (&*day(self.from)).into())]).into_owned());
        }
        if self.because.iter().all(|one| one.until < until) {
            lines.push(words.say_with("keep-own", &[("day", (&*day(until)).into())]).into_owned());
        }
        if self.because.iter().any(|one| one.until > until) {
            lines.push(words.say_with("keep-law-longer", &[("day", (&*day(until)).into())]).into_owned());
        }
        lines
    }

    /// What the law asks, in the published form.
    pub fn json(&self) -> Json {
        let row = |one: &Because| {
            let Retention { id, years, counts, moment, cite, unverified, .. } = one.retention;
            json!({
                "jurisdiction": one.jurisdiction, "retention": id, "years": years, "counts": counts.name(), "moment": moment, "citation": cite,
                "unverified": unverified, "from": self.from, "until": one.until,
            })
        };
        self.because.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use comity_law::SourceFile;
    use jiff::civil::date;

    use super::*;

    fn law() -> Law {
        let files = [
            SourceFile::new("x/jurisdiction.kdl", r#"jurisdiction "x" { name "X"; authority "X" }"#),
            SourceFile::new("y/jurisdiction.kdl", r#"jurisdiction "y" { name "Y"; authority "Y" }"#),
            SourceFile::new("z/jurisdiction.kdl", r#"jurisdiction "z" { name "Z"; authority "Z" }"#),
            SourceFile::new(
                "x/retention.kdl",
                r#"
                retention "x/old" years=3 counts="day" cite="Act 1" until="2020-01-01" checked="2026-01-01" { title "T"; moment "M" }
                retention "x/new" years=5 counts="year-end" cite="Act 2" from="2020-01-01" checked="2026-01-01" { title "T"; moment "M" }
                "#,
            ),
            SourceFile::new("y/retention.kdl", r#"retention "y/1" years=7 counts="day" cite="Act 3" checked="2026-01-01" { title "T"; moment "M" }"#),
        ];
        let read = Law::parse(&files);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        read.law
    }

    #[track_caller]
    fn check(jurisdictions: &[&str], asked: Date, kept: Date, years: Option<i16>, want: Date) {
        let jurisdictions: Vec<String> = jurisdictions.iter().map(ToString::to_string).collect();
        assert_eq!(Keeping::of(&law(), &jurisdictions, asked, kept, years).unwrap().until, want);
    }

    #[test]
    fn the_longest_time_of_law_and_own_choice_counts() {
        let (asked, kept) = (date(2026, 3, 10), date(2026, 3, 1));
        check(&["x"], asked, kept, Some(1), date(2031, 12, 31));
        check(&["x", "y"], asked, kept, Some(1), date(2033, 3, 10));
        check(&["x"], asked, kept, Some(8), date(2034, 3, 10));
        check(&["z"], asked, kept, Some(1), date(2027, 3, 10));
        // Where nobody chose: the longest time that any law asks for.
        check(&["z"], asked, kept, None, date(2033, 3, 10));
        check(&[], asked, kept, None, date(2033, 3, 10));
    }

    #[test]
    fn years_are_counted_from_the_later_of_the_day_asked_about_and_the_day_of_keeping() {
        check(&["x"], date(2019, 6, 1), date(2026, 3, 1), Some(1), date(2029, 3, 1));
        check(&["x"], date(2030, 6, 1), date(2026, 3, 1), Some(1), date(2035, 12, 31));
    }

    #[test]
    fn where_nobody_says_how_long_nothing_is_removed() {
        let law = Law::default();
        assert_eq!(Keeping::of(&law, &[], date(2026, 1, 1), date(2026, 1, 1), None).unwrap().until, Date::MAX);
    }
}
