//! Counts that other programs (Python's `csv`, `json` and `xml`) found in the same files, and records looked at one by one.

use std::collections::BTreeMap;

use comity_screen::{
    Record,
    record::{Kind, Quality},
};

use crate::{files, find, known, losses};

fn count(records: &[Record], which: impl Fn(&Record) -> bool) -> usize {
    records.iter().filter(|record| which(record)).count()
}

fn sum(records: &[Record], of: impl Fn(&Record) -> usize) -> usize {
    records.iter().map(of).sum()
}

fn weak(record: &Record) -> usize {
    record.aliases.iter().filter(|alias| alias.quality == Quality::Weak).count()
}

fn of_kind(record: &Record, kind: &str) -> usize {
    record.identifiers.iter().filter(|id| id.kind.as_deref() == Some(kind)).count()
}

#[test]
fn the_compact_screening_list_agrees_with_its_normalised_form() {
    let compact = files(&["us-csl.2026-07-31.json"]);
    let normalised = files(&["us-csl.2026-07-31.normalized.jsonl"]);
    assert_eq!((compact.records.len(), normalised.records.len()), (25_921, 25_921));
    assert_eq!(sum(&compact.records, |record| record.names().count()), 57_174);
    assert_eq!(compact.published.map(|day| day.to_string()).as_deref(), Some("2026-07-31"));
    let mut renamed = 0;
    for (ours, theirs) in compact.records.iter().zip(&normalised.records) {
        // A few countries are written UK, PRC and the like: names of which the code is known.
        let code = |written: &String| known().countries.code(written).unwrap_or(written).to_owned();
        renamed += theirs.countries.iter().filter(|written| code(written) != **written).count();
        let theirs = Record { countries: theirs.countries.iter().map(code).collect(), ..theirs.clone() };
        // The normalised form has dates of birth and numbers from elsewhere; the compact form has what follows a listing.
        let ours = Record {
            births: theirs.births.clone(),
            identifiers: theirs.identifiers.clone(),
            requirement: None,
            policy: None,
            citation: None,
            source: None,
            ..ours.clone()
        };
        assert_eq!(ours, theirs);
    }
    assert!((20..50).contains(&renamed), "{renamed}");
    // Regions, a dissolved country and a misprint are kept as written; so is one name with a replaced character as published.
    let lost = losses(&compact);
    assert_eq!(lost.iter().filter(|loss| !loss.starts_with("unknown-country")).collect::<Vec<_>>(), ["damaged-name 1"]);
    assert!(lost.len() < 15, "{lost:?}");
    assert_eq!(losses(&normalised), ["damaged-name 1"]);
    let mut lists = BTreeMap::new();
    for record in &compact.records {
        *lists.entry(record.list.as_str()).or_insert(0) += 1;
    }
    assert_eq!((lists["US-SDN"], lists["US-EL"], lists["US-DPL"], lists["US-UVL"], lists["US-MEU"], lists.len()), (19_181, 3_420, 1_596, 222, 70, 12));
    // 3,490 entries state a licence requirement and a review policy, 5,957 a notice.
    assert_eq!(count(&compact.records, |record| record.requirement.is_some() && record.policy.is_some()), 3_490);
    assert_eq!(count(&compact.records, |record| record.citation.is_some()), 5_957);
    assert_eq!(count(&compact.records, |record| record.list == "US-EL" && record.requirement.is_none()), 0);
}

