//! Folding and digests of source text.

use sha2::{Digest, Sha256};

/// `text` with every run of white space made one space, and none at the ends.
///
/// ```
/// assert_eq!(comity_read::text::fold(" a\n  b "), "a b");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The first 16 hex digits of the SHA-256 of `text` with its white space folded.
///
/// ```
/// use comity_read::text::digest;
/// assert_eq!(digest("two  words"), digest("two words"));
/// ```
pub fn digest(text: &str) -> String {
    let hash = Sha256::digest(fold(text).as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The whole SHA-256 of a file's bytes, as hex digits.
pub fn file_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `text` as it is compared between editions: what converters of the same source do differently
/// (white space, quotes, stops and commas, marks of superscripts) is taken away.
///
/// ```
/// use comity_read::text::comparable;
/// assert_eq!(comparable("paragraphs .c, and “d”"), comparable("Paragraphs c and d."));
/// ```
pub fn comparable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'' | '\u{2003}' | '.' | ',' | '^'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Plain straight words of `text`: typographic quotes removed, dashes and stops kept.
pub fn unquoted(text: &str) -> String {
    fold(&text.replace(['“', '”', '"', '‘', '’', '\''], ""))
}

/// Whether `text` begins with `prefix`, letters of either case being the same.
pub fn starts_with_ci(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The byte position of `needle` in `text`, letters of either case being the same.
pub fn find_ci(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    if needle.is_empty() || needle.len() > text.len() {
        return None;
    }
    (0..=text.len() - needle.len()).find(|&i| text.get(i..i + needle.len()).is_some_and(|w| w.eq_ignore_ascii_case(needle)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_and_digests() {
        assert_eq!(fold("  a\n b\u{2003}c "), "a b c");
        assert_eq!(digest("a  b"), digest(" a b\n"));
        assert_eq!(digest("a b").len(), 16);
        assert_eq!(comparable("paragraphs.c,.d, and.e"), comparable("paragraphs .c, .d, and .e."));
        assert_eq!(find_ci("Not SUBJECT to", "subject"), Some(4));
        assert!(starts_with_ci("Items: a.", "items"));
        assert!(!starts_with_ci("é", "items"));
    }
}
