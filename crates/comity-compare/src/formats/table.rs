//! Aligned columns for reading.

use std::io::{self, Write};

use super::{names, proof};
use crate::{Changes, Comparison, Counts, Report};

/// Writes a comparison as a table.
///
/// # Errors
/// Those of the writer.
pub fn write_table(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
    let head = [comparison.a.list.to_string(), comparison.b.list.to_string(), "relation".into(), "above".into(), "proof".into()];
    let rows = comparison.pairs.iter().map(|pair| {
        let code = |code: &Option<Box<str>>| code.as_deref().unwrap_or("-").to_owned();
        let above = pair.ancestors.map_or("-", crate::Relation::name);
        let proof = if pair.verdict.witnesses.is_empty() { pair.verdict.basis.to_string() } else { proof(pair) };
        let namesake = if pair.counterpart { "" } else { " (namesake)" };
        [code(&pair.a), code(&pair.b), format!("{}{namesake}", pair.verdict.relation.name()), above.into(), proof]
    });
    write_columns(out, std::iter::once(head).chain(rows).collect())
}

/// Writes the changes between two editions as a table.
///
/// # Errors
/// Those of the writer.
pub fn write_changes_table(changes: &Changes, out: &mut impl Write) -> io::Result<()> {
    let head = [changes.from.to_string(), changes.to.to_string(), "change".into(), "proof".into()];
    let rows = changes.changes.iter().map(|change| {
        let code = |code: &Option<Box<str>>| code.as_deref().unwrap_or("-").to_owned();
        let pair = &change.pair;
        let proof = if pair.verdict.witnesses.is_empty() { pair.verdict.basis.to_string() } else { proof(pair) };
        [code(&pair.a), code(&pair.b), change.kind.name().into(), proof]
    });
    write_columns(out, std::iter::once(head).chain(rows).collect())?;
    writeln!(out, "\n{} changed, {} unchanged", changes.changes.len(), changes.unchanged)
}

/// Writes the counts of a comparison and what matters most.
///
/// # Errors
/// Those of the writer.
pub fn write_report(comparison: &Comparison, report: &Report, out: &mut impl Write) -> io::Result<()> {
    let (a, b) = (&comparison.a, &comparison.b);
    writeln!(out, "{} ({}) seen from {} ({})\n", a.list, a.date, b.list, b.date)?;
    let head = ["", "equal", "narrower", "broader", "overlapping", "disjoint", "untold", "only a", "only b", "divergence"].map(String::from);
    let mut rows = vec![head, counted("all", &report.all)];
    rows.extend(report.categories.iter().map(|(category, counts)| counted(&format!("category {category}"), counts)));
    rows.extend(report.regimes.iter().map(|(regime, counts)| counted(regime, counts)));
    write_columns(out, rows)?;
    if !report.matters.is_empty() {
        writeln!(out, "\nthe widest differences")?;
    }
    let rows = report.matters.iter().filter_map(|matter| {
        let pair = comparison.pairs.get(matter.pair)?;
        let (a, b) = names(comparison, pair);
        Some([format!("{:.3}", matter.ratio), a.unwrap_or_default(), pair.verdict.relation.name().into(), b.unwrap_or_default(), proof(pair)])
    });
    write_columns(out, rows.collect())
}

fn counted(name: &str, counts: &Counts) -> [String; 10] {
    let divergence = counts.divergence();
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let divergence = match (divergence.index, divergence.least, divergence.most) {
        (Some(index), Some(least), Some(most)) => format!("{} ({} to {})", percent(index), percent(least), percent(most)),
        (None, Some(least), Some(most)) => format!("untold ({} to {})", percent(least), percent(most)),
        _ => "-".into(),
    };
    [
        name.into(),
        counts.equal.to_string(),
        counts.narrower.to_string(),
        counts.broader.to_string(),
        counts.overlapping.to_string(),
        counts.disjoint.to_string(),
        counts.untranslated.to_string(),
        counts.only_a.to_string(),
        counts.only_b.to_string(),
        divergence,
    ]
}

/// Columns as wide as their widest cell, two spaces apart, the last one ragged.
fn write_columns<const N: usize>(out: &mut impl Write, rows: Vec<[String; N]>) -> io::Result<()> {
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in &rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
