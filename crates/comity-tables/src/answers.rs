//! Answers as rows: what one looks for in columns, and the whole of it beside them.

use std::{borrow::Cow, collections::BTreeSet};

use serde::Deserialize;
use serde_json::Value as Json;

use crate::{
    error::TableError,
    write::{Column, Holds, Value},
};

/// The rows of one job's answers, which are JSON objects, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Determinations: `position` (the line, from 1), `id`, `error` (of a line that could not be used), `outcome`, `outcome.JURISDICTION` for each,
    /// `receipt` and `answer`.
    Decided(Jurisdictions),
    /// Screenings: `position`, `id`, `error`, `hits` (how many are shown: as many as `limit` mean that there may be more), `score`, `hit.id`, `hit.list` and `hit.name` of the best one, and `answer`.
    Screened,
}

/// The jurisdictions that some answers have findings of, in the order of the alphabet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jurisdictions(BTreeSet<String>);

/// What is looked at of a determination.
#[derive(Deserialize)]
struct Decided<'l> {
    #[serde(default)]
    id: Json,
    #[serde(borrow)]
    error: Option<Cow<'l, str>>,
    #[serde(borrow)]
    outcome: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    findings: Vec<Finding<'l>>,
    #[serde(borrow)]
    receipt: Option<Receipt<'l>>,
}

#[derive(Deserialize)]
struct Finding<'l> {
    #[serde(borrow)]
    jurisdiction: Cow<'l, str>,
    #[serde(borrow)]
    outcome: Cow<'l, str>,
}

#[derive(Deserialize)]
struct Receipt<'l> {
    #[serde(borrow)]
    digest: Cow<'l, str>,
}

/// What is looked at of a screening.
#[derive(Deserialize)]
struct Screened<'l> {
    #[serde(default)]
    id: Json,
    #[serde(borrow)]
    error: Option<Cow<'l, str>>,
    #[serde(borrow)]
    hits: Option<Vec<Hit<'l>>>,
}

#[derive(Deserialize)]
struct Hit<'l> {
    #[serde(borrow)]
    id: Cow<'l, str>,
    #[serde(borrow)]
    list: Cow<'l, str>,
    #[serde(borrow)]
    name: Cow<'l, str>,
    score: f64,
}

impl Jurisdictions {
    /// Adds those of an answer.
    ///
    /// # Errors
    /// When it is no determination. `line` counts from 1.
    pub fn note(&mut self, line: u64, answer: &[u8]) -> Result<(), TableError> {
        for finding in parse::<Decided>(line, answer)?.findings {
            if !self.0.contains(&*finding.jurisdiction) {
                self.0.insert(finding.jurisdiction.into_owned());
            }
        }
        Ok(())
    }
}

impl Answers {
    /// The columns.
    pub fn columns(&self) -> Vec<Column> {
        let text = |name: &str| Column::new(name, Holds::Text);
        let mut columns = vec![Column::new("position", Holds::Whole), text("id"), text("error")];
        match self {
            Self::Decided(jurisdictions) => {
                columns.push(text("outcome"));
                columns.extend(jurisdictions.0.iter().map(|jurisdiction| text(&format!("outcome.{jurisdiction}"))));
                columns.push(Column::new("receipt", Holds::Whatever));
            }
            Self::Screened => {
                columns.extend([Column::new("hits", Holds::Whole), Column::new("score", Holds::Number)]);
                columns.extend(["hit.id", "hit.list", "hit.name"].map(text));
            }
        }
        columns.push(Column::new("answer", Holds::Whatever));
        columns
    }

