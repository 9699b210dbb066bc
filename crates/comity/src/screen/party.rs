//! The party that is asked for: from the command line or from a line of a batch.

use clap::Args;
use comity_read::parties::Countries;
use comity_screen::{
    Query, bare_number,
    record::{Birth, Identifier, Kind},
    text,
};
use serde_json::Value as Json;

/// What is known of a party, as arguments.
#[derive(Args, Clone, Debug, Default)]
pub struct PartyArguments {
    /// What it is; what a list says is something else counts against a hit.
    #[arg(long = "type", value_name = "TYPE", value_parser = ["person", "entity", "vessel", "aircraft"])]
    kind: Option<String>,
    /// Date of birth: 1982-09-23, 1982, "circa 1982".
    #[arg(long, value_name = "DATE")]
    date_of_birth: Option<String>,
    /// Country: a code or a name.
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// A number that a register gave it: passport, tax, IMO. May be given again.
    #[arg(long = "identifier", value_name = "NUMBER")]
    identifiers: Vec<String>,
}

impl PartyArguments {
    /// The question about a party of this id and name.
    pub fn query(&self, id: &str, name: &str) -> Query {
        let kind = self.kind.as_deref().and_then(|kind| serde_json::from_value(kind.into()).ok()).unwrap_or(Kind::Unknown);
        Query {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            date_of_birth: self.date_of_birth.clone(),
            country: self.country.clone(),
            identifiers: self.identifiers.iter().map(|value| Identifier { value: value.clone(), ..Identifier::default() }).collect(),
        }
    }
}

/// A question made ready.
#[derive(Debug)]
pub struct Asked {
    /// The id as the asker wrote it, which may be a number.
    pub id: Json,
    pub query: Query,
    /// What of the question could not be compared.
    pub notes: Vec<String>,
}

/// Makes a question ready: countries as the lists write them. The error says why nothing of it can be compared.
pub fn ready(mut query: Query, countries: &Countries) -> Result<Asked, String> {
    if !is_comparable(&query) {
        return Err(if query.name.trim().is_empty() {
            "neither a name nor a number of four characters or more is given".to_owned()
        } else {
            "the name has no letter or figure that could be compared".to_owned()
        });
    }
    let mut notes = Vec::new();
    if let Some(country) = &query.country
        && !country.trim().is_empty()
    {
        match countries.code(country) {
            Some(code) => query.country = Some(code.to_owned()),
            None => notes.push(format!("the country `{}` is not known by this name: it is compared as written", shown(country))),
        }
    }
    if let Some(birth) = &query.date_of_birth
        && Birth::read(birth).is_none()
    {
        notes.push(format!("no date can be read from `{}`: dates of birth are not compared", shown(birth)));
    }
    Ok(Asked { id: query.id.clone().into(), query, notes })
}

/// Whether something of a question can be compared with a list.
pub fn is_comparable(query: &Query) -> bool {
    !text::words(&query.name).is_empty() || query.identifiers.iter().any(|one| bare_number(&one.value).is_some())
}

/// Makes the question of a batch's line ready; where it cannot be used, its id and why.
pub fn from_json(document: Json, countries: &Countries) -> Result<Asked, (Json, String)> {
    let Json::Object(mut fields) = document else { return Err((Json::Null, "not a JSON object".to_owned())) };
    let id = fields.remove("id").unwrap_or(Json::Null);
    // What is null is not said.
    fields.retain(|_, value| !value.is_null());
    let name = match &id {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => return Err((Json::Null, "`id` is neither a text nor a number".to_owned())),
    };
    let query: Result<Query, _> = serde_json::from_value(Json::Object(fields));
    let query = query.map_err(|error| (id.clone(), error.to_string()))?;
    match ready(Query { id: name, ..query }, countries) {
        Ok(asked) => Ok(Asked { id, ..asked }),
        Err(why) => Err((id, why)),
    }
}

/// The beginning of a text, for a message.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
