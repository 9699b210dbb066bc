//! Every fault that an author can make is found, named and underlined.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_law::{
    Law,
    ProblemKind::{self, *},
};
use common::{extend, law, lines, sound, spoil, underlined};
use miette::Diagnostic;

const VOCABULARY: &str = "vocabulary/v.kdl";
const JURISDICTION: &str = "x/jurisdiction.kdl";
const COVERAGE: &str = "x/coverage.kdl";
const COUNTRIES: &str = "x/countries/c.kdl";
const SETS: &str = "x/sets/s.kdl";
const LIST: &str = "x/lists/goods/list.kdl";
const ENTRIES: &str = "x/lists/goods/1.kdl";
const CURATED: &str = "x/lists/goods/curated/c.kdl";
const RULES: &str = "x/rules/r.kdl";

/// Replaces one piece of text in the sound folder and compares all faults: kind and underlined text.
#[track_caller]
fn check(path: &str, find: &str, put: &str, want: &[(ProblemKind, &str)]) {
    let files = spoil(&sound(), path, find, put);
    let read = Law::parse(&files);
    let got: Vec<(&ProblemKind, &str)> = read.problems.iter().map(|problem| (problem.kind(), underlined(&files, problem))).collect();
    let want: Vec<(&ProblemKind, &str)> = want.iter().map(|(kind, text)| (kind, *text)).collect();
    assert_eq!(got, want, "after {put:?} in {path}: {:#?}", lines(&read));
    assert!(read.problems.iter().all(|problem| problem.path() == path), "the fault is in {path}: {:#?}", lines(&read));
}

#[track_caller]
fn help(path: &str, find: &str, put: &str, want: &str) {
    let read = Law::parse(&spoil(&sound(), path, find, put));
    let got: Vec<String> = read.problems.iter().map(|problem| problem.help().map(|help| help.to_string()).unwrap_or_default()).collect();
    assert_eq!(got, [want], "after {put:?} in {path}: {:#?}", lines(&read));
}

fn unknown(what: &'static str, name: &str) -> ProblemKind {
    Unknown { what, name: name.into() }
}

fn duplicate(what: &'static str, name: &str) -> ProblemKind {
    Duplicate { what, name: name.into() }
}

fn expected(expected: &str) -> ProblemKind {
    Expected { expected: expected.into() }
}

fn overlap(what: &str, day: &str) -> ProblemKind {
    PeriodsOverlap { what: what.into(), day: day.parse().unwrap() }
}

fn inverted(from: &str, until: &str) -> ProblemKind {
    PeriodInverted { from: from.parse().unwrap(), until: until.parse().unwrap() }
}

fn mismatch(fact: &str, is: &str, wanted: &str) -> ProblemKind {
    TypeMismatch { fact: fact.into(), is: is.into(), wanted: wanted.into() }
}

fn date() -> ProblemKind {
    expected("a date such as 2026-07-23")
}

#[test]
fn a_sound_folder_has_no_fault() {
    let law = law(&sound());
    assert_eq!((law.jurisdictions.len(), law.lists.len(), law.groups.len(), law.charts.len(), law.rules.len()), (1, 1, 1, 1, 12));
}

