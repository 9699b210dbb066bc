//! Entities of the FollowTheMoney model: examples that are asked for, and records as they are answered.

use comity_edge::screen::listed::Source;
use comity_screen::{
    Hit, Query, Reason, Record,
    record::{Identifier, Kind},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::query;

/// What is looked for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Example {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Json>,
    #[serde(default = "thing")]
    schema: String,
    #[serde(default)]
    properties: Map<String, Json>,
}

/// The schema of everything, where none is named.
fn thing() -> String {
    "Thing".to_owned()
}

/// Schemata with the kind of party they are of (<https://followthemoney.tech/explorer/>).
const SCHEMATA: &[(&str, Kind)] = &[
    ("Person", Kind::Person),
    ("Organization", Kind::Entity),
    ("Company", Kind::Entity),
    ("PublicBody", Kind::Entity),
    ("Vessel", Kind::Vessel),
    ("Airplane", Kind::Aircraft),
    ("LegalEntity", Kind::Unknown),
];

/// Properties by which parties are named.
const NAMES: &[&str] = &["name", "alias", "weakAlias", "previousName"];
/// Properties with a country.
const COUNTRIES: &[&str] = &["country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag", "registrationCountry"];
/// Properties with a number that a register gave.
const NUMBERS: &[&str] = &[
    "idNumber",
    "passportNumber",
    "taxNumber",
    "registrationNumber",
    "innCode",
    "ogrnCode",
    "leiCode",
    "vatCode",
    "dunsCode",
    "imoNumber",
    "mmsi",
    "callSign",
    "serialNumber",
    "registrationMark",
    "uniqueEntityId",
    "npiCode",
    "swiftBic",
];

impl Example {
    /// A party of this name.
    pub fn named(name: &str, schema: Option<&str>, countries: &[String]) -> Self {
        let mut properties = Map::new();
        properties.insert("name".to_owned(), json!([name]));
        if !countries.is_empty() {
            properties.insert("country".to_owned(), json!(countries));
        }
        Self { id: None, schema: schema.map_or_else(thing, str::to_owned), properties }
    }

    /// The texts of some properties, which stand alone or in an array.
    fn texts(&self, names: &[&str]) -> Vec<String> {
        let mut out = Vec::new();
        for name in names {
            match self.properties.get(*name) {
                Some(Json::Array(all)) => out.extend(all.iter().filter_map(Json::as_str).map(str::to_owned)),
                Some(Json::String(one)) => out.push(one.clone()),
                _ => {}
            }
        }
        out
    }

    /// A question for each of its names; one without a name where it has only numbers.
    pub fn queries(&self) -> Vec<Query> {
        let mut names = self.texts(NAMES);
        if names.is_empty() {
            // Persons may be given by the parts of their name.
            let parts = self.texts(&["firstName", "secondName", "middleName", "fatherName", "lastName"]);
            names.push(parts.join(" "));
        }
        names.iter().map(|name| query(name, self)).collect()
    }

    /// What is known besides the name.
    pub fn facts(&self) -> Query {
        let kind = SCHEMATA.iter().find(|(schema, _)| *schema == self.schema).map_or(Kind::Unknown, |(_, kind)| *kind);
        let numbers = self.texts(NUMBERS);
        Query {
            kind,
            date_of_birth: self.texts(&["birthDate"]).into_iter().next(),
            country: self.texts(COUNTRIES).into_iter().next(),
            identifiers: numbers.into_iter().map(|value| Identifier { value, ..Identifier::default() }).collect(),
            ..Query::default()
        }
    }
}

/// The schema of a record.
pub fn schema(record: &Record) -> &'static str {
    SCHEMATA.iter().find(|(_, kind)| *kind == record.kind).map_or("LegalEntity", |(schema, _)| schema)
}

/// The id of a record: ids of different sets can be alike. A set's name has no dot.
pub fn id(record: &Record, source: &Source) -> String {
    format!("{}.{}", source.set, record.id)
}

/// A record with how well it matches.
pub fn scored(record: &Record, source: &Source, hit: &Hit, threshold: f64) -> Json {
    let is_person = record.kind == Kind::Person;
    let mut properties = Map::new();
    let mut put = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            properties.insert(name.to_owned(), json!(values));
        }
    };
    put("name", vec![record.name.clone()]);
    put("alias", record.aliases.iter().map(|alias| alias.name.clone()).collect());
    put(if is_person { "birthDate" } else { "incorporationDate" }, record.births.clone());
    put("country", record.countries.iter().map(|country| country.to_lowercase()).collect());
    put(if is_person { "idNumber" } else { "registrationNumber" }, record.identifiers.iter().map(|number| number.value.clone()).collect());
    put("address", record.addresses.iter().map(|address| address.text.clone()).filter(|text| !text.is_empty()).collect());
    put("program", record.programs.clone());
    put("sourceUrl", record.source.iter().cloned().collect());
    put("topics", vec!["sanction".to_owned()]);
    let words = hit.reasons.iter().filter(|reason| matches!(reason, Reason::Word { .. })).count();
    let other = hit.reasons.len() - words;
    json!({
        "id": id(record, source), "caption": record.name, "schema": schema(record), "properties": properties,
        "datasets": [source.set, record.list], "referents": [], "target": true,
        "first_seen": null, "last_seen": source.date, "last_change": null,
        "score": hit.score, "match": hit.score >= threshold, "features": { "words": words, "other_evidence": other },
        "explanations": { "comity": { "reasons": hit.reasons } },
    })
}
