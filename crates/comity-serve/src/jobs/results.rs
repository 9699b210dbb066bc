//! A job's answers as a table.

use std::io::{self, Write};

use axum::body::Body;
use comity_store::{JobId, Office};
use comity_tables::{Answers, Form, Jurisdictions, TableError, Writer};
use serde::Deserialize;
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit};

use super::Kind;
use crate::api::{PATIENCE, Send, written};

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Parquet.
    Parquet,
}

impl Shape {
    /// Every form, the usual one first.
    pub const ALL: [Self; 3] = [Self::Jsonl, Self::Csv, Self::Parquet];

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Csv => "text/csv",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// As a table; none where it is lines.
    pub fn table(self) -> Option<(Form, &'static str)> {
        match self {
            Self::Jsonl => None,
            Self::Csv => Some((Form::Csv, "csv")),
            Self::Parquet => Some((Form::Parquet, "parquet")),
        }
    }

    /// What an `Accept` asks for: the form that it weighs most, the first of those that it weighs alike (RFC 9110, section 12.5.1). One that names none
    /// of them gets lines.
    pub fn accepted(accept: &str) -> Self {
        let mut best = (0.0, Self::Jsonl);
        for asked in accept.split(',') {
            let mut parts = asked.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            let shape = Self::ALL.into_iter().find(|shape| shape.media() == media || media == "*/*");
            if let Some(shape) = shape.filter(|_| weight > best.0) {
                best = (weight, shape);
            }
        }
        best.1
    }
}

/// The answers of a job that is done as a table, written while it is read.
pub fn table(office: Office, id: JobId, kind: Kind, form: Form, place: OwnedSemaphorePermit) -> Body {
    let lines = Lines { office, id, handle: Handle::current() };
    written(PATIENCE, move |send| {
        let _place = place;
        filled(&lines, kind, form, Outgoing(send)).map_err(io::Error::other)
    })
}

fn filled(lines: &Lines, kind: Kind, form: Form, to: Outgoing) -> Result<(), TableError> {
    let answers = match kind {
        Kind::Decide => {
            // A table says at its beginning which columns it has: the answers are read twice.
            let mut jurisdictions = Jurisdictions::default();
            lines.each(|line, answer| jurisdictions.note(line, answer))?;
            Answers::Decided(jurisdictions)
        }
        Kind::Screen => Answers::Screened,
    };
    let mut writer = Writer::new(form, answers.columns(), to)?;
    lines.each(|line, answer| writer.add(&answers.row(line, answer)?))?;
    writer.end()
}

/// The lines of a job's output.
struct Lines {
    office: Office,
    id: JobId,
    handle: Handle,
}

impl Lines {
    /// Hands each line to `each`, with its number from 1.
    fn each(&self, mut each: impl FnMut(u64, &[u8]) -> Result<(), TableError>) -> Result<(), TableError> {
        let (mut after, mut number) = (-1, 0);
        loop {
            let found = self.handle.block_on(self.office.job_output(self.id, after, 1)).map_err(|error| TableError::Written(io::Error::other(error)))?;
            let Some(chunk) = found.into_iter().next() else { return Ok(()) };
            after = chunk.number;
            for line in chunk.body.split_inclusive(|byte| *byte == b'\n') {
                number += 1;
                each(number, line.strip_suffix(b"\n").unwrap_or(line))?;
            }
        }
    }
}

/// Hands on what is written to whoever asked.
struct Outgoing<'s>(Send<'s>);

impl Write for Outgoing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes.to_vec())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_is_weighed_most_is_given() {
        for (accept, want) in [
            ("", Shape::Jsonl),
            ("*/*", Shape::Jsonl),
            ("text/html", Shape::Jsonl),
            ("text/csv", Shape::Csv),
            ("application/vnd.apache.parquet", Shape::Parquet),
            ("*/*;q=0.1, Text/CSV;q=0.9", Shape::Csv),
            ("text/csv;q=0.5, application/vnd.apache.parquet", Shape::Parquet),
            ("text/csv;q=0", Shape::Jsonl),
            ("text/csv;q=x", Shape::Jsonl),
        ] {
            assert_eq!(Shape::accepted(accept), want, "{accept}");
        }
    }
}
