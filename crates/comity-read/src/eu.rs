//! Annex I of Regulation (EU) 2021/821, from a JSON rendering in which every line carries its code.

use std::io::Read;

use serde::Deserialize;

use crate::error::{Place, ReadError};
use crate::join::join_of;
use crate::label::{Label, Printed, printed};
use crate::model::{SourceEntry, SourceList};
use crate::notes;
use crate::reference::{is_entry_code, leading_code};
use crate::text::{digest, fold};
use crate::tree::TreeBuilder;
use crate::whole;

/// Fewest entries of a whole annex.
const FEWEST: usize = 300;

/// The parts of the file that are used; the file holds more (definitions, general authorisations).
#[derive(Deserialize)]
struct Annex {
    entry_count: usize,
    entries: Vec<AnnexEntry>,
}

#[derive(Deserialize)]
struct AnnexEntry {
    entry_code: String,
    verbatim_text: String,
}

/// Reads the annex.
///
/// An independent count of the edition of 2025-11-15 finds 384 entries and 3,443 coded provisions: 384 entry lines and 3,059
/// paragraphs. So does this reader (`report.labelled`, the entry lines included). The source repeats the code of six of
/// them on seven further lines: four go on with the text or explain a term, and three are the conditions `a.` to `c.` of
/// 4A001.a.2, which the rendering did not code. Those three become provisions too, so the trees hold 3,062.
///
/// # Errors
/// When the file is no JSON, is another document, or holds lines without a code or a code twice.
pub fn read_eu_annex_json(input: impl Read, name: &str) -> Result<SourceList, ReadError> {
    let text = whole::bytes(input, name)?;
    let annex: Annex = serde_json::from_slice(&text).map_err(|error| json_error(name, &text, &error))?;
    let mut list = SourceList::default();
    for entry in &annex.entries {
        if list.entries.iter().any(|e| e.code == entry.entry_code) {
            return Err(shape(name, &entry.entry_code, "a second entry with this code".into()));
        }
        let read = read_entry(name, entry, &mut list)?;
        list.entries.push(read);
    }
    if list.entries.len() != annex.entry_count || list.entries.len() < FEWEST {
        let what = format!("{} entries, where the file says {}", list.entries.len(), annex.entry_count);
        return Err(ReadError::UnknownShape { place: Place::new(name, None, 0), what });
    }
    crate::ccl::count(&mut list);
    Ok(list)
}

/// An error of the JSON parser, at its byte.
pub fn json_error(name: &str, text: &[u8], error: &serde_json::Error) -> ReadError {
    let before: usize = text.split(|b| *b == b'\n').take(error.line().saturating_sub(1)).map(|l| l.len() + 1).sum();
    let offset = before + error.column();
    ReadError::Damaged { place: Place::new(name, None, offset as u64), cause: error.to_string() }
}

fn shape(name: &str, code: &str, what: String) -> ReadError {
    ReadError::UnknownShape { place: Place::new(name, Some(code), 0), what }
}

fn read_entry(name: &str, source: &AnnexEntry, list: &mut SourceList) -> Result<SourceEntry, ReadError> {
    let code = &source.entry_code;
    if !is_entry_code(code) {
        return Err(shape(name, code, "not an entry code".into()));
    }
    let mut entry = SourceEntry { code: code.clone(), ..SourceEntry::default() };
    let mut tree = TreeBuilder::default();
    for (n, line) in source.verbatim_text.lines().enumerate() {
        let (label, text) = split(code, line).ok_or_else(|| shape(name, code, format!("line {} carries no code of the entry", n + 1)))?;
        if is_note(text) {
            hang(&mut entry, &mut tree, &label, text);
        } else if label.is_root() && entry.digest.is_empty() {
            entry.digest = digest(line);
            entry.text = fold(text);
            entry.join = join_of(text);
            list.report.labelled += 1;
        } else if label.is_root() || tree.has(&label) {
            again(&mut entry, &mut tree, &label, text, list);
        } else {
            tree.place(&Printed { first: label, last: None, stopped: true }, text);
            list.report.labelled += 1;
        }
    }
    if entry.digest.is_empty() {
        return Err(shape(name, code, "no line of its own".into()));
    }
    for implied in &tree.implied {
        list.report.problem(code, format!("paragraph {implied} is implied, not printed"));
    }
    for gap in &tree.gaps {
        list.report.problem(code, format!("paragraph {gap} does not follow the one before it"));
    }
    list.report.implied += tree.implied.len();
    entry.join = tree.entry_join(entry.join);
    entry.provisions = tree.finish();
    Ok(entry)
}

/// A line's label and its text.
fn split<'a>(code: &str, line: &'a str) -> Option<(Label, &'a str)> {
    let (head, text) = line.split_once(' ').unwrap_or((line, ""));
    if leading_code(head)? != code {
        return None;
    }
    let label = match head.get(5..)? {
        "" => Label::root(),
        path => Label::parse(path.strip_prefix('.')?)?,
    };
    Some((label, text.trim()))
}

fn is_note(text: &str) -> bool {
    ["Note", "N.B", "Technical Note", "NOTE"].iter().any(|head| text.starts_with(head))
}

fn hang(entry: &mut SourceEntry, tree: &mut TreeBuilder, label: &Label, text: &str) {
    let (head, body) = text.split_once(':').unwrap_or(("", text));
    let row = notes::row(notes::kind(head, body), text);
    let row = if label.is_root() { Some(row) } else { tree.note_at(label, row) };
    entry.notes.extend(row);
}

/// A line whose code stands already: a condition of its own (`a. Total Dose ...`), or a continuation.
fn again(entry: &mut SourceEntry, tree: &mut TreeBuilder, label: &Label, text: &str, list: &mut SourceList) {
    if let Some((inner, _)) = printed(text)
        && inner.stopped
        && inner.first.parts().len() == 1
        && !label.is_root()
        && !tree.has(&label.child(inner.first.last()))
    {
        let child = label.child(inner.first.last());
        list.report.problem(&entry.code, format!("paragraph {child} is printed inside {label}"));
        tree.place(&Printed { first: child, last: None, stopped: true }, text);
        return;
    }
    list.report.problem(
        &entry.code,
        format!("the code of {} stands on a further line: kept as a note", if label.is_root() { "the entry".to_owned() } else { label.to_string() }),
    );
    let row = notes::row(notes::kind("", text), &fold(text));
    let row = if label.is_root() { Some(row) } else { tree.note_at(label, row) };
    entry.notes.extend(row);
}
