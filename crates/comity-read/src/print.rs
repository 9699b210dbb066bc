//! Printing a list as the KDL text of the law format.

use std::fmt::Write;

use crate::model::{ControlRow, Destination, ExceptionRow, NoteRow, Period, Pointer, SourceEntry, SourceList, SourceProvision};

/// The header of every derived file.
const DERIVED: &str = "// Derived by `comity law import` from the official source: do not edit. Corrections stand in curated/.\n";

/// The files of a list: `3A.kdl` for category 3, group A; in the order of the list.
pub fn files(list: &SourceList) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for entry in &list.entries {
        // `3A` of `3A001` and of `3.A.1`.
        let group: String = entry.code.chars().filter(|c| c.is_ascii_alphanumeric()).take(2).collect();
        let name = format!("{group}.kdl");
        let text = match out.iter_mut().find(|(n, _)| *n == name) {
            Some((_, text)) => text,
            None => {
                out.push((name, DERIVED.to_owned()));
                let Some((_, text)) = out.last_mut() else {
                    continue;
                };
                text
            }
        };
        text.push('\n');
        write_entry(text, entry);
    }
    out
}

/// One entry as text.
pub fn entry(entry: &SourceEntry) -> String {
    let mut out = String::new();
    write_entry(&mut out, entry);
    out
}

// Writing to a String cannot fail; the results are dropped in one place.
fn line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    for _ in 0..depth {
        out.push_str("  ");
    }
    let _ = out.write_fmt(text);
    out.push('\n');
}

pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn period(period: Period) -> String {
    let mut out = String::new();
    if let Some(from) = period.from {
        let _ = write!(out, " from=\"{from}\"");
    }
    if let Some(until) = period.until {
        let _ = write!(out, " until=\"{until}\"");
    }
    out
}

fn write_entry(out: &mut String, entry: &SourceEntry) {
    line(out, 0, format_args!("entry {}{} digest=\"{}\" join=\"{}\" {{", quoted(&entry.code), period(entry.period), entry.digest, entry.join.word()));
    write_reasons(out, &entry.reasons);
    for pointer in &entry.hand_offs {
        write_pointer(out, "hand-off", pointer);
    }
    for pointer in &entry.refers {
        write_pointer(out, "refer", pointer);
    }
    for row in &entry.controls {
        write_control(out, row);
    }
    for row in &entry.exceptions {
        write_exception(out, row);
    }
    for note in &entry.notes {
        write_note(out, 1, note);
    }
    for provision in &entry.provisions {
        write_provision(out, 1, provision);
    }
    out.push_str("}\n");
}

fn write_reasons(out: &mut String, reasons: &[(String, Period)]) {
    let mut groups: Vec<(Period, Vec<String>)> = Vec::new();
    for (reason, when) in reasons {
        match groups.iter_mut().find(|(p, _)| p == when) {
            Some((_, names)) => names.push(quoted(reason)),
            None => groups.push((*when, vec![quoted(reason)])),
        }
    }
    for (when, names) in groups {
        line(out, 1, format_args!("reasons {}{}", names.join(" "), period(when)));
    }
}

fn write_pointer(out: &mut String, word: &str, pointer: &Pointer) {
    line(out, 1, format_args!("{word} {}{} digest=\"{}\"", quoted(&pointer.to), period(pointer.period), pointer.digest));
}

fn write_control(out: &mut String, row: &ControlRow) {
    let place = match &row.destination {
        Destination::Column(n) => format!(" column={n}"),
        Destination::When(when) => format!(" when={}", quoted(&when.to_string())),
    };
    let scope = scope(&row.scope);
    line(
        out,
        1,
        format_args!("control {}{place} cite={}{} digest=\"{}\"{scope}", quoted(&row.reason), quoted(&row.cite), period(row.period), row.text.digest()),
    );
}

fn scope(scope: &crate::condition::Condition) -> String {
    if *scope == crate::condition::Condition::True { String::new() } else { format!(" scope={}", quoted(&scope.to_string())) }
}

fn write_exception(out: &mut String, row: &ExceptionRow) {
    let amount = row.amount.map_or(String::new(), |a| format!(" amount=\"{a} USD\""));
    line(out, 1, format_args!("exception {}{amount}{} digest=\"{}\"{}", quoted(&row.symbol), period(row.period), row.text.digest(), scope(&row.scope)));
}

fn write_note(out: &mut String, depth: usize, note: &NoteRow) {
    let cite = note.cite.as_ref().map_or(String::new(), |c| format!(" cite={}", quoted(c)));
    line(out, depth, format_args!("note \"{}\"{cite}{} digest=\"{}\"", note.kind.word(), period(note.period), note.digest));
}

fn write_provision(out: &mut String, depth: usize, provision: &SourceProvision) {
    let mut head = format!("provision \"{}\"", provision.label);
    if !provision.children.is_empty() {
        let _ = write!(head, " join=\"{}\"", provision.join.word());
    }
    if provision.reserved {
        head.push_str(" status=\"reserved\"");
    }
    head.push_str(&period(provision.period));
    if let Some(digest) = &provision.digest {
        let _ = write!(head, " digest=\"{digest}\"");
    }
    if provision.children.is_empty() && provision.notes.is_empty() {
        line(out, depth, format_args!("{head}"));
        return;
    }
    line(out, depth, format_args!("{head} {{"));
    for note in &provision.notes {
        write_note(out, depth + 1, note);
    }
    for child in &provision.children {
        write_provision(out, depth + 1, child);
    }
    line(out, depth, format_args!("}}"));
}
