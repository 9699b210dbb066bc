//! Classification: what is met, may be met, is nearly met, and is taken out.
#![allow(clippy::unwrap_used, reason = "tests")]

use comity_decide::classify::{Classified, Index, Profile, Query, classify, most_telling};
use comity_law::{SourceFile, criteria::Criteria};
use serde_json::{Value as Json, json};

const VOCABULARY: &str = r#"
characteristic "kind" type="term" { label "kind"; definition "d"; question "What is it?" }
term "kind" "circuit" { label "integrated circuit"; phrase "IC" }
term "kind" "adc" { label "analogue-to-digital converter"; phrase "ADC"; broader "circuit" }
term "kind" "laser" { label "laser" }
term "kind" "maser" { label "maser" }
characteristic "resolution" type="quantity" unit="bit" { label "resolution"; definition "d"; question "How many bits?" }
characteristic "sample_rate" type="quantity" unit="MSPS" { label "sample rate"; definition "d"; question "How fast?" }
characteristic "wavelength" type="quantity" unit="nm" span=#true { label "wavelength"; definition "d"; question "Which wavelengths?" }
characteristic "output_power" type="quantity" unit="W" { label "output power"; definition "d"; question "How much power?" }
characteristic "axes" type="quantity" unit="1" { label "axes"; definition "d"; question "How many axes?" }
characteristic "rad_hard" type="bool" { label "radiation hardened"; definition "d"; question "Is it radiation hardened?" }
characteristic "cas" type="cas" { label "CAS"; definition "d"; question "Which substance?" }
characteristic "mac_rate" type="quantity" unit="OPS" { label "operations"; definition "d"; question "How many operations a second?" }
characteristic "length" type="quantity" unit="bit" { label "length of an operation"; definition "d"; question "How many bits has an operation?" }
characteristic "tpp" type="quantity" unit="OPS bit" { label "TPP"; definition "d"; question "What is the TPP?"; formula "2 * mac_rate * length" }
wording "00000000000000aa" means="kind = adc"
wording "00000000000000bb" implies="kind = laser"
wording "00000000000000cc" alike="00000000000000aa"
search "1A1" "data converter" "digitiser chip"
search "1A2" "pump diode"
"#;

const LIST: &str = r#"
source list="x/l" edition="2026-01-01" file="l" digest="sha256:00"
node "1A1" join="class" "true"
node "1A1.a" join="any" "words('00000000000000cc')" { except digest="1" "rad_hard and resolution < '11 bit'" }
node "1A1.a.1" "resolution >= '8 bit' and resolution < '12 bit' and sample_rate > '1 GSPS'"
node "1A1.a.2" "resolution >= '12 bit' and sample_rate > '400 MSPS'"
node "1A1.b" status="reserved"
node "1A1.c" join="all" "kind = circuit"
node "1A1.c.1" "rad_hard"
node "1A1.c.2" "words('00000000000000dd')"
node "1A2" join="class" "words('00000000000000bb')"
node "1A2.a" "wavelength > '1400 nm' and wavelength <= '1600 nm' and output_power > '10 W'"
node "1A2.b" "meets({1A2.a}) and axes >= '3'"
node "1A3" "cas in {'50-00-0', '762-04-9'}"
node "1A4" "tpp >= '4800 GOPS bit'"
node "1A7" "kind = maser and axes > '4'" { except digest="2" "wavelength <= '900 nm'" }
node "1A5" "not meets({1A6})"
node "1A6" "meets({1A5})"
"#;

fn criteria() -> Criteria {
    let read =
        Criteria::parse(&[SourceFile::new("vocabulary/characteristics/v.kdl", VOCABULARY), SourceFile::new("x/lists/l/criteria/2026-01-01/1.kdl", LIST)]);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    read.criteria
}

fn found(characteristics: Json) -> Classified {
    let criteria = criteria();
    let mut profile = Profile::read(&criteria.vocabulary, &characteristics).unwrap();
    profile.resolve(&criteria).unwrap();
    classify(criteria.edition("x/l", None).unwrap(), &criteria.vocabulary, &profile, &Query::default())
}

/// The codes met, those that may be met, and those nearly met.
fn codes(characteristics: Json) -> [Vec<String>; 3] {
    let found = found(characteristics);
    let code = |provision: &str| provision.strip_prefix("x/l:").unwrap().to_owned();
    [
        found.met.iter().map(|met| code(&met.provision)).collect(),
        found.may.iter().map(|may| code(&may.provision)).collect(),
        found.near.iter().map(|near| code(&near.provision)).collect(),
    ]
}

