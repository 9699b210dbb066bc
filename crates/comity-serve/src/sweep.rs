//! What has expired and is of no use to anyone is removed while the server runs.

use std::time::Duration;

use comity_store::Store;
use jiff::Timestamp;
use tokio::time::{self, MissedTickBehavior};

/// From one sweep to the next: far less than the least time that anything is kept for.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// Sweeps the store when the server starts, and then again and again.
pub async fn sweep(store: Store) {
    let mut ticks = time::interval(EVERY);
    // After a sweep that took long, or a machine that slept, one is enough.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match store.sweep(Timestamp::now()).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "what had expired was removed"),
            Err(error) => tracing::error!("what has expired cannot be removed: {error}; it is tried again"),
        }
    }
}
