//! The user's documents: TOML or JSON, read into one form, with places for faults.

use std::{
    fs::File,
    io::{self, Read},
    ops::Range,
    path::Path,
};

use comity_decide::{InputProblem, PathSegment, Transaction};
use comity_law::Law;
use jiff::civil::Date;
use miette::NamedSource;
use serde_json::{Value as Json, value::RawValue};
use toml::de::{DeTable, DeValue};

use crate::{
    bundled::LazyCriteria,
    error::{EdgeError, Fault},
    json,
};

/// A document with the text it came from.
pub struct Document {
    /// How it is called in messages: a path, or what the caller says.
    pub name: String,
    /// The text as it was read.
    pub text: String,
    /// The same as a tree.
    pub value: Json,
    is_json: bool,
}

/// Largest document that is read.
const LARGEST: u64 = 64 << 20;
/// Bytes on both sides of a fault that a report quotes, and characters of the document in its message.
const QUOTED: usize = 400;

impl Document {
    /// Reads a file; `.json` is JSON, all else TOML. `-` is standard input, JSON when it starts with `{`.
    ///
    /// # Errors
    /// When the file cannot be read, is larger than 64 MiB, or is neither TOML nor JSON.
    pub fn read(path: &Path) -> Result<Self, EdgeError> {
        let bytes = if path == Path::new("-") { bytes(io::stdin()) } else { File::open(path).and_then(bytes) };
        let bytes = bytes.map_err(EdgeError::file("read", path))?;
        let name = path.display().to_string();
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let fault = fault(&name, &text, "", at..at + 1, "this is not UTF-8 text".into(), Some("save the file as UTF-8".into()));
            EdgeError::Input { name: name.clone(), count: 1, faults: vec![fault] }
        })?;
        // Some editors begin a file with a byte-order mark.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let is_json = path.extension().is_some_and(|extension| extension == "json") || text.trim_start().starts_with('{');
        Self::parse(name, text, is_json)
    }

    /// Parses a text.
    ///
    /// # Errors
    /// With the place where the text breaks the language.
    pub fn parse(name: String, text: String, is_json: bool) -> Result<Self, EdgeError> {
        let parsed = if is_json { from_json(&text) } else { from_toml(&text) };
        match parsed {
            Ok(value) => Ok(Self { name, text, value, is_json }),
            Err((at, message)) => {
                let (language, remedy) = if is_json {
                    ("JSON", "mend the text there: keys and texts stand in double quotes, a comma between fields and none after the last")
                } else {
                    ("TOML", "mend the text there: a field is `name = value`, and texts stand in quotes")
                };
                let fault = fault(&name, &text, "", at, format!("not {language}: {message}"), Some(remedy.into()));
                Err(EdgeError::Input { name, count: 1, faults: vec![fault] })
            }
        }
    }

    /// Takes a table out of the document, as conformance cases carry beside the transaction.
    pub fn take(&mut self, key: &str) -> Option<Json> {
        self.value.as_object_mut()?.remove(key)
    }

    /// Reads the transaction, pointing at every fault.
    ///
    /// Codes that it leaves out are derived from the characteristics that it gives.
    ///
    /// # Errors
    /// With every fault and its place.
    pub fn transaction(&self, law: &Law, criteria: &LazyCriteria, as_of: Option<Date>) -> Result<Transaction, EdgeError> {
        let mut transaction = Transaction::read_as_of(law, &self.value, as_of).map_err(|problems| self.faults(problems))?;
        if Transaction::is_described(&self.value) {
            transaction.derive(law, criteria.get()?, &self.value).map_err(|problems| self.faults(problems))?;
        }
        Ok(transaction)
    }

    /// Faults at paths, as faults at places.
    pub fn faults(&self, problems: Vec<InputProblem>) -> EdgeError {
        let count = problems.len();
        let faults = problems
            .into_iter()
            .take(20)
            .map(|problem| {
                let at = self.locate(&problem.path, problem.at_key).unwrap_or(0..0);
                let remedy = problem.remedy().or_else(|| Some("`comity facts` lists every field with its form".into()));
                fault(&self.name, &self.text, &problem.place(), at, problem.fault.to_string(), remedy)
            })
            .collect();
        EdgeError::Input { name: self.name.clone(), count, faults }
    }

    /// Bytes of the key or value at a path; of the nearest thing above it where there is none.
    fn locate(&self, path: &[PathSegment], at_key: bool) -> Option<Range<usize>> {
        if path.is_empty() {
            return None;
        }
        if self.is_json { locate_json(&self.text, path, at_key) } else { locate_toml(&self.text, path, at_key) }
    }
}

/// All bytes of a source that is no larger than a transaction may be.
fn bytes(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a transaction of more than 64 MiB: use --batch for many"));
    }
    Ok(bytes)
}

