//! The catalogue: items, and what they are classified as.

use axum::{
    extract::State as FromState,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use comity_store::{Classification, ClassificationId, Item, ItemFields, ItemId, Json as Kept, NewClassification, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;

use super::{Turn, expected, made, named, page, read, revised};
use crate::{
    access::{Allowed, Classify, ReadRecords, Review, WriteItems},
    api::{
        answers::{OfChange, OfRecord},
        provisions,
    },
    idempotency::{self, or_there},
    problem::{Kind, Problem},
    request::{Named, Params, Text},
    state::State,
};

/// What is said of an item.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemBody {
    /// Your own name for it, unique in your organisation.
    #[schema(min_length = 1, max_length = 200, example = "ADC-500")]
    reference: String,
    /// What it is.
    #[serde(default)]
    #[schema(required = false, max_length = 4000)]
    description: String,
    /// Its tariff number.
    #[serde(default)]
    #[schema(max_length = 20)]
    hs: Option<String>,
    /// The country that it comes from.
    #[serde(default)]
    #[schema(max_length = 20)]
    origin: Option<String>,
    /// Its characteristics, as a transaction gives them.
    #[serde(default)]
    #[schema(required = false, value_type = Object)]
    characteristics: Map<String, Json>,
}

impl ItemBody {
    fn fields(self) -> Result<ItemFields, Problem> {
        Ok(ItemFields {
            reference: self.reference,
            description: self.description,
            hs: self.hs,
            origin: self.origin,
            characteristics: Kept::of(&self.characteristics)?,
        })
    }
}

fn shown(item: &Item) -> Json {
    let fields = &item.fields;
    json!({
        "id": item.id.to_string(), "reference": fields.reference, "description": fields.description, "hs": fields.hs, "origin": fields.origin,
        "characteristics": serde_json::from_str::<Json>(fields.characteristics.as_str()).unwrap_or_default(),
        "revision": item.revision, "created": item.created, "changed": item.changed,
    })
}

/// The items, newest first.
#[utoipa::path(get, path = "/items", operation_id = "list_items", tag = "records", params(Turn),
    responses((status = 200, description = "A page of items", body = ref("#/components/schemas/ItemPage")), OfRecord))]
pub async fn list(caller: Allowed<ReadRecords>, Params(turn): Params<Turn>) -> Result<Response, Problem> {
    Ok(page(caller.office.items(&turn.page()?).await?, shown))
}

/// Take an item into the catalogue.
#[utoipa::path(post, path = "/items", operation_id = "create_item", tag = "records", request_body = ItemBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless")),
    responses((status = 201, description = "The item", body = ref("#/components/schemas/Item")), OfChange))]
pub async fn create(caller: Allowed<WriteItems>, headers: HeaderMap, text: Text) -> Result<Response, Problem> {
    let bytes = text.text.clone();
    let fields = read::<ItemBody>(text, "the item")?.fields()?;
    let place = |id| format!("/api/v1/items/{}", ItemId::from_uuid(id));
    idempotency::once(&caller, &headers, "POST items", bytes.as_bytes(), place, async |id| {
        let id = ItemId::from_uuid(id);
        let item = or_there(caller.office.create_item(id, &fields, &caller.stamp()).await, caller.office.item(id)).await?;
        Ok(made(&shown(&item)))
    })
    .await
}

/// An item.
#[utoipa::path(get, path = "/items/{id}", operation_id = "get_item", tag = "records", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The item", body = ref("#/components/schemas/Item")), OfRecord))]
pub async fn one(caller: Allowed<ReadRecords>, Named(id): Named<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let item = caller.office.item(named(&id, "item")?).await?;
    Ok(revised(&headers, StatusCode::OK, item.revision, &shown(&item)))
}

/// Change an item as a whole. `If-Match` says which state is changed.
#[utoipa::path(put, path = "/items/{id}", operation_id = "change_item", tag = "records", request_body = ItemBody,
    params(("id" = String, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "The item as it is now", body = ref("#/components/schemas/Item")), OfChange))]
pub async fn change(caller: Allowed<WriteItems>, Named(id): Named<String>, headers: HeaderMap, text: Text) -> Result<Response, Problem> {
    let (id, revision) = (named(&id, "item")?, expected(&headers)?);
    let fields = read::<ItemBody>(text, "the item")?.fields()?;
    let item = caller.office.change_item(id, revision, &fields, &caller.stamp()).await?;
    Ok(revised(&HeaderMap::new(), StatusCode::OK, item.revision, &shown(&item)))
}

/// Remove an item. `If-Match` says which state is removed.
#[utoipa::path(delete, path = "/items/{id}", operation_id = "remove_item", tag = "records",
    params(("id" = String, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 204, description = "It is removed"), OfChange))]
