//! The criteria of one edition of a list, from its source.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::civil::Date;

use crate::criteria::{Dialect, Paragraph, Phrasebook, Reading, read, read_exclusion};
use crate::criteria_files::{CriteriaHeader, ParagraphText, ReadCriteria, WrittenCriterion, files};
use crate::error::ReadError;
use crate::model::SourceList;
use crate::official::Form;
use crate::text::file_digest;
use crate::whole;

/// The derived files of an edition's criteria, and what a curator wants to know.
#[derive(Clone, Debug, Default)]
pub struct ImportedCriteria {
    /// Paths relative to `lists/<list>/criteria/<edition>/`, and their texts.
    pub files: Vec<(String, String)>,
    /// Paragraphs with a number, and those of them read whole.
    pub numeric: (usize, usize),
    /// Wordings by digest: the words, and where they stand. Official wording: never to be written into the law folder.
    pub words: BTreeMap<String, Wording>,
    /// Phrases that the vocabulary lacks, with unit: how often, and where first.
    pub unknown: BTreeMap<(String, String), (usize, String)>,
    /// Paragraphs not read whole: code, text and why. Official wording.
    pub unread: Vec<(String, String, String)>,
}

/// A wording with the paragraphs that use it.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// The normalised words.
    pub words: String,
    /// Codes.
    pub codes: Vec<String>,
}

/// Reads the source of a whole edition.
///
/// # Errors
/// When there is no reader for the list, or the source is missing, damaged or has changed its form.
pub fn read_source(list: &str, path: &Path) -> Result<SourceList, ReadError> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let form = Form::of_file(list, &name)?;
    let file = File::open(path).map_err(|cause| ReadError::Io { file: path.display().to_string(), cause })?;
    form.read(&whole::bytes(file, &name)?, &name)
}

/// Reads the criteria of a whole edition.
///
/// # Errors
/// As [`read_source`].
pub fn import_criteria(list: &str, edition: Date, path: &Path, phrasebook: &Phrasebook) -> Result<ImportedCriteria, ReadError> {
    let source = read_source(list, path)?;
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|cause| ReadError::Io { file: path.display().to_string(), cause })?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Only the structured rendering of the EU list lost the marks of its superscripts.
    let dialect = Dialect { flattened_superscripts: Dialect::for_list(list).flattened_superscripts && file.ends_with(".json"), ..Dialect::for_list(list) };
    let header = CriteriaHeader { list: list.to_owned(), edition, file, digest: format!("sha256:{}", file_digest(&bytes)) };
    let mut reader = Reader { dialect, phrasebook, out: ImportedCriteria::default() };
    let files = files(&source, &header, &mut reader);
    Ok(ImportedCriteria { files, ..reader.out })
}

struct Reader<'p> {
    dialect: Dialect,
    phrasebook: &'p Phrasebook,
    out: ImportedCriteria,
}

impl Reader<'_> {
    fn take(&mut self, code: &str, reading: Reading) -> WrittenCriterion {
        for (digest, words) in reading.words {
            let row = self.out.words.entry(digest).or_insert_with(|| Wording { words, codes: Vec::new() });
            row.codes.push(code.to_owned());
        }
        for unknown in reading.unknown {
            self.out.unknown.entry((unknown.phrase, unknown.unit)).or_insert_with(|| (0, code.to_owned())).0 += 1;
        }
        let criterion = if reading.criterion.is_empty() { "true".to_owned() } else { reading.criterion };
        WrittenCriterion { criterion, numbers: reading.numbers, unread: reading.unread }
    }
}

impl ReadCriteria for Reader<'_> {
    fn paragraph(&mut self, paragraph: &ParagraphText<'_>) -> WrittenCriterion {
        let reading = read(&Paragraph { code: paragraph.code, text: paragraph.text, parent_text: paragraph.above }, &self.dialect, self.phrasebook);
        if reading.numbers > 0 {
            self.out.numeric.0 += 1;
            self.out.numeric.1 += usize::from(reading.unread.is_none());
        }
        if let Some(why) = &reading.unread {
            self.out.unread.push((paragraph.code.to_owned(), paragraph.text.to_owned(), why.clone()));
        }
        self.take(paragraph.code, reading)
    }

    fn exclusion(&mut self, at: &str, note: &str) -> Option<(Vec<String>, WrittenCriterion)> {
        let exclusion = read_exclusion(at, note, &self.dialect, self.phrasebook)?;
        let written = self.take(at, exclusion.reading);
        Some((exclusion.codes, written))
    }
}
