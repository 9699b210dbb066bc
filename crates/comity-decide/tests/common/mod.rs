//! A toy jurisdiction written out, the law folder of this repository, and ways to ask them.
#![allow(dead_code, clippy::panic, clippy::unwrap_used, reason = "helpers of tests; no test file uses all of them")]

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use comity_decide::{Determination, Engine, Finding, Options, Status, Transaction};
use comity_law::{Law, SourceFile};
use serde_json::{Value as Json, json};

const VOCABULARY: &str = r#"
country "AA" name="Aland"
country "BB" name="Beland"
country "CC" name="Celand" alias="Seeland"
country "DD" name="Deland"
country "EE" name="Eland"
country "XX" name="Exland"
region "AA-1" of="AA" name="North Aland"
reason "SEC" name="Security"
reason "HUM" name="Human rights"
fact "activity" type="choice" { value "export" "Out"; value "brokering" "Between others"; value "transit" "Through"; question "What is done?" }
fact "date" type="date" { question "When?" }
fact "from" type="country" { question "From where?" }
fact "to" type="country" { question "To where?" }
fact "to_region" type="region" { question "To which region?" }
fact "value" type="money" { question "Worth what in all?" }
fact "shipment.packed" type="date" { question "Packed when?" }
fact "shipment.marks" type="choices" { value "red" "Red"; value "blue" "Blue"; question "Which marks?" }
fact "end_use.military" type="bool" { question "Military?" }
fact "end_use.intelligence" type="bool" broader="end_use.military" { question "Intelligence?" }
fact "end_use.relief" type="bool" { question "Relief?" }
fact "end_use.informed" type="bool" kind="knowledge" { question "Informed?"; statement "The office has not informed the exporter." }
fact "end_use.diversion" type="bool" kind="knowledge" { question "Diverted?"; statement "No sign of diversion." }
fact "exporter.registered" type="bool" { question "Registered?" }
fact "item.codes" type="codes" { question "Which code?" }
fact "item.hs" type="hs" { question "Which tariff number?" }
fact "item.origin" type="country" { question "Made where?" }
fact "item.value" type="money" { question "Worth what?" }
fact "item.share" type="quantity" unit="%" { question "Which share?" }
fact "item.returned" type="bool" { question "Returned?" }
fact "item.sealed" type="bool" { question "Sealed?" }
fact "party.role" type="choice" { value "buyer" "Buys"; value "broker" "Brokers"; question "Which role?" }
fact "party.name" type="text" { question "Who?" }
fact "party.country" type="country" { question "Where?" }
fact "party.listed" type="bool" kind="knowledge" { question "Listed?"; statement "No party is listed." }
"#;

const JURISDICTION: &str = r#"
jurisdiction "x" { name "X-land"; authority "Office of X"; territory "{XX}"; review "x/arms" "x/goods"; treat "EE" as="AA" cite="Act 9" }
instrument "Act 1" title="Main act" status="modelled"
instrument "Act 50" title="Brokers" status="not-modelled" { note "not read yet"; affects "activity = brokering" }
"#;

const COUNTRIES: &str = r#"
group "x/foes" title="Foes" cite="Act 2" covers-from="2026-01-01" checked="2026-04-01" {
  member "AA" from="2026-01-01"
  member "BB" from="2026-02-01" until="2026-06-01"
}
group "x/friends" title="Friends" cite="Act 2" covers-from="2026-01-01" checked="2026-04-01" { member "BB" "CC" }
chart "x/chart" cite="Act 3" covers-from="2026-01-01" checked="2026-04-01" {
  columns "SEC 1" "SEC 2"
  row "AA" "SEC 1" "SEC 2"
  row "BB" "SEC 1"
  row "CC" until="2026-06-01"
  row "CC" "SEC 1" from="2026-06-01"
  row "DD" refer="Act 4"
}
"#;

const SETS: &str = r#"
codes "x/tools" list="x/goods" cite="Act 5" { match "1A*"; except "1A001.b" }
hs "x/banned" cite="Act 5" covers-from="2026-01-01" { code "8542" ; code "9301" from="2026-02-01" }
"#;

const ARMS: &str = r#"list "x/arms" title="Arms" cite="Act 6" covers-from="2026-01-01" checked="2026-04-01" { edition "2026-01-01" source="arms.xml" }"#;

const ARMS_ENTRIES: &str = r#"entry "ML1" { provision "a"; provision "b" }"#;

const GOODS: &str = r#"
list "x/goods" title="Goods" cite="Act 6" covers-from="2026-01-01" checked="2026-04-01" chart="x/chart" unlisted="FREE" settles="x/arms" {
  edition "2026-01-01" source="goods-1.xml"
  edition "2026-04-01" source="goods-2.xml"
}
"#;

