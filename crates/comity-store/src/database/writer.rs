//! Changes that become durable together.
//!
//! A commit costs a sync of the disk, some milliseconds whatever it holds. So a writer takes the changes that arrived while the last commit was
//! under way, makes them in one transaction, commits, and answers each only then. If one of them is refused, the transaction is rolled back and made again
//! with a savepoint around each change, so that the others go through and nothing of the refused one stays.
//!
//! SQLite has one writer. PostgreSQL has several, and an organisation's changes all take the same one: they would wait for each other anyway,
//! as entries of one audit chain. A change takes the chain of its organisation before it touches anything else, and a batch goes through its organisations in
//! an order that is the same on all servers: so two servers do not wait in a circle for what belongs to organisations.

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
use crate::id::OrganisationId;

/// A change being made. It awaits nothing but the database: a writer serves everybody.
pub(crate) type Doing<'w, T> = BoxFuture<'w, std::result::Result<T, Fault>>;

/// A change that waits for its writer.
trait Waiting: Send {
    /// Makes the change; may be called again after a rollback.
    fn make<'w>(&'w mut self, work: &'w mut Work) -> BoxFuture<'w, std::result::Result<(), Fault>>;
    /// Its place in a batch; among equals, the first that came is the first.
    fn place(&self) -> (bool, u128);
    /// Whether nobody waits for it any more. What was not begun then need not be.
    fn is_abandoned(&self) -> bool;
    /// Tells whoever asked for it that what [`Waiting::make`] gave last is durable, or that nothing came of it.
    fn answer(self: Box<Self>, end: std::result::Result<(), StoreError>);
}

struct Change<T, F> {
    lane: u128,
    of: Option<OrganisationId>,
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
        let Self { of, change, made, .. } = self;
        *made = None;
        Box::pin(async move {
            if let Some(organisation) = *of {
                work.hold(organisation).await?;
            }
            let doing = change(work);
            *made = Some(doing.await?);
            Ok(())
        })
    }

    fn place(&self) -> (bool, u128) {
        // What belongs to no organisation holds rows that others may want: it comes last, when nothing is waited for after it.
        (self.of.is_none(), self.lane)
    }

    fn is_abandoned(&self) -> bool {
        self.asked_by.is_closed()
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
    patience: Duration,
}

/// Changes that may wait for one writer; whoever brings one more waits to hand it over.
const QUEUE: usize = 1024;

/// How many times [`Options::patience`] a change may take, with its turn in the queue.
const PATIENCE_OF_ASKERS: u32 = 4;

impl Writers {
    pub(super) fn start(connect: Connect, count: u32, options: &Options) -> Self {
        let (mut lanes, mut tasks) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (lane, changes) = mpsc::channel(QUEUE);
            lanes.push(lane);
            tasks.push(tokio::spawn(serve(connect.clone(), changes, options.together.max(1), options.patience)));
        }
        Self { lanes: Mutex::new(lanes), tasks: Mutex::new(tasks), patience: options.patience }
    }

    pub(super) async fn write<T, F>(&self, lane: u128, of: Option<OrganisationId>, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> Fn(&'w mut Work) -> Doing<'w, T> + Send + 'static,
    {
        let closed = || StoreError::unavailable("the store was closed");
        let writer = {
            let lanes = self.lanes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let place = lane.checked_rem(lanes.len() as u128).and_then(|place| usize::try_from(place).ok());
            place.and_then(|place| lanes.get(place)).cloned().ok_or_else(closed)?
        };
        let (asked_by, answer) = oneshot::channel();
        let patience = self.patience * PATIENCE_OF_ASKERS;
        let answered = tokio::time::timeout(patience, async {
            writer.send(Box::new(Change { lane, of, change, made: None, asked_by })).await.map_err(|_| closed())?;
            answer.await.map_err(|_| StoreError::unavailable("the writer ended before it answered"))?
        });
        answered.await.unwrap_or_else(|_| Err(StoreError::unavailable(format!("no answer within {patience:?}"))))
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
        let mut taken = std::mem::replace(&mut batch, Vec::with_capacity(together));
        // When the database was away for long, most who asked have gone: their changes are not made behind their backs.
        taken.retain(|change| !change.is_abandoned());
        taken.sort_by_key(|change| change.place());
        batch::carry_out(&connect, &mut work, taken, patience).await;
    }
    if let Some(work) = work {
        work.close().await;
    }
}
