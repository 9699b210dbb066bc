//! Merging a later edition into a list: rows that changed are closed, what replaces them is opened.
//!
//! Nothing is closed because a rendering lacks it. An entry that the rendering lost, or into which another ran, keeps its
//! rows; where all entries that could be compared changed one destination for another, an entry that could not be compared
//! and has the old destination becomes open about the new one.

use jiff::civil::Date;

use crate::ccl::tables_json::{LaterEdition, LaterEntry, mark_blurred, same_row};
use crate::ccl::translate::{LIST, labels, reasons, rows_of_table};
use crate::condition::Condition;
use crate::exceptions;
use crate::label::{Label, Printed};
use crate::model::{ControlRow, Destination, ExceptionRow, Period, Report, SourceEntry, SourceList};
use crate::scope::Entry;
use crate::text::comparable;
use crate::tree::TreeBuilder;

/// What a merge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows closed.
    pub closed: usize,
    /// Rows opened.
    pub opened: usize,
    /// Provisions added.
    pub provisions: usize,
    /// Entries whose rows or paragraphs changed.
    pub entries: Vec<String>,
    /// Entries whose rows could not be compared.
    pub not_compared: Vec<String>,
}

/// Merges a later edition into a list as of `date`.
pub fn merge(earlier: &mut SourceList, mut later: LaterEdition, date: Date) -> Changes {
    let codes: Vec<String> = earlier.entries.iter().map(|e| e.code.clone()).collect();
    mark_blurred(&mut later, &codes);
    let mut changes = Changes::default();
    let mut swaps = Swaps::default();
    let mut report = std::mem::take(&mut earlier.report);
    for entry in &mut earlier.entries {
        match later.get(&entry.code) {
            Some(new) if !new.blurred => entry_changes(entry, new, date, &mut changes, &mut swaps, &mut report),
            _ => changes.not_compared.push(entry.code.clone()),
        }
    }
    for entry in &later.entries {
        if !codes.contains(&entry.code) {
            report.problem(&entry.code, "only the later rendering has this entry: not taken over");
        }
    }
    for entry in &mut earlier.entries {
        if changes.not_compared.contains(&entry.code) {
            open_swapped(entry, &swaps, date, &mut changes);
        }
    }
    for code in &changes.not_compared {
        report.problem(code, format!("not compared with the edition of {date}: its rendering lost or blurred the entry"));
    }
    earlier.report = report;
    changes
}

/// Destinations that were exchanged for others, and those that stayed.
#[derive(Default)]
struct Swaps {
    exchanged: Vec<(Condition, Condition)>,
    kept: Vec<Condition>,
}

impl Swaps {
    /// What a destination became, when it became the same everywhere and stayed nowhere.
    fn of(&self, old: &Condition) -> Option<&Condition> {
        if self.kept.contains(old) {
            return None;
        }
        let mut found = self.exchanged.iter().filter(|(from, _)| from == old).map(|(_, to)| to);
        let first = found.next()?;
        found.all(|to| to == first).then_some(first)
    }
}

fn entry_changes(entry: &mut SourceEntry, new: &LaterEntry, date: Date, changes: &mut Changes, swaps: &mut Swaps, report: &mut Report) {
    let before = (changes.closed, changes.opened, changes.provisions);
    added_provisions(entry, new, date, changes);
    let tree = labels(&entry.provisions);
    let has = |label: &Label| label.is_root() || tree.contains(label);
    let code = entry.code.clone();
    let scope = Entry { list: LIST, code: &code, has: &has };
    control_changes(entry, new, date, &scope, changes, swaps, report);
    exception_changes(entry, new, date, &scope, changes);
    reason_changes(entry, new, date, changes, report);
    if before != (changes.closed, changes.opened, changes.provisions) {
        changes.entries.push(entry.code.clone());
    }
}

fn control_changes(entry: &mut SourceEntry, new: &LaterEntry, date: Date, scope: &Entry<'_>, changes: &mut Changes, swaps: &mut Swaps, report: &mut Report) {
    let later = rows_of_table(scope, &new.rows, &mut Report::default());
    let unmatched: Vec<ControlRow> = later.iter().filter(|row| !entry.controls.iter().any(|old| same_row(&old.text, &row.text))).cloned().collect();
    let mut opened: Vec<ControlRow> = Vec::new();
    for row in &mut entry.controls {
        if later.iter().any(|n| same_row(&n.text, &row.text)) {
            if let Destination::When(when) = &row.destination {
                swaps.kept.push(when.clone());
            }
            continue;
        }
        // Prose beside the table is not in the rendering: it stays.
        if row.text.right.is_empty() || row.text.right.starts_with(" #") {
            continue;
        }
        let heir = unmatched.iter().find(|n| n.reason == row.reason && comparable(&n.text.left) == comparable(&row.text.left)).or_else(|| {
            let column = &row.destination;
            unmatched.iter().find(|n| n.reason == row.reason && n.destination == *column)
        });
        let Some(heir) = heir else {
            report.problem(&entry.code, "a row that the later rendering lacks without another in its place: kept");
            continue;
        };
        if let (Destination::When(old), Destination::When(new)) = (&row.destination, &heir.destination)
            && row.scope == heir.scope
        {
            swaps.exchanged.push((old.clone(), new.clone()));
        }
        row.period.until = Some(date);
        changes.closed += 1;
        if !opened.contains(heir) {
            opened.push(heir.clone());
        }
    }
    for row in unmatched {
        if !opened.contains(&row) {
            opened.push(row);
        }
    }
    for mut row in opened {
        row.period = Period { from: Some(date), until: None };
        changes.opened += 1;
        entry.controls.push(row);
    }
}

