//! The same question gives the same bytes: on every run and thread, alone or in a batch, whatever was asked before.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;
mod random;

use comity_decide::{Engine, Options, Outcome, Possible, Transaction};
use comity_law::Law;
use common::{law, law_folder, real, toy, toy_files, transaction};
use random::{real_pair, toy_pair};
use serde_json::{Value as Json, json};

const PRESUMED: Options = Options { strict: false, explain: false };
const STRICT: Options = Options { strict: true, explain: false };

fn documents(of: impl Fn(u64) -> random::Pair, seeds: std::ops::Range<u64>) -> Vec<Json> {
    seeds.flat_map(|seed| [of(seed).few, of(seed).more]).collect()
}

fn bytes(engine: &Engine, document: &Json, options: Options) -> Vec<u8> {
    serde_json::to_vec(&engine.decide_with_receipt(&transaction(engine.law(), document), document, options)).unwrap()
}

/// Compares two texts, and shows where they part.
#[track_caller]
fn same(got: &[u8], want: &[u8], what: &str) {
    if got != want {
        let at = got.iter().zip(want).take_while(|(a, b)| a == b).count();
        let near = |text: &[u8]| String::from_utf8_lossy(text.get(at.saturating_sub(200)..text.len().min(at + 200)).unwrap_or_default()).into_owned();
        panic!("{what}: got …{}…\nnot …{}…", near(got), near(want));
    }
}

/// Many threads, each in its own order, give what one gave.
fn check_threads(law: &Law, documents: &[Json], options: Options) {
    let engine = Engine::new(law);
    let want: Vec<Vec<u8>> = documents.iter().map(|document| bytes(&engine, document, options)).collect();
    std::thread::scope(|scope| {
        for turn in 0..4 {
            let (engine, want) = (&engine, &want);
            scope.spawn(move || {
                for i in 0..documents.len() {
                    let i = if turn % 2 == 0 { i } else { documents.len() - 1 - i };
                    assert_eq!(bytes(engine, &documents[i], options), want[i], "thread {turn}, document {i}");
                }
            });
        }
    });
}

/// Decisions of a batch, in any order and twice over, are those of single questions.
fn check_batch(law: &Law, documents: &[Json], options: Options) {
    let engine = Engine::new(law);
    let mut batch = engine.batch(options);
    for round in 0..2 {
        for document in documents.iter().rev().chain(documents) {
            let transaction = transaction(law, document);
            let single = bytes(&engine, document, options);
            let (mut lean, mut together) = (Vec::new(), Vec::new());
            engine.decide_to_json(&transaction, document, options, &mut lean);
            same(&lean, &single, &format!("the lean answer, round {round}"));
            batch.decide_to_json(&transaction, document, &mut together);
            same(&together, &single, &format!("the answer in a batch, round {round}"));
            let mut answers: Vec<(String, Outcome, Possible)> = Vec::new();
            batch.outcomes(&transaction, |jurisdiction, outcome, possible| answers.push((jurisdiction.to_owned(), outcome, possible)));
            let want: Vec<(String, Outcome, Possible)> =
                engine.outcomes(&transaction, options).into_iter().map(|(id, outcome, possible)| (id.to_owned(), outcome, possible)).collect();
            assert_eq!(answers, want, "outcomes in a batch, round {round}");
        }
    }
}

#[test]
fn threads_agree() {
    check_threads(toy(), &documents(toy_pair, 0..100), PRESUMED);
    check_threads(real(), &documents(|seed| real_pair(real(), seed), 0..8), PRESUMED);
}

#[test]
fn a_batch_gives_what_single_questions_give() {
    for options in [PRESUMED, STRICT] {
        check_batch(toy(), &documents(toy_pair, 0..200), options);
    }
}

#[test]
fn a_batch_under_the_law_folder_gives_what_single_questions_give() {
    check_batch(real(), &documents(|seed| real_pair(real(), seed), 100..115), PRESUMED);
    check_batch(real(), &documents(|seed| real_pair(real(), seed), 115..122), STRICT);
}

