//! What is past its last day of keeping is removed, and the trail says so.

use std::time::Duration;

use comity_store::{Actor, Page, Stamp, Store, StoreError};
use jiff::{Timestamp, tz::TimeZone};
use tokio::time;

use crate::state::State;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// Determinations removed in one transaction.
const AT_ONCE: u32 = 500;
/// As the trail names who removes.
const WHO: &str = "keeping";

/// Removes what is past its last day, now and every few hours, for as long as the server runs.
pub async fn go_on(state: State) {
    let mut ticks = time::interval(EVERY);
    loop {
        ticks.tick().await;
        match remove(&state.store, Timestamp::now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "determinations past their last day were removed"),
            Err(error) => tracing::error!("what is past its last day cannot be removed: {error}; it is tried again"),
        }
    }
}

/// Removes, in every organisation, the determinations whose last day is past in universal time. Returns how many.
///
/// # Errors
/// When the store cannot be used.
pub async fn remove(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut removed = 0;
    let mut page = Page::first(Page::MOST);
    loop {
        let found = store.organisations(&page).await?;
        for organisation in &found.items {
            let office = store.of(organisation.id);
            loop {
                let count = office.remove_expired(today, AT_ONCE, &Stamp::new(now, Actor::program(WHO))).await?;
                removed += count;
                if count < u64::from(AT_ONCE) {
                    break;
                }
            }
        }
        let Some(next) = found.next else { return Ok(removed) };
        page = Page::after(next, Page::MOST);
    }
}
