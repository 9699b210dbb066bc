//! A job's input: lines of JSON, or rows of CSV that become such lines, in chunks with the number of their first line.

use std::{
    cell::Cell,
    collections::HashSet,
    io::{self, BufRead, Read},
    rc::Rc,
};

use comity_edge::batch::{LONGEST, Line, read_line};
use comity_store::Chunk;
use serde_json::{Map, Value as Json};

use super::Done;
use crate::{
    incoming::Incoming,
    problem::{Kind, Problem},
};

/// Lines of a chunk, and bytes after which it ends earlier.
const LINES: u64 = 1000;
const BYTES: usize = 4 << 20;

/// The form of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A JSON object a line.
    Lines,
    /// Rows under a head of field names.
    Rows,
}

/// Cuts an input into chunks, hands each to `keep`, and gives how many lines there were.
///
/// # Errors
/// When the input breaks off or is no CSV, or with what `keep` gives.
pub fn fill(input: &mut Incoming, form: Piece, mut keep: impl FnMut(Chunk) -> Result<(), Problem>) -> Result<u64, Problem> {
    let mut chunks = Chunks { first: 1, count: 0, number: 0, text: Vec::new() };
    match form {
        Piece::Lines => {
            while let Some(line) = read_line(input).map_err(|error| cut_off(&error))? {
                match line {
                    Line::Text(text) => chunks.add(&text, &mut keep)?,
                    // Kept as what it is: its place in the output says that it was too long.
                    Line::TooLong(length) => chunks.add(format!("the line has {length} bytes; at most {LONGEST} are read").as_bytes(), &mut keep)?,
                }
            }
        }
        Piece::Rows => rows(input, |row| chunks.add(&serde_json::to_vec(&row).unwrap_or_default(), &mut keep))?,
    }
    chunks.end(&mut keep)
}

fn cut_off(error: &io::Error) -> Problem {
    Problem::new(Kind::CutOff, format!("the input broke off: {error}"))
}

/// Rows as transactions or parties: a field named `item.codes.us/ccl` is a field of the first item's codes.
fn rows(input: impl BufRead, mut each: impl FnMut(Json) -> Result<(), Problem>) -> Result<(), Problem> {
    let left = Rc::new(Cell::new(LONGEST));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(Bounded { from: input, left: left.clone() });
    let fault = |error: csv::Error| match error.kind() {
        csv::ErrorKind::Io(broken) if broken.kind() != io::ErrorKind::InvalidData => cut_off(broken),
        _ => Problem::new(Kind::Syntax, format!("no CSV: {error}")),
    };
    let heads: Vec<String> = reader.headers().map_err(fault)?.iter().map(str::to_owned).collect();
    if heads.iter().all(String::is_empty) {
        return Err(Problem::new(Kind::Syntax, "no CSV: the first row names the fields"));
    }
    apart(&heads)?;
    for row in reader.records() {
        let row = row.map_err(fault)?;
        left.set(LONGEST);
        let mut document = Map::new();
        for (head, cell) in heads.iter().zip(row.iter()) {
            // An empty cell says nothing.
            if !cell.is_empty() {
                put(&mut document, head, cell);
            }
        }
        each(Json::Object(document))?;
    }
    Ok(())
}

/// Refuses columns of which one would take the other's place: what it says would be lost unsaid.
fn apart(heads: &[String]) -> Result<(), Problem> {
    let mut seen = HashSet::new();
    if let Some(twice) = heads.iter().find(|head| !seen.insert(head.as_str())) {
        return Err(Problem::new(Kind::Syntax, format!("no CSV: the column `{}` stands twice", shown(twice))));
    }
    // A column is a table or a field, and the names of tables end at the first and at the second dot.
    for head in heads {
        let ends = head.match_indices('.').take(2).filter_map(|(at, _)| head.get(..at));
        if let Some(table) = ends.into_iter().find(|table| seen.contains(table)) {
            return Err(Problem::new(Kind::Syntax, format!("no CSV: `{}` cannot be a column beside `{}`", shown(table), shown(head))));
        }
    }
    Ok(())
}

