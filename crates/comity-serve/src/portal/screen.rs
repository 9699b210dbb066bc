//! *Who is it?*: one party held against the lists in use, a file of them, and what people decide about hits.

mod decide;
mod file;
mod inbox;
mod party;

pub use inbox::waiting;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State as FromState},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use comity_edge::{
    in_use::InUse,
    screen::{
        answer::{Judged, Screener},
        listed::Source,
        party::{Asked, ready},
        rescreen::MARGIN,
        shown::age,
    },
};
use comity_portal::{
    Catalogue, Choice, Field, Problem as FormProblem, Section, Select, Template,
    pages::{Decision, FileRow, Hit, InboxRow, MatchedWord, ScreenPage, Searched, ship::Hidden},
};
use comity_screen::{Options, Query, Reason, adjudication, likeness::How};
use comity_store::Action;
use jiff::{ToSpan, Zoned, civil::Date};
use serde_json::Value as Json;

use super::{
    classify::percent_of,
    countries,
    page::{Around, NoPage, answer},
    sent::{Linked, Posted, Sent},
    visitor::Visit,
};
use crate::{importing, state::State};

/// Hits that a page shows.
const MOST: usize = 25;
/// The least score of a hit, where nothing is said: as on the command line. No more can be asked for where the data on the lists leave it to the matching.
const THRESHOLD: f64 = 0.5;

/// The pages of screening that belong to somebody: files, parties that are kept, and what waits for a decision.
pub fn router() -> Router<State> {
    Router::new()
        .route("/screen/decide", post(decide::decide))
        .route("/screen/file", post(file::take).layer(DefaultBodyLimit::max(importing::LARGEST_FILE)))
        .route("/screen/files/{id}", get(file::show))
        .route("/screen/files/{id}/result.csv", get(file::export))
        .route("/screen/files/{id}/{line}", get(file::line))
        .route("/screen/inbox", get(inbox::show))
        .route("/screen/parties", post(party::keep))
        .route("/screen/parties/{id}", get(party::show))
}

/// The form, filled in with what the address says. A name in an address is only put into the form: what is searched for does not stay in logs.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    Shown { sent: &sent, ..Shown::of(&state, &visit).await? }.page(&state, &visit, StatusCode::OK).await
}

/// The hits.
pub async fn ask(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    answered(&state, &visit, &sent, &[], None).await
}

/// The page with the hits of what was asked, and what is wrong with a decision that came with it. `kept` is the question of a party that is kept.
pub async fn answered(state: &State, visit: &Visit, sent: &Sent, problems: &[FormProblem], kept: Option<(&str, Asked)>) -> Result<Response, NoPage> {
    let (name, asked) = kept.map_or((None, None), |(name, asked)| (Some(name), Some(asked)));
    let shown = Shown { sent, problems, kept: name, ..Shown::of(state, visit).await? };
    match hits(state, visit, sent, asked).await? {
        Ok(found) => {
            let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let problems = [problems, &found.notes].concat();
            Shown { hits: Some(&found.hits), more: found.more, problems: &problems, ..shown }.page(state, visit, status).await
        }
        Err((status, problem)) => Shown { problems: &[problem], ..shown }.page(state, visit, status).await,
    }
}

/// What is shown of a search.
struct Found {
    hits: Vec<Hit>,
    /// Whether there are more hits than are shown.
    more: bool,
    /// What of the question could not be compared.
    notes: Vec<FormProblem>,
}

/// The hits of a question; else what is wrong with it.
async fn hits(state: &State, visit: &Visit, sent: &Sent, kept: Option<Asked>) -> Result<Result<Found, (StatusCode, FormProblem)>, NoPage> {
    let today = Zoned::now().date();
    let words = Catalogue::english();
    let wrong = |status, field: &str, text: String| Ok(Err((status, FormProblem { field: Some(field.into()), text })));
    let no_lists = || wrong(StatusCode::CONFLICT, "name", words.say("screen-no-lists").into_owned());
    let Some(lists) = state.lists.in_use() else { return no_lists() };
    let known = state.lists.known();
    let highest = known.lists.alert().unwrap_or(THRESHOLD);
    let threshold = match sent.get("threshold") {
        "" => Some(highest.min(THRESHOLD)),
        text => text.parse::<f64>().ok().filter(|threshold| (0.0..=highest).contains(threshold)),
    };
    // A hit that the decision about a shipment would leave open must not be hidden here.
    let Some(threshold) = threshold else {
        let highest = highest.to_string();
        let text = words.say_with("screen-threshold-wrong", &[("highest", highest.as_str().into())]).into_owned();
        return wrong(StatusCode::UNPROCESSABLE_ENTITY, "threshold", text);
    };
    let asked = match kept {
        Some(asked) => asked,
        None => match ready(query(sent), &known.countries) {
            Ok(asked) => asked,
            Err(why) => return wrong(StatusCode::UNPROCESSABLE_ENTITY, "name", why),
        },
    };
    let notes: Vec<FormProblem> = asked.notes.iter().map(|note| FormProblem { field: None, text: note.clone() }).collect();
    let decisions = state.decisions_of(visit.caller()).await?;
    let found = state
        .pool
        .run(move || {
            let Some(searched) = lists.on(today)? else { return Ok(None) };
            // One more than is shown tells whether there are more.
            let options = Options { threshold, limit: MOST + 1 };
            let screener = Screener { listed: &searched.listed, options, wanted: &[], decisions: &decisions, day: today, margin: MARGIN };
            let found = searched.with_workspace(|workspace| screener.answer(&asked, workspace));
            let all = found.hits.iter().take(MOST).chain(&found.dismissed);
            let hits = all.map(|judged| hit(judged, searched.listed.kept.get(judged.hit.record))).collect();
            Ok(Some(Found { hits, more: found.hits.len() > MOST, notes: Vec::new() }))
        })
        .await?;
    found.map_or_else(no_lists, |hits: Found| Ok(Ok(Found { notes, ..hits })))
}

