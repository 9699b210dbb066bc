//! The UK sanctions list as XML.

use comity_screen::{Record, record::Address};

use super::{
    super::{
        Format, dates,
        gather::{Gather, alias, join},
        identifier::identifier,
        input::Input,
        xml::{Element, elements},
    },
    is_weak, kind, name,
};
use crate::error::{Place, ReadError};

/// Elements that are read, and those knowingly left out (from `LastUpdated` on).
const ELEMENTS: &[&str] = &[
    "UniqueID",
    "UNReferenceNumber",
    "Names",
    "NonLatinNames",
    "RegimeName",
    "IndividualEntityShip",
    "DateDesignated",
    "Addresses",
    "IndividualDetails",
    "EntityDetails",
    "ShipDetails",
    "LastUpdated",
    "OFSIGroupID",
    "Titles",
    "DesignationSource",
    "SanctionsImposed",
    "SanctionsImposedIndicators",
    "OtherInformation",
    "UKStatementofReasons",
    "PhoneNumbers",
    "EmailAddresses",
    "Websites",
];

/// Where numbers stand, and what kind they are.
const NUMBERS: &[(&str, &str)] =
    &[("PassportNumber", "passport"), ("NationalIdentifierNumber", "national-id"), ("BusinessRegistrationNumber", "registration"), ("IMONumber", "imo")];

pub(in super::super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    elements(input, "Designations", &["Designation", "DateGenerated"], |element, place| {
        match element.name.as_str() {
            "DateGenerated" => gather.published = element.words().and_then(|day| dates::day_first(day).or_else(|| dates::iso(day))),
            "Designation" => {
                gather.unknown_fields(element.children().iter().map(|child| child.name.as_str()), ELEMENTS, &place);
                let record = party(&element, gather, &place);
                gather.push(record, &place);
            }
            _ => {}
        }
        Ok(())
    })
}

fn party(element: &Element, gather: &mut Gather<'_>, place: &Place) -> Record {
    let number = element.first("UniqueID").unwrap_or_default();
    let texts = |name: &str| element.deep(name).into_iter().filter_map(Element::words).map(str::to_owned).collect::<Vec<_>>();
    let mut record = Record {
        id: format!("gb-{}", number.to_lowercase()),
        list: gather.list_of(Format::UkXml.name(), place),
        entity: Some(number.to_owned()),
        kind: element.first("IndividualEntityShip").map(kind).unwrap_or_default(),
        programs: element.first("RegimeName").map(str::to_owned).into_iter().collect(),
        listed: gather.listed(element.first("DateDesignated").and_then(|day| dates::day_first(day).or_else(|| dates::iso(day))), place),
        citation: element.first("UNReferenceNumber").map(str::to_owned),
        births: texts("DOB"),
        owners: texts("CurrentOwnerOperator"),
        ..Record::default()
    };
    for each in element.each("Names").flat_map(|names| names.each("Name")) {
        let written = name(|part| each.first(&format!("Name{part}")));
        if record.name.is_empty() && each.first("NameType").is_some_and(|kind| kind.to_lowercase() == "primary name") {
            record.name = written;
        } else {
            record.aliases.push(alias(written, is_weak(each.first("AliasStrength"))));
        }
    }
    record.aliases.extend(texts("NameNonLatinScript").into_iter().map(|name| alias(name, false)));
    for written in texts("Nationality").into_iter().chain(texts("CurrentBelievedFlagOfShip")) {
        record.countries.extend(gather.country(&written, place));
    }
    for address in element.each("Addresses").flat_map(|addresses| addresses.each("Address")) {
        let code = address.first("AddressCountry").and_then(|written| gather.country(written, place));
        let lines: Vec<String> = (1..=6).map(|line| format!("AddressLine{line}")).chain(["AddressPostalCode".to_owned()]).collect();
        record.countries.extend(code.clone());
        record.addresses.push(Address { text: join(lines.iter().map(|line| address.first(line)), ", "), country: code });
    }
    for (name, kind) in NUMBERS {
        record.identifiers.extend(texts(name).iter().filter_map(|value| identifier(Some(kind), value, None)));
    }
    record
}
