//! What a party list says of one party.

mod birth;
mod wire;

pub use birth::Birth;

use serde::{Deserialize, Serialize};

/// One party as its list states it.
///
/// Read and written as the normalised list record, one JSON object a line:
/// `{id, list, ent, type, name, aka, dob, country, ids, programs}`, to which a list that says more adds `weak_aka`,
/// `identifiers`, `addresses`, `listed`, `requirement`, `policy`, `citation`, `source` and `owners`. Fields without a value may be left out.
///
/// ```
/// use comity_screen::Record;
///
/// let line = r#"{"id": "s-1", "list": "S", "ent": null, "type": "person", "name": "DOE, Jane", "aka": ["Jane Roe"],
///     "dob": ["23 Sep 1982"], "country": ["BZ"], "ids": ["A123"], "programs": ["P"]}"#;
/// let record: Record = serde_json::from_str(line).unwrap();
/// assert_eq!(record.names().count(), 2);
/// let again: Record = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
/// assert_eq!(again, record);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "wire::Record", into = "wire::Record")]
pub struct Record {
    /// The record's own name within its set, stable from edition to edition.
    pub id: String,
    /// The list within the set: one consolidated file may carry several.
    pub list: String,
    /// The publisher's number of the party, where it has one.
    pub entity: Option<String>,
    /// What kind of party it is.
    pub kind: Kind,
    /// The name under which the list enters the party, as written there.
    pub name: String,
    /// Other names, as written.
    pub aliases: Vec<Alias>,
    /// Dates of birth (of building, for a vessel), as written; [`Birth`] reads them.
    pub births: Vec<String>,
    /// Countries of address, nationality or flag: ISO 3166-1 alpha-2 where the source gives it or the reader could tell, else as written.
    pub countries: Vec<String>,
    /// Numbers of passports, tax registers, ships and the like.
    pub identifiers: Vec<Identifier>,
    /// Addresses, as written.
    pub addresses: Vec<Address>,
    /// Programmes or reasons under which the party is listed.
    pub programs: Vec<String>,
    /// Day of listing, `YYYY-MM-DD`, where the source gives it.
    pub listed: Option<String>,
    /// What the list asks for, in the source's own words (Entity List: licence requirement). Comes from the user's copy of the list.
    pub requirement: Option<String>,
    /// How applications are reviewed, in the source's own words.
    pub policy: Option<String>,
    /// Where the listing was published (Federal Register, Official Journal, resolution).
    pub citation: Option<String>,
    /// Address of the publisher's page.
    pub source: Option<String>,
    /// Whoever the list itself says owns or controls the party, as written (vessel owners).
    pub owners: Vec<String>,
}

impl Record {
    /// The name and every alias, the name first, each with its quality.
    pub fn names(&self) -> impl Iterator<Item = (&str, Quality)> {
        let aliases = self.aliases.iter().map(|alias| (alias.name.as_str(), alias.quality));
        std::iter::once((self.name.as_str(), Quality::Primary)).chain(aliases)
    }
}

/// What kind of party a record, or a question, is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A natural person.
    Person,
    /// A company, authority, bank, armed group or any other body.
    Entity,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// The list does not say.
    #[default]
    Unknown,
}

/// Another name of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// As written.
    pub name: String,
    /// How much the list itself trusts it.
    pub quality: Quality,
}

/// How much a list trusts a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quality {
    /// The name of the entry.
    Primary,
    /// An alias that by itself identifies (OFAC "strong", UN "Good"); also the one whose quality is not stated.
    Strong,
    /// An alias too broad to identify by itself (OFAC "weak", UN "Low"): kept, and said in every hit.
    Weak,
}

/// A number that some register gave to a party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// The number, as written.
    pub value: String,
    /// What it is, in a word of ours: `passport`, `national-id`, `tax`, `registration`, `imo`, `mmsi`, `swift`, `lei`, `tail`, `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The country that gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A place where a party is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The lines, as written, joined by ", "; empty where only the country is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The country, as in [`Record::countries`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}
