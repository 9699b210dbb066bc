//! The eCFR's XML of the Commerce Control List, cut into blocks.
//!
//! One block is held at a time, and none may pass [`PIECE`] bytes: memory stays bounded whatever the input.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::error::{Place, ReadError};
use crate::whole::LARGEST;

/// The largest single piece of text or markup that an official file may hold.
pub const PIECE: u64 = 1 << 20;
/// The deepest nesting of elements.
const DEPTH: usize = 32;

/// The character that a reference stands for; `None` for an entity of the document's own, which no official file has.
pub fn character(reference: &BytesRef<'_>) -> Option<char> {
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// A paragraph-like element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Para {
    /// `HEAD`, `HD1`, `HD2`, `HD3`.
    Heading,
    /// `P`.
    Plain,
    /// `FP`.
    Flush,
    /// `FP-1`.
    Flush1,
    /// `FP-2`.
    Flush2,
    /// `HED`: the head of a note.
    NoteHead,
    /// `CITA`, `CAPTION`: furniture.
    Furniture,
}

/// A piece of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Para {
        /// Its element.
        kind: Para,
        /// Its words; superscripts as `^`.
        text: String,
    },
    /// A note begins.
    NoteStart,
    /// A note ends.
    NoteEnd,
    /// A table: its rows of cells.
    Table(Vec<Vec<String>>),
}

fn para(name: &str) -> Option<Para> {
    Some(match name {
        "HEAD" | "HD1" | "HD2" | "HD3" => Para::Heading,
        "P" => Para::Plain,
        "FP" => Para::Flush,
        "FP-1" => Para::Flush1,
        "FP-2" => Para::Flush2,
        "HED" => Para::NoteHead,
        "CITA" | "CAPTION" | "PSPACE" => Para::Furniture,
        _ => return None,
    })
}

struct State<'a> {
    file: &'a str,
    open: Vec<String>,
    text: Option<(Para, String)>,
    cell: Option<String>,
    row: Option<Vec<String>>,
    table: Option<Vec<Vec<String>>>,
    root_seen: bool,
}

/// Reads the document and calls `take` for every block, with the byte offset behind it.
pub fn blocks<R: BufRead>(input: R, file: &str, mut take: impl FnMut(Block, u64) -> Result<(), ReadError>) -> Result<(), ReadError> {
    let mut reader = Reader::from_reader(input.take(LARGEST));
    reader.config_mut().check_end_names = true;
    let mut buffer = Vec::new();
    let mut state = State { file, open: Vec::new(), text: None, cell: None, row: None, table: None, root_seen: false };
    let mut before = 0;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let at = reader.buffer_position();
        let place = || Place::new(file, None, at);
        if at.saturating_sub(before) > PIECE {
            return Err(ReadError::TooLarge { place: place(), limit: PIECE });
        }
        before = at;
        match event {
            Err(error) => {
                return Err(ReadError::Damaged { place: Place::new(file, None, reader.error_position().max(at)), cause: error.to_string() });
            }
            Ok(Event::DocType(_)) => return Err(ReadError::Entities { place: place() }),
            Ok(Event::Start(tag)) => {
                let name = name_of(&tag);
                state.start(&name, at, &mut take)?;
                state.open.push(name);
                if state.open.len() > DEPTH {
                    return Err(ReadError::UnknownShape { place: place(), what: format!("elements nested deeper than {DEPTH}") });
                }
            }
            Ok(Event::Empty(tag)) => {
                let name = name_of(&tag);
                state.start(&name, at, &mut take)?;
                state.end(&name, at, &mut take)?;
            }
            Ok(Event::End(tag)) => {
                let name = String::from_utf8_lossy(tag.name().as_ref().as_ref()).into_owned();
                state.open.pop();
                state.end(&name, at, &mut take)?;
            }
            Ok(Event::Text(text)) => state.push(&text.xml10_content(), at)?,
            Ok(Event::CData(text)) => state.push(&text.xml10_content(), at)?,
            Ok(Event::GeneralRef(reference)) => match character(&reference) {
                Some(c) => state.push(c.encode_utf8(&mut [0; 4]), at)?,
                None => return Err(ReadError::Entities { place: place() }),
            },
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => break,
        }
    }
    let at = reader.buffer_position();
    if let Some(open) = state.open.last() {
        return Err(ReadError::Damaged { place: Place::new(file, None, at), cause: format!("the file ends inside `{open}`") });
    }
    if !state.root_seen {
        return Err(ReadError::Unexpected { place: Place::new(file, None, at), expected: "the element `DIV9`".into(), found: "no element at all".into() });
    }
    Ok(())
}

