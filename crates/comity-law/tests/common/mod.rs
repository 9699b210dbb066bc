//! A small sound law folder, and ways to spoil it.
#![allow(dead_code, clippy::panic, clippy::unwrap_used, reason = "helpers of tests; no test file uses all of them")]

use std::path::{Path, PathBuf};

use comity_law::{Law, Problem, Read, SourceFile};

const VOCABULARY: &str = r#"
country "AA" name="Aland"
country "BB" name="Beland" alias="Beeland"
country "CC" name="Celand"
country "DD" name="Deland"
region "BB-1" of="BB" name="North Beland"
reason "SEC" name="Security"
reason "HUM" name="Human rights"
fact "activity" type="choice" { value "export" "Out"; value "transit" "Through"; question "What is done?" }
fact "from" type="country" { question "From where?" }
fact "to" type="country" { question "To where?" }
fact "to_region" type="region" { question "To which region?" }
fact "shipment.sent" type="date" { question "Sent when?" }
fact "end_use.military" type="bool" { question "Military?" }
fact "end_use.intelligence" type="bool" broader="end_use.military" { question "Intelligence?" }
fact "end_use.told" type="bool" kind="knowledge" { question "Told?"; statement "Nothing was told." }
fact "item.codes" type="codes" { question "Which code?" }
fact "item.hs" type="hs" { question "Which tariff number?" }
fact "item.value" type="money" { question "Worth what?" }
fact "item.share" type="quantity" unit="%" { question "Which share?" }
fact "item.speed" type="quantity" unit="GHz" { question "How fast?" }
fact "item.marks" type="choices" { value "red" "Red"; value "blue" "Blue"; question "Which marks?" }
fact "party.role" type="choice" { value "buyer" "Buys"; value "broker" "Brokers"; question "Which role?" }
fact "party.name" type="text" { question "Who?" }
"#;

const JURISDICTION: &str = r#"
jurisdiction "x" {
  name "X-land"
  authority "Office of X"
  territory "{DD}"
  review "x/goods"
  treat "CC" as="BB" cite="Act 9"
}
"#;

const COVERAGE: &str = r#"
instrument "Act 1" title="Main act" status="modelled" checked="2026-01-01" {
  affects "activity = export"
}
"#;

const RETENTION: &str = r#"
retention "x/keep" years=5 counts="year-end" cite="Act 7" from="2020-01-01" checked="2026-01-01" {
  title "Records of exports"
  moment "the export"
}
"#;

const COUNTRIES: &str = r#"
group "x/foes" title="Foes" cite="Act 2" covers-from="2026-01-01" checked="2026-01-01" {
  member "AA" from="2026-01-01"
  member "BB" from="2026-02-01" until="2026-06-01"
}
chart "x/chart" cite="Act 3" covers-from="2026-01-01" checked="2026-01-01" {
  columns "SEC 1" "SEC 2"
  row "AA" "SEC 1" "SEC 2" until="2026-06-01"
  row "AA" "SEC 1" from="2026-06-01"
  row "BB" refer="Act 4"
}
"#;

const SETS: &str = r#"
codes "x/arms" list="x/goods" { match "1A*"; code "2B001.a"; except "1A001.b" }
hs "x/tariff" cite="Act 5" covers-from="2026-01-01" { code "8542" "930100" from="2026-01-01" }
"#;

const LIST: &str = r#"
list "x/goods" title="Goods" cite="Act 6" covers-from="2026-01-01" checked="2026-01-01" chart="x/chart" unlisted="FREE" {
  edition "2026-01-01" source="goods.xml"
}
"#;

const ENTRIES: &str = r#"
entry "1A001" from="2026-01-01" digest="aa01" {
  reasons "SEC"
  control "SEC" column=1 digest="c001"
  control "HUM" digest="c002" scope="item in x/goods:{1A001.a}" when="to in x/foes"
  exception "LOW" amount="1500 USD" digest="e001"
  provision "a" digest="aa02" {
    provision "a.1" digest="aa03"
  }
  provision "b" digest="aa04" status="reserved"
}
entry "2B001" from="2026-01-01" digest="bb01" {
  hand-off "x/arms-office" digest="h001"
  provision "a" digest="bb02"
}
entry "2B002" from="2026-01-01" digest="bb03" {
  refer "Act 7" digest="r001"
}
"#;

const CURATED: &str = r#"
row "c002" why="read by hand" { when "to = AA" }
drop "r001" why="x/goods-controls answers it"
add "2B002" why="read by hand" cite="Act 7" { control "SEC" column=2 digest="c003" }
entry "1A001" { title "First goods" }
"#;

