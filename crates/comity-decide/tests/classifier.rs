//! A prepared edition answers as an unprepared one, word for word.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
mod random;

use comity_decide::classify::{Classifier, Profile, Query, classify};
use comity_law::{
    SourceFile,
    criteria::{CharacteristicType, Criteria, Criterion, Edition},
};
use common::law_folder;
use proptest::prelude::*;
use random::Dice;
use serde_json::{Map, Value as Json, json};

const VOCABULARY: &str = r#"
characteristic "kind" type="term" { label "kind"; definition "d"; question "What is it?" }
term "kind" "machine" { label "machine" }
term "kind" "lathe" { label "lathe"; broader "machine" }
term "kind" "turning_lathe" { label "turning lathe"; broader "lathe" }
term "kind" "robot" { label "robot"; broader "machine" }
term "kind" "paint" { label "paint" }
characteristic "material" type="term" { label "material"; definition "d"; question "Of what?" }
term "material" "steel" { label "steel" }
characteristic "power" type="quantity" unit="W" { label "power"; definition "d"; question "How much power?" }
characteristic "band" type="quantity" unit="Hz" span=#true { label "band"; definition "d"; question "Which band?" }
characteristic "sealed" type="bool" { label "sealed"; definition "d"; question "Is it sealed?" }
characteristic "cas" type="cas" { label "CAS"; definition "d"; question "Which substance?" }
"#;

/// A criterion over that vocabulary, which may refer to any paragraph, its own among them.
fn criterion(dice: &mut Dice, codes: &[String], depth: usize) -> String {
    let number = |dice: &mut Dice| 1 + dice.below(5);
    match dice.below(if depth == 0 { 9 } else { 13 }) {
        0 | 1 => format!("kind = {}", dice.pick(&["machine", "lathe", "turning_lathe", "robot", "paint"])),
        2 => "kind in {robot, paint}".to_owned(),
        3 => format!("power {} '{} W'", dice.pick(&[">", "<=", "=", "!="]), number(dice)),
        4 => format!("band {} '{} Hz'", dice.pick(&[">=", "<", "="]), number(dice)),
        5 => (*dice.pick(&["sealed", "material = steel", "cas in {'50-00-0'}", "true", "false"])).to_owned(),
        6 => format!("words('00000000000000a{}')", dice.below(3)),
        7 => (*dice.pick(&["untranslated('why')", "sealed", "true"])).to_owned(),
        8 => format!("meets({{{}}})", dice.pick(codes)),
        9 => format!("not ({})", criterion(dice, codes, depth - 1)),
        10 => format!("({}) and ({})", criterion(dice, codes, depth - 1), criterion(dice, codes, depth - 1)),
        11 => format!("({}) or ({})", criterion(dice, codes, depth - 1), criterion(dice, codes, depth - 1)),
        _ => format!("at least 1 of ({}; {})", criterion(dice, codes, depth - 1), criterion(dice, codes, depth - 1)),
    }
}

/// A list of some entries with paragraphs three deep.
fn list(dice: &mut Dice) -> String {
    let mut codes: Vec<String> = Vec::new();
    for entry in 1..2 + dice.below(4) {
        codes.push(format!("1A{entry}"));
        for a in ["a", "b", "c"].into_iter().take(dice.below(4)) {
            codes.push(format!("1A{entry}.{a}"));
            codes.extend((1..1 + dice.below(3)).map(|n| format!("1A{entry}.{a}.{n}")));
        }
    }
    let mut text = "source list=\"x/l\" edition=\"2026-01-01\" file=\"l\" digest=\"sha256:00\"\n".to_owned();
    for code in &codes {
        let join = dice.pick(&["all", "any", "class"]);
        let status = if dice.chance(5) { " status=\"reserved\"" } else { "" };
        let own = if dice.chance(20) { "true".to_owned() } else { criterion(dice, &codes, 2) };
        let note = if dice.chance(15) { format!(" {{ except digest=\"1\" \"{}\" }}", criterion(dice, &codes, 1)) } else { String::new() };
        text.push_str(&format!("node \"{code}\" join=\"{join}\"{status} \"{own}\"{note}\n"));
    }
    text
}

