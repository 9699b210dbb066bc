//! What waits for a decision: open hits of the parties that are kept.

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_portal::{Catalogue, pages::InboxRow};
use comity_store::{Action, Waiting};
use jiff::Zoned;
use serde_json::Value as Json;

use super::Shown;
use crate::{
    access::Caller,
    hits,
    portal::{
        page::{NoPage, minute},
        paths,
        people::turned,
        sent::Linked,
        visitor::Visit,
    },
    state::State,
};

/// Parties of one page.
const ROWS: u32 = 50;

/// What waits.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let office = &visitor.caller.office;
    let found = office.inbox(&editions(&state).await?, &turned(&sent, ROWS)).await?;
    let mut rows = Vec::new();
    for one in &found.items {
        match office.screening(one.party.id).await? {
            Some(screening) => rows.extend(open(one, &serde_json::from_str(screening.result.as_str()).unwrap_or_default())),
            None => rows.push(row(one, Catalogue::english().say("reopened-not-screened").into_owned())),
        }
    }
    let next = found.next.map(|cursor| paths::with("/screen/inbox", [("after", cursor.to_string().as_str())]));
    let first = (!sent.get("after").is_empty()).then(|| "/screen/inbox".to_owned());
    Shown { inbox: Some(&rows), next, first, ..Shown::of(&state, &visit).await? }.page(&state, &visit, StatusCode::OK).await
}

/// How many parties wait; all of them where no list is imported, for then nothing can be said of any.
pub async fn waiting(state: &State, caller: &Caller) -> Result<Option<usize>, NoPage> {
    let editions = editions(state).await?;
    Ok(Some(usize::try_from(caller.office.waiting(&editions).await?).unwrap_or(usize::MAX)))
}

/// The editions that are searched today, by the digest with which screenings are kept; empty where no list is imported.
async fn editions(state: &State) -> Result<String, NoPage> {
    match hits::searched(state, Zoned::now().date()).await {
        Ok(searched) => Ok(hits::editions(&searched)),
        Err(problem) if problem.status() == StatusCode::CONFLICT => Ok(String::new()),
        Err(problem) => Err(problem.into()),
    }
}

/// The open hits of a party, as its screening found them; the party alone where they are of an earlier edition and none was open.
fn open(waiting: &Waiting, screened: &Json) -> Vec<InboxRow> {
    let words = Catalogue::english();
    let hits = screened.get("hits").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |hit: &Json, name: &str| hit.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let open = hits.iter().filter(|hit| hit.get("standing").and_then(Json::as_str) != Some("confirmed"));
    let mut rows: Vec<InboxRow> = open
        .map(|hit| {
            let reopened = hit.pointer("/adjudication/reopened").and_then(Json::as_str).map(str::to_owned);
            let reason = reopened.unwrap_or_else(|| words.say("reopened-new").into_owned());
            InboxRow { listed: text(hit, "name"), list: text(hit, "list"), ..row(waiting, reason) }
        })
        .collect();
    // Of many hits the best are kept, and all that are open are counted.
    let counted = waiting.screened.as_ref().map_or(0, |screened| usize::try_from(screened.open_hits).unwrap_or(usize::MAX));
    let more = counted.saturating_sub(rows.len());
    if more > 0 {
        rows.push(row(waiting, words.say_with("reopened-more", &[("count", more.into())]).into_owned()));
    } else if rows.is_empty() {
        rows.push(row(waiting, words.say("reopened-not-screened").into_owned()));
    }
    rows
}

fn row(waiting: &Waiting, reason: String) -> InboxRow {
    InboxRow {
        party: waiting.party.name.clone(),
        path: format!("/screen/parties/{}", waiting.party.id),
        reason,
        at: waiting.screened.as_ref().map(|screened| minute(screened.at)).unwrap_or_default(),
        ..InboxRow::default()
    }
}
