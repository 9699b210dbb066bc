//! End-user lists of Japan and China as registers of named entities (JSON). The publishers offer pages and prints only; this is
//! the form in which collectors keep them.

use comity_screen::{
    Record,
    record::{Address, Kind},
};
use jiff::civil::Date;

use super::{
    dates,
    gather::{Gather, alias},
    input::Input,
    json::{self, Part, text, texts},
    loss::LossKind,
};
use crate::error::ReadError;

/// Fields that are read; `country` (whose list it is) and `source_list_name` repeat what `list_id` says.
const FIELDS: &[&str] = &[
    "id",
    "list_id",
    "entity_name",
    "entity_type",
    "aliases",
    "addresses",
    "date_added",
    "reason",
    "source_url",
    "last_verified",
    "country",
    "source_list_name",
];

pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let mut published: Option<Date> = None;
    json::document(input, "", &[], |part, place| {
        let Part::Record(object, number) = part else { return Ok(()) };
        gather.unknown_fields(object.keys().map(String::as_str), FIELDS, &place);
        published = published.max(text(&object, "last_verified").and_then(|day| dates::iso(&day)));
        let (mut countries, mut addresses) = (Vec::new(), Vec::new());
        let mut name = text(&object, "entity_name").unwrap_or_default();
        for address in texts(&object, "addresses") {
            // Some addresses are the name of a country and nothing else.
            match gather.country_code(&address) {
                Some(code) => countries.push(code),
                None if gather.is_nowhere(&address) => {}
                // Where the name is missing, the collector's columns have run together: it stands behind the country.
                None if name.is_empty() => match gather.known.countries.at_start(&address) {
                    Some((code, rest)) => {
                        countries.push(code.to_owned());
                        rest.clone_into(&mut name);
                        gather.losses.add(LossKind::MisplacedName, "addresses", &place);
                    }
                    None => addresses.push(Address { text: address, country: None }),
                },
                None => addresses.push(Address { text: address, country: None }),
            }
        }
        let record = Record {
            id: text(&object, "id").unwrap_or_else(|| format!("register-{number}")),
            list: gather.list_named(&text(&object, "list_id").unwrap_or_default(), &place),
            kind: match text(&object, "entity_type").as_deref() {
                Some("organization" | "organisation" | "company") => Kind::Entity,
                Some("individual" | "person") => Kind::Person,
                Some("vessel") => Kind::Vessel,
                _ => Kind::Unknown,
            },
            name,
            aliases: texts(&object, "aliases").into_iter().map(|name| alias(name, false)).collect(),
            countries,
            addresses,
            programs: text(&object, "reason").into_iter().collect(),
            listed: text(&object, "date_added").and_then(|day| dates::iso(&day)).map(|day| day.to_string()),
            source: text(&object, "source_url"),
            ..Record::default()
        };
        gather.push(record, &place);
        Ok(())
    })?;
    gather.published = published;
    Ok(())
}
