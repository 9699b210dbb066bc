//! SSSOM TSV: mappings for exchange (<https://mapping-commons.github.io/sssom/>).

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{BASE, namespace, prefix, proof, property};
use crate::{Comparison, Pair, Relation, align::Confidence};

/// Writes the pairs of a comparison as SSSOM TSV with its metadata in the head. What has no counterpart is no mapping and is left out.
///
/// # Errors
/// Those of the writer.
pub fn write_sssom(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
    let (a, b) = (&comparison.a, &comparison.b);
    writeln!(out, "#mapping_set_id: {BASE}mappings/{}_{}/{}_{}", prefix(&a.list), a.date, prefix(&b.list), b.date)?;
    writeln!(out, "#mapping_set_description: \"How each provision of {} stands to its counterpart in {}, by what they cover.\"", a.list, b.list)?;
    writeln!(out, "#license: https://creativecommons.org/publicdomain/zero/1.0/")?;
    writeln!(out, "#mapping_tool: comity-compare")?;
    writeln!(out, "#mapping_tool_version: \"{}\"", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "#subject_source: comity:{}", a.list)?;
    writeln!(out, "#subject_source_version: \"{}\"", a.date)?;
    writeln!(out, "#object_source: comity:{}", b.list)?;
    writeln!(out, "#object_source_version: \"{}\"", b.date)?;
    writeln!(out, "#curie_map:")?;
    let lists: BTreeSet<&str> = [&*a.list, &*b.list].into();
    for list in lists {
        writeln!(out, "#  {}: \"{}\"", prefix(list), namespace(list))?;
    }
    writeln!(out, "#  comity: \"{BASE}\"")?;
    writeln!(out, "#  semapv: \"https://w3id.org/semapv/vocab/\"")?;
    writeln!(out, "#  skos: \"http://www.w3.org/2004/02/skos/core#\"")?;
    writeln!(out, "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment")?;
    for pair in comparison.pairs.iter().filter(|pair| pair.counterpart) {
        let (Some(code_a), Some(code_b), Some(property)) = (&pair.a, &pair.b, property(pair.verdict.relation)) else { continue };
        let comment = comment(pair);
        let (justification, confidence) = (justification(pair), confidence(pair));
        writeln!(out, "{}:{code_a}\t{property}\t{}:{code_b}\t{justification}\t{confidence}\t{comment}", prefix(&a.list), prefix(&b.list))?;
    }
    Ok(())
}

/// A relation that is proved rests on reasoning; one that is not, on where the two provisions stand in their lists.
fn justification(pair: &Pair) -> &'static str {
    if pair.verdict.relation == Relation::Untranslated { "semapv:StructuralMatching" } else { "semapv:LogicalReasoning" }
}

/// How sure it is that the two correspond, as a number that the format asks for.
fn confidence(pair: &Pair) -> &'static str {
    match pair.confidence {
        Some(Confidence::CodeAndContent) => "0.95",
        Some(Confidence::Content) => "0.8",
        Some(Confidence::Code) | None => "0.5",
    }
}

/// Relation, proof and basis without what would break a table.
fn comment(pair: &Pair) -> String {
    let proof = proof(pair);
    let parts = [pair.verdict.relation.name(), &proof, &*pair.verdict.basis];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    text.replace(['\t', '\n', '\r'], " ").replace('"', "'")
}
