//! The party that is asked for, made ready to be compared.

use comity_read::parties::Countries;
use comity_screen::{Query, bare_number, is_compared_whole, record::Birth, text};
use serde_json::Value as Json;

/// A question made ready.
#[derive(Debug)]
pub struct Asked {
    /// The id as the asker wrote it, which may be a number.
    pub id: Json,
    /// The question.
    pub query: Query,
    /// What of the question could not be compared.
    pub notes: Vec<String>,
}

/// Makes a question ready: countries as the lists write them. The error says why nothing of it can be compared.
///
/// # Errors
/// A sentence that says why.
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
    notes.extend(left_out(&query.name).map(str::to_owned));
    Ok(Asked { id: query.id.clone().into(), query, notes })
}

/// What of a name is not compared, so that no hit says nothing of it; nothing where all of it is, or where numbers alone are asked for.
pub fn left_out(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() || is_compared_whole(name) {
        None
    } else if text::words(name).is_empty() {
        Some("the name has no letter or figure that could be compared: only the numbers are, and no hit says nothing of the name")
    } else if !text::is_read_whole(name) {
        Some("signs of the name are left out, since their sound is not known here: no hit says nothing of them")
    } else {
        Some("the name is longer than names are: only its beginning is compared, and no hit says nothing of the rest")
    }
}

/// Whether something of a question can be compared with a list.
pub fn is_comparable(query: &Query) -> bool {
    !text::words(&query.name).is_empty() || query.identifiers.iter().any(|one| bare_number(&one.value).is_some())
}

/// Makes the question of a batch's line ready; where it cannot be used, its id and why.
///
/// # Errors
/// The id, and a sentence that says why.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_of_a_name_is_not_compared_is_said() {
        let number = comity_screen::record::Identifier { value: "Q-1234-77".to_owned(), ..Default::default() };
        let notes = |name: &str| {
            let query = Query { name: name.to_owned(), identifiers: vec![number.clone()], ..Query::default() };
            ready(query, &Countries::default()).unwrap().notes
        };
        assert!(notes("Jane Doe").is_empty() && notes("").is_empty());
        let long = "Jane Doe ".repeat(20);
        for (name, says) in [(long.as_str(), "only its beginning"), ("\u{9648}\u{2cc56}", "sound is not known"), ("\u{2605}", "only the numbers")] {
            let told = notes(name);
            assert!(matches!(told.as_slice(), [one] if one.contains(says)), "{name}: {told:?}");
        }
    }
}
