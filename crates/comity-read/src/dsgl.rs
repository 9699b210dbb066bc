//! Part 2 (dual-use) of Australia's Defence and Strategic Goods List, from a table of its paragraphs with their styles.
//!
//! The source prints the whole code of some paragraphs (`3.`, tab, `A.`, tab, `001.` ...) and the last part of the others. The
//! styles were given by hand and are a sign, not a proof. Superscripts stand as `^{..}`, subscripts as `_{..}`. Part 1
//! (munitions), the sensitive lists, and the table of deposition techniques and the note on adjusted peak performance, which
//! stand beside the entries, are not read.

use std::io::Read;

use crate::error::{Place, ReadError};
use crate::label::{Label, spell};
use crate::model::{SourceEntry, SourceList};
use crate::outline::{Mark, Piece, Side, about, note_head, outline};
use crate::text::fold;
use crate::whole;

/// Fewest entries of the whole part.
const FEWEST: usize = 300;

/// Reads the list. The independent count of 380 dual-use codes is met.
///
/// # Errors
/// When the file is another document, is cut short, or holds an entry twice.
pub fn read_dsgl_csv(input: impl Read, name: &str) -> Result<SourceList, ReadError> {
    let text = whole::text(input, name)?;
    let mut reader = Reader { name, list: SourceList::default(), open: None, beside: None, inside: false };
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for row in rows.records() {
        let damaged = |offset: u64, cause: String| ReadError::Damaged { place: Place::new(name, None, offset), cause };
        let row = row.map_err(|cause| damaged(cause.position().map_or(0, csv::Position::byte), cause.to_string()))?;
        let (Some(style), Some(text), 3) = (row.get(1), row.get(2), row.len()) else {
            return Err(damaged(row.position().map_or(0, csv::Position::byte), format!("a record of {} fields", row.len())));
        };
        reader.paragraph(style, &mend(text))?;
    }
    reader.close()?;
    crate::ccl::complete(reader.list, FEWEST, name)
}

struct Reader<'a> {
    name: &'a str,
    list: SourceList,
    open: Option<(SourceEntry, Vec<Piece>)>,
    /// What stands between the entries: a group's head, a table.
    beside: Option<String>,
    /// Whether the part has begun.
    inside: bool,
}

impl Reader<'_> {
    fn paragraph(&mut self, style: &str, text: &str) -> Result<(), ReadError> {
        if style.starts_with("ActHead") {
            self.close()?;
            // The categories of the part are its only heads that begin so.
            self.inside = style == "ActHead3" && text.starts_with("Category ");
            self.beside = Some(fold(text));
            return Ok(());
        }
        if !self.inside || text.trim().is_empty() {
            return Ok(());
        }
        if style == "Cat0newstyle1" || style.ends_with("TableHead") {
            self.close()?;
            self.beside = Some(fold(text));
            return Ok(());
        }
        let present = self.open.as_ref().map(|(entry, _)| entry.code.as_str());
        if let Some(coded) = coded(text, present) {
            return self.coded(coded);
        }
        let Some((entry, pieces)) = &mut self.open else {
            if let Some(beside) = self.beside.take() {
                self.list.report.problem(&beside, "words that stand beside the entries are not read");
            }
            return Ok(());
        };
        let new = pieces_of(&entry.code, style, text);
        // A sub-heading among the entry's paragraphs (6A002: the kinds of sensors).
        let heading = text.chars().all(|c| !c.is_lowercase() && !c.is_ascii_digit());
        if !(heading && new.iter().all(|p| p.mark == Mark::Text)) {
            pieces.extend(new);
        }
        Ok(())
    }
    fn coded(&mut self, coded: Coded) -> Result<(), ReadError> {
        if self.open.as_ref().is_none_or(|(entry, _)| entry.code != coded.code) {
            self.close()?;
            self.beside = None;
            if self.list.entries.iter().any(|e| e.code == coded.code) {
                let place = Place::new(self.name, Some(&coded.code), 0);
                return Err(ReadError::UnknownShape { place, what: "a second entry with this code".into() });
            }
            let text = if coded.label.is_root() { coded.text.clone() } else { String::new() };
            self.open = Some((SourceEntry { code: coded.code.clone(), text, ..SourceEntry::default() }, Vec::new()));
            if coded.label.is_root() {
                return Ok(());
            }
        }
        if let Some((_, pieces)) = &mut self.open {
            let side = Side::Paragraph;
            pieces.push(Piece { side, ..Piece::new(Mark::Path(coded.label), &coded.text) });
        }
        Ok(())
    }
    fn close(&mut self) -> Result<(), ReadError> {
        let Some((mut entry, mut pieces)) = self.open.take() else { return Ok(()) };
        if number_lost(&entry.text, &mut pieces) {
            self.list.report.problem(&entry.code, "paragraphs without labels are numbered in their order");
        }
        outline(&mut entry, &pieces, &mut self.list.report);
        self.list.entries.push(entry);
        Ok(())
    }
}

/// Signs of the Symbol font that the rendering gives by number, raised figures in two pieces, the degree as a raised letter.
fn mend(text: &str) -> String {
    const SIGNS: [(&str, &str); 8] = [("F063", "χ"), ("F06D", "µ"), ("F073", "σ"), ("F077", "ω"), ("F0A2", "′"), ("F0B4", "×"), ("F0B7", "•"), ("F0F2", "∫")];
    let mut text = text.replace("}^{", "").replace("}_{", "").replace(" }", "} ").replace("^{o}", "°");
    // Before a bracket no word can break: the soft hyphen of 3A001.b.10 is the minus that 3A002.d.4 prints.
    text = text.replace("\u{AD}(", "-(").replace('\u{AD}', "");
    if text.contains("[sym:") {
        for (number, sign) in SIGNS {
            text = text.replace(&format!("[sym:Symbol/{number}]"), sign);
        }
    }
    text
}

