//! Printing the criteria of an edition as the KDL text of `docs/criteria-format.md`.

use std::fmt::Write;

use jiff::civil::Date;

use crate::model::{Join, NoteKind, NoteRow, SourceEntry, SourceList, SourceProvision};
use crate::print::quoted;
use crate::tree::is_reserved;

/// The first line of every derived file.
const DERIVED: &str = "// Derived by `comity law import` from the official source: do not edit. What a person read stands in criteria/curated/.\n";

/// The edition whose criteria are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaHeader {
    /// Id of the list.
    pub list: String,
    /// First day of the edition.
    pub edition: Date,
    /// Name of the source file.
    pub file: String,
    /// SHA-256 of the source file.
    pub digest: String,
}

/// A paragraph whose words are to be read.
#[derive(Clone, Copy, Debug)]
pub struct ParagraphText<'a> {
    /// Whole code.
    pub code: &'a str,
    /// Its own words.
    pub text: &'a str,
    /// The words of the paragraph above.
    pub above: Option<&'a str>,
}

/// A criterion as text of the format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenCriterion {
    /// The text.
    pub criterion: String,
    /// Numbers in the paragraph.
    pub numbers: usize,
    /// Why it was not read whole.
    pub unread: Option<String>,
}

/// Reads the words of paragraphs and of exclusion notes.
pub trait ReadCriteria {
    /// What a paragraph asks.
    fn paragraph(&mut self, paragraph: &ParagraphText<'_>) -> WrittenCriterion;
    /// What an exclusion note at a paragraph takes out, and from which provisions; `None` where it takes nothing out by itself.
    fn exclusion(&mut self, at: &str, note: &str) -> Option<(Vec<String>, WrittenCriterion)>;
}

/// One paragraph of the tree, flat.
struct Row<'a> {
    code: String,
    family: Option<&'a str>,
    elsewhere: Option<&'a str>,
    join: Join,
    reserved: bool,
    has_children: bool,
    digest: Option<&'a str>,
    text: &'a str,
    above: Option<&'a str>,
    notes: Vec<&'a NoteRow>,
}

/// The files of an edition: `3A.kdl` for category 3, group A.
pub fn files(list: &SourceList, header: &CriteriaHeader, reader: &mut dyn ReadCriteria) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for entry in &list.entries {
        let mut rows = Vec::new();
        flatten(entry, &mut rows);
        let exclusions = exclusions(&rows, reader);
        let name: String = entry.code.chars().filter(|c| c.is_ascii_alphanumeric()).take(2).collect();
        let name = format!("{name}.kdl");
        let position = out.iter().position(|(file, _)| *file == name).unwrap_or_else(|| {
            let (list, digest) = (quoted(&header.list), quoted(&header.digest));
            out.push((name, format!("{DERIVED}source list={list} edition=\"{}\" file={} digest={digest}\n", header.edition, quoted(&header.file))));
            out.len() - 1
        });
        let Some((_, text)) = out.get_mut(position) else { continue };
        for row in &rows {
            write(text, row, &exclusions, reader);
        }
    }
    out
}

fn flatten<'a>(entry: &'a SourceEntry, rows: &mut Vec<Row<'a>>) {
    rows.push(Row {
        code: entry.code.clone(),
        family: entry.family.as_deref(),
        elsewhere: entry.hand_offs.iter().find(|pointer| pointer.period.is_open()).map(|pointer| pointer.to.as_str()),
        join: entry.join,
        reserved: holds_place(&entry.text) && entry.provisions.is_empty(),
        has_children: !entry.provisions.is_empty(),
        digest: Some(&entry.digest),
        text: &entry.text,
        above: None,
        notes: entry.notes.iter().filter(|note| note.period.is_open()).collect(),
    });
    for provision in entry.provisions.iter().filter(|provision| provision.period.is_open()) {
        below(&entry.code, &entry.text, provision, rows);
    }
}

