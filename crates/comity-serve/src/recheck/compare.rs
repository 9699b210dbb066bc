//! One determination decided again, and what of it would be otherwise.

use comity_decide::{Options, Transaction, canonical};
use comity_edge::{decide::decide, document::Document, lists::store::digest, screening::Screening};
use comity_store::{Determination, Found, Json as Kept, NewStanding, StandingState, StoreError};
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value as Json, json};

use crate::{problem::Problem, state::LawInUse, webhooks::CHANGED};

/// What determinations are held against.
pub struct Today<'s> {
    law: &'s LawInUse,
    engine: &'s str,
    /// What screens parties; none where no list is in use, and what was found of a party stays.
    screening: Option<&'s Screening<'static>>,
    /// The editions in use, as `screened` tables name them.
    sets: Vec<Json>,
    day: Date,
}

impl<'s> Today<'s> {
    /// The law, the lists and the day.
    ///
    /// # Errors
    /// When an edition cannot be read.
    pub fn of(law: &'s LawInUse, engine: &'s str, screening: Option<&'s Screening<'static>>, day: Date) -> Result<Self, Problem> {
        let searched = match screening {
            Some(screening) => screening.lists().on(day)?,
            None => None,
        };
        let of = |source: &comity_edge::screen::listed::Source| match source.date {
            Some(date) => json!({ "digest": source.digest, "set": source.set, "edition": date.to_string() }),
            None => json!({ "digest": source.digest, "set": source.set }),
        };
        let sets: Vec<Json> = searched.iter().flat_map(|searched| &searched.listed.sources).map(of).collect();
        Ok(Self { law, engine, screening: screening.filter(|_| searched.is_some()), sets, day })
    }
}

/// Decides a determination again.
///
/// # Errors
/// When something fails that has nothing to do with this determination: it is to be looked at again.
pub fn recheck(today: &Today<'_>, kept: &Determination) -> Result<Found, Problem> {
    let found = |standing| Found { determination: kept.summary.id, standing };
    // What is stored was JSON when it was stored.
    let question: Json = serde_json::from_str(kept.question.as_str()).unwrap_or_default();
    let answer: Json = serde_json::from_str(kept.answer.as_str()).unwrap_or_default();
    let receipt = answer.get("receipt").unwrap_or(&Json::Null);
    let was_under = |key: &str| receipt.get(key).and_then(Json::as_str).unwrap_or_default();
    let is_other_law = was_under("law_digest") != today.law.digest();
    let is_other_engine = was_under("engine") != today.engine;
    // Items given by characteristics rest on criteria, of which no receipt holds the digest: also where nothing was derived of them.
    let may_be_other = is_other_law || is_other_engine || Transaction::is_described(&question);
    let screened_now = rescreened(today, &question)?;
    // Without lists nobody knows who is on one today: nothing may be said to stand.
    if today.screening.is_none() && !sets_of(&question).is_empty() {
        let why = "no list of parties is in use: whether its parties are listed today is not known";
        return Ok(found(Some(undecided(today, kept, was_under("law_digest"), "lists", why)?)));
    }
    if !may_be_other && screened_now.is_none() {
        return Ok(found(None));
    }
    let strict = receipt.get("strict").and_then(Json::as_bool).unwrap_or_default();
    let (mut because, was) = (Vec::new(), essence(&question, &answer));
    // Law first, by the parties as they were screened; then the lists: so each is known for its own part.
    let by_law = if may_be_other { again(today, &question, strict) } else { Ok(was.clone()) };
    let by_all = match &screened_now {
        Some(screened) => again(today, screened, strict),
        None => by_law.clone(),
    };
    let (by_law, now) = match (by_law, by_all) {
        (Ok(by_law), Ok(now)) => (by_law, now),
        (_, Err(why)) | (Err(why), _) => return Ok(found(Some(undecided(today, kept, was_under("law_digest"), "law", &why)?))),
    };
    if now == was {
        return Ok(found(None));
    }
    if by_law != was {
        because.push(if is_other_engine && !is_other_law { "engine" } else { "law" });
    }
    if now != by_law {
        because.push("lists");
    }
    let detail = json!({
        "because": because, "date": kept.summary.day, "engine": { "was": was_under("engine"), "now": today.engine },
        "law": { "was": was_under("law_digest"), "now": today.law.digest() }, "lists": { "was": sets_of(&question), "now": today.sets },
        "screened_on": screened_now.is_some().then(|| today.day.to_string()), "was": was, "now": now,
    });
    let outcome = |of: &Json| of.get("outcome").cloned().unwrap_or_default();
    let (outcomes, mark) = (json!({ "was": outcome(&was), "now": outcome(&now) }), digest(&canonical(&now)));
    Ok(found(Some(standing(kept, StandingState::Changed, mark, &detail, &because, outcomes)?)))
}

