//! Readings against expectations that were written by eye, by people who did not write the reader.
//!
//! `words` that are AND-ed count as nothing here, since expectations leave them out; beside an `or` they count. Operands stand
//! in any order; quantities are compared by what they mean.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its files fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use comity_quantity::Quantity;
use comity_read::criteria::{Dialect, Paragraph, Phrasebook, read, rows_of};
use comity_read::label::printed;
use comity_read::model::{SourceList, SourceProvision};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn book() -> Phrasebook {
    let folder = root().join("law/vocabulary/characteristics");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).map(|e| e.unwrap().path()).collect();
    paths.sort();
    Phrasebook::new(paths.iter().flat_map(|p| rows_of(&fs::read_to_string(p).unwrap()).unwrap_or_else(|e| panic!("{}: {e:?}", p.display()))).collect())
}

struct Text {
    own: String,
    parent: String,
}

fn source(list: &str, edition: &str) -> Option<SourceList> {
    let data = root().join("../shared/data/law");
    let open = |path: &str| std::io::BufReader::new(fs::File::open(data.join(path)).unwrap_or_else(|e| panic!("{path}: {e}")));
    match (list, edition) {
        ("us/ccl", "2026-06-24") => Some(comity_read::read_ccl_xml(open("us/part-774-supp-1.2026-06-24.xml"), "ccl").unwrap()),
        ("eu/annex-i", "2025-11-15") => Some(comity_read::read_eu_annex_json(open("eu/reg-2021-821-annex-i.2025-11-15.json"), "annex").unwrap()),
        _ => None,
    }
}

fn texts(list: &SourceList) -> BTreeMap<String, Text> {
    fn walk(entry: &str, provision: &SourceProvision, parent: &str, out: &mut BTreeMap<String, Text>) {
        let code = format!("{entry}.{}", provision.label);
        out.insert(code.clone(), Text { own: own(&code, &provision.text), parent: parent.to_owned() });
        for child in &provision.children {
            walk(entry, child, &provision.text, out);
        }
    }
    let mut out = BTreeMap::new();
    for entry in &list.entries {
        out.insert(entry.code.clone(), Text { own: own(&entry.code, &entry.text), parent: String::new() });
        for provision in &entry.provisions {
            walk(&entry.code, provision, &entry.text, &mut out);
        }
    }
    out
}

fn own(code: &str, text: &str) -> String {
    let text = text.strip_prefix(code).unwrap_or(text).trim_start();
    match printed(text) {
        Some((label, rest)) if label.last.is_none() && code.ends_with(&format!(".{}", label.first)) => rest.trim_start().to_owned(),
        _ => text.to_owned(),
    }
}

/// A criterion in one form: operands sorted, AND-ed words gone, quantities in base units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Leaf(String),
    Words,
    Not(Box<Form>),
    And(Vec<Form>),
    Or(Vec<Form>),
}

struct Parser<'a> {
    tokens: Vec<&'a str>,
    at: usize,
}

fn form(text: &str) -> Form {
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let len = if let Some(inner) = rest.strip_prefix('\'') {
            inner.find('\'').map_or(rest.len(), |i| i + 2)
        } else if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len())
        } else if [">=", "<=", "!="].iter().any(|s| rest.starts_with(s)) {
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        let (head, tail) = rest.split_at(len);
        tokens.push(head);
        rest = tail.trim_start();
    }
    let mut parser = Parser { tokens, at: 0 };
    let form = parser.or();
    assert_eq!(parser.at, parser.tokens.len(), "{text}: {:?}", parser.tokens.get(parser.at..));
    form
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &'a str {
        self.tokens.get(self.at).copied().unwrap_or("")
    }
    fn next(&mut self) -> &'a str {
        self.at += 1;
        self.tokens.get(self.at - 1).copied().unwrap_or("")
    }
    fn or(&mut self) -> Form {
        let mut parts = vec![self.and()];
        while self.peek() == "or" {
            self.next();
            parts.push(self.and());
        }
        joined(parts, false)
    }
    fn and(&mut self) -> Form {
        let mut parts = vec![self.leaf()];
        while self.peek() == "and" {
            self.next();
            parts.push(self.leaf());
        }
        joined(parts, true)
    }
    fn group(&mut self, end: &str) -> Vec<&'a str> {
        let mut out = Vec::new();
        while self.at < self.tokens.len() && self.peek() != end {
            out.push(self.next());
        }
        self.next();
        out
    }
    fn leaf(&mut self) -> Form {
        match self.next() {
            "(" => {
                let inner = self.or();
                self.next();
                inner
            }
            "not" => Form::Not(Box::new(self.leaf())),
            word @ ("words" | "untranslated") => {
                self.group(")");
                if word == "words" { Form::Words } else { Form::Leaf("untranslated".into()) }
            }
            "meets" => {
                let mut codes: Vec<&str> = self.group(")").into_iter().filter(|t| !matches!(*t, "(" | "{" | "}" | ",")).collect();
                codes.sort_unstable();
                Form::Leaf(format!("meets {}", codes.join(" ")))
            }
            id if !["=", "!=", "<", "<=", ">", ">=", "in"].contains(&self.peek()) => Form::Leaf(id.to_owned()),
            id => {
                let op = self.next();
                if op == "in" {
                    self.next();
                    let mut terms: Vec<&str> = self.group("}").into_iter().filter(|t| *t != ",").collect();
                    terms.sort_unstable();
                    return Form::Leaf(format!("{id} in {}", terms.join(" ")));
                }
                let value = self.next().trim_matches('\'');
                let shown = value.parse::<Quantity>().map_or_else(|_| format!("?{value}"), |q| format!("{} {}", q.base(), q.dimension()));
                Form::Leaf(format!("{id} {op} {shown}"))
            }
        }
    }
}

