//! Kinds of identifying numbers, by what sources call them.

use std::sync::LazyLock;

use comity_screen::record::Identifier;

/// What sources call a number, and what kind it is: a table beside this file.
static TABLE: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("identifiers.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut table: Vec<_> = rows.filter_map(|line| line.split_once('\t')).collect();
    table.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    table
});

/// What a phrase says of the number behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An identifying number of this kind, named by so many bytes at the phrase's beginning.
    Kind(&'static str, usize),
    /// Something that identifies nobody.
    Remark,
}

/// What the beginning of a phrase means; `None` where the table does not know it.
pub(super) fn meaning(phrase: &str) -> Option<Meaning> {
    let phrase = phrase.to_lowercase();
    // A name ends where a word ends.
    let fits = |name: &str| phrase.starts_with(name) && !phrase.as_bytes().get(name.len()).is_some_and(u8::is_ascii_alphanumeric);
    let (name, kind) = TABLE.iter().find(|(name, _)| fits(name))?;
    Some(if *kind == "-" { Meaning::Remark } else { Meaning::Kind(kind, name.len()) })
}

/// An identifier from its parts. The word that some sources put before a ship's number is dropped: its kind says it.
pub(super) fn identifier(kind: Option<&str>, value: &str, country: Option<String>) -> Option<Identifier> {
    let mut value = value.trim().trim_end_matches(['.', ',', ';']).trim();
    if kind == Some("imo") {
        value = value.strip_prefix("IMO").map_or(value, |rest| rest.trim_start_matches([' ', ':', '.']));
    }
    if value.is_empty() {
        return None;
    }
    Some(Identifier { value: value.to_owned(), kind: kind.map(str::to_owned), country })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts_and_ends_with_a_word() {
        assert_eq!(meaning("Passport A123"), Some(Meaning::Kind("passport", 8)));
        assert_eq!(meaning("Company Number IMO 1"), Some(Meaning::Kind("imo", 18)));
        assert_eq!(meaning("Tinsel 5"), None);
        assert_eq!(meaning("Gender Male"), Some(Meaning::Remark));
        assert_eq!(identifier(Some("imo"), "IMO 7406784.", None).unwrap().value, "7406784");
        assert_eq!(identifier(None, " . ", None), None);
    }

    #[test]
    fn the_table_is_sound() {
        for (name, kind) in TABLE.iter() {
            assert_eq!(*name, name.to_lowercase(), "names are compared in small letters");
            let known = ["passport", "national-id", "tax", "registration", "imo", "mmsi", "swift", "lei", "tail", "other", "-"];
            assert!(known.contains(kind), "{name}: {kind}");
        }
    }
}
