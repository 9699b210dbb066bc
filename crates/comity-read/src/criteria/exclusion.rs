//! Exclusion notes: what they take out, and of which provisions.

use super::token::{Kind, tokens};
use super::{Dialect, Paragraph, Phrasebook, Reading, read};

/// What an exclusion note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The provisions that it names.
    pub codes: Vec<String>,
    /// What it takes out of them.
    pub reading: Reading,
}

/// Phrases between the provisions that a note is about and what it takes out of them.
const TAKES_OUT: [&str; 8] =
    ["does not control", "do not control", "does not apply to", "do not apply to", "does not include", "do not include", "does not apply", "do not apply"];

/// Reads a note that takes items out; `None` when it does not.
///
/// ```
/// use comity_read::criteria::{Dialect, PhraseRow, Phrasebook, read_exclusion};
/// let book = Phrasebook::new(vec![PhraseRow::quantity("mass", "kg", &["mass"])]);
/// let note = "Note: 9A999.b does not apply to toys with a mass of less than 2 kg.";
/// let exclusion = read_exclusion("9A999", note, &Dialect::decimal_point(), &book).unwrap();
/// assert_eq!(exclusion.codes, ["9A999.b"]);
/// assert!(exclusion.reading.criterion.starts_with("mass < '2 kg' and words('"));
/// ```
pub fn read_exclusion(code: &str, note: &str, dialect: &Dialect, phrasebook: &Phrasebook) -> Option<Exclusion> {
    let lower = note.to_ascii_lowercase();
    let (at, phrase) = TAKES_OUT.iter().filter_map(|p| lower.find(p).map(|at| (at, *p))).min_by_key(|(at, p)| (*at, usize::MAX - p.len()))?;
    let head = note.get(..at)?;
    let body = note.get(at + phrase.len()..)?;
    let codes: Vec<String> = tokens(head, dialect)
        .into_iter()
        .filter_map(|t| match t.kind {
            Kind::Code(code) => Some(code),
            _ => None,
        })
        .collect();
    let codes = if codes.is_empty() { vec![code.to_owned()] } else { codes };
    let mut reading = read(&Paragraph::new(code, body), dialect, phrasebook);
    // A list inside the note, or more than one sentence, has joins of its own.
    let listed = body.contains("following:") || body.contains("following :") || body.contains("; and ") || body.contains("; or ");
    let sentences = body.trim_end().trim_end_matches('.').contains(". ") && !body.contains("e.g. ");
    if (listed || sentences) && reading.unread.is_none() && reading.numbers > 0 {
        let why = if listed { "a list inside a note" } else { "a note of several sentences" };
        reading.criterion = format!("untranslated('{why}')");
        reading.unread = Some(why.to_owned());
        reading.words.clear();
    }
    Some(Exclusion { codes, reading })
}
