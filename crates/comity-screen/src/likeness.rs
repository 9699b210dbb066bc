//! How likely one word is a spelling of another.
//!
//! An edit distance whose costs follow how names are garbled in practice: a vowel is easily changed or left out, a letter doubled, a sound
//! written with its neighbour, two letters swapped, a figure read for a letter. The likeness is 1 for the same word and falls with the cost per letter.

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

/// How like `asked` is to `listed`, 0 to 1.
///
/// ```
/// use comity_screen::likeness::spelling;
///
/// assert_eq!(spelling(b"smith", b"smith"), 1.0);
/// assert!(spelling(b"muhammad", b"mohammed") > 0.85, "vowels are cheap");
/// assert!(spelling(b"resistance", b"eesistance") > 0.7, "one typing error");
/// assert!(spelling(b"merkel", b"mercaz") < 0.5);
/// ```
#[must_use]
pub fn spelling(asked: &[u8], listed: &[u8]) -> f32 {
    if asked == listed {
        return 1.0;
    }
    let (a, b) = (asked.get(..LONGEST).unwrap_or(asked), listed.get(..LONGEST).unwrap_or(listed));
    let cost = distance(a, b);
    let letters = a.len().min(b.len()).max(1);
    // One plain error in six letters leaves 0.7, in four 0.6, in three less than the least.
    (1.0 - cost * SHARPNESS / (f32::from(u8::try_from(letters).unwrap_or(u8::MAX)) + 1.0)).max(0.0)
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
            if (at == 0 || !soft(c)) && c != before {
                if let Some(place) = into.get_mut(length) {
                    *place = c;
                    length += 1;
                }
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

/// The cheapest way from one word to the other.
fn distance(a: &[u8], b: &[u8]) -> f32 {
    let mut rows = [[0f32; LONGEST + 1]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    let mut sum = 0.0;
    for (j, place) in last.iter_mut().enumerate().take(b.len() + 1) {
        *place = sum;
        sum += gap(b, j);
    }
    for i in 1..=a.len() {
        let gap_a = gap(a, i - 1);
        let (ca, pa) = (at(a, i - 1), if i > 1 { at(a, i - 2) } else { 0 });
        let mut left = read(last, 0) + gap_a;
        write(row, 0, left);
        for j in 1..=b.len() {
            let cb = at(b, j - 1);
            let mut best = read(last, j - 1) + swap(ca, cb, i == 1 || j == 1);
            best = best.min(left + gap(b, j - 1)).min(read(last, j) + gap_a);
            if i > 1 && j > 1 && ca != cb && ca == at(b, j - 2) && cb == pa {
                best = best.min(read(before, j - 2) + 0.8);
            }
            write(row, j, best);
            left = best;
        }
        (before, last, row) = (last, row, before);
    }
    read(last, b.len())
}

fn read(row: &[f32; LONGEST + 1], at: usize) -> f32 {
    row.get(at).copied().unwrap_or(f32::MAX)
}

fn write(row: &mut [f32; LONGEST + 1], at: usize, value: f32) {
    if let Some(place) = row.get_mut(at) {
        *place = value;
    }
}

fn at(word: &[u8], at: usize) -> u8 {
    word.get(at).copied().unwrap_or_default()
}

/// What it costs that a letter is missing on the other side.
fn gap(word: &[u8], i: usize) -> f32 {
    let c = at(word, i);
    if i > 0 && at(word, i - 1) == c {
        return 0.2;
    }
    match c {
        b'a' | b'e' | b'i' | b'o' | b'u' => 0.45,
        b'y' | b'h' | b'w' | b'j' => 0.5,
        _ => 1.0,
    }
}

/// What it costs to write one letter for another.
fn swap(a: u8, b: u8, first: bool) -> f32 {
    if a == b {
        return 0.0;
    }
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    match (a, b) {
        (b'0', b'o') | (b'1', b'i' | b'l') | (b'5', b's') | (b'8', b'b') | (b'i', b'l' | b'y' | b'j') => 0.3,
        (b'a' | b'e' | b'i' | b'o' | b'u', b'a' | b'e' | b'i' | b'o' | b'u') => 0.35,
        (b'c' | b'k' | b'q', b'k' | b'q') | (b'c', b's') | (b's', b'z') | (b'c', b'z') | (b'f', b'v') | (b'v', b'w') => 0.4,
        (b'd', b't') | (b'b', b'p') | (b'g', b'j') | (b'g', b'k') | (b'j', b'y') | (b'u', b'w') | (b'o', b'w') | (b'u', b'v') | (b'b', b'v') => 0.5,
        (b'g', b'h') | (b'h', b'k') | (b'm', b'n') | (b'k', b'x') | (b'h', b'x') | (b'j', b'z') | (b'c', b'j') => 0.6,
        _ if first => 1.1,
        _ => 1.0,
    }
}
