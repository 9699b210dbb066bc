//! The Commerce Control List from a JSON rendering of another edition: headings, licence tables, exceptions.
//!
//! The rendering is not whole. It cuts the list at headings in bold and so gives an entry whose heading is set otherwise to
//! the entry before it: 0D614, 2B352, 3D006 and 3E002 are missing, and 0D606, 2B351, 3D005 and 3E001 show the rows of two
//! entries or of the wrong one. Such an entry is *blurred*: nothing is concluded from its rows. Its texts come from a
//! second rendering, which lacks 8D001 and 0A980 and invents 1C012; an absence there is no repeal either.
//!
//! Judgement on the differences listed in `part-774-diff.2026-06-24..2026-07-23.json`:
//! - real: the row of 17 entries (3A001, 3A090, 3D001, 4A003, 4A004, 4A005, 4A090, 4D001, 4D090, 4E001, 5A002, 5A004, 5A992,
//!   5D002, 5D992, 5E002, 5E992) whose destination now names the United Arab Emirates; 0A502, which got a list of
//!   paragraphs, a row that names them, and another LVS line;
//! - artefacts: 0D606 (the rows without "except 0D606.y" are those of the swallowed 0D614), 2B351, 3D005, 3E001 (swallowed
//!   entries), 0E982, 1C350, 1D018, 1E355 (one cell given twice);
//! - not to be seen: whether 3E001, whose June row has the destinations of the 17, was amended with them. Its new row is
//!   therefore open about the United Arab Emirates, see [`crate::edition::merge`].

use std::collections::BTreeMap;
use std::io::Read;

use serde::Deserialize;

use crate::error::{Place, ReadError};
use crate::eu::json_error;
use crate::model::RowText;
use crate::reference::is_entry_code;
use crate::text::{comparable, fold};
use crate::whole;

#[derive(Deserialize)]
struct Tables {
    #[serde(rename = "entryCount")]
    entry_count: usize,
    entries: Vec<TableEntry>,
}

#[derive(Deserialize)]
struct TableEntry {
    eccn: String,
    heading: String,
    #[serde(rename = "reasonForControl")]
    reason_for_control: Option<String>,
    #[serde(rename = "countryChart")]
    country_chart: Vec<ChartRow>,
    #[serde(rename = "licenceExceptionFlags")]
    licence_exception_flags: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Deserialize)]
struct ChartRow {
    control: String,
    #[serde(rename = "countryChart")]
    country_chart: String,
}

#[derive(Deserialize)]
struct Texts {
    entries: Vec<TextEntry>,
}

#[derive(Deserialize)]
struct TextEntry {
    code: String,
    items_controlled: Option<String>,
}

/// One entry of a later edition, as far as the rendering gives it.
#[derive(Clone, Debug, Default)]
pub struct LaterEntry {
    /// Its code.
    pub code: String,
    /// Its heading.
    pub heading: String,
    /// Its reasons for control.
    pub reasons: String,
    /// Its rows.
    pub rows: Vec<RowText>,
    /// Its exceptions: symbol and words.
    pub exceptions: BTreeMap<String, String>,
    /// Its list of items as running text, where a second rendering gives it.
    pub items: Option<String>,
    /// Whether another entry ran into it: its rows and exceptions say nothing.
    pub blurred: bool,
}

/// A later edition of a list.
#[derive(Clone, Debug, Default)]
pub struct LaterEdition {
    /// Its entries.
    pub entries: Vec<LaterEntry>,
}

impl LaterEdition {
    /// The entry with a code.
    pub fn get(&self, code: &str) -> Option<&LaterEntry> {
        self.entries.iter().find(|e| e.code == code)
    }
}

/// Reads the licence tables of a later edition, and its texts where given.
///
/// # Errors
/// When a file is no JSON, or not of the known shape.
pub fn read_ccl_tables_json(tables: impl Read, tables_name: &str, texts: Option<(&mut dyn Read, &str)>) -> Result<LaterEdition, ReadError> {
    let bytes = whole::bytes(tables, tables_name)?;
    let tables: Tables = serde_json::from_slice(&bytes).map_err(|e| json_error(tables_name, &bytes, &e))?;
    if tables.entries.len() != tables.entry_count || tables.entries.len() < 500 {
        let what = format!("{} entries, where the file says {}", tables.entries.len(), tables.entry_count);
        return Err(ReadError::UnknownShape { place: Place::new(tables_name, None, 0), what });
    }
    let mut items: BTreeMap<String, String> = BTreeMap::new();
    if let Some((input, name)) = texts {
        let bytes = whole::bytes(input, name)?;
        let texts: Texts = serde_json::from_slice(&bytes).map_err(|e| json_error(name, &bytes, &e))?;
        items.extend(texts.entries.into_iter().filter_map(|e| Some((e.code, e.items_controlled?))));
    }
    let mut out = LaterEdition::default();
    for entry in tables.entries {
        if !is_entry_code(&entry.eccn) {
            return Err(ReadError::UnknownShape { place: Place::new(tables_name, Some(&entry.eccn), 0), what: "not an entry code".into() });
        }
        let rows = entry.country_chart.iter().map(|r| RowText { left: fold(&r.control), right: fold(&r.country_chart) }).collect();
        let exceptions = entry.licence_exception_flags.unwrap_or_default().into_iter().filter_map(|(k, v)| Some((k, fold(&v?)))).collect();
        out.entries.push(LaterEntry {
            items: items.remove(&entry.eccn),
            heading: fold(&entry.heading),
            reasons: entry.reason_for_control.unwrap_or_default(),
            rows,
            exceptions,
            code: entry.eccn,
            blurred: false,
        });
    }
    Ok(out)
}

/// Marks the entries into which a missing one ran: those directly before an entry that `codes`, the codes of the earlier edition
/// in order, has and the rendering lacks; and those whose heading holds a whole licence section.
pub fn mark_blurred(edition: &mut LaterEdition, codes: &[String]) {
    let missing = |code: &String| edition.get(code).is_none();
    let mut blurred: Vec<String> = Vec::new();
    for (n, code) in codes.iter().enumerate() {
        if missing(code)
            && let Some(before) = codes.get(..n).and_then(|c| c.iter().rev().find(|c| !missing(c)))
        {
            blurred.push(before.clone());
        }
    }
    for entry in &mut edition.entries {
        if blurred.contains(&entry.code) || entry.heading.contains("License Requirements") {
            entry.blurred = true;
        }
        if let Some(at) = entry.heading.find(" License Requirements") {
            entry.heading.truncate(at);
        }
    }
}

/// Whether two rows say the same, but for what converters do differently.
pub fn same_row(a: &RowText, b: &RowText) -> bool {
    // One cell of a one-cell row is given twice.
    let right = |r: &RowText| {
        if comparable(&r.right) == comparable(&r.left) { String::new() } else { comparable(&r.right) }
    };
    let whole = |r: &RowText| format!("{}{}", comparable(&r.left), right(r));
    whole(a) == whole(b)
}
