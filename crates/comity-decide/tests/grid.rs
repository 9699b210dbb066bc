//! A catalogue times all destinations gives what single questions give.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;
mod random;

use std::collections::BTreeMap;

use comity_decide::{Engine, Item, Options, Outcome, Possible, Transaction};
use comity_law::Law;
use common::{real, toy};
use random::{Pair, real_pair, toy_pair};
use serde_json::{Value as Json, json};

type Answers = BTreeMap<(usize, usize), Vec<(String, Outcome, Possible)>>;

/// Every item of some documents in every context of others, as a grid and one by one.
fn check(law: &Law, pairs: Vec<Pair>, options: Options) -> usize {
    let engine = Engine::new(law);
    let documents: Vec<Json> = pairs.into_iter().flat_map(|pair| [pair.few, pair.more]).collect();
    let with = |document: &Json, item: &Json| {
        let mut document = document.clone();
        document["item"] = json!([item]);
        document
    };
    let mut contexts: Vec<Json> = documents.iter().map(|document| with(document, &json!({}))).collect();
    for context in contexts.iter_mut().step_by(3) {
        context["value"] = json!("1200 USD");
    }
    let mut items: Vec<(Json, Item)> = Vec::new();
    for document in &documents {
        for item in document["item"].as_array().unwrap() {
            let read = Transaction::read(law, &with(document, item)).unwrap().items.remove(0);
            items.push((item.clone(), read));
        }
    }
    let transactions: Vec<Transaction> = contexts.iter().map(|context| Transaction::read(law, context).unwrap()).collect();
    let catalogue: Vec<Item> = items.iter().map(|(_, item)| item.clone()).collect();
    let mut got = Answers::new();
    engine.grid(&catalogue, &transactions, options, |answer| {
        got.entry((answer.item, answer.context)).or_default().push((answer.jurisdiction.to_owned(), answer.outcome, answer.possible));
    });
    let mut compared = 0;
    for (i, (item, _)) in items.iter().enumerate() {
        for (j, context) in contexts.iter().enumerate() {
            // A code that is not in force on the context's day is no question.
            let Ok(transaction) = Transaction::read(law, &with(context, item)) else { continue };
            let want: Vec<(String, Outcome, Possible)> =
                engine.outcomes(&transaction, options).into_iter().map(|(id, outcome, possible)| (id.to_owned(), outcome, possible)).collect();
            let got = got.get(&(i, j)).map(Vec::as_slice).unwrap_or_default();
            assert!(got == want, "got {got:?}\nnot {want:?}\nfor {item:#} in {context:#}");
            compared += want.len();
        }
    }
    compared
}

#[test]
fn a_grid_of_the_toy_law_gives_what_single_questions_give() {
    for strict in [false, true] {
        let compared = check(toy(), (0..60).map(toy_pair).collect(), Options { strict, explain: false });
        assert!(compared > 1000, "only {compared}");
    }
}

#[test]
fn a_grid_of_the_law_folder_gives_what_single_questions_give() {
    for strict in [false, true] {
        let compared = check(real(), (700..725).map(|seed| real_pair(real(), seed)).collect(), Options { strict, explain: false });
        assert!(compared > 500, "only {compared}");
    }
}

#[test]
fn nothing_times_anything_is_nothing() {
    let engine = Engine::new(toy());
    engine.grid(&[], &[], Options::default(), |answer| panic!("{answer:?}"));
}
