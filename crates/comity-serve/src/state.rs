//! What every request may use: the law, the lists in use, the data folder, and the limits of the server.

use std::{
    num::NonZero,
    path::Path,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use comity_decide::{Engine, classify::Index};
use comity_edge::{
    EdgeError,
    adjudicate::{DecisionFile, Decisions},
    bundled::{self, LazyCriteria},
    classify,
    data_folder::DataFolder,
    in_use::{InUse, Searched},
    lists,
    screening::Screening,
    watch::Watch,
};
use comity_law::{Law, criteria::Criteria};
use comity_read::parties::{Known, PartyLists};
use comity_store::{Address, Options, Store};
use jiff::{Zoned, civil::Date};

use crate::{
    access::{self, Rates},
    batches::Batches,
    config::Config,
    error::ServeError,
    office::Offices,
    oidc,
    paper::PressRoom,
    pool::Pool,
    problem::Problem,
    telemetry::Logged,
};

/// What every request may use. Copies are cheap and share everything.
#[derive(Clone)]
pub struct State(Arc<Shared>);

/// What the copies share.
pub struct Shared {
    /// The law that answers are given by.
    pub law: LawInUse,
    /// The lists that parties are screened against.
    pub lists: Lists,
    /// The folder of imported lists and fetched text; none where the platform names none and none was given.
    pub data: Option<DataFolder>,
    /// What users created.
    pub store: Store,
    /// Room for long work.
    pub pool: Pool,
    /// Room for reading the law, which anybody may ask for: strangers take no place from those who are known, nor wait behind their batches.
    pub reading: Pool,
    /// Tokens that were looked up a moment ago.
    pub known: access::Known,
    /// How often each token asked.
    pub rates: Rates,
    /// Organisations that asked a moment ago.
    pub offices: Offices,
    /// What prints.
    pub presses: PressRoom,
    /// The provider at which people may sign in.
    pub oidc: Option<oidc::Provider>,
    /// The description of the API, made when it is first asked for.
    pub described: OnceLock<Vec<u8>>,
    /// What the server was told.
    pub config: Config,
}

impl std::ops::Deref for State {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl State {
    /// Loads the law, finds the lists, and opens the store: at the address of the configuration, else `comity.db` in the data folder.
    ///
    /// # Errors
    /// When the law folder has a fault, the data folder cannot be read, or the store cannot be opened.
    pub async fn open(config: Config) -> Result<Self, ServeError> {
        Self::open_with(config, &Options::default()).await
    }

    /// The same, with other limits of the store than the usual.
    ///
    /// # Errors
    /// As [`State::open`].
    pub async fn open_with(config: Config, options: &Options) -> Result<Self, ServeError> {
        let law = LawInUse::load(config.law.as_deref())?;
        let data = DataFolder::find(config.data.as_deref());
        let lists = Lists::of(&law, config.law.as_deref(), data.clone())?;
        let store = Store::open_with(&store_address(data.as_ref(), config.database.as_ref())?, options).await?;
        let (pool, reading, rates) = (Pool::new(config.long_work), Pool::new(config.long_work), Rates::new(config.requests_a_minute));
        let (known, offices) = (access::Known::default(), Offices::default());
        let presses = PressRoom::new(config.fonts.clone());
        let oidc = config.oidc.clone().map(oidc::Provider::new);
        let described = OnceLock::new();
        Ok(Self(Arc::new(Shared { law, lists, data, store, pool, reading, known, rates, offices, presses, oidc, described, config })))
    }

    /// The editions of a day, loaded off the threads that answer others where they are not at hand; none where every edition is later.
    ///
    /// # Errors
    /// When an edition cannot be read, or all places for long work are taken.
    pub async fn editions(&self, lists: &Arc<InUse>, day: Date) -> Result<Option<Arc<Searched>>, Problem> {
        if lists.is_loaded(day) {
            return Ok(lists.on(day)?);
        }
        let lists = lists.clone();
        self.pool.run(move || Ok(lists.on(day)?)).await
    }
}

/// Where the store is: what was said, else `comity.db` in the data folder, which is made where it is not there.
///
/// # Errors
/// When nothing was said and there is no data folder, or it cannot be made.
pub fn store_address(data: Option<&DataFolder>, given: Option<&Address>) -> Result<Address, EdgeError> {
    if let Some(address) = given {
        return Ok(address.clone());
    }
    let root = data.ok_or(EdgeError::NoDataFolder)?.root();
    std::fs::create_dir_all(root).map_err(EdgeError::file("make the folder", root))?;
    Ok(Address::file(root.join("comity.db")))
}

/// The law that a server answers by: loaded once, and there for as long as the program runs.
pub struct LawInUse {
    law: &'static Law,
    engine: &'static Engine<'static>,
    batches: Batches,
    criteria: LazyCriteria,
    digest: String,
    index: OnceLock<Index>,
}

impl LawInUse {
    /// Loads the law of a folder, or the law built in.
    ///
    /// # Errors
    /// When the folder has a fault.
    pub fn load(folder: Option<&Path>) -> Result<Self, EdgeError> {
        // The engine borrows the law, and batches the engine. A process loads one law, and gives it back when it ends.
        let law: &'static Law = Box::leak(Box::new(bundled::law(folder)?));
        let engine: &'static Engine<'static> = Box::leak(Box::new(Engine::new(law)));
        let batches = Batches::new(engine, thread::available_parallelism().map_or(1, NonZero::get));
        let digest = law.digest().to_string();
        Ok(Self { law, engine, batches, criteria: LazyCriteria::of(folder), digest, index: OnceLock::new() })
    }

    /// The law.
    pub fn law(&self) -> &'static Law {
        self.law
    }

    /// What decides by it.
    pub fn engine(&self) -> &'static Engine<'static> {
        self.engine
    }

    /// What answers single questions with what earlier ones worked out.
    pub fn batches(&self) -> &Batches {
        &self.batches
    }

    /// Its criteria, loaded when something is first described by its characteristics.
    pub fn lazy_criteria(&self) -> &LazyCriteria {
        &self.criteria
    }

    /// Its criteria.
    ///
    /// # Errors
    /// When the folder has a fault.
    pub fn criteria(&self) -> Result<&Criteria, EdgeError> {
        self.criteria.get()
    }

    /// Its digest: with other rules, lists or groups it is another. Criteria are no part of it; [`LazyCriteria::digest`] is theirs.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The index by which descriptions find provisions, made when first asked for; official text that is fetched later is not in it.
    ///
    /// # Errors
    /// When the folder has a fault.
    pub fn index(&self, data: Option<&DataFolder>) -> Result<&Index, EdgeError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = classify::index(self.criteria()?, self.law, data, &Logged);
        Ok(self.index.get_or_init(|| index))
    }
}

