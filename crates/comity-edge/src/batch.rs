//! Many transactions, a line each: lines are read in rounds of bounded size, and each gets its answer or says why it has none.

use std::io::{self, BufRead, Read};

use comity_decide::{Batch, Engine, InputProblem, Transaction};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::{bundled::LazyCriteria, json, screening::Screening};

/// Longest line that is read, in bytes; a longer one gets an error in its place.
pub const LONGEST: usize = 4 << 20;
/// Lines that one worker answers before the next round.
const SHARE: usize = 256;
/// Bytes after which a round ends: memory stays bounded by bytes, not lines.
const ROUND: usize = 32 << 20;

/// A line as read.
pub enum Line {
    /// Its bytes, without the line break.
    Text(Vec<u8>),
    /// How many bytes it had: more than [`LONGEST`].
    TooLong(u64),
}

/// The next lines, at most so many for each thread; none at the end.
///
/// # Errors
/// When the input cannot be read.
pub fn read_round(input: &mut impl BufRead, threads: usize) -> io::Result<Vec<Line>> {
    let mut round = Vec::with_capacity(threads * SHARE);
    let mut bytes = 0;
    while round.len() < threads * SHARE && bytes < ROUND {
        match read_line(input)? {
            Some(line) => {
                bytes += match &line {
                    Line::Text(text) => text.len(),
                    Line::TooLong(_) => 0,
                };
                round.push(line);
            }
            None => break,
        }
    }
    Ok(round)
}

/// The next line; `None` at the end.
///
/// # Errors
/// When the input cannot be read.
pub fn read_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(Line::Text(line)));
    }
    if line.len() <= LONGEST {
        return Ok(Some(Line::Text(line)));
    }
    let mut length = line.len() as u64;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(Some(Line::TooLong(length)));
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        length += used as u64;
        input.consume(used);
        if end.is_some() {
            return Ok(Some(Line::TooLong(length - 1)));
        }
    }
}

impl Line {
    /// The line as a JSON tree; else a sentence that says why it is none.
    ///
    /// # Errors
    /// When it is too long, no UTF-8 or no JSON.
    pub fn document(&self) -> Result<Json, String> {
        let text = match self {
            Self::Text(text) => text,
            Self::TooLong(length) => return Err(format!("the line has {length} bytes; at most {LONGEST} are read")),
        };
        let text = std::str::from_utf8(text).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
        // Some programs begin a file with a byte-order mark.
        json::parse(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|error| {
            let (message, column) = (error.to_string(), error.column());
            format!("not JSON: {} at byte {column}", message.split(" at line ").next().unwrap_or(&message))
        })
    }
}

/// A line that got no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The id that the line gives; null where none could be read.
    pub id: Json,
    /// Why, in a sentence.
    pub error: String,
}

impl Refusal {
    /// Of a line that could not be read as far as its id.
    pub fn nameless(error: String) -> Self {
        Self { id: Json::Null, error }
    }

    /// Writes what stands in the place of the answer: `{"error", "id", "line"}`. `line` counts from 1.
    pub fn write(&self, line: u64, out: &mut Vec<u8>) {
        // A map of strings always serialises.
        out.extend(serde_json::to_vec(&json!({ "error": self.error, "id": self.id, "line": line })).unwrap_or_default());
    }
}

/// How the line of a refused transaction begins.
pub const REFUSED: &[u8] = br#"{"error":"#;

/// By what the lines of a batch are decided.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    /// The engine that the batch is of.
    pub engine: &'a Engine<'a>,
    /// For items that are described by their characteristics.
    pub criteria: &'a LazyCriteria,
    /// What screens the parties.
    pub screening: Option<&'a Screening<'a>>,
    /// Decide as if all of it happened on this day.
    pub as_of: Option<Date>,
}

impl Lines<'_> {
    /// Decides one line and appends its answer, or in its place why there is none, with a line break. Gives whether it was refused.
    ///
    /// `number` counts the lines from 1.
    pub fn answer(&self, batch: &mut Batch, line: &Line, number: u64, out: &mut Vec<u8>) -> bool {
        let refused = match self.decide(batch, line, out) {
            Ok(()) => false,
            Err(refusal) => {
                refusal.write(number, out);
                true
            }
        };
        out.push(b'\n');
        refused
    }

    /// Decides one line and appends its answer, without a line break.
    ///
    /// # Errors
    /// When the line is no transaction; nothing is appended then.
    pub fn decide(&self, batch: &mut Batch, line: &Line, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let mut document = line.document().map_err(Refusal::nameless)?;
        let id = |document: &Json| document.get("id").cloned().unwrap_or(Json::Null);
        if let Some(screening) = self.screening {
            let id = id(&document);
            screening.add(&mut document, self.as_of).map_err(|error| Refusal { id, error: error.to_string() })?;
        }
        let refuse = |problems: Vec<InputProblem>| Refusal { id: id(&document), error: sentence(&problems) };
        let mut transaction = self.engine.read(&document, self.as_of).map_err(refuse)?;
        if Transaction::is_described(&document) {
            let criteria = self.criteria.get().map_err(|error| Refusal { id: id(&document), error: error.to_string() })?;
            transaction.derive(self.engine.law(), criteria, &document).map_err(refuse)?;
        }
        batch.decide_to_json(&transaction, &document, out);
        Ok(())
    }
}

/// The first twenty faults of a line, in one sentence.
fn sentence(problems: &[InputProblem]) -> String {
    let texts = problems.iter().take(20).map(|problem| {
        let remedy = problem.remedy().map(|remedy| format!(" ({remedy})")).unwrap_or_default();
        let place = problem.place();
        if place.is_empty() { format!("{problem}{remedy}") } else { format!("{place}: {problem}{remedy}") }
    });
    texts.collect::<Vec<_>>().join("; ")
}
