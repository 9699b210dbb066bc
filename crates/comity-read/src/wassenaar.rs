//! The dual-use list of the Wassenaar Arrangement, from the text of its printed pages.
//!
//! The page sets an entry's code apart (`3. A. 1.`) and, at some paragraphs, the whole path below it, one part a line; at the
//! others it prints the last part only. The converter gives an empty line for each empty cell before a label, so their number
//! is a sign of the depth. Raised figures stand as `^{..}`, lowered ones as they were given. The munitions list, the sensitive
//! lists, the notes of whole groups, the table of deposition techniques and the note on adjusted peak performance are not
//! read.

use std::io::Read;

use crate::error::{Place, ReadError};
use crate::label::Label;
use crate::model::{SourceEntry, SourceList};
use crate::outline::{Mark, Piece, Side, close, note_head};
use crate::printed::{is_part_of_category, join_line, tidy};
use crate::whole;

/// Fewest entries of the whole list.
const FEWEST: usize = 120;
/// What the pages of the list say at their head, and what follows the list.
const BEGIN: &str = "DUAL-USE LIST - CATEGORY";
const END: &str = "THE SENSITIVE LIST";

/// Reads the list.
///
/// # Errors
/// When the file is another document, is cut short, or holds an entry twice.
pub fn read_wassenaar_text(input: impl Read, name: &str) -> Result<SourceList, ReadError> {
    let text = whole::text(input, name)?;
    let mut reader = Reader { name, ..Reader::default() };
    let mut inside = false;
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut at = 0;
    while let Some(line) = lines.get(at).copied() {
        at += 1;
        inside |= line.starts_with(BEGIN);
        if inside && line.starts_with(END) {
            break;
        }
        if !inside {
            continue;
        }
        // A code that is broken over lines: `3. A.`, or `5.` and `D. 1.`
        let mut line = line.to_owned();
        while let Some(next) = lines.get(at).filter(|next| is_broken(&line, next)) {
            line = format!("{line} {next}");
            at += 1;
        }
        reader.line(&line)?;
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
    /// A path whose parts are still being printed.
    path: Option<Label>,
    /// Empty lines before this one.
    empty: usize,
    /// The group whose entries are being read: `3.A.`
    group: String,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), ReadError> {
        if is_furniture(line) {
            self.empty = 0;
            return Ok(());
        }
        if line.is_empty() {
            self.empty += 1;
            return Ok(());
        }
        let empty = std::mem::take(&mut self.empty);
        let line = tidy(line);
        match code_line(&line) {
            Some(Code::Group { group }) => {
                self.close();
                self.group = group;
                self.beside = Some(line);
                return Ok(());
            }
            Some(Code::Entry { code, rest }) => return self.entry(&code, rest),
            None => {}
        }
        if let Some((code, rest)) = self.numbered(&line, empty) {
            return self.entry(&code, rest);
        }
        if is_table(&line) {
            self.close();
            self.group.clear();
            self.beside = Some(line);
            return Ok(());
        }
        if self.open.is_none() {
            if let Some(beside) = self.beside.take_if(|_| note_head(&line).is_some()) {
                self.list.report.problem(&beside, "notes that stand beside the entries are not read");
            }
            return Ok(());
        }
        if empty > 0 && is_heading(&line) && self.path.is_none() {
            return Ok(());
        }
        if empty > 0 {
            self.end_path("");
        }
        if self.path.is_some() {
            self.along_path(&line);
        } else {
            self.words(&line, empty);
        }
        Ok(())
    }
    /// An entry whose number alone is printed: the first of its group, or the next after one without paragraphs.
    fn numbered<'l>(&self, line: &'l str, empty: usize) -> Option<(String, &'l str)> {
        let (part, rest) = bare(line)?;
        let number: u32 = part.parse().ok()?;
        let follows = match &self.open {
            None => self.beside.is_some() && number == 1 && !is_heading(rest),
            Some((entry, pieces)) => {
                let last = entry.code.strip_prefix(&self.group).and_then(|n| n.parse::<u32>().ok());
                pieces.is_empty() && self.path.is_none() && empty >= 2 && last.is_some_and(|n| n + 1 == number)
            }
        };
        (follows && !self.group.is_empty()).then(|| (format!("{}{number}", self.group), rest))
    }
    fn entry(&mut self, code: &str, rest: &str) -> Result<(), ReadError> {
        self.end_path("");
        if self.open.as_ref().is_none_or(|(entry, _)| entry.code != code) {
            self.close();
            self.beside = None;
            if self.list.entries.iter().any(|e| e.code == code) {
                return Err(ReadError::UnknownShape { place: Place::new(self.name, Some(code), 0), what: "a second entry with this code".into() });
            }
            self.open = Some((SourceEntry { code: code.to_owned(), family: family(code), ..SourceEntry::default() }, Vec::new()));
        }
        self.path = Some(Label::root());
        if !rest.is_empty() {
            self.along_path(rest);
        }
        Ok(())
    }
    /// Words that follow an entry's code: further parts of the path, then the paragraph.
    fn along_path(&mut self, line: &str) {
        let mut rest = line;
        while let (Some((part, tail)), Some(path)) = (bare(rest), &mut self.path) {
            *path = path.child(&part);
            rest = tail;
        }
        if !rest.is_empty() {
            self.end_path(rest);
        }
    }
    /// The path is whole: what follows are the words of its paragraph, or of the entry.
    fn end_path(&mut self, words: &str) {
        let (Some(path), Some((entry, pieces))) = (self.path.take(), &mut self.open) else { return };
        if !path.is_root() {
            pieces.push(Piece { side: Side::Paragraph, ..Piece::new(Mark::Path(path), words) });
        } else if pieces.is_empty() {
            join_line(&mut entry.text, words);
        } else if !words.is_empty() {
            pieces.push(Piece::new(Mark::Text, words));
        }
    }
    fn words(&mut self, line: &str, empty: usize) {
        let Some((entry, pieces)) = &mut self.open else { return };
        // A note that goes on over a page.
        if note_head(line).is_some() && line.ends_with("cont.") {
            return;
        }
        if let Some((head, body)) = note_head(line).filter(|(_, body)| !body.starts_with(|c: char| c.is_lowercase())) {
            pieces.push(Piece::new(Mark::Note(head), body));
            return;
        }
        let mut rest = line;
        let mut found = false;
        while let Some((part, tail)) = bare(rest) {
            let depth = empty.checked_sub(2).filter(|d| *d > 0);
            let side = if depth.is_some() { Side::Paragraph } else { Side::Unknown };
            pieces.push(Piece { wrapped: true, depth, side, ..Piece::new(Mark::Bare(part), "") });
            rest = tail;
            found = true;
            if !rest.starts_with(|c: char| c.is_ascii_lowercase()) {
                break;
            }
        }
        match (pieces.last_mut(), found) {
            (Some(piece), true) => piece.text = rest.to_owned(),
            (Some(piece), false) => join_line(&mut piece.text, rest),
            (None, _) => join_line(&mut entry.text, rest),
        }
    }
    fn close(&mut self) {
        self.end_path("");
        let Some((entry, pieces)) = self.open.take() else { return };
        close(entry, pieces, &mut self.list);
    }
}

