//! Notes: what kind a note is.

use crate::model::{NoteKind, NoteRow, Period};
use crate::text::{digest, fold, starts_with_ci};

/// The kind of a note, by its head and its text.
pub fn kind(head: &str, body: &str) -> NoteKind {
    let head = head.trim();
    let lower = format!("{head} {body}").to_lowercase();
    if starts_with_ci(head, "N.B") || starts_with_ci(head, "NB") || head.is_empty() && starts_with_ci(body, "N.B") {
        return NoteKind::Nb;
    }
    const OUT: [&str; 10] = [
        "does not apply",
        "do not apply",
        "does not control",
        "do not control",
        "does not include",
        "not controlled by this entry",
        "are excluded from",
        "is not controlled",
        "are not controlled",
        "is excluded from",
    ];
    if OUT.iter().any(|phrase| lower.contains(phrase)) {
        return NoteKind::Exclusion;
    }
    if lower.starts_with("technical note") || lower.contains("technical note") && head.len() < 60 && !head.is_empty() {
        return NoteKind::Technical;
    }
    NoteKind::Plain
}

/// A note's row.
pub fn row(kind: NoteKind, text: &str) -> NoteRow {
    NoteRow { kind, cite: None, digest: digest(text), text: fold(text), period: Period::default() }
}

/// Whether a paragraph outside a note element is a note by its first word.
pub fn starts_note(text: &str) -> bool {
    ["Note", "N.B.", "NB:", "Technical Note", "Accompanying"].iter().any(|head| text.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        assert_eq!(kind("Note:", "1A001 does not apply to toys."), NoteKind::Exclusion);
        assert_eq!(kind("Technical Note:", "A term is a word."), NoteKind::Technical);
        assert_eq!(kind("N.B.:", "See also elsewhere."), NoteKind::Nb);
        assert_eq!(kind("Note 1:", "It includes this."), NoteKind::Plain);
    }
}