#[test]
fn ofac_of_2022_without_a_row_of_column_names() {
    let reading = files(&["ofac-sdn.2022-01/alt.csv", "ofac-sdn.2022-01/sdn.csv", "ofac-sdn.2022-01/add.csv"]);
    let records = &reading.records;
    assert_eq!(records.len(), 9_044);
    assert_eq!(count(records, |record| record.kind == Kind::Person), 4_643);
    assert_eq!(count(records, |record| record.kind == Kind::Vessel), 420);
    assert_eq!(count(records, |record| record.kind == Kind::Aircraft), 280);
    assert_eq!(
        sum(records, |record| of_kind(record, "imo")),
        426 + 1 + 41 + 35,
        "of ships (one without the word IMO), and of companies as `Identification Number IMO` and `Company Number IMO`"
    );
    // Two parties have the number 2677, one address belongs to nobody, seven remarks are cut at 1,000 characters.
    let lost = losses(&reading);
    assert!(
        lost.contains(&"duplicate-id 1".to_owned()) && lost.contains(&"orphan ofac-add-csv 1".to_owned()) && lost.contains(&"cut-remark 7".to_owned()),
        "{lost:?}"
    );
    assert!(!lost.iter().any(|loss| loss.starts_with("missing-file")), "{lost:?}");
    let bank = find(&reading, "sdn-306");
    assert_eq!((bank.name.as_str(), bank.list.as_str(), bank.programs.as_slice()), ("BANCO NACIONAL DE CUBA", "US-SDN", &["CUBA".to_owned()][..]));
    let names: Vec<_> = bank.names().collect();
    assert!(names.contains(&("NATIONAL BANK OF CUBA", Quality::Strong)) && names.contains(&("BNC", Quality::Weak)), "{names:?}");
    assert_eq!(bank.countries, ["CH", "ES", "JP", "PA"]);
    assert_eq!(bank.addresses[0].text, "Zweierstrasse 35, Zurich CH-8022");
    let ship = find(&reading, "sdn-4243");
    assert_eq!((ship.kind, ship.identifiers[0].value.as_str(), weak(ship)), (Kind::Vessel, "7406784", 2));
}

#[test]
fn ofac_of_2024_with_column_names_and_without_its_other_names() {
    let reading = files(&["ofac-sdn.2024-06/sdn.csv", "ofac-sdn.2024-06/add.csv"]);
    let records = &reading.records;
    assert_eq!(records.len(), 15_402);
    assert_eq!(count(records, |record| record.kind == Kind::Entity), 7_252);
    // A name that the publisher's row already gives is not given twice.
    let doubles = 3_793 - sum(records, weak);
    assert!(doubles <= 10, "{doubles} weak names are missing");
    let births = sum(records, |record| record.births.len());
    assert!((7_590..=7_595).contains(&births), "{births}");
    let lost = losses(&reading);
    assert!(lost.contains(&"missing-file alt.csv 1".to_owned()) && lost.contains(&"cut-remark 19".to_owned()), "{lost:?}");
}

#[test]
fn ofac_consolidated_xml_tells_its_lists() {
    let reading = files(&["ofac-consolidated.2025-03-28.xml"]);
    assert_eq!(reading.records.len(), 443);
    assert_eq!(reading.published.map(|day| day.to_string()).as_deref(), Some("2025-03-28"));
    assert_eq!(sum(&reading.records, weak), 70);
    let lists = ["US-SSI", "US-PLC", "US-CMIC", "US-CAP", "US-NS-MBS", "US-FSE"].map(|list| count(&reading.records, |record| record.list == list));
    assert_eq!(lists, [286, 78, 68, 1, 9, 1]);
    assert_eq!(losses(&reading), Vec::<String>::new());
    let party = find(&reading, "sdn-9639");
    assert_eq!((party.name.as_str(), party.kind, party.births.as_slice()), ("HANIYA, Ismail Abdul Salah", Kind::Person, &["1962".to_owned()][..]));
}

#[test]
fn un_lists_of_two_days() {
    for (file, day, records, aliases, low) in
        [("un-sc.2025-04-19.xml", "2025-04-19", 877, 2_704, 619), ("un-sc.2026-02-27.xml", "2026-02-27", 1_003, 2_752, 615)]
    {
        let reading = files(&[file]);
        assert_eq!((reading.records.len(), reading.published.unwrap().to_string().as_str()), (records, day));
        assert_eq!(sum(&reading.records, weak), low, "{file}");
        let names = sum(&reading.records, |record| record.aliases.len());
        assert!(names <= aliases + 380 && names > aliases + 300, "{file}: {names}");
        assert_eq!(count(&reading.records, |record| record.listed.is_none()), 0, "{file}");
        // The later edition has a replaced character as published, in the Arabic name of one party.
        let lost = losses(&reading);
        let known = ["unknown-country former Soviet Union 1", "damaged-name 1"];
        assert!(lost.iter().all(|loss| known.contains(&loss.as_str())), "{file}: {lost:?}");
    }
}

