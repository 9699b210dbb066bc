//! A party as the command line describes it.

use clap::Args;
use comity_screen::{
    Query,
    record::{Identifier, Kind},
};

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
