//! From an entry's words to its rows: controls, hand-offs, references, exceptions.

use crate::condition::Condition;
use crate::destination;
use crate::exceptions;
use crate::label::Label;
use crate::model::{ControlRow, Destination, NoteKind, Period, Pointer, Report, RowText, SourceEntry, SourceProvision};
use crate::notes;
use crate::reference::{Reference, leading_code};
use crate::scope::Entry;
use crate::text::{digest, find_ci, fold, starts_with_ci, unquoted};

use super::entry::{RawEntry, entry_join, see_note};

/// The list that this reader makes.
pub const LIST: &str = "us/ccl";

/// Makes an entry of its raw form.
pub fn translate(raw: &RawEntry, report: &mut Report) -> SourceEntry {
    let mut entry = SourceEntry {
        code: raw.code.clone(),
        digest: digest(&raw.heading),
        join: entry_join(&raw.heading),
        reasons: reasons(&raw.reasons),
        notes: raw.notes.clone(),
        provisions: raw.tree.clone(),
        ..SourceEntry::default()
    };
    let labels = labels(&raw.tree);
    let has = |label: &Label| label.is_root() || labels.contains(label);
    let scope = Entry { list: LIST, code: &raw.code, has: &has };
    entry.controls = controls(&scope, raw, report);
    requirement_notes(&scope, raw, &mut entry);
    pointers(raw, &mut entry);
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

fn pointer(to: &str, words: &str) -> Pointer {
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
    let cut = [" applies to ", " apply to ", " applies, ", " applies ", " apply "].iter().filter_map(|m| left.find(m).map(|at| (at, m.len()))).min_by_key(|(at, len)| (*at, std::cmp::Reverse(*len)))?;
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
            out.push(control("XX", when, Condition::True, None, row));
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
    let Some(at) = find_ci(&words, "items controlled by ") else { return Condition::True };
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

fn control(reason: &str, destination: Destination, scope: Condition, section: Option<String>, text: &RowText) -> ControlRow {
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
        out.push(control("XX", Destination::When(Condition::unknown("a requirement in prose")), Condition::True, None, &text));
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
fn prose_scope(scope: &Entry<'_>, sentence: &str) -> Condition {
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

/// Notes on licence requirements: a requirement of their own, a pointer, or a plain note.
fn requirement_notes(scope: &Entry<'_>, raw: &RawEntry, entry: &mut SourceEntry) {
    for note in &raw.requirement_notes {
        let lower = note.to_lowercase();
        if lower.contains("export licensing authority of the nuclear regulatory commission") {
            entry.refers.push(pointer("10 CFR 110", note));
        } else if lower.contains("see § 744.17") || lower.contains("see § 743") {
            entry.notes.push(see_note(note));
        } else if lower.contains("chart is not used for determining license requirements") {
            worldwide_note(scope, note, entry);
        } else if lower.contains("in addition to") && lower.contains("a license is required for") {
            let at = find_ci(note, "a license is required for").unwrap_or(0);
            let sentence = note.get(at..).unwrap_or_default();
            let named = destination::countries(&sentence.to_lowercase());
            let when = match named.as_slice() {
                [one] => Condition::test(format!("to = {one}")),
                _ => Condition::unknown("the destinations of a licence requirement note"),
            };
            let text = RowText { left: note.clone(), right: String::new() };
            entry.controls.push(control("LRN", Destination::When(when), prose_scope(scope, sentence), None, &text));
        } else {
            entry.notes.push(notes::row(notes::kind("License Requirement Note", note), note));
        }
    }
}

/// `The chart is not used for 9A515.a.1 ...: worldwide, except to Australia, Canada, and the United Kingdom`.
fn worldwide_note(scope: &Entry<'_>, note: &str, entry: &mut SourceEntry) {
    let first = note.split(". See").next().unwrap_or(note);
    let covers = prose_scope(scope, first);
    for row in &mut entry.controls {
        if matches!(row.destination, Destination::Column(_)) {
            row.scope = row.scope.clone().and(covers.clone().negate());
        }
    }
    let at = find_ci(note, "except to").unwrap_or(note.len());
    let end = note.get(at..).and_then(|t| t.find('.')).map_or(note.len(), |e| at + e);
    let free = destination::countries(&note.get(at..end).unwrap_or_default().to_lowercase());
    let when = if free.is_empty() { Condition::True } else { Condition::test(format!("not to in {{{}}}", free.join(", "))) };
    let text = RowText { left: note.to_owned(), right: String::new() };
    entry.controls.push(control("RS", Destination::When(when), covers, destination::section(note), &text));
}

/// Hand-offs and references: other authorities, other parts, other entries, entries that are empty now.
fn pointers(raw: &RawEntry, entry: &mut SourceEntry) {
    let heading = raw.heading.to_lowercase().replace(['“', '”'], "");
    let listed = heading.contains("items are subject to the itar") || heading.contains("entry is subject to the itar");
    if listed && entry.controls.is_empty() {
        entry.hand_offs.push(pointer("us/itar", &raw.heading));
    }
    for remark in &raw.remarks {
        let lower = remark.to_lowercase().replace(['“', '”'], "");
        let mut to = Vec::new();
        if lower.contains("directorate of defense trade controls") || lower.contains("is subject to the itar") {
            to.push("us/itar");
        }
        if lower.contains("authority of the department of energy") {
            to.push("us/doe");
        } else if lower.contains("authority of the nuclear regulatory commission") {
            to.push("us/nrc");
        }
        if to.is_empty() || !entry.controls.is_empty() {
            let empty = starts_with_ci(remark, "No ") || remark.starts_with('(');
            if entry.controls.is_empty() && empty && entry.refers.is_empty() {
                entry.refers.push(pointer("the entries that took over its items", remark));
            } else {
                entry.notes.push(notes::row(NoteKind::Plain, remark));
            }
            continue;
        }
        for to in to {
            if !entry.hand_offs.iter().any(|p| p.to == to) {
                entry.hand_offs.push(pointer(to, remark));
            }
        }
    }
    if entry.controls.is_empty() && entry.hand_offs.is_empty() && entry.refers.is_empty() {
        for mark in ["is controlled by eccn ", "are controlled by eccn "] {
            for (at, _) in heading.match_indices(mark) {
                let code = heading.get(at + mark.len()..).unwrap_or_default().to_uppercase();
                if let Some(code) = leading_code(&code) {
                    entry.refers.push(pointer(&format!("{LIST}:{code}"), &raw.heading));
                }
            }
        }
        if heading.contains("see related controls") || heading.contains("munitions list") {
            entry.refers.push(pointer("prose in the entry", &raw.heading));
        }
    }
    let parts: Vec<String> = entry.controls.iter().filter(|c| c.cite == "15 CFR 754").map(|c| c.text.left.clone()).collect();
    for words in parts {
        entry.refers.push(pointer("15 CFR 754", &words));
    }
    entry.controls.retain(|c| c.cite != "15 CFR 754");
}

/// The entry's exceptions and bars of STA.
pub fn exception_rows(scope: &Entry<'_>, raw: &RawEntry) -> Vec<crate::model::ExceptionRow> {
    let mut out = Vec::new();
    for (symbol, body) in &raw.exceptions {
        out.extend(exceptions::read(scope, symbol, body));
    }
    if !raw.sta.is_empty() {
        out.extend(exceptions::read_sta(scope, &raw.sta));
    }
    out
}
