//! Requirements that stand beside an entry's table: notes, hand-offs, references.

use crate::condition::Condition;
use crate::destination;
use crate::label::Label;
use crate::model::{Destination, NoteKind, Report, RowText, SourceEntry};
use crate::notes;
use crate::reference::{Reference, leading_code};
use crate::scope::Entry;
use crate::text::{find_ci, starts_with_ci};

use super::entry::{RawEntry, see_note};
use super::translate::{LIST, control, pointer, prose_scope};

/// Notes on licence requirements: a requirement of their own, a pointer, or a plain note.
pub(super) fn requirement_notes(scope: &Entry<'_>, raw: &RawEntry, entry: &mut SourceEntry) {
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

/// Paragraphs that no requirement of the entry covers (1B233.a, 7A005.a, 9A004.a to .f): the entry says elsewhere what
/// holds for them. They get a requirement that is unknown, so that they never look free.
pub(super) fn uncovered(scope: &Entry<'_>, raw: &RawEntry, entry: &mut SourceEntry, report: &mut Report) {
    if entry.controls.is_empty() || !entry.hand_offs.is_empty() || !entry.refers.is_empty() {
        return;
    }
    let code = |label: &Label| format!("{}.{label}", entry.code);
    let free = |label: &Label| entry.controls.iter().all(|c| c.scope.holds_for(&code(label)) == Some(false));
    let leaves = entry.all_provisions().into_iter().filter(|p| p.children.is_empty() && !p.reserved);
    let mut tops: Vec<Reference> = Vec::new();
    for leaf in leaves.filter(|p| free(&p.label)) {
        // The outermost paragraph above it that nothing covers either.
        let mut label = leaf.label.clone();
        while !label.parent().is_root() && free(&label.parent()) {
            label = label.parent();
        }
        let top = Reference { entry: entry.code.clone(), label };
        if !tops.contains(&top) {
            tops.push(top);
        }
    }
    if tops.is_empty() {
        return;
    }
    let codes: Vec<String> = tops.iter().map(Reference::code).collect();
    report.problem(&entry.code, format!("no requirement covers {}: kept as an unknown one", codes.join(", ")));
    let text = RowText { left: raw.heading.clone(), right: format!(" #no row covers {}", codes.join(", ")) };
    let when = Destination::When(Condition::unknown("no row of the entry covers this paragraph: see its notes"));
    entry.controls.push(control("LRN", when, scope.items(&tops), None, &text));
}

/// Hand-offs and references: other authorities, other parts, other entries, entries that are empty now.
pub(super) fn pointers(raw: &RawEntry, entry: &mut SourceEntry) {
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
