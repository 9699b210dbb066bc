//! What a screening answer is, on small lists.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use comity_screen::{
    Hit, Index, Options, Query, Reason, Record, Workspace,
    record::{Alias, Identifier, Kind, Quality},
    screen,
};
use proptest::prelude::*;

fn entity(id: &str, name: &str) -> Record {
    Record { id: id.into(), list: "L".into(), kind: Kind::Entity, name: name.into(), ..Record::default() }
}

fn person(id: &str, name: &str) -> Record {
    Record { kind: Kind::Person, ..entity(id, name) }
}

/// Names enough that words have their rarities.
fn list() -> Vec<Record> {
    let first = ["Ivan", "Maria", "Chen", "Ahmad", "Olga", "John", "Fatima", "Pavel", "Rosa", "Li"];
    let last = ["Petrov", "Gomez", "Wei", "Rahimi", "Sokolova", "Smith", "Haddad", "Novak", "Diaz", "Zhang"];
    let mut records: Vec<Record> = Vec::new();
    for (i, first) in first.iter().enumerate() {
        for (j, last) in last.iter().enumerate() {
            records.push(person(&format!("p{i}{j}"), &format!("{}, {first}", last.to_uppercase())));
        }
    }
    for (i, word) in ["Zarin", "Kronshtadt", "Vega", "Orion", "Quillon", "Sakura", "Nilgiri", "Borealis"].iter().enumerate() {
        records.push(entity(&format!("e{i}"), &format!("{word} Trading Company Limited")));
        records.push(entity(&format!("f{i}"), &format!("Joint Stock Company {word} Works")));
    }
    let mut known = person("k1", "AL-KHATIB, Yusuf Mansour");
    known.aliases = vec![Alias { name: "Abu Tarek".into(), quality: Quality::Weak }, Alias { name: "Youssef KHATEEB".into(), quality: Quality::Strong }];
    known.births = vec!["23 Sep 1962".into()];
    known.countries = vec!["SY".into()];
    known.identifiers = vec![Identifier { value: "N-0034 512".into(), ..Identifier::default() }];
    records.push(known);
    records
}

fn hits(records: &[Record], query: &Query) -> Vec<Hit> {
    screen(&Index::new(records), records, query, &Options { threshold: 0.0, limit: 10 }, &mut Workspace::default())
}

fn named(name: &str) -> Query {
    Query { name: name.into(), ..Query::default() }
}

/// The first hit of a name.
#[track_caller]
fn check(name: &str, id: &str) -> Hit {
    let hits = hits(&list(), &named(name));
    assert_eq!(hits.first().map(|hit| hit.id.as_str()), Some(id), "{name}: {hits:#?}");
    hits.into_iter().next().unwrap()
}

#[test]
fn a_garbled_name_finds_its_entry() {
    check("Yusuf Mansour Al-Khatib", "k1");
    check("YUSSUF MANSUR ALKHATIB", "k1");
    check("Y. M. Al Khatib", "k1");
    check("Ysf Mnsr Khtb", "k1");
    check("Kronstadt Works JSC", "f1");
    check("АО «Завод Кронштадт»", "f1");
    check("B\u{200b}orealis Tradnig Co., Ltd.", "e7");
    check("Воrеаlіs Trading", "e7");
}

#[test]
fn a_hit_names_the_alias_that_was_matched() {
    assert_eq!(check("Youssef Khateeb", "k1").alias, "Youssef KHATEEB");
    let weak = check("Abu Tarek", "k1");
    assert_eq!((weak.alias.as_str(), weak.quality), ("Abu Tarek", Quality::Weak));
    assert!(weak.reasons.contains(&Reason::WeakAlias), "{weak:?}");
}

#[test]
fn generic_words_alone_are_no_match() {
    let generic = hits(&list(), &named("Trading Company Limited"));
    assert!(generic.iter().all(|hit| hit.score < Options::default().threshold), "{generic:#?}");
    assert!(check("Borealis Trading", "e7").score > Options::default().threshold);
}

