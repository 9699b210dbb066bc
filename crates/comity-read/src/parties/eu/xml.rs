//! The list as XML 1.1: nearly everything stands in attributes.

use comity_screen::{Record, record::Address};

use super::{
    super::{
        Format, dates,
        gather::{Gather, alias, join},
        identifier::{Meaning, identifier, meaning},
        input::Input,
        xml::{Element, elements},
    },
    birth, kind,
};
use crate::error::{Place, ReadError};

/// Elements that are read; `remark` is knowingly left out.
const ELEMENTS: &[&str] = &["nameAlias", "birthdate", "citizenship", "identification", "address", "regulation", "subjectType", "remark"];

pub(in super::super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    elements(input, "export", &["sanctionEntity"], |element, place| {
        if element.name == "export" {
            gather.published = element.attribute("generationDate").and_then(dates::iso);
            return Ok(());
        }
        gather.unknown_fields(element.children().iter().map(|child| child.name.as_str()), ELEMENTS, &place);
        let record = party(&element, gather, &place);
        gather.push(record, &place);
        Ok(())
    })
}

fn party(entity: &Element, gather: &mut Gather<'_>, place: &Place) -> Record {
    let regulations: Vec<&Element> = entity.each("regulation").collect();
    let listed = entity.attribute("designationDate").or_else(|| regulations.iter().filter_map(|regulation| regulation.attribute("publicationDate")).min());
    let mut record = Record {
        id: format!("eu-{}", entity.attribute("logicalId").unwrap_or_default()),
        list: gather.list_of(Format::EuXml.name(), place),
        entity: entity.attribute("euReferenceNumber").map(str::to_owned),
        kind: entity.each("subjectType").find_map(|kind| kind.attribute("code").or_else(|| kind.attribute("classificationCode"))).map(kind).unwrap_or_default(),
        programs: regulations.iter().filter_map(|regulation| regulation.attribute("programme")).map(str::to_owned).collect(),
        listed: gather.listed(listed.and_then(dates::iso), place),
        citation: regulations.iter().find_map(|regulation| regulation.attribute("numberTitle")).map(str::to_owned),
        source: regulations.iter().find_map(|regulation| regulation.first("publicationUrl")).map(str::to_owned),
        ..Record::default()
    };
    for name in entity.each("nameAlias") {
        let parts = || join(["firstName", "middleName", "lastName"].map(|part| name.attribute(part)), " ");
        let whole = name.attribute("wholeName").map_or_else(parts, str::to_owned);
        let weak = name.attribute("strong") == Some("false");
        if record.name.is_empty() && !weak {
            record.name = whole;
        } else {
            record.aliases.push(alias(whole, weak));
        }
    }
    for day in entity.each("birthdate") {
        let circa = day.attribute("circa") == Some("true");
        record.births.extend(birth(day.attribute("birthdate"), day.attribute("year"), day.attribute("yearRangeFrom"), day.attribute("yearRangeTo"), circa));
    }
    let country = |element: &Element, gather: &mut Gather<'_>| {
        // Two zeros stand for a country that is not known.
        let code = element.attribute("countryIso2Code").filter(|code| *code != "00");
        code.or_else(|| element.attribute("countryDescription").filter(|name| *name != "UNKNOWN")).and_then(|written| gather.country(written, place))
    };
    for citizenship in entity.each("citizenship") {
        record.countries.extend(country(citizenship, gather));
    }
    for address in entity.each("address") {
        let code = country(address, gather);
        let lines = ["street", "poBox", "city", "region", "zipCode"].map(|line| address.attribute(line));
        let text = join(lines.into_iter().chain([address.attribute("place")]), ", ");
        record.countries.extend(code.clone());
        record.addresses.push(Address { text, country: code });
    }
    for number in entity.each("identification") {
        let called = number.attribute("identificationTypeCode").or_else(|| number.attribute("identificationTypeDescription")).unwrap_or_default();
        let kind = match meaning(called) {
            Some(Meaning::Kind(kind, _)) => Some(kind),
            _ => None,
        };
        let value = number.attribute("number").or_else(|| number.attribute("latinNumber"));
        let issuer = country(number, gather);
        record.identifiers.extend(value.and_then(|value| identifier(kind, value, issuer)));
    }
    record
}
