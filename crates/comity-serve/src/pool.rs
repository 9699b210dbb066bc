//! Work that takes longer than an answer may keep others waiting: on threads of its own, so many at once.

use std::sync::Arc;

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task,
};

use crate::problem::Problem;

/// Room for long work.
pub struct Pool {
    room: Arc<Semaphore>,
}

impl Pool {
    /// Room for so much at once; for one at least.
    pub fn new(at_once: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// A place, held until it is dropped.
    ///
    /// # Errors
    /// When all are taken: the caller is told to come back.
    pub fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.room.clone().try_acquire_owned().map_err(|_| Problem::too_busy())
    }

    /// Does long work on a thread of its own.
    ///
    /// # Errors
    /// When there is no place, or with the work's own.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
        let place = self.place()?;
        let done = task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.unwrap_or_else(|error| Err(Problem::fault(&format!("a worker failed: {error}"))))
    }
}