fn below<'a>(entry: &str, above: &'a str, provision: &'a SourceProvision, rows: &mut Vec<Row<'a>>) {
    rows.push(Row {
        code: format!("{entry}.{}", provision.label),
        family: None,
        elsewhere: None,
        join: provision.join,
        reserved: provision.reserved || holds_place(&provision.text) && provision.children.is_empty(),
        has_children: !provision.children.is_empty(),
        digest: provision.digest.as_deref(),
        text: &provision.text,
        above: Some(above),
        notes: provision.notes.iter().filter(|note| note.period.is_open()).collect(),
    });
    for child in provision.children.iter().filter(|child| child.period.is_open()) {
        below(entry, &provision.text, child, rows);
    }
}

/// Whether a paragraph only holds its place, also where a list says so in a way of its own: `Not used:`, `ACOUSTICS - None`.
fn holds_place(text: &str) -> bool {
    !text.is_empty() && is_reserved(text.trim_end().trim_end_matches(':'))
}

/// An exclusion at the provision that it takes from.
struct Taken {
    from: String,
    digest: String,
    written: WrittenCriterion,
}

/// What the notes of an entry take out, each at the provision that it names.
fn exclusions(rows: &[Row<'_>], reader: &mut dyn ReadCriteria) -> Vec<Taken> {
    let mut out = Vec::new();
    for row in rows {
        for note in row.notes.iter().filter(|note| note.kind == NoteKind::Exclusion) {
            // A note that cannot be read may take out anything.
            let unread = || (vec![row.code.clone()], WrittenCriterion { criterion: "untranslated('an exclusion')".into(), ..WrittenCriterion::default() });
            let (from, written) = reader.exclusion(&row.code, &note.text).unwrap_or_else(unread);
            let mut known: Vec<String> = from.into_iter().filter(|from| rows.iter().any(|row| row.code == *from)).collect();
            // A note that names no provision of its entry narrows where it stands.
            if known.is_empty() {
                known.push(row.code.clone());
            }
            for from in known {
                // A note may be printed at several of the paragraphs that it names.
                if !out.iter().any(|taken: &Taken| taken.from == from && taken.digest == note.digest) {
                    out.push(Taken { from, digest: note.digest.clone(), written: written.clone() });
                }
            }
        }
    }
    out
}

fn write(out: &mut String, row: &Row<'_>, exclusions: &[Taken], reader: &mut dyn ReadCriteria) {
    // Writing to a String cannot fail.
    let _ = write!(out, "node {}", quoted(&row.code));
    if let Some(family) = row.family {
        let _ = write!(out, " family={}", quoted(family));
    }
    if let Some(elsewhere) = row.elsewhere {
        let _ = write!(out, " elsewhere={}", quoted(elsewhere));
    }
    if row.reserved {
        out.push_str(" status=\"reserved\"\n");
        return;
    }
    if row.has_children {
        let _ = write!(out, " join=\"{}\"", row.join.word());
    }
    if let Some(digest) = row.digest {
        let _ = write!(out, " digest=\"{digest}\"");
    }
    let written = match row.text.is_empty() {
        true => WrittenCriterion { criterion: "true".into(), ..WrittenCriterion::default() },
        false => reader.paragraph(&ParagraphText { code: &row.code, text: row.text, above: row.above }),
    };
    let own: Vec<&Taken> = exclusions.iter().filter(|taken| taken.from == row.code).collect();
    let numbers = written.numbers;
    if numbers > 0 {
        let _ = write!(out, " numbers={numbers}");
    }
    if let Some(unread) = &written.unread {
        let _ = write!(out, " unread={}", quoted(unread));
    }
    let _ = write!(out, " {}", quoted(&written.criterion));
    if own.is_empty() {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    for taken in own {
        let _ = writeln!(out, "  except digest=\"{}\" {}", taken.digest, quoted(&taken.written.criterion));
    }
    out.push_str("}\n");
}
