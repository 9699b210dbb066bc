//! Faults of whole rules, entries, files: what no single attribute shows.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use comity_law::{
    Law,
    ProblemKind::{self, *},
    SourceFile,
};
use common::{extend, law, lines, sound, spoil, underlined};

const VOCABULARY: &str = "vocabulary/v.kdl";
const ENTRIES: &str = "x/lists/goods/1.kdl";
const CURATED: &str = "x/lists/goods/curated/c.kdl";
const RULES: &str = "x/rules/r.kdl";

/// All faults of a folder: file, kind, underlined text.
#[track_caller]
fn check_files(files: &[SourceFile], want: &[(&str, ProblemKind, &str)]) {
    let read = Law::parse(files);
    let got: Vec<(&str, &ProblemKind, &str)> = read.problems.iter().map(|problem| (problem.path(), problem.kind(), underlined(files, problem))).collect();
    let want: Vec<(&str, &ProblemKind, &str)> = want.iter().map(|(path, kind, text)| (*path, kind, *text)).collect();
    assert_eq!(got, want, "{:#?}", lines(&read));
}

/// Replaces one piece of text of the sound folder.
#[track_caller]
fn check(path: &str, find: &str, put: &str, want: &[(ProblemKind, &str)]) {
    let want: Vec<(&str, ProblemKind, &str)> = want.iter().map(|(kind, text)| (path, kind.clone(), *text)).collect();
    check_files(&spoil(&sound(), path, find, put), &want);
}

/// Adds text to a file of the sound folder, or that file.
#[track_caller]
fn check_added(path: &str, more: &str, want: &[(ProblemKind, &str)]) {
    let want: Vec<(&str, ProblemKind, &str)> = want.iter().map(|(kind, text)| (path, kind.clone(), *text)).collect();
    check_files(&extend(&sound(), path, more), &want);
}

fn unknown(what: &'static str, name: &str) -> ProblemKind {
    Unknown { what, name: name.into() }
}

fn missing(node: &str, what: &'static str) -> ProblemKind {
    Missing { node: node.into(), what }
}

fn expected(expected: &str) -> ProblemKind {
    Expected { expected: expected.into() }
}

fn unreachable(rule: &str, why: &str) -> ProblemKind {
    Unreachable { rule: rule.into(), why: why.into() }
}

fn foreign(id: &str, jurisdiction: &str) -> ProblemKind {
    ForeignId { id: id.into(), jurisdiction: jurisdiction.into() }
}