/// The note about one that cannot be decided again.
fn undecided(today: &Today<'_>, kept: &Determination, law: &str, because: &str, why: &str) -> Result<NewStanding, StoreError> {
    let detail = json!({
        "because": [because], "date": kept.summary.day, "law": { "was": law, "now": today.law.digest() }, "why": why,
    });
    let outcomes = json!({ "was": kept.summary.outcome, "now": null });
    standing(kept, StandingState::Undecided, digest(why.as_bytes()), &detail, &[because], outcomes)
}

/// A note, and the message that tells of it: without names, which whoever is told fetches by the address, under a token of their own.
fn standing(kept: &Determination, state: StandingState, mark: String, detail: &Json, because: &[&str], outcome: Json) -> Result<NewStanding, StoreError> {
    let id = kept.summary.id.to_string();
    let message = json!({
        "type": CHANGED, "timestamp": Timestamp::now(),
        "data": {
            "determination": id, "address": format!("/api/v1/determinations/{id}"), "state": state.word(), "because": because, "outcome": outcome,
            "date": kept.summary.day, "receipt": kept.summary.receipt, "law": detail.get("law"),
        },
    });
    Ok(NewStanding { state, mark, detail: Kept::of(detail)?, message: Kept::of(&message)? })
}

/// The question decided by today's law; the text of what is wrong where it cannot be.
fn again(today: &Today<'_>, question: &Json, strict: bool) -> Result<Json, String> {
    let text = serde_json::to_string(question).map_err(|error| error.to_string())?;
    let decided = || {
        let document = Document::parse("the question".to_owned(), text, true)?;
        let options = Options { strict, explain: false };
        decide(today.law.engine(), today.law.lazy_criteria(), None, document, None, options)
    };
    let decided = decided().map_err(|error| told(&error))?;
    let answer = serde_json::to_value(&decided.determination).map_err(|error| error.to_string())?;
    Ok(essence(question, &answer))
}

/// An error with every fault of the document.
fn told(error: &comity_edge::EdgeError) -> String {
    let mut text = error.to_string();
    if let comity_edge::EdgeError::Input { faults, .. } = error {
        for fault in faults {
            text.push_str(&format!("; {}: {}", fault.place, fault.message));
        }
    }
    text.chars().take(2000).collect()
}

/// The question with its parties screened against today's editions; none where that changes nothing of what they were screened against.
fn rescreened(today: &Today<'_>, question: &Json) -> Result<Option<Json>, Problem> {
    let Some(screening) = today.screening else { return Ok(None) };
    let mut fresh = question.clone();
    let mut is_stale = false;
    for party in fresh.get_mut("party").and_then(Json::as_array_mut).into_iter().flatten().filter_map(Json::as_object_mut) {
        is_stale |= forget_stale(party, &today.sets);
        for owner in party.get_mut("owners").and_then(Json::as_array_mut).into_iter().flatten().filter_map(Json::as_object_mut) {
            is_stale |= forget_stale(owner, &today.sets);
        }
    }
    if !is_stale {
        return Ok(None);
    }
    screening.add(&mut fresh, Some(today.day))?;
    Ok(Some(fresh))
}