/// Every so many provisions of a list to some destinations, each under an id of its own.
fn catalogue(law: &Law, list: &str, from: &str, to: &[&str], step: usize) -> Vec<Json> {
    let list = law.list(law.list_by_id(list).unwrap());
    let codes = list.nodes.iter().map(|node| &*node.code).step_by(step);
    let asked = codes.enumerate().flat_map(|(i, code)| to.iter().map(move |to| (i, code, *to)));
    let documents = asked.map(|(i, code, to)| {
        json!({
            "id": format!("t{i}-{to}"), "date": "2026-07-23", "activity": "export", "from": from, "to": to, "value": format!("{} USD", i * 37 % 20_000),
            "end_use": { "military": false }, "item": [{ "id": if i % 3 == 0 { code } else { "a" }, "origin": from, "codes": { &*list.id: code } }],
        })
    });
    documents.filter(|document| Transaction::read(law, document).is_ok()).collect()
}

fn catalogue_codes(law: &Law, list: &str) -> Vec<String> {
    law.list(law.list_by_id(list).unwrap()).nodes.iter().map(|node| node.code.to_string()).collect()
}

/// What batches write that share their answers, on two threads.
fn check_shared(law: &Law, documents: &[Json]) {
    let engine = Engine::new(law);
    let one = engine.batch(PRESUMED);
    std::thread::scope(|scope| {
        for turn in 0..2 {
            let (mut batch, engine) = (one.another(), &engine);
            scope.spawn(move || {
                for i in 0..documents.len() {
                    let document = &documents[if turn == 0 { i } else { documents.len() - 1 - i }];
                    let mut written = Vec::new();
                    batch.decide_to_json(&transaction(law, document), document, &mut written);
                    same(&written, &bytes(engine, document, PRESUMED), &document.to_string());
                }
            });
        }
    });
}

#[test]
fn provisions_of_one_class_differ_only_in_their_name() {
    let toy_catalogue = catalogue(toy(), "x/goods", "XX", &["AA", "BB", "CC", "DD", "EE"], 1);
    check_shared(toy(), &toy_catalogue);
    let catalogue = [
        catalogue(real(), "us/ccl", "US", &["CN", "DE", "IR"], 5),
        catalogue(real(), "us/usml", "US", &["GB"], 5),
        catalogue(real(), "eu/annex-i", "DE", &["US", "RU"], 11),
        catalogue(real(), "de/al", "DE", &["CH"], 3),
    ];
    // Two lists whose entries may have one name: the citations of each keep to its own.
    let of = |list: &str| catalogue_codes(real(), list);
    let (ours, theirs) = (of("us/ccl"), of("eu/annex-i"));
    let pairs = ours.iter().step_by(9).enumerate().flat_map(|(i, own)| {
        let same = theirs.iter().find(|other| *other == own);
        same.into_iter().chain(theirs.get(i * 13 % theirs.len())).map(move |other| (own, other))
    });
    let pairs: Vec<Json> = pairs
        .map(|(own, other)| {
            json!({
                "id": "t", "date": "2026-07-23", "activity": "export", "from": "DE", "to": "CN", "end_use": { "military": false },
                "item": [{ "id": "a", "origin": "US", "codes": { "us/ccl": own, "eu/annex-i": other } }],
            })
        })
        .filter(|document| Transaction::read(real(), document).is_ok())
        .collect();
    assert!(pairs.len() > 100, "{}", pairs.len());
    check_shared(real(), &pairs);
    assert!(toy_catalogue.len() > 20 && catalogue.iter().all(|documents| documents.len() > 20), "{:?}", catalogue.each_ref().map(Vec::len));
    check_shared(real(), &catalogue.concat());
}

/// One question, and others that differ from it in one fact of the item or in the amount.
fn around(document: &Json) -> Vec<Json> {
    let Some(item) = document["item"][0].as_object() else { return Vec::new() };
    let mut alone = document.clone();
    alone["item"] = json!([item]);
    let mut all = vec![alone.clone()];
    for (field, value) in item {
        let other = match value {
            Json::Bool(value) => json!(!value),
            _ => json!("unknown"),
        };
        for value in [Json::Null, other] {
            let mut one = alone.clone();
            match (value.is_null(), one["item"][0].as_object_mut()) {
                (true, Some(item)) => drop(item.remove(field)),
                (false, _) => one["item"][0][field] = value,
                _ => {}
            }
            all.push(one);
        }
    }
    for value in ["1 USD", "1500 USD", "1501 USD", "1000000 USD", "1000 EUR"] {
        let mut one = alone.clone();
        one["value"] = json!(value);
        all.push(one);
    }
    all
}

