//! One entry of the Commerce Control List: its blocks, sorted into sections.

use std::collections::BTreeSet;

use crate::join::join_of;
use crate::label::{Label, Printed, ordinal, printed};
use crate::model::{Join, NoteKind, NoteRow, Report, RowText, SourceProvision};
use crate::notes;
use crate::text::{digest, find_ci, fold, starts_with_ci};
use crate::tree::TreeBuilder;

use super::xml::{Block, Para};

/// An entry as its blocks state it, before any row is read.
#[derive(Clone, Debug, Default)]
pub struct RawEntry {
    /// Its code.
    pub code: String,
    /// Its heading, the code included.
    pub heading: String,
    /// What stands behind `Reason for Control:`.
    pub reasons: String,
    /// Rows of its licence-requirement table.
    pub rows: Vec<RowText>,
    /// Requirements in prose, each one paragraph.
    pub prose: Vec<String>,
    /// Licence requirement notes.
    pub requirement_notes: Vec<String>,
    /// Exceptions: symbol and words.
    pub exceptions: Vec<(String, String)>,
    /// Special conditions for STA.
    pub sta: String,
    /// Notes at the entry.
    pub notes: Vec<NoteRow>,
    /// Paragraphs.
    pub tree: Vec<SourceProvision>,
    /// How the paragraphs stand to the entry.
    pub join: Join,
    /// Printed labels.
    pub labelled: usize,
    /// Implied heads.
    pub implied: usize,
    /// The words of an entry whose whole content is said in one paragraph.
    pub remarks: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Section {
    Requirements,
    Exceptions,
    Sta,
    Reporting,
    Related,
    Items,
}

#[derive(Default)]
struct OpenNote {
    head: String,
    body: String,
    /// Whether it has a list of its own.
    listed: bool,
}

struct Sorter<'a> {
    raw: RawEntry,
    tree: TreeBuilder,
    section: Section,
    note: Option<OpenNote>,
    /// A note outside a note element that goes on in the next paragraphs.
    loose: Option<OpenNote>,
    has_items: bool,
    /// The place in its list of the last lettered line of the notes since the last paragraph: a list goes on over notes.
    note_list: Option<u32>,
    /// Labels printed outside note elements.
    outside: BTreeSet<Label>,
    report: &'a mut Report,
}

/// Sorts the blocks of one entry.
pub fn sort(code: &str, heading: &str, blocks: Vec<Block>, report: &mut Report) -> RawEntry {
    let has_items = blocks.iter().any(|b| matches!(b, Block::Para { text, .. } if is_items(text).is_some()));
    let raw = RawEntry { code: code.to_owned(), heading: heading.to_owned(), ..RawEntry::default() };
    let mut sorter = Sorter {
        raw,
        tree: TreeBuilder::default(),
        section: Section::Requirements,
        note: None,
        loose: None,
        has_items,
        note_list: None,
        outside: outside_notes(&blocks),
        report,
    };
    for block in blocks {
        sorter.block(block);
    }
    sorter.finish()
}

/// The labels of paragraphs that stand outside note elements.
fn outside_notes(blocks: &[Block]) -> BTreeSet<Label> {
    let mut depth = 0_usize;
    let mut out = BTreeSet::new();
    for block in blocks {
        match block {
            Block::NoteStart => depth += 1,
            Block::NoteEnd => depth = depth.saturating_sub(1),
            Block::Para { text, .. } if depth == 0 => {
                let text = is_items(text).unwrap_or(text);
                out.extend(printed(text).map(|(label, _)| label.first));
            }
            _ => {}
        }
    }
    out
}

/// The rest of an `Items:` line.
fn is_items(text: &str) -> Option<&str> {
    let text = if starts_with_ci(text, "List of Items Controlled Items") { text.get(25..)? } else { text };
    let rest = text.strip_prefix("Items")?;
    let rest = rest.strip_prefix(':').or_else(|| rest.strip_prefix(' '))?;
    Some(rest.trim())
}

