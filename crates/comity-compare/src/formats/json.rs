//! JSON: `[{a, b, relation, witness, basis, ancestors, ...}]`.

use std::io::{self, Write};

use serde::Serialize;

use super::names;
use crate::{Changes, Comparison, Pair, Witness, align::Confidence};

/// One pair as JSON holds it. Fields may be added, none is ever renamed.
#[derive(Debug, Serialize)]
pub struct PairJson<'a> {
    /// `list:code`, or null.
    pub a: Option<String>,
    /// `list:code`, or null.
    pub b: Option<String>,
    /// The relation of `a` to `b`.
    pub relation: &'static str,
    /// Items that prove it.
    pub witness: &'a [Witness],
    /// What was compared and what was not.
    pub basis: &'a str,
    /// The relation of what stands above.
    pub ancestors: Option<&'static str>,
    /// Whether the two are counterparts; else they merely bear the same code.
    pub counterpart: bool,
    /// Why the two correspond.
    pub confidence: Option<Confidence>,
}

impl<'a> PairJson<'a> {
    /// A pair of a comparison.
    pub fn new(comparison: &Comparison, pair: &'a Pair) -> Self {
        let (a, b) = names(comparison, pair);
        Self {
            a,
            b,
            relation: pair.verdict.relation.name(),
            witness: &pair.verdict.witnesses,
            basis: &pair.verdict.basis,
            ancestors: pair.ancestors.map(crate::Relation::name),
            counterpart: pair.counterpart,
            confidence: pair.confidence,
        }
    }
}

/// Writes a comparison as one JSON array, a pair a line.
///
/// # Errors
/// Those of the writer.
pub fn write_json(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
    write_rows(out, comparison.pairs.iter().map(|pair| PairJson::new(comparison, pair)))
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    change: &'static str,
    from: Option<&'a str>,
    to: Option<&'a str>,
    relation: &'static str,
    witness: &'a [Witness],
    basis: &'a str,
}

/// Writes the changes between two editions as one JSON array, a change a line.
///
/// # Errors
/// Those of the writer.
pub fn write_changes_json(changes: &Changes, out: &mut impl Write) -> io::Result<()> {
    let rows = changes.changes.iter().map(|change| ChangeJson {
        change: change.kind.name(),
        from: change.pair.a.as_deref(),
        to: change.pair.b.as_deref(),
        relation: change.pair.verdict.relation.name(),
        witness: &change.pair.verdict.witnesses,
        basis: &change.pair.verdict.basis,
    });
    write_rows(out, rows)
}

fn write_rows<T: Serialize>(out: &mut impl Write, rows: impl Iterator<Item = T>) -> io::Result<()> {
    let mut before = "[\n";
    for row in rows {
        out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut *out, &row)?;
        before = ",\n";
    }
    out.write_all(if before == "[\n" { b"[]\n" } else { b"\n]\n" })
}
