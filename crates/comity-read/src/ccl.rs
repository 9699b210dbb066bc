//! The US Commerce Control List: Supplement No. 1 to 15 CFR Part 774.

use std::io::BufRead;

use crate::error::{Place, ReadError};
use crate::model::{Report, SourceEntry, SourceList};
use crate::reference::leading_code;
use crate::text::starts_with_ci;

mod beside;
pub mod entry;
pub mod tables_json;
pub mod translate;
pub mod xml;

use xml::{Block, Para};

/// Fewest entries that a whole list can have; a list with fewer is cut short.
const FEWEST: usize = 500;

struct Open {
    code: String,
    heading: String,
    blocks: Vec<Block>,
}

/// Reads the eCFR's XML of the list.
///
/// Independent counts find 638 entries and "about 4,560" lettered paragraphs in the edition of 2026-06-24. This reader
/// finds 638 entries; how its paragraph count compares is said at the test `counts_match_independent_ones`.
///
/// # Errors
/// When the XML is damaged, is another document, or no longer has the shape that this reader knows.
pub fn read_ccl_xml(input: impl BufRead, name: &str) -> Result<SourceList, ReadError> {
    let mut list = SourceList::default();
    let mut open: Option<Open> = None;
    let mut supplement = false;
    xml::blocks(input, name, |block, at| {
        let Block::Para { kind, text } = &block else {
            if let Some(open) = &mut open {
                open.blocks.push(block);
            }
            return Ok(());
        };
        if !supplement {
            let right = *kind == Para::Heading && text.contains("Supplement No. 1 to Part 774");
            if !right {
                return Err(ReadError::Unexpected {
                    place: Place::new(name, None, at),
                    expected: "the heading of Supplement No. 1 to Part 774".into(),
                    found: text.chars().take(60).collect(),
                });
            }
            supplement = true;
            return Ok(());
        }
        if matches!(kind, Para::Flush2 | Para::Flush1)
            && let Some(code) = leading_code(text)
        {
            close(&mut list, open.take(), name, at)?;
            open = Some(Open { code: code.to_owned(), heading: text.clone(), blocks: Vec::new() });
            return Ok(());
        }
        if ends_entry(*kind, text) {
            close(&mut list, open.take(), name, at)?;
            return Ok(());
        }
        if let Some(open) = &mut open {
            if open.blocks.len() > 20_000 {
                return Err(ReadError::TooLarge { place: Place::new(name, Some(&open.code), at), limit: 20_000 });
            }
            open.blocks.push(block);
        }
        Ok(())
    })?;
    close(&mut list, open.take(), name, 0)?;
    complete(list, FEWEST, name)
}

/// A list that was read to its end, with its rows counted into its report.
///
/// # Errors
/// When it has fewer entries than the whole list can have: it was cut short, or is another document.
pub fn complete(mut list: SourceList, fewest: usize, name: &str) -> Result<SourceList, ReadError> {
    if list.entries.len() < fewest {
        return Err(ReadError::UnknownShape { place: Place::new(name, None, 0), what: format!("only {} entries", list.entries.len()) });
    }
    count(&mut list);
    Ok(list)
}

/// Headings between entries, `EAR99` paragraphs and the source note end an entry; headings inside its items do not.
fn ends_entry(kind: Para, text: &str) -> bool {
    match kind {
        Para::Flush2 => text.starts_with("EAR99"),
        Para::Furniture => true,
        Para::Heading => {
            // "List Based License Exceptions" is a heading once (3A090), sub-headings stand among items (6D003).
            let group = ["A. ", "B. ", "C. ", "D. ", "E. ", "Category", "CATEGORY", "Part ", "PART ", "I. ", "II. ", "III. "];
            group.iter().any(|g| text.starts_with(g)) || starts_with_ci(text, "List of Explosives")
        }
        _ => false,
    }
}

fn close(list: &mut SourceList, open: Option<Open>, name: &str, at: u64) -> Result<(), ReadError> {
    let Some(open) = open else { return Ok(()) };
    if list.entries.iter().any(|e| e.code == open.code) {
        return Err(ReadError::UnknownShape { place: Place::new(name, Some(&open.code), at), what: "a second entry with this code".into() });
    }
    let raw = entry::sort(&open.code, &open.heading, open.blocks, &mut list.report);
    list.report.labelled += raw.labelled;
    list.report.implied += raw.implied;
    let entry = translate::translate(&raw, &mut list.report);
    list.entries.push(entry);
    Ok(())
}

/// Counts a list's rows into its report.
pub fn count(list: &mut SourceList) {
    let all = |f: &dyn Fn(&SourceEntry) -> usize| list.entries.iter().map(f).sum::<usize>();
    let unknown = |e: &SourceEntry| {
        let when = |d: &crate::model::Destination| matches!(d, crate::model::Destination::When(w) if w.has_unknown());
        e.controls.iter().filter(|c| c.scope.has_unknown() || when(&c.destination)).count() + e.exceptions.iter().filter(|x| x.scope.has_unknown()).count()
    };
    let report = Report {
        entries: list.entries.len(),
        provisions: all(&|e| e.all_provisions().len()),
        controls: all(&|e| e.controls.len()),
        exceptions: all(&|e| e.exceptions.len()),
        untranslated: all(&unknown),
        ..std::mem::take(&mut list.report)
    };
    list.report = report;
}