fn check(characteristics: Json, met: &[&str], may: &[&str], near: &[&str]) {
    let shown = characteristics.to_string();
    let [got_met, got_may, got_near] = codes(characteristics);
    assert_eq!((got_met, got_may, got_near), (owned(met), owned(may), owned(near)), "{shown}");
}

fn owned(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

#[test]
fn a_paragraph_is_met_when_all_on_its_way_is_met() {
    check(json!({ "kind": "adc", "resolution": "12 bit", "sample_rate": "500 MSPS", "rad_hard": false }), &["1A1.a.2"], &[], &[]);
}

#[test]
fn units_and_limits_are_exact() {
    check(json!({ "kind": "adc", "resolution": "12 bit", "sample_rate": "400 MSPS", "rad_hard": false }), &[], &[], &["1A1.a.2"]);
    check(json!({ "kind": "adc", "resolution": "11 bit", "sample_rate": "1.000001 GSPS", "rad_hard": false }), &["1A1.a.1"], &[], &["1A1.a.2"]);
}

#[test]
fn what_is_missing_is_asked_for_and_never_taken_as_false() {
    let found = found(json!({ "kind": "adc", "resolution": "12 bit", "rad_hard": false }));
    assert!(found.met.is_empty());
    let missing: Vec<&str> = found.may.iter().flat_map(|may| &may.missing).map(|question| &*question.question).collect();
    assert_eq!(missing, ["How fast?"]);
    assert_eq!(found.not_listed, None);
}

#[test]
fn a_kind_told_broadly_leaves_narrower_paragraphs_open() {
    let [met, may, _] = codes(json!({ "kind": "circuit", "rad_hard": true, "resolution": "12 bit", "sample_rate": "500 MSPS" }));
    assert!(met.is_empty());
    assert_eq!(may, ["1A1.c", "1A1.a.2"]);
}

#[test]
fn conditions_joined_by_all_are_no_classes_of_their_own() {
    let found = found(json!({ "kind": "adc", "rad_hard": true, "fits": { "x/l:1A1.c.2": true } }));
    let met: Vec<&str> = found.met.iter().map(|met| &*met.provision).collect();
    assert_eq!(met, ["x/l:1A1.c"]);
    assert!(found.met[0].proof.iter().any(|proof| &*proof.value == "confirmed by a person"));
}

#[test]
fn a_note_that_takes_an_item_out_is_named() {
    let found = found(json!({ "kind": "adc", "resolution": "10 bit", "sample_rate": "2 GSPS", "rad_hard": true }));
    assert!(found.met.is_empty());
    assert_eq!(&*found.excluded[0].provision, "x/l:1A1.a");
}

#[test]
fn a_range_meets_what_some_point_of_it_meets() {
    check(
        json!({ "kind": "laser", "output_power": "20 W", "wavelength": "1500 nm to 1700 nm", "fits": { "x/l:1A2": true }, "axes": "2.5" }),
        &["1A2.a"],
        &[],
        &["1A2.b"],
    );
    check(json!({ "kind": "laser", "output_power": "20 W", "wavelength": "1.61 µm", "fits": { "x/l:1A2": true } }), &[], &[], &["1A2.a"]);
}

#[test]
fn an_exclusion_takes_out_a_range_only_when_it_holds_all_of_it() {
    let met = |wavelength: &str| codes(json!({ "kind": "maser", "axes": "5", "wavelength": wavelength }))[0].clone();
    assert!(met("800 nm to 900 nm").is_empty());
    assert_eq!(met("800 nm to 1000 nm"), ["1A7"]);
}

#[test]
fn a_value_known_by_its_limits_decides_only_what_it_can() {
    let [met, may, _] = codes(json!({ "kind": "laser", "output_power": "> 5 W", "wavelength": "1550 nm", "fits": { "x/l:1A2": true } }));
    assert!(met.is_empty());
    assert!(may.contains(&"1A2.a".to_owned()));
    let [met, ..] = codes(json!({ "kind": "laser", "output_power": "> 10 W", "wavelength": "1550 nm", "fits": { "x/l:1A2": true } }));
    assert_eq!(met, ["1A2.a"]);
}

#[test]
fn words_that_only_imply_a_kind_wait_for_a_person() {
    let [met, may, _] = codes(json!({ "kind": "laser", "output_power": "20 W", "wavelength": "1500 nm" }));
    assert!(met.is_empty());
    assert!(may.contains(&"1A2.a".to_owned()), "{may:?}");
    let [met, may, _] = codes(json!({ "kind": "laser", "output_power": "20 W", "wavelength": "1500 nm", "fits": { "x/l:1A2": false } }));
    assert!(met.is_empty() && may.is_empty(), "{met:?} {may:?}");
}

#[test]
fn a_substance_is_found_by_its_number() {
    check(json!({ "cas": ["67-56-1", "762-04-9"] }), &["1A3"], &[], &[]);
    check(json!({ "cas": "67-56-1" }), &[], &[], &[]);
}

#[test]
fn what_follows_by_a_formula_is_used() {
    check(json!({ "mac_rate": "300 GOPS", "length": "8 bit" }), &["1A4"], &[], &[]);
    let found = found(json!({ "mac_rate": "290 GOPS", "length": "8 bit" }));
    assert_eq!(&*found.near[0].misses[0].by, "160 GOPS bit");
}

#[test]
fn references_in_a_circle_stay_unknown() {
    let found = found(json!({ "kind": "laser" }));
    assert!(found.met.iter().all(|met| !met.provision.starts_with("x/l:1A5") && !met.provision.starts_with("x/l:1A6")));
    assert_eq!(found.not_listed, None);
}

#[test]
fn the_question_that_stands_in_most_paragraphs_comes_first() {
    let found = found(json!({ "kind": "laser", "fits": { "x/l:1A2": true } }));
    let ranked = most_telling(&found.may);
    assert_eq!(&*ranked[0].0.fact, "characteristics.wavelength");
}

#[test]
fn faults_in_characteristics_are_all_reported_with_the_nearest_word() {
    let criteria = criteria();
    let document = json!({ "resolutoin": "12 bit", "sample_rate": "12", "kind": "lazer", "rad_hard": "yes", "wavelength": "12 W" });
    let problems = Profile::read(&criteria.vocabulary, &document).unwrap_err();
    let mut shown: Vec<String> = problems.iter().map(|problem| format!("{}: {} {:?}", problem.place(), problem.fault, problem.near)).collect();
    shown.sort();
    assert_eq!(
        shown,
        [
            "kind: no term is called `lazer` Some(\"laser\")",
            "rad_hard: expected true or false None",
            "resolutoin: no characteristic is called `resolutoin` Some(\"resolution\")",
            "sample_rate: expected a number with its unit, such as \"10 MSPS\"; also \"> …\", \"< …\" or \"… to …\" None",
            "wavelength: expected a number with its unit, such as \"10 nm\"; also \"> …\", \"< …\" or \"… to …\" None",
        ]
    );
}

#[test]
fn words_of_a_description_rank_the_entries_that_they_name() {
    let criteria = criteria();
    let index = Index::new(&criteria, None);
    let rank = |words: &str| index.rank(words).first().map(|(code, _)| (*code).to_owned());
    assert_eq!(rank("high-speed ADC digitizer chips").as_deref(), Some("1A1"));
    assert_eq!(rank("Pump diodes, 1550 nm").as_deref(), Some("1A2"));
    assert_eq!(rank("zebra"), None);
    let candidates = index.candidates(&criteria, criteria.edition("x/l", None).unwrap(), "data converter", 5);
    assert_eq!(&*candidates[0].provision, "x/l:1A1");
    assert!(!candidates[0].questions.is_empty());
}

#[test]
fn official_wording_finds_what_nothing_else_knows_and_overrules_nothing() {
    let criteria = criteria();
    let texts = [("1A1.a", "Striped zebras for cooling"), ("1A2", "Diodes"), ("1A1", "Zebra"), ("9Z9", "zebra")];
    let ranked = |texts: Vec<(&'static str, &'static str)>, words: &str| -> Vec<(String, f64)> {
        let index = Index::new(&criteria, None).with_official(texts.into_iter());
        index.rank(words).into_iter().map(|(code, score)| (code.to_owned(), score)).collect()
    };
    let codes = |words: &str| ranked(texts.to_vec(), words).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(codes("zebra"), ["1A1"]);
    assert_eq!(codes("zebra, pump diode"), ["1A2", "1A1"]);
    // The order in which lists and paragraphs come changes nothing, to the last bit.
    let mut turned = texts.to_vec();
    turned.reverse();
    assert_eq!(ranked(turned, "zebra pump diode for cooling"), ranked(texts.to_vec(), "zebra pump diode for cooling"));
}
