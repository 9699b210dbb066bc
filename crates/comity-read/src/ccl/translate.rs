//! From an entry's words to its rows: controls, hand-offs, references, exceptions.

use crate::condition::Condition;
use crate::destination;
use crate::exceptions;
use crate::label::Label;
use crate::model::{ControlRow, Destination, Period, Pointer, Report, RowText, SourceEntry, SourceProvision};
use crate::reference::Reference;
use crate::scope::Entry;
use crate::sta;
use crate::text::{digest, find_ci, fold, starts_with_ci, unquoted};

use super::beside;
use super::entry::RawEntry;

/// The list that this reader makes.
pub const LIST: &str = "us/ccl";

/// Makes an entry of its raw form.
pub fn translate(raw: &RawEntry, report: &mut Report) -> SourceEntry {
    let mut entry = SourceEntry {
        code: raw.code.clone(),
        digest: digest(&raw.heading),
        text: fold(raw.heading.strip_prefix(raw.code.as_str()).unwrap_or(&raw.heading)),
        join: raw.join,
        reasons: reasons(&raw.reasons),
        notes: raw.notes.clone(),
        provisions: raw.tree.clone(),
        ..SourceEntry::default()
    };
    let labels = labels(&raw.tree);
    let has = |label: &Label| label.is_root() || labels.contains(label);
    let scope = Entry { list: LIST, code: &raw.code, has: &has };
    entry.controls = controls(&scope, raw, report);
    beside::requirement_notes(&scope, raw, &mut entry);
    beside::pointers(raw, &mut entry);
    beside::uncovered(&scope, raw, &mut entry, report);
    entry.exceptions = exception_rows(&scope, raw);
    if entry.controls.is_empty() && entry.hand_offs.is_empty() && entry.refers.is_empty() {
        report.problem(&raw.code, "no licence requirement was found: kept as a reference to the entry's prose");
        entry.refers.push(pointer("prose in the entry", &raw.heading));
    }
    entry
}

/// Every label of a tree.
pub fn labels(tree: &[SourceProvision]) -> std::collections::BTreeSet<Label> {
    let mut out = std::collections::BTreeSet::new();
    for provision in tree {
        provision.walk(&mut |p| {
            out.insert(p.label.clone());
        });
    }
    out
}

/// The control rows of a licence-requirement table.
pub fn rows_of_table(scope: &Entry<'_>, rows: &[RowText], report: &mut Report) -> Vec<ControlRow> {
    let mut out = Vec::new();
    for row in rows {
        table_row(scope, row, &mut out, report);
    }
    out
}

/// All control rows: of the table and of prose.
pub fn controls(scope: &Entry<'_>, raw: &RawEntry, report: &mut Report) -> Vec<ControlRow> {
    let mut out = rows_of_table(scope, &raw.rows, report);
    for prose in &raw.prose {
        prose_rows(scope, prose, &mut out, report);
    }
    out
}

pub(super) fn pointer(to: &str, words: &str) -> Pointer {
    Pointer { to: to.to_owned(), digest: digest(words), period: Period::default() }
}

/// `NS, RS, AT` and `AT, foreign policy` to reasons.
pub fn reasons(text: &str) -> Vec<(String, Period)> {
    let mut out: Vec<(String, Period)> = Vec::new();
    for word in text.split([',', '.', ';']).flat_map(|p| p.split(" and ")) {
        let word = word.trim();
        let reason = if word.eq_ignore_ascii_case("foreign policy") { "FP" } else { word };
        let known = reason.len() == 2 && reason.chars().all(|c| c.is_ascii_uppercase());
        if known && !out.iter().any(|(r, _)| r == reason) {
            out.push((reason.to_owned(), Period::default()));
        }
    }
    out
}

/// A left cell's reasons and the words behind `applies to`.
fn head(left: &str) -> Option<(Vec<String>, String)> {
    let left = left.trim();
    if starts_with_ci(left, "Russian industry sector sanction") {
        let at = find_ci(left, " to ")?;
        return Some((vec!["FP".to_owned()], left.get(at + 4..)?.to_owned()));
    }
    let cut = [" applies to ", " apply to ", " applies, ", " applies ", " apply "]
        .iter()
        .filter_map(|m| left.find(m).map(|at| (at, m.len())))
        .min_by_key(|(at, len)| (*at, std::cmp::Reverse(*len)))?;
    let names = left.get(..cut.0)?;
    let reasons: Vec<String> = names.split(" and ").map(|r| r.trim().to_owned()).collect();
    let sound = reasons.iter().all(|r| (2..=3).contains(&r.len()) && r.chars().all(|c| c.is_ascii_uppercase()));
    sound.then(|| (reasons, left.get(cut.0 + cut.1..).unwrap_or_default().to_owned()))
}

