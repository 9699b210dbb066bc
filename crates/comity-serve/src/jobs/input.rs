//! A job's input: lines of JSON, or rows of a table that become such lines, in chunks with the number of their first line.

use std::{
    cell,
    fs::File,
    io::{self, BufRead, Read},
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use comity_edge::batch::{LONGEST, Line, read_line};
use comity_store::Chunk;
use comity_tables::{Cell, Fields, Limits, Parquet, TableError};
use serde_json::Value as Json;

use super::Done;
use crate::{
    incoming::Incoming,
    problem::{Kind, Problem},
};

/// Lines of a chunk, and bytes after which it ends earlier.
const LINES: u64 = 1000;
const BYTES: usize = 4 << 20;

/// Most bytes of a chunk's answers: they are held, and kept, as one.
const ANSWERS: usize = 128 << 20;

/// The form of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A JSON object a line.
    Lines,
    /// Rows of CSV under a head of field names.
    Rows,
    /// Rows of a Parquet file.
    Table,
}

/// Where a job's input is read from.
pub enum Source {
    /// Lines, as they come in.
    Lines(Incoming),
    /// Rows of CSV, as they come in.
    Rows(Incoming),
    /// A Parquet file that has come in: what it holds is said at its end.
    Table(File),
}

/// Cuts an input into chunks, hands each to `keep`, and gives how many lines there were.
///
/// # Errors
/// When the input breaks off or is no table, or with what `keep` gives.
pub fn fill(source: Source, mut keep: impl FnMut(Chunk) -> Result<(), Problem>) -> Result<u64, Problem> {
    let mut chunks = Chunks { first: 1, count: 0, number: 0, text: Vec::new() };
    match source {
        Source::Lines(mut input) => {
            while let Some(line) = read_line(&mut input).map_err(|error| cut_off(&error))? {
                match line {
                    Line::Text(text) => chunks.add(&text, &mut keep)?,
                    Line::TooLong(length) => chunks.add_too_long(length, &mut keep)?,
                }
            }
        }
        Source::Rows(input) => rows(input, |row| chunks.add_row(row, &mut keep))?,
        Source::Table(file) => {
            Parquet::open(file, Limits::default())?.each(|row| chunks.add_row(&row, &mut keep))?;
        }
    }
    chunks.end(&mut keep)
}

/// The input ended before it was whole.
pub fn cut_off(error: &io::Error) -> Problem {
    Problem::new(Kind::CutOff, format!("the input broke off: {error}"))
}

/// Rows as transactions or parties, under a head of field names.
fn rows(input: impl BufRead, mut each: impl FnMut(&Json) -> Result<(), Problem>) -> Result<(), Problem> {
    let left = Rc::new(cell::Cell::new(LONGEST));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(Bounded { from: input, left: left.clone() });
    let fault = |error: csv::Error| match error.kind() {
        csv::ErrorKind::Io(broken) if broken.kind() != io::ErrorKind::InvalidData => cut_off(broken),
        _ => Problem::new(Kind::Syntax, format!("no CSV: {error}")),
    };
    let (head, most) = (reader.headers().map_err(fault)?, Limits::default().columns);
    if head.len() > most {
        return Err(TableError::TooLarge { what: format!("{} columns", head.len()), most: most as u64 }.into());
    }
    let fields = Fields::of(head.iter())?;
    for row in reader.records() {
        let row = row.map_err(fault)?;
        left.set(LONGEST);
        each(&fields.document(row.iter().map(|cell| Some(Cell::Text(cell)))))?;
    }
    Ok(())
}

/// An input of which no row may be longer than [`LONGEST`] bytes: a quote that nobody closes would make one row of all that follows.
struct Bounded<R> {
    from: R,
    /// Bytes that the row under way may still have.
    left: Rc<cell::Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.left.get());
        if most == 0 && !buffer.is_empty() {
            let what = format!("a row has more than {LONGEST} bytes: look for a quote that is not closed");
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let read = self.from.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left.set(self.left.get() - read.min(self.left.get()));
        Ok(read)
    }
}

