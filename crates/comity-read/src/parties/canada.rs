//! Canada's consolidated autonomous sanctions list.

use comity_screen::{Record, record::Kind};

use super::{
    Format, dates,
    gather::{Gather, alias, join},
    identifier::identifier,
    input::Input,
    xml::{Element, elements},
};
use crate::{
    error::{Place, ReadError},
    text::fold,
};

/// Elements that are read; `TitleOrShip` only for whether it is a ship.
const ELEMENTS: &[&str] = &[
    "Country",
    "LastName",
    "GivenName",
    "EntityOrShip",
    "TitleOrShip",
    "Aliases",
    "DateOfBirthOrShipBuildDate",
    "Schedule",
    "Item",
    "ShipIMONumber",
    "DateOfListing",
];

pub(super) fn read(input: &mut Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    elements(input, "data-set", &["record"], |element, place| {
        if element.name == "record" {
            gather.unknown_fields(element.children().iter().map(|child| child.name.as_str()), ELEMENTS, &place);
            let record = party(&element, gather, &place);
            gather.push(record, &place);
        }
        Ok(())
    })
}

/// The publisher has no number of its own for a party: regulations, schedule and item are its name.
fn party(element: &Element, gather: &mut Gather<'_>, place: &Place) -> Record {
    let regulations = element.first("Country").map(fold).unwrap_or_default();
    let english = regulations.split(" / ").next().unwrap_or_default();
    let schedule = element.first("Schedule").map(fold).unwrap_or_default();
    let id = join([Some("ca"), Some(english), Some(&schedule), element.first("Item")], "/");
    let ship = element.first("ShipIMONumber").and_then(|number| identifier(Some("imo"), number, None));
    let name = match element.first("EntityOrShip") {
        Some(name) => fold(name),
        None => join([element.first("LastName"), element.first("GivenName")], ", "),
    };
    let kind = match (element.first("LastName"), element.first("EntityOrShip"), &ship) {
        (_, _, Some(_)) => Kind::Vessel,
        (_, Some(_), None) => Kind::Entity,
        (Some(_), None, None) => Kind::Person,
        (None, None, None) => Kind::Unknown,
    };
    Record {
        id: id.to_lowercase().replace(", ", "-").replace(' ', "-"),
        list: gather.list_of(Format::CanadaXml.name(), place),
        kind,
        name,
        aliases: element
            .first("Aliases")
            .map(|cell| aliases(cell, kind == Kind::Person))
            .unwrap_or_default()
            .into_iter()
            .map(|name| alias(name, false))
            .collect(),
        births: element.first("DateOfBirthOrShipBuildDate").map(str::to_owned).into_iter().collect(),
        identifiers: ship.into_iter().collect(),
        // The column `Country` names the regulations, not where the party is from.
        programs: vec![regulations],
        listed: gather.listed(element.first("DateOfListing").and_then(dates::iso), place),
        ..Record::default()
    }
}

/// Names in one cell: separated by semicolons, by strokes, and by commas where words in another language follow
/// (`..., Russian: ...`). Whatever else commas separate stays together: they stand inside names as well. So do strokes in the
/// name of a person, where a single word would be left: `Aleksandr/Alexander Doe` is not a person called Aleksandr.
fn aliases(cell: &str, person: bool) -> Vec<String> {
    let mut names = Vec::new();
    let whole = cell.split([';', '\n']);
    let parts = whole.flat_map(|part| {
        let single = part.split('/').any(|name| name.split_whitespace().count() == 1);
        if person && single { vec![part] } else { part.split('/').collect() }
    });
    for part in parts {
        let mut rest = part.trim();
        while !rest.is_empty() {
            let (name, after) = next_language(rest);
            names.push(name);
            rest = after;
        }
    }
    // Brackets that open in one name and close in another belong to neither.
    names.iter().map(|name| balanced(name)).filter(|name| !name.is_empty()).collect()
}

/// The words before the next `Language:` mark, and what follows it.
fn next_language(text: &str) -> (String, &str) {
    let mark = text.match_indices(':').find_map(|(colon, _)| {
        let before = text.get(..colon)?.trim_end();
        let word =
            before.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
        let language = before.get(word..)?;
        // Languages are written with a capital, and their mark stands at the beginning, or behind a comma or bracket.
        let lead = before.get(..word)?.trim_end();
        let stands = lead.is_empty() || lead.ends_with([',', '(', ')']);
        (stands && language.len() > 4 && language.starts_with(|c: char| c.is_uppercase()) && language.is_ascii()).then_some((word, colon + 1))
    });
    match mark {
        Some((from, to)) => {
            let before = text.get(..from).unwrap_or_default().trim().trim_end_matches([',', '(']).trim();
            (before.to_owned(), text.get(to..).unwrap_or_default().trim())
        }
        None => (text.trim().to_owned(), ""),
    }
}

fn balanced(name: &str) -> String {
    let name = name.trim().trim_matches(',').trim();
    let (open, closed) = (name.matches('(').count(), name.matches(')').count());
    let name = if open > closed { name.trim_start_matches('(') } else { name };
    let name = if closed > open { name.trim_end_matches(')') } else { name };
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_one_cell_come_apart() {
        for (cell, want) in [
            ("Мария Воронцова; Мария Путина", vec!["Мария Воронцова", "Мария Путина"]),
            (
                "Siarhei Karcheusky, Belarusian: Сяргей Карчэўскi,  Russian: Сергей Карчевский",
                vec!["Siarhei Karcheusky", "Сяргей Карчэўскi", "Сергей Карчевский"],
            ),
            ("Конкорд Менеджмент, ООО", vec!["Конкорд Менеджмент, ООО"]),
            ("(Юрий ГОВТВИН / Юрiй ГОВТВIН", vec!["Юрий ГОВТВИН", "Юрiй ГОВТВIН"]),
            ("Беларускi банк) (Russian: Белорусский банк/ ОАО \"БНБ\"", vec!["Беларускi банк", "Белорусский банк", "ОАО \"БНБ\""]),
            ("", vec![]),
        ] {
            assert_eq!(aliases(cell, false), want, "{cell}");
        }
        assert_eq!(aliases("Aleksandr/Alexander Doe; A B/C D", true), ["Aleksandr/Alexander Doe", "A B", "C D"]);
    }
}
