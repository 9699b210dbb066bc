//! The UN Security Council's consolidated list.

use comity_screen::{
    Record,
    record::{Address, Kind},
};

use super::{
    Format, dates,
    gather::{Gather, alias, join},
    identifier::{Meaning, identifier, meaning},
    input::Input,
    loss::LossKind,
    xml::{Element, elements},
};
use crate::error::{Place, ReadError};

/// Elements that are read; and, behind them, those knowingly left out.
const ELEMENTS: &[&str] = &[
    "DATAID",
    "FIRST_NAME",
    "SECOND_NAME",
    "THIRD_NAME",
    "FOURTH_NAME",
    "UN_LIST_TYPE",
    "REFERENCE_NUMBER",
    "LISTED_ON",
    "NAME_ORIGINAL_SCRIPT",
    "NATIONALITY",
    "NATIONALITY2",
    "INDIVIDUAL_ALIAS",
    "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_DATE_OF_BIRTH",
    "INDIVIDUAL_DOCUMENT",
    "ENTITY_ALIAS",
    "ENTITY_ADDRESS",
    "VERSIONNUM",
    "GENDER",
    "COMMENTS1",
    "TITLE",
    "DESIGNATION",
    "LIST_TYPE",
    "LAST_DAY_UPDATED",
    "INDIVIDUAL_PLACE_OF_BIRTH",
    "SUBMITTED_BY",
    "SUBMITTED_ON",
    "DELISTED_ON",
    "SORT_KEY",
    "SORT_KEY_LAST_MOD",
];

/// Signs that no name in any script is written with.
const SIGNS: [char; 12] = ['/', '*', '%', '#', '@', '$', '+', '!', ';', '<', '>', '='];

pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let watch = std::rc::Rc::clone(&input.watch);
    elements(input, "CONSOLIDATED_LIST", &["INDIVIDUAL", "ENTITY"], |mut element, place| {
        // Cut to their low bytes, Arabic letters look like plain ASCII: such a file has bytes that are no UTF-8 in other places.
        if element.first("NAME_ORIGINAL_SCRIPT").is_some_and(|name| name.is_ascii() && (watch.replaced.get() > 0 || name.contains(SIGNS))) {
            gather.losses.add(LossKind::UnreadableName, "NAME_ORIGINAL_SCRIPT", &place);
            element.remove("NAME_ORIGINAL_SCRIPT");
        }
        match element.name.as_str() {
            "CONSOLIDATED_LIST" => gather.published = element.attribute("dateGenerated").and_then(dates::iso),
            name => {
                let kind = if name == "INDIVIDUAL" { Kind::Person } else { Kind::Entity };
                gather.unknown_fields(element.children().iter().map(|child| child.name.as_str()), ELEMENTS, &place);
                let record = party(kind, &element, gather, &place);
                gather.push(record, &place);
            }
        }
        Ok(())
    })
}

fn party(kind: Kind, element: &Element, gather: &mut Gather<'_>, place: &Place) -> Record {
    let mut record = Record {
        id: format!("un-{}", element.first("DATAID").unwrap_or_default()),
        list: gather.list_of(Format::UnXml.name(), place),
        entity: element.first("REFERENCE_NUMBER").map(str::to_owned),
        kind,
        name: join(["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|part| element.first(part)), " "),
        programs: element.first("UN_LIST_TYPE").map(str::to_owned).into_iter().collect(),
        listed: gather.listed(element.first("LISTED_ON").and_then(dates::iso), place),
        ..Record::default()
    };
    for other in element.children().iter().filter(|child| child.name.ends_with("_ALIAS")) {
        let name = other.first("ALIAS_NAME").unwrap_or_default();
        record.aliases.push(alias(name, other.first("QUALITY") == Some("Low")));
        record.births.extend(other.first("DATE_OF_BIRTH").map(str::to_owned));
    }
    record.aliases.extend(element.first("NAME_ORIGINAL_SCRIPT").map(|name| alias(name, false)));
    for value in element.each("NATIONALITY").chain(element.each("NATIONALITY2")).flat_map(|nationality| nationality.each("VALUE")) {
        record.countries.extend(value.words().and_then(|written| gather.country(written, place)));
    }
    for address in element.children().iter().filter(|child| child.name.ends_with("_ADDRESS")) {
        let country = address.first("COUNTRY").and_then(|written| gather.country(written, place));
        let lines = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE"].map(|line| address.first(line));
        record.countries.extend(country.clone());
        record.addresses.push(Address { text: join(lines, ", "), country });
    }
    record.births.extend(element.each("INDIVIDUAL_DATE_OF_BIRTH").filter_map(birth));
    for document in element.each("INDIVIDUAL_DOCUMENT") {
        let kind = document.first("TYPE_OF_DOCUMENT").and_then(|called| match meaning(called) {
            Some(Meaning::Kind(kind, _)) => Some(kind),
            _ => None,
        });
        let country = document.first("ISSUING_COUNTRY").or_else(|| document.first("COUNTRY_OF_ISSUE")).and_then(|written| gather.country(written, place));
        record.identifiers.extend(document.first("NUMBER").and_then(|number| identifier(kind, number, country)));
    }
    record
}

/// A date of birth, as the words that [`comity_screen::record::Birth`] reads.
fn birth(element: &Element) -> Option<String> {
    let day = element.first("DATE").or_else(|| element.first("YEAR"));
    match (element.first("TYPE_OF_DATE"), day, element.first("FROM_YEAR"), element.first("TO_YEAR")) {
        (_, None, Some(from), Some(to)) => Some(format!("{from} to {to}")),
        (Some("APPROXIMATELY"), Some(day), ..) => Some(format!("circa {day}")),
        (_, Some(day), ..) => Some(day.to_owned()),
        _ => None,
    }
}
