//! What is asked: a party, as its name and whatever else is known of it.

use serde::{Deserialize, Serialize};

use crate::{
    index::Index,
    part::{Part, Phrase, bracketed, parts},
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
pub const MOST_WORDS: usize = 24;

/// Whether all of a name takes part in the comparison, so that no hit says something of all of it. Of a long name only the beginning is compared;
/// signs of unknown sound are left out; and of a name without a letter or digit there is nothing to compare.
///
/// ```
/// use comity_screen::is_compared_whole;
///
/// assert!(is_compared_whole("Jane Doe"));
/// assert!(!is_compared_whole(&"Jane Doe ".repeat(20)));
/// assert!(!is_compared_whole("★"));
/// assert!(!is_compared_whole(&format!("John{} Smith", ".".repeat(520))));
/// ```
#[must_use]
pub fn is_compared_whole(name: &str) -> bool {
    // Cut pieces of scripts without spaces count as words of their own, and so do the words of a meaning; characters beyond the longest are not
    // read at all.
    let words_of = |word: &text::Word| word.syllables.len().max(word.meaning.as_ref().map_or(1, |meaning| meaning.split(' ').count()));
    let pieces = text::words(name).iter().map(words_of).sum::<usize>();
    (1..=MOST_WORDS).contains(&pieces) && text::is_read_whole(name) && text::is_read_to_its_end(name)
}

/// One word of the question, made ready.
#[derive(Clone, Debug)]
pub struct Asked {
    /// In Latin letters.
    pub latin: String,
    /// Other readings.
    pub readings: Vec<String>,
    /// Vowels are not written.
    pub vowelless: bool,
    /// One of several readings of signs that do not spell sounds, or cut from a run of them: many names share it.
    pub homophone: bool,
    /// The word as the asker wrote it.
    pub written: String,
    /// Its part in the name.
    pub part: Part,
}

/// A name made ready: its words, and its phrases of known meaning.
pub struct Name {
    pub words: Vec<Asked>,
    pub phrases: Vec<Phrase>,
}

/// The words of a name, translated where it is in another script and the word means something, and cut where listed words begin and end if
/// the script does not separate them.
pub fn asked(name: &str, index: &Index) -> Name {
    let mut words = Vec::new();
    let mut spelt = text::words(name);
    spelt.truncate(MOST_WORDS);
    let brackets = bracketed(name, &spelt);
    let mut inside = Vec::new();
    for (word, bracketed) in spelt.into_iter().zip(brackets) {
        let written = name.get(word.span.clone()).unwrap_or_default().to_owned();
        let one = |latin: String| Asked { latin, readings: Vec::new(), vowelless: false, homophone: false, written: written.clone(), part: Part::Plain };
        match &word.meaning {
            Some(meaning) if meaning.contains(' ') => words.extend(meaning.split(' ').map(|part| one(part.to_owned()))),
            Some(meaning) => {
                let readings = std::iter::once(word.latin.clone()).chain(word.also.iter().filter(|other| *other != meaning).cloned());
                words.push(Asked { readings: readings.collect(), ..one(meaning.clone()) });
            }
            None if word.syllables.len() > 1 && word.also.is_empty() => {
                words.extend(cut(&word, index).into_iter().map(|latin| Asked { homophone: true, ..one(latin) }))
            }
            None => {
                words.push(Asked { readings: word.also.clone(), vowelless: word.vowelless, homophone: !word.syllables.is_empty(), ..one(word.latin.clone()) })
            }
        }
        inside.resize(words.len(), bracketed);
    }
    words.truncate(MOST_WORDS);
    let latin: Vec<&str> = words.iter().map(|word| word.latin.as_str()).collect();
    let (parts, phrases) = parts(&latin, &inside);
    let firm = parts.iter().any(|part| matches!(part, Part::Form | Part::Common));
    for (word, part) in words.iter_mut().zip(parts) {
        word.part = part;
        // In a firm's name it is mostly of a place; in a person's it is the surname.
        if firm && part == Part::Plain && word.readings.len() < MOST_READINGS {
            word.readings.extend(adjective_of(&word.latin).map(str::to_owned));
        }
    }
    Name { words, phrases }
}

/// Other readings up to which the place that an adjective is made of is one more.
const MOST_READINGS: usize = 3;

/// What a Russian adjective of place is made of: "saratov" of "saratovskiy", "balashikhin" of "balashikhinskaya". Lists that translate a name have the place.
fn adjective_of(word: &str) -> Option<&str> {
    let endings = ["aya", "aia", "oye", "oe", "ogo", "oy", "oi", "iye", "ie", "ikh", "iy", "ii", "ij", "yy", "y", "i"];
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending)?.strip_suffix("sk"))?;
    (stem.len() >= 4).then_some(stem)
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
