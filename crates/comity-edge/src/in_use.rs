//! The editions in use on a day, loaded when a day first asks for them, and shared by everyone who screens.

use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use comity_read::parties::Known;
use comity_screen::Workspace;
use jiff::civil::Date;

use crate::{
    data_folder::DataFolder,
    error::EdgeError,
    lists::store::{Store, digest},
    screen::{
        ScreenError,
        listed::{Field, Listed, Origin},
    },
    watch::Watch,
};

/// Days whose editions are remembered.
const MOST_DAYS: usize = 4096;
/// Combinations of editions that are held: each takes as much memory as its records and their index.
const MOST_HELD: usize = 8;

/// The lists that are searched, whatever the day.
pub struct InUse {
    known: Known,
    /// Where imported lists stand.
    data: Option<DataFolder>,
    /// Files of records in the place of imported lists.
    records: Vec<PathBuf>,
    /// What was imported when this was made.
    state: String,
    loaded: Mutex<Loaded>,
    /// Held while editions are loaded.
    loading: Mutex<()>,
    watch: Arc<dyn Watch>,
}

/// The editions that were needed so far.
#[derive(Default)]
struct Loaded {
    by_day: HashMap<Date, Option<Arc<Searched>>>,
    /// By the digests of the editions: many days have the same.
    by_editions: HashMap<Vec<String>, Arc<Searched>>,
}

/// Editions that are searched.
pub struct Searched {
    /// Records and index.
    pub listed: Listed,
    /// Codes of the lists in them.
    pub lists: BTreeSet<String>,
    origin: Origin,
    addresses: OnceLock<Listed>,
    /// Room used again from question to question.
    workspaces: Mutex<Vec<Workspace>>,
}

impl InUse {
    /// Files of records, else the lists imported into a data folder; `None` where there is neither.
    ///
    /// # Errors
    /// When the folder cannot be read, or an edition in it is spoilt.
    pub fn of(known: Known, data: Option<DataFolder>, records: &[PathBuf], watch: Arc<dyn Watch>) -> Result<Option<Self>, EdgeError> {
        let state = data.as_ref().map(imported).transpose()?.unwrap_or_default();
        if records.is_empty() && state.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self { known, data, records: records.to_vec(), state, loaded: Mutex::default(), loading: Mutex::default(), watch }))
    }

    /// What publishers call lists and countries.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Whether something was imported or removed since this was made.
    ///
    /// # Errors
    /// When the folder cannot be read, or an edition in it is spoilt.
    pub fn is_stale(&self) -> Result<bool, EdgeError> {
        Ok(self.data.as_ref().map(imported).transpose()?.unwrap_or_default() != self.state)
    }

    /// Whether the editions in use on a day are loaded, so that asking for them takes no time.
    pub fn is_loaded(&self, day: Date) -> bool {
        lock(&self.loaded).by_day.contains_key(&day)
    }

    /// The editions in use on a day; none where every edition is later.
    ///
    /// # Errors
    /// When an edition cannot be read.
    pub fn on(&self, day: Date) -> Result<Option<Arc<Searched>>, EdgeError> {
        if let Some(searched) = lock(&self.loaded).by_day.get(&day) {
            return Ok(searched.clone());
        }
        // Who needs editions that are loaded does not wait for those that are being indexed.
        let _one_at_a_time = lock(&self.loading);
        if let Some(searched) = lock(&self.loaded).by_day.get(&day) {
            return Ok(searched.clone());
        }
        let searched = self.load(day)?;
        let mut loaded = lock(&self.loaded);
        if loaded.by_day.len() >= MOST_DAYS {
            loaded.by_day.clear();
        }
        loaded.by_day.insert(day, searched.clone());
        Ok(searched)
    }

    fn load(&self, day: Date) -> Result<Option<Arc<Searched>>, EdgeError> {
        let origin = if self.records.is_empty() {
            match Origin::imported(self.data.clone().ok_or(EdgeError::NoDataFolder)?, day, &*self.watch) {
                Ok(origin) => origin,
                Err(EdgeError::Screen(ScreenError::NoneSoEarly { .. } | ScreenError::NothingImported)) => return Ok(None),
                Err(error) => return Err(error),
            }
        } else {
            Origin::files(&self.records)?
        };
        let editions: Vec<String> = origin.sources().into_iter().map(|source| source.digest).collect();
        if let Some(searched) = lock(&self.loaded).by_editions.get(&editions) {
            return Ok(Some(searched.clone()));
        }
        let listed = origin.listed(Field::Names, &*self.watch)?;
        let lists = origin.lists(&listed);
        let searched = Arc::new(Searched { listed, lists, origin, addresses: OnceLock::new(), workspaces: Mutex::default() });
        let mut loaded = lock(&self.loaded);
        if loaded.by_editions.len() >= MOST_HELD {
            // Days hold their editions: both begin anew. The index of each is on disk, so that coming back to it takes little.
            *loaded = Loaded::default();
        }
        loaded.by_editions.insert(editions, searched.clone());
        Ok(Some(searched))
    }

    /// The same editions by their addresses, indexed when they are first asked for.
    ///
    /// # Errors
    /// When records cannot be read, or the index cannot be made.
    pub fn addresses<'s>(&self, searched: &'s Searched) -> Result<&'s Listed, EdgeError> {
        if let Some(addresses) = searched.addresses.get() {
            return Ok(addresses);
        }
        let addresses = searched.origin.listed(Field::Addresses, &*self.watch)?;
        Ok(searched.addresses.get_or_init(|| addresses))
    }
}

impl Searched {
    /// Does something that needs room, with room that earlier questions left.
    pub fn with_workspace<T>(&self, work: impl FnOnce(&mut Workspace) -> T) -> T {
        let mut workspace = lock(&self.workspaces).pop().unwrap_or_default();
        let done = work(&mut workspace);
        lock(&self.workspaces).push(workspace);
        done
    }

    /// Where the records come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// All imported editions, as one digest; empty where there is none.
fn imported(folder: &DataFolder) -> Result<String, EdgeError> {
    let store = Store::of(folder);
    let mut text = String::new();
    for set in store.sets()? {
        for edition in store.editions(&set)?.all {
            text.push_str(&format!("{set} {} {}\n", edition.date, edition.digest));
        }
    }
    Ok(if text.is_empty() { text } else { digest(text.as_bytes()) })
}

/// What the lock guards is only ever added to, so it is sound whatever another thread did.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
