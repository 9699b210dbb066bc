//! An organisation's parties and their hits: screened, kept, and decided about, by the API, a page, or the server itself when lists change.

use std::sync::Arc;

use comity_edge::{
    in_use::Searched,
    lists::store::digest,
    screen::{
        ScreenError,
        answer::{Judged, Screener},
        party::{self, Asked},
        rescreen::MARGIN,
        shown::Shown,
    },
};
use comity_screen::{
    Options,
    adjudication::{self, Adjudication, Decision, Listed},
    is_compared_whole,
};
use comity_store::{Action, Json as Kept, Party, PartyId};
use jiff::{Zoned, civil::Date};
use serde_json::Value as Json;

use crate::{
    access::Caller,
    problem::{Kind, Problem},
    state::State,
};

/// From which score on a party that is kept is screened, and how many hits are kept of it: as on the command line.
pub const OPTIONS: Options = Options { threshold: 0.5, limit: 10 };
/// Most hits that are counted.
const MOST: usize = 500;

/// The question that a kept party makes.
///
/// # Errors
/// When nothing of it can be compared.
pub fn asked(party: &Party, state: &State) -> Result<Asked, Problem> {
    let mut document: Json = serde_json::from_str(party.fields.as_str()).unwrap_or_default();
    if let Some(fields) = document.as_object_mut() {
        fields.insert("id".to_owned(), party.id.to_string().into());
        fields.insert("name".to_owned(), party.name.clone().into());
    }
    party::from_json(document, &state.lists.known().countries).map_err(|(_, what)| Problem::new(Kind::Input, what))
}

/// Whether somebody has to look at a hit.
pub fn is_open(hit: &Judged) -> bool {
    hit.decision.is_none() || hit.reopened.is_some()
}

/// The digest of all editions that are searched.
pub fn editions(searched: &Searched) -> String {
    let text: String = searched.listed.sources.iter().map(|source| format!("{} {}\n", source.set, source.digest)).collect();
    digest(text.as_bytes())
}

/// The editions of a day, loaded off the threads that answer others where they are not at hand.
///
/// # Errors
/// When no list is imported, or none as early.
pub async fn searched(state: &State, day: Date) -> Result<Arc<Searched>, Problem> {
    let lists = state.lists.in_use().ok_or_else(Problem::no_lists)?;
    let found = state.editions(&lists, day).await?;
    Ok(found.ok_or(ScreenError::NoneSoEarly { day }).map_err(comity_edge::EdgeError::from)?)
}

/// Screens a kept party against today's editions, and keeps what is found, so that the inbox knows what is open. The audit trail says who did.
///
/// # Errors
/// When the party cannot be compared, no list is imported, or the store cannot be used.
pub async fn screen_kept(state: &State, caller: &Caller, party: &Party) -> Result<(), Problem> {
    let today = Zoned::now().date();
    let searched = searched(state, today).await?;
    let decisions = state.decisions_of(Some(caller)).await?;
    let asked = asked(party, state)?;
    if !is_compared_whole(&party.name) {
        return Err(Problem::new(Kind::Input, "the name is too long to be compared whole: what is found of a part of it says nothing of what is open"));
    }
    // What is open is counted among all hits, those that are not kept too.
    let all = Options { limit: MOST, ..OPTIONS };
    let screener = Screener { listed: &searched.listed, options: all, wanted: &[], decisions: &decisions, day: today, margin: MARGIN };
    let (body, open) = {
        let mut answer = searched.with_workspace(|workspace| screener.answer(&asked, workspace));
        let open = answer.hits.iter().filter(|hit| is_open(hit)).count();
        answer.hits.truncate(OPTIONS.limit);
        let shown = Shown { sources: &searched.listed.sources, asked: Some(&asked), answer: Some(&answer), at_address: None, addresses: 0, today };
        (shown.to_json(true), open)
    };
    caller.office.keep_screening(party.id, party.revision, &editions(&searched), open as u64, &Kept::of(&body)?, &caller.stamp()).await?;
    Ok(())
}

/// What somebody decides about a hit.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The list record: set and id, as a hit gives them.
    pub record: String,
    /// What is decided.
    pub decision: Decision,
    /// Why, in a sentence.
    pub why: String,
    /// What it rests on.
    pub evidence: Vec<String>,
    /// The first day on which it no longer holds.
    pub expires: Date,
}

/// Refuses a decision that nobody could follow, or that would never hold.
///
/// # Errors
/// With the field that is meant.
pub fn sound(judgement: &Judgement, today: Date) -> Result<(), Problem> {
    let empty = |what: &'static str| Err(Problem::new(Kind::Input, "a decision that nobody can follow is none").field(what, "it is empty", None));
    if judgement.why.trim().is_empty() {
        return empty("why");
    }
    if judgement.evidence.is_empty() || judgement.evidence.iter().any(|text| text.trim().is_empty()) {
        return empty("evidence");
    }
    if judgement.expires <= today {
        return Err(Problem::new(Kind::Input, "a decision that has expired would never hold").field("expires", "give a day after today", None));
    }
    Ok(())
}

/// The list record that is decided about, as today's editions have it.
///
/// # Errors
/// When no list is imported, or none has the record.
pub async fn listed(state: &State, judgement: &Judgement, today: Date) -> Result<Listed, Problem> {
    let (searched, record) = (searched(state, today).await?, judgement.record.clone());
    state.pool.run(move || record_of(&searched, &record, today)).await
}

/// Keeps what somebody decided about a party and a record. Where the party is one that is kept, it is screened anew: the hit may be open no more.
///
/// # Errors
/// When the store cannot be used.
pub async fn adjudicate(
    state: &State,
    caller: &Caller,
    id: String,
    party: adjudication::Party,
    record: Listed,
    judgement: Judgement,
) -> Result<Adjudication, Problem> {
    let Judgement { decision, why, evidence, expires, .. } = judgement;
    let kept: Option<PartyId> = party.id.parse().ok();
    let by = caller.actor.to_string();
    let adjudication = Adjudication { id, party, record, decision, by, why, evidence, made: Zoned::now().date(), expires };
    let adjudication = caller.office.adjudicate(&adjudication, &caller.stamp()).await?;
    state.offices.forget(caller.organisation());
    if let Some(kept) = kept.filter(|_| caller.may(Action::WriteParties))
        && let Ok(party) = caller.office.party(kept).await
        && let Err(problem) = screen_kept(state, caller, &party).await
    {
        // The decision stands; the inbox has the hit until the party is screened next.
        tracing::warn!(party = %kept, ?problem, "a party could not be screened after a decision");
    }
    Ok(adjudication)
}

/// The list record of a name, `set:id`, in the editions that are searched.
fn record_of(searched: &Searched, name: &str, today: Date) -> Result<Listed, Problem> {
    let unknown =
        || Problem::new(Kind::Input, format!("no edition in use has the record `{name}`")).field("record", "write set and id as a hit gives them", None);
    let (set, id) = name.split_once(':').ok_or_else(unknown)?;
    // Records are decoded when they are first looked at: only those of the set are.
    let mut first = 0;
    for source in &searched.listed.sources {
        let places = first..first + source.records;
        first = places.end;
        if source.set != set {
            continue;
        }
        let mut records = places.filter_map(|at| searched.listed.kept.get(u32::try_from(at).ok()?));
        if let Some(record) = records.find(|record| record.id == id) {
            return Ok(Listed::of(set, source.date.unwrap_or(today), record));
        }
    }
    Err(unknown())
}
