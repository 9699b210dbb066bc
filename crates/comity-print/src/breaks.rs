//! Where words without end may break, so that nothing runs off the page.

use serde_json::Value as Json;

/// Letters of a word that fits on a line in every place: a digest with the name of its kind has so many.
const FITS: usize = 71;
/// Letters after which a longer word may break.
const EVERY: usize = 32;
/// A place to break at, which has no looks.
const PLACE: char = '\u{200B}';

/// Marks places to break at in every text of a sheet's data.
pub fn mark(data: &mut Json) {
    match data {
        Json::String(text) => {
            if let Some(marked) = marked(text) {
                *text = marked;
            }
        }
        Json::Array(values) => values.iter_mut().for_each(mark),
        Json::Object(fields) => fields.values_mut().for_each(mark),
        _ => {}
    }
}

/// A text with places to break at; `None` where it needs none.
fn marked(text: &str) -> Option<String> {
    let is_long = |word: &str| word.len() > FITS && word.chars().count() > FITS;
    if !text.split_whitespace().any(is_long) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + text.len() / EVERY * PLACE.len_utf8());
    // Words with the white space after them.
    for word in text.split_inclusive(char::is_whitespace) {
        let long = is_long(word.trim_end());
        let mut since = 0;
        for c in word.chars() {
            // What combines with the letter before it stays with it.
            if long && since >= EVERY && (c.is_ascii() || c.is_alphanumeric()) {
                out.push(PLACE);
                since = 0;
            }
            out.push(c);
            since += 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_without_end_get_places_to_break_at() {
        let digest = format!("sha256:{}", "0".repeat(64));
        assert_eq!(marked(&format!("a {digest} b")), None);
        let long = "x".repeat(100);
        let broken = marked(&format!("a {long} b")).unwrap();
        assert_eq!(broken.matches(PLACE).count(), 3);
        assert_eq!(broken.replace(PLACE, ""), format!("a {long} b"));
    }

    #[test]
    fn a_letter_keeps_what_combines_with_it() {
        let long = "e\u{301}".repeat(60);
        assert!(!marked(&long).unwrap().contains("\u{200B}\u{301}"));
    }
}