fn table_row(scope: &Entry<'_>, row: &RowText, out: &mut Vec<ControlRow>, report: &mut Report) {
    // Two rows run into one cell: "NP applies to entire entryAT applies to entire entry".
    if let Some((a, b)) = run_together(row) {
        table_row(scope, &a, out, report);
        table_row(scope, &b, out, report);
        return;
    }
    // One cell that holds all: "CB applies to entire entry CB Column 2."
    if row.right.is_empty() || row.right == row.left {
        let text = RowText { left: row.left.clone(), right: String::new() };
        if let Some((left, right)) = column_at_end(&row.left) {
            let (reason, words) = head(&left).unwrap_or_default();
            push(scope, out, report, &text, &reason, &words, &right);
        } else {
            prose_rows(scope, &row.left, out, report);
        }
        return;
    }
    match head(&row.left) {
        Some((reasons, words)) => push(scope, out, report, row, &reasons, &words, &row.right),
        None => {
            report.problem(scope.code, "a licence-requirement row whose reason was not read");
            let when = Destination::When(Condition::unknown("a requirement that was not read"));
            out.push(control("LRN", when, Condition::True, None, row));
        }
    }
}

fn run_together(row: &RowText) -> Option<(RowText, RowText)> {
    let cut = |text: &str, mark: &str| -> Option<usize> {
        text.match_indices(mark).map(|(at, _)| at).find_map(|at| {
            let start = at.checked_sub(2).filter(|s| *s > 0)?;
            let reason = text.get(start..at)?;
            let before = text.get(..start)?.chars().last()?;
            (reason.chars().all(|c| c.is_ascii_uppercase()) && !before.is_ascii_uppercase()).then_some(start)
        })
    };
    let (l, r) = (cut(&row.left, " applies ")?, cut(&row.right, " Column ")?);
    let part = |text: &str, at: usize| (text.get(..at).unwrap_or_default().trim().to_owned(), text.get(at..).unwrap_or_default().trim().to_owned());
    let ((l1, l2), (r1, r2)) = (part(&row.left, l), part(&row.right, r));
    Some((RowText { left: l1, right: r1 }, RowText { left: l2, right: r2 }))
}

fn column_at_end(text: &str) -> Option<(String, String)> {
    let at = text.rfind(" Column ")?;
    let start = at.checked_sub(2)?;
    let tail = text.get(start..)?;
    (tail.len() <= 13).then(|| (text.get(..start).unwrap_or_default().trim().to_owned(), tail.to_owned()))
}

fn push(scope: &Entry<'_>, out: &mut Vec<ControlRow>, report: &mut Report, text: &RowText, reasons: &[String], words: &str, right: &str) {
    if right.trim_end_matches('.').eq_ignore_ascii_case("N/A") {
        // 4A001: the row says nothing about a destination; kept unknown, a person decides.
        report.problem(scope.code, "a licence-requirement row without a destination");
    }
    let read = destination::read(right);
    let mut covers = if starts_with_ci(words, "unless a License Exception is available") { Condition::True } else { scope.read(words) };
    covers = covers.and(scope_in_destination(scope, right));
    if matches!(&read.destination, Destination::When(w) if w.has_unknown()) {
        report.problem(scope.code, "a destination that was not read");
    }
    for reason in reasons {
        out.push(control(reason, read.destination.clone(), covers.clone(), read.section.clone(), text));
    }
}

/// The destination cell can narrow the scope: `items controlled by this entry, other than 2B999.h.2`.
fn scope_in_destination(scope: &Entry<'_>, right: &str) -> Condition {
    let words = unquoted(right);
    let Some(at) = find_ci(&words, "items controlled by ") else {
        return Condition::True;
    };
    let part = words.get(at + 20..).unwrap_or_default();
    let end = [", for ", " for export", " to North Korea", " to Iran"].iter().filter_map(|m| find_ci(part, m)).min().unwrap_or(0);
    let part = part.get(..end).unwrap_or_default().trim_end_matches(',');
    match part.strip_prefix("this entry") {
        Some("") => Condition::True,
        Some(rest) => scope.read(&format!("entire entry{rest}")),
        None if part.is_empty() => Condition::True,
        None => scope.read(part),
    }
}

pub(super) fn control(reason: &str, destination: Destination, scope: Condition, section: Option<String>, text: &RowText) -> ControlRow {
    let cite = match section.or_else(|| default_section(reason)) {
        Some(section) => format!("15 CFR {section}"),
        None => "15 CFR 774 Supp. 1".to_owned(),
    };
    ControlRow { reason: reason.to_owned(), destination, scope, cite, period: Period::default(), text: text.clone() }
}