/// The beginning of a column's name, for a message.
fn shown(head: &str) -> String {
    head.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

/// An input of which no row may be longer than [`LONGEST`] bytes: a quote that nobody closes would make one row of all that follows.
struct Bounded<R> {
    from: R,
    /// Bytes that the row under way may still have.
    left: Rc<Cell<usize>>,
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

/// Tables that stand in an array: a row describes one of each.
const REPEATED: [&str; 2] = ["item", "party"];
/// Fields that are texts whatever they look like.
const TEXTS: [&str; 4] = ["id", "name", "description", "address"];

fn put(document: &mut Map<String, Json>, path: &str, cell: &str) {
    let own = path.rsplit('.').next().unwrap_or(path);
    let value = match cell {
        "true" if !TEXTS.contains(&own) => Json::Bool(true),
        "false" if !TEXTS.contains(&own) => Json::Bool(false),
        cell => Json::from(cell),
    };
    let Some((table, rest)) = path.split_once('.') else {
        document.insert(path.to_owned(), value);
        return;
    };
    let empty = || if REPEATED.contains(&table) { Json::Array(vec![Json::Object(Map::new())]) } else { Json::Object(Map::new()) };
    let slot = document.entry(table).or_insert_with(empty);
    let fields = match slot {
        Json::Array(rows) => rows.first_mut().and_then(Json::as_object_mut),
        Json::Object(fields) => Some(fields),
        _ => None,
    };
    let Some(fields) = fields else { return };
    // Codes and characteristics are tables of their own; what follows their name is a key, whatever signs it has.
    match rest.split_once('.') {
        Some((inner, key)) => {
            let inner = fields.entry(inner).or_insert_with(|| Json::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                inner.insert(key.to_owned(), value);
            }
        }
        None => drop(fields.insert(rest.to_owned(), value)),
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

/// Answers each line of a chunk; `answer` gives whether the line was refused.
pub fn each(chunk: Chunk, mut answer: impl FnMut(&Line, u64, &mut Vec<u8>) -> bool) -> Result<Done, Problem> {
    let damaged = || Problem::fault("a chunk of a job has no head");
    let (first, mut text) = chunk.body.split_first_chunk::<8>().ok_or_else(damaged)?;
    let mut done = Done { number: chunk.number, text: Vec::new(), lines: 0, refused: 0 };
    let mut number = u64::from_le_bytes(*first);
    while let Some(line) = read_line(&mut text).map_err(|error| Problem::fault(&error.to_string()))? {
        done.refused += u32::from(answer(&line, number, &mut done.text));
        done.lines += 1;
        number += 1;
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_becomes_a_transaction() {
        let mut rows_read = Vec::new();
        let text = "id,from,item.codes.us/ccl,item.value,party.name,end_use.military\n7,AA,9Z999.a,\"1,000 XTS\",true,false\n,BB,,,,\n";
        rows(text.as_bytes(), |row| {
            rows_read.push(row);
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
        check_refused("id,from, from\n1,AA,BB\n".as_bytes(), "`from` stands twice");
        check_refused("id,item,item.value\n1,2,3\n".as_bytes(), "`item` cannot be a column beside `item.value`");
        check_refused("item.codes,item.codes.us/ccl\n1,2\n".as_bytes(), "`item.codes` cannot be a column");
        // What follows the name of an inner table is a key, whatever signs it has.
        rows("item.codes.a,item.codes.a.b\n1,2\n".as_bytes(), |_| Ok(())).unwrap();
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
            let done = each(chunk, |line, number, out| {
                let Line::Text(text) = line else { return true };
                seen.push((String::from_utf8(text.clone()).unwrap(), number));
                out.push(b'\n');
                number % 2 == 0
            });
            let done = done.unwrap();
            assert_eq!(done.refused, done.lines / 2);
        }
        assert_eq!(seen.len(), 2500);
        assert!(seen.iter().all(|(text, number)| *text == number.to_string()));
    }
}
