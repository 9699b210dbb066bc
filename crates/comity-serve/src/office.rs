//! What one organisation decided about hits, at hand for screening.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use comity_edge::{adjudicate::Decisions, screening::Screening};
use comity_store::{Office, OrganisationId, Page};

use crate::{access::Caller, problem::Problem, state::State};

/// For how long decisions count as current: one that is made on another server takes effect that much later.
const CURRENT: Duration = Duration::from_secs(5);
/// Organisations whose decisions are remembered.
const MOST: usize = 1000;

/// Organisations that asked a moment ago.
#[derive(Default)]
pub struct Offices(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    held: HashMap<OrganisationId, Held>,
    /// Counts what was forgotten: what was being read when something was decided may lack it, and is not remembered.
    forgotten: u64,
}

/// What is remembered of one.
#[derive(Clone)]
struct Held {
    since: Instant,
    decisions: Arc<Decisions>,
    screening: Option<Arc<Screening<'static>>>,
}

impl Offices {
    /// Forgets an organisation's decisions, because one was added.
    pub fn forget(&self, organisation: OrganisationId) {
        let mut remembered = self.lock();
        remembered.held.remove(&organisation);
        remembered.forgotten += 1;
    }

    /// What is remembered of an organisation and still current; and the count to give back to [`keep`](Self::keep).
    fn get(&self, organisation: OrganisationId) -> (Option<Held>, u64) {
        let remembered = self.lock();
        let held = remembered.held.get(&organisation).filter(|held| held.since.elapsed() < CURRENT).cloned();
        (held, remembered.forgotten)
    }

    /// Remembers what was read, unless something was forgotten since.
    fn keep(&self, organisation: OrganisationId, held: Held, forgotten: u64) {
        let mut remembered = self.lock();
        if remembered.forgotten != forgotten {
            return;
        }
        // What is no longer current holds its answers, and lists that may be replaced: it goes with the next.
        remembered.held.retain(|_, held| held.since.elapsed() < CURRENT);
        if remembered.held.len() >= MOST {
            remembered.held.clear();
        }
        remembered.held.insert(organisation, held);
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The decisions by which hits are judged: those of the caller's organisation; of the data folder for a stranger.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn decisions_of(&self, caller: Option<&Caller>) -> Result<Arc<Decisions>, Problem> {
        match caller {
            None => Ok(self.lists.decisions_at_hand()),
            Some(caller) => Ok(self.held(&caller.office).await?.decisions),
        }
    }

    /// What screens the parties of a transaction for a caller; none where no list is imported.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn screening_of(&self, caller: Option<&Caller>) -> Result<Option<Arc<Screening<'static>>>, Problem> {
        match caller {
            None => Ok(self.lists.screening()),
            Some(caller) => Ok(self.held(&caller.office).await?.screening),
        }
    }

    async fn held(&self, office: &Office) -> Result<Held, Problem> {
        let organisation = office.organisation();
        let (known, forgotten) = self.offices.get(organisation);
        if let Some(held) = known {
            return Ok(held);
        }
        let since = Instant::now();
        let mut all = Vec::new();
        let mut page = Page::first(Page::MOST);
        loop {
            let turned = office.adjudications(&page).await?;
            all.extend(turned.items);
            let Some(next) = turned.next else { break };
            page = Page::after(next, Page::MOST);
        }
        // Newest first in the store; judged in the order in which they were made.
        all.reverse();
        let decisions = Arc::new(Decisions::from(all));
        let screening = self.lists.in_use().map(|lists| Arc::new(Screening::new(self.law.law(), lists, decisions.clone())));
        let held = Held { since, decisions, screening };
        self.offices.keep(organisation, held.clone(), forgotten);
        Ok(held)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn what_was_read_before_a_decision_is_not_remembered_after_it() {
        let (offices, one) = (Offices::default(), OrganisationId::at(Timestamp::now()).unwrap());
        let held = || Held { since: Instant::now(), decisions: Arc::default(), screening: None };
        let (none, before) = offices.get(one);
        assert!(none.is_none());
        offices.forget(one);
        offices.keep(one, held(), before);
        assert!(offices.get(one).0.is_none());
        let (_, now) = offices.get(one);
        offices.keep(one, held(), now);
        assert!(offices.get(one).0.is_some());
    }
}
