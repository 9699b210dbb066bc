//! *Records*: answers that were kept.

mod again;
mod changed;
mod kept;
mod paper;

pub use self::kept::{answer as shown, owned};

use std::fmt::Write as _;

use axum::{
    Router,
    extract::{Path, State as FromState},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use comity_decide::{Options, ReceiptRecord};
use comity_edge::{
    EdgeError,
    decide::decide,
    document::Document,
    replay::{Replayed, replay},
};
use comity_portal::{
    Catalogue, Choice, Field, Outcome, Section, Select, Template,
    pages::{RecordPage, RecordRow, RecordsPage, ship::ShipForm},
};
use comity_store::{Action, Determination, DeterminationFilter, DeterminationId, Json as Stored, Page, Source, Summary};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value as Json, json};

use self::again::Again;
use super::{
    countries,
    page::{Around, NoPage, answer, minute},
    paths,
    people::{names_of_members, turned},
    sent::{Linked, Posted, Sent},
    ship,
    visitor::{Visit, Visitor},
};
use crate::{
    keeping::{Keeping, Kept},
    problem::Problem,
    reasons::{Explained, explain},
    state::State,
};

/// Rows of one page.
const ROWS: u32 = 50;
/// Longest question, in bytes, that is explained on the thread that asks.
const SHORT: usize = 16 << 10;

/// The pages of records.
pub fn router() -> Router<State> {
    Router::new()
        .route("/records", get(show).post(keep))
        .route("/records.csv", get(export))
        .route("/records/{id}", get(one))
        .route("/records/{id}/verify", post(verify))
        .route("/records/{id}/receipt", get(receipt))
        .route("/records/{id}/pdf", get(paper::show))
}