/// A line that sets a code apart.
enum Code<'a> {
    /// The head of a group: `3. A. SYSTEMS`.
    Group { group: String },
    /// `3. A. 1.`, and what follows on the line.
    Entry { code: String, rest: &'a str },
}

fn code_line(line: &str) -> Option<Code<'_>> {
    let (category, rest) = line.split_once(". ")?;
    let (group, rest) = rest.split_once('.')?;
    let plain = matches!(category.as_bytes(), [d] if d.is_ascii_digit()) && matches!(group.as_bytes(), [g] if (b'A'..=b'E').contains(g));
    if !plain || !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    let rest = rest.trim();
    let number = rest.split_once('.').filter(|(n, _)| (1..=2).contains(&n.len()) && n.chars().all(|c| c.is_ascii_digit()));
    Some(match number {
        Some((number, rest)) => Code::Entry { code: format!("{category}.{group}.{number}"), rest: rest.trim() },
        None => Code::Group { group: format!("{category}.{group}.") },
    })
}

/// Rules, page numbers, the heads of pages.
fn is_furniture(line: &str) -> bool {
    let of_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ');
    line.starts_with("____")
        || line.starts_with("WA-LIST (")
        || line.starts_with("DUAL-USE LIST")
        || line.contains("[page ")
        || line.contains('-') && of_digits(line)
}

/// What stands between the entries.
fn is_table(line: &str) -> bool {
    line == "ANNEX" || is_part_of_category(line) || ["TABLE - ", "TECHNICAL NOTE ON"].iter().any(|head| line.starts_with(head))
}

/// A heading among entries or paragraphs (Category 6: the kinds of sensors).
fn is_heading(line: &str) -> bool {
    line.len() > 3 && line.chars().all(|c| c.is_ascii_uppercase() || matches!(c, ' ' | ',' | '"' | '-'))
}

/// Whether a code goes on in the next line.
fn is_broken(line: &str, next: &str) -> bool {
    let group = |b: &u8| (b'A'..=b'E').contains(b);
    match line.as_bytes() {
        [d, b'.', b' ', g, b'.'] => d.is_ascii_digit() && group(g) && next.starts_with(|c: char| c.is_ascii_digit()),
        [d, b'.'] => d.is_ascii_digit() && matches!(next.as_bytes(), [g, b'.', b' ', n, ..] if group(g) && n.is_ascii_digit()),
        _ => false,
    }
}

/// The part of a label at the start of a line, which a space or the line's end follows.
fn bare(line: &str) -> Option<(String, &str)> {
    let (head, tail) = line.split_once('.')?;
    let part = Label::parse(head).filter(|l| l.parts().len() == 1)?;
    (tail.is_empty() || tail.starts_with(' ')).then(|| (part.last().to_owned(), tail.trim()))
}

/// The code by which the lists that follow this one know an entry: category, group, and the item as three digits.
fn family(code: &str) -> Option<String> {
    let parts: Vec<&str> = code.split('.').collect();
    let [category, group, item] = parts.as_slice() else { return None };
    let item: u16 = item.parse().ok()?;
    Some(format!("{category}{group}{item:03}"))
}