/// Chunks in the making.
struct Chunks {
    first: u64,
    count: u64,
    number: i64,
    text: Vec<u8>,
}

impl Chunks {
    fn add(&mut self, line: &[u8], keep: &mut impl FnMut(Chunk) -> Result<(), Problem>) -> Result<(), Problem> {
        self.text.extend(line);
        self.text.push(b'\n');
        self.count += 1;
        if self.count == LINES || self.text.len() >= BYTES { self.close(keep) } else { Ok(()) }
    }

    fn add_row(&mut self, row: &Json, keep: &mut impl FnMut(Chunk) -> Result<(), Problem>) -> Result<(), Problem> {
        // A tree of JSON always serialises.
        let line = serde_json::to_vec(row).unwrap_or_default();
        if line.len() > LONGEST { self.add_too_long(line.len() as u64, keep) } else { self.add(&line, keep) }
    }

    /// Kept as what it is: its place in the output says that it was too long.
    fn add_too_long(&mut self, length: u64, keep: &mut impl FnMut(Chunk) -> Result<(), Problem>) -> Result<(), Problem> {
        self.add(format!("the line has {length} bytes; at most {LONGEST} are read").as_bytes(), keep)
    }

    fn close(&mut self, keep: &mut impl FnMut(Chunk) -> Result<(), Problem>) -> Result<(), Problem> {
        if self.count > 0 {
            let mut body = self.first.to_le_bytes().to_vec();
            body.append(&mut self.text);
            keep(Chunk { number: self.number, body })?;
            self.first += self.count;
            self.number += 1;
            self.count = 0;
        }
        Ok(())
    }

    fn end(mut self, keep: &mut impl FnMut(Chunk) -> Result<(), Problem>) -> Result<u64, Problem> {
        self.close(keep)?;
        Ok(self.first - 1)
    }
}

/// The lines of a chunk, with the number of the first.
///
/// # Errors
/// When the chunk is none that was made here.
pub fn lines(chunk: &Chunk) -> Result<(u64, Vec<String>), Problem> {
    let (first, text) = chunk.body.split_first_chunk::<8>().ok_or_else(|| Problem::fault("a chunk of a job has no head"))?;
    Ok((u64::from_le_bytes(*first), String::from_utf8_lossy(text).lines().map(str::to_owned).collect()))
}