/// The lists that parties are screened against. What is imported while the server runs is taken into use by [`Lists::renew`].
pub struct Lists {
    law: &'static Law,
    names: PartyLists,
    /// Names of countries and lists: known also where no list is imported.
    known: Known,
    data: Option<DataFolder>,
    now: RwLock<Now>,
    /// Whether today's editions could be read when that was last tried.
    is_readable: AtomicBool,
}

/// The lists as they were last found.
#[derive(Clone, Default)]
struct Now {
    in_use: Option<Arc<InUse>>,
    /// With the decisions of the data folder.
    screening: Option<Arc<Screening<'static>>>,
    decisions: Arc<Decisions>,
}

impl Lists {
    /// The lists of a data folder.
    ///
    /// # Errors
    /// When the folder cannot be read, or an edition in it is spoilt.
    pub fn of(law: &LawInUse, folder: Option<&Path>, data: Option<DataFolder>) -> Result<Self, EdgeError> {
        let names = bundled::party_lists(folder)?;
        let lists =
            Self { law: law.law(), known: lists::known_of(law.law(), names.clone()), names, data, now: RwLock::default(), is_readable: AtomicBool::new(true) };
        // The server is not kept from starting by the making of an index.
        lists.take(false)?;
        Ok(lists)
    }

    /// What publishers call lists and countries.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The lists in use; none where none is imported.
    pub fn in_use(&self) -> Option<Arc<InUse>> {
        self.now().in_use
    }

    /// What screens the parties of a transaction, with the decisions of the data folder; none where no list is imported.
    pub fn screening(&self) -> Option<Arc<Screening<'static>>> {
        self.now().screening
    }

    /// The decisions about hits that stand in the data folder, as they were last read.
    pub fn decisions_at_hand(&self) -> Arc<Decisions> {
        self.now().decisions
    }

    fn decisions(&self) -> Result<Decisions, EdgeError> {
        Ok(match &self.data {
            Some(data) => Decisions::from(DecisionFile::of(data).decisions(&Logged)?),
            None => Decisions::default(),
        })
    }

    /// Takes into use what was imported, removed or decided since. Gives whether the lists are others now.
    ///
    /// # Errors
    /// When the folder cannot be read, or an edition in it is spoilt: what was in use before stays in use.
    pub fn renew(&self) -> Result<bool, EdgeError> {
        self.take(true)
    }

    /// Loads today's editions, so that the first question of the day need not wait for their index; [`is_readable`](Self::is_readable) remembers
    /// whether they could be.
    ///
    /// # Errors
    /// When an edition cannot be read.
    pub fn load_today(&self) -> Result<(), EdgeError> {
        let loaded = self.in_use().map(|lists| lists.on(Zoned::now().date())).transpose();
        self.is_readable.store(loaded.is_ok(), Ordering::Relaxed);
        loaded.map(drop)
    }

    /// Whether parties can be screened today, as far as was last seen; also where no list is imported.
    pub fn is_readable(&self) -> bool {
        self.is_readable.load(Ordering::Relaxed)
    }

    fn take(&self, demands_sound: bool) -> Result<bool, EdgeError> {
        let before = self.now().in_use;
        let stale = before.as_ref().map(|lists| lists.is_stale()).transpose()?;
        let in_use = match (stale, before) {
            (Some(false), Some(before)) => Some(before),
            _ => {
                let watch: Arc<dyn Watch> = Arc::new(Logged);
                let fresh = InUse::of(lists::known_of(self.law, self.names.clone()), self.data.clone(), &[], watch)?;
                // An import that cannot be read must not take the place of what can: that would end all screening.
                if let Some(fresh) = fresh.as_ref().filter(|_| demands_sound) {
                    fresh.on(Zoned::now().date())?;
                }
                fresh.map(Arc::new)
            }
        };
        let decisions = Arc::new(self.decisions()?);
        let screening = in_use.clone().map(|lists| Arc::new(Screening::new(self.law, lists, decisions.clone())));
        let renewed = Now { in_use, screening, decisions };
        // The lock guards pointers that are only ever replaced together.
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        Ok(stale != Some(false))
    }

    fn now(&self) -> Now {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
