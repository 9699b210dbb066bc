//! The complete set of derived files of a list, from its sources.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::ccl::tables_json::read_ccl_tables_json;
use crate::ccl::{self, read_ccl_xml};
use crate::dsgl::read_dsgl_csv;
use crate::edition::{Changes, merge};
use crate::error::ReadError;
use crate::eu::read_eu_annex_json;
use crate::header::{self, HeaderFacts};
use crate::model::{Report, SourceList};
use crate::print;
use crate::text::file_digest;
use crate::wassenaar::read_wassenaar_text;
use crate::whole;

/// The lists that can be imported.
pub const LISTS: [&str; 4] = ["us/ccl", "eu/annex-i", "au/dsgl", "wa/dual-use"];

/// The derived files of a list.
#[derive(Clone, Debug)]
pub struct ImportedFiles {
    /// Paths relative to `lists/<list>/`, and their texts.
    pub files: Vec<(String, String)>,
    /// What the header says.
    pub header: ListHeader,
    /// Counts and problems.
    pub report: Report,
    /// What later editions changed.
    pub changes: Vec<(Date, Changes)>,
    /// The list itself.
    pub list: SourceList,
}

/// The header of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHeader {
    /// Its id.
    pub list: String,
    /// First day that it covers.
    pub covers_from: Date,
    /// Day of its last comparison with a source.
    pub checked: Date,
    /// Its editions.
    pub editions: Vec<Edition>,
}

/// One edition of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its date.
    pub date: Date,
    /// The file's name.
    pub source: String,
    /// SHA-256 of the file.
    pub digest: String,
    /// Entries found, where the source is whole.
    pub entries: Option<usize>,
    /// Provisions found, where the source is whole.
    pub provisions: Option<usize>,
    /// Rows with a part not translated, where the source is whole.
    pub untranslated: Option<usize>,
}

/// Reads the sources of a list and makes its derived files. The first source is a whole edition; later ones may be
/// renderings of parts (`*.licence-tables.json`, and `*.text.json` of the same date).
///
/// The header says nothing of the list but its days and editions: see [`import_with`].
///
/// # Errors
/// When there is no reader for the list, a source is missing, damaged or has changed its form.
pub fn import(list: &str, sources: &[(Date, PathBuf)]) -> Result<ImportedFiles, ReadError> {
    import_with(list, sources, &HeaderFacts::default())
}

/// Like [`import`]; the header keeps these facts (title, citation, chart and so on).
///
/// # Errors
/// When there is no reader for the list, a source is missing, damaged or has changed its form.
pub fn import_with(list: &str, sources: &[(Date, PathBuf)], facts: &HeaderFacts) -> Result<ImportedFiles, ReadError> {
    if !LISTS.contains(&list) {
        return Err(ReadError::NoReader { list: list.to_owned(), known: LISTS.join(", ") });
    }
    let Some((first_date, first)) = sources.first() else {
        return Err(ReadError::Sources { what: "no source is given".into() });
    };
    let mut read = match list {
        "us/ccl" => read_ccl_xml(open(first)?, &name(first))?,
        "au/dsgl" => read_dsgl_csv(open(first)?, &name(first))?,
        "wa/dual-use" => read_wassenaar_text(open(first)?, &name(first))?,
        // Earlier editions are printed texts; they are read for comparing, not imported.
        _ => read_eu_annex_json(open(first)?, &name(first))?,
    };
    for entry in &mut read.entries {
        entry.period.from = Some(*first_date);
    }
    let mut editions = vec![Edition {
        entries: Some(read.report.entries),
        provisions: Some(read.report.provisions),
        untranslated: Some(read.report.untranslated),
        ..edition(*first_date, first)?
    }];
    let mut changes = Vec::new();
    let later = sources.get(1..).unwrap_or_default();
    for (date, path) in later {
        if date <= first_date {
            return Err(ReadError::Sources { what: format!("{} is not later than the whole edition", path.display()) });
        }
        editions.push(edition(*date, path)?);
        if list != "us/ccl" || is_text(path) {
            continue;
        }
        let text = later.iter().find(|(d, p)| d == date && is_text(p)).map(|(_, p)| p);
        let later = match text {
            Some(text) => {
                let mut input = open(text)?;
                read_ccl_tables_json(open(path)?, &name(path), Some((&mut input, &name(text))))?
            }
            None => read_ccl_tables_json(open(path)?, &name(path), None)?,
        };
        changes.push((*date, merge(&mut read, later, *date)));
    }
    ccl::count(&mut read);
    let checked = editions.iter().map(|e| e.date).max().unwrap_or(*first_date);
    let header = ListHeader { list: list.to_owned(), covers_from: *first_date, checked, editions };
    let mut files = vec![("list.kdl".to_owned(), header::text(&header, facts, &changes))];
    files.extend(print::files(&read));
    Ok(ImportedFiles { files, header, report: read.report.clone(), changes, list: read })
}

fn is_text(path: &Path) -> bool {
    name(path).ends_with(".text.json")
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn open(path: &Path) -> Result<BufReader<File>, ReadError> {
    let file = File::open(path).map_err(|cause| ReadError::Io { file: path.display().to_string(), cause })?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

fn edition(date: Date, path: &Path) -> Result<Edition, ReadError> {
    let bytes = whole::bytes(open(path)?, &path.display().to_string())?;
    Ok(Edition { date, source: name(path), digest: format!("sha256:{}", file_digest(&bytes)), entries: None, provisions: None, untranslated: None })
}
