//! Earlier editions of the EU dual-use list, from the text of the consolidated act as printed.
//!
//! The page gives an entry's code alone on a line, repeats it on the next page with the path that goes on (`a. 5. b.
//! (continued)`), and prints the last part of each label. Raised figures stand as `^{..}`, lowered ones are flattened
//! (`UF 6`). The notes of whole groups, the table of deposition techniques and the note on adjusted peak performance stand
//! beside the entries and are not read, nor are footnotes. These editions are read for comparing: the dated files of the
//! list do not hold them, because others that are not at hand were in force between them.

use std::io::Read;

use crate::error::{Place, ReadError};
use crate::label::Label;
use crate::model::{SourceEntry, SourceList};
use crate::outline::{Mark, Piece, close, note_head};
use crate::printed::{is_part_of_category, join_line, tidy};
use crate::reference::is_entry_code;
use crate::whole;

/// Fewest entries of a whole annex.
const FEWEST: usize = 300;
/// What opens Category 0, and what follows the list.
const BEGIN: &str = "CATEGORY";
const END: &str = "ANNEX II";

/// Reads the annex out of the printed act.
///
/// # Errors
/// When the file is another document, is cut short, or holds an entry twice.
pub fn read_eu_annex_text(input: impl Read, name: &str) -> Result<SourceList, ReadError> {
    let text = whole::text(input, name)?;
    let mut reader = Reader { name, ..Reader::default() };
    let mut inside = false;
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        inside |= line.starts_with(BEGIN);
        if !inside {
            continue;
        }
        if line == END {
            break;
        }
        reader.line(line, lines.peek().copied().unwrap_or_default())?;
    }
    reader.close();
    crate::ccl::complete(reader.list, FEWEST, name)
}

