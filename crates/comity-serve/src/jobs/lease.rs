//! How long a job stays with a server: while it works on a chunk, and while it takes the input.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use comity_store::{Held, JobId, Office, Progress};
use jiff::{SignedDuration, Timestamp};
use tokio::time::{self, Instant};

use crate::state::State;

/// How often it is asked whether somebody cancelled a job, at least.
const ASK: Duration = Duration::from_millis(500);

/// For how long a job stays with this server after it said something.
pub fn of(state: &State) -> SignedDuration {
    SignedDuration::try_from(state.config.lease).unwrap_or(SignedDuration::MAX)
}

/// How often a lease is renewed: well before it ends.
fn often(state: &State) -> Duration {
    (state.config.lease / 4).clamp(Duration::from_millis(50), ASK)
}

/// Fails, now and then, jobs whose input was being taken by a server that is gone.
pub async fn look_for_abandoned(state: State) {
    let mut ticks = time::interval(state.config.lease.max(ASK));
    loop {
        ticks.tick().await;
        match state.store.fail_abandoned_jobs(Timestamp::now()).await {
            Ok(0) => {}
            Ok(count) => tracing::warn!(count, "jobs failed: the server that took their input stopped"),
            Err(error) => tracing::error!("jobs without a server cannot be looked for: {error}"),
        }
    }
}

/// Does `work` while it says again and again that a job's input is still coming in.
pub async fn while_filling<T>(state: &State, office: &Office, id: JobId, work: impl Future<Output = T>) -> T {
    let tell = || async move {
        if let Err(error) = office.hold_input(id, Timestamp::now() + of(state)).await {
            tracing::warn!(job = %id, "a job that takes input cannot be held: {error}");
        }
    };
    while_doing(often(state), work, tell).await
}

/// The lease of a job that a worker holds, while it answers a chunk.
pub struct Lease<'a> {
    state: &'a State,
    office: &'a Office,
    held: &'a Held,
    stop: Arc<AtomicBool>,
}

impl<'a> Lease<'a> {
    /// A job's.
    pub fn of(state: &'a State, office: &'a Office, held: &'a Held) -> Self {
        Self { state, office, held, stop: Arc::default() }
    }

    /// Says whether the work is to end before it is done.
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.stop.clone()
    }

    /// Does `work` while the lease is renewed. Once the job is cancelled, or another worker's, the work is told to stop.
    pub async fn over<T>(&self, work: impl Future<Output = T>) -> T {
        let Self { state, office, held, stop } = self;
        let tell = || async move {
            match office.hold_job(held, Timestamp::now() + of(state)).await {
                Ok(Progress::Go) => {}
                Ok(Progress::Cancelled | Progress::Lost) => stop.store(true, Relaxed),
                Err(error) => tracing::warn!(job = %held.job.id, "a job cannot be held: {error}"),
            }
        };
        while_doing(often(state), work, tell).await
    }
}

async fn while_doing<T, F: Future<Output = ()>>(often: Duration, work: impl Future<Output = T>, tell: impl Fn() -> F) -> T {
    let mut work = pin!(work);
    let mut ticks = time::interval_at(Instant::now() + often, often);
    ticks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = ticks.tick() => tell().await,
        }
    }
}
