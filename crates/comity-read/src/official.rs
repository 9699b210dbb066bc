//! The official text of a list, paragraph by paragraph: what a user keeps beside the law on their own machine.
//!
//! This is the one way in which wording leaves the readers. It never goes into the law folder.

use serde::{Deserialize, Serialize};

use crate::error::ReadError;
use crate::model::{NoteRow, SourceList, SourceProvision};
use crate::{read_ccl_xml, read_dsgl_csv, read_eu_annex_json, read_eu_annex_text, read_wassenaar_text};

/// A form of a source that a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// [`read_ccl_xml`].
    CclXml,
    /// [`read_eu_annex_json`].
    EuAnnexJson,
    /// [`read_eu_annex_text`].
    EuAnnexText,
    /// [`read_dsgl_csv`].
    DsglCsv,
    /// [`read_wassenaar_text`].
    WassenaarText,
}

/// Every form with the name that the law folder calls its reader by.
const NAMES: [(Form, &str); 5] = [
    (Form::CclXml, "ccl-xml"),
    (Form::EuAnnexJson, "eu-annex-json"),
    (Form::EuAnnexText, "eu-annex-text"),
    (Form::DsglCsv, "dsgl-csv"),
    (Form::WassenaarText, "wassenaar-text"),
];

impl Form {
    /// The form with a name.
    ///
    /// ```
    /// use comity_read::official::Form;
    /// assert_eq!(Form::named("ccl-xml"), Some(Form::CclXml));
    /// assert_eq!(Form::named("pdf"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(form, _)| *form)
    }

    /// The form in which a file of a list comes.
    ///
    /// # Errors
    /// When there is no reader for the list.
    pub fn of_file(list: &str, file: &str) -> Result<Self, ReadError> {
        match list {
            "us/ccl" => Ok(Self::CclXml),
            "eu/annex-i" if file.ends_with(".json") => Ok(Self::EuAnnexJson),
            "eu/annex-i" => Ok(Self::EuAnnexText),
            "au/dsgl" => Ok(Self::DsglCsv),
            "wa/dual-use" => Ok(Self::WassenaarText),
            _ => Err(ReadError::NoReader { list: list.to_owned(), known: crate::import::LISTS.join(", ") }),
        }
    }

    /// Reads a source of this form. `name` is what errors call it.
    ///
    /// # Errors
    /// When the source is damaged, is another document, or has changed its form.
    pub fn read(self, bytes: &[u8], name: &str) -> Result<SourceList, ReadError> {
        match self {
            Self::CclXml => read_ccl_xml(bytes, name),
            Self::EuAnnexJson => read_eu_annex_json(bytes, name),
            Self::EuAnnexText => read_eu_annex_text(bytes, name),
            Self::DsglCsv => read_dsgl_csv(bytes, name),
            Self::WassenaarText => read_wassenaar_text(bytes, name),
        }
    }
}

/// The official wording of one paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialParagraph {
    /// Whole code, such as `3A001.a.5.a.1`.
    pub path: String,
    /// Its words, without the label; of an entry, its heading.
    pub text: String,
    /// The digest by which the law folder knows the paragraph: of the words as they are printed.
    pub digest: String,
    /// The notes that stand at it, each with its head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The wording of every paragraph of a list, in the order of the source. A head that the source implies and does not print has none.
///
/// ```
/// use comity_read::{SourceEntry, SourceList, official::paragraphs};
/// let entry = SourceEntry { code: "1A1".into(), text: "Things".into(), digest: "00".into(), ..SourceEntry::default() };
/// let list = SourceList { entries: vec![entry], ..SourceList::default() };
/// assert_eq!((&*paragraphs(&list)[0].path, &*paragraphs(&list)[0].text), ("1A1", "Things"));
/// ```
pub fn paragraphs(list: &SourceList) -> Vec<OfficialParagraph> {
    let mut out = Vec::new();
    for entry in &list.entries {
        out.push(OfficialParagraph { path: entry.code.clone(), text: entry.text.clone(), digest: entry.digest.clone(), notes: words(&entry.notes) });
        for provision in &entry.provisions {
            below(&entry.code, provision, &mut out);
        }
    }
    out
}

fn below(entry: &str, provision: &SourceProvision, out: &mut Vec<OfficialParagraph>) {
    if let Some(digest) = &provision.digest {
        let (path, text) = (format!("{entry}.{}", provision.label), provision.text.clone());
        out.push(OfficialParagraph { path, text, digest: digest.clone(), notes: words(&provision.notes) });
    }
    for child in &provision.children {
        below(entry, child, out);
    }
}

fn words(notes: &[NoteRow]) -> Vec<String> {
    notes.iter().filter(|note| !note.text.is_empty()).map(|note| note.text.clone()).collect()
}