const GOODS_ENTRIES: &str = r#"
entry "1A001" {
  reasons "SEC" "HUM"
  control "SEC" column=1 digest="c001"
  control "HUM" digest="c002" scope="item in x/goods:{1A001.a.1}" when="to in x/foes"
  exception "LOW" amount="1500 USD" digest="e001" scope="not (item in x/goods:{1A001.a.2})"
  provision "a" { provision "a.1"; provision "a.2" }
  provision "b"
  provision "c" status="reserved"
}
entry "1A002" {
  reasons "SEC"
  control "SEC" column=2 digest="c003" until="2026-03-01"
  control "SEC" column=1 digest="c004" from="2026-03-01"
}
entry "2B001" { hand-off "x/arms-office" scope="item.sealed" ; control "SEC" column=1 digest="c005" }
entry "2B002" { refer "Act 7" digest="r001" }
entry "8Y001" until="2026-03-01" { control "SEC" column=1 digest="c006" }
entry "9Z001" from="2026-09-01" { control "SEC" column=1 digest="c007" }
"#;

const RULES: &str = r#"
source cite="Act 1" covers-from="2026-01-01" checked="2026-04-01"
reach "x/export" cite="Act 1, s 1" { when "from = XX and not (to = XX)" }
reach "x/abroad" cite="Act 1, s 2" { when "activity = brokering and knows(exporter.registered)" }
hand-off "x/arms-office" cite="Act 1, s 3" to="Arms office" { title "Arms"; when "item in x/arms" }
define "x/hostile" { when "to in x/foes and not end_use.relief" }
requirement "x/listed" list="x/goods" cite="Act 1, s 4" { title "Listed goods" }
requirement "x/catch-all" cite="Act 1, s 5" { title "Military use"; when "x/hostile and end_use.military"; reason "SEC"; policy "denial" }
requirement "x/informed" cite="Act 1, s 6" { title "Informed"; when "end_use.informed" }
requirement "x/stayed" cite="Act 1, s 7" from="2026-02-01" until="2026-12-01" {
  title "Tools"
  stay from="2026-05-10" until="2026-05-20" cite="Order 1"
  stay from="2026-07-01" until="2026-07-02" cite="Order 2"
  when "item in x/tools and end_use.intelligence"
}
prohibition "x/ban" cite="Act 1, s 8" { title "Ban"; when "to = AA and item.hs in x/banned" }
prohibition "x/parties" cite="Act 1, s 9" { title "Listed parties"; when "any party(party.listed and party.role in {buyer, broker})" }
exclusion "x/returned" cite="Act 1, s 10" from-rules="x/listed" { title "Returned"; when "item.returned" }
exclusion "x/relief" cite="Act 1, s 11" from-reasons="HUM" { title "Relief"; when "end_use.relief" }
authorisation "x/LOW" name="LOW" cite="Act 1, s 12" {
  title "Low value"
  lifts rules="x/listed" reasons="SEC"
  condition "allows(x/goods, LOW)" text="the entry offers it"
  condition "allows(x/goods, LOW, item.value)" text="the value is low"
  condition "not x/hostile" text="not to foes"
  duty "Keep the invoice" cite="Act 8"
}
authorisation "x/GEN" name="GEN" cite="Act 1, s 13" {
  title "General"
  lifts rules="*"
  condition "exporter.registered" text="the exporter is registered"
  condition "to in x/friends" text="to friends"
}
restriction "x/no-GEN" cite="Act 1, s 14" bars="x/*" except="x/LOW" { title "Not with diversion"; when "knows(end_use.diversion) or shipment.marks in {red}" }
restriction "x/no-LOW" cite="Act 1, s 15" bars="x/LOW" for-reasons="SEC" { title "Not for intelligence"; when "end_use.intelligence" }
duty "x/report" cite="Act 1, s 16" on="authorised" { title "Report"; when "item.value > 1000 USD" }
duty "x/keep" cite="Act 1, s 17" { title "Keep records" }
"#;

/// The toy jurisdiction `x`, whole.
pub fn toy_files() -> Vec<SourceFile> {
    [
        ("vocabulary/v.kdl", VOCABULARY),
        ("x/jurisdiction.kdl", JURISDICTION),
        ("x/countries/c.kdl", COUNTRIES),
        ("x/sets/s.kdl", SETS),
        ("x/lists/arms/list.kdl", ARMS),
        ("x/lists/arms/ml.kdl", ARMS_ENTRIES),
        ("x/lists/goods/list.kdl", GOODS),
        ("x/lists/goods/1.kdl", GOODS_ENTRIES),
        ("x/rules/r.kdl", RULES),
    ]
    .map(|(path, text)| SourceFile::new(path, text))
    .to_vec()
}

/// Files of a folder changed: one piece of text of one file replaced.
#[track_caller]
pub fn with(files: &[SourceFile], path: &str, find: &str, put: &str) -> Vec<SourceFile> {
    let mut out = files.to_vec();
    let file = out.iter_mut().find(|file| &*file.path == path).unwrap_or_else(|| panic!("no file {path}"));
    assert!(file.text.contains(find), "{path} does not hold {find:?}");
    *file = SourceFile::new(path, file.text.replacen(find, put, 1));
    out
}