/// The rendering gives an exception's first line only: a text that goes on in the earlier edition has not changed.
fn exception_changes(entry: &mut SourceEntry, new: &LaterEntry, date: Date, scope: &Entry<'_>, changes: &mut Changes) {
    for (symbol, body) in &new.exceptions {
        if symbol == "STA" || exceptions::symbol(&format!("{symbol}:")).is_none() {
            continue;
        }
        let old: Vec<usize> = (0..entry.exceptions.len()).filter(|i| entry.exceptions.get(*i).is_some_and(|x| x.text.left == *symbol)).collect();
        let Some(words) = old.first().and_then(|i| entry.exceptions.get(*i)).map(|x| comparable(&x.text.right)) else {
            continue;
        };
        if words.starts_with(&comparable(body)) {
            continue;
        }
        for i in old {
            if let Some(row) = entry.exceptions.get_mut(i) {
                row.period.until = Some(date);
                changes.closed += 1;
            }
        }
        let mut rows = exceptions::read(scope, symbol, body);
        if let Some(first) = rows.first().cloned() {
            // What further lines say is unknown.
            rows.push(ExceptionRow {
                scope: Condition::unknown("further lines of this exception, which the rendering does not give"),
                text: exceptions::numbered(&first.text, rows.len()),
                ..first
            });
        }
        for mut row in rows {
            row.period = Period { from: Some(date), until: None };
            changes.opened += 1;
            entry.exceptions.push(row);
        }
    }
}

fn reason_changes(entry: &mut SourceEntry, new: &LaterEntry, date: Date, changes: &mut Changes, report: &mut Report) {
    let later = reasons(&new.reasons);
    if later.is_empty() {
        return;
    }
    for (reason, period) in &mut entry.reasons {
        if !later.iter().any(|(r, _)| r == reason) {
            period.until = Some(date);
            changes.closed += 1;
            report.problem(&entry.code, format!("reason {reason} is gone on {date}"));
        }
    }
    for (reason, _) in later {
        if !entry.reasons.iter().any(|(r, _)| *r == reason) {
            report.problem(&entry.code, format!("reason {reason} is new on {date}"));
            entry.reasons.push((reason, Period { from: Some(date), until: None }));
            changes.opened += 1;
        }
    }
}

/// An entry whose items stood in its heading and now stand in paragraphs (0A502).
fn added_provisions(entry: &mut SourceEntry, new: &LaterEntry, date: Date, changes: &mut Changes) {
    let Some(items) = new.items.as_deref().filter(|t| t.starts_with("a. ")) else {
        return;
    };
    if !entry.provisions.is_empty() {
        return;
    }
    let mut tree = TreeBuilder::default();
    for (label, text) in top_paragraphs(items) {
        tree.place(&Printed { first: label, last: None, stopped: true }, &text);
    }
    for mut provision in tree.finish() {
        provision.period = Period { from: Some(date), until: None };
        changes.provisions += 1;
        entry.provisions.push(provision);
    }
}

/// The top-level paragraphs of running text: `a. ... b. ... c. ...`, up to the first note.
fn top_paragraphs(text: &str) -> Vec<(Label, String)> {
    let end = [" Note 1", " Note:", " Note to", " Technical Note"].iter().filter_map(|m| text.find(m)).min().unwrap_or(text.len());
    let text = text.get(..end).unwrap_or_default();
    let mut out: Vec<(Label, String)> = Vec::new();
    let mut start = 0;
    let Some(mut label) = Label::parse("a") else {
        return out;
    };
    for _ in 0..26 {
        let next = label.range_to(&Label::parse("z").unwrap_or_default()).and_then(|r| r.get(1).cloned());
        let cut = next.as_ref().and_then(|n| text.get(start..)?.find(&format!(". {n}. ")).map(|at| start + at + 2));
        let piece = text.get(start..cut.unwrap_or(text.len())).unwrap_or_default();
        out.push((label.clone(), piece.trim().to_owned()));
        match (next, cut) {
            (Some(next), Some(cut)) => {
                label = next;
                start = cut;
            }
            _ => break,
        }
    }
    out
}

/// Rows of an entry that could not be compared, whose destination was exchanged in every entry that could.
fn open_swapped(entry: &mut SourceEntry, swaps: &Swaps, date: Date, changes: &mut Changes) {
    let mut opened = Vec::new();
    for row in &mut entry.controls {
        let Destination::When(old) = &row.destination else {
            continue;
        };
        let Some(new) = swaps.of(old).filter(|_| row.period.is_open()) else {
            continue;
        };
        let unsure = new.clone().and(Condition::unknown("whether this row was amended with those of other entries"));
        let mut next = row.clone();
        next.destination = Destination::When(old.clone().or(unsure));
        next.text.right = format!("{} #as of {date}", row.text.right);
        next.period = Period { from: Some(date), until: None };
        row.period.until = Some(date);
        changes.closed += 1;
        changes.opened += 1;
        opened.push(next);
    }
    if !opened.is_empty() {
        changes.entries.push(entry.code.clone());
    }
    entry.controls.extend(opened);
}