    /// The row of an answer, whose line counts from 1. A jurisdiction of which it has no finding says nothing.
    ///
    /// # Errors
    /// When it is no such answer, or has a finding of a jurisdiction that has no column.
    pub fn row(&self, line: u64, answer: &[u8]) -> Result<Vec<Value>, TableError> {
        let text = |text: Option<Cow<str>>| text.map_or(Value::Nothing, |text| Value::Text(text.into_owned()));
        let position = Value::Whole(i64::try_from(line).map_err(|error| TableError::Answer { line, why: error.to_string() })?);
        let mut row = match self {
            Self::Decided(jurisdictions) => {
                let Decided { id, error, outcome, findings, receipt } = parse(line, answer)?;
                if let Some(other) = findings.iter().find(|finding| !jurisdictions.0.contains(&*finding.jurisdiction)) {
                    return Err(TableError::Answer { line, why: format!("`{}` has no column", other.jurisdiction) });
                }
                let mut row = vec![position, named(id), text(error), text(outcome)];
                let found = |jurisdiction: &String| findings.iter().find(|finding| finding.jurisdiction == jurisdiction.as_str());
                row.extend(jurisdictions.0.iter().map(|jurisdiction| text(found(jurisdiction).map(|finding| finding.outcome.clone()))));
                row.push(text(receipt.map(|receipt| receipt.digest)));
                row
            }
            Self::Screened => {
                let Screened { id, error, hits } = parse(line, answer)?;
                let count = hits.as_ref().map_or(Value::Nothing, |hits| i64::try_from(hits.len()).map_or(Value::Nothing, Value::Whole));
                let best = hits.and_then(|hits| hits.into_iter().next()).map(|Hit { id, list, name, score }| (id, list, name, score));
                let (hit, list, name, score) = match best {
                    Some((hit, list, name, score)) => (text(Some(hit)), text(Some(list)), text(Some(name)), Value::Number(score)),
                    None => (Value::Nothing, Value::Nothing, Value::Nothing, Value::Nothing),
                };
                vec![position, named(id), text(error), count, score, hit, list, name]
            }
        };
        let whole = std::str::from_utf8(answer).map_err(|error| TableError::Answer { line, why: error.to_string() })?;
        row.push(Value::Text(whole.to_owned()));
        Ok(row)
    }
}

fn parse<'l, T: Deserialize<'l>>(line: u64, answer: &'l [u8]) -> Result<T, TableError> {
    serde_json::from_slice(answer).map_err(|error| TableError::Answer { line, why: error.to_string() })
}

/// What a question calls itself: a text, or a number as it is written.
fn named(id: Json) -> Value {
    match id {
        Json::Null => Value::Nothing,
        Json::String(text) => Value::Text(text),
        other => Value::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECIDED: &str = r#"{"date":"2026-07-23","findings":[{"assuming":[],"jurisdiction":"bb","outcome":"authorised"},{"jurisdiction":"aa","outcome":"prohibited"}],"id":"t\"1","outcome":"prohibited","receipt":{"digest":"sha256:00","law":[]}}"#;
    const REFUSED: &str = r#"{"error":"not JSON","id":null,"line":2}"#;
    const SCREENED: &str =
        r#"{"hits":[{"alias":"x","id":"s-1","list":"L","name":"N","reasons":[],"score":0.75},{"id":"s-2","list":"L","name":"M","score":0.5}],"id":"7"}"#;

    fn written(answers: &Answers, line: u64, answer: &str) -> String {
        let columns = answers.columns();
        let row = answers.row(line, answer.as_bytes()).unwrap();
        assert_eq!(columns.len(), row.len());
        let cells = columns.iter().zip(row).filter(|(column, _)| column.name != "answer").map(|(column, value)| match value {
            Value::Nothing => String::new(),
            Value::Whole(number) => format!("{}={number} ", column.name),
            Value::Number(number) => format!("{}={number} ", column.name),
            Value::Text(text) => format!("{}={text} ", column.name),
        });
        cells.collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn an_answer_is_a_row_with_a_column_for_each_jurisdiction() {
        let mut jurisdictions = Jurisdictions::default();
        for (line, answer) in (1..).zip([DECIDED, REFUSED]) {
            jurisdictions.note(line, answer.as_bytes()).unwrap();
        }
        let answers = Answers::Decided(jurisdictions);
        assert_eq!(written(&answers, 1, DECIDED), "position=1 id=t\"1 outcome=prohibited outcome.aa=prohibited outcome.bb=authorised receipt=sha256:00");
        assert_eq!(written(&answers, 2, REFUSED), "position=2 error=not JSON");
        let row = answers.row(1, DECIDED.as_bytes()).unwrap();
        assert_eq!(row.last(), Some(&Value::Text(DECIDED.into())));
    }

    #[test]
    fn a_finding_without_a_column_is_not_dropped() {
        let error = Answers::Decided(Jurisdictions::default()).row(1, DECIDED.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "the answer in line 1 cannot be put in a table: `bb` has no column");
    }

    #[test]
    fn a_screening_shows_its_best_hit() {
        assert_eq!(written(&Answers::Screened, 1, SCREENED), "position=1 id=7 hits=2 score=0.75 hit.id=s-1 hit.list=L hit.name=N");
        assert_eq!(written(&Answers::Screened, 2, r#"{"hits":[],"id":8}"#), "position=2 id=8 hits=0");
        assert_eq!(written(&Answers::Screened, 3, REFUSED), "position=3 error=not JSON");
    }
}
