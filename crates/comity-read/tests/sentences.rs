//! Sentences that were once read wrongly, each with its reading.

use comity_read::criteria::{Dialect, Paragraph, PhraseKind, PhraseRow, Phrasebook, read};

fn book() -> Phrasebook {
    let mut temperature = PhraseRow::quantity("temperature", "K", &["temperature"]);
    temperature.kind = PhraseKind::Quantity { unit: "K".into(), span: true };
    Phrasebook::new(vec![
        temperature,
        PhraseRow::quantity("dimension", "mm", &["dimension"]),
        PhraseRow::quantity("elements", "element", &["element"]),
        PhraseRow::quantity("purity", "%", &["purity"]),
        PhraseRow::quantity("keeping", "m", &["position keeping within"]),
        PhraseRow::quantity("dose", "Gy (Si)", &["total dose"]),
        PhraseRow::quantity("power", "kW", &["power"]),
        PhraseRow::quantity("range", "km", &["range"]),
        PhraseRow::quantity("served_range", "km", &["vehicle capable of range"]),
        PhraseRow::quantity("rhenium", "%", &["rhenium"]),
        PhraseRow::quantity("pressure", "Pa", &["pressure down to"]),
        PhraseRow::quantity("voltage", "kV", &["voltage"]),
        PhraseRow::quantity("energy", "J", &["energy"]),
    ])
}

/// The criterion with its words as `W`.
fn shape(text: &str, parent: Option<&str>) -> String {
    let reading = read(&Paragraph { code: "3A001.a", text, parent_text: parent }, &Dialect::decimal_point(), &book());
    let mut parts = reading.criterion.split("words('");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + "W" + part.split_once("')").map_or(part, |(_, rest)| rest))
}

#[track_caller]
fn check(text: &str, want: &str) {
    assert_eq!(shape(text, None), want, "{text}");
}

#[test]
fn comparators() {
    check("Hydrides having a purity better than 99.999%;", "purity > '99.999 %' and W");
    check("Having a purity better (less) than 5%;", "purity < '5 %'");
    check("No dimension greater than 30 cm;", "dimension <= '30 cm'");
    check("Systems capable of position keeping within 20 m of a point;", "keeping <= '20 m' and W");
    check("A total dose of 5 × 10^{3} Gy (Si), or higher;", "dose >= '5 × 10^3 Gy (Si)'");
    check("Specified for an extended temperature range 223 K (-50 °C) to 373 K (100 °C);", "temperature <= '223 K' and temperature >= '373 K' and W");
}

#[test]
fn what_is_no_property() {
    check("Material having two or more of the following elements: gallium, indium;", "untranslated('no characteristic is known by these words') and W");
    check("A ratio of one dimension of the element to the other dimension of the element of less than 3;", "untranslated('a ratio of two properties') and W");
    check("A total dose of 5 Gy (Si) or higher on silicon, or its equivalent for other materials;", "dose >= '5 Gy (Si)' and W");
}

#[test]
fn what_the_item_is_for() {
    check("Tanks used in rocket systems capable of a range exceeding 300 km;", "untranslated('a figure of something that the item is for') and W");
    check("Engines usable in vehicles capable of a range exceeding 300 km;", "served_range > '300 km' and W");
    check("Rockets, capable of a range exceeding 300 km;", "range > '300 km' and W");
}

#[test]
fn several_kinds_and_exceptions() {
    check("Masks and designs therefor, except:", "W and untranslated('what stands below is excepted')");
    let mixed = "W and untranslated('conditions joined by and and or without a sign which bind closer')";
    check("Alloys containing more than 90% rhenium; and wires with a purity of more than 90%", mixed);
    check("a. Voltage greater than 1.4 kV; and b. Energy greater than 10 J; or", "voltage > '1.4 kV' and energy > '10 J'");
    check("Engines. (These items are “subject to the ITAR.” See 22 CFR parts 120 through 130.)", "W");
}

#[test]
fn what_the_paragraph_above_says() {
    assert_eq!(shape("0.9 kV in one state; or", Some("Having a voltage equal to or greater than:")), "voltage >= '0.9 kV' and W");
    assert_eq!(shape("A total dose of 5 Gy (Si);", Some("Hardened to exceed any of the following:")), "dose > '5 Gy (Si)'");
    assert_eq!(shape("Tubes specified in 6A002.a;", Some("Cameras incorporating any of the following:")), "W");
    assert_eq!(shape("Tubes specified in 6A002.a;", Some("Sensors as follows:")), "meets({6A002.a}) and W");
}