#[test]
fn what_a_node_needs_is_asked_for() {
    for (path, find, put, node, what, word) in [
        (VOCABULARY, r#"; statement "Nothing was told.""#, "", "fact", "a `statement` for the exporter to confirm", "fact"),
        (VOCABULARY, r#"{ question "Military?" }"#, "", "fact", "question", "fact"),
        (VOCABULARY, r#"value "red" "Red"; value "blue" "Blue"; "#, "", "fact", "between 1 and 64 `value` rows", "fact"),
        (VOCABULARY, r#" unit="GHz""#, "", "fact", "unit", "fact"),
        (VOCABULARY, r#"reason "HUM" name="Human rights""#, r#"reason "HUM" name="Human rights"; reason "ODD""#, "reason", "name", "reason"),
        ("x/jurisdiction.kdl", r#"authority "Office of X""#, "", "jurisdiction", "authority", "jurisdiction"),
        ("x/jurisdiction.kdl", r#" cite="Act 9""#, "", "treat", "cite", "treat"),
        ("x/coverage.kdl", r#" status="modelled""#, "", "instrument", "status", "instrument"),
        ("x/countries/c.kdl", r#" title="Foes""#, "", "group", "title", "group"),
        ("x/countries/c.kdl", r#"group "x/foes" title="Foes" cite="Act 2""#, r#"group "x/foes" title="Foes""#, "group", "cite", "group"),
        ("x/lists/goods/list.kdl", r#" title="Goods""#, "", "list", "title", "list"),
        ("x/lists/goods/list.kdl", r#" covers-from="2026-01-01""#, "", "list", "covers-from", "list"),
        ("x/lists/goods/list.kdl", r#" source="goods.xml""#, "", "edition", "source", "edition"),
        (ENTRIES, r#"column=1 digest="c001""#, r#"digest="c001""#, "control", "a `column`, or a `when`", "control"),
        (CURATED, r#"row "c002" why="read by hand""#, r#"row "c002""#, "row", "why", "row"),
        (CURATED, r#"drop "r001" why="x/goods-controls answers it""#, r#"drop "r001""#, "drop", "why", "drop"),
        (RULES, r#"title "Ban"; "#, "", "prohibition", "a `title`", "prohibition"),
        (RULES, r#"; when "item.value <= 100 USD""#, "", "exclusion", "`when`", "exclusion"),
        (RULES, r#" from-rules="x/use""#, "", "exclusion", "`from-rules` or `from-reasons`", "exclusion"),
        (RULES, r#" to="Arms office""#, "", "hand-off", "to", "hand-off"),
        (RULES, r#" until="2026-04-01" cite="Order 1""#, r#" until="2026-04-01""#, "stay", "cite", "stay"),
        (RULES, r#" name="LOW""#, "", "authorisation", "name", "authorisation"),
        (RULES, r#"lifts rules="x/goods-controls" reasons="SEC""#, "", "authorisation", "a `lifts` row that names a ground", "authorisation"),
        (RULES, r#" text="the value is low""#, "", "condition", "text", "condition"),
        (RULES, r#"{ when "from = DD" }"#, "", "reach", "`when`", "reach"),
        (RULES, r#"{ when "to in {AA, BB}" }"#, "", "define", "`when`", "define"),
    ] {
        check(path, find, put, &[(missing(node, what), word)]);
    }
    check(
        RULES,
        r#"source cite="Act 1" covers-from="2026-01-01" checked="2026-01-01""#,
        "",
        &[(missing("x/rules/r.kdl", "a `source` node with citation and dates"), "reach")],
    );
}

#[test]
fn a_rule_that_cites_nothing_is_found() {
    check_added(
        "x/rules/s.kdl",
        r#"
source covers-from="2026-01-01" checked="2026-01-01"
prohibition "x/silent" { title "Silent"; when "to = AA" }
"#,
        &[(missing("prohibition", "a `cite`"), "prohibition")],
    );
}

#[test]
fn an_id_outside_its_folder_is_found() {
    check(RULES, r#"duty "x/report""#, r#"duty "y/report""#, &[(foreign("y/report", "x"), "y/report")]);
    check(RULES, r#"duty "x/report""#, r#"duty "report""#, &[(foreign("report", "x"), "report")]);
    check(RULES, r#"duty "x/report""#, r#"duty "x/""#, &[(foreign("x/", "x"), "x/")]);
    check_added("x/countries/c.kdl", r#"group "y/friends" title="Friends" cite="Act 1""#, &[(foreign("y/friends", "x"), "y/friends")]);
    check_added("y/jurisdiction.kdl", r#"jurisdiction "z" { name "Z"; authority "Z" }"#, &[(foreign("z", "y"), "z")]);
    check_added("y/coverage.kdl", r#"instrument "Act 1" title="Main" status="modelled""#, &[(unknown("jurisdiction", "y"), "instrument")]);
}

#[test]
fn definitions_in_a_circle_are_found() {
    let circular = |name: &str| Circular { name: name.into() };
    check(
        RULES,
        r#"define "x/near" { when "to in {AA, BB}" }"#,
        r#"define "x/near" { when "to in {AA, BB} or not x/nearer" }"#,
        &[(circular("x/near"), "define"), (circular("x/nearer"), "define")],
    );
    check(RULES, "to in {AA, BB}", "x/near", &[(circular("x/near"), "define")]);
    // One that only uses the circle is not part of it.
    check_added(RULES, "define \"x/a\" { when \"x/b\" }\ndefine \"x/b\" { when \"x/b or x/nearer\" }", &[(circular("x/b"), "define")]);
}

#[test]
fn facts_that_are_broader_than_themselves_are_found() {
    let circular = |name: &str| Circular { name: name.into() };
    check(
        VOCABULARY,
        r#"fact "end_use.military" type="bool""#,
        r#"fact "end_use.military" type="bool" broader="end_use.intelligence""#,
        &[(circular("end_use.military"), "fact"), (circular("end_use.intelligence"), "fact")],
    );
}

#[test]
fn rules_that_no_case_can_meet_are_found() {
    for (when, why) in [
        ("false", "it asks `false`"),
        ("to = AA and false", "it asks `false`"),
        ("end_use.military and to = AA and not end_use.military", "`end_use.military` and `not end_use.military` exclude each other"),
        ("activity = export and (to = AA and activity in {transit})", "`activity = export` and `activity in {transit}` exclude each other"),
        ("to = AA and to in {BB, DD}", "`to = AA` and `to in {BB, DD}` share no country"),
        ("to in x/foes and to in x/foes - {AA, BB}", "`to in x/foes` and `to in x/foes - {AA, BB}` share no country"),
        ("at least 3 of (to = AA; to = BB)", "it asks for 3 of 2"),
    ] {
        let rule = format!("prohibition \"x/never\" {{ title \"Never\"; when \"{when}\" }}");
        check_added(RULES, &rule, &[(unreachable("x/never", why), "prohibition")]);
    }
    // The tests of an authorisation must be able to hold together.
    check(
        RULES,
        r#"condition "chart(x/chart, 'SEC 1')""#,
        r#"condition "to = BB" text="b"; condition "to = AA" text="a"; condition "chart(x/chart, 'SEC 1')""#,
        &[(unreachable("x/LOW", "`to = BB` and `to = AA` share no country"), "authorisation")],
    );
}

#[test]
fn rules_that_some_case_can_meet_are_not_suspected() {
    for when in [
        "to = AA or false",
        "end_use.military or not end_use.military",
        "from = AA and to = BB",
        "item.marks in {red} and item.marks in {blue}",
        "any party(party.role = buyer) and any party(party.role = broker)",
        "to in x/foes and not (to in x/foes)",
        "at least 2 of (to = AA; from = BB)",
        // Celand is treated as Beland: what holds for Beland holds for Celand.
        "to = CC and to in {BB}",
        "to in {CC} and to in x/foes",
    ] {
        law(&extend(&sound(), RULES, &format!("prohibition \"x/some\" {{ title \"Some\"; when \"{when}\" }}")));
    }
}

#[test]
fn an_entry_that_could_answer_nothing_is_found() {
    let silent = |entry: &str| SilentEntry { entry: entry.into() };
    check(ENTRIES, r#"entry "2B002""#, "entry \"3C001\" {\n}\nentry \"2B002\"", &[(silent("3C001"), "entry")]);
    // A drop may empty an entry only where a rule names it.
    let emptied = spoil(&sound(), CURATED, r#"add "2B002" why="read by hand" cite="Act 7" { control "SEC" column=2 digest="c003" }"#, "");
    check_files(&emptied, &[(ENTRIES, silent("2B002"), "entry")]);
    law(&extend(&emptied, RULES, "requirement \"x/2B002\" { title \"Named\"; when \"item in x/goods:{2B002}\" }"));
}

#[test]
fn a_silent_entry_is_reported_in_its_own_list() {
    let wares = [
        ("x/lists/a-wares/list.kdl", r#"list "x/wares" title="Wares" cite="Act 6" covers-from="2026-01-01" checked="2026-01-01""#),
        ("x/lists/a-wares/1.kdl", "entry \"3C001\" { control \"SEC\" when=\"true\" digest=\"w001\" }"),
        ("x/sets/wares.kdl", "codes \"x/some-wares\" list=\"x/wares\" { code \"3C001\" }"),
    ];
    let mut files = extend(&sound(), ENTRIES, "entry \"3C001\"");
    files.extend(wares.map(|(path, text)| SourceFile::new(path, text)));
    // Neither the other list's entry of that code nor a set of the other list speaks for it.
    check_files(&files, &[(ENTRIES, SilentEntry { entry: "3C001".into() }, "entry")]);
}

#[test]
fn a_curated_row_whose_source_is_gone_is_a_warning() {
    let drift = |digest: &str| Drift { digest: digest.into() };
    let files = spoil(&sound(), ENTRIES, r#"digest="c002""#, r#"digest="c0ff""#);
    check_files(&files, &[(CURATED, drift("c002"), "row")]);
    let read = Law::parse(&files);
    assert!(read.problems.iter().all(comity_law::Problem::is_warning), "the law is decided by all the same");
    check_files(&extend(&sound(), CURATED, r#"drop "c0de" why="gone""#), &[(CURATED, drift("c0de"), "drop")]);
}

#[test]
fn an_outcome_that_does_not_exist_is_found() {
    check(RULES, r#"on="authorised licence-required""#, r#"on="authorised licensed""#, &[(unknown("outcome", "licensed"), "licensed")]);
}

#[test]
fn words_of_closed_choices_are_checked() {
    for (path, find, put, kind, word) in [
        (VOCABULARY, r#"kind="knowledge""#, r#"kind="rumour""#, expected("`neutral` or `knowledge`"), "rumour"),
        (VOCABULARY, r#"fact "to" type="country""#, r#"fact "to" type="land"; fact "to2" type="country""#, unknown("type of fact", "land"), "land"),
        ("x/coverage.kdl", r#"status="modelled""#, r#"status="perfect""#, expected("`modelled`, `partial` or `not-modelled`"), "perfect"),
        (RULES, r#"list="x/goods" {"#, r#"list="x/goods" controls="some" {"#, expected("`chart`, `stated` or `all`"), "requirement"),
        (ENTRIES, r#"status="reserved""#, r#"status="resting""#, expected("`active`, `reserved` or `not-used`"), "provision"),
        (ENTRIES, r#"digest="aa02""#, r#"digest="aa02" join="both""#, expected("`class`, `any` or `all`"), "provision"),
        ("x/sets/s.kdl", r#"code "8542""#, r#"code "85x2""#, expected("a tariff number of 2 to 12 digits"), "85x2"),
        ("x/sets/s.kdl", r#"code "8542""#, r#"code "8""#, expected("a tariff number of 2 to 12 digits"), "8"),
        (RULES, "item.hs in x/tariff", "item.hs in hs:{8542, 1}", expected("a tariff number of 2 to 12 digits"), "1"),
        (ENTRIES, r#""SEC" column=1"#, r#""SEC" column=7"#, unknown("chart column", "SEC 7"), "control"),
        (VOCABULARY, r#"country "CC""#, r#"country "Cc""#, expected("two capital letters of ISO 3166-1"), "Cc"),
    ] {
        let files = spoil(&sound(), path, find, put);
        let read = Law::parse(&files);
        let got: Vec<_> = read.problems.iter().map(|problem| (problem.path(), problem.kind(), underlined(&files, problem))).collect();
        assert!(got.contains(&(path, &kind, word)), "after {put:?}: wanted {kind:?} at {word:?}: {got:#?}");
    }
}

#[test]
fn text_that_is_no_kdl_is_found_and_the_other_files_are_read() {
    for (find, put, word) in [("\"Ban\";", "\"Ban;", "\"Ban"), ("source cite", "source {{ cite", "{"), ("until=\"2027-01-01\"", "until=", "until=")] {
        let files = spoil(&sound(), RULES, find, put);
        let read = Law::parse(&files);
        let first = read.problems.iter().find(|problem| matches!(problem.kind(), Syntax(_))).unwrap_or_else(|| panic!("{put}: {:?}", lines(&read)));
        assert_eq!(first.path(), RULES);
        let line = files.iter().find(|file| &*file.path == RULES).unwrap().text.lines().nth(first.line() - 1).unwrap();
        assert!(line.contains(word) || first.line() > 1, "{put}: line {} is {line:?}", first.line());
        assert_eq!((read.law.rules.len(), read.law.lists.len()), (0, 1), "{put}");
    }
}

#[test]
fn a_fault_in_a_long_condition_is_underlined_where_it_stands() {
    let long = "duty \"x/long\" {\n  title \"Long\"\n  when \"\"\"\n    to in x/foes and (\n      item.share > 25 GHz\n      or end_use.militray\n    )\n    \"\"\"\n}\n";
    check_added(
        RULES,
        long,
        &[
            (UnitMismatch { fact: "item.share".into(), is: "%".into(), given: "25 GHz".into() }, "25 GHz"),
            (unknown("fact", "end_use.militray"), "end_use.militray"),
        ],
    );
    check_added(RULES, "duty \"x/raw\" { title \"Raw\"; when #\"any party(party.name = 'x\"y') or to = QQ\"# }", &[(unknown("country", "QQ"), "QQ")]);
    check_added(RULES, "duty \"x/raw\" {\n  title \"Raw\"\n  when #\"\"\"\n  to = QQ\n  \"\"\"#\n}", &[(unknown("country", "QQ"), "QQ")]);
}

#[test]
fn a_fault_in_the_activity_is_underlined_where_it_stands() {
    check(RULES, r#"activity="export""#, r#"activity="transit exprot""#, &[(unknown("choice", "exprot"), "exprot")]);
    check_added(RULES, "duty \"x/d\" activity=\"exprot\" { title \"D\" }", &[(unknown("choice", "exprot"), "exprot")]);
}

#[test]
fn a_fault_that_many_rules_inherit_is_reported_once() {
    check(
        RULES,
        r#"source cite="Act 1" covers-from="2026-01-01""#,
        r#"source cite="Act 1" covers-from="early""#,
        &[(expected("a date such as 2026-07-23"), "early")],
    );
}

#[test]
fn a_second_condition_of_a_rule_is_not_dropped() {
    let twice = "duty \"x/twice\" {\n  title \"Twice\"\n  when \"to = AA\"\n  when \"to = BB\"\n}";
    check_added(RULES, twice, &[(Duplicate { what: "attribute", name: "when".into() }, "when")]);
    check_added(
        RULES,
        "duty \"x/both\" when=\"to = AA\" {\n  title \"Both\"\n  when \"to = BB\"\n}",
        &[(Duplicate { what: "attribute", name: "when".into() }, "when")],
    );
}

#[test]
fn days_outside_those_of_the_parent_are_found() {
    for (path, find, put) in [
        (ENTRIES, r#"provision "a" digest="aa02""#, r#"provision "a" from="2025-01-01" digest="aa02""#),
        (
            ENTRIES,
            r#"entry "1A001" from="2026-01-01""#,
            r#"entry "1A001" from="2026-01-01" until="2026-06-01"; entry "1A001" from="2026-06-01" { provision "a" until="2026-02-01"; control "SEC" column=1 }; entry "1A009" from="2026-01-01""#,
        ),
        (ENTRIES, r#"digest="c001""#, r#"digest="c001" from="2025-01-01""#),
        (RULES, r#"stay from="2026-03-01" until="2026-04-01""#, r#"stay from="2025-03-01" until="2025-04-01""#),
    ] {
        let read = Law::parse(&spoil(&sound(), path, find, put));
        assert!(read.problems.iter().any(|problem| problem.path() == path), "after {put:?}: {:#?}", lines(&read));
    }
}

#[test]
fn a_party_fact_outside_a_party_is_found() {
    // Nobody could be asked: the rule would never apply, in silence.
    let kind = expected("`any party(…)` or `every party(…)` around a fact of parties");
    check_added(RULES, "duty \"x/loose\" { title \"Loose\"; when \"to = AA and party.role = buyer\" }", &[(kind.clone(), "party.role")]);
    check_added(RULES, "define \"x/buyer\" { when \"party.role = buyer\" }", &[(kind, "party.role")]);
}

#[test]
fn rows_in_a_file_that_belongs_to_no_list_are_not_dropped() {
    let nowhere = |node: &str| missing(node, "a `list.kdl` in its folder, or one above `curated/`");
    check_added("x/lists/new/1.kdl", "entry \"9A001\" { control \"SEC\" when=\"true\" }", &[(nowhere("entry"), "entry")]);
    check_added("x/rules/odd.kdl", "entry \"9A001\"", &[(nowhere("entry"), "entry")]);
    check_added("x/lists/new/curated/1.kdl", "row \"c002\" why=\"w\" { when \"true\" }", &[(nowhere("row"), "row")]);
    check_added(ENTRIES, "drop \"r001\" why=\"w\"", &[(nowhere("drop"), "drop")]);
    check_added("x/lists/goods/list.kdl", "add \"2B002\" why=\"w\" { control \"SEC\" column=1 }", &[(nowhere("add"), "add")]);
}