fn fault(name: &str, text: &str, place: &str, at: Range<usize>, message: String, remedy: Option<String>) -> Fault {
    // Long texts are cut around the place, so that a report stays readable and cheap.
    let (at_start, at_end) = (at.start.min(text.len()), at.end.min(at.start + QUOTED).min(text.len()));
    let start = text.floor_char_boundary(at_start.saturating_sub(QUOTED));
    let start = text.get(start..at_start).and_then(|head| head.find('\n')).filter(|_| start > 0).map_or(start, |line| start + line + 1);
    let line = 1 + text.as_bytes().iter().take(start).filter(|byte| **byte == b'\n').count();
    let end = text.ceil_char_boundary((at_end + QUOTED).min(text.len()));
    let cut: String = "\n".repeat(line - 1) + &tame(text.get(start..end).unwrap_or_default());
    let shift = |offset: usize| offset.min(text.len()).saturating_sub(start) + line - 1;
    let mut message = tame(&message.chars().take(QUOTED).collect::<String>());
    if start > 0 && text.as_bytes().get(start - 1) != Some(&b'\n') {
        // The quotation begins inside the line: its columns are not the document's.
        let line_start = text.get(..at_start).and_then(|head| head.rfind('\n')).map_or(0, |newline| newline + 1);
        message.push_str(&format!(" (line {line}, byte {})", at_start - line_start + 1));
    }
    Fault { message, remedy, place: tame(place), at: (shift(at_start)..shift(at_end)).into(), source_code: NamedSource::new(name, cut) }
}

/// A text of the user's as a terminal may show it: what would steer the terminal, or turn the line around, becomes `?`.
fn tame(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' => out.push(' '),
            // As many bytes as before: places in the text stay where they are.
            c if steers(c) => out.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => out.push(c),
        }
    }
    out
}

fn from_json(text: &str) -> Result<Json, (Range<usize>, String)> {
    json::parse(text).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = (line_start + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        (at..at, message.split(" at line ").next().unwrap_or(&message).to_owned())
    })
}

fn from_toml(text: &str) -> Result<Json, (Range<usize>, String)> {
    match DeTable::parse(text) {
        Ok(table) => table_to_json(table.get_ref()),
        Err(error) => Err((error.span().unwrap_or(0..0), error.message().to_owned())),
    }
}

fn table_to_json(table: &DeTable) -> Result<Json, (Range<usize>, String)> {
    let mut map = serde_json::Map::new();
    for (key, value) in table {
        map.insert(key.get_ref().to_string(), value_to_json(value)?);
    }
    Ok(Json::Object(map))
}

fn value_to_json(value: &toml::Spanned<DeValue>) -> Result<Json, (Range<usize>, String)> {
    let here = |message: String| (value.span(), message);
    Ok(match value.get_ref() {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Boolean(value) => Json::Bool(*value),
        DeValue::Datetime(date) => Json::String(date.to_string()),
        DeValue::Array(values) => Json::Array(values.iter().map(value_to_json).collect::<Result<_, _>>()?),
        DeValue::Table(table) => table_to_json(table)?,
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).map(Json::from).map_err(|error| here(error.to_string()))?,
        DeValue::Float(number) => {
            let number = number.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64);
            Json::Number(number.ok_or_else(|| here("not a finite number".into()))?)
        }
    })
}

fn locate_toml(text: &str, path: &[PathSegment], at_key: bool) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let mut place = None;
    let mut table: Option<&DeTable> = Some(document.get_ref());
    let mut value: Option<&toml::Spanned<DeValue>> = None;
    for (i, segment) in path.iter().enumerate() {
        let last = i + 1 == path.len();
        match segment {
            PathSegment::Key(key) => {
                let Some((name, next)) = table.and_then(|table| table.iter().find(|(name, _)| **name.get_ref() == **key)) else { break };
                place = Some(if last && at_key { name.span() } else { next.span() });
                value = Some(next);
            }
            PathSegment::Index(index) => {
                let Some(next) = value.and_then(|value| value.get_ref().as_array()).and_then(|values| values.get(*index)) else { break };
                place = Some(next.span());
                value = Some(next);
            }
        }
        table = value.and_then(|value| value.get_ref().as_table());
    }
    place
}

fn locate_json(text: &str, path: &[PathSegment], at_key: bool) -> Option<Range<usize>> {
    let offset = |part: &str| (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let mut here: &RawValue = serde_json::from_str(text).ok()?;
    let mut place = None;
    for (i, segment) in path.iter().enumerate() {
        let next: Option<&RawValue> = match segment {
            PathSegment::Key(key) => {
                let fields: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(here.get()).unwrap_or_default();
                fields.get(&**key).copied()
            }
            PathSegment::Index(index) => serde_json::from_str::<Vec<&RawValue>>(here.get()).unwrap_or_default().get(*index).copied(),
        };
        let Some(next) = next else { break };
        let start = offset(next.get());
        let mut range = start..start + next.get().len();
        if let (true, true, PathSegment::Key(key)) = (i + 1 == path.len(), at_key, segment) {
            let head = text.get(..start).unwrap_or_default();
            if let Some(found) = head.rfind(&format!("\"{key}\"")) {
                range = found..found + key.len() + 2;
            }
        }
        place = Some(range);
        here = next;
    }
    place
}
