//! What one organisation decided about hits, at hand for screening.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
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
pub struct Offices(Mutex<HashMap<OrganisationId, Held>>);

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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&organisation);
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
        let known = self.offices.0.lock().unwrap_or_else(PoisonError::into_inner).get(&organisation).cloned();
        if let Some(held) = known.filter(|held| held.since.elapsed() < CURRENT) {
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
        let mut offices = self.offices.0.lock().unwrap_or_else(PoisonError::into_inner);
        if offices.len() >= MOST {
            offices.clear();
        }
        offices.insert(organisation, held.clone());
        Ok(held)
    }
}
