//! *My catalogue*: items, what was decided about their codes, and what a change of law did to them.

mod import;
mod since;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Path, State as FromState},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use comity_edge::{EdgeError, since::edition_on};
use comity_law::{Law, List};
use comity_portal::{
    Catalogue, Choice, Field, Section, Select, Template,
    pages::{CataloguePage, ClassificationRow, ItemPage, ItemRow},
};
use comity_store::{Action, Classification, ClassificationId, Item, ItemFields, ItemId, Json as Kept, NewClassification, StoreError, UserId, Verdict};
use jiff::Zoned;
use serde_json::Value as Json;

pub use self::since::Held;
use self::since::Standing;
use super::{
    countries,
    page::{Around, NoPage, answer, minute},
    paths,
    people::names_of_members,
    sent::{Linked, Posted, Sent},
    ship,
    visitor::Visit,
};
use crate::{importing, state::State};

/// Rows of one page.
const ROWS: usize = 50;

/// The pages of the catalogue.
pub fn router() -> Router<State> {
    Router::new()
        .route("/catalogue", get(show))
        .route("/catalogue/classify", post(classify))
        .route("/catalogue/import", post(import::look).layer(DefaultBodyLimit::max(importing::LARGEST_FILE)))
        .route("/catalogue/import/confirm", post(import::keep).layer(DefaultBodyLimit::max(import::LARGEST_FORM)))
        .route("/catalogue/{id}", get(one))
        .route("/catalogue/{id}/review", post(review))
}

/// Lists in which items have codes.
fn lists(law: &Law) -> Vec<&List> {
    law.lists.iter().filter(|list| ship::decides(law, list)).collect()
}

