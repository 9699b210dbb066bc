//! A small organisation for a first look: everything in it is a sample, and says so.

use comity_decide::Options;
use comity_edge::{decide::decide, document::Document};
use comity_store::{
    Actor, ClassificationId, DeterminationId, ItemFields, ItemId, Json as Stored, NewClassification, Office, OrganisationId, Role, Source, Stamp, Store, UserId,
};
use serde_json::Value as Json;

use crate::{error::ServeError, keeping::Kept, state::LawInUse};

/// What the sample organisation is called.
pub const NAME: &str = "Sample Instruments (example)";

/// Makes the sample organisation, with somebody as its administrator: the items of a transaction with their codes, and the determination of it.
///
/// # Errors
/// When the transaction cannot be used, or the store cannot.
pub async fn example(store: &Store, law: &LawInUse, administrator: UserId, transaction: Document, stamp: &Stamp) -> Result<OrganisationId, ServeError> {
    let made = store.create_organisation(OrganisationId::at(stamp.at)?, NAME, stamp).await?;
    let office = store.of(made.id);
    office.set_role(administrator, Role::Administrator, stamp).await?;
    let stamp = Stamp::new(stamp.at, Actor::User(administrator));
    let items = transaction.value.get("item").and_then(Json::as_array).cloned().unwrap_or_default();
    for item in &items {
        catalogue(&office, law, item, &stamp).await?;
    }
    let kept = {
        let decided = decide(law.engine(), law.lazy_criteria(), None, transaction, None, Options::default())?;
        Kept::of(law.engine(), &decided)?
    };
    let new = kept.under(DeterminationId::at(stamp.at)?, Source::Portal, &stamp, law.law(), None)?;
    office.keep_determination(new, &stamp).await?;
    Ok(made.id)
}

/// Takes an item of a transaction into the catalogue, with its codes.
async fn catalogue(office: &Office, law: &LawInUse, item: &Json, stamp: &Stamp) -> Result<(), ServeError> {
    let text = |key: &str| item.get(key).and_then(Json::as_str).map(str::to_owned);
    let fields = ItemFields {
        reference: text("id").unwrap_or_default(),
        description: format!("Sample: {}", text("description").unwrap_or_default()),
        hs: text("hs"),
        origin: text("origin"),
        characteristics: Stored::of(item.get("characteristics").unwrap_or(&Json::Object(serde_json::Map::new())))?,
    };
    let made = office.create_item(ItemId::at(stamp.at)?, &fields, stamp).await?;
    for (list, code) in item.get("codes").and_then(Json::as_object).into_iter().flatten() {
        let edition =
            law.law().list_by_id(list).and_then(|list| law.law().list(list).editions.last()).map(|edition| edition.digest.to_string()).unwrap_or_default();
        let new = NewClassification {
            id: ClassificationId::at(stamp.at)?,
            item: made.id,
            list: list.clone(),
            code: code.as_str().unwrap_or_default().to_owned(),
            edition,
            reasons: "Sample: as the example transaction states it".to_owned(),
        };
        office.classify(&new, stamp).await?;
    }
    Ok(())
}