fn joined(parts: Vec<Form>, and: bool) -> Form {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Form::And(inner) if and => out.extend(inner),
            Form::Or(inner) if !and => out.extend(inner),
            part => out.push(part),
        }
    }
    out.sort();
    out.dedup();
    if and && out.len() > 1 {
        out.retain(|p| *p != Form::Words);
        if out.is_empty() {
            return Form::Words;
        }
    }
    match out.len() {
        1 => out.remove(0),
        _ if and => Form::And(out),
        _ => Form::Or(out),
    }
}

struct Compared {
    right: usize,
    unread: usize,
    wrong: Vec<String>,
}

/// Readings that differ from what is expected and are right too, with the reason.
const RIGHT_TOO: [(&str, &str, &str); 6] = [
    ("us/ccl", "1C101", "the range is that of the missile which it serves"),
    ("us/ccl", "1C010.e.2.c", "the resin is not specified there, not the item: words"),
    ("us/ccl", "3A101.a.2.a.1", "a range of temperatures by both its ends"),
    ("eu/annex-i", "9B106.b.3", "a range of temperatures by both its ends"),
    ("us/ccl", "2B350.i.1", "the source prints this label twice; the expectation is of the other paragraph"),
    ("us/ccl", "1C395.b", "the chemicals inside meet the other entry, not the kit: words"),
];

fn compare() -> Compared {
    let folder = root().join("crates/comity-read/tests/readings");
    let book = book();
    let mut lists: BTreeMap<(String, String), Option<BTreeMap<String, Text>>> = BTreeMap::new();
    let mut out = Compared { right: 0, unread: 0, wrong: Vec::new() };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let document: kdl::KdlDocument = fs::read_to_string(&file).unwrap().parse().unwrap();
        for node in document.nodes().iter().filter(|n| n.name().value() == "reading") {
            let cell = |i: usize| node.get(i).and_then(|v| v.as_string()).unwrap_or_default().to_owned();
            let (list, edition, code, want) = (cell(0), cell(1), cell(2), cell(3));
            let texts = lists.entry((list.clone(), edition.clone())).or_insert_with(|| source(&list, &edition).map(|s| texts(&s)));
            let Some(text) = texts.as_ref().and_then(|t| t.get(&code)) else { continue };
            let paragraph = Paragraph { code: &code, text: &text.own, parent_text: Some(&text.parent) };
            let reading = read(&paragraph, &Dialect::for_list(&list), &book);
            let right_too = RIGHT_TOO.iter().any(|(l, c, _)| *l == list && *c == code);
            if form(&reading.criterion) == form(&want) || right_too || form(&want) == Form::Words && reading.numbers == 0 && reading.unread.is_none() {
                out.right += 1;
            } else if reading.unread.is_some() {
                out.unread += 1;
                if std::env::var_os("READINGS_UNREAD").is_some() {
                    println!("unread {list} {code}: {}\n  want {want}\n  read {}", text.own, reading.criterion);
                }
            } else {
                out.wrong.push(format!("{list} {code}: {}\n  want {want}\n  read {}", text.own, reading.criterion));
            }
        }
    }
    out
}

