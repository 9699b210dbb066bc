//! What became of codes since they were decided.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use comity_compare::ChangeKind;
use comity_edge::{
    EdgeError,
    diff::{Changed, diff},
    since::{Changes, Since, Why, edition_on, since},
};
use comity_law::List;
use jiff::civil::{Date, date};

use crate::{LAW, criteria};

const TODAY: Date = date(2026, 8, 3);

fn became(list: &str, code: &str, edition: &str) -> Since {
    static MADE: Mutex<Vec<(String, Date, Arc<Changes>)>> = Mutex::new(Vec::new());
    let criteria = criteria();
    let changes = |list: &List, from: Date| -> Result<Arc<Changes>, EdgeError> {
        let mut made = MADE.lock().unwrap();
        if let Some((.., changes)) = made.iter().find(|(id, day, _)| *id == *list.id && *day == from) {
            return Ok(changes.clone());
        }
        let changes = Arc::new(Changes::between(&LAW, criteria, list, from, TODAY)?);
        made.push((list.id.to_string(), from, changes.clone()));
        Ok(changes)
    };
    since(&LAW, criteria, list, code, edition, changes).unwrap()
}

fn list(id: &str) -> &'static List {
    LAW.lists.iter().find(|list| *list.id == *id).unwrap()
}

#[test]
fn an_amendment_is_told_at_the_codes_that_it_touched_below_and_above_them() {
    let list = list("us/ccl");
    let (then, now) = (edition_on(list, date(2026, 6, 24)), edition_on(list, TODAY));
    assert_ne!(then, now);
    let rows = match diff(&LAW, criteria(), "us/ccl", date(2026, 6, 24), TODAY).unwrap() {
        Changed::Rows(rows) => rows,
        Changed::Content(_) => panic!("both days are covered by the law"),
    };
    let touched: BTreeSet<String> = rows.iter().map(|row| row["provision"].as_str().unwrap().trim_start_matches("us/ccl:").to_owned()).collect();
    assert!(!touched.is_empty());
    let mut counted = (0, 0);
    for id in list.sorted.iter().copied().filter(|id| list.version(*id, TODAY).is_some()) {
        let code = list.code(id);
        let mut above = Some(id);
        let mut is_touched = false;
        while let Some(node) = above {
            is_touched |= touched.contains(list.code(node));
            above = list.nodes[node.index()].parent;
        }
        let end = list.nodes[id.index()].end.index();
        is_touched |= list.nodes[id.index() + 1..end].iter().any(|node| touched.contains(&*node.code));
        match became("us/ccl", code, &then) {
            Since::Changed(changes) => {
                assert!(is_touched && !changes.is_empty(), "{code}");
                counted.0 += 1;
            }
            Since::Same => {
                assert!(!is_touched, "{code}");
                counted.1 += 1;
            }
            other => panic!("{code}: {other:?}"),
        }
        assert_eq!(became("us/ccl", code, &now), Since::Same, "{code}: by the edition of today nothing changed");
    }
    assert!(counted.0 > 0 && counted.1 > counted.0, "{counted:?}");
}

#[test]
fn an_earlier_edition_that_is_known_by_its_criteria_is_held_against_todays() {
    // The list's own law begins with its last edition; the earlier ones are there as criteria.
    let list = list("eu/annex-i");
    let day = date(2022, 6, 1);
    assert!(day < list.covers_from);
    let edition = edition_on(list, day);
    assert_eq!(edition, "on 2022-06-01");
    let Changed::Content(content) = diff(&LAW, criteria(), "eu/annex-i", day, TODAY).unwrap() else { panic!("the law does not cover that day") };
    let tightened = content.changes.iter().find(|change| change.kind == ChangeKind::Tightened).unwrap();
    let code = tightened.pair.a.as_deref().unwrap();
    match became("eu/annex-i", code, &edition) {
        Since::Changed(found) => assert!(found.iter().any(|change| change.from == code && change.kind == "tightened"), "{found:?}"),
        other => panic!("{other:?}"),
    }
    let changes = Changes::between(&LAW, criteria(), list, day, TODAY).unwrap();
    assert!(changes.widened() > 0);
    assert_eq!(became("eu/annex-i", "not-listed", &edition), Since::Elsewhere(changes.widened()));
}

#[test]
fn what_is_not_loaded_is_not_known() {
    let none = "on 1999-01-01";
    assert_eq!(became("eu/annex-i", "3A001", none), Since::Unknown(Why::NoEdition), "no edition is as early");
    assert_eq!(became("us/ccl", "3A001", "sha256:00"), Since::Unknown(Why::NoEdition), "nobody knows that edition");
    assert_eq!(became("us/ccl", "3A001", ""), Since::Unknown(Why::NoEdition));
    assert_eq!(became("xx/none", "3A001", none), Since::Unknown(Why::NoList));
    let now = edition_on(list("us/ccl"), TODAY);
    assert_eq!(became("us/ccl", "3A001.zz", &now), Since::Unknown(Why::NoCode));
    assert_eq!(became("us/ccl", "EAR99", &now), Since::Same);
}