#[test]
fn what_a_name_lacks_and_adds_is_said() {
    let hit = check("Borealis Shipping", "e7");
    let unmatched = hit.reasons.iter().any(|reason| matches!(reason, Reason::Unmatched { asked, .. } if asked == "Shipping"));
    let missing = hit.reasons.iter().any(|reason| matches!(reason, Reason::Missing { listed, .. } if listed == "trading"));
    assert!(unmatched && missing, "{hit:#?}");
    assert!(hit.score < check("Borealis Trading", "e7").score);
}

#[test]
fn other_evidence_confirms_or_contradicts_and_its_absence_says_nothing() {
    let score = |query: &Query| hits(&list(), query).into_iter().find(|hit| hit.id == "k1").map_or(0.0, |hit| hit.score);
    let name = named("Yusuf Khatib");
    let with = |change: &dyn Fn(&mut Query)| {
        let mut query = name.clone();
        change(&mut query);
        score(&query)
    };
    let bare = score(&name);
    assert!(with(&|query| query.date_of_birth = Some("1962-09-23".into())) > bare);
    assert!(with(&|query| query.date_of_birth = Some("1984-01-01".into())) < bare);
    assert!(with(&|query| query.country = Some("SY".into())) > bare);
    assert!(with(&|query| query.country = Some("BR".into())) < bare);
    assert!(with(&|query| query.kind = Kind::Entity) < bare);
    assert!(with(&|query| query.identifiers = vec![Identifier { value: "N0034512".into(), ..Identifier::default() }]) > bare);
    // A listed party of which nothing else is known.
    let plain = |query: &Query| hits(&list(), query).into_iter().find(|hit| hit.id == "p00").unwrap().score;
    let known = Query { date_of_birth: Some("1984-01-01".into()), country: Some("BR".into()), ..named("Ivan Petrov") };
    assert!((plain(&known) - plain(&named("Ivan Petrov"))).abs() < 1e-12);
}

#[test]
fn a_register_number_is_enough_to_find_its_party() {
    let query = Query { identifiers: vec![Identifier { value: "n 0034-512".into(), ..Identifier::default() }], ..Query::default() };
    let found = hits(&list(), &query);
    assert_eq!(found.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["k1"]);
    // Even where the name is another's.
    let other = Query { identifiers: query.identifiers, ..named("Borealis Trading Company Limited") };
    assert!(hits(&list(), &other).iter().any(|hit| hit.id == "k1" && hit.reasons.iter().any(|reason| matches!(reason, Reason::Identifier { .. }))));
}

#[test]
fn an_exact_name_alerts_on_a_list_of_any_length() {
    let alone = [entity("h", "Borealis"), person("k", "KHATIB, Yusuf")];
    for (name, id) in [("Borealis", "h"), ("Yusuf Khatib", "k")] {
        let index = Index::new(&alone);
        let found = screen(&index, &alone[..], &named(name), &Options::default(), &mut Workspace::default());
        assert_eq!(found.first().map(|hit| hit.id.as_str()), Some(id), "{name}");
    }
}

#[test]
fn many_names_alike_hide_none_of_another_list() {
    let mut records: Vec<Record> = (0..400).map(|at| entity(&format!("a{at}"), &format!("Kalibrax Turbine Company {at}"))).collect();
    records.push(Record { list: "B".into(), ..entity("b", "Kalibrax Turbine Overseas") });
    let index = Index::new(&records);
    let options = Options { threshold: 0.1, limit: usize::MAX };
    let hits = screen(&index, &records[..], &named("Kalibrax Turbine Company"), &options, &mut Workspace::default());
    let last = hits.last().unwrap();
    assert!(hits.len() > 400 && hits.iter().any(|hit| hit.id == "b"), "{} hits, the last {last:?}", hits.len());
}

#[test]
fn names_that_other_evidence_throws_out_do_not_fill_the_hits() {
    // The same name many times, with other days of birth; the one whose day agrees is listed last.
    let born = |at: usize, day: &str| Record { births: vec![day.to_owned()], ..person(&format!("p{at:03}"), "Kaleb Quistorp") };
    let mut records: Vec<Record> = (0..300).map(|at| born(at, "1951-02-03")).collect();
    records.push(born(300, "1984-07-19"));
    let index = Index::new(&records);
    let query = Query { date_of_birth: Some("1984-07-19".into()), ..named("Kaleb Quistorp") };
    let hits = screen(&index, &records[..], &query, &Options { threshold: 0.6, limit: 10 }, &mut Workspace::default());
    assert_eq!(hits.first().map(|hit| hit.id.as_str()), Some("p300"), "{hits:?}");
}

