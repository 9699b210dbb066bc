//! What became of a record since it was kept, as a page shows it.

use comity_law::Law;
use comity_portal::{
    Catalogue, Outcome,
    pages::{RecordChange, RecordChangeRow},
};
use comity_store::{Standing, StandingState};
use serde_json::Value as Json;

use crate::portal::page::minute;

/// That a record would come out otherwise, in a few words.
pub fn in_short(state: StandingState) -> String {
    let key = match state {
        StandingState::Changed => "records-standing-changed",
        StandingState::Undecided => "records-standing-undecided",
    };
    Catalogue::english().say(key).into_owned()
}

/// All that is known of it.
pub fn change(law: &Law, standing: &Standing) -> RecordChange {
    // What is stored was JSON when it was stored.
    let detail: Json = serde_json::from_str(standing.detail.as_str()).unwrap_or_default();
    let words = Catalogue::english();
    let reason = |reason: &Json| {
        let key = match reason.as_str()? {
            "law" => "record-changed-law",
            "lists" => "record-changed-lists",
            _ => "record-changed-engine",
        };
        Some(words.say(key).into_owned())
    };
    let (was, now) = (detail.get("was").unwrap_or(&Json::Null), detail.get("now").unwrap_or(&Json::Null));
    let mut rows = findings(law, was, now);
    let hit = |hit: &Json| format!("{} ({})", text(hit, "name"), text(hit, "list"));
    let (gone, new) = (only_in(was, now, "hits", hit), only_in(now, was, "hits", hit));
    if !gone.is_empty() || !new.is_empty() {
        rows.push(RecordChangeRow { name: words.say("record-changed-parties").into_owned(), was: None, now: None, gone, new });
    }
    RecordChange {
        at: minute(standing.at),
        because: list(&detail, "because").filter_map(reason).collect(),
        why: (standing.state == StandingState::Undecided).then(|| text(&detail, "why")),
        rows,
    }
}

/// The jurisdictions whose findings differ, those of today first.
fn findings(law: &Law, was: &Json, now: &Json) -> Vec<RecordChangeRow> {
    let of = |answer: &Json, jurisdiction: &str| list(answer, "findings").find(|one| text(one, "jurisdiction") == jurisdiction).cloned().unwrap_or_default();
    let mut known: Vec<String> = Vec::new();
    for one in list(now, "findings").chain(list(was, "findings")) {
        let jurisdiction = text(one, "jurisdiction");
        if !known.contains(&jurisdiction) {
            known.push(jurisdiction);
        }
    }
    let outcome = |one: &Json| one.get("outcome").and_then(Json::as_str).map(|name| Outcome::named(name).unwrap_or(Outcome::Undetermined));
    let row = |jurisdiction: String| {
        let (was, now) = (of(was, &jurisdiction), of(now, &jurisdiction));
        let name = law.jurisdictions.iter().find(|known| *known.id == *jurisdiction).map_or(jurisdiction, |known| known.name.to_string());
        let lines = |one: &Json, other: &Json| [only_in(one, other, "grounds", ground), only_in(one, other, "authorisations", authorisation)].concat();
        (was != now).then(|| RecordChangeRow { name, was: outcome(&was), now: outcome(&now), gone: lines(&was, &now), new: lines(&now, &was) })
    };
    known.into_iter().filter_map(row).collect()
}

fn ground(one: &Json) -> String {
    let parts = [text(one, "provision"), text(one, "reason"), text(one, "citation")];
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

fn authorisation(one: &Json) -> String {
    let key = match text(one, "status").as_str() {
        "available" => "record-changed-available",
        "unavailable" => "record-changed-unavailable",
        _ => "record-changed-conditional",
    };
    format!("{} ({})", text(one, "rule"), Catalogue::english().say(key))
}

/// What stands in one list and not in the other, in words.
fn only_in(one: &Json, other: &Json, key: &str, words: impl Fn(&Json) -> String) -> Vec<String> {
    let others: Vec<&Json> = list(other, key).collect();
    list(one, key).filter(|row| !others.contains(row)).map(words).collect()
}

fn list<'j>(value: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    value.get(key).and_then(Json::as_array).into_iter().flatten()
}

fn text(value: &Json, key: &str) -> String {
    value.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}
