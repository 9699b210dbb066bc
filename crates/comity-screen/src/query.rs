//! What is asked: a party, as its name and whatever else is known of it.

use serde::{Deserialize, Serialize};

use crate::{
    class::{Class, classes},
    index::Index,
    record::{Identifier, Kind},
    text::{self, Word},
};

/// A party to be screened. Only a name or an identifier is needed; whatever is left out never lowers a score.
///
/// Read from one JSON object: `{id, name, type, date_of_birth, country, identifiers}`.
///
/// ```
/// let query: comity_screen::Query = serde_json::from_str(r#"{"id": "7", "name": "Jane Doe", "country": "BZ"}"#).unwrap();
/// assert_eq!(query.country.as_deref(), Some("BZ"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The asker's own name for the question, given back.
    #[serde(default)]
    pub id: String,
    /// The party's name, in any script.
    #[serde(default)]
    pub name: String,
    /// What kind of party it is.
    #[serde(rename = "type", default, skip_serializing_if = "is_unknown")]
    pub kind: Kind,
    /// Its date of birth, in any form that [`crate::record::Birth`] reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// Its country, written as the records write theirs (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Numbers that registers gave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "identifiers")]
    pub identifiers: Vec<Identifier>,
}

fn is_unknown(kind: &Kind) -> bool {
    *kind == Kind::Unknown
}

/// Identifiers as plain numbers or as objects.
fn identifiers<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Vec<Identifier>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Plain(String),
        Whole(Identifier),
    }
    let written = Vec::<Written>::deserialize(from)?;
    let whole = |one| match one {
        Written::Plain(value) => Identifier { value, ..Identifier::default() },
        Written::Whole(identifier) => identifier,
    };
    Ok(written.into_iter().map(whole).collect())
}

/// Words of a question that take part in the comparison; what is longer is no name.
pub(crate) const MOST_WORDS: usize = 24;

/// One word of the question, made ready.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// In Latin letters.
    pub latin: String,
    /// Other readings.
    pub readings: Vec<String>,
    /// Vowels are not written.
    pub vowelless: bool,
    /// The word as the asker wrote it.
    pub written: String,
    /// Its part in the name.
    pub class: Class,
}

/// The words of a name, cut where listed words begin and end if the script does not separate them.
pub(crate) fn asked(name: &str, index: &Index) -> Vec<Asked> {
    let words = text::words(name);
    let parts = classes(&words);
    let mut asked = Vec::with_capacity(words.len());
    for (word, class) in words.into_iter().zip(parts) {
        let written = name.get(word.span.clone()).unwrap_or_default().to_owned();
        if word.syllables.len() < 2 || !word.also.is_empty() {
            asked.push(Asked { latin: word.latin, readings: word.also, vowelless: word.vowelless, written, class });
        } else {
            asked.extend(cut(&word, index).into_iter().map(|latin| Asked { latin, readings: Vec::new(), vowelless: false, written: written.clone(), class }));
        }
    }
    asked.truncate(MOST_WORDS);
    asked
}

/// Most syllables that one listed word may have.
const SYLLABLES: usize = 5;

/// Cuts a run of syllables into words: as many letters as possible in listed words, rare ones before common ones, few pieces before many.
fn cut(word: &Word, index: &Index) -> Vec<String> {
    let syllables: &[String] = &word.syllables;
    // best[i]: worth of the best way to cut the first i syllables, and where its last piece begins.
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for end in 1..=syllables.len() {
        let mut here = (f32::MIN, end - 1);
        for start in end.saturating_sub(SYLLABLES)..end {
            let piece = syllables.get(start..end).unwrap_or_default().concat();
            let length = f32::from(u8::try_from(end - start).unwrap_or(u8::MAX));
            let worth = match index.vocabulary.find(piece.as_bytes()) {
                Some(id) => length * length * (1.0 + index.names.information(id)),
                // Nobody lists it: better kept as one piece with its neighbours than as a listed-looking crumb.
                None => 0.1 * length,
            };
            let before = best.get(start).map_or(f32::MIN, |(worth, _)| *worth);
            if before + worth > here.0 {
                here = (before + worth, start);
            }
        }
        best.push(here);
    }
    let mut pieces = Vec::new();
    let mut end = syllables.len();
    while end > 0 {
        let start = best.get(end).map_or(0, |(_, start)| *start).min(end - 1);
        pieces.push(syllables.get(start..end).unwrap_or_default().concat());
        end = start;
    }
    pieces.reverse();
    pieces
}