#[test]
fn room_used_with_one_index_is_not_taken_for_another_of_its_size() {
    let mut room = Workspace::default();
    for (listed, other) in [("Jane Doe", "Richard Roe"), ("Jane Dowe", "Richard Roe"), ("Jana Doe", "Richard Roe")] {
        let records = [person("1", listed), person("2", other)];
        let index = Index::new(&records);
        let options = Options { threshold: 0.0, limit: 10 };
        let fresh = screen(&index, &records[..], &named("Jane Doe"), &options, &mut Workspace::default());
        assert_eq!(screen(&index, &records[..], &named("Jane Doe"), &options, &mut room), fresh, "{listed}");
    }
}

#[test]
fn scores_do_not_saturate() {
    let exact = check("Yusuf Mansour Al-Khatib", "k1").score;
    let close = check("Yusuf Mansur Al-Khatib", "k1").score;
    assert!(exact < 1.0 && close < exact, "{close} {exact}");
}

/// Names that somebody might send on purpose.
fn hostile() -> Vec<String> {
    vec![
        String::new(),
        "\0".repeat(1000),
        "a".repeat(1_000_000),
        "a ".repeat(500_000),
        "ab cd ".repeat(170_000),
        "\u{301}".repeat(300_000),
        "e\u{301}\u{302}".repeat(200_000),
        "\u{202e}\u{200b}".repeat(300_000),
        "\u{202e}Borealis\u{202c} Trading".to_owned(),
        "株".repeat(300_000),
        "ﷺ".repeat(100_000),
        "((((".repeat(200_000),
        "🦀".repeat(200_000),
    ]
}

#[test]
fn hostile_names_are_answered_like_any_other() {
    let records = list();
    let index = Index::new(&records);
    let mut workspace = Workspace::default();
    for name in hostile() {
        let hits = screen(&index, &records[..], &named(&name), &Options::default(), &mut workspace);
        assert!(hits.len() <= 10);
        // In a list as well.
        let listed = [entity("h", &name), entity("n", "Borealis Trading")];
        assert!(self::hits(&listed, &named("Borealis Trading")).iter().any(|hit| hit.id == "n"));
    }
    assert_eq!(hits(&records, &named("\u{202e}Borealis\u{202c} Trading"))[0].id, "e7");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_depends_on_the_question_alone(
        names in proptest::collection::vec("[A-Za-zа-яё'. ()-]{0,24}|(Yusuf|Borealis|Pavel) [A-Z][a-z]{2,8}( Trading)?", 1..12),
        turn in any::<usize>(),
    ) {
        let records = list();
        let index = Index::new(&records);
        let options = Options { threshold: 0.0, limit: 5 };
        let fresh: Vec<Vec<Hit>> = names.iter().map(|name| screen(&index, &records[..], &named(name), &options, &mut Workspace::default())).collect();
        // In another order, with the same room, twice, and from other threads.
        let mut used = Workspace::default();
        for at in (0..names.len() * 2).map(|at| (at * 7 + turn % 13) % names.len()) {
            prop_assert_eq!(&screen(&index, &records[..], &named(&names[at]), &options, &mut used), &fresh[at]);
        }
        std::thread::scope(|scope| {
            let threads: Vec<_> = names.iter().map(|name| scope.spawn(|| screen(&index, &records[..], &named(name), &options, &mut Workspace::default()))).collect();
            for (thread, fresh) in threads.into_iter().zip(&fresh) {
                assert_eq!(&thread.join().unwrap(), fresh);
            }
        });
        for hit in fresh.iter().flatten() {
            prop_assert!(hit.score > 0.0 && hit.score < 1.0);
        }
    }

    #[test]
    fn any_text_is_a_name(name in any::<String>(), listed in any::<String>()) {
        let records = [entity("a", &listed), entity("b", "Borealis")];
        let hits = hits(&records, &named(&name));
        prop_assert!(hits.len() <= 2);
    }
}
