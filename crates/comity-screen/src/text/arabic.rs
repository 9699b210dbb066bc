//! Arabic script: Arabic, Persian, Dari, Urdu and Pashto. Vowels are known of known words only; the rest is read letter by letter.

use std::ops::Range;

use super::Word;
use super::clean::Letter;
use super::han::word;
use super::latin::equivalents;
use super::lexicon::{Entry, lexicon};

/// One form for letters that are written in several: alef, ya, kaf, ha.
pub(super) fn folded(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ۍ' | 'ئ' | 'ے' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۂ' | 'ۃ' => 'ه',
        'ؤ' | 'ۇ' | 'ۆ' | 'ۈ' | 'ۋ' => 'و',
        'ں' | 'ڼ' | 'ڻ' => 'ن',
        'ټ' | 'ٹ' => 'ت',
        'ډ' | 'ڈ' => 'د',
        'ړ' | 'ڑ' => 'ر',
        'ګ' => 'گ',
        other => other,
    }
}

/// Reads words that stand next to each other.
pub(super) fn read(run: &[&[Letter]], words: &mut Vec<Word>) {
    let persian = run.iter().any(|token| token.iter().any(|letter| matches!(letter.c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی')));
    let mut at = 0;
    while let Some(token) = run.get(at) {
        at += 1;
        let Some(span) = super::cut::span(token) else { continue };
        let letters: Vec<char> = token.iter().map(|letter| folded(letter.c)).collect();
        let next = run.get(at).and_then(|next| Some((next.iter().map(|letter| folded(letter.c)).collect::<Vec<char>>(), super::cut::span(next)?)));
        if let Some((after, after_span)) = &next {
            let both = span.start..after_span.end;
            if after.as_slice() == GOD {
                at += 1;
                let mut whole = letters.clone();
                whole.extend(GOD);
                words.push(of_god(&whole, &letters, persian, both));
                continue;
            }
            if letters.as_slice() == SERVANT
                && let Some(name) = after.strip_prefix(&ARTICLE).filter(|name| name.len() > 1)
            {
                at += 1;
                words.push(servant(span));
                one(name, persian, after_span.clone(), words);
                continue;
            }
        }
        one(&letters, persian, span, words);
    }
}

const GOD: [char; 4] = ['ا', 'ل', 'ل', 'ه'];
const SERVANT: [char; 3] = ['ع', 'ب', 'د'];
const ARTICLE: [char; 2] = ['ا', 'ل'];

/// Elements that end surnames and are written together with them.
const ENDINGS: [(&str, &str); 12] = [
    ("زاده", "zadeh"),
    ("پور", "pour"),
    ("نژاد", "nejad"),
    ("نيا", "nia"),
    ("وند", "vand"),
    ("فر", "far"),
    ("يان", "ian"),
    ("دوست", "doust"),
    ("لو", "lou"),
    ("زي", "zai"),
    ("خيل", "khel"),
    ("مند", "mand"),
];

fn one(letters: &[char], persian: bool, span: Range<usize>, words: &mut Vec<Word>) {
    if let Some(entry) = known(letters) {
        words.extend(word(entry, span));
        return;
    }
    if let Some(name) = letters.strip_prefix(&['ع', 'ب', 'د', 'ا', 'ل']).filter(|name| name.len() > 1) {
        words.push(servant(span.clone()));
        one(name, persian, span, words);
        return;
    }
    if letters.len() > GOD.len() + 1
        && let Some(stem) = letters.strip_suffix(&GOD)
    {
        words.push(of_god(letters, stem, persian, span));
        return;
    }
    if let Some(name) = letters.strip_prefix(&ARTICLE).filter(|name| name.len() > 1) {
        words.push(Word { also: vec!["el".to_owned()], ..Word::plain("al".to_owned(), span.clone()) });
        one(name, persian, span, words);
        return;
    }
    let joined = [['ل', 'ل'].as_slice(), &['و', 'ا', 'ل'], &['ب', 'ا', 'ل']].into_iter().find_map(|prefix| letters.strip_prefix(prefix));
    if let Some(name) = joined.filter(|name| known(name).is_some()) {
        words.push(Word::plain("al".to_owned(), span.clone()));
        one(name, persian, span, words);
        return;
    }
    if derived(letters, span.clone(), words) {
        return;
    }
    words.extend(by_letter(letters, persian, span));
}

/// Words made of a known one: with the ending of descent or place, a surname's ending, or two names written together.
fn derived(letters: &[char], span: Range<usize>, words: &mut Vec<Word>) -> bool {
    let with_ending = |stem: &[char], ending: &str| {
        let entry = known(stem).filter(|_| stem.len() > 2)?;
        let mut readings = entry.readings.iter().map(|reading| format!("{}{ending}", reading.replace(' ', "")));
        let mut word = Word::plain(readings.next()?, span.clone());
        readings.for_each(|reading| word.or(reading));
        Some(word)
    };
    let ending = |(written, latin): &(&str, &'static str)| {
        let written: Vec<char> = written.chars().collect();
        letters.strip_suffix(written.as_slice()).and_then(|stem| with_ending(stem, latin))
    };
    let word = letters.strip_suffix(&['ي']).and_then(|stem| with_ending(stem, "i")).or_else(|| ENDINGS.iter().find_map(ending));
    if let Some(word) = word {
        words.push(word);
        return true;
    }
    for cut in 3..letters.len().saturating_sub(2) {
        if let (Some(first), Some(second)) = (letters.get(..cut).and_then(known), letters.get(cut..).and_then(known)) {
            words.extend([first, second].into_iter().filter_map(|part| self::word(part, span.clone())));
            return true;
        }
    }
    false
}

fn known(letters: &[char]) -> Option<&'static Entry> {
    let key: String = letters.iter().collect();
    lexicon().arabic.get(&key)
}

/// `abdul`, the first half of names such as Abdul Rahman.
fn servant(span: Range<usize>) -> Word {
    let also = ["abd al", "abdel", "abdol", "abdal", "abd"].map(str::to_owned).to_vec();
    Word { also, ..Word::plain("abdul".to_owned(), span) }
}

/// A name that ends in the word for God, which is written together in Latin letters.
fn of_god(whole: &[char], stem: &[char], persian: bool, span: Range<usize>) -> Word {
    if let Some(word) = known(whole).and_then(|entry| word(entry, span.clone())) {
        return word;
    }
    let spelling = known(stem).and_then(|entry| entry.readings.first()).map_or_else(|| write(stem, persian), |reading| (*reading).to_owned());
    let mut word = Word { vowelless: known(stem).is_none(), ..Word::plain(format!("{spelling}ullah"), span) };
    word.or(format!("{spelling}ollah"));
    word.or(format!("{spelling} allah"));
    word
}

fn by_letter(letters: &[char], persian: bool, span: Range<usize>) -> Option<Word> {
    let latin = write(letters, persian);
    if latin.is_empty() {
        return None;
    }
    let digits = latin.bytes().all(|b| b.is_ascii_digit());
    let mut word = Word { vowelless: !digits, ..Word::plain(latin, span) };
    word.or(write(letters, !persian));
    equivalents(&mut word);
    Some(word)
}

/// The letters as they stand; و and ي are vowels between consonants.
fn write(letters: &[char], persian: bool) -> String {
    let mut out = String::with_capacity(letters.len() * 2);
    let last = letters.len().saturating_sub(1);
    let vowel_at = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| matches!(c, 'ا' | 'و' | 'ي' | 'ه'));
    let mut general = String::new();
    for (at, c) in letters.iter().enumerate() {
        let between = at > 0 && !vowel_at(at.checked_sub(1)) && !vowel_at(at.checked_add(1)) || (at == last && at > 0 && !vowel_at(at.checked_sub(1)));
        out.push_str(match c {
            'ا' => "a",
            'ب' => "b",
            'پ' => "p",
            'ت' | 'ط' => "t",
            'ث' => {
                if persian {
                    "s"
                } else {
                    "th"
                }
            }
            'ج' => "j",
            'چ' => "ch",
            'ح' => "h",
            'خ' | 'ښ' => "kh",
            'د' => "d",
            'ذ' => {
                if persian {
                    "z"
                } else {
                    "dh"
                }
            }
            'ر' => "r",
            'ز' | 'ځ' => "z",
            'ژ' | 'ږ' => "zh",
            'س' | 'ص' => "s",
            'ش' => "sh",
            'ض' => {
                if persian {
                    "z"
                } else {
                    "d"
                }
            }
            'ظ' => "z",
            'ع' => {
                if at == 0 {
                    "a"
                } else {
                    ""
                }
            }
            'غ' => "gh",
            'ف' => "f",
            'ڤ' => "v",
            'ق' => "q",
            'ك' => "k",
            'گ' => "g",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            'ه' => match (at == last, persian) {
                (true, true) => "eh",
                (true, false) => "a",
                _ => "h",
            },
            'و' => match (between, persian) {
                (true, _) => "u",
                (false, true) => "v",
                (false, false) => "w",
            },
            'ي' => {
                if between {
                    "i"
                } else {
                    "y"
                }
            }
            'څ' => "ts",
            c => {
                general.clear();
                general.extend(deunicode::deunicode_char(*c).unwrap_or("").chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
                &general
            }
        });
    }
    out
}