pub async fn remove(caller: Allowed<WriteItems>, Named(id): Named<String>, headers: HeaderMap) -> Result<StatusCode, Problem> {
    caller.office.remove_item(named(&id, "item")?, expected(&headers)?, &caller.stamp()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn classification(one: &Classification) -> Json {
    let review =
        one.review.as_ref().map(|review| json!({ "verdict": review.verdict.word(), "why": review.why, "at": review.at, "by": review.actor.to_string() }));
    json!({
        "id": one.id.to_string(), "item": one.item.to_string(), "list": one.list, "code": one.code, "edition": one.edition, "reasons": one.reasons,
        "at": one.at, "by": one.actor.to_string(), "superseded": one.superseded, "review": review,
    })
}

/// What an item was classified as, and when.
#[utoipa::path(get, path = "/items/{id}/classifications", operation_id = "list_classifications", tag = "records", params(("id" = String, Path, description = "The item's id")),
    responses((status = 200, description = "Classifications", body = ref("#/components/schemas/ClassificationRows")), OfRecord))]
pub async fn classifications(caller: Allowed<ReadRecords>, Named(id): Named<String>) -> Result<Response, Problem> {
    let id: ItemId = named(&id, "item")?;
    caller.office.item(id).await?;
    let rows: Vec<Json> = caller.office.classifications(id).await?.iter().map(classification).collect();
    Ok(axum::Json(json!({ "items": rows })).into_response())
}

/// As what an item is classified.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassificationBody {
    /// The list.
    #[schema(example = "us/ccl")]
    list: String,
    /// The entry's code, or the word that says that it is in none.
    #[schema(example = "3A001.a.5.a.3")]
    code: String,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    reasons: String,
}

/// Record what an item is in one list. An earlier classification in that list is superseded and stays readable.
#[utoipa::path(post, path = "/items/{id}/classifications", operation_id = "classify_item", tag = "records", request_body = ClassificationBody,
    params(("id" = String, Path, description = "The item's id"), ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless")),
    responses((status = 201, description = "The classifications as they are now", body = ref("#/components/schemas/ClassificationRows")), OfChange))]
pub async fn classify(
    FromState(state): FromState<State>,
    caller: Allowed<Classify>,
    Named(id): Named<String>,
    headers: HeaderMap,
    text: Text,
) -> Result<Response, Problem> {
    let item: ItemId = named(&id, "item")?;
    let bytes = format!("{id} {}", text.text);
    let body: ClassificationBody = read(text, "the classification")?;
    let list = provisions::list(state.law.law(), &body.list)?;
    // Only a code of the list, or one of the words that a transaction takes in a code's place.
    if list.node(&body.code).is_none() && !is_word(list, &body.code) {
        let near = list.nearest_code(&body.code).map(|near| format!("did you mean `{near}`?"));
        return Err(Problem::new(Kind::Input, format!("{} has no provision `{}`", list.id, body.code)).field("code", "no such provision", near));
    }
    let edition = comity_edge::since::edition_on(list, jiff::Zoned::now().date());
    let place = |_| format!("/api/v1/items/{item}/classifications");
    idempotency::once(&caller, &headers, "POST classifications", bytes.as_bytes(), place, async |fresh| {
        let new = NewClassification {
            id: ClassificationId::from_uuid(fresh),
            item,
            list: body.list.clone(),
            code: body.code.clone(),
            edition: edition.clone(),
            reasons: body.reasons.clone(),
        };
        let there = async { Ok(()) };
        or_there(caller.office.classify(&new, &caller.stamp()).await, there).await?;
        let rows: Vec<Json> = caller.office.classifications(item).await?.iter().map(classification).collect();
        Ok(made(&json!({ "items": rows })))
    })
    .await
}

/// What a reviewer says.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBody {
    /// `confirmed` or `rejected`.
    #[schema(example = "confirmed")]
    verdict: String,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    why: String,
}

/// Review a classification that somebody else recorded.
#[utoipa::path(post, path = "/classifications/{id}/reviews", operation_id = "review_classification", tag = "records", request_body = ReviewBody,
    params(("id" = String, Path, description = "The classification's id")),
    responses((status = 204, description = "It is recorded"), OfChange))]
pub async fn review(caller: Allowed<Review>, Named(id): Named<String>, text: Text) -> Result<StatusCode, Problem> {
    let body: ReviewBody = read(text, "the review")?;
    let verdict: Verdict = body.verdict.parse()?;
    caller.office.review(named(&id, "classification")?, verdict, &body.why, &caller.stamp()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a text says that an item is in no entry of a list, in the words that a transaction takes.
fn is_word(list: &comity_law::List, text: &str) -> bool {
    text == "not-listed" || list.unlisted.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
}