/// The question that a form states. Without an id of its own a party is known by its name, as in a transaction.
pub fn query(sent: &Sent) -> Query {
    let said = |name: &str| Some(sent.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    Query {
        id: sent.get("id").into(),
        name: sent.get("name").into(),
        kind: said("type").and_then(|kind| serde_json::from_value(kind.into()).ok()).unwrap_or_default(),
        date_of_birth: said("date_of_birth"),
        country: said("country"),
        identifiers: each_number(sent).map(|value| comity_screen::record::Identifier { value: value.to_owned(), ..Default::default() }).collect(),
    }
}

/// The numbers that a form states in one field, with semicolons between them.
fn each_number(sent: &Sent) -> impl Iterator<Item = &str> {
    sent.get("identifier").split(';').map(str::trim).filter(|number| !number.is_empty())
}

/// The numbers of a party as the form states them.
fn numbers(identifiers: Option<&Json>) -> String {
    let all = identifiers.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let all: Vec<&str> = all.iter().filter_map(|number| number.as_str().or_else(|| number.get("value")?.as_str())).collect();
    all.join("; ")
}

fn hit(judged: &Judged, record: Option<&comity_screen::Record>) -> Hit {
    let is_word = |reason: &&Reason| matches!(reason, Reason::Word { .. } | Reason::Unmatched { .. } | Reason::Missing { .. });
    let reasons = &judged.hit.reasons;
    Hit {
        id: judged.hit.id.clone(),
        list: judged.hit.list.clone(),
        set: judged.source.set.clone(),
        name: judged.hit.name.clone(),
        matched: judged.hit.alias.clone(),
        score: percent_of(judged.hit.score),
        words: reasons.iter().filter(is_word).map(word).collect(),
        evidence: reasons.iter().filter(|reason| !is_word(reason)).map(word).collect(),
        details: record.map(details).unwrap_or_default(),
        decision: judged.decision.map(|decision| Decision {
            decided: match (decision.decision, &judged.reopened) {
                (adjudication::Decision::Unsure, _) => "unsure".into(),
                (_, Some(_)) => "reopened".into(),
                (adjudication::Decision::Same, None) => "same".into(),
                (adjudication::Decision::NotSame, None) => "other".into(),
            },
            who: decision.by.clone(),
            at: decision.made.to_string(),
            why: judged.reopened.clone().unwrap_or_else(|| decision.why.clone()),
            expires: if judged.reopened.is_some() { String::new() } else { decision.expires.to_string() },
        }),
    }
}

/// A reason, in words.
fn word(reason: &Reason) -> MatchedWord {
    let words = Catalogue::english();
    let say = |key: &str, values: &[(&str, &str)]| {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        words.say_with(key, &values).into_owned()
    };
    let agreement = |agrees: bool| if agrees { "yes" } else { "no" };
    let (agrees, text) = match reason {
        Reason::Word { asked, listed, how: How::Same, .. } => ("yes", say("match-same", &[("asked", asked), ("listed", listed)])),
        Reason::Word { asked, listed, how, likeness, .. } => {
            let percent = percent_of(*likeness).to_string();
            ("unknown", say("match-like", &[("asked", asked), ("listed", listed), ("how", how.name()), ("percent", &percent)]))
        }
        Reason::Unmatched { asked, .. } => ("no", say("match-unmatched", &[("asked", asked)])),
        Reason::Missing { listed, .. } => ("no", say("match-missing", &[("listed", listed)])),
        Reason::Identifier { listed } => ("yes", say("match-number", &[("listed", listed)])),
        Reason::Birth { listed, agrees } => (agreement(*agrees), say("match-birth", &[("listed", listed)])),
        Reason::Country { listed, agrees } => (agreement(*agrees), say("match-country", &[("listed", &listed.join(", "))])),
        Reason::Type { .. } => ("no", say("match-type", &[])),
        Reason::WeakAlias => ("no", say("match-weak", &[])),
    };
    MatchedWord { agrees: agrees.into(), text }
}

fn details(record: &comity_screen::Record) -> Vec<(String, String)> {
    let all = [("country", record.countries.join(", ")), ("born", record.births.join(", ")), ("programs", record.programs.join(", "))];
    all.into_iter().filter(|(_, said)| !said.is_empty()).map(|(what, said)| (what.to_owned(), said)).collect()
}

/// The editions in use today. They are loaded off the threads that answer others, where they are not at hand.
///
/// # Errors
/// When an edition cannot be read.
pub async fn sources(state: &State) -> Result<Vec<Searched>, NoPage> {
    let day = Zoned::now().date();
    let Some(lists) = state.lists.in_use() else { return Ok(Vec::new()) };
    let searched = state.editions(&lists, day).await?;
    Ok(searched.map(|searched| shown(&lists, &searched.listed.sources, day)).unwrap_or_default())
}

fn shown(lists: &InUse, sources: &[Source], day: Date) -> Vec<Searched> {
    let known = lists.known();
    sources
        .iter()
        .map(|source| Searched {
            title: known
                .lists
                .lists()
                .iter()
                .find(|list| list.code.eq_ignore_ascii_case(&source.set))
                .map_or_else(|| source.set.clone(), |list| list.code.clone()),
            set: source.set.clone(),
            edition: source.date.map(|date| date.to_string()).unwrap_or_default(),
            age: source.date.and_then(|date| usize::try_from(age(date, day)).ok()).unwrap_or(0),
            parties: source.records,
            names: source.names,
        })
        .collect()
}

/// What the page shows.
struct Shown<'a> {
    sent: &'a Sent,
    problems: &'a [FormProblem],
    hits: Option<&'a [Hit]>,
    more: bool,
    kept: Option<&'a str>,
    inbox: Option<&'a [InboxRow]>,
    next: Option<String>,
    first: Option<String>,
    searched: Vec<Searched>,
    waiting: Option<usize>,
    files: Vec<FileRow>,
}

