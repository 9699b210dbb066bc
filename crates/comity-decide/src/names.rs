//! Names in written findings: ids of items, provisions and their citations, by which answers differ that are otherwise the same.
//!
//! Findings are digested with a zero in the place of each name, and the names are digested beside them, so that all answers of one form
//! share the digest of that form: see [`result_digest`](crate::receipt::result_digest).

use std::ops::Range;

use comity_law::Digest;
use memchr::memmem;

/// What bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    Item,
    Provision,
    /// A ground.
    Citation,
}

/// Where a name stands: the JSON string with its quotes.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) at: Range<usize>,
    pub(crate) bearer: Bearer,
}

/// The names in findings that are written as canonical JSON: every string under the keys `item` and `provision`, and under `citation`
/// beside a `column`, which is that of a ground.
pub(crate) struct Names<'t> {
    text: &'t [u8],
    pub(crate) places: Vec<Place>,
}

impl<'t> Names<'t> {
    pub(crate) fn of(text: &'t [u8]) -> Self {
        // A quote inside a string of JSON stands after a backslash, so these bytes are a key and the first quote of its value.
        let keys: [(&[u8], Bearer); 3] = [(b"\"item\":\"", Bearer::Item), (b"\"provision\":\"", Bearer::Provision), (b"\"citation\":\"", Bearer::Citation)];
        let found = keys.into_iter().flat_map(|(key, bearer)| {
            memmem::find_iter(text, key).map(move |at| {
                let start = at + key.len() - 1;
                Place { at: start..end_of_string(text, start), bearer }
            })
        });
        let is_name = |place: &Place| place.bearer != Bearer::Citation || text.get(place.at.end..).is_some_and(|rest| rest.starts_with(b",\"column\":"));
        let mut places: Vec<Place> = found.filter(is_name).collect();
        places.sort_unstable_by_key(|place| place.at.start);
        Self { text, places }
    }

    /// What stands between two places.
    pub(crate) fn text(&self, at: Range<usize>) -> &'t [u8] {
        self.text.get(at.start..at.end.min(self.text.len())).unwrap_or_default()
    }

    pub(crate) fn name(&self, place: &Place) -> &'t [u8] {
        self.text.get(place.at.clone()).unwrap_or_default()
    }

    /// The text with a zero in the place of each name.
    pub(crate) fn form(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len());
        let mut from = 0;
        for place in &self.places {
            out.extend_from_slice(self.text.get(from..place.at.start).unwrap_or_default());
            out.push(b'0');
            from = place.at.end;
        }
        out.extend_from_slice(self.text.get(from..).unwrap_or_default());
        out
    }

    /// The names as a list of JSON.
    pub(crate) fn list(&self) -> Vec<u8> {
        let mut out = vec![b'['];
        for (i, place) in self.places.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend_from_slice(self.name(place));
        }
        out.push(b']');
        out
    }
}

/// Digest of the form of findings: all but their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FormDigest(pub(crate) Digest);

impl FormDigest {
    pub(crate) fn of(form: &[u8]) -> Self {
        Self(Digest::of(form))
    }
}

/// The place after the string of JSON that begins at a quote.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match text.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[track_caller]
    fn check(findings: &serde_json::Value, form: &str, list: &str) {
        let text = findings.to_string();
        let names = Names::of(text.as_bytes());
        assert_eq!((&*String::from_utf8_lossy(&names.form()), &*String::from_utf8_lossy(&names.list())), (form, list));
    }

    #[test]
    fn names_are_taken_out_in_their_order() {
        check(
            &serde_json::json!([{ "citation": "s 1; 3", "column": 1, "item": "b", "provision": "x:1" }, { "citation": "s 2", "item": "a", "provision": null }]),
            r#"[{"citation":0,"column":1,"item":0,"provision":0},{"citation":"s 2","item":0,"provision":null}]"#,
            r#"["s 1; 3","b","x:1","a"]"#,
        );
    }

    #[test]
    fn text_that_looks_like_a_key_is_no_name() {
        check(
            &serde_json::json!([{ "note": "\"item\":\"a\"", "of": ["item", "provision"], "item": "\\\"item\":\"" }]),
            r#"[{"item":0,"note":"\"item\":\"a\"","of":["item","provision"]}]"#,
            r#"["\\\"item\":\""]"#,
        );
    }
}
