//! Jobs: questions by the hundred thousand, answered chunk by chunk, and taken up after the last chunk that was stored.

mod input;
mod lease;
mod results;
mod upload;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use axum::http::StatusCode;
use comity_edge::{
    EdgeError, batch,
    screen::{ScreenError, answer::Screener, lines, rescreen, shown::demand_lists},
};
use comity_store::{Chunk, Held, Json as Kept, Progress};
use jiff::{Timestamp, Zoned, civil::Date};
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, task::JoinHandle, time};

use self::lease::Lease;
pub use self::{
    input::{Piece, lines},
    results::{Shape, table},
    upload::filled,
};
use crate::{access::Caller, api::screen_options, problem::Problem, state::State};

/// How long a worker waits before it looks for a job again.
const PAUSE: Duration = Duration::from_millis(500);

/// What is to be done with each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Decide it.
    Decide,
    /// Screen it.
    Screen,
}

impl Kind {
    /// That of which the store keeps this word.
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::Decide, Self::Screen].into_iter().find(|kind| kind.word() == word)
    }

    /// As the store keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Screen => "screen",
        }
    }
}

/// How a job's lines are answered: kept with the job, so that whoever takes it up answers alike.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct How {
    /// Presume nothing.
    pub strict: bool,
    /// The day; that of each line where none is given.
    pub as_of: Option<Date>,
    /// Do not screen the parties of transactions.
    pub no_screening: bool,
    /// Only hits of these sets and lists.
    pub lists: Vec<String>,
    /// From which score on.
    pub threshold: Option<f64>,
    /// At most so many hits.
    pub limit: Option<usize>,
}

/// The workers of a server.
pub struct Jobs {
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
    looking: JoinHandle<()>,
}

impl Jobs {
    /// Begins as many workers as there is room for half of the long work.
    pub fn begin(state: &State) -> Self {
        let (stop, stopped) = watch::channel(false);
        let count = (state.config.long_work / 2).max(1);
        let workers = (0..count).map(|number| tokio::spawn(work(state.clone(), format!("{}-{number}", std::process::id()), stopped.clone()))).collect();
        let looking = tokio::spawn(lease::look_for_abandoned(state.clone()));
        Self { stop, workers, looking }
    }

    /// Lets each worker end its chunk, and give its job back.
    pub async fn end(self) {
        self.looking.abort();
        let _ = self.stop.send(true); // a worker that ended needs not be told
        for worker in self.workers {
            if let Err(error) = worker.await {
                tracing::error!("a worker of jobs failed: {error}");
            }
        }
    }
}

/// Takes jobs until the server stops.
async fn work(state: State, name: String, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let taken = state.store.take_job(&name, Timestamp::now(), lease::of(&state)).await;
        match taken {
            Ok(Some(held)) => {
                let id = held.job.id;
                tracing::info!(job = %id, attempt = held.job.attempts, "a job is taken up");
                if let Err(problem) = run(&state, held, &stopped).await {
                    tracing::error!(job = %id, ?problem, "a job could not go on; it is taken up again when its lease ends");
                }
            }
            Ok(None) | Err(_) => {
                if let Err(error) = taken {
                    tracing::error!("jobs cannot be looked for: {error}");
                }
                tokio::select! {
                    () = time::sleep(PAUSE) => {}
                    _ = stopped.changed() => {}
                }
            }
        }
    }
}

