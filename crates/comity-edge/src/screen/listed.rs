//! What is searched: the imported editions in use on a day, or files of records, with their index.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    time::SystemTime,
};

use comity_screen::{FINGERPRINT, Index, Record, record::Alias, record::Quality};
use jiff::civil::Date;

use super::{
    error::ScreenError,
    kept::{self, Kept},
};
use crate::{
    data_folder::{self, DataFolder},
    error::EdgeError,
    lists::{
        edition::Edition,
        store::{Store, digest},
    },
    watch::Watch,
};

/// Index files that are kept; the oldest beyond them are removed.
const MOST_INDEXES: usize = 8;

/// An edition, or a file of records, that is searched.
#[derive(Clone, Debug)]
pub struct Source {
    /// The set; of a file its name.
    pub set: String,
    /// The edition's day; none for a file.
    pub date: Option<Date>,
    /// Digest of the records.
    pub digest: String,
    /// How many records there are.
    pub records: usize,
    /// How many names they have.
    pub names: usize,
    /// Ids are places in the file.
    pub positional_ids: bool,
}

/// Records of all sources, one after another, ready to be searched.
pub struct Listed {
    /// Records and index.
    pub kept: Kept,
    /// The sources, in the order of their records.
    pub sources: Vec<Source>,
}

/// What of a record is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The names.
    Names,
    /// The addresses.
    Addresses,
}

/// Where records come from.
pub enum Origin {
    /// Editions of the data folder.
    Imported {
        /// The data folder.
        folder: DataFolder,
        /// One edition of each set.
        editions: Vec<Edition>,
    },
    /// Files, already read.
    Files {
        /// The files.
        sources: Vec<Source>,
        /// Their records, one file's after another's.
        records: Vec<Record>,
    },
}

impl Origin {
    /// The editions in use on a day; an error where there is none at all.
    ///
    /// # Errors
    /// When nothing is imported, or nothing as early as the day, or an edition is spoilt.
    pub fn imported(folder: DataFolder, day: Date, watch: &dyn Watch) -> Result<Self, EdgeError> {
        let store = Store::of(&folder);
        let sets = store.sets()?;
        if sets.is_empty() {
            return Err(ScreenError::NothingImported.into());
        }
        let mut editions = Vec::new();
        for set in sets {
            match store.editions(&set)?.as_of(day) {
                Some(edition) => editions.push(edition.clone()),
                None => watch.notice(&format!("{set} has no edition as early as {day}: it is not searched")),
            }
        }
        if editions.is_empty() {
            return Err(ScreenError::NoneSoEarly { day }.into());
        }
        Ok(Self::Imported { folder, editions })
    }

    /// Normalised records of files.
    ///
    /// # Errors
    /// When a file cannot be read, or all of them hold no record.
    pub fn files(paths: &[PathBuf]) -> Result<Self, EdgeError> {
        let (mut sources, mut records) = (Vec::new(), Vec::new());
        for path in paths {
            let before = records.len();
            read(path, &mut records)?;
            let added = records.get(before..).unwrap_or_default();
            let text: Vec<u8> = added.iter().flat_map(|record| serde_json::to_vec(record).unwrap_or_default()).collect();
            sources.push(Source {
                set: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                date: None,
                digest: digest(&text),
                records: added.len(),
                names: added.iter().map(|record| record.names().count()).sum(),
                positional_ids: false,
            });
        }
        if records.is_empty() {
            return Err(ScreenError::NoRecords.into());
        }
        Ok(Self::Files { sources, records })
    }

    /// What is searched, in the order of the records.
    pub fn sources(&self) -> Vec<Source> {
        match self {
            Self::Files { sources, .. } => sources.clone(),
            Self::Imported { editions, .. } => editions.iter().map(Source::from).collect(),
        }
    }

    /// The lists whose records are searched.
    pub fn lists(&self, listed: &Listed) -> BTreeSet<String> {
        match self {
            Self::Imported { editions, .. } => editions.iter().flat_map(|edition| edition.lists.keys().cloned()).collect(),
            Self::Files { .. } => (0..).map_while(|at| listed.kept.get(at)).map(|record| record.list.clone()).collect(),
        }
    }

    /// The index over a field of the records: the one kept from an earlier run where there is a sound one, else a new one.
    ///
    /// # Errors
    /// When records cannot be read, or an index cannot be made.
    pub fn listed(&self, field: Field, watch: &dyn Watch) -> Result<Listed, EdgeError> {
        let sources = self.sources();
        let key = key(&sources, field);
        let kept = match self {
            Self::Files { records, .. } => read_back(&key, bytes(&key, records, field, watch)?)?,
            Self::Imported { folder, editions } => {
                let path = folder.indexes().join(format!("{}.bin", key.trim_start_matches("sha256:")));
                match fs::read(&path).ok().and_then(|bytes| Kept::from_bytes(&key, bytes)) {
                    Some(kept) => kept,
                    None => {
                        let store = Store::of(folder);
                        let mut records = Vec::new();
                        for edition in editions {
                            records.extend(store.records(edition)?);
                        }
                        let bytes = bytes(&key, &records, field, watch)?;
                        keep(&path, &bytes, watch);
                        read_back(&key, bytes)?
                    }
                }
            }
        };
        Ok(Listed { kept, sources })
    }
}