/// Some of what can be said of an item.
fn item(dice: &mut Dice, codes: &[&str]) -> Json {
    let mut item = Map::new();
    if dice.chance(70) {
        item.insert("kind".into(), (*dice.pick(&["machine", "lathe", "turning_lathe", "robot", "paint", "not-applicable"])).into());
    }
    for (name, unit) in [("power", "W"), ("band", "Hz")] {
        let (low, more) = (1 + dice.below(5), dice.below(3));
        if dice.chance(40) {
            item.insert(name.into(), format!("{low} to {} {unit}", low + more).into());
        }
    }
    for (name, value) in [("sealed", json!(dice.chance(50))), ("material", json!("steel")), ("cas", json!("50-00-0"))] {
        if dice.chance(25) {
            item.insert(name.into(), value);
        }
    }
    if dice.chance(30) {
        item.insert("fits".into(), json!({ (format!("x/l:{}", dice.pick(codes))): dice.chance(50) }));
    }
    item.into()
}

#[track_caller]
fn check(edition: &Edition, criteria: &Criteria, classifier: &Classifier, item: &Json) {
    let mut profile = Profile::read(&criteria.vocabulary, item).unwrap();
    profile.resolve(criteria).unwrap();
    for limit in [3, 1000] {
        let query = Query { limit, ..Query::default() };
        assert_eq!(classifier.classify(&profile, &query), classify(edition, &criteria.vocabulary, &profile, &query), "{item}");
    }
}

fn parsed(list: String) -> Criteria {
    let files = [SourceFile::new("vocabulary/characteristics/v.kdl", VOCABULARY), SourceFile::new("x/lists/l/criteria/2026-01-01/1.kdl", list)];
    let read = Criteria::parse(&files);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    read.criteria
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_prepared_edition_answers_as_an_unprepared_one(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let criteria = parsed(list(&mut dice));
        let edition = criteria.edition("x/l", None).unwrap();
        let codes: Vec<&str> = edition.nodes.iter().map(|node| &*node.code).collect();
        let classifier = Classifier::new(edition, &criteria.vocabulary);
        for _ in 0..8 {
            check(edition, &criteria, &classifier, &item(&mut dice, &codes));
        }
    }
}

#[test]
fn chains_of_references_too_long_to_follow_are_cut_off_alike() {
    for length in [40, 47, 48, 49, 60, 130] {
        let mut text = "source list=\"x/l\" edition=\"2026-01-01\" file=\"l\" digest=\"sha256:00\"\n".to_owned();
        for n in 1..length {
            text.push_str(&format!("node \"1A{n}\" \"meets({{1A{}}}) and power > '1 W'\"\n", n + 1));
        }
        text.push_str(&format!("node \"1A{length}\" \"sealed\"\n"));
        let criteria = parsed(text);
        let edition = criteria.edition("x/l", None).unwrap();
        let classifier = Classifier::new(edition, &criteria.vocabulary);
        for item in [json!({ "power": "2 W" }), json!({ "power": "2 W", "sealed": true }), json!({ "sealed": false }), json!({})] {
            check(edition, &criteria, &classifier, &item);
        }
    }
}

#[test]
fn the_law_of_this_repository_answers_alike_prepared_and_unprepared() {
    let criteria = Criteria::parse(&law_folder()).criteria;
    let mut dice = Dice::new(7);
    for list in criteria.lists() {
        let edition = criteria.edition(list, None).unwrap();
        let classifier = Classifier::new(edition, &criteria.vocabulary);
        for _ in 0..60 {
            check(edition, &criteria, &classifier, &item_of(&mut dice, edition, &criteria));
        }
    }
}

/// An item of which what one paragraph asks is told, met or not.
fn item_of(dice: &mut Dice, edition: &Edition, criteria: &Criteria) -> Json {
    let node = dice.pick(&edition.nodes);
    let vocabulary = &criteria.vocabulary;
    let mut item = Map::new();
    let path = std::iter::successors(Some(node), |node| node.parent.map(|above| edition.get(above)));
    for node in path {
        node.own.visit(&mut |part| {
            let (of, value) = match part {
                Criterion::Terms(of, terms) => (*of, vocabulary.term(*dice.pick(terms)).id.to_string().into()),
                Criterion::Compare(of, _, measure) => (*of, measure.written.to_string().into()),
                Criterion::Flag(of) => (*of, dice.chance(60).into()),
                Criterion::Cas(of, numbers) => (*of, dice.pick(numbers).to_string().into()),
                _ => return,
            };
            let known = vocabulary.get(of);
            // A span or a figure told as at least so much leaves more open.
            let value = match (&known.ty, value) {
                (CharacteristicType::Quantity { .. }, Json::String(text)) if dice.chance(30) => format!(">= {text}").into(),
                (_, value) => value,
            };
            item.insert(known.id.to_string(), value);
        });
    }
    if dice.chance(40) {
        item.insert("fits".into(), json!({ (format!("{}:{}", edition.list, node.code)): true }));
    }
    item.into()
}
