//! OFAC's XML: `SDN.XML` and `CONSOLIDATED.XML`, which look alike and hold different lists.

use comity_screen::{
    Record,
    record::{Address, Identifier},
};

use super::{
    super::{
        Format, dates,
        gather::{Gather, alias, join},
        identifier::{Meaning, identifier, meaning},
        input::Input,
        loss::LossKind,
        xml::{Element, elements},
    },
    kind,
};
use crate::error::{Place, ReadError};

/// Elements of an entry that are read, and those knowingly left out (the last three).
const ELEMENTS: &[&str] = &[
    "uid",
    "firstName",
    "lastName",
    "sdnType",
    "programList",
    "akaList",
    "addressList",
    "dateOfBirthList",
    "idList",
    "nationalityList",
    "citizenshipList",
    "vesselInfo",
    "placeOfBirthList",
    "title",
    "remarks",
];

pub(in super::super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let (mut published, mut count) = (None, None);
    let file = Place::of_entry(&input.name, None);
    elements(input, "sdnList", &["sdnEntry", "publshInformation", "publishInformation"], |element, place| {
        match element.name.as_str() {
            "sdnEntry" => {
                gather.unknown_fields(element.children().iter().map(|child| child.name.as_str()), ELEMENTS, &place);
                let record = party(&element, gather, &place);
                gather.push(record, &place);
            }
            "sdnList" => {}
            _ => {
                published = element.first("Publish_Date").and_then(dates::month_first);
                count = element.first("Record_Count").and_then(|text| text.parse().ok());
            }
        }
        Ok(())
    })?;
    gather.published = published;
    gather.check_count("Record_Count", count, &file);
    assign_lists(gather, &file);
    Ok(())
}

/// Tells the two files apart and gives every record its list. Both publish a party's programmes and neither its list. The
/// consolidated file holds the lists beside the SDN list: nearly all of its parties are under a programme of those lists,
/// while of the parties of the SDN list nearly none is.
fn assign_lists(gather: &mut Gather<'_>, file: &Place) {
    let lists = &gather.known.lists;
    let format = Format::OfacXml.name();
    let beside = |record: &Record| lists.of_programmes(format, &record.programs).is_some();
    let consolidated = 2 * gather.records.iter().filter(|record| beside(record)).count() > gather.records.len();
    for i in 0..gather.records.len() {
        let programmes = gather.records.get(i).map(|record| record.programs.clone()).unwrap_or_default();
        let known = gather.known.lists.of_programmes(format, &programmes);
        let list = match (consolidated, known) {
            (true, Some(list)) => list.to_owned(),
            (true, None) => {
                gather.losses.add(LossKind::UnknownList, &programmes.join(", "), file);
                gather.known.lists.otherwise(format).unwrap_or(format).to_owned()
            }
            (false, _) => gather.list_of(format, file),
        };
        if let Some(record) = gather.records.get_mut(i) {
            record.list = list;
        }
    }
}

fn name(element: &Element) -> String {
    join([element.first("lastName"), element.first("firstName")], ", ")
}

fn party(entry: &Element, gather: &mut Gather<'_>, place: &Place) -> Record {
    let uid = entry.first("uid").unwrap_or_default();
    let mut record = Record {
        id: format!("sdn-{uid}"),
        entity: Some(uid.to_owned()),
        kind: kind(entry.first("sdnType").unwrap_or_default()),
        name: name(entry),
        programs: entry.deep("program").into_iter().filter_map(Element::words).map(str::to_owned).collect(),
        births: entry.deep("dateOfBirth").into_iter().filter_map(Element::words).map(str::to_owned).collect(),
        ..Record::default()
    };
    for aka in entry.deep("aka") {
        record.aliases.push(alias(name(aka), aka.first("category") == Some("weak")));
    }
    for address in entry.deep("address") {
        let country = address.first("country").and_then(|written| gather.country(written, place));
        let lines = ["address1", "address2", "address3", "city", "stateOrProvince", "postalCode"].map(|line| address.first(line));
        record.countries.extend(country.clone());
        record.addresses.push(Address { text: join(lines, ", "), country });
    }
    for place_of in entry.deep("nationality").into_iter().chain(entry.deep("citizenship")) {
        record.countries.extend(place_of.first("country").and_then(|written| gather.country(written, place)));
    }
    for id in entry.deep("id") {
        record.identifiers.extend(number(id, gather, place));
    }
    for vessel in entry.each("vesselInfo") {
        record.owners.extend(vessel.first("vesselOwner").map(str::to_owned));
        record.identifiers.extend(vessel.first("callSign").and_then(|sign| identifier(Some("other"), sign, None)));
        record.countries.extend(vessel.first("vesselFlag").and_then(|written| gather.country(written, place)));
    }
    record
}

fn number(id: &Element, gather: &mut Gather<'_>, place: &Place) -> Option<Identifier> {
    let called = id.first("idType")?;
    match meaning(called) {
        Some(Meaning::Remark) => None,
        Some(Meaning::Kind(kind, _)) => {
            let country = id.first("idCountry").and_then(|written| gather.country(written, place));
            identifier(Some(kind), id.first("idNumber")?, country)
        }
        None => {
            gather.losses.add(LossKind::UnknownField, called, place);
            None
        }
    }
}
