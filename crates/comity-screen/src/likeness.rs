//! How likely one word is a spelling of another.
//!
//! An edit distance whose costs follow how names are garbled in practice: a vowel is easily changed or left out, a letter doubled, a sound
//! written with its neighbour, two letters swapped, a figure read for a letter. The likeness is 1 for the same word and falls with the cost per letter.

mod cost;
mod edits;

pub use edits::Edits;

/// How a word of the question stands for a listed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Letter by letter the same.
    Same,
    /// Another spelling.
    Spelling,
    /// The same consonants, vowels left out or not written in the script.
    Consonants,
    /// The beginning of the word only.
    Beginning,
    /// Its first letter only.
    Initial,
    /// Several words written as one, or one as several.
    Joined,
    /// Another reading or translation of the word.
    Reading,
    /// Part of a phrase that means the same (a legal form, say).
    Meaning,
}

impl How {
    /// The word for it in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Spelling => "spelling",
            Self::Consonants => "consonants",
            Self::Beginning => "beginning",
            Self::Initial => "initial",
            Self::Joined => "joined",
            Self::Reading => "reading",
            Self::Meaning => "meaning",
        }
    }
}

/// Likeness below which two words are two words.
pub const LEAST: f32 = 0.45;

/// Letters of a word that are compared; what is longer is no name.
const LONGEST: usize = 32;

/// How like `asked` is to `listed`, 0 to 1; 0 for whatever is less like than [`LEAST`].
///
/// ```
/// use comity_screen::likeness::spelling;
///
/// assert_eq!(spelling(b"smith", b"smith"), 1.0);
/// assert!(spelling(b"muhammad", b"mohammed") > 0.8, "vowels are cheap");
/// assert!(spelling(b"resistance", b"eesistance") > 0.7, "one typing error");
/// assert!(spelling(b"merkel", b"mortas") < 0.5);
/// ```
#[must_use]
pub fn spelling(asked: &[u8], listed: &[u8]) -> f32 {
    if asked == listed {
        return 1.0;
    }
    let (a, b) = (asked.get(..LONGEST).unwrap_or(asked), listed.get(..LONGEST).unwrap_or(listed));
    let letters = f32::from(u8::try_from(a.len().min(b.len()).max(1)).unwrap_or(u8::MAX)) + 1.0;
    let per_cost = SHARPNESS / (letters * f32::from(cost::PLAIN));
    // One plain error in six letters leaves 0.7, in four 0.6, in three hardly the least.
    let most = (1.0 - LEAST) / per_cost;
    cost::distance(a, b, most as u16).map_or(0.0, |cost| 1.0 - f32::from(cost) * per_cost)
}

/// Loss of likeness for one error per letter.
const SHARPNESS: f32 = 2.0;

/// Whether the word has no vowel beyond its first and last letter, as one whose vowels were left out.
#[must_use]
pub fn without_vowels(word: &[u8]) -> bool {
    word.len() > 2 && !word.iter().skip(1).any(|c| vowel(*c)) && word.iter().all(u8::is_ascii_alphabetic)
}

/// How like a word without vowels is to a whole one: by the consonants, which must stand in order; vowels of `listed` cost nothing.
#[must_use]
pub fn consonants(asked: &[u8], listed: &[u8]) -> f32 {
    let strip = |word: &[u8], into: &mut [u8; LONGEST]| {
        let mut length = 0;
        let mut before = 0;
        for (at, c) in word.iter().copied().enumerate().take(LONGEST) {
            if (at == 0 || !soft(c))
                && c != before
                && let Some(place) = into.get_mut(length)
            {
                *place = c;
                length += 1;
            }
            before = c;
        }
        length
    };
    let (mut a, mut b) = ([0; LONGEST], [0; LONGEST]);
    let (m, n) = (strip(asked, &mut a), strip(listed, &mut b));
    let likeness = spelling(a.get(..m).unwrap_or_default(), b.get(..n).unwrap_or_default());
    // Consonants alone say less than the word: "mhmd" is Mohamed, Mahmud, Mehmet.
    likeness * 0.9
}

fn vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Letters that come and go between transliterations.
fn soft(c: u8) -> bool {
    vowel(c) || matches!(c, b'y' | b'w' | b'h')
}