impl Sorter<'_> {
    fn block(&mut self, block: Block) {
        match block {
            Block::NoteStart => {
                self.close_loose();
                self.note = Some(OpenNote::default());
            }
            Block::NoteEnd => {
                if let Some(note) = self.note.take() {
                    self.keep_note(note);
                }
            }
            Block::Para { kind, text } => {
                if self.note.is_some() && self.item_inside_note(kind, &text) {
                    if let Some(note) = self.note.take() {
                        self.keep_note(note);
                    }
                    self.report.problem(&self.raw.code, format!("paragraph {} stands inside a note", text.split(' ').next().unwrap_or_default()));
                    self.note = None;
                    self.para(kind, &text);
                } else if let Some(note) = &mut self.note {
                    if let Some((label, _)) = printed(&text).filter(|_| kind == Para::Plain) {
                        note.listed = true;
                        self.note_list = ordinal(label.first.parts().first().map_or("", String::as_str));
                    }
                    let into = if kind == Para::NoteHead { &mut note.head } else { &mut note.body };
                    if !into.is_empty() {
                        into.push(' ');
                    }
                    into.push_str(&text);
                } else if !text.is_empty() {
                    self.para(kind, &text);
                }
            }
            Block::Table(rows) => self.table(rows),
        }
    }
    fn table(&mut self, rows: Vec<Vec<String>>) {
        if !rows.first().and_then(|r| r.first()).is_some_and(|c| starts_with_ci(c, "Control")) {
            // A table of another kind (2E003: deposition techniques).
            let words: Vec<String> = rows.into_iter().map(|r| r.join(" ")).collect();
            self.hang(notes::row(NoteKind::Plain, &words.join(" ")));
            return;
        }
        for cells in rows.into_iter().skip(1) {
            let mut cells = cells.into_iter().filter(|c| !c.is_empty());
            let left = cells.next().unwrap_or_default();
            let right = cells.next().unwrap_or_default();
            if let Some(more) = cells.next() {
                self.report.problem(&self.raw.code, "a licence-requirement row with more than two cells");
                self.raw.prose.push(format!("{left} {right} {more}"));
            } else if left.starts_with("Note to") {
                // "Note to SL paragraph": belongs to the row before it.
                self.raw.notes.push(notes::row(NoteKind::Plain, &left));
            } else if !left.is_empty() {
                self.raw.rows.push(RowText { left, right });
            }
        }
    }
    fn para(&mut self, kind: Para, text: &str) {
        if let Some(rest) = is_items(text) {
            self.close_loose();
            self.section = Section::Items;
            if !rest.is_empty() {
                self.item(Para::Plain, rest);
            }
            return;
        }
        if self.section != Section::Items && self.heading_line(text) {
            return;
        }
        match self.section {
            Section::Requirements => self.requirement(text),
            Section::Exceptions => self.exception(text),
            Section::Sta => self.sta(text),
            Section::Reporting => self.raw.notes.push(see_note(text)),
            Section::Related => {
                // Entries without an "Items:" line (3A090, 5A001): their paragraphs follow the related controls.
                let starts = !self.has_items && kind == Para::Plain && printed(text).is_some_and(|(p, _)| p.first.to_string() == "a");
                if starts {
                    self.section = Section::Items;
                    self.item(kind, text);
                } else {
                    self.raw.notes.push(notes::row(NoteKind::Related, text));
                }
            }
            Section::Items => self.item(kind, text),
        }
    }
    /// Lines that open a section. True when the line is used up.
    fn heading_line(&mut self, text: &str) -> bool {
        let after = |head: &str| starts_with_ci(text, head).then(|| text.get(head.len()..).unwrap_or_default().trim_start_matches([':', '.', ' ']).trim());
        if starts_with_ci(text, "License Requirement Note") || starts_with_ci(text, "License Requirements Note") {
            self.raw.requirement_notes.push(text.to_owned());
            return true;
        }
        if starts_with_ci(text, "License Exceptions Note") {
            self.raw.notes.push(notes::row(NoteKind::Plain, text));
            return true;
        }
        if let Some(rest) = after("Reason for Control").or(after("Reasons for Control")) {
            rest.clone_into(&mut self.raw.reasons);
            return true;
        }
        for head in ["License Requirements", "Control(s)", "Controls", "Country Chart"] {
            if let Some(rest) = after(head)
                && !(head == "Controls" && rest.starts_with("for"))
            {
                self.section = Section::Requirements;
                let rest = rest.trim_start_matches("(See Supp. No. 1 to part 738)").trim();
                if !rest.is_empty() {
                    self.requirement(rest);
                }
                return true;
            }
        }
        if starts_with_ci(text, "List Based License") || text.eq_ignore_ascii_case("License Exceptions") {
            self.section = Section::Exceptions;
            return true;
        }
        if starts_with_ci(text, "(See Part 740 for a description") {
            return true;
        }
        if starts_with_ci(text, "Special Conditions for") {
            self.section = Section::Sta;
            return true;
        }
        if let Some(rest) = text.strip_prefix("STA:") {
            self.section = Section::Sta;
            self.sta(rest.trim());
            return true;
        }
        for head in ["Reporting Requirements", "Special Reporting"] {
            if let Some(rest) = after(head) {
                self.section = Section::Reporting;
                if !rest.is_empty() {
                    self.raw.notes.push(see_note(text));
                }
                return true;
            }
        }
        if let Some(rest) = after("List of Items Controlled") {
            self.section = Section::Related;
            if !rest.is_empty() && !starts_with_ci(rest, "Related") {
                self.para(Para::Plain, rest);
            }
            return true;
        }
        if ["Related Control", "Related Definition", "Unit:", "ECCN Controls"].iter().any(|h| starts_with_ci(text, h)) {
            self.section = Section::Related;
            self.raw.notes.push(notes::row(NoteKind::Related, text));
            return true;
        }
        if let Some((symbol, rest)) = crate::exceptions::symbol(text)
            && matches!(self.section, Section::Requirements | Section::Exceptions)
        {
            self.section = Section::Exceptions;
            self.raw.exceptions.push((symbol.to_owned(), rest.to_owned()));
            return true;
        }
        false
    }
    fn requirement(&mut self, text: &str) {
        if applies_head(text) {
            self.raw.prose.push(text.to_owned());
            return;
        }
        match self.raw.prose.last_mut() {
            // Continuations of a requirement in prose: "(a) ...", "(1) ..." (1C351).
            Some(last) if text.starts_with('(') => {
                last.push(' ');
                last.push_str(text);
            }
            _ if find_ci(text, "§ 74").is_some() && text.starts_with("See §") => self.raw.notes.push(see_note(text)),
            _ => self.raw.remarks.push(text.to_owned()),
        }
    }
    fn exception(&mut self, text: &str) {
        match self.raw.exceptions.last_mut() {
            Some((_, body)) => {
                body.push(' ');
                body.push_str(text);
            }
            None => self.report.problem(&self.raw.code, "words among the exceptions that belong to none"),
        }
    }
    fn sta(&mut self, text: &str) {
        if !self.raw.sta.is_empty() {
            self.raw.sta.push(' ');
        }
        self.raw.sta.push_str(text);
    }
    fn item(&mut self, kind: Para, text: &str) {
        if kind == Para::Heading || text == "or" || text == "and" {
            return;
        }
        let label = if kind == Para::Flush1 { None } else { printed(text) };
        if let Some((label, rest)) = label
            && self.fits(&label, rest)
        {
            // An earlier loose note ends where the numbering goes on.
            self.close_loose();
            self.note_list = None;
            self.tree.place(&label, text);
            return;
        }
        if let Some(loose) = &mut self.loose {
            loose.body.push(' ');
            loose.body.push_str(text);
            return;
        }
        if notes::starts_note(text) || text.ends_with(':') || !self.tree.is_empty() {
            self.loose = Some(OpenNote { body: text.to_owned(), ..OpenNote::default() });
            return;
        }
        // "The list of items controlled is contained in the ECCN heading."
        if find_ci(text, "contained in").is_none() {
            self.raw.notes.push(notes::row(NoteKind::Plain, text));
        }
    }
    /// Whether a printed label is the next paragraph of the tree, not a list inside a note.
    fn fits(&self, label: &Printed, rest: &str) -> bool {
        if self.tree.has(&label.first) && !self.tree.is_reserved(&label.first) {
            return false;
        }
        let single = label.first.parts().len() == 1;
        if single && !label.stopped && label.last.is_none() {
            return false;
        }
        if single && rest.starts_with('=') {
            return false;
        }
        // Inside a note that is open, only a label that follows the last one closes the note.
        if self.loose.is_some() {
            let Some(last) = self.tree.last() else {
                return label.first.to_string() == "a";
            };
            return follows(last, &label.first);
        }
        true
    }
    /// Whether a paragraph inside a note element is the next of the entry's own (1C001.b): it follows the last one, the note
    /// has no list that it could belong to, and no paragraph outside the notes has its label.
    fn item_inside_note(&self, kind: Para, text: &str) -> bool {
        let fresh = self.note.as_ref().is_some_and(|n| !n.listed && !n.body.is_empty());
        let (Some(last), true, Para::Plain, Section::Items) = (self.tree.last(), fresh, kind, self.section) else {
            return false;
        };
        let goes_on = |label: &Label| self.note_list.is_some() && label.parts().len() == 1 && ordinal(label.last()) == self.note_list.map(|n| n + 1);
        printed(text).is_some_and(|(label, _)| {
            !goes_on(&label.first)
                && label.stopped
                && label.last.is_none()
                && label.first.last() != "a"
                && label.first.last() != "1"
                && follows(last, &label.first)
                && !self.outside.contains(&label.first)
        })
    }
    fn keep_note(&mut self, note: OpenNote) {
        let text = fold(&format!("{} {}", note.head, note.body));
        if text.is_empty() {
            return;
        }
        let requirement = starts_with_ci(&note.head, "License Requirement") || starts_with_ci(&text, "License Requirement");
        if requirement {
            self.raw.requirement_notes.push(text);
            return;
        }
        if self.section == Section::Requirements && find_ci(&text, "subject to the export licensing authority").is_some() {
            self.raw.remarks.push(text);
            return;
        }
        let row = notes::row(notes::kind(&note.head, &note.body), &text);
        self.hang(row);
    }
    fn hang(&mut self, row: NoteRow) {
        let row = if self.section == Section::Items { self.tree.note(row) } else { Some(row) };
        self.raw.notes.extend(row);
    }
    fn close_loose(&mut self) {
        if let Some(note) = self.loose.take() {
            let row = notes::row(notes::kind("", &note.body), &note.body);
            self.hang(row);
        }
    }
    fn finish(mut self) -> RawEntry {
        self.close_loose();
        for gap in std::mem::take(&mut self.tree.gaps) {
            self.report.problem(&self.raw.code, format!("paragraph {gap} does not follow the one before it"));
        }
        self.raw.labelled = self.tree.labelled;
        self.raw.implied = self.tree.implied.len();
        self.raw.join = self.tree.entry_join(join_of(&self.raw.heading));
        self.raw.tree = self.tree.finish();
        self.raw
    }
}

