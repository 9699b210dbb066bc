//! Entities of the FollowTheMoney model: examples that are asked for, and records as they are answered.

use std::collections::HashSet;

use comity_edge::screen::listed::Source;
use comity_screen::{
    Hit, Query, Reason, Record,
    record::{Identifier, Kind},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

/// Questions that one example may ask: names times dates of birth times countries.
pub const MOST_QUESTIONS: usize = 100;

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

    /// The texts of some properties, which stand alone or in an array; each once, and none that is empty.
    fn texts(&self, names: &[&str]) -> Vec<String> {
        let said = names.iter().filter_map(|name| self.properties.get(*name)).flat_map(|said| match said {
            Json::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        });
        let mut seen = HashSet::new();
        said.filter_map(Json::as_str).filter(|text| !text.trim().is_empty() && seen.insert(*text)).map(str::to_owned).collect()
    }

    /// What is asked of the lists: every name with every date of birth and every country, for each of them may be the one that is listed. An example
    /// without a name is asked for by its numbers alone.
    ///
    /// # Errors
    /// How many questions that would be, where it is more than [`MOST_QUESTIONS`].
    pub fn questions(&self) -> Result<Questions, usize> {
        let mut names = self.texts(NAMES);
        if names.is_empty() {
            // Persons may be given by the parts of their name.
            let parts = self.texts(&["firstName", "secondName", "middleName", "fatherName", "lastName"]);
            names.push(parts.join(" "));
        }
        let questions = Questions { names, births: optional(self.texts(&["birthDate"])), countries: optional(self.texts(COUNTRIES)), facts: self.facts() };
        let count = questions.names.len().saturating_mul(questions.births.len()).saturating_mul(questions.countries.len());
        if count > MOST_QUESTIONS { Err(count) } else { Ok(questions) }
    }

    /// What is known besides name, date of birth and country.
    fn facts(&self) -> Query {
        let kind = SCHEMATA.iter().find(|(schema, _)| *schema == self.schema).map_or(Kind::Unknown, |(_, kind)| *kind);
        let numbers = self.texts(NUMBERS);
        Query { kind, identifiers: numbers.into_iter().map(|value| Identifier { value, ..Identifier::default() }).collect(), ..Query::default() }
    }
}

/// What one example asks of the lists.
pub struct Questions {
    names: Vec<String>,
    births: Vec<Option<String>>,
    countries: Vec<Option<String>>,
    facts: Query,
}

impl Questions {
    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = Query> {
        let with = |name: &String, birth: &Option<String>, country: &Option<String>| Query {
            name: name.clone(),
            date_of_birth: birth.clone(),
            country: country.clone(),
            ..self.facts.clone()
        };
        self.names.iter().flat_map(move |name| self.births.iter().flat_map(move |birth| self.countries.iter().map(move |country| with(name, birth, country))))
    }
}

/// Each of some texts, or nothing where there is none.
fn optional(texts: Vec<String>) -> Vec<Option<String>> {
    if texts.is_empty() { vec![None] } else { texts.into_iter().map(Some).collect() }
}

/// The schema of a record.
pub fn schema(record: &Record) -> &'static str {
    SCHEMATA.iter().find(|(_, kind)| *kind == record.kind).map_or("LegalEntity", |(schema, _)| schema)
}

/// The id of a record: ids of different sets can be alike. A set's name has no dot.
pub fn id(record: &Record, source: &Source) -> String {
    format!("{}.{}", source.set, record.id)
}

/// A record as it is listed.
pub fn listed(record: &Record, source: &Source) -> Map<String, Json> {
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
    Map::from_iter([
        ("id".to_owned(), id(record, source).into()),
        ("caption".to_owned(), record.name.as_str().into()),
        ("schema".to_owned(), schema(record).into()),
        ("properties".to_owned(), properties.into()),
        ("datasets".to_owned(), json!([source.set, record.list])),
        ("referents".to_owned(), json!([])),
        ("target".to_owned(), true.into()),
        ("first_seen".to_owned(), Json::Null),
        ("last_seen".to_owned(), json!(source.date)),
        ("last_change".to_owned(), Json::Null),
    ])
}

/// A record with how well it matches.
pub fn scored(record: &Record, source: &Source, hit: &Hit, threshold: f64) -> Json {
    let words = hit.reasons.iter().filter(|reason| matches!(reason, Reason::Word { .. })).count();
    let other = hit.reasons.len() - words;
    let mut entity = listed(record, source);
    entity.insert("score".to_owned(), json!(hit.score));
    entity.insert("match".to_owned(), (hit.score >= threshold).into());
    entity.insert("features".to_owned(), json!({ "words": words, "other_evidence": other }));
    entity.insert("explanations".to_owned(), json!({ "comity": { "reasons": hit.reasons } }));
    entity.into()
}