#[derive(Default)]
struct Reader<'a> {
    name: &'a str,
    list: SourceList,
    open: Option<(SourceEntry, Vec<Piece>)>,
    /// What stands between the entries: a group's head, a table.
    beside: Option<String>,
    /// A footnote runs to the end of its page.
    footnote: bool,
    /// The entry's code was repeated: the path that goes on follows.
    repeated: bool,
    /// The page has only just begun.
    top: bool,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, next: &str) -> Result<(), ReadError> {
        if line.starts_with("[page ") {
            self.footnote = false;
            self.top = true;
            return Ok(());
        }
        if line.is_empty() || is_furniture(line) || self.footnote {
            return Ok(());
        }
        if line.starts_with("( ^{") {
            self.footnote = true;
            let code = self.open.as_ref().map_or("", |(e, _)| e.code.as_str());
            self.list.report.problem(code, "a footnote is not read");
            return Ok(());
        }
        let top = std::mem::take(&mut self.top);
        let line = tidy(line);
        if is_head(&line) {
            self.close();
            self.beside = Some(line);
            return Ok(());
        }
        // A page's head can name the entry that begins on the page, not the one that goes on, or misprint it (`IE002`).
        if line.len() < 7 && top && next.ends_with("(continued)") {
            self.repeated = true;
            return Ok(());
        }
        if is_entry_code(&line) && self.begins(&line, next, top) {
            return self.entry(&line);
        }
        if self.open.is_none() {
            if let Some(beside) = self.beside.take_if(|_| note_head(&line).is_some()) {
                self.list.report.problem(&beside, "notes that stand beside the entries are not read");
            }
            return Ok(());
        }
        let repeated = std::mem::take(&mut self.repeated);
        // A page's head whose code is misprinted (`IE002 c. 1. a. (continued)`) says nothing.
        if top && line.ends_with("(continued)") {
            return Ok(());
        }
        if repeated && line.ends_with("(continued)") {
            let words = line.trim_end_matches("(continued)").trim();
            // `a. Note 2 (continued)`: the note goes on, and the path before it is known.
            let path: Vec<&str> = words.split(' ').map_while(|w| w.strip_suffix('.')).collect();
            if let (Some(label), Some((_, pieces))) = (Label::parse(&path.join(".")), &mut self.open) {
                pieces.push(Piece::new(Mark::Continued(label), ""));
            }
            return Ok(());
        }
        self.words(&line);
        Ok(())
    }
    /// Whether a line with a code alone begins or repeats an entry, and is not the rest of a sentence.
    fn begins(&self, code: &str, next: &str, top: bool) -> bool {
        let rest = next.starts_with(|c: char| c.is_lowercase()) && bare(next).is_none();
        match &self.open {
            Some((entry, _)) => top && code == entry.code || code > entry.code.as_str() && !rest,
            // What stands beside the entries can run over a page, whose head repeats the entry before it.
            None => !rest && self.list.entries.last().is_none_or(|e| e.code != code),
        }
    }
    fn entry(&mut self, code: &str) -> Result<(), ReadError> {
        if self.open.as_ref().is_some_and(|(entry, _)| entry.code == code) {
            self.repeated = true;
            return Ok(());
        }
        self.close();
        self.beside = None;
        if self.list.entries.iter().any(|e| e.code == code) {
            return Err(ReadError::UnknownShape { place: Place::new(self.name, Some(code), 0), what: "a second entry with this code".into() });
        }
        self.open = Some((SourceEntry { code: code.to_owned(), ..SourceEntry::default() }, Vec::new()));
        Ok(())
    }
    fn words(&mut self, line: &str) {
        let Some((entry, pieces)) = &mut self.open else { return };
        if let Some((head, body)) = note(&entry.code, line) {
            pieces.push(Piece::new(Mark::Note(head), body));
            return;
        }
        let mut rest = line;
        let mut found = false;
        while let Some((part, tail)) = bare(rest) {
            // `1. a. Rated voltage`: two parts of a label on one line.
            pieces.push(Piece { wrapped: true, ..Piece::new(Mark::Bare(part), "") });
            rest = tail;
            found = true;
            if !rest.starts_with(|c: char| c.is_ascii_lowercase()) {
                break;
            }
        }
        match (pieces.last_mut(), found) {
            (Some(piece), true) => piece.text = rest.to_owned(),
            (Some(piece), false) if !matches!(piece.mark, Mark::Continued(_)) => join_line(&mut piece.text, rest),
            (Some(_), false) => pieces.push(Piece::new(Mark::Text, rest)),
            (None, _) => join_line(&mut entry.text, rest),
        }
    }
    fn close(&mut self) {
        let Some((entry, pieces)) = self.open.take() else { return };
        self.repeated = false;
        close(entry, pieces, &mut self.list);
    }
}

/// Page numbers with the act's number, and the marks of the amending acts.
fn is_furniture(line: &str) -> bool {
    line.starts_with('▼') || line.contains(" — EN — ")
}

/// What ends an entry that no other follows at once: heads of parts, categories and groups, tables between entries.
fn is_head(line: &str) -> bool {
    // `3A`; in the two parts of Category 5 `5A1` and `5A2`.
    let group = matches!(line.as_bytes(), [d, g] | [d, g, b'1' | b'2'] if d.is_ascii_digit() && (b'A'..=b'E').contains(g));
    let part = line.strip_prefix("PART ").is_some_and(|n| n.len() < 6);
    let heads = ["CATEGORY", "TABLE ", "TECHNICAL NOTE ON", "PART 1 ", "PART 2 "];
    group || part || line == "Table" || is_part_of_category(line) || heads.iter().any(|head| line.starts_with(head))
}

/// The head of a note at the start of a line; a wrapped line can begin with `Note 3 in`.
fn note<'a>(code: &str, line: &'a str) -> Option<(String, &'a str)> {
    let (head, body) = note_head(line)?;
    let before = line.get(..line.len() - body.len())?;
    let alone = body.is_empty() && head.starts_with("Technical");
    (alone || before.contains(':') || head.starts_with("N.B.") || body.starts_with(code)).then_some((head, body))
}

/// The part of a label at the start of a line, which a space or the line's end follows.
fn bare(line: &str) -> Option<(String, &str)> {
    let (head, tail) = line.split_once('.')?;
    let part = Label::parse(head).filter(|l| l.parts().len() == 1)?;
    (tail.is_empty() || tail.starts_with(' ')).then(|| (part.last().to_owned(), tail.trim()))
}