/// The items: all of them, those without a code in some list, or those for which the law changed.
async fn show(FromState(state): FromState<State>, visit: Visit, Extension(held): Extension<Arc<Held>>, Linked(sent): Linked) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let (law, words, office) = (state.law.law(), Catalogue::english(), &visitor.caller.office);
    let (query, show) = (sent.get("q"), sent.get("show"));
    let lists = lists(law);
    let codes = since::standing(office).await?;
    let working = state.clone();
    let all = state.pool.run(move || Ok(since::stand(&working, &held, &codes)?)).await?;
    let changed = all.iter().filter(|item| item.is_changed()).count();
    // A reference is the organisation's own and unique: whoever enters one gets that item, wherever it stands.
    let named = if query.is_empty() { None } else { Some(office.item_by_reference(query).await?.map(|item| item.id)) };
    let is_wanted = |item: &&Standing| match (named, show) {
        (Some(named), _) => Some(item.item) == named,
        (None, "open") => lists.iter().any(|list| !item.lists.iter().any(|coded| **coded == *list.id)),
        (None, "changed") => item.is_changed(),
        (None, "unknown") => item.is_unknown(),
        _ => true,
    };
    // The newest first: a page goes on below the last item that was seen.
    let after: Option<ItemId> = sent.get("after").parse().ok();
    let wanted: Vec<&Standing> = all.iter().filter(is_wanted).filter(|item| after.is_none_or(|after| item.item < after)).take(ROWS + 1).collect();
    let mut rows = Vec::with_capacity(ROWS);
    for standing in wanted.iter().take(ROWS) {
        let (item, decided) = (office.item(standing.item).await?, office.classifications(standing.item).await?);
        rows.push(row(&lists, &item, &decided, standing));
    }
    let last = wanted.get(ROWS - 1).filter(|_| wanted.len() > ROWS).map(|last| last.item);
    let next = last.map(|last| paths::with("/catalogue", [("show", show), ("after", last.to_string().as_str())]));
    let choices =
        [("", "catalogue-filter-all"), ("open", "catalogue-filter-open"), ("changed", "catalogue-filter-changed"), ("unknown", "catalogue-filter-unknown")];
    let filter = Select::new("show", choices.map(|(value, key)| Choice::new(value, words.say(key), show)).into());
    let titles: Vec<String> = lists.iter().map(|list| list.title.to_string()).collect();
    let first = after.map(|_| paths::with("/catalogue", [("show", show)]));
    let query = Field::new("q", query);
    let can_change = visitor.caller.may(Action::WriteItems) && visitor.caller.may(Action::Classify);
    let html = Around::of(&state, &visit).with(Section::Catalogue, |shell| {
        CataloguePage {
            shell,
            query: &query,
            filter: &filter,
            problems: &[],
            items: &rows,
            lists: &titles,
            changed,
            can_change,
            next: next.as_deref(),
            first: first.as_deref(),
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

fn row(lists: &[&List], item: &Item, decided: &[Classification], became: &Standing) -> ItemRow {
    let standing = |list: &&List| decided.iter().find(|one| *one.list == *list.id && stands(one));
    let latest = decided.iter().filter(|one| stands(one)).map(|one| one.at).max();
    let (changed, unknown) = since::line(became);
    ItemRow {
        reference: item.fields.reference.clone(),
        description: item.fields.description.clone(),
        path: format!("/catalogue/{}", item.id),
        codes: lists.iter().map(|list| standing(list).map(|one| one.code.clone()).unwrap_or_default()).collect(),
        decided: latest.map(minute).unwrap_or_default(),
        changed,
        unknown,
    }
}

/// Whether a decision counts: no later one took its place, and nobody who looked at it last rejected it.
fn stands(one: &Classification) -> bool {
    !one.superseded && !is_rejected(one)
}

fn is_rejected(one: &Classification) -> bool {
    one.review.as_ref().is_some_and(|review| review.verdict == Verdict::Rejected)
}

/// An item.
async fn one(FromState(state): FromState<State>, visit: Visit, Extension(held): Extension<Arc<Held>>, Path(id): Path<String>) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadRecords)?;
    let (law, office) = (state.law.law(), &visitor.caller.office);
    let id: ItemId = id.parse().map_err(|_| NoPage::Unknown)?;
    let item = office.item(id).await?;
    let decided = office.classifications(id).await?;
    let names = names_of_members(visitor).await?;
    let characteristics = characteristics(&item);
    let facts: Vec<(String, String)> = [("hs", item.fields.hs.clone()), ("origin", item.fields.origin.as_deref().map(|code| countries::name(law, code)))]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    let rows: Vec<ClassificationRow> = decided.iter().map(|one| classification(law, one, &names, visitor.session.user.id)).collect();
    let lines: String = characteristics.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    let mut ship = vec![
        ("item.0.description".to_owned(), item.fields.description.clone()),
        ("item.0.hs".to_owned(), item.fields.hs.clone().unwrap_or_default()),
        ("item.0.origin".to_owned(), item.fields.origin.clone().unwrap_or_default()),
        ("item.0.characteristics".to_owned(), lines.clone()),
    ];
    ship.extend(decided.iter().filter(|one| stands(one)).map(|one| (format!("item.0.codes.{}", one.list), one.code.clone())));
    let ship = paths::with("/ship", ship.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let classify = paths::with("/classify", [("description", item.fields.description.as_str()), ("characteristics", lines.as_str())]);
    let standing: Vec<(String, String, String)> =
        decided.iter().filter(|one| stands(one)).map(|one| (one.list.clone(), one.code.clone(), one.edition.clone())).collect();
    let working = state.clone();
    let since = state
        .pool
        .run(move || {
            let became = standing.iter().map(|code| Ok(since::shown(&working, code, &held.since(&working, code)?)));
            Ok(became.collect::<Result<Vec<_>, EdgeError>>()?.into_iter().flatten().collect::<Vec<_>>())
        })
        .await?;
    let (path, can_review) = (format!("/catalogue/{id}"), visitor.caller.may(Action::Review));
    let html = Around::of(&state, &visit).with(Section::Catalogue, |shell| {
        ItemPage {
            shell,
            path: &path,
            reference: &item.fields.reference,
            description: &item.fields.description,
            facts: &facts,
            characteristics: &characteristics,
            classifications: &rows,
            can_review,
            since: &since,
            ship: &ship,
            classify: &classify,
            determinations: &[],
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

fn characteristics(item: &Item) -> Vec<(String, String)> {
    let tree: Json = serde_json::from_str(item.fields.characteristics.as_str()).unwrap_or_default();
    let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    tree.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), plain(value))).collect()
}

fn classification(law: &Law, one: &Classification, names: &HashMap<UserId, String>, reader: UserId) -> ClassificationRow {
    let name = |actor: &comity_store::Actor| actor.user().and_then(|user| names.get(&user).cloned()).unwrap_or_else(|| actor.to_string());
    let words = Catalogue::english();
    let review = one.review.as_ref().map(|review| {
        let verdict = words.say(match review.verdict {
            Verdict::Confirmed => "review-confirmed",
            Verdict::Rejected => "review-rejected",
        });
        format!("{verdict}: {} ({}, {})", review.why, name(&review.actor), minute(review.at))
    });
    ClassificationRow {
        id: one.id.to_string(),
        list: law.lists.iter().find(|list| *list.id == *one.list).map_or_else(|| one.list.clone(), |list| list.title.to_string()),
        code: one.code.clone(),
        at: minute(one.at),
        by: name(&one.actor),
        review,
        // Nobody reviews what they decided themselves.
        is_own: one.actor.user() == Some(reader),
        reasons: one.reasons.clone(),
        superseded: one.superseded,
        rejected: is_rejected(one),
    }
}

/// Keeps what a person decided an item is; makes the item where there is none of that reference.
async fn classify(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::Classify, &sent)?;
    let (law, office, stamp) = (state.law.law(), &visitor.caller.office, visitor.caller.stamp());
    let (list, code) = sent.get("code").split_once(':').ok_or(NoPage::Unknown)?;
    let list = law.lists.iter().find(|known| *known.id == *list).ok_or(NoPage::Unknown)?;
    let is_known = list.node(code).is_some() || code == ship::NOT_LISTED || list.unlisted.iter().any(|word| **word == *code);
    if !is_known {
        return Err(NoPage::Unknown);
    }
    let item = match office.item_by_reference(sent.get("reference")).await? {
        Some(item) => item,
        None if visitor.caller.may(Action::WriteItems) => {
            let characteristics = Json::Object(ship::characteristics(sent.get("characteristics")));
            let fields = ItemFields {
                reference: sent.get("reference").into(),
                description: sent.get("description").into(),
                hs: None,
                origin: None,
                characteristics: Kept::of(&characteristics)?,
            };
            match office.create_item(ItemId::at(stamp.at)?, &fields, &stamp).await {
                Ok(item) => item,
                Err(error) => return refused(&state, &visit, &sent, error).await,
            }
        }
        None => return Err(NoPage::Forbidden),
    };
    let new = NewClassification {
        id: ClassificationId::at(stamp.at)?,
        item: item.id,
        list: list.id.to_string(),
        code: code.to_owned(),
        edition: edition_on(list, Zoned::now().date()),
        reasons: sent.get("reasons").into(),
    };
    match office.classify(&new, &stamp).await {
        Ok(_) => Ok(Redirect::to(&format!("/catalogue/{}", item.id)).into_response()),
        Err(error) => refused(&state, &visit, &sent, error).await,
    }
}

/// What the store refuses for a reason that the person can mend is told beside what they decided about.
async fn refused(state: &State, visit: &Visit, sent: &Sent, error: StoreError) -> Result<Response, NoPage> {
    match error {
        StoreError::Refused { .. } | StoreError::Invalid { .. } | StoreError::Exists { .. } => {
            super::classify::refused(state, visit, sent, error.to_string()).await
        }
        error => Err(error.into()),
    }
}

/// Keeps what a second person says of a decision.
async fn review(visit: Visit, Path(id): Path<String>, Posted(sent): Posted) -> Result<Response, NoPage> {
    let visitor = visit.who_changes(Action::Review, &sent)?;
    let office = &visitor.caller.office;
    let item: ItemId = id.parse().map_err(|_| NoPage::Unknown)?;
    let one: ClassificationId = sent.get("classification").parse().map_err(|_| NoPage::Unknown)?;
    let decided = office.classifications(item).await?;
    let found = decided.iter().find(|known| known.id == one).ok_or(NoPage::Unknown)?;
    if found.actor.user() == Some(visitor.session.user.id) {
        return Err(NoPage::Forbidden);
    }
    let verdict: Verdict = sent.get("verdict").parse().map_err(|_| NoPage::Unknown)?;
    office.review(one, verdict, sent.get("why"), &visitor.caller.stamp()).await?;
    Ok(Redirect::to(&format!("/catalogue/{item}")).into_response())
}

/// Codes that a person may decide for: what was found, and that it is on no entry.
pub fn codes(found: impl IntoIterator<Item = (String, Vec<String>)>, sent: &Sent) -> Select {
    let words = Catalogue::english();
    let mut choices = Vec::new();
    for (list, provisions) in found {
        choices.extend(provisions.iter().map(|provision| Choice::new(provision, provision, sent.get("code"))));
        let label = words.say_with("classify-no-entry", &[("list", list.as_str().into())]).into_owned();
        choices.push(Choice::new(format!("{list}:{}", ship::NOT_LISTED), label, sent.get("code")));
    }
    Select::new("code", choices)
}