impl Listed {
    /// How many addresses the records state. All of them are decoded for it.
    pub fn addresses(&self) -> usize {
        let stated = |at| Some(self.kept.get(at)?.addresses.iter().filter(|address| !address.text.is_empty()).count());
        (0..).map_while(stated).sum()
    }

    /// The record of an id as [`Source`]s name them together: the set, a full stop, and the record's own id. The records of that set are decoded one
    /// after another until it is found.
    pub fn named(&self, id: &str) -> Option<(&Source, &Record)> {
        let (set, own) = id.split_once('.')?;
        let mut from: u32 = 0;
        for source in &self.sources {
            let to = from.saturating_add(u32::try_from(source.records).unwrap_or(u32::MAX));
            if source.set == set {
                let found = (from..to).map_while(|at| self.kept.get(at)).find(|record| record.id == own);
                return found.map(|record| (source, record));
            }
            from = to;
        }
        None
    }

    /// The source of the record at a place.
    pub fn source(&self, at: u32) -> Option<&Source> {
        let mut left = at as usize;
        self.sources.iter().find(|source| {
            let here = left < source.records;
            left = left.saturating_sub(source.records);
            here
        })
    }
}

impl From<&Edition> for Source {
    fn from(edition: &Edition) -> Self {
        Self {
            set: edition.set.clone(),
            date: Some(edition.date),
            digest: edition.digest.clone(),
            records: edition.records,
            names: edition.names,
            positional_ids: edition.positional_ids,
        }
    }
}

/// Names an index by everything that it depends on.
fn key(sources: &[Source], field: Field) -> String {
    let mut text = format!("{FINGERPRINT} {field:?}");
    for source in sources {
        text.push_str(&format!("\n{} {} {}", source.set, source.records, source.digest));
    }
    digest(text.as_bytes())
}

fn read_back(key: &str, bytes: Vec<u8>) -> Result<Kept, EdgeError> {
    let lost = || ScreenError::Index { what: "it does not read back".to_owned() };
    Ok(Kept::from_bytes(key, bytes).ok_or_else(lost)?)
}

fn bytes(key: &str, records: &[Record], field: Field, watch: &dyn Watch) -> Result<Vec<u8>, EdgeError> {
    let _busy = watch.busy(&format!("indexing {} parties, once for these editions", records.len()));
    let index = match field {
        Field::Names => Index::new(records),
        Field::Addresses => Index::new(&records.iter().map(by_address).collect::<Vec<_>>()),
    };
    Ok(kept::to_bytes(key, &index, records)?)
}

/// A record with its addresses in the place of its names.
pub fn by_address(record: &Record) -> Record {
    let mut texts = record.addresses.iter().map(|address| address.text.clone()).filter(|text| !text.is_empty());
    Record {
        id: record.id.clone(),
        list: record.list.clone(),
        name: texts.next().unwrap_or_default(),
        aliases: texts.map(|name| Alias { name, quality: Quality::Strong }).collect(),
        ..Record::default()
    }
}

/// Keeps a new index and removes the oldest. Screening goes on where that fails: the index is only made again next time.
fn keep(path: &Path, bytes: &[u8], watch: &dyn Watch) {
    if let Err(error) = data_folder::replace(path, bytes) {
        watch.notice(&format!("{error}: the index is made anew each time"));
        return;
    }
    let Some(entries) = path.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return };
    let mut indexes: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let is_index = entry.path().extension().is_some_and(|extension| extension == "bin");
            is_index.then_some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .collect();
    indexes.sort();
    let surplus = indexes.len().saturating_sub(MOST_INDEXES);
    for (_, old) in indexes.into_iter().take(surplus) {
        let _ = fs::remove_file(old); // another run may have removed it
    }
}

fn read(path: &Path, records: &mut Vec<Record>) -> Result<(), EdgeError> {
    let file = File::open(path).map_err(EdgeError::file("read", path))?;
    for (line, number) in BufReader::new(file).lines().zip(1..) {
        let line = line.map_err(EdgeError::file("read", path))?;
        let text = line.strip_prefix('\u{feff}').unwrap_or(&line);
        if text.trim().is_empty() {
            continue;
        }
        let record = serde_json::from_str(text);
        records.push(record.map_err(|error| ScreenError::Record { path: path.to_owned(), line: number, what: error.to_string() })?);
    }
    Ok(())
}