/// Files that were screened, as many as the page names.
const FILES: u32 = 5;

impl<'a> Shown<'a> {
    /// What the page shows to whoever opens it, whatever was asked.
    async fn of(state: &State, visit: &Visit) -> Result<Shown<'a>, NoPage> {
        static NOTHING: Sent = Sent::nothing();
        let searched = sources(state).await?;
        let (mut waiting, mut files) = (None, Vec::new());
        if let Some(caller) = visit.caller().filter(|caller| caller.may(Action::ReadRecords)) {
            waiting = inbox::waiting(state, caller).await?;
            files = file::lately(caller, FILES).await?;
        }
        Ok(Shown { sent: &NOTHING, problems: &[], hits: None, more: false, kept: None, inbox: None, next: None, first: None, searched, waiting, files })
    }

    async fn page(self, state: &State, visit: &Visit, status: StatusCode) -> Result<Response, NoPage> {
        let words = Catalogue::english();
        let (law, sent) = (state.law.law(), self.sent);
        let field = |name: &str| {
            let problem = self.problems.iter().find(|problem| problem.field.as_deref() == Some(name)).map(|problem| problem.text.clone());
            Field { problem, ..Field::new(name, sent.get(name)) }
        };
        let kinds = ["person", "entity", "vessel", "aircraft"].map(|kind| Choice::new(kind, words.say(&format!("kind-{kind}")), sent.get("type")));
        let kind = Select::new("type", std::iter::once(Choice::new("", words.say("kind-any"), sent.get("type"))).chain(kinds).collect());
        let mut threshold = field("threshold");
        if threshold.value.is_empty() {
            threshold.value = THRESHOLD.to_string();
        }
        let countries = countries::all(law);
        let asked: Vec<Hidden> =
            ASKED.iter().filter(|name| !sent.get(name).is_empty()).map(|name| Hidden { name: (*name).into(), value: sent.get(name).into() }).collect();
        let may = |action| visit.caller().is_some_and(|caller| caller.may(action));
        // A year is what a review of customers commonly takes; whoever decides may say otherwise.
        let expires = Zoned::now().date().saturating_add(1.year()).to_string();
        let html = Around::of(state, visit).with(Section::Screen, |shell| {
            ScreenPage {
                shell,
                name: &field("name"),
                kind: &kind,
                country: &field("country"),
                born: &field("date_of_birth"),
                identifier: &field("identifier"),
                threshold: &threshold,
                problems: self.problems,
                hits: self.hits,
                more: self.more,
                searched: &self.searched,
                countries: &countries,
                can_upload: may(Action::RunJobs),
                files: &self.files,
                can_decide: may(Action::Adjudicate),
                can_keep: self.kept.is_none() && may(Action::WriteParties),
                asked: &asked,
                expires: &expires,
                kept: self.kept,
                waiting: self.waiting,
                inbox: self.inbox,
                next: self.next.as_deref(),
                first: self.first.as_deref(),
            }
            .render()
        });
        Ok(answer(status, html))
    }
}

/// What a question consists of: sent along with a decision about one of its hits.
const ASKED: [&str; 8] = ["party", "id", "name", "type", "country", "date_of_birth", "identifier", "threshold"];
