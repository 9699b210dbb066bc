//! The press: fonts and a template, and what turns a sheet into a PDF.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use typst::{
    Library, LibraryExt, comemo,
    diag::SourceDiagnostic,
    foundations::{Bytes, Datetime, Smart},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{PrintError, Sheet, breaks, glyphs, world::Desk};

/// How often a sheet is set again because a combination of characters had no glyph. Once is enough where fonts keep what they promise.
const AGAIN: usize = 3;
/// For how many sheets the typesetter remembers what it worked out: fonts are shaped alike from sheet to sheet, and names shall not stay for long.
const REMEMBERED: usize = 2;

/// The fonts, read once. Making one takes some milliseconds and megabytes: keep it.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// A sheet as it was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters that stand on it by their code points.
    pub without_glyph: Vec<char>,
}

impl Press {
    /// A press with the fonts that are part of it (Latin, Greek and Cyrillic letters, and what else those hold) and more of them: the bytes of TrueType
    /// or OpenType files, or of collections of such. What is no font is passed over. Fonts that come first are preferred.
    pub fn new(more: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let own = typst_assets::fonts().map(Bytes::new);
        let fonts: Vec<Font> = own.chain(more.into_iter().map(Bytes::new)).flat_map(Font::iter).collect();
        Self { library: LazyHash::new(Library::builder().build()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// How many fonts it has.
    pub fn fonts(&self) -> usize {
        self.fonts.len()
    }

    /// Prints a sheet.
    ///
    /// # Errors
    /// Faults of the program: nothing that stands on a sheet causes one.
    pub fn print(&self, sheet: &Sheet) -> Result<Printed, PrintError> {
        let printed = self.set(sheet);
        comemo::evict(REMEMBERED);
        printed
    }

    fn set(&self, sheet: &Sheet) -> Result<Printed, PrintError> {
        let mut data = serde_json::to_value(sheet)?;
        breaks::mark(&mut data);
        let mut without = glyphs::without_glyph(&data, &self.book);
        let mut document = self.document(&mut data, &without)?;
        for _ in 0..AGAIN {
            let mut found = BTreeSet::new();
            document.pages().iter().for_each(|page| glyphs::set_without_glyph(&page.frame, &mut found));
            if found.is_subset(&without) {
                break;
            }
            without.extend(found);
            document = self.document(&mut data, &without)?;
        }
        let made = sheet.made;
        let at = Datetime::from_ymd_hms(made.year, made.month, made.day, made.hour, made.minute, made.second).ok_or(PrintError::Time)?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| PrintError::Set { what: error.message().to_string() })?;
        let options = PdfOptions {
            creator: Smart::Custom(Some(concat!("comity ", env!("CARGO_PKG_VERSION")).to_owned())),
            timestamp: Some(Timestamp::new_utc(at)),
            standards,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| said(&faults))?;
        Ok(Printed { bytes, pages: document.pages().len(), without_glyph: without.into_iter().collect() })
    }

    fn document(&self, data: &mut Json, without: &BTreeSet<char>) -> Result<PagedDocument, PrintError> {
        if let Some(fields) = data.as_object_mut() {
            fields.insert("without".to_owned(), glyphs::runs_of(without).into());
        }
        let unnamed = || PrintError::Set { what: "the template has no name".into() };
        let desk = Desk::of(&self.library, &self.book, &self.fonts, serde_json::to_vec(data)?).ok_or_else(unnamed)?;
        typst::compile::<PagedDocument>(&desk).output.map_err(|faults| said(&faults))
    }
}

fn said(faults: &[SourceDiagnostic]) -> PrintError {
    let lines: Vec<String> =
        faults.iter().flat_map(|fault| std::iter::once(fault.message.to_string()).chain(fault.hints.iter().map(|hint| hint.v.to_string()))).collect();
    PrintError::Set { what: lines.join("; ") }
}
