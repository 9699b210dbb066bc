//! SKOS as Turtle: each list a concept scheme, each provision a concept, each pair a mapping.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{BASE, namespace, prefix, proof, property};
use crate::{Comparison, Side};

/// Writes a comparison as SKOS Turtle.
///
/// # Errors
/// Those of the writer.
pub fn write_skos(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .")?;
    writeln!(out, "@prefix comity: <{BASE}> .\n")?;
    let sides: BTreeSet<(&str, &str)> = [scheme(&comparison.a), scheme(&comparison.b)].into();
    for (list, date) in &sides {
        writeln!(out, "<{BASE}{list}> a skos:ConceptScheme ; skos:notation {} ; skos:historyNote {} .", literal(list), literal(date))?;
    }
    for pair in comparison.pairs.iter().filter(|pair| pair.counterpart) {
        writeln!(out)?;
        for (side, code) in [(&comparison.a, &pair.a), (&comparison.b, &pair.b)] {
            if let Some(code) = code {
                let (list, code) = (&side.list, &**code);
                writeln!(out, "{} a skos:Concept ; skos:inScheme <{BASE}{list}> ; skos:notation {} .", concept(list, code), literal(code))?;
            }
        }
        if let (Some(a), Some(b), Some(property)) = (&pair.a, &pair.b, property(pair.verdict.relation)) {
            let (a, b) = (concept(&comparison.a.list, a), concept(&comparison.b.list, b));
            writeln!(out, "{a} {property} {b} .")?;
            let text = format!("{} {}:{}: {}", pair.verdict.relation.name(), prefix(&comparison.b.list), pair.b.as_deref().unwrap_or_default(), proof(pair));
            writeln!(out, "{a} skos:scopeNote {} .", literal(text.trim_end_matches([':', ' '])))?;
        }
    }
    Ok(())
}

fn scheme(side: &Side) -> (&str, &str) {
    (&side.list, &side.date)
}

/// A provision as an address; what an address may not hold is written by its bytes.
fn concept(list: &str, code: &str) -> String {
    let mut address = format!("<{}", namespace(list));
    for byte in code.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address.push('>');
    address
}

fn literal(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