#[test]
fn a_country_that_does_not_exist_is_found_wherever_it_stands() {
    for (path, find, put) in [
        (COUNTRIES, r#"member "AA""#, r#"member "QQ""#),
        (COUNTRIES, r#"row "BB""#, r#"row "QQ""#),
        (VOCABULARY, r#"of="BB" name"#, r#"of="QQ" name="nowhere"; region "BB-1" of="BB" name"#),
        (JURISDICTION, r#"territory "{DD}""#, r#"territory "{DD, QQ}""#),
        (JURISDICTION, r#"treat "CC""#, r#"treat "QQ""#),
        (JURISDICTION, r#"as="BB""#, r#"as="QQ""#),
        (RULES, "from = DD", "from = QQ"),
        (RULES, "to in {AA, BB}", "to in {AA, QQ}"),
        (RULES, "x/foes - {BB}", "x/foes - {QQ}"),
        (CURATED, "to = AA", "to = QQ"),
    ] {
        check(path, find, put, &[(unknown("country", "QQ"), "QQ")]);
    }
}

#[test]
fn a_dangling_reference_is_found_wherever_it_stands() {
    for (path, find, put, what, name) in [
        (RULES, r#"from-rules="x/use""#, r#"from-rules="x/used""#, "rule", "x/used"),
        (RULES, r#"except="x/use""#, r#"except="x/used""#, "rule", "x/used"),
        (RULES, r#"lifts rules="x/goods-controls""#, r#"lifts rules="x/goods-controls x/absent""#, "rule", "x/absent"),
        (RULES, "bars=\"x/*\"", "bars=\"x/* y/*\"", "rule that matches", "y/*"),
        (RULES, r#"reasons="SEC""#, r#"reasons="SEC SAC""#, "reason", "SAC"),
        (RULES, r#"  reason "SEC""#, r#"  reason "SAC""#, "reason", "SAC"),
        (RULES, r#"list="x/goods""#, r#"list="x/goods" controls="all" reason="SAC""#, "reason", "SAC"),
        (RULES, "not x/nearer", "not x/nearest", "definition", "x/nearest"),
        (RULES, "x/foes - {BB}", "x/foes - x/fiends", "country group", "x/fiends"),
        (RULES, "item in x/arms", "item in x/army", "list or code set", "x/army"),
        (RULES, "item.hs in x/tariff", "item.hs in x/tarif", "HS set", "x/tarif"),
        (RULES, "x/goods:{2B001}", "x/goods:{2B001.z}", "provision", "x/goods:2B001.z"),
        (RULES, "x/goods:{2B001}", "x/wares:{2B001}", "list", "x/wares"),
        (RULES, "allows(x/goods", "allows(x/wares", "list", "x/wares"),
        (RULES, "controlled(x/goods, SEC", "controlled(x/goods, SAC", "reason", "SAC"),
        (RULES, "chart(x/chart", "chart(x/card", "chart", "x/card"),
        (RULES, "chart(x/chart, 'SEC 1'", "chart(x/chart, 'SEC 3'", "column", "SEC 3"),
        (RULES, "to_region = BB-1", "to_region = BB-2", "region", "BB-2"),
        (RULES, "controlled(x/goods, SEC, 1)", "uncontrolled(x/goods, SEC)", "test", "uncontrolled"),
        (SETS, r#"code "2B001.a""#, r#"code "2B001.b""#, "provision", "x/goods:2B001.b"),
        (SETS, r#"match "1A*""#, r#"match "9A*""#, "provision that matches", "9A*"),
        (SETS, r#"except "1A001.b""#, r#"except "1A001.q""#, "provision", "x/goods:1A001.q"),
        (LIST, r#"chart="x/chart""#, r#"chart="x/chart" settles="x/wares""#, "list", "x/wares"),
        (JURISDICTION, r#"review "x/goods""#, r#"review "x/goods" "x/wares""#, "list", "x/wares"),
        (ENTRIES, r#"reasons "SEC""#, r#"reasons "SEC" "SAC""#, "reason", "SAC"),
        (ENTRIES, r#"hand-off "x/arms-office""#, r#"hand-off "x/arms-offices""#, "rule", "x/arms-offices"),
        (CURATED, r#"add "2B002""#, r#"add "2B003""#, "entry", "2B003"),
        (CURATED, r#"entry "1A001""#, r#"entry "1A002""#, "entry", "1A002"),
        (COUNTRIES, r#"row "AA" "SEC 1" from"#, r#"row "AA" "SEC 7" from"#, "column", "SEC 7"),
        (VOCABULARY, r#"broader="end_use.military""#, r#"broader="end_use.martial""#, "fact", "end_use.martial"),
    ] {
        let word = name.strip_prefix("x/goods:").unwrap_or(name);
        let word = if put.contains("'SEC 3'") { "'SEC 3'" } else { word };
        let files = spoil(&sound(), path, find, put);
        let read = Law::parse(&files);
        // What the reference leaves behind (an entry without rows, an exclusion from nothing) may be a fault too.
        let got: Vec<(&ProblemKind, &str)> = read.problems.iter().map(|problem| (problem.kind(), underlined(&files, problem))).collect();
        assert!(got.contains(&(&unknown(what, name), word)), "after {put:?} in {path}: {:#?}", lines(&read));
        assert!(
            got.iter().all(|(kind, _)| matches!(kind, Unknown { .. } | SilentEntry { .. } | Missing { .. })),
            "after {put:?} in {path}: {:#?}",
            lines(&read)
        );
    }
}

#[test]
fn a_word_near_a_known_one_is_proposed() {
    for (path, find, put, want) in [
        (RULES, "knows(end_use.military)", "knows(end_use.militray)", "did you mean `end_use.military`?"),
        (RULES, "not x/nearer", "not x/neerer", "did you mean `x/nearer`?"),
        (RULES, r#"requirement "x/goods-controls""#, r#"requirment "x/goods-controls2" {}; requirement "x/goods-controls""#, "did you mean `requirement`?"),
        (RULES, r#"activity="export""#, r#"activty="export""#, "did you mean `activity`?"),
        (RULES, r#"on="authorised licence"#, r#"on="authorized licence"#, "did you mean `authorised`?"),
        (RULES, "{buyer}", "{buyers}", "did you mean `buyer`?"),
        (RULES, "x/goods:{2B001}", "x/goods:{1B001}", "did you mean `1A001`?"),
        (COUNTRIES, r#"member "AA" from"#, r#"member "AA" form"#, "did you mean `from`?"),
        (VOCABULARY, r#"type="quantity" unit="%""#, r#"type="quantty" unit="%""#, "did you mean `quantity`?"),
        (CURATED, r#"why="read by hand" { when"#, r#"why="read by hand" { whem"#, "did you mean `when`?"),
    ] {
        let read = Law::parse(&spoil(&sound(), path, find, put));
        let got = read.problems.first().and_then(|problem| problem.help().map(|help| help.to_string())).unwrap_or_default();
        assert_eq!(got, want, "after {put:?} in {path}: {:#?}", lines(&read));
    }
    help(COUNTRIES, r#"member "AA""#, r#"member "ÅÅ""#, "");
}

#[test]
fn days_that_hold_twice_are_found() {
    check(COUNTRIES, r#"member "BB" from="2026-02-01""#, r#"member "AA" "BB" from="2026-02-01""#, &[(overlap("member `AA`", "2026-02-01"), "AA")]);
    check(COUNTRIES, r#""SEC 1" from="2026-06-01""#, r#""SEC 1" from="2026-05-31""#, &[(overlap("row `AA`", "2026-05-31"), "AA")]);
    check(RULES, r#"until="2027-01-01""#, r#"until="2027-01-02""#, &[(overlap("rule `x/use`", "2027-01-01"), "requirement")]);
    check(
        ENTRIES,
        r#"provision "b" digest="aa04""#,
        r#"provision "a" from="2026-07-01" digest="aa05"; provision "b" digest="aa04""#,
        &[(overlap("`1A001.a`", "2026-07-01"), "provision")],
    );
    check(COUNTRIES, r#"member "AA" from"#, r#"member "AA" "AA" from"#, &[(duplicate("member", "AA"), "AA")]);
}

#[test]
fn a_row_may_follow_its_predecessor_on_the_day_it_ends() {
    for (path, find, put) in [
        (COUNTRIES, r#"until="2026-06-01""#, r#"until="2026-05-31""#),
        (RULES, r#"until="2027-01-01""#, r#"until="2026-12-31""#),
        (
            ENTRIES,
            r#"provision "a" digest="aa02" {"#,
            "provision \"a\" until=\"2026-03-01\" digest=\"aa0x\"\n  provision \"a\" from=\"2026-03-01\" digest=\"aa02\" {",
        ),
    ] {
        law(&spoil(&sound(), path, find, put));
    }
}

#[test]
fn a_period_that_ends_before_it_begins_is_found() {
    for (path, find, put, from, until, node) in [
        (COUNTRIES, r#"until="2026-06-01""#, r#"until="2026-01-31""#, "2026-02-01", "2026-01-31", "member"),
        (COUNTRIES, r#"from="2026-06-01""#, r#"from="2026-07-01" until="2026-07-01""#, "2026-07-01", "2026-07-01", "row"),
        (RULES, r#"until="2026-04-01""#, r#"until="2026-02-01""#, "2026-03-01", "2026-02-01", "stay"),
        (RULES, r#"from="2026-01-01" until="2027-01-01""#, r#"from="2026-01-01" until="2025-01-01""#, "2026-01-01", "2025-01-01", "requirement"),
        (ENTRIES, r#"digest="c001""#, r#"digest="c001" from="2026-03-01" until="2026-02-01""#, "2026-03-01", "2026-02-01", "control"),
        (ENTRIES, r#"digest="aa03""#, r#"digest="aa03" from="2026-03-01" until="2026-02-01""#, "2026-03-01", "2026-02-01", "provision"),
        (SETS, r#""930100" from="2026-01-01""#, r#""930100" from="2026-01-01" until="2025-01-01""#, "2026-01-01", "2025-01-01", "code"),
    ] {
        let files = spoil(&sound(), path, find, put);
        let read = Law::parse(&files);
        let first = read.problems.iter().find(|problem| matches!(problem.kind(), PeriodInverted { .. })).unwrap_or_else(|| panic!("{:?}", lines(&read)));
        assert_eq!((first.kind(), underlined(&files, first), first.path()), (&inverted(from, until), node, path));
    }
}

#[test]
fn what_is_no_date_is_found() {
    for (path, find, put, word) in [
        (COUNTRIES, r#"from="2026-02-01""#, r#"from="2026-02-30""#, "2026-02-30"),
        (
            COUNTRIES,
            r#"covers-from="2026-01-01" checked="2026-01-01" {
  member"#,
            r#"covers-from="soon" checked="2026-01-01" {
  member"#,
            "soon",
        ),
        (RULES, r#"stay from="2026-03-01""#, r#"stay from="1.3.2026""#, "1.3.2026"),
        (LIST, r#"checked="2026-01-01""#, r#"checked="2026-13-01""#, "2026-13-01"),
        (LIST, r#"edition "2026-01-01""#, r#"edition "January""#, "January"),
        (COVERAGE, r#"checked="2026-01-01""#, r#"checked="2026""#, "2026"),
    ] {
        check(path, find, put, &[(date(), word)]);
    }
    check(RULES, "shipment.sent > '2026-05-01'", "shipment.sent > 'May'", &[(expected("a date in quotes such as '2026-07-23'"), "'May'")]);
}

#[test]
fn a_value_without_quotes_is_not_dropped() {
    for (path, find, put, word) in [
        (COUNTRIES, r#"member "BB" from="2026-02-01""#, r#"member "BB" from=20260201"#, "20260201"),
        (SETS, r#"code "8542""#, "code 8542", "8542"),
        (COVERAGE, r#"checked="2026-01-01""#, "checked=2026", "2026"),
        (RULES, r#"  reason "SEC""#, "  reason #true", "#true"),
    ] {
        check(path, find, put, &[(expected("text in quotes"), word)]);
    }
}

#[test]
fn units_and_types_are_checked() {
    let share = |given: &str| UnitMismatch { fact: "item.share".into(), is: "%".into(), given: given.into() };
    check(RULES, "item.share > 25 %", "item.share > 25 GHz", &[(share("25 GHz"), "25 GHz")]);
    check(RULES, "item.share > 25 %", "item.speed > 25 GHz and item.share > 5 kg", &[(share("5 kg"), "5 kg")]);
    let money = UnitMismatch { fact: "item.value".into(), is: "an amount of money".into(), given: "100 kg".into() };
    check(RULES, "item.value <= 100 USD", "item.value <= 100 kg", &[(money, "100 kg")]);
    let number = expected("a number with its unit, such as 25 % or '10 rad (Si)'");
    check(RULES, "item.share > 25 %", "item.share > AA", &[(number, "AA")]);
    for (find, put, kind, word) in [
        ("item.share > 25 %", "item.share", mismatch("item.share", "quantity", "bool"), "item.share"),
        ("from = DD", "from > DD", mismatch("from", "country", "quantity, amount or date"), "from"),
        ("from = DD", "from", mismatch("from", "country", "bool"), "from"),
        ("item.value <= 100 USD", "item.hs = 8542", mismatch("item.hs", "hs", "word to compare"), "item.hs"),
        ("knows(end_use.military)", "knows(end_use.military = AA)", mismatch("end_use.military", "bool", "word to compare"), "end_use.military"),
        ("item.hs in x/tariff", "from in hs:{8542}", expected("countries: {CN, RU} or a group"), "hs"),
        ("allows(x/goods, LOW, item.value)", "allows(x/goods, LOW, item.share)", mismatch("item.share", "quantity", "money"), "item.share"),
        ("chart(x/chart, 'SEC 1')", "chart(x/chart, 'SEC 1', item.hs)", mismatch("item.hs", "hs", "country"), "item.hs"),
        ("party.role in {buyer}", "party.role in {buyer} - {broker}", mismatch("party.role", "choice", "fact for this set"), "party.role"),
    ] {
        check(RULES, find, put, &[(kind, word)]);
    }
    let broader = mismatch("end_use.intelligence", "country", "bool at the same place as its broader fact");
    check(VOCABULARY, r#"broader="end_use.military""#, r#"broader="from""#, &[(broader, "fact")]);
    check(VOCABULARY, r#"unit="GHz""#, r#"unit="GHx""#, &[(unknown("unit", "GHx"), "GHx")]);
    check(ENTRIES, r#"amount="1500 USD""#, r#"amount="much""#, &[(expected("an amount such as 1500 USD"), "much")]);
}

#[test]
fn nodes_and_attributes_without_meaning_are_found() {
    let attribute = |node: &str, attribute: &str| UnknownAttribute { node: node.into(), attribute: attribute.into() };
    let node = |node: &str| UnknownNode { node: node.into() };
    for (path, find, put, kind, word) in [
        (RULES, r#"activity="export""#, r#"activties="export""#, attribute("requirement", "activties"), "activties"),
        (COUNTRIES, r#"member "AA" from"#, r#"member "AA" since"#, attribute("member", "since"), "since"),
        (COUNTRIES, "columns", "colums \"SEC 9\"; columns", node("colums"), "colums"),
        (ENTRIES, r#"digest="aa03""#, r#"digest="aa03" colour="red""#, attribute("provision", "colour"), "colour"),
        (ENTRIES, r#"exception "LOW""#, r#"exeption "LOW""#, node("exeption"), "exeption"),
        (JURISDICTION, "authority", "motto \"ever\"; authority", node("motto"), "motto"),
        (LIST, r#"unlisted="FREE""#, r#"unlisted="FREE" free="yes""#, attribute("list", "free"), "free"),
        (LIST, r#"source="goods.xml""#, r#"source="goods.xml" sauce="red""#, attribute("edition", "sauce"), "sauce"),
        (SETS, r#"code "2B001.a""#, r#"code "2B001.a" until="2026-02-01""#, attribute("code", "until"), "until"),
        (SETS, r#"match "1A*""#, r#"match "1A*"; matches "2*""#, node("matches"), "matches"),
        (CURATED, "drop", "dropp \"r002\" why=\"\"\ndrop", node("dropp"), "dropp"),
        (RULES, "reach", "law \"x/y\" {}\nreach", node("law"), "law"),
    ] {
        let files = spoil(&sound(), path, find, put);
        let read = Law::parse(&files);
        let got: Vec<_> = read.problems.iter().map(|problem| (problem.kind().clone(), underlined(&files, problem))).collect();
        assert!(got.contains(&(kind.clone(), word)), "after {put:?} in {path}: wanted {kind:?} in {:#?}", lines(&read));
    }
}

#[test]
fn a_name_declared_twice_is_found() {
    for (path, more, what, name) in [
        (VOCABULARY, r#"country "AA" name="Again""#, "country", "AA"),
        (VOCABULARY, r#"region "BB-1" of="BB" name="Again""#, "region", "BB-1"),
        (VOCABULARY, r#"reason "SEC" name="Again""#, "reason", "SEC"),
        (VOCABULARY, r#"fact "to" type="country" { question "Again?" }"#, "fact", "to"),
        (JURISDICTION, r#"jurisdiction "x" { name "X"; authority "X" }"#, "jurisdiction", "x"),
        (COUNTRIES, r#"group "x/foes" title="Again" cite="Act 2""#, "group", "x/foes"),
        (COUNTRIES, r#"chart "x/chart" cite="Act 3" { columns "SEC 1" "SEC 2" }"#, "chart", "x/chart"),
        (SETS, r#"codes "x/arms" list="x/goods" { code "1A001" }"#, "codes", "x/arms"),
        (SETS, r#"hs "x/tariff" { code "9301" }"#, "hs", "x/tariff"),
        (RULES, r#"define "x/near" from="2026-01-01" until="2026-01-02" { when "true" }"#, "define", "x/near"),
        (CURATED, r#"row "c002" why="again" { when "to = AA" }"#, "curated row", "c002"),
    ] {
        let files = extend(&sound(), path, more);
        let read = Law::parse(&files);
        let found = read.problems.iter().find(|problem| matches!(problem.kind(), Duplicate { .. })).unwrap_or_else(|| panic!("{more}: {:?}", lines(&read)));
        assert_eq!((found.kind(), underlined(&files, found)), (&duplicate(what, name), name), "{more}");
    }
    let again = r#"list "x/goods" title="Again" cite="Act 6" covers-from="2026-01-01" checked="2026-01-01""#;
    let read = Law::parse(&extend(&sound(), "x/lists/wares/list.kdl", again));
    assert!(read.problems.iter().any(|problem| *problem.kind() == duplicate("list", "x/goods")), "{:#?}", lines(&read));
}