#[test]
fn the_un_list_agrees_with_its_normalised_form() {
    let ours = files(&["un-sc.2026-02-27.xml"]);
    let theirs = files(&["un-sc.2026-02-27.normalized.jsonl"]);
    assert_eq!(theirs.records.len(), 1_003);
    let mut numbers = 0;
    for record in &theirs.records {
        let mine = find(&ours, &record.id);
        assert_eq!((&mine.name, mine.kind, &mine.list, &mine.programs), (&tidy(&record.name), record.kind, &record.list, &record.programs), "{}", record.id);
        for (name, quality) in record.names() {
            let name = tidy(name);
            assert!(mine.names().any(|(other, of)| other == name && (of == quality || quality == Quality::Strong)), "{}: {name} {quality:?}", record.id);
        }
        for id in &record.identifiers {
            numbers += usize::from(mine.identifiers.iter().any(|other| other.value == tidy(&id.value).trim_end_matches(['.', ',', ';'])));
        }
    }
    let all = sum(&theirs.records, |record| record.identifiers.len());
    assert!(numbers + 3 >= all, "{numbers} of {all} numbers");
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn canada() {
    let reading = files(&["ca-sema.2025-04.xml"]);
    let records = &reading.records;
    assert_eq!(records.len(), 4_759);
    assert_eq!(count(records, |record| record.kind == Kind::Vessel), 109);
    assert_eq!(count(records, |record| record.kind == Kind::Entity), 1_425 - 109);
    assert_eq!(count(records, |record| record.listed.is_some()), 4_759);
    let lost = losses(&reading);
    assert_eq!(lost, Vec::<String>::new());
    let ship = records.iter().find(|record| record.name == "Nurkez").unwrap();
    assert_eq!((ship.identifiers[0].value.as_str(), ship.listed.as_deref(), ship.births.as_slice()), ("9253325", Some("2025-02-21"), &["2004".to_owned()][..]));
    assert_eq!(ship.id, "ca/russia/1.1/17");
}

#[test]
fn australia_gives_a_record_a_name() {
    let reading = files(&["au-dfat.2025-04.csv"]);
    assert_eq!(reading.records.len(), 9_934);
    assert!(losses(&reading).contains(&"duplicate-record 49".to_owned()), "{:?}", losses(&reading));
    assert_eq!(find(&reading, "au-6").aliases[0].name, "Mullah Musafir");
    assert_eq!(find(&reading, "au-1").countries, ["AF"]);
}

#[test]
fn japan_and_china() {
    let japan = files(&["jp-meti-end-user-list.2026-07-20.json"]);
    assert_eq!((japan.records.len(), sum(&japan.records, |record| record.aliases.len())), (835, 1_411));
    assert!(japan.records.iter().all(|record| record.list == "JP-METI-EUL" && record.kind == Kind::Entity));
    assert_eq!(count(&japan.records, |record| record.countries == ["IR"]), 257);
    // 37 names stand behind the country in the collector's address.
    assert_eq!(losses(&japan), ["misplaced-name addresses 37"]);
    assert_eq!(
        (find(&japan, "jp-eul-479").name.as_str(), find(&japan, "jp-eul-479").countries.as_slice()),
        ("Abascience Tech Co. Ltd", &["CN".to_owned()][..])
    );
    assert_eq!(japan.published.unwrap().to_string(), "2026-07-20");
    let china = files(&["cn-mofcom.2026-07-19.json"]);
    let lists = ["CN-ECL", "CN-UEL", "CN-AL"].map(|list| count(&china.records, |record| record.list == list));
    assert_eq!((china.records.len(), lists), (240, [139, 61, 40]));
    assert_eq!(losses(&china), ["duplicate-id 2"]);
    assert_eq!(find(&china, "cn-att-20260224-1").listed.as_deref(), Some("2026-02-24"));
}