/// Files of a folder with one more, or with more at the end of one.
pub fn plus(files: &[SourceFile], path: &str, more: &str) -> Vec<SourceFile> {
    let mut out = files.to_vec();
    match out.iter_mut().find(|file| &*file.path == path) {
        Some(file) => *file = SourceFile::new(path, format!("{}\n{more}", file.text)),
        None => out.push(SourceFile::new(path, more)),
    }
    out
}

/// A folder read, without any fault.
#[track_caller]
pub fn law(files: &[SourceFile]) -> Law {
    let read = Law::parse(files);
    let faults: Vec<String> = read.problems.iter().map(|problem| format!("{}:{}: {problem}", problem.path(), problem.line())).collect();
    assert_eq!(faults, Vec::<String>::new());
    read.law
}

/// The toy law, read once.
pub fn toy() -> &'static Law {
    static TOY: OnceLock<Law> = OnceLock::new();
    TOY.get_or_init(|| law(&toy_files()))
}

/// The law folder of this repository.
pub fn law_folder() -> Vec<SourceFile> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<SourceFile>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else if path.extension().is_some_and(|extension| extension == "kdl") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.push(SourceFile::new(name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The law of this repository, read once.
pub fn real() -> &'static Law {
    static REAL: OnceLock<Law> = OnceLock::new();
    REAL.get_or_init(|| Law::parse(&law_folder()).law)
}

/// A plain export of a listed tool to Celand, where nothing is required.
pub fn plain() -> Json {
    json!({
        "id": "t", "date": "2026-05-01", "activity": "export", "from": "XX", "to": "CC",
        "end_use": { "military": false, "relief": false },
        "exporter": { "registered": false },
        "shipment": { "marks": "blue" },
        "item": [{ "id": "i", "codes": { "x/goods": "1A001.a.1" }, "hs": "8501", "origin": "XX", "value": "2000 USD", "share": "10 %", "returned": false, "sealed": false }],
        "party": [{ "role": "buyer", "name": "N", "country": "CC" }]
    })
}

/// Changes a document: tables are merged, `null` takes a field away, and a table under `item` or `party` changes the first one.
pub fn merge(document: &mut Json, change: &Json) {
    match (document, change) {
        (Json::Object(fields), Json::Object(changes)) => {
            for (key, change) in changes {
                match change {
                    Json::Null => drop(fields.remove(key)),
                    _ => merge(fields.entry(key.clone()).or_insert(Json::Object(serde_json::Map::new())), change),
                }
            }
        }
        (Json::Array(rows), Json::Object(_)) => rows.first_mut().into_iter().for_each(|row| merge(row, change)),
        (document, change) => *document = change.clone(),
    }
}

pub fn changed(change: &Json) -> Json {
    let mut document = plain();
    merge(&mut document, change);
    document
}

#[track_caller]
pub fn transaction(law: &Law, document: &Json) -> Transaction {
    Transaction::read(law, document).unwrap_or_else(|problems| panic!("{document}: {problems:#?}"))
}

/// One finding in one line: outcome, grounds (those that only may fire in parentheses), authorisations that are open, what is missing.
pub fn told(finding: &Finding) -> String {
    let name = |ground: &comity_decide::Ground| match (ground.reason, ground.column) {
        (Some(reason), Some(column)) => format!("{} {reason} {column}", ground.rule),
        (Some(reason), None) => format!("{} {reason}", ground.rule),
        _ => ground.rule.to_owned(),
    };
    let grounds = finding.grounds.iter().map(name).chain(finding.possible_grounds.iter().map(|ground| format!("({})", name(ground))));
    let open = finding.authorisations.iter().filter(|row| row.status != Status::Unavailable);
    let authorisations = open.map(|row| format!("{} {}", row.name, if row.status == Status::Available { "yes" } else { "perhaps" }));
    let missing = finding.missing.iter().map(|row| row.fact.clone());
    let parts = [grounds.collect::<Vec<_>>(), authorisations.collect(), missing.collect()];
    format!("{}: {}", finding.outcome.name(), parts.map(|part| part.join(", ")).join(" | "))
}

/// The determination of a document under a law, as JSON.
#[track_caller]
pub fn decide(law: &Law, document: &Json, options: Options) -> Json {
    let engine = Engine::new(law);
    let transaction = transaction(law, document);
    serde_json::to_value(engine.decide_with_receipt(&transaction, document, options)).unwrap()
}

/// The finding of one jurisdiction.
pub fn finding<'d, 'l>(determination: &'d Determination<'l>, jurisdiction: &str) -> Option<&'d Finding<'l>> {
    determination.findings.iter().find(|finding| finding.jurisdiction == jurisdiction)
}