fn filter(state: &State, sent: &Sent) -> DeterminationFilter {
    let said = |name: &str| Some(sent.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    let day = |name: &str| sent.get(name).parse::<Date>().ok();
    DeterminationFilter {
        outcome: said("outcome"),
        destination: said("to").map(|to| countries::code(state.law.law(), &to)),
        receipt: None,
        from: day("since"),
        // A person means the last day that is still shown; the store's end is the first that is not.
        until: day("until").and_then(|day| day.tomorrow().ok()),
        changed: match sent.get("standing") {
            "changed" => Some(true),
            "same" => Some(false),
            _ => None,
        },
    }
}

/// The records.
async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let words = Catalogue::english();
    let found = visitor.caller.office.determinations(&filter(&state, &sent), &turned(&sent, ROWS)).await?;
    let names = names_of_members(visitor).await?;
    let by = |one: &Summary| one.actor.user().and_then(|user| names.get(&user).cloned()).unwrap_or_else(|| one.actor.to_string());
    let law = state.law.law();
    let rows: Vec<RecordRow> = found
        .items
        .iter()
        .map(|one| RecordRow {
            id: short(one),
            path: format!("/records/{}", one.id),
            date: one.day.to_string(),
            route: format!("{} → {}", countries::name(law, &one.origin), countries::name(law, &one.destination)),
            // What is not known is not clear.
            outcome: Outcome::named(&one.outcome).unwrap_or(Outcome::Undetermined),
            by: by(one),
            keep_until: one.keep_until.to_string(),
            changed: one.changed.map(changed::in_short),
        })
        .collect();
    let field = |name: &str| Field::new(name, sent.get(name));
    let outcomes = Outcome::ALL.into_iter().map(|outcome| Choice::new(outcome.name(), words.say(outcome.key()), sent.get("outcome")));
    let outcome = Select::new("outcome", std::iter::once(Choice::new("", words.say("choice-any"), sent.get("outcome"))).chain(outcomes).collect());
    let standings = [("", "choice-any"), ("changed", "records-standing-changed"), ("same", "records-standing-same")];
    let standing = Select::new("standing", standings.into_iter().map(|(value, key)| Choice::new(value, words.say(key), sent.get("standing"))).collect());
    let link = |path: &str, after: &str| {
        let kept = ["since", "until", "to", "outcome", "standing"].map(|name| (name, sent.get(name)));
        paths::with(path, kept.into_iter().chain([("after", after)]))
    };
    let next = found.next.map(|cursor| link("/records", &cursor.to_string()));
    let first = (!sent.get("after").is_empty()).then(|| link("/records", ""));
    let export = link("/records.csv", "");
    let html = Around::of(&state, &visit).with(Section::Records, |shell| {
        RecordsPage {
            shell,
            since: &field("since"),
            until: &field("until"),
            outcome: &outcome,
            standing: &standing,
            to: &field("to"),
            rows: &rows,
            export: &export,
            next: next.as_deref(),
            first: first.as_deref(),
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

/// A record by the time at which it was made: its id is long, and says no more.
fn short(one: &Summary) -> String {
    minute(one.at)
}

/// Keeps the answer to what the form asks, as it comes out now, and shows the record.
async fn keep(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::KeepDetermination, &sent)?;
    let screening = state.screening_of(visit.caller()).await?;
    let (working, given) = (state.clone(), sent.clone());
    let work = move || -> Result<Result<Kept, EdgeError>, Problem> {
        let law = &working.law;
        let decided = ship::document(&working, &given)
            .and_then(|document| decide(law.engine(), law.lazy_criteria(), screening.as_deref(), document, None, Options::default()));
        match decided {
            Ok(decided) => Ok(Ok(Kept::of(law.engine(), &decided)?)),
            Err(error) => Ok(Err(error)),
        }
    };
    let kept = match state.pool.run(work).await? {
        Ok(kept) => kept,
        Err(EdgeError::Input { faults, .. }) => return Ok(ship::refused(&state, &visit, &sent, faults)),
        Err(error) => return Err(error.into()),
    };
    let stamp = visitor.caller.stamp();
    let id = DeterminationId::at(stamp.at)?;
    let new = kept.under(id, Source::Portal, &stamp, state.law.law(), state.config.keep_years)?;
    visitor.caller.office.keep_determination(new, &stamp).await?;
    Ok(Redirect::to(&format!("/records/{id}")).into_response())
}

/// A record as it is looked at: the audit trail says so.
async fn looked_at(visitor: &Visitor, id: &str, action: &str) -> Result<Determination, NoPage> {
    let id: DeterminationId = id.parse().map_err(|_| NoPage::Unknown)?;
    let found = visitor.caller.office.determination(id).await?;
    visitor.caller.office.note(&visitor.caller.stamp(), action, &id.to_string(), &Stored::of(&json!({}))?).await?;
    Ok(found)
}

fn tree(kept: &Stored) -> Json {
    // What is stored was JSON when it was stored.
    serde_json::from_str(kept.as_str()).unwrap_or_default()
}

/// A record.
async fn one(FromState(state): FromState<State>, visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let found = looked_at(visitor, &id, "determination.viewed").await?;
    page(&state, &visit, visitor, &found, None).await
}

/// Proves, or disproves, that the same law still gives the same answer.
async fn verify(FromState(state): FromState<State>, visit: Visit, Path(id): Path<String>, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::ReadRecords, &sent)?;
    let found = looked_at(visitor, &id, "determination.replayed").await?;
    let text = serde_json::to_string(&record(&found)).unwrap_or_default();
    let working = state.clone();
    let work = move || {
        let file = Document::parse("the receipt".to_owned(), text, true)?;
        Ok(replay(working.law.engine(), working.law.lazy_criteria(), file)?)
    };
    let words = Catalogue::english();
    let verified = match state.pool.run(work).await? {
        Replayed::Same(_) => (true, words.say("record-sound").into_owned()),
        Replayed::Other(differences) => (false, format!("{} {}", words.say("record-unsound"), differences.join("; "))),
    };
    page(&state, &visit, visitor, &found, Some((verified.0, verified.1.as_str()))).await
}

async fn page(state: &State, visit: &Visit, visitor: &Visitor, found: &Determination, verified: Option<(bool, &str)>) -> Result<Response, NoPage> {
    let law = state.law.law();
    let (question, given) = (tree(&found.question), tree(&found.answer));
    let told = if found.question.as_str().len() <= SHORT {
        explain(&state.law, &question, &given)
    } else {
        let (working, question, given) = (state.clone(), question.clone(), given.clone());
        state.pool.run(move || Ok(explain(&working.law, &question, &given))).await?
    };
    let (explained, no_reasons) = match told {
        Explained::Same(explained) => (explained, None),
        Explained::OtherLaw => (given, Some("record-other-law")),
        Explained::OtherAnswer => (given, Some("record-other-answer")),
        Explained::NoReceipt => (given, Some("record-no-reasons")),
    };
    let mut shown = kept::answer(law, &question, &explained);
    let jurisdictions: Vec<String> = shown.findings.iter().map(|finding| finding.id.clone()).collect();
    let kept_on = found.summary.at.to_zoned(TimeZone::UTC).date();
    let keeping = Keeping::of(law, &jurisdictions, found.summary.day, kept_on, state.config.keep_years)?;
    shown.id = short(&found.summary);
    let path = format!("/records/{}", found.summary.id);
    shown.kept = Some(path.clone());
    let (again, again_not) = match again::again(law, &question) {
        Again::Form(fields) => (fields, Vec::new()),
        Again::Not(lost) => (Vec::new(), lost),
    };
    let form = ShipForm::default();
    let changed = visitor.caller.office.standing(found.summary.id).await?.map(|standing| changed::change(law, &standing));
    let names = names_of_members(visitor).await?;
    let by = found.summary.actor.user().and_then(|user| names.get(&user).cloned()).unwrap_or_else(|| found.summary.actor.to_string());
    let html = Around::of(state, visit).with(Section::Records, |shell| {
        RecordPage {
            shell,
            form: &form,
            answer: &shown,
            asked_by: &by,
            asked_at: &minute(found.summary.at),
            keep_until: &found.summary.keep_until.to_string(),
            changed: changed.as_ref(),
            kept_because: &keeping.lines(Catalogue::english(), found.summary.keep_until),
            no_reasons,
            verified,
            again: &again,
            again_not: &again_not.join(", "),
            receipt: &format!("{path}/receipt"),
            pdf: &format!("{path}/pdf"),
            verify: &format!("{path}/verify"),
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

fn record(found: &Determination) -> ReceiptRecord {
    let receipt = tree(&found.answer).get("receipt").cloned().unwrap_or_default();
    ReceiptRecord { format: ReceiptRecord::FORMAT, input: tree(&found.question), receipt }
}

/// The receipt with its transaction, as a file that the command line replays.
async fn receipt(visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let found = looked_at(visitor, &id, "receipt.viewed").await?;
    let bytes = serde_json::to_vec_pretty(&record(&found)).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, "attachment; filename=\"receipt.json\"")], bytes).into_response())
}

/// The selection as a table. That it was fetched stands in the audit trail.
async fn export(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ExportRecords)?;
    let office = &visitor.caller.office;
    office.note(&visitor.caller.stamp(), "determinations.exported", &visitor.caller.organisation().to_string(), &Stored::of(&json!({}))?).await?;
    let filter = filter(&state, &sent);
    let mut out = String::from("id,at,by,source,date,from,to,outcome,receipt,keep_until\r\n");
    let mut page = Page::first(Page::MOST);
    loop {
        let found = office.determinations(&filter, &page).await?;
        for one in &found.items {
            // Ids, days, codes and digests: nothing that a table would take for a formula, or that would need quotes.
            let _ = write!(
                out,
                "{},{},{},{},{},{},{},{},{},{}\r\n",
                one.id,
                one.at,
                one.actor,
                one.source.word(),
                one.day,
                cell(&one.origin),
                cell(&one.destination),
                cell(&one.outcome),
                cell(&one.receipt),
                one.keep_until
            );
        }
        let Some(next) = found.next else { break };
        page = Page::after(next, Page::MOST);
    }
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"records.csv\"")], out).into_response())
}

/// A text as a cell: in quotes, and never a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    if guard.is_empty() && !text.contains(['"', ',', '\r', '\n']) { text.to_owned() } else { format!("\"{guard}{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_and_no_formula() {
        assert_eq!(cell("DE"), "DE");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
    }
}
