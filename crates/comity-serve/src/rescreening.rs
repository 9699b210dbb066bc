//! Kept parties screened anew when something overtook what was found of them: another edition of a list, another description of the party, the end of a
//! decision. What is open then waits in the inbox.
//!
//! Every party that could be touched is screened whole. That takes some hundred microseconds a party, and is right whatever changed; the shorter way of
//! `comity_edge::screen::rescreen` is for batches of millions, whose lines carry what they rest on.

use std::time::Duration;

use axum::http::StatusCode;
use comity_store::{Actor, Office, Page, Party, PartyId, Role, StoreError};
use jiff::{Zoned, civil::Date};
use tokio::time;

use crate::{access::Caller, hits, problem::Problem, state::State};

/// Looks now and then for parties to be screened anew, until the server stops.
pub async fn keep_up(state: State, every: Duration) {
    let mut ticks = time::interval(every.max(Duration::from_secs(1)));
    // Decisions end with a day: they are looked through once each day, and once at the start.
    let mut looked_through = None;
    loop {
        ticks.tick().await;
        let today = Zoned::now().date();
        match sweep(&state, today, looked_through != Some(today)).await {
            Ok(0) => looked_through = Some(today),
            Ok(count) => {
                looked_through = Some(today);
                tracing::info!(parties = count, "parties were screened anew");
            }
            Err(problem) => tracing::error!(?problem, "parties could not be screened anew; it is tried again"),
        }
    }
}

/// Screens what is to be screened anew in every organisation; with `expired` also the parties whose decisions ended. Gives how many were.
///
/// # Errors
/// When the store cannot be used, or an edition cannot be read.
pub async fn sweep(state: &State, today: Date, expired: bool) -> Result<u64, Problem> {
    let editions = match hits::searched(state, today).await {
        Ok(searched) => hits::editions(&searched),
        // Nothing to screen against is nothing to do; the inbox says that nothing was screened.
        Err(problem) if problem.status() == StatusCode::CONFLICT => return Ok(0),
        Err(problem) => return Err(problem),
    };
    let mut count = 0;
    let mut page = Page::first(Page::MOST);
    loop {
        let organisations = state.store.organisations(&page).await?;
        for organisation in &organisations.items {
            let office = state.store.of(organisation.id);
            count += stale(state, &office, &editions).await?;
            if expired {
                count += ended(state, &office, today).await?;
            }
        }
        let Some(next) = organisations.next else { return Ok(count) };
        page = Page::after(next, Page::MOST);
    }
}

/// Those that were never screened, or against other editions, or as they were described before.
async fn stale(state: &State, office: &Office, editions: &str) -> Result<u64, Problem> {
    let mut count = 0;
    let mut page = Page::first(Page::MOST);
    loop {
        let waiting = office.inbox(editions, &page).await?;
        for one in &waiting.items {
            let is_current = one.screened.as_ref().is_some_and(|screened| screened.editions == editions && screened.revision == one.party.revision);
            if !is_current {
                count += u64::from(again(state, office, &one.party).await?);
            }
        }
        let Some(next) = waiting.next else { return Ok(count) };
        page = Page::after(next, Page::MOST);
    }
}

/// Those about which a decision ended since they were screened.
async fn ended(state: &State, office: &Office, today: Date) -> Result<u64, Problem> {
    let mut count = 0;
    let mut page = Page::first(Page::MOST);
    loop {
        let decisions = office.adjudications(&page).await?;
        for decision in decisions.items.iter().filter(|decision| decision.expires <= today) {
            let Ok(id) = decision.party.id.parse::<PartyId>() else { continue };
            let Some(screened) = office.screening(id).await? else { continue };
            if screened.at.to_zoned(jiff::tz::TimeZone::system()).date() >= decision.expires {
                continue;
            }
            match office.party(id).await {
                Ok(party) => count += u64::from(again(state, office, &party).await?),
                Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let Some(next) = decisions.next else { return Ok(count) };
        page = Page::after(next, Page::MOST);
    }
}

/// Screens a party; gives whether it could be compared. One that could not stays in the inbox as not screened.
async fn again(state: &State, office: &Office, party: &Party) -> Result<bool, Problem> {
    let caller = Caller { office: office.clone(), role: Role::Analyst, actor: Actor::program("rescreening"), bearer: None };
    match hits::screen_kept(state, &caller, party).await {
        Ok(()) => Ok(true),
        // It was removed meanwhile, or nothing of it can be compared.
        Err(problem) if matches!(problem.status(), StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY) => Ok(false),
        Err(problem) => Err(problem),
    }
}