/// Answers each line of a chunk, until `stop` is set; none then. `answer` gives whether the line was refused.
pub fn each(chunk: Chunk, stop: &AtomicBool, mut answer: impl FnMut(&Line, u64, &mut Vec<u8>) -> bool) -> Result<Option<Done>, Problem> {
    let damaged = || Problem::fault("a chunk of a job has no head");
    let (first, mut text) = chunk.body.split_first_chunk::<8>().ok_or_else(damaged)?;
    let mut done = Done { number: chunk.number, text: Vec::new(), lines: 0, refused: 0 };
    let mut number = u64::from_le_bytes(*first);
    while let Some(line) = read_line(&mut text).map_err(|error| Problem::fault(&error.to_string()))? {
        if stop.load(Relaxed) {
            return Ok(None);
        }
        done.refused += u32::from(answer(&line, number, &mut done.text));
        if done.text.len() > ANSWERS {
            let why = format!("the answers to {LINES} lines have more than {ANSWERS} bytes: ask for fewer hits of each, or for those of a higher score");
            return Err(Problem::new(Kind::TooLarge, why));
        }
        done.lines += 1;
        number += 1;
    }
    Ok(Some(done))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_becomes_a_transaction() {
        let mut rows_read = Vec::new();
        let text = "\u{feff}id,from,item.codes.us/ccl,item.value,party.name,end_use.military\n7,AA,9Z999.a,\"1,000 XTS\",true,false\n,BB,,,,\n";
        rows(text.as_bytes(), |row| {
            rows_read.push(row.clone());
            Ok(())
        })
        .unwrap();
        let first = json!({
            "id": "7", "from": "AA", "item": [{ "codes": { "us/ccl": "9Z999.a" }, "value": "1,000 XTS" }], "party": [{ "name": "true" }],
            "end_use": { "military": false },
        });
        assert_eq!(rows_read, [first, json!({ "from": "BB" })]);
    }

    #[track_caller]
    fn check_refused(text: impl BufRead, says: &str) {
        let problem = rows(text, |_| Ok(())).unwrap_err();
        assert!(problem.status() == 400 && problem.detail().contains(says), "{}", problem.detail());
    }

    #[test]
    fn a_column_that_another_would_take_the_place_of_is_refused() {
        check_refused("id,from, from\n1,AA,BB\n".as_bytes(), "`from` and `from` give the same field");
        check_refused("id,item,item.value\n1,2,3\n".as_bytes(), "`item` and `item.value` give the same field");
        check_refused("item.codes,item.codes.us/ccl\n1,2\n".as_bytes(), "`item.codes` and `item.codes.us/ccl` give the same field");
        // What follows the name of an inner table is a key, whatever signs it has.
        rows("item.codes.a,item.codes.a.b\n1,2\n".as_bytes(), |_| Ok(())).unwrap();
    }

    #[test]
    fn names_that_every_row_would_repeat_have_an_end() {
        for head in ["x".repeat(501), vec!["x"; 5000].join(",")] {
            let problem = rows(format!("{head}\n1\n").as_bytes(), |_| Ok(())).unwrap_err();
            assert!(problem.detail().contains("column"), "{}", problem.detail());
        }
    }

    #[test]
    fn a_quote_that_nobody_closes_ends_the_reading() {
        check_refused(io::BufReader::new(b"id,name\n1,\"".chain(io::repeat(b'x'))), "quote that is not closed");
        // Many rows may be longer together.
        let row = format!("1,{}\n", "x".repeat(LONGEST / 2));
        let mut count = 0;
        let counted = rows(format!("id,name\n{}", row.repeat(5)).as_bytes(), |_| {
            count += 1;
            Ok(())
        });
        counted.unwrap();
        assert_eq!(count, 5);
    }

    #[test]
    fn work_that_is_told_to_stop_ends_at_the_next_line() {
        let (mut kept, stop) = (Vec::new(), AtomicBool::new(false));
        let mut chunks = Chunks { first: 1, count: 0, number: 0, text: Vec::new() };
        let mut keep = |chunk: Chunk| {
            kept.push(chunk);
            Ok(())
        };
        for line in 1..=9 {
            chunks.add(line.to_string().as_bytes(), &mut keep).unwrap();
        }
        chunks.end(&mut keep).unwrap();
        let mut answered = 0;
        let done = each(kept.remove(0), &stop, |_, number, _| {
            answered += 1;
            stop.store(number == 4, Relaxed);
            false
        });
        assert!(done.unwrap().is_none());
        assert_eq!(answered, 4);
    }

    #[test]
    fn lines_keep_their_numbers_over_chunks() {
        let mut kept = Vec::new();
        let mut keep = |chunk: Chunk| {
            kept.push(chunk);
            Ok(())
        };
        let mut chunks = Chunks { first: 1, count: 0, number: 0, text: Vec::new() };
        for line in 1..=2500 {
            chunks.add(line.to_string().as_bytes(), &mut keep).unwrap();
        }
        assert_eq!(chunks.end(&mut keep).unwrap(), 2500);
        let mut seen = Vec::new();
        for chunk in kept {
            let done = each(chunk, &AtomicBool::new(false), |line, number, out| {
                let Line::Text(text) = line else { return true };
                seen.push((String::from_utf8(text.clone()).unwrap(), number));
                out.push(b'\n');
                number % 2 == 0
            });
            let done = done.unwrap().unwrap();
            assert_eq!(done.refused, done.lines / 2);
        }
        assert_eq!(seen.len(), 2500);
        assert!(seen.iter().all(|(text, number)| *text == number.to_string()));
    }
}