/// Takes away what was found of a party by editions that are no longer in use; says whether it is to be screened again. What was found by those in use, and what was stated by
/// hand, stays.
fn forget_stale(party: &mut Map<String, Json>, now: &[Json]) -> bool {
    let stays = party.get("screened").is_some_and(|screened| {
        let sets: Vec<Json> = rows(screened, "sets").cloned().collect();
        // What was compared with no list names no edition either, but states nothing: nobody stated it by hand.
        let states = |key: &str| match screened.get(key) {
            Some(Json::Array(all)) => !all.is_empty(),
            Some(Json::Object(all)) => !all.is_empty(),
            _ => false,
        };
        if sets.is_empty() { ["facts", "hits", "records"].into_iter().any(states) } else { same(&sets, now) }
    });
    if !stays {
        party.remove("screened");
    }
    !stays
}

/// Whether two lists of editions name the same, in whatever order.
fn same(one: &[Json], other: &[Json]) -> bool {
    let digests = |sets: &[Json]| {
        let mut all: Vec<String> = sets.iter().map(|set| format!("{} {}", text(set, "set"), text(set, "digest"))).collect();
        all.sort();
        all
    };
    digests(one) == digests(other)
}

/// The editions that the parties of a question were screened against, each once.
fn sets_of(question: &Json) -> Vec<Json> {
    let mut all: Vec<Json> = Vec::new();
    let tables = rows(question, "party").flat_map(|party| std::iter::once(party).chain(rows(party, "owners"))).filter_map(|party| party.get("screened"));
    for set in tables.flat_map(|screened| rows(screened, "sets")) {
        if !all.contains(set) {
            all.push(set.clone());
        }
    }
    all
}

fn rows<'j>(value: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    value.get(key).and_then(Json::as_array).into_iter().flatten()
}

fn text<'j>(value: &'j Json, key: &str) -> &'j str {
    value.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// Some fields of an object, those that it has.
fn only(value: &Json, keys: &[&str]) -> Json {
    let fields = keys.iter().filter_map(|key| Some(((*key).to_owned(), value.get(*key)?.clone())));
    Json::Object(fields.collect())
}

/// What of an answer counts as its being the same: outcomes, what they still could be, paragraphs, authorisations, and the hits of its parties. What is said of the reasons in words,
/// of what is missing or due, and of how it was found may change without a note.
fn essence(question: &Json, answer: &Json) -> Json {
    let sorted = |mut all: Vec<Json>| {
        all.sort_by_key(canonical);
        all
    };
    let finding = |one: &Json| {
        let grounds = rows(one, "grounds").map(|ground| only(ground, &["rule", "item", "provision", "reason", "column", "citation"])).collect();
        let authorisations = rows(one, "authorisations").map(|one| only(one, &["rule", "item", "status"])).collect();
        json!({
            "jurisdiction": one.get("jurisdiction"), "outcome": one.get("outcome"), "possible": one.get("possible"),
            "grounds": sorted(grounds), "authorisations": sorted(authorisations),
        })
    };
    let mut hits = Vec::new();
    for (number, party) in rows(question, "party").enumerate() {
        for (place, one) in std::iter::once((format!("party[{number}]"), party))
            .chain(rows(party, "owners").enumerate().map(|(owner, one)| (format!("party[{number}].owners[{owner}]"), one)))
        {
            for hit in one.get("screened").into_iter().flat_map(|screened| rows(screened, "hits")) {
                let mut row = only(hit, &["list", "id", "name", "state"]);
                if let Some(fields) = row.as_object_mut() {
                    fields.insert("party".to_owned(), place.clone().into());
                }
                hits.push(row);
            }
        }
    }
    json!({ "outcome": answer.get("outcome"), "findings": sorted(rows(answer, "findings").map(finding).collect()), "hits": sorted(hits) })
}
