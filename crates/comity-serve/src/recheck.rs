//! Kept determinations held against today's law and lists, and those told of that would come out otherwise.
//!
//! Each is decided again **about the day that its question is about**, by **the law that this server has loaded**: its editions and rules in force on that day, as they are known
//! now. Parties whose editions are no longer those in use are screened again against **the editions in use today**, also where the question is about an earlier day: who was
//! listed since matters for what was answered. A party that was screened by hand (its `screened` names no editions) stays as it was stated. What stays the same is the question: its
//! facts, codes and whether presumptions were on.
//!
//! What was kept is never changed. A note beside it says what was, what would be, and why. One that cannot be decided (a fact that the law no longer knows, an item that
//! cannot be read any more) gets a note that says so. When law or lists change again, notes are replaced or taken away.
//!
//! It is done when law or lists change, and once a day. It is done on the side: some determinations at a time on one thread, then a pause of the same length. Where a server stops, or dies, it or another one goes on where it was
//! ([`comity_store::Pass`]).

mod compare;

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use comity_edge::{EdgeError, lists::store::digest, screening::Screening};
use comity_store::{Actor, Office, OrganisationId, Page, Role, Stamp, Taken};
use jiff::{SignedDuration, Timestamp, Zoned, civil::Date};
use tokio::{sync::watch, task, task::JoinHandle, time};

use self::compare::{Today, recheck};
use crate::{access::Caller, problem::Problem, state::State, webhooks::CHANGED};

/// Determinations that are decided between two pauses.
const AT_ONCE: u32 = 50;
/// For how long a pass is held: deciding some takes a fraction of it, loading editions for the first time some seconds.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// What decides, as receipts name it.
const ENGINE: &str = concat!("comity ", env!("CARGO_PKG_VERSION"));

/// What rechecks a server's determinations.
pub struct Rechecks {
    stop: watch::Sender<bool>,
    worker: JoinHandle<()>,
}

impl Rechecks {
    /// Begins to look whether law or lists are others than they were.
    pub fn begin(state: &State) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, worker: tokio::spawn(work(state.clone(), stopped)) }
    }

    /// Lets those under way end, and gives the pass back.
    pub async fn end(self) {
        let _ = self.stop.send(true); // a worker that ended needs not be told
        if let Err(error) = self.worker.await {
            tracing::error!("what rechecks determinations failed: {error}");
        }
    }
}

/// Goes over every organisation's determinations, once for each law and lists in use.
async fn work(state: State, mut stopped: watch::Receiver<bool>) {
    let every = state.config.look_for_lists.max(Duration::from_millis(100));
    let mut basis = String::new();
    // A pass that came to its end is remembered here too: servers of different law on one database would else begin again and again.
    let mut done: HashSet<OrganisationId> = HashSet::new();
    while !*stopped.borrow() {
        match todays(&state).await {
            Ok(now) if now != basis => {
                basis = now;
                done.clear();
            }
            Ok(_) => {}
            // What was in use before is what is held against, until the lists can be read again.
            Err(error) => tracing::error!("which lists are in use cannot be found out: {error:?}"),
        }
        if !basis.is_empty()
            && let Err(problem) = all(&state, &basis, &mut done, &stopped).await
        {
            tracing::error!(?problem, "determinations could not be rechecked; it is gone on with later");
        }
        tokio::select! {
            () = time::sleep(every) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// A digest of all that a determination is decided by today: law, engine, the day, and the editions of lists in use.
async fn todays(state: &State) -> Result<String, Problem> {
    let state = state.clone();
    let found = task::spawn_blocking(move || {
        // Criteria are no part of the law's digest, and codes are derived by them. With the day, what was kept since the last pass, about an earlier day or by
        // a server of other law or lists, is gone over a day later at the latest.
        let today = Zoned::now().date();
        let mut text = format!("{}\n{}\n{ENGINE}\n{today}\n", state.law.digest(), state.law.lazy_criteria().digest()?);
        let searched = match state.lists.in_use() {
            Some(lists) => lists.on(today)?,
            None => None,
        };
        for source in searched.iter().flat_map(|searched| &searched.listed.sources) {
            text.push_str(&format!("{} {}\n", source.set, source.digest));
        }
        Ok::<_, EdgeError>(digest(text.as_bytes()))
    });
    Ok(found.await.map_err(|error| Problem::fault(&format!("a worker failed: {error}")))??)
}

/// Goes over the organisations that are not done.
async fn all(state: &State, basis: &str, done: &mut HashSet<OrganisationId>, stopped: &watch::Receiver<bool>) -> Result<(), Problem> {
    let mut page = Page::first(Page::MOST);
    loop {
        let turned = state.store.organisations(&page).await?;
        for organisation in turned.items.into_iter().filter(|one| !done.contains(&one.id)).map(|one| one.id).collect::<Vec<_>>() {
            if *stopped.borrow() {
                return Ok(());
            }
            match go_over(state, state.store.of(organisation), basis, stopped).await {
                Ok(true) => {
                    done.insert(organisation);
                }
                Ok(false) => {}
                // The trouble of one keeps no other waiting.
                Err(problem) => tracing::error!(?problem, %organisation, "its determinations could not be rechecked; it is gone on with later"),
            }
        }
        let Some(next) = turned.next else { return Ok(()) };
        page = Page::after(next, Page::MOST);
    }
}

/// Goes over one organisation's determinations; says whether that is done.
async fn go_over(state: &State, office: Office, basis: &str, stopped: &watch::Receiver<bool>) -> Result<bool, Problem> {
    let mut pass = match office.take_pass(basis, Timestamp::now(), LEASE).await? {
        Taken::Ended => return Ok(true),
        Taken::Busy => return Ok(false),
        Taken::Yours(pass) => pass,
    };
    let actor = Actor::program("recheck");
    let caller = Caller { office: office.clone(), role: Role::Analyst, actor: actor.clone(), bearer: None };
    // Those that are in use now: what is remembered for answers may be of the lists of a moment ago.
    let decisions = state.decisions_of(Some(&caller)).await?;
    let lists = state.lists.in_use();
    let screening = lists.clone().map(|lists| Arc::new(Screening::new(state.law.law(), lists, decisions)));
    let mut count = 0;
    loop {
        // With other lists it is begun again, against those.
        let is_overtaken = lists.as_ref().map(Arc::as_ptr) != state.lists.in_use().as_ref().map(Arc::as_ptr);
        if *stopped.borrow() || is_overtaken {
            office.release_pass(&pass, Timestamp::now()).await?;
            return Ok(false);
        }
        let today: Date = Zoned::now().date();
        let kept = office.next_to_recheck(&pass, today, AT_ONCE).await?;
        if kept.is_empty() {
            office.end_pass(&pass, Timestamp::now()).await?;
            if count > 0 {
                tracing::info!(organisation = %office.organisation(), count, "determinations were held against the law and lists in use");
            }
            return Ok(true);
        }
        let begun = Instant::now();
        let (working, screening) = (state.clone(), screening.clone());
        let found = task::spawn_blocking(move || {
            let now = Today::of(&working.law, ENGINE, screening.as_deref(), today)?;
            kept.iter().map(|one| recheck(&now, one)).collect::<Result<Vec<_>, Problem>>()
        });
        let found = found.await.map_err(|error| Problem::fault(&format!("a worker failed: {error}")))??;
        count += found.len();
        match office.keep_rechecked(&pass, found, CHANGED, &Stamp::new(Timestamp::now(), actor.clone()), LEASE).await? {
            Some(next) => pass = next,
            // Another server goes on with it.
            None => return Ok(false),
        }
        time::sleep(begun.elapsed()).await;
    }
}
