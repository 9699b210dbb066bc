//! Official text in the data folder: `law/<jurisdiction>/<list>/<edition>/` with `text.jsonl`, a paragraph a line, and `source.json`, where it came from.

use std::{
    fs,
    path::{Path, PathBuf},
};

use comity_read::{official::OfficialParagraph, text::file_digest};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    data_folder::{DataFolder, replace},
    error::EdgeError,
};

/// The name and version of the form of `source.json`.
const FORMAT: &str = "comity-official-text/1";

/// Where a stored text came from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRecord {
    /// [`FORMAT`].
    pub format: String,
    /// Id of the list.
    pub list: String,
    /// First day of the edition.
    pub edition: Date,
    /// The address, or the file that was given.
    pub address: String,
    /// When it was fetched.
    pub retrieved: Timestamp,
    /// When the source was last asked and gave the same.
    pub confirmed: Timestamp,
    /// What the server said by which it knows this state again.
    pub etag: Option<String>,
    /// The server's own date of it.
    pub last_modified: Option<String>,
    /// SHA-256 of the bytes that came.
    pub digest: String,
    /// How many they were.
    pub bytes: u64,
    /// Paragraphs in `text.jsonl`.
    pub provisions: usize,
    /// Paragraphs that differed from the law loaded at the time.
    pub drifted: usize,
    /// SHA-256 of `text.jsonl`.
    pub text_digest: String,
}

/// The official text of one edition of a list.
pub struct StoredText {
    /// Where it came from.
    pub source: SourceRecord,
    /// Its paragraphs, in the order of the source.
    pub paragraphs: Vec<OfficialParagraph>,
}

impl StoredText {
    /// The text and its record, to be stored. The record's own counts and digest of the text are set here.
    ///
    /// # Errors
    /// When a paragraph cannot be written as JSON.
    pub fn new(mut source: SourceRecord, paragraphs: Vec<OfficialParagraph>) -> Result<Self, EdgeError> {
        source.format = FORMAT.to_owned();
        source.provisions = paragraphs.len();
        source.text_digest = format!("sha256:{}", file_digest(&lines(&paragraphs)?));
        Ok(Self { source, paragraphs })
    }

    /// Stores it. The record comes last and names the digest of the text: a text without its record does not count as fetched.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, folder: &DataFolder) -> Result<PathBuf, EdgeError> {
        let place = place(folder, &self.source.list, self.source.edition);
        replace(&place.join("text.jsonl"), &lines(&self.paragraphs)?)?;
        self.save_record(folder)?;
        Ok(place)
    }

    /// Stores the record alone.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save_record(&self, folder: &DataFolder) -> Result<PathBuf, EdgeError> {
        let place = place(folder, &self.source.list, self.source.edition);
        let record = serde_json::to_vec_pretty(&self.source).map_err(|error| EdgeError::Output(error.into()))?;
        replace(&place.join("source.json"), &record)?;
        Ok(place)
    }

    /// The text of a paragraph.
    pub fn paragraph(&self, code: &str) -> Option<&OfficialParagraph> {
        self.paragraphs.iter().find(|paragraph| paragraph.path == code)
    }
}

fn lines(paragraphs: &[OfficialParagraph]) -> Result<Vec<u8>, EdgeError> {
    let mut out = Vec::new();
    for paragraph in paragraphs {
        serde_json::to_writer(&mut out, paragraph).map_err(|error| EdgeError::Output(error.into()))?;
        out.push(b'\n');
    }
    Ok(out)
}

fn place(folder: &DataFolder, list: &str, edition: Date) -> PathBuf {
    folder.law().join(list).join(edition.to_string())
}

/// The stored text of an edition; `None` where none was fetched.
///
/// # Errors
/// When it was fetched and cannot be used: altered, or of another version.
pub fn load(folder: &DataFolder, list: &str, edition: Date) -> Result<Option<StoredText>, EdgeError> {
    let place = place(folder, list, edition);
    let Some(source) = record(&place)? else { return Ok(None) };
    let path = place.join("text.jsonl");
    let bytes = fs::read(&path).map_err(EdgeError::file("read", &path))?;
    if source.text_digest != format!("sha256:{}", file_digest(&bytes)) {
        return Err(EdgeError::Altered { path, list: list.to_owned(), edition });
    }
    let rows = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let paragraphs = rows.map(serde_json::from_slice).collect::<Result<_, _>>().map_err(|_| EdgeError::Altered { path, list: list.to_owned(), edition })?;
    Ok(Some(StoredText { source, paragraphs }))
}

/// The record of an edition's folder.
fn record(place: &Path) -> Result<Option<SourceRecord>, EdgeError> {
    let path = place.join("source.json");
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EdgeError::file("read", path)(error)),
    };
    match serde_json::from_slice::<SourceRecord>(&bytes) {
        Ok(record) if record.format == FORMAT => Ok(Some(record)),
        _ => Err(EdgeError::OtherVersion { path }),
    }
}

/// The records of the editions of a list that were fetched, latest edition first.
///
/// # Errors
/// When a record or text is there and cannot be used.
pub fn records(folder: &DataFolder, list: &str) -> Result<Vec<SourceRecord>, EdgeError> {
    let place = folder.law().join(list);
    let entries = match fs::read_dir(&place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(EdgeError::file("read", place)(error)),
    };
    let mut out = Vec::new();
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().parse::<Date>().is_ok()) {
        out.extend(record(&entry.path())?);
    }
    out.sort_by_key(|record| std::cmp::Reverse(record.edition));
    Ok(out)
}

/// The record of the latest edition of a list that was fetched.
///
/// # Errors
/// When a record or text is there and cannot be used.
pub fn latest(folder: &DataFolder, list: &str) -> Result<Option<SourceRecord>, EdgeError> {
    Ok(records(folder, list)?.into_iter().next())
}

/// The fetched edition that speaks for a list on a day: the one in force, else the latest before it, else the earliest after it.
///
/// # Errors
/// When a record or text is there and cannot be used.
pub fn nearest(folder: &DataFolder, list: &str, day: Date) -> Result<Option<StoredText>, EdgeError> {
    let records = records(folder, list)?;
    let found = records.iter().find(|record| record.edition <= day).or(records.last());
    found.map_or(Ok(None), |record| load(folder, list, record.edition))
}
