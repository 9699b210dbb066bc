//! *Who is it?*: one party held against the lists in use.

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_edge::{
    in_use::InUse,
    screen::{
        answer::{Judged, Screener},
        listed::Source,
        party,
        rescreen::MARGIN,
        shown::age,
    },
};
use comity_portal::{
    Catalogue, Choice, Field, Problem as FormProblem, Section, Select, Template,
    pages::{Decision, Hit, MatchedWord, ScreenPage, Searched},
};
use comity_screen::{Options, Query, Reason, adjudication, likeness::How};
use jiff::{Zoned, civil::Date};

use super::{
    classify::percent_of,
    countries,
    page::{Around, NoPage, answer},
    sent::{Linked, Posted, Sent},
    visitor::Visit,
};
use crate::state::State;

/// Hits that a page shows.
const MOST: usize = 25;
/// The least score of a hit, where nothing is said: as on the command line. No more can be asked for where the data on the lists leave it to the matching.
const THRESHOLD: f64 = 0.5;

/// The form, filled in with what the address says. A name in an address is only put into the form: what is searched for does not stay in logs.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    Ok(page(&state, &visit, &sources(&state).await?, StatusCode::OK, &sent, &[], None))
}

/// The hits.
pub async fn ask(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let today = Zoned::now().date();
    let sources = sources(&state).await?;
    let words = Catalogue::english();
    let wrong = |field: &str, text: String| [FormProblem { field: Some(field.into()), text }];
    let Some(lists) = state.lists.in_use() else {
        return Ok(page(&state, &visit, &sources, StatusCode::CONFLICT, &sent, &wrong("name", words.say("screen-no-lists").into_owned()), None));
    };
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
        return Ok(page(&state, &visit, &sources, StatusCode::UNPROCESSABLE_ENTITY, &sent, &wrong("threshold", text), None));
    };
    let asked = match party::ready(query(&sent), &known.countries) {
        Ok(asked) => asked,
        Err(why) => return Ok(page(&state, &visit, &sources, StatusCode::UNPROCESSABLE_ENTITY, &sent, &wrong("name", why), None)),
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
            Ok(Some(Found { hits, more: found.hits.len() > MOST }))
        })
        .await?;
    match found {
        Some(found) => Ok(page(&state, &visit, &sources, StatusCode::OK, &sent, &notes, Some(&found))),
        None => Ok(page(&state, &visit, &sources, StatusCode::CONFLICT, &sent, &wrong("name", words.say("screen-no-lists").into_owned()), None)),
    }
}

/// What is shown of a search.
struct Found {
    hits: Vec<Hit>,
    /// Whether there are more hits than are shown.
    more: bool,
}

fn query(sent: &Sent) -> Query {
    let said = |name: &str| Some(sent.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    Query {
        id: "portal".into(),
        name: sent.get("name").into(),
        kind: said("type").and_then(|kind| serde_json::from_value(kind.into()).ok()).unwrap_or_default(),
        date_of_birth: said("date_of_birth"),
        country: said("country"),
        identifiers: said("identifier").into_iter().map(|value| comity_screen::record::Identifier { value, ..Default::default() }).collect(),
    }
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
            decided: if decision.decision == adjudication::Decision::Same { "same".into() } else { "other".into() },
            who: decision.by.clone(),
            at: decision.made.to_string(),
            why: judged.reopened.clone().unwrap_or_else(|| decision.why.clone()),
            expires: decision.expires.to_string(),
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

fn page(state: &State, visit: &Visit, searched: &[Searched], status: StatusCode, sent: &Sent, problems: &[FormProblem], found: Option<&Found>) -> Response {
    let words = Catalogue::english();
    let law = state.law.law();
    let field = |name: &str| {
        let problem = problems.iter().find(|problem| problem.field.as_deref() == Some(name)).map(|problem| problem.text.clone());
        Field { problem, ..Field::new(name, sent.get(name)) }
    };
    let kinds = ["person", "entity", "vessel", "aircraft"].map(|kind| Choice::new(kind, words.say(&format!("kind-{kind}")), sent.get("type")));
    let kind = Select::new("type", std::iter::once(Choice::new("", words.say("kind-any"), sent.get("type"))).chain(kinds).collect());
    let mut threshold = field("threshold");
    if threshold.value.is_empty() {
        threshold.value = THRESHOLD.to_string();
    }
    let countries = countries::all(law);
    let html = Around::of(state, visit).with(Section::Screen, |shell| {
        ScreenPage {
            shell,
            name: &field("name"),
            kind: &kind,
            country: &field("country"),
            born: &field("date_of_birth"),
            identifier: &field("identifier"),
            threshold: &threshold,
            problems,
            hits: found.map(|found| found.hits.as_slice()),
            more: found.is_some_and(|found| found.more),
            searched,
            countries: &countries,
            can_upload: false,
            can_decide: false,
            inbox: None,
            inbox_only: false,
        }
        .render()
    });
    answer(status, html)
}