fn name_of(tag: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(tag.name().as_ref().as_ref()).into_owned()
}

impl State<'_> {
    fn start(&mut self, name: &str, at: u64, take: &mut impl FnMut(Block, u64) -> Result<(), ReadError>) -> Result<(), ReadError> {
        if !self.root_seen {
            if name != "DIV9" {
                return Err(ReadError::Unexpected {
                    place: Place::new(self.file, None, at),
                    expected: "the element `DIV9` of a supplement".into(),
                    found: format!("`{name}`"),
                });
            }
            self.root_seen = true;
            return Ok(());
        }
        match name {
            "DIV" | "THEAD" | "TBODY" | "TFOOT" | "I" | "B" | "strong" | "img" | "FR" => {}
            "SU" | "sup" => self.add("^"),
            // Numbers 51 to 54 are super- and subscripts and small letters: kept as their words.
            "E" => {}
            "br" => self.add(" "),
            "NOTE" | "EDNOTE" => take(Block::NoteStart, at)?,
            "TABLE" => self.table = Some(Vec::new()),
            "TR" => self.row = Some(Vec::new()),
            "TD" | "TH" => self.cell = Some(String::new()),
            other => match para(other) {
                // Paragraphs inside a table (its caption) belong to the table.
                Some(_) if self.table.is_some() => {}
                Some(kind) if self.text.is_none() => self.text = Some((kind, String::new())),
                Some(_) => {
                    return Err(ReadError::UnknownShape { place: Place::new(self.file, None, at), what: format!("`{other}` inside another paragraph") });
                }
                None => {
                    return Err(ReadError::UnknownShape { place: Place::new(self.file, None, at), what: format!("unknown element `{other}`") });
                }
            },
        }
        Ok(())
    }
    fn end(&mut self, name: &str, at: u64, take: &mut impl FnMut(Block, u64) -> Result<(), ReadError>) -> Result<(), ReadError> {
        match name {
            "NOTE" | "EDNOTE" => take(Block::NoteEnd, at)?,
            "TABLE" => {
                if let Some(rows) = self.table.take() {
                    take(Block::Table(rows), at)?;
                }
            }
            "TR" => {
                if let (Some(row), Some(table)) = (self.row.take(), self.table.as_mut()) {
                    table.push(row);
                }
            }
            "TD" | "TH" => {
                if let (Some(cell), Some(row)) = (self.cell.take(), self.row.as_mut()) {
                    row.push(crate::text::fold(&cell));
                }
            }
            other if para(other).is_some() && self.table.is_none() => {
                if let Some((kind, text)) = self.text.take() {
                    take(Block::Para { kind, text: crate::text::fold(&text) }, at)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
    fn add(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.push_str(text);
        } else if let Some((_, words)) = &mut self.text {
            words.push_str(text);
        }
    }
    fn push(&mut self, text: &str, at: u64) -> Result<(), ReadError> {
        if text.contains('\u{fffd}') {
            return Err(ReadError::Damaged { place: Place::new(self.file, None, at), cause: "characters that are no text (U+FFFD)".into() });
        }
        self.add(text);
        let held = self.text.as_ref().map_or(0, |(_, t)| t.len()) + self.cell.as_ref().map_or(0, String::len);
        let rows = self.table.as_ref().map_or(0, Vec::len);
        if held as u64 > PIECE || rows > 10_000 {
            return Err(ReadError::TooLarge { place: Place::new(self.file, None, at), limit: PIECE });
        }
        let stray = self.text.is_none() && self.cell.is_none() && self.table.is_none() && self.root_seen && !text.trim().is_empty();
        if stray {
            return Err(ReadError::UnknownShape { place: Place::new(self.file, None, at), what: "text outside any paragraph".into() });
        }
        Ok(())
    }
}
