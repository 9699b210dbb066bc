//! The rows of a phrasebook from the vocabulary's files.

use kdl::{KdlDocument, KdlError, KdlNode};

use super::phrase::{PhraseKind, PhraseRow};

/// The characteristics and terms of one vocabulary file. Rows of one id in several files add up.
///
/// ```
/// let rows = comity_read::criteria::rows_of("characteristic \"mass\" type=\"quantity\" unit=\"kg\" { phrase \"mass\" within=\"1A\" }")?;
/// assert_eq!(rows[0].phrases, [("mass".to_owned(), vec!["1A".to_owned()])]);
/// # Ok::<(), kdl::KdlError>(())
/// ```
///
/// # Errors
/// When the text is no KDL.
pub fn rows_of(text: &str) -> Result<Vec<PhraseRow>, KdlError> {
    let document: KdlDocument = text.parse()?;
    Ok(document.nodes().iter().filter_map(row).collect())
}

fn row(node: &KdlNode) -> Option<PhraseRow> {
    let term = match node.name().value() {
        "characteristic" => false,
        "term" => true,
        _ => return None,
    };
    let id = node.get(usize::from(term))?.as_string()?.to_owned();
    let property = |name: &str| node.get(name).and_then(|v| v.as_string());
    let kind = match (property("type"), property("unit")) {
        (Some("quantity"), Some(unit)) => PhraseKind::Quantity { unit: unit.to_owned(), span: node.get("span").and_then(|v| v.as_bool()).unwrap_or(false) },
        _ => PhraseKind::Other,
    };
    let mut phrases = Vec::new();
    for child in node.children().map(KdlDocument::nodes).unwrap_or_default().iter().filter(|n| n.name().value() == "phrase") {
        let within: Vec<String> =
            child.get("within").and_then(|v| v.as_string()).map(|w| w.split_whitespace().map(str::to_owned).collect()).unwrap_or_default();
        for entry in child.entries().iter().filter(|e| e.name().is_none()) {
            phrases.extend(entry.value().as_string().map(|p| (p.to_owned(), within.clone())));
        }
    }
    Some(PhraseRow { id, kind, phrases })
}