#[test]
fn questions_that_differ_in_one_fact_share_no_answer_that_rests_on_it() {
    let around = |law: &Law, documents: &[Json]| -> Vec<Json> {
        documents.iter().flat_map(around).filter(|document| Transaction::read(law, document).is_ok()).collect()
    };
    let asked = around(toy(), &documents(toy_pair, 300..330));
    assert!(asked.len() > 300, "{}", asked.len());
    check_shared(toy(), &asked);
    let mut seeds = documents(|seed| real_pair(real(), seed), 300..303);
    for (to, code) in [("CN", "3A001.a.2"), ("DE", "5A002.a"), ("IN", "9A515.d")] {
        seeds.push(json!({
            "id": "t", "date": "2026-07-23", "activity": "export", "from": "US", "to": to, "end_use": { "military": false, "wmd": false },
            "item": [{ "id": "a", "origin": "US", "codes": { "us/ccl": code }, "nuclear_goods": false, "mass_market": true, "hs": "854231" }],
            "party": [{ "role": "end-user", "name": "Sample buyer", "country": to }],
        }));
    }
    let asked = around(real(), &seeds);
    assert!(asked.len() > 60, "{}", asked.len());
    check_shared(real(), &asked);
}

#[test]
fn before_the_first_day_of_a_list_its_provisions_share_no_answer_that_names_them() {
    let list = real().list(real().list_by_id("eu/annex-i").unwrap());
    let before = list.covers_from.yesterday().unwrap();
    let mut early = catalogue(real(), "eu/annex-i", "DE", &["CN", "RU"], 29);
    early.iter_mut().for_each(|document| document["date"] = json!(before.to_string()));
    early.retain(|document| Transaction::read(real(), document).is_ok());
    assert!(early.len() > 40, "{}", early.len());
    check_shared(real(), &early);
}

#[test]
fn the_same_text_read_again_gives_the_same_answers() {
    let files = toy_files();
    let mut shuffled = files.clone();
    shuffled.reverse();
    let (one, other) = (law(&files), law(&shuffled));
    let (one, other) = (Engine::new(&one), Engine::new(&other));
    for document in documents(toy_pair, 0..60) {
        assert_eq!(bytes(&one, &document, PRESUMED), bytes(&other, &document, PRESUMED));
    }
}

#[test]
fn the_law_folder_read_again_gives_the_same_answers() {
    let mut files = law_folder();
    files.reverse();
    let again = Law::parse(&files).law;
    assert_eq!(again.digest(), real().digest());
    let compiled = Law::from_compiled(&again.to_compiled().unwrap()).unwrap();
    let (one, other) = (Engine::new(real()), Engine::new(&compiled));
    for document in documents(|seed| real_pair(real(), seed), 0..10) {
        assert_eq!(bytes(&one, &document, PRESUMED), bytes(&other, &document, PRESUMED), "{document:#}");
    }
}

#[test]
fn no_document_makes_the_reader_fall_over() {
    // Any part of a sound document replaced by something odd: an answer or a fault, never a panic.
    let odd = [
        Json::Null,
        Json::Bool(true),
        serde_json::json!(-1),
        serde_json::json!(1e300),
        serde_json::json!("é'\"\u{0}"),
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!([[{}]]),
        serde_json::json!({ "a": { "b": [1] } }),
    ];
    fn places(value: &Json, at: &str, out: &mut Vec<String>) {
        out.push(at.to_owned());
        match value {
            Json::Object(fields) => fields.iter().for_each(|(key, inner)| places(inner, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out)),
            Json::Array(rows) => rows.iter().enumerate().for_each(|(i, inner)| places(inner, &format!("{at}/{i}"), out)),
            _ => {}
        }
    }
    let engine = Engine::new(toy());
    for seed in 0..12 {
        let document = toy_pair(seed).more;
        let mut all = Vec::new();
        places(&document, "", &mut all);
        for place in &all {
            for odd in &odd {
                let mut spoiled = document.clone();
                *spoiled.pointer_mut(place).unwrap() = odd.clone();
                let read = Transaction::read(toy(), &spoiled);
                assert_eq!(engine.read(&spoiled, None), read, "{spoiled}");
                match read {
                    Ok(transaction) => drop(engine.decide(&transaction, STRICT)),
                    Err(problems) => assert!(!problems.is_empty()),
                }
            }
        }
    }
}
