//! What being on a list says of a party, read out of real records.

use std::collections::BTreeMap;

use crate::{files, known};

/// How often each answer comes, of the records of a list.
fn answers(list: &str, fact: &str, is_word: impl Fn(&str) -> bool + Copy) -> BTreeMap<String, usize> {
    let list = known().lists.list(list).unwrap();
    let read = list.reads.iter().find(|read| read.fact == fact).unwrap();
    let mut out = BTreeMap::new();
    for record in files(&["us-csl.2026-07-31.json"]).records.iter().filter(|record| record.list == list.code) {
        let answer = read.of(record, is_word).map_or_else(|| if read.tells(record) { "unclear" } else { "untold" }.to_owned(), |words| words.join("+"));
        *out.entry(answer).or_default() += 1;
    }
    out
}

#[test]
fn footnotes_are_read_out_of_the_licence_requirement() {
    let found = answers("US-EL", "party.entity_list_footnote", |_| false);
    let want = [("footnote-1", 156), ("footnote-3", 771), ("footnote-4", 96), ("footnote-5", 16), ("none", 2380), ("unclear", 1)];
    assert_eq!(found, want.map(|(word, count)| (word.to_owned(), count)).into());
}

#[test]
fn entries_that_do_not_cover_every_item_are_left_to_a_person() {
    let found = answers("US-EL", "party.entity_list_spares_item", |_| false);
    assert_eq!(found, [("false".to_owned(), 3294), ("unclear".to_owned(), 126)].into());
}

#[test]
fn programmes_that_the_law_does_not_name_are_other_ones() {
    let found = answers("US-SDN", "party.sdn_program", |word| word == "SDGT");
    assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), ["SDGT", "SDGT+other", "other"]);
    assert_eq!(found.values().sum::<usize>(), 19_181);
}