/// The section of Part 742 that a reason for control rests on.
fn default_section(reason: &str) -> Option<String> {
    let section = include_str!("sections.tsv").lines().filter(|l| !l.starts_with('#')).find_map(|line| {
        let (name, section) = line.split_once('\t')?;
        (name == reason).then_some(section)
    })?;
    Some(section.to_owned())
}

/// Requirements in prose: a row for each sentence that requires a licence.
fn prose_rows(scope: &Entry<'_>, prose: &str, out: &mut Vec<ControlRow>, report: &mut Report) {
    let prose = fold(prose);
    let text = RowText { left: prose.clone(), right: String::new() };
    if prose.contains("subject to RS1 controls") {
        out.push(control("RS", Destination::Column(1), Condition::True, Some("742.6(a)(8)".into()), &text));
        return;
    }
    let Some((reasons, words)) = head(&prose) else {
        report.problem(scope.code, "a requirement in prose whose reason was not read");
        out.push(control("LRN", Destination::When(Condition::unknown("a requirement in prose")), Condition::True, None, &text));
        return;
    };
    // "CW applies to X and a license is required for CW reasons for all destinations".
    let (covers, rest) = cut_scope(&words);
    if let Some(part) = ["754"].iter().find(|p| rest.contains(&format!("part {p}"))) {
        for reason in &reasons {
            let when = Destination::When(Condition::unknown(format!("the requirement stands in Part {part}")));
            out.push(control(reason, when, scope.read(&covers), Some(part.to_string()), &text));
        }
        return;
    }
    let whole = scope.read(&covers);
    let sentences: Vec<&str> = sentences(&rest).into_iter().filter(|s| find_ci(s, "license is required").is_some()).collect();
    let section = destination::section(&rest);
    if sentences.is_empty() {
        report.problem(scope.code, "a requirement in prose without a destination that was read");
        for reason in &reasons {
            out.push(control(reason, Destination::When(Condition::unknown("a requirement in prose")), whole.clone(), section.clone(), &text));
        }
        return;
    }
    for (n, sentence) in sentences.into_iter().enumerate() {
        let text = exceptions::numbered(&text, n);
        let read = destination::read(&format!("{sentence}."));
        if matches!(&read.destination, Destination::When(w) if w.has_unknown()) {
            report.problem(scope.code, "a requirement in prose, a part of whose conditions was not read");
        }
        // "as follows" names forms of the paragraphs already named (1C351).
        let own = match sentence.split_once(", as follows") {
            Some((head, _)) => prose_scope(scope, head).and(Condition::unknown("only the forms that the entry names")),
            None => prose_scope(scope, sentence),
        };
        for reason in &reasons {
            out.push(control(reason, read.destination.clone(), whole.clone().and(own.clone()), section.clone(), &text));
        }
    }
}

/// Cuts a text at its stops, but not behind `No.`.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        let sentence = text.get(start..at).unwrap_or_default();
        if !["No", "no", "Supp", "supp"].iter().any(|w| sentence.ends_with(w)) {
            out.push(sentence);
            start = at + 2;
        }
    }
    out.push(text.get(start..).unwrap_or_default());
    out
}

/// Cuts `entire entry. A license is required ...` into scope and requirement.
fn cut_scope(words: &str) -> (String, String) {
    let cut = [". ", " and a license is required"].iter().filter_map(|m| words.find(m)).min();
    match cut {
        Some(at) => {
            let rest = words.get(at..).unwrap_or_default().trim_start_matches(". ").trim_start_matches(" and ").to_owned();
            (words.get(..at).unwrap_or_default().to_owned(), rest)
        }
        None => (words.to_owned(), String::new()),
    }
}

/// The paragraphs that a sentence of prose names: `mixtures identified in 1C350.b`.
pub(super) fn prose_scope(scope: &Entry<'_>, sentence: &str) -> Condition {
    let tokens = crate::reference::tokens(&unquoted(sentence));
    let mut refs: Vec<Reference> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (found, taken) = crate::reference::list(tokens.get(at..).unwrap_or_default(), scope.code);
        refs.extend(found.into_iter().filter(|r| r.entry == scope.code && !r.label.is_root()));
        at += taken.max(1);
    }
    if refs.is_empty() { Condition::True } else { scope.items(&refs) }
}

/// The entry's exceptions and bars of STA.
pub fn exception_rows(scope: &Entry<'_>, raw: &RawEntry) -> Vec<crate::model::ExceptionRow> {
    let mut out = Vec::new();
    for (symbol, body) in &raw.exceptions {
        out.extend(exceptions::read(scope, symbol, body));
    }
    if !raw.sta.is_empty() {
        out.extend(sta::read(scope, &raw.sta));
    }
    out
}
