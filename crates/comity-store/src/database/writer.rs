//! Changes that become durable together.
//!
//! A commit costs a sync of the disk, some milliseconds whatever it holds. So a writer takes the changes that arrived while the last commit was
//! under way, makes them in one transaction, commits, and answers each only then. If one of them is refused, the transaction is rolled back and made again
//! with a savepoint around each change, so that the others go through and nothing of the refused one stays.
//!
//! SQLite has one writer. PostgreSQL has several, and an organisation's changes all take the same one: they would wait for each other anyway,
//! as entries of one audit chain.

mod batch;

use std::sync::Mutex;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::address::Options;
use super::fault::Fault;
use super::open::Connect;
use super::work::Work;
use crate::error::{Result, StoreError};

/// A change being made. It awaits nothing but the database: a writer serves everybody.
pub(crate) type Doing<'w, T> = BoxFuture<'w, std::result::Result<T, Fault>>;

/// A change that waits for its writer.
trait Waiting: Send {
    /// Makes the change; may be called again after a rollback.
    fn make<'w>(&'w mut self, work: &'w mut Work) -> BoxFuture<'w, std::result::Result<(), Fault>>;
    /// Tells whoever asked for it that what [`Waiting::make`] gave last is durable, or that nothing came of it.
    fn answer(self: Box<Self>, end: std::result::Result<(), StoreError>);
}

struct Change<T, F> {
    change: F,
    made: Option<T>,
    asked_by: oneshot::Sender<Result<T>>,
}

impl<T, F> Waiting for Change<T, F>
where
    T: Send,
    F: for<'w> Fn(&'w mut Work) -> Doing<'w, T> + Send,
{
    fn make<'w>(&'w mut self, work: &'w mut Work) -> BoxFuture<'w, std::result::Result<(), Fault>> {
        self.made = None;
        let doing = (self.change)(work);
        let made = &mut self.made;
        Box::pin(async move {
            *made = Some(doing.await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, end: std::result::Result<(), StoreError>) {
        let Self { made, asked_by, .. } = *self;
        let nothing = || StoreError::Fault { what: "a change ended without a result".into() };
        // Whoever asked may have gone; the change stands all the same.
        drop(asked_by.send(end.and_then(|()| made.ok_or_else(nothing))));
    }
}

/// The writers of a database.
pub(super) struct Writers {
    lanes: Mutex<Vec<mpsc::Sender<Box<dyn Waiting>>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// Changes that may wait for one writer; whoever brings one more waits to hand it over.
const QUEUE: usize = 1024;

impl Writers {
    pub(super) fn start(connect: Connect, count: u32, options: &Options) -> Self {
        let (mut lanes, mut tasks) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (lane, changes) = mpsc::channel(QUEUE);
            lanes.push(lane);
            tasks.push(tokio::spawn(serve(connect.clone(), changes, options.together.max(1), options.patience)));
        }
        Self { lanes: Mutex::new(lanes), tasks: Mutex::new(tasks) }
    }

    pub(super) async fn write<T, F>(&self, lane: u128, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> Fn(&'w mut Work) -> Doing<'w, T> + Send + 'static,
    {
        let closed = || StoreError::unavailable("the store was closed");
        let lane = {
            let lanes = self.lanes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let place = lane.checked_rem(lanes.len() as u128).and_then(|place| usize::try_from(place).ok());
            place.and_then(|place| lanes.get(place)).cloned().ok_or_else(closed)?
        };
        let (asked_by, answer) = oneshot::channel();
        lane.send(Box::new(Change { change, made: None, asked_by })).await.map_err(|_| closed())?;
        answer.await.map_err(|_| StoreError::unavailable("the writer ended before it answered"))?
    }

    /// Lets the writers finish what they were given, and end.
    pub(super) async fn close(&self) {
        self.lanes.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        for task in tasks {
            // A writer that panicked has nothing left to finish.
            drop(task.await);
        }
    }
}

/// The life of a writer: take what waits, make it durable, answer.
async fn serve(connect: Connect, mut changes: mpsc::Receiver<Box<dyn Waiting>>, together: usize, patience: Duration) {
    let mut work: Option<Work> = None;
    let mut batch = Vec::with_capacity(together);
    while changes.recv_many(&mut batch, together).await > 0 {
        let taken = std::mem::replace(&mut batch, Vec::with_capacity(together));
        batch::carry_out(&connect, &mut work, taken, patience).await;
    }
    if let Some(work) = work {
        work.close().await;
    }
}