/// Whether `next` can stand directly after `last` in a numbering: first child, or next sibling of it or of one above it.
fn follows(last: &Label, next: &Label) -> bool {
    let start = |s: &str| ordinal(s) == Some(1);
    if next.parent() == *last && start(next.last()) {
        return true;
    }
    let mut above = last.clone();
    while !above.is_root() {
        if next.parent() == above.parent() && ordinal(next.last()) == ordinal(above.last()).map(|n| n + 1) {
            return true;
        }
        above = above.parent();
    }
    false
}

/// Whether a line states a requirement: `CW applies to ...`, `SL and AT apply to ...`, `... are subject to RS1 controls`.
pub fn applies_head(text: &str) -> bool {
    let head: String = text.chars().take(40).collect();
    let reason = text.get(..2).is_some_and(|r| r.chars().all(|c| c.is_ascii_uppercase()));
    (reason && (head.contains(" applies ") || head.contains(" apply "))) || text.contains("subject to RS1 controls") || text.starts_with("AT applies")
}

/// A note that points to a section: of the regulations, cited.
pub fn see_note(text: &str) -> NoteRow {
    let cite = crate::destination::section(text).map(|s| format!("15 CFR {s}"));
    NoteRow { kind: NoteKind::See, cite, digest: digest(text), text: fold(text), period: crate::model::Period::default() }
}
