//! Entities of FollowTheMoney, one a line, as OpenSanctions and others publish them.

use comity_screen::{
    Record,
    record::{Address, Kind},
};
use jiff::civil::Date;

use super::{
    dates,
    gather::{Gather, alias},
    identifier::identifier,
    input::Input,
    json::{self, Object, objects, text, texts},
    loss::LossKind,
};
use crate::error::ReadError;

/// Kind of party by schema. Other schemas (addresses, documents, ownerships) are no parties.
const SCHEMAS: &[(&str, Kind)] = &[
    ("Person", Kind::Person),
    ("LegalEntity", Kind::Unknown),
    ("Organization", Kind::Entity),
    ("Company", Kind::Entity),
    ("PublicBody", Kind::Entity),
    ("Vessel", Kind::Vessel),
    ("Airplane", Kind::Aircraft),
];

/// Property and the kind of number in it.
const NUMBERS: &[(&str, Option<&str>)] = &[
    ("passportNumber", Some("passport")),
    ("idNumber", Some("national-id")),
    ("socialSecurityNumber", Some("national-id")),
    ("taxNumber", Some("tax")),
    ("innCode", Some("tax")),
    ("vatCode", Some("tax")),
    ("registrationNumber", Some("registration")),
    ("ogrnCode", Some("registration")),
    ("okpoCode", Some("registration")),
    ("uscCode", Some("registration")),
    ("dunsCode", Some("registration")),
    ("imoNumber", Some("imo")),
    ("mmsi", Some("mmsi")),
    ("swiftBic", Some("swift")),
    ("bikCode", Some("swift")),
    ("leiCode", Some("lei")),
    ("callSign", Some("other")),
    ("serialNumber", Some("other")),
    ("uniqueEntityId", Some("other")),
];

pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let mut published: Option<Date> = None;
    json::lines(input, |line, place| {
        let entity = json::object(line, &place)?;
        let schema = text(&entity, "schema").unwrap_or_default();
        published = published.max(text(&entity, "last_seen").and_then(|day| dates::iso(&day)));
        let Some((_, kind)) = SCHEMAS.iter().find(|(name, _)| *name == schema) else {
            gather.losses.add(LossKind::NotAParty, &schema, &place);
            return Ok(());
        };
        // Relatives and associates stand among the listed: the collector marks those that are targets.
        if entity.get("target").and_then(serde_json::Value::as_bool) == Some(false) {
            gather.losses.add(LossKind::NotAParty, "not a target", &place);
            return Ok(());
        }
        let Some(properties) = entity.get("properties").and_then(serde_json::Value::as_object) else {
            return Err(ReadError::UnknownShape { place, what: "an entity without `properties`".into() });
        };
        let record = party(*kind, &entity, properties, gather, &place);
        // A party may stand on several lists, each with consequences of its own: a record for each.
        let datasets = texts(&entity, "datasets");
        let mut lists: Vec<String> = Vec::new();
        for code in datasets.iter().filter_map(|name| gather.known.lists.code_of(name)) {
            if !lists.iter().any(|known| known == code) {
                lists.push(code.to_owned());
            }
        }
        if lists.is_empty() {
            lists.push(gather.list_named(datasets.first().map_or("", String::as_str), &place));
        }
        let several = lists.len() > 1;
        for list in lists {
            let id = if several { format!("{}@{list}", record.id) } else { record.id.clone() };
            gather.push(Record { id, list, ..record.clone() }, &place);
        }
        Ok(())
    })?;
    gather.published = published;
    Ok(())
}

fn party(kind: Kind, entity: &Object, properties: &Object, gather: &mut Gather<'_>, place: &crate::error::Place) -> Record {
    let all = |names: &[&str]| names.iter().flat_map(|name| texts(properties, name)).collect::<Vec<_>>();
    let mut names = all(&["name"]);
    let name = text(entity, "caption").filter(|caption| names.contains(caption)).or_else(|| names.first().cloned()).unwrap_or_default();
    names.extend(all(&["alias", "previousName"]));
    let weak = all(&["weakAlias", "abbreviation"]);
    let aliases = names.into_iter().map(|name| alias(name, false)).chain(weak.into_iter().map(|name| alias(name, true)));
    let written = all(&["nationality", "citizenship", "country", "jurisdiction", "flag", "mainCountry"]);
    let countries: Vec<String> = written.iter().filter_map(|written| gather.country(written, place)).collect();
    let numbers = NUMBERS.iter().flat_map(|(property, kind)| texts(properties, property).into_iter().filter_map(move |value| identifier(*kind, &value, None)));
    let mut identifiers: Vec<_> = numbers.collect();
    identifiers.extend(
        texts(properties, "registrationNumber")
            .is_empty()
            .then(|| text(properties, "registrationId"))
            .flatten()
            .and_then(|v| identifier(Some("registration"), &v, None)),
    );
    let nested = |property: &str, field: &'static str| {
        objects(properties, property).filter_map(|object| object.get("properties")?.as_object()).flat_map(move |inner| texts(inner, field)).collect::<Vec<_>>()
    };
    let mut addresses = all(&["address"]);
    addresses.extend(nested("addressEntity", "full"));
    let mut programs = all(&["program", "programId"]);
    programs.extend(nested("sanctions", "program"));
    let mut listed = nested("sanctions", "listingDate");
    listed.extend(nested("sanctions", "startDate"));
    Record {
        id: text(entity, "id").unwrap_or_default(),
        entity: None,
        kind,
        name,
        aliases: aliases.collect(),
        births: all(&["birthDate"]),
        countries,
        identifiers,
        addresses: addresses.into_iter().map(|text| Address { text, country: None }).collect(),
        programs,
        listed: listed.iter().filter_map(|day| dates::iso(day)).min().map(|day| day.to_string()),
        source: text(properties, "sourceUrl").or_else(|| texts(properties, "sourceUrl").into_iter().next()),
        ..Record::default()
    }
}