/// Answers a job's chunks until there is none, somebody cancels it, or the server stops.
async fn run(state: &State, held: Held, stopped: &watch::Receiver<bool>) -> Result<(), Problem> {
    let office = state.store.of(held.organisation);
    // Those who asked may have lost their role since: what they asked then is answered, and can be read by those who may.
    let caller = Caller { office: office.clone(), role: comity_store::Role::Analyst, actor: held.job.actor.clone(), bearer: None };
    // Options of a later version are not guessed at: the lines would be answered otherwise than was asked.
    let how = match serde_json::from_str::<How>(held.job.options.as_str()) {
        Ok(how) => Arc::new(how),
        Err(error) => {
            office.end_job(&held, Some(&format!("the options cannot be read: {error}")), Timestamp::now()).await?;
            return Ok(());
        }
    };
    loop {
        if *stopped.borrow() {
            office.release_job(&held).await?;
            return Ok(());
        }
        let Some(chunk) = office.next_chunk(&held).await? else {
            office.end_job(&held, None, Timestamp::now()).await?;
            tracing::info!(job = %held.job.id, "a job is done");
            return Ok(());
        };
        let lease = Lease::of(state, &office, &held);
        let answering = async {
            match Kind::by_word(&held.job.kind) {
                Some(Kind::Decide) => decide(state, &caller, how.clone(), chunk, lease.stop()).await,
                Some(Kind::Screen) => screen(state, &caller, how.clone(), chunk, lease.stop()).await,
                None => Err(Problem::fault(&format!("no job of kind `{}` is known", held.job.kind))),
            }
        };
        let done = match lease.over(answering).await {
            // Somebody cancelled the job, or another worker has it: nothing of the chunk is kept.
            Ok(None) => {
                office.end_job(&held, None, Timestamp::now()).await?;
                return Ok(());
            }
            Ok(Some(done)) => done,
            // What the store cannot do now is no fault of the job.
            Err(problem) if problem.status() == StatusCode::SERVICE_UNAVAILABLE => return Err(problem),
            Err(problem) => {
                office.end_job(&held, Some(&problem.detail()), Timestamp::now()).await?;
                return Ok(());
            }
        };
        let output = Chunk { number: done.number, body: done.text };
        match office.finish_chunk(&held, output, done.lines, done.refused, Timestamp::now(), lease::of(state)).await? {
            Progress::Go => {}
            Progress::Cancelled | Progress::Lost => return Ok(()),
        }
    }
}

/// A chunk's answers.
struct Done {
    number: i64,
    text: Vec<u8>,
    lines: u32,
    refused: u32,
}

async fn decide(state: &State, caller: &Caller, how: Arc<How>, chunk: Chunk, stop: Arc<AtomicBool>) -> Result<Option<Done>, Problem> {
    let screening = if how.no_screening { None } else { state.screening_of(Some(caller)).await? };
    let state = state.clone();
    threaded(move || {
        let engine = state.law.engine();
        let lines = batch::Lines { engine, criteria: state.law.lazy_criteria(), screening: screening.as_deref(), as_of: how.as_of };
        let mut batch = engine.batch(comity_decide::Options { strict: how.strict, explain: false });
        input::each(chunk, &stop, |line, number, out| lines.answer(&mut batch, line, number, out))
    })
    .await
}

async fn screen(state: &State, caller: &Caller, how: Arc<How>, chunk: Chunk, stop: Arc<AtomicBool>) -> Result<Option<Done>, Problem> {
    let lists = state.lists.in_use().ok_or_else(Problem::no_lists)?;
    let decisions = state.decisions_of(Some(caller)).await?;
    let day = how.as_of.unwrap_or_else(|| Zoned::now().date());
    let state = state.clone();
    threaded(move || {
        let searched = lists.on(day)?.ok_or(ScreenError::NoneSoEarly { day }).map_err(EdgeError::from)?;
        // Lists come and go between a job's beginning and its end: one that is not there must not pass for one without a hit.
        demand_lists(searched.origin(), &searched.listed, &how.lists)?;
        let options = screen_options(how.threshold, how.limit)?;
        let screener = Screener { listed: &searched.listed, options, wanted: &how.lists, decisions: &decisions, day, margin: rescreen::MARGIN };
        let basis = rescreen::basis(&searched.listed.sources, &screener, false);
        let countries = &state.lists.known().countries;
        let lines = lines::Lines { screener: &screener, countries, all: false, basis: &basis, rescreen: None };
        searched.with_workspace(|workspace| input::each(chunk, &stop, |line, number, out| lines.answer(line, number, workspace, out) == lines::Done::Refused))
    })
    .await
}

async fn threaded(work: impl FnOnce() -> Result<Option<Done>, Problem> + Send + 'static) -> Result<Option<Done>, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Problem::fault(&format!("a worker failed: {error}"))))
}

/// Options as the store keeps them.
///
/// # Errors
/// When they are no JSON, which they are.
pub fn kept(how: &How) -> Result<Kept, Problem> {
    Ok(Kept::of(how)?)
}