const RULES: &str = r#"
source cite="Act 1" covers-from="2026-01-01" checked="2026-01-01"
reach "x/reach" { when "from = DD" }
define "x/near" { when "to in {AA, BB}" }
define "x/nearer" { when "x/near and to != BB" }
hand-off "x/arms-office" to="Arms office" { title "Arms"; when "item in x/goods:{2B001}" }
requirement "x/goods-controls" list="x/goods" { title "Listed goods" }
requirement "x/use" cite="Act 1, s 2" from="2026-01-01" until="2027-01-01" activity="export" {
  title "Military use"
  stay from="2026-03-01" until="2026-04-01" cite="Order 1"
  when "knows(end_use.military) and to in x/foes - {BB} and item in x/arms"
  reason "SEC"
}
requirement "x/use" from="2027-01-01" { title "Military use, renewed"; when "end_use.military" }
prohibition "x/ban" { title "Ban"; when "item.hs in x/tariff and item.share > 25 % and not x/nearer" }
exclusion "x/small" from-rules="x/use" { title "Small"; when "item.value <= 100 USD" }
authorisation "x/LOW" name="LOW" {
  title "Low value"
  lifts rules="x/goods-controls" reasons="SEC"
  condition "allows(x/goods, LOW, item.value)" text="the value is low"
  condition "chart(x/chart, 'SEC 1')" text="the chart asks"
  duty "Keep the invoice" cite="Act 8"
}
restriction "x/no-LOW" bars="x/*" except="x/use" for-reasons="SEC" {
  title "Not for these"
  when "any party(party.role in {buyer} and party.name = 'Mallory') or to_region = BB-1 or shipment.sent > '2026-05-01'"
}
duty "x/report" on="authorised licence-required" { title "Report"; when "controlled(x/goods, SEC, 1)" }
"#;

/// A folder that uses every kind of node and has no fault.
pub fn sound() -> Vec<SourceFile> {
    [
        ("vocabulary/v.kdl", VOCABULARY),
        ("x/jurisdiction.kdl", JURISDICTION),
        ("x/coverage.kdl", COVERAGE),
        ("x/retention.kdl", RETENTION),
        ("x/countries/c.kdl", COUNTRIES),
        ("x/sets/s.kdl", SETS),
        ("x/lists/goods/list.kdl", LIST),
        ("x/lists/goods/1.kdl", ENTRIES),
        ("x/lists/goods/curated/c.kdl", CURATED),
        ("x/rules/r.kdl", RULES),
    ]
    .map(|(path, text)| SourceFile::new(path, text))
    .to_vec()
}

/// The files with one piece of text of one file replaced.
#[track_caller]
pub fn spoil(files: &[SourceFile], path: &str, find: &str, put: &str) -> Vec<SourceFile> {
    let mut out = files.to_vec();
    let file = out.iter_mut().find(|file| &*file.path == path).unwrap_or_else(|| panic!("no file {path}"));
    assert!(file.text.contains(find), "{path} does not hold {find:?}");
    *file = SourceFile::new(path, file.text.replacen(find, put, 1));
    out
}

/// The files with text added at the end of one of them, or with that file added.
pub fn extend(files: &[SourceFile], path: &str, more: &str) -> Vec<SourceFile> {
    let mut out = files.to_vec();
    match out.iter_mut().find(|file| &*file.path == path) {
        Some(file) => *file = SourceFile::new(path, format!("{}\n{more}", file.text)),
        None => out.push(SourceFile::new(path, more)),
    }
    out
}

/// The text that a problem underlines.
#[track_caller]
pub fn underlined<'a>(files: &'a [SourceFile], problem: &Problem) -> &'a str {
    let file = files.iter().find(|file| &*file.path == problem.path()).unwrap_or_else(|| panic!("no file {}", problem.path()));
    let (start, length) = (problem.span().offset(), problem.span().len());
    file.text.get(start..start + length).unwrap_or_else(|| panic!("{problem} points outside {}", problem.path()))
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
    files
}

/// Problems as lines `path:line: message`.
pub fn lines(read: &Read) -> Vec<String> {
    read.problems.iter().map(|problem| format!("{}:{}: {problem}", problem.path(), problem.line())).collect()
}

/// The law of a folder that must be sound.
#[track_caller]
pub fn law(files: &[SourceFile]) -> Law {
    let read = Law::parse(files);
    assert_eq!(lines(&read), Vec::<String>::new());
    read.law
}