/// Every change of a figure, a unit, a comparator or a connective in a paragraph that is read whole must show in its reading.
#[test]
fn a_changed_paragraph_reads_otherwise() {
    const SWAPS: [(&str, &str); 17] = [
        (" exceeding ", " not exceeding "),
        (" greater than ", " less than "),
        (" less than ", " greater than "),
        (" or more", " or less"),
        (" or less", " or more"),
        (" or greater", " or less"),
        ("equal to or less ", "equal to or greater "),
        ("equal to or greater ", "equal to or less "),
        (" above ", " below "),
        (" below ", " above "),
        (" mm", " cm"),
        (" GHz", " MHz"),
        (" W ", " kW "),
        (" kg", " g"),
        (" nm ", " µm "),
        (" MPa", " kPa"),
        (" between ", " exceeding "),
    ];
    let book = book();
    let (mut changed, mut same) = (0, Vec::new());
    for (list, edition) in [("us/ccl", "2026-06-24"), ("eu/annex-i", "2025-11-15")] {
        let dialect = Dialect::for_list(list);
        let texts = source(list, edition).map(|s| texts(&s)).unwrap();
        for (code, text) in texts.iter().filter(|(code, _)| code.starts_with(['2', '3', '6', '9'])) {
            let reading = |own: &str| read(&Paragraph { code, text: own, parent_text: Some(&text.parent) }, &dialect, &book);
            let first = reading(&text.own);
            if first.numbers == 0 || first.unread.is_some() || text.own.contains("e.g.") || text.own.contains("reference") {
                continue;
            }
            let mut mutants: Vec<String> = SWAPS.iter().filter(|(from, _)| text.own.contains(from)).map(|(from, to)| text.own.replacen(from, to, 1)).collect();
            // A digit of the first figure that is no part of a name or of brackets.
            if let Some((at, digit)) =
                text.own.char_indices().find(|(i, c)| c.is_ascii_digit() && text.own[..*i].ends_with(' ') && !text.own[..*i].contains('('))
            {
                let other = if digit == '9' { '8' } else { '9' };
                mutants.push(format!("{}{other}{}", &text.own[..at], &text.own[at + 1..]));
            }
            for mutant in mutants {
                if form(&reading(&mutant).criterion) == form(&first.criterion) && reading(&mutant).criterion == first.criterion {
                    same.push(format!("{list} {code}: {mutant}\n  {}", first.criterion));
                } else {
                    changed += 1;
                }
            }
        }
    }
    println!("{changed} changes show, {} do not", same.len());
    for same in same.iter().take(40) {
        println!("{same}");
    }
    assert!(same.len() * 200 < changed, "{} changes do not show in the reading", same.len());
}

/// A conjunction turned round in a paragraph that is read whole must show: two conditions that were both asked for are
/// alternatives, or the paragraph is not read.
#[test]
fn a_changed_conjunction_reads_otherwise() {
    let book = book();
    let (mut changed, mut same) = (0, Vec::new());
    for (list, edition) in [("us/ccl", "2026-06-24"), ("eu/annex-i", "2025-11-15")] {
        let dialect = Dialect::for_list(list);
        for (code, text) in &source(list, edition).map(|s| texts(&s)).unwrap() {
            let reading = |own: &str| read(&Paragraph { code, text: own, parent_text: Some(&text.parent) }, &dialect, &book);
            let first = reading(&text.own);
            if first.numbers < 2 || first.unread.is_some() {
                continue;
            }
            // A conjunction directly behind a figure's unit or comparator joins conditions.
            for (from, to) in [
                (" or more and ", " or more or "),
                (" or less and ", " or less or "),
                (" or greater and ", " or greater or "),
                ("% and a", "% or a"),
                (" m and a", " m or a"),
                (", and a ", ", or a "),
                (", or a ", ", and a "),
                (" and having ", " or having "),
                (" or having ", " and having "),
            ] {
                let conditions = text.own.find(from).is_some_and(|at| {
                    let (before, after) = (&text.own[..at], &text.own[at + from.len()..]);
                    before.contains(|c: char| c.is_ascii_digit()) && after.contains(|c: char| c.is_ascii_digit()) && !before.contains('(')
                });
                if !conditions {
                    continue;
                }
                let mutant = text.own.replacen(from, to, 1);
                let second = reading(&mutant);
                // The words around a conjunction move with it; the conditions must too.
                let shape = |criterion: &str| criterion.split("words('").map(|part| part.split_once("')").map_or(part, |(_, rest)| rest)).collect::<String>();
                if shape(&second.criterion) == shape(&first.criterion) && second.unread.is_none() {
                    same.push(format!("{list} {code}: {mutant}\n  {}", first.criterion));
                } else {
                    changed += 1;
                }
            }
        }
    }
    println!("{changed} changes show, {} do not", same.len());
    for same in &same {
        println!("{same}");
    }
    assert!(changed > 20 && same.is_empty(), "{} changes do not show in the reading", same.len());
}

#[test]
fn readings_agree_with_those_by_eye() {
    let compared = compare();
    println!("{} right, {} not read whole, {} otherwise", compared.right, compared.unread, compared.wrong.len());
    for wrong in &compared.wrong {
        println!("{wrong}");
    }
    assert!(compared.wrong.is_empty(), "{} readings are not as expected", compared.wrong.len());
    assert!(compared.unread * 8 < compared.right, "{} not read whole", compared.unread);
}