/// A paragraph with its whole code.
struct Coded {
    code: String,
    label: Label,
    text: String,
}

/// Reads `3.`, tab, `A.`, tab, `001.`, tab, `a.`, tab, text. Stops are missing here and there, and once the category.
fn coded(text: &str, present: Option<&str>) -> Option<Coded> {
    let mut fields: Vec<&str> = text.split('\t').map(str::trim).collect();
    let digit = |f: &str| matches!(f.trim_end_matches('.').as_bytes(), [d] if d.is_ascii_digit());
    let group = |f: &str| matches!(f.trim_end_matches('.').as_bytes(), [g] if (b'A'..=b'E').contains(g));
    let category = match fields.as_slice() {
        [d, g, ..] if digit(d) && group(g) => fields.remove(0).trim_end_matches('.').to_owned(),
        [g, ..] if group(g) => present?.get(..1)?.to_owned(),
        _ => return None,
    };
    let [group, number, rest @ ..] = fields.as_slice() else { return None };
    let number = number.trim_end_matches('.');
    if number.len() != 3 || !number.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let code = format!("{category}{}{number}", group.trim_end_matches('.'));
    let mut label = Label::root();
    let mut at = 0;
    while let Some(part) = rest.get(at).filter(|_| at + 1 < rest.len()) {
        let Some(one) = Label::parse(part.trim_end_matches('.')).filter(|l| l.parts().len() == 1) else { break };
        label = label.child(one.last());
        at += 1;
    }
    Some(Coded { code, label, text: fold(&rest.get(at..)?.join(" ")) })
}

/// The pieces of a paragraph without a whole code: more than one where it begins with two parts of a label.
fn pieces_of(code: &str, style: &str, text: &str) -> Vec<Piece> {
    let text = text.trim();
    let side = side(style);
    let sided = |piece: Piece| Piece { side, ..piece };
    if let Some((head, body)) = note_head(text) {
        return vec![Piece { about: about(code, body), ..sided(Piece::new(Mark::Note(head), body)) }];
    }
    let mut out = Vec::new();
    let mut rest = text;
    let mut depth = depth(style);
    while let Some((part, tail)) = bare(rest) {
        let inner = bare(tail).is_some() && tail.starts_with(|c: char| c.is_ascii_lowercase());
        let words = if inner { "" } else { tail };
        out.push(Piece { depth, ..sided(Piece::new(Mark::Bare(part), words)) });
        depth = depth.map(|d| d + 1);
        rest = if inner { tail } else { "" };
    }
    if out.is_empty() {
        out.push(sided(Piece::new(Mark::Text, text)));
    }
    out
}

/// Gives labels to paragraphs whose numbering the rendering lost: lines without a label, not styled as a note's, directly below
/// a paragraph that ends in a colon, when there are two or more or the next label is the one that follows (9B009; 5A003,
/// where `b.` comes after a note; 9E003.a.2, whose notes name `9E003.a.2.e`).
fn number_lost(heading: &str, pieces: &mut [Piece]) -> bool {
    let plain = |p: &Piece| p.mark == Mark::Text && p.side != Side::Note && p.text.starts_with(|c: char| !c.is_lowercase());
    let mut found = false;
    let mut at = 0;
    while at < pieces.len() {
        let run = pieces.iter().skip(at).take_while(|p| plain(p)).count();
        let head = at.checked_sub(1).and_then(|i| pieces.get(i));
        let (text, digits) = match head.map(|h| (&h.mark, h.text.as_str())) {
            None => (heading, false),
            Some((Mark::Bare(part), text)) => (text, !part.starts_with(|c: char| c.is_ascii_digit())),
            Some((Mark::Path(label), text)) => (text, !label.last().starts_with(|c: char| c.is_ascii_digit())),
            Some(_) => ("", false),
        };
        let next = Mark::Bare(spell(u32::try_from(run).unwrap_or(0) + 1, digits));
        let goes_on = pieces.iter().skip(at + run).take(4).any(|p| p.mark == next);
        if (run >= 2 || run == 1 && goes_on) && text.ends_with(':') {
            for (piece, n) in pieces.iter_mut().skip(at).take(run).zip(1..) {
                piece.mark = Mark::Bare(spell(n, digits));
            }
            found = true;
        }
        at += run.max(1);
    }
    found
}

/// The part of a label at the start of a text, which a tab or a space follows.
fn bare(text: &str) -> Option<(String, &str)> {
    let (head, tail) = text.split_once('.')?;
    let part = Label::parse(head).filter(|l| l.parts().len() == 1)?;
    tail.starts_with(|c: char| c.is_whitespace()).then(|| (part.last().to_owned(), tail.trim()))
}

/// What a style says of where its paragraph belongs.
fn side(style: &str) -> Side {
    let lower = style.to_ascii_lowercase();
    if ["note", "nb", "tech", "text"].iter().any(|word| lower.contains(word)) {
        Side::Note
    } else if style.starts_with("DL0Aa") || style == "DL0A" || style.starts_with("Cat0") {
        Side::Paragraph
    } else {
        Side::Unknown
    }
}

/// What a style says of how deep its paragraph stands: `DL0Aa1a` is three deep.
fn depth(style: &str) -> Option<usize> {
    let parts = style.strip_prefix("DL0A")?;
    parts.chars().all(|c| c == 'a' || c == '1').then_some(parts.len()).filter(|n| *n > 0)
}
